"""Kahoot's spreadsheet of questions."""

from quizgen.base.workbook import Cell, Table, workbook
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.games import CHOICES, SECONDS, Limits, game_rows
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.losses import Loss

LIMITS = Limits("Kahoot", stem=120, option=75, options=4)
HEAD = (
    *("", "Question - max 120 characters", "Answer 1 - max 75 characters"),
    *("Answer 2 - max 75 characters", "Answer 3 - max 75 characters"),
    "Answer 4 - max 75 characters",
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
HEAD_ROW = 8
"""What is above is advice; data begin below."""


def write(export: Export) -> Written:
    """Return an export as the workbook that Kahoot imports."""
    losses: list[Loss] = []
    above: list[list[Cell]] = [["", export.title], *([] for _ in range(HEAD_ROW - 2))]
    rows: list[list[Cell]] = [*above, list(HEAD)]
    for number, row in enumerate(game_rows(export, LIMITS, losses), 1):
        options = [*row.options, *[""] * (LIMITS.options - len(row.options))]
        right = ",".join(map(str, row.right))
        rows.append([number, row.stem, *options, SECONDS, right])
    return Written(workbook([Table("Kahoot", rows, is_template=True)]), tuple(losses))


FORMAT = Format(
    name="kahoot",
    title="Kahoot",
    suffix=".xlsx",
    holds=Holds(forms=CHOICES),
    write=write,
)
