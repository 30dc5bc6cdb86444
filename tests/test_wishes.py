"""Wishes for a draw, in the bank, in quizgen.toml and as options, and what clashes are told."""

import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
import yaml
from running import quizgen

from quizgen.app.api import export_file, plan_run
from quizgen.plan.request import Request

ARTICLE = {"title": "The Keeper Who Stayed", "author": "A. N. Author", "paragraphs": 9}
TOML = Path("quizgen.toml")
BANK = Path("question_banks/bank.yaml")


def question(kind: str, number: int, points: int) -> dict:
    start = {"id": f"{kind}-{number}", "type": kind, "skill": "evidence", "points": points}
    start |= {"stem": f"What does the log say on day {number}?", "answer": f"Fog {number}."}
    if kind == "multiple_choice":
        start["distractors"] = ["Wind.", "Rain."]
    return start


def bank_of(draw: str = "") -> str:
    """Return a bank of eight choices, four short answers and four essays."""
    sizes = {"multiple_choice": (8, 1), "short_answer": (4, 2), "open_response": (4, 4)}
    questions = [
        question(kind, number, points)
        for kind, (size, points) in sizes.items()
        for number in range(size)
    ]
    return draw + yaml.safe_dump({"article": ARTICLE, "questions": questions})


def planned(folder, asked=None, *, draw="", toml=""):
    """Return the plan of a run."""
    (folder / TOML).write_text(toml, "utf-8")
    (folder / BANK).parent.mkdir(exist_ok=True)
    (folder / BANK).write_text(bank_of(draw), "utf-8")
    return plan_run(folder / BANK, asked or Request(seed="x"), here=folder).plan


def drawn(plan):
    """Return how many questions of each type the worksheet has, and its points."""
    questions = [plan.questions[item.question] for item in plan.versions[0].items]
    return Counter(each.type for each in questions), sum(each.points for each in questions)


