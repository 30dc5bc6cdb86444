"""Deals versions so that neighbours have different ones; pure functions.

Students are numbered from 0 in the roster's order, and so are versions. Neighbours in front,
behind and beside matter most; those at a corner differ too if there are enough versions. Four
always suffice, and two without the corners, unless the roster assigns some.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from quizgen.base.data_class import dataclass
from quizgen.base.solver import Search
from quizgen.plan.shuffle import shuffled

# Most decisions for the solver; larger halls are not solved exactly.
MOST_DECISIONS = 1000
STEPS = 200
CORNER_COST, SIDE_COST = 1, 1000
"""Costs of neighbours with one version; no number of corners outweighs a side."""

BESIDE = ((0, 1), (1, 0))
AT_CORNER = ((1, 1), (1, -1))


class Seat(NamedTuple):
    """A place in a room: row and column count from 1, the front left first."""

    row: int
    column: int
    room: int = 0


def read_seat(text: str) -> Seat | None:
    """Return a seat's row and column: B4, 4B, 2-4, 2/4; None if it is invalid.

    >>> read_seat("b 4")
    Seat(row=2, column=4)
    """
    plain = re.sub(r"[\s_]", "", text).upper()
    if found := re.fullmatch(r"([A-Z])[-./]?([0-9]{1,3})|([0-9]{1,3})[-./]?([A-Z])", plain):
        letter, number = (found[1], found[2]) if found[1] else (found[4], found[3])
        row, column = ord(letter) - ord("A") + 1, int(number)
    elif found := re.fullmatch(r"([0-9]{1,3})[-./,:]([0-9]{1,3})", plain):
        row, column = int(found[1]), int(found[2])
    else:
        return None
    return Seat(row, column) if row and column else None


class Neighbours(NamedTuple):
    """Two neighbours, by their numbers; the smaller first."""

    one: int
    other: int


@dataclass(frozen=True)
class Room:
    """The neighbours beside, in front and behind, and those at the corners."""

    size: int
    sides: tuple[Neighbours, ...]
    corners: tuple[Neighbours, ...]

    def neighbours(self, number_of_versions: int) -> list[dict[int, int]]:
        """Return each student's neighbours with the cost of sharing a version."""
        found: list[dict[int, int]] = [{} for _ in range(self.size)]
        for pairs, cost in ((self.sides, SIDE_COST), (self.corners, CORNER_COST)):
            for one, other in pairs if number_of_versions > 1 else ():
                found[one][other] = found[other][one] = cost
        return found


@dataclass(frozen=True)
class Dealt:
    """Each student's version, and the neighbours who share one."""

    versions: tuple[int, ...]
    sides: tuple[Neighbours, ...]
    corners: tuple[Neighbours, ...]


def room_of(seats: Sequence[Seat | None]) -> Room:
    """Return the neighbours, by seat, or by roster order without seats."""
    places = {seat: number for number, seat in enumerate(seats) if seat}
    in_roster = (
        Neighbours(number, number + 1)
        for number in range(len(seats) - 1)
        if seats[number] is None and seats[number + 1] is None
    )
    return Room(
        len(seats),
        (*_pairs(places, BESIDE), *in_roster),
        tuple(_pairs(places, AT_CORNER)),
    )


def _pairs(
    places: Mapping[Seat, int], steps: Sequence[tuple[int, int]]
) -> Iterator[Neighbours]:
    for seat, number in places.items():
        for down, right in steps:
            other = places.get(Seat(seat.row + down, seat.column + right, seat.room))
            if other is not None:
                yield Neighbours(min(number, other), max(number, other))


