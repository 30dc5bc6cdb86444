"""Placed pages to PDF: every page is drawn from finished plates, and stays tagged.

A file is written in slices of some sheets each. A slice needs to know only how many objects
and pages are before it, and which streams are written there, so slices can be made anywhere,
and the file has the same bytes wherever they were. References to sections are to ISO 32000-1
(PDF 1.7) and ISO 14289-1 (PDF/UA-1).
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, NamedTuple

from quizgen import __version__
from quizgen.base.cache_files import CacheFiles
from quizgen.base.data_class import dataclass
from quizgen.base.paper import Paper
from quizgen.base.regex import regex
from quizgen.printing.pdf.font_subset import put_font
from quizgen.printing.pdf.imposition import sides
from quizgen.printing.pdf.paginate import pages_of
from quizgen.printing.pdf.pdf_writer import IN_MEMORY, Pack, PdfFile, Segment, text
from quizgen.printing.pdf.plate import LABEL, Asset, PlatePart, Plates, merged_glyphs
from quizgen.printing.pdf.reusable_plates import ReusablePlates, fixed_width
from quizgen.printing.pdf.shared_streams import Extent, Ids, Shared, Start, Stream
from quizgen.printing.pdf.side_contents import BlockIds, SideContents
from quizgen.printing.pdf.squares import drawn_squares
from quizgen.printing.pdf.structure_tree import ElementNode, PlacedElements, sheet_tree
from quizgen.printing.sheets import Booklet, Sheet, Squares

SLICE = 16
"""How many sheets are made ready at a time, and hang from one node of the page tree."""

TOGETHER = 8
"""How many sheets share an object stream: more take fewer bytes, and longer to be opened."""

# The numbers of what every slice refers to.
RESOURCES, FONTS, PAGE_TREE, DOCUMENT = 1, 2, 3, 4
FIRST_FREE = 5

NODES = 2
"""How many nodes a slice begins with: of the page tree, and of the parent tree."""

Bundle = tuple[Sheet, ...]
"""Sheets that share paper."""


@dataclass
class Slice:
    """Some sheets as they will be in a file."""

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
    shared: tuple[int, ...]
    """The shared streams that are drawn, by the numbers of their objects."""
    used: tuple[PlatePart, ...]
    """The plates that its own streams draw."""
    lengths: list[int]
    """Each sheet's number of pages, without blank ones."""
    leaves: int
    """How many pieces of paper they are printed on."""


class Press:
    """Makes slices of sheets from plates. Equal plates and sheets give equal slices.

    `kept` has the fonts of earlier runs, cut down to what those showed.
    """

    def __init__(self, plates: Plates, kept: CacheFiles | None = None) -> None:
        self.plates, self.kept = plates, kept
        self.heights, self.placing = plates.heights, plates.forms
        self.reusables = ReusablePlates(plates)

    def shared(self, booklet: Booklet) -> Shared:
        """Return what is numbered before the slices of a booklet are made.

        That are the streams of its first slice and, if there are more, all constant ones.
        """
        sizes = self.reusables.sizes
        streams: list[Stream] = []
        if first := next(sliced(booklet), None):
            streams += self.laid(first, Shared(FIRST_FREE, (), sizes)).streams
        if len(booklet.bundles) > SLICE:
            streams += self.reusables.constant_streams()
        return Shared(FIRST_FREE, streams, sizes)

    def laid(self, bundles: Iterable[Bundle], shared: Shared) -> "LaidSlice":
        """Lay out the sheets of a slice, wherever it will begin."""
        return LaidSlice([_Laid(bundle, self, shared) for bundle in bundles], shared)

    def slice(self, laid: "LaidSlice", start: Start) -> Slice:
        """Draw the sheets' pages and write their part of the structure tree."""
        return _SliceMaker(self, laid, start).made()

    def content(
        self, stream: Stream, first_id: Callable[[Ids | int | None], int | None]
    ) -> tuple[bytes, set[PlatePart]]:
        """Return the operators of a stream, and the plates that it draws."""
        content, used = list[bytes](), set[PlatePart]()
        for each in stream:
            if isinstance(each, bytes):
                content.append(each)
            elif isinstance(each, Squares):
                content.append(drawn_squares(each))
            else:
                segment = self.reusables.segments[each.segment]
                used.add(segment.plate)
                content.append(segment.content(each.texts, first_id(each.ids)))
        return b"".join(content), used


