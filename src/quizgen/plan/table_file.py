"""Reads a table from a CSV or XLSX file, whatever its rows are about."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

from quizgen.bank.document import DOCUMENTS, decode
from quizgen.base.data_class import dataclass
from quizgen.base.errors import BankError, Problem, ProblemsError, QuizgenError, shown
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded, refuse_bomb
from quizgen.base.install_command import install_command

MOST_LINES = 100_000
MOST_COLUMNS = 100


class TableOf(NamedTuple):
    """What a table is, for its messages, and the error that its problems are raised with."""

    noun: str
    """Such as `roster`."""
    whose: str
    """What it is a table of, such as `class`."""
    rows: str
    """What its rows are, such as `the students`."""
    error: type[ProblemsError]

    @property
    def advice(self) -> str:
        """What to do with a workbook that is too large."""
        return f"Copy {self.rows} into a new workbook, and save that as .xlsx or as CSV UTF-8."


class TableRow(NamedTuple):
    """A line of the table: its number, and its cells without the blanks around them."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table's rows, headings first, and the column of each cell."""

    path: str
    rows: Sequence[TableRow]
    column: Callable[[int, int], int]
    """(line, number of the cell from 0) -> the column to point at, from 1."""
    notes: tuple[str, ...] = ()
    """What was noticed in reading the file."""


def read_table(path: Path, of: TableOf) -> Table:
    """Read a table from a CSV or XLSX file.

    Raises the table's own error with everything that is wrong, and QuizgenError for an
    unreadable file.
    """
    raw = read_whole(path, of.noun)
    is_workbook = raw.startswith(b"PK\x03\x04")
    return _workbook(raw, path, of) if is_workbook else _separated(raw, path, of)


def _separated(raw: bytes, path: Path, of: TableOf) -> Table:
    """Return the table in a text file."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise QuizgenError(
            f"{path} is a workbook of an old Excel (.xls), which quizgen does not read. In "
            "Excel choose File, Save as, CSV UTF-8."
        )
    text, notes = _text_of(raw, path, of)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator, skipped = _separator(text)
    lines = text.split("\n")

    def column(line: int, cell: int) -> int:
        return _start(lines[line - 1], separator, cell) + 1 if line <= len(lines) else 1

    return Table(str(path), list(_csv_rows(text, separator, skipped, path, of)), column, notes)


def _text_of(raw: bytes, path: Path, of: TableOf) -> tuple[str, tuple[str, ...]]:
    """Decode a table, and say so if it is not UTF-8 but what Excel calls CSV or ANSI."""
    try:
        return decode(raw, str(path)), ()
    except BankError as error:
        problems = error.problems
    text = "" if b"\x00" in raw or raw.startswith(tuple(DOCUMENTS)) else _ansi(raw)
    if not text:
        advice = "In Excel choose File, Save as, CSV UTF-8."
        raise of.error(
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


def _csv_rows(
    text: str, separator: str, skipped: int, path: Path, of: TableOf
) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            _refuse_size(line, len(cells), path, of)
            if line > skipped:
                yield TableRow(line, [" ".join(cell.split()) for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        raise of.error(
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


def _workbook(raw: bytes, path: Path, of: TableOf) -> Table:
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
        refuse_bomb(raw, f"{path} is far too large a workbook for a {of.whose}. {of.advice}")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows = list(_sheet_rows(book.worksheets[0], path, of))
    # Cells with formatting only make a sheet longer than its table.
    while rows and not any(rows[-1].cells):
        rows.pop()
    return Table(str(path), rows, lambda _, cell: cell + 1)


def _sheet_rows(sheet: Any, path: Path, of: TableOf) -> Iterator[TableRow]:
    """Yield a sheet's rows, without the empty cells at their ends."""
    # Some programs store a wrong size, which openpyxl would trust.
    sheet.reset_dimensions()
    cells = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    for line, values in enumerate(cells, start=1):
        texts = [_cell_text(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        _refuse_size(line, len(texts), path, of)
        yield TableRow(line, texts)


def _refuse_size(line: int, cells: int, path: Path, of: TableOf) -> None:
    """Refuse a table that is far larger than any."""
    if line > MOST_LINES:
        most = f"{MOST_LINES} lines, empty ones included"
    elif cells > MOST_COLUMNS:
        most = f"{MOST_COLUMNS} columns"
    else:
        return
    message = f"A {of.noun} has at most {most}. {of.advice}"
    raise of.error([Problem(str(path), line, 1, message)])


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
