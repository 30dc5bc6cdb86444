"""A question answered at length."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from quizgen.bank.fields import (
    LevelPoints,
    Lines,
    Points,
    Record,
    Slip,
    Text,
    field_of,
    items_of,
    number_of,
    repeats,
)
from quizgen.bank.kinds.base import BaseQuestion, Kind, Scoring, Solution
from quizgen.base.language import printed
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


KIND = Kind("open_response", printed("open response"), OpenResponse, ("rubric", "by_hand"))
