"""Reads a tagged PDF as a screen reader does, and tells whatever a screen reader would miss.

What stands on a page is taken from its drawing, glyph by glyph; what is read aloud, from the
structure tree. Neither is taken on trust for the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf

Place = tuple[int, int]
"""A page, counted from 0, and the number of a marked content on it."""

IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

PAINTS = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"}
SHOWS = {"Tj", "TJ", "'", '"'}

REPLACED = "replaced"
"""A marked content whose text stands beside it (ActualText)."""

# What stands in a line of text; any other element begins a line of its own.
INLINE = {"Span"}


@dataclass
class Content:
    """A marked content as it is drawn: its text, and the box around it in points, y up."""

    tag: str
    text: str = ""
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    is_painted: bool = False


@dataclass
class Drawn:
    """What all pages show: marked contents by their places, artifacts, and what is neither."""

    contents: dict[Place, Content] = field(default_factory=dict)
    artifacts: list[tuple[int, str, str]] = field(default_factory=list)
    """The page, the kind of artifact, and its text."""
    loose: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    """Glyphs without a character, by their fonts."""
    fonts: "dict[tuple[int, int], _Font]" = field(default_factory=dict)
    """The file's fonts by the numbers of their objects."""


@dataclass
class Node:
    """An element of the structure tree."""

    tag: str
    kids: "list[Node | Place]"
    entry: pikepdf.Dictionary

    def elements(self) -> "Iterator[Node]":
        """Yield the elements right under this one."""
        yield from (kid for kid in self.kids if isinstance(kid, Node))

    def walk(self) -> "Iterator[Node]":
        """Yield the element and all below it, in reading order."""
        yield self
        for kid in self.elements():
            yield from kid.walk()

    def places(self) -> Iterator[Place]:
        """Yield the marked contents below, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.places()
            else:
                yield kid

    def attribute(self, name: str) -> str:
        """Return an attribute of a list, a table or of layout; empty if there is none."""
        own = self.entry.get("/A")
        groups = own if isinstance(own, pikepdf.Array) else [own] if own is not None else []
        return next((str(group[name]) for group in groups if name in group), "")


class Tagged:
    """A PDF file, its drawing and its structure."""

    def __init__(self, path: Path) -> None:
        self.pdf = pikepdf.open(path)
        self.pages = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.drawn = Drawn()
        for number, page in enumerate(self.pdf.pages):
            _Reader(self.drawn, number).read(page, page.Resources, IDENTITY)
        [top] = _listed(self.pdf.Root.StructTreeRoot.K)
        self.parents: dict[Place, list[pikepdf.Object]] = {}
        self.document = self._node(top, self.pdf.Root.StructTreeRoot, None)

    def _node(
        self, entry: pikepdf.Dictionary, parent: pikepdf.Object, page: int | None
    ) -> Node:
        assert entry.P.objgen == parent.objgen, f"{entry.S} does not know its parent"
        if "/Pg" in entry:
            page = self.pages[entry.Pg.objgen]
        kids: list[Node | Place] = []
        for kid in _listed(entry.get("/K", [])):
            if isinstance(kid, int):
                assert page is not None
                kids.append((page, int(kid)))
            elif kid.get("/Type") == "/MCR":
                own = self.pages[kid.Pg.objgen] if "/Pg" in kid else page
                assert own is not None
                assert "/Stm" not in kid, "marked contents are counted a page, not a form"
                kids.append((own, int(kid.MCID)))
            else:
                kids.append(self._node(kid, entry, page))
        for kid in kids:
            if not isinstance(kid, Node):
                self.parents.setdefault(kid, []).append(entry)
        return Node(str(entry.S).removeprefix("/"), kids, entry)

    def text(self, node: Node) -> str:
        """Return what is read aloud: the words of an element, lines and cells parted."""
        parts = []
        for kid in node.kids:
            if isinstance(kid, Node):
                gap = "" if kid.tag in INLINE else " "
                parts += [gap, self.text(kid), gap]
            else:
                parts.append(self.drawn.contents[kid].text)
        return "".join(parts)

    def words(self, node: Node) -> list[str]:
        """Return the words of an element in reading order."""
        return self.text(node).split()

    def parent_tree(self) -> dict[Place, pikepdf.Object]:
        """Return which element each page says that its marked contents belong to."""
        owners = _number_tree(self.pdf.Root.StructTreeRoot.ParentTree)
        return {
            (number, mark): owner
            for number, page in enumerate(self.pdf.pages)
            for mark, owner in enumerate(owners[int(page.StructParents)])
            if owner is not None  # an id that no marked content of the page has
        }


def _listed(kids: pikepdf.Object | Sequence[pikepdf.Object]) -> list[pikepdf.Object]:
    return list(kids) if isinstance(kids, pikepdf.Array | list) else [kids]


def _number_tree(node: pikepdf.Object) -> dict[int, pikepdf.Object]:
    """Return a number tree (ISO 32000-1, 7.9.7) as a dictionary."""
    found: dict[int, pikepdf.Object] = {}
    numbers = list(node.get("/Nums", []))
    found.update(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for kid in node.get("/Kids", []):
        found |= _number_tree(kid)
    return found


# Drawings


@dataclass
class _Font:
    """What a font's codes of two bytes show, and how wide each is (thousandths)."""

    name: str
    characters: dict[int, str]
    widths: dict[int, float]


