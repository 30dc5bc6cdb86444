"""What a class's results say: figures that were set beforehand, and pages that hold them."""

import json
from fractions import Fraction
from xml.etree import ElementTree

import pypdfium2
import pytest
from running import quizgen

from quizgen.app import api
from quizgen.bank.load import parse_bank
from quizgen.base.errors import QuizgenError
from quizgen.grading.marks_table import Paper
from quizgen.grading.passage_dependence import without_passage
from quizgen.grading.question_report import class_report
from quizgen.grading.responses import Given
from quizgen.grading.results import results_from, results_json, results_of
from quizgen.grading.score import Corrections
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request

BANK = """article: {title: The <Lamp>, author: A, paragraphs: 9}
questions:
  - id: key
    skill: evidence
    stem: Which lamp?
    answer: Right
    distractors:
      - {text: Tempting, misconception: Takes the second lamp for the first.}
      - Weak
      - Never
    evidence: [{paragraph: 4}]
  - {id: other, skill: evidence, stem: "2", answer: Yes it is, distractors: [It is not, Both]}
  - {id: essay, type: open_response, skill: main_argument, stem: "3", answer: Long., points: 4}
"""


def plan_of(**wishes):
    bank = parse_bank(BANK, "bank.yaml")
    request = Request(**{"count": 3, "seed": "s", "order": "bank"} | wishes)
    return make_plan(bank, request, file="bank.yaml", sha256="0" * 64)


def letter_of(item, text):
    return "ABCD"[item.options.index(text)]


def papers(plan, answers, class_name=""):
    """Return a paper for each triple of what was chosen and of the points for the essay."""
    version = plan.versions[0]
    key, other, _ = version.items
    for number, (one, two, points) in enumerate(answers):
        responses = {
            "key": (Given((letter_of(key, one),) if one else ("",)),),
            "other": (Given((letter_of(other, two),)),),
            "essay": (Given(points=Fraction(points)),),
        }
        yield Paper(version.code, "A", f"Pupil {number}", "", class_name, responses)


ANSWERS = [
    ("Tempting", "Yes it is", 4),
    ("Tempting", "Yes it is", 4),
    ("Right", "Yes it is", 2),
    ("Right", "Yes it is", 1),
    ("Weak", "Both", 1),
    ("", "Both", 0),
]


def results(answers=ANSWERS, plan=None, **corrections):
    plan = plan or plan_of()
    return results_of(plan, [*papers(plan, answers)], Corrections(**corrections))


def test_a_question_is_told_in_numbers():
    """Difficulty, who left it out, and what each option drew, in the bank's order."""
    [key, _, essay] = class_report(results()).questions

    assert (key.students, key.omitted) == (6, 1)
    assert key.p == pytest.approx(2 / 6)
    assert [(each.text, each.students, each.is_key) for each in key.parts[0].options] == [
        ("Right", 2, True),
        ("Tempting", 2, False),
        ("Weak", 1, False),
        ("Never", 0, False),
    ]
    assert key.parts[0].options[1].misconception == "Takes the second lamp for the first."
    assert essay.p == pytest.approx(12 / 24)
    assert essay.parts == ()


def test_a_key_that_the_best_do_not_choose_is_told_first():
    """Two of the best third chose the distractor, none of them the answer."""
    [key, other, _] = class_report(results()).questions
    assert key.advice[0] == (
        "Of the best third of students 2 chose “Tempting” and 0 the answer: look at the key."
    )
    assert not any("look at the key" in each for each in other.advice)


def test_the_test_is_told_in_numbers():
    """Mean, distribution, shares by skill and version, reliability."""
    report = class_report(results())

    assert (report.students, report.waiting, report.most) == (6, 0, 6)
    shares = [5, 5, 4, 3, 1, 0]
    assert report.mean == pytest.approx(sum(shares) / 36 * 100)
    assert sum(count for _, count in report.distribution) == 6
    assert dict(report.distribution)["80–89 %"] == 2
    assert {each.name: each.share for each in report.skills} == {
        "Main argument": pytest.approx(12 / 24),
        "Evidence": pytest.approx(6 / 12),
    }
    assert [(each.name, each.students) for each in report.versions] == [("A", 6)]
    assert report.reliability is not None


def test_versions_that_ask_different_questions_have_no_reliability():
    """There is no table of the same questions to compute it from."""
    plan = plan_of(count=1, versions=3, draw_each=True, order="shuffled")
    found = []
    for version in plan.versions:
        [item] = version.items
        responses = {item.question: (Given(item.answer),)}
        if item.question == "essay":
            responses = {"essay": (Given(points=Fraction(4)),)}
        found.append(Paper(version.code, version.name, responses=responses))
    asked = {item.question for version in plan.versions for item in version.items}
    assert len(asked) > 1

    report = class_report(results_of(plan, found, Corrections()))
    assert report.reliability is None
    assert "different questions" in report.no_reliability


