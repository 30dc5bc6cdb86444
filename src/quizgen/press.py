"""Placed pages to PDF: every page is drawn from finished plates, and stays tagged.

References to sections are to ISO 32000-1 (PDF 1.7) and ISO 14289-1 (PDF/UA-1).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import BinaryIO, cast

from quizgen import __version__
from quizgen.paginate import Page, Placement, paginate
from quizgen.pdffile import PdfFile, text
from quizgen.plates import Element, Kid, Mark, Plate, Plates, Slot, numbering
from quizgen.settings import Paper
from quizgen.sheets import Booklet, Sheet

REFERENCE = re.compile(rb"\b(\d+) 0 R\b")

FURNITURE = b"/Artifact <</Type/Pagination>> BDC\n"
"""Running heads and feet are no part of the text (14.8.2.2)."""

PAGES_A_NODE = 64
"""How many pages hang from one node of the page tree (7.7.3.1 advises a balanced tree)."""


def print_booklet(
    booklet: Booklet,
    plates: Plates,
    output: BinaryIO,
    printed: Callable[[], object] = lambda: None,
) -> int:
    """Write the booklet as PDF/UA-1 and return its pages; `printed` is called once a sheet."""
    press = _Press(PdfFile(output), plates)
    heights = plates.heights
    for sheet in booklet.sheets:
        press.sheet(sheet, paginate(sheet, heights))
        printed()
    return press.finish(booklet)


@dataclass
class _Branch:
    """A node of a sheet's structure tree that gathers what several plates bring."""

    tag: bytes
    attributes: bytes = b""
    kids: list["_Branch | _Twig"] = field(default_factory=list)


_Twig = tuple[Element, int, int]
"""A plate's element, the page it was placed on, and where the plate's marks begin there."""


