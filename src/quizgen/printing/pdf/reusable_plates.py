"""Plates made ready to be drawn many times, and to be hung on a structure.

References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, groupby
from operator import add, itemgetter

from quizgen.base.regex import regex
from quizgen.printing.pdf.fields import Slot
from quizgen.printing.pdf.plate import (
    LABEL,
    POINTS_PER_PIXEL,
    Element,
    Kid,
    Part,
    Plate,
    PlatePart,
    Plates,
)
from quizgen.printing.pdf.shared_streams import Draw, Ids, Segment, Stream

# What a gap in an element template stands for, each with a number that is added to it.
OWN, OUTER, PAGE, MARK, LABEL_MARK = range(5)


@dataclass(frozen=True)
class ElementTemplate:
    """Elements of the structure tree as a `%` template of object numbers.

    Numbers take a fixed width, so it is known beforehand where each object begins.
    """

    template: bytes
    kinds: Callable[[Sequence[int]], Sequence[int]]
    """Takes, for each gap, the number of the first object, outer element, page or mark."""
    more: tuple[int, ...]
    """What is added to each of them."""
    starts: tuple[int, ...]
    """Where each object begins in the bytes."""
    length: int
    roots: tuple[int, ...]
    """Which of its objects belong to the outer element, counted from 0."""
    owners: tuple[tuple[int, int], ...]
    """Each mark, and the object that it belongs to."""

    def bytes(self, own: int, outer: int, page: int, mark: int, label: int) -> bytes:
        """Return the objects, for the numbers of the first, the outer element, page and ids."""
        numbers = self.kinds((own, outer, page, mark, label))
        return self.template % tuple(map(add, numbers, self.more))


MakeTemplate = Callable[[tuple[Element, ...]], ElementTemplate | None]


class ReusablePlate:
    """A plate ready to be drawn, and to be hung on a structure."""

    def __init__(
        self,
        plate: Plate,
        make: MakeTemplate,
        segments: Sequence[int],
        group: int,
        *,
        is_whole: bool,
    ) -> None:
        self.plate, self.make, self.is_whole = plate, make, is_whole
        self.marks = plate.marks
        self.segments = tuple(segments)
        """Which segments of all draw it, in order."""
        self.group = group
        """What it shares its marks' ids with: blocks that are never on one page with it."""
        self.label_group = -1 - group
        """The same for its label, where that is no number of an item."""
        self.slots = [
            piece.name for part in plate.parts for piece in part if isinstance(piece, Slot)
        ]
        self.has_cells = _has_cells(plate)
        """Whether it is better drawn anew than shared."""
        self.label_slot = self.slots[0] if plate.label else None

    @cached_property
    def has_table(self) -> bool:
        """Whether a table, or some of its rows, are in it."""
        return any(map(_is_table, self.plate.tree))

    @cached_property
    def item(self) -> "ElementTemplate | None":
        """What it brings as an item of a list: its label and its body."""
        body = Element("LBody", _body(self.plate.tree))
        return self.make((Element("LI", (*self._labelled("Lbl"), body)),))

    @cached_property
    def label(self) -> "ElementTemplate | None":
        """Its label as the first part of an item whose body is added apart."""
        return self.make(self._labelled("Lbl"))

    @cached_property
    def opening(self) -> "ElementTemplate | None":
        """Its label where it is no item: a slot that opens a block labels nothing then."""
        return self.make(self._labelled("P"))

    @cached_property
    def runs(self) -> "tuple[tuple[bool, ElementTemplate | None], ...]":
        """What it brings where it is no item: whether that is rows of a table, and itself."""
        found: list[tuple[bool, ElementTemplate | None]] = []
        for is_table, run in groupby(self.plate.tree, key=_is_table):
            if is_table:
                found += [(True, self.make(_rows(table))) for table in run]
            else:
                found.append((False, self.make(tuple(run))))
        return tuple(found)

    def _labelled(self, tag: str) -> tuple[Element, ...]:
        return (Element(tag, (LABEL,)),) if self.plate.label else ()


CELLS, AROUND = 3, 3000
"""A part with at least so many slots is of a table, if so few bytes are around it."""


def _has_cells(plate: Plate) -> bool:
    slots = [sum(isinstance(piece, Slot) for piece in part) for part in plate.parts]
    fixed = (piece for part in plate.parts for piece in part if isinstance(piece, bytes))
    return max(slots, default=0) >= CELLS and sum(map(len, fixed)) <= AROUND


def _body(tree: Sequence[Element]) -> tuple[Kid, ...]:
    """Return what a body holds: its only paragraph needs no name of its own, if it is first."""
    if [element.tag for element in tree].count("P") != 1 or tree[0].tag != "P":
        return tuple(tree)
    return (*tree[0].kids, *tree[1:])


def _is_table(element: Element) -> bool:
    return element.tag == "Table"


def _rows(table: Element) -> tuple[Element, ...]:
    return tuple(row for row in table.kids if isinstance(row, Element))


ALTERNATIVE = regex(r"-\d+$")
"""How names of blocks end that are one question, its options in one order or another."""


