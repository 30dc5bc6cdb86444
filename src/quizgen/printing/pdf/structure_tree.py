"""What stands on a sheet's pages as a structure tree: lists, tables, paragraphs in one piece.

References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, cast

from quizgen.printing.pdf.paginate import Page, Placement
from quizgen.printing.pdf.plate import Element, Kid, Plate
from quizgen.printing.pdf.reusable_plates import Growth, Stamp, Stamps
from quizgen.printing.pdf.tagging import numbering

NUMBERED = numbering(b"Decimal")
UNLABELLED = numbering(b"None")
"""The attributes of a list, or a part of one, in which nothing has a label."""


class Twig(NamedTuple):
    """What a plate brings, the page it was placed on, and where its marks begin there."""

    growth: Growth
    page: int
    first: int


@dataclass
class Branch:
    """An element that gathers what several plates bring."""

    tag: bytes
    attributes: bytes = b""
    kids: list["Branch | Twig"] = field(default_factory=list)
    is_complete: bool = False
    """Whether it is all of a block's own, and nothing of another block joins it."""

    @property
    def count(self) -> int:
        """How many elements there are, with those in it."""
        return 1 + sum(
            kid.count if isinstance(kid, Branch) else len(kid.growth.starts)
            for kid in self.kids
        )

    @property
    def last(self) -> "Branch":
        """The branch that was added last."""
        return cast("Branch", self.kids[-1])

    def add(self, growth: Growth | None, page: int, first: int) -> None:
        """Hang what a plate brings on it."""
        if growth:
            self.kids.append(Twig(growth, page, first))

    def sprout(self, tag: bytes, attributes: bytes = b"") -> "Branch":
        """Return a new branch on it."""
        self.kids.append(Branch(tag, attributes))
        return self.last

    def open(self, tag: bytes, attributes: bytes = b"") -> "Branch":
        """Return its last branch if it is a `tag`, or a new one."""
        last = self.kids[-1] if self.kids else None
        is_open = isinstance(last, Branch) and last.tag == tag and not last.is_complete
        return self.last if is_open else self.sprout(tag, attributes)


@dataclass(frozen=True)
class Trunk:
    """A sheet's structure, and how many marked contents each of its pages has."""

    root: Branch
    marks: tuple[int, ...]


def grown(pages: Iterable[Page], stamps: Stamps, language: str | None = None) -> Trunk:
    """Return the structure of a sheet's pages; a language of its own is said in it (14.9.2)."""
    root = Branch(b"Sect", b"/Lang(%b)" % language.encode() if language else b"")
    counts: list[int] = []
    for index, page in enumerate(pages):
        marks = 0
        for place in page:
            if not place.furniture:
                stamp = stamps[place.entry.block, place.part]
                _hang(root, place, stamp, index, marks)
                marks += stamp.marks
        counts.append(marks)
    return Trunk(root, tuple(counts))


def _hang(trunk: Branch, place: Placement, stamp: Stamp, page: int, first: int) -> None:
    """Hang a plate's elements on a sheet's structure: items in a list, lines in a paragraph."""
    if place.entry.flows:
        _hang_line(trunk, place.part, stamp, page, first)
    elif place.entry.item and place.part:
        _hang_part(trunk.last.last.last, place.part, stamp, page, first)  # L, LI, LBody
    elif place.entry.item:
        items = trunk.open(b"L", UNLABELLED if stamp.plate.label is None else NUMBERED)
        _hang_item(items, stamp, page, first)
    else:
        trunk.add(stamp.opening, page, first)
        if stamp.is_whole or stamp.has_table:
            _hang_block(trunk, place, stamp, page, first)
        else:
            _hang_part(trunk, place.part, stamp, page, first)


def _hang_part(trunk: Branch, part: int, stamp: Stamp, page: int, first: int) -> None:
    """Hang a part of a block that is divided into lines; its lists stay whole."""
    for element in stamp.plate.tree:
        if element.tag == "L":
            _hang_list(trunk, element, part, stamp, page, first)
        else:
            trunk.add(stamp.growth((element,)), page, first)


