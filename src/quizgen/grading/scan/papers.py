"""From pages that were read to papers: whose pages belong together, and what waits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import Literal

from quizgen.bank.kinds.shapes import Part
from quizgen.base.data_class import dataclass, field
from quizgen.grading.marks_table import Paper
from quizgen.grading.responses import Given, Response, asked_letters, letters_of
from quizgen.grading.scan.book import NAMELESS, FoundPage, SheetBook, folded_name
from quizgen.grading.scan.decisions import Decisions, row_name
from quizgen.grading.scan.reading import REJECTED, PageReading
from quizgen.plan.answer_sheet import Row
from quizgen.plan.sheet_code import run_of

Fate = Literal["graded", "waiting", "rejected"]
"""What became of a page; every page has one."""

Values = tuple[str, ...] | None
"""What a row says; None while it waits."""


@dataclass
class ScannedPage:
    """A page of a known sheet, and what its rows say. student is the place in the plan."""

    key: str
    source: str
    code: str
    number: int
    student: int | None
    printed_student: int | None
    """The student whom its symbol names; a name may also have been typed."""
    values: tuple[Values, ...]
    typed_name: str = ""
    is_twice: bool = False
    """Whether the same page of the same student is in the pile once more."""

    @property
    def is_waiting(self) -> bool:
        """Whether the teacher has to decide something of it."""
        return self.is_twice or None in self.values

    def found(self, book: SheetBook) -> FoundPage:
        """Return where it has what."""
        return book.page_of(self.code, self.printed_student, self.number)


@dataclass
class ScannedPaper:
    """The pages of one student's sheet, by their numbers."""

    pages: dict[int, ScannedPage] = field(default_factory=dict)

    @property
    def first(self) -> ScannedPage:
        """The page that tells whose it is."""
        return self.pages[min(self.pages)]

    @property
    def is_nameless(self) -> bool:
        """Whether nothing tells that its pages belong together but their order."""
        return self.first.printed_student is None


@dataclass
class Assembled:
    """All pages of a pile: their papers, and what became of each."""

    papers: list[ScannedPaper] = field(default_factory=list)
    twice: list[list[ScannedPage]] = field(default_factory=list)
    """Pages of one student's sheet that are there more than once."""
    fates: dict[str, Fate] = field(default_factory=dict)
    """By the page's key."""


def assembled(
    readings: Iterable[PageReading], book: SheetBook, decisions: Decisions
) -> Assembled:
    """Return the papers of a pile of pages, which come in its order.

    Pages of a named sheet belong together wherever they are. Without a printed name, a page
    goes with the one before it if that is of the same version and the page before in the
    sheet; empty backs between them do not matter. A name that was typed is that of them all.
    """
    found = Assembled()
    named: dict[tuple[str, int], list[ScannedPage]] = {}
    loose: list[ScannedPaper] = []
    last: ScannedPaper | None = None
    for reading in readings:
        page = None
        if _is_out(reading, decisions) or reading.status in REJECTED:
            found.fates[reading.key] = "rejected"
        elif reading.status != "read":
            found.fates[reading.key] = "waiting"
        else:
            page = _page(reading, book, decisions)
        if page is None:
            last = last if reading.status == "empty" else None
        elif page.printed_student is not None:
            last = None
            named.setdefault((reading.run, page.printed_student), []).append(page)
        elif last and _continues(last, page):
            last.pages[page.number] = page
        else:
            last = ScannedPaper({page.number: page})
            loose.append(last)
    found.papers += _unnamed(loose, named)
    found.papers += [_named(pages, found) for pages in named.values()]
    for paper in found.papers:
        _open_too_many(paper, book)
    pages = [page for paper in found.papers for page in paper.pages.values()]
    for page in (*pages, *chain.from_iterable(found.twice)):
        found.fates[page.key] = "waiting" if page.is_waiting else "graded"
    return found


