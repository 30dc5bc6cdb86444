"""Draws a worksheet with groups and enemies by a short search, without the solver.

A flow draws the best questions as if there were neither. Where some of those clash, one of them
is drawn for certain in one branch and left out in the other, and the flow draws again. The
branch of least cost goes on, so the first worksheet without a clash is the best (Land and Doig
1960, https://doi.org/10.2307/1910129). The exact search draws the same questions, but to load
it takes longer than the few steps of most banks.
"""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from quizgen.bank.questions import Question
from quizgen.plan.exact_selection import Alike, Candidate, enemies
from quizgen.plan.feasibility import Wishes
from quizgen.plan.flow_selection import QuestionFlow
from quizgen.plan.shares import Targets

MOST_STEPS = 100
"""A search of more steps takes as long as the solver does."""


class _Branch(NamedTuple):
    """What is decided: questions that are drawn for certain, and others that are not."""

    forced: frozenset[str]
    barred: frozenset[str]


def draw_by_branches(
    wishes: Wishes,
    targets: Targets,
    lot: Callable[[Candidate], int],
    alike: Alike | None = None,
) -> tuple[Question, ...] | None:
    """Return the questions that meet every wish, the targets as nearly as can be.

    Among equals the sum of lots is least. None if the wishes cannot be met together, or if
    MOST_STEPS do not tell. Sections and the sum of different points are not seen.
    """
    search = _Search(wishes, QuestionFlow(wishes, targets, lot, alike))
    drawn = search.drawn(_Branch(frozenset(wishes.request.include), frozenset()))
    if drawn is None:
        return None
    return tuple(question for question in wishes.pool if question.id in drawn)


class _Search:
    def __init__(self, wishes: Wishes, flow: QuestionFlow) -> None:
        self._flow = flow
        self._foes = enemies(wishes.pool)
        self._members: dict[str, set[str]] = {}
        for question in wishes.pool:
            if question.group is not None:
                self._members.setdefault(question.group, set()).add(question.id)
        self._picked = wishes.picked

    def drawn(self, start: _Branch) -> frozenset[str] | None:
        """Return the questions of the best worksheet without a clash."""
        steps = count()
        waiting: list[tuple[tuple[int, int, int], int, frozenset[str], _Branch]] = []
        branches: Iterator[_Branch] = iter([start])
        while True:
            for branch in branches:
                if branch.forced & branch.barred:
                    continue
                if (step := next(steps)) == MOST_STEPS:
                    return None
                if found := self._flow.best(*branch):
                    heappush(waiting, (found.cost, step, found.names, branch))
            if not waiting:
                return None
            _, _, names, branch = heappop(waiting)
            clash = self._clash(names)
            if not clash:
                return names
            branches = self._branches(clash, branch)

    def _clash(self, drawn: frozenset[str]) -> list[str]:
        """Return questions of which one has to be decided on, the best to begin with first."""
        worst = max((len(self._foes[name] & drawn), name) for name in drawn)
        if worst[0]:
            return [worst[1], *sorted(self._foes[worst[1]] & drawn)]
        for group, members in self._members.items():
            here = members & drawn
            if len(here) not in (0, self._picked[group]):
                return [*sorted(here), *sorted(members - here, key=self._flow.lots.__getitem__)]
        return []

    def _branches(self, clash: list[str], branch: _Branch) -> Iterator[_Branch]:
        """Decide on one of the questions that clash; nothing is left if all are decided on."""
        forced, barred = branch
        for name in clash:
            if name not in forced | barred:
                yield _Branch(forced | {name}, barred | self._foes[name])
                yield _Branch(forced, barred | {name})
                return
