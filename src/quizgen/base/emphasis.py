"""Which stars of a text mark emphasis, and which are stars.

A star counts only at a word's edge, with its partner. Underscores are never bold; alone and at
a word's edge they are italics in a Markdown article, and in a bank they are what was typed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from quizgen.base.data_class import dataclass, field
from quizgen.base.regex import regex
from quizgen.base.text_match import is_letter

_RUN = regex(r"\\.|(?P<run>\*+|_+)", re.DOTALL)
# Between a star and its word there may be marks that open or close a phrase.
_MOST_BETWEEN = 3
_OPENING, _CLOSING = frozenset(["Ps", "Pi"]), frozenset(["Pe", "Pf"])
_LONGEST = 3


class Mark(NamedTuple):
    """A run of stars: how many print, and what the others open or close, in their order.

    A unit is 1 for emphasis and 2 for strong; units that close are negative.
    """

    length: int
    printed: int
    units: tuple[int, ...]


@dataclass
class _Opener:
    """A run that may open emphasis, and what it opens, outermost first."""

    start: int
    length: int
    sign: str
    units: list[int] = field(default_factory=list)

    @property
    def left(self) -> int:
        """The stars that have found no partner."""
        return self.length - sum(self.units)


@lru_cache(maxsize=1000)
def marks(text: str, *, underscores: bool = False) -> Mapping[int, Mark]:
    """Return the runs that mark emphasis, by where they begin.

    >>> marks("5*6 is *so*")
    {7: Mark(length=1, printed=0, units=(1,)), 10: Mark(length=1, printed=0, units=(-1,))}
    """
    found: dict[int, Mark] = {}
    openers: list[_Opener] = []
    for start, sign, length in _runs(text, underscores=underscores):
        partners = _partners(openers, length, sign) if _closes(text, start, length) else []
        if partners:
            found[start] = Mark(length, 0, tuple(-unit for _, unit in partners))
            for opener, unit in partners:
                opener.units.insert(0, unit)
                found[opener.start] = Mark(opener.length, opener.left, tuple(opener.units))
            while openers and openers[-1].start > partners[-1][0].start:
                openers.pop()
            if not openers[-1].left:
                openers.pop()
        elif _opens(text, start, length):
            openers.append(_Opener(start, length, sign))
    return dict(sorted(found.items()))


def unpaired(text: str) -> tuple[int, ...]:
    """Return where runs stand that look like the beginning or the end of emphasis, alone."""
    found = marks(text)
    return tuple(
        start
        for start, _, length in _runs(text, underscores=False)
        if start not in found and (_opens(text, start, length) or _closes(text, start, length))
    )


def _runs(text: str, *, underscores: bool) -> Iterator[tuple[int, str, int]]:
    """Yield where each run begins that could be a mark, its sign and its length."""
    for run in _RUN.finditer(text):
        written = run["run"] or ""
        most = _LONGEST if written.startswith("*") else int(underscores)
        if 0 < len(written) <= most:
            yield run.start(), written[0], len(written)


def _partners(openers: list[_Opener], length: int, sign: str) -> list[tuple[_Opener, int]]:
    """Return what a run of a length closes, innermost first; nothing unless all of it does."""
    found = []
    for opener in reversed(openers[-_LONGEST:]):
        if opener.sign != sign:
            continue
        for unit in _units(opener, length):
            found.append((opener, unit))
            length -= unit
        if not length:
            return found
    return []


def _units(opener: _Opener, length: int) -> tuple[int, ...]:
    """Return what of an opener a closing run takes: all, or a part of three stars."""
    if opener.left <= length:
        return (2, 1) if opener.left == _LONGEST else (opener.left,)
    return (length,) if opener.left == _LONGEST else ()


def _opens(text: str, start: int, length: int) -> bool:
    """Whether a word begins behind a run, perhaps after an opening quotation mark."""
    behind = start + length
    within = text[behind : behind + _MOST_BETWEEN + 1]
    return not is_letter(text[start - 1 : start] or " ") and _is_word(within, _CLOSING)


def _closes(text: str, start: int, length: int) -> bool:
    """Whether a word ends before a run, perhaps with punctuation."""
    behind = text[start + length : start + length + 1]
    within = text[max(0, start - _MOST_BETWEEN - 1) : start]
    return not is_letter(behind or " ") and _is_word(within[::-1], _OPENING)


def _is_word(near: str, refused: frozenset[str]) -> bool:
    """Whether only marks of a phrase stand between a star and the letters of a word."""
    for character in near:
        category = unicodedata.category(character)
        if category[0] in "LNM":
            return True
        if character.isspace() or category in refused:
            return False
    return False
