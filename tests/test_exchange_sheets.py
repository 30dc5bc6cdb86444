"""Sheets of classroom games, Google Forms and Anki: what their importers read."""

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from test_moodle import ARTICLE, BASE

from quizgen.bank.model import Bank
from quizgen.exchange import format_named
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.items import Export, item_of

QUESTIONS = [
    BASE
    | {"answer": "=the *keeper*", "distractors": ["the mayor", "nobody"], "rationale": "So."},
    BASE
    | {
        "id": "two",
        "type": "multiple_select",
        "answers": ["the keeper", "his sister"],
        "distractors": ["the mayor"],
    },
    BASE | {"id": "open", "type": "short_answer", "answer": "the <keeper>"},
    BASE
    | {"id": "six", "answer": "right", "distractors": [f"wrong {'x' * n}" for n in range(5)]},
    BASE | {"id": "long", "stem": "Who " * 40 + "?", "type": "true_false", "answer": True},
]


def written(form, questions=QUESTIONS):
    bank = Bank.model_validate({"article": ARTICLE, "questions": questions})
    export = Export("T", tuple(map(item_of, bank.questions)), bank.article)
    return exported(export, format_named(form))


def cells(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def left_out(report):
    return {loss.question for loss in report.losses if loss.field == "question"}


def test_kahoot_has_its_headings_in_row_8():
    """Data from row 9, numbers of the right options with commas; texts are texts."""
    content, report = written("kahoot")
    rows = cells(content)

    assert rows[7][1:] == [
        "Question - max 120 characters",
        *(f"Answer {number} - max 75 characters" for number in range(1, 5)),
        "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
        "Correct answer(s) - choose at least one",
    ]
    first, second, third = rows[8:]
    assert first[0] == 1
    assert first[1 + int(first[7])] == "=the keeper"
    assert {second[1 + int(n)] for n in second[7].split(",")} == {"the keeper", "his sister"}
    assert third[1].startswith("Who Who")
    assert left_out(report) == {"open", "six"}
    assert any(loss.question == "long" and "120" in loss.message for loss in report.losses)


def test_wayground_has_a_row_of_advice_and_explanations():
    """Open questions have no number of a right option."""
    content, report = written("wayground")
    head, _, *rows = cells(content)

    assert head == [
        "Question Text",
        "Question Type",
        *(f"Option {number}" for number in range(1, 6)),
        "Correct Answer",
        "Time in seconds",
        "Image Link",
        "Answer explanation",
    ]
    assert [row[1] for row in rows] == [
        "Multiple Choice",
        "Checkbox",
        "Fill-in-the-Blank",
        "Multiple Choice",
    ]
    assert rows[0][10] == "So."
    assert rows[2][7] is None
    assert left_out(report) == {"six"}


@pytest.mark.parametrize(
    ("form", "first", "head"),
    [
        (
            "blooket",
            ["Blooket\nImport Template", *[""] * 7],
            [
                *("Question #", "Question Text", "Answer 1", "Answer 2"),
                *("Answer 3\n(Optional)", "Answer 4\n(Optional)"),
                "Time Limit (sec)\n(Max: 300 seconds)",
                "Correct Answer(s)\n(Only include Answer #)",
            ],
        ),
        (
            "gimkit",
            ["Gimkit Spreadsheet Import Template", *[""] * 4],
            [
                *("Question", "Correct Answer", "Incorrect Answer 1"),
                *("Incorrect Answer 2 (Optional)", "Incorrect Answer 3 (Optional)"),
            ],
        ),
    ],
)
def test_csv_of_games_has_its_two_rows_of_headings(form, first, head):
    """And every row is as wide."""
    content, report = written(form)
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))

    assert rows[:2] == [first, head]
    assert {len(row) for row in rows} == {len(head)}
    assert "=the keeper" in rows[2]
    assert "six" in left_out(report)


FORM_APP = """
var made = [];
function item(kind) {
  var it = {kind: kind, calls: {}};
  made.push(it);
  var proxy = new Proxy(it, {get: function (_, name) {
    if (name === 'createChoice') return function (text, right) { return [text, right]; };
    return function (value) { it.calls[name] = value; return proxy; };
  }});
  return proxy;
}
var feedback = {setText: function (text) { return {build: function () { return text; }}; }};
var FormApp = {
  createFeedback: function () { return feedback; },
  create: function (title) {
    return new Proxy({}, {get: function (_, name) {
      if (name.indexOf('add') === 0) return function () { return item(name); };
      return function () { return 'address'; };
    }});
  }
};
var Logger = {log: function () {}};
"""


def test_the_script_for_google_forms_makes_a_quiz_with_a_key(tmp_path):
    """It runs against a stand-in that records the calls; Google itself was not asked."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, which runs the script")
    content, _ = written("google-forms")
    script = tmp_path / "quiz.js"
    end = "\nmakeQuiz(); console.log(JSON.stringify(made));"
    script.write_text(FORM_APP + content.decode() + end, "utf-8")

    ran = subprocess.run([node, script], capture_output=True, text=True, check=True)
    made = json.loads(ran.stdout)

    assert [each["kind"] for each in made] == [
        "addMultipleChoiceItem",
        "addCheckboxItem",
        "addTextItem",
        "addMultipleChoiceItem",
        "addMultipleChoiceItem",
    ]
    choices = dict(made[0]["calls"]["setChoices"])
    assert choices == {"=the keeper": True, "the mayor": False, "nobody": False}
    assert made[0]["calls"]["setFeedbackForCorrect"] == "So."
    assert all(each["calls"]["setPoints"] == 1 for each in made)


def test_the_stem_is_the_title_in_google_forms():
    """What a group shares, and an excerpt, stand below it."""
    group = {"introduction": "Both are about the lamp.", "excerpt": "It was lit."}
    data = {"article": ARTICLE, "groups": {"g": group}, "questions": QUESTIONS[:1]}
    data["questions"] = [QUESTIONS[0] | {"group": "g", "excerpt": "Nobody saw it."}]
    bank = Bank.model_validate(data)
    export = Export("T", tuple(map(item_of, bank.questions)), bank.article, groups=bank.groups)
    content, report = exported(export, format_named("google-forms"))
    quiz = json.loads(re.search(r"var QUIZ = (.*?);\n\n", content.decode(), re.DOTALL)[1])

    [question] = quiz["questions"]
    assert question["title"] == "Who lit the lamp?"
    for text in ("Both are about the lamp.", "It was lit.", "Nobody saw it."):
        assert text in question["help"]
    assert not [loss for loss in report.losses if loss.field in ("group", "groups")]


def notes(content, folder):
    path = folder / "deck.anki2"
    path.write_bytes(zipfile.ZipFile(io.BytesIO(content)).read("collection.anki2"))
    with sqlite3.connect(path) as base:
        found = base.execute("select guid, mid, tags, flds from notes order by id").fetchall()
    base.close()
    return found


def test_a_corrected_card_keeps_its_id(tmp_path):
    """The note's id follows from bank and question, the model's from its fields."""
    content, _ = written("anki")
    corrected = [QUESTIONS[0] | {"stem": "Who then?"}, *QUESTIONS[1:]]
    again, _ = written("anki", corrected)

    one, two = notes(content, tmp_path), notes(again, tmp_path)
    assert [note[:2] for note in one] == [note[:2] for note in two]
    assert len({note[0] for note in one}) == len(QUESTIONS)
    assert "Who then?" in two[0][3]
    assert "the &lt;keeper&gt;" in one[2][3]
    assert " skill:evidence " in one[0][2]
    assert Path(tmp_path, "deck.anki2").exists()
