"""A plan to pages: blocks laid out once, then composed to as many sheets as it has."""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from io import BytesIO

from quizgen.article.passage import LineRanges, line_ranges
from quizgen.base.cache_files import CacheFiles
from quizgen.base.data_class import dataclass, replace
from quizgen.plan.model import Plan
from quizgen.printing.html.blocks import Layout
from quizgen.printing.html.layouts import layouts
from quizgen.printing.html.passage import paragraph_block
from quizgen.printing.html.run import make_blocks, passage_material
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.pdf.layout_process import Compositor
from quizgen.printing.pdf.pdf_writer import MOST_OBJECTS
from quizgen.printing.pdf.plate import Plates, joined
from quizgen.printing.pdf.plate_cache import Store
from quizgen.printing.pdf.press import Press, print_booklet, sliced
from quizgen.printing.pdf.workers import typeset_by
from quizgen.printing.sheets import Booklet, Material, Sheets


@dataclass(frozen=True)
class LayoutTools:
    """What makes laying out faster; the pages are the same with any of it."""

    store: Store | None = None
    """Keeps laid-out blocks from one run to the next."""
    jobs: int = 1
    """Worker processes that lay out, if there are many blocks."""
    process: Compositor | None = None
    """One of them that is ready."""
    meanwhile: Callable[[], object] = bool
    """Done while others lay out: what loads libraries for what comes next."""

    @property
    def kept(self) -> CacheFiles | None:
        """The files of the store."""
        return self.store.files if self.store else None


@dataclass(frozen=True)
class LaidOut:
    """A plan whose blocks are laid out: ready to compose any of its booklets."""

    plan: Plan
    booklets: Mapping[str, Booklet]
    """The documents of the run by their file names' endings, such as `worksheets`."""
    press: Press
    warnings: tuple[str, ...]

    @property
    def sheets(self) -> int:
        """How many sheets all booklets have."""
        return sum(len(booklet.sheets) for booklet in self.booklets.values())


def lay_out(
    plan: Plan, templates: TemplateFolders, tools: LayoutTools, *, seating: bool = False
) -> LaidOut:
    """Lay out every block of a plan; raise QuizgenError for a template that fails.

    With `seating` there is a booklet that shows who sits where.
    """
    lines = passage_lines(plan, templates, tools)
    kept, jobs = tools.kept, tools.jobs
    run = make_blocks(plan, templates, lines, seating_wanted=seating, kept=kept, jobs=jobs)
    plates = plates_of(run.materials, tools, aside=True)
    return LaidOut(plan, run.booklets, Press(plates, tools.kept), plates.warnings)


def passage_lines(
    plan: Plan, templates: TemplateFolders, tools: LayoutTools
) -> dict[Layout, LineRanges]:
    """Return the lines of the passage's paragraphs in each layout, if lines are numbered."""
    return {layout: _lines(plan, templates, layout, tools) for layout in layouts(plan)}


def compose(laid_out: LaidOut, ending: str, sheet: int | None = None) -> bytes:
    """Return a booklet as PDF, or one of its sheets, counted from 0."""
    booklet = laid_out.booklets[ending]
    if sheet is not None:
        booklet = single(booklet, sheet)
    output = BytesIO()
    print_booklet(booklet, laid_out.press, output)
    return output.getvalue()


def single(booklet: Booklet, index: int) -> Booklet:
    """Return one of a booklet's sheets as a booklet of its own."""
    sheet = booklet.sheets[index]
    return Booklet(f"{booklet.title}: {sheet.name}", (sheet,), booklet.language)


FEW = 1000
"""So many sheets fit into one PDF, whatever is on them."""

ROOM = 0.8
"""The share of a PDF's object numbers that its sheets take, by the first of them."""


def in_files(booklet: Booklet, press: Press, most: int = MOST_OBJECTS) -> list[Booklet]:
    """Return a booklet, or several of about equal length if one PDF cannot hold its sheets.

    How many objects a sheet takes is told from the first slice.
    """
    if len(booklet.sheets) <= FEW:
        return [booklet]
    first = next(sliced(booklet))
    laid = press.laid(first, press.shared(booklet))
    objects = laid.extent.objects / len(first) * len(booklet.bundles)
    files = math.ceil(objects / (ROOM * most))
    bundles = math.ceil(len(booklet.sheets) / booklet.n_up / files)
    starts = range(0, len(booklet.sheets), bundles * booklet.n_up)
    return [_part(booklet, start, bundles * booklet.n_up) for start in starts]


def _part(booklet: Booklet, start: int, count: int) -> Booklet:
    sheets = booklet.sheets
    count = min(count, len(sheets) - start)
    return replace(
        booklet,
        sheets=Sheets(count, lambda index: sheets[start + index]),
        whole=frozenset(place - start for place in booklet.whole if 0 <= place - start < count),
    )


def plates_of(
    materials: Iterable[Material], tools: LayoutTools, *, aside: bool = False
) -> Plates:
    """Return all blocks laid out: those that the store has, and the others anew.

    They are kept before this returns, unless that may be done aside.
    """
    return joined([_plates_of(material, tools, aside=aside) for material in materials])


def _plates_of(material: Material, tools: LayoutTools, *, aside: bool) -> Plates:
    store = tools.store
    if store is None:
        return typeset_by(material, tools.jobs, tools.process, tools.meanwhile)
    known, others = store.split(material)
    fresh = typeset_by(others, tools.jobs, tools.process, tools.meanwhile)
    if tools.process and aside and fresh.blocks:
        tools.process.aside(partial(store.keep, others, fresh))
    else:
        store.keep(others, fresh)
    plates = joined([known, fresh])
    # Always in this order, whichever were known: the press numbers what it draws by it.
    return replace(plates, blocks={name: plates.blocks[name] for name in material.blocks})


def _lines(
    plan: Plan, templates: TemplateFolders, layout: Layout, tools: LayoutTools
) -> LineRanges:
    """Return the lines of the passage's paragraphs, if lines are numbered."""
    if plan.passage is None or not plan.passage.line_numbers:
        return {}
    plates = plates_of([passage_material(plan, templates, layout, tools.kept)], tools)
    numbers = range(1, len(plan.passage.paragraphs) + 1)
    return line_ranges({n: plates.lines(paragraph_block(n)) for n in numbers})
