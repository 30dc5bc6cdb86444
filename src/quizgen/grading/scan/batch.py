"""A pile of scans, from files to results: what is clear is graded, the rest is asked about.

Pages in are pages graded, waiting and rejected, always. One bad page or file ends nothing.
"""

import json
import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.base.data_class import dataclass, replace
from quizgen.base.errors import QuizgenError
from quizgen.base.files import Batch, replacing
from quizgen.base.signals import deferred, leave_to_caller
from quizgen.base.words import and_list, counted
from quizgen.grading.grade import PLAN_FILE, RESULTS_FILE, WRITTEN, Graded, Slips, files_of
from quizgen.grading.marks_table import Paper, read_marks
from quizgen.grading.results import Result, results_of, run_title
from quizgen.grading.scan.book import SheetBook
from quizgen.grading.scan.copies import FILE as COPIES_FILE
from quizgen.grading.scan.copies import CopyPage, copies, write_copies
from quizgen.grading.scan.decisions import (
    FILE as DECISIONS_FILE,
)
from quizgen.grading.scan.decisions import (
    Kept,
    decisions_json,
    latest,
    read_decisions,
    standing,
)
from quizgen.grading.scan.libraries import refuse_without_libraries
from quizgen.grading.scan.pages import PageError, PageSource, pages_of, scans_in
from quizgen.grading.scan.papers import Assembled, ScannedPaper, assembled, beside, paper_of
from quizgen.grading.scan.reading import PageReading, RowReading, read_page
from quizgen.grading.scan.review import FILE as REVIEW_FILE
from quizgen.grading.scan.review import Pile, questions_of, review_html
from quizgen.grading.scan.store import ReadingStore, is_kept_reading
from quizgen.grading.score import Corrections
from quizgen.plan.model import Plan, dump_plan
from quizgen.plan.read import parse_plan

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

TABLES = (".csv", ".xlsx")
WORTH_HELP = 16
"""Fewer pages are read before another process has begun."""
AHEAD = 4
"""So many pages each other process is asked for ahead."""
MOST_NAMED = 12
_DECISIONS = f"{Path(DECISIONS_FILE).stem}*.json"
_VANISHED = ("blank", "doubtful", "erased")

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True)
class Papers:
    """What there is to grade: files of scans, folders of them, tables, decisions."""

    scans: tuple[Path, ...]
    tables: tuple[Path, ...]
    decisions: tuple[Path, ...]

    @classmethod
    def of(cls, paths: Iterable[Path]) -> "Papers":
        """Sort files by their endings; what is none of the others is a scan."""
        given = list(paths)
        tables = tuple(path for path in given if path.suffix.casefold() in TABLES)
        decisions = tuple(path for path in given if path.suffix.casefold() == ".json")
        scans = tuple(path for path in given if path not in {*tables, *decisions})
        return cls(scans, tables, decisions)


@dataclass(frozen=True)
class GradedRun:
    """The results of one run, and where they are."""

    plan: Plan
    graded: Graded


@dataclass(frozen=True)
class GradedPile:
    """What became of a pile: each page's fate, the results of each run, the page to decide on.

    pages is the sum of graded, waiting and rejected.
    """

    pages: int
    graded: int
    waiting: int
    rejected: int
    again: int
    """How many of the pages had been read by an earlier call."""
    questions: int
    """How many things the review page asks: rows, codes, sheets that are there twice."""
    runs: tuple[GradedRun, ...]
    review: Path
    warnings: tuple[str, ...]


