"""Reads a bank again after an edit: questions whose text is the same are not read anew.

A text is divided where its questions begin. Whatever could make the parts mean something else
alone than together (an anchor, a quotation over a question's end, anything wrong) is left to
read_yaml, which reads the text as a whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from quizgen.bank.document import Data, Document, Position, Spot
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.pictures import (
    Named,
    pictures_named,
    pictures_of_groups,
    pictures_of_question,
)
from quizgen.bank.place import Place
from quizgen.bank.questions import read_question
from quizgen.bank.yaml_reader import MAX_DEPTH, MAX_VALUES, read_yaml
from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import BankError
from quizgen.base.regex import regex

_QUESTIONS = regex(r"^questions:[ \t]*(#.*)?\n(?:[ \t]*(#.*)?\n)*( *)- ", re.MULTILINE)
_DEEPEST = MAX_DEPTH - 3


@dataclass(frozen=True)
class Piece:
    """A question's text as it was read: the one item of a list of its own."""

    document: Document
    lines: int
    values: int

    @property
    def data(self) -> Data:
        """The question as it is written."""
        return self.document.data[0]  # type: ignore[index]

    @cached_property
    def question(self) -> BaseQuestion | None:
        """The question, or None if something is wrong with it by itself."""
        return read_question(self.data)

    @cached_property
    def pictures(self) -> tuple[Named, ...]:
        """The pictures that it names."""
        return tuple(pictures_of_question(self.data))

    @cached_property
    def commented(self) -> tuple[Place, ...]:
        """The places of the values that a # follows."""
        return tuple(place[1:] for place, _ in self.document.commented())


class _Spots(Mapping[Place, Spot]):
    """The spots of a whole bank, from those of its head and of its pieces."""

    def __init__(
        self, head: Mapping[Place, Spot], pieces: Sequence[Piece], starts: Sequence[int]
    ) -> None:
        self._head, self._pieces, self._starts = head, pieces, starts

    def __getitem__(self, place: Place) -> Spot:
        if len(place) < 2 or place[0] != "questions":
            return self._head[place]
        number = place[1]
        if not isinstance(number, int) or not 0 <= number < len(self._pieces):
            raise KeyError(place)
        spot = self._pieces[number].document.spots[0, *place[2:]]
        return _shifted(spot, self._starts[number])

    def __iter__(self) -> Iterator[Place]:
        yield from self._head
        for number, piece in enumerate(self._pieces):
            inside = (place[1:] for place in piece.document.spots if place)
            yield from (("questions", number, *place) for place in inside)

    def __len__(self) -> int:
        return len(self._head) + sum(piece.values for piece in self._pieces)


def _shifted(spot: Spot, lines: int) -> Spot:
    def below(place: Position) -> Position:
        return Position(place.line + lines, place.column)

    return spot._replace(
        value=below(spot.value),
        key=spot.key and below(spot.key),
        comment=spot.comment and below(spot.comment),
        end=spot.end and below(spot.end),
    )


@dataclass(frozen=True)
class JoinedDocument(Document):
    """A document in pieces, without a problem."""

    pieces: Sequence[Piece] = field(default=(), kw_only=True)

    def commented(self) -> Iterator[tuple[Place, Spot]]:
        """Yield the values that a # follows."""
        for place, spot in self.spots._head.items():  # type: ignore[attr-defined]
            if spot.comment:
                yield place, spot
        for number, piece in enumerate(self.pieces):
            for inside in piece.commented:
                place = ("questions", number, *inside)
                yield place, self.spots[place]


def named_pictures(document: Document) -> list[Named]:
    """Return every picture that a document names, with its place."""
    if not isinstance(document, JoinedDocument):
        return list(pictures_named(document.data))
    named = list(pictures_of_groups(document.data))
    for number, piece in enumerate(document.pieces):
        named += ((("questions", number, *place), name) for place, name in piece.pictures)
    return named


def to_validate(document: Document) -> Data:
    """Return what a bank is validated from: questions that are valid by themselves as such."""
    if not isinstance(document, JoinedDocument):
        return document.data
    assert isinstance(document.data, dict)  # noqa: S101 -- it has questions
    questions: Any = [piece.question or piece.data for piece in document.pieces]
    return {**document.data, "questions": questions}


