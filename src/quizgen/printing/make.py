"""A plan to the files of a run: worksheets, answer keys and the plan itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from quizgen.article.passage import line_ranges
from quizgen.base.errors import QuizgenError
from quizgen.base.files import Batch, replacing
from quizgen.plan.model import Plan, dump_plan
from quizgen.printing.html.render import Layout, LineRanges
from quizgen.printing.html.screen import screen_pages
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.html.worksheet import (
    WORKSHEETS,
    Run,
    layouts,
    make_blocks,
    paragraph_block,
    passage_material,
)
from quizgen.printing.pdf.layout_process import Compositor
from quizgen.printing.pdf.plate import Plates, joined
from quizgen.printing.pdf.plate_cache import Store
from quizgen.printing.pdf.press import Press, Slice, print_booklet
from quizgen.printing.pdf.read_back import ALWAYS_UP_TO, Verified, verify_worksheets
from quizgen.printing.pdf.workers import Crew, cluster_crew, crew_of, typeset_by
from quizgen.printing.sheets import Booklet, Material
from quizgen.printing.split_files import Parted, Write, papers_in, part, sheet_files

Progress = Callable[[str, int, int], object]
"""Told what is being done, how much of it is done, and how much there is in all."""


LABELS = {"answer-keys": "Answer keys", "sign-off": "Sign-off"}
"""What files are called, where that is not the end of their names."""


@dataclass(frozen=True)
class PrintedFile:
    """A file that a run leaves, and what to call it; a PDF has pages."""

    label: str
    path: Path
    pages: int | None = None
    others: int = 0
    """How many files of its kind there are beside it."""
    parts: int = 0
    """How many files there are in it, where it is a folder or a zip file."""


@dataclass(frozen=True)
class Printed:
    """The files of a run, and what the teacher should know about them."""

    files: tuple[PrintedFile, ...]
    warnings: tuple[str, ...]
    verified: Verified | None = None
    """What was read back, where that was wished."""


@dataclass(frozen=True)
class Wanted:
    """What a run leaves beside its PDFs, or in place of the worksheets' one."""

    screen: TemplateFolders | None = None
    """The templates of worksheets for a screen, <name>-worksheet.html, if those are wanted."""
    verify: bool = False
    """Whether worksheets are read back however many there are."""
    seating: bool = False
    """Who sits where: <name>-seating.pdf."""
    parted: Parted | None = None
    """Worksheets one by one: in the folder <name>-worksheets, or <name>-worksheets.zip."""
    store: Store | None = None
    """What keeps plates from one run to the next."""
    jobs: int = 1
    """So many processes lay many blocks out, and make very many papers."""
    compositor: Compositor | None = None
    """One of them that is ready to lay blocks out."""
    scheduler: str | None = None
    """The address of the cluster that makes them instead."""


def print_plan(
    plan: Plan,
    name: str,
    folder: Path,
    templates: TemplateFolders,
    progress: Progress,
    wanted: "Wanted | None" = None,
) -> Printed:
    """Write <name>-worksheets.pdf, <name>-answer-keys.pdf and <name>-plan.json to folder.

    A passage that is printed separately is <name>-passage.pdf; a class has <name>-sign-off.pdf.
    The worksheets are read back where that is wished or there are few. The files appear
    together and whole, or not at all. Raises QuizgenError where a template fails, the folder
    cannot be written to, the cluster is lost, or the worksheets are not as planned.
    """
    wanted = wanted or Wanted()
    if wanted.parted and plan.settings.n_up > 1:
        raise QuizgenError(
            "Papers in files of their own (--split, --zip) cannot share a sheet (n_up 2). "
            "Choose one of the two."
        )
    progress("Typesetting", 0, 1)
    lines = {layout: _lines(plan, templates, layout, wanted) for layout in layouts(plan)}
    run = make_blocks(plan, templates, lines, seating_wanted=wanted.seating)
    plates = plates_of(run.materials, wanted)
    progress("Typesetting", 1, 1)
    press = Press(plates)
    sheets = sum(len(booklet.sheets) for booklet in run.booklets.values())
    files = []
    with replacing(folder) as batch, _crew(wanted, press, sheets) as crew:
        for ending, booklet in run.booklets.items():
            path = folder / f"{name}-{ending}.pdf"
            count = _Count(progress, f"Printing {ending}", len(booklet.sheets))

            def write(each: Booklet, output: BinaryIO, count: _Count = count) -> int:
                slices = count.counted(crew.slices(each, press))
                return print_booklet(each, press, output, slices)

            label = LABELS.get(ending, ending.capitalize())
            parted = wanted.parted if ending == WORKSHEETS else None
            names = sheet_files(plan) if parted else ()
            files.append(_put(label, booklet, path, batch, write, parted, names))
        verified = _verified(run, files[0].path, batch, plan, progress, verify=wanted.verify)
        if wanted.screen:
            files.append(_put_pages(plan, name, folder, batch, wanted.screen))
        path = folder / f"{name}-plan.json"
        batch.create(path).write(dump_plan(plan))
        files.append(PrintedFile("Plan", path))
    return Printed(tuple(files), plates.warnings, verified if wanted.verify else None)


