"""A page that WeasyPrint drew to a plate: its operators, with gaps for numbers and fields.

References to sections are to ISO 32000-1 (PDF 1.7) and ISO 14289-1 (PDF/UA-1).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from typing import Any, cast

from quizgen.base.bidi import Direction
from quizgen.base.errors import QuizgenError
from quizgen.base.regex import regex
from quizgen.printing.pdf.fields import SHOWN, GlyphInfo, Slot, glyphs_of_units, read_glyphs
from quizgen.printing.pdf.plate import (
    HEAD,
    LABEL,
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
    Part,
    Piece,
    Plate,
    merged_glyphs,
)
from quizgen.printing.pdf.strokes import Stroke, strokes, written
from quizgen.printing.pdf.tagging import (
    decorative,
    element_of,
    marks_of,
    renumbered,
    runs_of,
    spoken,
)
from quizgen.printing.sheets import COUNTED, LINE_START, PARAGRAPH_START, SlotMark, plate_mark

TEXT_MATRIX = regex(rb"1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm")


def make_plate(
    name: str, page: Drawing, drawn: "DrawnDocument", *, goes_on: bool, base: Direction = "ltr"
) -> Plate:
    """Return the plate of the block `name` that was drawn on a page.

    `base` says where its lines begin, `goes_on` that the block's next line is on another
    plate. Raises QuizgenError where a slot cannot be found again in the drawing.
    """
    fonts = drawn.fonts
    opaque = {b"/%b gs" % each for each, own in drawn.assets.items() if _is_opaque(own)}
    found = strokes(_unscaled(_operators(page.stream, drawn.names)), opaque)
    found = _as_artifacts(decorative(page.kids), found)
    found = [stroke for stroke in found if not _is_empty(stroke)]
    found = _with_blanks(found, page.kids, fonts, goes_on=goes_on)
    for marked, box in page.marked.items():
        if mark := SlotMark.read(marked):
            found = _with_slot(found, mark, box, fonts)
    found, kids, label = _in_reading_order(found, page.kids)
    pieces = [piece for stroke in found for piece in (*stroke.state, *stroke.content)]
    assets = frozenset([*_named(pieces, drawn.assets), *_fonts_of_slots(pieces, drawn.assets)])
    inside = (drawn.assets[asset].glyphs for asset in sorted(assets))
    shown = {stroke.mark.number: _shown(stroke, fonts) for stroke in found if stroke.mark}
    texts = {mark: "".join(parts).strip() for mark, parts in shown.items()}
    _, top, _, bottom = page.marked[plate_mark(name)]
    return Plate(
        height=(bottom - top) * POINTS_PER_PIXEL,
        top=top,
        parts=tuple(_parts(found)),
        marks=len(shown) - label,
        label=label,
        tree=tuple(
            cast("Element", spoken(element_of(kid, texts), shown, base)) for kid in kids
        ),
        begins=any(mark.startswith(PARAGRAPH_START) for mark in page.marked),
        glyphs=merged_glyphs([used_glyphs(pieces, fonts), *inside]),
        assets=assets,
        table=next((mark for mark in page.marked if mark.startswith(TABLE)), ""),
        is_head=any(mark.startswith(HEAD) for mark in page.marked),
        opens_line=any(mark.startswith(LINE_START) for mark in page.marked),
    )


def _operators(stream: Sequence[Any], names: Names) -> list[bytes | Mark]:
    """Return a page's operators, with a Mark in the place of each marked content's start."""
    operators: list[bytes | Mark] = []
    for item in stream:
        if isinstance(item, dict) and "MCID" in item:
            tag = cast("bytes", operators.pop())
            operators.append(Mark(tag.removeprefix(b"/"), item["MCID"]))
        elif item == b"BDC" and operators and isinstance(operators[-1], Mark):
            continue
        else:
            data = item if isinstance(item, bytes) else getattr(item, "data", None)
            operator = _short(data if data is not None else str(item).encode())
            operators.append(renamed(operator, names))
    return operators


def _shown(stroke: Stroke, fonts: Fonts) -> list[str]:
    """Return what a marked content shows, glyph by glyph from left to right."""
    shown: list[str] = []
    font = b""
    for piece in stroke.content:
        if isinstance(piece, bytes) and piece.endswith(b" Tf"):
            font = piece.split()[0].removeprefix(b"/")
        elif isinstance(piece, bytes) and piece.endswith(b" TJ"):
            texts = (fonts[font].glyphs.get(code, (0, ""))[1] for code in shown_glyphs(piece))
            shown += filter(None, texts)
    return shown


# How layout begins a page: y up, and points for pixels. A placed plate says both at once.
TURNED = regex(rb"1 0 0 -1 0 [\d.]+ cm")
SCALED = b"0.75 0 0 0.75 0 0 cm"


def _unscaled(operators: list[bytes | Mark]) -> list[bytes | Mark]:
    """Leave a drawing in CSS pixels, y down."""
    turned, save, scaled = operators[:3]
    is_known = isinstance(turned, bytes) and TURNED.fullmatch(turned)
    if not is_known or save != b"q" or scaled != SCALED:
        raise QuizgenError("This WeasyPrint draws in a way that quizgen does not know.")
    return [save, *operators[3:]]


def _is_opaque(asset: Asset) -> bool:
    """Whether a graphics state says nothing but that drawings are opaque, as pages begin."""
    return asset.objects[0].dictionary in (b"<</ca 1>>", b"<</CA 1>>")


NAMED = regex(rb"/([^\s/\[\]<>()]+) (?:[-\d.]+ )*(gs|Do|sh|cs|CS|scn|SCN|Tf)$")
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


def _short(operator: bytes) -> bytes:
    """Drop the adjustments by nothing that WeasyPrint writes after every glyph."""
    return operator.replace(b">0<", b"").replace(b">0]", b">]")


# Blanks

# What a line may end in that belongs to the next line's beginning without a blank: a hyphen,
# and all scripts that are written without blanks.
UNSPACED = regex("[-\u00ad\u2010\u2011\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]$")

# What layout sets where it divides a word.
HYPHEN = "\u2010"

# All that a mark holds which stands for a blank between two boxes.
SHOWS_NOTHING = regex(rb"q|Q|BT|ET|.* (gs|rg|Tf|Tm)")


def _is_empty(stroke: Stroke) -> bool:
    """Whether a mark stands for a blank: nothing of it is drawn."""
    return stroke.mark is not None and all(
        isinstance(piece, bytes) and SHOWS_NOTHING.fullmatch(piece) for piece in stroke.content
    )


def _as_artifacts(marks: Collection[int], found: Iterable[Stroke]) -> list[Stroke]:
    """Return a drawing in which nobody reads what some marks hold (14.8.2.2)."""
    return [
        stroke._replace(mark=None) if stroke.mark and stroke.mark.number in marks else stroke
        for stroke in found
    ]


def _with_blanks(
    found: Sequence[Stroke], kids: Sequence[Kid], fonts: Fonts, *, goes_on: bool
) -> list[Stroke]:
    """Give the blanks between lines and boxes a glyph, or their words run together.

    Layout drops the blank at a line's end, and draws none between two boxes; whoever reads or
    copies the text needs it (PDF/UA-1, 7.2).
    """
    breaks = _breaks(found, kids)
    if goes_on and (marks := [*marks_of(kids)]):
        breaks.setdefault(marks[-1], False)
    return [
        stroke._replace(
            content=_ended(stroke.content, fonts, always=breaks[stroke.mark.number])
        )
        if stroke.mark and stroke.mark.number in breaks
        else stroke
        for stroke in found
    ]


def _ended(content: Part, fonts: Fonts, *, always: bool) -> Part:
    """Return a marked content with a blank at the end of its text, if it needs one."""
    pieces = list(content)
    for at in reversed(range(len(pieces))):
        piece = pieces[at]
        if isinstance(piece, bytes) and piece.endswith(b"] TJ"):
            chosen = (each for each in reversed(pieces[:at]) if _chooses_font(each))
            font = cast("bytes", next(chosen)).split()[0].removeprefix(b"/")
            pieces[at] = _with_blank(piece, fonts[font], always=always)
            break
    return tuple(pieces)


def _chooses_font(piece: Piece) -> bool:
    return isinstance(piece, bytes) and piece.endswith(b" Tf")


def _breaks(found: Iterable[Stroke], kids: Iterable[Kid]) -> dict[int, bool]:
    """Return after which marks a line ends, or a blank stands: the latter are True."""
    baselines = _baselines(found)
    breaks: dict[int, bool] = {}
    for marks in runs_of(kids):
        written = [(at, mark) for at, mark in enumerate(marks) if mark in baselines]
        for (at, first), (after, second) in pairwise(written):
            is_parted = after > at + 1
            if is_parted or baselines[second] > baselines[first] + 1:
                breaks[first] = is_parted
    return breaks


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


def _baselines(found: Iterable[Stroke]) -> dict[int, float]:
    """Return at what height each marked content's text stands, in CSS pixels, y down."""
    baselines: dict[int, float] = {}
    for stroke in found:
        for piece in stroke.content:
            matrix = TEXT_MATRIX.fullmatch(piece) if isinstance(piece, bytes) else None
            if stroke.mark and matrix:
                baselines.setdefault(stroke.mark.number, float(matrix[2]))
    return baselines


