"""What a form asks for a question of each kind: made from the models, as the schema is."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from quizgen.bank.fields import Record
from quizgen.bank.json_schema import described, name_in, raw_of, records, without_null
from quizgen.bank.json_schema_rules import own
from quizgen.bank.json_schema_terms import Schema
from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import BaseQuestion, Kind
from quizgen.bank.option_text import OptionPicture
from quizgen.bank.place import Place
from quizgen.base.data_class import dataclass, replace

Control = Literal["text", "word", "number", "truth", "choice", "list", "record", "names"]
"""What is filled in: a text of any length, a short word, a number, yes or no, one of some
words, several of one sort, some parts, or some parts under names of one's own."""

LED_BY = ("skill", "stem", "excerpt", "image")
"""What a form begins with; then comes what a kind has of its own, then the rest."""
ASKED = ("rationale", "evidence", "difficulty", "points")
"""Keys that a form shows although they may be left out."""
KEPT_BACK = ("id",)
"""Keys that a form need not show although they are required: a new question has them."""
MOST_AT_ONCE = 3
"""So many parts of a record are shown at once, where none of them is required."""
OFFERED = {
    "skill": "skills",
    "paragraph": "paragraphs",
    "group": "groups",
    "enemies": "questions",
    "allow_with": "questions",
}
"""Where the bank itself has the words to choose from."""


@dataclass(frozen=True)
class FormField:
    """A field of a form; `fields` are a record's parts, `item` is one of several."""

    key: str
    control: Control
    label: str
    help: str = ""
    required: bool = False
    shown: bool = True
    choices: tuple[str, ...] = ()
    offered: str = ""
    default: str = ""
    low: int | None = None
    high: int | None = None
    most: int | None = None
    alone: str = ""
    """The key of a record that may stand for all of it, as a text alone."""
    picture: bool = False
    """Whether a picture's keys may stand in place of the text."""
    item: "FormField | None" = None
    fields: tuple["FormField", ...] = ()


def label_of(key: str) -> str:
    """Return what a key is called on a form.

    >>> label_of("options_kept_last")
    'Options kept last'
    """
    return key.replace("_", " ").capitalize()


def item_label(key: str) -> str:
    """Return what one item of a list is called on a form.

    >>> [item_label(key) for key in ("steps", "enemies", "accept")]
    ['Step', 'Enemy', 'Accept']
    """
    label = label_of(key)
    return label[:-3] + "y" if label.endswith("ies") else label.removesuffix("s")


@cache
def fields_of(model: type[BaseQuestion]) -> tuple[FormField, ...]:
    """Return the fields of a question, in the order of a form; its type is not asked."""
    keys = [key for key in model.model_fields if key != "type"]
    of_its_own = [key for key in keys if key not in BaseQuestion.model_fields]
    ordered = dict.fromkeys([*LED_BY, *of_its_own, *ASKED, *keys])
    return tuple(_field(model, key, model.part_names) for key in ordered)


def key_order(model: type[BaseQuestion]) -> tuple[str, ...]:
    """Return the keys of a question in the order in which a form writes them."""
    return ("id", "type", *(field.key for field in fields_of(model) if field.key != "id"))


def field_at(kind: Kind, place: Place) -> FormField | None:
    """Return the field that a place in a question belongs to; None if there is none."""
    found: FormField | None = None
    fields = fields_of(kind.model)
    for step in place:
        if found and found.control in ("list", "names"):
            found = found.item
        else:
            found = next((each for each in fields if each.key == step), None)
        if found is None:
            return None
        fields = found.fields
    return found


def explained(kind: Kind) -> str:
    """Return what a kind of question is, in a line."""
    return (kind.model.__doc__ or "").partition("\n")[0]


def form_texts() -> tuple[str, ...]:
    """Return every word of the models that a form shows, each once."""
    found: dict[str, None] = {}
    for kind in KINDS:
        own_words = (kind.title, explained(kind))
        found |= dict.fromkeys([*own_words, *_texts(fields_of(kind.model))])
    return tuple(found)


def _texts(fields: Iterable[FormField]) -> Iterator[str]:
    for field in fields:
        yield from filter(None, (field.label, field.help))
        yield from _texts((*field.fields, *([field.item] if field.item else [])))


def _field(record: type[Record], key: str, parts: Mapping[str, str]) -> FormField:
    model = record.model_fields[key]
    plain = without_null(raw_of(record)["properties"][key])
    # A pattern that the key adds, such as that of gaps, is of a text like any other.
    raw = own(record, key, plain)
    if "pattern" not in plain:
        raw = {name: each for name, each in raw.items() if name != "pattern"}
    usual = getattr(record, "usual_keys", ())
    default = model.get_default(call_default_factory=True)
    required = model.is_required()
    return FormField(
        key,
        label=parts.get(key, label_of(key)) if "$ref" in raw else label_of(key),
        help=described(record, key),
        required=required,
        shown=(required and key not in KEPT_BACK) or key in usual or key in ASKED,
        offered=OFFERED.get(key, ""),
        default=_default(default),
        **_control(raw, (item_label(key), parts.get(key, "")), OFFERED.get(key, ""), parts),
    )


def _default(value: object) -> str:
    """Return what is meant where a key is left out, as a bank would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | str) else ""


def _control(
    raw: Schema, names: tuple[str, str], offered: str, parts: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a value is filled in with, as arguments of a field.

    names are those of one of several: by its key, and by its kind, which may have none.
    """
    if "$ref" in raw:
        return _parts(records()[name_in(raw)], parts)
    if "enum" in raw or "const" in raw:
        return {"control": "choice", "choices": tuple(raw.get("enum", (raw.get("const"),)))}
    if raw["type"] == "boolean":
        return {"control": "truth"}
    if raw["type"] == "integer":
        return {"control": "number", "low": raw["minimum"], "high": raw["maximum"]}
    if raw["type"] == "array":
        item = _item(raw["items"], names, offered, parts)
        return {"control": "list", "item": item, "most": raw.get("maxItems")}
    if raw["type"] == "object":
        [*named] = raw.get("patternProperties", {}).values()
        inner = named[0] if named else raw["additionalProperties"]
        return {"control": "names", "item": _item(inner, names, "", parts)}
    is_word = "pattern" in raw or "known" in raw
    if "picture" in raw:
        pictured = _parts(OptionPicture, parts)["fields"]
        return {"control": "text", "picture": True, "fields": pictured}
    return {"control": "word" if is_word else "text"}


def _item(
    raw: Schema, names: tuple[str, str], offered: str, parts: Mapping[str, str]
) -> FormField:
    # A list in a list has the name of its key: it is a row, and its items are cells.
    label = names[0] if raw.get("type") == "array" else names[1] or names[0]
    return FormField("", label=label, offered=offered, **_control(raw, names, offered, parts))


def _parts(record: type[Record], parts: Mapping[str, str]) -> dict[str, Any]:
    """Return a record's fields; those of a picture are beside them where one may stand."""
    prepared = record.prepared("text")
    alone = next(iter(prepared)) if isinstance(prepared, dict) else ""
    own_fields = [_field(record, key, parts) for key in record.model_fields]
    led = bool(alone) and any(each.key == alone and each.required for each in own_fields)
    fields = [
        replace(each, shown=each.required or (not led and at < MOST_AT_ONCE and not each.item))
        for at, each in enumerate(own_fields)
    ]
    if record.picture_key:
        pictured = (_field(OptionPicture, key, {}) for key in ("image", "alt"))
        fields += [replace(each, shown=False) for each in pictured]
    return {"control": "record", "alone": alone, "fields": tuple(fields)}
