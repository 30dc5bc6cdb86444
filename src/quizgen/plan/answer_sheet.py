"""Where everything stands on an answer sheet, so that a scan of it can be read.

Lengths are in millimetres from the page's top left corner, x to the right and y down, rounded
to 0.01. `answer_sheet_rules` decides a sheet once, when its plan is made; the plan keeps it,
and a later quizgen with other rules reads it from there.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Annotated, Literal, NamedTuple, cast

from quizgen.bank.field_spec import Field
from quizgen.bank.fields import Record
from quizgen.base.data_class import dataclass
from quizgen.base.errors import shown
from quizgen.base.regex import regex
from quizgen.plan.request import CODE_ALPHABET
from quizgen.plan.sheet_code import (
    RUN_LENGTH,
    VERSION,
    CodeError,
    SheetCode,
    check_character,
    read_code,
)

MOST_PAGES = 35
"""The symbol has one digit of base 36 for the page."""

Mode = Literal["one", "many", "points"]
"""One of the bubbles is filled, or some, or those of the points that a teacher gives."""


class Asked(NamedTuple):
    """A row without its place on the page."""

    number: int
    part: int
    place: int
    mode: Mode
    values: tuple[str, ...]

    @property
    def choice(self) -> "Asked":
        """The same, but for points only that there are some: how they are marked may differ."""
        return self._replace(place=0, values=()) if self.mode == "points" else self


class Bubble(NamedTuple):
    """A circle to fill: the plan's letter or a number of points, and its centre."""

    value: str
    x: float
    y: float


@dataclass(frozen=True)
class Row:
    """The bubbles that answer one thing that a question asks for.

    part is its place among the question's parts. place is 0, but in matching and ordering that
    of the letter in the part's answer. Many points are marked in several rows: hundreds, tens
    and ones, to be added.
    """

    question: str
    number: int
    part: int
    place: int
    mode: Mode
    bubbles: tuple[Bubble, ...]


@dataclass(frozen=True)
class SheetPage:
    """A page of an answer sheet, counted from 1."""

    number: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class AnswerSheet:
    """The pages of an answer sheet, and what stands at the same place on each."""

    layout: int
    width: float
    height: float
    marker: float
    """The side of a marker."""
    markers: tuple[tuple[float, float], ...]
    """The centres of the four markers in the order of their ids."""
    symbol: tuple[float, float, float]
    """The left and the upper edge of the Data Matrix, and its side."""
    name_line: tuple[float, float, float, float]
    """The left and the upper edge of the box for the name, its width and its height."""
    bubble: float
    """The diameter of a bubble."""
    pages: tuple[SheetPage, ...]


# What a plan keeps

_NUMBER = "[0-9]{1,4}(?:[.][0-9]{1,2})?"
_LINE = regex(
    "([1-9][0-9]?) ([1-9][0-9]{0,3}) ([0-9]{1,2}) ([0-9]{1,2}) (one|many|points) "
    f"({_NUMBER}) ({_NUMBER})((?: [A-Z]| [0-9]{{1,4}})+)"
)

Place = Annotated[float, Field(ge=0, le=2000, allow_inf_nan=False)]


