"""The JSON Schema says what the model says, to an editor that reads YAML with its guesses."""

import copy
import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import test_bank
import test_kinds
import yaml
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError
from running import BANKS, EVERY_KIND, GROUPED, LIGHTHOUSE, quizgen

from quizgen.bank.json_schema import bank_schema, schema_text
from quizgen.bank.json_schema_terms import digits, words
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.bank.questions import MODELS, Question
from quizgen.bank.yaml_reader import read_yaml
from quizgen.base.choices import PAPERS, paper_name
from quizgen.base.errors import BankError
from quizgen.base.resources import schema_line, shipped

FILE = shipped("schema", "bank.schema.json")
SCHEMA = json.loads(FILE.read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
QUESTION = TypeAdapter(Question)

# What a schema cannot tell: it compares no two places, and counts nothing over two lists.
BEYOND = {
    "answer_without_gap",
    "beyond_article",
    "contradicted_enemies",
    "empty_group",
    "enemies_in_group",
    "gap_without_answer",
    "not_in_excerpt",
    "own_id",
    "points_differ",
    "poor_group",
    "reference_beyond",
    "repeated_gap",
    "repeated_id",
    "repeated_word",
    "repeats_answer",
    "repeats_entry",
    "repeats_other",
    "too_many_entries",
    "too_many_options",
    "unknown_group",
    "unknown_id",
    "unknown_option",
    "unknown_skill",
}
# What an editor cannot tell: a blank from ~, and 1.0 from 1.
GUESSED = {"blank", "string_too_short", "whole_number"}


class Core(yaml.SafeLoader):
    """Reads YAML 1.2 as yaml-language-server does: fewer guesses, and others."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, pattern, first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    (
        "float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
        list("-+.0123456789"),
    ),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
# Unlike YAML 1.1, in which 010 is eight.
Core.add_constructor(
    "tag:yaml.org,2002:int",
    lambda loader, node: int(node.value, 0 if node.value[:2] in ("0o", "0x") else 10),
)
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


def read_by_quizgen(text: str) -> Any:
    return read_yaml(text, "bank.yaml").data


def read_by_editor(text: str) -> Any:
    return as_json(yaml.load(text, Core))


def read_by_old_editor(text: str) -> Any:
    return as_json(yaml.safe_load(text))


def as_json(data: Any) -> Any:
    """Return what was read with keys and dates as JSON has them."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(item) for item in data]
    return str(data) if isinstance(data, datetime.date) else data


READERS = [read_by_quizgen, read_by_editor, read_by_old_editor]


def refusals(data: Any) -> list[str]:
    """Return what the schema says against a bank's data."""
    return [f"{list(each.path)}: {each.message[:200]}" for each in VALIDATOR.iter_errors(data)]


def kinds_of_error(data: Any) -> set[str]:
    """Return the types of what the model says against a bank's data."""
    try:
        Bank.model_validate(data)
    except ValidationError as error:
        items = error.errors(include_url=False)
    else:
        return set()
    # Where no question is left whole, pydantic also misses the first.
    own = [item for item in items if len(items) == 1 or item["loc"] != ("questions",)]
    return {item["type"] for item in own}


def test_the_file_is_what_the_model_says():
    """After a change of the model: quizgen schema > schema/bank.schema.json."""
    assert FILE.read_text("utf-8") == schema_text(), (
        "run: quizgen schema > schema/bank.schema.json"
    )


def test_it_is_a_schema():
    """Of draft 2020-12, by that draft's own schema; every definition is used."""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    used = set(re.findall(r'"#/\$defs/(\w+)"', FILE.read_text("utf-8")))
    assert used == set(SCHEMA["$defs"])


def keys_of_records() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, record in {"Bank": SCHEMA, **SCHEMA["$defs"]}.items():
        shape = record.get("then", record)
        if shape.get("additionalProperties") is False:
            yield from ((name, key, found) for key, found in shape["properties"].items())


def test_every_key_is_described_and_shown():
    """Each has a sentence to hover over and an example, which the schema itself accepts."""
    found = list(keys_of_records())
    assert len(found) > 100

    for name, key, schema in found:
        assert schema["description"].endswith((".", ")")), (name, key)
        [example] = schema["examples"]
        there = VALIDATOR.evolve(schema=schema | {"$defs": SCHEMA["$defs"]})
        assert not list(there.iter_errors(example)), (name, key, example)


def test_what_an_editor_writes_for_a_new_question_is_one():
    """Each kind has its proposal, which the model accepts with its texts as they are."""
    snippets = SCHEMA["$defs"]["Question"]["allOf"][-1]["then"]["defaultSnippets"]

    bodies = [
        json.loads(re.sub(r"\$\{\d+:([^}]*)\}", r"\1", json.dumps(each["body"])))
        for each in snippets
    ]

    assert [body["type"] for body in bodies] == list(MODELS)
    for body in bodies:
        assert QUESTION.validate_python(body).id == "main-claim"


# Whole banks


LIGHTHOUSE_DATA = (Path(__file__).parent / "data" / "lighthouse.yaml").read_text("utf-8")
WHOLE = [
    *sorted(BANKS.glob("*.yaml")),
    *sorted(shipped("question_banks").glob("*.yaml")),
    *sorted(shipped("templates").rglob("*.yaml")),
    Path(__file__).parent / "data" / "lighthouse.yaml",
]


def test_there_are_banks():
    """The next test would pass without any."""
    assert len(WHOLE) >= 5


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_every_bank_of_ours_is_valid(path, read):
    """Shipped banks and those of the tests, in whichever way their YAML is read."""
    assert refusals(read(path.read_text("utf-8"))) == []


# Changes of a bank, all of them


def places(data: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where there is a value."""
    yield place
    steps = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for step, value in steps:
        yield from places(value, (*place, step))


def changed(data: Any, place: tuple[str | int, ...], value: Any) -> Any:
    """Return data with another value in a place."""
    if not place:
        return value
    step, *rest = place
    new = copy.copy(data)
    new[step] = changed(data[step], tuple(rest), value)
    return new


def banks_of_one() -> list[Any]:
    """Return the bank of every kind as many banks, each with one of its questions."""
    whole = read_by_quizgen(EVERY_KIND)
    return [whole | {"questions": [question]} for question in whole["questions"]]


PLACES = [
    (bank, place)
    for number, bank in enumerate(banks_of_one())
    for place in places(bank)
    if number == 0 or place[:1] == ("questions",)
]
PLACES += [
    (bank, place)
    for bank in [read_by_quizgen(GROUPED)]
    for place in places(bank)
    if place[:1] != ("questions",) or place[2:]
]


@pytest.mark.parametrize(
    "value",
    ["", "x", "a b", "0", "99999", "true", "\x07", "{{a}}", [], ["x"], {}, {"x": "y"}],
    ids=repr,
)
def test_schema_and_model_refuse_the_same(value):
    """Any value anywhere is right for both or neither, but for what a schema cannot tell."""
    assert len(PLACES) > 200
    for bank, place in PLACES:
        data = changed(bank, place, value)
        kinds = kinds_of_error(data)
        if not kinds or not kinds <= BEYOND:
            assert VALIDATOR.is_valid(data) == (not kinds), (place, kinds)


@pytest.mark.parametrize("read", READERS[1:])
@pytest.mark.parametrize(
    "typed",
    [
        "No",
        "on",
        "~",
        "null",
        "1.10",
        "-7",
        "007",
        "0x1F",
        "1e3",
        "12:30",
        "2019-04-02",
        "True",
    ],
)
def test_a_text_may_look_like_something_else(typed, read):
    """Where quizgen takes text as typed, an editor does not complain of its own guess."""
    taken = 0
    for bank, place in PLACES:
        if not kinds_of_error(changed(bank, place, typed)):
            taken += 1
            assert refusals(changed(bank, place, read(typed))) == [], place
    assert taken > 100


# The slips of the other tests


BROKEN = [
    *(LIGHTHOUSE_DATA.replace(slip[0], slip[1], 1) for slip in test_bank.SLIPS),
    *(
        EVERY_KIND.replace(slip[0], slip[1]).replace(test_kinds.HERE, "")
        for slip in test_kinds.SLIPS
    ),
]


@pytest.mark.parametrize("text", BROKEN)
def test_every_slip_is_refused_by_both(text):
    """What the model refuses the schema refuses, in any reading, wherever a schema can tell."""
    try:
        kinds = kinds_of_error(read_by_quizgen(text))
    except BankError:  # no YAML, and so nothing for a schema to look at
        return
    if kinds and not kinds <= BEYOND:
        assert refusals(read_by_quizgen(text)), kinds
    if kinds and not kinds <= BEYOND | GUESSED:
        for read in READERS[1:]:
            assert refusals(read(text)), (read, kinds)


def test_the_slips_are_many():
    """The test above looked at something."""
    told = [text for text in BROKEN if _is_told_by_the_model(text)]

    assert len(told) > 50


def _is_told_by_the_model(text: str) -> bool:
    try:
        return not kinds_of_error(read_by_quizgen(text)) <= BEYOND
    except BankError:
        return False


# What may be written in several ways


CHOICE = {"id": "q", "skill": "evidence", "stem": "So?", "answer": "a", "distractors": ["b"]}


def question_with(**fields: Any) -> dict[str, Any]:
    article = {"title": "T", "author": "A", "paragraphs": 3}
    return {"article": article, "questions": [CHOICE | fields]}


@pytest.mark.parametrize("value", [1, 1000, "1", "007", "1000", None, "", " "])
def test_a_number_is_digits_with_or_without_quotes(value):
    """Or blank, where it may be left out."""
    assert refusals(question_with(points=value)) == []


@pytest.mark.parametrize(
    "value", [0, 1001, 1.5, -1, True, "0", "1001", "1_0", "+1", " 1", "٣", [], {}]
)
def test_nothing_else_is_a_number(value):
    """The limits hold for digits in quotes too."""
    assert refusals(question_with(points=value))


@pytest.mark.parametrize("low", [0, 1, 2])
@pytest.mark.parametrize("high", [9, 10, 60, 105, 1000])
def test_digits_are_the_numbers_between_two_limits(low, high):
    """Each number, and no other, with any zeros before it, in nine digits at most."""
    pattern = re.compile(digits(low, high), re.ASCII)

    matched = {number for number in range(1200) if pattern.search(str(number))}

    assert matched == set(range(low, high + 1))
    assert pattern.search("00" + str(high))
    assert not pattern.search(str(high).zfill(10))


@pytest.mark.parametrize(
    "paper", ["A4", "Letter", "DIN A4", "din-a5", " US  LEGAL ", "a3", "DINA4"]
)
def test_papers_are_named_as_the_program_takes_them(paper):
    """In capitals or not, with DIN, ISO or US before them."""
    data = question_with() | {"print": {"paper": paper}}
    is_known = paper_name(paper) in PAPERS
    assert is_known is (refusals(data) == [])


def test_words_are_written_in_capitals_or_not():
    """And with any space between two of them."""
    pattern = re.compile(words(["not given", "ng"]))

    assert all(map(pattern.search, ["not given", "Not  Given", "NG"]))
    assert not any(map(pattern.search, ["not", "given not", "ngs", "xng", ""]))


@pytest.mark.parametrize(
    "article",
    [
        {"text": "a.txt"},
        {"text": "texts/a..b.txt"},
        {"text": None},
        {"glossary": {"beacon": "a light"}},
        {"published": 2019},
        {"footnotes": None},
    ],
    ids=repr,
)
def test_an_article_may_say(article):
    """What the model accepts there."""
    bank = question_with()

    assert refusals(bank | {"article": bank["article"] | article}) == []


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "~/a", "../a.txt", "a/../../b", "C:\\a", "c:a", "a\\b"]
)
def test_no_file_elsewhere_is_named(name):
    """The rule about the article's file is the model's."""
    bank = question_with()

    assert refusals(bank | {"article": bank["article"] | {"text": name}})


# Where it is


def test_a_bank_of_the_project_finds_the_schema_beside_it():
    """The line holds after the project is moved: it names the way from the bank."""
    if shipped() != Path(__file__).parents[1]:
        pytest.skip("installed: the schema lies with the program")

    assert schema_line(shipped("question_banks")) == (
        "# yaml-language-server: $schema=../schema/bank.schema.json"
    )


@pytest.mark.parametrize("name", ["question_banks", "my banks"])
def test_a_bank_elsewhere_finds_the_installed_schema(name, tmp_path):
    """From any folder the line leads to the file that came with quizgen."""
    folder = tmp_path / name
    folder.mkdir()

    outcome = quizgen(tmp_path, "schema", "--line", name)

    [line] = outcome.out.splitlines()
    beginning, _, place = line.partition("=")
    assert beginning == "# yaml-language-server: $schema"
    assert place == FILE.resolve().as_uri()
    assert parse_bank(f"{line}\n{LIGHTHOUSE}", "bank.yaml")


def test_a_place_with_spaces_is_a_uri(tmp_path, monkeypatch):
    """Editors end the place at the first space."""
    data = tmp_path / "my project" / "a venv"
    monkeypatch.setattr("quizgen.base.resources.PACKAGE", data)
    (data / "data" / "schema").mkdir(parents=True)

    line = schema_line(tmp_path / "my project" / "question_banks")

    assert line.endswith(
        "=" + (data / "data" / "schema" / "bank.schema.json").resolve().as_uri()
    )
    assert "%20" in line
    assert len(line.split()) == 3


def test_a_new_bank_begins_with_the_line(tmp_path):
    """So does the bank to learn from, and a new folder's settings tell of the rest."""
    (tmp_path / "tide.txt").write_text("The Tide\n\nBy A. N. Author\n\nIt rises.\n", "utf-8")

    assert quizgen(tmp_path, "init").status == 0
    assert quizgen(tmp_path, "new", "tide.txt").status == 0

    banks = tmp_path / "question_banks"
    for name in ("starter.yaml", "tide.yaml"):
        first, *_ = (banks / name).read_text("utf-8").splitlines()
        assert first == schema_line(banks)
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text("utf-8"))
    assert settings["yaml.schemas"] == {
        FILE.resolve().as_uri(): ["question_banks/*.yaml", "question_banks/*.yml"]
    }


def test_the_schema_is_printed(tmp_path):
    """For editors that do not read the line, and for other programs."""
    assert quizgen(tmp_path, "schema").out == FILE.read_text("utf-8")
    assert json.loads(quizgen(tmp_path, "schema").out) == bank_schema()
