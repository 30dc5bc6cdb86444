"""One page of a scan, read: whose it is, and what is marked in its rows.

A reading is data that JSON holds. The pictures in it are JPEG in Base64: the name line, and
each row that the teacher is to see.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from quizgen.base.data_class import dataclass, replace
from quizgen.base.errors import QuizgenError
from quizgen.grading.scan.book import FoundPage, SheetBook
from quizgen.grading.scan.marks import Reason, drift, read_marks
from quizgen.grading.scan.pages import GreyPage, PageError, PageSource, grey_page
from quizgen.grading.scan.register import (
    MOST_BEND,
    MOST_ERROR,
    SEARCHED,
    Found,
    Registration,
    find_markers,
    register,
    shrunk,
)
from quizgen.grading.scan.symbol import read_symbol, straightened, symbols_anywhere
from quizgen.plan.answer_sheet import AnswerSheet, Row, SymbolText

if TYPE_CHECKING:
    from quizgen.grading.scan.pages import Grey

READER = 2
"""The number of the rules by which pages are read; it grows when they change."""

Status = Literal[
    "read", "no code", "no plan", "no markers", "two sheets", "no sheet", "empty", "unreadable"
]
"""What became of a page. The last three are rejected, those between wait for the teacher."""
REJECTED: tuple[Status, ...] = ("no sheet", "empty", "unreadable")

Shown = Reason | Literal["askew", "pale"]
"""Why a row is shown: also where a whole page may not be read by itself."""

_DENSITY = 5.0
"""Pixels in a millimetre of the pictures for the teacher."""
_QUALITY = 60
_BESIDE, _BEFORE, _ABOVE = 5.0, 13.0, 1.6
"""Millimetres shown around a row's bubbles: after, before (its number), above and below."""
_THUMB = 700
"""Pixels of the longer side of a page that is shown whole."""


class RowReading(NamedTuple):
    """A row: the values it seems to have, why it is shown, and its picture if it is."""

    chosen: tuple[str, ...]
    reason: Shown
    picture: str = ""


@dataclass(frozen=True)
class PageReading:
    """What was read of a page.

    plan is the digest of the plan by which it was read; student the place in it. matrix maps
    the sheet's millimetres to the page's pixels, row by row.
    """

    key: str
    source: str
    status: Status = "unreadable"
    message: str = ""
    plan: str = ""
    run: str = ""
    code: str = ""
    page: int = 0
    student: int | None = None
    rows: tuple[RowReading, ...] = ()
    matrix: tuple[float, ...] = ()
    name: str = ""
    """The picture of the name line."""
    whole: str = ""
    """The picture of the page, if it is not known whose it is."""
    is_bilevel: bool = False
    """Whether the scan is black and white, in which pencil vanishes."""
    typed: str = ""
    """What the teacher typed for it: its code, page and name, as SheetBook.typed takes it."""


def as_json(reading: PageReading) -> dict[str, Any]:
    """Return a reading as JSON has it."""
    return {"reader": READER, **asdict(reading)}


def from_json(data: Any) -> PageReading:
    """Return what as_json was given; raise ValueError, TypeError or KeyError for others."""
    content = dict(data)
    if content.pop("reader") != READER:
        raise ValueError("read by other rules")
    rows = tuple(
        RowReading(tuple(chosen), reason, picture)
        for chosen, reason, picture in content.pop("rows")
    )
    return PageReading(**{**content, "rows": rows, "matrix": tuple(content["matrix"])})


def read_page(source: PageSource, book: SheetBook, typed: str = "") -> PageReading:
    """Read a page; what was typed counts where its own code cannot be read."""
    import cv2

    blank = PageReading(source.key, str(source), typed=typed)
    try:
        return read_grey(grey_page(source), book, blank)
    except PageError as error:
        return replace(blank, message=str(error))
    # What nobody thought of ends one page, not a pile.
    except (OSError, ArithmeticError, ValueError, MemoryError, cv2.error) as error:
        return replace(blank, message=f"It cannot be read: {error}.")


def read_grey(page: GreyPage, book: SheetBook, blank: PageReading) -> PageReading:
    """Read a page; blank is its reading before, which says what it is called."""
    return _Reader(page, book, blank).reading()


