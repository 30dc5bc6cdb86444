"""The spreadsheet of Wayground, once called Quizizz."""

from quizgen.base.workbook import Cell, Table, workbook
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.games import (
    CHOICES,
    SECONDS,
    GameRow,
    Limits,
    game_rows,
    one_line,
)
from quizgen.exchange.common.items import Export, Item, Written
from quizgen.exchange.common.losses import Loss

LIMITS = Limits("Wayground", stem=1000, option=500, options=5)
HEAD = (
    *("Question Text", "Question Type"),
    *(f"Option {number}" for number in range(1, 6)),
    *("Correct Answer", "Time in seconds", "Image Link", "Answer explanation"),
)
ADVICE = (
    *("The question", "Multiple Choice, Checkbox, Fill-in-the-Blank or Open-Ended"),
    *(["An option"] * 5),
    *("The number of the right option, several with commas", "Seconds", "A link, or nothing"),
    "Why the answer is right",
)
"""The importer skips the second row, as the vendor's template has advice there."""


def write(export: Export) -> Written:
    """Return an export as the workbook that Wayground imports."""
    losses: list[Loss] = []
    choices = {(row.item.id, row.ask.id): row for row in game_rows(export, LIMITS, losses)}
    rows: list[list[Cell]] = [list(HEAD), list(ADVICE)]
    for item in export.items:
        for ask in item.asks:
            row = choices.get((item.id, ask.id))
            if row is not None:
                rows.append(_choice(row))
            elif not ask.options:
                rows.append(_open(item))
    return Written(workbook([Table("Questions", rows, is_template=True)]), tuple(losses))


def _choice(row: GameRow) -> list[Cell]:
    kind = "Checkbox" if len(row.right) > 1 else "Multiple Choice"
    options = [*row.options, *[""] * (LIMITS.options - len(row.options))]
    right = ",".join(map(str, row.right))
    return [row.stem, kind, *options, right, SECONDS, "", _why(row.item)]


def _open(item: Item) -> list[Cell]:
    [ask] = item.asks
    kind = "Fill-in-the-Blank" if ask.is_short else "Open-Ended"
    accepted = (
        [one_line(text) for text in ask.accept[0][: LIMITS.options]] if ask.is_short else []
    )
    options = [*accepted, *[""] * (LIMITS.options - len(accepted))]
    return [one_line(ask.stem), kind, *options, "", SECONDS, "", _why(item)]


def _why(item: Item) -> str:
    return one_line(item.question.rationale or "")


FORMAT = Format(
    name="wayground",
    title="Wayground",
    suffix=".xlsx",
    holds=Holds(
        forms=CHOICES | {"a few words": "yes", "an essay": "yes"},
        keys=frozenset({"rationale", "accept"}),
    ),
    write=write,
)
