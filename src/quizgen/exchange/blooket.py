"""Blooket's spreadsheet of questions, as CSV."""

import csv
import io

from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.games import CHOICES, SECONDS, Limits, game_rows
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.losses import Loss

LIMITS = Limits("Blooket", stem=300, option=200, options=4)
HEAD = (
    *("Question #", "Question Text", "Answer 1", "Answer 2", "Answer 3\n(Optional)"),
    *("Answer 4\n(Optional)", "Time Limit (sec)\n(Max: 300 seconds)"),
    "Correct Answer(s)\n(Only include Answer #)",
)


def write(export: Export) -> Written:
    """Return an export as the CSV that Blooket imports."""
    losses: list[Loss] = []
    rows: list[list[object]] = [["Blooket\nImport Template", *[""] * 7], list(HEAD)]
    for number, row in enumerate(game_rows(export, LIMITS, losses), 1):
        options = [*row.options, *[""] * (LIMITS.options - len(row.options))]
        right = ",".join(map(str, row.right))
        rows.append([number, row.stem, *options, SECONDS, right])
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return Written(file.getvalue().encode(), tuple(losses))


FORMAT = Format(
    name="blooket",
    title="Blooket",
    suffix=".csv",
    holds=Holds(forms=CHOICES),
    write=write,
)