class LaidSlice:
    """The sheets of a slice as they are laid out: it can be counted, and then be drawn."""

    def __init__(self, bundles: "list[_Laid]", known: Shared) -> None:
        self.bundles, self.known = bundles, known
        sides = (side for laid in bundles for side in laid.sides)
        drawn = dict.fromkeys(chain.from_iterable(side.streams for side in sides))
        self.shared = tuple(sorted(each for each in drawn if isinstance(each, int)))
        """The shared streams that it refers to, by the numbers of their objects."""
        self.streams = [each for each in drawn if not isinstance(each, int)]
        """Its own."""

    @property
    def extent(self) -> Extent:
        """Return how large it is.

        A sheet has its elements, a side is an object and has one for what its marks belong to,
        some sheets share an object stream; a slice has its streams, an object stream and its
        nodes.
        """
        sides = sum(len(laid.sides) for laid in self.bundles)
        elements = sum(tree.count for laid in self.bundles for tree in laid.trees)
        packs = -(-len(self.bundles) // TOGETHER)
        own = len(self.streams) + packs + 1 + NODES
        return Extent(own + elements + 2 * sides, sides)


class _Laid:
    """Sheets that share paper: what is on each side, and their structure."""

    def __init__(self, bundle: Bundle, press: Press, shared: Shared) -> None:
        self.sheets = bundle
        self.paper = bundle[0].paper
        pages = [pages_of(sheet, press.heights, press.placing) for sheet in bundle]
        self.trees = [
            sheet_tree(own, press.reusables, sheet.language)
            for own, sheet in zip(pages, bundle, strict=True)
        ]
        self.lengths = [sum(bool(page.placements) for page in own) for own in pages]
        """How many pages each sheet has that are not blank."""
        counts = [len(own) for own in pages]
        counts += [0] * (self.paper.n_up - len(counts))
        self.places: list[list[tuple[int, list[BlockIds]]]] = [[] for _ in bundle]
        """Of each sheet's pages: on which side it is, and what ids its blocks have there."""
        self.sides: list[SideContents] = []
        recurs = not all(sheet.once for sheet in bundle)
        for side in sides(counts, duplex=self.paper.duplex):
            contents = SideContents(press.reusables, shared, recurs=recurs)
            for place, half in enumerate(side):
                if half:
                    sheet, page = half
                    left = place * self.paper.width
                    ids = contents.add(pages[sheet][page], left, self.paper.height)
                    self.places[sheet].append((len(self.sides), ids))
            self.sides.append(contents)


class _SliceMaker:
    """Numbers objects in this order, which `LaidSlice.extent` counts.

    The slice's two nodes; its own streams; of some sheets at a time an object
    stream, and in that the pages, the elements and which of them each page's marks belong to;
    an object stream with the nodes.
    """

    def __init__(self, press: Press, laid: LaidSlice, start: Start) -> None:
        self.press, self.laid, self.start = press, laid, start
        self.segment = Segment(start.number, reserved=NODES)
        self.node = start.number
        self.ids = laid.known.ids_of(laid.streams)
        numbered = enumerate(laid.streams, start=self.segment.following)
        self.numbers = {stream: number for number, stream in numbered}
        """The objects of its own streams."""
        self.page_numbers: list[int] = []
        self.parent_arrays: list[int] = []
        self.sections: list[int] = []
        self.bookmarks: list[tuple[str, int]] = []
        self.used: set[PlatePart] = set()
        self.lengths: list[int] = []
        self.leaves = 0

    def made(self) -> Slice:
        """Return the slice of the sheets."""
        for stream in self.laid.streams:
            content, plates = self.press.content(stream, self._first_id)
            self.used |= plates
            self.segment.put_stream(b"", content)
        for first in range(0, len(self.laid.bundles), TOGETHER):
            pack = Pack()
            following = self.segment.following + 1
            for laid in self.laid.bundles[first : first + TOGETHER]:
                following = self._add(laid, pack, following)
            self.segment.put_pack(pack)
        self._put_nodes()
        return Slice(
            self.segment,
            self.node,
            self.node + 1,
            len(self.page_numbers),
            self.sections,
            self.bookmarks,
            self.laid.shared,
            tuple(sorted(self.used)),
            self.lengths,
            self.leaves,
        )

    def _first_id(self, ids: Ids | int | None) -> int | None:
        # Ids that no stream needs are those of a block that has no marks.
        if not isinstance(ids, Ids):
            return ids
        return self.ids.get(ids, self.laid.known.ids.get(ids, 0))

    def _put_nodes(self) -> None:
        pack = Pack()
        count = len(self.page_numbers)
        pack.add(
            self.node,
            b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>"
            % (PAGE_TREE, count, _references(self.page_numbers)),
        )
        first = self.start.pages
        arrays = enumerate(self.parent_arrays, start=first)
        numbers = b" ".join([b"%d %d 0 R" % pair for pair in arrays])
        limits = first, first + count - 1
        pack.add(self.node + 1, b"<</Limits[%d %d]/Nums[%b]>>" % (*limits, numbers))
        self.segment.put_reserved(pack)

    def _add(self, laid: _Laid, pack: Pack, first: int) -> int:
        """Add sheets that share paper, their objects numbered from `first`; return the next."""
        self.lengths += laid.lengths
        self.leaves += len(laid.sides) // (2 if laid.paper.duplex else 1)
        for number, side in enumerate(laid.sides, start=first):
            self._add_page(pack, number, side, laid.paper)
        following = first + len(laid.sides)
        owners: list[Owners] = [[] for _ in laid.sides]
        for sheet, tree, places in zip(laid.sheets, laid.trees, laid.places, strict=True):
            self.sections.append(following)
            self.bookmarks.append((sheet.name, first + places[0][0]))
            own = [
                _PagePlace(fixed_width(first + side), owners[side], self._numbered(ids))
                for side, ids in places
            ]
            following = _TreeWriter(pack, own).write(tree, following, DOCUMENT)
        for each in owners:
            pack.add(following, b"[%b]" % _owners_array(each))
            self.parent_arrays.append(following)
            following += 1
        return following

    def _numbered(self, blocks: Iterable[BlockIds]) -> list[tuple[int, int]]:
        # What recurs has its ids already.
        return [
            (
                own if isinstance(own, int) else self._first_id(own) or 0,
                label if isinstance(label, int) else self._first_id(label) or 0,
            )
            for own, label in blocks
        ]

    def _add_page(self, pack: Pack, number: int, side: SideContents, paper: Paper) -> None:
        index = self.start.pages + len(self.page_numbers)
        self.page_numbers.append(number)
        contents = _references(
            [each if isinstance(each, int) else self.numbers[each] for each in side.streams]
        )
        pack.add(
            number,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.6g %.6g]/Resources %d 0 R"
            b"/Contents[%b]/Tabs/S/StructParents %d>>"
            % (self.node, paper.width * paper.n_up, paper.height, RESOURCES, contents, index),
        )


