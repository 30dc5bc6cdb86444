"""quizgen for programs: the functions that the command line is made of.

They print nothing to a terminal, ask nothing and change nothing in the process. What a user
can mend raises QuizgenError, or BankError with every problem of a bank. `here` is always the
folder to work in: its quizgen.toml and its templates count, and nothing else is read there.
docs/api.md shows them at work. Heavy libraries load with the first call that needs them.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen.base.data_class import dataclass

if TYPE_CHECKING:
    from quizgen.authoring.check import Checked, KeptCheck
    from quizgen.bank.kept_bank import KeptBank
    from quizgen.bank.load import LoadedBank
    from quizgen.base.errors import BankError, QuizgenError
    from quizgen.exchange.common.losses import Loss, Report
    from quizgen.grading.grade import Graded
    from quizgen.grading.history import KeptRun
    from quizgen.grading.results import Results
    from quizgen.grading.scan.batch import GradedPile
    from quizgen.grading.sheet_key import FoundSheet
    from quizgen.plan.kept_runs import Run
    from quizgen.plan.model import Plan
    from quizgen.plan.request import Request
    from quizgen.printing.lay_out import LaidOut
    from quizgen.printing.make import Printed, PrintOptions, Progress
    from quizgen.printing.pdf.layout_process import Compositor
    from quizgen.printing.prepare import ClassRequest, PassageRequest, Prepared
    from quizgen.printing.questions_on_pages import PrintedPage
    from quizgen.printing.split_files import Split

__all__ = [
    "BankError",
    "ClassRequest",
    "KeptBank",
    "KeptCheck",
    "PassageRequest",
    "PrintRequest",
    "PrintedBytes",
    "QuizgenError",
    "Request",
    "add_student",
    "check_bank",
    "compose",
    "export_bytes",
    "export_file",
    "find_plan",
    "find_plans",
    "forget_run",
    "format_rows",
    "grade_marks",
    "grade_scans",
    "import_files",
    "keep_decisions",
    "kept_results",
    "key_of",
    "lay_out",
    "load_bank",
    "marks_table",
    "only_sheets",
    "page_picture",
    "plan_bytes",
    "plan_run",
    "print_bytes",
    "print_files",
    "questions_on_pages",
    "read_plan",
    "read_results",
    "runs_in",
    "write_marks_table",
    "write_report",
]

_HOMES = {
    "BankError": "quizgen.base.errors",
    "QuizgenError": "quizgen.base.errors",
    "Request": "quizgen.plan.request",
    "ClassRequest": "quizgen.printing.prepare",
    "KeptBank": "quizgen.bank.kept_bank",
    "KeptCheck": "quizgen.authoring.check",
    "PassageRequest": "quizgen.printing.prepare",
}
"""The modules of names that are offered here, and loaded when they are asked for."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


# Banks


def load_bank(
    path: Path, *, text: bytes | None = None, kept: "KeptBank | None" = None
) -> "LoadedBank":
    """Read a bank's file; raise BankError with every problem in it.

    Here and below, text is taken for what the file holds: what is being written in an editor.
    A KeptBank that was given for the same bank before makes it fast after an edit.
    """
    from quizgen.bank.load import load_bank

    return load_bank(path, text, kept)


def check_bank(
    path: Path,
    *,
    article: Path | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    pedantic: bool = False,
    text: bytes | None = None,
    kept: "KeptCheck | None" = None,
) -> "Checked":
    """Return the problems of a bank and the advice of all rules, or of those selected.

    Rules that are often wrong speak if they are selected, or if pedantic is set.

    A broken bank raises nothing: its problems are findings. Raises QuizgenError for a rule
    that does not exist. The article is by default the one beside the bank. A KeptCheck that was
    given for the same bank before makes it fast after an edit, and changes nothing else.
    """
    from quizgen.authoring.check import check_bank, chosen_rules

    rules = chosen_rules(select, ignore, pedantic=pedantic)
    return check_bank(path, rules, article, text, kept)


# Plans