# Slots


def _with_slot(
    found: Sequence[Stroke], mark: SlotMark, box: tuple[float, ...], fonts: Fonts
) -> list[Stroke]:
    """Put a Slot in the place of the alphabet that was typeset in it."""
    for at, stroke in enumerate(found):
        if content := _filled(stroke.content, mark, box, fonts):
            return [*found[:at], stroke._replace(content=content), *found[at + 1 :]]
    raise QuizgenError(
        f"The template's slot {mark.name!r} cannot be filled: give it a font whose characters "
        "stand alone, and leave it visible and unturned."
    )


def _filled(content: Part, mark: SlotMark, box: tuple[float, ...], fonts: Fonts) -> Part | None:
    """Return a marked content with a Slot, if its alphabet is in it."""
    left, top, right, bottom = box
    for start, piece in enumerate(content):
        matrix = TEXT_MATRIX.fullmatch(piece) if isinstance(piece, bytes) else None
        if (
            not matrix
            or abs(float(matrix[1]) - left) > 1
            or not top <= float(matrix[2]) <= bottom
        ):
            continue
        end = content.index(b"ET", start)
        text = cast("tuple[bytes, ...]", content[start + 1 : end])
        glyphs = glyphs_of_units(
            mark, read_glyphs(text, lambda font, code: fonts[font].glyphs[code])
        )
        if len(glyphs) != len(mark.units):
            continue  # another text begins there, beside a slot without a width
        size = float(text[0].split()[1])
        slot = Slot(mark, left, right, matrix[2], size, glyphs)
        return (*content[:start], slot, *content[end:])
    return None


