"""Options that say the same, in whole or in part."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from quizgen.folding import quoted_words
from quizgen.lint.combined import is_combined
from quizgen.lint.items import Item, Option
from quizgen.lint.numbers import overlapping
from quizgen.lint.rules import Context, Finding, Findings, question_rule
from quizgen.lint.words import word_set

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
def duplicate_options(item: Item, context: Context) -> Findings:
    """Two options say the same, or one contains the other.

    If one of them is right, the other is at least not wrong; if both are wrong, students can
    strike out both at once. That goes for numbers too: *10 to 20* and *20 to 30* share one.
    Let each option exclude the others.
    """
    for choice in item.choices:
        options = [option for option in choice.options if not is_combined(option)]
        for one, other, how in _pairs(options):
            yield Finding(
                other.place,
                f"{quoted_words(other.text)} {how} {quoted_words(one.text)}, so they cannot be "
                "told apart as right and wrong. Let each option exclude the others.",
            )


def _pairs(options: Sequence[Option]) -> Iterator[tuple[Option, Option, str]]:
    """Yield options that overlap, and how the second does with the first."""
    overlaps = list(overlapping(options))
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