def plan_run(
    bank: Path,
    request: "Request",
    *,
    passage: "PassageRequest | None" = None,
    students: "ClassRequest | None" = None,
    settings: Mapping[str, Any] | None = None,
    text: bytes | None = None,
    here: Path = Path(),
    jobs: int = 1,
) -> "Prepared":
    """Decide everything about a run: questions, orders, letters, codes, who gets what.

    settings are page settings by name (`{"paper": "a4"}`), which go before those of the bank
    and the project. The same bank, request and settings always give the same plan, with any
    number of jobs: the processes that plan very many versions.
    """
    from quizgen.printing.prepare import PassageRequest, prepare

    asked = passage or PassageRequest()
    return prepare(bank, request, asked, settings or {}, here, students, raw=text, jobs=jobs)


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


# Marks


def find_plan(plan: Path | None = None, *, here: Path = Path()) -> "tuple[Path, Plan]":
    """Return a plan with its file: the one named, or the only newest one in `here`/worksheets.

    Raises QuizgenError if there is none, or more than one.
    """
    from quizgen.grading.grade import find_plan

    return find_plan(plan, here)


def write_marks_table(plan: "Plan", path: Path) -> None:
    """Write the table that a teacher fills in, as CSV or XLSX by the file's ending.

    Raises QuizgenError if there is such a file already.
    """
    from quizgen.grading.grade import write_marks_table

    write_marks_table(plan, path)


def marks_table(plan: "Plan", suffix: str) -> bytes:
    """Return what write_marks_table writes to a file that ends so, .csv or .xlsx."""
    from quizgen.grading.grade import marks_table

    return marks_table(plan, suffix)


def grade_marks(
    plan: "Plan",
    marks: Path,
    folder: Path,
    *,
    drop: Sequence[str] = (),
    accept: Sequence[str] = (),
    full_marks: Sequence[str] = (),
    reason: str = "",
    returns: bool = False,
    here: Path = Path(),
) -> "Graded":
    """Score a table of marks, and write the results into a folder.

    With returns, also a slip for each student. drop and full_marks are ids of questions, accept
    is `ID=the option's text` or, with the code of a sheet, `ID=CODE LETTER`, each with the
    reason. Raises MarksError with everything that is wrong with the table, QuizgenError for a
    question or an option that is not there.
    """
    from quizgen.grading.grade import Slips, grade
    from quizgen.grading.score import corrections_of

    corrections = corrections_of(plan, drop, accept, full_marks, reason)
    return grade(plan, marks, corrections, folder, Slips(here) if returns else None)


def find_plans(
    plans: Sequence[Path] = (), *, here: Path = Path()
) -> "tuple[list[Plan], list[str]]":
    """Return the plans named, or those in `here`/worksheets that have answer sheets.

    Also a warning for each file that is no plan, or a damaged one. Raises QuizgenError if none
    is left.
    """
    from quizgen.grading.grade import find_plans

    return find_plans(plans, here)


def grade_scans(
    plans: "Sequence[Plan]",
    papers: Sequence[Path],
    folder: Path,
    *,
    drop: Sequence[str] = (),
    accept: Sequence[str] = (),
    full_marks: Sequence[str] = (),
    reason: str = "",
    returns: bool = False,
    marked_copies: bool = False,
    jobs: int | None = None,
    here: Path = Path(),
    progress: "Progress | None" = None,
) -> "GradedPile":
    """Read scans of answer sheets, and write the results and the review page into a folder.

    papers are PDFs, pictures, folders of them, tables of marks that count beside them, and
    decisions.json files. Results of several plans go into a folder each. Pages that were read
    into the folder before are not read again. marked_copies are the scans with ticks, right
    letters and points, as PDF. jobs is by default the number of processors.
    """
    from functools import partial

    from quizgen.grading.grade import Slips
    from quizgen.grading.scan.batch import Papers, grade_pile, processors
    from quizgen.grading.score import corrections_of_each

    return grade_pile(
        plans,
        Papers.of(papers),
        partial(
            corrections_of_each, drop=drop, accept=accept, full_marks=full_marks, reason=reason
        ),
        folder,
        slips=Slips(here) if returns else None,
        marked_copies=marked_copies,
        jobs=jobs or processors(),
        progress=progress or _silent,
    )