def deal(
    seats: Sequence[Seat | None],
    versions: int,
    given: Mapping[int, int] | None = None,
    seed: str = "",
) -> Dealt:
    """Deal versions 0 … versions - 1, about the same number of each.

    given has assigned versions, which stay. If all neighbours can differ they do, except that
    for more than a few hundred students with given versions the result is approximate.
    """
    given = given or {}
    room = room_of(seats)
    neighbours = room.neighbours(versions)
    dealt = _at_hand(seats, versions, given, seed, neighbours)
    # With fewer than four versions corners cannot all differ.
    matters = CORNER_COST if versions >= 4 else SIDE_COST
    for group in _clashing(neighbours, dealt, matters):
        better = _searched(group, neighbours, versions, given)
        now = {number: dealt[number] for number in group}
        if better and _cost(neighbours, better) < _cost(neighbours, now):
            for number, version in better.items():
                dealt[number] = version
    _even_out(dealt, versions, given, neighbours)
    shared = [
        tuple(pair for pair in pairs if dealt[pair.one] == dealt[pair.other])
        for pairs in (room.sides, room.corners)
    ]
    return Dealt(tuple(dealt), *shared)


# Dealing as cards are dealt


def _at_hand(
    seats: Sequence[Seat | None],
    versions: int,
    given: Mapping[int, int],
    seed: str,
    neighbours: Sequence[Mapping[int, int]],
) -> list[int]:
    """Deal one by one, row by row; a version that a neighbour has goes to the next who can."""
    decided = dict(given) or _pattern(seats, versions, seed)
    dealt = [decided.get(number, -1) for number in range(len(seats))]
    deck = _Deck(versions, Counter(decided.values()), seed)
    for number in sorted(range(len(seats)), key=lambda each: (seats[each] or (0, 0, 0), each)):
        if number not in decided:
            costs: Counter[int] = Counter()
            for other, cost in neighbours[number].items():
                costs[dealt[other]] += cost
            dealt[number] = deck.draw(costs)
    return dealt


def _pattern(seats: Sequence[Seat | None], versions: int, seed: str) -> dict[int, int]:
    """Return everybody's version in a chessboard pattern, or one of four versions."""
    here = {number: seat for number, seat in enumerate(seats) if seat}
    order = shuffled(range(versions), "seating pattern", seed)
    if versions == 2:
        return {number: order[(seat.row + seat.column) % 2] for number, seat in here.items()}
    if versions != 4:
        return {}
    turned = {number: Seat(seat.column, seat.row, seat.room) for number, seat in here.items()}
    return min(_in_fours(here, order), _in_fours(turned, order), key=_unevenness)


def _in_fours(here: Mapping[int, Seat], order: Sequence[int]) -> dict[int, int]:
    """Alternate two versions in the odd rows, and the other two in the even rows.

    Each row begins with the one of its two that leaves their numbers more even.
    """
    found: dict[int, int] = {}
    counts: Counter[int] = Counter()
    rows: dict[tuple[int, int], list[int]] = {}
    for number, seat in here.items():
        rows.setdefault((seat.room, seat.row), []).append(number)
    for (_, row), numbers in sorted(rows.items()):
        first, second = order[:2] if row % 2 else order[2:]
        odd = sum(here[number].column % 2 for number in numbers)
        ahead = counts[first] - counts[second]
        if abs(ahead + 2 * odd - len(numbers)) > abs(ahead - 2 * odd + len(numbers)):
            first, second = second, first
        for number in numbers:
            found[number] = first if here[number].column % 2 else second
            counts[found[number]] += 1
    return found


def _unevenness(dealt: Mapping[int, int]) -> int:
    counts = Counter(dealt.values())
    return max(counts.values(), default=0) - min(counts.values(), default=0)


