"""A class in a plan: its students, and versions with fewer options."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import LIGHTHOUSE
from strategies import banks

from quizgen.bank.load import parse_bank
from quizgen.plan.invariants import broken_laws
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.plan.read import PlanError, parse_plan
from quizgen.plan.request import Request
from quizgen.plan.roster import Student, read_roster
from quizgen.plan.sheet_code import read_code
from quizgen.plan.student import StudentPaper, columns_of

WORDS = {"file": "cells.yaml", "sha256": "0" * 64}
ANN = Student(name="Ann Lee", line=2)
BEN = Student(name="Ben", line=3, id="7", seat="A2", notes="door", fewer_options=True)
CELLS = {"text": "Q7", "flag": "yes", "seat": "B4", "version": "B", "language": "es"}


def plan_of(*students, bank=None, versions=2, **wishes):
    bank = bank or parse_bank(LIGHTHOUSE, "lighthouse.yaml")
    request = Request(versions=versions, seed="spring", **wishes)
    return make_plan(bank, request, students=students, **WORDS)


def test_the_plan_holds_who_gets_which_version():
    """With what is printed of them, and nothing that nobody said."""
    plan = plan_of((ANN, "B"), (BEN, "A"))

    data = json.loads(dump_plan(plan))
    assert data["students"] == [
        {"name": "Ann Lee", "version": "B"},
        {"name": "Ben", "version": "A3", "id": "7", "seat": "A2", "notes": "door"},
    ]
    assert parse_plan(dump_plan(plan), "plan.json") == plan


def test_every_column_reaches_the_plan(tmp_path):
    """All that a paper has of its student is in columns of the roster, and none is lost."""
    columns = columns_of(StudentPaper)
    assert {"name", *columns} == set(StudentPaper.model_fields)
    table = {"name": "Ann Lee"} | {each.name: CELLS[each.holds] for each in columns.values()}
    path = tmp_path / "class.csv"
    path.write_text("\n".join(map(",".join, (table.keys(), table.values()))), "utf-8")

    [student] = read_roster(path, ["en", "es"]).students
    [paper] = plan_of((student, "B")).students

    assert paper.model_dump() == {"name": "Ann Lee"} | {
        field: True if each.holds == "flag" else CELLS[each.holds]
        for field, each in columns.items()
    }


@pytest.mark.parametrize("field", ["name", "id", "class_name", "notes"])
def test_a_plan_says_no_more_of_a_student_than_a_roster(field):
    """A plan may have been edited; a very long name would be laid out for ever."""
    data = json.loads(dump_plan(plan_of((ANN, "A"))))
    data["students"][0][field] = "Z" * 500
    [student] = parse_plan(json.dumps(data).encode(), "plan.json").students
    assert getattr(student, field) == "Z" * 500
    data["students"][0][field] += "Z"
    with pytest.raises(PlanError, match="500"):
        parse_plan(json.dumps(data).encode(), "plan.json")


def test_a_class_has_its_own_codes():
    """Another class, other papers: they cannot be taken for one another."""
    assert plan_of((ANN, "A")).code != plan_of().code
    assert plan_of((ANN, "A")).code == plan_of((ANN, "A")).code


def test_fewer_options_are_a_version_of_their_own():
    """It stands behind the one it is made of, has its order and its letters, and a code."""
    plan = plan_of((ANN, "B"), (BEN, "B"), (BEN, "B"))

    assert plan.versions.names == ["A", "B", "B3"]
    _, whole, cut = plan.versions
    assert read_code(cut.code).version == "B3"
    assert [item.question for item in cut.items] == [item.question for item in whole.items]
    for one, other in zip(whole.items, cut.items, strict=True):
        question = plan.questions[one.question]
        if len(one.options) > 3 and len(one.answer) == 1 and question.lists[0].lettered:
            assert len(other.options) == 3
            changed = "ABC".find(one.answer[0]) < 0
            assert other.answer == (("C",) if changed else one.answer)
            assert question.accepted[0] in other.options
    assert any(len(item.options) == 3 < len(question_options(plan, item)) for item in cut.items)


def question_options(plan, item):
    return plan.questions[item.question].options


def test_nothing_is_adapted_where_no_question_has_more_than_three_options():
    """Then the student gets the version itself."""
    bank = parse_bank(LIGHTHOUSE, "lighthouse.yaml")
    short = [q for q in bank.questions if len(q.options) <= 3][:2]
    assert short
    plan = plan_of((BEN, "A"), bank=bank.model_copy(update={"questions": tuple(short)}))
    assert plan.versions.names == ["A", "B"]
    assert plan.students[0].version == "A"


@given(banks(), st.integers(1, 3), st.booleans())
def test_adapted_versions_keep_the_laws(bank, versions, keep_options):
    """Whatever the bank: the key points to its answers, in whole lists and in cut ones."""
    plan = plan_of((BEN, "A"), bank=bank, versions=versions, keep_options=keep_options)

    assert list(broken_laws(plan)) == []
    assert parse_plan(dump_plan(plan), "plan.json") == plan
    assert Counter(map(len, plan.versions.names))[2] <= 1


def test_fewer_options_change_nobody_elses_paper():
    """The other versions are what they would be without."""
    rows = plan_of((BEN, "B")).versions
    assert [each.items for each in rows if each.name != "B3"] == [
        each.items for each in plan_of().versions
    ]


def cut_wrongly(data):
    """Leave the last distractor in place of the first."""
    for name, forms in data["forms"].items():
        for form in forms:
            if (
                len(form["options"])
                == 3
                < len(whole := max((f["options"] for f in forms), key=len))
            ):
                wrong = data["questions"][name]["distractors"][-1]["text"]
                other = next(text for text in form["options"] if text != wrong
                             and text != data["questions"][name]["answer"])  # fmt: skip
                assert wrong in whole
                form["options"][form["options"].index(other)] = wrong
                return
    raise AssertionError("no form was cut")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: data["students"][0].update(version="C"), "'C', which is not there"),
        (lambda data: data["students"][0].update(name=" "), "students.0.name is not"),
        (cut_wrongly, "are not the question's own"),
    ],
)
def test_a_damaged_class_is_refused(damage, words):
    """A student without a version, or without a name, or a list cut to other options."""
    data = json.loads(dump_plan(plan_of((ANN, "A"), (BEN, "B"))))
    damage(data)
    with pytest.raises(PlanError, match=words):
        parse_plan(json.dumps(data).encode(), "plan.json")
