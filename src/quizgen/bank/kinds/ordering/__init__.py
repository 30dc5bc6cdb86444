"""Steps or events to put in order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field
from quizgen.bank.fields import FieldError, items_of
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Kind, OptionList, Scoring, Solution
from quizgen.bank.kinds.common import MOST_ENTRIES, option_repeats, placed
from quizgen.bank.kinds.option_letters import own_letters
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.bank.option_text import OptionText
from quizgen.base.language import printed


class Ordering(BaseQuestion):
    """Steps or events to put in order."""

    other_words: ClassVar[Mapping[str, str]] = {"events": "steps", "items": "steps"}
    short_keys: ClassVar[tuple[str, ...]] = ("scoring",)
    answer_form: ClassVar[AnswerForm | None] = "order"

    type: Literal["ordering"] = Field(description="The kind of question.")
    steps: tuple[OptionText, ...] = Field(
        min_length=2,
        max_length=MOST_ENTRIES,
        description="What is to be put in order, 2 to 26 texts or pictures in the right order.",
        examples=["[The claim, The reply to critics, The appeal]"],
    )
    scoring: Literal["all", "pairs"] = Field(
        default="all",
        description="all: the points for the right order only. pairs: a share for each two "
        "neighbours in the right order.",
        examples=["pairs"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The steps, never printed in the right order."""
        places = tuple(range(len(self.steps)))
        return (OptionList(self.steps, places, len(places), never=places),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The steps in the right order."""
        return tuple(
            Solution(step, label=f"{number}.") for number, step in enumerate(self.steps, 1)
        )

    @property
    def marking(self) -> Scoring:
        """The whole order, or its neighbours."""
        return Scoring(rule="exact" if self.scoring == "all" else "adjacent_pairs")

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return the steps to put in order."""
        return shapes.Order(tuple(printed))

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every step that stands twice or has a number of its own."""
        yield from option_repeats([], items_of(data, "steps"), "steps")
        yield from own_letters(placed(items_of(data, "steps"), "steps"))


KIND = Kind("ordering", printed("ordering"), Ordering, ("exact", "adjacent_pairs"))
