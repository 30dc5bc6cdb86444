"""The commands for writing banks; like those of cli, they read options and hand them on."""

import gc
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from quizgen.base.errors import QuizgenError, did_you_mean, for_shell

if TYPE_CHECKING:
    from rich.console import RenderableType

    from quizgen.authoring.check import Checked
    from quizgen.authoring.review_page import Reviewed
    from quizgen.authoring.rules.rules import Rule
    from quizgen.authoring.start import Furnished, Started
    from quizgen.bank.find import FoundBank
    from quizgen.bank.load import LoadedBank


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
@click.option(
    "--stress",
    metavar="N",
    type=click.IntRange(min=1),
    help="In place of advice: plan and typeset N versions, and say what holds.",
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
    stress: int | None,
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
      quizgen check my-bank --stress 50
    """  # noqa: D301 - click reads the \b
    if stress is not None:
        _refuse_with_stress(ctx)
        found = _found(ctx, banks, article)
        broken = [_is_broken(bank, article, stress) for bank in found]
        ctx.exit(int(any(broken)))
    if watch and form != "text":
        raise click.UsageError(f"--watch writes text, not --format {form}.", ctx)
    found = _found(ctx, banks, article)
    checker = _Checker(found if banks else None, _rules(ctx, select, ignore), article, form)
    if watch:
        with suppress(KeyboardInterrupt):
            checker.watch()
    else:
        gc.disable()  # what is read is kept to the end
        ctx.call_on_close(gc.enable)
        checker.check()
    failing = ("error", "advice") if strict else ("error",)
    ctx.exit(int(any(bank.count(level) for bank in checker.checked for level in failing)))


def _refuse_with_stress(ctx: click.Context) -> None:
    """Refuse what is about advice: nothing of it would come of it."""
    free = {"banks", "article", "stress"}
    given = [
        param.opts[0]
        for param in ctx.command.params
        if param.name not in free
        and ctx.get_parameter_source(str(param.name)) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(
            f"--stress tries how a bank prints and gives no advice; it cannot be combined with "
            f"{', '.join(given)}.",
            ctx,
        )


def _is_broken(bank: "FoundBank", article: Path | None, versions: int) -> bool:
    """Say what came of many versions of a bank; return whether it cannot be relied on."""
    from quizgen.authoring.stress import printed_again, report, stress
    from quizgen.base.progress import ProgressLine

    note = ", which comes with quizgen" if bank.shipped else ""
    click.echo(_row("Bank", f"{bank.path.name if note else bank.path}{note}"))
    try:
        with ProgressLine() as progress:
            stressed = stress(bank.path, article, versions, Path(), progress)
    except QuizgenError as error:  # the next bank is tried all the same
        click.echo(f"{error}\n", err=True)
        return True
    for head, text in report(stressed):
        click.echo(_row(head, text))
    is_near = bank.path.parent == Path("question_banks")
    name = bank.path.stem if is_near else str(bank.path)
    command = "quizgen make" + ("" if bank.shipped else f" {for_shell(name)}")
    command += f" --article {for_shell(str(article))}" if article else ""
    # Not wrapped: it is to be copied.
    click.echo(f"Print again {printed_again(stressed, command)}\n")
    return stressed.is_broken


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
    ctx: click.Context, select: tuple[str, ...], ignore: tuple[str, ...]
) -> "tuple[Rule, ...]":
    from quizgen.authoring.check import chosen_rules

    try:
        return chosen_rules(select, ignore)
    except QuizgenError as error:
        raise click.UsageError(str(error), ctx) from error


@dataclass
class _Checker:
    """Checks banks, those given or all there are by then, and shows what it finds."""

    banks: "list[FoundBank] | None"
    rules: "tuple[Rule, ...]"
    article: Path | None
    form: str
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
        """Check again whenever something changes, until the user ends it."""
        from quizgen.base.watch_files import Folders, changes, folders_of, look_again

        given = [self.article] if self.article else []
        folders = folders_of([*self.paths(), *given])

        def look() -> Folders:
            click.clear()  # on a terminal only
            try:
                self.check()
            except QuizgenError as error:  # the last bank is gone
                click.echo(error)
                return folders
            click.echo("Watching; press Ctrl-C to stop.")
            read = [bank.article for bank in self.checked if bank.article]
            return folders_of([*self.paths(), *read, *given])

        look_again(look, folders, changes)


def _report(checked: "list[Checked]", form: str) -> None:
    from quizgen.authoring.check_report import FORMATS

    width = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else 0
    # https://no-color.org: any value but the empty one; click leaves colours to terminals.
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(FORMATS[form](checked, width), color=colour)


@click.command()
@click.argument("article", type=click.Path(path_type=Path))
@click.option(
    "--name", metavar="NAME", help="The bank's name. [default: the article's file name]"
)
@click.option(
    "--with-text", is_flag=True, help="Write the article's text beside the bank, cleaned."
)
def new(article: Path, name: str | None, *, with_text: bool) -> None:
    """Begin a bank for ARTICLE, a file that ends in .txt, .md, .docx or .html.

    It goes into ./question_banks: title, author and number of paragraphs, a map of the
    paragraphs, and for each skill examples of questions to fill in. No file is overwritten.

    \b
    Examples:
      quizgen new lighthouse.txt
      quizgen new saved-page.html --name lighthouse --with-text
    """  # noqa: D301 - click reads the \b
    from quizgen.authoring.start import FOLDER, start_bank

    click.echo(_begun(start_bank(article, name, Path(FOLDER), with_text=with_text)))


def _begun(started: "Started") -> str:
    """Say what was written, what was found, and what comes next."""
    article = started.article
    count = len(article.paragraphs)
    note = ", the last a note on the author" if article.note == count and count > 1 else ""
    lines = [
        ("Bank", str(started.bank)),
        ("Text", str(started.text or "")),
        ("Title", article.title or "not found: write it in the bank"),
        ("Author", article.author or "not found: write it in the bank"),
        ("Affiliation", article.affiliation or "not found"),
        ("Paragraphs", f"{count}{note}"),
        *(("Left out", str(left_out)) for left_out in article.left_out),
        *(("Look at", text) for text in (*article.unsure, *started.advice)),
        ("Next", f"Open {started.bank} and make questions of its examples."),
        ("", f"See what is left to do: quizgen check {started.bank.stem}"),
        ("", f"Print them: quizgen make {started.bank.stem}"),
    ]
    return "\n".join(_row(head, text) for head, text in lines if text)


def _row(head: str, text: str) -> str:
    """Return a line, or several where it is long, with a head on its left."""
    return "\n".join(
        wrap(
            text,
            80,
            initial_indent=f"{head:<11} ",
            subsequent_indent=" " * 12,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a folder to work in: DIR, or the one you are in.

    It gets question_banks/ with a bank to learn from and its article, a place for templates,
    and settings for editors and for git. What is there already stays as it is.

    \b
    Examples:
      quizgen init
      quizgen init english-9
    """  # noqa: D301 - click reads the \b
    from quizgen.authoring.start import furnish

    click.echo(_furnished(furnish(folder)))


def _furnished(done: "Furnished") -> str:
    """Say what was made and what was kept, and three steps to go on with."""
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


@click.command()
@click.option(
    "--line",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Only the line with which a bank in this folder begins, so that editors find it.",
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


@click.command()
@click.argument("bank", required=False)
@click.option(
    "--coverage", "is_map", is_flag=True, help="How many questions each paragraph has."
)
@click.option("--id", "name", metavar="ID", help="One question as it prints, with its key.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all of it to a page that a browser shows.",
)
@click.pass_context
def show(
    ctx: click.Context, /, bank: str | None, is_map: bool, name: str | None, page: Path | None
) -> None:
    """List the questions of BANK, or show one of them, or what they cover.

    BANK is a file, or the name of one in ./question_banks. Without it the only bank there
    is used.

    \b
    Examples:
      quizgen show my-bank
      quizgen show my-bank --coverage
      quizgen show my-bank --id main-claim
      quizgen show my-bank --html review.html
    """  # noqa: D301 - click reads the \b
    if sum([is_map, name is not None, page is not None]) > 1:
        raise click.UsageError("--coverage, --id and --html are for one at a time.", ctx)
    from quizgen.bank.load import load_bank

    loaded = load_bank(_one_bank(bank))
    if page is not None:
        _write_review(loaded, page)
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
    click.echo(f"Wrote {path}: {counted_questions(len(loaded.bank.questions))}, for review.")


def _print(view: "RenderableType") -> None:
    """Print a table: in colour on a terminal, and plain to a file or another program."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(view)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    click.echo("\n".join(lines), color=console.is_terminal)


def _one_bank(name: str | None) -> Path:
    from quizgen.bank.find import find_bank

    return find_bank(name, Path(), choose_bank if is_terminal() else None, "show").path


def is_terminal() -> bool:
    """Return whether somebody is there to answer a question."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def choose_bank(banks: Sequence[Path]) -> Path:
    """Ask which bank is meant."""
    click.echo("question_banks/ holds several banks:")
    for number, path in enumerate(banks, start=1):
        click.echo(f"  {number}  {path.stem}")
    number = click.prompt("Which one?", type=click.IntRange(1, len(banks)))
    return banks[number - 1]


def counted_questions(number: int) -> str:
    """Return how many questions there are, in words."""
    return "1 question" if number == 1 else f"{number} questions"
