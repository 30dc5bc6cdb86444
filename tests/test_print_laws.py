"""Laws of printing, over random banks: what is read back from the pages is the plan."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import rows_of, structure, version_keys
from strategies import banks, plain_bank, seeds

from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.plan.read import parse_plan
from quizgen.plan.request import Request
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.make import print_plan

# Each example is typeset: a few are worth their second.
few = settings(max_examples=6)


def printed(plan, folder):
    """Print a plan; return the files by the end of their names."""
    result = print_plan(plan, "x", folder, template_folders(Path("nowhere")), lambda *_: None)
    return {file.path.name.removeprefix("x-"): file.path for file in result.files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("laws")


@few
@pytest.mark.layout_warnings
@given(
    sizes=st.fixed_dictionaries(
        {skill: st.integers(1, 4) for skill in ("evidence", "main_argument", "tone")}
    ),
    options=st.integers(2, 6),
    versions=st.integers(1, 5),
    seed=seeds,
)
def test_the_option_at_the_printed_letter_is_the_answer(folder, sizes, options, versions, seed):
    """The key's letter, read from the version's key, leads to the answer on the worksheet."""
    bank = plain_bank(sizes, options)
    plan = make_plan(bank, Request(versions=versions, seed=seed), file="x.yaml", sha256="0")
    files = printed(plan, folder)
    sheets = structure(files["worksheets.pdf"]).kids[0].kids
    keys = version_keys(files["answer-keys.pdf"])
    assert len(sheets) == len(keys) == versions
    for sheet, key in zip(sheets, keys, strict=True):
        questions = sheet.find("L")[0].kids
        rows = rows_of(key)
        assert len(questions) == len(rows) == sum(sizes.values())
        for question, row in zip(questions, rows, strict=True):
            number, letter, answer = row.all_text().split()
            assert question.find("Lbl")[0].text == number
            assert answer == "right"
            choices = {
                option.find("Lbl")[0].text: option.find("LBody")[0].all_text()
                for option in question.find("LBody")[0].find("L")[0].kids
            }
            assert choices[letter] == "right"
            assert sorted(choices.values()) == sorted(["right", *_wrong(options)])


def _wrong(options):
    return [f"wrong {number}" for number in range(1, options)]


@few
@pytest.mark.layout_warnings
@given(bank=banks(), seed=seeds, versions=st.integers(1, 3))
def test_a_plan_prints_the_same_bytes_again(folder, bank, seed, versions):
    """From the bank, and from the saved plan alone, whatever the bank says."""
    request = Request(versions=versions, seed=seed, keep_options=bool(versions % 2))
    plan = make_plan(bank, request, file="x.yaml", sha256="0")
    first = {name: path.read_bytes() for name, path in printed(plan, folder).items()}
    again = parse_plan(dump_plan(plan), "x")
    assert {name: path.read_bytes() for name, path in printed(again, folder).items()} == first