def _open_too_many(paper: ScannedPaper, book: SheetBook) -> None:
    """Let rows of points wait that are together more than their part has: 20 and 8 of 25."""
    parts = book.parts(paper.first.code)
    sums: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for page in paper.pages.values():
        for row, values in zip(page.found(book).page.rows, page.values, strict=True):
            if row.mode == "points" and values:
                sums[row.question, row.part] += sum(map(Fraction, values))
    above = {(name, part) for (name, part), points in sums.items()
             if points > parts[name][part].points}  # fmt: skip
    for page in paper.pages.values() if above else ():
        page.values = tuple(
            None if row.mode == "points" and (row.question, row.part) in above else values
            for row, values in zip(page.found(book).page.rows, page.values, strict=True)
        )


def _is_out(reading: PageReading, decisions: Decisions) -> bool:
    decision = decisions.get(f"{reading.key}/out")
    return decision is not None and decision.value == "yes"


def _continues(paper: ScannedPaper, page: ScannedPage) -> bool:
    if paper.first.code != page.code or page.number != max(paper.pages) + 1:
        return False
    names = {folded_name(each.typed_name) for each in (*paper.pages.values(), page)}
    return len(names - {""}) < 2


def _unnamed(
    loose: Iterable[ScannedPaper], named: dict[tuple[str, int], list[ScannedPage]]
) -> Iterator[ScannedPaper]:
    """Yield the papers of no known student; add the pages of others to named."""
    for paper in loose:
        _name_all(paper)
        if paper.first.student is None:
            yield paper
        else:
            key = run_of(paper.first.code), paper.first.student
            named.setdefault(key, []).extend(paper.pages.values())


def _name_all(paper: ScannedPaper) -> None:
    """Give all pages of a sheet the name that was typed for one of them."""
    typed = next((page for page in paper.pages.values() if page.typed_name), paper.first)
    for page in paper.pages.values():
        page.student, page.typed_name = typed.student, typed.typed_name


def _named(pages: Sequence[ScannedPage], found: Assembled) -> ScannedPaper:
    """Return a named student's paper; of a page that is there twice no copy counts yet."""
    paper = ScannedPaper()
    by_number: dict[int, list[ScannedPage]] = {}
    for page in pages:
        by_number.setdefault(page.number, []).append(page)
    for number, copies in by_number.items():
        paper.pages[number] = copies[0]
        if len(copies) > 1:
            found.twice.append(copies)
            for copy in copies:
                copy.is_twice = True
    return paper


def _page(reading: PageReading, book: SheetBook, decisions: Decisions) -> ScannedPage:
    """Return a page that was read, with what was decided of it."""
    said = decisions.get(f"{reading.key}/name")
    name = " ".join(said.value.split()) if said else ""
    name = "" if name == NAMELESS else name
    at = book.page_of(reading.code, reading.student, reading.page)
    values = tuple(
        _values(row, reading, place, decisions) for place, row in enumerate(at.page.rows)
    )
    student = reading.student
    if student is None and name:
        student = _student_called(name, at)
    return ScannedPage(
        reading.key, reading.source, reading.code, reading.page, student, reading.student,
        values, name,
    )  # fmt: skip


def _student_called(name: str, at: FoundPage) -> int | None:
    """Return the place of the student who has a page's version and this name."""
    for place, student in enumerate(at.plan.students):
        if student.version == at.version.name and folded_name(student.name) == folded_name(
            name
        ):
            return place
    return None


def _values(row: Row, reading: PageReading, place: int, decisions: Decisions) -> Values:
    """Return what a row says: what was decided, or else what is clear."""
    known = [bubble.value for bubble in row.bubbles]
    decision = decisions.get(row_name(reading.key, row))
    if decision is not None:
        chosen = tuple(decision.value.split())
        return chosen if _fits(row, chosen, known) else None
    found = reading.rows[place]
    return found.chosen if found.reason == "clear" else None


