"""A statement to judge, and perhaps to correct."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import TRUTHS, FieldError, Lines, Text, Truth
from quizgen.bank.json_schema_terms import Schema, meaning, says, without
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Kind, OptionList, Order, Scoring, Solution
from quizgen.bank.kinds.common import TRUTH_WORDS
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.base.data_class import replace
from quizgen.base.language import Wording, printed

CORRECTION_LINES = 2


class TrueFalse(BaseQuestion):
    """A statement to judge."""

    short_keys: ClassVar[tuple[str, ...]] = ("lines",)
    answer_form: ClassVar[AnswerForm | None] = "true or false"

    type: Literal["true_false"] = Field(description="The kind of question.")
    answer: Truth = Field(description="true or false.", examples=["true"])
    correction: Text | None = Field(
        default=None,
        description="Only where the answer is false: the statement as it would be true, for "
        "students to write.",
        examples=["The author works for a museum."],
    )
    lines: Lines | None = Field(
        default=None,
        description="How many ruled lines to write on; left out, 2 where any true_false of the "
        "worksheet has a correction.",
        examples=["2"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """True and False, always in this order."""
        return (OptionList(TRUTH_WORDS, (0 if self.answer else 1,)),)

    @property
    def is_statement(self) -> bool:
        """Its stem is judged."""
        return True

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """True or False."""
        return (Solution(TRUTH_WORDS[0 if self.answer else 1]),)

    def worded(self, words: Wording) -> Mapping[str, str]:
        """Translate its options."""
        return {word: words.gettext(word) for word in TRUTH_WORDS}

    @property
    def marking(self) -> Scoring:
        """By the letter, and the correction by hand."""
        if self.correction is None:
            return Scoring(rule="exact")
        return Scoring(rule="letter_then_hand", by_hand=(self.correction,))

    @property
    def marking_guide(self) -> tuple[str, ...]:
        """The correction, if there is one."""
        return () if self.correction is None else (self.correction,)

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return true or false."""
        return shapes.OneOf(tuple(printed))

    def parts(self, orders: Sequence[Order] | None = None) -> tuple[shapes.Part, ...]:
        """Return the judgement; with a correction it earns nothing, and lets that count."""
        [judged] = super().parts(orders)
        if self.correction is None:
            return (judged,)
        key = (self.correction,)
        written = shapes.Part(shapes.Written(), key, "by_hand", self.points, needs=0)
        return replace(judged, rule="exact", points=0), written

    @classmethod
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that what is true has no correction."""
        no_correction = without("correction", "A true statement has nothing to correct.")
        return ({"if": says("answer", meaning(True, TRUTHS)), "then": no_correction},)

    def ruled_lines(self, column: float, others: Iterable[BaseQuestion]) -> int:  # noqa: ARG002
        """Return as many for every statement: lines under the false ones alone tell them."""
        if self.lines is not None:
            return self.lines
        corrected = (isinstance(each, TrueFalse) and each.correction for each in others)
        return CORRECTION_LINES if any(corrected) else 0

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield a correction of what is true."""
        answer = data.get("answer")
        truth = TRUTHS.get(answer.casefold()) if isinstance(answer, str) else answer
        if truth is True and data.get("correction") is not None:
            message = "A true statement has nothing to correct. Delete 'correction'."
            yield FieldError(("correction",), flaw("true_corrected", message))


KIND = Kind("true_false", printed("true false"), TrueFalse, ("exact", "letter_then_hand"))
