"""QTI packages: what they hold, what Canvas asks for, and what a stranger's may not do."""

import zipfile
from io import BytesIO

import pytest
from test_moodle import ARTICLE, BASE

from quizgen.article.passage import Passage
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.base.errors import QuizgenError
from quizgen.exchange import format_named
from quizgen.exchange.common.bank_file import bank_files
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.items import Export, item_of
from quizgen.exchange.common.sources import Source, unzipped

TWO = [BASE | {"answer": "the keeper", "distractors": ["the mayor"]}]
TWO.append(BASE | {"id": "r", "type": "true_false", "answer": False})


def package(form, questions=TWO, **more):
    bank = Bank.model_validate({"article": ARTICLE, "questions": questions})
    export = Export("T", tuple(map(item_of, bank.questions)), bank.article, **more)
    content, report = exported(export, format_named(form))
    return content, report


def imported(content, form):
    source = Source("x.zip", content, unzipped(content, "x.zip"))
    made = bank_files(format_named(form).read(source), "x", None, "")
    return parse_bank(made.files["x.yaml"].decode(), "x.yaml"), made


def test_the_passage_of_canvas_is_an_item_that_questions_name():
    """A text without a question, and in each question its ident."""
    passage = Passage(paragraphs=("The lamp was lit.", "Nobody saw it."))
    content, report = package("qti12", passage=passage)
    files = unzipped(content, "x")
    text = files["q_bank/q_bank.xml"].decode()
    bank, made = imported(content, "qti12")

    assert report.differences == ()
    assert text.count("<fieldentry>text_only_question") == 1
    assert text.count("parent_stimulus_item_ident</fieldlabel><fieldentry>q_passage<") == 2
    assert made.files["x.md"].decode() == "The lamp was lit.\n\nNobody saw it.\n"
    assert bank.article.paragraphs == 2
    assert {"imsmanifest.xml", "q_bank/assessment_meta.xml"} < set(files)


def test_a_package_is_the_same_bytes():
    """It holds no date."""
    assert package("qti12")[0] == package("qti12")[0]


def test_qti_3_has_one_text_for_all_its_questions():
    """Each item names the stimulus, and its file is there once."""
    passage = Passage(paragraphs=("The lamp was lit.", "Nobody saw it."))
    content, report = package("qti3", passage=passage)
    files = unzipped(content, "x")
    bank, made = imported(content, "qti3")

    assert report.differences == ()
    assert [name for name in files if name.startswith("stimuli/")] == ["stimuli/q_passage.xml"]
    items = [raw for name, raw in files.items() if name.startswith("items/")]
    assert all(b'href="../stimuli/q_passage.xml"' in raw for raw in items)
    assert made.files["x.md"].decode() == "The lamp was lit.\n\nNobody saw it.\n"
    assert [question.id for question in bank.questions] == ["q", "r"]


def test_qti_21_has_the_passage_and_one_interaction_in_each_item():
    """Not as an object or a rubric, which Canvas removes; points from SCORE."""
    passage = Passage(paragraphs=("The lamp was lit.",))
    content, _ = package("qti21", passage=passage)
    items = [raw for name, raw in unzipped(content, "x").items() if name.startswith("items/")]
    bank, made = imported(content, "qti21")

    for raw in items:
        assert raw.count(b"Interaction ") == 1
        assert b'<div class="quizgen-passage"><p>The lamp was lit.' in raw
        assert b'normalMaximum="1.0"' in raw
    assert made.passages == 1
    assert len(bank.questions) == 2


def zipped(**files):
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return archive.getvalue()


def test_bombs_and_paths_that_leave_the_package_are_refused():
    """Nothing of them is unpacked."""
    with pytest.raises(QuizgenError, match="outside of it"):
        unzipped(zipped(**{"../x.xml": b""}), "x.zip")
    with pytest.raises(QuizgenError, match="too large"):
        unzipped(zipped(**{"x.xml": b"a" * 101_000_000}), "x.zip")
    with pytest.raises(QuizgenError, match="damaged"):
        unzipped(zipped(x=b"abc" * 100)[:60], "x.zip")
