"""Makes drafts of choices with weights, as most systems have them, and checks their keys."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from quizgen.bank.kinds.drafted import DraftOption, OptionData, one_of, some_of
from quizgen.base.data_class import dataclass
from quizgen.exchange.common.drafts import Draft


@dataclass(frozen=True)
class Weighted:
    """An option and the share of the points that it earns, from -1 to 1."""

    text: OptionData
    share: Fraction
    feedback: str = ""
    stays_last: bool = False


def choice_data(draft: Draft, options: Sequence[Weighted], *, single: bool) -> dict[str, Any]:
    """Return a choice as a bank writes it; what its weights say else is reported.

    Raises ValueError, with what is wrong, where no key follows from the weights.
    """
    options = _told_apart(draft, options)
    if len(options) < 2:
        raise ValueError("It has fewer than two options.")
    return _single(draft, options) if single else _several(draft, options)


def _told_apart(draft: Draft, options: Sequence[Weighted]) -> list[Weighted]:
    """Leave out empty options, which no paper can show."""
    kept = [each for each in options if each.text]
    if len(kept) < len(options):
        draft.lose("distractors", "An empty option is left out.")
    return kept


def _single(draft: Draft, options: Sequence[Weighted]) -> dict[str, Any]:
    best = [each for each in options if each.share >= Fraction(999, 1000)]
    if not best:
        most = max(each.share for each in options)
        raise ValueError(
            f"No option is worth 100 %; the best has {_percent(most)}. Say which is right."
        )
    if len(best) > 1:
        raise ValueError(
            "Two options are worth 100 %, so the key is not clear. Leave 100 % to one, or let "
            "several be chosen."
        )
    partial = [each for each in options if each is not best[0] and each.share]
    if partial:
        shares = ", ".join(_percent(each.share) for each in partial)
        draft.lose("points", f"Other options earned a part of the points there: {shares}.")
    return one_of([_option(each, each is best[0]) for each in options])


def _several(draft: Draft, options: Sequence[Weighted]) -> dict[str, Any]:
    right = [each for each in options if each.share > 0]
    wrong = [each for each in options if each.share <= 0]
    if not right:
        raise ValueError("No option earns anything. Say which are right.")
    total = sum((each.share for each in right), Fraction())
    if abs(total - 1) > Fraction(1, 100):
        draft.lose(
            "scoring",
            f"The right options are worth {_percent(total)} together there; here each has the "
            "same share of all points.",
        )
    elif any(abs(each.share - total / len(right)) > Fraction(1, 100) for each in right):
        draft.lose("scoring", "The right options had different shares there; here equal ones.")
    share = 1 / Fraction(len(right))
    costs = [
        _percent(-each.share) for each in wrong if abs(-each.share - share) > Fraction(1, 100)
    ]
    if costs:
        draft.lose(
            "scoring",
            f"A wrong option cost {', '.join(dict.fromkeys(costs))} there; here it costs the "
            f"share of a right one, {_percent(share)}.",
        )
    if not wrong:
        raise ValueError("Every option is right. Add a wrong one.")
    return some_of([_option(each, each in right) for each in options], each=True)


def _option(option: Weighted, is_right: bool) -> DraftOption:
    feedback = "" if is_right else option.feedback
    return DraftOption(option.text, is_right, feedback, option.stays_last)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.5g} %"


SHARES = tuple(
    Fraction(text)
    for text in (
        *("1", "0.9", "5/6", "0.8", "0.75", "0.7", "2/3", "0.6", "0.5", "0.4", "1/3", "0.3"),
        *("0.25", "0.2", "1/6", "1/7", "0.125", "1/9", "0.1", "0.05", "0"),
    )
)
"""The shares that Moodle knows."""


@lru_cache(maxsize=1000)
def moodle_share(percent: str) -> Fraction | None:
    """Return the share that Moodle takes a number of per cent for; None where it takes none.

    >>> moodle_share("33.333"), moodle_share("33")
    (Fraction(1, 3), None)
    """
    text = percent.strip() or "0"
    if not re.fullmatch(r"[+-]?[0-9]{1,4}(\.[0-9]{0,10})?", text):
        return None
    value = Fraction(text) / 100
    for share in SHARES:
        if abs(abs(value) - share) < Fraction(1, 100_000):
            return share if value >= 0 else -share
    return None


def moodle_percent(share: Fraction) -> str | None:
    """Return a share as Moodle writes it: 33.33333; None where it has none like it."""
    if abs(share) not in SHARES:
        return None
    return f"{float(share * 100):.5f}".rstrip("0").rstrip(".")
