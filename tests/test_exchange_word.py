"""Word: a worksheet with real lists, lines and alternative texts; tables of questions."""

from io import BytesIO

import docx
from docx.shared import Pt
from fuzz import LAMP
from test_exchange_tables import imported
from test_moodle import BASE

from quizgen.bank.model import Bank
from quizgen.bank.pictures import picture_of
from quizgen.base.language import wording
from quizgen.exchange import format_named
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.items import Export, item_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ARTICLE = {"title": "The Keeper", "author": "A", "paragraphs": 9}
QUESTIONS = [
    BASE | {"answer": "the *keeper*", "distractors": ["the mayor"], "rationale": "He did."},
    BASE
    | {
        "id": "two",
        "answer": "his sister",
        "distractors": ["nobody"],
        "image": {"file": "lamp.png", "alt": "A lamp."},
    },
    BASE | {"id": "why", "type": "short_answer", "answer": "it was dark"},
]


def worksheet():
    bank = Bank.model_validate({"article": ARTICLE, "questions": QUESTIONS})
    pictures = {"lamp.png": picture_of(LAMP)}
    export = Export(
        "Lamps", tuple(map(item_of, bank.questions)), bank.article, pictures=pictures
    )
    content, report = exported(export, format_named("docx"))
    return docx.Document(BytesIO(content)), report


def test_options_are_lists_that_begin_anew():
    """Each question has a list instance of its own, or one would go on with C and D."""
    document, _ = worksheet()
    lists = [
        (paragraph.text, int(found.get(f"{W}val")))
        for paragraph in document.paragraphs
        if (found := paragraph._p.find(f"{W}pPr/{W}numPr/{W}numId")) is not None
    ]

    assert {text for text, _ in lists} == {"the keeper", "the mayor", "his sister", "nobody"}
    assert len({number for _, number in lists}) == 2
    numbering = document.part.numbering_part.element
    assert len(list(numbering.iter(f"{W}startOverride"))) == 2


def test_headings_lines_and_pictures_are_told_to_screen_readers():
    """Headings have styles, a picture says what it shows, a table's first row is its head."""
    document, report = worksheet()
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    pictures = [each.get("descr") for each in document.element.iter() if "docPr" in each.tag]
    tabs = [p for p in document.paragraphs if p.text == "\t"]
    [fields] = [p for p in document.paragraphs if p.text.startswith("Name")]

    assert headings == ["Questions", *(f"Question {n}" for n in (1, 2, 3)), "Answer key"]
    assert pictures == ["A lamp."]
    assert len(tabs) == 2
    assert all(len(p.paragraph_format.tab_stops) == 1 for p in tabs)
    assert len(fields.paragraph_format.tab_stops) == 3
    assert len(list(document.tables[-1]._tbl.iter(f"{W}tblHeader"))) == 1
    assert [cell.text for cell in document.tables[-1].rows[1].cells][3] == "He did."
    assert not [loss for loss in report.differences if loss.field == "answer"]


def test_a_table_of_questions_is_read():
    """A cell's lines are its paragraphs; what stands around it is no question."""
    document = docx.Document()
    document.add_paragraph("My questions")
    table = document.add_table(2, 3)
    texts = (("Frage", "Antwort", "Distraktor"), ("Who lit it?", "the keeper", "the mayor"))
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.rows[1].cells[2].add_paragraph("nobody")
    file = BytesIO()
    document.save(file)

    [question], made = imported(file.getvalue(), "t.docx")

    assert question.answer == "the keeper"
    assert [each.text for each in question.distractors] == ["the mayor", "nobody"]
    assert made.losses == ()


def test_no_table_is_wider_than_the_text():
    """Whatever its columns; an underlined answer has no lines, steps have blanks."""
    table = {
        "type": "table",
        "columns": ["One", "Two", "Three"],
        "rows": [["a" * 90, {"answer": "b"}, "c"]],
    }
    steps = {"type": "ordering", "steps": ["first", "then"]}
    words = {"type": "underline", "excerpt": "So it was.", "answer": "it was"}
    kinds = [BASE | {"id": f"q{n}"} | each for n, each in enumerate((table, steps, words))]
    bank = Bank.model_validate({"article": ARTICLE, "questions": kinds})
    export = Export("Lamps", tuple(map(item_of, bank.questions)), bank.article)
    content, _ = exported(export, format_named("docx"))
    document = docx.Document(BytesIO(content))
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin

    for each in document.tables:
        assert sum(column.width for column in each.columns) <= width + Pt(1)
    assert [p.text for p in document.paragraphs if "_____" in p.text] == ["Order: _____ _____"]
    assert not [p for p in document.paragraphs if p.text == "\t"]


def test_the_words_of_the_paper_are_in_the_language_of_the_bank():
    """And a language that is written from right to left runs so."""
    bank = Bank.model_validate({"article": ARTICLE, "questions": QUESTIONS[:1]})
    for code, title, is_rtl in (("de", "Frage 1", False), ("ar", "السؤال 1", True)):
        words = wording(code)
        items = tuple(item_of(question, words=words) for question in bank.questions)
        content, _ = exported(
            Export("L", items, bank.article, words=words), format_named("docx")
        )
        document = docx.Document(BytesIO(content))
        style = document.styles["Normal"].element

        assert title in [paragraph.text for paragraph in document.paragraphs]
        assert next(style.iter(f"{W}lang")).get(f"{W}val") == code
        assert bool(list(style.iter(f"{W}bidi"))) == is_rtl
