"""Several right options among wrong ones."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import FieldError, Truth, items_of
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import (
    BaseQuestion,
    Choice,
    Distractor,
    Key,
    Kind,
    OptionList,
    Order,
    Scoring,
    Solution,
    WrittenOption,
    letter,
)
from quizgen.bank.kinds.common import (
    MOST_OPTIONS,
    option_list,
    option_repeats,
    option_texts,
    placed,
    written,
)
from quizgen.bank.kinds.option_letters import letter_errors
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.bank.option_text import OptionText
from quizgen.base.language import printed


class MultipleSelect(BaseQuestion):
    """A stem and its options, several of which are right."""

    other_words: ClassVar[Mapping[str, str]] = {
        "choices": "distractors",
        "options": "distractors",
        "wrong": "distractors",
    }
    part_names: ClassVar[Mapping[str, str]] = {"distractors": "Distractor"}
    short_keys: ClassVar[tuple[str, ...]] = ("scoring", "say_how_many")
    answer_form: ClassVar[AnswerForm | None] = "several choices"

    type: Literal["multiple_select"] = Field(description="The kind of question.")
    answers: tuple[OptionText, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The right options: a list of texts or pictures.",
        examples=["[He counted ships, He kept a log]"],
    )
    distractors: tuple[Distractor, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The wrong options: each a text, or text or picture and misconception.",
        examples=["[He slept until noon, He broke the lamp]"],
    )
    say_how_many: Truth = Field(
        default=True,
        description="Whether the worksheet says how many options to choose.",
        examples=["false"],
    )
    scoring: Literal["all", "each"] = Field(
        default="all",
        description="all: the points for all right options and no other. each: a share for "
        "each right one, less a share for each wrong one, never under 0.",
        examples=["each"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The answers, then the distractors; what stays last is last."""
        return (option_list(self.answers, self.distractors),)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The stem and its options."""
        right = (
            WrittenOption(text, ("answers", index), True)
            for index, text in enumerate(self.answers)
        )
        return (Choice(self.stem, ("stem",), (*right, *written(self.distractors))),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The right options."""
        return tuple(map(Solution, self.answers))

    @property
    def marking(self) -> Scoring:
        """All or nothing, or right minus wrong."""
        return Scoring(rule="exact" if self.scoring == "all" else "right_minus_wrong")

    def keys(self, orders: Sequence[Order]) -> tuple[Key, ...]:
        """Return the letters as they follow one another on the page."""
        [options], [order] = self.lists, orders
        return (tuple(map(letter, sorted(order.index(place) for place in options.answers))),)

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return some of its options."""
        return shapes.SomeOf(tuple(printed))

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every option that stands twice or is a letter, and options beyond Z."""
        answers, distractors = items_of(data, "answers"), items_of(data, "distractors")
        yield from option_repeats([], answers, "answers")
        wrong = option_texts(distractors)
        yield from option_repeats(placed(answers, "answers"), wrong, "distractors")
        yield from letter_errors(placed(answers, "answers"), placed(wrong, "distractors"))
        if len(answers) < MOST_OPTIONS < len(answers) + len(distractors):
            message = "There are {number} options; there are letters for {limit}. Delete some."
            context = {"number": len(answers) + len(distractors), "limit": MOST_OPTIONS}
            error = flaw("too_many_options", message, context)
            yield FieldError(("distractors",), error)


KIND = Kind(
    "multiple_select",
    printed("multiple select"),
    MultipleSelect,
    ("exact", "right_minus_wrong"),
)
