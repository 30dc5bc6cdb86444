"""Many versions of a bank, planned and laid out to test laws, letters and pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from quizgen.authoring.review_page import review_plan
from quizgen.bank.load import LoadedBank, load_bank
from quizgen.bank.print_settings import large_print_of
from quizgen.base.choices import QuestionOrder
from quizgen.base.data_class import dataclass
from quizgen.plan.invariants import broken_laws
from quizgen.plan.model import Plan, Version, with_versions
from quizgen.plan.request import Request
from quizgen.printing.bank_lines import at_lines, errors_at_lines
from quizgen.printing.html.run import KEYS, WORKSHEETS, make_blocks
from quizgen.printing.html.template_folders import TemplateFolders, template_folders
from quizgen.printing.lay_out import LaidOut, compose
from quizgen.printing.pdf.fit import LeavesColumnError
from quizgen.printing.pdf.measure import measure_files
from quizgen.printing.pdf.paginate import Heights, Placements, paginate
from quizgen.printing.pdf.press import Press
from quizgen.printing.pdf.typeset import typeset
from quizgen.printing.prepare import PassageRequest, prepare
from quizgen.printing.resolve_settings import folders_of
from quizgen.printing.sheets import Sheet

MOST_RUNS, VERSIONS_A_RUN = 10, 4
"""At most 10 runs, each with its own draw; at least 4 versions each, if asked for."""

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True)
class PageOfPaper:
    """A page of a paper: enough to print it again."""

    seed: str
    version: str
    page: int

    def __str__(self) -> str:
        return f"seed {self.seed}, version {self.version}, page {self.page}"


@dataclass(frozen=True)
class Filled:
    """How much of a page's column is used, and which question is the first after it."""

    share: float
    spot: PageOfPaper
    waiting: str | None = None
    """None on the last page with a question."""


@dataclass(frozen=True)
class Trial:
    """A run that was planned and laid out, and its results."""

    plan: Plan
    broken: tuple[str, ...]
    pages: tuple[Filled, ...]
    tall: Mapping[str, float]
    """The questions taller than a page, and their heights in pages."""
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Stressed:
    """All trials of a bank."""

    trials: tuple[Trial, ...]
    rest: Trial | None
    """The questions that no run drew, laid out once each in the bank's order."""
    large: "Trial | str | None"
    """All questions in large print, as a single student may have them, or why they do not fit.

    None where every student has large print: the trials are in it.
    """
    bank_size: int
    order: QuestionOrder
    warnings: tuple[str, ...]

    @property
    def is_broken(self) -> bool:
        """Whether a law was broken."""
        return any(trial.broken for trial in self.trials)

    @property
    def looked_at(self) -> tuple[Trial, ...]:
        """Every trial, that of the questions never drawn last."""
        return (*self.trials, *([self.rest] if self.rest else []))


def stress(
    path: Path, article: Path | None, versions: int, here: Path, tell: Progress
) -> Stressed:
    """Plan and lay out versions of a bank, in runs that draw different questions.

    The pages are composed and measured. Raises QuizgenError for a bank that cannot be printed.
    """
    with errors_at_lines(path):
        return _stressed(path, article, versions, here, tell)


def _stressed(
    path: Path, article: Path | None, versions: int, here: Path, tell: Progress
) -> Stressed:
    loaded, trials, warnings = load_bank(path), [], list[str]()
    templates = template_folders(here)
    sizes = run_sizes(versions)
    for number, size in enumerate(sizes, start=1):
        tell("Trying run", number, len(sizes))
        request = Request(versions=size, seed=f"stress-{number}")
        prepared = prepare(path, request, PassageRequest(article), {}, here)
        templates = folders_of(prepared.plan.settings, here)
        trials.append(tried(prepared.plan, templates))
        warnings += prepared.warnings
    drawn = {name for trial in trials for name in trial.plan.questions}
    rest = _rest(review_plan(loaded), drawn)
    return Stressed(
        tuple(trials),
        tried(rest, templates) if rest else None,
        _in_large_print(loaded, trials[0].plan, templates),
        len(loaded.bank.questions),
        loaded.bank.order,
        tuple(dict.fromkeys(warnings)),
    )


