"""Printed pages measured: no text leaves its block's column, and none is over another.

The rectangles are those that a PDF reader has for the glyphs, in points, y up from the foot of
the page (ISO 32000-1, 8.3.2.3). Blocks of a layout are measured before, when it is made; this
finds what only a finished page shows: a slot's own text, a style that moves things, a mistake
in placing blocks.
"""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.base.errors import QuizgenError, shown
from quizgen.printing.pdf.imposition import sides
from quizgen.printing.pdf.paginate import Page, pages_of
from quizgen.printing.pdf.press import Press
from quizgen.printing.sheets import Booklet, Sheet

OVERHANG = 3.0
"""By how much ink may leave its column: letters lean and swing out."""

LEAST_WIDTH = 12.0
"""Narrower texts may be marks on others, as vowel points are."""

OVER = 0.4
"""Texts that share this much of the smaller one's area are one over the other."""

ALIKE = 2.0
"""Text so many times as tall as another may be behind it, as the word COPY is."""


class Box(NamedTuple):
    """A rectangle on a page, in points, y up."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, other: "Box") -> bool:
        """Whether a text is in this box: between its sides, and on its height."""
        middle = (other.bottom + other.top) / 2
        return (
            self.left - OVERHANG <= other.left
            and other.right <= self.right + OVERHANG
            and self.bottom - 1 <= middle <= self.top + 1
        )

    def contains(self, other: "Box") -> bool:
        """Whether another rectangle is within this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )

    def is_over(self, other: "Box") -> bool:
        """Whether two texts, about as tall, are printed one over the other."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        if width <= 0 or height <= 0:
            return False
        low, tall = sorted((self.top - self.bottom, other.top - other.bottom))
        areas = ((each.right - each.left) * (each.top - each.bottom) for each in (self, other))
        return tall < ALIKE * low and width * height > OVER * min(areas)


class Measure:
    """Holds the pages of files, as they are read one after another, against their blocks."""

    def __init__(self, booklets: Iterable[Booklet], press: Press) -> None:
        self._pages = chain.from_iterable(page_boxes(booklet, press) for booklet in booklets)
        self._last: tuple[Any, int] = (None, -1)

    def check(self, pdf: Any, number: int, text_page: Any, title: str = "") -> None:
        """Measure a page, counted from 0, unless that is done: papers may share one.

        Pages come in their order. Raises QuizgenError for text that is not in its place.
        """
        if pdf is self._last[0] and number <= self._last[1]:
            return
        self._last = pdf, number
        name = f"page {number + 1}" + (f" ({title})" if title else "")
        boxes = next(self._pages)
        texts = list(text_boxes(text_page))
        for text in texts:
            if not _is_held(text, boxes) and not all(
                _is_held(sign, boxes) for sign in _signs(text_page, text)
            ):
                raise _misplaced(text_page, text, name, "leaves its column")
        for text in _printed_over(texts):
            raise _misplaced(text_page, text, name, "is printed over other text")


def measure_files(
    files: Iterable[Path | bytes], booklets: Iterable[Booklet], press: Press
) -> None:
    """Measure every page of some PDF files, which print the booklets."""
    import pypdfium2

    measure = Measure(booklets, press)
    for file in files:
        with pypdfium2.PdfDocument(file) as pdf:
            for number, page in enumerate(pdf):
                measure.check(pdf, number, page.get_textpage())


def page_boxes(booklet: Booklet, press: Press) -> Iterator[list[Box]]:
    """Yield the boxes of the blocks on each page of a booklet's file."""
    for bundle in booklet.bundles:
        paper = bundle[0].paper
        pages = [pages_of(sheet, press.heights, press.placing) for sheet in bundle]
        counts = [len(own) for own in pages] + [0] * (paper.n_up - len(pages))
        for side in sides(counts, duplex=paper.duplex):
            yield [
                box
                for place, half in enumerate(side)
                if half
                for box in _boxes(
                    pages[half[0]][half[1]], bundle[half[0]], press, place * paper.width
                )
            ]


def _boxes(page: Page, sheet: Sheet, press: Press, left: float) -> Iterator[Box]:
    paper = sheet.paper
    whole = {entry.block for entry in (sheet.head, sheet.foot) if entry}
    for place in page.placements:
        entry = place.entry
        is_wide = entry.wide or (place.furniture and entry.block in whole)
        width = place.width or (paper.inside if is_wide else paper.column)
        top = paper.height - place.y
        bottom = top - press.heights[entry.block][place.part]
        if place.width is None:
            bottom = max(paper.bottom, bottom)
        yield Box(left + place.x, bottom, left + place.x + width, top)


def text_boxes(text_page: Any) -> Iterator[Box]:
    """Yield the rectangle of each run of glyphs that a page shows."""
    from pypdfium2.raw import FPDFText_CountRects, FPDFText_GetRect

    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    for number in range(FPDFText_CountRects(text_page, 0, -1)):
        FPDFText_GetRect(text_page, number, left, top, right, bottom)
        yield Box(left.value, bottom.value, right.value, top.value)


def _is_held(text: Box, boxes: Sequence[Box]) -> bool:
    return any(box.holds(text) for box in boxes)


def _signs(text_page: Any, text: Box) -> Iterator[Box]:
    """Yield the boxes of a text's characters.

    A blank at a line's end may hang over it. Of a hyphen there PDFium makes a control character
    that is somewhere else.
    """
    from pypdfium2.raw import FPDFText_GetCharBox, FPDFText_GetUnicode

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for at in range(text_page.count_chars()):
        character = chr(FPDFText_GetUnicode(text_page, at))
        if character.isspace() or not character.isprintable():
            continue
        FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
        sign = Box(left.value, bottom.value, right.value, top.value)
        if text.contains(sign):
            yield sign


def _printed_over(texts: Sequence[Box]) -> Iterator[Box]:
    """Yield the texts that are printed over others."""
    above: list[Box] = []
    long = (text for text in texts if text.right - text.left >= LEAST_WIDTH)
    for text in sorted(long, key=lambda box: -box.top):
        above = [other for other in above if other.bottom < text.top]
        if any(other.is_over(text) for other in above):
            yield text
        above.append(text)


def _misplaced(text_page: Any, text: Box, page: str, what: str) -> QuizgenError:
    words = text_page.get_text_bounded(*text).strip()
    return QuizgenError(
        f"On {page}, '{shown(words)}' {what}. Nothing was written; the old files stay as they "
        "were. A look or style sheet of your own may move it there; otherwise this is a "
        "mistake in quizgen: please report it."
    )
