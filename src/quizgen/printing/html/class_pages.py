"""The pages about a class: who signs for which version, who sits where, who got what.

Names that a slot could not show are set as text of their own: very long ones, and those in
scripts whose letters join or change places.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from quizgen.base.errors import QuizgenError
from quizgen.base.language import Wording
from quizgen.plan.fewer_options import FEWER, origin
from quizgen.plan.model import Form, Plan, Version
from quizgen.plan.sheet_code import sheet_code
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.render import Blocks
from quizgen.printing.sheets import Entry, Sheet

if TYPE_CHECKING:
    from quizgen.plan.seating import Seat

ROOM_FOR = {
    "student": 30,
    "class": 12,
    "id": 12,
    "seat": 8,
    "version": 8,
    "code": 14,
    "notes": 26,
}
"""So many characters of a slot's text stand in a line."""

# Scripts whose letters are the same wherever they stand, one after another from the left.
_PLAIN = (
    *((0x20, 0x58F), (0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2C60, 0x2C7F), (0x3000, 0x30FF)),
    *((0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF01, 0xFFEF)),
)

SEATS_ABREAST = 12
"""So many seats have room side by side."""

MOST_IN_A_LIST = 1000
"""So many students share a list; more have several, and memory need not hold all."""

MOST_NAMED = 40
"""Up to so many students a version's key names those who got it."""


# Names in print


def is_plain(text: str, room: int) -> bool:
    """Return whether a slot can show a text: in one line, one sign after the other."""
    if "\\" in text:  # WeasyPrint takes it for an escape in the id that a slot has
        return False
    if text.isascii():
        return text.isprintable() and len(text) <= room
    width = 0
    for character in text:
        code = ord(character)
        if unicodedata.category(character)[0] in "MC" or not any(
            low <= code <= high for low, high in _PLAIN
        ):
            return False
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width <= room


def named_entry(
    blocks: Blocks, name: str, template: str, slots: Mapping[str, str], **context: object
) -> Entry:
    """Return an entry with anybody's texts; what no slot can show gets a block of its own."""
    texts = {slot: unicodedata.normalize("NFC", text) for slot, text in slots.items()}
    share = _room(blocks)
    fixed = {
        slot: text
        for slot, text in texts.items()
        if slot in ROOM_FOR and not is_plain(text, int(ROOM_FOR[slot] * share))
    }
    if fixed:
        name = f"{name}-{_digest(repr(fixed))}"
    block = blocks.add_wide(name, template, **context)
    blocks.fix(block, fixed)
    rest = {slot: text for slot, text in texts.items() if slot not in fixed}
    return Entry(block, rest, wide=True)


def _room(blocks: Blocks) -> float:
    """Return the share of ROOM_FOR that a smaller page or larger type leaves."""
    return min(1.0, blocks.paper.inside / 504 * 11.5 / float(blocks.settings.font_size))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def header_slots(student: StudentPaper | None) -> dict[str, str]:
    """Return what a student's worksheet has where others have blanks."""
    if student is None:
        return {}
    # The id tells two of one name apart.
    name = f"{student.name} · {student.id}" if student.id else student.name
    return {"student": name, "class": student.class_name or ""}


# Lists


def sign_off(plan: Plan, blocks: Blocks) -> list[Sheet]:
    """Return the lists on which students sign for what they got, one for each class."""
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
        _sheet(
            plan,
            blocks,
            _of(title, name),
            tuple(_list(plan, blocks, title, name, columns, students)),
        )
        for name, students in _classes(plan)
    ]


