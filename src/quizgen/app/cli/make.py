"""quizgen make: worksheets and answer keys."""

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizgen.app.cli.common import one_bank, refuse_beside
from quizgen.app.cli.headed_command import HeadedCommand, names_of
from quizgen.app.cli.make_options import MakeOptions, Output
from quizgen.app.cli.make_params import FILES, HEADINGS, LARGE_RUNS
from quizgen.app.cli.streams import say
from quizgen.base.errors import QuizgenError
from quizgen.base.signals import stoppable
from quizgen.base.words import counted

if TYPE_CHECKING:
    from quizgen.bank.find import FoundBank
    from quizgen.plan.model import Plan
    from quizgen.printing.make import Printed
    from quizgen.printing.pdf.layout_process import Compositor

BESIDE_PLAN = {"show_settings", "answer_sheet"} | names_of(FILES) | names_of(LARGE_RUNS)
"""The options that say nothing of what a plan has decided, and one that may agree with it."""

Planned = tuple["Plan", str, tuple[str, ...]]
"""A plan, where it came from, and warnings about it."""


@click.command(cls=HeadedCommand, headings=HEADINGS)
@click.argument("bank", required=False)
@click.pass_context
def make(ctx: click.Context, /, **params: Any) -> None:
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
    options = MakeOptions.of(params)
    output = options.output
    if options.plan_file:
        refuse_beside(ctx, BESIDE_PLAN, "--plan prints an earlier run as it was")
        if output.watch:
            raise click.UsageError("--watch needs a bank: a plan does not change.")
    elif output.only or output.add_student:
        raise click.UsageError("--only and --add-student need the run's plan: --plan FILE.")
    if output.only_page and not output.only:
        raise click.UsageError("--only-page is that of a sheet: --only SHEET.")
    if output.seat and not output.add_student:
        raise click.UsageError("--seat is that of a student who is added: --add-student NAME.")
    if options.show_settings:
        say(_settings(options))
    elif output.watch:
        _watch(options.with_seed())
    else:
        _make(options)


def _watch(options: MakeOptions) -> None:
    """Print again after each change of the bank, its text or the class, until stopped."""
    from quizgen.base.watch_files import Folders, changes, folders_of, look_again

    gc.enable()  # this may go on for hours
    bank = one_bank(options.bank, "make").path
    files = (bank, options.texts.article, options.versions.roster)
    folders = folders_of(filter(None, files))
    wanted = [options]

    def look() -> Folders:
        click.clear()  # on a terminal only
        try:
            _make(wanted[0])
            wanted[0] = options.again()
        except QuizgenError as error:
            say(error, err=True)
        click.echo("Watching; press Ctrl-C to stop.")
        return folders

    look_again(look, folders, changes)


def _make(options: MakeOptions) -> None:
    """Plan and print, and report what was printed."""
    from quizgen.printing.html.template_folders import likely_styles
    from quizgen.printing.pdf.layout_process import compositor_for, cores

    with stoppable("Nothing was written; the old files stay as they were."):
        path, planned = _planner(options)
        jobs = options.output.jobs or cores()
        # The layout process loads its libraries while this one reads the bank.
        with compositor_for(path, jobs, likely_styles(Path())) as layout_process:
            plan, source, warnings = planned()
            printed = _print(path, plan, options.output, jobs, layout_process)
    for warning in (*warnings, *printed.warnings):
        say(f"Warning: {warning}", err=True)
    _report(plan, printed, source)
    if options.output.show:
        _open(printed)


def _print(
    path: Path, plan: "Plan", output: Output, jobs: int, layout_process: "Compositor | None"
) -> "Printed":
    from quizgen.app.api import print_files
    from quizgen.base.progress import ProgressLine
    from quizgen.printing.bank_lines import errors_at_lines

    with errors_at_lines(path, plan), ProgressLine() as progress:
        return print_files(
            plan,
            output.output,
            output.print_request(jobs),
            progress=progress,
            layout_process=layout_process,
        )


def _report(plan: "Plan", printed: "Printed", source: str) -> None:
    from quizgen.app.cli.summary import summary

    say(summary(plan, printed, source))


def _open(printed: "Printed") -> None:
    """Show the PDFs in the programs that the system has for them."""
    for file in printed.files:
        if file.pages:
            click.launch(str(file.path))


def _planner(options: MakeOptions) -> tuple[Path, Callable[[], Planned]]:
    """Return the file with which a run begins, and a function that makes its plan."""
    if options.plan_file:
        return options.plan_file, partial(_saved_plan, options.plan_file, options)
    found = one_bank(options.bank, "make")
    return found.path, partial(_new_plan, found, options)


def _read_plan(path: Path, options: MakeOptions) -> "Plan":
    """Return the plan of a run that was printed with answer sheets, or without, as is asked."""
    from quizgen.app.api import read_plan

    plan, wanted = read_plan(path), options.settings.answer_sheet
    if wanted is not None and wanted != plan.settings.answer_sheet:
        had, option = ("without", "--answer-sheet") if wanted else ("with", "--no-answer-sheet")
        raise QuizgenError(
            f"{path} was printed {had} answer sheets, and --plan prints a run as it was. Leave "
            f"{option} out, or print a new run with it: quizgen make BANK {option}"
        )
    return plan


def _saved_plan(path: Path, options: MakeOptions) -> Planned:
    from quizgen.app.api import add_student, only_sheets

    plan, output = _read_plan(path, options), options.output
    if output.add_student:
        plan = add_student(plan, output.add_student, output.seat)
    if output.only:
        plan = only_sheets(plan, output.only)
    return plan, f"{plan.bank.file}, as planned in {path}", ()


def _new_plan(found: "FoundBank", options: MakeOptions) -> Planned:
    from quizgen.app.api import plan_run
    from quizgen.plan.kept_runs import taken_by
    from quizgen.printing.pdf.layout_process import cores
    from quizgen.printing.prepare import ClassRequest

    roster, versions = options.versions.roster, options.versions.versions
    plan = partial(
        plan_run,
        found.path,
        passage=options.texts.passage_request(),
        students=ClassRequest(roster, versions) if roster else None,
        settings=options.settings.given,
        jobs=options.output.jobs or cores(),
    )
    prepared = plan(options.request())
    while options.versions.seed is None and taken_by(prepared.plan, options.output.output):
        prepared = plan(options.request())  # another seed
    note = f"{found.path.name}, which comes with quizgen" if found.shipped else str(found.path)
    size = counted(prepared.bank_size, "question")
    return prepared.plan, f"{note} ({size})", prepared.warnings


def _settings(options: MakeOptions) -> str:
    """Return the page settings of a bank or of a plan, and where each comes from."""
    from quizgen.printing.resolve_settings import (
        planned_settings,
        settings_table,
        shown_settings,
    )

    if options.plan_file:
        plan = _read_plan(options.plan_file, options)
        resolved = planned_settings(plan.settings, str(options.plan_file))
        return settings_table(resolved, ("language", plan.language, str(options.plan_file)))
    path = one_bank(options.bank, "make").path
    return shown_settings(options.settings.given, path, Path(), options.request())
