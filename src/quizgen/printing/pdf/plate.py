"""Plates: blocks after typesetting, each with its drawing and its part of the structure.

Plates are plain data and self-contained: names of fonts and other resources do not clash
between layouts. References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from quizgen.base.data_class import dataclass, field
from quizgen.printing.pdf.fields import GlyphInfo, Slot

POINTS_PER_PIXEL = 0.75

TABLE, HEAD = "quizgen|table|", "quizgen|head|"
"""How the marks of a table begin whose rows are cut apart, and of its head."""


LABEL = -1
"""The number of a label's mark: it is none of its block's own."""


class Mark(NamedTuple):
    """Where a marked content begins in a drawing: its tag, and its number in the block."""

    tag: bytes
    number: int


class Element(NamedTuple):
    """A node of the structure tree; an int among its kids is a marked content's number."""

    tag: str
    kids: tuple["Kid", ...]
    attributes: bytes = b""


Kid = Element | int
Piece = bytes | Mark | Slot
Part = tuple[Piece, ...]
"""A part of a drawing that can be drawn by itself: it leaves no state behind."""

PlatePart = tuple[str, int]
"""A plate, by its block and which of the block's plates it is."""

AllGlyphs = Mapping[bytes, Mapping[int, GlyphInfo]]
"""Glyphs of several fonts, by the fonts' names."""


@dataclass(frozen=True)
class Font:
    """What a font's glyphs are, by their numbers."""

    glyphs: Mapping[int, GlyphInfo]

    @property
    def blank(self) -> bytes:
        """The code of the glyph that shows a blank, if the document uses one."""
        codes = [code for code, (_, shown) in self.glyphs.items() if shown == " "]
        return b"%04x" % codes[0] if codes else b""


Fonts = Mapping[bytes, Font]


@dataclass(frozen=True)
class Plate:
    """A block after typesetting: its size in points, its drawing and its structure."""

    height: float
    top: float
    """Where the block's top lies in its drawing: CSS pixels, y down."""
    parts: tuple[Part, ...]
    """Artifacts, then marked contents in the order of reading. A slot is a part of its own."""
    marks: int
    """How many marked contents it has, a label not counted."""
    label: bool
    """Whether a slot opens the block, as a question's number does; its mark is LABEL."""
    tree: tuple[Element, ...]
    begins: bool = False
    """Whether a paragraph begins in it, where it is a line of several paragraphs."""
    glyphs: AllGlyphs = field(default_factory=dict)
    """What it shows of each font, by the font's name."""
    assets: frozenset[bytes] = frozenset()
    """The names of all else that it draws with: pictures, shades."""
    wide: bool = False
    """Whether it needs all columns of a page, since it does not fit one."""
    table: str = ""
    """The table that it is a row of, where a table is cut into rows."""
    is_head: bool = False
    """Whether that row is of the table's head, and repeated above its other rows."""
    opens_line: bool = False
    """Whether a line begins in it that the text itself has, as verse does."""


@dataclass(frozen=True)
class Face:
    """A font file, and what a PDF says of it beside its glyphs (9.8); 1000 units an em."""

    name: str
    family: str
    flags: int
    ascent: int
    descent: int
    index: int
    """Which of several fonts in the file it is."""
    glyph_count: int
    """Numbers from here on are those of characters that the font does not have."""
    program: bytes


@dataclass(frozen=True)
class Resource:
    """A PDF object: a dictionary, and a stream's bytes if it is one.

    A stream's dictionary is without its length. `#3 0 R` refers to the fourth object of the
    same asset, and `# 0 R` to the resource dictionary of the file.
    """

    dictionary: bytes
    stream: bytes | None = None


@dataclass(frozen=True)
class Asset:
    """What a drawing refers to by name: an object and all it needs, the object first."""

    category: bytes
    """Its kind in a resource dictionary (7.8.3): XObject, ExtGState, Pattern, Font …"""
    objects: tuple[Resource, ...]
    glyphs: AllGlyphs = field(default_factory=dict)
    """What is shown of each font in it."""


