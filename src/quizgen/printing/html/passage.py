"""The printed article: its paragraphs in lines, its headings, its notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from markupsafe import Markup

from quizgen.article.passage import Passage
from quizgen.article.text import Heading as WrittenHeading
from quizgen.base.bidi import Direction, isolated_html, isolated_inline, text_direction
from quizgen.base.data_class import dataclass
from quizgen.base.language import Wording
from quizgen.base.markdown import has_word, inline_html, passage_html
from quizgen.base.regex import regex
from quizgen.plan.model import Plan
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.slot_texts import draft_mark
from quizgen.printing.html.sources import Late
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
    for source in _sources(plan, passage):
        html = source.html()
        headings = tuple(_headings(passage, source.number, language))
        direction = text_direction(html.striptags(), language)
        yield Paragraph(source.number, html, source.set_apart, headings, direction)


class _Source(NamedTuple):
    """A paragraph as it is written, and what is marked in it."""

    number: int
    text: str
    glossed: Sequence[str]
    notes: Mapping[int, str]
    set_apart: bool
    plain: bool

    def html(self) -> Markup:
        return passage_html(
            self.text, self.glossed, self.notes, set_apart=self.set_apart, plain=self.plain
        )


def _sources(plan: Plan, passage: Passage) -> Iterator[_Source]:
    glossed, notes = _passage_marks(plan, passage.paragraphs)
    for number, text in enumerate(passage.paragraphs, start=1):
        marks = glossed.get(number, ()), notes.get(number, {})
        yield _Source(number, text, *marks, number in passage.set_apart, passage.plain)


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
    for source in _sources(plan, passage):
        for heading in passage.headings:
            if heading.above == source.number:
                yield _heading_entry(next(numbers), heading, passage, blocks, direction)
        name = blocks.add(
            paragraph_block(source.number),
            "paragraph.html",
            number=source.number,
            text=Late(_printed, source, blocks.words, blocks.written),
            set_apart=source.set_apart,
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
    number: int,
    heading: WrittenHeading,
    passage: Passage,
    blocks: Blocks,
    direction: Direction,
) -> Entry:
    """Return a heading, which stays on the page of what is below it."""
    name = blocks.add(
        f"heading-{number}",
        "passage-heading.html",
        text=Late(_printed_heading, heading.text, blocks.words, blocks.written),
        level=heading.level,
        passage=passage,
        direction=direction,
    )
    return Entry(name, with_next=True)


def _printed_heading(text: str, words: Wording, written: Wording) -> Markup:
    return isolated_inline(inline_html(text), words.direction, written.direction)


def _printed(source: _Source, words: Wording, written: Wording) -> Markup:
    """Return a paragraph's HTML in the direction of its language, its parts marked."""
    isolate = isolated_html if source.set_apart else isolated_inline
    text = Markup(_NOTE.sub(lambda number: words.digits(number[0]), source.html()))  # noqa: S704
    html = isolate(text, words.direction, written.direction)
    return _in_verses(source.number, _started(source.number, html))


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
