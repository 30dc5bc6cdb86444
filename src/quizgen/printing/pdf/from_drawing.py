"""A page that WeasyPrint drew to a plate: its operators, with gaps for numbers and fields.

References to sections are to ISO 32000-1 (PDF 1.7) and ISO 14289-1 (PDF/UA-1).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from typing import Any, cast

from quizgen.base.bidi import Direction
from quizgen.base.errors import QuizgenError
from quizgen.printing.pdf.fields import SHOWN, GlyphInfo, Slot, glyphs_of_units, read_glyphs
from quizgen.printing.pdf.plate import (
    HEAD,
    POINTS_PER_PIXEL,
    TABLE,
    Asset,
    Drawing,
    DrawnDocument,
    Element,
    Font,
    Fonts,
    Kid,
    Mark,
    Names,
    Piece,
    Plate,
    merged_glyphs,
)
from quizgen.printing.pdf.tagging import (
    decorative,
    element_of,
    marks_of,
    renumbered,
    runs_of,
    spoken,
)
from quizgen.printing.sheets import PARAGRAPH_START, SlotMark, plate_id

TEXT_MATRIX = re.compile(rb"1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm")


def make_plate(
    name: str, page: Drawing, drawn: "DrawnDocument", *, goes_on: bool, base: Direction = "ltr"
) -> Plate:
    """Return the plate of the block `name` that was drawn on a page.

    `base` says where its lines begin, `goes_on` that the block's next line is on another
    plate. Raises QuizgenError where a slot cannot be found again in the drawing.
    """
    fonts, kids = drawn.fonts, page.kids
    pieces = _plainly_black(_unscaled(_pieces(page.stream, drawn.names)), drawn.assets)
    pieces = _as_artifacts(decorative(kids), pieces)
    pieces, kids = _without(
        _empty(pieces), _with_blanks(pieces, kids, fonts, goes_on=goes_on), kids
    )
    for anchor, box in page.anchors.items():
        if mark := SlotMark.read(anchor):
            pieces = _with_slot(pieces, mark, box, fonts)
    slots = [mark.number for mark, slot in _slots(pieces)]
    assets = frozenset([*_named(pieces, drawn.assets), *_fonts_of_slots(pieces, drawn.assets)])
    inside = (drawn.assets[asset].glyphs for asset in sorted(assets))
    shown = _shown(pieces, fonts)
    texts = {mark: "".join(parts).strip() for mark, parts in shown.items()}
    label = kids.pop(0) if kids and kids[0] in slots else None
    _, top, _, bottom = page.anchors[plate_id(name)]
    return Plate(
        height=(bottom - top) * POINTS_PER_PIXEL,
        top=top,
        pieces=tuple(_joined(_without_empty_saves(pieces))),
        marks=sum(isinstance(piece, Mark) for piece in pieces),
        label=label if isinstance(label, int) else None,
        tree=tuple(
            cast("Element", spoken(element_of(kid, texts), shown, base)) for kid in kids
        ),
        begins=any(anchor.startswith(PARAGRAPH_START) for anchor in page.anchors),
        glyphs=merged_glyphs([used_glyphs(pieces, fonts), *inside]),
        assets=assets,
        table=next((anchor for anchor in page.anchors if anchor.startswith(TABLE)), ""),
        is_head=any(anchor.startswith(HEAD) for anchor in page.anchors),
    )


def _pieces(stream: Sequence[Any], names: Names) -> list[Piece]:
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
            operator = _short(data if data is not None else str(item).encode())
            pieces.append(renamed(operator, names))
    return pieces


def _shown(pieces: Iterable[Piece], fonts: Fonts) -> dict[int, list[str]]:
    """Return what each marked content shows, glyph by glyph from left to right."""
    shown: dict[int, list[str]] = {}
    mark, font = -1, b""
    for piece in pieces:
        if isinstance(piece, Mark):
            mark = piece.number
        elif isinstance(piece, bytes) and piece.endswith(b" Tf"):
            font = piece.split()[0].removeprefix(b"/")
        elif isinstance(piece, bytes) and piece.endswith(b" TJ"):
            codes = b"".join(run for run, _ in SHOWN.findall(piece))
            glyphs = (int(codes[at : at + 4], 16) for at in range(0, len(codes), 4))
            texts = (fonts[font].glyphs.get(glyph, (0, ""))[1] for glyph in glyphs)
            shown.setdefault(mark, []).extend(filter(None, texts))
    return shown


# How layout begins a page: y up, and points for pixels. A placed plate says both at once.
TURNED = re.compile(rb"1 0 0 -1 0 [\d.]+ cm")
SCALED = b"0.75 0 0 0.75 0 0 cm"


def _unscaled(pieces: list[Piece]) -> list[Piece]:
    """Leave a drawing in CSS pixels, y down."""
    turned, save, scaled = pieces[0], pieces[1], pieces[2]
    is_known = isinstance(turned, bytes) and TURNED.fullmatch(turned)
    if not is_known or save != b"q" or scaled != SCALED:
        raise QuizgenError("This WeasyPrint draws in a way that quizgen does not know.")
    return [save, *pieces[3:]]


BLACK = b"0 0 0 rg"
COLOURING = {b"rg", b"g", b"k", b"cs", b"sc", b"scn"}
"""Operators that choose a colour to fill with, as text does (8.6.8)."""
OPAQUE = {b"<</ca 1>>", b"<</CA 1>>"}


def _plainly_black(pieces: Sequence[Piece], assets: Mapping[bytes, Asset]) -> list[Piece]:
    """Leave out that a drawing is black and opaque where it is nothing else, as pages begin."""
    operators = [piece for piece in pieces if isinstance(piece, bytes)]
    colours = {each for each in operators if each.split()[-1] in COLOURING}
    states = {each for each in operators if each.endswith(b" gs")}
    plain = {BLACK} if colours <= {BLACK} else set[bytes]()
    dictionaries = [assets[state[1:-3]].objects[0].dictionary for state in states]
    if all(dictionary in OPAQUE for dictionary in dictionaries):
        plain |= states
    return [piece for piece in pieces if piece not in plain]


NAMED = re.compile(rb"/([^\s/\[\]<>()]+) (?:[-\d.]+ )*(gs|Do|sh|cs|CS|scn|SCN|Tf)$")
"""An operator that refers to a resource by its name."""

CATEGORIES = {
    b"gs": "ExtGState",
    b"Do": "XObject",
    b"sh": "Shading",
    b"cs": "ColorSpace",
    b"CS": "ColorSpace",
    b"scn": "Pattern",
    b"SCN": "Pattern",
    b"Tf": "Font",
}
"""Of what category the resource is that an operator names (7.8.3)."""


def renamed(operator: bytes, names: "Names") -> bytes:
    """Return an operator with the name that its resource has beside others."""
    named = NAMED.search(operator)
    name = names.get((CATEGORIES[named[2]], named[1])) if named else None
    if not named or not name:
        return operator
    return operator[: named.start(1)] + name + operator[named.end(1) :]


def _named(pieces: Iterable[Piece], names: Collection[bytes]) -> Iterator[bytes]:
    """Yield which of these resources a drawing uses."""
    for piece in pieces:
        if isinstance(piece, bytes) and (named := NAMED.search(piece)) and named[1] in names:
            yield named[1]


def _fonts_of_slots(pieces: Iterable[Piece], names: Collection[bytes]) -> Iterator[bytes]:
    """Yield which of these resources only a slot's text names."""
    for piece in pieces:
        if isinstance(piece, Slot):
            glyphs = chain.from_iterable(piece.glyphs.values())
            yield from (glyph.font for glyph in glyphs if glyph.font in names)


