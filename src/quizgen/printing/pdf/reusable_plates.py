"""Plates made ready to be drawn many times: a drawing and a structure with gaps for numbers.

Text is drawn by form XObjects, which a file holds once and each page names: a page's own
bytes are little more than where things stand, and which marked content they belong to.
References to sections are to ISO 32000-1 (PDF 1.7).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from itertools import chain, groupby
from operator import add, itemgetter

from quizgen.printing.pdf.fields import MOST_KNOWN, Slot, filled
from quizgen.printing.pdf.from_drawing import SHOWING, adjustments, shown_glyphs
from quizgen.printing.pdf.plate import (
    POINTS_PER_PIXEL,
    AllGlyphs,
    Element,
    Piece,
    Plate,
    Plates,
)

FURNITURE = b"/Artifact <</Type/Pagination>> BDC\n"
"""Running heads and feet are no part of the text (14.8.2.2)."""

TEXT = re.compile(
    rb"BT\n1 0 0 -1 ([-\d.]+) ([-\d.]+) Tm\n"
    rb"((?:/\S+ [\d.]+ Tf\n|\[[^\]]*\] TJ\n"
    rb"|/Span <</ActualText <[0-9a-f]+>>> BDC\n<[0-9a-f]+> Tj\nEMC\n)+)ET\n"
)
"""Text in one place that changes nothing for what is drawn after it."""

LINES = re.compile(
    rb"(?<=^/Artifact\nBMC\n)(?:q\n(?:(?:[-\d.]+ )*(?:[mlchnWfB]|re|rg|W\*|f\*|B\*)\n)+Q\n)+"
    rb"(?=EMC\n)",
    re.MULTILINE,
)
"""Rules, frames and grounds, drawn without anything that has a name in the file."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class FormXObject:
    """What is drawn by its name, with its place in the block that draws it: text or lines."""

    content: bytes

    def box(self, glyphs: AllGlyphs) -> Box:
        """Return a box around it, with room for what reaches beyond (8.10.1)."""
        text = TEXT.fullmatch(self.content)
        return _box_of_text(text, glyphs) if text else _box_of_lines(self.content)


def _box_of_text(text: re.Match[bytes], glyphs: AllGlyphs) -> Box:
    x, y = float(text[1]), float(text[2])
    width, size, largest, font = 0.0, 0.0, 0.0, b""
    for operator in text[3].splitlines():
        if operator.endswith(b" Tf"):
            font, size = operator.split()[0][1:], float(operator.split()[1])
            largest = max(largest, size)
        elif SHOWING.fullmatch(operator):
            advance = sum(glyphs[font][glyph][0] for glyph in shown_glyphs(operator))
            width += (advance - adjustments(operator)) * size / 1000
    return x - largest, y - 1.5 * largest, x + width + largest, y + largest


def _box_of_lines(content: bytes) -> Box:
    xs, ys = [0.0], [0.0]
    for operator in content.splitlines():
        *operands, name = operator.split()
        numbers = list(map(float, operands))
        if name == b"re":
            numbers[2:] = numbers[0] + numbers[2], numbers[1] + numbers[3]
        if name in (b"m", b"l", b"c", b"re"):
            xs += numbers[::2]
            ys += numbers[1::2]
    return min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1


class DrawingTemplate:
    """A drawing with gaps, for marked contents' numbers and for slots' text."""

    def __init__(
        self, pieces: Iterable[bytes], numbers: Sequence[int], slots: Sequence[Slot]
    ) -> None:
        self._pieces = tuple(pieces)
        """Templates of the numbers; between two of them stands the text of a slot."""
        self._numbers, self._slots = tuple(numbers), tuple(slots)
        self._filled = [lru_cache(MOST_KNOWN)(partial(filled, slot)) for slot in slots]
        self._known: dict[tuple[str, ...], bytes] = {}

    def content(self, first: int, slots: Mapping[str, str]) -> bytes:
        """Return the drawing, its marks counted from `first` and its slots filled."""
        return self._template(slots) % tuple([first + number for number in self._numbers])

    def _template(self, slots: Mapping[str, str]) -> bytes:
        if not self._slots:
            return self._pieces[0]
        key = tuple([slots.get(slot.name, "") for slot in self._slots])
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            texts = [fill(text) for fill, text in zip(self._filled, key, strict=True)]
            self._known[key] = self._pieces[0] + b"".join(
                chain.from_iterable(zip(texts, self._pieces[1:], strict=True))
            )
        return self._known[key]


