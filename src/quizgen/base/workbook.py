"""Writes Excel workbooks: texts stay texts, whatever they begin with."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError
from quizgen.base.install_command import install_command
from quizgen.base.regex import regex

Cell = str | int | float | None

WIDEST = 60
"""Most characters that a column is made wide for."""
COMMENT_WIDTH, COMMENT_LINE = 360, 18
"""Width of a comment, and height of a line in it, in pixels."""
_LINE_OF_COMMENT = 50
"""Characters of a comment in a line."""


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook: a line of headings, and rows."""

    title: str
    rows: Iterable[Sequence[Cell]]
    """Headings first."""
    fixed_columns: int = 1
    """How many columns stay in view."""
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column), counted from 0 -> what a cell's comment says."""
    is_template: bool = False
    """Whether another program asks for these cells: its first row need not be headings."""


def workbook(tables: Iterable[Table]) -> bytes:
    """Return a workbook with a sheet for each table.

    Raises QuizgenError if the library for it is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise QuizgenError(
            "To write Excel workbooks quizgen needs its extra quizgen[xlsx]. Install it with: "
            f"{install_command('openpyxl')}. Or name a file that ends in .csv."
        ) from None
    book = Workbook(write_only=True)  # else each cell stays in memory until the end
    for table in tables:
        _fill(book.create_sheet(table.title), table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_ESCAPE = regex(r"_x([0-9A-Fa-f]{4})_")
_SPECIAL = regex(r"[=#]|.*_x", re.DOTALL)
"""A text that openpyxl would take for a formula or an error, or that may have an escape."""


def escaped(text: str) -> str:
    """Return a text for a cell: what looks like an escape of Excel's is escaped itself.

    >>> escaped("_x000D_")
    '_x005F_x000D_'
    """
    return _ESCAPE.sub(r"_x005F\g<0>", text)


def unescaped(text: str) -> str:
    """Return what a cell's text means: other programs escape signs that XML has not."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _fill(sheet: Any, table: Table) -> None:
    """Write a table into its sheet: what holds for all of it comes before its rows."""
    from openpyxl.utils import get_column_letter

    rows = [*table.rows]
    for column, width in enumerate(_widths(rows), start=1):
        if width:
            wide = min(width, WIDEST) + 2
            sheet.column_dimensions[get_column_letter(column)].width = wide
    if not table.is_template:
        sheet.freeze_panes = f"{get_column_letter(table.fixed_columns + 1)}2"
    commented: dict[int, dict[int, str]] = {}
    for (row, column), text in table.comments.items():
        commented.setdefault(row, {})[column] = text
    for number in range(max(len(rows), *(row + 1 for row in commented), 0)):
        values = rows[number] if number < len(rows) else ()
        is_head = not number and not table.is_template
        sheet.append(_cells(sheet, values, commented.get(number, {}), is_head=is_head))


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return the characters of the longest cell in each column."""
    found: list[int] = []
    for row in rows:
        found += [0] * (len(row) - len(found))
        for column, value in enumerate(row):
            if value is not None:
                found[column] = max(found[column], len(str(value)))
    return found


def _cells(
    sheet: Any, values: Sequence[Cell], comments: Mapping[int, str], *, is_head: bool
) -> list[Any]:
    """Return a row's cells, with the comments of those that have one."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells: list[Any] = []
    for column in range(max(len(values), *(each + 1 for each in comments), 0)):
        value = values[column] if column < len(values) else None
        value = None if value == "" else value
        is_plain = not isinstance(value, str) or not (is_head or _SPECIAL.match(value))
        if is_plain and column not in comments:
            cells.append(value)  # openpyxl makes one cell for all of them
            continue
        cell = WriteOnlyCell(sheet, escaped(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"  # else a text that begins with = is a formula
        if is_head:
            cell.font = Font(bold=True)
        if column in comments:
            cell.comment = _comment(comments[column])
        cells.append(cell)
    return cells


def _comment(text: str) -> Any:
    from openpyxl.comments import Comment

    comment = Comment(text, "quizgen", width=COMMENT_WIDTH)
    lines = sum(len(line) // _LINE_OF_COMMENT + 1 for line in text.split("\n"))
    comment.height = (lines + 1) * COMMENT_LINE
    return comment
