"""Marks typed from papers: how cells are read, scored, and written into results."""

import csv
import io
import json
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import EVERY_COUNT, EVERY_KIND, LIGHTHOUSE, quizgen
from strategies import banks

from quizgen.app import api
from quizgen.bank.load import parse_bank
from quizgen.base.errors import QuizgenError
from quizgen.base.language import LANGUAGES, wording
from quizgen.grading.marks_table import Paper
from quizgen.grading.responses import (
    CellError,
    Given,
    asked_letters,
    letters_of,
    omitted,
    parts_of,
    read_cell,
)
from quizgen.grading.results import results_of
from quizgen.grading.score import Corrections, corrections_of, corrections_of_each
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.plan.student import StudentPaper

WORDS = {"file": "bank.yaml", "sha256": "0" * 64}
ENGLISH = wording("en")
NOTHING = Corrections()


def plan_of(bank, **wishes):
    return make_plan(bank, Request(count=len(bank.questions), seed="s", **wishes), **WORDS)


def key_cell(parts, words=ENGLISH, separator=" "):
    """Return what a teacher types for a paper without a mistake."""
    tokens = []
    for part in parts:
        names = [words.letter(name) for name in part.key]
        tokens += names if letters_of(part) else [str(part.points)]
    return separator.join(tokens)


def every_item(plan):
    for version in plan.versions:
        for item in version.items:
            yield item, parts_of(plan.questions[item.question], item.form)


def paper(plan, version, cells):
    """Return the paper that cells give, by the questions' ids."""
    items = {item.question: item for item in version.items}
    responses = {
        name: read_cell(cell, parts_of(plan.questions[name], items[name].form), ENGLISH)
        for name, cell in cells.items()
    }
    return Paper(version.code, version.name, responses=responses)


@settings(max_examples=40)
@given(banks(), st.sampled_from(sorted(LANGUAGES)))
def test_a_paper_without_a_mistake_has_all_the_points(bank, language):
    """Of every kind, in every version and in the letters of every language."""
    plan, words = plan_of(bank, versions=2), wording(language)
    papers = []
    for version in plan.versions:
        responses = {}
        for item in version.items:
            parts = parts_of(plan.questions[item.question], item.form)
            responses[item.question] = read_cell(key_cell(parts, words), parts, words)
        papers.append(Paper(version.code, version.name, responses=responses))

    for result in results_of(plan, papers, NOTHING).results:
        assert result.points == result.most == sum(item.points for item in version.items)
        assert all(mark.is_right and not mark.is_omitted for mark in result.marks)


@settings(max_examples=40)
@given(banks())
def test_what_is_left_out_earns_nothing_and_waits_for_nobody(bank):
    """A dash is an answer that was not given; an empty cell is no answer yet."""
    plan = plan_of(bank)
    [version] = plan.versions
    dashes = paper(plan, version, {item.question: "–" for item in version.items})
    empty = paper(plan, version, {item.question: " " for item in version.items})

    left_out, waiting = results_of(plan, [dashes, empty], NOTHING).results
    assert left_out.points == 0
    assert all(mark.is_omitted for mark in left_out.marks)
    assert waiting.points is None
    assert waiting.waiting == tuple(item.number for item in version.items)


@settings(max_examples=40)
@given(banks(), st.data())
def test_points_are_between_none_and_all(bank, data):
    """Whatever letters a student wrote."""
    plan = plan_of(bank)
    for item, parts in every_item(plan):
        response = []
        for part in parts:
            names = st.sampled_from(letters_of(part) or ("",))
            number = asked_letters(part)
            if not letters_of(part):
                response.append(Given(points=Fraction(data.draw(st.integers(0, part.points)))))
            elif number is None:
                response.append(Given(tuple(data.draw(st.sets(names)))))
            else:
                drawn = st.lists(names, min_size=number, max_size=number)
                response.append(Given(tuple(data.draw(drawn))))
        given_paper = Paper("", "A", responses={item.question: tuple(response)})
        [result] = results_of(plan, [given_paper], NOTHING).results
        [mark] = [each for each in result.marks if each.question == item.question]
        assert 0 <= mark.points <= mark.most