# What a gap in an element template stands for, each with a number that is added to it.
OWN, OUTER, PAGE, MARK = range(4)


@dataclass(frozen=True)
class ElementTemplate:
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


MakeTemplate = Callable[[tuple[Element, ...]], ElementTemplate | None]


class ReusablePlate:
    """A plate ready to be drawn, and to be hung on a structure."""

    def __init__(
        self, plate: Plate, forms: "FormXObjects", make: "MakeTemplate", *, is_whole: bool
    ) -> None:
        self.plate, self.is_whole, self.make = plate, is_whole, make
        self.marks = plate.marks
        self.top = POINTS_PER_PIXEL * plate.top
        """How far the block's top lies below its drawing's origin, in points."""
        self.forms: set[int] = set()
        pieces = [self._shared(piece, forms) for piece in plate.pieces]
        self.drawn = _drawing_template(pieces, tagged=True)
        self.furniture = _drawing_template(pieces, tagged=False)

    @cached_property
    def has_table(self) -> bool:
        """Whether a table, or some of its rows, are in it."""
        return any(map(_is_table, self.plate.tree))

    @cached_property
    def item(self) -> "ElementTemplate | None":
        """What it brings as an item of a list: its label and its body."""
        body = Element("LBody", self.plate.tree)
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
        label = self.plate.label
        return () if label is None else (Element(tag, (label,)),)

    def _shared(self, piece: Piece, forms: "FormXObjects") -> Piece:
        """Return a piece in which what is long is drawn by name."""

        def named(match: re.Match[bytes]) -> bytes:
            number = forms.number(match[0])
            self.forms.add(number)
            return b"/T%d Do\n" % number

        if not isinstance(piece, bytes):
            return piece
        return LINES.sub(named, TEXT.sub(named, piece).replace(b"BT\nET\n", b""))


def _is_table(element: Element) -> bool:
    return element.tag == "Table"


def _rows(table: Element) -> tuple[Element, ...]:
    return tuple(row for row in table.kids if isinstance(row, Element))


class FormXObjects:
    """What of all plates is drawn by name, each once, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def number(self, content: bytes) -> int:
        """Return the number of what draws this."""
        return self._numbers.setdefault(content, len(self._numbers))

    def listed(self, numbers: Iterable[int]) -> Iterator[tuple[int, FormXObject]]:
        """Yield some forms with their numbers, in order."""
        contents = list(self._numbers)
        for number in sorted(numbers):
            yield number, FormXObject(contents[number])


ReusablePlates = Mapping[tuple[str, int], ReusablePlate]
"""Every plate ready to be drawn, by its block and which of the block's plates it is."""


def reusable_plates(plates: Plates) -> tuple[ReusablePlates, FormXObjects]:
    """Return every plate ready to be drawn; equal plates give equal numbers."""
    # Remembered as long as the reusables: pages bring the same elements over and over.
    forms, make = FormXObjects(), cache(element_template)
    reusables = {
        (name, part): ReusablePlate(plate, forms, make, is_whole=len(parts) == 1)
        for name, parts in plates.blocks.items()
        for part, plate in enumerate(parts)
    }
    return reusables, forms


ALONE = re.compile(rb"^q\n((?:/\S+ <</MCID %d>> BDC\n/T\d+ Do\nEMC\n)+)Q\n", re.MULTILINE)
"""A state of its own (8.4.2) for what changes none."""

GAP = b"\0"


def _drawing_template(pieces: Sequence[Piece], *, tagged: bool) -> DrawingTemplate:
    template: list[bytes] = []
    numbers: list[int] = []
    slots: list[Slot] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            template.append(piece.replace(b"%", b"%%"))
        elif isinstance(piece, Slot):
            template.append(GAP)
            slots.append(piece)
        elif tagged:
            template.append(b"/%b <</MCID %%d>> BDC\n" % piece.tag.replace(b"%", b"%%"))
            numbers.append(piece.number)
        else:
            template.append(FURNITURE)
    return DrawingTemplate(ALONE.sub(rb"\1", b"".join(template)).split(GAP), numbers, slots)


# Structure

_NUMBER = b"%9d"


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
