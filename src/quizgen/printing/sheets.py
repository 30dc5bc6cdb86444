"""What a run prints, before it is drawn: sheets of entries on a paper."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape, unescape
from itertools import accumulate
from pathlib import Path
from typing import Literal, NamedTuple, cast, overload

from quizgen.base.bidi import RIGHT_TO_LEFT, Direction
from quizgen.base.data_class import dataclass, field, replace
from quizgen.base.language import Lettering
from quizgen.base.made_sequence import MadeSequence
from quizgen.base.paper import Paper
from quizgen.printing.pdf.imposition import Gathering

LINE_SLOT = "line"
"""The slot in a line number's block."""

PAGE_SLOT = "page"
"""The slot in a running foot that counts the pages; only paginating a sheet tells them."""

COUNTED = {LINE_SLOT, PAGE_SLOT}
"""Slots whose texts recur on the pages of every sheet."""

MARK = "data-quizgen"
"""The attribute of an element that is to be found again in a layout."""

PARAGRAPH_START = "quizgen|start|"
"""How the marks begin of the empty elements that open the paragraphs of a block of several."""

LINE_START = "quizgen|line|"
"""How the marks begin of those that open the lines of a text which keeps its own, as verse."""


class Entry(NamedTuple):
    """One block in a sheet's flow, and the text of its slots."""

    block: str
    slots: Mapping[str, str] = {}
    item: bool = False
    """Whether it is an item of a list; a slot that opens its block is then its label."""
    named: bool = False
    """Whether that label is a name, and does not count the list's items."""
    with_next: bool = False
    """Whether it must stand on the page of the entry after it (a heading)."""
    flows: bool = False
    """Whether it is set line by line and may go on over a page's end, as a paragraph does."""
    line_number: str | None = None
    """A block with a slot `line` that is set beside every fifth line of what flows."""
    wide: bool = False
    """Whether it stands across all columns of a page, and what follows begins below it."""
    alone: bool = False
    """Whether what follows begins a page (a cover)."""
    under: "Entry | None" = None
    """An entry repeated above it where it begins a page (a table's head)."""
    heads: int = 0
    """How many entries after it are below this heading.

    They stay on its page, if all are no more than half a page; else it is repeated above them
    where they begin a page.
    """


class Squares(NamedTuple):
    """Black squares: rows of a pattern, or the Data Matrix that says a text.

    Lengths are in points from the page's upper left corner.
    """

    pattern: tuple[str, ...] | str
    x: float
    y: float
    side: float


class Placed(NamedTuple):
    """An entry at a place of its own, and how wide its block is; points, y down."""

    entry: Entry
    x: float
    y: float
    width: float


class FixedPage(NamedTuple):
    """A page on which nothing flows: what is read at its place, and squares that are not."""

    entries: Sequence[Placed]
    squares: Sequence[Squares]


class Sheet(NamedTuple):
    """What one reader gets: a flow of entries between a running head and foot, on a paper."""

    name: str
    entries: Sequence[Entry]
    foot: Entry
    page_text: str
    """How the foot counts: `page {page} of {pages}`."""
    paper: Paper
    head: Entry | None = None
    language: str | None = None
    """The language of its printed words, where it is not the booklet's."""
    balanced: bool = False
    """Whether a last page that would be nearly empty shares with the one before it."""
    once: bool = False
    """Whether what it holds is on no other sheet of its booklet."""
    fixed: Sequence[FixedPage] = ()
    """The pages behind those of the flow; they begin on a new piece of paper."""
    page: int = 0
    """The one page of it that is printed, counted from 1 without blank ones; 0 for all."""


class Sheets(MadeSequence[Sheet]):
    """Sheets, each made when it is asked for: a run may have very many."""

    @classmethod
    def joined(cls, *parts: Sequence[Sheet]) -> "Sheets":
        """Return the sheets of several sequences, one after another."""
        ends = list(accumulate(map(len, parts)))

        def sheet(index: int) -> Sheet:
            part = bisect_right(ends, index)
            return parts[part][index - (ends[part - 1] if part else 0)]

        return cls(ends[-1], sheet)


class PictureFile(NamedTuple):
    """A picture's bytes, and its media type."""

    type: str
    content: bytes


class StyleSheet(NamedTuple):
    """A style sheet, and the file that it came from, for its warnings."""

    text: str
    path: Path


def html_digest(html: str) -> str:
    """Return the SHA-256 of a block's HTML, in hexadecimal."""
    return sha256(html.encode("utf-8", "surrogatepass")).hexdigest()


