"""Reads an article from a text document of LibreOffice (OpenDocument 1.3, part 3)."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from quizgen.article.raised import PLACED
from quizgen.article.readers.common import (
    BOX,
    OTHERWISE,
    Source,
    SourcePiece,
    damaged,
    emphasised,
    list_item,
    table_pieces,
    unpacked,
    with_lines,
)
from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded, refuse_bomb
from quizgen.base.regex import regex

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE = (f"{{{_OASIS}{name}:1.0}}" for name in ("office", "text", "table"))
_STYLE, _DRAW = (f"{{{_OASIS}{name}:1.0}}" for name in ("style", "drawing"))
_FO = f"{{{_OASIS}xsl-fo-compatible:1.0}}"
_BLOCKS = {f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}list", f"{_TABLE}table"}
# Deleted text, and what a program keeps beside a text without showing it.
_UNSEEN = {f"{_TEXT}tracked-changes", f"{_TEXT}sequence-decls", f"{_OFFICE}forms"}
_UNSEEN |= {f"{_TEXT}variable-decls", f"{_TEXT}user-field-decls", f"{_TEXT}note-citation"}
_UNSEEN |= {"{http://www.w3.org/2000/svg}title", "{http://www.w3.org/2000/svg}desc"}
_UNSEEN |= {f"{{{_OASIS}svg-compatible:1.0}}title", f"{{{_OASIS}svg-compatible:1.0}}desc"}
_HEADING = regex(r"(title|heading)\b")
_ROLES = {"author": "author", "byline": "author", "date": "date", "subtitle": "subtitle"}
_CAPTIONS = {"caption", "illustration", "figure", "drawing"}
_CONTENTS = {f"{_TEXT}table-of-content", f"{_TEXT}alphabetical-index"}
MOST_BASED = 20
"""Most styles of which each is based on the next."""

Run = tuple[str, bool, bool]


def read(path: Path) -> Source:
    """Read an .odt file; raises QuizgenError."""
    raw = read_whole(path, "article")
    advice = "Open it in LibreOffice and save it again as a text document (.odt)."
    with guarded(damaged(path, advice)):
        refuse_bomb(raw, f"{path} is far too long a document for an article. {OTHERWISE}")
        with ZipFile(BytesIO(raw)) as packed:
            content = _parsed(packed, "content.xml", path)
            names = packed.namelist()
            styles = _parsed(packed, "styles.xml", path) if "styles.xml" in names else content
        body = content.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            raise QuizgenError(f"{path} holds no text but a sheet or a drawing. {OTHERWISE}")
        walk = _Walk(_Styles(styles, content))
        pieces = [*walk.pieces(body), *walk.apart]
        seen = _shown(body)
    return Source(tuple(unpacked(pieces)), seen=seen)


def _parsed(packed: ZipFile, name: str, path: Path) -> Any:
    raw = packed.read(name)
    # OpenDocument has no entities of its own; one would be there to do harm.
    if b"<!ENTITY" in raw:
        raise QuizgenError(damaged(path, "It declares entities, which no document does."))
    return ElementTree.fromstring(raw)  # noqa: S314


def _shown(element: Any) -> str:
    """Return all text that is shown in an element, by another way than the reader's."""
    parts: list[str] = []
    todo = [(element, False)]
    while todo:
        each, is_tail = todo.pop()
        if is_tail:
            parts.append(each.tail or "")
            continue
        if each.tag in _BLOCKS:
            parts.append("\n")
        elif each.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append(" ")
        if each.tag not in _UNSEEN:
            parts.append(each.text or "")
            for child in reversed(each):
                todo += [(child, True), (child, False)]
    return "".join(parts)


class _Styles:
    """A document's styles: their names, what they are based on, italics and bold."""

    def __init__(self, *roots: Any) -> None:
        self._parents: dict[str, str] = {}
        self._looks: dict[str, tuple[str, str]] = {}
        self._places: dict[str, str] = {}
        for root in roots:
            for style in root.iter(f"{_STYLE}style"):
                name = style.get(f"{_STYLE}name", "")
                self._parents[name] = style.get(f"{_STYLE}parent-style-name", "")
                text = style.find(f"{_STYLE}text-properties")
                if text is not None:
                    self._looks[name] = (
                        text.get(f"{_FO}font-style", ""),
                        text.get(f"{_FO}font-weight", ""),
                    )
                    place = text.get(f"{_STYLE}text-position", "").partition(" ")[0]
                    self._places[name] = "" if place.startswith("0") else place

    def names(self, name: str) -> list[str]:
        """Return the names of a style and of those that it is based on, in small letters."""
        found: list[str] = []
        while name and name not in found and len(found) < MOST_BASED:
            found.append(name)
            name = self._parents.get(name, "")
        return [re.sub(r"_([0-9a-f]{2})_", _sign, each).lower() for each in found]

    def placed(self, name: str, text: str) -> str:
        """Return text as a style raises or lowers it."""
        place = self._places.get(name, "")
        # It may be a part of the letters' height, too: 33% or -33%.
        if place.endswith("%"):
            place = "sub" if place.startswith("-") else "super"
        return PLACED.get(place, str)(text)

    def look(self, name: str) -> tuple[bool | None, bool | None]:
        """Return whether a style makes text italic and bold; None where it says nothing."""
        style, weight = self._looks.get(name, ("", ""))
        italic = style in ("italic", "oblique") if style else None
        return italic, weight not in ("normal", "400", "300") if weight else None


