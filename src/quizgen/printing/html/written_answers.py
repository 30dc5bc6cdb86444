"""Answers in words below the answer grid, where they fit on its page."""

from collections.abc import Iterator, Sequence

from quizgen.bank.questions import Question
from quizgen.plan.model import Plan
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.question_places import (
    BEGINNING,
    GATHERED_VERSIONS,
    as_slot,
    places_in,
)
from quizgen.printing.html.questions import own_words
from quizgen.printing.sheets import Entry

AROUND, LINE, GAP = 200.0, 15.6, 7.0
"""Height in points of the page's titles and foot, of a line, above an answer; at 11.5 pt."""

WIDTH = 5.4
"""Average width in points of a character, at 11.5 pt type."""


def written_answers(plan: Plan, blocks: Blocks, above: float) -> list[Entry]:
    """Return each answer in words with its numbers; none if they are too much for a page.

    They are in the order of the first version; those of other versions only come last.
    `above` is the height of the grid in points, at 11.5 pt type.
    """
    if len(plan.versions) > GATHERED_VERSIONS:
        return []
    places = places_in(plan.versions, blocks.words)
    questions = [plan.questions[name] for name in places if _in_words(plan, name)]
    texts = [(places[question.id], _answer(question)) for question in questions]
    if above + _height(blocks, texts) > _room(blocks):
        return []
    return list(_entries(plan, blocks, questions, [each for each, _ in texts]))


def _entries(
    plan: Plan, blocks: Blocks, questions: Sequence[Question], places: Sequence[str]
) -> Iterator[Entry]:
    for question, numbers in zip(questions, places, strict=True):
        slots = as_slot(plan, numbers)
        block = blocks.add(
            f"written-{question.id}",
            "key-written.html",
            question=question,
            places="" if slots else numbers,
            said=own_words(question, blocks.words),
        )
        yield Entry(block, slots)


def _in_words(plan: Plan, name: str) -> bool:
    """Whether a question's key has no letters."""
    forms = plan.forms[name]
    return not forms[0].letters(plan.questions[name], plan.words)


def _answer(question: Question) -> str:
    return " ".join(f"{each.label} {each.text[:BEGINNING]}" for each in question.solutions)


def _height(blocks: Blocks, texts: Sequence[tuple[str, str]]) -> float:
    """Return how high answers with their numbers are, roughly."""
    across = _scale(blocks) * blocks.paper.column / WIDTH
    return sum(GAP + LINE * sum(1 + len(text) // across for text in each) for each in texts)


def _room(blocks: Blocks) -> float:
    paper = blocks.paper
    return _scale(blocks) * (paper.height - paper.top - paper.bottom) - AROUND


def _scale(blocks: Blocks) -> float:
    return 11.5 / float(blocks.settings.font_size)
