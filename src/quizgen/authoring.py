"""The commands for writing banks; like those of cli, they read options and hand them on."""

import os
import shutil
import sys
from contextlib import suppress
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
@click.option("--watch", is_flag=True, help="Check again whenever a bank or its text is saved.")
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
    watch: bool,
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
      quizgen check my-bank --watch
      quizgen check --ignore negative-stem --format github
    """  # noqa: D301 - click reads the \b
    from quizgen.checking import check_bank

    if watch and form != "text":
        raise click.UsageError(f"--watch writes text, not --format {form}.", ctx)
    found = _found(ctx, banks, article)
    rules = _rules(ctx, select, ignore)
    if watch:
        _watch(found, banks, rules, article)
        return
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


def _watch(
    found: "list[FoundBank]",
    names: tuple[str, ...],
    rules: "tuple[Rule, ...]",
    article: Path | None,
) -> None:
    """Check whenever something changes; without names, whatever banks there are by then."""
    from quizgen.checking import check_bank
    from quizgen.finding import find_banks
    from quizgen.watching import Folders, changes, folders_of, look_again

    def paths() -> list[Path]:
        return [bank.path for bank in (found if names else find_banks((), Path()))]

    def look() -> Folders:
        try:
            checked = [check_bank(path, rules, article) for path in paths()]
        except QuizgenError as error:  # the last bank is gone
            click.echo(error)
            return folders
        if sys.stdout.isatty():
            click.clear()
        _report(checked, "text")
        click.echo("Watching; press Ctrl-C to stop.")
        read = [path for bank in checked for path in (bank.path, bank.article) if path]
        return folders_of([*read, *given])

    given = [article] if article else []
    folders = folders_of([*paths(), *given])
    with suppress(KeyboardInterrupt):
        look_again(look, folders, changes)


def _report(checked: "list[Checked]", form: str) -> None:
    from quizgen.findings_report import FORMATS

    width = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else 0
    # https://no-color.org: any value but the empty one; click leaves colours to terminals.
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(FORMATS[form](checked, width), color=colour)
