"""quizgen formats: what can be imported and exported, and what each format can hold."""

import click

from quizgen.app.cli.streams import say


@click.command()
@click.argument("names", metavar="[FORMAT]...", nargs=-1)
def formats(names: tuple[str, ...]) -> None:
    """List the formats of import and export, and what each can hold.

    With the name of a FORMAT, its row alone, line by line.

    \b
    Examples:
      quizgen formats
      quizgen formats gift moodle-xml
    """  # noqa: D301 - click reads the \b
    from quizgen.app.api import format_rows

    rows = format_rows(names)
    say("\n\n".join(_lines(row) for row in rows) if names else _overview(rows))


def _lines(row: dict[str, str]) -> str:
    width = max(map(len, row)) + 2
    return "\n".join(f"{head.replace('_', ' '):<{width}}{text}" for head, text in row.items())


OVERVIEW = (
    "format",
    "in",
    "out",
    "passage",
    "points",
    "feedback",
    "pictures",
    "groups",
    "tags",
)


def _overview(rows: list[dict[str, str]]) -> str:
    """Return the columns that fit a terminal; the others are in a format's own row."""
    table = [OVERVIEW, *([row[name] for name in OVERVIEW] for row in rows)]
    widths = [max(len(line[at]) for line in table) + 2 for at in range(len(OVERVIEW))]
    lines = [
        "".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    ]
    return "\n".join(
        [*lines, "", "Kinds of question and partial credit: quizgen formats FORMAT"]
    )
