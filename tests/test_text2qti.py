"""The Markdown of text2qti: what it makes of ours, and what we make of others'."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import banks, texts
from test_exchange_laws import printed
from test_moodle import ARTICLE, BASE, imported, written

from quizgen.article.passage import Passage
from quizgen.bank.model import Bank
from quizgen.exchange import format_named, recognised
from quizgen.exchange.common.escaped_markdown import markdown_of
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.html import html_of
from quizgen.exchange.common.html import markdown_of as bank_text
from quizgen.exchange.common.items import Export, item_of
from quizgen.exchange.common.sources import Source

QUIZ = """\
Quiz title: Lamps
Quiz description: Read *all*.
Shuffle answers: true

Text title: The Keeper
Text: The lamp was lit.

    Nobody saw it.

% a remark
Title: first
Points: 2
1.  Who lit the
    lamp?

    Think.
... So it was.
+   Well seen.
-   Look again.
a)  The mayor
... He slept.
*b) The *keeper*

COMMENT
2. Not a question
END_COMMENT

3.  Which are right?
[*] one
[ ] two
[*] three

4.  Is it so?
a)  true
*b) false

5.  Who?
*   the keeper
*   a keeper

6.  Say why.
!   It was dark.
____

7.  How many?
=   5 +- 1

8.  Bring a picture.
^^^^
"""
QUESTIONS = 7


def quizzes(text):
    """Return what text2qti makes of a quiz."""
    quiz = pytest.importorskip("text2qti.quiz", reason="text2qti is not installed")
    config = pytest.importorskip("text2qti.config")
    made = quiz.Quiz(text, config=config.Config())
    return [each for each in made.questions_and_delims if isinstance(each, quiz.Question)], made


def html(xml):
    """Return the HTML that text2qti puts into its XML."""
    return unescape(xml)


def test_a_quiz_of_text2qti_is_read():
    """Every kind of question, the text before them, feedback, points."""
    assert recognised(Source("q.txt", QUIZ.encode())).name == "text2qti"
    assert len(quizzes(QUIZ)[0]) == QUESTIONS
    bank, made = imported(QUIZ, "text2qti")
    first, several, truth, short, essay, number, upload = bank.questions

    assert (bank.title, bank.instructions) == ("Lamps", "Read *all*.")
    assert made.files["m.md"].decode() == "The lamp was lit.\n\nNobody saw it.\n"
    assert (first.id, first.points) == ("first", 2)
    assert first.stem == "Who lit the lamp?\n\nThink."
    assert first.answer == "The *keeper*"
    assert first.distractors[0].misconception == "He slept."
    assert first.rationale == "So it was.\n\nWell seen.\n\nAfter a wrong answer: Look again."
    assert several.accepted == ("one", "three")
    assert truth.answer is False
    assert (short.answer, short.accept) == ("the keeper", ("a keeper",))
    assert essay.answer == "It was dark."
    assert number.answer == "5"
    assert any("tolerance of 1" in loss.message for loss in made.losses)
    assert any(loss.question == upload.id and loss.field == "type" for loss in made.losses)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("1. Who?\na) one\nb) two\n", 1, "No option is right"),
        ("1. Who?\n*a) one\n*b) two\n", 1, "Two options are right"),
        ("1. Who?\n*a) one\n", 1, "fewer than two"),
        ("1. Who?\n*a) one\n[ ] two\n", 1, "Line 3 is of another kind"),
        ("1. Who?\nlit it?\n*a) one\nb) two\n", 1, "Line 2 is not understood"),
        ("1. Who?\n... a\n... b\n*a) one\nb) two\n", 1, "Line 3 is a second"),
        ("1. Who?\n*a) one\nb) two\n+ well\n", 1, "Line 4 belongs before"),
        ("1. Who?\n", 1, "no options and no answer"),
        ("points: many\n1. Who?\n*a) one\nb) two\n", 2, "says no points"),
        ("a) one\n", 1, "no part of a question"),
        ("```{.python .run}\nprint(1)\n```\n", 1, "is not run"),
    ],
)
def test_what_text2qti_refuses_is_refused_with_its_line(text, line, message):
    """It would refuse the whole file; here the other questions are read."""
    good = "\n9. Is it so?\n*a) True\nb) False\n"
    bank, made = imported(text + good, "text2qti")

    assert [question.type for question in bank.questions] == ["true_false"]
    [loss] = [each for each in made.losses if each.field == "question"]
    assert (loss.line, message in loss.message) == (line, True), loss


def test_a_drawn_group_is_told():
    """All its questions are read; a text inside it would have been drawn as one of them."""
    text = "GROUP\npick: 1\nText: Read.\n1. Is it so?\n*a) True\nb) False\nEND_GROUP\n"
    bank, made = imported(text, "text2qti")

    assert len(bank.questions) == 1
    said = " ".join(loss.message for loss in made.losses)
    assert "1 question(s) were drawn" in said
    assert "drawn by text2qti as if it were a question" in said


TRAPS = BASE | {
    "stem": '# Who said "no"?\n\n1. he\n2. it\'s $5$ -- or `x`...',
    "answer": "1. It's {.so}",
    "distractors": ["- \\num{5} | <b>", "True ~ *never*", "~~~ A **B**'s"],
}


def test_nothing_is_taken_for_markup_of_text2qti():
    """A number and a full stop begin no list, # no heading, and straight quotes stay so."""
    text, _ = written(TRAPS, "text2qti")
    [question], _ = quizzes(text)
    shown = [html(choice.choice_html_xml) for choice in question.choices]
    stem = unescape(html(question.question_html_xml))

    assert '<p># Who said "no"?</p>' in stem
    assert "it's $5$ -- or `x`..." in stem
    assert {
        "<p>1. It's {.so}</p>",
        "<p>- \\num{5} | &lt;b&gt;</p>",
        "<p>True ~ <em>never</em></p>",
        "<p>~~~ A <strong>B</strong>'s</p>",
    } == {re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), each) for each in shown}


