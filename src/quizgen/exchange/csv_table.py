"""Questions in a CSV file, as spreadsheets of any language write it."""

import csv
import io
import re
from collections.abc import Iterator

from quizgen.base.errors import Problem, ProblemsError
from quizgen.exchange.common.drafts import Read
from quizgen.exchange.common.formats import Format
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.tables import (
    HEAD_ROWS,
    HOLDS,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    columns_of,
    read_rows,
    table_of,
)

FORMULA = (
    "A cell begins with =, + or @: a spreadsheet that opens the file computes it. Import the "
    "column as text, or export xlsx."
)


def write(export: Export) -> Written:
    """Return an export as CSV in UTF-8 with the mark by which Excel knows it."""
    losses: list[Loss] = []
    table = table_of(export, losses)
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(table)
    if any(cell[:1] in ("=", "+", "@") for row in table for cell in row):
        losses.append(Loss("", "questions", FORMULA, is_note=True))
    return Written(file.getvalue().encode("utf-8-sig"), tuple(losses))


def read(source: Source) -> Read:
    """Return the questions of a CSV file."""
    found = Read()
    read_rows(source, list(_rows(source)), found)
    return found


def _rows(source: Source) -> Iterator[Row]:
    text = source.text.replace("\x00", "")
    first, _, rest = text.partition("\n")
    line = 1
    separator = _separator(text)
    if re.fullmatch(r"sep=.", first):
        text, line, separator = rest, 2, first[-1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = line
    try:
        for number, cells in enumerate(reader):
            if number >= MOST_ROWS or len(cells) > MOST_COLUMNS:
                most = f"{MOST_ROWS} rows and {MOST_COLUMNS} columns"
                message = f"A table has at most {most}. Split it."
                raise ProblemsError([Problem(source.name, begins, 1, message)])
            yield Row(begins, tuple(cells))
            begins = line + reader.line_num
    except csv.Error:
        message = (
            "From here on this is no CSV: perhaps a quotation mark is missing. Save the table "
            "again as CSV UTF-8."
        )
        raise ProblemsError([Problem(source.name, begins, 1, message)]) from None


def _separator(text: str) -> str:
    """Return what separates cells in the first lines, outside of quotation marks."""
    head = re.sub(r'"[^"]*"', "", "\n".join(text[:20_000].split("\n")[:HEAD_ROWS]))
    return max(",;\t", key=head.count)


def recognises(source: Source) -> bool:
    """Whether a text has a row of headings that names a question."""
    if source.is_binary or source.raw.lstrip()[:1] in (b"<", b"{"):
        return False
    try:
        rows = [row for row, _ in zip(_rows(source), range(HEAD_ROWS), strict=False)]
    except ProblemsError:
        return source.suffix in (".csv", ".tsv")
    return any(map(columns_of, rows))


FORMAT = Format(
    name="csv",
    title="CSV",
    suffix=".csv",
    takes=(".csv", ".tsv", ".txt"),
    holds=HOLDS,
    write=write,
    read=read,
    recognises=recognises,
)