class BlockHtml(Mapping[str, str]):
    """The HTML of blocks by name, each made when it is first asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], str]) -> None:
        self._made: dict[str, str | None] = dict.fromkeys(names)
        self._make = make
        self.digests: dict[str, str] = {}
        """The digests that are known without the HTML."""

    def __getitem__(self, name: str) -> str:
        html = self._made[name]
        if html is None:
            html = self._made[name] = self._make(name)
        return html

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __contains__(self, name: object) -> bool:
        return name in self._made


@dataclass(frozen=True)
class Material:
    """What is typeset in one layout: blocks (name -> HTML), their paper and style sheet."""

    blocks: Mapping[str, str]
    in_lines: frozenset[str]
    """The blocks that are cut into lines even where a page could hold them."""
    paper: Paper
    styles: tuple["StyleSheet", ...]
    """Their style sheets; a later one goes before those above it."""
    folders: tuple[Path, ...]
    """Where what the style sheets and the blocks refer to is looked for, first hit wins."""
    wide: frozenset[str] = frozenset()
    """The blocks that are as wide as all columns of the paper together."""
    classes: str = ""
    """The classes by which style sheets tell the layout, with a blank between two."""
    font: str | None = None
    """A family of fonts that the settings ask for."""
    pictures: Mapping[str, "PictureFile"] = field(default_factory=dict)
    """The bank's pictures, by the addresses under which the blocks show them."""
    language: str = "en"
    lettering: Lettering = "school"
    ideographs: bool = False
    """Whether Chinese, Japanese or Korean is in it: all of it then has their fonts."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """The file that each block's HTML comes from, for messages."""

    @property
    def digests(self) -> Mapping[str, str]:
        """The digest of each block's HTML."""
        blocks = self.blocks
        there = blocks.digests if isinstance(blocks, BlockHtml) else {}
        return {name: there.get(name) or html_digest(blocks[name]) for name in blocks}

    def without(self, known: Collection[str]) -> "Material":
        """Return the material of the blocks that are not known yet, with their HTML."""
        left = {name: self.blocks[name] for name in self.blocks if name not in known}
        return replace(self, blocks=left)


@dataclass(frozen=True)
class Booklet:
    """What becomes one PDF file: sheets one after another, each with a bookmark."""

    title: str
    sheets: Sequence[Sheet]
    language: str = "en"
    n_up: int = 1
    """How many of its sheets lie side by side on the paper, to be cut apart."""
    whole: frozenset[int] = frozenset()
    """Those of its sheets, by their places, that lie by themselves even so."""

    @property
    def bundles(self) -> "Bundles":
        """Its sheets as they share paper, in the order of printing."""
        return Bundles(self)


class Bundles(Sequence[tuple[Sheet, ...]]):
    """The sheets of a booklet that share paper, each bundle made when it is asked for."""

    def __init__(self, booklet: Booklet) -> None:
        self._sheets = booklet.sheets
        self._places = Gathering(len(booklet.sheets), booklet.n_up, booklet.whole)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> tuple[Sheet, ...]: ...

    @overload
    def __getitem__(self, index: slice) -> list[tuple[Sheet, ...]]: ...

    def __getitem__(self, index: int | slice) -> tuple[Sheet, ...] | list[tuple[Sheet, ...]]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        sheets = tuple(self._sheets[place] for place in self._places[index])
        return sheets if len(self._sheets) > 1 else (sheets[0]._replace(once=True),)


def filled(html: str, slots: Mapping[str, str]) -> str:
    """Return a block's HTML with the text of its slots in their places."""

    def text(match: re.Match[str]) -> str:
        mark = SlotMark.read(unescape(match[1]))
        return escape(slots.get(mark.name, "")) if mark else match[0]

    return re.sub(rf'<span class="slot [^"]*" {MARK}="([^"]*)">[^<]*</span>', text, html)


def plate_mark(block: str) -> str:
    """Return the mark of a block's element."""
    return f"quizgen|plate|{block}"


SLOT = "quizgen|slot|"
"""How the mark of a slot's element begins."""

_Parts = tuple[str, str, Direction, str]


class SlotMark(NamedTuple):
    """What the mark of a slot's element says: its name and what may be written there.

    The element holds its whole alphabet, so that typesetting it shows each character's glyph.
    """

    name: str
    align: str
    direction: Direction | Literal[""]
    """Where its text begins; empty where that depends on the text."""
    alphabet: str

    def html(self, shown: str) -> str:
        """Return the element that a template puts in the slot's place.

        shown is its alphabet as it is drawn, sign by sign: in other digits, perhaps.
        """
        mark = f'{MARK}="{SLOT}{escape("|".join(self))}"'
        start = f'<span class="slot slot-{escape(self.name)}" {mark}>'
        return f"{start}{escape(shown)}</span>"

    @classmethod
    def read(cls, mark: str) -> "SlotMark | None":
        """Return what a mark says, or None if it is not a slot's."""
        if not mark.startswith(SLOT):
            return None
        return cls(*cast("_Parts", mark.removeprefix(SLOT).split("|", 3)))

    @property
    def separator(self) -> str:
        """The sign that parts the units, if anything does."""
        first = self.alphabet[:1]
        return first if first in SEPARATORS and self.alphabet.count(first) > 1 else ""

    @property
    def units(self) -> list[str]:
        """What may be put together there: characters, or words whose letters join."""
        sign = self.separator
        return self.alphabet[1:-1].split(sign) if sign else list(self.alphabet)


DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALL_SIGNS = DIGITS + CAPITALS + CAPITALS.lower()

# Letters of their own, so that what they part stands in its place whatever its direction.
SEPARATORS = "\N{FEMININE ORDINAL INDICATOR}\N{MASCULINE ORDINAL INDICATOR}\N{MICRO SIGN}"


def alphabet(parts: Collection[str]) -> str:
    """Return the distinct units, a blank last: a line is found by its first glyph.

    With a digit come all digits, and with a letter all letters: whichever a run writes into a
    block, the block is the same, and need not be typeset again. Where there are others than
    characters that stand alone, a sign parts them.
    """
    units = {*parts}
    if signs := units & {*ALL_SIGNS}:
        units |= next(
            ({*each} for each in (DIGITS, CAPITALS) if signs <= {*each}), {*ALL_SIGNS}
        )
    distinct = [*sorted(units - {" "}), *(units & {" "})]
    if all(len(part) == 1 and not RIGHT_TO_LEFT.match(part) for part in distinct):
        return "".join(distinct)
    sign = next(sign for sign in SEPARATORS if sign not in units)
    return sign.join(["", *distinct, ""])
