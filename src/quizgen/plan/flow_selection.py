"""Draws a worksheet whose questions depend on nothing but numbers, without the solver.

Numbers of skills and of types alone make the draw a flow: each question takes a unit from its
skill to its type. It grows by a cheapest path at a time, so that it costs least for each number
of questions (Ahuja, Magnanti and Orlin, Network Flows, 1993, section 9.7). The exact search
draws the same questions, but loading it takes longer than this.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from math import inf
from typing import NamedTuple

from quizgen.base.data_class import dataclass
from quizgen.plan.exact_selection import Alike, Candidate
from quizgen.plan.feasibility import Wishes
from quizgen.plan.shares import Targets
from quizgen.plan.shuffle import LOT_RANGE

Cell = tuple[str, str]
"""A skill and a type."""

Cells = dict[Cell, list[tuple[int, str]]]
"""The questions of a skill and a type with their prices, the cheapest first."""

Ways = dict[str, tuple[int, tuple[Cell, ...]]]
"""The cheapest way to a skill or a type: what it costs, and the cells it goes through.

From the first cell it takes a question more, from the second one less, and so on.
"""


@dataclass(frozen=True)
class Line:
    """How many questions of a skill or of a type there may be, and what each of them costs."""

    low: int = 0
    high: float = inf
    gain: int = 0
    """What a question is worth while there are fewer than `low`."""
    few: float = inf
    excess: int = 0
    """What a question costs when there are `few` already."""
    target: int = 0
    away: int = 0
    """What it costs to be one away from the target."""

    def price(self, have: int) -> int | None:
        """Return what a question more costs, None if there may be none."""
        if have >= self.high:
            return None
        away = self.away if have >= self.target else -self.away
        return away + self.excess * (have >= self.few) - self.gain * (have < self.low)


class Drawn(NamedTuple):
    """The ids of a worksheet's questions, and what it costs: the least is the best.

    Its number's distance from the usual one counts first, then the number, then the flow.
    """

    cost: tuple[int, int, int]
    names: frozenset[str]


class QuestionFlow:
    """Draws the questions that meet every wish, the targets as nearly as can be.

    Among equals the sum of lots is least. Groups, enemies, sections and the sum of different
    points are not seen.
    """

    def __init__(
        self,
        wishes: Wishes,
        targets: Targets,
        lot: Callable[[Candidate], int],
        alike: Alike | None = None,
    ) -> None:
        self._wishes, self._alike = wishes, alike
        self._costs = costs = _Costs(len(wishes.pool))
        self._lines = (
            _same_lines(wishes, alike, costs) if alike else _lines(wishes, targets, costs)
        )
        self.lots = {question.id: lot((question.id, 0)) for question in wishes.pool}

    def best(self, forced: Collection[str], barred: Collection[str] = ()) -> Drawn | None:
        """Return the best worksheet with some questions and without others, if there is one.

        No question is both.
        """
        wishes, flow = self._wishes, _Flow(self._cells(forced, barred), *self._lines)
        best: Drawn | None = None
        for number in flow.numbers():
            if _may_have(wishes, number, self._alike) and flow.is_complete:
                away = abs(number - wishes.total)
                if best is None or away < best.cost[0]:
                    cost = flow.cost + self._costs.wish * len(forced)
                    best = Drawn((away, number, cost), flow.drawn)
            if number >= wishes.total and (best or wishes.request.count):
                break
        return best

    def _cells(self, forced: Collection[str], barred: Collection[str]) -> Cells:
        cells: Cells = {}
        for question in self._wishes.pool:
            if (name := question.id) not in barred:
                price = self.lots[name] - self._costs.wish * (name in forced)
                cells.setdefault((question.skill, question.type), []).append((price, name))
        return {cell: sorted(priced) for cell, priced in cells.items()}


def _may_have(wishes: Wishes, number: int, alike: Alike | None) -> bool:
    """Return whether a worksheet may have a number of questions, all of the same worth."""
    if alike:
        return True  # as many as version A
    if wishes.request.count not in (None, number):
        return False
    if not wishes.request.points:
        return True
    least, most = wishes.request.points
    return least <= number * wishes.pool[0].points <= most


class _Costs:
    """What it costs to miss a wish or a target: one of them outweighs all below it."""

    def __init__(self, size: int) -> None:
        self.types = LOT_RANGE * (size + 1)
        self.skills = self.types * (2 * size + 1)
        self.few = self.skills * (2 * size + 1)
        self.wish = self.few * (2 * size + 1)


Lines = tuple[dict[str, Line], dict[str, Line]]
"""What is asked of each skill and of each type."""


def _lines(wishes: Wishes, targets: Targets, costs: _Costs) -> Lines:
    skills = {
        skill: Line(
            wishes.blueprint.get(skill, 0),
            wishes.blueprint.get(skill, inf),
            costs.wish,
            target=targets.skills.get((0, skill), 0),
            away=costs.skills,
        )
        for skill in wishes.sizes
    }
    types = {
        name: Line(
            wishes.mix.get(name, 0),
            wishes.mix.get(name, wishes.at_most.get(name, inf)),
            costs.wish,
            targets.few.get(name, inf),
            costs.few,
            targets.types.get(name, 0),
            costs.types,
        )
        for name in wishes.type_sizes
    }
    return skills, types


def _same_lines(wishes: Wishes, alike: Alike, costs: _Costs) -> Lines:
    """Return what is asked of a version that is to be like another one."""

    def line(size: int) -> Line:
        return Line(size, size, costs.wish)

    return (
        {skill: line(alike.shares.get((0, skill), 0)) for skill in wishes.sizes},
        {name: line(alike.types.get(name, 0)) for name in wishes.type_sizes},
    )


class _Flow:
    """The best worksheet of each number of questions, one after another."""

    def __init__(
        self,
        cells: Cells,
        skills: Mapping[str, Line],
        types: Mapping[str, Line],
    ) -> None:
        self._cells, self._skills, self._types = cells, skills, types
        self._taken = Counter[Cell]()
        self._of_skill, self._of_type = Counter[str](), Counter[str]()
        self.cost = 0
        """What its questions cost, but for what a worksheet without any would cost."""

    def numbers(self) -> Iterator[int]:
        """Draw a question more, exchanging others if need be, and yield the number; again."""
        while self._grow():
            yield self._of_skill.total()

    @property
    def drawn(self) -> frozenset[str]:
        """The ids of the questions on the worksheet."""
        return frozenset(
            name for cell, size in self._taken.items() for _, name in self._cells[cell][:size]
        )

    @property
    def is_complete(self) -> bool:
        """Whether there are enough questions of everything, and all that are forced in."""
        return (
            all(self._of_skill[name] >= line.low for name, line in self._skills.items())
            and all(self._of_type[name] >= line.low for name, line in self._types.items())
            and all(
                price >= 0
                for cell, priced in self._cells.items()
                for price, _ in priced[self._taken[cell] :]
            )
        )

    def _grow(self) -> bool:
        ends = [
            (cost + price, name, path)
            for name, (cost, path) in self._ways().items()
            if (price := self._types[name].price(self._of_type[name])) is not None
        ]
        if not ends:
            return False
        cost, name, path = min(ends)
        self.cost += cost
        self._of_skill[path[0][0]] += 1
        self._of_type[name] += 1
        for number, cell in enumerate(path):
            self._taken[cell] += -1 if number % 2 else 1
        return True

    def _ways(self) -> Ways:
        """Return the cheapest ways to a question more, by its type (Bellman and Ford)."""
        skills: Ways = {
            skill: (price, ())
            for skill, line in self._skills.items()
            if (price := line.price(self._of_skill[skill])) is not None
        }
        types: Ways = {}
        while self._found_more(skills, types) and self._found_fewer(types, skills):
            pass
        return types

    def _found_more(self, skills: Ways, types: Ways) -> bool:
        """Go on from each skill to the types of which it has another question."""
        ways = [
            (cell[1], priced[self._taken[cell]][0], cell, skills[cell[0]])
            for cell, priced in self._cells.items()
            if cell[0] in skills and self._taken[cell] < len(priced)
        ]
        return _improved(types, ways)

    def _found_fewer(self, types: Ways, skills: Ways) -> bool:
        """Go back from each type to the skills that can give a question of it away."""
        ways = [
            (cell[0], -priced[self._taken[cell] - 1][0], cell, types[cell[1]])
            for cell, priced in self._cells.items()
            if cell[1] in types and self._taken[cell]
        ]
        return _improved(skills, ways)


def _improved(
    ways: Ways, found: list[tuple[str, int, Cell, tuple[int, tuple[Cell, ...]]]]
) -> bool:
    """Keep the cheaper ways among those found; return whether there are any."""
    better = False
    for name, price, cell, (cost, path) in found:
        if name not in ways or cost + price < ways[name][0]:
            ways[name] = cost + price, (*path, cell)
            better = True
    return better