class _Press:
    def __init__(self, pdf: PdfFile, plates: Plates) -> None:
        self.pdf, self.plates = pdf, plates
        self.resources = self._put_resources()
        self.document = pdf.reserve()
        self.structure_root = pdf.reserve()
        self.page_nodes: list[tuple[int, list[int]]] = []
        self.page_tree = pdf.reserve()
        self.sections: list[int] = []
        self.parents: list[int] = []
        self.bookmarks: list[tuple[str, int]] = []

    # Resources: once a file

    def _put_resources(self) -> int:
        """Copy the objects that all plates share, with numbers of this file."""
        numbers = {old: self.pdf.reserve() for old in self.plates.resources}

        def renumbered(match: re.Match[bytes]) -> bytes:
            return b"%d 0 R" % numbers[int(match[1])]

        for old, resource in self.plates.resources.items():
            dictionary = REFERENCE.sub(renumbered, resource.dictionary)
            if resource.stream is None:
                self.pdf.put(dictionary, numbers[old])
            else:
                entries = dictionary.removeprefix(b"<<").removesuffix(b">>")
                self.pdf.put_stream(entries, resource.stream, numbers[old], compress=False)
        return numbers[self.plates.root]

    # Sheets

    def sheet(self, sheet: Sheet, pages: Iterable[Page]) -> None:
        """Draw a sheet's pages and write its part of the structure tree."""
        trunk = _Branch(b"Sect")
        numbers: list[int] = []
        parents: list[list[int]] = []
        for index, page in enumerate(pages):
            content, marks = self._content(page, sheet.paper, index, trunk)
            numbers.append(self._put_page(content, sheet.paper, len(self.parents) + index))
            parents.append([0] * marks)
        section = self._put_branch(trunk, self.document, numbers, parents)
        self.sections.append(section)
        for page_parents in parents:
            array = b" ".join(b"%d 0 R" % number for number in page_parents)
            self.parents.append(self.pdf.put(b"[%b]" % array))
        self.bookmarks.append((sheet.name, numbers[0]))

    def _content(
        self, page: Page, paper: Paper, index: int, trunk: _Branch
    ) -> tuple[bytes, int]:
        """Return a page's drawing and its marks' count; hang its elements on the trunk."""
        content: list[bytes] = []
        marks = 0
        for place in page:
            plate = self.plates.blocks[place.entry.block][place.part]
            rise = paper.height - place.y - plate.shift
            content.append(b"q 1 0 0 1 %.6g %.6g cm\n" % (place.x, rise))
            _draw(plate, place, marks, content)
            content.append(b"Q\n")
            if not place.furniture:
                _hang(trunk, place, plate, index, marks)
                marks += plate.marks
        return b"".join(content), marks

    def _put_page(self, content: bytes, paper: Paper, index: int) -> int:
        if index % PAGES_A_NODE == 0:
            self.page_nodes.append((self.pdf.reserve(), []))
        node, pages = self.page_nodes[-1]
        pages.append(
            self.pdf.put(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.6g %.6g]/Resources %d 0 R"
                b"/Contents %d 0 R/Tabs/S/StructParents %d>>"
                % (
                    node,
                    paper.width,
                    paper.height,
                    self.resources,
                    self.pdf.put_stream(b"", content),
                    index,
                )
            )
        )
        return pages[-1]

    def _put_branch(
        self, branch: _Branch, parent: int, pages: list[int], parents: list[list[int]]
    ) -> int:
        number = self.pdf.reserve()
        kids = b" ".join(
            b"%d 0 R"
            % (
                self._put_branch(kid, number, pages, parents)
                if isinstance(kid, _Branch)
                else self._put_element(*kid, number, pages, parents)
            )
            for kid in branch.kids
        )
        self.pdf.put(
            b"<</S/%b/P %d 0 R/K[%b]%b>>" % (branch.tag, parent, kids, branch.attributes),
            number,
        )
        return number

    def _put_element(
        self,
        element: Element,
        page: int,
        first: int,
        parent: int,
        pages: list[int],
        parents: list[list[int]],
    ) -> int:
        number = self.pdf.reserve()
        kids: list[bytes] = []
        for kid in element.kids:
            if isinstance(kid, int):
                parents[page][first + kid] = number
                kids.append(b"%d" % (first + kid))
            else:
                below = self._put_element(kid, page, first, number, pages, parents)
                kids.append(b"%d 0 R" % below)
        self.pdf.put(
            b"<</S/%b/P %d 0 R/Pg %d 0 R/K[%b]%b>>"
            % (element.tag.encode(), parent, pages[page], b" ".join(kids), element.attributes),
            number,
        )
        return number

    # The end of the file

    def finish(self, booklet: Booklet) -> int:
        """Write the trees that hold the sheets together; return the number of pages."""
        count = self._put_page_tree()
        self._put_structure()
        info = self.pdf.put(
            b"<</Title %b/Producer %b>>" % (text(booklet.title), text(f"quizgen {__version__}"))
        )
        metadata = self.pdf.put_stream(
            b"/Type/Metadata/Subtype/XML", _xmp(booklet.title), compress=False
        )
        catalog = self.pdf.put(
            b"<</Type/Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode/UseOutlines"
            b"/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>/Lang%b/Metadata %d 0 R"
            b"/ViewerPreferences<</DisplayDocTitle true>>>>"
            % (
                self.page_tree,
                self._put_outline(),
                self.structure_root,
                text(booklet.language),
                metadata,
            )
        )
        self.pdf.close(catalog, info)
        return count

    def _put_page_tree(self) -> int:
        for number, pages in self.page_nodes:
            kids = b" ".join(b"%d 0 R" % page for page in pages)
            self.pdf.put(
                b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>"
                % (self.page_tree, len(pages), kids),
                number,
            )
        count = sum(len(pages) for _, pages in self.page_nodes)
        nodes = b" ".join(b"%d 0 R" % number for number, _ in self.page_nodes)
        self.pdf.put(b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, nodes), self.page_tree)
        return count

    def _put_structure(self) -> None:
        sections = b" ".join(b"%d 0 R" % number for number in self.sections)
        self.pdf.put(
            b"<</S/Document/P %d 0 R/K[%b]>>" % (self.structure_root, sections), self.document
        )
        numbers = b" ".join(b"%d %d 0 R" % entry for entry in enumerate(self.parents))
        parent_tree = self.pdf.put(b"<</Nums[%b]>>" % numbers)
        self.pdf.put(
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (self.document, parent_tree, len(self.parents)),
            self.structure_root,
        )

    def _put_outline(self) -> int:
        root = self.pdf.reserve()
        numbers = [self.pdf.reserve() for _ in self.bookmarks]
        for index, (name, page) in enumerate(self.bookmarks):
            before = b"/Prev %d 0 R" % numbers[index - 1] if index else b""
            after = b"/Next %d 0 R" % numbers[index + 1] if index + 1 < len(numbers) else b""
            self.pdf.put(
                b"<</Title %b/Parent %d 0 R/Dest[%d 0 R/Fit]%b%b>>"
                % (text(name), root, page, before, after),
                numbers[index],
            )
        self.pdf.put(
            b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
            % (numbers[0], numbers[-1], len(numbers)),
            root,
        )
        return root


def _draw(plate: Plate, place: Placement, first: int, content: list[bytes]) -> None:
    """Append a plate's drawing, its marks counted from `first` and its slots filled."""
    for piece in plate.pieces:
        if isinstance(piece, bytes):
            content.append(piece)
        elif isinstance(piece, Slot):
            content.append(_filled(piece, place.entry.slots.get(piece.name, "")))
        elif place.furniture:
            content.append(FURNITURE)
        else:
            content.append(_begin(piece, first))


def _begin(mark: Mark, first: int) -> bytes:
    return b"/%b <</MCID %d>> BDC\n" % (mark.tag, first + mark.number)