@dataclass(frozen=True)
class Plates:
    """Every block as plates (several where it was taller than a page), and what they use."""

    blocks: Mapping[str, tuple[Plate, ...]]
    faces: Mapping[bytes, Face]
    assets: Mapping[bytes, Asset]
    warnings: tuple[str, ...] = ()

    @property
    def heights(self) -> Mapping[str, tuple[float, ...]]:
        """Return the heights of each block's plates, in points."""
        return {name: tuple(p.height for p in parts) for name, parts in self.blocks.items()}

    def lines(self, block: str) -> int:
        """Return how many lines a block has, those of verse each once, however they wrap."""
        parts = self.blocks[block]
        return sum(plate.opens_line for plate in parts) or len(parts)

    @property
    def forms(self) -> Mapping[str, "TableShape"]:
        """Return how those blocks are placed that are not just stacked."""
        found = ((name, _table_shape(parts)) for name, parts in self.blocks.items())
        return {name: form for name, form in found if form}


@dataclass(frozen=True)
class Drawing:
    """A page as WeasyPrint drew it: operators, structure, and rectangles of marked elements."""

    stream: Sequence[Any]
    kids: Sequence[Kid]
    marked: Mapping[str, tuple[float, ...]]
    """In CSS pixels from the page's upper left corner: left, top, right, bottom."""
    height: float


class TableShape(NamedTuple):
    """How a block is placed that is not just stacked."""

    wide: bool
    heads: Mapping[int, tuple[int, ...]]
    """The plates repeated above a plate that begins a page: the head of its table."""
    headings: frozenset[int]
    """The plates that are such heads: what they head is on their page."""
    wrapped: frozenset[int] = frozenset()
    """The plates that go on with a line of verse, and do not count as lines."""


Names = dict[tuple[str, bytes], bytes]
"""What a resource is called beside others, by its category and name in one document."""


@dataclass
class DrawnDocument:
    """A document as WeasyPrint drew it: its pages, and what they refer to by name."""

    pages: list[Drawing] = field(default_factory=list)
    fonts: dict[bytes, Font] = field(default_factory=dict)
    faces: dict[bytes, Face] = field(default_factory=dict)
    assets: dict[bytes, Asset] = field(default_factory=dict)
    names: "Names" = field(default_factory=dict)


def _table_shape(plates: Sequence[Plate]) -> TableShape | None:
    if not any(plate.wide or plate.table or plate.opens_line for plate in plates):
        return None
    wrapped = [number for number, plate in enumerate(plates) if not plate.opens_line]
    heads: dict[str, tuple[int, ...]] = {}
    for number, plate in enumerate(plates):
        if plate.is_head:
            heads[plate.table] = (*heads.get(plate.table, ()), number)
    rows = {
        number: heads[plate.table]
        for number, plate in enumerate(plates)
        if plate.table in heads and not plate.is_head
    }
    return TableShape(
        plates[0].wide,
        rows,
        frozenset(chain.from_iterable(heads.values())),
        frozenset(wrapped if len(wrapped) < len(plates) else ()),
    )


def joined(parts: Sequence[Plates]) -> Plates:
    """Return several typesettings as one; no two have a block of the same name."""
    return Plates(
        {name: plates for part in parts for name, plates in part.blocks.items()},
        {name: face for part in parts for name, face in part.faces.items()},
        {name: asset for part in parts for name, asset in part.assets.items()},
        tuple(dict.fromkeys(chain.from_iterable(part.warnings for part in parts))),
    )


def depends_on_others(plates: Plates, block: str) -> bool:
    """Whether a block would come out otherwise beside other blocks.

    Of a font that is no plain outline font layout makes a copy for the blocks of one document;
    the width of a character that no font has is that of its first size.
    """
    return any(
        any(plates.assets[name].category == b"Font" for name in plate.assets)
        or any(_has_missing(plates.faces.get(font), own) for font, own in plate.glyphs.items())
        for plate in plates.blocks[block]
    )


def _has_missing(face: Face | None, glyphs: Mapping[int, GlyphInfo]) -> bool:
    return face is not None and max(glyphs, default=0) >= face.glyph_count


def merged_glyphs(used: Iterable[AllGlyphs]) -> AllGlyphs:
    """Return all that several drawings show of each font."""
    together: dict[bytes, dict[int, GlyphInfo]] = {}
    for each in used:
        for font, glyphs in each.items():
            together.setdefault(font, {}).update(glyphs)
    return together
