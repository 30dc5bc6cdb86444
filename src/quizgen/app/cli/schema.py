"""quizgen schema: the format of banks, for editors."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--line",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Only the first line of a bank in this folder, by which editors find the schema.",
)
def schema(folder: Path | None) -> None:
    """Print the format of banks as a JSON Schema, for editors.

    \b
    Examples:
      quizgen schema
      quizgen schema --line question_banks
    """  # noqa: D301 - click reads the \b
    if folder is not None:
        from quizgen.base.resources import schema_line

        click.echo(schema_line(folder))
    else:
        from quizgen.bank.json_schema import schema_text

        click.echo(schema_text(), nl=False)