def _filled(slot: Slot, string: str) -> bytes:
    """Return the operators that show a string in a slot (9.4.3)."""
    if not string:
        return b""
    glyphs = [slot.glyphs[character] for character in string]
    width = sum(glyph.advance for glyph in glyphs) * slot.size / 1000
    left = {
        "left": slot.left,
        "center": (slot.left + slot.right - width) / 2,
        "right": slot.right - width,
    }[slot.align]
    shown = [b"1 0 0 -1 %.6g %b Tm\n" % (left, slot.baseline)]
    font = None
    for glyph in glyphs:
        if glyph.font != font:
            font = glyph.font
            shown.append(b"/%b %.6g Tf\n" % (font, slot.size))
        shown.append(b"<%b> Tj\n" % glyph.code)
    return b"".join(shown).replace(b"> Tj\n<", b"")


def _hang(trunk: _Branch, place: Placement, plate: Plate, page: int, first: int) -> None:
    """Hang a plate's elements on a sheet's structure: items in a list, lines in a paragraph."""
    twigs: list[_Branch | _Twig] = [(element, page, first) for element in plate.tree]
    if place.entry.flows:
        _hang_line(trunk, place.part, plate, page, first)
    elif place.entry.item and place.part:
        _last(_last(_last(trunk))).kids += twigs
    elif place.entry.item:
        item = _Branch(b"LI")
        if plate.label is not None:
            item.kids.append((Element("Lbl", (plate.label,)), page, first))
        item.kids.append(_Branch(b"LBody", kids=twigs))
        style = b"None" if plate.label is None else b"Decimal"
        _open(trunk, b"L", numbering(style)).kids.append(item)
    else:
        for element in plate.tree:
            if element.tag == "Table":
                rows = [row for row in element.kids if isinstance(row, Element)]
                # A head begins a table, and does not join another; its own rows join it.
                if place.entry.with_next and not place.part:
                    trunk.kids.append(_Branch(b"Table"))
                _open(trunk, b"Table").kids += [(row, page, first) for row in rows]
            else:
                trunk.kids.append((element, page, first))


def _hang_line(trunk: _Branch, part: int, plate: Plate, page: int, first: int) -> None:
    """Hang a line in what the lines of its block before it began: a paragraph, a list."""
    for element in plate.tree:
        goes_on = part > 0 and _goes_on(trunk, element, plate)
        _grow(_last(trunk) if goes_on else _sprout(trunk, element), element, plate, page, first)


# What goes on over several lines, and is put together again from them.
_GOING_ON = {"P", "BlockQuote", "L", "LI", "LBody"}


def _goes_on(branch: _Branch, element: Element, plate: Plate) -> bool:
    """Whether a line's element is the rest of what the branch ends in."""
    last = branch.kids[-1] if branch.kids else None
    if not (isinstance(last, _Branch) and last.tag == element.tag.encode()):
        return False
    if element.tag == "LI":
        return not any(map(_is_label, element.kids))
    return element.tag != "P" or not plate.begins


def _sprout(branch: _Branch, element: Element) -> _Branch:
    branch.kids.append(_Branch(element.tag.encode(), element.attributes))
    return _last(branch)


def _grow(branch: _Branch, element: Element, plate: Plate, page: int, first: int) -> None:
    """Hang what a line's element holds in the branch that stands for the element."""
    for inner, run in groupby(element.kids, key=_is_going_on):
        if not inner:
            branch.kids += _spans(run, page, first)
            continue
        for kid in cast("Iterable[Element]", run):
            goes_on = _goes_on(branch, kid, plate)
            _grow(_last(branch) if goes_on else _sprout(branch, kid), kid, plate, page, first)


def _is_going_on(kid: Kid) -> bool:
    return isinstance(kid, Element) and kid.tag in _GOING_ON


def _spans(kids: Iterable[Kid], page: int, first: int) -> Iterator[_Twig]:
    """Yield labels as they are, and what stands between them as spans."""
    for labels, run in groupby(kids, key=_is_label):
        if labels:
            yield from ((label, page, first) for label in cast("Iterable[Element]", run))
        else:
            yield Element("Span", tuple(run)), page, first


def _is_label(kid: Kid) -> bool:
    return isinstance(kid, Element) and kid.tag == "Lbl"


def _open(trunk: _Branch, tag: bytes, attributes: bytes = b"") -> _Branch:
    """Return the trunk's last branch if it is a `tag`, or a new one."""
    last = trunk.kids[-1] if trunk.kids else None
    if not (isinstance(last, _Branch) and last.tag == tag):
        last = _Branch(tag, attributes)
        trunk.kids.append(last)
    return last


def _last(branch: _Branch) -> _Branch:
    return cast("_Branch", branch.kids[-1])


def _xmp(title: str) -> bytes:
    """Return the metadata that claims PDF/UA-1 (ISO 14289-1, 5)."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{escape(title)}</rdf:li></rdf:Alt></dc:title>"
        "<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()
