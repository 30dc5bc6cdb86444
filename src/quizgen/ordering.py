"""In which order a worksheet's questions are printed."""

from collections.abc import Callable, Mapping, Sequence
from math import inf

from quizgen.model import Group, Question, QuestionOrder
from quizgen.shuffle import number_from

Rank = tuple[float, ...]

PLACES = {"first": -1, None: 0, "last": 1}
DIFFICULTIES = {"easy": 0, "medium": 1, None: 1, "hard": 2}
"""Who does not say how difficult a question is, is taken to mean medium."""


def printed_order(
    questions: Sequence[Question],
    groups: Mapping[str, Group],
    order: QuestionOrder,
    *salt: str | int,
) -> tuple[Question, ...]:
    """Return a section's questions, given in the bank's order, as they are printed.

    Those with a place come first or last, a group stays together, and what the order leaves
    open is drawn by a keyed hash of the salt: a question more reorders none of the others.
    """
    rank = _ranks(questions, order)
    units: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        unit = ("group", question.group) if question.group else (question.id,)
        units.setdefault(unit, []).append(question)

    def lot(*name: str) -> int:
        return number_from("question order", *salt, *name)

    def group_rank(group: Group) -> list[Rank]:
        quoted = (quotation.paragraph for quotation in group.quotations)
        return [(paragraph,) for paragraph in quoted if paragraph and order == "passage"]

    def unit_rank(unit: tuple[str, ...]) -> tuple[float, Rank, int]:
        members = units[unit]
        place = PLACES[members[0].place] if len(unit) == 1 else 0
        ranks = [*map(rank, members), *(group_rank(groups[unit[1]]) if len(unit) > 1 else ())]
        return place, min(ranks), lot(*unit)

    def own_rank(question: Question) -> tuple[float, Rank, int]:
        return PLACES[question.place], rank(question), lot(question.id)

    return tuple(
        question
        for unit in sorted(units, key=unit_rank)
        for question in (
            sorted(units[unit], key=lambda each: PLACES[each.place])
            if len(unit) > 1 and groups[unit[1]].order
            else sorted(units[unit], key=own_rank)
        )
    )


def _ranks(questions: Sequence[Question], order: QuestionOrder) -> Callable[[Question], Rank]:
    """Return what says which of two questions comes first, as far as the order does."""
    places = {question.id: index for index, question in enumerate(questions)}
    ranks: dict[QuestionOrder, Callable[[Question], Rank]] = {
        "shuffled": lambda _: (),
        "bank": lambda question: (places[question.id],),
        "passage": lambda question: (first_paragraph(question),),
        "difficulty": lambda question: (DIFFICULTIES[question.difficulty],),
    }
    return ranks[order]


def first_paragraph(question: Question) -> float:
    """Return the first paragraph that a question's evidence, or a quotation in it, names."""
    named = [evidence.paragraph for evidence in question.evidence]
    quoted = [quotation.paragraph for quotation in question.quotations if quotation.paragraph]
    return min(named or quoted, default=inf)
