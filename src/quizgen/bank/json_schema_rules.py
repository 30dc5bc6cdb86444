"""What the JSON Schema says beyond each key's own type."""

from quizgen.bank.fields import Record
from quizgen.bank.groups import Section
from quizgen.bank.json_schema_terms import Schema
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import MODELS


def own(record: type[Record], key: str, raw: Schema) -> Schema:
    """Return what a key of a record may hold, where its type alone does not tell."""
    if key == "skill" and issubclass(record, BaseQuestion):
        return raw | {"known": BUILT_IN_SKILLS}
    if key == "skill" and record is Section:
        return raw | {"items": raw["items"] | {"known": BUILT_IN_SKILLS}}
    if key == "type" and record is Section:
        return raw | {"items": {"type": "string", "enum": list(MODELS)}}
    return raw | record.key_schemas().get(key, {})


def between(record: type[Record]) -> Schema:
    """Return what holds between the keys of a record."""
    rules = record.schema_rules()
    return {"allOf": list(rules)} if rules else {}
