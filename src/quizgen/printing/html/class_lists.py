"""The lists of a class: to sign for a version, and who has which."""

from collections.abc import Iterator, Sequence

from quizgen.base.language import Wording
from quizgen.plan.model import Plan
from quizgen.plan.sheet_code import sheet_code
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.slot_texts import digest, in_foot, named_entry
from quizgen.printing.sheets import Entry, Sheet

MOST_IN_A_LIST = 1000
"""At most this many students in a list; memory never holds more."""


def sign_off(plan: Plan, blocks: Blocks) -> list[Sheet]:
    """Return the lists on which students sign for their papers, one for each class."""
    has_seats = any(student.seat for student in plan.students)
    has_ids = any(student.id for student in plan.students)
    columns = (
        *(["seat"] if has_seats else []),
        "student",
        *(["id"] if has_ids else []),
        *("code", "signature"),
    )
    title = blocks.words.gettext("Sign-off list")
    return [
        class_sheet(
            plan,
            blocks,
            title_of(title, name),
            tuple(_list(plan, blocks, title, name, columns, students)),
        )
        for name, students in _classes(plan)
    ]


def who_has_what(plan: Plan, blocks: Blocks) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield the titles and entries of the key's lists: each student's version and needs."""
    is_noted = any(_notes(student, blocks.words) for student in plan.students)
    columns = ("student", "version", "code", *(["notes"] if is_noted else []))
    title = blocks.words.gettext("Students")
    for name, students in _classes(plan):
        yield title_of(title, name), tuple(_list(plan, blocks, title, name, columns, students))


def _classes(plan: Plan) -> Iterator[tuple[str, Sequence[StudentPaper]]]:
    """Yield each class's name and students in the roster's order, in lists of bounded size."""
    classes: dict[str, list[StudentPaper]] = {}
    for student in plan.students:
        classes.setdefault(student.class_name or "", []).append(student)
    for name, students in classes.items():
        for start in range(0, len(students), MOST_IN_A_LIST):
            yield name, students[start : start + MOST_IN_A_LIST]


def title_of(title: str, name: str) -> str:
    """Return the title of a page about a class, which may have no name."""
    return f"{title}: {name}" if name else title


def class_title(plan: Plan, blocks: Blocks, title: str, name: str, **context: object) -> Entry:
    """Return the heading of a page about a class."""
    block = blocks.add_wide(
        f"class-title-{digest(title + name)}",
        "class-title.html",
        plan=plan,
        title=title,
        of=name,
        **context,
    )
    return Entry(block, with_next=True, wide=True)


def _list(
    plan: Plan,
    blocks: Blocks,
    title: str,
    name: str,
    columns: Sequence[str],
    students: Sequence[StudentPaper],
) -> Iterator[Entry]:
    """Yield a heading and a table with a row for each student."""
    yield class_title(plan, blocks, title, name)
    kind = "-".join(columns)
    block = blocks.add_wide(f"class-head-{kind}", "class-head.html", shown=columns)
    head = Entry(block, with_next=True, wide=True)
    yield head
    for student in students:
        slots = _cells(plan, student, blocks.words)
        shown = {column: slots[column] for column in columns if column in slots}
        row = named_entry(blocks, f"class-row-{kind}", "class-row.html", shown, shown=columns)
        yield Entry(row.block, row.slots, under=head, wide=True)


def _cells(plan: Plan, student: StudentPaper, words: Wording) -> dict[str, str]:
    return {
        "seat": student.seat or "",
        "student": student.name,
        "id": student.id or "",
        "version": student.version,
        "code": sheet_code(plan.code, student.version),
        "notes": _notes(student, words),
    }


def wishes_of(student: StudentPaper, words: Wording) -> list[str]:
    """Return how a student's paper differs from the others."""
    wishes = []
    if student.large_print:
        wishes.append(words.gettext("large print"))
    if student.extra_space:
        wishes.append(words.gettext("extra space"))
    if student.language:
        wishes.append(words.name_of(student.language))
    return wishes


def _notes(student: StudentPaper, words: Wording) -> str:
    notes = [student.notes] if student.notes else []
    return words.semicolon.join([*wishes_of(student, words), *notes])


def class_sheet(plan: Plan, blocks: Blocks, title: str, entries: tuple[Entry, ...]) -> Sheet:
    """Return a sheet for the teacher, without the band that keys have."""
    foot = blocks.add_wide("class-foot", "key-foot.html", plan=plan)
    ends = Entry(foot, in_foot(blocks, title))
    paper = blocks.paper._replace(duplex=False)
    return Sheet(title, entries, ends, blocks.page_text, paper)
