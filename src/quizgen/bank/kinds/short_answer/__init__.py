"""A question answered in a few words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field
from quizgen.bank.fields import FieldError, Lines, Text, items_of, repeats
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Kind, Order, Solution
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.base.data_class import replace
from quizgen.base.language import printed


class ShortAnswer(BaseQuestion):
    """A question answered in a few words."""

    short_keys: ClassVar[tuple[str, ...]] = ("lines",)
    answer_form: ClassVar[AnswerForm | None] = "a few words"

    type: Literal["short_answer"] = Field(description="The kind of question.")
    answer: Text = Field(description="The answer.", examples=["A concession."])
    accept: tuple[Text, ...] = Field(
        default=(),
        description="Other answers that count as right: a list.",
        examples=['["concession", "conceding a point"]'],
    )
    lines: Lines = Field(
        default=2, description="How many ruled lines to write on.", examples=["2"]
    )

    @property
    def is_recalled(self) -> bool:
        """Nothing offers its words."""
        return True

    @property
    def is_one_fact(self) -> bool:
        """Its answer is a few words."""
        return True

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The answer, with the others that are accepted."""
        return (Solution(self.answer, accept=self.accept),)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The answer, then the others that are accepted."""
        return (self.answer, *self.accept)

    def ruled_lines(self, column: float, others: Iterable[BaseQuestion]) -> int:  # noqa: ARG002
        """Return as many as the bank says."""
        return self.lines

    def shape(self, printed: Sequence[str]) -> shapes.Shape:  # noqa: ARG002
        """Return what is written."""
        return shapes.Written()

    def parts(self, orders: Sequence[Order] | None = None) -> tuple[shapes.Part, ...]:
        """Return the answer, and beside it the others that are accepted."""
        [part] = super().parts(orders)
        return (replace(part, key=(self.answer,), accept=(self.accept,)),)

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every accepted text that stands twice."""
        yield from repeats([data.get("answer")], items_of(data, "accept"), "accept")


KIND = Kind("short_answer", printed("short answer"), ShortAnswer, ("by_hand",))
