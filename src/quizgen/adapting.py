"""Questions with fewer options, for students who get them; pure functions.

Three options suffice: a fourth is rarely chosen and hardly ever worth its reading (Rodriguez
2005, https://doi.org/10.1111/j.1745-3992.2005.00006.x).
"""

from quizgen.questions import OptionList, Order

FEWER = 3
"""How many options are left."""


def fewer_options(options: OptionList, order: Order) -> Order:
    """Return an order of the answer and of the first distractors in the bank's order.

    The first are taken to be the most tempting. The answer keeps its letter, unless that was
    beyond the last one left; what stays at the end stays there. Lists with another key than
    one letter are left alone.
    """
    if not options.has_one_letter or len(order) <= FEWER:
        return order
    [answer] = options.answers
    distractors = [place for place in range(len(options.texts)) if place != answer]
    kept = {answer, *distractors[: FEWER - 1]}
    moving = [place for place in order if place in kept and place < options.movable]
    if answer in moving:
        moving.remove(answer)
        moving.insert(order.index(answer), answer)
    return (*moving, *sorted(place for place in kept if place >= options.movable))
