"""Questions in the first sheet of an Excel workbook."""

from quizgen.base.workbook import Table, workbook
from quizgen.exchange.common.drafts import Read
from quizgen.exchange.common.formats import Format
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.tables import HOLDS, read_rows, table_of
from quizgen.exchange.common.workbooks import sheet_rows


def write(export: Export) -> Written:
    """Return an export as a workbook with one sheet."""
    losses: list[Loss] = []
    return Written(workbook([Table("Questions", table_of(export, losses))]), tuple(losses))


def read(source: Source) -> Read:
    """Return the questions of a workbook's first sheet."""
    found = Read()
    read_rows(source, sheet_rows(source, found), found)
    return found


def recognises(source: Source) -> bool:
    """Whether a packed file is a workbook."""
    return "xl/workbook.xml" in source.files


FORMAT = Format(
    name="xlsx",
    title="Excel workbook",
    suffix=".xlsx",
    takes=(".xlsx",),
    holds=HOLDS,
    write=write,
    read=read,
    recognises=recognises,
)
