"""Plates: blocks after typesetting, each with its drawing and its part of the structure.

A plate is made from what WeasyPrint drew on a page (pydyf objects) and is plain data from
then on. References to sections are to ISO 32000-1 (PDF 1.7).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise
from typing import Any, cast

from quizgen.errors import QuizgenError
from quizgen.sheets import PARAGRAPH_START, SlotMark, plate_id

POINTS_PER_PIXEL = 0.75

TEXT_MATRIX = re.compile(rb"1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm")
SHOWN = re.compile(rb"<([0-9a-f]+)>|(-?[\d.]+)")


@dataclass(frozen=True)
class Glyph:
    """A character as a slot's font draws it."""

    font: bytes
    code: bytes
    advance: float
    """In thousandths of the font size."""


@dataclass(frozen=True)
class Slot:
    """A place in a plate that is written anew for every sheet; lengths in CSS pixels."""

    name: str
    left: float
    right: float
    align: str
    baseline: bytes
    size: float
    glyphs: Mapping[str, Glyph]


@dataclass(frozen=True)
class Mark:
    """The place of a marked content's number in a drawing, and the tag before it."""

    tag: bytes
    number: int


@dataclass(frozen=True)
class Element:
    """A node of the structure tree; an int among its kids is a marked content's number."""

    tag: str
    kids: tuple["Kid", ...]
    attributes: bytes = b""


Kid = Element | int
Piece = bytes | Mark | Slot


@dataclass(frozen=True)
class Font:
    """What a drawing's glyphs are: by number their advance and the characters they show."""

    widths: Mapping[int, float]
    """In thousandths of the font size."""
    characters: Mapping[int, str]

    @property
    def blank(self) -> bytes:
        """The code of the glyph that shows a blank, if the document uses one."""
        codes = [code for code, shown in self.characters.items() if shown == " "]
        return b"%04x" % codes[0] if codes else b""


Fonts = Mapping[bytes, Font]


@dataclass(frozen=True)
class Plate:
    """A block after typesetting: its size in points, its drawing and its structure."""

    height: float
    shift: float
    """How far above the drawing's origin (its lower left corner) the block's top lies."""
    pieces: tuple[Piece, ...]
    marks: int
    label: int | None
    """The mark of a slot that opens the block: a question's number."""
    tree: tuple[Element, ...]
    begins: bool = False
    """Whether a paragraph begins in it, where it is a line of several paragraphs."""


@dataclass(frozen=True)
class Resource:
    """A PDF object all plates share: a dictionary, and a stream's bytes if it is one.

    A stream's dictionary is without its length.
    """

    dictionary: bytes
    stream: bytes | None = None


@dataclass(frozen=True)
class Plates:
    """Every block as plates (several where it was taller than a page), and what they use."""

    blocks: Mapping[str, tuple[Plate, ...]]
    resources: Mapping[int, Resource]
    root: int
    """The number of the resource dictionary in `resources`."""
    warnings: tuple[str, ...] = ()

    @property
    def heights(self) -> Mapping[str, tuple[float, ...]]:
        """Return the heights of each block's plates, in points."""
        return {name: tuple(p.height for p in parts) for name, parts in self.blocks.items()}


@dataclass(frozen=True)
class Drawing:
    """A page as WeasyPrint drew it: operators, structure, and rectangles of named elements."""

    stream: Sequence[Any]
    kids: Sequence[Kid]
    anchors: Mapping[str, tuple[float, ...]]
    """In CSS pixels from the page's upper left corner: left, top, right, bottom."""
    height: float


# Structure

# Elements that say nothing and only cost bytes: their kids take their place.
PLAIN = {"NonStruct", "Span", "Div", "Sect"}


