"""Two columns of entries that belong together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import FieldError, Points, Record, Text, field_of, items_of, repeats
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Kind, OptionList, Scoring, Solution
from quizgen.bank.kinds.common import MOST_ENTRIES, placed, with_points
from quizgen.bank.kinds.option_letters import own_letters
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.bank.option_text import OptionText, said, same_pictures
from quizgen.bank.place import Place
from quizgen.base.language import printed

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError


class Pair(Record):
    """Two entries that belong together."""

    left: Text = Field(description="The entry on the left.", examples=["The keeper's log"])
    right: OptionText = Field(
        description="What belongs to it: a text, or a picture.", examples=["An eyewitness"]
    )


class Matching(BaseQuestion):
    """Entries to match with those of a second column."""

    part_names: ClassVar[Mapping[str, str]] = {"pairs": "Pair"}
    short_keys: ClassVar[tuple[str, ...]] = ("scoring",)
    answer_form: ClassVar[AnswerForm | None] = "pairs"

    type: Literal["matching"] = Field(description="The kind of question.")
    pairs: tuple[Pair, ...] = Field(
        min_length=2,
        max_length=MOST_ENTRIES,
        description="What belongs together, 2 to 26 pairs of left and right. The left column "
        "is printed in this order.",
        examples=["[{left: The log, right: An eyewitness}, {left: A chart, right: Numbers}]"],
    )
    extra: tuple[OptionText, ...] = Field(
        default=(),
        description="Right-hand entries that belong to nothing: a list.",
        examples=["[A rumour]"],
    )
    scoring: Literal["each", "all"] = Field(
        default="each",
        description="each: a share of the points for each pair. all: the points for no slip.",
        examples=["all"],
    )
    points: Points = Field(
        default=1,
        description="What it earns; left out, a point for each pair.",
        examples=["4"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The right column; its letters are the key."""
        texts = (*(pair.right for pair in self.pairs), *self.extra)
        return (OptionList(texts, tuple(range(len(self.pairs))), len(texts)),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """What belongs to each entry on the left."""
        return tuple(Solution(pair.right, label=f"{pair.left} –") for pair in self.pairs)

    @property
    def marking(self) -> Scoring:
        """A share for each pair, or all or nothing."""
        return Scoring(rule="each" if self.scoring == "each" else "exact")

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return an entry of the right column for each of the left."""
        return shapes.Match(tuple(pair.left for pair in self.pairs), tuple(printed))

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let every pair be worth a point."""
        return with_points(super().prepared(data), len(items_of(data, "pairs")))

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every entry that stands twice, has a letter of its own, or none left."""
        pairs = items_of(data, "pairs")
        for side in ("left", "right"):
            for slip in repeats([], (said(field_of(pair, side)) for pair in pairs), side):
                yield FieldError(
                    ("pairs", slip.place[1], side), _twice(f"on the {side} of another pair")
                )
            entries = [field_of(pair, side) for pair in pairs]
            places: list[Place] = [("pairs", at, side) for at in range(len(pairs))]
            yield from own_letters([*zip(places, entries, strict=True)])
        rights = [field_of(pair, "right") for pair in pairs]
        extra = items_of(data, "extra")
        columns = [*zip(places, rights, strict=True), *placed(extra, "extra")]
        yield from same_pictures(columns)
        for slip in repeats(map(said, rights), map(said, extra), "extra"):
            yield FieldError(slip.place, _twice("in the right column"))
        if len(pairs) <= MOST_ENTRIES < len(pairs) + len(extra):
            message = (
                "The right column has {number} entries; there are letters for {limit}. "
                "Delete some of 'extra'."
            )
            context = {"number": len(pairs) + len(extra), "limit": MOST_ENTRIES}
            yield FieldError(("extra",), flaw("too_many_entries", message, context))


def _twice(where: str) -> "PydanticCustomError":
    message = "This entry stands {where} too, so the key would not be clear. Change it."
    return flaw("repeats_entry", message, {"where": where})


KIND = Kind("matching", printed("matching"), Matching, ("each", "exact"))
