"""An article's words on a screen, to be chosen from and quoted."""

from quizgen.article.text import ArticleText
from quizgen.base.text_match import is_letter, visible

NO_END = " \t\n,;:–—-"
"""What no quotation begins or ends with."""


def shown_paragraphs(text: ArticleText) -> tuple[str, ...]:
    """Return the paragraphs' words without emphasis; kept lines stay lines.

    They are what quotations are compared with.
    """
    return tuple(
        "\n".join(visible(line) for line in words.replace("\\\n", "\n").split("\n"))
        if number in text.kept_lines
        else visible(words)
        for number, words in enumerate(text.words, 1)
    )


def whole_words(text: str, start: int, end: int) -> str:
    """Return text[start:end] as it can be quoted: on one line, and no word cut in two.

    >>> whole_words("The coast is safer, and lonelier.", 14, 27)
    'safer, and lonelier'
    """
    if not text[start:end].strip():
        return ""
    while start > 0 and _is_within_a_word(text, start):
        start -= 1
    while end < len(text) and _is_within_a_word(text, end):
        end += 1
    return " ".join(text[start:end].strip(NO_END).split())


def _is_within_a_word(text: str, place: int) -> bool:
    return is_letter(text[place - 1]) and is_letter(text[place])
