"""A new bank for an article: everything that its text shows, and examples to fill in."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from textwrap import wrap

from quizgen.article.claims import Settled
from quizgen.article.landmarks import MOST_SHOWN, Landmarks, landmarks
from quizgen.article.recognise import Doubt, NewArticle, NewParagraph
from quizgen.authoring.example_questions import Example, Subject, examples
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.placeholders import MARKER
from quizgen.base.errors import shown
from quizgen.base.file_names import DEVICES, cut_to_bytes
from quizgen.base.text_match import quoted_words

WIDTH = 96
MOST_IN_NAME = 60


def safe_name(text: str) -> str:
    """Return a file name without its ending that every system accepts: words and hyphens.

    >>> safe_name("Où est l'été? (1)")
    'ou-est-l-ete-1'
    """
    plain = unicodedata.normalize("NFKD", text)
    # Accents on Latin letters are dropped; elsewhere they may be part of the letter.
    plain = re.sub(r"(?<=[A-Za-z])[\u0300-\u036f]+", "", plain)
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain).casefold())
    name = _shortened("-".join(words))
    return f"{name}-bank" if DEVICES.fullmatch(name) else name or "bank"


def _shortened(name: str) -> str:
    """Cut a name that is too long, between words where it has any there."""
    if len(name) <= MOST_IN_NAME and len(name.encode()) <= 2 * MOST_IN_NAME:
        return name
    cut = cut_to_bytes(name[:MOST_IN_NAME], 2 * MOST_IN_NAME)
    start, hyphen, _ = cut.rpartition("-")
    return start if hyphen and len(start) > len(cut) // 2 else cut.rstrip("-")


def bank_text(
    article: NewArticle,
    name: str,
    first_line: str = "",
    chosen: Collection[tuple[str, int]] = (),
) -> str:
    """Return the bank of an article as YAML; name is its file's, without the ending.

    first_line points editors to the schema. chosen are examples, each by its skill and its
    place there, that are questions already and no comments.
    """
    found = landmarks([each.lined for each in article.paragraphs])
    parts = [
        first_line,
        "\n".join(_head(article, name)),
        "\n".join([*_language(article), *_article(article)]),
        "\n".join(_map(article.paragraphs, found)),
        "\n".join(_questions(article, found, chosen)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _head(article: NewArticle, name: str) -> Iterator[str]:
    about = f"“{shown(article.title)}”" if article.title else "an article"
    yield from _comment(f"Questions about {about}.")
    yield "#"
    for step in (
        '1. Look through "article" below: it was read from the text, and may be wrong.',
        '2. Below "questions" stand examples. To use one, delete the # and the space after it '
        "before each of its lines (in many editors: select the lines and press Ctrl+/, on a "
        f"Mac Cmd+/). Then write your own words wherever {MARKER} stands, and delete {MARKER} "
        "itself.",
        f"3. See what is still to write or to mend: quizgen check {name}",
        f"4. Print it: quizgen make {name}",
    ):
        yield from _comment(step, indent=2, hang=3)
    yield "#"
    yield from _comment(
        "[[3]] in a question prints as “paragraph 3”. Quotations have six words at most, and "
        "are looked up in the article where its text lies beside this file."
    )
    yield from _bullets("Left out of the article:", article.left_out_by_kind)
    yield from _bullets("Please look at this:", article.unsure)


def _bullets(head: str, items: Iterable[str]) -> Iterator[str]:
    lines = list(items)
    if lines:
        yield "#"
        yield from _comment(head)
        for line in lines:
            yield from _comment(f"- {line}", indent=2, hang=2)


def _comment(text: str, indent: int = 0, hang: int = 0, sign: str = "#") -> Iterator[str]:
    """Yield text as lines of comment."""
    first = f"{sign} {' ' * indent}"
    clean = "".join(character if character.isprintable() else "\ufffd" for character in text)
    yield from wrap(
        clean,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first + " " * hang,
        break_on_hyphens=False,
    )


def _language(article: NewArticle) -> Iterator[str]:
    if article.language:
        yield f"language: {article.language}  # of the article; yours may be in another"


_TO_WRITE = {
    "title": "the title of the article",
    "author": "who wrote it",
    "affiliation": "for whom the author works",
    "published": "the date",
}


def _article(article: NewArticle) -> Iterator[str]:
    yield "article:"
    yield from _told("title", article.title, article)
    yield from _told("author", article.author, article)
    if article.affiliation or article.settled.get("affiliation", Settled()).doubt:
        yield from _told("affiliation", article.affiliation, article)
    else:
        yield "  affiliation:  # not found in the text: write it, or leave it blank"
    if article.publication:
        yield f"  source: {_scalar(article.publication)}"
    if article.published or article.settled.get("published", Settled()).doubt:
        yield from _told("published", article.published, article)
    yield f"  paragraphs: {len(article.paragraphs)}{_last(article)}"
    if article.kept_lines:
        numbers = ", ".join(map(str, article.kept_lines))
        yield f"  lines: kept {numbers}  # verse or speech; joined, where they are neither"


def _told(key: str, text: str | None, article: NewArticle) -> Iterator[str]:
    """Yield a key with its text, and a comment on where it was found or why it was not."""
    found = article.settled.get(key, Settled())
    if found.how and not text:
        yield f"  {key}:  # {found.how}"
        return
    line = f"  {key}: {_scalar(text or f'{MARKER} {_TO_WRITE[key]}')}"
    said = f"from {found.how}" if text and found.how else found.doubt if not text else ""
    note = "".join(sign if sign.isprintable() else "\ufffd" for sign in said)
    if not note:
        yield line
    elif len(line) + len(note) + 4 <= WIDTH:
        yield f"{line}  # {note}"
    else:
        yield from (f"  {each}" for each in _comment(note))
        yield line


def place_of(doubt: Doubt, bank: str) -> int:
    """Return the line of a bank's text that a doubt is about; 0 where it is about none."""
    if doubt.about:
        sought = re.compile(rf"  {doubt.about}:|{doubt.about}:")
    elif doubt.paragraph:
        sought = re.compile(rf"# {doubt.paragraph:>4}  ")
    else:
        return 0
    lines = enumerate(bank.split("\n"), 1)
    return next((number for number, line in lines if sought.match(line)), 0)


