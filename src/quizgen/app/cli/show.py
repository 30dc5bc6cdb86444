"""quizgen show: the questions of a bank, one of them, or what they cover."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.app.cli.common import one_bank
from quizgen.app.cli.streams import say
from quizgen.base.errors import QuizgenError, did_you_mean
from quizgen.base.words import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from quizgen.authoring.review_page import Reviewed
    from quizgen.bank.load import LoadedBank


@click.command()
@click.argument("bank", required=False)
@click.option(
    "--coverage", "is_map", is_flag=True, help="The number of questions for each paragraph."
)
@click.option(
    "--history",
    "is_history",
    is_flag=True,
    help="What became of each question, from quizgen-history.sqlite.",
)
@click.option("--id", "name", metavar="ID", help="One question as it prints, with its key.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write everything to one page for a browser.",
)
@click.pass_context
def show(
    ctx: click.Context,
    /,
    bank: str | None,
    is_map: bool,
    is_history: bool,
    name: str | None,
    page: Path | None,
) -> None:
    """List the questions of BANK, or show one of them, or what they cover.

    BANK is a file, or the name of one in ./question_banks. Without it the only bank there
    is used.

    \b
    Examples:
      quizgen show my-bank
      quizgen show my-bank --coverage
      quizgen show my-bank --history
      quizgen show my-bank --id main-claim
      quizgen show my-bank --html review.html
    """  # noqa: D301 - click reads the \b
    if sum([is_map, is_history, name is not None, page is not None]) > 1:
        asked = "Give only one of --coverage, --history, --id and --html."
        raise click.UsageError(asked, ctx)
    from quizgen.app.api import load_bank

    loaded = load_bank(one_bank(bank, "show").path)
    if page is not None:
        _write_review(loaded, page)
    elif is_history:
        _print(_past(loaded))
    else:
        _print(_view(loaded, name, is_map))


def _view(loaded: "LoadedBank", name: str | None, is_map: bool) -> "RenderableType":
    from quizgen.authoring.coverage import coverage
    from quizgen.authoring.tables import coverage_table, question_view, questions_table

    if name is not None:
        return question_view(_one_question(loaded, name))
    width = shutil.get_terminal_size().columns
    if is_map:
        return coverage_table(coverage(loaded.bank), width)
    return questions_table(loaded.bank, width)


def _past(loaded: "LoadedBank") -> "RenderableType":
    from quizgen.authoring.tables import history_table
    from quizgen.grading.history import FILE, opened

    with opened(FILE, must_exist=True) as history:
        questions = loaded.bank.questions
        rows = [history.question(loaded.path.name, question) for question in questions]
    return history_table(loaded.bank, rows, shutil.get_terminal_size().columns)


def _one_question(loaded: "LoadedBank", name: str) -> "Reviewed":
    from quizgen.authoring.review_page import review_plan, reviewed
    from quizgen.printing.html.template_folders import template_folders

    names = [question.id for question in loaded.bank.questions]
    if name not in names:
        raise QuizgenError(f"There is no question '{name}'.{did_you_mean(name, names)}")
    found = reviewed(review_plan(loaded), template_folders(Path()))
    return next(each for each in found if each.question.id == name)


def _write_review(loaded: "LoadedBank", path: Path) -> None:
    from quizgen.authoring.coverage import coverage
    from quizgen.authoring.review_page import review_page, review_plan
    from quizgen.base.files import replacing

    page = review_page(loaded.bank, review_plan(loaded), coverage(loaded.bank), Path())
    with replacing(path.parent) as batch:
        batch.create(path).write(page.encode())
    number = counted(len(loaded.bank.questions), "question")
    say(f"Wrote {path}: {number}, for review.")


def _print(view: "RenderableType") -> None:
    """Print a table: in colour on a terminal, plain to a file or another program."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(view)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    click.echo("\n".join(lines), color=console.is_terminal)
