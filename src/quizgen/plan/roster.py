"""Reads a class from CSV or XLSX, and reports everything that is wrong with it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from warnings import catch_warnings, simplefilter

from quizgen.bank.yaml_reader import DOCUMENTS, decode
from quizgen.base.errors import (
    BankError,
    Problem,
    QuizgenError,
    RosterError,
    did_you_mean,
    shown,
)
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded, refuse_bomb
from quizgen.base.install_command import install_command
from quizgen.plan.request import UNPRINTABLE
from quizgen.plan.seating import Seat, read_seat
from quizgen.plan.student import Column, Flag, StudentPaper, columns_of

LONGEST = 500
"""Most characters of a cell; a name longer than a line is shortened in print."""
MOST_LINES = 100_000
MOST_COLUMNS = 100
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
OUT_OF = "Points Possible"
"""What a gradebook has in place of a name, in the line with the points of each task."""


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


class RosterRow(NamedTuple):
    """A line of the table: its number, and its cells without the blanks around them."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class RosterTable:
    """A table's rows, headings first, and the column of each cell."""

    path: str
    rows: Sequence[RosterRow]
    column: Callable[[int, int], int]
    """(line, number of the cell from 0) -> the column to point at, from 1."""
    notes: tuple[str, ...] = ()
    """What was noticed in reading the file."""


def read_roster(path: Path, languages: Collection[str] = ()) -> Roster:
    """Read a class from a CSV or XLSX file.

    languages are the supported ones. Raises RosterError with everything that is wrong, and
    QuizgenError for an unreadable file.
    """
    raw = read_whole(path, "roster")
    is_workbook = raw.startswith(b"PK\x03\x04")
    table = _workbook(raw, path) if is_workbook else _separated(raw, path)
    return _Reader(table, languages).roster()


# From a file to a table


def _separated(raw: bytes, path: Path) -> RosterTable:
    """Return the table in a text file."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise QuizgenError(
            f"{path} is a workbook of an old Excel (.xls), which quizgen does not read. In "
            "Excel choose File, Save as, CSV UTF-8."
        )
    text, notes = _text_of(raw, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator, skipped = _separator(text)
    lines = text.split("\n")

    def column(line: int, cell: int) -> int:
        return _start(lines[line - 1], separator, cell) + 1 if line <= len(lines) else 1

    return RosterTable(
        str(path), list(_csv_rows(text, separator, skipped, path)), column, notes
    )


def _text_of(raw: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """Decode a table, and say so if it is not UTF-8 but what Excel calls CSV or ANSI."""
    try:
        return decode(raw, str(path)), ()
    except BankError as error:
        problems = error.problems
    text = "" if b"\x00" in raw or raw.startswith(tuple(DOCUMENTS)) else _ansi(raw)
    if not text:
        advice = "In Excel choose File, Save as, CSV UTF-8."
        raise RosterError(
            Problem(each.path, each.line, each.column, f"{each.message} {advice}")
            for each in problems
        )
    word = re.search(r"\w*[^\W\x00-\x7f]\w*", text)
    seen = f", such as {shown(word[0])}" if word else ""
    message = f"The file is not UTF-8; it was read as Windows-1252. Look at its names{seen}."
    line = problems[0].line
    return text, (str(Problem(str(path), line, problems[0].column, message)),)


def _ansi(raw: bytes) -> str:
    """Decode Windows-1252; five bytes have no letter in it."""
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return ""


def _separator(text: str) -> tuple[str, int]:
    """Return the separator, and the number of lines above the table."""
    lines = text.split("\n")
    # Excel writes and understands a first line such as sep=;
    if stated := re.fullmatch(r'"?sep=(.)"?', lines[0].strip(" "), re.IGNORECASE):
        return stated[1], 1
    heading = next((line for line in lines if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", heading)
    return max(",;\t", key=bare.count), 0


def _csv_rows(text: str, separator: str, skipped: int, path: Path) -> Iterator[RosterRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            _refuse_size(line, len(cells), path)
            if line > skipped:
                yield RosterRow(line, [" ".join(cell.split()) for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        raise RosterError(
            [
                Problem(
                    str(path),
                    line,
                    1,
                    f"The table cannot be read from here on ({error}). A quotation mark that "
                    "was opened is perhaps not closed again.",
                )
            ]
        ) from None


def _start(line: str, separator: str, cell: int) -> int:
    """Return the index at which a cell begins in its line."""
    in_quotes, number = False, 0
    for place, character in enumerate(line):
        if number == cell:
            return place
        if character == '"':
            in_quotes = not in_quotes
        elif character == separator and not in_quotes:
            number += 1
    return len(line) if number == cell else 0


def _workbook(raw: bytes, path: Path) -> RosterTable:
    """Return the first sheet of an Excel workbook."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise QuizgenError(
            f"{path} cannot be read yet: for Excel workbooks quizgen needs its extra "
            f"quizgen[xlsx]. Install it with: {install_command('openpyxl')}. Or save the table "
            "as CSV: in Excel choose File, Save as, CSV UTF-8."
        ) from None
    refusal = (
        f"{path} cannot be read: it is damaged, protected by a password, or no workbook with a "
        "table. Save it again as .xlsx, or as CSV UTF-8."
    )
    with guarded(refusal), catch_warnings():
        simplefilter("ignore")  # openpyxl tells what it leaves out: styles, extensions
        refuse_bomb(raw, f"{path} is far too large a workbook for a class. {_COPY_CELLS}")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows = list(_sheet_rows(book.worksheets[0], path))
    # Cells with formatting only make a sheet longer than its table.
    while rows and not any(rows[-1].cells):
        rows.pop()
    return RosterTable(str(path), rows, lambda _, cell: cell + 1)


