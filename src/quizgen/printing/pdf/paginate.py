"""Plates to placed pages: pure arithmetic, in points, y down from the top of the paper."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from quizgen.bank.paper import Paper
from quizgen.printing.pdf.plate import TableShape
from quizgen.printing.sheets import LINE_SLOT, PAGE_SLOT, Entry, Sheet

LINES_TOGETHER = 2
"""How many lines of a paragraph stand at least on either side of a page's end."""

LONG = 0.25
"""A heading that takes more of a page than this may stand by itself: it is a text."""

MOST_HEAD = 0.5
"""A table's head that takes more of a page than this is not repeated."""

LINE_STEP = 5
"""Every so many lines one is numbered."""

Heights = Mapping[str, Sequence[float]]


class Placement(NamedTuple):
    """A plate of an entry on a page; x and y are the upper left corner of its block."""

    entry: Entry
    part: int
    x: float
    y: float
    furniture: bool = False
    """Whether it repeats on every page, and a reader aloud should pass it over."""


Page = tuple[Placement, ...]


def paginate(
    sheet: Sheet, heights: Heights, forms: Mapping[str, TableShape] | None = None
) -> tuple[Page, ...]:
    """Stack a sheet's plates down the column, each whole where a page can hold it.

    A block in several parts (it was taller than a page when it was typeset) flows from
    page to page, unless its parts together fit on one. `forms` has the blocks that need all
    columns, and those with tables that repeat their heads.
    """
    forms = forms or {}
    paper = sheet.paper
    head = heights[sheet.head.block][0] if sheet.head else 0
    foot = heights[sheet.foot.block][0]
    bottom = paper.height - paper.bottom - foot
    column = _Column(paper, heights, forms, paper.top + head, bottom)
    for group in _groups(_widened(sheet.entries, forms)):
        if len(group) > 1 or not column.holds(group[0]):
            column.add(group)
    return tuple(_furnished(column.pages, sheet, heights))


def _widened(entries: Sequence[Entry], forms: Mapping[str, TableShape]) -> Iterable[Entry]:
    """Return entries with those wide that need all columns."""
    wide = {block for block, form in forms.items() if form.wide}
    if not wide:
        return entries
    return [entry._replace(wide=entry.wide or entry.block in wide) for entry in entries]


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


_Part = tuple[Entry, int]


