"""quizgen mark: a table to type marks into."""

from pathlib import Path

import click

from quizgen.app.cli.streams import say


@click.command()
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan of the run. [default: the only one in ./worksheets]",
)
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("marks.csv"),
    show_default=True,
    help="The table, .csv or .xlsx.",
)
def mark(plan_file: Path | None, path: Path) -> None:
    """Write a table to type marks into.

    It has a row for each student, or for each version, and a column for each number on the
    paper. Type the letters as they stand on the paper (B, A C), points for what is marked by
    hand (2, or B 1 where both count), - for what was left out. In a workbook, comments say
    what earns how many points. Then: quizgen grade FILE

    \b
    Examples:
      quizgen mark
      quizgen mark --plan worksheets/my-bank-plan.json -o marks.xlsx
    """  # noqa: D301 - click reads the \b
    from quizgen.app.api import find_plan, write_marks_table

    found, plan = find_plan(plan_file)
    write_marks_table(plan, path)
    say(f"Marks   {path}, for the papers of {found}")
    say(f"Next    Fill it in, then: quizgen grade {path}")
