"""Some sheets of a run once more, and a student who came late; the code stays."""

from collections.abc import Sequence

from quizgen.base.errors import QuizgenError, shown
from quizgen.base.words import or_list
from quizgen.plan.fewer_options import origin
from quizgen.plan.model import Plan
from quizgen.plan.rows import Rows
from quizgen.plan.seating import deal, read_seat
from quizgen.plan.sheet_code import CodeError, read_code
from quizgen.plan.student import StudentPaper, text_flaw

MOST_NAMED = 8


def only(plan: Plan, wanted: Sequence[str]) -> Plan:
    """Return a plan of the sheets that are named by code, version or student.

    Raises QuizgenError for a name that fits none. In a class, a version's sheets are those of
    the students who have it, or one without a name if nobody does.
    """
    students = [student for name in wanted for student in _students(plan, name)]
    versions = {student.version for student in students}
    for name in wanted:
        if not _students(plan, name):
            versions.add(_version(plan, name))
    has_names = all(any(each.version == name for each in students) for name in versions)
    rows = Rows(row for row in plan.rows if row.partition(" ")[0] in versions)
    places = [n for n, each in enumerate(plan.students) if has_names and each in students]
    chosen = tuple(plan.students[place] for place in places)
    sheets = plan.answer_sheets
    if sheets:
        own = tuple(map(sheets.place_in_class, places))
        sheets = sheets.model_copy(update={"students": own})
    update = {"rows": rows, "students": chosen, "answer_sheets": sheets}
    return plan.model_copy(update=update)


def with_student(plan: Plan, name: str, seat: str | None = None) -> Plan:
    """Return a plan with another student, who gets a version that her neighbours do not have.

    Raises QuizgenError for a run without a class, and for a name or a seat that is taken.
    """
    _refuse_student(plan, name, seat)
    versions = [each for each in plan.versions.names if not origin(each)]
    seats = [read_seat(student.seat or "") for student in plan.students]
    given = {
        number: versions.index(origin(student.version) or student.version)
        for number, student in enumerate(plan.students)
    }
    dealt = deal([*seats, read_seat(seat or "")], len(versions), given, plan.seed)
    classes = {student.class_name for student in plan.students}
    student = StudentPaper(
        name=name,
        version=versions[dealt.versions[-1]],
        class_name=classes.pop() if len(classes) == 1 else None,
        seat=seat,
    )
    return plan.model_copy(update={"students": (*plan.students, student)})


def _students(plan: Plan, wanted: str) -> list[StudentPaper]:
    """Return the students with a name or an id, or those who have a sheet's code or version."""
    named = [each for each in plan.students if wanted in (each.name, each.id)]
    if named:
        return named
    folded = wanted.casefold()
    if named := [each for each in plan.students if each.name.casefold() == folded]:
        return named
    version = _coded(plan, wanted)
    return [each for each in plan.students if each.version == version]


def _version(plan: Plan, wanted: str) -> str:
    version = _coded(plan, wanted)
    if version is None:
        there = [student.name for student in plan.students] or list(plan.versions.names)
        more = " …" if len(there) > MOST_NAMED else ""
        raise QuizgenError(
            f"No sheet of {plan.code} is {shown(wanted)!r}. Name a version, a sheet's code, "
            f"or a student: {or_list(list(map(shown, there[:MOST_NAMED])))}{more}."
        )
    return version


def _coded(plan: Plan, wanted: str) -> str | None:
    """Return the version with a name or a code, in full or without its check character."""
    typed = wanted.strip().upper()
    names = plan.versions.names
    for name in names:
        if typed in (name, f"{plan.code}-{name}"):
            return name
    try:
        code = read_code(typed)
    except CodeError:
        return None
    return code.version if code.run == plan.code and code.version in names else None


def _refuse_student(plan: Plan, name: str, seat: str | None) -> None:
    if not plan.students:
        raise QuizgenError(
            f"The run {plan.code} has no class, so nobody can be added to it. Its versions are "
            "for anyone: --only A prints one again."
        )
    if not name.strip():
        raise QuizgenError(f"{shown(name)!r} is no name.")
    if flaw := text_flaw(name):
        raise QuizgenError(f"The name {shown(name)!r}: {flaw}")
    if any(student.name == name for student in plan.students):
        raise QuizgenError(
            f"{shown(name)} is already in the class. Print that sheet with --only."
        )
    if seat is None:
        return
    place = read_seat(seat)
    if place is None:
        raise QuizgenError(f"{shown(seat)!r} is no seat: write a row and a place, as in B4.")
    for student in plan.students:
        if student.seat and read_seat(student.seat) == place:
            raise QuizgenError(f"Seat {seat} is that of {shown(student.name)}.")
