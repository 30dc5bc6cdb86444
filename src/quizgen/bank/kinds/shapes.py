"""How a question is answered, in six shapes that exchange formats and grading know.

A question is a list of parts. Each has a shape, a key and a rule that scores it, and may
count only where another part is right.
"""

from typing import Literal

from quizgen.base.data_class import dataclass

Answer = tuple[str, ...]
"""What a student gives for a part: letters, or the words of each gap; "" for none."""

ScoringRule = Literal[
    "exact",
    "each",
    "right_minus_wrong",
    "adjacent_pairs",
    "part_a_first",
    "letter_then_hand",
    "rubric",
    "by_hand",
]
"""How an answer is scored. part_a_first and letter_then_hand are of questions, not of parts."""


AnswerForm = Literal[
    "one choice",
    "several choices",
    "true or false",
    "true, false or not given",
    "linked choices",
    "pairs",
    "order",
    "gaps in a text",
    "gaps in a table",
    "a few words",
    "an essay",
    "marked words",
]
"""What students are asked to do, as other systems tell questions apart."""


@dataclass(frozen=True)
class OneOf:
    """Choose one option. The key is its letter."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class SomeOf:
    """Choose some options. The key is their letters, in the order of the options."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Give each entry on the left one on the right. The key is a letter for each left entry."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """Put items in order. The key is their letters in the right order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Gaps:
    """Fill the gaps of a text. The key is the words, in the order of the gaps.

    A gap is a name in two braces. The text of a table is Markdown's.
    """

    text: str
    word_bank: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """Write, or mark words in a text. The key is the model answer."""


Shape = OneOf | SomeOf | Match | Order | Gaps | Written


@dataclass(frozen=True)
class Part:
    """Something that a question asks for.

    accept holds, for each answer of the key, what counts as right beside it. levels are the
    points of a rubric. needs is the place, among the question's parts, of the part that must
    be right for this one to count.
    """

    shape: Shape
    key: Answer
    rule: ScoringRule
    points: int
    stem: str = ""
    """What it asks beside the question's own stem."""
    accept: tuple[tuple[str, ...], ...] = ()
    levels: tuple[int, ...] = ()
    needs: int | None = None
