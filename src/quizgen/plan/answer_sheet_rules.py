"""The rules by which an answer sheet is laid out, in millimetres; LAYOUT is their number."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.shapes import Gaps, Match, OneOf, Order, Part, SomeOf, Written
from quizgen.bank.paper import PAPER_SIZES
from quizgen.bank.print_settings import ANSWER_SHEET_PAPERS, SHEET_MARGIN
from quizgen.base.choices import PaperName
from quizgen.base.errors import QuizgenError
from quizgen.plan.answer_sheet import (
    MOST_PAGES,
    AnswerSheet,
    AnswerSheets,
    Asked,
    KeptLine,
    KeptSheet,
    Mode,
)
from quizgen.plan.model import Plan, Version
from quizgen.plan.student import StudentPaper

LAYOUT = 2
"""The number of these rules; it grows when they change."""

BUBBLE, LARGE_BUBBLE = 4.6, 6.0
"""The diameter of a bubble, and of one in large print."""
MARKER = 9.0
"""The side of an ArUco marker of DICT_4X4_50; 0 to 3 go clockwise from the top left."""
FROM_EDGE = SHEET_MARGIN
"""From the page's edges to the outer edges of markers."""
SYMBOL = 12.0
"""The side of the Data Matrix, which has 16 modules or 18."""

_POINT = 25.4 / 72
_HEAD = FROM_EDGE + MARKER + 3
"""Where the name and the symbol begin, below the upper markers."""
_NAME_HEIGHT = 12.0
_ABOVE_LOWER_MARKERS = 4.0
_GAP = 4.0
"""Between two columns."""
_COLUMNS = (2, 3, 1)
"""The numbers of columns, the most readable first."""
_MOST_LINES = 20
"""A column has at most this many lines, and a page at most three times as many."""
_LONGEST_STRIP = 20
"""More points than these are marked digit by digit."""


def with_answer_sheets(plan: Plan) -> Plan:
    """Return a plan that keeps an answer sheet for each of its papers.

    Every version has that of the class too: a student may be added.
    """
    rules = SheetRules(plan)
    found: dict[KeptSheet, int] = {}
    versions: dict[str, int] = {}
    readers: dict[str, list[StudentPaper]] = {}
    for student in plan.students:
        readers.setdefault(student.version, []).append(student)
    for version in plan.versions:
        for reader in (None, *readers.get(version.name, ())):
            name = plan.answer_sheet_name(version, reader)
            if name not in versions:
                kept = rules.kept(version, reader)
                versions[name] = found.setdefault(kept, len(found))
    kept_sheets = AnswerSheets(sheets=tuple(found), versions=versions)
    return plan.model_copy(update={"answer_sheets": kept_sheets})


def answer_sheet(
    plan: Plan, version: Version, student: StudentPaper | None = None
) -> AnswerSheet:
    """Return the answer sheet of a version by the rules of LAYOUT.

    Raises QuizgenError for a paper that is neither A4 nor Letter.
    """
    kept = SheetRules(plan).kept(version, student)
    return kept.sheet([item.question for item in version.items])


class _Size(NamedTuple):
    """How large bubbles are, and how far apart they and their rows stand."""

    bubble: float
    step: float
    pitch: float
    label: float
    """The room for the number before a row."""
    top: float
    """Where the rows begin, below the line that says how to mark."""
    code: float
    """The room for the code, and the page below it, between the name and the symbol."""


_NORMAL = _Size(BUBBLE, 8.5, 7.6, 12.0, 68.0, 36.0)
_LARGE = _Size(LARGE_BUBBLE, 11.0, 10.0, 18.0, 94.0, 48.0)


