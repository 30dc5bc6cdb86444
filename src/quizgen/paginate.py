"""Plates to placed pages: pure arithmetic, in points, y down from the top of the paper."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizgen.sheets import PAGE_SLOT, Entry, Paper, Sheet

Heights = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Placement:
    """One plate on a page; x and y are the upper left corner of its block."""

    block: str
    part: int
    x: float
    y: float
    slots: Mapping[str, str]
    item: bool = False
    furniture: bool = False
    """Whether it repeats on every page, and a reader aloud should pass it over."""


Page = tuple[Placement, ...]


def paginate(sheet: Sheet, heights: Heights, paper: Paper) -> tuple[Page, ...]:
    """Stack a sheet's plates down the column, each whole where a page can hold it.

    A block in several parts (it was taller than a page when it was typeset) flows from
    page to page, unless its parts together fit on one.
    """
    head = heights[sheet.head.block][0] if sheet.head else 0
    foot = heights[sheet.foot.block][0]
    column = _Column(paper, heights, paper.top + head, paper.height - paper.bottom - foot)
    for group in _groups(sheet.entries):
        column.add(group)
    return tuple(_furnished(column.pages, sheet, heights, paper))


def _groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield entries that must stay together: headings with what they head."""
    group: list[Entry] = []
    for entry in entries:
        group.append(entry)
        if not entry.with_next:
            yield group
            group = []
    if group:
        yield group


class _Column:
    """The flow of one sheet, page after page, filled between two heights."""

    def __init__(self, paper: Paper, heights: Heights, top: float, bottom: float) -> None:
        self.paper, self.heights, self.top, self.bottom = paper, heights, top, bottom
        self.pages: list[list[Placement]] = [[]]
        self.y = top

    def add(self, group: Sequence[Entry]) -> None:
        """Place a group on this page, or all of it on the next if it fits there better."""
        needed = sum(sum(self.heights[entry.block]) for entry in group)
        if needed > self.bottom - self.y and needed <= self.bottom - self.top:
            self._break(group[0])
        for entry in group:
            for part, height in enumerate(self.heights[entry.block]):
                if height > self.bottom - self.y:
                    self._break(entry)
                self._place(entry, part)

    def _break(self, entry: Entry) -> None:
        """Begin a page, unless this one is empty: what no page holds must stand somewhere."""
        if self.pages[-1]:
            self.pages.append([])
            self.y = self.top
            if entry.under:
                self._place(entry.under, 0, furniture=True)

    def _place(self, entry: Entry, part: int, *, furniture: bool = False) -> None:
        self.pages[-1].append(
            Placement(
                entry.block, part, self.paper.side, self.y, entry.slots, entry.item, furniture
            )
        )
        self.y += self.heights[entry.block][part]


def _furnished(
    pages: Sequence[list[Placement]], sheet: Sheet, heights: Heights, paper: Paper
) -> Iterator[Page]:
    """Yield each page with its running head and foot, counted."""
    foot_y = paper.height - paper.bottom - heights[sheet.foot.block][0]
    for number, page in enumerate(pages, start=1):
        counted = {PAGE_SLOT: sheet.page_text.format(page=number, pages=len(pages))}
        furniture = [
            Placement(entry.block, 0, paper.side, y, {**entry.slots, **counted}, furniture=True)
            for entry, y in ((sheet.head, paper.top), (sheet.foot, foot_y))
            if entry
        ]
        yield (*page, *furniture)
