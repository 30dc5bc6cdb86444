"""What stands on a sheet's pages as a structure tree: lists, tables, paragraphs in one piece.

References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from typing import NamedTuple, cast

from quizgen.printing.pdf.paginate import Page, Placement
from quizgen.printing.pdf.plate import Element, Kid, Plate
from quizgen.printing.pdf.reusable_plates import ElementTemplate, ReusablePlate, ReusablePlates
from quizgen.printing.pdf.tagging import numbering

NUMBERED = numbering(b"Decimal")
UNNUMBERED = numbering(b"None")
"""The attributes of a list, or a part of one, in which no label counts (14.8.5.5)."""


class PlacedElements(NamedTuple):
    """What a plate brings, the page it was placed on, and which of that page's blocks it is."""

    template: ElementTemplate
    page: int
    block: int


class ElementNode:
    """An element that gathers what several plates bring."""

    def __init__(self, tag: bytes, attributes: bytes = b"") -> None:
        self.tag, self.attributes = tag, attributes
        self.kids: list[ElementNode | PlacedElements] = []
        self.is_complete = False
        """Whether it is all of a block's own, and nothing of another block joins it."""

    @cached_property
    def count(self) -> int:
        """How many elements there are, with those in it, as soon as all have been added."""
        return 1 + sum(
            [
                kid.count if isinstance(kid, ElementNode) else len(kid.template.starts)
                for kid in self.kids
            ]
        )

    @property
    def last(self) -> "ElementNode":
        """The node that was added last."""
        return cast("ElementNode", self.kids[-1])

    def add(self, template: ElementTemplate | None, page: int, block: int) -> None:
        """Hang what a plate brings on it."""
        if template:
            self.kids.append(PlacedElements(template, page, block))

    def add_node(self, tag: bytes, attributes: bytes = b"") -> "ElementNode":
        """Return a new node on it."""
        self.kids.append(ElementNode(tag, attributes))
        return self.last

    def open(self, tag: bytes, attributes: bytes = b"") -> "ElementNode":
        """Return its last node if it is a `tag`, or a new one."""
        last = self.kids[-1] if self.kids else None
        is_open = isinstance(last, ElementNode) and last.tag == tag and not last.is_complete
        return self.last if is_open else self.add_node(tag, attributes)


def sheet_tree(
    pages: Iterable[Page], reusables: ReusablePlates, language: str | None = None
) -> ElementNode:
    """Return the structure of a sheet's pages; a language of its own is said in it (14.9.2)."""
    root = ElementNode(b"Sect", b"/Lang(%b)" % language.encode() if language else b"")
    for index, page in enumerate(pages):
        read = (place for place in page.placements if not place.furniture)
        for block, place in enumerate(read):
            reusable = reusables[place.entry.block, place.part]
            _attach(root, place, reusable, index, block)
    return root


def _attach(
    node: ElementNode, place: Placement, reusable: ReusablePlate, page: int, block: int
) -> None:
    """Hang a plate's elements on a sheet's structure: items in a list, lines in a paragraph."""
    entry = place.entry
    if entry.flows:
        _attach_line(node, place.part, reusable, page, block)
    elif entry.item and place.part:
        _attach_part(_open_body(node), place.part, reusable, page, block)
    elif entry.item:
        is_counted = reusable.plate.label and not entry.named
        items = node.open(b"L", NUMBERED if is_counted else UNNUMBERED)
        _attach_item(items, reusable, page, block)
    else:
        node.add(reusable.opening, page, block)
        if reusable.is_whole or reusable.has_table:
            _attach_block(node, place, reusable, page, block)
        else:
            _attach_part(node, place.part, reusable, page, block)


def _open_body(node: ElementNode) -> ElementNode:
    """Return the body of the item that goes on; a new one if its page is not printed."""
    items = node.open(b"L", UNNUMBERED)
    item = items.last if items.kids else items.add_node(b"LI")
    return item.last if item.kids else item.add_node(b"LBody")


