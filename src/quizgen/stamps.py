"""Plates made ready to be drawn many times: a drawing and a structure with gaps for numbers.

Text is drawn by form XObjects, which a file holds once and each page names: a page's own
bytes are little more than where things stand, and which marked content they belong to.
References to sections are to ISO 32000-1 (PDF 1.7).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import add, itemgetter

from quizgen.plates import (
    POINTS_PER_PIXEL,
    SHOWING,
    AllGlyphs,
    Element,
    Piece,
    Plate,
    Plates,
    adjustments,
    shown_glyphs,
)
from quizgen.slots import Slot, filled

FURNITURE = b"/Artifact <</Type/Pagination>> BDC\n"
"""Running heads and feet are no part of the text (14.8.2.2)."""

TEXT = re.compile(
    rb"BT\n1 0 0 -1 ([-\d.]+) ([-\d.]+) Tm\n"
    rb"((?:/\S+ [\d.]+ Tf\n|\[[^\]]*\] TJ\n"
    rb"|/Span <</ActualText <[0-9a-f]+>>> BDC\n<[0-9a-f]+> Tj\nEMC\n)+)ET\n"
)
"""Text in one place that changes nothing for what is drawn after it."""


@dataclass(frozen=True)
class Form:
    """A text that is drawn by its name; its origin is where its baseline begins."""

    text: bytes

    @property
    def content(self) -> bytes:
        """Its drawing, y down as on the page that draws it."""
        return b"BT\n1 0 0 -1 0 0 Tm\n%bET\n" % self.text

    def box(self, glyphs: AllGlyphs) -> tuple[float, float, float, float]:
        """Return a box around the text, with room for what reaches beyond (8.10.1)."""
        width, size, largest, font = 0.0, 0.0, 0.0, b""
        for operator in self.text.splitlines():
            if operator.endswith(b" Tf"):
                font, size = operator.split()[0][1:], float(operator.split()[1])
                largest = max(largest, size)
            elif SHOWING.fullmatch(operator):
                advance = sum(glyphs[font][glyph][0] for glyph in shown_glyphs(operator))
                width += (advance - adjustments(operator)) * size / 1000
        return -largest, -1.5 * largest, width + largest, largest


@dataclass(frozen=True)
class Drawn:
    """A drawing as a `%` template: of marked contents' numbers, and of slots' text."""

    template: bytes
    gaps: tuple[int | Slot, ...]

    def bytes(self, first: int, slots: Mapping[str, str]) -> bytes:
        """Return the drawing, its marks counted from `first` and its slots filled."""
        return self.template % tuple(
            [
                first + gap if isinstance(gap, int) else filled(gap, slots.get(gap.name, ""))
                for gap in self.gaps
            ]
        )


# What a gap in a growth's template stands for, each with a number that is added to it.
OWN, OUTER, PAGE, MARK = range(4)


@dataclass(frozen=True)
class Growth:
    """Elements of the structure tree as a `%` template of object numbers.

    Numbers take a fixed width, so it is known beforehand where each object begins.
    """

    template: bytes
    kinds: Callable[[Sequence[int]], Sequence[int]]
    """Takes, for each gap, the number of the first object, the outer element, page or mark."""
    more: tuple[int, ...]
    """What is added to each of them."""
    starts: tuple[int, ...]
    """Where each object begins in the bytes."""
    length: int
    roots: tuple[int, ...]
    """Which of its objects belong to the outer element, counted from 0."""
    owners: tuple[tuple[int, int], ...]
    """Each mark, and the object that it belongs to."""

    def bytes(self, own: int, outer: int, page: int, mark: int) -> bytes:
        """Return the objects, for the numbers of the first, the outer element and the page."""
        return self.template % tuple(map(add, self.kinds((own, outer, page, mark)), self.more))


class Stamp:
    """A plate ready to be drawn."""

    def __init__(self, plate: Plate, forms: "Forms") -> None:
        self.marks = plate.marks
        self.top = POINTS_PER_PIXEL * plate.top
        """How far the block's top lies below its drawing's origin, in points."""
        self.forms: set[int] = set()
        pieces = [self._shared(piece, forms) for piece in plate.pieces]
        self.drawn = _drawn(pieces, tagged=True)
        self.furniture = _drawn(pieces, tagged=False)

    def _shared(self, piece: Piece, forms: "Forms") -> Piece:
        """Return a piece in which long texts are drawn by name."""

        def named(match: re.Match[bytes]) -> bytes:
            number = forms.number(match[3])
            self.forms.add(number)
            place = float(match[1]), float(match[2])
            return b"q 1 0 0 1 %.6g %.6g cm/T%d Do Q\n" % (*place, number)

        return TEXT.sub(named, piece) if isinstance(piece, bytes) else piece


class Forms:
    """The texts of all plates that are drawn by name, each once, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def number(self, text: bytes) -> int:
        """Return the number of a text's form."""
        return self._numbers.setdefault(text, len(self._numbers))

    def listed(self, numbers: Iterable[int]) -> Iterator[tuple[int, Form]]:
        """Yield some forms with their numbers, in order."""
        texts = list(self._numbers)
        for number in sorted(numbers):
            yield number, Form(texts[number])


def stamps_of(plates: Plates) -> tuple[dict[tuple[str, int], Stamp], Forms]:
    """Return every plate as a stamp, by block and part; equal plates give equal numbers."""
    forms = Forms()
    stamps = {
        (name, part): Stamp(plate, forms)
        for name, parts in plates.blocks.items()
        for part, plate in enumerate(parts)
    }
    return stamps, forms


def _drawn(pieces: Sequence[Piece], *, tagged: bool) -> Drawn:
    template: list[bytes] = []
    gaps: list[int | Slot] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            template.append(piece.replace(b"%", b"%%"))
        elif isinstance(piece, Slot):
            template.append(b"%b")
            gaps.append(piece)
        elif tagged:
            template.append(b"/%b <</MCID %%d>> BDC\n" % piece.tag.replace(b"%", b"%%"))
            gaps.append(piece.number)
        else:
            template.append(FURNITURE)
    return Drawn(b"".join(template), tuple(gaps))


# Structure

_NUMBER = b"%9d"


@cache
def growth(elements: tuple[Element, ...]) -> Growth:
    """Return elements ready to be written below an outer one."""
    grower = _Grower()
    roots = tuple(grower.add(element, (OUTER, 0)) for element in elements)
    bodies = grower.bodies
    blank = [len(body % ((0,) * len(gaps))) for body, gaps in bodies]
    starts = [sum(blank[:index]) for index in range(len(blank))]
    gaps = tuple(chain.from_iterable(gaps for _, gaps in bodies))
    return Growth(
        b"".join(body for body, _ in bodies),
        itemgetter(*(kind for kind, _ in gaps)),
        tuple(more for _, more in gaps),
        tuple(starts),
        sum(blank),
        roots,
        tuple(grower.owners),
    )


class _Grower:
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
                kids.append((b"%d", (MARK, kid)))
            else:
                kids.append((_NUMBER + b" 0 R", (OWN, self.add(kid, (OWN, own)))))
        has_marks = any(kind == MARK for _, (kind, _) in kids)
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