def structure(objects: Mapping[bytes, Any]) -> dict[bytes, list[Kid]]:
    """Return WeasyPrint's structure tree page by page (its reference -> elements), tidied."""
    [root] = (thing for thing in objects.values() if _is_structure_root(thing))
    pages: dict[bytes, list[Kid]] = {}
    for reference in objects[root["K"][0]]["K"]:
        section = objects[reference]
        pages.setdefault(section["Pg"], []).extend(_kids(section, objects))
    return pages


def _is_structure_root(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("Type") == "/StructTreeRoot"


def _kids(source: Mapping[str, Any], objects: Mapping[bytes, Any]) -> list[Kid]:
    """Return what an element gives to its parent: itself, or its kids if it is plain."""
    tag = source["S"].removeprefix("/")
    kids: list[Kid] = []
    for kid in source["K"]:
        kids += [kid] if isinstance(kid, int) else _kids(objects[kid], objects)
    if tag in PLAIN:
        return kids
    tidied = TIDY.get(tag, tuple)(kids)
    return [Element(tag, tuple(tidied), _attributes(source))]


def _attributes(source: Mapping[str, Any]) -> bytes:
    """Return the entries of a structure element that its tag alone does not say."""
    alt = source.get("Alt")
    return b"/Alt " + alt.data if alt is not None else b""


def _list_item(kids: Sequence[Kid]) -> list[Kid]:
    """Keep a label and one body (ISO 32000-1, table 336); WeasyPrint leaves blocks loose."""
    labels = [kid for kid in kids if isinstance(kid, Element) and kid.tag == "Lbl"]
    body: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Element) and kid.tag == "LBody":
            body += kid.kids
        elif kid not in labels:
            body.append(kid)
    return [*labels, Element("LBody", tuple(body))]


def _list(kids: Sequence[Kid]) -> list[Kid]:
    """Put a nested list into the item before it; WeasyPrint lays it beside."""
    items: list[Kid] = []
    for kid in kids:
        last = items[-1] if items else None
        if isinstance(kid, Element) and kid.tag == "L" and isinstance(last, Element):
            items[-1] = replace(last, kids=tuple(_list_item([*last.kids, kid])))
        else:
            items.append(kid)
    return items


def _table_row(kids: Sequence[Kid]) -> list[Kid]:
    """Say what each header heads: its row where that has data too (PDF/UA-1, 7.5)."""
    tags = {kid.tag for kid in kids if isinstance(kid, Element)}
    scope = b"/A<</O/Table/Scope/%s>>" % (b"Row" if "TD" in tags else b"Column")
    return [
        replace(kid, attributes=scope) if isinstance(kid, Element) and kid.tag == "TH" else kid
        for kid in kids
    ]


def _paragraph(kids: Sequence[Kid]) -> list[Kid]:
    """Dissolve paragraphs in a paragraph; layout makes them beside what is set apart."""
    inner = [
        kid.kids if isinstance(kid, Element) and kid.tag == "P" else (kid,) for kid in kids
    ]
    return list(chain.from_iterable(inner))


TIDY: Mapping[str, Callable[[Sequence[Kid]], Sequence[Kid]]] = {
    "P": _paragraph,
    "L": _list,
    "LI": _list_item,
    "TR": _table_row,
}


# Lists


def numbering(style: bytes) -> bytes:
    """Return the attribute that says how a list's labels count (14.8.5.5)."""
    return b"/A<</O/List/ListNumbering/%b>>" % style


def _counted(element: Element, labels: Mapping[int, str]) -> Element:
    """Say of every list how its labels count, by what the first of them shows."""
    kids = tuple(
        _counted(kid, labels) if isinstance(kid, Element) else kid for kid in element.kids
    )
    attributes = element.attributes
    if element.tag == "L":
        label = labels.get(next(_labels(kids), -1))
        attributes = numbering(_style(label) if label else b"None")
    return replace(element, kids=kids, attributes=attributes)


def _style(label: str) -> bytes:
    if label[0].isalpha():
        return b"UpperAlpha"
    return b"Decimal" if label[0].isdigit() else b"Disc"


