"""The seating plan: who sits where in each room, with which version."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from quizgen.base.errors import QuizgenError
from quizgen.base.language import Wording
from quizgen.plan.model import Plan
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.class_lists import class_sheet, class_title, title_of, wishes_of
from quizgen.printing.html.slot_texts import digest
from quizgen.printing.sheets import Entry, Sheet

if TYPE_CHECKING:
    from quizgen.plan.seating import Seat

SEATS_ABREAST = 12
"""At most this many seats side by side."""


class _Cell(NamedTuple):
    """What is printed at a seat."""

    seat: str
    student: str
    version: str
    wishes: str


def seating(plan: Plan, blocks: Blocks) -> list[Sheet]:
    """Return a plan of each room: who sits where, with which version.

    Classes share a room unless their seats have the same names. Raises QuizgenError where
    nobody has a seat.
    """
    from quizgen.plan.seating import read_seat

    seated = [(place, each) for each in plan.students if (place := read_seat(each.seat or ""))]
    if not plan.students:
        raise QuizgenError(
            "--seating: a seating plan is of a class. Name its list with --roster FILE, which "
            "has a column seat."
        )
    if not seated:
        raise QuizgenError(
            "--seating: nobody in the class has a seat. Add a column seat to the roster, with "
            "row and column, such as B4."
        )
    title = blocks.words.gettext("Seating plan")
    shared = len({place for place, _ in seated}) == len(seated)
    rooms: dict[str, list[tuple[Seat, StudentPaper]]] = {}
    for place, student in seated:
        rooms.setdefault("" if shared else student.class_name or "", []).append(
            (place, student)
        )
    return [
        class_sheet(
            plan,
            blocks,
            title_of(title, name),
            tuple(_seats(plan, blocks, title, name, dict(room))),
        )
        for name, room in rooms.items()
    ]


def _seats(
    plan: Plan, blocks: Blocks, title: str, name: str, room: Mapping["Seat", StudentPaper]
) -> Iterator[Entry]:
    """Yield a room's rows from the front, in bands that fit the paper."""
    from quizgen.plan.seating import Seat

    yield class_title(plan, blocks, title, name, room=True)
    columns = sorted({seat.column for seat in room})
    rows = sorted({seat.row for seat in room})
    for start in range(0, len(columns), SEATS_ABREAST):
        band = _with_gaps(columns[start : start + SEATS_ABREAST])
        for row in _with_gaps(rows):
            cells = [
                _cell(room.get(Seat(row, column)), blocks.words) if row and column else None
                for column in band
            ]
            key = digest(repr((name, start, row, cells)))
            block = blocks.add_wide(
                f"room-{key}",
                "room-row.html",
                cells=cells,
                gaps=[column is None for column in band],
                aisle=row is None,
                abreast=len(band),
            )
            yield Entry(block, wide=True)
    without = [each for each in plan.students if not each.seat]
    if without and not name:
        block = blocks.add_wide("room-without", "room-without.html", students=without)
        yield Entry(block, wide=True)


def _with_gaps(numbers: Sequence[int]) -> list[int | None]:
    """Return numbers with None where some are left out: an aisle."""
    found: list[int | None] = [*numbers[:1]]
    for before, number in pairwise(numbers):
        found += [None, number] if number > before + 1 else [number]
    return found


def _cell(student: StudentPaper | None, words: Wording) -> _Cell | None:
    if student is None:
        return None
    wishes = words.comma.join(wishes_of(student, words))
    return _Cell(student.seat or "", student.name, student.version, wishes)
