"""Plates to placed pages: pure arithmetic, in points, y down from the top of the paper."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from quizgen.base.paper import Paper
from quizgen.printing.pdf.plate import TableShape
from quizgen.printing.sheets import LINE_SLOT, PAGE_SLOT, Entry, FixedPage, Sheet, Squares

LINES_TOGETHER = 2
"""How many lines of a paragraph stand at least on either side of a page's end."""

WHOLE = 0.5
"""Entries that are to stay together are parted if they take more of a page than this."""

THIN = 1 / 3
"""A last page that is less full than this is evened out with the one before it."""

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
    width: float | None = None
    """How wide it is where it stands in no column."""


Placements = tuple[Placement, ...]
"""What is read on a page in the order of reading, then what is around that."""


class Page(NamedTuple):
    """What is on a page; it is blank without placements."""

    placements: Placements = ()
    squares: Sequence[Squares] = ()


def pages_of(
    sheet: Sheet, heights: Heights, forms: Mapping[str, TableShape] | None = None
) -> tuple[Page, ...]:
    """Return the pages of a sheet; a blank back is before fixed ones, which can be torn off."""
    pages = [Page(placements) for placements in paginate(sheet, heights, forms)]
    fixed = tuple(map(_fixed, sheet.fixed))
    if sheet.page:
        return (*pages, *fixed)[sheet.page - 1 : sheet.page]
    if fixed and sheet.paper.duplex and len(pages) % 2:
        pages.append(Page())
    return (*pages, *fixed)


def _fixed(page: FixedPage) -> Page:
    placements = (Placement(entry, 0, x, y, width=width) for entry, x, y, width in page.entries)
    return Page(tuple(placements), page.squares)


def paginate(
    sheet: Sheet, heights: Heights, forms: Mapping[str, TableShape] | None = None
) -> tuple[Placements, ...]:
    """Stack a sheet's plates down the column, each whole where a page can hold it.

    A block in several parts (it was taller than a page when it was typeset) flows from
    page to page, unless its parts together fit on one. `forms` has the blocks that need all
    columns, those with tables that repeat their heads, and verse whose lines wrap.
    """
    forms = forms or {}
    paper = sheet.paper
    head = heights[sheet.head.block][0] if sheet.head else 0
    foot = heights[sheet.foot.block][0]
    bottom = paper.height - paper.bottom - foot
    entries = _widened(sheet.entries, forms)

    def column(last_page: int | None = None) -> _Column:
        own = _Column(paper, heights, forms, paper.top + head, bottom, last_page)
        own.fill(entries)
        return own

    filled = column()
    if sheet.balanced and (last_page := filled.evened()):
        again = column(last_page)
        filled = again if len(again.pages) == len(filled.pages) else filled
    pages = [text + numbers for text, numbers in zip(filled.pages, filled.around, strict=True)]
    return tuple(_furnished(pages, sheet, heights))