def _labels(items: Iterable[Kid]) -> Iterator[int]:
    """Yield the marks of a list's labels."""
    for item in items:
        if isinstance(item, Element):
            yield from _marks(kid for kid in item.kids if getattr(kid, "tag", "") == "Lbl")


def _shown(pieces: Iterable[Piece], fonts: Fonts) -> dict[int, str]:
    """Return the text of each marked content."""
    shown: dict[int, str] = {}
    mark, font = -1, b""
    for piece in pieces:
        if isinstance(piece, Mark):
            mark = piece.number
        elif isinstance(piece, bytes) and piece.endswith(b" Tf"):
            font = piece.split()[0].removeprefix(b"/")
        elif isinstance(piece, bytes) and piece.endswith(b" TJ"):
            codes = b"".join(run for run, _ in SHOWN.findall(piece))
            glyphs = (int(codes[at : at + 4], 16) for at in range(0, len(codes), 4))
            text = "".join(fonts[font].characters.get(glyph, "") for glyph in glyphs)
            shown[mark] = shown.get(mark, "") + text
    return shown


# Plates


def make_plate(name: str, page: Drawing, fonts: Fonts, *, goes_on: bool) -> Plate:
    """Return the plate of the block `name` that was drawn on a page.

    `goes_on` says that the block's next line is on another plate. Raises QuizgenError where a
    slot cannot be found again in the drawing.
    """
    pieces, kids = _pieces(page.stream), page.kids
    pieces, kids = _without(
        _empty(pieces), _with_blanks(pieces, kids, fonts, goes_on=goes_on), kids
    )
    for anchor, box in page.anchors.items():
        if mark := SlotMark.read(anchor):
            pieces = _with_slot(pieces, mark, box, fonts)
    slots = [mark.number for mark, slot in _slots(pieces)]
    shown = _shown(pieces, fonts)
    label = kids.pop(0) if kids and kids[0] in slots else None
    _, top, _, bottom = page.anchors[plate_id(name)]
    return Plate(
        height=(bottom - top) * POINTS_PER_PIXEL,
        shift=(page.height - top) * POINTS_PER_PIXEL,
        pieces=tuple(_joined(pieces)),
        marks=sum(isinstance(piece, Mark) for piece in pieces),
        label=label if isinstance(label, int) else None,
        tree=tuple(
            Element("P", (kid,)) if isinstance(kid, int) else _counted(kid, shown)
            for kid in kids
        ),
        begins=any(anchor.startswith(PARAGRAPH_START) for anchor in page.anchors),
    )


def _pieces(stream: Sequence[Any]) -> list[Piece]:
    """Return a page's operators, with a Mark in the place of each marked content's start."""
    pieces: list[Piece] = []
    for item in stream:
        if isinstance(item, dict) and "MCID" in item:
            tag = cast("bytes", pieces.pop())
            pieces.append(Mark(tag.removeprefix(b"/"), item["MCID"]))
        elif isinstance(pieces[-1] if pieces else None, Mark) and item == b"BDC":
            continue
        else:
            data = item if isinstance(item, bytes) else getattr(item, "data", None)
            pieces.append(_short(data if data is not None else str(item).encode()))
    return pieces


