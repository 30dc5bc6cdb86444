"""The commands, and nothing behind them: options are read here and handed on."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizgen import __version__
from quizgen.app.cli.check import (
    check,
    choose_bank,
    counted_questions,
    init,
    is_terminal,
    new,
    schema,
    show,
)
from quizgen.app.cli.print_options import print_options, typed_settings
from quizgen.app.cli.templates import templates
from quizgen.base.errors import BankError, QuizgenError, RosterError, SettingsError
from quizgen.base.signals import StoppedError, stoppable
from quizgen.printing.pdf.layout_process import compositor_for, cores

if TYPE_CHECKING:
    from quizgen.bank.find import FoundBank
    from quizgen.plan.model import Plan
    from quizgen.printing.make import Printed, Wanted
    from quizgen.printing.split_files import Parted


WRONG = {BankError: "bank", RosterError: "roster", SettingsError: "settings"}
"""What the problems of an error are in."""


class FriendlyGroup(click.Group):
    """Shows a QuizgenError as plain text; any other exception keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a failure that the user can mend ends it with status 1."""
        try:
            with stoppable():
                _refuse_deleted_folder()
                return super().invoke(ctx)
        except StoppedError as stopped:
            click.echo(stopped, err=True)
            ctx.exit(stopped.status)
        except (BankError, RosterError, SettingsError) as error:
            # The lines stand by themselves, so that an editor can jump to each of them.
            click.echo(error, err=True)
            count = len(error.problems)
            number = "One problem" if count == 1 else f"{count} problems"
            where = WRONG[type(error)]
            click.echo(f"{number} in the {where}. Nothing was printed.", err=True)
            ctx.exit(1)
        except QuizgenError as error:
            raise click.ClickException(str(error)) from error


def _refuse_deleted_folder() -> None:
    """Refuse to work in a folder that is no more, before anything looks for it."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise QuizgenError(
            "The folder you are in was deleted or moved. Go into another one and try again."
        ) from None


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quizgen")
def main() -> None:
    """Print reading-comprehension worksheets and answer keys from a question bank."""


main.add_command(check)
main.add_command(init)
main.add_command(new)
main.add_command(schema)
main.add_command(show)
main.add_command(templates)


