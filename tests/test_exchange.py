"""quizgen import, export and formats: files, reports, refusals."""

import json
import re
import runpy
from pathlib import Path

import pytest
from fuzz import LAMP
from readers import by_pypdf as pages_of
from running import EVERY_KIND, GROUPED, LIGHTHOUSE, quizgen

from quizgen.bank.load import load_bank, parse_bank
from quizgen.bank.questions import MODELS
from quizgen.base.choices import EXCHANGE_FORMATS
from quizgen.base.errors import BankError, QuizgenError
from quizgen.exchange import formats
from quizgen.exchange.common.sources import open_source, resolved
from quizgen.exchange.common.xml import parse_xml

DOCS = Path(__file__).parents[1] / "docs"
GIFT = """// a quiz
$CATEGORY: $course$/top/Main argument

::lamp:: Who [html] lit <b>the lamp</b>? {
  =The keeper # Yes.
  ~The mayor # He slept.
  ~Nobody
}

The log is {lost
"""


def imported(folder, text, *arguments, name="quiz.txt"):
    (folder / name).write_text(text, "utf-8")
    return quizgen(folder, "import", name, *arguments)


def test_an_import_is_a_bank_that_prints(tmp_path):
    """Its skill comes from the category; what was not understood is a comment with its line."""
    outcome = imported(tmp_path, GIFT)

    assert outcome.status == 0
    text = (tmp_path / "question_banks" / "quiz.yaml").read_text("utf-8")
    [question] = parse_bank(text, "quiz.yaml").questions
    assert (question.id, question.skill) == ("lamp", "main_argument")
    assert question.stem == "Who [html] lit **the lamp**?"
    assert question.answer == "The keeper"
    assert question.distractors[0].misconception == "He slept."
    assert "# quiz.txt, line 10" in text
    assert "#   The log is {lost" in text
    assert "quiz.txt:10" in outcome.out
    assert quizgen(tmp_path, "make", "quiz").status == 0


@pytest.mark.parametrize("look", ["classic", "exam"])
def test_a_bank_without_an_article_names_none_on_paper(tmp_path, look):
    """Neither an author nor an article, and nobody is told to read one."""
    imported(tmp_path, GIFT)
    outcome = quizgen(tmp_path, "make", "quiz", "--look", look)

    for path in (outcome.worksheets, outcome.keys):
        words = " ".join(pages_of(path))
        assert not re.search("article|unknown|None", words, re.IGNORECASE), words
    assert "Answer every question." in pages_of(outcome.worksheets)[0]


def test_a_category_without_a_question_is_told(tmp_path):
    """Nothing else of the file would be."""
    outcome = imported(tmp_path, "$CATEGORY: top/Unit 1: Lamps\n", "--from", "gift")

    assert outcome.status == 1
    assert "“Unit 1: Lamps” has no question" in outcome.out


def test_no_file_is_overwritten(tmp_path):
    """A second import of the same name is refused, and nothing changes."""
    imported(tmp_path, GIFT)
    bank = tmp_path / "question_banks" / "quiz.yaml"
    bank.write_text("mine", "utf-8")

    outcome = imported(tmp_path, GIFT)

    assert outcome.status == 1
    assert "overwrites no file" in outcome.err
    assert bank.read_text("utf-8") == "mine"


def test_nothing_readable_writes_nothing(tmp_path):
    """Status 1, and a report that says why."""
    outcome = imported(tmp_path, "The log is {lost\n", "--from", "gift")

    assert outcome.status == 1
    assert "brace" in outcome.out
    assert not (tmp_path / "question_banks").exists()


def test_the_report_goes_to_a_file_too(tmp_path):
    """As JSON with every loss, or as text."""
    imported(tmp_path, GIFT, "--report", "losses.json")
    found = json.loads((tmp_path / "losses.json").read_text("utf-8"))

    assert [loss["line"] for loss in found["losses"] if loss["field"] == "question"] == [10]


def test_a_skill_of_ones_own_is_declared(tmp_path):
    """--skill is for questions whose source names none."""
    imported(tmp_path, "Is it so? {T}\n", "--from", "gift", "--skill", "tone", "-o", "b.yaml")

    bank = load_bank(tmp_path / "b.yaml").bank
    assert bank.questions[0].skill == "tone"
    assert "tone" in bank.skills


def test_what_is_in_no_known_format_is_told(tmp_path):
    """The refusal lists what can be read."""
    outcome = imported(tmp_path, "Dear Sir,\n\nthank you.\n")

    assert outcome.status == 1
    assert "--from" in outcome.err
    assert "gift" in outcome.err