class ReusablePlates(Mapping[PlatePart, ReusablePlate]):
    """Every plate ready to be drawn, by its block and which of the block's plates it is."""

    def __init__(self, plates: Plates) -> None:
        # Remembered as long as the plates: pages bring the same elements over and over.
        make = cache(element_template)
        self.segments: list[Segment] = []
        """What draws them; equal labels of different blocks are one."""
        self.sizes: dict[int, int] = {}
        """How many ids each group needs."""
        self._labels: dict[object, int] = {}
        self._groups: dict[PlatePart, int] = {}
        self._plates = {
            (name, part): self._reusable(name, part, plate, make, is_whole=len(parts) == 1)
            for name, parts in plates.blocks.items()
            for part, plate in enumerate(parts)
        }

    def __getitem__(self, key: PlatePart) -> ReusablePlate:
        return self._plates[key]

    def __iter__(self) -> Iterator[PlatePart]:
        return iter(self._plates)

    def __len__(self) -> int:
        return len(self._plates)

    def constant_streams(self) -> Iterator[Stream]:
        """Yield the streams of all that has no slots, where it stands on a page once."""
        for reusable in self._plates.values():
            for number in reusable.segments:
                segment = self.segments[number]
                if not segment.slots and not segment.is_label:
                    ids = Ids(reusable.group, 1) if segment.has_marks else None
                    yield (Draw(number, (), ids),)

    def _reusable(
        self, name: str, part: int, plate: Plate, make: MakeTemplate, *, is_whole: bool
    ) -> ReusablePlate:
        own = ALTERNATIVE.sub("", name), part
        group = self._groups.setdefault(own, len(self._groups))
        self.sizes[group] = max(self.sizes.get(group, 0), plate.marks)
        self.sizes[-1 - group] = 1
        segments = [self._number(Segment.of((name, part), each)) for each in _moving(plate)]
        return ReusablePlate(plate, make, segments, group, is_whole=is_whole)

    def _number(self, segment: Segment) -> int:
        number = len(self.segments)
        if segment.is_label:
            number = self._labels.setdefault(segment.key, number)
        if number == len(self.segments):
            self.segments.append(segment)
        return number


def _moving(plate: Plate) -> list[Part]:
    """Return what draws a plate at its block's upper left corner, and goes on below it."""
    first, *others = plate.parts or ((),)
    down = b"1 0 0 1 0 %b cm\n"
    if plate.top:
        first = (down % _pixels(-plate.top), *first)
    *others, last = first, *others
    height = plate.height / POINTS_PER_PIXEL
    return [*others, (*last, down % _pixels(plate.top + height))]


def _pixels(length: float) -> bytes:
    return (b"%.4f" % length).rstrip(b"0").rstrip(b".")


# Structure

_NUMBER = b"%7d"
"""An object's number in a template: as wide as the highest that a file may have."""


def element_template(elements: tuple[Element, ...]) -> ElementTemplate | None:
    """Return elements, if there are any, ready to be written below an outer one."""
    if not elements:
        return None
    lister = _ElementLister()
    roots = tuple(lister.add(element, (OUTER, 0)) for element in elements)
    bodies = lister.bodies
    blank = [len(body % ((0,) * len(gaps))) for body, gaps in bodies]
    starts = [sum(blank[:index]) for index in range(len(blank))]
    gaps = tuple(chain.from_iterable(gaps for _, gaps in bodies))
    return ElementTemplate(
        b"".join(body for body, _ in bodies),
        # One kind more than gaps: of a single kind itemgetter would return no tuple.
        itemgetter(*(kind for kind, _ in gaps), OWN),
        tuple(more for _, more in gaps),
        tuple(starts),
        sum(blank),
        roots,
        tuple(lister.owners),
    )


class _ElementLister:
    """Lists elements as objects, an outer one before those in it."""

    def __init__(self) -> None:
        self.bodies: list[tuple[bytes, list[tuple[int, int]]]] = []
        self.owners: list[tuple[int, int]] = []

    def add(self, element: Element, outer: tuple[int, int]) -> int:
        """Add an element and all in it; return which object it is."""
        own = len(self.bodies)
        self.bodies.append((b"", []))
        kids: list[tuple[bytes, tuple[int, int]]] = []
        for kid in element.kids:
            if isinstance(kid, int):
                self.owners.append((kid, own))
                kids.append((b"%d", (LABEL_MARK, 0) if kid == LABEL else (MARK, kid)))
            else:
                kids.append((_NUMBER + b" 0 R", (OWN, self.add(kid, (OWN, own)))))
        has_marks = any(isinstance(kid, int) for kid in element.kids)
        page = (b"/Pg" + _NUMBER + b" 0 R", [(PAGE, 0)]) if has_marks else (b"", [])
        body = b"<</S/%b/P%b 0 R%b/K[%b]%b>>\n" % (
            element.tag.encode().replace(b"%", b"%%"),
            _NUMBER,
            page[0],
            b" ".join(code.replace(b"%d", b"%5d") for code, _ in kids),
            element.attributes.replace(b"%", b"%%"),
        )
        self.bodies[own] = body, [outer, *page[1], *(gap for _, gap in kids)]
        return own
