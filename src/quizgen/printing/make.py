"""A plan to the files of a run: worksheets, answer keys and the plan itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from quizgen.base.data_class import dataclass, field, replace
from quizgen.base.errors import QuizgenError
from quizgen.base.files import Files, replacing
from quizgen.plan.kept_runs import keep_earlier, refuse_taken
from quizgen.plan.model import Plan, plan_parts
from quizgen.printing.html.run import WORKSHEETS
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.lay_out import LaidOut, LayoutTools, in_files, lay_out
from quizgen.printing.old_files import replaced_files
from quizgen.printing.pdf.font_subset import load_to_cut
from quizgen.printing.pdf.paginate import pages_of
from quizgen.printing.pdf.press import Press, Slice, print_booklet
from quizgen.printing.pdf.read_back import ALWAYS_UP_TO, Verified, load_to_read
from quizgen.printing.pdf.workers import Crew, crew_of
from quizgen.printing.read_back_run import Written, read_back, shows_code
from quizgen.printing.sheets import Booklet, Sheets
from quizgen.printing.split_files import Split, Write, sheet_files, split_booklet

Progress = Callable[[str, int, int], object]
"""Called with what is being done, how much of it is done, and how much there is in all."""


LABELS = {"answer-keys": "Answer keys", "sign-off": "Sign-off", "again": "Worksheets"}
"""What the summary calls files, if not by the ending of their names."""


AGAIN = "again"
"""How the name of a file ends that has only some sheets of a run."""

CODELESS = (
    "Your look leaves the code out of the foot (foot.html), so worksheets show none: quizgen "
    "key and --verify cannot tell which version one is."
)


@dataclass(frozen=True)
class PrintedFile:
    """A file that a run wrote, and what the summary calls it; a PDF has pages."""

    label: str
    path: Path
    pages: int | None = None
    others: int = 0
    """The number of similar files beside it."""
    parts: int = 0
    """The number of files in it, if it is a folder or a zip file."""
    lengths: tuple[int, int] = (0, 0)
    """The pages of its shortest and of its longest sheet, without blank ones."""
    leaves: int = 0
    """How many pieces of paper it is printed on."""


@dataclass(frozen=True)
class Printed:
    """The files of a run, and what the teacher should know about them."""

    files: tuple[PrintedFile, ...]
    warnings: tuple[str, ...]
    verified: Verified | None = None
    """What was read back, if that was asked for."""
    kept: Path | None = None
    """The folder to which the plan and the keys of the run before were moved."""
    removed: tuple[Path, ...] = ()
    """The files of the run before that this one has not: deleted, since its key is another."""


@dataclass(frozen=True)
class PrintOptions:
    """Which files a run writes, and how many processes write them."""

    verify: bool = False
    """Read worksheets back even if there are many."""
    seating: bool = False
    """Also write who sits where: <name>-seating.pdf."""
    split: Split | None = None
    """One file for each worksheet, in the folder <name>-worksheets or in a zip file."""
    screen: TemplateFolders | None = None
    """Also write worksheets for a screen, <name>-worksheet.html, from these templates."""
    scheduler: str | None = None
    """The address of a cluster that prints in place of worker processes here."""
    sheets_only: bool = False
    """Write <name>-again.pdf with the worksheets, and nothing else."""
    page: int = 0
    """With sheets_only: the one page of each worksheet that is printed; 0 for all."""
    copies: int = 1
    """How many times each worksheet is printed."""
    replace: bool = False
    """Do not keep the plan and the keys of the run that is replaced."""
    tools: LayoutTools = field(default_factory=LayoutTools)
    """Its jobs are also the worker processes that print very large runs."""


def print_plan(
    plan: Plan,
    name: str,
    folder: Path,
    templates: TemplateFolders,
    progress: Progress,
    options: PrintOptions | None = None,
) -> Printed:
    """Write <name>-worksheets.pdf, <name>-answer-keys.pdf and <name>-plan.json to folder.

    The plan and the keys of an earlier run go to kept/<name>-<its code>, unless the options say
    otherwise. A passage that is printed separately is <name>-passage.pdf; a class has
    <name>-sign-off.pdf. More papers than a PDF can hold go to <name>-worksheets-1.pdf and so
    on. Files of the run before that this one does not write again are deleted.
    Up to ALWAYS_UP_TO worksheets are always read back. The files appear together and
    complete, or not at all. Raises QuizgenError if a template fails, the folder cannot be
    written to, the cluster is lost, or the worksheets are not as planned.
    """
    options = options or PrintOptions()
    if not options.sheets_only:
        refuse_taken(plan, folder)
    laid_out = laid_out_for(plan, templates, progress, options)
    with replacing(folder, lambda holder: progress(f"Waiting for {holder}", 0, 1)) as batch:
        if not options.sheets_only:
            refuse_taken(plan, folder)  # by the run that was waited for
        keeps_none = options.replace or options.sheets_only
        kept = None if keeps_none else keep_earlier(folder, name, plan, batch)
        printed = write_run(laid_out, name, folder, batch, progress, options)
        if not options.sheets_only:
            batch.gone |= {*replaced_files(folder, name, plan)} - batch.parts.keys()
        return replace(printed, kept=kept, removed=tuple(sorted(batch.gone)))


def laid_out_for(
    plan: Plan, templates: TemplateFolders, progress: Progress, options: PrintOptions
) -> LaidOut:
    """Lay out what a run prints; refuse options that contradict the plan's settings."""
    if options.split and plan.settings.n_up > 1:
        raise QuizgenError(
            "Papers in files of their own (--split, --zip) cannot share a sheet (n_up 2). "
            "Choose one of the two."
        )
    if options.split and options.copies > 1:
        raise QuizgenError(
            "Papers in files of their own (--split, --zip) are printed once each: choose the "
            "copies (--copies) at the printer."
        )
    progress("Typesetting", 0, 1)
    tools = replace(options.tools, meanwhile=partial(_load, reads=_reads_back(plan, options)))
    laid_out = lay_out(plan, templates, tools, seating=options.seating)
    progress("Typesetting", 1, 1)
    return laid_out


