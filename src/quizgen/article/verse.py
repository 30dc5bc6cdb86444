"""Recognises stanzas and speech, whose lines are the author's, in plain text."""

from collections.abc import Sequence
from itertools import pairwise

from quizgen.base.regex import regex

LONGEST_LINE = 80
EARLY = 5
"""Characters by which a line ends before it had to."""
NARROWEST = 45
"""Nobody wraps prose to fewer characters than this; Chinese or Korean is wrapped to half."""

_SPEECH = regex(r"\s*(?:[–—―]\s*\w|-\s\w|[^\W\d_a-z][\w.'’ -]{0,24}:\s)")
_SENTENCE = regex(r"[.!?…][\"'”’»)]*$")


def keeps_lines(lines: Sequence[str], width: int) -> bool:
    """Return whether lines are a stanza or speech, in a text whose longest line has that width.

    >>> keeps_lines(["The bell was brass,", "The water glass."], 72)
    True
    """
    lines = [line for line in lines if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) > LONGEST_LINE:
        return False
    if any(map(str.islower, "".join(lines))):
        width = max(width, NARROWEST)
    if 2 * sum(bool(_SPEECH.match(line)) for line in lines) > len(lines):
        return True
    indents = {indent_of(line) for line in lines[1:]}
    if max(indents) - min(indents) > 1:
        return True
    early = sum(_ends_early(one, two, width) for one, two in pairwise(lines))
    capitals = sum(_begins_large(line) for line in lines)
    sentences = all(_SENTENCE.search(line.rstrip()) for line in lines)
    return 2 * early > len(lines) - 1 and not sentences and 3 * capitals >= 2 * len(lines)


def indent_of(line: str) -> int:
    """Return how many blanks stand before a line."""
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def _ends_early(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line had room at the end of this one."""
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) <= width - EARLY


def _begins_large(line: str) -> bool:
    """Whether a line's first letter is a capital, or of a script without any."""
    first = next((character for character in line if character.isalpha()), "")
    return bool(first) and first == first.upper()
