"""What WeasyPrint drew, before it becomes a file: its PDF objects (pydyf) to plain data.

Fonts, pictures and the like get names made of what they are, so that plates from several
documents can stand in one file. References to sections are to ISO 32000-1 (PDF 1.7).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from quizgen.base.regex import regex
from quizgen.printing.pdf.fields import GlyphInfo
from quizgen.printing.pdf.from_drawing import renamed, used_glyphs
from quizgen.printing.pdf.marked_boxes import marked_boxes
from quizgen.printing.pdf.plate import Asset, Drawing, DrawnDocument, Face, Font, Resource
from quizgen.printing.pdf.tagging import structure

if TYPE_CHECKING:
    import pydyf

LENGTH = regex(rb"/Length \d+")
REFERENCE = regex(rb"\b(\d+) 0 R\b")


def taker(drawn: DrawnDocument) -> Callable[[Any, "pydyf.PDF"], None]:
    """Return a finisher that keeps the drawings and leaves nothing to be written."""

    def take(document: Any, pdf: "pydyf.PDF") -> None:
        codes = {font.hash: _codes_of_missing(font) for font in document.fonts.values()}
        lacking = {f"/{name} ".encode(): own for name, own in codes.items() if own}
        objects = {f"{number} 0 R".encode(): thing for number, thing in enumerate(pdf.objects)}
        structures = structure(objects)
        root: Any = None
        for reference, page in zip(pdf.page_references, document.pages, strict=True):
            stream = objects[objects[reference]["Contents"]].stream
            if lacking:
                stream = list(_recoded(stream, lacking))
            kids = structures.get(reference, ())
            drawn.pages.append(Drawing(stream, kids, marked_boxes(page), page.height))
            root = objects[reference]["Resources"]
        if root is not None:
            _take_resources(drawn, document, pdf, int(root.split()[0]))
        # Nothing is left to compress and write: this document was never to be a file.
        del pdf.objects[1:]

    return take


class UncutFonts(dict[Any, Any]):
    """The fonts of a document whose files are not cut down to the glyphs that it uses.

    Only the file that all plates go to is, in the end.
    """

    def __setitem__(self, key: Any, font: Any) -> None:
        if _is_outline(font):
            font.subset = _uncut
        super().__setitem__(key, font)


def _uncut(to_unicode: Any, hinting: Any) -> None:
    """Leave a font's file as it is."""


Codes = dict[int, int]
"""Numbers of glyphs in place of those that layout gave."""

MOST_GLYPHS = 2**16
CODES = regex(rb"(?<=<)[0-9a-f]+(?=>)")


def _codes_of_missing(font: Any) -> Codes:
    """Return the numbers of the characters that a font does not have.

    Layout counts them as they come in its document. Here the character alone decides, so that
    documents agree.
    """
    room = MOST_GLYPHS - font.glyph_count
    if not _is_outline(font) or room <= 0:
        return {}
    return {old: font.glyph_count + character % room for character, old in font.missing.items()}


def _recoded(stream: Sequence[Any], lacking: Mapping[bytes, Codes]) -> Iterator[Any]:
    """Yield a page's operators with other numbers for some fonts' glyphs."""
    own: Codes | None = None
    for item in stream:
        operator = _bytes(item) if not isinstance(item, dict) else b""
        if operator.endswith(b" Tf"):
            own = lacking.get(operator[: operator.index(b" ") + 1])
        is_text = own and operator.endswith((b" TJ", b" Tj"))
        yield CODES.sub(partial(_renumbered, own or {}), operator) if is_text else item


def _renumbered(codes: Codes, match: re.Match[bytes]) -> bytes:
    glyphs = (int(match[0][at : at + 4], 16) for at in range(0, len(match[0]), 4))
    return b"".join(b"%04x" % codes.get(glyph, glyph) for glyph in glyphs)


def _take_resources(drawn: DrawnDocument, document: Any, pdf: "pydyf.PDF", root: int) -> None:
    """Take fonts and all else that the pages name, under names that say what they are."""
    resources = cast("dict[str, Any]", pdf.objects[root])
    taker = _ResourceTaker(pdf.objects, root, int(resources["Font"].split()[0]), drawn)
    for font in document.fonts.values():
        taker.font(font, resources["Font"])
    for category, named in resources.items():
        within = taker.dereferenced(named)
        if category != "Font" and isinstance(within, dict):
            for name, value in within.items():
                taker.asset(category, name.encode(), value)