class _Reader:
    """Reads one page."""

    def __init__(self, page: GreyPage, book: SheetBook, blank: PageReading) -> None:
        self.page, self.pixels, self.book, self.blank = page, page.pixels, book, blank
        self.small, self.by = shrunk(page.pixels, SEARCHED)

    def reading(self) -> PageReading:
        found = find_markers(self.pixels, self.small, self.by)
        if found.twice:
            return self._shown("two sheets", "More than one sheet is on this page.")
        layouts = list(self._registered(found))
        if not layouts:
            return self._unregistered(found)
        said = self._said(layouts)
        if not said and not self.blank.typed:
            return self._without_code(*layouts[0])
        try:
            at = self.book.find(said) if said else self.book.typed(self.blank.typed)
        except QuizgenError as error:
            if not said:
                return self._without_code(*layouts[0], str(error))
            return replace(self._shown("no plan", str(error)), code=said.code)
        registration = register(found, at.sheet, is_photo=self.page.is_photo)
        return self._read(at, registration or layouts[0][1], is_typed=not said)

    def _registered(self, found: Found) -> Iterator[tuple[AnswerSheet, Registration]]:
        """Yield the layouts that the markers fit, the best first."""
        fitting = [
            (sheet, registration)
            for sheet in self.book.layouts
            if (registration := register(found, sheet, is_photo=self.page.is_photo))
        ]
        yield from sorted(fitting, key=lambda each: each[1].error)

    def _said(self, layouts: Sequence[tuple[AnswerSheet, Registration]]) -> SymbolText | None:
        for sheet, registration in layouts:
            if said := read_symbol(self.pixels, registration, sheet):
                return said
        return None

    def _unregistered(self, found: Found) -> PageReading:
        """Return the reading of a page whose sheet cannot be placed, if there is one on it."""
        codes = symbols_anywhere(self.pixels)
        if len({said.code for said in codes}) > 1:
            return self._shown("two sheets", "More than one sheet is on this page.")
        if codes:
            why = "Its corners cannot be made out. Scan it again, or type its marks in."
            return replace(self._shown("no markers", why), code=codes[0].code)
        if len(found.corners) > 1:
            why = "Its corners and its code cannot be made out. Scan it again."
            return self._shown("no markers", why)
        if _is_blank(self.pixels):
            return replace(self.blank, status="empty", message="This page is empty.")
        return self._shown("no sheet", "This page is no answer sheet.")

    def _without_code(
        self,
        sheet: AnswerSheet,
        registration: Registration,
        why: str = "Its code cannot be read. Type the code that stands above.",
    ) -> PageReading:
        name = self._picture(registration, sheet.name_line)
        return replace(self._shown("no code", why), name=name)

    def _shown(self, status: Status, message: str) -> PageReading:
        """Return the reading of a page that the teacher sees whole."""
        small, _ = shrunk(self.pixels, _THUMB)
        return replace(self.blank, status=status, message=message, whole=_jpeg(small))

    def _read(
        self, at: FoundPage, registration: Registration, *, is_typed: bool
    ) -> PageReading:
        small, shrunken = self.small, registration.shrunk(self.by)
        read = read_marks(small, shrunken, at.sheet, at.page.rows)
        if read is None:
            rows = [RowReading((), "pale") for _ in at.page.rows]
        elif _is_askew(small, shrunken, at, is_typed=is_typed):
            rows = [RowReading(row.chosen, "askew") for row in read]
        else:
            rows = [RowReading(row.chosen, row.reason) for row in read]
        return replace(
            self.blank,
            status="read",
            plan=self.book.digests[at.plan.code],
            run=at.plan.code,
            code=at.version.code,
            page=at.page.number,
            student=at.student,
            rows=tuple(
                reading if reading.reason == "clear" else reading._replace(
                    picture=self._picture(registration, _box(row, at.sheet)))
                for row, reading in zip(at.page.rows, rows, strict=True)
            ),
            matrix=tuple(round(each, 6) for each in registration.matrix.ravel().tolist()),
            name=self._picture(registration, at.sheet.name_line),
            is_bilevel=self.page.is_bilevel,
        )  # fmt: skip

    def _picture(
        self, registration: Registration, box: tuple[float, float, float, float]
    ) -> str:
        return _jpeg(straightened(self.pixels, registration, box, _DENSITY))


def _is_askew(
    small: "Grey", registration: Registration, at: FoundPage, *, is_typed: bool
) -> bool:
    """Whether bubbles may not be where a registration has them, or a typed code another's."""
    if registration.error > MOST_ERROR:
        return True
    if registration.bend <= MOST_BEND and not is_typed:
        return False
    return drift(small, registration, at.sheet, at.page.rows) > MOST_ERROR


def _box(row: Row, sheet: AnswerSheet) -> tuple[float, float, float, float]:
    """Return the box of a row with its number: left, upper edge, width, height."""
    xs, ys = [each.x for each in row.bubbles], [each.y for each in row.bubbles]
    is_mirrored = len(xs) > 1 and xs[1] < xs[0]
    before, after = (_BESIDE, _BEFORE) if is_mirrored else (_BEFORE, _BESIDE)
    half = sheet.bubble / 2
    left, right = min(xs) - half - before, max(xs) + half + after
    upper, lower = min(ys) - half - _ABOVE, max(ys) + half + _ABOVE
    return left, upper, right - left, lower - upper


def _jpeg(pixels: "Grey") -> str:
    import cv2

    is_done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not is_done:
        raise QuizgenError("A picture of a row could not be made.")
    return b64encode(data.tobytes()).decode()


def _is_blank(pixels: "Grey") -> bool:
    """Whether a page has nothing on it, such as the back of a sheet."""
    import numpy as np

    thinned = pixels[::4, ::4]
    paper = float(np.median(thinned))
    return float((thinned < paper - 60).mean()) < 0.001
