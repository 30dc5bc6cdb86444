"""Questions that are answered in writing."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from quizgen.bank.fields import (
    LevelPoints,
    Lines,
    ParagraphNumber,
    Points,
    Record,
    Slip,
    Text,
    field_of,
    items_of,
    number_of,
    repeats,
)
from quizgen.bank.kinds.base import BaseQuestion, Quotation, Scoring, Solution
from quizgen.base.markdown import unmarked
from quizgen.base.text_match import fold, quoted_parts
from quizgen.base.words import counted


class RubricLevel(Record):
    """What an open response must do to earn so many points."""

    points: LevelPoints = Field(
        description="What an answer at this level earns.", examples=["2"]
    )
    description: Text = Field(
        description="What such an answer does.",
        examples=["Names two pieces of evidence and weighs them."],
    )


class ShortAnswer(BaseQuestion):
    """A question answered in a few words."""

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
    def solutions(self) -> tuple[Solution, ...]:
        """The answer, with the others that are accepted."""
        return (Solution(self.answer, accept=self.accept),)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The answer, then the others that are accepted."""
        return (self.answer, *self.accept)

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every accepted text that stands twice."""
        yield from repeats([data.get("answer")], items_of(data, "accept"), "accept")


class OpenResponse(BaseQuestion):
    """A question answered at length and marked by a rubric."""

    type: Literal["open_response"] = Field(description="The kind of question.")
    answer: Text = Field(
        description="A model answer.",
        examples=["The figures come from one harbour, so they support only a small claim."],
    )
    rubric: tuple[RubricLevel, ...] = Field(
        default=(), description="What earns how many points: a list of levels."
    )
    single_point_rubric: tuple[Text, ...] = Field(
        default=(),
        description="Instead of a rubric: what a good answer does, a list of criteria. The key "
        "leaves room beside each for what falls short and what goes beyond.",
        examples=["[Names a limit of the figures, Weighs it against the claim]"],
    )
    points: Points = Field(
        default=1,
        description="What a full answer earns; left out, the rubric's best level.",
        examples=["4"],
    )
    lines: Lines | None = Field(
        default=None,
        description="How many ruled lines to write on; left out, sized from the model answer.",
        examples=["8"],
    )

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The model answer."""
        return (Solution(self.answer),)

    @property
    def marking(self) -> Scoring:
        """By the rubric's levels where there is one, else by hand."""
        if not self.rubric:
            return Scoring(rule="by_hand", by_hand=self.single_point_rubric)
        return Scoring(rule="rubric", levels=tuple(level.points for level in self.rubric))

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let the rubric say what the question is worth."""
        data = super().prepared(data)
        best = _best_level(data) if isinstance(data, dict) else None
        return {"points": best} | data if best else data

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield points that the rubric contradicts, and two rubrics."""
        yield from _contradicted_points(data)
        yield from repeats([], items_of(data, "single_point_rubric"), "single_point_rubric")
        if items_of(data, "rubric") and items_of(data, "single_point_rubric"):
            message = (
                "The question has a rubric already. Delete 'single_point_rubric', or 'rubric'."
            )
            yield Slip(("single_point_rubric",), PydanticCustomError("two_rubrics", message))


def _contradicted_points(data: Mapping[str, Any]) -> Iterator[Slip]:
    points, best = number_of(data.get("points")), _best_level(data)
    if best == 0:
        message = "The rubric's best level earns nothing. Give one level points."
        yield Slip(("rubric",), PydanticCustomError("worthless", message))
    elif points is not None and best is not None and points != best:
        message = (
            "The question is worth {points}, but its rubric's best level is worth {best}. "
            "Make them equal, or leave out the question's points."
        )
        context = {"points": counted(points, "point"), "best": best}
        yield Slip(("points",), PydanticCustomError("points_differ", message, context))


def _best_level(question: object) -> int | None:
    points = [number_of(field_of(level, "points")) for level in items_of(question, "rubric")]
    known = [number for number in points if number is not None]
    return max(known) if known and len(known) == len(points) else None


class Underline(BaseQuestion):
    """Words to underline, in an excerpt or in the printed article."""

    type: Literal["underline"] = Field(description="The kind of question.")
    paragraph: ParagraphNumber | None = Field(
        default=None,
        description="In place of excerpt: the paragraph of the printed article in which to "
        "underline.",
        examples=["4"],
    )
    answer: Text = Field(
        description="The words to underline, as they stand there.", examples=["Nobody saw it."]
    )

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The words to underline."""
        return (Solution(self.answer, paragraph=self.paragraph),)

    @property
    def quotations(self) -> Iterator[Quotation]:
        """The evidence, and the words to underline where they stand in the article."""
        yield from super().quotations
        if self.paragraph is not None:
            yield Quotation(("answer",), self.answer, self.paragraph)

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield a text to underline in that is missing, or lacks the words."""
        excerpt, answer = data.get("excerpt"), data.get("answer")
        words = excerpt if isinstance(excerpt, str) else field_of(excerpt, "text")
        if excerpt is None and data.get("paragraph") is None:
            message = (
                "Where is it to be underlined? Add 'excerpt' with a text to print, or "
                "'paragraph' with a paragraph of the article."
            )
            yield Slip(("excerpt",), PydanticCustomError("nowhere_to_underline", message))
        elif excerpt is not None and data.get("paragraph") is not None:
            message = "The question has an 'excerpt' and a 'paragraph'. Delete one of them."
            yield Slip(("paragraph",), PydanticCustomError("two_places", message))
        elif isinstance(words, str) and not _stands_in(words, answer):
            message = "These words do not stand in the excerpt. Copy them from it exactly."
            yield Slip(("answer",), PydanticCustomError("not_in_excerpt", message))


def _stands_in(excerpt: str, words: object) -> bool:
    """Whether words stand in an excerpt, compared as quotations are with the article.

    What is no text is told elsewhere.
    """
    if not isinstance(words, str):
        return True
    return bool(fold(_unmarked(excerpt)).stretch(quoted_parts(_unmarked(words))))


def _unmarked(text: str) -> str:
    """Return text without the marks of lists; one line is none, and prints as typed."""
    return unmarked(text) if "\n" in text.strip() else text
