"""Placed pages to PDF: every page is drawn from finished plates, and stays tagged.

A file is written in slices of some sheets each. A slice needs to know only how many objects
and pages stand before it, so slices can be made anywhere, and the file has the same bytes
wherever they were. References to sections are to ISO 32000-1 (PDF 1.7) and ISO 14289-1
(PDF/UA-1).
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import BinaryIO, NamedTuple

from quizgen import __version__
from quizgen.bank.paper import Paper
from quizgen.printing.pdf.font_subset import put_font
from quizgen.printing.pdf.imposition import Side, sides
from quizgen.printing.pdf.paginate import Page, paginate
from quizgen.printing.pdf.pdf_writer import Pack, PdfFile, Segment, text
from quizgen.printing.pdf.plate import AllGlyphs, Asset, Plates, merged_glyphs
from quizgen.printing.pdf.reusable_plates import reusable_plates
from quizgen.printing.pdf.structure_tree import ElementNode, PlacedElements, sheet_tree
from quizgen.printing.sheets import Booklet, Sheet

SLICE = 16
"""So many sheets are made ready at a time, and hang from one node of the page tree."""

# The numbers of what every slice refers to.
RESOURCES, FONTS, PAGE_TREE, DOCUMENT = 1, 2, 3, 4
FIRST_FREE = 5

BLANK = b"/Artifact BMC\nEMC\n"
"""A side without anything that is read (14.8.2.2)."""

Bundle = tuple[Sheet, ...]
"""Sheets that share paper."""

PlatePart = tuple[str, int]
"""A plate, by its block and which of the block's plates it is."""


class Start(NamedTuple):
    """Where a slice begins: its first object's number, and how many pages stand before it."""

    number: int = FIRST_FREE
    pages: int = 0

    def after(self, numbers: int, pages: int) -> "Start":
        """Return where the next slice begins, for this one's count of objects and pages."""
        return Start(self.number + numbers, self.pages + pages)


Extent = tuple[int, int]
"""How many objects and pages a slice has."""


@dataclass
class Slice:
    """Some sheets as they will stand in a file."""

    segment: Segment
    node: int
    """The node of the page tree that holds their pages (7.7.3)."""
    parents: int
    """The node of the parent tree that holds their marks (14.7.4.4)."""
    pages: int
    sections: list[int]
    """Each sheet's element."""
    bookmarks: list[tuple[str, int]]
    """Each sheet's name and first page."""
    used: set[PlatePart]


class Press:
    """Makes slices of sheets from plates. Equal plates and sheets give equal slices."""

    def __init__(self, plates: Plates) -> None:
        self.plates = plates
        self.heights, self.placing = plates.heights, plates.forms
        self.reusables, self.forms = reusable_plates(plates)

    def laid(self, bundles: Iterable[Bundle]) -> "LaidSlice":
        """Lay out the sheets of a slice, wherever it will begin."""
        return LaidSlice([_Laid(bundle, self) for bundle in bundles])

    def slice(self, laid: "LaidSlice", start: Start) -> Slice:
        """Draw the sheets' pages and write their part of the structure tree."""
        return _SliceMaker(self, start).made(laid.bundles)


class LaidSlice:
    """The sheets of a slice as they are laid out: it can be counted, and then be drawn."""

    def __init__(self, bundles: "list[_Laid]") -> None:
        self.bundles = bundles

    @property
    def extent(self) -> Extent:
        """How many objects and pages it will have.

        A sheet has its elements; sheets that share paper have an object stream, and of each
        page a drawing, itself and which elements its marks belong to; a slice has an object
        stream and two nodes.
        """
        sides = [len(laid.sides) for laid in self.bundles]
        elements = sum(tree.root.count for laid in self.bundles for tree in laid.trees)
        return 3 + elements + len(sides) + 3 * sum(sides), sum(sides)


class _Laid:
    """Sheets that share paper: their pages, what stands on each side, their structure."""

    def __init__(self, bundle: Bundle, press: Press) -> None:
        self.sheets = bundle
        self.paper = bundle[0].paper
        self.pages = [paginate(sheet, press.heights, press.placing) for sheet in bundle]
        self.trees = [
            sheet_tree(pages, press.reusables, sheet.language)
            for pages, sheet in zip(self.pages, bundle, strict=True)
        ]
        counts = [len(pages) for pages in self.pages]
        counts += [0] * (self.paper.n_up - len(counts))
        self.sides = sides(counts, duplex=self.paper.duplex)

    def marks(self, side: Side) -> list[int]:
        """Return how many marks each half of a side has."""
        return [self.trees[half[0]].marks[half[1]] if half else 0 for half in side]


