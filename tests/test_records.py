"""Records: plain objects, which pydantic reads and nothing else of them needs."""

import copy
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizgen.bank.field_spec import After, Before, Field, flaw
from quizgen.bank.fields import FieldError, Record, Text
from quizgen.bank.load import load_bank
from quizgen.bank.record import read_record

BANK = Path(__file__).parents[1] / "question_banks"


def _even(value: int) -> int:
    if value % 2:
        raise flaw("odd", "{number} is odd.", {"number": value})
    return value


Even = Annotated[int, After(_even), Before(lambda value: value or 0), Field(ge=0)]


class Leaf(Record):
    """What a tree has."""

    word: Text = Field(description="A word.", examples=["green"])
    sizes: tuple[Even, ...] = ()


class Tree(Record):
    """A record with records."""

    kind: ClassVar[str] = "tree"

    leaf: Leaf
    others: dict[str, Leaf] = Field(default_factory=dict)
    note: str | None = None
    number: int = Field(default=3, alias="count")

    @classmethod
    def field_errors(cls, data):
        """Yield an error where the note is the leaf's word."""
        if data.get("note") == "green":
            yield FieldError(("note",), flaw("same", "This is the word."))


words = st.text('abü "\\\n\u2028<', min_size=1).filter(str.strip)
leaves = st.builds(
    Leaf,
    word=words,
    sizes=st.lists(st.integers(0, 99).map(lambda each: 2 * each), max_size=3).map(tuple),
)
trees = st.builds(
    Tree,
    leaf=leaves,
    others=st.dictionaries(words, leaves, max_size=2),
    note=st.none() | words.filter(lambda each: each != "green"),
    count=st.integers(0, 9),
)


def test_nothing_of_pydantic_is_loaded_with_the_models_of_banks_and_plans():
    """Only reading a file and checking it needs it."""
    script = (
        "import sys, quizgen.bank.load, quizgen.plan.make, quizgen.plan.read\n"
        "import quizgen.printing.make\n"
        "from quizgen.bank.print_settings import PrintSettings\n"
        "PrintSettings(columns=2).model_copy(update={'columns': 1}).model_dump_json()\n"
        "print([name for name in sys.modules if name.startswith('pydantic')])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_a_bank_is_read_and_checked_with_pydantics_core_alone():
    """To load the rest takes longer than to read a bank; it is for JSON Schema."""
    bank = "article: {title: A, paragraphs: 2}\nquestions: [{}]"
    script = (
        "import sys, quizgen.bank.load as load\n"
        "from quizgen.base.errors import BankError\n"
        f"try: load.parse_bank({bank!r}, 'bank')\n"
        "except BankError as error: print(len(error.problems) > 2, 'pydantic' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "False"]


@given(trees)
def test_a_record_comes_back_as_it_was(tree):
    """From its data, from its JSON's data, from a copy, and from another process."""
    data = tree.model_dump(by_alias=True)

    assert Tree.model_validate(data) == tree
    assert copy.deepcopy(tree) == tree
    assert pickle.loads(pickle.dumps(tree)) == tree
    assert tree.model_copy() == tree
    assert tree.model_copy(update={"note": "x"}).leaf is tree.leaf


@given(trees, trees)
def test_equal_records_have_equal_fields_and_equal_json(one, other):
    same = one.model_dump_json() == other.model_dump_json()

    assert (one == other) == same
    assert one != one.leaf


def test_json_is_compact_or_has_a_line_for_each_value():
    tree = Tree(leaf=Leaf(word="é", sizes=(2,)))

    assert tree.model_dump_json(by_alias=True, exclude_none=True) == (
        '{"leaf":{"word":"é","sizes":[2]},"others":{},"count":3}'
    )
    assert tree.model_dump_json(indent=1, exclude={"leaf": {"word"}, "note": True}) == (
        '{\n "leaf": {\n  "sizes": [\n   2\n  ]\n },\n "others": {},\n "number": 3\n}'
    )
    assert tree.model_dump(exclude_defaults=True) == {"leaf": {"word": "é", "sizes": (2,)}}


def test_what_is_read_is_checked_and_all_errors_come_at_once():
    """Those within fields and those between them."""
    tree, error = read_record(
        Tree, {"leaf": {"word": " ", "sizes": [1], "colour": "red"}, "note": "green"}
    )

    assert tree is None
    assert error is not None
    assert {(each["type"], each["loc"]) for each in error.errors()} == {
        ("blank", ("leaf", "word")),
        ("odd", ("leaf", "sizes", 0)),
        ("extra_forbidden", ("leaf", "colour")),
        ("same", ("note",)),
    }
    with pytest.raises(ValidationError):
        Tree.model_validate({})


def test_what_a_program_makes_has_each_field_once():
    """A misspelt field is an error here too."""
    with pytest.raises(TypeError, match="Tree needs leaf"):
        Tree()
    with pytest.raises(TypeError, match="Leaf has no colour"):
        Leaf(word="a", colour="red")
    with pytest.raises(AttributeError, match="read-only"):
        Leaf(word="a").word = "b"
    with pytest.raises(AttributeError, match="read-only"):
        del Leaf(word="a").word


def test_which_fields_were_given_is_kept():
    """A bank's own settings come before a project's, even where they are the default."""
    assert Leaf(word="a").model_fields_set == {"word"}
    assert Tree.model_validate({"leaf": {"word": "a"}, "count": "3"}).model_fields_set == {
        "leaf",
        "number",
    }
    assert Leaf(word="a").model_copy(update={"sizes": ()}).model_fields_set == {"word", "sizes"}


def test_what_functions_found_is_not_carried_to_another_process():
    [question, *_] = load_bank(next(BANK.glob("*.yaml"))).bank.questions
    question.known["found"] = "long ago"

    again = pickle.loads(pickle.dumps(question))
    assert again == question
    assert "found" not in again.known
    assert "found" not in question.model_copy().known


def test_the_texts_of_a_record_are_all_that_it_says():
    tree = Tree(leaf=Leaf(word="a"), others={"name": Leaf(word="b")}, note="c")

    assert list(tree.texts) == ["a", "b", "c"]
