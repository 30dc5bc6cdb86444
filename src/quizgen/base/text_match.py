"""Normalises text for comparison, and finds a quotation in it.

Folded text has plain quotation marks, dashes and blanks, small letters, no emphasis and no
invisible characters. Each folded character knows its origin, so that matches can be underlined
in the original.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from quizgen.base.data_class import dataclass
from quizgen.base.errors import shown
from quizgen.base.regex import regex

MOST_WORDS_QUOTED = 6

_SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛′‵ʼʻˈ‹›`´", "'") | dict.fromkeys("“”„‟″‶«»〝〞〟", '"') | {"−": "-"}
)
_ESCAPED = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n")
# Scripts without spaces: a word may begin at every character.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3005-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUNS = r"\s*(-(?:[-\s]*-)?)\s*|(\.(?:\s?\.){2,})|\s+"
# An ellipsis in folded text, in brackets or not.
_BRIDGE = r"\s?[\[(]?\s?…\s?[\])]?\s?"


# Compiled when they are first needed: their ranges take longer than most runs use them.


@cache
def _without_spaces() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


@cache
def word_pattern() -> re.Pattern[str]:
    """Match a word with its punctuation; one character in a script without spaces."""
    return re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")


@dataclass(frozen=True)
class Folded:
    """A normalised text; character i comes from original[starts[i] : ends[i]]."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that a range of the folded text comes from."""
        return self.starts[start], self.ends[end - 1]

    def is_edge(self, index: int) -> bool:
        """Return whether a word may begin or end before the character at index."""
        if not 0 < index < len(self.text):
            return True
        if self.starts[index - 1] == self.starts[index]:  # within one original character
            return False
        return not (is_letter(self.text[index - 1]) and is_letter(self.text[index]))

    def stretch(self, parts: Sequence[str], position: int = 0) -> tuple[int, int] | None:
        """Return the first range from position on that has the parts in order.

        No part begins or ends within a word.
        """
        start = None
        for part in parts:
            begin = self._index(part, position)
            if begin is None:
                return None
            start = begin if start is None else start
            position = begin + len(part)
        return None if start is None else (start, position)

    def _index(self, part: str, position: int) -> int | None:
        begin = self.text.find(part, position)
        while begin >= 0:
            if self.is_edge(begin) and self.is_edge(begin + len(part)):
                return begin
            begin = self.text.find(part, begin + 1)
        return None


@lru_cache(maxsize=10_000)
def is_letter(character: str) -> bool:
    """Return whether a character holds its neighbours together as one word."""
    spaced = not _without_spaces().match(character)
    return spaced and unicodedata.category(character)[0] in "LMN"


def fold(text: str) -> Folded:
    """Return a text normalised for comparison.

    >>> fold("Kim’s  *own* words – all…").text
    "kim's own words-all…"
    """
    if text and not _NEEDS_FOLDING.search(text):
        return Folded(text.casefold(), range(len(text)), range(1, len(text) + 1))
    return _folded_by_character(text)


# What makes folding more than small letters; most of an English text has none of it.
_NEEDS_FOLDING = regex(r"[^A-Za-z0-9 ,;:?!()'\".-]|^ | $|[ -][ -]|\. ?\.")


def _folded_by_character(text: str) -> Folded:
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    for start, end, cluster in _clusters(text):
        plain = _plain(cluster)
        pieces.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
    return _collapsed(Folded("".join(pieces), starts, ends))


def quoted_parts(quote: str) -> tuple[str, ...]:
    """Return a quotation's folded parts, split at its ellipses.

    >>> quoted_parts("Safer … and *lonelier*")
    ('safer', 'and lonelier')
    """
    return tuple(part for part in re.split(_BRIDGE, fold(quote).text) if part)


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each visible character with its combining marks, and its index."""
    start = end = 0
    cluster = ""
    for index, character in enumerate(text):
        role = _role(character)
        if role == "nothing" or (character == "\\" and text[index + 1 : index + 2] in _ESCAPED):
            continue
        if role == "mark" and cluster:
            cluster += character
        else:
            if cluster:
                yield start, end, cluster
            start, cluster = index, character
        end = index + 1
    if cluster:
        yield start, end, cluster


@lru_cache(maxsize=10_000)
def _role(character: str) -> str:
    """Return a character's role in comparison: "nothing", "mark" or "sign"."""
    category = unicodedata.category(character)
    if character in "*_\u034f" or category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return "nothing"
    # The vowels and finals of Hangul syllables compose as accents do.
    return "mark" if category[0] == "M" or "\u1160" <= character <= "\u11ff" else "sign"


@lru_cache(maxsize=10_000)
def _plain(cluster: str) -> str:
    """Return a character's plainest form (NFKC, folded case, plain punctuation)."""
    text = unicodedata.normalize("NFKC", cluster.translate(_SIGNS)).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return "".join(
        "-" if unicodedata.category(character) == "Pd" else character for character in text
    )


def _collapsed(folded: Folded) -> Folded:
    """Return the text with one character for each run of blanks, dashes or dots."""
    text, starts, ends = folded.text, folded.starts, folded.ends
    pieces: list[str] = []
    new_starts, new_ends = array("L"), array("L")
    last = 0
    for run in re.finditer(_RUNS, text):
        group = run.lastindex or 0
        first, behind = run.span(group)
        at_end = run.start() == 0 or run.end() == len(text)
        sign = "" if at_end and not group else " -…"[group]
        pieces += text[last : run.start()], sign
        new_starts.extend(starts[last : run.start()])
        new_ends.extend(ends[last : run.start()])
        if sign:
            new_starts.append(starts[first])
            new_ends.append(ends[behind - 1])
        last = run.end()
    pieces.append(text[last:])
    new_starts.extend(starts[last:])
    new_ends.extend(ends[last:])
    return Folded("".join(pieces), new_starts, new_ends)


def visible(text: str) -> str:
    """Return words of an article for a message: on one line, without emphasis."""
    text = text.replace("\\\n", " ")
    return " ".join("".join(sign for sign in text if _role(sign) != "nothing").split())


def quoted_words(text: str) -> str:
    """Return the beginning of a text for a message: at most six words, in quotation marks."""
    line = visible(text[:500])
    ends = [found.end() for found in word_pattern().finditer(line)]
    cut = "…" if len(ends) > MOST_WORDS_QUOTED else ""
    return f"“{shown(line[: ends[:MOST_WORDS_QUOTED][-1]] if ends else '')}{cut}”"