MIX = {"multiple_choice": 3, "short_answer": 4}
PLACES = [
    (Request(seed="x", mix=tuple(MIX.items()), points=(14, 16)), "", ""),
    (None, "draw:\n  mix: {multiple_choice: 3, short_answer: 4}\n  points: 14 - 16\n", ""),
    (None, "", '[draw]\nmix = {multiple_choice = 3, short_answer = 4}\npoints = "14-16"\n'),
    (None, "", '[draw]\npoints = "14–16"\n[draw.mix]\nmultiple_choice = 3\nshort_answer = 4\n'),
    (None, "draw: {mix: {multiple_choice: 3, short_answer: 4}}\n", "[draw]\npoints = 15\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "draw", "toml"), PLACES, ids=["options", "bank", "project", "tables", "both"]
)
def test_wishes_hold_wherever_they_are_written(tmp_path, asked, draw, toml):
    """As options, in the bank, in the project, or one here and one there: the same draw."""
    found = planned(tmp_path, asked, draw=draw, toml=toml)
    types, points = drawn(found)

    assert {name: types[name] for name in MIX} == MIX
    assert 14 <= points <= 16
    assert types["open_response"] == 1
    assert found.versions[0].items == planned(tmp_path, PLACES[0][0]).versions[0].items


def test_the_nearest_place_holds(tmp_path):
    """An option goes before the bank, the bank before the project, each wish by itself."""
    written = {
        "draw": "draw: {points: 11}\n",
        "toml": "[draw]\npoints = 12\nat_most = {open_response = 0}\n",
    }
    for typed, in_bank, in_project in product((True, False), repeat=3):
        asked = Request(seed="x", points=(13, 13) if typed else None)
        said = {"draw": in_bank, "toml": in_project}
        found = planned(tmp_path, asked, **{key: written[key] for key in said if said[key]})
        types, points = drawn(found)
        wanted = 13 if typed else 11 if in_bank else 12 if in_project else points
        assert points == wanted
        assert not (in_project and types["open_response"])


def test_pages_may_be_wished_for_too(tmp_path):
    """Eight questions in very large type do not fit one page."""
    draw = "draw: {pages: 1}\n"
    outcome = quizgen(tmp_path, "make", "--font-size", "30", "--count", "8", bank=bank_of(draw))
    assert outcome.status == 1
    assert f"pages 1 ({BANK}:1:15): no draw and order was found" in outcome.err


def test_an_export_has_no_pages(tmp_path):
    """It is drawn as the bank wishes, but never laid out."""
    draw = "draw: {pages: 1, mix: {open_response: 4}}\n"
    planned(tmp_path, draw="")
    (tmp_path / BANK).write_text(bank_of(draw), "utf-8")
    asked = Request(seed="x", count=16)

    made = export_file(
        tmp_path / BANK, "gift", tmp_path / "out.txt", request=asked, draws=True, here=tmp_path
    )

    assert made.files == (tmp_path / "out.txt",)


def test_settings_show_wishes_and_where_they_come_from(tmp_path):
    """In the table of --show-settings, whatever says them."""
    (tmp_path / TOML).write_text("[draw]\npages = 3\npoints = 5\n", "utf-8")
    bank = bank_of("draw:\n  at_most: {open_response: 1}\n  points: 12-15\n")

    outcome = quizgen(tmp_path, "make", "--show-settings", "--mix", "mc=4", bank=bank)

    rows = [re.split(r" {2,}", line) for line in outcome.out.splitlines()]
    assert rows[-4:] == [
        ["mix", "multiple_choice=4", "--mix multiple_choice=4"],
        ["at_most", "open_response=1", f"{BANK}:2:12"],
        ["points", "12-15", f"{BANK}:3:11"],
        ["pages", "3", f"{TOML}:2:9"],
    ]


# Clashes and slips


@pytest.mark.parametrize(
    ("options", "draw", "toml", "said"),
    [
        (("--count", "3"), "draw: {mix: {multiple_choice: 4}}\n", "",
         f"Asked for 3 questions, but mix ({BANK}:1:13) adds up to 4."),
        ((), "draw: {mix: {multiple_choice: 9}}\n", "",
         f"mix multiple_choice=9 ({BANK}:1:13): there are only 8 multiple_choice questions."),
        (("--mix", "essay=2"), "draw: {at_most: {open_response: 1}}\n", "",
         f"--mix open_response=2 and at_most open_response=1 ({BANK}:1:17) contradict"),
        ((), "draw: {mix: {open_response: 2}}\n", "[draw]\nat_most = {open_response = 1}\n",
         f"mix open_response=2 ({BANK}:1:13) and at_most open_response=1 ({TOML}:2:11)"),
        (("--type", "mc"), "", "[draw]\npoints = 15\n",
         f"points 15 ({TOML}:2:10): only 8 questions fit --type multiple_choice"),
        (("--count", "16"), "draw: {points: 12-15}\n", "",
         f"--count 16 and points 12-15 ({BANK}:1:16) cannot both be met"),
        (("--include", "open_response-1"), "draw: {at_most: {open_response: 0}}\n", "",
         f"at_most open_response=0 ({BANK}:1:17): --include forces in 1 open_response"),
    ],
)  # fmt: skip
def test_a_clash_names_where_the_wishes_are_written(tmp_path, options, draw, toml, said):
    """Nobody looks for an option that was not typed."""
    (tmp_path / TOML).write_text(toml, "utf-8")
    outcome = quizgen(tmp_path, "make", "--seed", "x", *options, bank=bank_of(draw))
    assert outcome.status == 1
    assert said in outcome.err
    assert not (tmp_path / "worksheets").exists()


@pytest.mark.parametrize(
    ("draw", "place", "said"),
    [
        ("draw: {mix: {multiple_choise: 4}}\n", "1:14", "Did you mean 'multiple_choice'?"),
        ("draw: {mix: {essay: 4}}\n", "1:14", "Did you mean 'open_response'?"),
        ("draw: {mix: {cloze: many}}\n", "1:21", "a whole number from 0 to"),
        ("draw: {mix: {cloze: 2}, at_most: {cloze: 1}}\n", "1:21", "'at_most' has 1. Change"),
        ("draw: {mix: cloze}\n", "1:13", "'mix' holds types with numbers: {multiple_choice: 7"),
        ("draw: {points: 15-12}\n", "1:16", "with the smaller number first; not '15-12'."),
        ("draw: {points: 0}\n", "1:16", "1 or more"),
        ("draw: {pages: 0}\n", "1:15", "a whole number from 1 to"),
        ("draw: {page: 2}\n", "1:8", "Did you mean 'pages'?"),
        ("draw: yes\n", "1:7", "'draw' needs keys (mix, at_most, points, pages)"),
        ("at_most: {cloze: 1}\n", "1:1", "'at_most' belongs under 'draw'."),
    ],
)
def test_a_slip_in_the_bank_is_told_with_its_place(tmp_path, draw, place, said):
    """As any other of the bank; nothing is taken for a wish that is none."""
    outcome = quizgen(tmp_path, "make", bank=bank_of(draw))
    assert outcome.status == 1
    assert f"{BANK}:{place}: " in outcome.err
    assert said in outcome.err
    assert "One problem" in outcome.err


@pytest.mark.parametrize(
    ("toml", "place", "said"),
    [
        ("[draw]\nmix = {multiple_choise = 4}\n", "2:8", "Did you mean 'multiple_choice'?"),
        ("[draw]\nmix = {cloze = -1}\n", "2:16", "a whole number from 0 to"),
        ("[draw]\nat_most = {cloze = 1}\nmix = {cloze = 2}\n", "3:16", "'at_most' has 1."),
        ("[draw]\nmix = 3\n", "2:7", "in quizgen.toml each colon is an =."),
        ("[draw]\nmix = [3]\n", "2:1", "'mix' is one value, not several."),
        ("[draw]\nmix = {cloze = [1]}\n", "2:8", "'cloze' is one value, not several."),
        ("[draw]\npoints = {low = 3}\n", "2:1", "'points' is one value, not several."),
        ('[draw]\npoints = "much"\n', "2:10", "15, or 12-15"),
        ("points = 15\n", "1:1", "It belongs below a line [draw]."),
        ("draw = 3\n", "1:1", 'below it for example: points = "12-15".'),
        ("[drew]\npages = 2\n", "1:2", "Did you mean 'draw'?"),
    ],
)
def test_a_slip_in_the_project_is_told_with_its_place(tmp_path, toml, place, said):
    """File, line and column, and what to write."""
    (tmp_path / TOML).write_text(toml, "utf-8")
    outcome = quizgen(tmp_path, "make", bank=bank_of())
    assert outcome.status == 1
    assert f"{TOML}:{place}: " in outcome.err
    assert said in outcome.err
    assert "One problem" in outcome.err