class _SliceMaker:
    """Numbers objects in this order, which `LaidSlice.extent` counts.

    The slice's two nodes; of each sheet its pages' drawings, an object stream, and in that the
    pages, the elements and which of them each page's marks belong to; an object stream with
    the nodes.
    """

    def __init__(self, press: Press, start: Start) -> None:
        self.press = press
        self.first_page = start.pages
        self.segment = Segment(start.number, reserved=2)
        self.node = start.number
        self.page_numbers: list[int] = []
        self.parent_arrays: list[int] = []
        self.sections: list[int] = []
        self.bookmarks: list[tuple[str, int]] = []
        self.used: set[PlatePart] = set()

    def made(self, bundles: Iterable[_Laid]) -> Slice:
        """Return the slice of the sheets."""
        for laid in bundles:
            self._add(laid)
        node = self.node
        pack = Pack()
        count = len(self.page_numbers)
        pack.add(
            node,
            b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>"
            % (PAGE_TREE, count, _references(self.page_numbers)),
        )
        arrays = enumerate(self.parent_arrays, start=self.first_page)
        numbers = b" ".join([b"%d %d 0 R" % pair for pair in arrays])
        last = self.first_page + count - 1
        pack.add(node + 1, b"<</Limits[%d %d]/Nums[%b]>>" % (self.first_page, last, numbers))
        self.segment.put_reserved(pack)
        return Slice(
            self.segment, node, node + 1, count, self.sections, self.bookmarks, self.used
        )

    def _add(self, laid: _Laid) -> None:
        contents = [
            self.segment.put_stream(b"", self._content(side, laid)) for side in laid.sides
        ]
        pack = Pack()
        first = self.segment.first + self.segment.count + 1
        numbers = range(first, first + len(contents))
        for number, content in zip(numbers, contents, strict=True):
            self._add_page(pack, number, content, laid.paper)
        owners = [[0] * sum(laid.marks(side)) for side in laid.sides]
        page_places = _page_places(laid, numbers, owners)
        following = numbers.stop
        for sheet, tree, own in zip(laid.sheets, laid.trees, page_places, strict=False):
            self.sections.append(following)
            self.bookmarks.append((sheet.name, own[0].page))
            following = _TreeWriter(pack, own).write(tree.root, following, DOCUMENT)
        for number, each in enumerate(owners, start=following):
            pack.add(number, b"[%b]" % _references(each))
            self.parent_arrays.append(number)
        self.segment.put_pack(pack)

    def _add_page(self, pack: Pack, number: int, content: int, paper: Paper) -> None:
        index = self.first_page + len(self.page_numbers)
        self.page_numbers.append(number)
        pack.add(
            number,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.6g %.6g]/Resources %d 0 R"
            b"/Contents %d 0 R/Tabs/S/StructParents %d>>"
            % (self.node, paper.width * paper.n_up, paper.height, RESOURCES, content, index),
        )

    def _content(self, side: Side, laid: _Laid) -> bytes:
        """Return the drawing of a side: pages beside one another."""
        content: list[bytes] = []
        marks = 0
        for place, half in enumerate(side):
            if half:
                page = laid.pages[half[0]][half[1]]
                left = place * laid.paper.width
                marks = self._draw(page, left, laid.paper.height, marks, content)
        return b"".join(content) or BLANK

    def _draw(
        self, page: Page, left: float, height: float, marks: int, content: list[bytes]
    ) -> int:
        """Draw a page, points for CSS pixels and y down (8.3.2); return the marks' count."""
        for place in page:
            entry = place.entry
            key = entry.block, place.part
            reusable = self.press.reusables[key]
            self.used.add(key)
            rise = height - place.y + reusable.top
            content.append(b"q 0.75 0 0 -0.75 %.6g %.6g cm\n" % (left + place.x, rise))
            if place.furniture:
                content.append(reusable.furniture.content(0, entry.slots))
            else:
                content.append(reusable.drawn.content(marks, entry.slots))
                marks += reusable.marks
            content.append(b"Q\n")
        return marks