class _Deck:
    """Versions in a drawn order, each once a round; some are dealt in advance."""

    def __init__(self, versions: int, gone: Counter[int], seed: str) -> None:
        self._versions, self._gone, self._seed = versions, gone, seed
        self._cards: deque[int] = deque()
        self._rounds = 0

    def _open(self) -> None:
        """Add another round to the deck, without those dealt in advance."""
        for version in shuffled(range(self._versions), "deal", self._seed, self._rounds):
            if self._gone[version] > 0:
                self._gone[version] -= 1
            else:
                self._cards.append(version)
        self._rounds += 1

    def draw(self, costs: Mapping[int, int]) -> int:
        """Take the first card that costs nothing, or else the cheapest version."""
        card = self._free(costs)
        if card is None and len(self._cards) < self._versions:
            self._open()
            card = self._free(costs)
        if card is None:
            order = (*self._cards, *range(self._versions))
            card = min(order, key=lambda version: costs.get(version, 0))
        if card in self._cards:
            self._cards.remove(card)
        else:
            self._gone[card] += 1
        return card

    def _free(self, costs: Mapping[int, int]) -> int | None:
        return next((card for card in self._cards if not costs.get(card)), None)


# Improving what dealing one by one could not


def _clashing(
    neighbours: Sequence[Mapping[int, int]], dealt: Sequence[int], matters: int
) -> Iterator[list[int]]:
    """Yield each connected group of neighbours in which versions are shared."""
    seen: set[int] = set()
    for start in range(len(dealt)):
        if start in seen:
            continue
        group = _reached(neighbours, start)
        seen.update(group)
        if any(
            cost >= matters and dealt[one] == dealt[other]
            for one in group
            for other, cost in neighbours[one].items()
        ):
            yield group


def _reached(neighbours: Sequence[Mapping[int, int]], start: int) -> list[int]:
    found = {start: None}
    waiting = [start]
    while waiting:
        for other in neighbours[waiting.pop()]:
            if other not in found:
                found[other] = None
                waiting.append(other)
    return sorted(found)


def _cost(neighbours: Sequence[Mapping[int, int]], dealt: Mapping[int, int]) -> int:
    """Return what a whole group's versions cost."""
    return sum(
        cost
        for one in dealt
        for other, cost in neighbours[one].items()
        if other > one and dealt[one] == dealt[other]
    )


def _searched(
    group: Sequence[int],
    neighbours: Sequence[Mapping[int, int]],
    versions: int,
    given: Mapping[int, int],
) -> dict[int, int] | None:
    """Return a group's versions of least cost, if the solver finds them."""
    # Nobody has more than eight neighbours, so a ninth version is always free.
    few = [*dict.fromkeys([*(given[n] for n in group if n in given), *range(versions)])][:16]
    if len(group) * len(few) > MOST_DECISIONS or versions == 1:
        return None
    search = Search()
    has = {(one, version): search.decision() for one in group for version in few}
    for one in group:
        search.rule({has[one, version]: 1 for version in few}, 1, 1)
        if one in given:
            search.rule({has[one, given[one]]: 1}, 1, 1)
    costs: dict[int, float] = {}
    for one in group:
        for other, cost in neighbours[one].items():
            if other > one:
                shared = search.decision()
                costs[shared] = cost
                for version in few:
                    terms = {has[one, version]: 1, has[other, version]: 1, shared: -1}
                    search.rule(terms, high=1)
    values = search.best(costs, steps=STEPS)
    if values is None:
        return None
    return {one: next(v for v in few if values[has[one, v]]) for one in group}


def _even_out(
    dealt: list[int],
    versions: int,
    given: Mapping[int, int],
    neighbours: Sequence[Mapping[int, int]],
) -> None:
    """Replace frequent versions by rare ones where no neighbour has these."""
    counts = Counter(dict.fromkeys(range(versions), 0))
    counts.update(dealt)
    for number in range(len(dealt)):
        version = dealt[number]
        if number in given or counts[version] * versions <= len(dealt):
            continue
        taken = {dealt[other] for other in neighbours[number]}
        fewest = min(counts, key=lambda each: (each in taken, counts[each], each))
        if fewest not in taken and counts[fewest] < counts[version] - 1:
            dealt[number] = fewest
            counts[version] -= 1
            counts[fewest] += 1
