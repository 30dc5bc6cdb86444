"""quizgen import: a bank from questions of another system."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.app.cli.common import row
from quizgen.app.cli.streams import say
from quizgen.base.words import counted

if TYPE_CHECKING:
    from quizgen.app.api import Imported


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--from",
    "form",
    metavar="FORMAT",
    help="The files' format. [default: what their content shows]",
)
@click.option(
    "-o",
    "--output",
    metavar="BANK",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The bank's file. [default: in ./question_banks, named after the first file]",
)
@click.option(
    "--skill", metavar="NAME", help="The skill of questions that name none. [default: evidence]"
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the report to a file: JSON if it ends in .json, else text.",
)
@click.pass_context
def import_bank(
    ctx: click.Context,
    files: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    skill: str | None,
    report: Path | None,
) -> None:
    """Make one bank of the questions in FILES.

    A file may also be a zipped package, or the folder of an unpacked one. What was not
    understood stands in the bank as a comment, and in the report with its line. No file is
    overwritten. `quizgen formats` lists what can be read.

    \b
    Examples:
      quizgen import questions.xml
      quizgen import canvas-export.zip -o question_banks/unit-3.yaml
      quizgen import quiz.txt --from gift --skill main_argument
    """  # noqa: D301 - click reads the \b
    from quizgen.app.api import import_files

    imported = import_files(files, form=form, bank=output, skill=skill, report=report)
    _tell(imported)
    say_report(imported.report, report)
    ctx.exit(0 if imported.questions else 1)


def _tell(imported: "Imported") -> None:
    if not imported.questions:
        say("No question could be read, and nothing was written.")
        return
    bank = imported.bank
    texts = counted(imported.passages, "passage") if imported.passages else ""
    lines = [
        ("Bank", f"{bank} ({counted(imported.questions, 'question')})"),
        ("Passages", texts),
        ("Next", f"See what is left to do: quizgen check {bank.stem}"),
        ("", f"Print it: quizgen make {bank.stem}"),
    ]
    say("\n".join(row(head, text) for head, text in lines if text))


def say_report(text: str, path: Path | None) -> None:
    """Show a report, and say where else it was written."""
    say("")
    say(text)
    if path is not None:
        say(f"\nThe report is in {path}.")
