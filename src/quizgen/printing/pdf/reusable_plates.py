"""Plates made ready to be drawn many times, and to be hung on a structure.

References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate, chain, groupby
from typing import NamedTuple

from quizgen.base.data_class import dataclass, field
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


MOST_TENS = 40
"""Elements that take more tens of numbers than this are written number by number."""

TENS = [bytes([0x80 + place]) for place in range(MOST_TENS)]
OUTER_GAP, PAGE_GAP, LABEL_GAP = b"\xf0", b"\xf1", b"\xf2"
"""What stands in prepared elements for the tens of their numbers, and for other numbers."""

MOST_PREPARED = 500
"""So many ways to number it are remembered of a template."""


def fixed_width(number: int) -> bytes:
    """Return an object's number as elements refer to it."""
    return b"%7d" % number


class MarkRun(NamedTuple):
    """Marks in a row (LABEL, or the first of several), and where their owners are written."""

    mark: int
    marks: int
    start: int
    end: int


@dataclass(frozen=True)
class ElementTemplate:
    """Elements of the structure tree as a `%` template of object numbers.

    Numbers take a fixed width, so it is known beforehand where each object begins. Behind the
    objects stand references to those that own marks, as a page lists them (14.7.4.4).
    """

    template: bytes
    gaps: tuple[tuple[int, int], ...]
    """What is written in each: a number of the first object, outer element, page or mark, and
    what is added to it."""
    starts: tuple[int, ...]
    """Where each object begins in the bytes."""
    length: int
    """The length of the objects together."""
    roots: tuple[int, ...]
    """Which of its objects belong to the outer element, counted from 0."""
    runs: tuple[MarkRun, ...]
    """The marks, each in a run."""
    prepared: dict[tuple[int, int], bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The elements by the last digit of the first one's number, and the first mark's id."""

    def written(self, own: int, outer: bytes, page: bytes, mark: int, label: int) -> bytes:
        """Return objects and owners, for the numbers of the first, the outer one, page and ids.

        The outer one and the page are numbers as `fixed_width` writes them. Of elements with
        the same last digit only the tens differ, which are put in all at once: numbers written
        one by one take three times as long.
        """
        tens, digit = divmod(own, 10)
        count = (digit + len(self.starts) - 1) // 10 + 1
        if count > MOST_TENS:
            return self._filled(
                lambda more: fixed_width(own + more), mark, outer, page, b"%5d" % label
            )
        written = self.prepared.get((digit, mark)) or self._prepare(digit, mark)
        written = written.replace(OUTER_GAP, outer).replace(PAGE_GAP, page)
        if self.has_label:
            written = written.replace(LABEL_GAP, b"%5d" % label)
        for place in range(count):
            written = written.replace(TENS[place], b"%6d" % (tens + place))
        return written

    @cached_property
    def has_label(self) -> bool:
        """Whether a label is among its marks."""
        return any(run.mark == LABEL for run in self.runs)

    def _prepare(self, digit: int, mark: int) -> bytes:
        if len(self.prepared) == MOST_PREPARED:
            self.prepared.clear()

        def own(more: int) -> bytes:
            tens, last = divmod(digit + more, 10)
            return TENS[tens] + b"%d" % last

        written = self._filled(own, mark, OUTER_GAP, PAGE_GAP, LABEL_GAP)
        self.prepared[digit, mark] = written
        return written

    def _filled(
        self, own: Callable[[int], bytes], mark: int, outer: bytes, page: bytes, label: bytes
    ) -> bytes:
        fixed = {OUTER: outer, PAGE: page, LABEL_MARK: label}
        return self.template % tuple(
            own(more)
            if kind == OWN
            else b"%5d" % (mark + more)
            if kind == MARK
            else fixed[kind]
            for kind, more in self.gaps
        )


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
        self.kind = "cells" if _has_cells(plate) else None if is_whole else "lines"
        """What it is part of that is drawn in one stream; cells are better not shared."""
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


class ReusablePlates(dict[PlatePart, ReusablePlate]):
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
        for name, parts in plates.blocks.items():
            for part, plate in enumerate(parts):
                whole = len(parts) == 1
                self[name, part] = self._reusable(name, part, plate, make, is_whole=whole)

    def constant_streams(self) -> Iterator[Stream]:
        """Yield the streams of all that has no slots, where it stands on a page once."""
        for reusable in self.values():
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


def element_template(elements: tuple[Element, ...]) -> ElementTemplate | None:
    """Return elements, if there are any, ready to be written below an outer one."""
    if not elements:
        return None
    lister = _ElementLister()
    roots = tuple(lister.add(element, (OUTER, 0)) for element in elements)
    owners = dict(lister.owners)
    ends = [*accumulate((length for _, _, length in lister.bodies), initial=0)]
    return ElementTemplate(
        b"".join(body for body, _, _ in lister.bodies) + OWNER * len(owners),
        (
            *chain.from_iterable(gaps for _, gaps, _ in lister.bodies),
            *((OWN, owners[mark]) for mark in sorted(owners)),
        ),
        tuple(ends[:-1]),
        ends[-1],
        roots,
        tuple(_runs(sorted(owners), ends[-1])),
    )


OWNER, OWNER_LENGTH = b"%b 0 R ", 12
"""A reference to an element, behind which follows the next."""


def _runs(marks: Sequence[int], start: int) -> Iterator[MarkRun]:
    """Yield marks in runs, and where references to their owners begin and end."""
    first = 0
    for place, mark in enumerate(marks, start=1):
        # A label's number is -1, and none of a block's own.
        if place == len(marks) or mark == LABEL or marks[place] != mark + 1:
            at = start + OWNER_LENGTH * first
            yield MarkRun(marks[first], place - first, at, start + OWNER_LENGTH * place)
            first = place


class _ElementLister:
    """Lists elements as objects, an outer one before those in it."""

    def __init__(self) -> None:
        self.bodies: list[tuple[bytes, list[tuple[int, int]], int]] = []
        """Each object's template, what is written into it, and how long it then is."""
        self.owners: list[tuple[int, int]] = []

    def add(self, element: Element, outer: tuple[int, int]) -> int:
        """Add an element and all in it; return which object it is."""
        own = len(self.bodies)
        self.bodies.append((b"", [], 0))
        kids, gaps, room = list[bytes](), [outer], 7
        if any(isinstance(kid, int) for kid in element.kids):
            gaps.append((PAGE, 0))
            room += 7
        for kid in element.kids:
            if isinstance(kid, int):
                self.owners.append((kid, own))
                kids.append(b"%b")
                gaps.append((LABEL_MARK, 0) if kid == LABEL else (MARK, kid))
                room += 5
            else:
                kids.append(b"%b 0 R")
                gaps.append((OWN, self.add(kid, (OWN, own))))
                room += 7
        body = b"<</S/%b/P%%b 0 R%b/K[%b]%b>>\n" % (
            element.tag.encode().replace(b"%", b"%%"),
            b"/Pg%b 0 R" if (PAGE, 0) in gaps else b"",
            b" ".join(kids),
            element.attributes.replace(b"%", b"%%"),
        )
        length = len(body % ((b"",) * len(gaps))) + room
        self.bodies[own] = body, gaps, length
        return own
