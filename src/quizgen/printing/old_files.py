"""The files of a run that is replaced or forgotten, so that old and new papers do not mix."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count, takewhile
from pathlib import Path

from quizgen.base.errors import QuizgenError
from quizgen.base.file_names import file_names
from quizgen.plan import kept_runs
from quizgen.plan.kept_runs import PLAN, Run
from quizgen.plan.model import Plan
from quizgen.plan.read import load_plan
from quizgen.printing.split_files import sheet_files

BOOKLETS = ("worksheets", "again", "answer-keys", "passage", "sign-off", "seating")
SPLIT = ("worksheets", "again")
"""The booklets that may be in files of their own, by the ends of their names."""


def replaced_files(folder: Path, name: str, plan: Plan) -> Iterator[Path]:
    """Yield the files of the run that a plan's run replaces, if it has another code."""
    path = folder / f"{name}{PLAN}"
    if kept_runs.code_of(path) == plan.code:
        return  # to read the plan whole takes as long as to read a bank
    earlier = _plan_in(path)
    if earlier and earlier.code != plan.code:
        yield from _present(folder, name, earlier)


def forget(code: str, folder: Path) -> Run:
    """Delete the files of a run, of an earlier one those that are kept.

    Raises QuizgenError if there is no run with the code.
    """
    wanted = kept_runs.run_code(code)
    newest = [run for run in kept_runs.runs_in(folder) if run.code == wanted]
    chosen = [run for run in newest if not run.is_kept]
    for run in chosen:
        name = run.path.name.removesuffix(PLAN)
        plan = _plan_in(run.path)
        for path in (*(_present(folder, name, plan) if plan else ()), run.path):
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, folder)
    try:
        return kept_runs.forget(code, folder)
    except QuizgenError:
        if not chosen:
            raise
    return chosen[0]


def _plan_in(path: Path) -> Plan | None:
    """Return a run's plan, or None if there is none that can be read."""
    try:
        return load_plan(path)
    except QuizgenError:
        return None


def _present(folder: Path, name: str, plan: Plan) -> Iterator[Path]:
    """Yield those files that a run of a plan may have written and that are there."""
    for path in _names(name, plan):
        with suppress(OSError):
            if (folder / path).is_file():
                yield folder / path
    for ending in BOOKLETS:  # more papers than a PDF can hold are in several
        parts = (folder / f"{name}-{ending}-{number}.pdf" for number in count(1))
        yield from takewhile(Path.is_file, parts)


def _names(name: str, plan: Plan) -> Iterator[Path]:
    for ending in BOOKLETS:
        yield Path(f"{name}-{ending}.pdf")
    sheets = sheet_files(plan)
    for ending in SPLIT:
        yield Path(f"{name}-{ending}.zip")
        yield from (Path(f"{name}-{ending}", f"{sheet}.pdf") for sheet in sheets)
    students = file_names((student.name for student in plan.students), "student")
    yield Path(f"{name}-worksheet.html")
    for one in students or plan.versions.names:
        yield Path(f"{name}-worksheet-{one}.html")


def _remove_empty(folder: Path, base: Path) -> None:
    """Remove a folder of single papers when nothing is in it."""
    if folder != base:
        with suppress(OSError):
            folder.rmdir()