class SheetRules:
    """Makes the answer sheets of a plan; versions that ask alike share one."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._asked: dict[tuple[str, int, int], list[Asked]] = {}
        self._known: dict[tuple[tuple[Asked, ...], bool, bool], KeptSheet] = {}

    def kept(self, version: Version, student: StudentPaper | None) -> KeptSheet:
        """Return the sheet of a student's version, or of one without a name."""
        plan = self.plan
        asked = self.asked(version)
        key = asked, plan.is_large(student), plan.is_mirrored(student)
        if key not in self._known:
            large, mirrored = key[1:]
            self._known[key] = kept_sheet(
                asked, plan.settings.paper, large=large, mirrored=mirrored
            )
        return self._known[key]

    def asked(self, version: Version) -> tuple[Asked, ...]:
        """Return the rows of a version, in order."""
        rows: list[Asked] = []
        for item in version.items:
            key = item.question, item.which, item.number
            if key not in self._asked:
                parts = item.form.asks(self.plan.questions[item.question])
                self._asked[key] = [
                    Asked(item.number, number, place, mode, values)
                    for number, part in enumerate(parts)
                    for place, (mode, values) in enumerate(_rows_of(part))
                ]
            rows += self._asked[key]
        return tuple(rows)


def _rows_of(part: Part) -> Iterator[tuple[Mode, tuple[str, ...]]]:
    """Yield how each row of a part is marked, and the values of its bubbles."""
    match part.shape:
        case OneOf(options):
            yield "one", _letters(options)
        case SomeOf(options):
            yield "many", _letters(options)
        case Match(left, right):
            yield from (("one", _letters(right)) for _ in left)
        case Order(items):
            yield from (("one", _letters(items)) for _ in items)
        case Gaps() | Written():
            yield from (("points", values) for values in _strips(part))


def _letters(options: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(letter, range(len(options))))


def _strips(part: Part) -> Iterator[tuple[str, ...]]:
    """Yield the values of each strip of points: all of them, or a strip for each digit."""
    if part.levels:
        yield tuple(map(str, sorted({0, *part.levels})))
        return
    if part.points <= _LONGEST_STRIP:
        yield tuple(map(str, range(part.points + 1)))
        return
    unit = 10 ** (len(str(part.points)) - 1)
    yield tuple(map(str, range(0, part.points + 1, unit)))
    while unit > 1:
        unit //= 10
        yield tuple(str(digit * unit) for digit in range(10))


def kept_sheet(
    asked: Sequence[Asked], paper: PaperName, *, large: bool, mirrored: bool
) -> KeptSheet:
    """Return the sheet of some rows; it may be in large print, or run from right to left.

    Raises QuizgenError for a paper that is neither A4 nor Letter, and for too many rows.
    """
    if paper not in ANSWER_SHEET_PAPERS:
        raise QuizgenError(f"An answer sheet is printed on A4 or Letter, not on {paper}.")
    return _Page(paper, large=large, mirrored=mirrored).kept(asked)