def _attach_part(
    node: ElementNode, part: int, reusable: ReusablePlate, page: int, block: int
) -> None:
    """Hang a part of a block that is divided into lines; its lists stay whole."""
    for element in reusable.plate.tree:
        if element.tag == "L":
            _attach_list(node, element, part, reusable, page, block)
        else:
            node.add(reusable.make((element,)), page, block)


def _attach_list(
    node: ElementNode,
    element: Element,
    part: int,
    reusable: ReusablePlate,
    page: int,
    block: int,
) -> None:
    goes_on = part > 0 and _goes_on_in_list(node, element)
    items = node.last if goes_on else _added(node, element)
    items.is_complete = True
    for kid in cast("Iterable[Element]", element.kids):
        goes_on = goes_on and items.attributes != UNNUMBERED and not _has_label(kid)
        _attach_flow(items.last if goes_on else _added(items, kid), kid, reusable, page, block)
        goes_on = False


def _goes_on_in_list(node: ElementNode, element: Element) -> bool:
    """Whether a list is the rest of the one before: it counts alike, or begins in an item."""
    last = node.kids[-1] if node.kids else None
    if not (isinstance(last, ElementNode) and last.tag == b"L"):
        return False
    return element.attributes in (last.attributes, UNNUMBERED)


def _has_label(item: Element) -> bool:
    return any(map(_is_label, item.kids))


def _attach_item(items: ElementNode, reusable: ReusablePlate, page: int, block: int) -> None:
    """Hang an item in a list: as one, or so that the rest of its body can be added."""
    if reusable.is_whole:
        items.add(reusable.item, page, block)
        return
    item = items.add_node(b"LI")
    item.add(reusable.label, page, block)
    _attach_part(item.add_node(b"LBody"), 0, reusable, page, block)


def _attach_block(
    node: ElementNode, place: Placement, reusable: ReusablePlate, page: int, block: int
) -> None:
    """Hang what is no item: a table's rows join the table that its head began."""
    for is_rows, brought in reusable.runs:
        if is_rows:
            # A head begins a table, and does not join another; its own rows join it.
            begins = place.entry.with_next and not place.part
            table = node.add_node(b"Table") if begins else node.open(b"Table")
            table.add(brought, page, block)
        else:
            node.add(brought, page, block)


def _attach_line(
    node: ElementNode, part: int, reusable: ReusablePlate, page: int, block: int
) -> None:
    """Hang a line in what the lines of its block before it began: a paragraph, a list."""
    for element in reusable.plate.tree:
        goes_on = part > 0 and _goes_on(node, element, reusable.plate)
        own = node.last if goes_on else _added(node, element)
        _attach_flow(own, element, reusable, page, block)


# What goes on over several lines, and is put together again from them.
_GOING_ON = {"P", "BlockQuote", "L", "LI", "LBody"}


def _goes_on(node: ElementNode, element: Element, plate: Plate) -> bool:
    """Whether a line's element is the rest of what the node ends in."""
    last = node.kids[-1] if node.kids else None
    if not (isinstance(last, ElementNode) and last.tag == element.tag.encode()):
        return False
    if element.tag == "LI":
        return not _has_label(element)
    return element.tag != "P" or not plate.begins


def _added(node: ElementNode, element: Element) -> ElementNode:
    return node.add_node(element.tag.encode(), element.attributes)


def _attach_flow(
    node: ElementNode, element: Element, reusable: ReusablePlate, page: int, block: int
) -> None:
    """Hang what a line's element holds in the node that stands for the element."""
    for inner, run in groupby(element.kids, key=_is_going_on):
        if not inner:
            for span in _spans(run):
                node.add(reusable.make((span,)), page, block)
            continue
        for kid in cast("Iterable[Element]", run):
            goes_on = _goes_on(node, kid, reusable.plate)
            _attach_flow(
                node.last if goes_on else _added(node, kid), kid, reusable, page, block
            )


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