def keep_decisions(folder: Path, decisions: bytes) -> None:
    """Add what the review page saves, decisions.json, to what is kept in a folder of results.

    Of two decisions about one thing the later counts. Raises QuizgenError for anything else.
    """
    from quizgen.grading.scan import decisions as kept

    kept.keep_decisions(folder, kept.parse_decisions(decisions, "What was sent"))


def read_results(folder: Path) -> "Results":
    """Read the results that were written into a folder; raise QuizgenError for others."""
    from quizgen.grading.grade import load_results

    return load_results(folder)


def write_report(
    folder: Path, *, without_passage: str | None = None, here: Path = Path()
) -> "tuple[Path, ...]":
    """Write the report on a folder of results into it, as HTML and as PDF; return the files.

    without_passage is the class that answered without the article.
    """
    from quizgen.grading.grade import write_report

    return write_report(folder, without_passage, here)


def kept_results(
    file: Path, *, add: Sequence[Path] = (), forget: Sequence[str] = ()
) -> "tuple[KeptRun, ...]":
    """Add folders of results to a history, delete runs by their codes, and return all runs.

    Raises QuizgenError for a folder without results, a code that is not there, or a file that
    is no history.
    """
    from quizgen.base.errors import QuizgenError
    from quizgen.grading.grade import load_results
    from quizgen.grading.history import opened

    found = [load_results(folder) for folder in add]
    with opened(file, must_exist=not add) as history:
        for results in found:
            history.add(results)
        for code in forget:
            if not history.forget(code):
                raise QuizgenError(f"There is no run {code} in {file}.")
        return history.runs()


# Sheets again


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
    """Delete the files of a run, or what is kept of it; raise QuizgenError if there is none."""
    from quizgen.printing.old_files import forget

    return forget(code, folder)


# Exchange


@dataclass(frozen=True)
class Imported:
    """A bank that was imported: its file, its questions and passages, the report as text."""

    bank: Path
    questions: int
    passages: int
    report: str
    losses: "tuple[Loss, ...]"
    formats: tuple[str, ...]
    """The titles of the formats that were read."""
    found: "Report"
    """The report as data."""


def import_files(
    paths: Sequence[Path],
    *,
    form: str | None = None,
    bank: Path | None = None,
    skill: str | None = None,
    report: Path | None = None,
    write: bool = True,
    here: Path = Path(),
) -> Imported:
    """Make a bank of the questions in files or folders of another system.

    form is a name of `quizgen formats`, None for what each file's content shows. bank is the
    file to write, by default one in `here`/question_banks named after the first file; report
    another for the losses. Without write nothing is written: what would be is told. Nothing is
    written either where no question could be read. Raises QuizgenError for a file that cannot
    be read at all, and where the bank is there already.
    """
    from quizgen.base.words import counted
    from quizgen.exchange import bank_of_files
    from quizgen.exchange.common.bank_file import bank_path, write_bank
    from quizgen.exchange.common.losses import MOST_NAMED, Report, report_text

    path = bank_path(paths[0], bank, here)
    made = bank_of_files(paths, path.stem, form, skill)
    heading = f"Import of {', '.join(map(str, paths))}: {counted(made.questions, 'question')}."
    found = Report(heading, made.losses)
    if write:
        write_bank(path, made)
    if write and report is not None:
        _write_report(found, report)
    return Imported(
        path,
        made.questions,
        made.passages,
        report_text(found, MOST_NAMED),
        made.losses,
        made.formats,
        found,
    )


@dataclass(frozen=True)
class Exported:
    """The files of an export, the report as text, and its losses."""

    files: tuple[Path, ...]
    report: str
    losses: "tuple[Loss, ...]"


@dataclass(frozen=True)
class ExportedBytes:
    """The files of an export by their names, and the report of what is lost."""

    files: Mapping[str, bytes]
    report: "Report"


