"""Which of a bank's questions go on the worksheets: filters, blueprint, fair shares."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from quizgen.bank.model import Bank
from quizgen.bank.questions import Question
from quizgen.plan.exact_selection import (
    Alike,
    Candidate,
    Selection,
    SelectionError,
    Shares,
    draw,
    is_tied,
)
from quizgen.plan.feasibility import Wishes
from quizgen.plan.request import Request
from quizgen.plan.shuffle import number_from, version_name

__all__ = ["SelectionError", "select", "selections", "spread"]


def select(bank: Bank, request: Request) -> tuple[Question, ...]:
    """Choose the worksheet's questions; returns them in the bank's order.

    The blueprint's skills get exactly their numbers; the others share the rest of the count in
    proportion to their questions that fit. The default count is ten, fewer if fewer fit, more
    if the blueprint or the included questions are more.

    Within a skill the included questions come first, then the others in the order of a keyed
    hash of seed and id: a question added to the bank replaces at most one of its skill, unless
    the skills' shares change, and reorders none. If groups, enemies or sections make questions
    depend on one another, an exact search draws them by the same hash; without a count it takes
    the possible number nearest to ten.

    Raises SelectionError with every wish that cannot be met.
    """
    chosen = {question.id for part in _first(_wishes(bank, request)) for question in part}
    return tuple(question for question in bank.questions if question.id in chosen)


def selections(bank: Bank, request: Request) -> dict[str, Selection]:
    """Choose the questions of each version, by its name, and of each of its sections.

    All versions have the same, unless each draws its own: then each has as many questions of
    each skill in each section, and as many points, as version A.
    """
    wishes = _wishes(bank, request)
    first = _first(wishes)
    names = [version_name(index) for index in range(request.versions)]
    if not request.draw_each:
        return dict.fromkeys(names, first)
    alike = Alike(_shares(first), sum(question.points for part in first for question in part))
    own = {name: _alike(wishes, alike, name) for name in names[1:]}
    return {names[0]: first, **own}


def _wishes(bank: Bank, request: Request) -> Wishes:
    wishes = Wishes(bank, request)
    if problems := list(wishes.problems()):
        raise SelectionError("\n".join(problems))
    return wishes


def _first(wishes: Wishes) -> Selection:
    """Return the questions of version A."""
    lot = partial(_lot, wishes)
    if is_tied(wishes):
        return draw(wishes, _fair(wishes), lot)
    return (_least(wishes, _numbers(wishes), lot),)


def _alike(wishes: Wishes, alike: Alike, version: str) -> Selection:
    """Return the questions of a version that draws its own."""
    lot = partial(_lot, wishes, version=version)
    if is_tied(wishes) or len({question.points for question in wishes.pool}) > 1:
        return draw(wishes, {}, lot, alike)
    return (_least(wishes, {skill: size for (_, skill), size in alike.shares.items()}, lot),)


def _shares(drawn: Selection) -> dict[tuple[int, str], int]:
    return Counter(
        (number, question.skill) for number, part in enumerate(drawn) for question in part
    )


def _lot(wishes: Wishes, place: Candidate, version: str = "") -> int:
    """Return a number that looks random: a question with a lower one is drawn first."""
    name, part = place
    section = ("section", part) if wishes.sections else ()
    own = ("version", version) if version else ()
    return number_from("selection", wishes.request.seed, *section, *own, name)


def _least(
    wishes: Wishes, numbers: Mapping[str, int], lot: Callable[[Candidate], int]
) -> tuple[Question, ...]:
    """Return each skill's number of questions: the included ones, then those of least lot."""
    chosen: set[str] = set()
    for skill, number in numbers.items():
        ids = [question.id for question in wishes.pool if question.skill == skill]
        drawn = sorted(
            ids, key=lambda name: (name not in wishes.request.include, lot((name, 0)))
        )
        chosen.update(drawn[:number])
    return tuple(question for question in wishes.pool if question.id in chosen)


def _numbers(wishes: Wishes) -> dict[str, int]:
    """Return how many questions of each skill a worksheet has."""
    named = wishes.blueprint
    others = {skill: size for skill, size in wishes.sizes.items() if skill not in named}
    return named | spread(wishes.rest, others, wishes.included)


def _fair(wishes: Wishes) -> Shares:
    """Return how many questions of each skill each section should have."""
    if not wishes.sections:
        return {(0, skill): size for skill, size in _numbers(wishes).items()}
    shares: dict[tuple[int, str], int] = {}
    for number, (size, part) in enumerate(zip(_sizes(wishes), wishes.parts, strict=True)):
        skills = Counter(question.skill for question in part)
        shares |= {(number, skill): each for skill, each in spread(size, skills).items()}
    return shares


def _sizes(wishes: Wishes) -> list[int]:
    """Return how many questions each section should have."""
    open_parts = {
        str(number): len(part)
        for number, part in enumerate(wishes.parts)
        if wishes.sections[number].count is None
    }
    rest = min(wishes.total - wishes.counted, sum(open_parts.values()))
    shared = spread(rest, open_parts)
    return [
        shared[str(number)] if section.count is None else section.count
        for number, section in enumerate(wishes.sections)
    ]


def spread(
    count: int, sizes: Mapping[str, int], least: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Share count out in proportion to sizes, by largest remainder (Hamilton's method).

    No share is below least; if the count allows, none is 0. Ties go to the first. Sizes are 1
    or more; with a count of at most their sum no share exceeds its size. The arithmetic is
    exact.

    >>> spread(10, {"main_argument": 14, "evidence": 9, "vocabulary": 1})
    {'main_argument': 5, 'evidence': 4, 'vocabulary': 1}
    """
    floors = {name: max(1, (least or {}).get(name, 0)) for name in sizes}
    if sum(floors.values()) > count:
        floors = {name: (least or {}).get(name, 0) for name in sizes}

    shares: dict[str, int] = {}
    total = sum(sizes.values())
    while low := [
        name
        for name in sizes
        if name not in shares and count * sizes[name] < floors[name] * total
    ]:
        shares |= {name: floors[name] for name in low}
        count -= sum(floors[name] for name in low)
        total -= sum(sizes[name] for name in low)

    free = {name: divmod(count * sizes[name], total) for name in sizes if name not in shares}
    over = count - sum(whole for whole, _ in free.values())
    lucky = sorted(free, key=lambda name: -free[name][1])[:over]
    shares |= {name: whole + (name in lucky) for name, (whole, _) in free.items()}
    return {name: shares[name] for name in sizes}
