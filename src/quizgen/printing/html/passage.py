"""The printed article: its paragraphs in lines, its headings, its notes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from markupsafe import Markup

from quizgen.article.passage import Passage
from quizgen.base.bidi import Direction, isolated_html, isolated_inline, text_direction
from quizgen.base.markdown import has_word, inline_html, passage_html
from quizgen.base.regex import regex
from quizgen.plan.model import Plan
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.slot_texts import draft_mark
from quizgen.printing.sheets import LINE_START, MARK, PARAGRAPH_START, Entry, Sheet

_NOTE = regex('(?<=<sup class="note">)[0-9]+')


def passage_sheet(plan: Plan, blocks: Blocks) -> Sheet:
    """Return the passage as a sheet of its own."""
    foot = blocks.add_wide("passage-foot", "passage-foot.html", plan=plan)
    entries = tuple(passage_entries(plan, blocks))
    ends = Entry(foot, draft_mark(plan, blocks.words))
    return Sheet(plan.article.title, entries, ends, blocks.page_text, blocks.paper)


class Heading(NamedTuple):
    """A heading of the passage as HTML; level 1 is the highest."""

    level: int
    text: Markup
    direction: Direction = "ltr"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the passage as HTML, with the headings above it."""

    number: int
    text: Markup
    set_apart: bool
    headings: tuple[Heading, ...]
    direction: Direction = "ltr"


def paragraphs(plan: Plan) -> Iterator[Paragraph]:
    """Yield the passage's paragraphs; each glossed word and footnote is marked once."""
    passage = plan.passage
    if passage is None:
        return
    language = plan.written.direction
    glossed, notes = _passage_marks(plan, passage.paragraphs)
    for number, text in enumerate(passage.paragraphs, start=1):
        set_apart = number in passage.set_apart
        html = passage_html(
            text,
            glossed.get(number, ()),
            notes.get(number, {}),
            set_apart=set_apart,
            plain=passage.plain,
        )
        headings = tuple(_headings(passage, number, language))
        direction = text_direction(html.striptags(), language)
        yield Paragraph(number, html, set_apart, headings, direction)


def _headings(passage: Passage, number: int, language: Direction) -> Iterator[Heading]:
    """Yield the headings above a paragraph."""
    for heading in passage.headings:
        if heading.above == number:
            html = inline_html(heading.text)
            yield Heading(heading.level, html, text_direction(html.striptags(), language))


def passage_entries(plan: Plan, blocks: Blocks) -> Iterator[Entry]:
    """Yield the passage: its title, its paragraphs in lines, its notes."""
    passage = plan.passage
    if passage is None:
        return
    yield Entry(blocks.add("passage-title", "passage-title.html", plan=plan), with_next=True)
    number_block = blocks.add("line-number", "line-number.html")
    numbers = count()
    direction = text_direction(" ".join(passage.paragraphs), blocks.written.direction)
    for paragraph in paragraphs(plan):
        for heading in paragraph.headings:
            yield _heading_entry(next(numbers), heading, passage, blocks, direction)
        name = blocks.add(
            paragraph_block(paragraph.number),
            "paragraph.html",
            number=paragraph.number,
            text=_in_verses(
                paragraph.number, _started(paragraph.number, _isolated(paragraph, blocks))
            ),
            set_apart=paragraph.set_apart,
            passage=passage,
            direction=direction,
        )
        yield Entry(
            name, flows=True, line_number=number_block if passage.line_numbers else None
        )
    if plan.article.glossary or plan.article.footnotes:
        notes_block = blocks.add(
            "passage-notes", "passage-notes.html", article=plan.article, passage=passage
        )
        yield Entry(notes_block)


def _heading_entry(
    number: int, heading: Heading, passage: Passage, blocks: Blocks, direction: Direction
) -> Entry:
    """Return a heading, which stays on the page of what is below it."""
    name = blocks.add(
        f"heading-{number}",
        "passage-heading.html",
        text=isolated_inline(heading.text, blocks.words.direction, blocks.written.direction),
        level=heading.level,
        passage=passage,
        direction=direction,
    )
    return Entry(name, with_next=True)


def _isolated(paragraph: Paragraph, blocks: Blocks) -> Markup:
    """Return a paragraph's HTML in the direction of its language."""
    isolate = isolated_html if paragraph.set_apart else isolated_inline
    digits = blocks.words.digits
    text = Markup(_NOTE.sub(lambda number: digits(number[0]), paragraph.text))  # noqa: S704
    return isolate(text, blocks.words.direction, blocks.written.direction)


def _started(number: int, html: Markup) -> Markup:
    """Mark where each paragraph of a list or a quotation starts; it will be cut into lines."""
    starts = count(1)
    mark = f'<p><span {MARK}="{PARAGRAPH_START}{number}|{{}}"></span>'
    return Markup(re.sub("<p>", lambda _: mark.format(next(starts)), html))  # noqa: S704


def _in_verses(number: int, html: Markup) -> Markup:
    """Mark where each line of a text begins that keeps its own; the page may wrap it again."""
    if "<br>" not in html:
        return html
    starts = count(1)
    # Verse is indented with blanks that HTML keeps, and those stay.
    lines = re.split(r"(?<=<br>)[ \n]*", html)
    marked = (
        f'<span {MARK}="{LINE_START}{number}|{next(starts)}"></span>{line}' for line in lines
    )
    return Markup(" ".join(marked))  # noqa: S704


def paragraph_block(number: int) -> str:
    """Return the name of a paragraph's block."""
    return f"paragraph-{number}"


def _passage_marks(
    plan: Plan, paragraphs: Sequence[str]
) -> tuple[dict[int, list[str]], dict[int, dict[int, str]]]:
    """Return the paragraph of each glossed word and footnote: the first that has it."""
    glossed: dict[int, list[str]] = {}
    notes: dict[int, dict[int, str]] = {}
    for word in plan.article.glossary:
        if place := _first_place(word, paragraphs):
            glossed.setdefault(place, []).append(word)
    for number, footnote in enumerate(plan.article.footnotes, start=1):
        if place := _first_place(footnote.words, paragraphs):
            notes.setdefault(place, {})[number] = footnote.words
    return glossed, notes


def _first_place(words: str, paragraphs: Sequence[str]) -> int | None:
    places = (n for n, text in enumerate(paragraphs, start=1) if has_word(text, words))
    return next(places, None)