def _reads_back(plan: Plan, options: PrintOptions) -> bool:
    """Whether worksheets are likely read back; how many are printed is not known yet."""
    papers = len(plan.students) or len(plan.versions)
    return options.verify or papers * options.copies <= ALWAYS_UP_TO


def _load(*, reads: bool) -> None:
    """Load the libraries for what is done when all is laid out."""
    load_to_cut()
    if reads:
        load_to_read()


def write_run(
    laid_out: LaidOut,
    name: str,
    folder: Path,
    batch: Files,
    progress: Progress,
    options: PrintOptions,
) -> Printed:
    """Write every file of a run to a batch, under the names they have in the folder."""
    plan, files, written = laid_out.plan, list[PrintedFile](), list[Written]()
    with _crew(options, laid_out) as crew:
        for ending, booklet in _booklets(laid_out, options):
            count = _Count(progress, f"Printing {ending}", len(booklet.sheets))
            write = _writer(laid_out.press, crew, count)
            split = options.split if ending in (WORKSHEETS, AGAIN) else None
            names = sheet_files(plan) if split else ()
            label = LABELS.get(ending, ending.capitalize())
            parts = [booklet] if split else in_files(booklet, laid_out.press)
            put = []
            for number, part in enumerate(parts, start=1):
                which = f"-{number}" if len(parts) > 1 else ""
                path = folder / f"{name}-{ending}{which}.pdf"
                put.append(_put(label, part, path, batch, write, split, names))
            written.append(Written(ending, parts, [file.path for file in put], split, names))
            told = count.lengths, count.leaves
            files += [replace(file, lengths=told[0], leaves=told[1]) for file in put]
    verified = None
    papers = sum(len(booklet.sheets) for booklet in written[0].booklets)
    if options.verify or papers <= ALWAYS_UP_TO:

        def read(done: int) -> None:
            progress("Reading worksheets back", done, papers)

        if options.page:  # of which the plan says nothing
            _measure(laid_out, written, batch)
        else:
            verified = read_back(laid_out, written, batch, read)
    if options.screen:
        files.append(_put_pages(plan, name, folder, batch, options.screen))
    if not options.sheets_only:
        path = folder / f"{name}-plan.json"
        batch.create(path).writelines(plan_parts(plan))
        files.append(PrintedFile("Plan", path))
    codeless = () if shows_code(laid_out) else (CODELESS,)
    warnings = (*laid_out.warnings, *codeless)
    return Printed(tuple(files), warnings, verified if options.verify else None)


