"""A version as a page of HTML: for students who read, and answer, on a screen.

The page holds all it needs, and nothing tells which answers are right: it is made from what
is printed on the worksheet, and from nothing else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, groupby
from typing import Protocol

from markupsafe import Markup

from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.common import GAP
from quizgen.bank.pictures import Picture
from quizgen.bank.questions import Question
from quizgen.base.file_names import file_names
from quizgen.base.language import Wording, wording
from quizgen.base.markdown import inline_html, passage_html
from quizgen.plan.model import Item, Plan, SectionHeading, Version
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.passage import passage_marks
from quizgen.printing.html.questions import own_words, points_of, ruled_lines, says_something
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.slot_texts import numbered
from quizgen.printing.html.template_folders import TemplateFolders, read_styles
from quizgen.printing.sheets import StyleSheet

PAGE = "page.html"


@dataclass(frozen=True)
class Option:
    """A choice: the plan's letter for it, how it is called on the page, and its text."""

    letter: str
    name: str
    text: str

    @property
    def is_line(self) -> bool:
        """Whether its text is one line, and no list or quotation."""
        return "\n" not in self.text.strip()

    @property
    def plain(self) -> str:
        """Its text without markup, for a field that knows none."""
        return " ".join(inline_html(self.text).striptags().split())


@dataclass(frozen=True)
class Asked:
    """A question as it stands on a version, and what its template needs beside it."""

    item: Item
    question: Question
    options: tuple[Option, ...]
    parts: tuple[tuple[Option, ...], ...]
    lines: int
    said: Callable[[str], str]


@dataclass(frozen=True)
class Shared:
    """What a group's questions share, and which they are."""

    group: Group
    questions: str


@dataclass(frozen=True)
class Stretch:
    """Questions in a row under one heading: a section's, a group's, both or none."""

    questions: tuple[Asked, ...]
    section: SectionHeading | None = None
    points: int = 0
    """What the section is worth, where it begins here."""
    shared: Shared | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the passage, with the headings above it as (level, HTML)."""

    number: int
    text: Markup
    set_apart: bool
    headings: tuple[tuple[int, Markup], ...]


def screen_pages(plan: Plan, templates: TemplateFolders) -> Iterator[tuple[str, str]]:
    """Yield a plan's worksheets for a screen, each with what its file's name ends in.

    There is one for each student of a class, or else for each version. Raises QuizgenError for
    a template that fails.
    """
    page = page_maker(plan, templates)
    versions = plan.versions
    if plan.students:
        places = {name: place for place, name in enumerate(versions.names)}
        names = file_names((student.name for student in plan.students), "student")
        for name, student in zip(names, plan.students, strict=True):
            yield f"worksheet-{name}", page(versions[places[student.version]], student)
    elif len(versions) == 1:
        yield "worksheet", page(versions[0])
    else:
        for version in versions:
            yield f"worksheet-{version.name}", page(version)


class PageMaker(Protocol):
    """Returns the page of a version."""

    def __call__(self, version: Version, student: StudentPaper | None = None) -> str:
        """Put a student's name into its field, and let the page be in their language."""


def page_maker(plan: Plan, templates: TemplateFolders) -> PageMaker:
    """Return what makes the pages of a plan's versions."""
    paragraphs = tuple(_paragraphs(plan))
    styles = [_style(style) for style in read_styles(templates)]

    @cache
    def spoken(language: str) -> tuple[Renderer, Wording]:
        words = wording(language)
        return Renderer(templates, words), words

    def page(version: Version, student: StudentPaper | None = None) -> str:
        render, words = spoken((student and student.language) or plan.language)
        context = {
            "plan": plan,
            "version": version,
            "student": student,
            "words": words,
            "styles": styles,
            "paragraphs": paragraphs,
            "points": points_of(version),
            "stretches": tuple(_stretches(plan, version, words)),
            "picture": lambda name: _address(plan.images[name]),
            "field": _Field,
            "cloze": _with_fields,
        }
        return render(PAGE, context)

    return page


def _style(style: StyleSheet) -> Markup:
    """Return a style sheet as it may stand in a page: nothing in it can end its element."""
    return Markup(style.text.replace("</", "<\\/"))  # noqa: S704


def _address(picture: Picture) -> str:
    return f"data:{picture.type};base64,{picture.data}"


# Passage

_NOTE = re.compile(r'<sup class="note">([0-9]+)</sup>')


def _paragraphs(plan: Plan) -> Iterator[Paragraph]:
    """Yield the passage; a footnote's sign leads to the note."""
    passage = plan.passage
    if passage is None:
        return
    glossed, notes = passage_marks(plan, passage.paragraphs)
    for number, text in enumerate(passage.paragraphs, start=1):
        set_apart = number in passage.set_apart
        html = passage_html(
            text, glossed.get(number, ()), notes.get(number, {}), set_apart=set_apart
        )
        linked = _NOTE.sub(r'<sup class="note"><a href="#note-\1">\1</a></sup>', str(html))
        headings = tuple(
            (heading.level, inline_html(heading.text))
            for heading in passage.headings
            if heading.above == number
        )
        yield Paragraph(number, Markup(linked), set_apart, headings)  # noqa: S704


# Questions


def _stretches(plan: Plan, version: Version, words: Wording) -> Iterator[Stretch]:
    """Yield a version's questions with what stands above them, as on the worksheet."""
    for section, in_section in groupby(version.items, key=lambda item: item.section):
        items = list(in_section)
        heading = plan.sections[section - 1] if section else None
        points = sum(item.points for item in items)
        for group, in_group in groupby(items, key=lambda item: _group(plan, item)):
            members = list(in_group)
            asked = tuple(_asked(plan, item, words) for item in members)
            shared = _shared(plan.groups[group], members, words) if group else None
            yield Stretch(asked, heading, points, shared)
            heading = None


def _group(plan: Plan, item: Item) -> str | None:
    name = plan.questions[item.question].group
    return name if name and says_something(plan.groups[name]) else None


def _shared(group: Group, items: Sequence[Item], words: Wording) -> Shared:
    return Shared(group, numbered([item.number for item in items], words))


def _asked(plan: Plan, item: Item, words: Wording) -> Asked:
    question = plan.questions[item.question]
    said = own_words(question, words)

    def options(texts: Sequence[str]) -> tuple[Option, ...]:
        named = ((letter(place), said(text)) for place, text in enumerate(texts))
        return tuple(Option(name, words.letter(name), text) for name, text in named)

    return Asked(
        item,
        question,
        options(item.options),
        tuple(options(part.options) for part in item.parts),
        ruled_lines(plan, question),
        said,
    )


class _Field:
    """Names the fields of a question: no two of a page have the same name."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._count = count(1)

    def __call__(self, part: str = "") -> str:
        """Return the name of the question's next field, or of its field `part`."""
        return f"q{self._number}-{part or next(self._count)}"


def _with_fields(text: Markup, gap: Callable[[int], str]) -> Markup:
    """Return a text's HTML with a field in place of each gap, which are counted from 1."""
    numbers = count(1)
    return Markup(GAP.sub(lambda _: str(gap(next(numbers))), str(text)))  # noqa: S704
