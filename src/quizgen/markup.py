"""A bank's text to safe HTML: a little Markdown, and everything else as it was typed."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# Emphasis, strong, typed line breaks, lists and block quotes: what a question needs.
# Links, images, entities and HTML stay text: a stranger's bank must not reach out.
RULES = ("emphasis", "newline", "escape", "list", "blockquote")


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(RULES))


def inline_html(text: str) -> Markup:
    """Return text as inline HTML; `1.` or `-` at its start is no list, it prints as typed."""
    # markdown-it escapes what it does not understand, so its output is markup.
    return Markup(_markdown().renderInline(text.strip()))  # noqa: S704


def block_html(text: str) -> Markup:
    """Return text as paragraphs, lists and block quotes; one line is always one paragraph."""
    if "\n" not in text.strip():
        return Markup("<p>{}</p>").format(inline_html(text))
    return Markup(_markdown().render(text))  # noqa: S704


def unmarked(text: str) -> str:
    """Return text with blanks for its list marks and quotation marks `>`, as long as it was."""
    lines = text.replace("\r", " ").split("\n")
    shown = [" " * len(line) for line in lines]
    for token in _markdown().parse("\n".join(lines)):
        if token.type == "inline" and token.map:
            for number, words in enumerate(token.content.split("\n"), token.map[0]):
                at = max(0, lines[number].rfind(words.strip()))
                shown[number] = " " * at + lines[number][at:]
    return "\n".join(shown)


REFERENCE = re.compile(r"\[\[([0-9]{1,9})\]\]")
"""A reference to a paragraph: [[3]] prints as "paragraph 3"."""


def referred(text: str, lines: Mapping[int, tuple[int, int]]) -> str:
    """Return text with its references written out, with line numbers where they are printed."""
    return REFERENCE.sub(lambda match: paragraph_place(int(match[1]), lines), text)


def paragraph_place(number: int, lines: Mapping[int, tuple[int, int]]) -> str:
    """Return how a paragraph is referred to: `paragraph 3 (lines 21–27)`."""
    if number not in lines:
        return f"paragraph {number}"
    first, last = lines[number]
    if first == last:
        return f"paragraph {number} (line {first})"
    return f"paragraph {number} (lines {first}–{last})"


# Signs for private use (Unicode, 23.5): no font and no Markdown rule knows them, so they
# come through as they are, and what they enclose becomes an element afterwards.
OPEN, CLOSE, NOTE, END = "\ue000", "\ue001", "\ue002", "\ue003"


def passage_html(text: str, glossed: Sequence[str], notes: Mapping[int, str]) -> Markup:
    """Return a paragraph's text with its glossed words marked and its footnotes' signs.

    `notes` gives, for a footnote's number, the words it stands after.
    """
    for word in glossed:
        text = _first(word).sub(rf"{OPEN}\g<0>{CLOSE}", text, count=1)
    for number, words in notes.items():
        text = _first(words).sub(rf"\g<0>{NOTE}{number}{END}", text, count=1)
    html = str(inline_html(" ".join(text.split())))
    for sign, tag in {
        OPEN: '<span class="glossed">',
        CLOSE: "</span>",
        NOTE: '<sup class="note">',
        END: "</sup>",
    }.items():
        html = html.replace(sign, tag)
    return Markup(html)  # noqa: S704


def has_word(text: str, word: str) -> bool:
    """Return whether a text has the word, in capitals or not, by itself."""
    return bool(_first(word).search(text))


def _first(words: str) -> re.Pattern[str]:
    spaced = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
