"""Options that say the same, in whole or in part."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from quizgen.authoring.rules.combining import standing_alone
from quizgen.authoring.rules.figures import framed, has_number, one_or_more
from quizgen.authoring.rules.items import Option, RuleView
from quizgen.authoring.rules.quantities import Quantity, may_be_quantity, quantity
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.authoring.rules.words import EMPTY, word_set
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words
from quizgen.base.words import counted

_ARTICLES = word_set("a an the")
# What adds something to words that say enough without it: he counted ships | at night.
_JOINTS = word_set(
    """
    and or but with without in on at of for because when while after before during by since
    until from to so that if unless although even too also again every each
    """
)
_LINKS = word_set("and or both either")
# What says no more in front of an option: “It was a bell” and “A bell”.
_TO_BE = word_set("it is was they are were he she this that name called a an the")
_INEXACT = word_set(
    "over under about around nearly almost more less fewer least most only up before after by "
    "until till since from"
)
_SIGN = regex(r"[^\w\s.,;:“”\"'‘’()*…]")
_INNER_HYPHEN = regex(r"(?<=[^\W\d])[-’'](?=[^\W\d])")
MOST_WORDS = 3
"""How many words may be beside an amount."""


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
    strike out both at once. That goes for numbers too: *10 to 20* and *20 to 30* share one,
    and *a week* is *7 days*. Signs count: £5 is not $5. A question has one finding, however
    many of its options do so. Let each option exclude the others.
    """
    for choice in item.choices:
        options = standing_alone(choice)
        pairs = list(_pairs(options, frozenset(choice.stem.words)))
        if pairs:
            one, other, how = pairs[0]
            more = f" So it is with {counted(len(pairs) - 1, 'more pair')}." * (len(pairs) > 1)
            yield RuleFinding(
                other.place,
                f"{quoted_words(other.text)} {how} {quoted_words(one.text)}, so they cannot be "
                f"told apart as right and wrong.{more} Let each option exclude the others.",
            )


_Pair = tuple[Option, Option, str]
"""Two options, and how the second overlaps with the first."""


def _pairs(options: Sequence[Option], asked: frozenset[str]) -> Iterator[_Pair]:
    """Yield options that overlap, and how."""
    overlaps = list(_overlapping(options))
    plain = [(option, _plain(option), _amount(option)) for option in options]
    for (one, first, some), (other, second, more) in combinations(plain, 2):
        is_span = (one, other) in overlaps
        if some and more:
            if is_span:
                yield one, other, "overlaps with"
            elif some == more and _is_exact(one, other):
                yield one, other, "says the same as"
        elif (found := _in_words(one, first, other, second, asked)) is not None:
            yield from found
        elif is_span:
            yield one, other, "overlaps with"


def _in_words(
    one: Option,
    first: tuple[str, ...],
    other: Option,
    second: tuple[str, ...],
    asked: frozenset[str],
) -> list[_Pair] | None:
    """Return the pair if its words overlap, in a list; none where signs tell it apart."""
    quoted = one.quoted and other.quoted
    if not (quoted or _begin_or_end_alike(first, second)):
        return None
    if _are_same(first, second, asked):
        same = _signs(one) == _signs(other)
        return [(one, other, "says the same as")] if same else []
    if _contains(first, second, quoted=quoted):
        return [(other, one, "contains")]
    return [(one, other, "contains")] if _contains(second, first, quoted=quoted) else None


def _begin_or_end_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether the shorter of two texts begins or ends the longer, as it must."""
    size = min(len(one), len(other))
    return one[:size] == other[:size] or one[-size:] == other[-size:]


def _plain(option: Option) -> tuple[str, ...]:
    return tuple(word for word in option.words if word not in _ARTICLES) or option.words


def _amount(option: Option) -> Quantity | None:
    if not may_be_quantity(option.text, option.words):
        return None
    return quantity(option.text, MOST_WORDS)


def _is_exact(*options: Option) -> bool:
    """Return whether no option says over, under, about or before its amount."""
    return all(_INEXACT.isdisjoint(option.words) for option in options)


def _signs(option: Option) -> tuple[str, ...]:
    """Return the signs that tell options of the same words apart, in their order."""
    return tuple(_SIGN.findall(_INNER_HYPHEN.sub(" ", option.text.strip())))


def _are_same(one: tuple[str, ...], other: tuple[str, ...], asked: frozenset[str]) -> bool:
    """Return whether words are the same, but for some at an end that the stem has."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    size = len(short)
    if not size or size == len(long) or EMPTY.issuperset(short):
        return False
    before, after = long[:-size], long[size:]
    repeats = asked | _TO_BE
    return (long[-size:] == short and repeats.issuperset(before)) or (
        long[:size] == short and asked.issuperset(after)
    )


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


_UP = regex(r"\b(?:more than|over|at least|above|no less than|no fewer than) #|# or more\b")
_DOWN = regex(
    r"\b(?:less than|fewer than|under|at most|below|up to|no more than) #|# or (?:less|fewer)\b"
)
_BETWEEN = regex(r"\bbetween # and #|(?<!from )# ?(?:to|-|–|—) ?#|^from # to #$")


def _span(option: Option) -> _Span | None:
    """Return the numbers that an option allows, where it allows more than one."""
    if not has_number(option.text, option.words):
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