def grade_pile(
    plans: Sequence[Plan],
    papers: Papers,
    corrections: Callable[[Sequence[Plan]], Mapping[str, Corrections]],
    folder: Path,
    *,
    slips: Slips | None = None,
    marked_copies: bool = False,
    jobs: int = 1,
    progress: Progress,
) -> GradedPile:
    """Read scans, apply what was decided, and write results and the review page into a folder.

    Pages that were read before, into the same folder, are not read again. Raises QuizgenError
    where the libraries for scans are missing, where no plan has answer sheets, or where the
    folder cannot be written.
    """
    refuse_without_libraries()
    _refuse_missing(papers)
    known, warnings = _told_apart(plans)
    book = SheetBook(known)
    if not book.layouts:
        raise QuizgenError(
            warnings[0]
            if warnings
            else "None of these plans has answer sheets. Print them with quizgen make "
            "--answer-sheet, or type the marks: quizgen mark"
        )
    if len(book.plans) > 1 and papers.tables:
        raise QuizgenError("A table of marks is of one plan. Name it: --plan FILE.")
    # Before anything is read, since an id may be mistyped.
    wanted = _Wanted(folder, corrections(known), slips, marked_copies)
    given = [*_kept_decisions(folder), *papers.decisions]
    kept = latest(map(read_decisions, given))
    pile = _Pile(book, ReadingStore(folder, book.digests), kept, jobs, progress)
    pile.warnings += warnings
    return pile.written(pile.read(papers.scans), papers, wanted)


def _refuse_missing(papers: Papers) -> None:
    """Refuse what is mistyped, and decisions alone."""
    for path in (*papers.scans, *papers.tables, *papers.decisions):
        if not path.exists():
            raise QuizgenError(f"There is no file {path}.")
    if not papers.scans and not papers.tables:
        raise QuizgenError("Name the scans too, which these decisions are about.")


def _told_apart(plans: Sequence[Plan]) -> tuple[list[Plan], list[str]]:
    """Return the plans whose codes are their own, and a warning for each code of several."""
    by_code: dict[str, list[Plan]] = {}
    for plan in plans:
        own = by_code.setdefault(plan.code, [])
        if plan not in own:
            own.append(plan)
    warnings = [
        f"Two plans have the code {code}, so their sheets cannot be told apart, and wait. "
        "Name one of the plans: --plan FILE."
        for code, several in by_code.items()
        if len(several) > 1
    ]
    return [several[0] for several in by_code.values() if len(several) == 1], warnings