_COPY_CELLS = "Copy the students into a new workbook, and save that as .xlsx or as CSV UTF-8."


def _sheet_rows(sheet: Any, path: Path) -> Iterator[RosterRow]:
    """Yield a sheet's rows, without the empty cells at their ends."""
    # Some programs store a wrong size, which openpyxl would trust.
    sheet.reset_dimensions()
    cells = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    for line, values in enumerate(cells, start=1):
        texts = [_cell_text(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        _refuse_size(line, len(texts), path)
        yield RosterRow(line, texts)


def _refuse_size(line: int, cells: int, path: Path) -> None:
    """Refuse a table that is far larger than any class."""
    if line > MOST_LINES:
        message = f"A roster has at most {MOST_LINES} lines, empty ones included. {_COPY_CELLS}"
    elif cells > MOST_COLUMNS:
        message = f"A roster has at most {MOST_COLUMNS} columns. {_COPY_CELLS}"
    else:
        return
    raise RosterError([Problem(str(path), line, 1, message)])


def _cell_text(value: Any) -> str:
    """Return a cell's text: whole numbers without a point, booleans as yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return " ".join(str(value).split())


# From a table to students


def _plain(heading: str) -> str:
    """Normalise a heading for comparison."""
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


HEADINGS = NAME_HEADINGS | {each.name: each.headings for each in COLUMNS.values()}
_KEYS = {_plain(text): key for key, texts in HEADINGS.items() for text in (key, *texts)}


@dataclass
class _Reader:
    """Reads one table, and collects what is wrong with it."""

    table: RosterTable
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

    def _read_headings(self, row: RosterRow) -> None:
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

    def _cell(self, row: RosterRow, key: str) -> str:
        cell = self.keys.get(key)
        return row.cells[cell] if cell is not None and cell < len(row.cells) else ""

    def _student(self, row: RosterRow) -> Student | None:
        names = [self._cell(row, key) for key in ("name", "first", "last")]
        name = names[0] or " ".join(filter(None, names[1:]))
        if _plain(name) == _plain(OUT_OF):
            self._warn(row.line, self._name_cell(), f"{OUT_OF} is no student; it was skipped.")
            return None
        self._check_texts(row)
        if not name:
            message = "This line has no name. Add it, or delete the line."
            self._complain(row.line, self._name_cell(), message)
            return None
        values = {field: self._value(row, column) for field, column in COLUMNS.items()}
        # Not validated: invalid cells are in self.problems.
        return Student.model_construct(
            name=name,
            line=row.line,
            place=read_seat(values["seat"] or ""),
            **values,
        )

    def _value(self, row: RosterRow, column: Column) -> Any:
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

    def _check_texts(self, row: RosterRow) -> None:
        """Report unprintable characters, and cells without a heading."""
        for cell, text in enumerate(row.cells):
            if found := UNPRINTABLE.search(text):
                code = f"U+{ord(found[0]):04X}"
                message = f"This holds a character that cannot be printed ({code}). Delete it."
                self._complain(row.line, cell, message)
            elif len(text) > LONGEST:
                message = f"This has {len(text)} characters; {LONGEST} have room on a page."
                self._complain(row.line, cell, message)
        if any(row.cells[self.width :]):
            self._complain(
                row.line,
                self.width,
                f"This line has {len(row.cells)} cells, and there are {self.width} headings. "
                'Put a cell with a separator in it between quotation marks: "Doe, Jane".',
            )

    def _seat(self, row: RosterRow) -> str | None:
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

    def _version(self, row: RosterRow) -> str:
        version = self._cell(row, "version").upper()
        if version and not re.fullmatch("[A-Z]{1,4}", version):
            message = f"{shown(version)!r} is not a version. Versions are called A, B, C …"
            self._complain(row.line, self.keys["version"], message)
        return version

    def _flag(self, row: RosterRow, key: str) -> Flag:
        written = self._cell(row, key).casefold()
        if written not in YES | NO:
            message = f"{shown(written)!r} is neither yes nor no. Write yes, or leave it blank."
            self._complain(row.line, self.keys[key], message)
        return True if written in YES else None

    def _language(self, row: RosterRow) -> str | None:
        language = self._cell(row, "language")
        known = {each.casefold(): each for each in self.languages}
        if language and language.casefold() not in known:
            self._complain(
                row.line,
                self.keys["language"],
                f"Sheets are not printed in {shown(language)!r}. There are "
                f"{', '.join(self.languages)}.{did_you_mean(language, self.languages)}",
            )
        return known.get(language.casefold())

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
