"""Reads a class from CSV or XLSX, and reports everything that is wrong with it."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import Problem, RosterError, did_you_mean, shown
from quizgen.base.language import code_of
from quizgen.plan.seating import Seat, read_seat
from quizgen.plan.student import Column, Flag, StudentPaper, columns_of, text_flaw
from quizgen.plan.table_file import Table, TableOf, TableRow, read_table

ROSTER = TableOf("roster", "class", "the students", RosterError)
FEW = 5
"""Most warnings of one kind that are shown one by one."""

YES = {"yes", "y", "x", "true", "1", "✓", "ja", "j", "sí", "si", "s", "oui", "o"}
NO = {"", "no", "n", "-", "false", "0", "nein", "non"}

# A heading is compared without capitals, accents and punctuation.
NAME_HEADINGS = {
    "name": ("student", "student name", "full name", "pupil", "schüler", "schülerin",
             "nombre completo", "élève", "nom complet"),
    "first": ("first name", "given name", "forename", "vorname", "nombre", "prénom"),
    "last": ("last name", "surname", "family name", "nachname", "familienname", "apellido",
             "apellidos", "nom", "nom de famille"),
}  # fmt: skip
"""A name may be in one column or in two."""
NO_STUDENTS = ("Points Possible", "Student, Test", "Test Student")
"""What a gradebook has in place of names: in its line of points, and to try it out."""


class Student(StudentPaper):
    """A line of the roster; version is the one it asks for, if any."""

    line: int
    place: Seat | None = None
    """The seat as row and column."""
    fewer_options: Annotated[Flag, Column("fewer_options", ("fewer options",), "flag")] = None


COLUMNS = columns_of(Student)


@dataclass(frozen=True)
class Roster:
    """A class in the roster's order, and warnings about it."""

    path: str
    students: tuple[Student, ...]
    warnings: tuple[str, ...] = ()


def read_roster(path: Path, languages: Collection[str] = ()) -> Roster:
    """Read a class from a CSV or XLSX file.

    languages are the supported ones. Raises RosterError with everything that is wrong, and
    QuizgenError for an unreadable file.
    """
    return _Reader(read_table(path, ROSTER), languages).roster()


# From a table to students


def _plain(heading: str) -> str:
    """Normalise a heading for comparison."""
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


HEADINGS = NAME_HEADINGS | {each.name: each.headings for each in COLUMNS.values()}
_KEYS = {_plain(text): key for key, texts in HEADINGS.items() for text in (key, *texts)}