def _short(operator: bytes) -> bytes:
    """Drop the adjustments by nothing that WeasyPrint writes after every glyph."""
    return operator.replace(b">0<", b"").replace(b">0]", b">]")


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces with runs of bytes made one."""
    for plain, run in groupby(pieces, key=lambda piece: isinstance(piece, bytes)):
        if plain:
            yield b"\n".join(cast("Iterable[bytes]", run)) + b"\n"
        else:
            yield from run


# Blanks

# What a line may end in that belongs to the next line's beginning without a blank: a hyphen,
# and all scripts that are written without blanks.
UNSPACED = re.compile("[-\u00ad\u2010\u2011\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]$")

# What layout sets where it divides a word.
HYPHEN = "\u2010"

# All that a mark holds which stands for a blank between two boxes.
SHOWS_NOTHING = re.compile(rb"BT|ET|.* (gs|rg|Tf|Tm)")


def _empty(pieces: Sequence[Piece]) -> set[int]:
    """Return the marks of which nothing is drawn: each stands for a blank."""
    found: set[int] = set()
    for index, piece in enumerate(pieces):
        if isinstance(piece, Mark):
            own = pieces[index + 1 : pieces.index(b"EMC", index)]
            if all(isinstance(each, bytes) and SHOWS_NOTHING.fullmatch(each) for each in own):
                found.add(piece.number)
    return found


def _without(
    marks: Collection[int], pieces: Iterable[Piece], kids: Iterable[Kid]
) -> tuple[list[Piece], list[Kid]]:
    """Return a drawing and its structure without some marks; the others are counted anew."""
    left: list[Piece] = []
    numbers: dict[int, int] = {}
    is_dropped = False
    for piece in pieces:
        if isinstance(piece, Mark):
            is_dropped = piece.number in marks
            if not is_dropped:
                left.append(
                    replace(piece, number=numbers.setdefault(piece.number, len(numbers)))
                )
        elif is_dropped and piece == b"EMC":
            is_dropped = False
        else:
            left.append(piece)
    return left, _renumbered(kids, numbers)


def _renumbered(kids: Iterable[Kid], numbers: Mapping[int, int]) -> list[Kid]:
    """Return the kids with new numbers for their marks, and no paragraph that has none."""
    found: list[Kid] = []
    for kid in kids:
        if isinstance(kid, int):
            found += [numbers[kid]] if kid in numbers else []
            continue
        own = _renumbered(kid.kids, numbers)
        if own or kid.tag != "P":
            found.append(replace(kid, kids=tuple(own)))
    return found


def _with_blanks(
    pieces: list[Piece], kids: Sequence[Kid], fonts: Fonts, *, goes_on: bool
) -> list[Piece]:
    """Give the blanks between lines and boxes a glyph, or their words run together.

    Layout drops the blank at a line's end, and draws none between two boxes; whoever reads or
    copies the text needs it (PDF/UA-1, 7.2).
    """
    breaks = _breaks(pieces, kids)
    if goes_on and (marks := [*_marks(kids)]):
        breaks.setdefault(marks[-1], False)
    spaced = list(pieces)
    mark, font, shown = -1, b"", {}
    for index, piece in enumerate(pieces):
        if isinstance(piece, Mark):
            mark = piece.number
        elif isinstance(piece, bytes) and piece.endswith(b" Tf"):
            font = piece.split()[0].removeprefix(b"/")
        elif isinstance(piece, bytes) and piece.endswith(b"] TJ"):
            shown[mark] = (index, font)
    for mark in breaks.keys() & shown.keys():
        index, font = shown[mark]
        spaced[index] = _with_blank(
            cast("bytes", pieces[index]), fonts[font], always=breaks[mark]
        )
    return spaced


def _breaks(pieces: Iterable[Piece], kids: Iterable[Kid]) -> dict[int, bool]:
    """Return after which marks a line ends, or a blank stands: the latter are True."""
    baselines = _baselines(pieces)
    found: dict[int, bool] = {}
    for marks in _runs(kids):
        written = [(at, mark) for at, mark in enumerate(marks) if mark in baselines]
        for (at, first), (after, second) in pairwise(written):
            is_parted = after > at + 1
            if is_parted or baselines[second] > baselines[first] + 1:
                found[first] = is_parted
    return found


def _with_blank(operator: bytes, font: Font, *, always: bool) -> bytes:
    """Return a text's operator with a blank at its end, if it needs one."""
    codes = SHOWN.findall(operator)
    last = next((run[-4:] for run, _ in reversed(codes) if run), b"0")
    character = font.characters.get(int(last, 16), " ")
    if character == HYPHEN and not always:
        return _hyphenated(operator)
    if not font.blank or character == " " or (UNSPACED.search(character) and not always):
        return operator
    return operator.removesuffix(b"] TJ") + b"<%b>] TJ" % font.blank


