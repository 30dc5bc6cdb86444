"""Slips for students: their own points and mistakes, in their own language."""

import pypdfium2
import pytest
from running import quizgen
from test_class_report import BANK, letter_of
from test_marks import planned, table

from quizgen.base.language import LANGUAGES, wording


def pages(path):
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def graded(folder, roster, cells):
    """Grade a class that wrote what cells say of each paper: its text is a letter's option."""
    plan = planned(folder, BANK, roster, count=3)
    assert quizgen(folder, "mark").status == 0
    head, *rows = table(folder / "marks.csv")
    versions = {version.code: version for version in plan.versions}
    for row in rows:
        key, other, _ = versions[row[0]].items
        student = next(each for each in plan.students if each.name == row[1])
        words = plan.words_for(student)
        one, two, points = cells[row[1]]
        letters = [letter_of(key, one), letter_of(other, two)]
        row += [*map(words.letter, letters), points]
    lines = [",".join(row) for row in (head, *rows)]
    (folder / "marks.csv").write_text("\n".join(lines), "utf-8")
    outcome = quizgen(folder, "grade", "marks.csv", "--returns")
    assert outcome.status == 0, outcome.err
    return outcome


CELLS = {
    "Zoë": ("Tempting", "Yes it is", "4"),
    "Ben": ("Right", "Both", "1"),
    "Kim": ("Right", "Yes it is", "4"),
}


def test_a_slip_says_what_was_misread_and_where_to_read_again(tmp_path):
    """Each its own, and nothing of anybody else's."""
    graded(tmp_path, "name,class\nZoë,4b\nBen,4b\nKim,4b\n", CELLS)
    [text] = pages(tmp_path / "results" / "returns.pdf")
    zoe, ben, kim = text[: text.index("Ben")], *text[text.index("Ben") :].split("Kim")

    assert "Points: 5 of 6" in zoe
    assert "1 Which lamp?" in zoe
    assert "Your answer: Tempting" in zoe
    assert "Takes the second lamp for the first." in zoe
    assert "Read again: paragraph 4" in zoe
    assert "Points: 2 of 6" in ben
    assert "Your answer: Both" in ben
    assert "Tempting" not in ben
    assert "Points: 6 of 6" in kim
    assert "Your answer" not in kim


def test_classes_have_files_of_their_own(tmp_path):
    """As they are handed back; names of files are safe ones."""
    graded(tmp_path, "name,class\nZoë,4/b\nBen,8\nKim,\n", CELLS)
    found = sorted(path.name for path in (tmp_path / "results").glob("returns*"))
    assert found == ["returns-4-b.pdf", "returns-8.pdf", "returns-others.pdf"]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_slip_is_in_its_student_s_language(tmp_path, language):
    """Its words, and what the paper itself says in it."""
    graded(tmp_path, f"name,language\nZoë,{language}\n", CELLS)
    text = "".join(pages(tmp_path / "results" / "returns.pdf"))
    words = wording(language)
    said = words.gettext("Read again: %(places)s") % {"places": words.place(4, {})}
    if words.direction == "ltr":
        assert said.replace("\N{NO-BREAK SPACE}", " ") in text.replace(
            "\N{NO-BREAK SPACE}", " "
        )
    else:  # PDFium gives Arabic and Hebrew in the order of the page
        assert set(said.split()[0]) <= set(text)
    assert "Takes the second lamp for the first." in text