def _widened(entries: Sequence[Entry], forms: Mapping[str, TableShape]) -> Sequence[Entry]:
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
    """The flow of one sheet, column after column and page after page, between two heights.

    With `last_page`, the unit of this number begins a page.
    """

    def __init__(
        self,
        paper: Paper,
        heights: Heights,
        forms: Mapping[str, TableShape],
        top: float,
        bottom: float,
        last_page: int | None = None,
    ) -> None:
        self.paper, self.heights, self.top, self.bottom = paper, heights, top, bottom
        self.last_page, self.unit_count = last_page, 0
        self.units: list[list[float]] = [[]]
        """The heights of what is never parted, on each page."""
        self.title: Entry | None = None
        """The heading of the entries to come."""
        self.titled = 0
        """How many of them there are, itself included."""
        self.together = False
        """Whether all of them are one unit."""
        self.forms = forms
        self.lefts = [paper.column_left(number) for number in range(paper.columns)]
        self.pages: list[list[Placement]] = [[]]
        self.around: list[list[Placement]] = [[]]
        """The line numbers of each page."""
        self.number = 0
        self.band = self.lowest = self.y = top
        self.is_fresh = True
        self.lines = 0

    def fill(self, entries: Sequence[Entry]) -> None:
        """Place all entries."""
        place = 0
        for group in _groups(entries):
            if group[0].heads:
                self._head(entries[place : place + 1 + group[0].heads])
            if len(group) > 1 or not self.holds(group[0]):
                self.add(group)
            place += len(group)
            self.titled = max(self.titled - len(group), 0)
            self.together = self.together and self.titled > 0

    def _head(self, entries: Sequence[Entry]) -> None:
        """Go on to where entries can stay below a heading, if they are no more than WHOLE."""
        self.title, self.titled = entries[0], len(entries)
        parts = [part for entry in entries for part in self._parts(entry)]
        if self._fits(parts, WHOLE):
            self._begin(parts)
            self.together = True

    def _begin(self, parts: Sequence[_Part]) -> None:
        """Make room for parts that must not be parted, and count them as a unit."""
        if self.together:
            return
        height = sum(map(self._height, parts))
        if self.unit_count == self.last_page:
            self._break(parts[0])
        self._make_room(parts[0], height)
        self._count_unit(height)

    def _count_unit(self, height: float) -> None:
        self.unit_count += 1
        self.units[-1].append(height)

    def evened(self) -> int | None:
        """Return with which unit the last page should begin, if it is thin and could be fuller.

        Its neighbour then gives so much that the emptier of the two is as full as can be.
        """
        before, own = ([], *self.units)[-2:]
        room = self.bottom - self.top
        if not own or (len(own) > 1 and sum(own) > THIN * room):
            return None
        ends = [
            (min(sum(before[:left]), fill), left)
            for left in range(1, len(before))
            if (fill := sum(before[left:]) + sum(own)) <= room
        ]
        fullest, left = max(ends, default=(0, 0))
        if fullest <= sum(own):
            return None
        return self.unit_count - len(own) - len(before) + left

    def holds(self, entry: Entry) -> bool:
        """Place an entry below the one before it if it needs no more, as nearly all do."""
        heights = self.heights[entry.block]
        fits = len(heights) == 1 and heights[0] <= self.bottom - self.y
        if not fits or entry.wide or entry.alone or entry.line_number:
            return False
        if not self.together:
            if self.unit_count == self.last_page:
                return False
            self._count_unit(heights[0])
        self.pages[-1].append(Placement(entry, 0, self.lefts[self.number], self.y))
        self.y += heights[0]
        if self.y > self.lowest:
            self.lowest = self.y
        self.is_fresh = False
        return True

    def add(self, group: Sequence[Entry]) -> None:
        """Place a group: headings with the beginning of what they head, then the rest."""
        *headings, last = group
        for piece in self._headed(headings, self._pieces(last)):
            self._begin(piece)
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
            self.around.append([])
            self.units.append([])
            self.number, self.band, self.lowest = 0, self.top, self.top
        self.y = self.band
        if self.title and self.titled and entry is not self.title:
            self._place(self.title, 0, furniture=True)
        if entry.under:
            self._place(entry.under, 0, furniture=True)
        for head in self._heads(entry, number):
            self._place(entry, head, furniture=True)
        self.is_fresh = True
        return True

    def _place(self, entry: Entry, part: int, *, furniture: bool = False) -> None:
        self.pages[-1].append(self._placed(entry, part, furniture=furniture))
        if entry.line_number and not self._is_wrapped(entry, part):
            self.lines += 1
            if self.lines % LINE_STEP == 0:
                number = Entry(entry.line_number, {LINE_SLOT: str(self.lines)})
                self.around[-1].append(self._placed(number, 0, furniture=True))
        self.y += self.heights[entry.block][part]
        self.lowest = max(self.lowest, self.y)
        self.is_fresh = False
        if entry.wide:
            self.band = self.y
        if entry.alone and part == len(self.heights[entry.block]) - 1:
            self.number = self.paper.columns - 1
            self.y = self.lowest = self.bottom

    def _is_wrapped(self, entry: Entry, part: int) -> bool:
        """Whether a line only goes on with one of verse, which is numbered already."""
        form = self.forms.get(entry.block)
        return form is not None and part in form.wrapped

    def _placed(self, entry: Entry, part: int, *, furniture: bool) -> Placement:
        x = self.paper.left if entry.wide else self.lefts[self.number]
        return Placement(entry, part, x, self.y, furniture)


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
) -> Iterator[Placements]:
    """Yield each page with its running head and foot, counted."""
    paper = sheet.paper
    foot_y = paper.height - paper.bottom - heights[sheet.foot.block][0]
    for number, page in enumerate(pages, start=1):
        counted = {PAGE_SLOT: _counted(sheet.page_text, number, len(pages))}
        for entry, y in ((sheet.head, paper.top), (sheet.foot, foot_y)):
            if entry:
                block, slots, *others = entry
                own = Entry._make((block, {**slots, **counted}, *others))
                page.append(Placement(own, 0, paper.left, y, furniture=True))
        yield tuple(page)


@lru_cache(1000)
def _counted(page_text: str, number: int, count: int) -> str:
    return page_text.format(page=number, pages=count)