def used_glyphs(pieces: Iterable[Piece], fonts: Fonts) -> dict[bytes, dict[int, GlyphInfo]]:
    """Return what a drawing shows of each font, its slots' characters included."""
    used: dict[bytes, set[int]] = {}
    font = b""
    for piece in pieces:
        if isinstance(piece, Slot):
            for glyph in chain.from_iterable(piece.glyphs.values()):
                used.setdefault(glyph.font, set()).add(int(glyph.code, 16))
        elif isinstance(piece, bytes) and piece.endswith(b" Tf"):
            font = piece.split()[0].removeprefix(b"/")
        elif isinstance(piece, bytes):
            for operator in SHOWING.findall(piece):
                used.setdefault(font, set()).update(shown_glyphs(operator))
    return {
        name: {code: fonts[name].glyphs[code] for code in sorted(codes)}
        for name, codes in sorted(used.items())
        if name in fonts
    }


QUIET = (b"q", b"Q", b"BMC", b"EMC", b"BDC")
"""Operators that change nothing of how things are drawn."""


def _without_empty_saves(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop each `q … Q` that holds nothing but others, or tags: most of layout's are so."""
    needed: set[int] = set()
    open_saves: list[list[int]] = []  # where each begins, and whether it protects anything
    ends: dict[int, int] = {}
    for index, piece in enumerate(pieces):
        if piece == b"q":
            open_saves.append([index, 0])
        elif piece == b"Q":
            start, protects = open_saves.pop()
            ends[index] = start
            if protects:
                needed.add(start)
        elif open_saves and not _is_quiet(piece):
            open_saves[-1][1] = 1
    return [
        piece
        for index, piece in enumerate(pieces)
        if piece not in (b"q", b"Q") or ends.get(index, index) in needed
    ]


def _is_quiet(piece: Piece) -> bool:
    return isinstance(piece, Mark) or (
        isinstance(piece, bytes) and (piece in QUIET or piece.startswith(b"/Artifact"))
    )


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


def _as_artifacts(marks: Collection[int], pieces: Iterable[Piece]) -> list[Piece]:
    """Return a drawing in which nobody reads what some marks hold (14.8.2.2)."""
    return [
        b"/Artifact BMC" if isinstance(piece, Mark) and piece.number in marks else piece
        for piece in pieces
    ]


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
                    piece._replace(number=numbers.setdefault(piece.number, len(numbers)))
                )
        elif is_dropped and piece == b"EMC":
            is_dropped = False
        else:
            left.append(piece)
    return left, renumbered(kids, numbers)