def _hang_list(
    trunk: Branch, element: Element, part: int, stamp: Stamp, page: int, first: int
) -> None:
    goes_on = part > 0 and _goes_on_in_list(trunk, element)
    items = trunk.last if goes_on else _sprout(trunk, element)
    items.is_complete = True
    for kid in cast("Iterable[Element]", element.kids):
        goes_on = goes_on and items.attributes != UNLABELLED and not _has_label(kid)
        _grow(items.last if goes_on else _sprout(items, kid), kid, stamp, page, first)
        goes_on = False


def _goes_on_in_list(trunk: Branch, element: Element) -> bool:
    """Whether a list is the rest of the one before: it counts alike, or begins in an item."""
    last = trunk.kids[-1] if trunk.kids else None
    if not (isinstance(last, Branch) and last.tag == b"L"):
        return False
    return element.attributes in (last.attributes, UNLABELLED)


def _has_label(item: Element) -> bool:
    return any(map(_is_label, item.kids))


def _hang_item(items: Branch, stamp: Stamp, page: int, first: int) -> None:
    """Hang an item in a list: as one, or so that the rest of its body can be added."""
    if stamp.is_whole:
        items.add(stamp.item, page, first)
        return
    item = items.sprout(b"LI")
    item.add(stamp.label, page, first)
    _hang_part(item.sprout(b"LBody"), 0, stamp, page, first)


def _hang_block(trunk: Branch, place: Placement, stamp: Stamp, page: int, first: int) -> None:
    """Hang what is no item: a table's rows join the table that its head began."""
    for is_rows, brought in stamp.runs:
        if is_rows:
            # A head begins a table, and does not join another; its own rows join it.
            begins = place.entry.with_next and not place.part
            table = trunk.sprout(b"Table") if begins else trunk.open(b"Table")
            table.add(brought, page, first)
        else:
            trunk.add(brought, page, first)


def _hang_line(trunk: Branch, part: int, stamp: Stamp, page: int, first: int) -> None:
    """Hang a line in what the lines of its block before it began: a paragraph, a list."""
    for element in stamp.plate.tree:
        goes_on = part > 0 and _goes_on(trunk, element, stamp.plate)
        branch = trunk.last if goes_on else _sprout(trunk, element)
        _grow(branch, element, stamp, page, first)


# What goes on over several lines, and is put together again from them.
_GOING_ON = {"P", "BlockQuote", "L", "LI", "LBody"}


def _goes_on(branch: Branch, element: Element, plate: Plate) -> bool:
    """Whether a line's element is the rest of what the branch ends in."""
    last = branch.kids[-1] if branch.kids else None
    if not (isinstance(last, Branch) and last.tag == element.tag.encode()):
        return False
    if element.tag == "LI":
        return not _has_label(element)
    return element.tag != "P" or not plate.begins


def _sprout(branch: Branch, element: Element) -> Branch:
    return branch.sprout(element.tag.encode(), element.attributes)


def _grow(branch: Branch, element: Element, stamp: Stamp, page: int, first: int) -> None:
    """Hang what a line's element holds in the branch that stands for the element."""
    for inner, run in groupby(element.kids, key=_is_going_on):
        if not inner:
            for span in _spans(run):
                branch.add(stamp.growth((span,)), page, first)
            continue
        for kid in cast("Iterable[Element]", run):
            goes_on = _goes_on(branch, kid, stamp.plate)
            _grow(branch.last if goes_on else _sprout(branch, kid), kid, stamp, page, first)


def _is_going_on(kid: Kid) -> bool:
    return isinstance(kid, Element) and kid.tag in _GOING_ON


def _spans(kids: Iterable[Kid]) -> Iterator[Element]:
    """Yield labels as they are, and what stands between them as spans."""
    for labels, run in groupby(kids, key=_is_label):
        if labels:
            yield from cast("Iterable[Element]", run)
        else:
            yield Element("Span", tuple(run))


def _is_label(kid: Kid) -> bool:
    return isinstance(kid, Element) and kid.tag == "Lbl"
