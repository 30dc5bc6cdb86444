"""A file as data with the place of each value, and how a file's bytes become a text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from quizgen.bank.place import Place
from quizgen.base.data_class import dataclass
from quizgen.base.errors import BankError, Problem
from quizgen.base.regex import regex

Data = str | list["Data"] | dict[str, "Data"]
Style = Literal["plain", "quoted", "indented", "list", "keys"]

_NOTE = regex(r"(?<![ \t])[ \t]#")


class Position(NamedTuple):
    """A place in a file; line and column count from 1, the column in characters."""

    line: int
    column: int


class Spot(NamedTuple):
    """A value's position and style."""

    value: Position
    key: Position | None
    style: Style
    in_brackets: bool
    comment: Position | None
    end: Position | None = None
    """Where the parser saw it end; None where that is after its last part."""


@dataclass(frozen=True)
class Document:
    """A file's data, the positions of all values, and the problems found.

    At the places in spoilt, and below them, YAML misread the text.
    """

    lines: Sequence[str]
    data: Data
    spots: Mapping[Place, Spot]
    problems: tuple[Problem, ...]
    spoilt: frozenset[Place]
    repeated: int = 0
    """How many characters aliases repeat."""

    def value(self, place: Place) -> Data | None:
        """Return the value at a place; None if the file has no such place."""
        found: Any = self.data
        for step in place:
            is_there = isinstance(found, dict) and step in found
            if isinstance(found, list) and isinstance(step, int):
                is_there = step < len(found)
            if not is_there:
                return None
            found = found[step]
        return found  # type: ignore[no-any-return]

    def nearest(self, place: Place) -> Spot:
        """Return a place's position, or that of the closest part around it."""
        while place not in self.spots:
            place = place[:-1]
        return self.spots[place]

    def commented(self) -> Iterator[tuple[Place, Spot]]:
        """Yield the values that a # follows."""
        # Most files have none, and then no place needs to be worked out.
        if any("#" in line and _NOTE.search(line) for line in self.lines):
            yield from ((place, spot) for place, spot in self.spots.items() if spot.comment)


# How the files of other programs begin, and what they are called.
DOCUMENTS = {b"PK\x03\x04": "Word or zip", b"{\\rtf": "RTF", b"%PDF-": "PDF"}


def decode(raw: bytes, source: str) -> str:
    """Decode a file; only UTF-8 is accepted, with or without a byte-order mark."""
    for beginning, program in DOCUMENTS.items():
        if raw.startswith(beginning):
            raise BankError([Problem(source, 1, 1, _no_plain_text(program))])
    name = _other_encoding(raw)
    if name is not None:
        raise BankError([Problem(source, 1, 1, _not_utf_8(f"It looks like {name}"))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The error counts from behind a byte-order mark.
        start = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
    before = re.split("\r\n|\r|\n", raw[:start].decode("utf-8-sig"))
    looks = f"It looks like Latin-1 or Windows-1252{_in_cp1252(raw[start : start + 1])}"
    raise BankError([Problem(source, len(before), len(before[-1]) + 1, _not_utf_8(looks))])


def _in_cp1252(byte: bytes) -> str:
    """Name a byte's character in Windows-1252."""
    letter = byte.decode("cp1252", "ignore")
    if not letter:
        return ""
    seen = letter if letter.isprintable() else f"a {unicodedata.name(letter).lower()}"
    return f", where this character is {seen}"


def _no_plain_text(program: str) -> str:
    return (
        f"This is a {program} file, not plain text. Save it as plain text with the encoding "
        "UTF-8, or copy its text into a new file in a plain text editor such as Notepad."
    )


def _not_utf_8(looks: str) -> str:
    return (
        f"The file is not saved as UTF-8. {looks}. Open it in the program it was written with "
        "and save it again with the encoding UTF-8 (in Notepad: File, Save as, Encoding)."
    )


def _other_encoding(raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16 (Windows calls it Unicode)"
    # Western text in UTF-16 has a zero byte beside every letter.
    if len(raw) >= 4 and raw[:200].count(0) >= len(raw[:200]) // 3:
        return "UTF-16 (Windows calls it Unicode)"
    return None