def test_papers_that_wait_are_not_counted():
    """And what was decided of a question is told."""
    plan = plan_of()
    done = [*papers(plan, ANSWERS)]
    waiting = Paper(done[0].code, "A", responses={})
    made = Corrections(dropped={"other": "Two answers."})
    report = class_report(results_of(plan, [*done, waiting], made))

    assert (report.students, report.waiting) == (6, 1)
    assert [each.id for each in report.questions] == ["key", "essay"]
    assert report.corrections == ("other does not count. Two answers.",)


def test_results_are_the_same_after_a_file():
    """Whatever was decided; another plan's are refused."""
    made = {"dropped": {"other": "x"}, "accepted": {"key": ["Weak"]}, "reasons": {"key": "y"}}
    before = results(**made)
    data = json.loads(results_json(before))
    after = results_from(data, before.plan)
    assert [each.points for each in after.results] == [each.points for each in before.results]
    assert after.corrections == before.corrections
    assert results_json(after) == results_json(before)
    with pytest.raises(ValueError, match="not the results of this plan"):
        results_from(data, plan_of(seed="another"))


def test_a_class_without_the_article_tells_which_questions_need_it():
    """One that both get right alike needs no reading."""
    plan = plan_of()
    with_it = [("Right", "Yes it is", 4)] * 10
    guessed = [("Right", "Both", 4)] * 10
    everyone = [*papers(plan, with_it, "8a"), *papers(plan, guessed, "8b")]
    found = without_passage(results_of(plan, everyone, Corrections()), "8b")

    assert (found.students, found.others) == (10, 10)
    shares = {each.id: each.difference for each in found.questions}
    assert shares == {"key": 0, "other": 1, "essay": 0}
    [other] = [each for each in found.questions if each.id == "other"]
    # Newcombe's method 10 for 10 of 10 against 0 of 10.
    assert other.limits.low == pytest.approx(0.6075, abs=5e-4)
    assert other.limits.high == pytest.approx(1.0)
    with pytest.raises(QuizgenError, match=r"No marked paper is of the class 8c\."):
        without_passage(results_of(plan, everyone, Corrections()), "8c")
    with pytest.raises(QuizgenError, match="nobody had the article"):
        without_passage(results_of(plan, everyone[:10], Corrections()), "8a")


def test_the_report_is_a_page_and_a_pdf_without_names(tmp_path):
    """It fetches nothing, runs nothing, and shows a bank's text as it is."""
    bank = tmp_path / "bank.yaml"
    bank.write_text(BANK, "utf-8")
    plan = api.plan_run(bank, Request(count=3, seed="s", order="bank"), here=tmp_path).plan
    (tmp_path / "worksheets").mkdir()
    (tmp_path / "worksheets" / "bank-plan.json").write_bytes(api.plan_bytes(plan))
    key, other, _ = plan.versions[0].items
    rows = [
        f"{plan.versions[0].code},Pupil {number},{letter_of(key, one) if one else '-'},"
        f"{letter_of(other, two)},{points}"
        for number, (one, two, points) in enumerate(ANSWERS)
    ]
    (tmp_path / "marks.csv").write_text("code,name,1,2,3\n" + "\n".join(rows), "utf-8")
    assert quizgen(tmp_path, "grade", "marks.csv").status == 0

    outcome = quizgen(tmp_path, "report")

    assert outcome.status == 0, outcome.err
    page = (tmp_path / "results" / "report.html").read_text("utf-8")
    body = page[page.index("<body>") : page.index("</html>")]
    root = ElementTree.fromstring(body)
    assert "Pupil" not in page
    assert "script" not in {element.tag for element in root.iter()}
    assert "default-src 'none'" in page
    assert "<Lamp>" not in page
    with pypdfium2.PdfDocument(tmp_path / "results" / "report.pdf") as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    assert "Which lamp?" in text
    assert "With 6 students these figures say little of single questions" in text
    assert "Takes the second lamp for the first." in text


def test_a_folder_without_results_is_told(tmp_path):
    """As is one whose files do not belong together."""
    (tmp_path / "results").mkdir()
    outcome = quizgen(tmp_path, "report")
    assert (outcome.status, outcome.err) == (1, "Error: There is no file results/plan.json.\n")
    (tmp_path / "results" / "plan.json").write_bytes(api.plan_bytes(plan_of()))
    (tmp_path / "results" / "results.json").write_text("[]")
    outcome = quizgen(tmp_path, "report")
    assert outcome.err == (
        "Error: results/results.json is not what quizgen grade wrote for plan.json beside it. "
        "Grade again.\n"
    )