def test_repeated_stems_are_told_apart():
    """text2qti refuses the second; an empty mark is not seen."""
    two = [BASE | {"id": name, "answer": name, "distractors": ["x"]} for name in ("q1", "q2")]
    bank = Bank.model_validate({"article": ARTICLE, "questions": two})
    export = Export("T", tuple(map(item_of, bank.questions)), bank.article)
    content, report = exported(export, format_named("text2qti"))
    back, _ = imported(content.decode(), "text2qti")

    assert len(quizzes(content.decode())[0]) == 2
    assert [question.stem for question in back.questions] == ["Who lit the lamp?"] * 2
    assert [loss.question for loss in report.losses if "same stem" in loss.message] == ["q2"]


def test_two_options_that_are_true_and_false_stay_options():
    """text2qti takes a choice of these words for true/false."""
    text, _ = written(BASE | {"answer": "True", "distractors": ["False"]}, "text2qti")
    bank, _ = imported(text, "text2qti")
    [question], _ = quizzes(text)

    assert bank.questions[0].type == "multiple_choice"
    assert question.type == "multiple_choice_question"


def test_the_passage_is_a_text_before_the_questions():
    """Not in a group, where it would be drawn; its title is the article's."""
    passage = Passage(paragraphs=("# It's 5.", "1. Nobody *saw* it."))
    bank = Bank.model_validate(
        {"article": ARTICLE, "questions": [BASE | {"type": "true_false", "answer": True}]}
    )
    export = Export("T", tuple(map(item_of, bank.questions)), bank.article, passage=passage)
    content, _ = exported(export, format_named("text2qti"))
    _, made = quizzes(content.decode())
    region = made.questions_and_delims[0]

    assert region.title_raw == "T"
    assert html(region.text_html_xml) == "<p># It's 5.</p>\n<p>1. Nobody <em>saw</em> it.</p>"


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(banks(max_questions=5))
def test_text2qti_takes_every_bank(bank):
    """With as many questions, each with its key."""
    export = Export("T", tuple(map(item_of, bank.questions)), bank.article)
    content, _ = exported(export, format_named("text2qti"))
    found, _ = quizzes(content.decode())
    asks = [ask for item in export.items for ask in item.asks]

    assert len(found) == len(asks)
    for question, ask in zip(found, asks, strict=True):
        if ask.options:
            rights = [option.is_right for option in ask.options]
            assert [choice.correct for choice in question.choices] == rights


@settings(max_examples=60)
@given(st.lists(texts | st.sampled_from(["**a b**", "*c*", "- d", "> e", "1. f"]), min_size=1))
def test_text2qti_shows_what_the_bank_prints(lines):
    """Its Markdown of our text is our text again: word by word, with the same emphasis."""
    processor = pytest.importorskip("text2qti.markdown", reason="text2qti is not installed")
    for text in (lines[0], "\n".join(lines), "\n\n".join(lines)):
        ours = markdown_of(html_of(text))
        theirs = processor.Markdown().md_to_html(ours)
        assert printed("", bank_text(theirs).text) == printed("", bank_text(html_of(text)).text)
