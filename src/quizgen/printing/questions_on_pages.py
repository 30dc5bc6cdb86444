"""Where questions stand on printed pages: for a preview that is clicked on."""

from collections.abc import Iterator
from typing import NamedTuple

from quizgen.printing.bank_lines import BLOCK
from quizgen.printing.lay_out import LaidOut, single
from quizgen.printing.pdf.imposition import sides
from quizgen.printing.pdf.paginate import Page, pages_of
from quizgen.printing.pdf.press import Press
from quizgen.printing.sheets import Sheet


class OnPage(NamedTuple):
    """A rectangle of a question on a page, in points, y down from the top of the paper."""

    question: str
    left: float
    top: float
    width: float
    height: float


class PrintedPage(NamedTuple):
    """A page of a booklet: its size in points, and the questions on it."""

    width: float
    height: float
    questions: tuple[OnPage, ...]


def questions_on_pages(
    laid_out: LaidOut, booklet: str, sheet: int | None
) -> tuple[PrintedPage, ...]:
    """Return the pages of one of a booklet's sheets, or of all, as compose draws them."""
    own, press = laid_out.booklets[booklet], laid_out.press
    if sheet is not None:
        own = single(own, sheet)
    return tuple(page for bundle in own.bundles for page in _pages(bundle, press))


def _pages(bundle: tuple[Sheet, ...], press: Press) -> Iterator[PrintedPage]:
    paper = bundle[0].paper
    pages = [pages_of(sheet, press.heights, press.placing) for sheet in bundle]
    counts = [len(own) for own in pages] + [0] * (paper.n_up - len(pages))
    for side in sides(counts, duplex=paper.duplex):
        questions = (
            each
            for place, half in enumerate(side)
            if half
            for each in _on(
                pages[half[0]][half[1]], bundle[half[0]], press, place * paper.width
            )
        )
        yield PrintedPage(paper.width * paper.n_up, paper.height, tuple(questions))


def _on(page: Page, sheet: Sheet, press: Press, left: float) -> Iterator[OnPage]:
    for placed in page.placements:
        block = placed.entry.block
        owner = BLOCK.fullmatch(block)
        if owner and not placed.furniture and not owner["group"]:
            width = sheet.paper.inside if placed.entry.wide else sheet.paper.column
            height = press.heights[block][placed.part]
            name = owner["asked"] or owner["key"]
            yield OnPage(name, left + placed.x, placed.y, width, height)