def _with_blanks(
    pieces: list[Piece], kids: Sequence[Kid], fonts: Fonts, *, goes_on: bool
) -> list[Piece]:
    """Give the blanks between lines and boxes a glyph, or their words run together.

    Layout drops the blank at a line's end, and draws none between two boxes; whoever reads or
    copies the text needs it (PDF/UA-1, 7.2).
    """
    breaks = _breaks(pieces, kids)
    if goes_on and (marks := [*marks_of(kids)]):
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
    for marks in runs_of(kids):
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
    character = font.glyphs.get(int(last, 16), (0, " "))[1]
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
        glyphs = glyphs_of_units(
            mark, read_glyphs(text, lambda font, code: fonts[font].glyphs[code])
        )
        if len(glyphs) != len(mark.units):
            continue  # another text begins there, beside a slot without a width
        size = float(text[0].split()[1])
        slot = Slot(mark, left, right, matrix[2], size, glyphs)
        return [*pieces[:start], slot, *pieces[end:]]
    raise QuizgenError(
        f"The template's slot {mark.name!r} cannot be filled: give it a font whose characters "
        "stand alone, and leave it visible and unturned."
    )


SHOWING = re.compile(rb"^[\[<].*[\]>] T[jJ]$", re.MULTILINE)
"""An operator that shows glyphs."""


def shown_glyphs(operator: bytes) -> list[int]:
    """Return the numbers of the glyphs that an operator shows (9.4.3)."""
    codes = b"".join(run for run, _ in SHOWN.findall(operator))
    return [int(codes[at : at + 4], 16) for at in range(0, len(codes), 4)]


def adjustments(operator: bytes) -> float:
    """Return by how much an operator draws its glyphs together, in thousandths of the size."""
    return sum(float(number) for _, number in SHOWN.findall(operator) if number)