def run_sizes(versions: int) -> list[int]:
    """Return the number of versions of each run; the sum is `versions`."""
    runs = min(MOST_RUNS, max(1, versions // VERSIONS_A_RUN))
    each, more = divmod(versions, runs)
    return [each + (number < more) for number in range(runs)]


def _rest(plan: Plan, drawn: set[str]) -> Plan | None:
    """Return a plan without the questions that were drawn, if any are left."""
    [version] = plan.versions
    items = tuple(item for item in version.items if item.question not in drawn)
    left = {name: each for name, each in plan.questions.items() if name not in drawn}
    if not left:
        return None
    return with_versions(plan.model_copy(update={"questions": left}), [(version.name, items)])


def _in_large_print(
    loaded: LoadedBank, plan: Plan, templates: TemplateFolders
) -> Trial | str | None:
    """Try every question in large print, if the bank's own papers are not in it."""
    if plan.settings.large_print:
        return None
    settings = large_print_of(plan.settings)
    update = {"settings": settings, "passage": plan.passage}
    try:
        return tried(review_plan(loaded).model_copy(update=update), templates)
    except LeavesColumnError as error:
        return str(at_lines(error, loaded))


def tried(plan: Plan, templates: TemplateFolders) -> Trial:
    """Lay out a plan, and check its laws and its pages, as they are printed."""
    run = make_blocks(plan, templates)
    plates = typeset(run.materials)
    pages: list[Filled] = []
    tall: dict[str, float] = {}
    for version, sheet in zip(plan.versions, run.booklets[WORKSHEETS].sheets, strict=True):
        names = _questions_of(sheet, version)
        placed = paginate(sheet, plates.heights, plates.forms)
        column = PageColumn.of(sheet, plates.heights)
        pages += filled_pages(placed, column, names, plan.seed)
        tall |= tall_questions(names, column)
    laid_out = LaidOut(plan, run.booklets, Press(plates), plates.warnings)
    for ending in (WORKSHEETS, KEYS):
        pdf = compose(laid_out, ending)
        measure_files([pdf], [run.booklets[ending]], laid_out.press)
    return Trial(plan, tuple(broken_laws(plan)), tuple(pages), tall, plates.warnings)


def _questions_of(sheet: Sheet, version: Version) -> "VersionBlocks":
    items = [entry.block for entry in sheet.entries if entry.item]
    questions = [item.question for item in version.items]
    return VersionBlocks(version.name, dict(zip(items, questions, strict=True)))


@dataclass(frozen=True)
class VersionBlocks:
    """A version, and the question that each of its blocks prints."""

    version: str
    questions: Mapping[str, str]


@dataclass(frozen=True)
class PageColumn:
    """The range of heights for a sheet's text, and the heights of its blocks."""

    top: float
    bottom: float
    heights: Heights

    @classmethod
    def of(cls, sheet: Sheet, heights: Heights) -> "PageColumn":
        """Return the column between a sheet's running head and foot."""
        paper = sheet.paper
        head = heights[sheet.head.block][0] if sheet.head else 0
        foot = heights[sheet.foot.block][0]
        return cls(paper.top + head, paper.height - paper.bottom - foot, heights)

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.bottom - self.top


def tall_questions(names: VersionBlocks, column: PageColumn) -> dict[str, float]:
    """Return the questions that are taller than a page, and by how much: 1.5 pages."""
    pages = {
        question: sum(column.heights[block]) / column.height
        for block, question in names.questions.items()
    }
    return {question: tall for question, tall in pages.items() if tall > 1}


def filled_pages(
    pages: Sequence[Placements], column: PageColumn, names: VersionBlocks, seed: str
) -> Iterator[Filled]:
    """Yield how much of each page of a sheet is used."""
    for number, page in enumerate(pages, start=1):
        flow = [place for place in page if not place.furniture]
        if flow[0].entry.alone:  # a cover is no page to fill
            continue
        end = max(place.y + column.heights[place.entry.block][place.part] for place in flow)
        later = (place for after in pages[number:] for place in after)
        coming = (
            names.questions[place.entry.block]
            for place in later
            if place.entry.block in names.questions and place.part == 0
        )
        share = (end - column.top) / column.height
        yield Filled(share, PageOfPaper(seed, names.version, number), next(coming, None))