# Cells


PLAN_BANK = """article: {title: T, author: A, paragraphs: 9}
questions:
  - {id: one, skill: evidence, stem: "1", answer: A1, distractors: [A2, A3, A4]}
  - {id: some, type: multiple_select, skill: evidence, stem: "2",
     answers: [B1, B2], distractors: [B3, B4], scoring: each, points: 2}
  - {id: pairs, type: matching, skill: evidence, stem: "3",
     pairs: [{left: l1, right: r1}, {left: l2, right: r2}], extra: [r3]}
  - {id: essay, type: open_response, skill: evidence, stem: "4", answer: Long.,
     rubric: [{points: 4, description: All.}, {points: 2, description: Half.}]}
  - {id: untrue, type: true_false, skill: evidence, stem: "5", answer: false,
     correction: It is., points: 2}
"""


@pytest.fixture(scope="module")
def plan():
    return plan_of(parse_bank(PLAN_BANK, "bank.yaml"), order="bank")


def parts_named(plan, name):
    return next(parts for item, parts in every_item(plan) if item.question == name)


@pytest.mark.parametrize(
    ("name", "cell", "answers"),
    [
        ("one", "b", [("B",)]),
        ("one", " B ", [("B",)]),
        ("some", "ACD", [("A", "C", "D")]),
        ("some", "a, c", [("A", "C")]),
        ("some", "-", [()]),
        ("pairs", "C-", [("C", "")]),
        ("pairs", "- A", [("", "A")]),
        ("pairs", "B/A", [("B", "A")]),
        ("untrue", "A", [("A",), None]),
        ("untrue", "B 1,5", [("B",), None]),
        ("essay", "2", [None]),
    ],
)
def test_what_teachers_type(plan, name, cell, answers):
    """In capitals or not, with blanks, commas, slashes or nothing between."""
    response = read_cell(cell, parts_named(plan, name), ENGLISH)
    assert [each.answer for each in response] == answers


@pytest.mark.parametrize(
    ("name", "cell", "message"),
    [
        ("one", "E", "E is not among its letters. It takes a letter from A to D."),
        ("one", "AB", "AB has more than it takes. It takes a letter from A to D."),
        ("one", "1", "1 has too few letters. It takes a letter from A to D."),
        ("some", "AA", "AA is no answer to it. It takes letters from A to D."),
        ("pairs", "A", "A has too few letters. It takes 2 letters from A to C."),
        ("essay", "3", "Its rubric has levels of 2 and 4 points, not 3."),
        ("essay", "5", "5 is more than its 4 points."),
        ("essay", "A", "A is not among its letters. It takes 0, 2 or 4 points."),
        ("untrue", "C", "It takes a letter from A to B, then 0 to 2 points."),
        ("untrue", "B 3", "B 3 is more than its 2 points."),
    ],
)
def test_a_cell_that_is_no_answer_says_what_is(plan, name, cell, message):
    """Nothing is guessed from it."""
    with pytest.raises(CellError) as caught:
        read_cell(cell, parts_named(plan, name), ENGLISH)
    assert str(caught.value).endswith(message)


def test_letters_that_look_latin_are_those_of_the_paper(plan):
    """The third letter of a Ukrainian paper looks like the second of an English one."""
    parts, words = parts_named(plan, "one"), wording("uk")
    assert read_cell("В", parts, words)[0].answer == ("C",)
    with pytest.raises(CellError, match="It takes a letter from А to Г"):
        read_cell("B", parts, words)
    assert read_cell("3", parts, wording("ko"))[0].answer == ("C",)
    assert read_cell("3 1", parts_named(plan, "some"), wording("ko"))[0].answer == ("C", "A")