Owners = list[tuple[int, int, bytes]]
"""Which elements the marked contents of a page belong to: an id, how many follow from it, and
references to their elements."""

NULL = b"null "


def _owners_array(owners: Owners) -> bytes:
    """Return the elements in the order of the ids, with null for an id that no mark has."""
    array, following = list[bytes](), 0
    for first, count, references in sorted(owners):
        array += NULL * (first - following), references
        following = first + count
    return b"".join(array)


class _PagePlace(NamedTuple):
    """Where a page of a sheet is: on which page, and the ids of its blocks and their labels."""

    page: bytes
    owners: Owners
    ids: list[tuple[int, int]]


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
        own = fixed_width(number)
        for kid, first in zip(node.kids, kids, strict=True):
            if isinstance(kid, ElementNode):
                self.write(kid, first, number)
            else:
                self._write_placed(kid, first, own)
        return following

    def _write_placed(self, placed: PlacedElements, number: int, outer: bytes) -> None:
        template, page, block = placed
        place = self.page_places[page]
        own, label = place.ids[block]
        written = template.written(number, outer, place.page, own, label)
        self.pack.add_run(number, template.starts, written[: template.length])
        for mark, count, start, end in template.runs:
            first = label if mark == LABEL else own + mark
            place.owners.append((first, count, written[start:end]))


AT_ONCE = 1000
"""So many numbers are written at a time: as objects each takes five times its text."""


def _references(numbers: Sequence[int]) -> bytes:
    if len(numbers) > AT_ONCE:
        starts = range(0, len(numbers), AT_ONCE)
        return b" ".join([_references(numbers[at : at + AT_ONCE]) for at in starts])
    return (b"%d 0 R " * len(numbers))[:-1] % tuple(numbers)


