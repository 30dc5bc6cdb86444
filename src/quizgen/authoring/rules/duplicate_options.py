"""Options that say the same, in whole or in part."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from quizgen.authoring.rules.combining import is_combined
from quizgen.authoring.rules.figures import framed, has_number, one_or_more
from quizgen.authoring.rules.items import Option, RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.authoring.rules.words import word_set
from quizgen.base.text_match import quoted_words

_ARTICLES = word_set("a an the")
# What adds something to words that say enough without it: he counted ships | at night.
_JOINTS = word_set(
    """
    and or but with without in on at of for because when while after before during by since
    until from to so that if unless although even too also again every each
    """
)
_LINKS = word_set("and or both either")


@question_rule(
    "duplicate-options",
    bad="""
        stem: When did the keeper count the ships?
        answer: At night and at dawn.
        distractors: [At night., Before noon., After lunch.]
        """,
    good="""
        stem: When did the keeper count the ships?
        answer: At dawn.
        distractors: [At night., Before noon., After lunch.]
        """,
)
def duplicate_options(item: RuleView, context: Context) -> Findings:
    """Two options say the same, or one contains the other.

    If one of them is right, the other is at least not wrong; if both are wrong, students can
    strike out both at once. That goes for numbers too: *10 to 20* and *20 to 30* share one.
    Let each option exclude the others.
    """
    for choice in item.choices:
        options = [option for option in choice.options if not is_combined(option)]
        for one, other, how in _pairs(options):
            yield RuleFinding(
                other.place,
                f"{quoted_words(other.text)} {how} {quoted_words(one.text)}, so they cannot be "
                "told apart as right and wrong. Let each option exclude the others.",
            )


def _pairs(options: Sequence[Option]) -> Iterator[tuple[Option, Option, str]]:
    """Yield options that overlap, and how the second does with the first."""
    overlaps = list(_overlapping(options))
    plain = ((option, _plain(option)) for option in options)
    for (one, first), (other, second) in combinations(plain, 2):
        if first == second:
            yield one, other, "says the same as"
        elif _contains(first, second, quoted=one.quoted and other.quoted):
            yield other, one, "contains"
        elif _contains(second, first, quoted=one.quoted and other.quoted):
            yield one, other, "contains"
        elif (one, other) in overlaps:
            yield one, other, "overlaps with"


def _plain(option: Option) -> tuple[str, ...]:
    return tuple(word for word in option.words if word not in _ARTICLES) or option.words


def _contains(whole: tuple[str, ...], part: tuple[str, ...], *, quoted: bool) -> bool:
    """Return whether words begin or end with others and add something to them."""
    size = len(part)
    if not 0 < size < len(whole):
        return False
    if quoted:
        return any(whole[at : at + size] == part for at in range(len(whole) - size + 1))
    begins = whole[:size] == part and whole[size] in _JOINTS
    ends = whole[-size:] == part and whole[-size - 1] in _LINKS
    return begins or ends


# Numbers


class _Span(NamedTuple):
    """All numbers from low to high."""

    low: float
    high: float
    frame: str


_UP = re.compile(
    r"\b(?:more than|over|at least|above|no less than|no fewer than) #|# or more\b"
)
_DOWN = re.compile(
    r"\b(?:less than|fewer than|under|at most|below|up to|no more than) #|# or (?:less|fewer)\b"
)
_BETWEEN = re.compile(r"\bbetween # and #|(?<!from )# ?(?:to|-|–|—) ?#|^from # to #$")


def _span(option: Option) -> _Span | None:
    """Return the numbers that an option allows, where it allows more than one."""
    if not has_number(option.words):
        return None
    numbers, frame = framed(option.text)
    if len(numbers) == 2 and (found := _BETWEEN.search(frame)) and numbers[0] < numbers[1]:
        return _Span(numbers[0], numbers[1], _left(frame, found))
    if len(numbers) == 1 and (found := _UP.search(frame)):
        return _Span(numbers[0], float("inf"), _left(frame, found))
    if len(numbers) == 1 and (found := _DOWN.search(frame)):
        return _Span(float("-inf"), numbers[0], _left(frame, found))
    return None


def _left(frame: str, found: re.Match[str]) -> str:
    return one_or_more(" ".join((frame[: found.start()] + frame[found.end() :]).split()))


def _overlapping(options: Sequence[Option]) -> Iterator[tuple[Option, Option]]:
    """Yield the pairs of options whose numbers overlap, whatever is counted being the same."""
    spans = [(option, found) for option in options if (found := _span(option))]
    for index, (one, first) in enumerate(spans):
        for other, second in spans[index + 1 :]:
            if first.frame == second.frame and _meet(first, second):
                yield one, other


def _meet(one: _Span, other: _Span) -> bool:
    """Return whether two spans share a number; “under 5” and “5 or more” do not count."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    is_bounded = all(abs(end) != float("inf") for end in (*one[:2], *other[:2]))
    return low < high or (low == high and is_bounded)