def _booklets(laid_out: LaidOut, options: PrintOptions) -> Iterator[tuple[str, Booklet]]:
    """Yield what is printed, by the endings of the files' names; worksheets come first."""
    for ending, booklet in laid_out.booklets.items():
        if ending == WORKSHEETS and options.page:
            yield AGAIN, copied(one_page(booklet, laid_out.press, options.page), options.copies)
        elif ending == WORKSHEETS:
            yield AGAIN if options.sheets_only else ending, copied(booklet, options.copies)
        elif not options.sheets_only:
            yield ending, booklet


def one_page(booklet: Booklet, press: Press, page: int) -> Booklet:
    """Return a booklet with one page of each sheet that has it, counted from 1.

    Raises QuizgenError if none has it.
    """
    sheets = booklet.sheets
    lengths = [len(pages_of(sheet, press.heights, press.placing)) for sheet in sheets]
    having = [place for place, length in enumerate(lengths) if length >= page]
    if not having:
        raise QuizgenError(f"There is no page {page}: a worksheet has {max(lengths)} at most.")
    return replace(
        booklet,
        sheets=Sheets(len(having), lambda index: sheets[having[index]]._replace(page=page)),
        whole=frozenset(at for at, place in enumerate(having) if place in booklet.whole),
    )


def _measure(laid_out: LaidOut, written: Sequence[Written], batch: Files) -> None:
    from quizgen.printing.pdf.measure import measure_files

    for each in written:
        measure_files(each.papers(batch), each.printed, laid_out.press)


def copied(booklet: Booklet, copies: int) -> Booklet:
    """Return a booklet with each sheet several times, one after another."""
    sheets = booklet.sheets
    if copies == 1:
        return booklet
    count = len(sheets) * copies
    return replace(booklet, sheets=Sheets(count, lambda index: sheets[index // copies]))


def _crew(options: PrintOptions, laid_out: LaidOut) -> AbstractContextManager[Crew]:
    if options.scheduler:
        from quizgen.printing.pdf.cluster import cluster_crew

        return cluster_crew(options.scheduler, laid_out.press)
    return crew_of(options.tools.jobs, laid_out.press, laid_out.sheets)


def _writer(press: Press, crew: Crew, count: "_Count") -> Write:
    """Return a function that writes a booklet as its workers make it."""

    def write(booklet: Booklet, output: BinaryIO) -> int:
        return print_booklet(
            booklet, press, output, lambda *known: count.counted(crew.slices(*known))
        )

    return write


def _put(
    label: str,
    booklet: Booklet,
    path: Path,
    batch: Files,
    write: Write,
    split: Split | None,
    names: Sequence[str],
) -> PrintedFile:
    """Write a booklet as one file, or as one for each of its sheets."""
    if split:
        target, pages = split_booklet(booklet, names, path, batch, write, split)
        return PrintedFile(label, target, pages, parts=len(booklet.sheets))
    with batch.create(path) as file:
        return PrintedFile(label, path, write(booklet, file))


def _put_pages(
    plan: Plan, name: str, folder: Path, batch: Files, templates: TemplateFolders
) -> PrintedFile:
    """Write the worksheets for a screen."""
    from quizgen.printing.html.screen import screen_pages

    paths = []
    for ending, page in screen_pages(plan, templates):
        paths.append(folder / f"{name}-{ending}.html")
        with batch.create(paths[-1]) as file:  # closed at once: there may be very many
            file.write(page.encode())
    return PrintedFile("For screens", paths[0], others=len(paths) - 1)


@dataclass
class _Count:
    """Counts sheets and their pages as they are printed, and reports each."""

    progress: Progress
    doing: str
    total: int
    done: int = 0
    leaves: int = 0
    shortest: int = 0
    longest: int = 0

    @property
    def lengths(self) -> tuple[int, int]:
        """The pages of the shortest and of the longest sheet."""
        return self.shortest, self.longest

    def counted(self, slices: Iterable[Slice]) -> Iterator[Slice]:
        for made in slices:
            self.done += len(made.sections)
            self.leaves += made.leaves
            self.shortest = min(self.shortest or made.lengths[0], *made.lengths)
            self.longest = max(self.longest, *made.lengths)
            self.progress(self.doing, self.done, self.total)
            yield made