def test_a_correction_counts_only_with_the_right_letter(plan):
    """Without its points it waits; with the wrong letter it is worth nothing."""
    [version] = plan.versions

    def points(cell):
        [result] = results_of(plan, [paper(plan, version, {"untrue": cell})], NOTHING).results
        [mark] = [mark for mark in result.marks if mark.question == "untrue"]
        return mark.points

    assert points("B") is None
    assert points("B 1.5") == Fraction(3, 2)
    assert points("A") == 0
    assert points("A 2") == 0


# Corrections


def test_a_faulty_question_is_dropped_accepted_or_given(plan):
    """What is dropped is not in the sum of the paper either."""
    [version] = plan.versions
    [item] = [item for item in version.items if item.question == "one"]
    wrong = next(letter for letter in "ABCD" if (letter,) != item.answer)
    text = item.options["ABCD".index(wrong)]
    papers = [paper(plan, version, {"one": wrong, "some": "-", "pairs": "--", "essay": "0",
                                    "untrue": "-"})]  # fmt: skip

    def outcome(**wishes):
        [result] = results_of(plan, papers, corrections_of(plan, **wishes)).results
        return result.points, result.most

    assert outcome() == (0, 11)
    assert outcome(drop=["one"]) == (0, 10)
    assert outcome(full_marks=["essay"]) == (4, 11)
    assert outcome(accept=[f"one={text.lower()}"]) == (1, 11)
    assert outcome(accept=[f"one={version.code.lower()} {wrong.lower()}"]) == (1, 11)


def test_the_letter_of_a_sheet_is_that_of_its_run_and_language():
    """Another run in the pile has the same question; a Ukrainian paper other letters."""
    bank = parse_bank(PLAN_BANK, "bank.yaml")
    reader = StudentPaper(name="Ben", version="A", language="uk")
    own = plan_of(bank, order="bank").model_copy(update={"students": (reader,)})
    other = make_plan(bank, Request(count=len(bank.questions), seed="t"), **WORDS)
    [version] = own.versions
    [item] = [item for item in version.items if item.question == "one"]
    found = corrections_of_each([own, other], accept=[f"one={version.code} В"])

    assert found[own.code].accepted == {"one": [item.options[2]]}
    assert found[other.code].accepted == {}


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"drop": ["ones"]}, "There is no question ones in the plan. Did you mean 'one'?"),
        ({"accept": ["one"]}, "one: write --accept ID='the option’s text'."),
        ({"accept": ["one=B"]}, "one has no option B. Name A1, A2, A3 or A4, or a sheet's"),
        ({"accept": ["one=4K7Z-B-X A"]}, "4K7Z-B-X is no sheet of "),
        ({"accept": ["essay=x"]}, "essay is not answered with one option."),
        ({"drop": ["one"], "full_marks": ["one"]}, "one: a question that is dropped earns"),
    ],
)
def test_a_correction_that_cannot_be(plan, wishes, message):
    """The message says what can."""
    with pytest.raises(QuizgenError) as caught:
        corrections_of(plan, **wishes)
    assert str(caught.value).startswith(message)


# The commands


CLASS = "name,id,class,language\nZoë Adams,17,4b,\n=Ben,9,4b,uk\nKim,,4b,\n"


def planned(folder, text, roster=None, **wishes):
    """Plan a run without printing it, which takes long; return its plan."""
    (folder / "bank.yaml").write_text(text, "utf-8")
    students = None
    if roster:
        (folder / "class.csv").write_text(roster, "utf-8")
        students = api.ClassRequest(folder / "class.csv")
    request = api.Request(**{"seed": "s", "order": "bank"} | wishes)
    plan = api.plan_run(folder / "bank.yaml", request, students=students, here=folder).plan
    (folder / "worksheets").mkdir()
    (folder / "worksheets" / "bank-plan.json").write_bytes(api.plan_bytes(plan))
    return plan


def printed(folder):
    return planned(folder, EVERY_KIND, CLASS, count=int(EVERY_COUNT))


