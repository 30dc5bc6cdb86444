"""One right option among wrong ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import FieldError, Text, is_blank, items_of, one_line, repeats
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import (
    BaseQuestion,
    Choice,
    Distractor,
    Kind,
    OptionList,
    Solution,
    WrittenOption,
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
from quizgen.bank.option_text import OptionText, said
from quizgen.bank.place import Place
from quizgen.base.errors import did_you_mean, shown
from quizgen.base.language import printed


class MultipleChoice(BaseQuestion):
    """A stem and its options, exactly one of which is right."""

    other_words: ClassVar[Mapping[str, str]] = {
        "choices": "distractors",
        "options": "distractors",
        "wrong": "distractors",
        "correct": "answer",
    }
    part_names: ClassVar[Mapping[str, str]] = {"distractors": "Distractor"}
    answer_form: ClassVar[AnswerForm | None] = "one choice"

    type: Literal["multiple_choice"] = Field(
        default="multiple_choice",
        description="The kind of question.",
        examples=["multiple_choice"],
    )
    answer: OptionText = Field(
        description="The right option: a text, or a picture.",
        examples=["Automation made the coast safer and lonelier."],
    )
    # Twenty-five and the answer take the letters A to Z.
    distractors: tuple[Distractor, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The wrong options, 1 to 25: each a text, or text or picture and "
        "misconception.",
        examples=["[A wrong option, Another wrong option]"],
    )
    options_kept_last: tuple[Text, ...] = Field(
        default=(),
        description="Options, the answer among them, that stay at the end in this order: a "
        "list.",
        examples=["[None of these]"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The answer, then the distractors; what stays last is last."""
        return (option_list([self.answer], self.distractors, self.options_kept_last),)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The stem and its options."""
        kept = self.options_kept_last
        right = WrittenOption(self.answer, ("answer",), True, self.answer in kept)
        options = (right, *written(self.distractors, last=kept))
        return (Choice(self.stem, ("stem",), options, kept),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The one right option."""
        return (Solution(self.answer),)

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return one of its options."""
        return shapes.OneOf(tuple(printed))

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every option that stands twice, stays last and is none, or is a letter."""
        distractors = option_texts(items_of(data, "distractors"))
        answers: list[tuple[Place, object]] = [(("answer",), data.get("answer"))]
        yield from option_repeats(answers, distractors, "distractors")
        yield from letter_errors(answers, placed(distractors, "distractors"))
        kept = items_of(data, "options_kept_last")
        yield from repeats([], kept, "options_kept_last")
        yield from _unknown_options(kept, map(said, [data.get("answer"), *distractors]))


def _unknown_options(kept: Sequence[object], options: Iterable[object]) -> Iterator[FieldError]:
    known = [one_line(text) for text in options if isinstance(text, str)]
    for index, text in enumerate(kept):
        if isinstance(text, str) and not is_blank(text) and one_line(text) not in known:
            message = (
                "The question has no option '{option}'.{guess} Write the option as it stands "
                "in 'answer' or 'distractors'."
            )
            context = {"option": shown(text), "guess": did_you_mean(one_line(text), known)}
            error = flaw("unknown_option", message, context)
            yield FieldError(("options_kept_last", index), error)


KIND = Kind("multiple_choice", printed("multiple choice"), MultipleChoice, ("exact",))
