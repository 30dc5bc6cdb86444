"""The commands for writing banks; like those of cli, they read options and hand them on."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.errors import QuizgenError

if TYPE_CHECKING:
    from quizgen.checking import Checked
    from quizgen.finding import FoundBank
    from quizgen.lint.rules import Rule


@click.command()
@click.argument("banks", nargs=-1, metavar="[BANK]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or for GitHub's pages.",
)
@click.option("--strict", is_flag=True, help="End with status 1 where there is advice, too.")
@click.option("--select", multiple=True, metavar="RULE", help="Only the advice of this rule. *")
@click.option("--ignore", multiple=True, metavar="RULE", help="No advice of this rule. *")
@click.option(
    "--article",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The article's text. [default: the one beside the bank]",
)
@click.pass_context
def check(
    ctx: click.Context,
    /,
    banks: tuple[str, ...],
    form: str,
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    article: Path | None,
) -> None:
    """Say what is wrong or weak in each BANK, and where.

    BANK is a file, or the name of one in ./question_banks. Without it all banks there are
    checked. Errors keep a worksheet from being printed; advice is about writing questions,
    and follows rules that docs/checking.md explains. Options marked * may be given several
    times.

    \b
    Examples:
      quizgen check
      quizgen check my-bank --strict
      quizgen check --ignore negative-stem --format github
    """  # noqa: D301 - click reads the \b
    from quizgen.checking import check_bank

    found = _found(ctx, banks, article)
    rules = _rules(ctx, select, ignore)
    checked = [check_bank(bank.path, rules, article) for bank in found]
    _report(checked, form)
    failing = ("error", "advice") if strict else ("error",)
    ctx.exit(int(any(bank.count(severity) for bank in checked for severity in failing)))


def _found(
    ctx: click.Context, banks: tuple[str, ...], article: Path | None
) -> "list[FoundBank]":
    from quizgen.finding import find_banks

    try:
        found = find_banks(banks, Path())
    except QuizgenError as error:
        raise click.UsageError(str(error), ctx) from error
    if article and len(found) > 1:
        raise click.UsageError("--article goes with one bank; name the bank it is for.", ctx)
    return found


def _rules(
    ctx: click.Context, select: tuple[str, ...], ignore: tuple[str, ...]
) -> "tuple[Rule, ...]":
    from quizgen.checking import chosen_rules

    try:
        return chosen_rules(select, ignore)
    except QuizgenError as error:
        raise click.UsageError(str(error), ctx) from error


def _report(checked: "list[Checked]", form: str) -> None:
    from quizgen.findings_report import FORMATS

    width = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else 0
    # https://no-color.org: any value but the empty one; click leaves colours to terminals.
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(FORMATS[form](checked, width), color=colour)
