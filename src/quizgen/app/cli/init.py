"""quizgen init: a folder to work in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.app.cli.streams import say
from quizgen.base.errors import for_shell

if TYPE_CHECKING:
    from quizgen.authoring.start import Furnished


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a folder to work in: DIR, or the one you are in.

    It gets question_banks/ with a bank to learn from and its article, a place for templates,
    and settings for editors and for git. Files that are already there stay as they are.

    \b
    Examples:
      quizgen init
      quizgen init english-9
    """  # noqa: D301 - click reads the \b
    from quizgen.authoring.start import furnish

    say(_furnished(furnish(folder)))


def _furnished(done: "Furnished") -> str:
    """Return what was made and what was kept, and three next steps."""
    enter = "" if done.folder == Path() else f"cd {for_shell(str(done.folder))}, then "
    return "\n".join(
        [
            *(f"Made  {path}" for path in done.made),
            *(f"Kept  {path}, which was there already" for path in done.kept),
            f"1. Print the bank to learn from: {enter}quizgen make starter --count 12",
            "2. Begin your own from an article: quizgen new ARTICLE --with-text",
            "3. Open the folder in an editor, such as VS Code, and write in question_banks/.",
        ]
    )