def _blueprint(ctx: click.Context, param: click.Parameter, value: str | None) -> Any:
    if value is None:
        return ()
    from quizgen.plan.request import parse_blueprint

    try:
        return parse_blueprint(value)
    except QuizgenError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def _sections(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> Any:
    if not values:
        return ()
    from quizgen.plan.request import parse_section

    try:
        return tuple(map(parse_section, values))
    except QuizgenError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def _order(ctx: click.Context, param: click.Parameter, kept: bool) -> bool:
    """Let --keep-order stand for --order bank."""
    if kept and ctx.params.get("order") not in (None, "bank"):
        raise click.BadParameter("it cannot be combined with another --order", ctx, param)
    return kept


@main.command()
@click.argument("bank", required=False)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    metavar="N",
    help="Questions on each worksheet. [default: 10, or the whole bank if it is smaller]",
)
@click.option(
    "--versions",
    type=click.IntRange(min=1),
    metavar="V",
    help="Different arrangements A, B, C … of the same questions. [default: 1, or with "
    "--roster one for each student]",
)
@click.option(
    "--roster",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A class, as CSV or XLSX: one paper for each student.",
)
@click.option("--seed", metavar="TEXT", help="The same seed prints the same papers.")
@click.option(
    "--blueprint",
    callback=_blueprint,
    metavar="SKILL=N,…",
    help="How many questions of each skill: main_argument=3,evidence=4.",
)
@click.option("--skill", "skills", multiple=True, help="Only questions of this skill. *")
@click.option(
    "--difficulty",
    "difficulties",
    multiple=True,
    type=click.Choice(["easy", "medium", "hard"]),
    help="Only questions this difficult. *",
)
@click.option(
    "--type", "types", multiple=True, help="Only questions of this type: multiple_choice … *"
)
@click.option("--include", multiple=True, metavar="ID", help="Print this question anyway. *")
@click.option("--exclude", multiple=True, metavar="ID", help="Leave this question out. *")
@click.option(
    "--section",
    "sections",
    multiple=True,
    callback=_sections,
    metavar="TEXT",
    help='A part with its own heading and draw: "Part 1: skill=main_argument count=4". In '
    "place of the bank's sections. *",
)
@click.option(
    "--draw",
    type=click.Choice(["once", "each"]),
    default="once",
    show_default=True,
    help="Draw questions once for all versions, or for each version its own.",
)
@click.option(
    "--order",
    type=click.Choice(["shuffled", "bank", "passage", "difficulty"]),
    is_eager=True,
    help="The order of the questions. [default: the bank's, or else shuffled]",
)
@click.option("--keep-order", is_flag=True, callback=_order, help="The same as --order bank.")
@click.option(
    "--keep-options",
    is_flag=True,
    help="Distractors in the bank's order, the same in every version.",
)
@click.option("--title", help="The worksheet's title. [default: the bank's]")
@click.option(
    "--language",
    metavar="CODE",
    help="The language of printed words: en, es, fr, de, pt, zh, ja, ko, ar, he, uk, vi. "
    "[default: the bank's]",
)
@click.option(
    "--article",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The article's text. [default: the one beside the bank]",
)
@click.option(
    "--passage",
    type=click.Choice(["before", "separate", "none"]),
    help="The article before the questions, as a PDF of its own, or not at all. "
    "[default: before, where its text is there]",
)
@click.option("--line-numbers", is_flag=True, help="Number every fifth line of the passage.")
@click.option("--hyphenate", is_flag=True, help="Hyphenate the passage.")
@click.option(
    "--draft",
    is_flag=True,
    help="Print even where a quotation is not in the article, with Draft on every page.",
)
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Print an earlier run again from its plan.",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    default=Path("worksheets"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go.",
)
@click.option("--html", is_flag=True, help="Worksheets to answer on a screen, too.")
@click.option(
    "--verify", is_flag=True, help="Read the worksheets back, however many. [default: up to 50]"
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="So many processes make very many papers. [default: the processors]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Print on a Dask cluster: the address of its scheduler.",
)
@click.option("--seating", is_flag=True, help="Print who sits where, with which version.")
@click.option("--split", is_flag=True, help="A file for each student or version.")
@click.option("--zip", "zipped", is_flag=True, help="The same files in one zip file.")
@click.option("--open", "show", is_flag=True, help="Show the PDFs when they are done.")
@print_options
@click.option(
    "--show-settings", is_flag=True, help="Say how pages would be set, and why; print nothing."
)
@click.pass_context
def make(
    ctx: click.Context,
    /,
    bank: str | None,
    plan_file: Path | None,
    output: Path,
    html: bool,
    verify: bool,
    show: bool,
    show_settings: bool,
    seating: bool,
    split: bool,
    zipped: bool,
    jobs: int | None,
    scheduler: str | None,
    **wishes: Any,
) -> None:
    """Print worksheets and answer keys from BANK.

    BANK is a file, or the name of one in ./question_banks. Without it the only bank there
    is used. Options marked * may be given several times.

    \b
    Examples:
      quizgen make --count 10
      quizgen make my-bank --versions 4 --seed spring
      quizgen make --blueprint main_argument=3,evidence=4 --paper a4
      quizgen make --plan worksheets/my-bank-plan.json
    """  # noqa: D301 - click reads the \b
    # What a run makes is kept to its end: looking for what may be dropped costs a tenth of it.
    gc.disable()
    ctx.call_on_close(_keep_all)
    typed = typed_settings(wishes)
    if plan_file:
        _refuse_with_plan(ctx)
    if show_settings:
        click.echo(_settings(bank, plan_file, typed, wishes["language"]))
        return
    jobs = jobs or cores()
    with stoppable("Nothing was written; the old files stay as they were."):
        path, planned = _planner(bank, plan_file, wishes, typed)
        with compositor_for(path, jobs) as compositor:
            plan, source, warnings = planned()
            wanted = _wanted(
                html=html, verify=verify, seating=seating, split=split, zipped=zipped
            )
            wanted = replace(wanted, jobs=jobs, scheduler=scheduler, compositor=compositor)
            printed = _print(plan, output, wanted)
    from quizgen.app.cli.summary import summary

    for warning in (*warnings, *printed.warnings):
        click.echo(f"Warning: {warning}", err=True)
    click.echo(summary(plan, printed, source))
    if show:
        for file in printed.files:
            if file.pages:
                click.launch(str(file.path))


def _keep_all() -> None:
    """Look for garbage again, but not among what a run has made: it ends with the process."""
    gc.freeze()
    gc.enable()


