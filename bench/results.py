"""What was measured, as plain data: kept as JSON, and what follows from it by arithmetic."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from math import isclose
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One program printing so many papers.

    Medians of its runs: seconds by the clock and of the processors, bytes of memory of its
    largest process, bytes of the PDFs it left. No runs: extrapolated.
    """

    program: str
    papers: int
    wall: float
    cpu: float
    memory: float
    size: float
    runs: int

    @property
    def extrapolated(self) -> bool:
        """Whether nobody measured this."""
        return not self.runs


@dataclass(frozen=True)
class Slope:
    """What a further paper takes: seconds, seconds of the processors, bytes of the file."""

    wall: float
    cpu: float
    size: float


@dataclass(frozen=True)
class Help:
    """What `quizgen --help` takes, how many modules it loads, and whether WeasyPrint is one."""

    wall: float
    cpu: float
    modules: int
    weasyprint: bool


@dataclass(frozen=True)
class Moments:
    """Medians of seconds that a teacher waits.

    Printing a paper again, after an edit and without one; importing WeasyPrint; seeing an edit
    in a process that stays; checking a thousand questions with this build and an earlier.
    """

    unedited: float
    edited: float
    importing: float
    staying: float
    checked: float
    checked_earlier: float | None = None


@dataclass(frozen=True)
class Floor:
    """What compressing and writing the bytes of a further paper alone costs.

    Seconds of the processor; bytes before and after; measured between two numbers of papers.
    """

    compress: float
    write: float
    plain: float
    packed: float
    level: int
    few: int
    many: int


@dataclass(frozen=True)
class Results:
    """All that a run of the benchmark found; `skipped` says why a program is not in it."""

    date: str
    command: str
    machine: str
    versions: dict[str, str]
    rows: tuple[Row, ...]
    skipped: dict[str, str] = field(default_factory=dict)
    help: Help | None = None
    floor: Floor | None = None
    moments: Moments | None = None

    def row(self, program: str, papers: int) -> Row | None:
        """Return what is known of a program printing so many papers."""
        known = (row for row in self.rows if (row.program, row.papers) == (program, papers))
        return next(known, None)

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs, in the order in which they were measured first."""
        return tuple(dict.fromkeys(row.program for row in self.rows))

    @property
    def papers(self) -> tuple[int, ...]:
        """The numbers of papers that quizgen printed, which are those that were asked for."""
        return tuple(sorted(row.papers for row in self.rows if row.program == "quizgen"))

    def of(self, program: str) -> tuple[Row, ...]:
        """Return a program's rows by number of papers."""
        rows = (row for row in self.rows if row.program == program)
        return tuple(sorted(rows, key=lambda row: row.papers))


def ratio(row: Row | None, ours: Row | None) -> float | None:
    """Return how many times as long as `ours` a program takes by the clock, None if unknown."""
    return row.wall / ours.wall if row and ours else None


def slope(few: Row, many: Row) -> Slope:
    """Return what a further paper takes between two numbers of papers."""
    papers = many.papers - few.papers
    return Slope(
        (many.wall - few.wall) / papers,
        (many.cpu - few.cpu) / papers,
        (many.size - few.size) / papers,
    )


def extrapolated(rows: Iterable[Row], papers: int) -> Row:
    """Return what more papers would take if the last two measured rows are on a straight line.

    That is kind to a program whose time grows faster than that. Raises ValueError where fewer
    than two rows were measured.
    """
    measured = sorted((row for row in rows if row.runs), key=lambda row: row.papers)
    few, many = measured[-2:]
    share = (papers - few.papers) / (many.papers - few.papers)

    def beyond(quantity: str) -> float:
        start = getattr(few, quantity)
        # Noise between two small runs must not let a large one take less than either.
        return max(start + share * (getattr(many, quantity) - start), getattr(many, quantity))

    return Row(many.program, papers, *map(beyond, ("wall", "cpu", "memory", "size")), runs=0)


def expected(rows: Iterable[Row], papers: int) -> Row | None:
    """Return what more papers can be expected to take, None where that is unknown.

    One row is too little to know: it does not tell what is fixed from what grows.
    """
    measured = [row for row in rows if row.runs]
    return extrapolated(measured, papers) if len(measured) > 1 else None


def dumped(results: Results) -> str:
    """Return results as JSON."""
    return json.dumps(asdict(results), indent=1) + "\n"


def loaded(path: Path) -> Results:
    """Read results from JSON; raises ValueError where the file holds something else."""
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        data["rows"] = tuple(Row(**row) for row in data["rows"])
        data["help"] = data["help"] and Help(**data["help"])
        data["floor"] = data["floor"] and Floor(**data["floor"])
        waited = data.get("moments")
        data["moments"] = waited and Moments(**waited)
        return Results(**data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} was not written by bench/run.py: {error!r}") from error


def even(first: float, last: float, within: float) -> bool:
    """Whether two slopes are the same within a share of the larger."""
    return isclose(first, last, rel_tol=within)
