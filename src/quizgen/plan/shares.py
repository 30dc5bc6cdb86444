"""What a worksheet should have where nothing is asked: its shares of skills and of types."""

from collections import Counter
from collections.abc import Mapping

from quizgen.base.data_class import dataclass, field
from quizgen.plan.feasibility import Wishes
from quizgen.plan.shuffle import LOT_RANGE, number_from

Shares = Mapping[tuple[int, str], int]
"""How many questions of a skill a section has, or should have: (section, skill) -> number."""


@dataclass(frozen=True)
class Targets:
    """What a worksheet should have, as nearly as can be; what comes first matters more."""

    few: Mapping[str, int] = field(default_factory=dict)
    """Types of which it should have no more."""
    skills: Shares = field(default_factory=dict)
    types: Mapping[str, int] = field(default_factory=dict)


def targets_of(wishes: Wishes) -> Targets:
    """Return what a worksheet should have."""
    return Targets(wishes.few, _skills(wishes), _types(wishes))


def _skills(wishes: Wishes) -> Shares:
    """Return how many questions of each skill each section should have."""
    if not wishes.sections:
        named = wishes.blueprint
        others = {skill: size for skill, size in wishes.sizes.items() if skill not in named}
        count = min(max(0, wishes.total - wishes.planned), sum(others.values()))
        numbers = named | spread(count, others, wishes.included)
        return {(0, skill): size for skill, size in numbers.items()}
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


def _types(wishes: Wishes) -> dict[str, int]:
    """Return how many questions of each type a worksheet should have."""
    others = {name: size for name, size in wishes.type_sizes.items() if name not in wishes.mix}
    lot = number_from("types", wishes.request.seed)
    most = wishes.few | wishes.at_most
    return wishes.mix | _limited(max(0, wishes.total - wishes.mixed), others, most, lot)


def _limited(
    count: int, sizes: Mapping[str, int], most: Mapping[str, int], lot: int
) -> dict[str, int]:
    """Share count out by lot; the others get what is more than the most of a share."""
    shares = spread_by_lot(min(count, sum(sizes.values())), sizes, lot)
    over = {name: most[name] for name, share in shares.items() if share > most.get(name, share)}
    if not over:
        return shares
    rest = {name: size for name, size in sizes.items() if name not in over}
    return over | _limited(count - sum(over.values()), rest, most, lot)


def spread_by_lot(count: int, sizes: Mapping[str, int], lot: int) -> dict[str, int]:
    """Share count out in proportion to sizes by a lot below LOT_RANGE.

    Each share is one of the two whole numbers around its exact part, and over all lots equal to
    it on average: systematic sampling (Madow and Madow 1944,
    https://doi.org/10.1214/aoms/1177731312). So a rare type is drawn as often as its questions
    deserve. With a count of at most the sum of sizes no share exceeds its size.

    >>> spread_by_lot(4, {"matching": 3, "cloze": 3}, 0)
    {'matching': 2, 'cloze': 2}
    """
    total, before, reached = sum(sizes.values()), 0, 0
    shares = {}
    for name, size in sizes.items():
        reached += size
        upto = (count * reached * LOT_RANGE + lot * total) // (total * LOT_RANGE)
        shares[name] = upto - before
        before = upto
    return shares


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
