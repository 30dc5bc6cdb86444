"""What an editor offers next: keys with what they mean, and what may stand behind them.

All of it is what the JSON Schema for other editors says, as a table that a script can walk.
What a bank names itself (ids, groups, skills) the script finds in the text.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from quizgen.authoring.rules import all_rules
from quizgen.bank.json_schema import bank_schema
from quizgen.bank.kinds import KINDS
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import DEFAULT

Schema = dict[str, Any]

NAMED = {
    "skill": "skills",
    "enemies": "ids",
    "allow_with": "ids",
    "group": "groups",
    "paragraph": "paragraphs",
}
"""Keys behind which a name of the bank stands, and what it names."""
RULES = {"ignore": "rules", "check": "rules"}
"""Keys below which the names of rules are keys."""


@cache
def completions() -> dict[str, Any]:
    """Return every record's keys, the model of each kind, and names to choose.

    A key has `info`; `of` is the record below it, in each item of a list, and below each name
    where it `is_map`; `values` are what it may be, each with its meaning; `from` says which
    names of the bank it may be, `keys_from` which are keys below it.
    """
    schema = bank_schema()
    records = {"Bank": schema, **schema["$defs"]}
    return {
        "records": {
            name: {key: _key(key, each) for key, each in keys.items()}
            for name, record in records.items()
            if (keys := _keys_of(record))
        },
        "kinds": {kind.name: kind.model.__name__ for kind in KINDS},
        "usual": DEFAULT,
        "names": {
            "skills": dict(BUILT_IN_SKILLS),
            "types": {kind.name: kind.title for kind in KINDS},
            "rules": {name: rule.summary for name, rule in all_rules().items()},
        },
        "limits": {
            name: {limit: each.meaning for limit, each in rule.limits.items()}
            for name, rule in all_rules().items()
        },
    }


def _keys_of(record: Schema) -> dict[str, Schema]:
    """Return the keys of a record; one that may be its text alone has them below `then`."""
    keys: dict[str, Schema] = record.get("then", record).get("properties", {})
    return keys


def _key(name: str, schema: Schema) -> dict[str, Any]:
    found: dict[str, Any] = {"info": schema.get("description", "")}
    records = [each["$ref"].rpartition("/")[2] for each in _below(schema) if "$ref" in each]
    if of := [record for record in records if record[0].isupper()]:
        found["of"] = of[0]
    if any("patternProperties" in each for each in _below(schema)):
        found["is_map"] = True
    if values := _values(schema):
        found["values"] = values
    if name in NAMED:
        found["from"] = NAMED[name]
    elif name == "type":
        found["from"] = "types"
    if name in RULES:
        found["keys_from"] = RULES[name]
    return found


def _values(schema: Schema) -> dict[str, str]:
    """Return what a value may be, as it is written, with what each means."""
    for each in _below(schema):
        if "enum" in each:
            meanings = each.get("enumDescriptions", [""] * len(each["enum"]))
            return {
                _written(one): text for one, text in zip(each["enum"], meanings, strict=True)
            }
        if each.get("type") == "boolean":
            return {"true": "", "false": ""}
    return {}


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _below(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and those of its values, but none that refuses or that is a record's."""
    yield schema
    parts = [*schema.get("anyOf", ()), schema.get("items"), schema.get("then")]
    parts += schema.get("patternProperties", {}).values()
    for part in parts:
        if isinstance(part, dict):
            yield from _below(part)