class _ResourceTaker:
    def __init__(
        self, objects: Sequence["pydyf.Object"], root: int, fonts: int, drawn: DrawnDocument
    ) -> None:
        self.objects, self.drawn = objects, drawn
        self.known = {root: b"# 0 R", fonts: b"#F 0 R"}
        """What every file has one of its own of."""

    def dereferenced(self, value: Any) -> Any:
        """Return the object that a value refers to, or the value."""
        data = value if isinstance(value, bytes) else str(value).encode()
        match = REFERENCE.fullmatch(data) if isinstance(value, bytes | str) else None
        return self.objects[int(match[1])] if match else value

    def font(self, font: Any, dictionary: bytes) -> None:
        """Take a font: its file, or what layout made of one that is no plain outline font."""
        old = font.hash.encode()
        codes = _codes_of_missing(font)
        glyphs = {
            codes.get(glyph, glyph): (float(width), _said(font.to_unicode.get(glyph, "")))
            for glyph, width in font.widths.items()
        }
        if _is_outline(font):
            face = _face_of(font)
            digest = sha256(face.program + str(face.index).encode()).hexdigest()[:8]
            name = b"%b-%b" % (old, digest.encode())
            self.drawn.faces[name] = face
        else:
            value = cast("dict[str, Any]", self.dereferenced(dictionary))[font.hash]
            name = self.asset("Font", old, value)
        self.drawn.names["Font", old] = name
        known = self.drawn.fonts.get(name, Font({})).glyphs
        self.drawn.fonts[name] = Font({**known, **glyphs})

    def asset(self, category: str, old: bytes, value: Any) -> bytes:
        """Take an object that is referred to by name, and all that it refers to."""
        numbers: dict[int, int] = {}
        found: list[Resource] = []
        glyphs: dict[bytes, dict[int, GlyphInfo]] = {}
        todo = [self.dereferenced(value)]
        while todo:
            thing = todo.pop(0)
            resource = self._resource(thing, glyphs)

            def local(match: re.Match[bytes]) -> bytes:
                number = int(match[1])
                if number in self.known:
                    return self.known[number]
                if number not in numbers:
                    numbers[number] = len(numbers) + 1
                    todo.append(self.objects[number])
                return b"#%d 0 R" % numbers[number]

            dictionary = REFERENCE.sub(local, resource.dictionary)
            found.append(Resource(dictionary, resource.stream))
        parts = [category.encode(), *(b"%b%b" % (o.dictionary, o.stream or b"") for o in found)]
        name = b"%b%b" % (
            category[:1].encode(),
            sha256(b"\0".join(parts)).hexdigest()[:8].encode(),
        )
        self.drawn.assets[name] = Asset(category.encode(), tuple(found), glyphs)
        self.drawn.names[category, old] = name
        return name

    def _resource(self, thing: Any, glyphs: dict[bytes, dict[int, GlyphInfo]]) -> Resource:
        """Return an object as bytes; a drawing inside it names fonts as plates do."""
        import pydyf

        if not isinstance(thing, pydyf.Stream):
            return Resource(thing.data if isinstance(thing, pydyf.Object) else _bytes(thing))
        if thing.extra.get("Subtype") == "/Form" or "PatternType" in thing.extra:
            drawing = [renamed(_bytes(piece), self.drawn.names) for piece in thing.stream]
            thing.stream = drawing
            for font, used in used_glyphs(drawing, self.drawn.fonts).items():
                glyphs.setdefault(font, {}).update(used)
        # The serialised form is `<<…/Length n>>\nstream\n…\nendstream`.
        data = thing.data
        dictionary, _, rest = data.partition(b"\nstream\n")
        return Resource(LENGTH.sub(b"", dictionary), rest.removesuffix(b"\nendstream"))


def _said(text: str) -> str:
    """Return what a glyph shows: of several blanks that share one, always the same."""
    return " " if text.isspace() else text


def _bytes(value: Any) -> bytes:
    """Return what a PDF says for a value."""
    if isinstance(value, bytes):
        return value
    data = getattr(value, "data", None)
    return data if isinstance(data, bytes) else str(value).encode()


def _is_outline(font: Any) -> bool:
    """Whether a font's file can be cut down to its used glyphs, and that is all."""
    special = font.bitmap or font.png or font.svg or font.colr
    return not special and not font.used_in_forms and "fvar" not in font.tables


def _face_of(font: Any) -> Face:
    from weasyprint.text.fonts import get_hb_object_data

    return Face(
        font.name.decode().removeprefix("/"),
        font.family,
        font.flags,
        font.ascent,
        font.descent,
        font.index,
        font.glyph_count,
        bytes(get_hb_object_data(font.hb_face)),
    )
