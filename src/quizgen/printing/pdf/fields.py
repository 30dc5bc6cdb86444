"""Slots: places in a drawing that are written anew for every sheet, in glyphs set beforehand.

References to sections are to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from quizgen.base.bidi import units, visual
from quizgen.base.data_class import dataclass, field
from quizgen.base.regex import regex
from quizgen.printing.sheets import SlotMark

SHOWN = regex(rb"<([0-9a-f]+)>|(-?[\d.]+)")

GlyphInfo = tuple[float, str]
"""A glyph's advance in thousandths of the font size, and the characters it shows."""


class Glyph(NamedTuple):
    """A sign as a slot's font draws it; lengths in thousandths of the font size."""

    font: bytes
    code: bytes
    advance: float
    shown: str = ""
    before: float = 0
    """How far it is moved back from where the glyph before it ends."""
    rise: float = 0
    """How far it is raised, in units of the drawing."""


@dataclass(frozen=True)
class Slot:
    """A place in a plate that is written anew for every sheet; lengths in CSS pixels."""

    mark: SlotMark
    left: float
    right: float
    baseline: bytes
    size: float
    glyphs: Mapping[str, tuple[Glyph, ...]] = field(hash=False)
    """What draws each unit that may stand there: a character, or a word whose letters join."""
    known: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The operators of the texts that it showed lately."""

    @property
    def name(self) -> str:
        """Which slot of its block it is."""
        return self.mark.name


def read_glyphs(text: Iterable[bytes], info: Callable[[bytes, int], GlyphInfo]) -> list[Glyph]:
    """Return the glyphs that the operators of a text object draw, in order (9.4.3)."""
    glyphs: list[Glyph] = []
    font, rise, moved = b"", 0.0, 0.0
    for operator in text:
        if operator.endswith(b" Tf"):
            font = operator.split()[0].removeprefix(b"/")
        elif operator.endswith(b" Ts"):
            rise = float(operator.split()[0])
        elif operator.endswith(b"TJ"):
            for codes, adjustment in SHOWN.findall(operator):
                moved += float(adjustment or 0)
                for at in range(0, len(codes), 4):
                    code = codes[at : at + 4]
                    glyphs.append(Glyph(font, code, *info(font, int(code, 16)), moved, rise))
                    moved = 0.0
    return glyphs


def glyphs_of_units(mark: SlotMark, glyphs: Sequence[Glyph]) -> dict[str, tuple[Glyph, ...]]:
    """Return which glyphs draw each unit of a slot; some are missing where letters joined."""
    sign = mark.separator
    if not sign:
        return dict(zip(mark.units, _alone(glyphs), strict=False))
    runs = groupby(glyphs, key=lambda glyph: glyph.shown == sign)
    words = [tuple(run) for is_sign, run in runs if not is_sign]
    return dict(zip(mark.units, words, strict=False))


def _alone(glyphs: Sequence[Glyph]) -> Iterator[tuple[Glyph, ...]]:
    """Yield each glyph by itself, what moves the next one back taken from its advance."""
    for glyph, after in zip_longest(glyphs, glyphs[1:]):
        moved = after.before if after else 0
        yield (glyph._replace(advance=glyph.advance - moved, before=0),)


MOST_KNOWN = 256
"""So many texts of a slot are remembered: numbers and letters recur, codes do not."""


def filled(slot: Slot, string: str) -> bytes:
    """Return the operators that show a string in a slot (9.4.3)."""
    if (shown := slot.known.get(string)) is None:
        if len(slot.known) == MOST_KNOWN:
            slot.known.clear()
        shown = slot.known[string] = _shown(slot, string)
    return shown


def _shown(slot: Slot, string: str) -> bytes:
    if not string:
        return b""
    parts = visual(units(string), slot.mark.direction or None)
    glyphs = [glyph for part in parts for glyph in slot.glyphs[part]]
    width = sum(glyph.advance - glyph.before for glyph in glyphs) * slot.size / 1000
    left = {
        "left": slot.left,
        "center": (slot.left + slot.right - width) / 2,
        "right": slot.right - width,
    }[slot.mark.align]
    shown = [b"1 0 0 -1 %.6g %b Tm\n" % (left, slot.baseline)]
    font = None
    for glyph in glyphs:
        if glyph.font != font:
            font = glyph.font
            shown.append(b"/%b %.6g Tf\n" % (font, slot.size))
        shown.append(_drawn(glyph))
    return b"".join(shown).replace(b"> Tj\n<", b"")


def _drawn(glyph: Glyph) -> bytes:
    text = b"[%.6g <%b>] TJ\n" % (glyph.before, glyph.code) if glyph.before else b""
    text = text or b"<%b> Tj\n" % glyph.code
    return b"%.6g Ts\n%b0 Ts\n" % (glyph.rise, text) if glyph.rise else text
