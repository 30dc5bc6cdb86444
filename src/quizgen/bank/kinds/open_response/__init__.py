"""A question answered at length."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import (
    FieldError,
    LevelPoints,
    Lines,
    Points,
    Record,
    Text,
    field_of,
    items_of,
    number_of,
    repeats,
)
from quizgen.bank.json_schema_terms import Schema, listed, where, without
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import MOST_LINES, BaseQuestion, Kind, Scoring, Solution
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.base.language import printed
from quizgen.base.words import counted

POINTS_A_CHARACTER = 8.4
"""The width of a handwritten character."""
ROOM = 1.5
"""An answer gets this many times the room that the model answer takes."""
FEWEST_LINES = 4


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

    other_words: ClassVar[Mapping[str, str]] = {"criteria": "rubric"}
    part_names: ClassVar[Mapping[str, str]] = {"rubric": "Level"}
    short_keys: ClassVar[tuple[str, ...]] = ("lines",)
    answer_form: ClassVar[AnswerForm | None] = "an essay"

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

    @property
    def is_essay(self) -> bool:
        """Always."""
        return True

    @property
    def marking_guide(self) -> tuple[str, ...]:
        """The rubric's levels or criteria; the model answer where there are none."""
        levels = (f"{level.points}: {level.description}" for level in self.rubric)
        return (*levels, *self.single_point_rubric) or self.accepted

    def shape(self, printed: Sequence[str]) -> shapes.Shape:  # noqa: ARG002
        """Return what is written."""
        return shapes.Written()

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let the rubric say what the question is worth."""
        data = super().prepared(data)
        best = _best_level(data) if isinstance(data, dict) else None
        return {"points": best} | data if best else data

    @classmethod
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that a rubric earns points, and that there is one."""
        no_points = {"anyOf": [{"const": 0}, {"type": "string", "pattern": "^0+$"}]}
        worthless = {"required": ["points"], "properties": {"points": no_points}}
        some_points = {
            "contains": {"not": worthless},
            "errorMessage": "The rubric's best level earns nothing. Give one level points.",
        }
        second = without("single_point_rubric", "The question has a rubric already.")
        return (
            {"if": listed("rubric"), "then": where("rubric", some_points)},
            {"if": listed("rubric"), "then": second},
        )

    def ruled_lines(self, column: float, others: Iterable[BaseQuestion]) -> int:  # noqa: ARG002
        """Return as many as the bank says, or as the model answer needs."""
        if self.lines is not None:
            return self.lines
        needed = math.ceil(len(self.answer) * ROOM * POINTS_A_CHARACTER / column)
        return min(max(needed, FEWEST_LINES), MOST_LINES)

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield points that the rubric contradicts, and two rubrics."""
        yield from _contradicted_points(data)
        yield from repeats([], items_of(data, "single_point_rubric"), "single_point_rubric")
        if items_of(data, "rubric") and items_of(data, "single_point_rubric"):
            message = (
                "The question has a rubric already. Delete 'single_point_rubric', or 'rubric'."
            )
            yield FieldError(("single_point_rubric",), flaw("two_rubrics", message))


def _contradicted_points(data: Mapping[str, Any]) -> Iterator[FieldError]:
    points, best = number_of(data.get("points")), _best_level(data)
    if best == 0:
        message = "The rubric's best level earns nothing. Give one level points."
        yield FieldError(("rubric",), flaw("worthless", message, {"mark": "key"}))
    elif points is not None and best is not None and points != best:
        message = (
            "The question is worth {points}, but its rubric's best level is worth {best}. "
            "Make them equal, or leave out the question's points."
        )
        context = {"points": counted(points, "point"), "best": best}
        yield FieldError(("points",), flaw("points_differ", message, context))


def _best_level(question: object) -> int | None:
    points = [number_of(field_of(level, "points")) for level in items_of(question, "rubric")]
    known = [number for number in points if number is not None]
    return max(known) if known and len(known) == len(points) else None


KIND = Kind("open_response", printed("open response"), OpenResponse, ("rubric", "by_hand"))