# Files


def slices_in_turn(booklet: Booklet, press: Press, shared: Shared) -> Iterator[Slice]:
    """Yield the slices of a booklet, made one after another."""
    start = Start(shared.following)
    for bundles in sliced(booklet):
        laid = press.laid(bundles, shared)
        yield press.slice(laid, start)
        start = start.after(laid.extent)


def print_booklet(
    booklet: Booklet,
    press: Press,
    output: BinaryIO,
    slices: Callable[[Booklet, Press, Shared], Iterable[Slice]] = slices_in_turn,
) -> int:
    """Write the booklet as PDF/UA-1 from its slices, as they come; return its pages."""
    shared = press.shared(booklet)
    with PdfFile(output) as pdf, SpooledTemporaryFile(IN_MEMORY) as bookmarks:
        file = _File(pdf, press, shared, bookmarks)
        for each in slices(booklet, press, shared):
            file.put(each)
        return file.finish(booklet)


def sliced(booklet: Booklet) -> Iterator[Sequence[Bundle]]:
    """Yield the bundles of each slice."""
    bundles = booklet.bundles
    for first in range(0, len(bundles), SLICE):
        yield bundles[first : first + SLICE]


class _File:
    """The file that slices are put into, and what holds them together."""

    def __init__(self, pdf: PdfFile, press: Press, known: Shared, bookmarks: IO[bytes]) -> None:
        self.pdf, self.press, self.known = pdf, press, known
        pdf.reserve(known.following - 1)
        self.nodes, self.parents, self.sections = array("L"), array("L"), array("L")
        self.bookmarks = bookmarks
        """A line for each sheet: the object of its first page, and its name as written."""
        self.shared: set[int] = set()
        self.used: set[PlatePart] = set()
        self.pages = 0

    def put(self, made: Slice) -> None:
        """Write a slice; slices come in the order of their sheets."""
        self.pdf.put_segment(made.segment)
        self.nodes.append(made.node)
        self.parents.append(made.parents)
        self.sections.extend(made.sections)
        self.bookmarks.writelines([b"%d %b\n" % (page, text(n)) for n, page in made.bookmarks])
        self.shared.update(made.shared)
        self.used.update(made.used)
        self.pages += made.pages

    def finish(self, booklet: Booklet) -> int:
        """Write what all pages share and the trees that hold them; return their number."""
        self._put_shared()
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

    def _put_shared(self) -> None:
        """Write the shared streams that any slice draws; of the others the numbers are free."""
        for stream, number in self.known.streams.items():
            if number in self.shared:
                content, plates = self.press.content(stream, self._first_id)
                self.pdf.put_stream(b"", content, number)
                self.used |= plates

    def _first_id(self, ids: Ids | int | None) -> int | None:
        return self.known.ids[ids] if isinstance(ids, Ids) else ids

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
        first = self.pdf.reserve(len(self.sections))
        last = first + len(self.sections) - 1
        self.bookmarks.seek(0)
        for number, bookmark in enumerate(self.bookmarks, start=first):
            page, name = bookmark.split()
            before = b"/Prev %d 0 R" % (number - 1) if number > first else b""
            after = b"/Next %d 0 R" % (number + 1) if number < last else b""
            self.pdf.put(
                b"<</Title %b/Parent %d 0 R/Dest[%b 0 R/Fit]%b%b>>"
                % (name, root, page, before, after),
                number,
            )
        self.pdf.put(
            b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
            % (first, last, len(self.sections)),
            root,
        )
        return root

    # What plates draw with: once a file, and only what is used in it

    def _put_resources(self) -> None:
        plates = [self.press.plates.blocks[block][part] for block, part in sorted(self.used)]
        glyphs = merged_glyphs(plate.glyphs for plate in plates)
        named: dict[bytes, list[tuple[bytes, int]]] = {b"Font": []}
        for name in sorted(glyphs.keys() & self.press.plates.faces.keys()):
            face = self.press.plates.faces[name]
            number = put_font(self.pdf, face, glyphs[name], self.press.kept)
            named[b"Font"].append((name, number))
        for name in sorted(frozenset[bytes]().union(*(plate.assets for plate in plates))):
            asset = self.press.plates.assets[name]
            named.setdefault(asset.category, []).append((name, self._put_asset(asset)))
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


LOCAL = regex(rb"#(\d*|F) 0 R")
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