class KeptBank:
    """What was last read of one bank."""

    def __init__(self) -> None:
        self._last: tuple[str, str, Document | BankError] | None = None
        self._head: tuple[str, Document] | None = None
        self._pieces: dict[str, Piece] = {}

    def read(self, text: str, source: str) -> Document:
        """Return what read_yaml returns; raises BankError as it does."""
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if self._last is None or self._last[:2] != (text, source):
            self._last = text, source, self._read_anew(text, source)
        document = self._last[2]
        if isinstance(document, BankError):
            raise BankError(document.problems)
        return document

    def _read_anew(self, text: str, source: str) -> Document | BankError:
        try:
            return self._joined(text) or read_yaml(text, source)
        except BankError as error:
            return error

    def _joined(self, text: str) -> Document | None:
        """Return a document of pieces, or None if the text cannot be divided."""
        divided = _divided(text)
        if divided is None:
            return None
        head_text, texts = divided
        head = self._head_of(head_text)
        pieces = list(self._read(texts))
        if head is None or len(pieces) < len(texts):
            return None
        if sum(piece.values for piece in pieces) + len(head.spots) > MAX_VALUES // 2:
            return None
        starts, line = [], head_text.count("\n")
        for piece in pieces:
            starts.append(line)
            line += piece.lines
        self._pieces = dict(zip(texts, pieces, strict=True))
        own = head.spots[("questions",)]
        dash = Position(starts[0] + 1, texts[0].index("-") + 1)
        there = Spot(dash, own.key, "list", False, None)
        assert isinstance(head.data, dict)  # noqa: S101 -- its last key is questions
        data: Any = {**head.data, "questions": [piece.data for piece in pieces]}
        spots = _Spots({**head.spots, ("questions",): there}, pieces, starts)
        lines = text.split("\n")
        return JoinedDocument(lines, data, spots, (), frozenset(), pieces=pieces)

    def _head_of(self, text: str) -> Document | None:
        if self._head is None or self._head[0] != text:
            head = _read_well(text)
            if head is None or head.value(("questions",)) != "":
                return None
            self._head = text, head
        return self._head[1]

    def _read(self, texts: Sequence[str]) -> Iterator[Piece]:
        """Yield the pieces of texts, up to the first that cannot be read alone."""
        for text in texts:
            piece = self._pieces.get(text) or _piece(text)
            if piece is None:
                return
            yield piece


def _divided(text: str) -> tuple[str, list[str]] | None:
    """Return the text up to the questions, and each question's with what follows it."""
    found = _QUESTIONS.search(text)
    if found is None:
        return None
    indent = len(found[3])
    begin = found.end() - 2 - indent
    starts = [
        each.start() for each in re.finditer(rf"^ {{{indent}}}- ", text[begin:], re.MULTILINE)
    ]
    ends = [*starts[1:], len(text) - begin]
    own = text[begin:]
    pieces = [own[start:end] for start, end in zip(starts, ends, strict=True)]
    # What else stands at the list's own edge, or before it, is a key behind the questions.
    behind = re.compile(rf"^ {{0,{indent}}}(?![ \n#]|- |\Z)", re.MULTILINE)
    if any(behind.search(piece) for piece in pieces):
        return None
    return text[:begin], pieces


def _piece(text: str) -> Piece | None:
    """Return the piece of a question's text; None if it cannot be read alone."""
    document = _read_well(text)
    if document is None or not isinstance(document.data, list) or len(document.data) != 1:
        return None
    depths = list(_depths(document.data))
    if max(depths) > _DEEPEST:
        return None
    return Piece(document, text.count("\n"), len(depths) - 1)


def _depths(data: Data, depth: int = 0) -> Iterator[int]:
    """Yield for each value how many steps lead to it; none for the whole."""
    yield depth
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for each in inside:
        yield from _depths(each, depth + 1)


def _read_well(text: str) -> Document | None:
    try:
        document = read_yaml(text, "")
    except BankError:
        return None
    return None if document.problems or document.repeated else document
