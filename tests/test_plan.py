"""Everything decided about a print run, and its JSON."""

import hashlib
import json
import os
import subprocess
import sys
from copy import deepcopy
from itertools import chain
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bank_data, banks, plain_bank, seeds, without

from quizgen.bank.groups import Section
from quizgen.bank.kinds.base import letter
from quizgen.bank.model import Bank
from quizgen.bank.print_settings import PrintSettings
from quizgen.base.choices import QuestionOrder
from quizgen.plan.make import make_plan
from quizgen.plan.model import Plan, dump_plan, with_versions
from quizgen.plan.read import PlanError, parse_plan
from quizgen.plan.request import CODE_ALPHABET, Request
from quizgen.plan.sheet_code import read_code

WORDS = {"file": "lighthouse.yaml", "sha256": "0" * 64}
SKILLS = {"main_argument": 6, "evidence": 6}


def plan_of(bank, **wishes):
    return make_plan(bank, Request(**{"seed": "spring"} | wishes), **WORDS)


def four_kinds():
    """Return a bank with a question of every kind whose printed order is fixed."""
    common = {"stem": "…", "skill": "evidence"}
    return Bank.model_validate(
        {
            "article": {"title": "The Keeper Who Stayed", "author": "A", "paragraphs": 9},
            "questions": [
                common | {"id": "a", "type": "true_false", "answer": True},
                common | {"id": "b", "type": "true_false", "answer": False},
                common
                | {"id": "c", "type": "short_answer", "answer": "1.10", "accept": ["No"]},
                common | {"id": "d", "type": "open_response", "answer": "It depends."},
            ],
        }
    )


def names(version):
    return [item.question for item in version.items]


requests = st.builds(
    Request,
    versions=st.integers(1, 3),
    seed=seeds,
    order=st.sampled_from(get_args(QuestionOrder)),
    keep_options=st.booleans(),
    title=st.none() | st.just("Reading check"),
    settings=st.sampled_from([PrintSettings(), PrintSettings(paper="a4", columns=2)]),
)


@given(banks(), requests)
def test_every_version_holds_the_same_questions_each_once(bank, wishes):
    plan = make_plan(bank, wishes, **WORDS)

    assert len(plan.versions) == wishes.versions
    for version in plan.versions:
        assert sorted(names(version)) == sorted(plan.questions)
        assert [item.number for item in version.items] == list(
            range(1, len(names(version)) + 1)
        )


@given(banks(), requests)
def test_the_option_at_the_keys_letter_is_the_banks_answer(bank, wishes):
    """And where there are no options the key has every text that the bank accepts."""
    by_id = {question.id: question for question in bank.questions}
    for version in make_plan(bank, wishes, **WORDS).versions:
        for item in version.items:
            question = by_id[item.question]
            keys = [part.answer for part in item.parts] or [item.answer]
            printed = [part.options for part in item.parts] or [item.options]
            for options, shown, key in zip(question.lists, printed, keys, strict=False):
                lettered = {letter(i): option for i, option in enumerate(shown)}
                right = [options.texts[place] for place in options.answers]
                said = [lettered[each] for each in key] if options.lettered else right
                assert (sorted(said) if question.type == "multiple_select" else said) == (
                    sorted(right) if question.type == "multiple_select" else right
                )
                assert sorted(shown) == sorted(options.texts)
            if not question.lists:
                assert item.answer == question.accepted
            assert item.points == question.points


@given(bank_data(), requests)
def test_the_same_bank_wishesand_seed_give_the_same_plan(data, wishes):
    """Down to the last byte, and without a trace in what was passed in."""
    before = deepcopy(data)
    bank = Bank.model_validate(data)
    held = bank.model_dump_json()

    one = make_plan(bank, wishes, **WORDS)
    other = make_plan(Bank.model_validate(deepcopy(data)), wishes, **WORDS)

    assert one == other
    assert dump_plan(one) == dump_plan(other)
    assert one.digest == other.digest
    assert bank.model_dump_json() == held
    assert data == before