def _font(entry: pikepdf.Dictionary) -> _Font:
    assert entry.Subtype == "/Type0", "every font is a composite one"
    assert entry.Encoding == "/Identity-H"
    descendant = entry.DescendantFonts[0]
    cmap = pikepdf.parse_content_stream(entry.ToUnicode)
    return _Font(str(entry.BaseFont), _characters(cmap), _widths(descendant.get("/W", [])))


def _characters(cmap: Sequence[pikepdf.ContentStreamInstruction]) -> dict[int, str]:
    """Read a ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    for operands, operator in cmap:
        if str(operator) == "endbfchar":
            for code, shown in zip(operands[::2], operands[1::2], strict=True):
                found[_number(code)] = _utf_16(shown)
        elif str(operator) == "endbfrange":
            for first, last, shown in zip(*(operands[at::3] for at in range(3)), strict=True):
                codes = range(_number(first), _number(last) + 1)
                if isinstance(shown, pikepdf.Array):
                    found |= dict(zip(codes, map(_utf_16, shown), strict=True))
                else:
                    start = _utf_16(shown)
                    found |= {
                        code: start[:-1] + chr(ord(start[-1]) + step)
                        for step, code in enumerate(codes)
                    }
    return found


def _number(code: pikepdf.Object) -> int:
    return int.from_bytes(bytes(code), "big")


def _utf_16(shown: pikepdf.Object) -> str:
    return bytes(shown).decode("utf-16-be")


def _widths(array: Sequence[pikepdf.Object]) -> dict[int, float]:
    """Read a W array (9.7.4.3)."""
    items, found = list(array), {}
    while items:
        first = int(items.pop(0))
        if isinstance(items[0], pikepdf.Array):
            found |= {first + step: float(width) for step, width in enumerate(items.pop(0))}
        else:
            last, width = int(items.pop(0)), float(items.pop(0))
            found |= dict.fromkeys(range(first, last + 1), width)
    return found


Matrix = tuple[float, ...]


def _times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that first does one thing, then the other (8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


@dataclass
class _State:
    """Where the next glyph stands, and how it looks (8.4.1, 9.3.1)."""

    matrix: Matrix
    text: Matrix = IDENTITY
    line: Matrix = IDENTITY
    font: _Font | None = None
    size: float = 0.0
    rise: float = 0.0

    def move(self, operator: str, operands: Sequence[pikepdf.Object]) -> None:
        """Follow an operator that moves something."""
        assert operator not in ("T*", "TL", "Tz", "Tr"), operator
        if operator == "cm":
            self.matrix = _times(tuple(map(float, operands)), self.matrix)
        elif operator == "BT":
            self.text = self.line = IDENTITY
        elif operator == "Tm":
            self.text = self.line = tuple(map(float, operands))
        elif operator in ("Td", "TD"):
            self.text = self.line = _times((1, 0, 0, 1, *map(float, operands)), self.line)
        elif operator == "Ts":
            self.rise = float(operands[0])

    def advance(self, thousandths: float) -> None:
        """Go on by so much of the font's size."""
        self.text = _times((1, 0, 0, 1, thousandths / 1000 * self.size, 0), self.text)


