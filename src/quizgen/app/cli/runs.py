"""quizgen runs: the runs whose keys there are."""

from pathlib import Path

import click

from quizgen.app.cli.streams import say


@click.command()
@click.option(
    "--forget",
    "codes",
    metavar="CODE",
    multiple=True,
    help="Delete the run with this code: all its files, or what is kept of it.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("worksheets"),
    show_default=True,
    help="The folder of the runs.",
)
def runs(codes: tuple[str, ...], folder: Path) -> None:
    """List the runs in ./worksheets: the newest of each bank, and earlier ones.

    quizgen make keeps the plan and the keys of the run that it replaces, students' names
    included.

    \b
    Examples:
      quizgen runs
      quizgen runs --forget 4K7Z
    """  # noqa: D301 - click reads the \b
    from quizgen.app.api import forget_run, runs_in
    from quizgen.plan.kept_runs import runs_text

    for code in codes:
        run = forget_run(code, folder)
        say(f"Forgotten   {run.code}, {run.bank}: its files in {run.path.parent} are deleted")
    if not codes:
        found = runs_in(folder)
        say(runs_text(found) if found else f"There are no runs in {folder}.")
