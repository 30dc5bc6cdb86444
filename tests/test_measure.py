"""Finished pages are measured: no text leaves its column, none is printed over another."""

import pytest
from everything import plan_of_everything
from running import LIGHTHOUSE, quizgen

from quizgen.bank.print_settings import PrintSettings
from quizgen.base.errors import QuizgenError
from quizgen.base.paper import Paper
from quizgen.printing.lay_out import LayoutTools, compose, lay_out
from quizgen.printing.pdf import measure
from quizgen.printing.pdf.measure import Box, measure_files, page_boxes
from quizgen.printing.resolve_settings import folders_of

LAYOUTS = (
    {},
    {"columns": 2},
    {"n_up": 2, "duplex": True},
    {"look": "exam"},
    {"look": "compact", "large_print": True},
)


def laid_out(here, **settings):
    plan = plan_of_everything(versions=2, settings=PrintSettings(**settings))
    return lay_out(plan, folders_of(plan.settings, here), LayoutTools())


def style(folder, text):
    """Put a style sheet of the teacher's own into a folder."""
    (folder / "templates" / "worksheet").mkdir(parents=True)
    (folder / "templates" / "worksheet" / "style.css").write_text(text, "utf-8")


@pytest.mark.parametrize("settings", LAYOUTS, ids=str)
def test_every_text_is_in_its_column(tmp_path, settings):
    """On the pages of every booklet, whatever the layout."""
    made = laid_out(tmp_path, **settings)
    for ending, booklet in made.booklets.items():
        measure_files([compose(made, ending)], [booklet], made.press)


def test_a_narrower_column_is_noticed(tmp_path, monkeypatch):
    """A text is held against the column of its page, not against the paper."""
    made = laid_out(tmp_path, columns=2)
    booklet, pdf = made.booklets["worksheets"], compose(made, "worksheets")
    monkeypatch.setattr(Paper, "column", property(lambda paper: paper.inside / 2 - 40))
    with pytest.raises(QuizgenError, match=r"On page 1, '.+' leaves its column"):
        measure_files([pdf], [booklet], made.press)


@pytest.mark.parametrize(
    ("css", "what"),
    [
        (".options { transform: translateX(300pt) }", "leaves its column"),
        (".options { margin-top: -20pt }", "is printed over other text"),
    ],
)
def test_a_style_that_moves_text_ends_the_run(tmp_path, css, what):
    """The page, its paper and the words are named, and nothing is written."""
    style(tmp_path, css)
    outcome = quizgen(tmp_path, "make", "--seed", "s", bank=LIGHTHOUSE)
    assert outcome.status == 1
    assert "On page 1 (Version A), '" in outcome.err
    assert f"' {what}. Nothing was written" in outcome.err
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_single_students_large_print_is_measured(tmp_path):
    """A style for large print alone is noticed on her paper, whatever the file."""
    style(tmp_path, ".large-print .options { transform: translateX(400pt) }")
    roster = tmp_path / "class.csv"
    roster.write_text("name,large_print\nAda,\nZoë,x\n", "utf-8")
    for option in ("--verify", "--split", "--zip"):
        command = ("make", "--seed", "s", "--roster", str(roster), option)
        outcome = quizgen(tmp_path, *command, bank=LIGHTHOUSE)
        assert outcome.status == 1
        assert " (Zoë · Version B), '" in outcome.err
        assert "leaves its column" in outcome.err


def test_the_boxes_are_those_of_the_pages(tmp_path):
    """Each page has its own, none outside the margins; two papers on a sheet have halves."""
    made = laid_out(tmp_path, n_up=2)
    booklet = made.booklets["worksheets"]
    paper = booklet.sheets[0].paper
    pages = list(page_boxes(booklet, made.press))
    assert {int(box.left // paper.width) for box in pages[0]} == {0, 1}
    for boxes in pages:
        halves = {int(box.left // paper.width) for box in boxes}
        assert halves <= {0, 1}
        for box in boxes:
            left = box.left % paper.width
            assert left == pytest.approx(paper.left)
            assert box.right - box.left <= paper.inside + 0.01
            assert box.top <= paper.height - paper.top + 0.01


def test_texts_one_over_the_other():
    """Large type behind small, marks on letters and close lines are none."""
    line = Box(50, 100, 250, 110)
    assert line.is_over(Box(60, 103, 200, 113))
    assert not line.is_over(Box(60, 108, 200, 118))  # the line above, close
    assert not line.is_over(Box(40, 60, 400, 160))  # a word behind the page
    assert not line.is_over(Box(250, 100, 300, 110))
    assert list(measure._printed_over([line, Box(60, 103, 70, 111)])) == []
    assert list(measure._printed_over([line, Box(60, 103, 90, 111)]))
