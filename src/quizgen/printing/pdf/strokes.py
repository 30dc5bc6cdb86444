"""A page's operators as strokes: marked contents and artifacts, in any order.

Each stroke knows all of the graphics state that it is drawn in. References to sections are to
ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, cast

from quizgen.base.errors import QuizgenError
from quizgen.printing.pdf.plate import Mark, Part, Piece

State = tuple[bytes, ...]
"""The operators that bring about a graphics state from the one that a page begins with."""

ARTIFACT = b"/Artifact"


class Stroke(NamedTuple):
    """A marked content, or an artifact (14.8.2.2): then its mark is None."""

    mark: Mark | None
    state: State
    content: Part


# What an operator sets (8.4, 8.6.8, 9.3); one that is set again makes the one before idle.
SETS = {
    **dict.fromkeys((b"g", b"rg", b"k", b"cs", b"sc", b"scn"), "fill"),
    **dict.fromkeys((b"G", b"RG", b"K", b"CS", b"SC", b"SCN"), "stroke"),
    **{name: name.decode() for name in (b"w", b"J", b"j", b"M", b"d", b"ri", b"i")},
    **{name: name.decode() for name in (b"Tc", b"Tw", b"Tz", b"TL", b"Tr", b"Ts")},
}
INITIAL = {b"0 0 0 rg", b"0 0 0 RG", b"1 w", b"0 Ts", b"0 Tr"}
"""What sets what a page begins with."""
WITHIN_SPACE = {b"sc", b"scn", b"SC", b"SCN"}
"""Operators that choose a colour in the colour space that was chosen before."""

PATH = {b"m", b"l", b"c", b"v", b"y", b"h", b"re"}
CLIP = {b"W", b"W*"}
PAINT = {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"n"}
SHOW = {b"Do", b"sh", b"BI", b"Tj", b"TJ"}


def strokes(operators: Sequence[bytes | Mark], opaque: Collection[bytes]) -> list[Stroke]:
    """Return what a page's operators draw, in the order of drawing.

    `opaque` has the operators that set what they draw to be opaque, as a page begins.
    """
    reader = _Reader(opaque)
    at = 0
    while at < len(operators):
        operator = operators[at]
        if isinstance(operator, Mark) or operator == ARTIFACT:
            end = _end(operators, at)
            mark = operator if isinstance(operator, Mark) else None
            start = at + (1 if mark else 2)  # after BMC
            reader.read_stroke(mark, cast("Sequence[bytes]", operators[start:end]))
            at = end
        elif _name(operator) in SHOW:
            reader.read_stroke(None, [operator])
        else:
            reader.step(operator)
        at += 1
    return reader.strokes


def _end(operators: Sequence[bytes | Mark], start: int) -> int:
    """Return where the marked content ends that begins at a place."""
    depth = 0
    for at in range(start, len(operators)):
        operator = operators[at]
        depth += isinstance(operator, Mark) or operator in (b"BMC", b"BDC")
        depth -= operator == b"EMC"
        if operator == b"EMC" and not depth:
            return at
    raise QuizgenError("This WeasyPrint draws in a way that quizgen does not know.")


def _name(operator: bytes) -> bytes:
    return operator[operator.rfind(b" ") + 1 :]


class _Reader:
    """Follows the graphics state from operator to operator (8.4)."""

    def __init__(self, opaque: Collection[bytes]) -> None:
        self.opaque = opaque
        self.strokes: list[Stroke] = []
        self._state: State = ()
        self._saved: list[State] = []
        self._path: list[bytes] = []

    def read_stroke(self, mark: Mark | None, operators: Iterable[bytes]) -> None:
        """Read a marked content or an artifact."""
        content: list[bytes] = []
        begins_with = self._state
        for operator in operators:
            before = self._state
            self.step(operator)
            if _sets_state(operator) and (self._state == before or not content):
                begins_with = begins_with if content else self._state
            else:
                content.append(operator)
        if self._state != begins_with:
            content = [b"q", *content, b"Q"]
        self.strokes.append(Stroke(mark, begins_with, _without_idle_saves(content)))

    def step(self, operator: bytes) -> None:
        """Follow an operator."""
        name = _name(operator)
        if name == b"q":
            self._saved.append(self._state)
        elif name == b"Q":
            self._state = self._saved.pop()
        elif _sets_state(operator):
            self._state = self._after(operator, name)
        elif name in PATH or name in CLIP:
            self._path.append(operator)
        elif name in PAINT:
            if CLIP & {*self._path}:
                self._state = (*self._state, b"\n".join([*self._path, b"n"]))
            self._path.clear()

    def _after(self, operator: bytes, name: bytes) -> State:
        """Return the state after an operator that sets something."""
        state = self._state
        if name == b"cm":
            return (*state, operator)
        if name == b"gs":
            set_before = [each for each in state if each.endswith(b" gs")]
            is_set = operator == set_before[-1] if set_before else operator in self.opaque
            return state if is_set else (*state, operator)
        if state.count(operator):
            return state
        others = tuple(each for each in state if not _replaces(name, _name(each)))
        return others if operator in INITIAL else (*others, operator)


def _sets_state(operator: bytes) -> bool:
    name = _name(operator)
    return name in SETS or name in (b"cm", b"gs")


def _replaces(name: bytes, other: bytes) -> bool:
    """Whether an operator makes one before it idle: but for colours of a colour space."""
    keeps = name in WITHIN_SPACE and other in (b"cs", b"CS")
    return other in SETS and SETS[name] == SETS[other] and not keeps


def _without_idle_saves(content: Sequence[bytes]) -> Part:
    """Drop each `q … Q` in which nothing is set that would have to be set back."""
    idle: set[int] = set()
    saves: list[tuple[int, bool]] = []  # where each is, and whether it protects anything
    for at, operator in enumerate(content):
        if operator == b"q":
            saves.append((at, False))
        elif operator == b"Q":
            start, protects = saves.pop()
            idle |= set() if protects else {start, at}
        elif saves and (_sets_state(operator) or operator in CLIP):
            saves[-1] = (saves[-1][0], True)
    return tuple(operator for at, operator in enumerate(content) if at not in idle)


def written(ordered: Iterable[Stroke]) -> Part:
    """Return the operators that draw strokes one after another, and leave no state behind."""
    pieces: list[Piece] = []
    for state, run in groupby(ordered, key=lambda stroke: stroke.state):
        own = [
            piece
            for stroke in run
            for piece in (stroke.mark or ARTIFACT + b" BMC", *stroke.content, b"EMC")
        ]
        pieces += [b"q", *state, *own, b"Q"] if state else own
    return tuple(_joined(pieces))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces with runs of bytes made one."""
    for plain, run in groupby(pieces, key=lambda piece: isinstance(piece, bytes)):
        if plain:
            yield b"\n".join(cast("Iterable[bytes]", run)) + b"\n"
        else:
            yield from run
