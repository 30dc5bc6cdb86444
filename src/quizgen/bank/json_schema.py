"""The bank's format as a JSON Schema, for editors: made from the model, so that they agree.

An editor reads YAML with its guesses: `No` may be false to it, 1.10 a number, a blank null,
where quizgen reads text as typed. So the schema takes any single value where a text is
wanted, and digits in quotes where a number is. It refuses nothing that quizgen accepts. What
takes a look at two places, such as an id that stands twice, it cannot tell.
"""

import json
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from itertools import count
from typing import Any, get_args

from quizgen.bank.fields import TRUTHS, UNPRINTABLE, Record
from quizgen.bank.json_schema_rules import between, own
from quizgen.bank.json_schema_terms import BLANK, Schema, digits, words
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.model import Bank
from quizgen.bank.option_text import OptionPicture
from quizgen.bank.questions import DEFAULT, MODELS
from quizgen.bank.yaml_reader import read_yaml

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MESSAGE = "A text is wanted here, not a list and not keys."
EMPTY = "This text is empty, or it holds a character that cannot be printed."

# Written without "type": of each type in a list an editor would propose a value to type.
SINGLE: Schema = {
    "if": {"type": ["array", "object"]},
    "then": {"type": "string", "errorMessage": MESSAGE},
}
PRINTABLE = rf"(?![\s\S]*{UNPRINTABLE.pattern})"
TEXT = SINGLE | {"pattern": rf"^{PRINTABLE}[\s\S]*\S", "patternErrorMessage": EMPTY}
OPTIONAL_TEXT = SINGLE | {"pattern": f"^{PRINTABLE}", "patternErrorMessage": EMPTY}
SHARED = {"text": TEXT, "optional_text": OPTIONAL_TEXT}
"""What stands behind most keys, by its name among the definitions."""


def schema_text() -> str:
    """Return the schema as schema/bank.schema.json holds it."""
    return json.dumps(bank_schema(), indent=1, ensure_ascii=False) + "\n"


def bank_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a bank, as an editor reads it."""
    definitions = {name: _definition(record) for name, record in records().items()}
    return {
        "$schema": DRAFT,
        "title": "quizgen bank",
        **_record(Bank),
        "$defs": {**SHARED, "Question": _question(), **definitions},
    }


@cache
def _raw() -> Schema:
    """Return what pydantic says of the model, where nothing is left blank or in quotes."""
    return Bank.model_json_schema()


def records() -> dict[str, type[Record]]:
    """Return the records that a bank is made of, by name."""
    found: dict[str, type[Record]] = {}
    waiting: list[Any] = [Bank, OptionPicture]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and issubclass(annotation, Record):
            if annotation.__name__ not in found:
                found[annotation.__name__] = annotation
                waiting += [field.annotation for field in annotation.model_fields.values()]
        else:
            waiting += get_args(annotation)
    return {name: found[name] for name in _raw()["$defs"]}


def _definition(record: type[Record]) -> Schema:
    """Return a record's schema; one that may be its text alone is either."""
    schema = _record(record)
    if not isinstance(record.prepared("text"), dict):
        return schema
    # No anyOf: an editor would name the wrong one of the two when neither fits.
    return {"if": {"type": "object"}, "then": schema, "else": _reference("text")}


def _record(record: type[Record]) -> Schema:
    fields = record.model_fields
    required = [key for key, field in fields.items() if field.is_required()]
    if record.picture_key:
        return _with_picture(record, record.picture_key)
    return {
        **_about(record),
        "type": "object",
        "required": required,
        "properties": {key: _property(record, key) for key in fields},
        "additionalProperties": False,
        **between(record),
    }


def _with_picture(record: type[Record], text: str) -> Schema:
    """Return the schema of a record with a text or, in its place, a picture's own keys."""
    own = {key: _property(record, key) for key in record.model_fields}
    added = {key: _property(OptionPicture, key) for key in ("image", "alt")}
    return {
        **_about(record),
        "type": "object",
        "if": {"anyOf": [{"required": ["image"]}, {"required": ["alt"]}]},
        "then": {"required": ["image", "alt"]},
        "else": {"required": [text]},
        "properties": {**own, **added},
        "additionalProperties": False,
        **between(record),
    }


def _about(record: type[Record]) -> Schema:
    return {"description": cleandoc(record.__doc__ or "").partition("\n")[0]}


def raw_of(record: type[Record]) -> Schema:
    """Return what pydantic says of a record."""
    raw: Schema = _raw() if record is Bank else _raw()["$defs"][record.__name__]
    return raw


# Keys


def _property(record: type[Record], key: str) -> Schema:
    field = record.model_fields[key]
    raw = own(record, key, without_null(raw_of(record)["properties"][key]))
    return {
        "description": described(record, key),
        "examples": [_example(record, key)],
        **(_value(raw) if field.is_required() else _or_blank(raw, _takes_commas(record, key))),
    }