def filled(plan, rows):
    """Return a table as filled in without a mistake; rows are those of the empty one."""
    versions = {version.code: version for version in plan.versions}
    students = {student.name: student for student in plan.students}
    for row in rows:
        words = plan.words_for(students[row[1]])
        for item in versions[row[0]].items:
            row.append(key_cell(parts_of(plan.questions[item.question], item.form), words))
    return rows


def table(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_class_is_marked_in_a_table(tmp_path):
    """The table has a row a student; filled in it becomes results, also for gradebooks."""
    plan = printed(tmp_path)
    assert quizgen(tmp_path, "mark").status == 0
    head, *rows = table(tmp_path / "marks.csv")
    assert head == ["code", "name", "id", "class", *map(str, range(1, int(EVERY_COUNT) + 1))]
    assert [row[1:] for row in rows] == [
        ["Zoë Adams", "17", "4b"],
        ["=Ben", "9", "4b"],
        ["Kim", "", "4b"],
    ]
    with (tmp_path / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *filled(plan, rows)])

    graded = quizgen(tmp_path, "grade", "marks.csv")

    assert graded.status == 0, graded.err
    assert "Papers      3: 3 graded, 0 wait" in graded.out
    assert graded.err == "".join(
        f"Warning: Not in the file for {program}: 1 paper. They have no id, or are not wholly "
        "marked: Kim.\n"
        for program in ("Moodle", "Canvas")
    )
    most = str(sum(item.points for item in plan.versions[0].items))
    head, *rows = table(tmp_path / "results" / "results.csv")
    assert [row[:4] for row in rows] == [
        [name, most, most, "100"] for name in ("Zoë Adams", "=Ben", "Kim")
    ]
    assert rows[0][head.index("main-claim")] == "Automation made the coast safer and lonelier."
    title = f"{plan.title} {plan.code}"
    assert table(tmp_path / "results" / "moodle.csv") == [
        ["ID number", "Full name", title],
        ["17", "Zoë Adams", most],
        ["9", "=Ben", most],
    ]
    assert table(tmp_path / "results" / "canvas.csv") == [
        ["Student", "ID", "Section", title],
        ["    Points Possible", "", "", most],
        ["Zoë Adams", "17", "4b", most],
        ["=Ben", "9", "4b", most],
    ]
    data = json.loads((tmp_path / "results" / "results.json").read_text("utf-8"))
    assert (data["code"], data["plan"]) == (plan.code, plan.digest)
    assert data["papers"][1]["points"]["main-claim"] == "1"


def test_a_workbook_says_what_earns_points(tmp_path):
    """A comment on a cell by hand has the rubric; names that begin with = stay names."""
    plan = printed(tmp_path)
    assert quizgen(tmp_path, "mark", "-o", "marks.xlsx").status == 0
    path = tmp_path / "marks.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == ["Zoë Adams", "=Ben", "Kim"]
    assert sheet.cell(3, 2).data_type == "s"
    assert sheet.freeze_panes == "E2"
    number = {item.question: item.number for item in plan.versions[0].items}
    comment = sheet.cell(2, 4 + number["weigh-the-evidence"]).comment.text
    assert comment.startswith("0, 1 or 2 points.\n2: ")
    assert sheet.cell(2, 4 + number["main-claim"]).comment is None
    rows = [["code", "name", "id", "class"], *filled(plan, [
        [cell.value or "" for cell in row[:4]] for row in sheet.iter_rows(min_row=2)
    ])]  # fmt: skip
    for row, cells in enumerate(rows[1:], start=2):
        for column, text in enumerate(cells[4:], start=5):
            sheet.cell(row, column, int(text) if text.isdecimal() else text)
    book.save(path)

    graded = quizgen(tmp_path, "grade", "marks.xlsx", "--drop", "cost", "--reason", "Unclear.")

    assert graded.status == 0, graded.err
    results = openpyxl.load_workbook(tmp_path / "results" / "results.xlsx")
    assert results["Results"].cell(2, 4).value == 100
    assert [cell.value for cell in results["Corrections"][2]] == [
        "cost", "does not count", "Unclear.",
    ]  # fmt: skip


