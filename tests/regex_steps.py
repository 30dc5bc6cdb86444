"""Counts the steps of a backtracking search, as Python's re takes them."""

import re
import re._constants as ops
from collections.abc import Iterator
from re import _parser as parser

_CATEGORIES = {
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_DIGIT: str.isdigit,
    ops.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
}
_NEGATED = {
    ops.CATEGORY_NOT_SPACE: ops.CATEGORY_SPACE,
    ops.CATEGORY_NOT_DIGIT: ops.CATEGORY_DIGIT,
    ops.CATEGORY_NOT_WORD: ops.CATEGORY_WORD,
}


def steps(pattern: re.Pattern, text: str) -> int:
    """Return how many characters pattern.findall(text) looks at."""
    search = _Search(text)
    tree, start = list(parser.parse(pattern.pattern, pattern.flags)), 0
    while start <= len(text):
        end = next(search.ends(tree, start), None)
        start = max(start + 1, end or 0)
    return search.steps


class _Search:
    def __init__(self, text: str) -> None:
        self.text, self.steps = text, 0

    def ends(self, tree: list, start: int) -> Iterator[int]:
        """Yield where a match of the whole sequence may end, in the order of backtracking."""
        if not tree:
            yield start
            return
        for behind in self.one(*tree[0], start):
            yield from self.ends(tree[1:], behind)

    def one(self, op, value, start: int) -> Iterator[int]:
        """Yield where a match of one node may end."""
        if op is ops.SUBPATTERN:
            yield from self.ends(list(value[3]), start)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from self.ends(list(branch), start)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            yield from self.repeated(op is ops.MAX_REPEAT, *value, start)
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            direction, tree = value
            at = start if direction > 0 else start - tree.getwidth()[0]
            found = at >= 0 and next(self.ends(list(tree), at), None) is not None
            if found == (op is ops.ASSERT):
                yield start
        elif op is ops.AT:
            self.steps += 1
            if self.is_at(value, start):
                yield start
        else:
            self.steps += 1
            if start < len(self.text) and _fits(op, value, self.text[start]):
                yield start + 1

    def is_at(self, place, start: int) -> bool:
        """Whether a line begins or ends here (with re.MULTILINE)."""
        if place is ops.AT_BEGINNING:
            return start == 0 or self.text[start - 1] == "\n"
        assert place is ops.AT_END, place
        return start == len(self.text) or self.text[start] == "\n"

    def repeated(self, greedy, least, most, tree, start: int) -> Iterator[int]:
        """Yield the ends of a repeat of one-character nodes, longest or shortest first."""
        ends, at = [], start
        while len(ends) <= min(most, len(self.text)):
            ends.append(at)
            behind = next(self.ends(list(tree), at), None)
            if behind is None or behind == at:
                break
            at = behind
        yield from reversed(ends[least:]) if greedy else ends[least:]


def _fits(op, value, character: str) -> bool:
    if op is ops.LITERAL:
        return character == chr(value)
    if op is ops.NOT_LITERAL:
        return character != chr(value)
    if op is ops.ANY:
        return True
    if op is ops.RANGE:
        return value[0] <= ord(character) <= value[1]
    if op is ops.CATEGORY:
        return _NEGATED.get(value, value) in _CATEGORIES and (
            _CATEGORIES[_NEGATED.get(value, value)](character) != (value in _NEGATED)
        )
    assert op is ops.IN, op
    negated = value[0][0] is ops.NEGATE
    return any(_fits(*each, character) for each in value[negated:]) != negated