def who_has_what(plan: Plan, blocks: Blocks) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield the titles and entries of the key's lists: each student's version and wishes."""
    is_noted = any(_notes(student, blocks.words) for student in plan.students)
    columns = ("student", "version", "code", *(["notes"] if is_noted else []))
    title = blocks.words.gettext("Students")
    for name, students in _classes(plan):
        yield _of(title, name), tuple(_list(plan, blocks, title, name, columns, students))


def _classes(plan: Plan) -> Iterator[tuple[str, Sequence[StudentPaper]]]:
    """Yield each class's name and students, so many at a time, in the roster's order."""
    classes: dict[str, list[StudentPaper]] = {}
    for student in plan.students:
        classes.setdefault(student.class_name or "", []).append(student)
    for name, students in classes.items():
        for start in range(0, len(students), MOST_IN_A_LIST):
            yield name, students[start : start + MOST_IN_A_LIST]


def _of(title: str, name: str) -> str:
    return f"{title}: {name}" if name else title


def _title(plan: Plan, blocks: Blocks, title: str, name: str, **context: object) -> Entry:
    block = blocks.add_wide(
        f"class-title-{_digest(title + name)}",
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
    """Yield a table of students under a heading, a row each."""
    yield _title(plan, blocks, title, name)
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


def _wishes(student: StudentPaper, words: Wording) -> list[str]:
    """Return how a student's paper is set otherwise."""
    wishes = []
    if student.large_print:
        wishes.append(words.gettext("large print"))
    if student.extra_space:
        wishes.append(words.gettext("extra space"))
    if student.language:
        wishes.append(student.language)
    return wishes


def _notes(student: StudentPaper, words: Wording) -> str:
    notes = [student.notes] if student.notes else []
    return words.semicolon.join([*_wishes(student, words), *notes])


def _sheet(plan: Plan, blocks: Blocks, title: str, entries: tuple[Entry, ...]) -> Sheet:
    """Return a sheet for the teacher, without the band that keys have."""
    foot = blocks.add_wide("class-foot", "key-foot.html", plan=plan)
    ends = Entry(foot, {"section": title})
    paper = blocks.paper._replace(duplex=False)
    return Sheet(title, entries, ends, blocks.page_text, paper)


# The room


class _Cell(NamedTuple):
    """What stands at a seat."""

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
        _sheet(
            plan, blocks, _of(title, name), tuple(_seats(plan, blocks, title, name, dict(room)))
        )
        for name, room in rooms.items()
    ]


def _seats(
    plan: Plan, blocks: Blocks, title: str, name: str, room: Mapping["Seat", StudentPaper]
) -> Iterator[Entry]:
    """Yield a room's rows from the front, in bands that the paper can hold."""
    from quizgen.plan.seating import Seat

    yield _title(plan, blocks, title, name, room=True)
    columns = sorted({seat.column for seat in room})
    rows = sorted({seat.row for seat in room})
    for start in range(0, len(columns), SEATS_ABREAST):
        band = _with_gaps(columns[start : start + SEATS_ABREAST])
        for row in _with_gaps(rows):
            cells = [
                _cell(room.get(Seat(row, column)), blocks.words) if row and column else None
                for column in band
            ]
            key = _digest(repr((name, start, row, cells)))
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
    wishes = words.comma.join(_wishes(student, words))
    return _Cell(student.seat or "", student.name, student.version, wishes)


# Keys


def about_version(plan: Plan, version: Version, blocks: Blocks) -> Iterator[Entry]:
    """Yield what a version's key says of those who got it, and of how it was adapted."""
    base = origin(version.name)
    if base:
        block = blocks.add_wide(
            f"key-adapted-{version.name}",
            "key-adapted.html",
            origin=base,
            options=FEWER,
            changes=list(_other_letters(plan, version, base, blocks.words)),
        )
        yield Entry(block, with_next=True, wide=True)
    if plan.students and len(plan.students) <= MOST_NAMED:
        names = [each.name for each in plan.students if each.version == version.name]
        text = {"student": blocks.words.comma.join(names)}
        if names:
            yield named_entry(blocks, "key-students", "key-students.html", text)


def _other_letters(plan: Plan, version: Version, base: str, words: Wording) -> Iterator[str]:
    """Yield each question whose key is another letter than in the version it was made of."""
    names = plan.versions.names
    for item, whole in zip(version.items, plan.versions[names.index(base)].items, strict=True):
        before, after = (_letters(form, words) for form in (whole.form, item.form))
        if before != after:
            yield f"{item.number} {before} → {after}"


def _letters(form: Form, words: Wording) -> str:
    letters = [*form.answer, *(letter for part in form.parts for letter in part.answer)]
    return " ".join(map(words.letter, letters))
