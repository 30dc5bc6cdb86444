"""Reads Excel workbooks by openpyxl; cells that hold no text are refused by address."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from warnings import catch_warnings, simplefilter

from quizgen.base.errors import QuizgenError
from quizgen.base.foreign_files import guarded, refuse_bomb
from quizgen.base.install_command import install_command
from quizgen.base.workbook import unescaped
from quizgen.exchange.common.drafts import Read
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.tables import MOST_COLUMNS, MOST_ROWS, Row


def sheet_rows(source: Source, found: Read) -> list[Row]:
    """Return the rows of the first sheet; cells that hold no text are reported, and empty."""
    try:
        import openpyxl
    except ImportError:
        raise QuizgenError(
            f"{source.name} cannot be read yet: for Excel workbooks quizgen needs its extra "
            f"quizgen[exchange]. Install it with: {install_command('openpyxl')}."
        ) from None
    refusal = (
        f"{source.name} cannot be read: it is damaged, protected by a password, or no "
        "workbook. Save it again as .xlsx, or as CSV UTF-8."
    )
    with guarded(refusal), catch_warnings():
        simplefilter("ignore")  # openpyxl tells what it leaves out: styles, extensions
        refuse_bomb(source.raw, f"{source.name} is far too large for a table of questions.")
        kept = openpyxl.load_workbook(BytesIO(source.raw), read_only=True, data_only=True)
        typed = openpyxl.load_workbook(BytesIO(source.raw), read_only=True)
        return list(_rows(kept.worksheets[0], typed.worksheets[0], source, found))


def _rows(kept: Any, typed: Any, source: Source, found: Read) -> Iterator[Row]:
    for sheet in (kept, typed):
        # Some programs store a wrong size, which openpyxl would trust.
        sheet.reset_dimensions()
    pairs = zip(
        kept.iter_rows(max_col=MOST_COLUMNS),
        typed.iter_rows(max_col=MOST_COLUMNS),
        strict=False,
    )
    for line, (values, formulas) in enumerate(pairs, 1):
        if line > MOST_ROWS:
            raise QuizgenError(f"{source.name} has more than {MOST_ROWS} rows. Split it.")
        cells = [
            _cell(value, formula, source, line, found)
            for value, formula in zip(values, formulas, strict=False)
        ]
        while cells and not cells[-1]:
            cells.pop()
        yield Row(line, tuple(cells))


def _cell(value: Any, formula: Any, source: Source, line: int, found: Read) -> str:
    """Return a cell's text; what has none is reported with its address."""
    content = value.value
    address = getattr(formula, "coordinate", "")
    problem = ""
    if formula.value is not None and formula.data_type == "f" and content is None:
        problem = "is a formula without a result"
    elif value.data_type == "e":
        problem = f"holds the error {content}"
    elif value.data_type == "d":
        problem = f"is a date ({content:%Y-%m-%d}), perhaps once 3/4"
    if problem:
        message = f"Cell {address} {problem}. Type its text with ' before it, and import again."
        found.lose(source, line, "cells", message)
        return ""
    if content is None:
        return ""
    if isinstance(content, bool):
        return str(content).lower()
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return unescaped(str(content)).replace("\r", "")
