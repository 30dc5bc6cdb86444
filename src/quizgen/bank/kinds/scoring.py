"""What an answer to a part of a question earns, by the part's rule."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from quizgen.bank.kinds.shapes import Answer, Part, ScoringRule, SomeOf


def score(part: Part, answer: Answer) -> Fraction | None:
    """Return the points that an answer to a part earns by itself; None if a teacher decides."""
    share = _SHARES.get(part.rule)
    return None if share is None else part.points * share(part, answer)


def scores(parts: Sequence[Part], answers: Sequence[Answer]) -> tuple[Fraction | None, ...]:
    """Return the points for each part of a question, with what parts need of one another."""
    pairs = list(zip(parts, answers, strict=True))
    return tuple(
        score(part, answer)
        if part.needs is None or is_right(*pairs[part.needs])
        else Fraction(0)
        for part, answer in pairs
    )


def is_right(part: Part, answer: Answer) -> bool:
    """Return whether an answer is exactly the key's, or what is accepted in its place."""
    if isinstance(part.shape, SomeOf):
        return set(answer) == set(part.key)
    return len(answer) == len(part.key) and _right(part, answer) == len(part.key)


def _right(part: Part, answer: Answer) -> int:
    """Return how many answers are right in their places."""
    accepted = part.accept or ((),) * len(part.key)
    return sum(
        _folded(given) in {_folded(text) for text in (right, *others)}
        for right, others, given in zip(part.key, accepted, answer, strict=False)
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _exact(part: Part, answer: Answer) -> Fraction:
    return Fraction(is_right(part, answer))


def _each(part: Part, answer: Answer) -> Fraction:
    return Fraction(_right(part, answer), len(part.key))


def _right_minus_wrong(part: Part, answer: Answer) -> Fraction:
    chosen, right = set(answer), set(part.key)
    return Fraction(max(0, len(chosen & right) - len(chosen - right)), len(right))


def _adjacent_pairs(part: Part, answer: Answer) -> Fraction:
    wanted = list(pairwise(part.key))
    given = set(pairwise(answer))
    return Fraction(sum(pair in given for pair in wanted), len(wanted))


_SHARES: dict[ScoringRule, Callable[[Part, Answer], Fraction]] = {
    "exact": _exact,
    "each": _each,
    "right_minus_wrong": _right_minus_wrong,
    "adjacent_pairs": _adjacent_pairs,
}
