"""docs/bank-format.md says what the model says, and what it shows works."""

import re
import runpy
from pathlib import Path

import pytest
from running import BANKS, GROUPED

from quizgen.bank.fields import TRUTHS, Record
from quizgen.bank.json_schema import records
from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.load import parse_bank
from quizgen.bank.model import BUILT_IN_SKILLS, Bank
from quizgen.bank.pictures import MOST_MEGAPIXELS
from quizgen.base.files import MAX_BYTES

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "bank-format.md"
WRITER = runpy.run_path(str(DOCS / "write_bank_format.py"))
SECTIONS: dict[str, type[Record]] = WRITER["sections"]()


def read_page() -> str:
    return PAGE.read_text("utf-8")


def section(title: str) -> str:
    """Return the page's text between a heading and the next."""
    found = WRITER["section"](read_page(), title)
    assert found, f"{PAGE.name} has no section '{title}'"
    return found


def test_the_tables_are_those_of_the_models():
    """A key that is added, renamed or given another default changes its row in the page."""
    assert WRITER["page_with_tables"](read_page()) == read_page(), (
        "run docs/write_bank_format.py"
    )


def test_a_section_without_its_table_gets_one():
    """A new kind needs its heading alone; where that is missing, it is named."""
    page = read_page()
    [table] = re.findall(r"(?m)^\| Key .*\n(?:\|.*\n)+", section("ordering"))

    assert WRITER["page_with_tables"](page.replace(table + "\n", "")) == page
    with pytest.raises(ValueError, match="'### ordering'"):
        WRITER["page_with_tables"](page.replace("### ordering\n", ""))


def test_every_model_has_a_section():
    """A new kind of record cannot be forgotten."""
    assert {Bank, BaseQuestion, *records().values()} == set(SECTIONS.values())


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
    """Every key is shown in use, here or in its kind's example."""
    shown = "".join([*EXAMPLES, *(kind.example for kind in KINDS)])
    for record in SECTIONS.values():
        for key in record.model_fields:
            assert re.search(rf"\b{key}: *\S?", shown), key


def test_the_full_examples_are_the_banks_that_are_printed_in_tests():
    """What the page shows was also seen on paper."""
    printed = (BANKS / "every-kind.yaml").read_text("utf-8")
    assert FULL.replace("  text: the-keeper-who-stayed.txt\n", "") == printed
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