PROCESS = """
import json
import sys
from quizgen.base.choices import QuestionOrder
from quizgen.bank.model import Bank
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.bank.print_settings import PrintSettings
from quizgen.plan.request import Request

bank = Bank.model_validate(json.loads(sys.stdin.read()))
request = Request(count=8, versions=4, seed="été 7", blueprint=(("evidence", 3),))
plan = make_plan(bank, request, file="lighthouse.yaml", sha256="0" * 64)
sys.stdout.buffer.write(dump_plan(plan))
"""


def test_two_processes_give_the_same_bytes():
    """Whatever Python's own hashes are there."""
    skills = {"main_argument": 6, "evidence": 6, "vocabulary": 6, "tone": 6}
    bank = plain_bank(skills).model_dump_json(exclude_none=True).encode()
    printed = {
        subprocess.run(
            [sys.executable, "-c", PROCESS],
            input=bank,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    [data] = printed
    assert len(parse_plan(data, "plan.json").questions) == 8


@given(banks(min_questions=2), seeds, st.data())
def test_adding_a_question_leaves_the_order_of_the_others_as_it_was(bank, seed, data):
    """Also where it pushes another question out."""
    added = data.draw(st.sampled_from(bank.questions)).id
    request = Request(
        data.draw(st.none() | st.integers(1, len(bank.questions) - 1)), versions=2, seed=seed
    )

    before = make_plan(without(bank, added), request, **WORDS)
    after = make_plan(bank, request, **WORDS)

    for old, new in zip(before.versions, after.versions, strict=True):
        stayed = set(names(old)) & set(names(new))
        assert [name for name in names(old) if name in stayed] == [
            name for name in names(new) if name in stayed
        ]


@given(banks(), requests)
def test_a_plan_comes_back_from_json_as_it_was(bank, wishes):
    plan = make_plan(bank, wishes, **WORDS)

    again = parse_plan(dump_plan(plan), "plan.json")

    assert again == plan
    assert dump_plan(again) == dump_plan(plan)
    assert plan.digest == hashlib.sha256(dump_plan(plan)).hexdigest()


def test_the_json_is_laid_out_as_documented():
    """Text stays readable, and every key stands where the format says."""
    plan = plan_of(plain_bank({"evidence": 1}, stem="Qui reste près du phare ?"))
    text = dump_plan(plan).decode()
    data = json.loads(text)

    assert "près du phare" in text
    assert text.endswith("}\n")
    keys = "format quizgen seed code bank title settings language article skills images groups"
    assert list(data) == [
        *keys.split(),
        "sections",
        "questions",
        "forms",
        "versions",
        "students",
    ]
    assert data["format"] == "quizgen-plan-2"
    assert data["bank"] == WORDS
    assert data["skills"] == {"evidence": "Evidence"}
    assert data["versions"] == ["A evidence-1:0"]
    [form] = data["forms"]["evidence-1"]
    keys = "options answer points parts scoring"
    assert list(form) == keys.split()
    assert form["options"]["ABCD".index(*form["answer"])] == "right"


def test_a_form_stands_in_a_plan_once_however_many_versions_print_it():
    """So a plan stays short, and takes little memory, for very many versions."""
    plan = plan_of(plain_bank(SKILLS), versions=300)

    assert all(len(forms) == 4 for forms in plan.forms.values())
    assert len({item.which for version in plan.versions for item in version.items}) == 4
    assert len(plan.rows) == len(plan.versions) == 300


def test_sections_are_told_apart_in_a_row():
    bank = plain_bank(SKILLS)
    sections = (Section(title="One", skill=("evidence",), count=2), Section(title="Two"))
    plan = plan_of(bank, sections=sections, count=5)

    [row] = plan.rows
    assert row.split(" ").index("|") == 3
    [version] = plan.versions
    assert [item.section for item in version.items] == [1, 1, 2, 2, 2]
    assert [item.number for item in version.items] == [1, 2, 3, 4, 5]


def test_other_versions_can_take_the_place_of_a_plans_own():
    plan = plan_of(plain_bank(SKILLS), versions=2)
    one, other = plan.versions

    turned = with_versions(plan, [("A", reversed(one.items)), ("B", other.items)])

    assert [item.question for item in turned.versions[0].items] == names(one)[::-1]
    assert turned.versions[1] == other
    assert parse_plan(dump_plan(turned), "plan") == turned


def test_kinds_without_letters_of_their_own_are_keyed_by_what_is_right():
    [version] = plan_of(four_kinds(), order="bank").versions

    assert [(item.options, item.answer) for item in version.items] == [
        (("True", "False"), ("A",)),
        (("True", "False"), ("B",)),
        ((), ("1.10", "No")),
        ((), ("It depends.",)),
    ]


@pytest.mark.parametrize(
    ("asked", "bank_title", "printed"),
    [
        ("Week 3", "Reading check", "Week 3"),
        (None, "Reading check", "Reading check"),
        (None, None, "The Keeper Who Stayed"),
    ],
)
def test_the_title_is_the_teachers_or_the_banks_or_the_articles(asked, bank_title, printed):
    bank = plain_bank(SKILLS).model_copy(update={"title": bank_title})

    assert plan_of(bank, title=asked).title == printed


def test_a_plan_holds_the_printed_questions_only_in_the_banks_order():
    bank = plain_bank(SKILLS)
    plan = plan_of(bank, count=5, versions=2)

    assert len(plan.questions) == 5
    held = [question.id for question in bank.questions]
    assert list(plan.questions) == [name for name in held if name in plan.questions]


def test_options_beyond_z_have_letters_too():
    assert [letter(index) for index in (0, 1, 25, 26, 51, 52, 701, 702)] == (
        ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    )


def test_every_sheet_has_a_code_that_cannot_be_misread():
    versions = plan_of(plain_bank(SKILLS), versions=28).versions

    codes = [version.code for version in versions]
    heads = {code.split("-")[0] for code in codes}
    assert [code.split("-")[1] for code in codes] == [version.name for version in versions]
    assert "-AB-" in codes[-1]
    read = [read_code(code) for code in codes]
    assert read == [(codes[0][:4], version.name) for version in versions]
    [head] = heads
    assert len(head) == 4
    assert set(head) <= set(CODE_ALPHABET)


def test_whatever_changes_the_papers_changes_their_code():
    """Another seed, bank or request; but the same run has the same code again."""
    bank = plain_bank(SKILLS)
    plans = [
        plan_of(bank),
        plan_of(bank, seed="summer"),
        plan_of(bank, count=9),
        plan_of(bank, versions=2),
        plan_of(bank, title="Week 3"),
        plan_of(bank, settings=PrintSettings(paper="a4")),
        plan_of(bank, order="bank"),
        plan_of(bank, keep_options=True),
        plan_of(plain_bank(SKILLS, stem="Who?")),
        make_plan(bank, Request(seed="spring"), file="lighthouse.yaml", sha256="1" * 64),
    ]

    assert len({plan.versions[0].code for plan in plans}) == len(plans)
    assert len({plan.digest for plan in plans}) == len(plans)
    assert plan_of(bank).versions[0].code == plans[0].versions[0].code


def test_a_code_outlives_the_quizgen_that_printed_it(monkeypatch):
    bank = plain_bank(SKILLS)
    before = plan_of(bank)
    monkeypatch.setattr("quizgen.plan.make.__version__", "9.9.9")

    assert plan_of(bank).quizgen == "9.9.9"
    assert plan_of(bank).versions == before.versions


def test_a_file_name_that_is_no_text_does_not_spoil_the_plan():
    plan = make_plan(
        plain_bank(SKILLS), Request(seed="spring"), file="caf\udce9.yaml", sha256="0" * 64
    )

    assert plan.bank.file == "caf?.yaml"
    assert parse_plan(dump_plan(plan), "plan.json") == plan


# Damage: a sentence for each, and never a traceback.


def damaged(change):
    """Return the complaint about a good plan after change was made to its data."""
    data = json.loads(dump_plan(plan_of(four_kinds(), versions=2, order="bank")))
    change(data)
    with pytest.raises(PlanError) as caught:
        parse_plan(json.dumps(data).encode(), "week-3-plan.json")
    return str(caught.value)


def at(*path, value=None):
    """Return a change that sets, or without a value deletes, what is at path."""

    def change(data):
        *steps, last = path
        for step in steps:
            data = data[step]
        if value is None:
            del data[last]
        else:
            data[last] = value

    return change


FIRST = ("forms", "a", 0)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (at("seed"), "seed is missing."),
        (at("colour", value="red"), "colour does not belong in a plan."),
        (at(*FIRST, "points", value="one"), "forms.a.0.points is not what a plan has"),
        (at("versions", value=[]), "versions is not what a plan has there"),
        (at("questions", "a", "stem"), "questions.a.true_false.stem is missing."),
        (at("questions", "a", "id", value="z"), "the question under 'a' calls itself 'z'."),
        (at("questions", "d"), "there are forms of 'd', which the plan does not hold."),
        (at("skills", "evidence"), "the skill 'evidence' of 'a' has no label."),
        (at(*FIRST), "version A: 'a:0' is none of the forms that the plan holds."),
        (at("forms", "d"), "version A: 'd:0' is none of the forms that the plan holds."),
        (
            at("versions", 0, value="A a:0 b:0 c:0"),
            "its versions differ in their number of questions or points.",
        ),
        (at("versions", 0, value="A a:0 b:0 b:0 c:0"), "version A: it has 'b' 2 times."),
        (at("versions", value=["A a:0 b:0 c:0"]), "no version has 'd'."),
        (at("versions", 0, value="A"), "the version 'A' is not written as one."),
        (at("versions", 0, value="A  a:0"), "the version 'A a:0' is not written as one."),
        (
            at("versions", 0, value="A a:0 b:0 | c:0 d:0"),
            "version A: it has 2 sections, and the plan none.",
        ),
        (
            at(*FIRST, "options", value=["True", "Maybe"]),
            "the options of a:0 are not the question's own.",
        ),
        (
            at(*FIRST, "options", value=["False", "True"]),
            "the options of a:0 have changed places.",
        ),
        (
            at(*FIRST, "answer", value=["B"]),
            "the key of a:0 says B, and that is not its answer.",
        ),
        (
            at(*FIRST, "answer", value=[]),
            "the key of a:0 says nothing, and that is not its answer.",
        ),
        (
            at("questions", "b", "answer", value=True),
            "the key of b:0 says B, and that is not its answer.",
        ),
        (
            at("forms", "c", 0, "answer", value=["1.10"]),
            "the key of c:0 says 1.10, and that is not its answer.",
        ),
        (
            at(*FIRST, "points", value=7),
            "a:0 is worth 7 here and 1 in the question.",
        ),
        (at("versions", 0, value="B a:0 b:0 c:0 d:0"), "there are 2 versions 'B'."),
        (at("code", value="ZZIZ"), "its code 'ZZIZ' is not a valid code."),
        (at("code", value="!RNN"), "its code '!RNN' is not a valid code."),
        (
            at("title", value="a\ud800"),
            "title has a character that cannot be printed (U+D8",
        ),
        (
            at("seed", value="\x1b]0;x\x07"),
            "seed has a character that cannot be printed (U+001",
        ),
        (at("language", value="\x1b[31m"), "language has a character that cannot be printed"),
        (at("skills", "\x1b[31m", value="x"), "a key of the plan.skills has a character"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(change, problem):
    """Nothing may be printed or marked by it; the message says where it is wrong."""
    lines = damaged(change).splitlines()

    assert any(line.startswith(f"week-3-plan.json: {problem}") for line in lines)
    assert lines[-1].startswith("The plan is damaged or was edited; print the bank")


def test_a_moved_option_and_its_letter_are_checked_for_each_form():
    plan = plan_of(plain_bank({"evidence": 3}), versions=9)
    data = json.loads(dump_plan(plan))
    options = data["forms"]["evidence-2"][1]["options"]
    options.insert(0, options.pop())

    with pytest.raises(PlanError, match=r"the key of evidence-2:1 says"):
        parse_plan(json.dumps(data).encode(), "plan.json")


def test_a_long_list_of_damage_is_cut_short():
    def change(data):
        data |= dict.fromkeys("abcdefghijk", 1)

    lines = damaged(change).splitlines()

    assert len(lines) == 10
    assert lines[-2] == "week-3-plan.json: and 3 more like these."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"title: Lighthouse reading check\n",
        b"%PDF-1.7",
        b"[1, 2]",
        b"null",
        b"{}",
        b'{"format": "h5p"}',
        b'{"format": ["quizgen-plan-2"]}',
        b'{"format": "quizgen-plan-2"',
        "été".encode("latin-1"),
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        '{"format": "quizgen-plan-2"}'.encode("utf-16"),
    ],
)
def test_another_file_is_not_taken_for_a_plan(data):
    with pytest.raises(PlanError, match="this is not a plan, or it is damaged"):
        parse_plan(data, "lighthouse.yaml")


def test_a_cut_off_plan_is_refused_at_the_place_where_it_ends():
    data = dump_plan(plan_of(plain_bank(SKILLS)))[:200]
    lines = data.decode().split("\n")

    with pytest.raises(PlanError) as caught:
        parse_plan(data, "plan.json")

    assert str(caught.value).startswith(f"plan.json:{len(lines)}:")


def test_a_plan_of_a_newer_quizgen_says_so():
    with pytest.raises(PlanError) as caught:
        parse_plan(b'{"format": "quizgen-plan-3", "pages": []}', "plan.json")

    assert "is in the format quizgen-plan-3" in str(caught.value)
    assert "reads quizgen-plan-2" in str(caught.value)


def test_a_byte_order_mark_does_no_harm():
    """Windows editors add one on saving."""
    plan = plan_of(plain_bank(SKILLS))

    assert parse_plan(b"\xef\xbb\xbf" + dump_plan(plan), "plan.json") == plan


GOOD = dump_plan(plan_of(four_kinds()))
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)


