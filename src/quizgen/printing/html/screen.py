"""A version as a page of HTML: for students who read, and answer, on a screen.

The page is self-contained. It is made only from what is printed on the worksheet, so it does
not reveal which answers are right.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count
from typing import Protocol

from markupsafe import Markup

from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.common import replace_gaps
from quizgen.bank.option_text import picture_in
from quizgen.bank.pictures import Picture
from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass, replace
from quizgen.base.file_names import file_names
from quizgen.base.language import Wording, wording
from quizgen.base.markdown import inline_html
from quizgen.base.regex import regex
from quizgen.plan.model import Item, Plan, SectionHeading, Version
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.passage import paragraphs
from quizgen.printing.html.questions import own_words, points_of, ruled_lines, stretches
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.slot_texts import numbered
from quizgen.printing.html.template_folders import TemplateFolders, read_styles
from quizgen.printing.sheets import StyleSheet

PAGE = "page.html"


@dataclass(frozen=True)
class Option:
    """An option: its letter in the plan, its letter on the page, and its text."""

    letter: str
    name: str
    text: str

    @property
    def is_line(self) -> bool:
        """Whether its text is one line, not a list, a quotation or a picture."""
        return "\n" not in self.text.strip() and picture_in(self.text) is None

    @property
    def plain(self) -> str:
        """Its text without markup."""
        return " ".join(inline_html(self.text).striptags().split())


@dataclass(frozen=True)
class Asked:
    """A question of a version, with what its template needs."""

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
    """Questions in a row under the same headings."""

    questions: tuple[Asked, ...]
    section: SectionHeading | None = None
    points: int = 0
    """The section's points."""
    shared: Shared | None = None


def screen_pages(plan: Plan, templates: TemplateFolders) -> Iterator[tuple[str, str]]:
    """Yield a plan's worksheets for a screen, each with the end of its file's name.

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
    passage = tuple(replace(each, text=_linked(each.text)) for each in paragraphs(plan))
    styles = [_style(style) for style in read_styles(templates)]

    @cache
    def spoken(language: str) -> tuple[Renderer, Wording]:
        words = wording(language, plan.letters)
        render = Renderer(templates, words, written=plan.written)
        render.show_pictures(
            lambda name: _address(plan.images[name]), lambda name: plan.images[name].proportion
        )
        return render, words

    def page(version: Version, student: StudentPaper | None = None) -> str:
        render, words = spoken((student and student.language) or plan.language)
        context = {
            "plan": plan,
            "version": version,
            "student": student,
            "words": words,
            "styles": styles,
            "paragraphs": passage,
            "points": points_of(version),
            "stretches": tuple(_stretches(plan, version, words)),
            "picture": lambda name: _address(plan.images[name]),
            "field": _Field,
            "cloze": _with_fields,
        }
        return render(PAGE, context)

    return page


def _style(style: StyleSheet) -> Markup:
    """Return a style sheet for a page, unable to end its element."""
    return Markup(style.text.replace("</", "<\\/"))  # noqa: S704


def _address(picture: Picture) -> str:
    return f"data:{picture.type};base64,{picture.data}"


# Passage

_NOTE = regex(r'<sup class="note">([0-9]+)</sup>')


def _linked(text: Markup) -> Markup:
    """Let a footnote's number in the passage lead to the note."""
    return Markup(_NOTE.sub(r'<sup class="note"><a href="#note-\1">\1</a></sup>', str(text)))  # noqa: S704


# Questions


def _stretches(plan: Plan, version: Version, words: Wording) -> Iterator[Stretch]:
    """Yield a version's questions with what goes above them, as on the worksheet."""
    for items, section, points, group in stretches(plan, version):
        asked = tuple(_asked(plan, item, words) for item in items)
        heading = plan.sections[section - 1] if section else None
        shared = _shared(plan.groups[group], items, words) if group else None
        yield Stretch(asked, heading, points, shared)


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
    """Names the fields of a question, unique on the page."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._count = count(1)

    def __call__(self, part: str = "") -> str:
        """Return the name of the question's next field, or of its field `part`."""
        return f"q{self._number}-{part or next(self._count)}"


def _with_fields(text: Markup, gap: Callable[[int], str]) -> Markup:
    """Return a text's HTML with a field in place of each gap, counted from 1."""
    numbers = count(1)
    return Markup(replace_gaps(str(text), lambda: str(gap(next(numbers)))))  # noqa: S704
