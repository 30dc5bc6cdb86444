"""quizgen open: the teachers' page in the browser."""

from pathlib import Path

import click

from quizgen.app.cli.streams import say


@click.command("open")
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--no-browser", is_flag=True, help="Only show the address.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="The port on this machine. [default: one that is free]",
)
def open_folder(folder: Path, port: int | None, *, no_browser: bool) -> None:
    """Show FOLDER in the browser: its banks, to write, print and keep.

    Without FOLDER it is the one you are in. Only this machine can see the page. A second start
    shows the page that is open already.

    \b
    Examples:
      quizgen open
      quizgen open english-9 --port 8123 --no-browser
    """  # noqa: D301 - click reads the \b
    from quizgen.app.open_page import open_page

    open_page(folder, port=port or 0, browser=not no_browser, say=say)
