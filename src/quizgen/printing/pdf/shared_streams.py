"""What pages draw, as streams that many of them share: each is written once in a file.

A page's contents are an array of streams, which readers take as one (7.8.2). A stream draws a
part of a block where the origin is, and the last one of a block moves the origin below it. Its
marked contents have ids of its own, which need to be unique on a page only (14.7.4.4).
References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from quizgen.base.data_class import dataclass
from quizgen.printing.pdf.fields import Slot, filled
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
    """How large a slice is: how many objects and pages it has."""

    objects: int
    pages: int


class Start(NamedTuple):
    """Where a slice begins: its first object's number, and how many pages are before it."""

    number: int
    pages: int = 0

    def after(self, extent: Extent) -> "Start":
        """Return where the slice begins that follows."""
        return Start(self.number + extent.objects, self.pages + extent.pages)


class Shared:
    """The streams that all slices of a file draw with, and ids, numbered before any is made.

    So a slice depends on those before it only by where it begins. The streams are objects
    numbered from `first`; `sizes` are how many ids each group needs.
    """

    def __init__(self, first: int, streams: Iterable[Stream], sizes: Mapping[int, int]) -> None:
        numbered = enumerate(dict.fromkeys(streams), start=first)
        self.streams = {stream: number for number, stream in numbered}
        self.following = first + len(self.streams)
        """The number of the first object that is none of its streams."""
        self.known: dict[object, Any] = {}
        """What `SideContents` remembers of blocks from page to page."""
        self._sizes = sizes
        self.ids: Mapping[Ids, int] = {}
        self._next_id = 0
        self.ids, self._next_id = self._numbered(self.streams)

    def ids_of(self, streams: Iterable[Stream]) -> Mapping[Ids, int]:
        """Return where the ids begin that other streams need, beside those that are shared."""
        return self._numbered(streams)[0]

    def _numbered(self, streams: Iterable[Stream]) -> tuple[dict[Ids, int], int]:
        found, following = dict[Ids, int](), self._next_id
        for ids in ids_in(streams):
            if ids not in self.ids:
                found[ids] = following
                following += 1 if isinstance(ids.group, str) else self._sizes[ids.group]
        return found, following
