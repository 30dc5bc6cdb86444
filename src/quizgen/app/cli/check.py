"""quizgen check: what is wrong or weak in banks."""

import gc
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.app.cli.common import refuse_beside, row
from quizgen.app.cli.streams import say
from quizgen.base.choices import REPORT_FORMATS, ReportFormat
from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError, for_shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizgen.authoring.blind_reading import Asked
    from quizgen.authoring.check import Checked
    from quizgen.authoring.rules.rules import Rule
    from quizgen.bank.find import FoundBank

BESIDE_STRESS = {"banks", "article", "stress"}
BESIDE_BLIND = {"banks", "blind"}


@click.command()
@click.argument("banks", nargs=-1, metavar="[BANK]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(REPORT_FORMATS),
    default="text",
    show_default=True,
    help="For people, for programs, or for GitHub's pages.",
)
@click.option("--strict", is_flag=True, help="End with status 1 if there is advice, too.")
@click.option("--select", multiple=True, metavar="RULE", help="Only the advice of this rule. *")
@click.option("--ignore", multiple=True, metavar="RULE", help="No advice of this rule. *")
@click.option("--pedantic", is_flag=True, help="Also the advice that is often wrong.")
@click.option("--watch", is_flag=True, help="Check again whenever a bank or its text is saved.")
@click.option(
    "--article",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The article's text. [default: the one beside the bank]",
)
@click.option(
    "--stress",
    metavar="N",
    type=click.IntRange(min=1),
    help="Instead of advice: plan and typeset N versions, and report what holds.",
)
@click.option(
    "--blind",
    multiple=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Instead of advice: write a sheet to answer without the article, or read it back. *",
)
@click.pass_context
def check(
    ctx: click.Context,
    /,
    banks: tuple[str, ...],
    form: ReportFormat,
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    pedantic: bool,
    watch: bool,
    article: Path | None,
    stress: int | None,
    blind: tuple[Path, ...],
) -> None:
    """Report what is wrong or weak in each BANK, and where.

    BANK is a file, or the name of one in ./question_banks. Without it all banks there are
    checked. Errors keep a worksheet from being printed. Advice is about writing questions;
    docs/checking.md explains its rules. Options marked * may be given several times.

    \b
    Examples:
      quizgen check
      quizgen check my-bank --strict
      quizgen check my-bank --watch
      quizgen check --ignore negative-stem --format github
      quizgen check my-bank --stress 50
      quizgen check my-bank --blind sheet.txt
    """  # noqa: D301 - click reads the \b
    if blind:
        why = "--blind asks what is known without the article and gives no advice"
        refuse_beside(ctx, BESIDE_BLIND, why)
        _read_blind(ctx, banks, blind)
        return
    if stress is not None:
        why = "--stress tries how a bank prints and gives no advice"
        refuse_beside(ctx, BESIDE_STRESS, why)
        gc.enable()  # every plan is dropped before the next is made
        found = _found(ctx, banks, article)
        broken = [_is_broken(bank, article, stress) for bank in found]
        ctx.exit(int(any(broken)))
    if watch and form != "text":
        raise click.UsageError(f"--watch writes text, not --format {form}.", ctx)
    found = _found(ctx, banks, article)
    rules = _rules(ctx, select, ignore, pedantic=pedantic)
    checker = _Checker(found if banks else None, rules, article, form)
    if watch:
        with suppress(KeyboardInterrupt):
            checker.watch()
    else:
        checker.check()
    failing = ("error", "advice") if strict else ("error",)
    ctx.exit(int(any(bank.count(level) for bank in checker.checked for level in failing)))


def _is_broken(bank: "FoundBank", article: Path | None, versions: int) -> bool:
    """Report on many versions of a bank; return whether a law was broken."""
    from quizgen.authoring.stress import stress
    from quizgen.authoring.stress_report import printed_again, report
    from quizgen.base.progress import ProgressLine

    note = ", which comes with quizgen" if bank.shipped else ""
    say(row("Bank", f"{bank.path.name if note else bank.path}{note}"))
    try:
        with ProgressLine() as progress:
            stressed = stress(bank.path, article, versions, Path(), progress)
    except QuizgenError as error:  # the next bank is tried anyway
        say(f"{error}\n", err=True)
        return True
    for head, text in report(stressed):
        say(row(head, text))
    is_near = bank.path.parent == Path("question_banks")
    name = bank.path.stem if is_near else str(bank.path)
    command = "quizgen make" + ("" if bank.shipped else f" {for_shell(name)}")
    command += f" --article {for_shell(str(article))}" if article else ""
    # Not wrapped, so that it can be copied.
    say(f"Print again {printed_again(stressed, command)}\n")
    return stressed.is_broken