@dataclass
class _Reader:
    """Reads one table, and collects what is wrong with it."""

    table: Table
    languages: Collection[str]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    """The index of each column's cell."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many warnings there are of each kind."""
    width: int = 0
    """The number of heading cells."""

    def roster(self) -> Roster:
        rows = [row for row in self.table.rows if any(row.cells)]
        if not rows:
            self._complain(
                1, 0, "This roster is empty. Its first line has headings: name, id …"
            )
            raise RosterError(self.problems)
        self._read_headings(rows[0])
        self._tell_empty_lines(rows[0].line)
        students = [each for row in rows[1:] if (each := self._student(row))]
        if not rows[1:]:
            self._complain(rows[0].line, 0, "Below these headings there is no student.")
        self._compare(students)
        if self.problems:
            raise RosterError(self.problems)
        self._tell_counts()
        notes = self.table.notes
        return Roster(self.table.path, tuple(students), (*notes, *self.warnings))

    def _complain(self, line: int, cell: int, message: str) -> None:
        place = self.table.column(line, cell)
        self.problems.append(Problem(self.table.path, line, place, message))

    def _warn(self, line: int, cell: int, message: str) -> None:
        place = self.table.column(line, cell)
        self.warnings.append(str(Problem(self.table.path, line, place, message)))

    def _count(self, line: int, cell: int, what: str, message: str) -> None:
        """Warn, but of each kind only FEW times."""
        self.counts[what] += 1
        if self.counts[what] <= FEW:
            self._warn(line, cell, message)

    def _tell_counts(self) -> None:
        """Say how many warnings of each kind were not shown."""
        for what, number in self.counts.items():
            if (more := number - FEW) > 0:
                self.warnings.append(f"{self.table.path}: {more} more {what}.")

    def _read_headings(self, row: TableRow) -> None:
        self.width = len(row.cells)
        for cell, heading in enumerate(row.cells):
            key = _KEYS.get(_plain(heading))
            if key is None:
                if heading:
                    what = "columns are not used"
                    self._count(row.line, cell, what, _unknown_heading(heading))
            elif key in self.keys:
                message = f"There are two columns for {key}; delete or rename one of them."
                self._complain(row.line, cell, message)
            else:
                self.keys[key] = cell
        # As in Name, Vorname.
        if "first" in self.keys and "last" not in self.keys and "name" in self.keys:
            self.keys["last"] = self.keys.pop("name")
        if not self.keys.keys() & {"name", "first", "last"}:
            self._complain(
                row.line,
                0,
                "No column is called name, or first and last. The first line of a roster has "
                "the headings, such as: name, id, class, seat.",
            )
            # Without names everything else would be wrong too.
            raise RosterError(self.problems)

    def _tell_empty_lines(self, start: int) -> None:
        # Empty lines at the end are not reported.
        rows = list(self.table.rows)
        while rows and not any(rows[-1].cells):
            rows.pop()
        below = (row for row in rows if row.line > start)
        for is_filled, run in groupby(below, key=lambda row: any(row.cells)):
            if not is_filled:
                lines = [row.line for row in run]
                last = f" (to line {lines[-1]})" if len(lines) > 1 else ""
                message = f"This line is empty{last}; it was skipped."
                self._count(lines[0], 0, "places with empty lines were skipped", message)

    def _cell(self, row: TableRow, key: str) -> str:
        cell = self.keys.get(key)
        return row.cells[cell] if cell is not None and cell < len(row.cells) else ""

    def _student(self, row: TableRow) -> Student | None:
        names = [self._cell(row, key) for key in ("name", "first", "last")]
        name = names[0] or " ".join(filter(None, names[1:]))
        if _plain(name) in map(_plain, NO_STUDENTS):
            self._warn(row.line, self._name_cell(), f"{name} is no student; it was skipped.")
            return None
        self._check_texts(row)
        if not name:
            message = "This line has no name. Add it, or delete the line."
            self._complain(row.line, self._name_cell(), message)
            return None
        values = {field: self._value(row, column) for field, column in COLUMNS.items()}
        # Not checked: invalid cells are in self.problems.
        return Student(
            name=name,
            line=row.line,
            place=read_seat(values["seat"] or ""),
            **values,
        )

    def _value(self, row: TableRow, column: Column) -> Any:
        """Return a cell's value for its field."""
        match column.holds:
            case "flag":
                return self._flag(row, column.name)
            case "seat":
                return self._seat(row)
            case "version":
                return self._version(row)
            case "language":
                return self._language(row)
        return self._cell(row, column.name) or None

    def _name_cell(self) -> int:
        return min(self.keys[key] for key in ("name", "first", "last") if key in self.keys)

    def _check_texts(self, row: TableRow) -> None:
        """Report unprintable characters, and cells without a heading."""
        for cell, text in enumerate(row.cells):
            if flaw := text_flaw(text):
                self._complain(row.line, cell, flaw)
        if any(row.cells[self.width :]):
            self._complain(
                row.line,
                self.width,
                f"This line has {len(row.cells)} cells, and there are {self.width} headings. "
                'Put a cell with a separator in it between quotation marks: "Doe, Jane".',
            )

    def _seat(self, row: TableRow) -> str | None:
        seat = self._cell(row, "seat")
        if seat and read_seat(seat) is None:
            from_date = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", seat)
            reason = " Excel made a date of it: format the column as text." if from_date else ""
            self._complain(
                row.line,
                self.keys["seat"],
                f"{shown(seat)!r} is not a seat. Write row and column, such as B4 or 2-4."
                f"{reason}",
            )
        return seat.upper() or None

    def _version(self, row: TableRow) -> str:
        version = self._cell(row, "version").upper()
        if version and not re.fullmatch("[A-Z]{1,4}", version):
            message = f"{shown(version)!r} is not a version. Versions are called A, B, C …"
            self._complain(row.line, self.keys["version"], message)
        return version

    def _flag(self, row: TableRow, key: str) -> Flag:
        written = self._cell(row, key).casefold()
        if written not in YES | NO:
            message = f"{shown(written)!r} is neither yes nor no. Write yes, or leave it blank."
            self._complain(row.line, self.keys[key], message)
        return True if written in YES else None

    def _language(self, row: TableRow) -> str | None:
        language = self._cell(row, "language")
        code = code_of(language)
        is_known = code is not None and code.partition("-")[0] in self.languages
        if language and not is_known:
            self._complain(
                row.line,
                self.keys["language"],
                f"Sheets are not printed in {shown(language)!r}. There are "
                f"{', '.join(self.languages)}.{did_you_mean(language, self.languages)}",
            )
        return code if is_known else None

    def _compare(self, students: Iterable[Student]) -> None:
        """Report a duplicate id or seat; warn about duplicate names."""
        seen: dict[tuple[str, object], Student] = {}
        for student in students:
            for key, value, written in (
                ("id", (student.id or "").casefold(), student.id or ""),
                ("seat", _room(student), student.seat or ""),
            ):
                if not value:
                    continue
                other = seen.setdefault((key, value), student)
                if other is not student:
                    message = (
                        f"The {key} {shown(written)} is also in line {other.line} "
                        f"({shown(other.name)}). Each student needs another one."
                    )
                    self._complain(student.line, self.keys[key], message)
            other = seen.setdefault(("name", student.name.casefold()), student)
            if other is not student:
                message = _same_name(student, other)
                what = "students have a name that others have"
                self._count(student.line, self._name_cell(), what, message)


def _room(student: Student) -> tuple[str, Seat] | None:
    """Return a student's seat and class: in two classes, seats may have the same names."""
    if student.place is None:
        return None
    return (student.class_name or "").casefold(), student.place


def _same_name(student: Student, other: Student) -> str:
    how = "by their ids" if student.id and other.id else "only by their order in the roster"
    return (
        f"{shown(student.name)} is also in line {other.line}. Both get a paper; they are told "
        f"apart {how}."
    )


def _unknown_heading(heading: str) -> str:
    return (
        f"The column {shown(heading)!r} is not used."
        f"{did_you_mean(_plain(heading), [_plain(key) for key in HEADINGS])}"
    )
