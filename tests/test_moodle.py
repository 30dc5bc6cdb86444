"""Moodle's formats: what a real Moodle 4.5 stores decides what is right."""

import pytest
from fuzz import LAMP

from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.bank.pictures import picture_of
from quizgen.exchange import format_named
from quizgen.exchange.common.bank_file import bank_files
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.items import Export, item_of
from quizgen.exchange.common.sources import Source

ARTICLE = {"title": "T", "author": "A", "paragraphs": 9}


def xml(kind, inner, single="true"):
    return (
        f'<quiz>\n<question type="{kind}"><name><text>q</text></name>'
        '<questiontext format="html"><text><![CDATA[<p>Who lit the <b>lamp</b>?</p>]]></text>'
        f"</questiontext><single>{single}</single>{inner}</question>\n"
        '<question type="truefalse"><name><text>t</text></name><questiontext><text>So?</text>'
        '</questiontext><answer fraction="100"><text>true</text></answer>'
        '<answer fraction="0"><text>false</text></answer></question></quiz>'
    )


def options(*weighted):
    return "".join(
        f'<answer fraction="{weight}"><text>a lamp {"x" * number}</text></answer>'
        for number, weight in enumerate(weighted, 1)
    )


def imported(text, form="moodle-xml"):
    source = Source("m.xml", text.encode())
    made = bank_files(format_named(form).read(source), "m", None, "")
    return parse_bank(made.files["m.yaml"].decode(), "m.yaml"), made


def written(question, form="moodle-xml", pictures=None):
    bank = Bank.model_validate({"article": ARTICLE, "questions": [question]})
    export = Export(
        "T", tuple(map(item_of, bank.questions)), bank.article, pictures=pictures or {}
    )
    content, report = exported(export, format_named(form))
    return content.decode(), report


BASE = {"id": "q", "skill": "evidence", "stem": "Who lit the lamp?"}


@pytest.mark.parametrize(
    ("weights", "single", "message"),
    [
        ((33, 67), "true", "no weight of 33 %"),
        ((50, 0), "true", "No option is worth 100 %"),
        ((100, 100, 0), "true", "Two options are worth 100 %"),
        ((0, 0), "false", "No option earns anything"),
    ],
)
def test_a_key_that_is_none_is_refused_with_its_line(weights, single, message):
    """Moodle takes some of these without a word; here they stand as comments."""
    bank, made = imported(xml("multichoice", options(*weights), single))

    assert [question.id for question in bank.questions] == ["t"]
    [loss] = [each for each in made.losses if each.field == "question"]
    assert message in loss.message
    assert loss.line == 2


def test_shares_that_do_not_add_up_are_reported():
    """75 % for all right options, as Moodle accepts it."""
    bank, made = imported(xml("multichoice", options("50", "25", "0"), "false"))

    assert bank.questions[0].accepted == ("a lamp x", "a lamp xx")
    assert any("75 %" in loss.message for loss in made.losses if loss.field == "scoring")


def test_true_and_false_are_written_in_lower_case():
    """Moodle takes False first and True second for the opposite key."""
    text, _ = written(BASE | {"type": "true_false", "answer": False})

    assert '<answer fraction="0" format="moodle_auto_format"><text>true<' in text
    assert '<answer fraction="100" format="moodle_auto_format"><text>false<' in text


def test_capitals_of_true_and_false_are_told():
    """They are taken at their word, and reported."""
    answers = (
        '<answer fraction="0"><text>False</text></answer>'
        '<answer fraction="100"><text>True</text></answer>'
    )
    bank, made = imported(xml("truefalse", answers))

    assert bank.questions[0].answer is True
    assert any("lower case" in loss.message for loss in made.losses)


def test_ordering_has_two_hints():
    """With fewer, Moodle stops the whole import."""
    text, _ = written(BASE | {"type": "ordering", "steps": ["one", "two", "three"]})

    assert text.count("<hint") == 2


def test_two_pairs_are_told():
    """Moodle accepts them and asks for more when the question is edited."""
    pairs = [{"left": "a", "right": "bb"}, {"left": "c", "right": "dd"}]
    for form in ("moodle-xml", "gift"):
        _, report = written(BASE | {"type": "matching", "pairs": pairs}, form)
        assert any(loss.field == "pairs" and loss.is_note for loss in report.losses)


def test_pictures_travel_in_the_file():
    """Embedded, and back as a file beside the bank."""
    picture = picture_of(LAMP)
    question = BASE | {
        "image": {"file": "lamp.png", "alt": "A lamp."},
        "answer": {"image": "keeper.png", "alt": "A man with a log."},
        "distractors": ["the mayor"],
    }
    text, report = written(question, pictures={"lamp.png": picture, "keeper.png": picture})
    bank, made = imported(text)

    assert report.differences == ()
    [same] = bank.questions
    assert same.image.alt == "A lamp."
    assert made.files[same.image.file] == LAMP
    assert same.answer.picture.alt == "A man with a log."
    assert made.files[same.answer.picture.image] == LAMP


def test_the_first_feedback_of_gift_is_for_the_wrong_answer():
    """Whichever of the two that is."""
    bank, _ = imported("Lit?{FALSE#Look again.#Well seen.}", "gift")

    [question] = bank.questions
    assert question.answer is False
    assert question.rationale == "Well seen.\n\nAfter a wrong answer: Look again."


def test_a_blank_line_splits_a_question_of_gift():
    """Even one of blanks; the advice says what to write."""
    _, made = imported("Who lit {\n=the keeper\n  \n~the mayor}\n\nIs it so? {T}", "gift")

    assert any("\\n in its place" in loss.message for loss in made.losses)


def test_gift_escapes_what_means_something_and_no_percent_sign():
    """A line break is written, and an option that begins with a weight is none."""
    question = BASE | {
        "stem": "a = {b} ~ #1: 5 %\n\nNext.",
        "answer": "%50%x = y",
        "distractors": ["[html] z"],
    }
    text, _ = written(question, "gift")
    [line] = [each for each in text.split("\n") if each.startswith("::q::")]
    bank, _ = imported(text, "gift")

    assert r"a \= \{b\} \~ \#1\: 5 %" in line
    assert r"\n" in line
    assert bank.questions[0].answer == "%50%x = y"
    assert bank.questions[0].distractors[0].text == "[html] z"


def test_ordering_in_gift_is_a_number_behind_the_sign():
    """{>ALL …} would become a short answer in Moodle."""
    text, _ = written(BASE | {"type": "ordering", "steps": ["one", "two = 2"]}, "gift")

    assert "{>2 ALL VERTICAL ALL_OR_NOTHING SHOW none\n" in text
    assert "two &#61; 2" in text