def _fits(row: Row, chosen: Sequence[str], known: Sequence[str]) -> bool:
    """Whether a decision is one of those that a row leaves; points are never left out."""
    if not set(chosen) <= set(known) or len(set(chosen)) < len(chosen):
        return False
    return row.mode == "many" or len(chosen) == 1 or (row.mode == "one" and not chosen)


# Responses


def paper_of(scanned: ScannedPaper, book: SheetBook) -> Paper:
    """Return a paper with what was marked on it; what waits has no answer."""
    first = scanned.first
    at = first.found(book)
    plan, version = at.plan, at.version
    parts = book.parts(first.code)
    rows: dict[tuple[str, int], list[tuple[Row, Values]]] = {}
    for page in scanned.pages.values():
        for row, values in zip(page.found(book).page.rows, page.values, strict=True):
            said = None if page.is_twice else values
            rows.setdefault((row.question, row.part), []).append((row, said))
    for missing in at.sheet.pages:
        if missing.number not in scanned.pages:  # what it has of a part waits
            for row in missing.rows:
                rows.setdefault((row.question, row.part), []).append((row, None))
    responses = {name: _response(name, own, rows) for name, own in parts.items()}
    if first.student is None:
        name = first.typed_name or first.source
        return Paper(version.code, version.name, name, responses=responses)
    student = plan.students[first.student]
    return Paper(
        version.code,
        version.name,
        student.name,
        student.id or "",
        student.class_name or "",
        responses,
    )


def _response(
    question: str,
    parts: Sequence[Part],
    rows: Mapping[tuple[str, int], Sequence[tuple[Row, Values]]],
) -> Response:
    givens = tuple(
        _given(rows.get((question, number), ()), part) for number, part in enumerate(parts)
    )
    return () if all(given == Given() for given in givens) else _once(givens)


@lru_cache(10_000)
def _once(response: Response) -> Response:
    """Return a response, each different one once in memory: there are few, and many papers."""
    return response


def _given(rows: Sequence[tuple[Row, Values]], part: Part) -> Given:
    """Return what the rows of a part say of it; Given() while one waits."""
    ordered = sorted(rows, key=lambda each: each[0].place)
    known = [values for _, values in ordered if values is not None]
    if not rows or len(known) < len(rows):
        return Given()
    if not letters_of(part):
        return Given(
            points=sum((Fraction(each) for values in known for each in values), Fraction())
        )
    if asked_letters(part) is None:
        return Given(known[0])
    return Given(tuple(values[0] if values else "" for values in known))


def beside(scanned: Sequence[Paper], typed: Iterable[Paper]) -> Iterator[tuple[Paper, str]]:
    """Yield papers with what was typed of them, and a warning where it contradicts the scan.

    A row of the table belongs to the paper of its version with its name; others are papers of
    their own, if anything is typed there. What was typed counts.
    """
    rows: dict[tuple[str, str], Paper] = {}
    spare = []
    for row in typed:
        key = row.version, folded_name(row.name)
        if key in rows or not row.name:
            spare.append(row)
        else:
            rows[key] = row
    for paper in scanned:
        own = rows.pop((paper.version, folded_name(paper.name)), None)
        yield _joined(paper, own) if own else (paper, "")
    for row in (*rows.values(), *spare):
        if any(row.responses.values()):
            yield row, ""


def _joined(paper: Paper, row: Paper) -> tuple[Paper, str]:
    responses = dict(paper.responses)
    unlike = []
    for name, typed in row.responses.items():
        read = responses.get(name, ())
        if not typed:
            continue
        responses[name] = tuple(
            new if new != Given() else old
            for old, new in zip(read or (Given(),) * len(typed), typed, strict=True)
        )
        if any(old not in (Given(), new) for old, new in zip(read, typed, strict=False)):
            unlike.append(name)
    warning = ""
    if unlike:
        warning = (
            f"{paper.name}: the table says otherwise than the sheet on {', '.join(unlike)}. "
            "The table counts."
        )
    return (
        Paper(paper.code, paper.version, paper.name, paper.id, paper.class_name, responses),
        warning,
    )