class _PagePlace(NamedTuple):
    """Where a page of a sheet came to stand: on which page, and its marks among others."""

    page: int
    owners: list[int]
    first: int


def _page_places(
    laid: _Laid, numbers: Sequence[int], owners: Sequence[list[int]]
) -> list[list[_PagePlace]]:
    """Return where each page of each sheet is in the file."""
    found: list[list[_PagePlace]] = [[] for _ in laid.sheets]
    for side, number, own in zip(laid.sides, numbers, owners, strict=True):
        first = 0
        for half, marks in zip(side, laid.marks(side), strict=True):
            if half:
                found[half[0]].append(_PagePlace(number, own, first))
                first += marks
    return found


class _TreeWriter:
    """Writes a sheet's structure, and notes which element each mark belongs to."""

    def __init__(self, pack: Pack, page_places: Sequence[_PagePlace]) -> None:
        self.pack, self.page_places = pack, page_places

    def write(self, node: ElementNode, number: int, outer: int) -> int:
        """Write a node and all on it, numbered from `number`; return the next number."""
        following, roots, kids = number + 1, list[int](), list[int]()
        for kid in node.kids:
            kids.append(following)
            if isinstance(kid, ElementNode):
                roots.append(following)
                following += kid.count
            else:
                roots += [following + root for root in kid.template.roots]
                following += len(kid.template.starts)
        self.pack.add(
            number,
            b"<</S/%b/P %d 0 R/K[%b]%b>>"
            % (node.tag, outer, _references(roots), node.attributes),
        )
        for kid, first in zip(node.kids, kids, strict=True):
            if isinstance(kid, ElementNode):
                self.write(kid, first, number)
            else:
                self._write_placed(kid, first, number)
        return following

    def _write_placed(self, placed: PlacedElements, number: int, outer: int) -> None:
        template, page, first = placed
        page_place = self.page_places[page]
        body = template.bytes(number, outer, page_place.page, page_place.first + first)
        self.pack.add_run(number, template.starts, body)
        owners, before = page_place.owners, page_place.first + first
        for mark, owner in template.owners:
            owners[before + mark] = number + owner


def _references(numbers: Sequence[int]) -> bytes:
    return (b"%d 0 R " * len(numbers))[:-1] % tuple(numbers)


# Files


def print_booklet(
    booklet: Booklet, press: Press, output: BinaryIO, slices: Iterable[Slice]
) -> int:
    """Write the booklet as PDF/UA-1 from its slices, as they come; return its pages."""
    with PdfFile(output) as pdf:
        file = _File(pdf, press)
        for made in slices:
            file.put(made)
        return file.finish(booklet)


def slices_in_turn(booklet: Booklet, press: Press) -> Iterator[Slice]:
    """Yield the slices of a booklet, made one after another."""
    start = Start()
    for bundles in sliced(booklet):
        made = press.slice(press.laid(bundles), start)
        yield made
        start = start.after(made.segment.count, made.pages)


def sliced(booklet: Booklet) -> Iterator[Sequence[Bundle]]:
    """Yield the bundles of each slice."""
    bundles = booklet.bundles
    for first in range(0, len(bundles), SLICE):
        yield bundles[first : first + SLICE]