class KeptSheet(Record):
    """An answer sheet as a plan's JSON has it, for all versions that are alike.

    A line is a row, or what of a row is in one line: its page, the question's number, part,
    place and mode, the centre of the first bubble, and the values. The bubbles of a line stand
    step apart, which is below 0 where they run from right to left.
    """

    layout: Annotated[int, Field(ge=1, le=35)]
    width: Place
    height: Place
    marker: Place
    markers: tuple[
        tuple[Place, Place], tuple[Place, Place], tuple[Place, Place], tuple[Place, Place]
    ]
    symbol: tuple[Place, Place, Place]
    name_line: tuple[Place, Place, Place, Place]
    bubble: Place
    step: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]
    lines: tuple[Annotated[str, Field(pattern=f"^{_LINE.pattern}$")], ...] = Field(min_length=1)

    def sheet(self, questions: Sequence[str]) -> AnswerSheet:
        """Return the answer sheet of a version that has these questions, by their ids."""
        lines = [KeptLine.read(line) for line in self.lines]
        return AnswerSheet(
            self.layout,
            self.width,
            self.height,
            self.marker,
            self.markers,
            self.symbol,
            self.name_line,
            self.bubble,
            tuple(
                SheetPage(page, tuple(self._rows(on_it, questions)))
                for page, on_it in groupby(lines, key=lambda line: line.page)
            ),
        )

    def _rows(self, lines: Iterable["KeptLine"], questions: Sequence[str]) -> Iterator[Row]:
        for (number, part, place), own in groupby(lines, key=lambda line: line[1:4]):
            several = list(own)
            bubbles = tuple(bubble for line in several for bubble in line.bubbles(self.step))
            yield Row(questions[number - 1], number, part, place, several[0].mode, bubbles)

    @property
    def contradiction(self) -> str | None:
        """What makes it no sheet that can be marked, if anything does."""
        lines = [KeptLine.read(line) for line in self.lines]
        for line in lines:
            for _, x, y in line.bubbles(self.step):
                if not (0 <= x <= self.width and 0 <= y <= self.height):
                    return f"a circle of question {line.number} is beside the page."
        order = [line[:4] for line in lines]
        if order != sorted(order) or lines[-1].page > MOST_PAGES:
            return "its rows are not in order."
        for row, own in groupby(lines, key=lambda line: line[:4]):
            values = [value for line in own for value in line.values]
            if len(values) > len({*values}):
                return f"question {row[1]} has a value twice in a row."
        return None

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What is asked for, in order."""
        rows: dict[Asked, tuple[str, ...]] = {}
        for each in map(KeptLine.read, self.lines):
            row = Asked(each.number, each.part, each.place, each.mode, ())
            rows[row] = (*rows.get(row, ()), *each.values)
        return tuple(row._replace(values=values) for row, values in rows.items())


class KeptLine(NamedTuple):
    """A line of bubbles: those of a row, or the first of them."""

    page: int
    number: int
    part: int
    place: int
    mode: Mode
    x: float
    y: float
    values: tuple[str, ...]

    @classmethod
    def read(cls, line: str) -> "KeptLine":
        """Return a line that a plan keeps."""
        page, number, part, place, mode, x, y, *values = line.split(" ")
        return cls(
            int(page),
            int(number),
            int(part),
            int(place),
            cast("Mode", mode),
            float(x),
            float(y),
            tuple(values),
        )

    def __str__(self) -> str:
        places = " ".join(map(str, self[:4]))
        return f"{places} {self.mode} {self.x:g} {self.y:g} {' '.join(self.values)}"

    def bubbles(self, step: float) -> Iterator[Bubble]:
        """Yield the bubbles, which stand step apart."""
        for place, value in enumerate(self.values):
            yield Bubble(value, round(self.x + place * step, 2), self.y)


class AnswerSheets(Record):
    """The answer sheets of a plan, each different one once.

    versions names the sheet of each version, by its name, and with a word behind it where it
    is in large print or runs from right to left: `B large rtl`.
    """

    sheets: tuple[KeptSheet, ...]
    versions: dict[str, Annotated[int, Field(ge=0)]]
    students: tuple[int, ...] | None = None
    """The places of the plan's students in their class, if the plan has only some of them."""

    def place_in_class(self, index: int) -> int:
        """Return the place in the class of one of the plan's students; both count from 0."""
        return index if self.students is None else self.students[index]

    @staticmethod
    def name(version: str, *, large: bool, mirrored: bool) -> str:
        """Return how versions names the sheet of a version."""
        return f"{version}{' large' if large else ''}{' rtl' if mirrored else ''}"

    def __getitem__(self, name: str) -> KeptSheet:
        return self.sheets[self.versions[name]]


# The symbol

_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SYMBOL_TEXT = regex(
    f"([{CODE_ALPHABET}]{{{RUN_LENGTH}}})([1-9A-Z])([1-9A-Z])(0|[1-9][0-9]*)?"
    f"({VERSION.pattern})([{CODE_ALPHABET}])"
)


class SymbolText(NamedTuple):
    """What the Data Matrix of a page says; student is a place in the class, from 0."""

    code: str
    page: int
    layout: int
    student: int | None


def symbol_text(code: str, page: int, layout: int, student: int | None) -> str:
    """Return the text of a page's Data Matrix; read_symbol_text gives back what it says.

    It is the run, a digit of base 36 each for page and layout, the student, and the rest of
    the code: capitals and digits only. A codeword has one of them, or two digits; a symbol of
    16 modules holds 12 codewords.

    >>> symbol_text("4K7Z-B-X", 1, 1, 12)
    '4K7Z1112BX'
    """
    run, version = read_code(code)
    who = "" if student is None else str(student)
    return (
        f"{run}{_BASE_36[page]}{_BASE_36[layout]}{who}{version}{check_character(run, version)}"
    )


def read_symbol_text(text: str) -> SymbolText:
    """Return what a page's Data Matrix says; raises CodeError if it is none of quizgen's."""
    found = _SYMBOL_TEXT.fullmatch(text)
    if not found or check_character(found[1], found[5]) != found[6]:
        raise CodeError(f"{shown(text[:40])!r} is not on an answer sheet of quizgen.")
    student = None if found[4] is None else int(found[4])
    code = str(SheetCode(found[1], found[5]))
    return SymbolText(code, int(found[2], 36), int(found[3], 36), student)