@pytest.mark.parametrize("name", EXCHANGE_FORMATS)
@pytest.mark.parametrize("bank", [LIGHTHOUSE, EVERY_KIND, GROUPED], ids=["l", "e", "g"])
def test_every_bank_is_exported_with_a_report(tmp_path, name, bank):
    """Each format writes a file, or says that it has nothing for any of the questions."""
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "lamp.png").write_bytes(LAMP)

    outcome = quizgen(tmp_path, "export", "--to", name, bank=bank)

    assert outcome.status == 0, outcome.err
    [file] = tmp_path.glob("bank-*")
    assert file.stat().st_size
    assert "questions written" in outcome.out


def test_versions_are_files_and_a_plan_is_exported_as_printed(tmp_path):
    """Both give the questions and the orders of the plan."""
    (tmp_path / "question_banks").mkdir()
    outcome = quizgen(tmp_path, "make", "--versions", "2", "--seed", "s", bank=LIGHTHOUSE)
    plan = outcome.plan

    drawn = quizgen(
        tmp_path, "export", "--to", "gift", "--versions", "2", "--seed", "s", "-o", "x.gift"
    )
    quizgen(
        tmp_path, "export", "--plan", str(outcome.plan_file), "--to", "gift", "-o", "y.gift"
    )

    assert drawn.status == 0
    for version in plan.versions:
        one = (tmp_path / f"x-{version.name}.gift").read_text("utf-8")
        two = (tmp_path / f"y-{version.name}.gift").read_text("utf-8")
        assert one == two
        places = [one.index(f"[id:{item.question}]") for item in version.items]
        assert places == sorted(places)


def test_filters_choose_without_drawing(tmp_path):
    """--type lets all questions of a type through, in the bank's order."""
    outcome = quizgen(
        tmp_path,
        "export",
        "--to",
        "gift",
        "--type",
        "matching",
        "-o",
        "m.gift",
        bank=EVERY_KIND,
    )

    assert outcome.status == 0
    text = (tmp_path / "m.gift").read_text("utf-8")
    assert text.count("[id:") == EVERY_KIND.count("type: matching\n")


def test_formats_are_listed(tmp_path):
    """One row for each, and all of a format's row by its name."""
    listed = quizgen(tmp_path, "formats").out
    one = quizgen(tmp_path, "formats", "gift").out
    wrong = quizgen(tmp_path, "formats", "gfit")

    assert all(f"\n{name} " in listed for name in EXCHANGE_FORMATS)
    assert all(name.replace("_", " ") in one for name in MODELS)
    assert wrong.status == 1
    assert "Did you mean 'gift'" in wrong.err


def test_the_table_of_formats_is_that_of_the_registry():
    """docs/write_exchange.py writes it."""
    script = runpy.run_path(str(DOCS / "write_exchange.py"))
    text = (DOCS / "exchange.md").read_text("utf-8")

    assert script["page"](text) == text


@pytest.mark.parametrize("form", formats(), ids=lambda form: form.name)
def test_a_row_says_what_becomes_of_every_kind(form):
    """A kind that is missing is left out, and no row names a kind that there is not."""
    assert set(form.holds.forms) <= {model.answer_form for model in MODELS.values()}
    assert form.read or form.write


# Strangers' files


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../b", "c:\\x", "\\\\host\\x", "http://x/y", "a\x00b"]
)
def test_no_path_leads_out_of_a_package(path):
    """What leads out of it is no file of it."""
    assert resolved("one.xml", path) is None


def test_entities_are_refused():
    """Those that expand, and those that read other files."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    for raw in (bomb, outside):
        with pytest.raises(QuizgenError, match=r"x\.xml:1:.*entities"):
            parse_xml(raw, "x.xml")


def test_a_large_file_is_refused_with_its_size(tmp_path):
    """It is not read."""
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(100_000_000)

    with pytest.raises(QuizgenError, match=r"100\.0 MB"):
        open_source(path)


def test_damaged_xml_names_its_line():
    """With advice."""
    with pytest.raises(QuizgenError, match=r"x\.xml:2:.*export it again"):
        parse_xml(b"<a>\n<b></a>", "x.xml")


def test_a_bank_of_imports_is_no_bank_error(tmp_path):
    """Options that a bank refuses stand in it as a comment, the others print."""
    text = "Which? {=a lamp ~a lamp}\n\nIs it so? {T}\n"
    outcome = imported(tmp_path, text, "--from", "gift")

    bank = (tmp_path / "question_banks" / "quiz.yaml").read_text("utf-8")
    assert len(parse_bank(bank, "quiz.yaml").questions) == 1
    assert "# - id: which" in bank
    assert "repeats the answer" in outcome.out
    with pytest.raises(BankError):
        parse_bank(bank.replace("  # - id", "  - id").replace("  #   ", "    "), "x")