class _File:
    """The file that slices are put into, and what holds them together."""

    def __init__(self, pdf: PdfFile, press: Press) -> None:
        self.pdf, self.press = pdf, press
        pdf.reserve(FIRST_FREE - 1)
        self.nodes: list[int] = []
        self.parents: list[int] = []
        self.sections = array("L")
        self.names: list[str] = []
        self.first_pages = array("L")
        self.used: set[PlatePart] = set()
        self.pages = 0

    def put(self, made: Slice) -> None:
        """Write a slice; slices come in the order of their sheets."""
        self.pdf.put_segment(made.segment)
        self.nodes.append(made.node)
        self.parents.append(made.parents)
        self.sections.extend(made.sections)
        self.names += [name for name, _ in made.bookmarks]
        self.first_pages.extend([page for _, page in made.bookmarks])
        self.used |= made.used
        self.pages += made.pages

    def finish(self, booklet: Booklet) -> int:
        """Write what all pages share and the trees that hold them; return their number."""
        self._put_resources()
        nodes = _references(self.nodes)
        self.pdf.put(b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, nodes), PAGE_TREE)
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
                PAGE_TREE,
                self._put_outline(),
                self._put_structure(),
                text(booklet.language),
                metadata,
            )
        )
        self.pdf.close(catalog, info)
        return self.pages

    def _put_structure(self) -> int:
        root = self.pdf.reserve()
        sections = _references(self.sections)
        self.pdf.put(b"<</S/Document/P %d 0 R/K[%b]>>" % (root, sections), DOCUMENT)
        parent_tree = self.pdf.put(b"<</Kids[%b]>>" % _references(self.parents))
        return self.pdf.put(
            b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (DOCUMENT, parent_tree, self.pages),
            root,
        )

    def _put_outline(self) -> int:
        root = self.pdf.reserve()
        first = self.pdf.reserve(len(self.names))
        last = first + len(self.names) - 1
        bookmarks = zip(self.names, self.first_pages, strict=True)
        for number, (name, page) in enumerate(bookmarks, start=first):
            before = b"/Prev %d 0 R" % (number - 1) if number > first else b""
            after = b"/Next %d 0 R" % (number + 1) if number < last else b""
            self.pdf.put(
                b"<</Title %b/Parent %d 0 R/Dest[%d 0 R/Fit]%b%b>>"
                % (text(name), root, page, before, after),
                number,
            )
        self.pdf.put(
            b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
            % (first, last, len(self.names)),
            root,
        )
        return root

    # What plates draw with: once a file, and only what is used in it

    def _put_resources(self) -> None:
        plates = [self.press.plates.blocks[block][part] for block, part in sorted(self.used)]
        glyphs = merged_glyphs(plate.glyphs for plate in plates)
        named: dict[bytes, list[tuple[bytes, int]]] = {b"Font": [], b"XObject": []}
        for name in sorted(glyphs.keys() & self.press.plates.faces.keys()):
            face = self.press.plates.faces[name]
            named[b"Font"].append((name, put_font(self.pdf, face, glyphs[name])))
        for name in sorted(frozenset[bytes]().union(*(plate.assets for plate in plates))):
            asset = self.press.plates.assets[name]
            named.setdefault(asset.category, []).append((name, self._put_asset(asset)))
        named[b"XObject"] += self._put_forms(glyphs)
        self.pdf.put(b"<<%b>>" % _entries(named.pop(b"Font")), FONTS)
        others = b"".join(
            b"/%b<<%b>>" % (category, _entries(entries))
            for category, entries in sorted(named.items())
        )
        self.pdf.put(b"<</Font %d 0 R%b>>" % (FONTS, others), RESOURCES)

    def _put_asset(self, asset: Asset) -> int:
        """Write an object and what it refers to; return its number."""
        first = self.pdf.reserve(len(asset.objects))

        def numbered(match: re.Match[bytes]) -> bytes:
            if match[1] == b"F":
                return b"%d 0 R" % FONTS
            return b"%d 0 R" % (first + int(match[1]) if match[1] else RESOURCES)

        for number, thing in enumerate(asset.objects, start=first):
            dictionary = LOCAL.sub(numbered, thing.dictionary)
            if thing.stream is None:
                self.pdf.put(dictionary, number)
            else:
                entries = dictionary.removeprefix(b"<<").removesuffix(b">>")
                self.pdf.put_stream(entries, thing.stream, number, compress=False)
        return first

    def _put_forms(self, glyphs: AllGlyphs) -> Iterator[tuple[bytes, int]]:
        used = set[int]().union(*(self.press.reusables[key].forms for key in self.used))
        for number, form in self.press.forms.listed(used):
            entries = (
                b"/Type/XObject/Subtype/Form/BBox[%.6g %.6g %.6g %.6g]"
                b"/Resources<</Font %d 0 R>>" % (*form.box(glyphs), FONTS)
            )
            yield b"T%d" % number, self.pdf.put_stream(entries, form.content)


LOCAL = re.compile(rb"#(\d*|F) 0 R")
"""How an asset refers to its own objects, and to what a file has one of (`plates.Resource`)."""


def _entries(named: Iterable[tuple[bytes, int]]) -> bytes:
    return b"".join(b"/%b %d 0 R" % pair for pair in named)


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
