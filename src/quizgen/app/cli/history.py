"""quizgen history: what questions did in many runs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.app.cli.streams import say

if TYPE_CHECKING:
    from quizgen.grading.history import KeptRun

FILE = Path("quizgen-history.sqlite")


@click.command()
@click.argument(
    "folders",
    metavar="[RESULTS]...",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--file",
    "path",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default=FILE,
    show_default=True,
    help="The file of the history.",
)
@click.option(
    "--forget", "codes", metavar="CODE", multiple=True, help="Delete the run with this code."
)
def history(folders: tuple[Path, ...], path: Path, codes: tuple[str, ...]) -> None:
    """Keep what questions did, from folders that quizgen grade wrote.

    The file holds counts and no names. Results that are graded again replace what they said
    before. quizgen show --history prints what became of each question.

    \b
    Examples:
      quizgen history results
      quizgen history
      quizgen history --forget 4K7Z
    """  # noqa: D301 - click reads the \b
    from quizgen.app.api import kept_results

    runs = kept_results(path, add=folders, forget=codes)
    say("\n".join(map(_line, runs)) if runs else f"There is nothing in {path}.")


def _line(run: "KeptRun") -> str:
    students = f"{run.students} student" + ("" if run.students == 1 else "s")
    mean = "" if run.mean is None else f", mean {run.mean:.0f} %"
    alpha = "" if run.alpha is None else f", alpha {run.alpha:.2f}"
    return f"{run.graded}  {run.code}  {run.bank}: {students}{mean}{alpha}"
