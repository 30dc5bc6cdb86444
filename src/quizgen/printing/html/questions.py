"""A version's questions in print: their blocks, their texts, the lines to write on."""

import math
from collections.abc import Callable, Sequence

from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import MOST_LINES
from quizgen.bank.paper import paper_of
from quizgen.bank.questions import Question
from quizgen.base.language import Wording
from quizgen.plan.model import Item, Plan, Version
from quizgen.printing.html.blocks import Blocks

EXTRA = 1.5
"""So many times the lines for a student who gets extra space."""


def points_of(version: Version) -> int:
    """Return what a version's questions are worth together."""
    return sum(item.points for item in version.items)


def question_block(item: Item) -> str:
    """Return the name of the block that prints a question in this form."""
    return f"question-{item.question}-{item.which}"


def add_questions(plan: Plan, blocks: Blocks, versions: Sequence[int] | None) -> None:
    """Add a block for each form of each question that the versions have."""
    wanted = versions and {
        (item.question, item.which) for each in versions for item in plan.versions[each].items
    }
    for name, forms in plan.forms.items():
        question = plan.questions[name]
        said = own_words(question, blocks.words)
        lines = ruled_lines(plan, question)
        if blocks.roomy:
            lines = min(math.ceil(lines * EXTRA), max(lines, MOST_LINES))
        for which, form in enumerate(forms):
            if wanted and (name, which) not in wanted:
                continue
            blocks.add(
                question_block(Item(0, name, form, which)),
                f"{question.type}.html",
                question=question,
                options=[said(option) for option in form.options],
                parts=[[said(option) for option in part.options] for part in form.parts],
                said=said,
                points=form.points,
                lines=lines,
            )


def own_words(question: Question, words: Wording) -> Callable[[str], str]:
    """Return what tells how a question's texts print: those that are not the teacher's differ.

    True and False, for one, print in the language of the paper.
    """
    table = question.worded(words)
    return lambda text: table.get(text, text)


def says_something(group: Group) -> bool:
    """Return whether there is anything to print above a group's questions."""
    return bool(group.introduction or group.excerpt or group.image)


def ruled_lines(plan: Plan, question: Question) -> int:
    """Return how many ruled lines a question gets."""
    column = paper_of(plan.settings).column
    return question.ruled_lines(column, plan.questions.values())
