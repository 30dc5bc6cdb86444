"""What a bank or a project wishes of every draw: types, points and pages."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from quizgen.bank.field_spec import After, Field, flaw
from quizgen.bank.fields import Count, FieldError, LimitNumber, Record, field_of, number_of
from quizgen.bank.questions import MODELS
from quizgen.base.choices import type_name
from quizgen.base.errors import did_you_mean, shown

Range = tuple[int, int]
"""The least and the most of something."""

POINTS = "^ *[0-9]{1,9}( *[-\u2013] *[0-9]{1,9})? *$"


def points_range(text: str) -> Range | None:
    """Return "15" or "12-15" as the least and the most points; None if it is neither.

    A worksheet is worth 1 point or more.

    >>> points_range("15"), points_range("12-15"), points_range("15-12")
    ((15, 15), (12, 15), None)
    """
    if not re.match(POINTS, text):
        return None
    numbers = [int(number) for number in re.findall("[0-9]+", text)]
    least, most = numbers[0], numbers[-1]
    return (least, most) if 1 <= least <= most else None


def _points(value: str) -> str:
    if points_range(value):
        return value.strip()
    raise flaw(
        "points",
        "'points' is what a worksheet is worth, 1 or more: 15, or 12-15 with the smaller "
        "number first; not '{written}'.",
        {"written": value[:40]},
    )


TypeNumbers = Annotated[dict[str, LimitNumber], Field(json_schema_extra={"known": [*MODELS]})]
"""Numbers of questions by their type."""
PointsText = Annotated[str, Field(json_schema_extra={"pattern": POINTS}), After(_points)]


class DrawWishes(Record):
    """What each draw of a worksheet should be like."""

    mix: TypeNumbers = Field(
        default_factory=dict,
        description="How many questions of some types a worksheet has; the rest of the count "
        "comes from the other types.",
        examples=["{multiple_choice: 7, open_response: 1}"],
    )
    at_most: TypeNumbers = Field(
        default_factory=dict,
        description="The most questions of some types; left out, one open_response in ten "
        "questions.",
        examples=["{open_response: 1}"],
    )
    points: PointsText | None = Field(
        default=None, description="What a worksheet is worth in all.", examples=["12-15"]
    )
    pages: Count | None = Field(
        default=None,
        description="The most pages of a worksheet: draws and orders that fit are looked for.",
        examples=["2"],
    )

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield types that do not exist, and what contradicts itself."""
        for key in ("mix", "at_most"):
            yield from _unknown_types(key, _numbers(data, key))
        most = _numbers(data, "at_most")
        for name, number in _numbers(data, "mix").items():
            limit, asked = number_of(most.get(name)), number_of(number)
            if limit is not None and asked is not None and asked > limit:
                message = (
                    "'mix' has {asked} {name} questions and 'at_most' has {limit}. Change one "
                    "of the two numbers."
                )
                context = {"asked": asked, "name": name, "limit": limit}
                error = flaw("mix_beyond_most", message, context)
                yield FieldError(("mix", name), error)


def _numbers(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = field_of(data, key)
    return found if isinstance(found, dict) else {}


def _unknown_types(key: str, numbers: Mapping[str, Any]) -> Iterator[FieldError]:
    for name in numbers:
        if name not in MODELS:
            message = "There is no type '{name}'.{guess} Use one of {types}."
            context = {
                "name": shown(str(name)),
                "guess": did_you_mean(type_name(str(name)), MODELS),
                "types": ", ".join(MODELS),
                "mark": "key",
            }
            yield FieldError((key, name), flaw("unknown_type", message, context))
