"""Writes the tables of bank-format.md from the models' fields.

Run it with the Python of .venv after a change to a key: .venv/bin/python
docs/write_bank_format.py
"""

import re
from pathlib import Path
from typing import Any

from quizgen.bank.fields import Record
from quizgen.bank.json_schema import records
from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.model import Bank

PAGE = Path(__file__).with_name("bank-format.md")
HEAD = ["| Key | Value | Left out | Meaning | Example |", "| --- | --- | --- | --- | --- |"]
PARTS = {
    "article": "Article",
    "footnotes": "Footnote",
    "print": "PrintSettings",
    "draw": "DrawWishes",
    "groups": "Group",
    "sections": "Section",
    "excerpt": "Excerpt",
    "image": "Image",
    "options that are pictures": "OptionPicture",
    "distractors": "Distractor",
    "part_a": "PartA",
    "part_b": "PartB",
    "options of part_b": "PartOption",
    "pairs": "Pair",
    "gaps": "Gap",
    "cells": "Cell",
    "rubric": "RubricLevel",
    "evidence": "Evidence",
}
"""The model of each section that is of neither a bank nor a kind of question."""


def sections() -> dict[str, type[Record]]:
    """Return the model of each section with a table, by the section's heading."""
    known = records()
    return {
        "The bank": Bank,
        "Every question": BaseQuestion,
        **{kind.name: kind.model for kind in KINDS},
        **{title: known[name] for title, name in PARTS.items()},
    }


def page_with_tables(page: str) -> str:
    """Return the page with each section's table as the model is now.

    A section without a table gets one at its end. Raises ValueError where one is missing.
    """
    for title, record in sections().items():
        found = section(page, title)
        if found is None:
            raise ValueError(f"{PAGE.name} needs a heading '### {title}' and a sentence")
        table = "\n".join(rows(record)) + "\n"
        old = re.search(r"(?m)^\| Key \|.*\n(?:\|.*\n)*", found)
        new = found.replace(old[0], table) if old else f"{found.rstrip()}\n\n{table}\n"
        page = page.replace(found, new)
    return page


def section(page: str, title: str) -> str | None:
    """Return a section with its heading, up to the next."""
    found = re.search(rf"^### {title}\n.*?(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    return found and found[0]


def rows(record: type[Record]) -> list[str]:
    """Return a model's table, headings first."""
    schema = record.model_json_schema(ref_template="{model}")["properties"]
    own = _own_keys(record)
    return [
        *HEAD,
        *(_row(record, key, schema[key]) for key in record.model_fields if key in own),
    ]


def _own_keys(record: type[Record]) -> set[str]:
    """Return the keys that a model's section explains; every question's are in one place."""
    own = set(record.model_fields)
    if record is BaseQuestion:
        return own - {"type"}
    if issubclass(record, BaseQuestion):
        own -= BaseQuestion.model_fields.keys() - {"type"}
        own |= {"points"} & set(record.__annotations__)
    return own


def _row(record: type[Record], key: str, schema: dict[str, Any]) -> str:
    field = record.model_fields[key]
    example = f"`{key}: {field.examples[0]}`" if field.examples else ""
    cells = (f"`{key}`", _values(schema), _default(record, key), field.description, example)
    return " ".join(f"| {cell}" for cell in cells) + " |"


def _values(schema: dict[str, Any]) -> str:
    """Return what may stand behind a key, from its JSON Schema."""
    schema = next(
        (part for part in schema.get("anyOf", ()) if part != {"type": "null"}), schema
    )
    if "picture" in schema:
        return "text or picture"
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{name}`" for name in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "integer":
        return f"whole number {schema['minimum']} to {schema['maximum']}"
    if "$ref" in schema:
        return "keys"
    named = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    if any(isinstance(each, dict) and "$ref" in each for each in named):
        return "names with keys"
    if "known" in schema:
        return "types with numbers"
    names = {"array": "list", "boolean": "true or false", "object": "names with labels"}
    return names.get(schema.get("type", ""), "text")


def _default(record: type[Record], key: str) -> str:
    """Return what a key is where it is left out."""
    field = record.model_fields[key]
    if field.is_required():
        return "needed"
    default = field.get_default(call_default_factory=True)
    return f"`{default}`" if default else ""


if __name__ == "__main__":
    PAGE.write_text(page_with_tables(PAGE.read_text("utf-8")), "utf-8")