def _takes_commas(record: type[Record], key: str) -> bool:
    """Whether a text with commas may stand for the list behind a key."""
    prepared = record.prepared({key: "a, b"})
    return isinstance(prepared, dict) and prepared.get(key) == ["a", "b"]


def described(record: type[Record], key: str) -> str:
    """Return what a key means, and what it is where it is left out."""
    field = record.model_fields[key]
    default = field.get_default(call_default_factory=True)
    said = field.description or ""
    if field.is_required() or (not default and default is not False) or "left out" in said:
        return said
    return f"{said} Left out: {str(default).lower() if default in (True, False) else default}."


def without_null(raw: Schema) -> Schema:
    """Return what a key may hold that is not left out."""
    [*parts] = [part for part in raw.get("anyOf", ()) if part != {"type": "null"}]
    return parts[0] if len(parts) == 1 else raw


def _or_blank(raw: Schema, takes_commas: bool = False) -> Schema:
    """Return a value's schema, or blank, which counts as left out."""
    if _is_text(raw):
        return _text(raw, optional=True)
    value = _value(raw)
    if takes_commas:
        return {"anyOf": [*_in_a_line(raw["items"]), value, BLANK]}
    if raw.get("type") == "array":
        # An editor begins a list only where it finds what is in one at the top.
        kept = {key: part for key, part in value.items() if key != "type"}
        return {"if": {"not": BLANK}, "then": {"type": "array"}} | kept
    return {"anyOf": [*value.get("anyOf", [value]), BLANK]}


def _in_a_line(raw: Schema) -> list[Schema]:
    """Return what a list may be in one line: one item, or several with commas between."""
    names = raw.get("enum", [*raw.get("known", ())])
    one = "|".join(raw["enum"]) if "enum" in raw else rf"{PRINTABLE}[^,]*[^\s,][^,]*"
    several = {"pattern": rf"^\s*(?:{one})\s*(?:,\s*(?:{one})\s*)*$"}
    return [{"enum": names}, {"not": {"type": ["array", "object", "null"]}} | several]


def _is_text(raw: Schema) -> bool:
    return raw.get("type") == "string" and not {"enum", "const", "words"} & set(raw)


def _value(raw: Schema) -> Schema:
    """Return the schema of a value, as an editor may read what quizgen accepts."""
    if "oneOf" in raw:
        return _reference("Question")
    if "$ref" in raw:
        return _reference(name_in(raw))
    if "words" in raw or raw.get("type") == "boolean":
        return _truth(raw)
    if "enum" in raw or "const" in raw:
        names = {"enum": raw.get("enum", [raw.get("const")])}
        if "spellings" in raw:
            return {"anyOf": [names, {"type": "string", "pattern": raw["spellings"]}]}
        return names
    return _BY_TYPE[raw["type"]](raw)


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _text(raw: Schema, *, optional: bool = False) -> Schema:
    # One alternative alone, for editors: a new group of keys gets every text that it needs.
    if "picture" in raw:
        return {
            "if": {"type": "object"},
            "then": _value(raw["picture"]),
            "else": _reference("text"),
        }
    if "known" in raw:
        known, said = zip(*raw["known"].items(), strict=True)
        return {
            "anyOf": [{"enum": list(known), "enumDescriptions": list(said)}, _reference("text")]
        }
    if not {"pattern", "minLength"} & set(raw):
        return {"anyOf": [SINGLE]}
    if "pattern" not in raw:
        return {"anyOf": [_reference("optional_text" if optional else "text")]}
    # What a text may not be, then what this one must be.
    pattern = rf"^{PRINTABLE}(?=[\s\S]*\S){raw['pattern'].removeprefix('^')}"
    pattern = rf"^\s*$|{pattern}" if optional else pattern
    return {"anyOf": [SINGLE | {"pattern": pattern} | _taken(raw, "patternErrorMessage")]}


def _taken(raw: Schema, *keys: str) -> Schema:
    return {key: raw[key] for key in keys if key in raw}


def _truth(raw: Schema) -> Schema:
    """Return true and false in every way to write them, with what else there is to say."""
    others = [word for word in raw.get("enum", ()) if word not in TRUTHS]
    message = f"This is one of {', '.join(['true', 'false', *others])}."
    accepted = {"type": "string", "pattern": words(raw.get("words", TRUTHS))}
    return {
        "anyOf": [
            {"type": "boolean", "errorMessage": message},
            *({"enum": [word], "errorMessage": message} for word in others),
            accepted | {"errorMessage": message},
        ]
    }


def _whole(raw: Schema) -> Schema:
    low, high = raw["minimum"], raw["maximum"]
    message = f"This is a whole number from {low} to {high}."
    in_quotes = {"type": "string", "pattern": digits(low, high), "errorMessage": message}
    number = {"type": "integer", "minimum": low, "maximum": high, "errorMessage": message}
    return {"anyOf": [number, in_quotes]}


def _list(raw: Schema) -> Schema:
    return {
        "type": "array",
        "items": _value(raw["items"]),
        **_taken(raw, "minItems", "maxItems"),
    }