class _Column:
    """The flow of one sheet, column after column and page after page, between two heights."""

    def __init__(
        self,
        paper: Paper,
        heights: Heights,
        forms: Mapping[str, TableShape],
        top: float,
        bottom: float,
    ) -> None:
        self.paper, self.heights, self.top, self.bottom = paper, heights, top, bottom
        self.forms = forms
        self.lefts = [paper.column_left(number) for number in range(paper.columns)]
        self.pages: list[list[Placement]] = [[]]
        self.number = 0
        self.band = self.lowest = self.y = top
        self.is_fresh = True
        self.lines = 0

    def holds(self, entry: Entry) -> bool:
        """Place an entry below the one before it if it needs no more, as nearly all do."""
        heights = self.heights[entry.block]
        fits = len(heights) == 1 and heights[0] <= self.bottom - self.y
        if not fits or entry.wide or entry.alone or entry.line_number:
            return False
        self.pages[-1].append(Placement(entry, 0, self.lefts[self.number], self.y))
        self.y += heights[0]
        self.lowest = max(self.lowest, self.y)
        self.is_fresh = False
        return True

    def add(self, group: Sequence[Entry]) -> None:
        """Place a group: headings with the beginning of what they head, then the rest."""
        *headings, last = group
        for piece in self._headed(headings, self._pieces(last)):
            self._make_room(piece[0], sum(map(self._height, piece)))
            for part in piece:
                self._make_room(part, self._height(part))
                self._place(*part)

    def _make_room(self, part: _Part, height: float) -> None:
        """Go on to where there is room, if there is any: what no page holds stands anyway."""
        entry = part[0]
        if entry.wide and self.paper.columns > 1:
            self._end_columns()
        while height > self.bottom - self.y and self._break(part):
            pass

    def _end_columns(self) -> None:
        """Go on below the longest of the columns."""
        if self.number or self.y > self.band:
            self.number, self.y = 0, self.lowest
            self.band = self.lowest

    def _headed(
        self, headings: Sequence[Entry], pieces: list[list[_Part]]
    ) -> list[list[_Part]]:
        """Put headings above what must not be parted: as much as a page can hold together.

        A heading may be long, as a text is that several questions share.
        """
        for heading in reversed(headings):
            *begin, end = self._pieces(heading)
            first, *rest = pieces
            pieces = [*begin, *self._begun(end, first), *rest]
        return pieces

    def _begun(self, heading: list[_Part], piece: list[_Part]) -> list[list[_Part]]:
        """Put a heading above a piece, or above its beginning, or by itself if it is long."""
        if self._fits([*heading, *piece]):
            return [[*heading, *piece]]
        if not self._fits(heading, LONG):
            return [heading, piece]
        own = [part for part in piece if part[0] is piece[0][0]]
        first, *others = [own] if self._fits([*heading, *own]) else _in_lines(own)
        rest = piece[len(own) :]
        return [[*heading, *first], *others, *([rest] if rest else [])]

    def _fits(self, parts: Sequence[_Part], share: float = 1) -> bool:
        """Whether a share of an empty page can hold parts together."""
        return sum(map(self._height, parts)) <= share * (self.bottom - self.top)

    def _parts(self, entry: Entry) -> list[_Part]:
        return [(entry, number) for number in range(len(self.heights[entry.block]))]

    def _pieces(self, entry: Entry) -> list[list[_Part]]:
        """Return what of an entry must not be parted: all of it, if a page can hold that."""
        parts = self._parts(entry)
        if self._fits(parts) and not entry.flows:
            return [parts]
        form = self.forms.get(entry.block)
        pieces = _in_lines(parts)
        return _with_rows(pieces, form.headings) if form else pieces

    def _heads(self, entry: Entry, number: int) -> tuple[int, ...]:
        """Return the head of a row's table; none if it is too tall to be repeated."""
        form = self.forms.get(entry.block)
        heads = form.heads.get(number, ()) if form else ()
        parts = [(entry, head) for head in heads]
        fits = self._fits(parts, MOST_HEAD) and self._fits([*parts, (entry, number)])
        return heads if fits else ()

    def _height(self, part: _Part) -> float:
        entry, number = part
        return self.heights[entry.block][number]

    def _break(self, part: _Part) -> bool:
        """Begin a column or a page, and return whether that made more room."""
        entry, number = part
        if self.is_fresh and self.band == self.top:
            return False
        if self.number + 1 < self.paper.columns and not entry.wide and not self.is_fresh:
            self.number += 1
        else:
            self.pages.append([])
            self.number, self.band, self.lowest = 0, self.top, self.top
        self.y = self.band
        if entry.under:
            self._place(entry.under, 0, furniture=True)
        for head in self._heads(entry, number):
            self._place(entry, head, furniture=True)
        self.is_fresh = True
        return True

    def _place(self, entry: Entry, part: int, *, furniture: bool = False) -> None:
        self._put(entry, part, furniture=furniture)
        if entry.line_number:
            self.lines += 1
            if self.lines % LINE_STEP == 0:
                number = Entry(entry.line_number, {LINE_SLOT: str(self.lines)})
                self._put(number, 0, furniture=True)
        self.y += self.heights[entry.block][part]
        self.lowest = max(self.lowest, self.y)
        self.is_fresh = False
        if entry.wide:
            self.band = self.y
        if entry.alone and part == len(self.heights[entry.block]) - 1:
            self.number = self.paper.columns - 1
            self.y = self.lowest = self.bottom

    def _put(self, entry: Entry, part: int, *, furniture: bool) -> None:
        x = self.paper.left if entry.wide else self.lefts[self.number]
        self.pages[-1].append(Placement(entry, part, x, self.y, furniture))


def _in_lines(parts: list[_Part]) -> list[list[_Part]]:
    """Return what of lines must not be parted: of those that go on two stand on each page."""
    if len(parts) <= 2 * LINES_TOGETHER - 1:
        return [parts]
    middle = [[part] for part in parts[LINES_TOGETHER:-LINES_TOGETHER]]
    return [parts[:LINES_TOGETHER], *middle, parts[-LINES_TOGETHER:]]


def _with_rows(pieces: list[list[_Part]], heads: Collection[int]) -> list[list[_Part]]:
    """Join pieces where one ends with the head of a table to the first of its rows."""
    joined: list[list[_Part]] = []
    for piece in pieces:
        if joined and joined[-1][-1][1] in heads:
            joined[-1] += piece
        else:
            joined.append(list(piece))
    return joined


def _furnished(
    pages: Sequence[list[Placement]], sheet: Sheet, heights: Heights
) -> Iterator[Page]:
    """Yield each page with its running head and foot, counted."""
    paper = sheet.paper
    foot_y = paper.height - paper.bottom - heights[sheet.foot.block][0]
    for number, page in enumerate(pages, start=1):
        counted = {PAGE_SLOT: sheet.page_text.format(page=number, pages=len(pages))}
        for entry, y in ((sheet.head, paper.top), (sheet.foot, foot_y)):
            if entry:
                own = entry._replace(slots={**entry.slots, **counted})
                page.append(Placement(own, 0, paper.left, y, furniture=True))
        yield tuple(page)
