"""quizgen for programs: the functions that the command line is made of.

They print nothing to a terminal, ask nothing and change nothing in the process. What a user
can mend raises QuizgenError, or BankError with every problem of a bank. `here` is always the
folder to work in: its quizgen.toml and its templates count, and nothing else is read there.
docs/api.md shows them at work. Heavy libraries load with the first call that needs them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizgen.authoring.check import Checked
    from quizgen.bank.load import LoadedBank
    from quizgen.base.errors import BankError, QuizgenError
    from quizgen.grading.sheet_key import FoundSheet
    from quizgen.plan.kept_runs import Run
    from quizgen.plan.model import Plan
    from quizgen.plan.request import Request
    from quizgen.printing.lay_out import LaidOut
    from quizgen.printing.make import Printed, PrintOptions, Progress
    from quizgen.printing.pdf.layout_process import Compositor
    from quizgen.printing.prepare import ClassRequest, PassageRequest, Prepared
    from quizgen.printing.split_files import Split

__all__ = [
    "BankError",
    "ClassRequest",
    "PassageRequest",
    "PrintRequest",
    "PrintedBytes",
    "QuizgenError",
    "Request",
    "add_student",
    "check_bank",
    "compose",
    "forget_run",
    "key_of",
    "lay_out",
    "load_bank",
    "only_sheets",
    "plan_bytes",
    "plan_run",
    "print_bytes",
    "print_files",
    "read_plan",
    "runs_in",
]

_HOMES = {
    "BankError": "quizgen.base.errors",
    "QuizgenError": "quizgen.base.errors",
    "Request": "quizgen.plan.request",
    "ClassRequest": "quizgen.printing.prepare",
    "PassageRequest": "quizgen.printing.prepare",
}
"""The modules of names that are offered here, and loaded when they are asked for."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


# Banks


def load_bank(path: Path) -> "LoadedBank":
    """Read a bank's file; raise BankError with every problem in it."""
    from quizgen.bank.load import load_bank

    return load_bank(path)