def _names(raw: Schema) -> Schema:
    """Return the schema of names with a value each."""
    named = {
        pattern: _value(part) for pattern, part in raw.get("patternProperties", {}).items()
    }
    rest = raw.get("additionalProperties", False)
    return {
        "type": "object",
        **({"propertyNames": {"enum": raw["known"]}} if "known" in raw else {}),
        **({"patternProperties": named} if named else {}),
        "additionalProperties": _value(rest) if rest else False,
    }


_BY_TYPE = {"string": _text, "integer": _whole, "array": _list, "object": _names}


# Questions


def _question() -> Schema:
    """Return the schema of a question: that of the kind which its type says."""
    return {
        "type": "object",
        "properties": {
            "type": {
                "description": f"The kind of question. Left out: {DEFAULT}.",
                "anyOf": [
                    {"enum": list(MODELS), "enumDescriptions": _kinds_explained()},
                    BLANK,
                ],
            }
        },
        "allOf": [*(_if_kind(name, record) for name, record in MODELS.items()), _new()],
    }


def _kinds_explained() -> list[str]:
    return [_about(record)["description"] for record in MODELS.values()]


def _if_kind(name: str, record: type[Record]) -> Schema:
    """Return what a question must be where its type says a kind, or says none."""
    # A pattern, since editors take the beginning of a const for the whole of it.
    said: Schema = {"type": "string", "pattern": f"^{name}$"}
    if record.model_fields["type"].is_required():
        says = {"type": "object", "required": ["type"], "properties": {"type": said}}
    else:
        # Where nothing is written yet, too, so that editors propose its keys.
        says = {"properties": {"type": {"anyOf": [said, BLANK]}}}
    return {"if": says, "then": _reference(record.__name__)}


def _new() -> Schema:
    """Return what editors propose where a question is only begun: one of each kind."""
    begun = {"not": {"type": "object", "required": ["id"]}}
    snippets = [_snippet(name, record) for name, record in MODELS.items()]
    return {"if": begun, "then": {"defaultSnippets": snippets}}


def _snippet(name: str, record: type[BaseQuestion]) -> Schema:
    """Return what an editor writes for a new question of a kind, to be typed over."""
    fields, usual = record.model_fields, record.usual_keys
    needed = [key for key in fields if fields[key].is_required() or key in usual]
    keys = dict.fromkeys(["id", "type", *needed])
    stops = count(1)
    return {
        "label": f"New {name} question",
        "description": _about(record)["description"],
        "body": {
            key: name if key == "type" else _to_type_over(_example(record, key), stops)
            for key in keys
        },
    }


def _to_type_over(example: Any, stops: Iterator[int]) -> Any:
    """Return an example in which each text is a place that the Tab key leads to."""
    if isinstance(example, dict):
        return {key: _to_type_over(value, stops) for key, value in example.items()}
    if isinstance(example, list):
        return [_to_type_over(item, stops) for item in example]
    # A brace would end the place; a truth value is shorter typed than led to.
    is_plain = isinstance(example, str) and "}" not in example
    return f"${{{next(stops)}:{example}}}" if is_plain else example


# Examples


def _example(record: type[Record], key: str) -> Any:
    """Return a value for a key: the model's example, or one made of its parts' examples."""
    raw = without_null(raw_of(record)["properties"][key])
    examples = record.model_fields[key].examples
    if examples:
        return _as_read(read_yaml(examples[0], key).data, raw)
    return raw["const"] if "const" in raw else _composed(raw)


def _composed(raw: Schema) -> Any:
    if raw.get("type") == "array":
        return [_composed(raw["items"])]
    record = MODELS[DEFAULT] if "oneOf" in raw else records()[name_in(raw)]
    fields = record.model_fields
    needed = [key for key, field in fields.items() if field.is_required()] or list(fields)[:1]
    return {key: _example(record, key) for key in needed}


def name_in(raw: Schema) -> str:
    """Return the name of the record that a schema refers to."""
    name: str = raw["$ref"].rpartition("/")[2]
    return name


def _as_read(data: Any, raw: Schema) -> Any:
    """Return data as an editor reads it: digits as a number, true and false as such."""
    if isinstance(data, list):
        return [_as_read(item, raw["items"]) for item in data]
    if isinstance(data, dict):
        return {key: _as_read(value, _part(raw, key)) for key, value in data.items()}
    if raw.get("type") == "integer":
        return int(data)
    return TRUTHS[data] if raw.get("type") == "boolean" or data in ("true", "false") else data


def _part(raw: Schema, key: str) -> Schema:
    """Return what pydantic says of a key within a value."""
    if "$ref" in raw:
        raw = _raw()["$defs"][name_in(raw)]
    [*named] = raw.get("patternProperties", {}).values()
    found: Schema = raw.get("properties", {}).get(key) or (
        named[0] if named else raw["additionalProperties"]
    )
    return without_null(found)