def test_papers_without_names_are_told_apart_by_their_rows(tmp_path):
    """Without a class there is a row a version; the same code twice is two papers."""
    plan = planned(tmp_path, LIGHTHOUSE, count=3, versions=2)
    quizgen(tmp_path, "mark")
    rows = table(tmp_path / "marks.csv")[1:]
    assert [row[0] for row in rows] == [version.code for version in plan.versions]
    code = rows[0][0]
    (tmp_path / "marks.csv").write_text(f"code,1,2\n{code},A,B\n{code},-,\n")

    graded = quizgen(tmp_path, "grade", "marks.csv")

    assert "Papers      2: 0 graded, 2 wait" in graded.out
    assert f"Waiting     {code}: 3\nWaiting     {code}: 2, 3\n" in graded.out


def test_every_problem_of_a_table_is_told_at_its_cell(tmp_path):
    """With what is expected there; nothing is written."""
    [version] = planned(tmp_path, LIGHTHOUSE, count=3).versions
    code = version.code
    slip = code[:-1] + ("B" if code[-1] != "B" else "C")
    (tmp_path / "m.csv").write_text(
        f"code;name;1;2;4;mark\n{code};Ann;Q;A B;;\n{slip};Ben;A;B;;\nTT7Z-A-5;Eve;A;B;;\n"
        f"{code};Joe;A;B;C;\n"
    )

    graded = quizgen(tmp_path, "grade", "m.csv")

    assert graded.status == 1
    lines = graded.err.splitlines()
    name = [item.question for item in version.items]
    assert lines[0] == (
        "m.csv:1:17: mark is no column of this table. Write code, name, id, class or a "
        "question's number."
    )
    assert lines[1].startswith(
        f"m.csv:2:{len(code) + 6}: Question 1 ({name[0]}): Q is not among its letters. It takes"
    )
    assert lines[2].startswith(
        f"m.csv:2:{len(code) + 8}: Question 2 ({name[1]}): A B has more than it takes."
    )
    assert lines[3].startswith(f"m.csv:3:1: {slip} is not a code")
    assert lines[3].endswith(f"It may be {code}.")
    assert lines[4].startswith("m.csv:4:1: TT7Z-A-5 is ")
    assert lines[5] == (
        f"m.csv:5:{len(code) + 10}: There is no question 4 on {code}, only 1 to 3."
    )
    assert lines[6] == "6 problems in the table of marks. Nothing was graded."
    assert not (tmp_path / "results").exists()


def test_a_table_is_never_written_over(tmp_path):
    """It may be half filled in."""
    planned(tmp_path, LIGHTHOUSE, count=3)
    quizgen(tmp_path, "mark")
    again = quizgen(tmp_path, "mark")
    assert again.status == 1
    assert again.err == (
        "Error: marks.csv exists, and may have marks in it. Name another file.\n"
    )
    other = quizgen(tmp_path, "mark", "-o", "marks.txt")
    assert other.err == "Error: marks.txt: a table of marks ends in .csv or .xlsx.\n"


def test_students_without_a_row_are_named(tmp_path):
    """And those with two rows."""
    plan = printed(tmp_path)
    quizgen(tmp_path, "mark")
    head, *rows = table(tmp_path / "marks.csv")
    with (tmp_path / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *filled(plan, rows[:1]), rows[0][:4]])

    graded = quizgen(tmp_path, "grade", "marks.csv")

    assert "Warning: 2 students of the class without a row: =Ben; Kim.\n" in graded.err
    assert "Warning: More than one row for Zoë Adams. Each is a paper of its own." in graded.err


@settings(max_examples=200)
@given(st.text(max_size=12))
def test_any_text_in_a_cell_is_an_answer_or_an_error(plan, text):
    """Never anything else."""
    for _, parts in every_item(plan):
        try:
            response = read_cell(text, parts, ENGLISH)
        except CellError:
            continue
        assert len(response) in (0, len(parts))
        if text.strip() == "-":
            assert response == omitted(parts)
