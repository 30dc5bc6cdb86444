"""What is asked for in a form: the fields of the page to the requests of the API.

A field has the name of what it becomes. One that is empty was not asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.app import api
from quizgen.base.choices import DRAWS, PASSAGE_CHOICES, QUESTION_ORDERS, type_name
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.plan.request import Request, new_seed, parse_blueprint, parse_points, parse_types
from quizgen.printing.prepare import PassageRequest

MOST = 100_000
"""The largest number that a field takes."""

Fields = Mapping[str, Sequence[str]]
"""What a form has sent: each field with all its values."""


class WishesError(QuizgenError):
    """Everything that is wrong with a form, by its fields."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(problems.values()))


@dataclass(frozen=True)
class Wishes:
    """What is asked for about a run."""

    request: Request
    settings: Mapping[str, Any]
    passage: PassageRequest
    versions: int | None


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= MOST:
        raise QuizgenError(f"{text!r} is not a number from 1 to {MOST:,}.")
    return int(text[:9])


def _one_of(choices: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise QuizgenError(f"{text!r} is none of {', '.join(choices)}.")
        return text

    return read


READERS: Mapping[str, Callable[[str], Any]] = {
    "count": _number,
    "pages": _number,
    "versions": _number,
    "points": parse_points,
    "blueprint": parse_blueprint,
    "mix": parse_types,
    "at_most": parse_types,
    "order": _one_of(QUESTION_ORDERS),
    "draw": _one_of(DRAWS),
    "passage": _one_of(PASSAGE_CHOICES),
    "title": str,
    "seed": str,
    "language": str,
}
LISTS = ("skills", "difficulties", "types", "include", "exclude")
SETTINGS = ("paper", "look", "columns", "font_size", "spacing")
SWITCHES = ("large_print", "answer_column", "answer_sheet", "duplex")
"""Settings that are on or off; one that is not ticked is left to the bank."""


def wishes(fields: Fields) -> Wishes:
    """Return what a form asks for; raise WishesError with every field that is wrong."""
    found: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, read in READERS.items():
        if text := _text(fields, name) or _counts(fields, name):
            try:
                found[name] = read(text)
            except QuizgenError as error:
                problems[name] = str(error)
    if problems:
        raise WishesError(problems)
    where, draw = found.pop("passage", None), found.pop("draw", "once")
    versions = found.get("versions")
    lists = {name: _list(fields, name) for name in LISTS}
    lists["types"] = tuple(map(type_name, lists["types"]))
    request = api.Request(
        **{"seed": new_seed(), **found, **lists},
        draw_each=draw == "each",
        keep_options=bool(_text(fields, "keep_options")),
    )
    settings: dict[str, Any] = {
        name: text for name in SETTINGS if (text := _text(fields, name))
    }
    settings |= {name: True for name in SWITCHES if _text(fields, name)}
    if "columns" in settings and settings["columns"].isdecimal():
        settings["columns"] = int(settings["columns"])
    passage = PassageRequest(
        where=where,
        line_numbers=bool(_text(fields, "line_numbers")),
        draft=bool(_text(fields, "draft")),
    )
    return Wishes(request, settings, passage, versions)


def _text(fields: Fields, name: str) -> str:
    return next((text.strip() for text in fields.get(name, ())), "")


def _counts(fields: Fields, name: str) -> str:
    """Return the numbers that stand in fields of their own, `mix:table`, as they are typed."""
    found = (key for key in fields if key.startswith(f"{name}:") and _text(fields, key))
    return ",".join(f"{key.partition(':')[2]}={_text(fields, key)}" for key in found)


def _list(fields: Fields, name: str) -> tuple[str, ...]:
    """Return the values of a field, which may also be typed with commas."""
    parts = (part.strip() for text in fields.get(name, ()) for part in text.split(","))
    return tuple(part for part in parts if part)
