"""Reduces the options of questions for some students; pure functions.

Three options suffice: a fourth is rarely chosen (Rodriguez 2005, https://doi.org/10.1111/j.1745-3992.2005.00006.x).
"""

from quizgen.bank.kinds.base import OptionList, Order

FEWER = 3
"""The number of options that are left."""


def fewer_options(options: OptionList, order: Order) -> Order:
    """Cut an order to the answer and the bank's first distractors.

    The first distractors are assumed to be the most tempting. The answer keeps its letter,
    unless that is beyond the last one left; fixed options stay last. Lists whose key is not one
    letter are unchanged.
    """
    kept = kept_places(options)
    if len(kept) == len(order):
        return order
    [answer] = options.answers
    moving = [place for place in order if place in kept and place < options.movable]
    if answer in moving:
        moving.remove(answer)
        moving.insert(order.index(answer), answer)
    return (*moving, *sorted(place for place in kept if place >= options.movable))


def kept_places(options: OptionList) -> frozenset[int]:
    """Return the places, in the bank's list, of the options that are left."""
    everything = range(len(options.texts))
    if not options.has_one_letter or len(everything) <= FEWER:
        return frozenset(everything)
    [answer] = options.answers
    distractors = [place for place in everything if place != answer]
    return frozenset([answer, *distractors[: FEWER - 1]])


def adapted_name(version: str) -> str:
    """Return the name of a version's variant with fewer options: B3."""
    return f"{version}{FEWER}"


def origin(version: str) -> str | None:
    """Return the version that an adapted one is made of, or None if it is not adapted.

    >>> origin("B3")
    'B'
    """
    name = version.removesuffix(str(FEWER))
    return name if name != version else None
