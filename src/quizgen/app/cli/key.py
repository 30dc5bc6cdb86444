"""quizgen key: the key of one sheet."""

from pathlib import Path

import click

from quizgen.app.cli.streams import say


@click.command()
@click.argument("code")
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan of the run. [default: the plan in ./worksheets that the code fits]",
)
def key(code: str, plan_file: Path | None) -> None:
    """Show the key of the sheet with CODE.

    CODE is printed at the foot of the sheet. Case and hyphens do not matter, and a mistyped
    character is noticed.

    \b
    Examples:
      quizgen key 4K7Z-A-B
      quizgen key 4k7zab --plan worksheets/my-bank-plan.json
    """  # noqa: D301 - click reads the \b
    from quizgen.app.api import key_of
    from quizgen.grading.sheet_key import key_text

    found = key_of(code, plan_file)
    for warning in found.warnings:
        say(f"Warning: {warning}", err=True)
    say(key_text(found))
