"""quizgen grade: from marks or scans to results."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizgen.app.cli.common import row
from quizgen.app.cli.streams import say
from quizgen.base.words import counted

if TYPE_CHECKING:
    from quizgen.grading.grade import Graded
    from quizgen.grading.scan.batch import GradedPile

TABLES = (".csv", ".xlsx")
MOST_NAMED = 12


@click.command()
@click.argument(
    "papers", metavar="PAPERS...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--plan",
    "plan_files",
    metavar="FILE",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan of the run; several for scans of several runs. [default: in ./worksheets]",
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    help="The folder for the results.",
)
@click.option("--drop", metavar="ID", multiple=True, help="A question that does not count.")
@click.option(
    "--accept",
    metavar="ID=TEXT",
    multiple=True,
    help="An option that counts as right beside the key: its text, or CODE LETTER.",
)
@click.option(
    "--full-marks", metavar="ID", multiple=True, help="A question that all get the points for."
)
@click.option(
    "--returns", is_flag=True, help="Also a slip for each student: what to read again."
)
@click.option(
    "--marked-copies",
    is_flag=True,
    help="Also the scans as PDF, with ticks, the right letters and the points.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why; written into the results.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Worker processes that read scans. [default: number of CPUs]",
)
def grade(
    papers: tuple[Path, ...],
    plan_files: tuple[Path, ...],
    folder: Path,
    jobs: int | None,
    **options: Any,
) -> None:
    """Grade PAPERS: scans of answer sheets, or the table that quizgen mark wrote.

    Scans are PDFs, pictures (TIFF, PNG, JPEG, HEIC) or folders of them. What a scan leaves
    open is put on a page to decide, DIR/review.html; save its decisions.json into the folder,
    and grade again. A table beside scans counts for what is marked by hand.

    Each answer is scored by its question's own rule. Nothing is guessed: what is not decided,
    or an empty cell, waits, and a student with one has no total yet. The results hold
    students' names.

    \b
    Examples:
      quizgen grade marks.csv
      quizgen grade marks.csv --returns
      quizgen grade scans.pdf
      quizgen grade scans.pdf points.csv --drop museum --reason 'The article names two.'
    """  # noqa: D301 - click reads the \b
    marked_copies = options.pop("marked_copies")
    is_table = len(papers) == 1 and papers[0].suffix.casefold() in TABLES
    if is_table and len(plan_files) < 2:
        if marked_copies or jobs:
            raise click.UsageError("--marked-copies and --jobs are for scans.")
        _grade_table(papers[0], next(iter(plan_files), None), folder, options)
    else:
        options["marked_copies"] = marked_copies
        _grade_scans(papers, plan_files, folder, jobs, options)


def _grade_table(
    table: Path, plan_file: Path | None, folder: Path, options: dict[str, Any]
) -> None:
    from quizgen.app.api import find_plan, grade_marks

    _, plan = find_plan(plan_file)
    graded = grade_marks(plan, table, folder, **options)
    for warning in graded.warnings:
        say(f"Warning: {warning}", err=True)
    say(_rows(_summary(graded)))


def _grade_scans(
    papers: Sequence[Path],
    plan_files: Sequence[Path],
    folder: Path,
    jobs: int | None,
    options: dict[str, Any],
) -> None:
    from quizgen.app.api import find_plans, grade_scans
    from quizgen.base.progress import ProgressLine

    plans, warnings = find_plans(plan_files)
    for warning in warnings:
        say(f"Warning: {warning}", err=True)
    with ProgressLine() as progress:
        pile = grade_scans(plans, papers, folder, jobs=jobs, progress=progress, **options)
    for warning in pile.warnings:
        say(f"Warning: {warning}", err=True)
    for run in pile.runs:
        for warning in run.graded.warnings:
            say(f"Warning: {warning}", err=True)
    say(_rows(_pile_summary(pile)))


def _pile_summary(pile: "GradedPile") -> Iterator[tuple[str, str]]:
    """Yield what became of the pages, then of each run's papers."""
    fates = f"{pile.graded} graded, {pile.waiting} waiting, {pile.rejected} rejected"
    yield "Pages", f"{pile.pages}: {fates}"
    if pile.again:
        yield "", f"{pile.again} of them were read before"
    for run in pile.runs:
        if len(pile.runs) > 1:
            yield "Run", run.plan.code
        yield from _summary(run.graded)
    yield "Review", str(pile.review)
    if pile.waiting:
        decide = f"Open it and answer {counted(pile.questions, 'question')}"
        yield "Next", f"{decide}, save decisions.json beside it, and grade again"


def _summary(graded: "Graded") -> Iterator[tuple[str, str]]:
    """Yield how many papers were graded and wait, and what was written."""
    results = graded.results
    waiting = [result for result in results.results if result.waiting]
    yield (
        "Papers",
        f"{len(results.results)}: {len(results.marked)} graded, {len(waiting)} waiting",
    )
    for result in waiting[:MOST_NAMED]:
        numbers = ", ".join(map(str, result.waiting))
        who = result.paper.name or result.paper.code
        yield "Waiting", f"{who}: {numbers}"
    if len(waiting) > MOST_NAMED:
        yield "", f"and {counted(len(waiting) - MOST_NAMED, 'other paper')}"
    yield from (("Results", str(path)) for path in graded.files)


def _rows(lines: Iterator[tuple[str, str]]) -> str:
    return "\n".join(row(head, text) for head, text in lines)
