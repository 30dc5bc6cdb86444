"""Joins the lines of a wrapped paragraph: hyphens at their ends, and scripts without blanks."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from quizgen.base.regex import regex

_HYPHENS = "-\N{HYPHEN}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_WORD = regex(r"[^\W\d_]+(?:[-\N{HYPHEN}’'][^\W\d_]+)*")
# Read backwards: forwards, each letter of a long word would be a beginning to try.
_ENDS = regex(rf"[{_HYPHENS}]([^\W\d_]+)")
_BEGINS = regex(r"[^\W\d_]+")
# Chinese and Japanese signs and their punctuation, between which no blank stands.
_UNSPACED = (
    "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff00-\uff60\uffe0-\uffef"
)
_NO_BLANK = regex(rf"(?<=[{_UNSPACED}]) (?=[{_UNSPACED}])")
SET_BY_MACHINE = 0.04
"""A text in which more of the lines end in a hyphen was divided at syllables."""
LONGEST_JOINED = 1000
"""Characters of a line behind which no part of a word is joined to it."""


class Hyphens:
    """Decides which hyphens at line ends belong to their word, by the text's own words."""

    def __init__(self, lines: Sequence[str], *, machine_set: bool | None = None) -> None:
        """Take all lines of a text; machine_set says whether words are divided at syllables."""
        self._known: Counter[str] = Counter()
        ends = 0
        for line in lines:
            words = _WORD.findall(line)
            if words and _end(line.rstrip()):
                words.pop()
                ends += 1
            self._known.update(word.casefold().replace("\N{HYPHEN}", "-") for word in words)
        if machine_set is None:
            machine_set = ends >= 3 and ends > SET_BY_MACHINE * len(lines)
        self._machine_set = machine_set
        self.guessed: list[str] = []
        """The words for which the text gave no evidence, as they were joined."""

    def joined(self, before: str, after: str) -> str | None:
        """Return two lines as one where the first ends in a hyphen; None where it does not.

        >>> Hyphens(["a well-made boat"]).joined("the well-", "made boat")
        'the well-made boat'
        """
        before = before.rstrip()
        if before.endswith(SOFT_HYPHEN):
            return before[:-1] + after.lstrip()
        end, begin = _end(before), _BEGINS.match(after.lstrip())
        if not end or not begin:
            return None
        keeps, is_sure = self._keeps(end, begin[0])
        whole = f"{end}-{begin[0]}" if keeps else end + begin[0]
        if not is_sure:
            self.guessed.append(whole)
        return (before if keeps else before[:-1]) + after.lstrip()

    def _keeps(self, first: str, second: str) -> tuple[bool, bool]:
        """Return whether the hyphen is the word's own, and whether the text shows it."""
        one, two = first.casefold(), second.casefold()
        with_hyphen, without = self._known[f"{one}-{two}"], self._known[one + two]
        if with_hyphen or without:
            return with_hyphen > without, True
        # Nobody divides a word before a capital.
        if second[:1].isupper():
            return True, True
        if not self._machine_set:
            return True, False
        return bool(self._known[one] and self._known[two]), False


def _end(line: str) -> str:
    """Return the part of a word before a hyphen at a line's end; nothing without one."""
    found = _ENDS.match(line[: -LONGEST_JOINED - 1 : -1])
    return found[1][::-1] if found else ""


def without_hyphens(lines: Sequence[str], hyphens: Hyphens) -> list[str]:
    """Return a paragraph's lines; a word that was parted stands whole on the first of them."""
    kept: list[str] = []
    for line in lines:
        is_short = bool(kept) and len(kept[-1]) <= LONGEST_JOINED
        if is_short and (whole := hyphens.joined(kept[-1], line)):
            word_end = len(whole) - len(line.lstrip()) + len(line.lstrip().split(None, 1)[0])
            kept[-1] = whole[:word_end]
            if rest := whole[word_end:].strip():
                kept.append(rest)
        else:
            kept.append(line)
    return kept


def one_line(text: str) -> str:
    r"""Return a text's lines as one; Chinese and Japanese have no blank between them.

    >>> one_line("黄色い\n橋, a yellow\nbridge")
    '黄色い橋, a yellow bridge'
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    parts = [lines[0]]
    for before, after in pairwise(lines):
        edge = f"{before[-1:]} {after[:1]}"
        parts.append(after if _NO_BLANK.search(edge) else f" {after}")
    return "".join(parts).strip()
