"""Assigns versions to a roster's students, and warns about neighbours who share one."""

from collections.abc import Iterator, Mapping, Sequence

from quizgen.bank.kinds.base import letter
from quizgen.base.data_class import dataclass
from quizgen.base.errors import Problem, RosterError, shown
from quizgen.plan.roster import Roster, Student
from quizgen.plan.seating import Dealt, Neighbours, Seat, deal

MOST_NAMED = 8
"""At most this many pairs of neighbours are named."""


@dataclass(frozen=True)
class ClassList:
    """The students of a run with the names of their versions, in the roster's order."""

    students: tuple[tuple[Student, str], ...]
    versions: int
    """The number of versions, including those that nobody gets."""
    warnings: tuple[str, ...] = ()


def class_list(roster: Roster, versions: int | None, seed: str) -> ClassList:
    """Give each student one of the versions, or without a number a version of their own.

    Raises RosterError if the roster names a version that does not exist.
    """
    students = roster.students
    count = len(students) if versions is None else versions
    names = {letter(index): index for index in range(count)}
    _refuse_unknown(roster, names, versions)
    given = {
        number: names[student.version]
        for number, student in enumerate(students)
        if student.version
    }
    if versions is None:
        own = _own(len(students), given)
        return ClassList(_named(students, own), max(own) + 1, roster.warnings)
    dealt = deal(_seats(students), versions, given, seed)
    shared = _shared(students, dealt, given, versions)
    return ClassList(_named(students, dealt.versions), versions, (*roster.warnings, *shared))


def _named(
    students: Sequence[Student], versions: Sequence[int]
) -> tuple[tuple[Student, str], ...]:
    return tuple(zip(students, map(letter, versions), strict=True))


def _seats(students: Sequence[Student]) -> list[Seat | None]:
    """Return the seats, in one room, or with duplicate seats in one for each class."""
    places = [student.place for student in students if student.place]
    if len(set(places)) == len(places):
        return [student.place for student in students]
    rooms = {name: n for n, name in enumerate({each.class_name: None for each in students})}
    return [
        student.place and student.place._replace(room=rooms[student.class_name])
        for student in students
    ]


def _own(students: int, given: Mapping[int, int]) -> tuple[int, ...]:
    """Give each student the next free version."""
    taken = set(given.values())
    free = (version for version in range(students) if version not in taken)
    return tuple(given[n] if n in given else next(free) for n in range(students))


def _refuse_unknown(roster: Roster, names: Mapping[str, int], versions: int | None) -> None:
    """Refuse versions that are not printed."""
    last = letter(len(names) - 1)
    known = "one version, A" if len(names) == 1 else f"versions A to {last}"
    reason = "" if versions else ", one for each student"
    problems = [
        Problem(
            roster.path,
            student.line,
            1,
            f"{shown(student.name)} is to get version {student.version}, and this run has "
            f"{known}{reason}. Change the roster, or ask for more with --versions.",
        )
        for student in roster.students
        if student.version and student.version not in names
    ]
    if problems:
        raise RosterError(problems)


def _shared(
    students: Sequence[Student], dealt: Dealt, given: Mapping[int, int], versions: int
) -> Iterator[str]:
    """Report which neighbours have the same version, and why."""
    # With fewer than four versions corners cannot all differ.
    corners = dealt.corners if versions >= 4 else ()
    pairs = [(pair, "next to") for pair in dealt.sides]
    pairs += [(pair, "diagonally behind") for pair in corners]
    if versions == 1 and pairs:
        yield (
            "All neighbours have the same version, because there is only one. Ask for more: "
            "--versions 4."
        )
        return
    for pair, where in pairs[:MOST_NAMED]:
        one, other = (_told(students[number]) for number in pair)
        yield (
            f"{one} and {other}, who sit {where} one another, both have version "
            f"{letter(dealt.versions[pair.one])}: {_reason(pair, given, versions)}."
        )
    if (hidden := len(pairs) - MOST_NAMED) > 0:
        yield f"And so have {hidden} more pairs of neighbours."


def _told(student: Student) -> str:
    return f"{shown(student.name)} ({student.seat or f'line {student.line}'})"


def _reason(pair: Neighbours, given: Mapping[int, int], versions: int) -> str:
    if pair.one in given and pair.other in given:
        return "the roster says so"
    if given:
        return f"{versions} versions do not suffice beside those that the roster gives away"
    return f"{versions} versions do not suffice there"
