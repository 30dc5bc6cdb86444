"""Questions in CSV and Excel, as teachers and programs write them."""

from io import BytesIO

import openpyxl
import pytest
from test_moodle import BASE, written

from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.exchange import format_named, recognised
from quizgen.exchange.common.bank_file import bank_files
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.items import Export, item_of
from quizgen.exchange.common.sources import Source, unzipped


def imported(raw, name="t.csv"):
    raw = raw.encode() if isinstance(raw, str) else raw
    files = unzipped(raw, name) if raw[:4] == b"PK\x03\x04" else {}
    source = Source(name, raw, files)
    made = bank_files(recognised(source).read(source), "t", None, "")
    return parse_bank(made.files["t.yaml"].decode(), "t.yaml").questions, made


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "ANSWER,Stem,Distractor 1,distractor 2\nthe keeper,Who?,the mayor,nobody\n",
        "sep=;\nFrage;Richtige Antwort;Falsche Antwort 1;Falsche Antwort 2\n"
        "Who?;the keeper;the mayor;nobody\n",
        "Pregunta\tRespuesta correcta\tRespuesta incorrecta 1\tDistractor 2\n"
        "Who?\tthe keeper\tthe mayor\tnobody\n",
        "Question,A,B,C,Correct answer\nWho?,the mayor,the keeper,nobody,B\n",
        "Unit 3\n\nQuestion,Option 1,Option 2,Option 3,Key\n"
        "Who?,the mayor,the keeper,nobody,2\n",
        'stem,answer,distractor\nWho?,the keeper,"the mayor\nnobody"\n',
    ],
)
def test_headings_come_in_any_order_and_language(text):
    """With the key beside the options by its letter, or with answer and distractors."""
    [question], made = imported(text)

    assert question.answer == "the keeper"
    assert [each.text for each in question.distractors] == ["the mayor", "nobody"]
    assert made.losses == ()


def test_the_western_encoding_of_excel_is_read():
    """Old Excel writes CSV without saying in which encoding."""
    [question], _ = imported("Frage;Lösung\nWie heißt er?;Jürgen\n".encode("cp1252"))

    assert (question.stem, question.answer) == ("Wie heißt er?", "Jürgen")


def test_a_row_that_is_none_is_told_with_its_line():
    """A cell with lines of its own counts them."""
    text = 'stem,A,B,answer\n"Who\nlit it?",one keeper,two keepers,A\nWhen?,now,then,D\n'
    questions, made = imported(text)

    assert len(questions) == 1
    [loss] = [each for each in made.losses if each.field == "question"]
    assert (loss.line, "names no option" in loss.message) == (4, True)


def test_cells_of_a_workbook_that_hold_no_text_are_told_by_address():
    """Errors, dates and formulas without a result; numbers are as they look."""
    from datetime import date

    raw = workbook(
        ["stem", "answer", "distractor 1", "distractor 2", "points"],
        ["How many?", 12, "None", "NA", 2],
        ["Which part?", "#DIV/0!", "none", "all", 1],
        ["Which day?", date(2026, 4, 3), "none", "all", 1],
        ["Which sum?", "=1+1", "none", "all", 1],
    )
    questions, made = imported(raw, "t.xlsx")

    assert questions[0].answer == "12"
    assert [each.text for each in questions[0].distractors] == ["None", "NA"]
    said = " ".join(loss.message for loss in made.losses if loss.field == "cells")
    assert all(f"Cell {address}" in said for address in ("B3", "B4", "B5"))


def test_a_text_that_begins_with_an_equals_sign_stays_a_text():
    """Openpyxl would make it a formula."""
    bank = Bank.model_validate(
        {
            "article": {"title": "T", "author": "A", "paragraphs": 1},
            "questions": [BASE | {"answer": "=5", "distractors": ["_x000D_", "6"]}],
        }
    )
    export = Export("T", tuple(map(item_of, bank.questions)), bank.article)
    content, _ = exported(export, format_named("xlsx"))
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    [question], _ = imported(content, "t.xlsx")

    assert sheet["E2"].data_type == "s"
    assert question.answer == "=5"
    assert question.distractors[0].text == "_x000D_"


def test_csv_warns_of_what_a_spreadsheet_computes():
    """The text itself is not changed."""
    text, report = written(BASE | {"answer": "=5", "distractors": ["6"]}, "csv")

    assert ",=5,6," in text
    assert any("computes it" in loss.message for loss in report.losses)