class _Page:
    """How a page's columns are filled with rows."""

    def __init__(self, paper: PaperName, *, large: bool, mirrored: bool) -> None:
        self.width, self.height = (round(points * _POINT, 2) for points in PAPER_SIZES[paper])
        self.size, self.mirrored = (_LARGE if large else _NORMAL), mirrored
        bottom = self.height - FROM_EDGE - MARKER - _ABOVE_LOWER_MARKERS
        fitting = int((bottom - self.size.top) / self.size.pitch) + 1
        self.most_lines = min(fitting, _MOST_LINES)

    def kept(self, asked: Sequence[Asked]) -> KeptSheet:
        """Return the sheet of these rows."""
        columns = min(_COLUMNS, key=lambda columns: self._cost(asked, columns))
        lines = [*self._lines(asked, columns)]
        if lines[-1].page > MOST_PAGES:
            raise QuizgenError(
                f"An answer sheet has {MOST_PAGES} pages at most. Ask for fewer questions."
            )
        left, right = FROM_EDGE, self.width - FROM_EDGE
        upper, lower = FROM_EDGE + MARKER / 2, self.height - FROM_EDGE - MARKER / 2
        symbol = left if self.mirrored else right - SYMBOL
        name_width = right - left - SYMBOL - self.size.code
        name = right - name_width if self.mirrored else left
        return KeptSheet(
            layout=LAYOUT,
            width=self.width,
            height=self.height,
            marker=MARKER,
            markers=(
                (left + MARKER / 2, upper),
                (_rounded(right - MARKER / 2), upper),
                (_rounded(right - MARKER / 2), _rounded(lower)),
                (left + MARKER / 2, _rounded(lower)),
            ),
            symbol=(_rounded(symbol), _HEAD, SYMBOL),
            name_line=(_rounded(name), _HEAD, _rounded(name_width), _NAME_HEIGHT),
            bubble=self.size.bubble,
            step=-self.size.step if self.mirrored else self.size.step,
            lines=tuple(map(str, lines)),
        )

    def _cost(self, asked: Sequence[Asked], columns: int) -> tuple[int, int]:
        """Return what speaks against a number of columns: pages, then broken rows."""
        pages = -(-len(self._filled(asked, columns, self.most_lines)) // columns)
        return pages, sum(self._lines_of(row, columns) - 1 for row in asked)

    def _column(self, columns: int) -> float:
        """Return the width of a column."""
        return (self.width - 2 * FROM_EDGE - (columns - 1) * _GAP) / columns

    def _in_a_line(self, columns: int) -> int:
        """Return how many bubbles fit in a line of a column."""
        room = self._column(columns) - self.size.label - self.size.bubble
        return int(room / self.size.step) + 1

    def _lines_of(self, row: Asked, columns: int) -> int:
        return -(-len(row.values) // self._in_a_line(columns))

    def _lines(self, asked: Sequence[Asked], columns: int) -> Iterator[KeptLine]:
        """Yield the lines of all rows at their places."""
        for place, column in enumerate(self._evenly(asked, columns)):
            page, own = divmod(place, columns)
            lines = ((row, values) for row in column for values in self._broken(row, columns))
            for line, (row, values) in enumerate(lines):
                y = self.size.top + line * self.size.pitch
                start = _rounded(self._start(own, columns)), _rounded(y)
                yield KeptLine(page + 1, *row[:4], *start, values)

    def _evenly(self, asked: Sequence[Asked], columns: int) -> list[list[Asked]]:
        """Return the rows of the columns that are needed, about equally many in each."""
        count = len(self._filled(asked, columns, self.most_lines))
        heights = [self._lines_of(row, columns) for row in asked]
        for most in range(max(*heights, -(-sum(heights) // count)), self.most_lines):
            filled = self._filled(asked, columns, most)
            if len(filled) == count:
                return filled
        return self._filled(asked, columns, self.most_lines)

    def _broken(self, row: Asked, columns: int) -> Iterator[tuple[str, ...]]:
        """Yield the values of each line of a row, as many in the first as fit."""
        fitting = self._in_a_line(columns)
        for first in range(0, len(row.values), fitting):
            yield row.values[first : first + fitting]

    def _start(self, column: int, columns: int) -> float:
        """Return where the first bubble of a column's lines is."""
        from_side = column * (self._column(columns) + _GAP)
        x = FROM_EDGE + from_side + self.size.label + self.size.bubble / 2
        return self.width - x if self.mirrored else x

    def _filled(self, asked: Sequence[Asked], columns: int, most: int) -> list[list[Asked]]:
        """Return the rows of each column, which has at most so many lines.

        The rows of a question stay together if one column has room for them.
        """
        filled: list[list[Asked]] = [[]]
        left = most
        for _, rows in groupby(asked, key=lambda row: row.number):
            own = list(rows)
            heights = [self._lines_of(row, columns) for row in own]
            together = sum(heights) if sum(heights) <= most else heights[0]
            for row, height, needed in zip(own, heights, [together, *heights[1:]], strict=True):
                if needed > left and filled[-1]:
                    filled.append([])
                    left = most
                filled[-1].append(row)
                left -= height
        return filled


def _rounded(length: float) -> float:
    return round(length, 2)
