"""quizgen report: what a class did, question by question."""

from pathlib import Path

import click

from quizgen.app.cli.common import row
from quizgen.app.cli.streams import say


@click.command()
@click.argument(
    "folder",
    default=Path("results"),
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--without-passage",
    metavar="CLASS",
    help="The class that answered without the article, to see which questions need it.",
)
def report(folder: Path, without_passage: str | None) -> None:
    """Report what a class did, from the FOLDER that quizgen grade wrote.

    A page for the screen and the same as PDF: how hard each question was, how far it goes with
    the rest, what each wrong option drew, what to look at first. No student is named.

    \b
    Examples:
      quizgen report
      quizgen report results --without-passage 4b
    """  # noqa: D301 - click reads the \b
    from quizgen.app.api import write_report

    for path in write_report(folder, without_passage=without_passage):
        say(row("Report", str(path)))