def places(data, path=()):
    """Yield the path of everything in JSON data."""
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in steps:
        yield (*path, step)
        if isinstance(value, dict | list):
            yield from places(value, (*path, step))


@given(st.binary() | st.tuples(st.integers(0, len(GOOD)), st.binary(min_size=1, max_size=3)))
def test_no_bytes_give_a_traceback(change):
    data = (
        change
        if isinstance(change, bytes)
        else GOOD[: change[0]] + change[1] + GOOD[change[0] :]
    )
    read_or_refuse(data)


@given(
    st.sampled_from(list(places(json.loads(GOOD)))),
    scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.text(max_size=2), scalars),
)
def test_no_value_in_any_place_gives_a_traceback(path, value):
    data = json.loads(GOOD)
    at(*path)(data) if value is None else at(*path, value=value)(data)
    read_or_refuse(json.dumps(data).encode())


def read_or_refuse(data):
    try:
        plan = parse_plan(data, "plan.json")
    except PlanError as error:
        message = str(error).encode()
    else:
        message = plan.format.encode()
    assert message


def test_a_plan_is_closed_and_cannot_be_changed():
    plan = plan_of(plain_bank(SKILLS))

    with pytest.raises(AttributeError, match="read-only"):
        plan.seed = "summer"
    assert isinstance(plan, Plan)


@given(banks(), seeds)
def test_letters_are_those_of_the_key(bank, seed):
    """A form gives its key in letters, and the letter of each thing that is asked for."""
    plan = make_plan(bank, Request(seed=seed), **WORDS)
    for name, forms in plan.forms.items():
        question = plan.questions[name]
        for form in forms:
            letters = form.letters(question, plan.words)
            own = form.solution_letters(question, plan.words)
            assert sorted(own) == sorted(letters) or not letters
            if letters:
                assert letters == tuple(chain(*(part.answer for part in form.parts or [form])))
            for options, printed in zip(question.lists, form.printed, strict=False):
                if options.lettered and len(question.lists) == 1:
                    assert [printed[plan.words.letters.index(each)] for each in own] == [
                        options.texts[place] for place in options.answers
                    ]
