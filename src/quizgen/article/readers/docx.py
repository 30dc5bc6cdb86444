"""Reads an article from a Word document; this needs the extra quizgen[docx].

python-docx opens the file. Its `text` leaves out what stands in smart tags, insertions, fields
and content controls, so the elements are walked here (ECMA-376, part 1, section 17).
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.article.raised import PLACED
from quizgen.article.readers.common import (
    BOX,
    OTHERWISE,
    PRIVATE,
    Extra,
    Source,
    SourcePiece,
    damaged,
    emphasised,
    imported,
    listed,
    table_pieces,
    unpacked,
    with_lines,
)
from quizgen.base.data_class import replace
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded, refuse_bomb
from quizgen.base.regex import regex

EXTRA = Extra("docx", module="docx", packages="python-docx")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VAL = f"{_W}val"
# What Word does not show: text that was deleted or moved away, and the copy for old programs.
_UNSEEN = {f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback"}
_PROPERTIES = f"{_W}rPr"
_TEXT = {f"{_W}t", f"{_MATHS}t"}
_NOTES = {"footnote": "a footnote", "endnote": "an endnote"}

_HEADING = regex(r"(title|heading)\b")
_ROLES = {
    "author": "author",
    "authors": "author",
    "byline": "author",
    "date": "date",
    "subtitle": "subtitle",
}
_LEFT_OUT = {"caption": "a caption"}
MOST_BASED = 20
"""Most styles of which each is based on the next; Word allows half as many."""

Run = tuple[str, bool, bool]
"""A text, and whether it is italic and bold."""


def read(path: Path) -> Source:
    """Read a .docx file; raises QuizgenError."""
    raw = read_whole(path, "article")
    docx = imported(EXTRA, path)
    advice = "Open it in Word and save it again as a Word document (.docx)."
    with guarded(damaged(path, advice)):
        refuse_bomb(raw, f"{path} is far too long a document for an article. {OTHERWISE}")
        document = docx.Document(BytesIO(raw))
        styles = _Styles(document.part)
        body = document.element.body
        notes = [*_note_elements(document.part)]
        pieces = [*_Walk(styles).pieces(body)]
        for note, what in notes:
            pieces += [
                replace(piece, is_heading=False, keeps_lines=False, left_out=what)
                for piece in _Walk(styles).pieces(note)
            ]
        seen = "\n".join(
            shown_text(element) for element in (body, *(note for note, _ in notes))
        )
    return Source(tuple(unpacked(pieces)), seen=seen)


def shown_text(element: Any) -> str:
    """Return all text that Word shows in an element, wherever it stands in it."""
    hidden: set[Any] = set()
    parts = []
    for each in element.iter():
        if each.tag in _UNSEEN or each.getparent() in hidden:
            hidden.add(each)
        elif each.tag in _TEXT:
            parts.append(each.text or "")
        elif each.tag == f"{_W}p":
            parts.append("\n")
    return "".join(parts)


def _note_elements(part: Any) -> Iterator[tuple[Any, str]]:
    """Yield the footnotes and endnotes with what they are called."""
    from docx.oxml import parse_xml

    for relation in part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if kind in _NOTES and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                # The others are the lines between the notes and the text.
                if note.get(f"{_W}type", "normal") == "normal":
                    yield note, _NOTES[kind]


class _Styles:
    """The names of a document's styles in English, and which of them are lists."""

    def __init__(self, part: Any) -> None:
        self._names: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self._numbered: set[str] = set()
        self._lines: dict[str, list[str]] = {}
        for style in part.styles.element.iter(f"{_W}style"):
            key = style.get(f"{_W}styleId", "")
            self._names[key] = _value(style, "name").lower()
            self._based[key] = _value(style, "basedOn")
            number = style.find(f"{_W}pPr/{_W}numPr")
            # Word's Subtitle has a level and no list.
            if number is not None and _value(number, "numId") not in ("", "0"):
                self._numbered.add(key)

    def line(self, key: str) -> list[str]:
        """Return the keys of a style and of those that it is based on."""
        if key not in self._lines:
            found: list[str] = []
            based = key
            while based and based not in found and len(found) < MOST_BASED:
                found.append(based)
                based = self._based.get(based, "")
            self._lines[key] = found
        return self._lines[key]

    def names(self, key: str) -> list[str]:
        """Return the names of a style and of those that it is based on, in small letters."""
        return [self._names.get(each, each.lower()) for each in self.line(key)]

    def is_numbered(self, key: str) -> bool:
        """Whether a style numbers its paragraphs or puts bullets before them."""
        return any(each in self._numbered for each in self.line(key))


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return "" if found is None else found.get(_VAL, "")


def _is_on(properties: Mapping[str, str | None], name: str) -> bool:
    """Whether a property such as w:i is there and not switched off."""
    key = f"{_W}{name}"
    return key in properties and properties[key] not in ("0", "false", "off", "none")


class _Look(NamedTuple):
    """How a run looks; place is whether it is raised or lowered."""

    italic: bool = False
    bold: bool = False
    is_hidden: bool = False
    place: str = ""