def export_bytes(
    source: "Path | Plan",
    form: str,
    name: str | None = None,
    *,
    request: "Request | None" = None,
    draws: bool = False,
    article: Path | None = None,
    passage: str | None = None,
    here: Path = Path(),
) -> ExportedBytes:
    """Return the files that export_file would write; name is that of a single one."""
    from quizgen.exchange import format_named
    from quizgen.exchange.common.exporting import bank_export, export_report, plan_exports
    from quizgen.printing.prepare import PassageRequest, prepare

    wanted = format_named(form)
    if isinstance(source, Path) and draws and request is not None:
        asked = PassageRequest(article, "none" if passage == "none" else None)
        source = prepare(source, request, asked, {}, here, on_paper=False).plan
    if isinstance(source, Path):
        exports = [("", bank_export(load_bank(source), request, article))]
    else:
        exports = list(plan_exports(source))
    path = Path(name or f"{exports[0][1].name}-{form}{wanted.suffix}")
    files, found = export_report(exports, wanted, passage, path)
    return ExportedBytes({file.name: content for file, content in files.items()}, found)


def export_file(
    source: "Path | Plan",
    form: str,
    output: Path | None = None,
    *,
    request: "Request | None" = None,
    draws: bool = False,
    article: Path | None = None,
    passage: str | None = None,
    report: Path | None = None,
    here: Path = Path(),
) -> Exported:
    """Write a bank, or what a plan has printed, in a format of another system.

    Of a bank all questions that pass the request's filters are written, in the bank's order;
    with `draws` they are drawn and ordered as plan_run does. Several versions are several
    files, with the version's name before their ending. passage is repeat, separate or none,
    for formats without a passage that questions share.
    """
    from quizgen.exchange.common.losses import MOST_NAMED, report_text

    made = export_bytes(
        source,
        form,
        output.name if output else None,
        request=request,
        draws=draws,
        article=article,
        passage=passage,
        here=here,
    )
    folder = output.parent if output else Path()
    files = {folder / name: content for name, content in made.files.items()}
    _write_files(files)
    if report is not None:
        _write_report(made.report, report)
    return Exported(tuple(files), report_text(made.report, MOST_NAMED), made.report.losses)


def format_rows(names: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return what each format can hold, in words; without names, of all formats."""
    from quizgen.base.choices import EXCHANGE_FORMATS
    from quizgen.exchange import formats
    from quizgen.exchange.common.held import row_of

    return [row_of(form) for form in formats(names or EXCHANGE_FORMATS)]


def _write_files(files: Mapping[Path, bytes]) -> None:
    from quizgen.base.files import replacing

    folder = next(iter(files)).parent
    with replacing(folder) as batch:
        for path, content in files.items():
            batch.create(path).write(content)


def _write_report(report: "Report", path: Path) -> None:
    from quizgen.exchange.common.losses import report_json, report_text

    is_json = path.suffix.lower() == ".json"
    text = report_json(report) if is_json else report_text(report) + "\n"
    _write_files({path: text.encode()})


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
    page: int = 0
    """With sheets_only: the one page of each worksheet, counted from 1; 0 for all."""
    copies: int = 1
    """How many times each worksheet is printed."""
    replace: bool = False
    """Do not keep the plan and the keys of the run that is replaced."""
    jobs: int = 1
    """Worker processes for very large runs; the files do not depend on it."""
    scheduler: str | None = None
    """The address of a Dask cluster that prints instead."""
    cached: bool = True
    """Keep laid-out blocks in the user's cache folder, for the next run.

    Compiled templates are kept there all the same, unless QUIZGEN_CACHE is empty.
    """


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


def lay_out(
    plan: "Plan",
    *,
    here: Path = Path(),
    cached: bool = True,
    layout_process: "Compositor | None" = None,
) -> "LaidOut":
    """Lay out a plan's blocks once, to compose single pages from them.

    layout_process is a worker that lays them out; without one this process does.
    """
    from quizgen.printing.lay_out import lay_out
    from quizgen.printing.resolve_settings import folders_of

    options = _options(PrintRequest(cached=cached), here, layout_process)
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


def questions_on_pages(
    laid_out: "LaidOut", booklet: str = "worksheets", sheet: int | None = None
) -> "tuple[PrintedPage, ...]":
    """Return the pages that compose returns: their sizes, and where each question stands."""
    from quizgen.printing.questions_on_pages import questions_on_pages

    return questions_on_pages(laid_out, booklet, sheet)


def page_picture(pdf: bytes, page: int, width: int) -> bytes:
    """Return a page of a PDF, counted from 0, as a PNG that is so many pixels wide."""
    from quizgen.printing.pdf.page_picture import page_picture

    return page_picture(pdf, page, width)


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
        page=request.page,
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
