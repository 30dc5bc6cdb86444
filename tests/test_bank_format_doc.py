"""docs/bank-format.md says what the model says, and what it shows works."""

import re
from pathlib import Path
from typing import Any

import pytest
from running import EVERY_KIND, GROUPED

from quizgen.bank.fields import TRUTHS, Record
from quizgen.bank.json_schema import records
from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.load import parse_bank
from quizgen.bank.model import BUILT_IN_SKILLS, Bank
from quizgen.bank.pictures import MOST_MEGAPIXELS
from quizgen.base.files import MAX_BYTES

PAGE = Path(__file__).parents[1] / "docs" / "bank-format.md"
RECORDS = records()
SECTIONS: dict[str, type[Record]] = {
    "The bank": Bank,
    "Every question": BaseQuestion,
    **{kind.name: kind.model for kind in KINDS},
    **{
        title: RECORDS[name]
        for title, name in {
            "article": "Article",
            "footnotes": "Footnote",
            "print": "PrintSettings",
            "groups": "Group",
            "sections": "Section",
            "excerpt": "Excerpt",
            "image": "Image",
            "distractors": "Distractor",
            "part_a": "PartA",
            "part_b": "PartB",
            "options of part_b": "PartOption",
            "pairs": "Pair",
            "gaps": "Gap",
            "cells": "Cell",
            "rubric": "RubricLevel",
            "evidence": "Evidence",
        }.items()
    },
}
HEAD = ["| Key | Value | Left out | Meaning | Example |", "| --- | --- | --- | --- | --- |"]


def read_page() -> str:
    return PAGE.read_text("utf-8")


def section(title: str) -> str:
    """Return the page's text between a heading and the next."""
    found = re.search(rf"^### {title}\n(.*?)(?=^##)", read_page(), re.MULTILINE | re.DOTALL)
    assert found, f"{PAGE.name} has no section '{title}'"
    return found[1]


def value_words(schema: dict[str, Any]) -> str:
    """Return what may stand behind a key, from its JSON Schema."""
    schema = next(
        (part for part in schema.get("anyOf", ()) if part != {"type": "null"}), schema
    )
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{name}`" for name in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "integer":
        return f"whole number {schema['minimum']} to {schema['maximum']}"
    if "$ref" in schema:
        return "keys"
    named = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    if any(isinstance(each, dict) and "$ref" in each for each in named):
        return "names with keys"
    names = {"array": "list", "boolean": "true or false", "object": "names with labels"}
    return names.get(schema.get("type", ""), "text")


def default_words(record: type[Record], key: str) -> str:
    field = record.model_fields[key]
    if field.is_required():
        return "needed"
    default = field.get_default(call_default_factory=True)
    return f"`{default}`" if default else ""


def rows(record: type[Record]) -> list[str]:
    """Return the table that the page must have for a model."""
    schema = record.model_json_schema(ref_template="{model}")["properties"]
    own = set(record.model_fields)
    if issubclass(record, BaseQuestion) and record is not BaseQuestion:
        own -= {"id", "skill", "stem", *BaseQuestion.model_fields} - {"type"}
        own |= {"points"} & set(record.__annotations__)
    if record is BaseQuestion:
        own -= {"type"}
    return [
        *HEAD,
        *(row(record, key, schema[key]) for key in record.model_fields if key in own),
    ]


def row(record: type[Record], key: str, schema: dict[str, Any]) -> str:
    field = record.model_fields[key]
    example = f"`{key}: {field.examples[0]}`" if field.examples else ""
    cells = (
        f"`{key}`",
        value_words(schema),
        default_words(record, key),
        field.description,
        example,
    )
    return " ".join(f"| {cell}" for cell in cells) + " |"


@pytest.mark.parametrize("title", SECTIONS)
def test_page_has_a_row_for_every_key_and_for_no_other(title):
    """A key that is added, renamed or given another default changes its row in the page."""
    table = [line for line in section(title).splitlines() if line.startswith("|")]

    assert table == rows(SECTIONS[title]), "\n".join(rows(SECTIONS[title]))


def test_every_model_has_a_section():
    """A new kind of record cannot be forgotten."""
    assert {Bank, BaseQuestion, *RECORDS.values()} == set(SECTIONS.values())


def test_every_field_says_what_it_is():
    """The page and the JSON Schema take their words from the model."""
    for record in SECTIONS.values():
        for key, field in record.model_fields.items():
            assert field.description or key == "type", f"{record.__name__}.{key}"


EXAMPLES = re.findall(
    r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_page_has_examples():
    """The next test would pass on a page without any."""
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_bank(example):
    """What a teacher copies from the page works."""
    assert parse_bank(example, "example.yaml").questions


GROUPS, FULL = sorted(EXAMPLES, key=len)[-2:]


def test_the_examples_use_every_key():
    """Every key is shown in use."""
    for record in SECTIONS.values():
        for key in record.model_fields:
            assert re.search(rf"\b{key}: *\S?", "".join(EXAMPLES)), key


def test_the_full_examples_are_the_banks_that_are_printed_in_tests():
    """What the page shows was also seen on paper."""
    assert FULL.replace("  text: the-keeper-who-stayed.txt\n", "") == EVERY_KIND
    assert GROUPS == GROUPED


def test_built_in_skills_are_listed():
    """The table of skills is the model's."""
    table = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", section("skills"), re.MULTILINE))

    assert table == BUILT_IN_SKILLS


def test_truths_and_the_size_limit_are_told():
    """Words and numbers that the program knows stand in the page as they are there."""
    told = set(re.findall(r"`(\w+)`", section("true_false").rsplit("|\n", 1)[1]))

    assert told == set(TRUTHS)
    assert f"{MAX_BYTES // 1_000_000} MB" in read_page()
    assert f"{MOST_MEGAPIXELS} megapixels" in read_page()
