"""A version's questions in print: their blocks, their texts, the lines to write on."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import MOST_LINES
from quizgen.bank.kinds.shapes import OneOf
from quizgen.bank.option_text import picture_in
from quizgen.bank.paper import paper_of
from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass
from quizgen.base.language import Wording
from quizgen.plan.model import Item, Plan, Version
from quizgen.printing.html.blocks import Blocks

EXTRA = 1.5
"""Factor on the lines of a student who gets extra space."""


def points_of(version: Version) -> int:
    """Return the points of all of a version's questions."""
    return sum([item.form.points for item in version.items])


class Stretch(NamedTuple):
    """Questions in a row under the same headings."""

    items: tuple[Item, ...]
    section: int
    """The number of the section that begins here, counted from 1, or 0."""
    points: int
    """What the whole section is worth."""
    group: str | None
    """The name of the group that is introduced here, if any."""


def stretches(plan: Plan, version: Version) -> Iterator[Stretch]:
    """Yield a version's questions in their order, split where a heading goes above them."""
    introduced = {name for name, group in plan.groups.items() if says_something(group)}
    if not introduced and not plan.sections:
        if version.items:
            yield Stretch(version.items, 0, points_of(version), None)
        return

    def group_of(item: Item) -> str | None:
        name = plan.questions[item.question].group
        return name if name in introduced else None

    for section, in_section in groupby(version.items, key=attrgetter("section")):
        items = tuple(in_section)
        begins, points = section or 0, sum(item.points for item in items)
        for group, in_group in groupby(items, key=group_of):
            yield Stretch(tuple(in_group), begins, points, group)
            begins = 0


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


@dataclass(frozen=True)
class OwnWords:
    """Says texts of a question in the language of the paper."""

    table: Mapping[str, str]

    def __call__(self, text: str) -> str:
        """Return what a text is printed as."""
        return self.table.get(text, text)


def own_words(question: Question, words: Wording) -> OwnWords:
    """Return a function that translates the texts of a question that are not the teacher's.

    True and False, for example, print in the language of the paper. What stands for a picture
    in a plan becomes the picture.
    """
    pictures = {
        text: text for each in question.lists for text in each.texts if picture_in(text)
    }
    return OwnWords({**question.worded(words), **pictures})


def one_letter_each(plan: Plan) -> bool:
    """Return whether every question is answered by the letter of one option."""
    return all(
        isinstance(part.shape, OneOf) and all(options.lettered for options in question.lists)
        for question in plan.questions.values()
        for part in question.parts()
    )


def says_something(group: Group) -> bool:
    """Return whether a group has anything to print above its questions."""
    return bool(group.introduction or group.excerpt or group.image)


def ruled_lines(plan: Plan, question: Question) -> int:
    """Return how many ruled lines a question gets."""
    column = paper_of(plan.settings).column
    return question.ruled_lines(column, plan.questions.values())