def _hyphenated(operator: bytes) -> bytes:
    """Let the hyphen at a line's end be read as none of the word's own (14.8.2.2.3)."""
    start, _, end = operator.rpartition(b"<")
    before, hyphen = end.removesuffix(b">] TJ")[:-4], end.removesuffix(b">] TJ")[-4:]
    return b"%b<%b>] TJ\n/Span <</ActualText <feff00ad>>> BDC\n<%b> Tj\nEMC" % (
        start,
        before,
        hyphen,
    )


def _baselines(pieces: Iterable[Piece]) -> dict[int, float]:
    """Return at what height each marked content's text stands, in CSS pixels, y down."""
    found: dict[int, float] = {}
    mark = -1
    for piece in pieces:
        if isinstance(piece, Mark):
            mark = piece.number
        elif isinstance(piece, bytes) and (matrix := TEXT_MATRIX.fullmatch(piece)):
            found.setdefault(mark, float(matrix[2]))
    return found


def _runs(kids: Iterable[Kid]) -> Iterator[list[int]]:
    """Yield the marks that stand side by side in one element."""
    kids = list(kids)
    yield [kid for kid in kids if isinstance(kid, int)]
    for kid in kids:
        if isinstance(kid, Element):
            yield from _runs(kid.kids)


def _marks(kids: Iterable[Kid]) -> Iterator[int]:
    """Yield all marks in reading order."""
    for kid in kids:
        if isinstance(kid, Element):
            yield from _marks(kid.kids)
        else:
            yield kid


# Slots


def _slots(pieces: Sequence[Piece]) -> Iterator[tuple[Mark, Slot]]:
    """Yield each slot with the mark it stands in."""
    mark = None
    for piece in pieces:
        if isinstance(piece, Mark):
            mark = piece
        elif isinstance(piece, Slot) and mark:
            yield mark, piece


def _with_slot(
    pieces: list[Piece], mark: SlotMark, box: tuple[float, ...], fonts: Fonts
) -> list[Piece]:
    """Put a Slot in the place of the alphabet that was typeset in it."""
    _, name, align, alphabet = mark
    left, top, right, bottom = box
    for start, piece in enumerate(pieces):
        matrix = TEXT_MATRIX.fullmatch(piece) if isinstance(piece, bytes) else None
        if (
            not matrix
            or abs(float(matrix[1]) - left) > 1
            or not top <= float(matrix[2]) <= bottom
        ):
            continue
        end = pieces.index(b"ET", start)
        text = cast("list[bytes]", pieces[start + 1 : end])
        glyphs = dict(zip(alphabet, _glyphs(text, fonts), strict=False))
        if len(glyphs) != len(alphabet):
            break
        size = float(text[0].split()[1])
        slot = Slot(name, left, right, align, matrix[2], size, glyphs)
        return [*pieces[:start], slot, *pieces[end:]]
    raise QuizgenError(
        f"The template's slot {name!r} cannot be filled: give it a font whose characters stand "
        "alone, and leave it visible and unturned."
    )


def _glyphs(text: Iterable[bytes], fonts: Fonts) -> list[Glyph]:
    """Return the glyphs that Tf and TJ operators draw, in order."""
    glyphs: list[Glyph] = []
    font = b""
    for operator in text:
        if operator.endswith(b" Tf"):
            font = operator.split()[0].removeprefix(b"/")
        for codes, adjustment in SHOWN.findall(operator if operator.endswith(b"TJ") else b""):
            if adjustment:
                last = glyphs.pop()
                glyphs.append(replace(last, advance=last.advance - float(adjustment)))
            each = (codes[at : at + 4] for at in range(0, len(codes), 4))
            glyphs += [Glyph(font, code, fonts[font].widths[int(code, 16)]) for code in each]
    return glyphs