class _Reader:
    """Follows a page's operators, and those of the forms that it shows."""

    def __init__(self, drawn: Drawn, page: int) -> None:
        self.drawn, self.page = drawn, page
        self.open: list[Content | str | None] = []
        """The marked contents around: tagged, an artifact's kind, or of no meaning."""

    def read(
        self,
        stream: pikepdf.Object | pikepdf.Page,
        resources: pikepdf.Dictionary,
        matrix: Matrix,
    ) -> None:
        depth, stack = len(self.open), []
        state = _State(matrix)
        for operands, instruction in pikepdf.parse_content_stream(stream):
            operator = str(instruction)
            if operator == "q":
                stack.append(replace(state))
            elif operator == "Q":
                state = stack.pop()
            elif operator in ("BDC", "BMC"):
                self._begin(*operands, resources=resources)
            elif operator == "EMC":
                self.open.pop()
            elif operator == "Tf":
                state.font = self._font(resources, operands[0])
                state.size = float(operands[1])
            elif operator == "Do":
                self._paint_object(resources.XObject[operands[0]], resources, state.matrix)
            elif operator in SHOWS:
                shown = operands[-1]
                self._show(list(shown) if isinstance(shown, pikepdf.Array) else [shown], state)
            elif operator in PAINTS:
                self._paint(operator)
            else:
                state.move(operator, operands)
        assert len(self.open) == depth, "a marked content ends with its stream"
        assert not stack

    def _font(self, resources: pikepdf.Dictionary, name: pikepdf.Object) -> _Font:
        entry = resources.Font[name]
        if entry.objgen not in self.drawn.fonts:
            self.drawn.fonts[entry.objgen] = _font(entry)
        return self.drawn.fonts[entry.objgen]

    def _begin(
        self,
        tag: pikepdf.Object,
        properties: pikepdf.Object | None = None,
        *,
        resources: pikepdf.Dictionary,
    ) -> None:
        name = str(tag).removeprefix("/")
        if isinstance(properties, pikepdf.Name):
            properties = resources.Properties[properties]
        if properties is not None and "/ActualText" in properties:
            self._say(str(properties.ActualText), None)
            self.open.append(REPLACED)
            return
        if any(self.open):
            self.drawn.nested.append(f"page {self.page}: {name} in {self._around()}")
        if name == "Artifact":
            self.open.append(str(properties.get("/Type", "artifact")) if properties else name)
        elif properties is not None and "/MCID" in properties:
            place = self.page, int(properties.MCID)
            assert place not in self.drawn.contents, f"{place} is there twice"
            self.drawn.contents[place] = Content(name)
            self.open.append(self.drawn.contents[place])
        else:
            self.open.append(None)

    def _around(self) -> Content | str | None:
        return next((each for each in reversed(self.open) if each is not None), None)

    def _show(self, run: Sequence[pikepdf.Object], state: _State) -> None:
        """Note a run of glyphs, and move on to its end."""
        assert state.font is not None
        said, start = "", _times((1, 0, 0, 1, 0, state.rise), state.text)
        for piece in run:
            if not isinstance(piece, pikepdf.String):
                state.advance(-float(piece))
                continue
            data = bytes(piece)
            for at in range(0, len(data), 2):
                code = int.from_bytes(data[at : at + 2], "big")
                character = state.font.characters.get(code, "")
                if not character or character in "\0\ufeff\ufffe\ufffd":
                    self.drawn.unreadable.add(f"{state.font.name} {code:04x}")
                said += character
                state.advance(state.font.widths.get(code, 1000))
        self._say(said, _box(start, state))

    def _say(self, said: str, box: tuple[float, float, float, float] | None) -> None:
        around = self._around()
        if around is REPLACED:
            return
        if isinstance(around, Content):
            around.text += said
            around.boxes += [box] if box else []
        elif around:
            self.drawn.artifacts.append((self.page, around, said))
        elif said:
            self.drawn.loose.append(f"page {self.page}: {said!r}")

    def _paint_object(
        self,
        thing: pikepdf.Object,
        resources: pikepdf.Dictionary,
        matrix: Matrix,
    ) -> None:
        if thing.Subtype == "/Form":
            assert "/StructParents" not in thing, "its marked contents would be the form's own"
            own = _times([float(n) for n in thing.get("/Matrix", IDENTITY)], matrix)
            self.read(thing, thing.get("/Resources", resources), own)
        else:
            self._paint(str(thing.Subtype))

    def _paint(self, operator: str) -> None:
        around = self._around()
        if isinstance(around, Content):
            around.is_painted = True
        elif not around:
            self.drawn.loose.append(f"page {self.page}: {operator}")


def _box(start: Matrix, state: _State) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a run of glyphs; the ascent is a guess."""
    (left, low), (right, _) = (_times(place, state.matrix)[4:] for place in (start, state.text))
    height = abs(state.size * start[3] * state.matrix[3])
    return (min(left, right), low - 0.2 * height, max(left, right), low + 0.7 * height)
