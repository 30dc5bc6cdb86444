"""The lines of a page as they are seen, and the rows of an answer key in them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from quizgen.base.bidi import Direction

SAME_BASELINE = 4.0
"""By how much the baselines of what is side by side in a row may differ, in points."""

WORD_SPACE = 1.0
"""From this gap on two characters are not of one word, in points."""

CELL_SPACE = 8.0
"""From this gap on two words are not in one cell, in points."""

SAME_EDGE = 4.0
"""By how much the edges of letters below one another may differ, in points."""


class Character(NamedTuple):
    """A character and where it is, in points, y up."""

    text: str
    left: float
    right: float
    baseline: float


class Word(NamedTuple):
    """Characters without a gap, from left to right."""

    text: str
    left: float
    right: float


class Line(NamedTuple):
    """What is on one baseline, in the order of reading."""

    baseline: float
    words: tuple[Word, ...]


Letters = tuple[str, ...]
"""The letters that begin the lines of a row."""


def lines_of(characters: Iterable[Character], direction: Direction) -> Iterator[Line]:
    """Yield the lines of a page, from its top, with their words in the order of reading."""
    line: list[Character] = []
    for character in sorted(characters, key=lambda each: -each.baseline):
        if line and line[0].baseline - character.baseline > SAME_BASELINE:
            yield _line(line, direction)
            line = []
        line.append(character)
    if line:
        yield _line(line, direction)


def _line(characters: Sequence[Character], direction: Direction) -> Line:
    words: list[Word] = []
    for each in sorted(characters, key=lambda each: each.left):
        if words and each.left - words[-1].right < WORD_SPACE:
            text, left, right = words[-1]
            words[-1] = Word(text + each.text, left, max(right, each.right))
        else:
            words.append(Word(each.text, each.left, each.right))
    ordered = words[::-1] if direction == "rtl" else words
    return Line(characters[0].baseline, tuple(ordered))


def keys_of(
    lines: Iterable[Line], names: Mapping[str, str], direction: Direction
) -> list[dict[int, Letters]]:
    """Return the letters of each row by its number, for each key that begins with number 1.

    A letter has a cell of its own: nothing follows it as near as the next word of a text would.
    The letters of a row are below one another, and so are all numbers.
    """
    keys: list[dict[int, Letters]] = []
    number, column, edge = 0, 0.0, 0.0
    for line in lines:
        words = line.words
        label = _label(words[0])
        own = _edge(words[0], direction)
        if label in {1, number + 1} and (not keys or abs(own - column) < SAME_EDGE):
            if label == 1:
                keys.append({})
            number, column, words = label, own, words[1:]
            keys[-1][number] = ()
        if not keys or not words or words[0].text not in names or not _is_cell(words):
            continue
        own, letters = _edge(words[0], direction), keys[-1][number]
        edge = edge if letters else own
        if abs(own - edge) < SAME_EDGE:
            keys[-1][number] = (*letters, names[words[0].text])
    return keys


def _label(word: Word) -> int:
    """Return the number that a word is, with its dot on either side; 0 if it is none."""
    found = re.fullmatch(r"(\d+)\.|\.(\d+)", word.text)
    return int(found[1] or found[2]) if found else 0


def _edge(word: Word, direction: Direction) -> float:
    """Return where a word begins."""
    return word.right if direction == "rtl" else word.left


def _is_cell(words: Sequence[Word]) -> bool:
    """Whether the first of some words stands apart from the next."""
    for first, second in pairwise(words):
        return max(second.left - first.right, first.left - second.right) > CELL_SPACE
    return True
