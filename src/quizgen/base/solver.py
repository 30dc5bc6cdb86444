"""An exact search: which yes-or-no decisions meet every rule at the least cost.

The rules are linear, so HiGHS, a solver for mixed-integer programmes, answers
(https://highs.dev). What is asked is named by labels, so that a question without an answer
can be asked again without some of its rules.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

Terms = Mapping[int, float]
"""Numbers of variables, each with its factor."""

ENDLESS = 2**31 - 1
PATIENCE = 100
"""So many steps are enough for what is only to be better, or better explained."""

FEW = 12
"""Among so many labels every pair is tried."""


class Constraint(NamedTuple):
    """A sum of variables that must lie between two bounds, and what asks for it."""

    terms: Terms
    low: float
    high: float
    label: str


class Search:
    """Variables and rules; every variable is 0 or 1 but for those that measure a distance."""

    def __init__(self) -> None:
        self._whole: list[bool] = []
        self._constraints: list[Constraint] = []

    def decision(self) -> int:
        """Add a variable that is 0 or 1; return its number."""
        self._whole.append(True)
        return len(self._whole) - 1

    def distance(self, terms: Terms, target: float) -> int:
        """Add a variable for how far a sum is from its target at least; return its number."""
        self._whole.append(False)
        number = len(self._whole) - 1
        self.rule({**terms, number: 1}, low=target)
        self.rule({**terms, number: -1}, high=target)
        return number

    def rule(self, terms: Terms, low: float = -inf, high: float = inf, label: str = "") -> None:
        """Ask that a sum lies between two bounds."""
        self._constraints.append(Constraint(terms, low, high, label))

    def best(
        self, costs: Terms, without: Collection[str] = (), steps: int = ENDLESS
    ) -> dict[int, float] | None:
        """Return each variable's value where the costs are least, or None if no rules let it.

        The rules with a label in `without` need not hold. After so many steps the best that
        was found until then is returned, or None: a step is a case that the solver looks at,
        so that every machine stops at the same one.
        """
        import highspy

        model = _solver()
        options = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "threads": 1, "mip_max_nodes": steps}
        for name, value in options.items():
            model.setOptionValue(name, value)
        for number, whole in enumerate(self._whole):
            model.addVar(0, 1 if whole else inf)
            model.changeColCost(number, costs.get(number, 0))
            if whole:
                model.changeColIntegrality(number, highspy.HighsVarType.kInteger)
        for rule in self._constraints:
            if not rule.label or rule.label not in without:
                model.addRow(rule.low, rule.high, len(rule.terms), *_row(rule.terms))
        model.run()
        return _values(model, self._whole)

    def clash(self, labels: Sequence[str]) -> list[str]:
        """Return labels whose rules cannot all hold, none of which could be left out.

        The other rules hold too. Where few labels are there and two of them clash, it is two.
        """
        everything = set(labels)

        def hold(kept: Collection[str]) -> bool:
            return self.best({}, everything.difference(kept), PATIENCE) is not None

        needed = list(labels)
        for label in labels:
            fewer = [other for other in needed if other != label]
            if not hold(fewer):
                needed = fewer
        if len(needed) > 2 and len(labels) <= FEW:
            pairs = combinations(labels, 2)
            return next((list(pair) for pair in pairs if not hold(pair)), needed)
        return needed


def total(costs: Terms, values: Mapping[int, float]) -> float:
    """Return what values cost."""
    return sum(cost * values[number] for number, cost in costs.items())


def _solver() -> Any:
    import highspy

    class Silent(highspy.Highs):
        def __init__(self) -> None:
            # Its own beginning goes on to enable callbacks, which prints a banner.
            super(highspy.Highs, self).__init__()
            self.setOptionValue("output_flag", False)

    return Silent()


def _row(terms: Terms) -> tuple[Any, Any]:
    import numpy

    return numpy.array(list(terms), dtype=numpy.int32), numpy.array(list(terms.values()), float)


def _values(model: Any, whole: list[bool]) -> dict[int, float] | None:
    import highspy

    if model.getInfo().primal_solution_status != highspy.kSolutionStatusFeasible:
        return None
    values = model.getSolution().col_value
    return {
        number: round(value) if whole[number] else value for number, value in enumerate(values)
    }
