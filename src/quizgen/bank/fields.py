"""The field types of a bank's records, and how errors between fields are reported.

Every scalar arrives as text (see yaml_reader); fields that are numbers or booleans convert it
here. The same models read a plan's JSON, so numbers and booleans are accepted too, and a
question survives the round trip through JSON.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

from quizgen.bank.field_spec import After, Before, Field, flaw
from quizgen.bank.record import BaseRecord
from quizgen.base.files import MOST_CHARACTERS
from quizgen.base.regex import regex

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

TRUTHS = {"true": True, "yes": True, "t": True, "y": True} | {
    "false": False,
    "no": False,
    "f": False,
    "n": False,
}
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
# Tab, line feed and carriage return are layout; the others cannot be printed.
UNPRINTABLE = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class FieldError(NamedTuple):
    """An error between fields, at the place to change."""

    place: tuple[str | int, ...]
    error: "PydanticCustomError"


def is_blank(value: object) -> bool:
    """Return whether a text holds white space only."""
    return isinstance(value, str) and not value.strip()


def plain_text(value: str) -> str:
    """Return a text that can be printed; raise the flaw of one that cannot."""
    if is_blank(value):
        raise flaw("blank", "This text is empty.")
    if len(value) > MOST_CHARACTERS:
        raise flaw(
            "long_text",
            "This text has {length} characters, and at most {most} are allowed. Shorten it.",
            {"length": len(value), "most": MOST_CHARACTERS},
        )
    # Most texts are one line, and found printable sooner than by the pattern.
    if not value.isprintable() and (found := UNPRINTABLE.search(value)):
        raise flaw(
            "unprintable",
            "This text holds a character that cannot be printed ({code}). Delete it.",
            {"code": f"U+{ord(found[0]):04X}"},
        )
    return value


def _whole_number(value: object, low: int, high: int) -> object:
    """Accept plain digits only: int() would also take 1_0, +1 and Arabic-Indic digits."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if type(value) is int and low <= value <= high:
        return value
    raise flaw(
        "whole_number",
        "This must be a whole number from {low} to {high}, in digits.",
        {"low": low, "high": high},
    )


def _truth(value: object) -> object:
    if isinstance(value, str):
        value = TRUTHS.get(value.casefold())
    if isinstance(value, bool):
        return value
    raise flaw("truth", "The answer must be true or false.")


def is_inside_folder(name: str) -> bool:
    """Return whether a file name stays in its folder, on any system."""
    leaves = re.match(r"[/~]|[A-Za-z]:", name) or "\\" in name or ".." in name.split("/")
    return not leaves


def _inside_folder(value: str) -> str:
    if not is_inside_folder(value):
        raise flaw(
            "outside_folder",
            "The file must lie in the bank's own folder. Put it there and write its file name "
            "only, such as article.txt or map.png.",
        )
    return value


def _language(value: str) -> str:
    if re.fullmatch(LANGUAGE, value):
        return value
    raise flaw(
        "language",
        "A language is a code such as en, de or pt-BR, not '{written}'.",
        {"written": value[:40]},
    )


def one_line(value: str) -> str:
    """Collapse white space, to compare options."""
    return " ".join(value.split())


Text = Annotated[str, Field(min_length=1), After(plain_text)]
NAME = r"^[A-Za-z0-9_-]+$"
# What the JSON Schema adds for editors: a message, and what a validator here looks for.
_NAME_HINT = {"patternErrorMessage": "Letters a to z, digits, - and _ only, no spaces."}
_FILE_HINT = {
    "pattern": r"^(?![/~]|[A-Za-z]:|[\s\S]*\\|(?:[\s\S]*/)?\.\.(?:/|$))",
    "patternErrorMessage": "A file in the bank's own folder: its name only.",
}
Name = Annotated[str, Field(min_length=1, pattern=NAME, json_schema_extra=_NAME_HINT)]
FileName = Annotated[Text, After(_inside_folder), Field(json_schema_extra=_FILE_HINT)]
LanguageCode = Annotated[str, Field(json_schema_extra={"pattern": LANGUAGE}), After(_language)]
Truth = Annotated[bool, Before(_truth)]


def mended_name(text: str) -> str:
    """Return the valid name nearest to a text; may be empty."""
    if re.fullmatch(NAME, text):
        return text
    return re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")


def whole(low: int, high: int) -> Any:
    """Return a validator that turns digits into a whole number within two limits."""
    return Before(partial(_whole_number, low=low, high=high))


ParagraphNumber = Annotated[int, Field(ge=1, le=10_000), whole(1, 10_000)]
Points = Annotated[int, Field(ge=1, le=1000), whole(1, 1000)]
Count = Annotated[int, Field(ge=1, le=1000), whole(1, 1000)]
LevelPoints = Annotated[int, Field(ge=0, le=1000), whole(0, 1000)]
LimitNumber = Annotated[int, Field(ge=0, le=10_000), whole(0, 10_000)]
Lines = Annotated[int, Field(ge=1, le=60), whole(1, 60)]


class Record(BaseRecord):
    """Read-only and closed: a misspelt key is an error, never silently ignored."""

    picture_key: ClassVar[str | None] = None
    """The key of an option whose picture may be written with the record's own keys."""

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Drop blank optional keys: left blank counts as left out."""
        if not isinstance(data, dict):
            return data
        fields = cls.record_fields
        return {
            key: value
            for key, value in data.items()
            if not (is_blank(value) and key in fields and not fields[key].is_required)
        }

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:  # noqa: ARG003
        """Yield the errors between fields; data is as written and may be invalid."""
        yield from ()

    @classmethod
    def written_at(cls, place: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Return where a bank writes what is at a place in the record."""
        return place

    @classmethod
    def key_schemas(cls) -> Mapping[str, dict[str, Any]]:
        """Return additions to the JSON Schema, by key."""
        return {}

    @classmethod
    def schema_rules(cls) -> Sequence[dict[str, Any]]:
        """Return JSON Schema rules between keys."""
        return ()


# Access to data as written, which may be anything: these never fail.


def field_of(record: object, key: str, default: Any = None) -> Any:
    """Return a field of a record or of data as written, else the default."""
    if isinstance(record, dict):
        return record.get(key, default)
    return getattr(record, key, default) if isinstance(record, Record) else default


def items_of(record: object, key: str) -> list[Any]:
    """Return the items of a list, if it is one."""
    found = field_of(record, key, ())
    return list(found) if isinstance(found, list | tuple) else []


def number_of(value: object) -> int | None:
    """Return a whole number, typed or real, if it is one."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return value if type(value) is int else None


def text_or(key: str, data: Any) -> Any:
    """Turn a text alone into a record with that key."""
    return {key: data} if isinstance(data, str) else data


def repeats(
    known: Iterable[object], others: Iterable[object], field: str
) -> Iterator[FieldError]:
    """Yield each text that repeats a known answer or an earlier text."""
    answers = {one_line(text) for text in known if isinstance(text, str) and not is_blank(text)}
    seen: set[str] = set()
    for index, other in enumerate(others):
        if not isinstance(other, str) or is_blank(other):
            continue
        line = one_line(other)
        if line in answers:
            message = "This repeats the answer. Change it or delete it."
            yield FieldError((field, index), flaw("repeats_answer", message))
        elif line in seen:
            message = "This is in the list twice. Change it or delete it."
            yield FieldError((field, index), flaw("repeats_other", message))
        seen.add(line)
