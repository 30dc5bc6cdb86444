"""Gimkit's spreadsheet of questions, as CSV: one right option, three wrong ones at most."""

import csv
import io

from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.games import CHOICES, Limits, game_rows
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.losses import Loss

LIMITS = Limits("Gimkit", stem=1000, option=500, options=4, wrong=3)
HEAD = (
    *("Question", "Correct Answer", "Incorrect Answer 1"),
    *("Incorrect Answer 2 (Optional)", "Incorrect Answer 3 (Optional)"),
)


def write(export: Export) -> Written:
    """Return an export as the CSV that Gimkit imports."""
    losses: list[Loss] = []
    rows = [["Gimkit Spreadsheet Import Template", *[""] * 4], list(HEAD)]
    for row in game_rows(export, LIMITS, losses):
        [right] = [row.options[number - 1] for number in row.right]
        wrong = [text for n, text in enumerate(row.options, 1) if n not in row.right]
        rows.append([row.stem, right, *wrong, *[""] * (LIMITS.wrong - len(wrong))])
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return Written(file.getvalue().encode(), tuple(losses))


FORMAT = Format(
    name="gimkit",
    title="Gimkit",
    suffix=".csv",
    holds=Holds(
        forms={name: how for name, how in CHOICES.items() if name != "several choices"}
    ),
    write=write,
)