# The order of reading


def _in_reading_order(
    found: Sequence[Stroke], kids: Sequence[Kid]
) -> tuple[list[Stroke], list[Kid], bool]:
    """Return artifacts first, then what is read, counted anew; and whether a label opens it.

    What opens a block and has a slot is a label.
    """
    read = {stroke.mark.number: stroke for stroke in found if stroke.mark}
    slots = {number for number, stroke in read.items() if has_slot(stroke.content)}
    kids = renumbered(kids, {number: number for number in read})
    label = bool(kids) and kids[0] in slots
    ordered = [stroke for stroke in found if not stroke.mark]
    numbers: dict[int, int] = {}
    for number, old in enumerate(marks_of(kids), start=LABEL if label else 0):
        numbers[old] = number
        mark = cast("Mark", read[old].mark)._replace(number=number)
        ordered.append(read[old]._replace(mark=mark))
    return ordered, renumbered(kids[label:], numbers), label


def has_slot(part: Part) -> bool:
    """Whether a part of a drawing is written anew for every sheet."""
    return any(isinstance(piece, Slot) for piece in part)


SMALL = 200
"""A part of fewer bytes than this between two that vary is drawn anew with them."""


def _parts(found: Iterable[Stroke]) -> Iterator[Part]:
    """Yield what can be drawn by itself: what varies, what is counted, all between them."""
    runs = [(kind, [*run]) for kind, run in groupby(found, key=_kind)]
    while runs:
        kind, run = runs.pop(0)
        while kind == "varying" and len(runs) > 1 and runs[1][0] == "varying":
            if runs[0][0] != "fixed" or _length(runs[0][1]) >= SMALL:
                break
            run += [*runs.pop(0)[1], *runs.pop(0)[1]]
        yield written(run)


def _kind(stroke: Stroke) -> str:
    names = {piece.name for piece in stroke.content if isinstance(piece, Slot)}
    if stroke.mark and stroke.mark.number == LABEL:
        return "label"
    if not names:
        return "fixed"
    return "counted" if names <= COUNTED else "varying"


def _length(run: Iterable[Stroke]) -> int:
    return sum(len(piece) for piece in written(run) if isinstance(piece, bytes))


SHOWING = regex(rb"^[\[<].*[\]>] T[jJ]$", re.MULTILINE)
"""An operator that shows glyphs."""


def shown_glyphs(operator: bytes) -> list[int]:
    """Return the numbers of the glyphs that an operator shows (9.4.3)."""
    codes = b"".join(run for run, _ in SHOWN.findall(operator))
    return [int(codes[at : at + 4], 16) for at in range(0, len(codes), 4)]
