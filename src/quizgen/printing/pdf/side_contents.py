"""Which streams a side of a sheet is drawn by, in the order of reading."""

from collections.abc import Mapping
from typing import NamedTuple

from quizgen.printing.pdf.paginate import Page, Placement
from quizgen.printing.pdf.reusable_plates import ReusablePlate, ReusablePlates
from quizgen.printing.pdf.shared_streams import Draw, Ids, Shared, Stream
from quizgen.printing.sheets import COUNTED, Entry, Squares

CLOSE = b"Q\n"

MOST_REMEMBERED = 5000
"""At most this many blocks are remembered with their streams."""

NEAR = 1e-3
"""A block that begins as near as this to the end of the one before it is not moved; points."""


Slots = Mapping[str, str]
"""The texts of a block's slots, by their names."""


class BlockIds(NamedTuple):
    """The ids of a block on a page, and of the label that opens it."""

    own: Ids | int
    label: Ids | int


Alone = tuple[tuple[Stream | int, ...], BlockIds]
"""What draws a block by itself, and its ids."""


class _Recurring(NamedTuple):
    """A block that is on many pages by itself, and what its ids and its label's belong to."""

    entry: Entry
    """It is held on to, since its identity is what the block is found by."""
    own: int
    label: int | str
    drawn: dict[tuple[int, int], Alone]
    """What draws it, by how many blocks of its groups are on the side up to it."""


class SideContents:
    """The streams of a side, to which the pages that lie on it are added from left to right.

    Those that are shared are given by the numbers of their objects. `recurs` says whether
    blocks of the side are on other pages too; the ids of others are counted here.
    """

    def __init__(self, plates: ReusablePlates, shared: Shared, *, recurs: bool) -> None:
        self.streams: list[Stream | int] = []
        self._plates, self._shared, self._recurs = plates, shared, recurs
        self._open: list[Draw | Squares | bytes] = []
        self._copies: dict[int | str, int] = {}
        self._count = 0

    def add(self, page: Page, left: float, height: float) -> list[BlockIds]:
        """Draw a page; return the ids of each of its placements that is no furniture.

        Lines of a text make one stream, and so does what is around a page's text. What else
        has a place of its own in a stream of its own.
        """
        found: list[BlockIds] = []
        plates = self._plates
        x = y = None
        kind: str | None = None
        for place in page.placements:
            plate = plates[place.entry.block, place.part]
            before, kind = kind, _kind(place, plate)
            if self._open and (kind is None or kind != before):
                self._end_stream()
            if x is None or y is None or abs(place.x - x) + abs(place.y - y) > NEAR:
                self._open += [] if x is None else [CLOSE]
                self._open.append(_at(left + place.x, height - place.y))
                self._end_stream(unless=kind)
            x, y = place.x, place.y + plate.plate.height
            if kind is None:
                streams, own = self._alone(place, plate)
                self.streams += streams
                found.append(own)
                continue
            ids = None if place.furniture else self._ids(place, plate)
            self._draw(plate, place.entry.slots, ids, joins=kind == "cells")
            found += [ids] if ids else []
        if page.placements:
            self._open.append(CLOSE)
        self._end_stream()
        for squares in page.squares:
            moved = squares._replace(x=left + squares.x, y=height - squares.y)
            self.streams.append(self._shared_one((moved,)))
        return found

    def _ids(self, place: Placement, plate: ReusablePlate) -> BlockIds:
        """Return ids that nothing else on the side has: equal numbers of items share theirs."""
        if not self._recurs:
            first = self._count
            self._count += plate.marks + 1
            return BlockIds(first, first + plate.marks)
        own, label = _groups(place, plate)
        return BlockIds(Ids(own, self._copy(own)), Ids(label, self._copy(label)))

    def _copy(self, group: int | str) -> int:
        copy = self._copies[group] = self._copies.get(group, 0) + 1
        return copy

    def _alone(self, place: Placement, plate: ReusablePlate) -> Alone:
        """Return a stream for each part of a plate, and its ids."""
        if not self._recurs:
            ids = self._ids(place, plate)
            return self._drawn_alone(place, plate, ids), ids
        known = self._shared.known
        key = id(place.entry), place.part
        if (block := known.get(key)) is None:
            if len(known) == MOST_REMEMBERED:
                known.clear()
            block = known[key] = _Recurring(place.entry, *_groups(place, plate), {})
        copies = self._copy(block.own), self._copy(block.label)
        if (found := block.drawn.get(copies)) is None:
            own, label = Ids(block.own, copies[0]), Ids(block.label, copies[1])
            streams = self._drawn_alone(place, plate, BlockIds(own, label))
            numbers = self._shared.ids
            ids = BlockIds(numbers.get(own, own), numbers.get(label, label))
            found = block.drawn[copies] = streams, ids
        return found

    def _drawn_alone(
        self, place: Placement, plate: ReusablePlate, ids: BlockIds
    ) -> tuple[Stream | int, ...]:
        slots = place.entry.slots
        drawn = [self._drawn(number, slots, ids) for number in plate.segments]
        return tuple([self._shared_one((each,)) for each in drawn])

    def _draw(
        self, plate: ReusablePlate, slots: Slots, ids: BlockIds | None, *, joins: bool
    ) -> None:
        """Draw a plate in the open stream; a part that varies is a stream by itself."""
        for number in plate.segments:
            drawn = self._drawn(number, slots, ids)
            stays = joins or COUNTED.issuperset(self._plates.segments[number].slots)
            self._end_stream(unless=stays)
            self._open.append(drawn)
            self._end_stream(unless=stays)

    def _drawn(self, number: int, slots: Slots, ids: BlockIds | None) -> Draw:
        segment = self._plates.segments[number]
        own = None
        if ids and segment.has_marks:
            own = ids.label if segment.is_label else ids.own
        return Draw(number, tuple([slots.get(name, "") for name in segment.slots]), own)

    def _end_stream(self, *, unless: object = None) -> None:
        if self._open and not unless:
            self.streams.append(self._shared_one(tuple(self._open)))
            self._open.clear()

    def _shared_one(self, stream: Stream) -> Stream | int:
        return self._shared.streams.get(stream, stream)


def _groups(place: Placement, plate: ReusablePlate) -> tuple[int, int | str]:
    """Return what the ids of a block and of its label belong to."""
    label: int | str = plate.label_group
    if place.entry.item and plate.label_slot:
        label = place.entry.slots.get(plate.label_slot, "")
    return plate.group, label


def _kind(place: Placement, plate: ReusablePlate) -> str | None:
    """Return what a placement is part of, if that is drawn in one stream."""
    if place.furniture:
        return "furniture"
    return plate.kind or ("lines" if place.entry.flows else None)


def _at(x: float, y: float) -> bytes:
    """Return operators that put the origin at a place: y down, pixels for points (8.3.2)."""
    return b"q\n0.75 0 0 -0.75 %.6g %.6g cm\n" % (x, y)
