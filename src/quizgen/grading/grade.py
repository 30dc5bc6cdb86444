"""Grades the papers of a run, and writes what comes of it into a folder."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.base.file_names import file_names
from quizgen.base.files import read_whole, replacing
from quizgen.grading.marks_table import marks_csv, marks_workbook, read_marks
from quizgen.grading.results import (
    Results,
    canvas_csv,
    moodle_csv,
    results_csv,
    results_from,
    results_json,
    results_of,
    results_rows,
    results_workbook,
)
from quizgen.grading.score import Corrections
from quizgen.plan.kept_runs import runs_in
from quizgen.plan.model import Plan, dump_plan
from quizgen.plan.read import load_plan

PLAN_FILE, RESULTS_FILE = "plan.json", "results.json"
WRITTEN = (
    *(PLAN_FILE, RESULTS_FILE, "results.csv", "results.xlsx", "moodle.csv", "canvas.csv"),
    *("returns*.pdf", "report.html", "report.pdf"),
)
"""The names of what is written into a folder of results, as fnmatch takes them."""
MOST_BYTES = 200_000_000
"""Most bytes of a file of results: some ten thousand papers of a hundred questions."""
PLANS = Path("worksheets")
"""The folder that is searched for plans."""


@dataclass(frozen=True)
class Graded:
    """What was graded, where it was written, and warnings about it."""

    results: Results
    files: tuple[Path, ...]
    warnings: tuple[str, ...]


def find_plan(plan_file: Path | None, here: Path) -> tuple[Path, Plan]:
    """Return a plan and its file: the one named, or the only newest one in ./worksheets.

    Raises QuizgenError if there is none, or more than one.
    """
    if plan_file is not None:
        return plan_file, load_plan(here / plan_file)
    runs = [run for run in runs_in(here / PLANS) if not run.is_kept]
    if len(runs) == 1:
        path = runs[0].path.relative_to(here)
        return path, load_plan(here / path)
    if not runs:
        raise QuizgenError(f"There is no plan in {PLANS}. Name one with --plan FILE.")
    listed = ", ".join(f"{run.path.relative_to(here)} ({run.code})" for run in runs)
    raise QuizgenError(f"There are several plans: {listed}. Name one: --plan FILE.")


def find_plans(plan_files: Sequence[Path], here: Path) -> tuple[list[Plan], list[str]]:
    """Return the plans named, or all in ./worksheets that have answer sheets, and warnings.

    Those of earlier runs are among them. One that is damaged is warned of. Raises QuizgenError
    if none is left.
    """
    paths = [here / path for path in plan_files]
    paths = paths or [run.path for run in runs_in(here / PLANS)]
    found, problems = [], []
    for path in paths:
        try:
            found.append(load_plan(path))
        except QuizgenError as error:
            problems.append(error)
    if not plan_files:
        found = [plan for plan in found if plan.answer_sheets]
    if not found and problems:
        raise problems[0]
    if not found:
        raise QuizgenError(
            f"There is no plan with answer sheets in {PLANS}. Name one with --plan FILE, or "
            "print answer sheets: quizgen make --answer-sheet"
        )
    return found, [str(error) for error in problems]


def marks_table(plan: Plan, suffix: str) -> bytes:
    """Return the table that a teacher fills in, as CSV or XLSX by its file's ending."""
    return marks_workbook(plan) if suffix.casefold() == ".xlsx" else marks_csv(plan)


def write_marks_table(plan: Plan, path: Path) -> None:
    """Write the table that a teacher fills in, as CSV or XLSX by the file's ending.

    Raises QuizgenError if there is such a file already, which may be half filled in.
    """
    if path.suffix.casefold() not in (".csv", ".xlsx"):
        raise QuizgenError(f"{path}: a table of marks ends in .csv or .xlsx.")
    if path.exists():
        raise QuizgenError(f"{path} exists, and may have marks in it. Name another file.")
    data = marks_table(plan, path.suffix)
    with replacing(path.parent) as batch, batch.create(path) as file:
        file.write(data)


@dataclass(frozen=True)
class Slips:
    """That slips for students are wanted, and the folder whose templates count."""

    here: Path


def grade(
    plan: Plan, marks: Path, corrections: Corrections, folder: Path, slips: Slips | None = None
) -> Graded:
    """Grade a table of marks, and write the results into a folder, with slips if wanted.

    Raises MarksError with everything that is wrong with the table, QuizgenError if the folder
    cannot be written.
    """
    marked = read_marks(marks, plan)
    results = results_of(plan, marked.papers, corrections)
    files: list[Path] = []
    warnings = list(marked.warnings)
    with replacing(folder) as batch:
        for name, data in files_of(results, warnings, slips):
            files.append(folder / name)
            with batch.create(folder / name) as file:
                file.write(data)
    return Graded(results, tuple(files), tuple(warnings))


def files_of(
    results: Results, warnings: list[str], slips: Slips | None
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file of results; add what there is to warn of."""
    return chain(_files(results, warnings), _slips(results, slips))


def _slips(results: Results, slips: Slips | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the PDF of each class's slips; a class alone has no name in it."""
    if slips is None:
        return
    from quizgen.grading.returns import returns_pages
    from quizgen.printing.html.blocks import has_ideographs
    from quizgen.printing.pdf.document import document_pdf

    pages = list(returns_pages(results, slips.here))
    names = file_names((name for name, _ in pages), "others") if len(pages) > 1 else [""]
    for (_, page), name in zip(pages, names, strict=False):
        pdf = document_pdf(page, ideographs=has_ideographs([page]))
        yield f"returns-{name}.pdf" if name else "returns.pdf", pdf


def load_results(folder: Path) -> Results:
    """Read the results that `grade` wrote into a folder; raise QuizgenError for others."""
    plan = load_plan(folder / PLAN_FILE)
    path = folder / RESULTS_FILE
    try:
        return results_from(json.loads(read_whole(path, "results", MOST_BYTES)), plan)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise QuizgenError(
            f"{path} is not what quizgen grade wrote for {PLAN_FILE} beside it. Grade again."
        ) from None


def write_report(folder: Path, without: str | None, here: Path) -> tuple[Path, ...]:
    """Write the report on a folder of results into it: a page for the screen, and a PDF.

    without is the class that answered without the article. Raises QuizgenError for a folder
    without results, and for a template that fails.
    """
    from quizgen.grading.passage_dependence import without_passage
    from quizgen.grading.question_report import class_report
    from quizgen.grading.report_page import report_page
    from quizgen.printing.pdf.document import document_pdf

    results = load_results(folder)
    group = without_passage(results, without) if without is not None else None
    page = report_page(results.plan, class_report(results), group, here)
    paths = folder / "report.html", folder / "report.pdf"
    with replacing(folder) as batch:
        for path, data in zip(paths, (page.encode(), document_pdf(page)), strict=True):
            with batch.create(path) as file:
                file.write(data)
    return paths


def _files(results: Results, warnings: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file; add what there is to say of them."""
    rows = list(results_rows(results))
    yield "results.csv", results_csv(rows)
    try:
        yield "results.xlsx", results_workbook(results, rows)
    except QuizgenError as error:  # its library is an extra
        warnings.append(f"No results.xlsx: {error}")
    for name, gradebook in (("moodle.csv", moodle_csv), ("canvas.csv", canvas_csv)):
        data, told = gradebook(results)
        if results.plan.students:
            warnings.extend(told)
        yield name, data
    yield RESULTS_FILE, results_json(results)
    yield PLAN_FILE, dump_plan(results.plan)
