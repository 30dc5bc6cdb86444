"""Fonts in a PDF: each file cut down to the glyphs that are shown, glyph numbers kept.

References to sections are to ISO 32000-1 (PDF 1.7).
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256

from quizgen.base.cache_files import CacheFiles
from quizgen.base.own_code import installed, own_code
from quizgen.printing.pdf.fields import GlyphInfo
from quizgen.printing.pdf.pdf_writer import PdfFile, text
from quizgen.printing.pdf.plate import Face

CFF = b"OTTO"
"""How a font file begins that has PostScript outlines."""

# Nothing of these is needed to draw glyphs by their numbers.
DROPPED = (
    *("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "OS/2"),
    *("PCLT", "STAT", "SVG ", "cmap", "kern", "meta", "name", "post"),
)

PACKAGES = ("uharfbuzz",)
"""What cuts fonts down, beside quizgen itself."""

MOST_IN_A_CMAP = 100
"""So many characters stand in one list of a CMap (9.10.3, and Adobe Technical Note 5014)."""


def put_font(
    pdf: PdfFile,
    face: Face,
    glyphs: Mapping[int, GlyphInfo],
    kept: CacheFiles | None = None,
) -> int:
    """Write a font with the glyphs that are shown; return its object's number (9.7).

    With the files of a cache, a font that was cut down before is not cut down again.
    """
    is_cff = face.program.startswith(CFF)
    program = subset_once(face, glyphs, kept) if kept else subset(face, glyphs)
    extra = b"/Subtype/OpenType" if is_cff else b"/Length1 %d" % len(program)
    file = pdf.put_stream(extra, program)
    widest = max((width for width, _ in glyphs.values()), default=0)
    descriptor = pdf.put(
        b"<</Type/FontDescriptor/FontName/%b/FontFamily%b/Flags %d/ItalicAngle 0"
        b"/FontBBox[0 %d %d %d]/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile%d %d 0 R>>"
        % (
            face.name.encode(),
            text(face.family),
            face.flags,
            face.descent,
            round(widest),
            face.ascent,
            face.ascent,
            face.descent,
            face.ascent,
            3 if is_cff else 2,
            file,
        )
    )
    map_to_glyphs = _map_to_glyphs(pdf, face, glyphs)
    descendant = pdf.put(
        b"<</Type/Font/Subtype/CIDFontType%d/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/CIDToGIDMap%b/W[%b]/FontDescriptor %d 0 R>>"
        % (
            0 if is_cff else 2,
            face.name.encode(),
            map_to_glyphs,
            b"".join(_widths(glyphs)),
            descriptor,
        )
    )
    characters = pdf.put_stream(b"", b"\n".join(_character_map(glyphs)))
    return pdf.put(
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/ToUnicode %d 0 R/Encoding/Identity-H"
        b"/DescendantFonts[%d 0 R]>>" % (face.name.encode(), characters, descendant)
    )


def _map_to_glyphs(pdf: PdfFile, face: Face, glyphs: Collection[int]) -> bytes:
    """Return a map that has the empty box, glyph 0, for what the font does not have (9.7.4.2).

    A font with PostScript outlines takes no map; there the box comes by itself (9.7.6.3).
    """
    last = max(glyphs, default=0)
    if face.program.startswith(CFF) or last < face.glyph_count:
        return b"/Identity"
    own = b"".join(number.to_bytes(2, "big") for number in range(face.glyph_count))
    return b" %d 0 R" % pdf.put_stream(b"", own.ljust(2 * last + 2, b"\0"))


def subset_once(face: Face, glyphs: Collection[int], kept: CacheFiles) -> bytes:
    """Return what `subset` does, from an earlier run if that had the same font and glyphs."""
    wanted = [DROPPED, face.index, face.glyph_count, sorted(glyphs)]
    facts = [own_code(), *installed(PACKAGES), sha256(face.program).hexdigest(), wanted]
    name = f"font-{sha256(json.dumps(facts).encode()).hexdigest()}"
    if (known := kept.get(name)) is not None:
        return known
    made = subset(face, glyphs)
    with suppress(OSError):
        kept.put(name, made)
        kept.tidy()
    return made


def load_to_cut() -> None:
    """Load what cuts fonts down."""
    import uharfbuzz  # noqa: F401


def subset(face: Face, glyphs: Collection[int]) -> bytes:
    """Return a font's file with the outlines of these glyphs, by number, and no others."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update({0, *(glyph for glyph in glyphs if glyph < face.glyph_count)})
    wanted.flags = (
        uharfbuzz.SubsetFlags.RETAIN_GIDS
        | uharfbuzz.SubsetFlags.DESUBROUTINIZE
        | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    )
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED)
    whole = uharfbuzz.Face(face.program, face.index)
    return bytes(uharfbuzz.subset(whole, wanted).blob.data)


def _widths(glyphs: Mapping[int, GlyphInfo]) -> Iterator[bytes]:
    """Yield a W array: `first [w w …] first [w …] …` (9.7.4.3)."""
    before = -2
    for glyph in sorted(glyphs):
        if glyph != before + 1:
            yield b"%b%d[" % (b"]" if before >= 0 else b"", glyph)
        else:
            yield b" "
        yield b"%.6g" % glyphs[glyph][0]
        before = glyph
    if before >= 0:
        yield b"]"


def _character_map(glyphs: Mapping[int, GlyphInfo]) -> Iterator[bytes]:
    """Yield the lines of a ToUnicode CMap (9.10.3)."""
    yield (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    )
    shown = [(glyph, said) for glyph, (_, said) in sorted(glyphs.items()) if said]
    for start in range(0, len(shown), MOST_IN_A_CMAP):
        some = shown[start : start + MOST_IN_A_CMAP]
        yield b"%d beginbfchar" % len(some)
        for glyph, said in some:
            yield b"<%04x> <%b>" % (glyph, said.encode("utf-16-be").hex().encode())
        yield b"endbfchar"
    yield b"endcmap CMapName currentdict /CMap defineresource pop end end"