def _crew(wanted: Wanted, press: Press, sheets: int) -> AbstractContextManager[Crew]:
    if wanted.scheduler:
        return cluster_crew(wanted.scheduler, press)
    return crew_of(wanted.jobs, press, sheets)


def _put(
    label: str,
    booklet: Booklet,
    path: Path,
    batch: Batch,
    write: Write,
    parted: Parted | None,
    names: Sequence[str],
) -> PrintedFile:
    """Write a booklet as one file, or as one for each of its sheets."""
    if parted:
        target, pages = part(booklet, names, path, batch, write, parted)
        return PrintedFile(label, target, pages, parts=len(booklet.sheets))
    with batch.create(path) as file:
        return PrintedFile(label, path, write(booklet, file))


def _verified(
    run: Run, worksheets: Path, batch: Batch, plan: Plan, progress: Progress, *, verify: bool
) -> Verified | None:
    """Read the worksheets back, always where there are few."""
    count = len(run.booklets[WORKSHEETS].sheets)
    if not verify and count > ALWAYS_UP_TO:
        return None

    def read(done: int) -> None:
        progress("Reading worksheets back", done, count)

    return verify_worksheets(papers_in(worksheets, batch.parts), plan, read)


def _put_pages(
    plan: Plan, name: str, folder: Path, batch: Batch, templates: TemplateFolders
) -> PrintedFile:
    """Write the worksheets for a screen."""
    paths = []
    for ending, page in screen_pages(plan, templates):
        paths.append(folder / f"{name}-{ending}.html")
        with batch.create(paths[-1]) as file:  # closed at once: there may be very many
            file.write(page.encode())
    return PrintedFile("For screens", paths[0], others=len(paths) - 1)


def plates_of(materials: Iterable[Material], wanted: "Wanted") -> Plates:
    """Return the plates of all blocks: those that the store knows, and the others typeset."""
    return joined([_plates_of(material, wanted) for material in materials])


def _plates_of(material: Material, wanted: "Wanted") -> Plates:
    store = wanted.store
    if store is None:
        return typeset_by(material, wanted.jobs, wanted.compositor)
    known, others = store.split(material)
    fresh = typeset_by(others, wanted.jobs, wanted.compositor)
    store.keep(others, fresh)
    plates = joined([known, fresh])
    # In one order, whichever were known: the press numbers what it draws by it.
    return replace(plates, blocks={name: plates.blocks[name] for name in material.blocks})


def _lines(
    plan: Plan, templates: TemplateFolders, layout: Layout, wanted: Wanted
) -> LineRanges:
    """Return the lines of the passage's paragraphs where they are numbered."""
    if plan.passage is None or not plan.passage.line_numbers:
        return {}
    plates = plates_of([passage_material(plan, templates, layout)], wanted)
    numbers = range(1, len(plan.passage.paragraphs) + 1)
    return line_ranges({n: len(plates.blocks[paragraph_block(n)]) for n in numbers})


@dataclass
class _Count:
    """Counts sheets as they are printed, and tells."""

    progress: Progress
    doing: str
    total: int
    done: int = 0

    def counted(self, slices: Iterable[Slice]) -> Iterator[Slice]:
        for made in slices:
            self.done += len(made.sections)
            self.progress(self.doing, self.done, self.total)
            yield made