def _read_blind(ctx: click.Context, banks: tuple[str, ...], files: tuple[Path, ...]) -> None:
    """Write a sheet where the only file is not there yet; else report what readers knew."""
    from quizgen.authoring.blind_reading import (
        altogether,
        asked,
        known,
        read_files,
        report,
        table,
    )
    from quizgen.bank.load import load_bank

    found = _found(ctx, banks, None)
    if len(found) > 1:
        raise click.UsageError("--blind goes with one bank; name the bank it is for.", ctx)
    questions = asked(load_bank(found[0].path).bank)
    if not questions:
        raise QuizgenError(
            f"{found[0].path.name} has no choice question with one right option."
        )
    if len(files) == 1 and not files[0].exists():
        _write_sheet(files[0], questions)
        return
    readers = read_files(files, questions)
    each = known(questions, readers)
    if not each:
        say("Nothing is answered yet: write a letter behind each name, below 'Answers'.")
        return
    bank = altogether(found[0].path.stem, each)
    say(row("Bank", f"{found[0].path.name}, {len(each)} of {len(questions)} choice questions"))
    for head, text in report(bank, each, sum(map(bool, readers))):
        say(row(head, text))
    say("\nKnown without the article, 0 % being chance:")
    for line in table(each):
        say(f"  {line}")


def _write_sheet(file: Path, questions: "Sequence[Asked]") -> None:
    from quizgen.authoring.blind_reading import sheet
    from quizgen.base.files import replacing
    from quizgen.base.words import counted

    with replacing(file.parent) as batch, batch.create(file) as stream:
        stream.write(sheet(questions).encode())
    say(row("Sheet", f"{file}, {counted(len(questions), 'choice question')}"))
    say(row("Next", "Let somebody who has not read the article answer them in a copy of it."))
    say(row("", "Then run the same command with the copies, --blind before each."))


def _found(
    ctx: click.Context, banks: tuple[str, ...], article: Path | None
) -> "list[FoundBank]":
    from quizgen.bank.find import find_banks

    try:
        found = find_banks(banks, Path(), "check")
    except QuizgenError as error:
        raise click.UsageError(str(error), ctx) from error
    if article and len(found) > 1:
        raise click.UsageError("--article goes with one bank; name the bank it is for.", ctx)
    return found


def _rules(
    ctx: click.Context, select: tuple[str, ...], ignore: tuple[str, ...], *, pedantic: bool
) -> "tuple[Rule, ...]":
    from quizgen.authoring.check import chosen_rules

    try:
        return chosen_rules(select, ignore, pedantic=pedantic)
    except QuizgenError as error:
        raise click.UsageError(str(error), ctx) from error


@dataclass
class _Checker:
    """Checks the banks given, or all that exist at that moment, and shows what it finds."""

    banks: "list[FoundBank] | None"
    rules: "tuple[Rule, ...]"
    article: Path | None
    form: ReportFormat
    checked: "list[Checked]" = field(default_factory=list)

    def paths(self) -> list[Path]:
        from quizgen.bank.find import find_banks

        banks = find_banks((), Path(), "check") if self.banks is None else self.banks
        return [bank.path for bank in banks]

    def check(self) -> None:
        from quizgen.authoring.check import check_bank

        self.checked = [check_bank(path, self.rules, self.article) for path in self.paths()]
        _report(self.checked, self.form)

    def watch(self) -> None:
        """Check again after every change, until the user stops it."""
        gc.enable()  # this may go on for hours
        from quizgen.base.watch_files import Folders, changes, folders_of, look_again

        given = [self.article] if self.article else []
        folders = folders_of([*self.paths(), *given])

        def look() -> Folders:
            click.clear()  # on a terminal only
            try:
                self.check()
            except QuizgenError as error:  # the last bank was deleted
                say(error)
                return folders
            click.echo("Watching; press Ctrl-C to stop.")
            read = [bank.article for bank in self.checked if bank.article]
            return folders_of([*self.paths(), *read, *given])

        look_again(look, folders, changes)


def _report(checked: "list[Checked]", form: ReportFormat) -> None:
    from quizgen.authoring.check_report import FORMATS

    width = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else 0
    # https://no-color.org: any value but the empty one; click leaves colours to terminals.
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(FORMATS[form](checked, width), color=colour)