def _refuse_with_plan(ctx: click.Context) -> None:
    """Refuse wishes beside a plan: it decides everything, and they would be ignored."""
    free = {"plan_file", "output", "html", "verify", "show", "show_settings"}
    free |= {"seating", "split", "zipped", "jobs", "scheduler"}
    given = [
        param
        for param in ctx.command.params
        if param.name not in free
        and ctx.get_parameter_source(str(param.name)) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        names = ", ".join(
            param.opts[0] if param.opts[0][0] == "-" else "BANK" for param in given
        )
        raise click.UsageError(
            f"--plan prints an earlier run as it was; it cannot be combined with {names}.", ctx
        )


Planned = tuple["Plan", str, tuple[str, ...]]
"""A plan, where it came from, and warnings about it."""


def _planner(
    bank: str | None, plan_file: Path | None, wishes: dict[str, Any], typed: dict[str, Any]
) -> tuple[Path, Callable[[], Planned]]:
    """Return the file with which a run begins, and what makes its plan."""
    if plan_file:
        return plan_file, partial(_saved_plan, plan_file)
    found = _found(bank)
    return found.path, partial(_new_plan, found, wishes, typed)


def _saved_plan(path: Path) -> Planned:
    from quizgen.plan.read import load_plan

    plan = load_plan(path)
    return plan, f"{plan.bank.file}, as planned in {path}", ()


def _found(name: str | None) -> "FoundBank":
    from quizgen.bank.find import find_bank

    return find_bank(name, Path(), choose_bank if is_terminal() else None)


def _new_plan(found: "FoundBank", wishes: dict[str, Any], typed: dict[str, Any]) -> Planned:
    from quizgen.plan.request import Request, new_seed
    from quizgen.printing.prepare import PassageWish, prepare, read_class

    passage = PassageWish(
        wishes.pop("article"),
        wishes.pop("passage"),
        wishes.pop("line_numbers"),
        wishes.pop("hyphenate"),
        wishes.pop("draft"),
    )
    if wishes.pop("keep_order"):
        wishes["order"] = "bank"
    wishes["draw_each"] = wishes.pop("draw") == "each"
    seed, versions, roster = (wishes.pop(each) for each in ("seed", "versions", "roster"))
    seed = new_seed() if seed is None else seed
    students = read_class(roster, versions, seed) if roster else None
    count = students.versions if students else versions or 1
    request = Request(seed=seed, versions=count, **wishes)
    prepared = prepare(found.path, request, passage, typed, Path(), students)
    note = f"{found.path.name}, which comes with quizgen" if found.shipped else str(found.path)
    return prepared.plan, f"{note} ({counted_questions(prepared.bank_size)})", prepared.warnings


def _settings(
    name: str | None, plan_file: Path | None, typed: dict[str, Any], language: str | None
) -> str:
    """Return how the pages of a bank or of a plan are set, and why."""
    from quizgen.plan.read import load_plan
    from quizgen.printing.resolve_settings import (
        planned_settings,
        settings_table,
        shown_settings,
    )

    if plan_file:
        plan = load_plan(plan_file)
        settled = planned_settings(plan.settings, str(plan_file))
        return settings_table(settled, ("language", plan.language, str(plan_file)))
    return shown_settings(typed, _found(name).path, Path(), language)


def _wanted(*, html: bool, verify: bool, seating: bool, split: bool, zipped: bool) -> "Wanted":
    from quizgen.printing.html.template_folders import SCREEN, page_folders
    from quizgen.printing.make import Wanted
    from quizgen.printing.pdf.plate_cache import user_store

    screen = page_folders(Path(), SCREEN) if html else None
    parted: Parted | None = "zip" if zipped else "folder" if split else None
    return Wanted(screen, verify, seating, parted, user_store())


def _print(plan: "Plan", output: Path, wanted: "Wanted") -> "Printed":
    from quizgen.base.progress import ProgressLine
    from quizgen.printing.make import print_plan
    from quizgen.printing.resolve_settings import folders_of

    with ProgressLine() as progress:
        name, templates = Path(plan.bank.file).stem, folders_of(plan.settings, Path())
        return print_plan(plan, name, output, templates, progress, wanted)


@main.command()
@click.argument("code")
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan of the run. [default: the one in ./worksheets that the code fits]",
)
def key(code: str, plan_file: Path | None) -> None:
    """Show the key of the sheet with CODE.

    CODE stands at the foot of the sheet. Small letters and missing hyphens do not matter;
    a character that was mistyped is noticed.

    \b
    Examples:
      quizgen key 4K7Z-A-B
      quizgen key 4k7zab --plan worksheets/my-bank-plan.json
    """  # noqa: D301 - click reads the \b
    from quizgen.grading.sheet_key import find_sheet, key_text

    found = find_sheet(code, plan_file, Path())
    for warning in found.warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo(key_text(found))