def _sign(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


class _Walk:
    """Walks the paragraphs, lists and tables of a document."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self.apart: list[SourcePiece] = []
        """Footnotes, text boxes and comments."""

    def pieces(self, container: Any) -> Iterator[SourcePiece]:
        """Yield the pieces of a body, a section or a cell."""
        for child in container:
            if child.tag in _UNSEEN:
                continue
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield from self._paragraph(child)
            elif child.tag == f"{_TEXT}list":
                lines = [*self._list(child)]
                if lines:
                    yield SourcePiece("\n".join(lines), is_set_apart=True)
            elif child.tag == f"{_TABLE}table":
                yield from self._table(child)
            elif child.tag in _CONTENTS:
                yield from self._left_out(child, "a table of contents")
            elif child.tag.startswith(_DRAW) or child.tag == f"{_OFFICE}annotation":
                self._set_apart(child)
            else:
                yield from self.pieces(child)

    def _left_out(self, container: Any, reason: str) -> Iterator[SourcePiece]:
        for piece in self.pieces(container):
            yield replace(piece, is_heading=False, keeps_lines=False, left_out=reason)

    def _paragraph(self, paragraph: Any) -> Iterator[SourcePiece]:
        names = self._styles.names(paragraph.get(f"{_TEXT}style-name", ""))
        is_heading = paragraph.tag == f"{_TEXT}h" or any(map(_HEADING.match, names))
        look = self._styles.look(paragraph.get(f"{_TEXT}style-name", ""))
        italic, bold = (False, False) if is_heading else map(bool, look)
        runs = [*self._runs(paragraph, italic, bold)]
        if is_heading:
            runs = [(text, False, False) for text, _, _ in runs]
        shape = SourcePiece(
            "",
            is_heading=is_heading,
            role=next((_ROLES[name] for name in names if name in _ROLES), ""),
            left_out="a caption" if _CAPTIONS & set(names) else "",
        )
        for text in re.split(r"\n\s*\n", emphasised(runs)):
            if text.strip():
                yield with_lines(text.strip(), shape)

    def _runs(self, element: Any, italic: bool, bold: bool) -> Iterator[Run]:
        style = element.get(f"{_TEXT}style-name", "")
        yield self._styles.placed(style, _plain(element.text)), italic, bold
        for child in element:
            if child.tag == f"{_TEXT}line-break":
                yield "\n", italic, bold
            elif child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
                yield " ", italic, bold
            elif child.tag in (f"{_TEXT}note", f"{_OFFICE}annotation") or (
                child.tag.startswith(_DRAW) and child.tag != f"{_DRAW}a"
            ):
                self._set_apart(child)
            elif child.tag == f"{_TEXT}ruby-text":
                self.apart.append(
                    SourcePiece("".join(child.itertext()), left_out="a reading above its sign")
                )
            elif child.tag not in _UNSEEN:
                own = self._styles.look(child.get(f"{_TEXT}style-name", ""))
                inner = [
                    is_on if own[n] is None else own[n]
                    for n, is_on in enumerate((italic, bold))
                ]
                yield from self._runs(child, bool(inner[0]), bool(inner[1]))
            yield _plain(child.tail), italic, bold

    def _set_apart(self, element: Any) -> None:
        """Keep what stands beside the text: a note, a box, a comment."""
        if element.tag == f"{_TEXT}note":
            is_end = element.get(f"{_TEXT}note-class") == "endnote"
            reason = "an endnote" if is_end else "a footnote"
        else:
            is_comment = element.tag == f"{_OFFICE}annotation"
            reason = "a comment" if is_comment else BOX
        walk = _Walk(self._styles)
        found = [*walk._left_out(element, reason)]
        if element.tag == f"{_OFFICE}annotation":
            # Who wrote it, and when, stands beside it.
            own = [each.text for each in element if each.tag not in _BLOCKS and each.text]
            found += [SourcePiece(" ".join(own), left_out=reason)] if own else []
        self.apart += [*found, *walk.apart]

    def _list(self, element: Any, depth: int = 0) -> Iterator[str]:
        for item in element:
            own: list[str] = []
            inner: list[str] = []
            for child in item:
                if child.tag == f"{_TEXT}list":
                    inner += self._list(child, depth + 1)
                elif child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                    own += [piece.text for piece in self._paragraph(child)]
            text = " ".join(" ".join(own).replace("\\\n", " ").split())
            if text:
                yield list_item(text, depth)
            yield from inner

    def _table(self, table: Any) -> Iterator[SourcePiece]:
        cells = [[*self.pieces(cell)] for cell in _own_cells(table)]
        yield from table_pieces(cells)


def _own_cells(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{_TABLE}table-cell":
            yield child
        elif child.tag != f"{_TABLE}table":
            yield from _own_cells(child)


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