class _Walk:
    """Walks the paragraphs and tables of a part."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._initial = ""
        """A large first letter, which is a paragraph of its own in the file."""

    def pieces(self, container: Any) -> Iterator[SourcePiece]:
        """Yield the pieces of a body, a note or a cell; list items in a row are one."""
        blocks = _blocks(container)
        for is_list, run in groupby(blocks, key=self._is_list_item):
            if not is_list:
                for block in run:
                    yield from self._block(block)
                continue
            within = [piece for block in run for piece in self._paragraph(block)]
            if whole := listed(piece.text for piece in within if not piece.left_out):
                yield whole
            yield from (piece for piece in within if piece.left_out)
        if self._initial:
            yield SourcePiece(self._initial)

    def _block(self, block: Any) -> Iterator[SourcePiece]:
        yield from self._table(block) if block.tag == f"{_W}tbl" else self._paragraph(block)

    def _table(self, table: Any) -> Iterator[SourcePiece]:
        """Yield the paragraphs of a table that only holds text in place, else the table."""
        rows = [[*_children(row, "tc")] for row in _children(table, "tr")]
        cells = [[*_Walk(self._styles).pieces(cell)] for row in rows for cell in row]
        yield from table_pieces(cells)

    def _is_list_item(self, block: Any) -> bool:
        if block.tag != f"{_W}p":
            return False
        properties = block.find(f"{_W}pPr")
        key = "" if properties is None else _value(properties, "pStyle")
        names = self._styles.names(key)
        if any(_HEADING.match(name) for name in names):
            return False
        number = None if properties is None else properties.find(f"{_W}numPr")
        if number is not None:
            return _value(number, "numId") != "0"
        return self._styles.is_numbered(key) or any(
            re.match(r"list\b", name) and name != "list paragraph" for name in names
        )

    def _paragraph(self, paragraph: Any) -> Iterator[SourcePiece]:
        """Yield the pieces of a paragraph, which two line breaks split, and of its boxes."""
        properties = paragraph.find(f"{_W}pPr")
        names = self._styles.names("" if properties is None else _value(properties, "pStyle"))
        is_heading = any(_HEADING.match(name) for name in names)
        apart: list[SourcePiece] = []
        runs = [*self._runs(paragraph, apart)]
        if is_heading:
            runs = [(text, False, False) for text, _, _ in runs]
        frame = None if properties is None else properties.find(f"{_W}framePr")
        if frame is not None and frame.get(f"{_W}dropCap", "none") != "none":
            self._initial += "".join(text for text, _, _ in runs).strip()
        else:
            shape = SourcePiece(
                "",
                is_heading=is_heading,
                role=next((_ROLES[name] for name in names if name in _ROLES), ""),
                left_out=next((_LEFT_OUT[name] for name in names if name in _LEFT_OUT), ""),
            )
            yield from self._split(runs, shape)
        yield from apart

    def _split(self, runs: list[Run], shape: SourcePiece) -> Iterator[SourcePiece]:
        for text in re.split(r"\n\s*\n", emphasised(runs)):
            if text.strip():
                piece = with_lines(self._initial + text.strip(), shape)
                self._initial = ""
                yield piece

    def _runs(self, element: Any, apart: list[SourcePiece]) -> Iterator[Run]:
        """Yield the runs in a paragraph, whatever they are packed in."""
        for child in element:
            tag = child.tag
            if tag in _UNSEEN or not isinstance(tag, str):
                continue
            if tag == f"{_W}r":
                yield from self._run(child, apart)
            elif tag == f"{_MATHS}r":
                yield (
                    "".join(each.text or "" for each in child.iter(f"{_MATHS}t")),
                    False,
                    False,
                )
            elif tag == f"{_W}rt":
                reading = "".join(text for text, _, _ in self._runs(child, apart))
                apart.append(SourcePiece(reading, left_out="a reading above its sign"))
            elif tag not in (f"{_W}pPr", f"{_W}sdtPr"):
                yield from self._runs(child, apart)

    def _run(self, run: Any, apart: list[SourcePiece]) -> Iterator[Run]:
        look = _Look()
        for child in run:
            tag = child.tag
            if tag == _PROPERTIES:
                look = self._look(child)
            elif tag == f"{_W}ruby":
                yield from self._runs(child, apart)
            elif text := _run_text(child):
                if look.is_hidden and text.strip():
                    apart.append(SourcePiece(text, left_out="hidden text"))
                else:
                    yield PLACED.get(look.place, str)(text), look.italic, look.bold
            elif len(child) and isinstance(tag, str):
                apart += self._boxes(child)

    def _look(self, properties: Any) -> "_Look":
        """Return how a run looks, by its properties and its style."""
        known = {child.tag: child.get(_VAL) for child in properties}
        names = self._styles.names(known.get(f"{_W}rStyle") or "")
        return _Look(
            _is_on(known, "i") or "emphasis" in names,
            _is_on(known, "b") or "strong" in names,
            _is_on(known, "vanish"),
            known.get(f"{_W}vertAlign") or "",
        )

    def _boxes(self, element: Any) -> Iterator[SourcePiece]:
        """Yield what stands in text boxes, of drawings for new programs or for old ones."""
        if element.tag in _UNSEEN:
            return
        if element.tag == f"{_W}txbxContent":
            for piece in _Walk(self._styles).pieces(element):
                yield replace(piece, is_heading=False, left_out=piece.left_out or BOX)
            return
        for child in element:
            yield from self._boxes(child)


_TYPED: Mapping[str, str] = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}


def _run_text(element: Any) -> str:
    """Return what an element of a run shows; nothing for a drawing or a mark."""
    tag = element.tag
    if tag in _TEXT:
        return element.text or ""
    if tag == f"{_W}br":
        return " " if element.get(f"{_W}type") in ("page", "column") else "\n"
    if tag == f"{_W}sym":
        code = element.get(f"{_W}char", "")
        place = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
        return "" if place in PRIVATE or place < ord(" ") else chr(place)
    return _TYPED.get(tag, "")


def _blocks(container: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables in a container, whatever they are packed in."""
    for child in container:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in _UNSEEN:
            yield from _blocks(child)


def _children(element: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, in content controls too."""
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag not in _UNSEEN and child.tag not in (f"{_W}tr", f"{_W}tc"):
            yield from _children(child, name)
