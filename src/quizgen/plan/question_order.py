"""The order of a worksheet's questions."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from math import inf
from operator import itemgetter

from quizgen.bank.groups import Group
from quizgen.bank.kinds.shapes import Gaps, Match, OneOf, Order, Shape, SomeOf, Written
from quizgen.bank.questions import Question
from quizgen.base.choices import QuestionOrder
from quizgen.plan.shuffle import lots

Rank = tuple[float, ...]

PLACES = {"first": -1, None: 0, "last": 1}
DIFFICULTIES = {"easy": 0, "medium": 1, None: 1, "hard": 2}
"""A question without a difficulty counts as medium."""
EFFORTS: dict[type[Shape], int] = {OneOf: 0, SomeOf: 0, Match: 1, Order: 1, Gaps: 1, Written: 2}
ESSAY = 3


class Sequencer:
    """The ordering rules of a section's questions; `drawn` breaks ties by lot.

    Questions with a place come first or last, and a group stays together. Ties are broken by a
    keyed hash, so that adding a question reorders none of the others.
    """

    def __init__(
        self, questions: Sequence[Question], groups: Mapping[str, Group], order: QuestionOrder
    ) -> None:
        self._rank = _ranks(questions, order)
        self._order, self._groups = order, groups
        units: dict[tuple[str, ...], list[Question]] = {}
        for question in questions:
            unit = ("group", question.group) if question.group else (question.id,)
            units.setdefault(unit, []).append(question)
        self._units = [
            (*self._unit_rank(unit, members), unit, members) for unit, members in units.items()
        ]

    def drawn(self, *salt: str | int) -> tuple[Question, ...]:
        """Return the questions in print order; the salt breaks ties."""
        lot = lots("question order", *salt)
        units = sorted(
            [(place, rank, lot(*unit), members) for place, rank, unit, members in self._units],
            key=itemgetter(0, 1, 2),
        )
        return tuple(chain.from_iterable(self._within(members, lot) for *_, members in units))

    def _unit_rank(self, unit: tuple[str, ...], members: list[Question]) -> tuple[int, Rank]:
        ranks = list(map(self._rank, members))
        if len(unit) == 1:
            return PLACES[members[0].place], ranks[0]
        return 0, min([*ranks, *self._group_ranks(self._groups[unit[1]])])

    def _group_ranks(self, group: Group) -> list[Rank]:
        quoted = (quotation.paragraph for quotation in group.quotations)
        return [(paragraph,) for paragraph in quoted if paragraph and self._order == "passage"]

    def _within(self, members: list[Question], lot: Callable[..., int]) -> list[Question]:
        """Return a unit's questions in print order."""
        if len(members) == 1:
            return members
        if self._groups[str(members[0].group)].order:
            return sorted(members, key=lambda each: PLACES[each.place])
        return sorted(
            members, key=lambda each: (PLACES[each.place], self._rank(each), lot(each.id))
        )


def _ranks(questions: Sequence[Question], order: QuestionOrder) -> Callable[[Question], Rank]:
    """Return the sort key of an order."""
    places = {question.id: index for index, question in enumerate(questions)}
    ranks: dict[QuestionOrder, Callable[[Question], Rank]] = {
        "type": lambda question: (effort(question),),
        "shuffled": lambda _: (),
        "bank": lambda question: (places[question.id],),
        "passage": lambda question: (first_paragraph(question),),
        "difficulty": lambda question: (DIFFICULTIES[question.difficulty],),
    }
    return ranks[order]


def effort(question: Question) -> int:
    """Return how much there is to write: 0 where options are chosen, ESSAY for an essay."""
    return ESSAY if question.is_essay else EFFORTS[type(question.parts()[0].shape)]


def first_paragraph(question: Question) -> float:
    """Return the first paragraph in a question's evidence, or in its quotations."""
    named = [evidence.paragraph for evidence in question.evidence]
    quoted = [quotation.paragraph for quotation in question.quotations if quotation.paragraph]
    return min(named or quoted, default=inf)