def _run_in(folder: Path) -> str:
    """Return the code of the run whose results are in a folder; "" where there are none."""
    try:
        return str(json.loads((folder / PLAN_FILE).read_bytes())["code"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _kept_decisions(folder: Path) -> list[Path]:
    """Return the decisions in a folder; browsers number what is saved twice."""
    return sorted(folder.glob(_DECISIONS))


def _is_written(path: Path) -> bool:
    """Whether a file is of an earlier call: results may be in the folder of their scans."""
    names = (*WRITTEN, COPIES_FILE, REVIEW_FILE, _DECISIONS)
    if not any(fnmatch(path.name, name) for name in names):
        return is_kept_reading(path)
    return any((path.parent / name).exists() for name in (RESULTS_FILE, REVIEW_FILE))


@dataclass(frozen=True)
class _Wanted:
    """What is to be written, and where."""

    folder: Path
    corrections: Mapping[str, Corrections]
    """By the run's code."""
    slips: Slips | None
    marked_copies: bool


class _Pile:
    """Reads a pile, and writes what comes of it."""

    def __init__(
        self,
        book: SheetBook,
        store: ReadingStore,
        kept: Kept,
        jobs: int,
        progress: Progress,
    ) -> None:
        self.book, self.store = book, store
        self.kept, self.decisions = kept, standing(kept)
        self.jobs, self.progress = jobs, progress
        self.again = 0
        self.copies = 0
        self.warnings: list[str] = []
        self.sources: dict[str, PageSource] = {}
        self.unstored: dict[str, PageReading] = {}
        """Files that are no scans."""

    def read(self, paths: Iterable[Path]) -> dict[str, PageReading]:
        """Return the readings of all pages, by key in the pile's order, without pictures."""
        readings: dict[str, PageReading | None] = {}
        missing: list[PageSource] = []
        for source in self._sources(paths):
            if isinstance(source, PageReading):
                readings[source.key] = self.unstored[source.key] = source
            elif source.key in readings:
                self.copies += 1
                self.warnings.append(f"{source}: the same picture is in the pile twice.")
            else:
                self.sources[source.key] = source
                kept = self.store.find(source, self._typed(source.key))
                readings[source.key] = kept and _bare(kept)
                self.again += kept is not None
                if kept is None:
                    missing.append(source)
        for reading in self._readings(missing):
            readings[reading.key] = _bare(reading)  # rows of another process are no known ones
        self._warn_of_others(readings.keys())
        return {key: reading for key, reading in readings.items() if reading}

    def _warn_of_others(self, keys: Collection[str]) -> None:
        """Say that pages of an earlier call are not among these, and so not in the results."""
        if others := self.store.keys() - {*keys}:
            self.warnings.append(
                f"{counted(len(others), 'page')} that {'was' if len(others) == 1 else 'were'} "
                f"read into {self.store.folder.parent} before are not among these scans, and "
                "not in the results. Name all scans of a run at once."
            )

    def _typed(self, key: str) -> str:
        """Return what was typed for a page as SheetBook.typed takes it; "" without a code."""
        code, page, name = (
            decision.value if (decision := self.decisions.get(f"{key}/{what}")) else ""
            for what in ("code", "page", "name")
        )
        code, _, own = code.partition("/")
        return f"{code}/{own or page}/{name}".rstrip("/") if code else ""

    def _sources(self, paths: Iterable[Path]) -> Iterator[PageSource | PageReading]:
        """Yield the pages of all files, and a rejected one for each file that is no scan."""
        named = [*paths]
        for number, path in enumerate(scans_in(named, self.store.folder.parent)):
            key, is_written = f"file-{number}", _is_written(path)
            if is_written and path in named:
                told = "quizgen grade wrote it, and it is no scan."
                yield PageReading(key, path.name, "unreadable", told)
            elif not is_written:
                try:
                    yield from pages_of(path)
                except PageError as error:
                    yield PageReading(key, path.name, "unreadable", str(error))

    def _readings(self, sources: Sequence[PageSource]) -> Iterator[PageReading]:
        """Yield the readings of pages, which are kept, in the order in which they are done."""
        total = len(sources)
        tasks = ((source, self._typed(source.key)) for source in sources)
        helpers = min(self.jobs - 1, total // WORTH_HELP)
        reader = _Reader(self.book, self.store)
        _alone()
        with _helped(reader, helpers) as ask:
            for done, reading in enumerate(_shared(tasks, reader, ask, AHEAD * helpers)):
                self.progress("Reading scans", done + 1, total)
                yield reading

    def written(
        self, readings: Mapping[str, PageReading], papers: Papers, wanted: _Wanted
    ) -> GradedPile:
        """Write the results of a pile, and return what became of it."""
        with replacing(wanted.folder) as batch:
            # Reading may have taken long, and the teacher may have decided meanwhile.
            self.kept = latest(
                [self.kept, *map(read_decisions, _kept_decisions(wanted.folder))]
            )
            self.decisions = standing(self.kept)
            found = assembled(readings.values(), self.book, self.decisions)
            self._warn(readings.values(), found)
            graded = list(self._papers(found, papers))
            self._warn_of_idle(wanted.corrections, [plan for plan, *_ in graded])
            folders = self._folders([plan for plan, *_ in graded], wanted.folder)
            runs = tuple(self._run(*each, wanted, folders, batch) for each in graded)
            review = wanted.folder / REVIEW_FILE
            pile = Pile(readings, found, self.book, self.kept, self.copies)
            with batch.create(review) as file:
                for piece in review_html(pile, self._pictured(readings)):
                    file.write(piece.encode())
            if self.kept:
                file = batch.create(wanted.folder / DECISIONS_FILE)
                file.write(decisions_json(self.kept))
        fates = list(found.fates.values())
        return GradedPile(
            len(fates) + self.copies,
            fates.count("graded"),
            fates.count("waiting"),
            fates.count("rejected") + self.copies,
            self.again,
            questions_of(pile),
            runs,
            review,
            tuple(self.warnings),
        )  # fmt: skip

    def _papers(
        self, found: Assembled, papers: Papers
    ) -> Iterator[tuple[Plan, list[ScannedPaper], list[Paper]]]:
        """Yield the papers of each plan as scanned, then with what was typed, in this order."""
        for plan in self.book.plans.values():
            typed = [read_marks(path, plan) for path in papers.tables]
            self.warnings += [told for each in typed for told in each.warnings]
            scanned = [
                each for each in found.papers if each.first.code.startswith(f"{plan.code}-")
            ]
            read = [paper_of(each, self.book) for each in scanned]
            own = []
            for paper, warning in beside(read, chain(*(each.papers for each in typed))):
                own.append(paper)
                self.warnings += [warning] if warning else []
            if own:
                self._warn_of_missing(plan, own)
            if own or len(self.book.plans) == 1:
                yield plan, scanned, own

    def _folders(self, plans: Sequence[Plan], folder: Path) -> dict[str, Path]:
        """Return where the results of each run go; warn of older ones elsewhere.

        Several runs have a folder each. One that is alone has the folder itself, whichever
        plans are known, unless it had its own before, or the folder has another's results.
        """
        there = _run_in(folder)
        several = len(plans) > 1 or not {there} <= {"", *(plan.code for plan in plans)}
        folders = {
            plan.code: own if several or _run_in(own) else folder
            for plan in plans
            for own in (folder / plan.code,)
        }
        if there in folders and folders[there] != folder:
            self.warnings.append(
                f"{folder / RESULTS_FILE} is of an earlier call. The results of {there} "
                f"are now in {folders[there]}."
            )
        return folders

    def _run(
        self,
        plan: Plan,
        scanned: Sequence[ScannedPaper],
        papers: Sequence[Paper],
        wanted: _Wanted,
        folders: Mapping[str, Path],
        batch: Batch,
    ) -> GradedRun:
        """Write the results of one run."""
        folder = folders[plan.code]
        corrections = wanted.corrections[plan.code]
        results = results_of(plan, papers, corrections)
        told: list[str] = []
        files = []
        for name, data in files_of(results, told, wanted.slips):
            files.append(folder / name)
            batch.create(folder / name).write(data)
        if wanted.marked_copies:
            files.append(folder / COPIES_FILE)
            pages = self._copy_pages(zip(scanned, results.results, strict=False))
            with batch.create(folder / COPIES_FILE) as file:
                write_copies(copies(pages, corrections), run_title(plan), file)
        return GradedRun(plan, Graded(results, tuple(files), tuple(told)))

    def _copy_pages(self, papers: Iterable[tuple[ScannedPaper, Result]]) -> Iterator[CopyPage]:
        for paper, result in papers:
            for number, page in sorted(paper.pages.items()):
                kept = self.store.kept(page.key)
                if kept is not None:
                    source, at = self.sources[page.key], page.found(self.book)
                    is_first = number == min(paper.pages)
                    yield CopyPage(source, kept.matrix, page, at, result, is_first)

    def _warn(self, readings: Iterable[PageReading], found: Assembled) -> None:
        """Say what is wrong with pages and files."""
        pale = 0
        for reading in readings:
            if reading.is_bilevel and any(row.reason in _VANISHED for row in reading.rows):
                pale += 1
            if reading.message and found.fates[reading.key] != "graded":
                self.warnings.append(f"{reading.source}: {reading.message}")
        if pale:
            self.warnings.append(
                f"{counted(pale, 'page')} with rows to decide: scanned in black and white, in "
                "which pencil vanishes. Scan in grey, at 200 dpi."
            )
        joined = [each for each in found.papers if len(each.pages) > 1 and each.is_nameless]
        if joined:
            self.warnings.append(
                f"{counted(len(joined), 'sheet')} of several pages without a printed name: "
                "pages that follow one another were taken for one. Check that none is missing."
            )
        for paper in found.papers:
            wanted = {page.number for page in paper.first.found(self.book).sheet.pages}
            if missing := sorted(wanted - paper.pages.keys()):
                pages = ", ".join(map(str, missing))
                first = paper.first
                self.warnings.append(
                    f"{first.source} ({first.code}): page {pages} of this sheet is missing."
                )

    def _warn_of_idle(
        self, corrections: Mapping[str, Corrections], plans: Sequence[Plan]
    ) -> None:
        """Name the questions that are corrected, and that no run in the pile asks."""
        corrected = {
            name
            for each in corrections.values()
            for name in (*each.dropped, *each.full_marks, *each.accepted)
        }
        if idle := sorted(corrected.difference(*(plan.questions for plan in plans))):
            self.warnings.append(
                f"No sheet among these is of a run with {and_list(idle)}: what was said of it "
                "changes nothing."
            )

    def _warn_of_missing(self, plan: Plan, papers: Sequence[Paper]) -> None:
        """Name the students of a class who have no paper."""
        there = {(paper.version, paper.name) for paper in papers}
        missing = [
            student.name
            for student in plan.students
            if (student.version, student.name) not in there
        ]
        if missing:
            named = "; ".join(missing[:MOST_NAMED])
            others = len(missing) - MOST_NAMED
            more = f" and {counted(others, 'other')}" if others > 0 else ""
            told = (
                f"{plan.code}: {counted(len(missing), 'student')} of the class without a sheet"
            )
            self.warnings.append(f"{told}: {named}{more}.")

    def _pictured(self, readings: Mapping[str, PageReading]) -> Callable[[str], PageReading]:
        """Return what gives a page's reading with its pictures; it remembers the last."""
        last: list[PageReading] = []

        def pictured(key: str) -> PageReading:
            if key in self.unstored:
                return self.unstored[key]
            if not last or last[0].key != key:
                last[:] = [self.store.kept(key) or readings[key]]
            return replace(last[0], source=readings[key].source)

        return pictured


_row = lru_cache(10_000)(RowReading)
"""Rows without a picture, each different one once in memory."""


def _bare(reading: PageReading) -> PageReading:
    """Return a reading without its pictures: there may be very many."""
    rows = tuple(_row(row.chosen, row.reason) for row in reading.rows)
    return replace(reading, rows=rows, name="", whole="", matrix=())


# Processes that read

_Task = tuple[PageSource, str]
_reader: list["_Reader"] = []


@dataclass(frozen=True)
class _Reader:
    """Reads pages and keeps what was read, so that no other process has to."""

    book: SheetBook
    store: ReadingStore

    def read(self, task: _Task) -> PageReading:
        """Return the reading of a page, without pictures."""
        source, typed = task
        reading = read_page(source, self.book, typed)
        self.store.keep(reading)
        return _bare(reading)


def _begin(plans: Sequence[bytes], folder: Path) -> None:
    """Make a process ready. Ctrl-C and the like are for the process that it helps."""
    leave_to_caller()
    _alone()
    book = SheetBook([parse_plan(plan, "the plan") for plan in plans])
    _reader[:] = [_Reader(book, ReadingStore(folder, book.digests))]


def _alone() -> None:
    """Let OpenCV use one thread: processes share the machine."""
    import cv2

    cv2.setNumThreads(1)


def _read(task: _Task) -> PageReading:
    return _reader[0].read(task)


_Ask = Callable[[_Task], "Future[PageReading]"]


@contextmanager
def _helped(reader: _Reader, helpers: int) -> Iterator[_Ask | None]:
    """Give a function that has a page read by one of so many other processes."""
    if not helpers:
        yield None
        return
    from concurrent.futures.process import BrokenProcessPool

    with _pool(reader, helpers) as pool:

        def ask(task: _Task) -> "Future[PageReading]":
            with deferred():  # a process that begins here would tell if it were cut off
                return pool.submit(_read, task)

        try:
            yield ask
        except BrokenProcessPool:
            raise QuizgenError(
                "A process that helped to read ended before its time; perhaps memory ran out. "
                "What was read is kept: try it again with --jobs 1."
            ) from None


@contextmanager
def _pool(reader: _Reader, helpers: int) -> Iterator["ProcessPoolExecutor"]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    plans = [dump_plan(plan) for plan in reader.book.plans.values()]
    given = plans, reader.store.folder.parent
    pool = ProcessPoolExecutor(
        helpers, get_context("spawn"), initializer=_begin, initargs=given
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _shared(
    tasks: Iterable[_Task], reader: _Reader, ask: _Ask | None, ahead: int
) -> Iterator[PageReading]:
    """Yield readings as they are done: others are asked for so many ahead, and this one reads.

    It has its libraries before a process that begins has its own.
    """
    asked: deque[Future[PageReading]] = deque()
    for task in tasks:
        while asked and asked[0].done():
            yield asked.popleft().result()
        if ask and len(asked) < ahead:
            asked.append(ask(task))
        else:
            yield reader.read(task)
    while asked:
        yield asked.popleft().result()


def processors() -> int:
    """Return how many processes can work at once."""
    return (
        len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1
    )
