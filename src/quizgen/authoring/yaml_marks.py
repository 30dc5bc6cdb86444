"""Where in a text the parts of its YAML begin and end, in characters from its beginning.

An item of a list spans from its dash, with the comments right above it, to the end of its last
line, with the comments below that are indented more than the dash.
"""

import re
from bisect import bisect_right
from itertools import count

from quizgen.bank.document import Data, Document, Position, Spot
from quizgen.bank.place import Place
from quizgen.base.regex import regex

_BREAK = regex("\r\n|\r|\n")
_QUOTED = regex(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_REPEATS = regex(r"[*&][^\s,\]}]+")
_HEADER = regex(r"[|>][-+0-9]*")


class Marks:
    """A text, and the places of all that it says; raises KeyError for a place it has not."""

    def __init__(self, text: str, document: Document) -> None:
        self.text, self._document = text, document
        begin = 1 if text.startswith("\ufeff") else 0
        breaks = list(_BREAK.finditer(text))
        self._starts = [begin, *(found.end() for found in breaks)]
        self._ends = [*(found.start() for found in breaks), len(text)]
        self._breaks = [found[0] for found in breaks]

    def value(self, place: Place) -> Data | None:
        """Return what is at a place; None if there is nothing."""
        return self._document.value(place)

    def spot(self, place: Place) -> Spot | None:
        """Return how a value is written; None if there is none."""
        return self._document.spots.get(place)

    # Lines

    def _offset(self, position: Position) -> int:
        line = min(position.line, len(self._starts)) - 1
        past = position.line > len(self._starts)
        return self._ends[line] if past else self._starts[line] + position.column - 1

    def _line(self, at: int) -> int:
        return max(bisect_right(self._starts, at) - 1, 0)

    def _text_of(self, line: int) -> str:
        return self.text[self._starts[line] : self._ends[line]]

    def line(self, at: int) -> int:
        """Return the number of a place's line, counted from 1."""
        return self._line(at) + 1

    def column(self, at: int) -> int:
        """Return how many characters of its line stand before a place."""
        return at - self._starts[self._line(at)]

    def line_end(self, at: int) -> int:
        """Return where the line of a place ends."""
        return self._ends[self._line(at)]

    def line_break(self, at: int) -> str:
        """Return how the line of a place ends; the last one as the others do."""
        return (self._breaks[self._line(at) :] or self._breaks or ["\n"])[0]

    def end_before(self, at: int) -> int:
        """Return where the line above that of a place ends."""
        return self._ends[self._line(at) - 1]

    def next_word(self, at: int) -> int:
        """Return where the first word or comment behind a place begins."""
        found = re.compile(r"\S").search(self.text, at)
        return found.start() if found else len(self.text)

    def has_blank_line(self, start: int, end: int) -> bool:
        """Whether a line between two places is blank."""
        return any(
            not self._text_of(line).strip()
            for line in range(self._line(start) + 1, self._line(end))
        )

    # Values

    def start(self, place: Place) -> int:
        """Return where a value begins."""
        return self._offset(self._document.spots[place].value)

    def begin(self, place: Place) -> int:
        """Return where a value's key begins, or a value that has none."""
        spot = self._document.spots[place]
        return self._offset(spot.key or spot.value)

    def end(self, place: Place) -> int:
        """Return where a value ends, without what its last line says behind it."""
        spot = self._document.spots[place]
        if spot.style == "indented":
            return self._end_of_lines(place)
        if spot.end is not None:
            return self._offset(spot.end)
        there = self.value(place)
        if not there:  # keys that were refused
            return self.line_end(self.start(place))
        last = list(there)[-1] if isinstance(there, dict) else len(there) - 1
        return self.end((*place, last))

    def is_in_brackets(self, place: Place) -> bool:
        """Whether a value is a part of a list in brackets or of keys in braces."""
        return any(
            self._document.spots[place[:depth]].in_brackets for depth in range(len(place))
        )

    def repeated(self, place: Place) -> str:
        """Return the mark of what repeats a value or a part around it, or is repeated."""
        for depth in range(1, len(place) + 1):
            if self.spot(place[:depth]) and (name := self._repeating(place[:depth])):
                return name
        return ""

    def is_repeated(self, place: Place) -> bool:
        """Whether a value itself is one that repeats another, or is repeated."""
        return bool(self._repeating(place))

    def _repeating(self, place: Place) -> str:
        found = _REPEATS.match(self.text, self.start(place))
        return found[0] if found else ""

    def key(self, place: Place) -> int:
        """Return where a value's key begins."""
        position = self._document.spots[place].key
        if position is None:
            raise KeyError(place)
        return self._offset(position)

    def key_end(self, place: Place) -> int:
        """Return where a value's key ends."""
        start = self.key(place)
        quoted = _QUOTED.match(self.text, start)
        return quoted.end() if quoted else start + len(str(place[-1]))

    def colon(self, place: Place) -> int:
        """Return where the colon behind a value's key stands."""
        return self.text.index(":", self.key_end(place))

    def dash(self, place: Place) -> int:
        """Return where the dash of an item stands."""
        start = self.start(place)
        line = self._line(start)
        before = self.text[self._starts[line] : start]
        while line and not before.rstrip().endswith("-"):
            if before.strip() and not before.lstrip().startswith("#"):
                break
            line -= 1
            before = re.sub(r"(^|\s)#.*", "", self._text_of(line))
        if not before.rstrip().endswith("-"):
            raise KeyError(place)
        return self._starts[line] + len(before.rstrip()) - 1

    def indent(self, place: Place) -> int:
        """Return the column of a value's key, or of its dash."""
        return self.column(self.dash(place) if isinstance(place[-1], int) else self.key(place))

    # Texts on lines of their own

    def indent_of_lines(self, place: Place) -> int:
        """Return how far the lines of a value are indented."""
        first = self._line(self.start(place))
        digit = re.search("[1-9]", self.header(place))
        if digit:
            return self.indent(place) + int(digit[0])
        for line in range(first + 1, len(self._starts)):
            text = self._text_of(line)
            if text.strip(" "):
                return max(len(text) - len(text.lstrip(" ")), self.indent(place) + 1)
        return self.indent(place) + 2

    def header(self, place: Place) -> str:
        """Return what stands before the lines of a value: |- or another such sign."""
        found = _HEADER.match(self.text, self.start(place))
        return found[0] if found else ""

    def _end_of_lines(self, place: Place) -> int:
        first = last = self._line(self.start(place))
        indent = self.indent_of_lines(place)
        for line in range(first + 1, len(self._starts)):
            text = self._text_of(line)
            if text.strip(" ") and len(text) - len(text.lstrip(" ")) < indent:
                break
            last = line if text.strip(" ") else last
        return self._ends[last]

    # Items of lists

    def spans(self, place: Place) -> list[tuple[int, int]]:
        """Return where each item of a list begins and ends."""
        items = range(len(self.value(place) or ()))
        if self._document.spots[place].in_brackets:
            return [(self.start((*place, each)), self.end((*place, each))) for each in items]
        in_lines = self.begins_lines(place)
        found: list[tuple[int, int]] = []
        for each in items:
            dash, after = self.dash((*place, each)), found[-1][1] if found else 0
            start = self._with_comments(dash, after) if in_lines else dash
            found.append((start, self._end_with_comments((*place, each), self.column(dash))))
        return found

    def begins_lines(self, place: Place) -> bool:
        """Whether items begin at the beginning of a line; else the first is behind a dash."""
        dash = self.dash((*place, 0))
        return not self.text[self._starts[self._line(dash)] : dash].strip()

    def _with_comments(self, dash: int, after: int) -> int:
        """Return where the lines of an item begin, the comments right above it among them."""
        line, column = self._line(dash), self.column(dash)
        while line - 1 > (self._line(after) if after else -1):
            comment = self._comment(line - 1)
            if comment is None or comment > column:
                break
            line -= 1
        return self._starts[line]

    def _end_with_comments(self, place: Place, column: int) -> int:
        """Return where the lines of an item end, the comments that belong to it among them."""
        last = self._line(self.end(place))
        for below in count(last + 1):
            if below >= len(self._starts):
                break
            comment = self._comment(below)
            if comment is not None and comment > column:
                last = below
            elif self._text_of(below).strip():
                break
        return self._ends[last]

    def _comment(self, line: int) -> int | None:
        """Return the column of a line's comment, if that is all it has."""
        text = self._text_of(line)
        stripped = text.lstrip(" ")
        return len(text) - len(stripped) if stripped.startswith("#") else None
