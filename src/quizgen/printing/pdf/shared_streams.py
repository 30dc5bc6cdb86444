"""What pages draw, as streams that many of them share: each is written once in a file.

A page's contents are an array of streams, which readers take as one (7.8.2). A stream draws a
part of a block where the origin is, and the last one of a block moves the origin below it. Its
marked contents have ids of its own, which need to be unique on a page only (14.7.4.4).
References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from quizgen.base.data_class import dataclass
from quizgen.printing.pdf.fields import MOST_KNOWN, Slot, filled
from quizgen.printing.pdf.plate import LABEL, Mark, Part, PlatePart
from quizgen.printing.sheets import Squares

FURNITURE = b"/Artifact <</Type/Pagination>> BDC\n"
"""Running heads and feet are no part of the text (14.8.2.2)."""


class Ids(NamedTuple):
    """The ids of a block's marked contents, or of a label: where they begin is told later.

    Blocks that are never on one page share a group. `copy` counts those that are, even so.
    """

    group: int | str
    copy: int


class Draw(NamedTuple):
    """A segment that is drawn, the texts of its slots, and the ids of its marked contents.

    An artifact has no ids; a number is an id that is known already.
    """

    segment: int
    texts: tuple[str, ...]
    ids: Ids | int | None


Stream = tuple[Draw | Squares | bytes, ...]
"""A stream by what it draws; bytes are operators as they are. Of squares y counts up."""


@dataclass(frozen=True)
class Segment:
    """A part of a plate that is drawn by itself, and what is special about it."""

    plate: PlatePart
    part: Part
    slots: tuple[str, ...]
    is_label: bool
    has_marks: bool

    @classmethod
    def of(cls, plate: PlatePart, part: Part) -> "Segment":
        """Return a part of a plate as a segment."""
        slots = tuple(piece.name for piece in part if isinstance(piece, Slot))
        marks = [piece for piece in part if isinstance(piece, Mark)]
        is_label = any(mark.number == LABEL for mark in marks)
        return cls(plate, part, slots, is_label, bool(marks))

    @property
    def key(self) -> object:
        """Equal for labels of equal looks, whichever block they open."""
        return tuple(
            (
                *piece.mark,
                piece.left,
                piece.right,
                piece.baseline,
                piece.size,
                *piece.glyphs.items(),
            )
            if isinstance(piece, Slot)
            else piece
            for piece in self.part
        )

    def content(self, texts: Iterable[str], first: int | None) -> bytes:
        """Return its operators, the ids of its marks counted from `first`, its slots filled."""
        left = iter(texts)
        return b"".join(self._written(piece, left, first) for piece in self.part)

    def _written(
        self, piece: bytes | Mark | Slot, texts: Iterator[str], first: int | None
    ) -> bytes:
        if isinstance(piece, bytes):
            return piece
        if isinstance(piece, Slot):
            return filled(piece, next(texts))
        if first is None:
            return FURNITURE
        return b"/%b <</MCID %d>> BDC\n" % (piece.tag, first + max(piece.number, 0))


def ids_in(streams: Iterable[Stream]) -> list[Ids]:
    """Return the ids that streams need, each once, in order."""
    found: dict[Ids, None] = {}
    for stream in streams:
        for each in stream:
            if isinstance(each, Draw) and isinstance(each.ids, Ids):
                found[each.ids] = None
    return [*found]


class Extent(NamedTuple):
    """How large a slice is: objects beside its streams, pages, and the streams it refers to."""

    objects: int
    pages: int
    streams: tuple[Stream, ...]


class Start(NamedTuple):
    """Where a slice begins, and what its streams and ids are numbered."""

    number: int
    """Its first object's number."""
    pages: int
    """How many pages are before it."""
    streams: tuple[int, ...] = ()
    """The number of each of its streams."""
    new: tuple[int, ...] = ()
    """Which of its streams are in no slice before it: it writes those."""
    ids: tuple[int, ...] = ()
    """Where the ids begin that its streams need."""


class Numbering:
    """Numbers objects, pages, streams and ids of a file, slice by slice.

    The file's slices begin with the object `number`; each has so many `reserved` objects before
    its streams. Sizes are how many ids each group needs.

    Most streams of a file are known after some slices. Those with texts that hardly recur are
    forgotten, so that memory does not grow with a run.
    """

    def __init__(self, number: int, reserved: int, sizes: Mapping[int, int]) -> None:
        self.number, self.pages = number, 0
        self.reserved, self.sizes = reserved, sizes
        self._streams: dict[Stream, int] = {}
        self._ids: dict[Ids, int] = {}
        self._next_id = 0
        self._texts: Counter[int] = Counter()

    def start(self, extent: Extent) -> Start:
        """Return where the next slice begins, for what it needs."""
        number = self.number + self.reserved
        numbers: list[int] = []
        new: list[int] = []
        for place, stream in enumerate(extent.streams):
            known = self._streams.get(stream)
            if known is None:
                known, number = number, number + 1
                new.append(place)
                if self._recurs(stream):
                    self._streams[stream] = known
            numbers.append(known)
        ids = tuple(self._first_id(each) for each in ids_in(extent.streams))
        start = Start(self.number, self.pages, tuple(numbers), tuple(new), ids)
        self.number += extent.objects + len(new)
        self.pages += extent.pages
        return start

    def _recurs(self, stream: Stream) -> bool:
        """Whether a stream is remembered: of each segment a number of texts are.

        The symbol of a paper is on no other.
        """
        if any(isinstance(each, Squares) and isinstance(each.pattern, str) for each in stream):
            return False
        varying = [each.segment for each in stream if isinstance(each, Draw) and each.texts]
        self._texts.update(varying[:1])
        return not varying or self._texts[varying[0]] <= MOST_KNOWN

    def _first_id(self, ids: Ids) -> int:
        if ids not in self._ids:
            self._ids[ids] = self._next_id
            self._next_id += 1 if isinstance(ids.group, str) else self.sizes[ids.group]
        return self._ids[ids]