def _last(article: NewArticle) -> str:
    is_last = article.note == len(article.paragraphs)
    return "  # the last is the note on the author" if is_last else ""


def _scalar(text: str) -> str:
    """Return a text in quotes, whole and on one line."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _map(paragraphs: tuple[NewParagraph, ...], found: tuple[Landmarks, ...]) -> Iterator[str]:
    yield "# The article at a glance: how each paragraph begins, and what stands out in it."
    yield "#"
    for number, (paragraph, marks) in enumerate(zip(paragraphs, found, strict=True), 1):
        above = (
            f"  below the heading {quoted_words(paragraph.heading)}"
            if paragraph.heading
            else ""
        )
        yield from _comment(f"{number:>4}  {quoted_words(paragraph.words)}{above}")
        for head, items in (
            ("names", marks.names),
            ("figures", marks.figures),
            ("moves", tuple(f"{word} ({move})" for word, move in marks.moves)),
        ):
            if items:
                yield from _comment(f"{head:<8} {_some(items)}", indent=6, hang=9)


def _some(items: tuple[str, ...]) -> str:
    more = ", …" if len(items) > MOST_SHOWN else ""
    return ", ".join(shown(item) for item in items[:MOST_SHOWN]) + more


def examples_for(
    article: NewArticle, found: tuple[Landmarks, ...] | None = None
) -> Mapping[str, tuple[Example, ...]]:
    """Return the example questions of an article by skill."""
    found = found or landmarks([each.words for each in article.paragraphs])
    subject = Subject(article.title, article.author, article.affiliation, article.note, found)
    return examples(subject)


def _questions(
    article: NewArticle,
    found: tuple[Landmarks, ...],
    chosen: Collection[tuple[str, int]],
) -> Iterator[str]:
    yield "questions:"
    for skill, made in examples_for(article, found).items():
        yield ""
        yield f"  ## {'-' * 66} {BUILT_IN_SKILLS[skill]}"
        for place, example in enumerate(made):
            yield ""
            if (skill, place) in chosen:
                yield from (f"  ## {note}" for note in example.notes)
                yield from (f"  {line}" for line in example.yaml.splitlines())
            else:
                yield from _commented(example)


def _commented(example: Example) -> Iterator[str]:
    """Yield an example in comments; its notes begin with two #, so that they stay comments."""
    yield from (f"  ## {note}" for note in example.notes)
    yield from (f"  # {line}" for line in example.yaml.splitlines())
