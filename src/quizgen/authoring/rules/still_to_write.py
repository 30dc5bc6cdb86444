"""Texts that a new bank leaves to its teacher to write."""

from collections.abc import Iterator
from typing import Any

from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, bank_rule
from quizgen.bank.place import Place
from quizgen.bank.placeholders import MARKER, is_unwritten
from quizgen.base.words import counted


@bank_rule(
    "still-to-write",
    bad="""
        stem: Which sentence states the claim?
        answer: "WRITE: the claim, in one sentence of your own"
        distractors: [The lamps were cheap., "WRITE: the view of the other side"]
        """,
    good="""
        stem: Which sentence states the claim?
        answer: The coast is safer and lonelier.
        distractors: [The lamps were cheap., Nobody misses the keepers.]
        """,
)
def still_to_write(context: Context) -> Findings:
    """A text still says `WRITE:`, where a new bank leaves something to you.

    `quizgen new` begins banks with examples to fill in. What is left of them prints as it
    stands. Put your own words in place of `WRITE:` and what follows it, or delete the key if
    the question can do without.
    """
    article = context.bank.article.model_dump(exclude_defaults=True)
    for place in _unwritten(article, ("article",)):
        message = f"This is still to be written: put it in place of {MARKER} and what follows."
        yield RuleFinding(place, message)
    for item in context.items:
        places = item.once(_unwritten_in)
        if places:
            texts = counted(len(places), "text")
            message = (
                f"This question has {texts} still to be written, the first here: put your own "
                f"words in place of {MARKER} and what follows."
            )
            yield RuleFinding((*item.place, *places[0]), message)


def _unwritten_in(item: RuleView) -> tuple[Place, ...]:
    if MARKER not in item.written:
        return ()
    return tuple(_unwritten(item.question.model_dump(), ()))


def _unwritten(data: Any, place: Place) -> Iterator[Place]:
    """Yield the place of each text in plain data that is still to be written."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _unwritten(value, (*place, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from _unwritten(value, (*place, index))
    elif is_unwritten(data):
        yield place
