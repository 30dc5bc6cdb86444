"""quizgen templates: the looks of pages, and a copy of one to change."""

from pathlib import Path

import click

from quizgen.app.cli.streams import say


@click.group()
def templates() -> None:
    """List the looks of pages, or copy one to change it."""


@templates.command("list")
def list_looks() -> None:
    """Show all looks: those that come with quizgen, and yours in ./templates."""
    from quizgen.printing.html.looks import looks_table

    say(looks_table(Path()))


@templates.command("copy")
@click.argument("name", metavar="NAME")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def copy(name: str, folder: Path) -> None:
    """Copy the files of the look NAME into the folder DIR, to change them there.

    NAME may be a single file of a look. Nothing is overwritten.

    \b
    Examples:
      quizgen templates copy exam templates/our-school
      quizgen templates copy classic/header.html templates/worksheet
    """  # noqa: D301 - click reads the \b
    from quizgen.printing.html.looks import copied, copy_look

    say(copied(name, folder, copy_look(Path(), name, folder)))