def check_bank(
    path: Path,
    *,
    article: Path | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> "Checked":
    """Return the problems of a bank and the advice of all rules, or of those selected.

    A broken bank raises nothing: its problems are findings. Raises QuizgenError for a rule
    that does not exist. The article is by default the one beside the bank.
    """
    from quizgen.authoring.check import check_bank, chosen_rules

    return check_bank(path, chosen_rules(select, ignore), article)


# Plans


def plan_run(
    bank: Path,
    request: "Request",
    *,
    passage: "PassageRequest | None" = None,
    students: "ClassRequest | None" = None,
    settings: Mapping[str, Any] | None = None,
    here: Path = Path(),
) -> "Prepared":
    """Decide everything about a run: questions, orders, letters, codes, who gets what.

    settings are page settings by name (`{"paper": "a4"}`), which go before those of the bank
    and the project. The same bank, request and settings always give the same plan.
    """
    from quizgen.printing.prepare import PassageRequest, prepare

    return prepare(bank, request, passage or PassageRequest(), settings or {}, here, students)


def read_plan(source: Path | bytes) -> "Plan":
    """Read a plan from its file or its bytes; raise QuizgenError for anything else."""
    from quizgen.plan.read import load_plan, parse_plan

    return parse_plan(source, "the plan") if isinstance(source, bytes) else load_plan(source)


def plan_bytes(plan: "Plan") -> bytes:
    """Return the JSON of a plan, which read_plan reads."""
    from quizgen.plan.model import dump_plan

    return dump_plan(plan)


def key_of(code: str, plan: Path | None = None, *, here: Path = Path()) -> "FoundSheet":
    """Return the sheet with a code: its version with all answers, and the students who got it.

    Without a plan's file, the plan in `here`/worksheets that the code fits. Raises QuizgenError
    for a mistyped code, or one of another plan.
    """
    from quizgen.grading.sheet_key import find_sheet

    return find_sheet(code, plan, here)


def only_sheets(plan: "Plan", wanted: Sequence[str]) -> "Plan":
    """Return a plan of some sheets, named by code, version or student; its code stays."""
    from quizgen.plan.reprint import only

    return only(plan, wanted)


def add_student(plan: "Plan", name: str, seat: str | None = None) -> "Plan":
    """Return a plan with another student, whose version none of her neighbours has."""
    from quizgen.plan.reprint import with_student

    return with_student(plan, name, seat)


def runs_in(folder: Path) -> "list[Run]":
    """Return the runs of a folder: the newest of each bank, then those that are kept."""
    from quizgen.plan.kept_runs import runs_in

    return list(runs_in(folder))


def forget_run(code: str, folder: Path) -> "Run":
    """Delete the plan and the keys of an earlier run; raise QuizgenError if there is none."""
    from quizgen.plan.kept_runs import forget

    return forget(code, folder)


# Printing


@dataclass(frozen=True)
class PrintRequest:
    """Which files a run writes beside its PDFs and its plan, and how many processes help."""

    html: bool = False
    """Also worksheets to answer on a screen."""
    seating: bool = False
    """Also who sits where."""
    split: "Split | None" = None
    """One file for each worksheet, in a folder or in a zip file."""
    verify: bool = False
    """Read worksheets back even if there are many."""
    sheets_only: bool = False
    """Write <name>-again.pdf with the worksheets, and nothing else."""
    copies: int = 1
    """How many times each worksheet is printed."""
    replace: bool = False
    """Do not keep the plan and the keys of the run that is replaced."""
    jobs: int = 1
    """Worker processes for very large runs; the files do not depend on it."""
    scheduler: str | None = None
    """The address of a Dask cluster that prints instead."""
    cached: bool = True
    """Keep laid-out blocks in the user's cache folder, for the next run."""


@dataclass(frozen=True)
class PrintedBytes:
    """The files of a run by their names, and what the teacher should know about them."""

    files: Mapping[str, bytes]
    warnings: tuple[str, ...]


def print_files(
    plan: "Plan",
    folder: Path,
    request: PrintRequest | None = None,
    *,
    here: Path = Path(),
    progress: "Progress | None" = None,
    layout_process: "Compositor | None" = None,
) -> "Printed":
    """Write a plan's files to a folder, all of them or none.

    Their names begin with the bank's. progress is called with what is being done, how much of
    it is done, and how much there is. layout_process is a worker that was started early.
    """
    from quizgen.printing.make import print_plan
    from quizgen.printing.resolve_settings import folders_of

    options = _options(request or PrintRequest(), here, layout_process)
    templates = folders_of(plan.settings, here)
    return print_plan(plan, _name(plan), folder, templates, progress or _silent, options)


def print_bytes(
    plan: "Plan",
    request: PrintRequest | None = None,
    *,
    here: Path = Path(),
    progress: "Progress | None" = None,
) -> PrintedBytes:
    """Return the files that print_files would write."""
    from quizgen.base.files import FilesInMemory
    from quizgen.printing.make import laid_out_for, write_run
    from quizgen.printing.resolve_settings import folders_of

    options, tell = _options(request or PrintRequest(), here), progress or _silent
    laid_out = laid_out_for(plan, folders_of(plan.settings, here), tell, options)
    files = FilesInMemory()
    printed = write_run(laid_out, _name(plan), Path(), files, tell, options)
    named = {path.as_posix(): content for path, content in files.parts.items()}
    return PrintedBytes(named, printed.warnings)


def lay_out(plan: "Plan", *, here: Path = Path(), cached: bool = True) -> "LaidOut":
    """Lay out a plan's blocks once, to compose single pages from them."""
    from quizgen.printing.lay_out import lay_out
    from quizgen.printing.resolve_settings import folders_of

    options = _options(PrintRequest(cached=cached), here)
    return lay_out(plan, folders_of(plan.settings, here), options.tools)


def compose(
    laid_out: "LaidOut", booklet: str = "worksheets", sheet: int | None = None
) -> bytes:
    """Return one of `laid_out.booklets` as PDF, or one of its sheets, counted from 0.

    The booklets are `worksheets` and `answer-keys`, with a class `sign-off`, and `passage` if
    it is printed separately.
    """
    from quizgen.printing.lay_out import compose

    return compose(laid_out, booklet, sheet)


def _options(
    request: PrintRequest, here: Path, process: "Compositor | None" = None
) -> "PrintOptions":
    from quizgen.printing.html.template_folders import SCREEN, page_folders
    from quizgen.printing.lay_out import LayoutTools
    from quizgen.printing.make import PrintOptions
    from quizgen.printing.pdf.plate_cache import user_store

    return PrintOptions(
        verify=request.verify,
        seating=request.seating,
        split=request.split,
        sheets_only=request.sheets_only,
        copies=request.copies,
        replace=request.replace,
        screen=page_folders(here, SCREEN) if request.html else None,
        scheduler=request.scheduler,
        tools=LayoutTools(user_store() if request.cached else None, request.jobs, process),
    )


def _name(plan: "Plan") -> str:
    return Path(plan.bank.file).stem


def _silent(doing: str, done: int, total: int) -> None:
    """Report no progress."""
