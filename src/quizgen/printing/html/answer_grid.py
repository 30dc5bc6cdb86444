"""The grid of the answer key: a row for each version, a column for each question."""

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple
from unicodedata import east_asian_width

from quizgen.plan.model import Plan, Version
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.written_answers import written_answers
from quizgen.printing.sheets import Entry

GRID_COLUMNS = 20
"""At most this many questions side by side in an answer grid."""

GRID_CORNER, GRID_CELL = 52, 22
"""Least width in points of a grid's first cell and of its others, at 11.5 pt type."""

LETTER, WIDE_LETTER, BETWEEN, INSET = 8.0, 11.0, 2.5, 5.0
"""Width in points of a letter, of a wide one such as ①, of a blank, of a cell's ends."""

MOST_ON_A_LINE = 8
"""At most this many letters are on a line of a cell; more go on below."""

LINE, PADDING = 13.2, 6.0
"""Height in points of a line of a row, and of what a row has beside its lines."""

MOST_IN_A_GRID = 250
"""At most this many versions share an answer grid; memory never holds more."""

DASH = "–"
"""What a cell shows for an answer without letters."""

Lines = tuple[str, ...]
"""The letters of an answer, as the lines of its cell."""


class AnswerGrid:
    """A row for each version, a column for each question, in bands that fit the paper."""

    def __init__(self, plan: Plan, blocks: Blocks) -> None:
        self.plan = plan
        letters = {
            (name, which): form.letters(plan.questions[name], blocks.words)
            for name, forms in plan.forms.items()
            for which, form in enumerate(forms)
        }
        shape = _shape(plan, max(map(len, letters.values())), blocks)
        self.cells = {key: _lines(each, shape.letters) for key, each in letters.items()}
        self.alphabets = _alphabets(plan, blocks)
        written = (DASH,) in self.cells.values()
        single = len(plan.versions) == 1
        self.below = [] if single else written_answers(plan, blocks, shape.height)
        """Answers in words; a single version's are in its rows, below the grid."""
        told = {"written": written, "follow": single or bool(self.below)}
        self.title = blocks.add("grid-title", "grid-title.html", plan=plan, **told)
        # Other seeds may need letters that join; they are text of the block.
        seed = {"seed": plan.seed} if plan.seed.isascii() else {}
        self.facts = {"code": plan.code} | seed
        most = max(map(len, self.cells.values()))
        self.bands = [
            _Band(numbers, blocks, most)
            for numbers in _bands(len(plan.versions[0].items), shape.columns)
        ]

    def entries(self, versions: Sequence[Version]) -> Iterator[Entry]:
        """Yield the grid of some of the versions."""
        yield Entry(self.title, self.facts, with_next=True)
        if self.alphabets:
            yield Entry(self.alphabets, with_next=True)
        for band in self.bands:
            yield band.head
            for version in versions:
                yield self._row(band, version)
        yield from self.below

    def _row(self, band: "_Band", version: Version) -> Entry:
        items = [version.items[number] for number in band.numbers]
        cells = [self.cells[item.question, item.which] for item in items]
        letters = {
            slot: line
            for slots, lines in zip(band.slots, cells, strict=True)
            for slot, line in zip(slots, lines, strict=False)
        }
        row = band.rows[max(map(len, cells)) - 1]
        return Entry(row, {"version": version.name, **letters}, under=band.head)


def _alphabets(plan: Plan, blocks: Blocks) -> str | None:
    """Return the block of a table of the class's letters and those of single students."""
    own = blocks.words
    others = {
        words.letters: words
        for version in plan.versions.names
        for words in plan.wordings(version)
        if words.letters != own.letters
    }
    if not others:
        return None
    lists = (options for question in plan.questions.values() for options in question.lists)
    count = max((len(each.texts) for each in lists if each.lettered), default=0)
    rows = [
        (own.name_of(words.code), words.letters[:count]) for words in (own, *others.values())
    ]
    return blocks.add("grid-letters", "grid-letters.html", rows=rows) if count else None


class _Shape(NamedTuple):
    """How many questions are side by side, and how many letters on a line of a cell."""

    columns: int
    letters: int
    height: float
    """The height of the grid in points, at 11.5 pt type."""


def _shape(plan: Plan, longest: int, blocks: Blocks) -> _Shape:
    """Return the shape of the lowest grid that has room for answers of so many letters."""
    most = range(1, max(min(longest, MOST_ON_A_LINE), 1) + 1)
    shapes = [_fitting(plan, letters, longest, blocks) for letters in most]
    return min(shapes, key=lambda shape: (shape.height, shape.columns))


def _fitting(plan: Plan, letters: int, longest: int, blocks: Blocks) -> _Shape:
    """Return the shape of a grid with room for so many letters on a line."""
    count, first = len(plan.versions[0].items), blocks.words.letters[0]
    is_wide = east_asian_width(first) in "WF" or not first.isalpha()
    each = (WIDE_LETTER if is_wide else LETTER) + BETWEEN
    room = blocks.paper.column * 11.5 / float(blocks.settings.font_size) - GRID_CORNER
    cell = max(letters * each - BETWEEN + INSET, GRID_CELL)
    bands = math.ceil(count / min(max(int(room / cell), 1), GRID_COLUMNS))
    columns = math.ceil(count / bands)
    fitting = max(int((room / columns - INSET + BETWEEN) / each), 1)
    row = math.ceil(longest / fitting) * LINE + PADDING
    height = bands * (LINE + PADDING + len(plan.versions) * row)
    return _Shape(columns, fitting, height)


def _bands(count: int, most: int) -> Iterator[range]:
    """Yield the questions, counted from 0, of each band."""
    width = math.ceil(count / math.ceil(count / most))
    for start in range(0, count, width):
        yield range(start, min(start + width, count))


class _Band:
    """Some of the questions: the head of their columns, and rows of one, two or more lines."""

    def __init__(self, numbers: range, blocks: Blocks, most: int) -> None:
        start, self.numbers = numbers[0], numbers
        shown = [number + 1 for number in numbers]
        head = blocks.add(f"grid-head-{start}", "grid-head.html", numbers=shown)
        self.head = Entry(head, with_next=True)
        self.slots = [
            [f"c{number}", *(f"c{number}-{line}" for line in range(2, most + 1))]
            for number in numbers
        ]
        """The slots for the lines of each cell."""
        self.rows = [
            blocks.add(f"grid-row-{start}-{lines}", "grid-row.html", **self._cells(lines))
            for lines in range(1, most + 1)
        ]

    def _cells(self, lines: int) -> dict[str, list[list[str]] | list[str]]:
        cells = [slots[:lines] for slots in self.slots]
        return {"columns": cells, "letters": [*chain.from_iterable(cells)]}


def _lines(letters: Sequence[str], most: int) -> Lines:
    """Return an answer's letters in lines of about equal length, or a dash."""
    if not letters:
        return (DASH,)
    length = math.ceil(len(letters) / math.ceil(len(letters) / most))
    return tuple(
        " ".join(letters[start : start + length]) for start in range(0, len(letters), length)
    )
