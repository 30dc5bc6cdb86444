"""An exact search: 0/1 decisions that meet every constraint at least cost.

The constraints are linear, so HiGHS, a solver for mixed-integer programmes, solves them
(https://highs.dev). Labels name the constraints, so that an infeasible problem can be solved
again without some of them.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

Terms = Mapping[int, float]
"""Coefficients by the variable's number."""

ENDLESS = 2**31 - 1
PATIENCE = 100
"""Node limit for optional solves, such as a nearer sum or a shorter explanation."""

FEW = 12
"""At most this many labels are tried in pairs."""


class Constraint(NamedTuple):
    """Bounds on a sum of variables; the label names who asks for it."""

    terms: Terms
    low: float
    high: float
    label: str


class Search:
    """Variables and constraints; every variable is 0 or 1, except distances."""

    def __init__(self) -> None:
        self._whole: list[bool] = []
        self._constraints: list[Constraint] = []

    def decision(self) -> int:
        """Add a variable that is 0 or 1; return its number."""
        self._whole.append(True)
        return len(self._whole) - 1

    def distance(self, terms: Terms, low: float, high: float) -> int:
        """Add a variable of at least how far a sum is outside of bounds; return its number."""
        self._whole.append(False)
        number = len(self._whole) - 1
        self.rule({**terms, number: 1}, low=low)
        self.rule({**terms, number: -1}, high=high)
        return number

    def rule(self, terms: Terms, low: float = -inf, high: float = inf, label: str = "") -> None:
        """Require a sum to lie between two bounds."""
        self._constraints.append(Constraint(terms, low, high, label))

    def best(
        self, costs: Terms, without: Collection[str] = (), steps: int = ENDLESS
    ) -> dict[int, float] | None:
        """Return each variable's value at least cost, or None if the constraints clash.

        Constraints with a label in `without` are dropped. After `steps` nodes the best solution
        so far is returned, or None; a limit in nodes, not in seconds, stops at the same
        solution on every machine.
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
        """Return a minimal set of labels whose constraints clash.

        All other constraints hold. With at most FEW labels, a clash of two is preferred.
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
    """Return the value of a sum."""
    return sum(cost * values[number] for number, cost in costs.items())


def _solver() -> Any:
    import highspy

    class Silent(highspy.Highs):
        def __init__(self) -> None:
            # The inherited __init__ enables callbacks, which prints a banner.
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
