"""Poems and dialogue stay what they are; prose that was wrapped is joined."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import page_texts, words
from running import quizgen

from quizgen.article.text import read_article
from quizgen.article.verse import keeps_lines
from quizgen.authoring.check import check_bank
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Article
from quizgen.base.errors import BankError
from quizgen.base.markdown import passage_html

POEM = "The bell was brass,\n    the water glass,\n        the ferryman slept on."
SPEECH = "OLGA: Did you ring?\nPER: I rang it twice."
PROSE = "Nobody lives on the point now, and the\nlamp is lit by a clock in the town."
WHOLE = f"The Night Ferry\n\n{POEM}\n\n{SPEECH}\n\n{PROSE}\n"
BANK = """\
article: {title: The Night Ferry, author: R. Quill, paragraphs: 3%s}
questions:
  - {id: a, type: true_false, skill: evidence, stem: "True in [[2]]?", answer: true}
"""


def read(folder, text=WHOLE, name="a.txt", **more):
    """Return what is read of an article of three paragraphs."""
    path = folder / name
    path.write_text(text, "utf-8")
    article = Article(title="The Night Ferry", author="R. Quill", paragraphs=3, **more)
    return read_article(path, article)


@pytest.mark.parametrize(
    "lines",
    [
        POEM,
        SPEECH,
        "– Did you ring?\n– I rang it twice.\n– Then he slept.",
        "The lamp is lit,\nThe water black,\nAnd no one comes",
        "Лампа горит,\nВода черна,\nИ никого",
    ],
)
def test_stanzas_and_speech_are_recognised(lines):
    """By short lines with capitals, indentation, dashes and speakers."""
    assert keeps_lines(lines.split("\n"), 72)


@pytest.mark.parametrize(
    "lines",
    [
        PROSE,
        "One line",
        "He left.\nShe stayed.\nThe lamp went out.",
        "    The first line of it is indented and the rest of\nit is not, as books have it",
        "the lamp\nburned low",
    ],
)
def test_prose_is_not_taken_for_verse(lines):
    """Nor a sentence on each line, nor the indentation of a first line."""
    assert not keeps_lines(lines.split("\n"), 52)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=12), st.integers(30, 80))
def test_wrapped_prose_is_joined_at_any_width(made, width):
    """A program breaks a line only where its next word has no room."""
    from textwrap import wrap

    lines = wrap(" ".join(made), width)
    assert not keeps_lines(lines, max(map(len, lines)))


def test_the_lines_of_a_poem_and_of_speech_are_kept(tmp_path):
    """With their indentation; the prose below them is one paragraph."""
    text = read(tmp_path)
    assert text.paragraphs == (POEM, SPEECH, PROSE.replace("\n", " "))
    assert text.kept_lines == (1, 2)
    assert passage_html(POEM, [], {}, plain=True).count("<br>") == 2
    assert "\N{NO-BREAK SPACE}" * 8 + "the ferryman" in passage_html(POEM, [], {}, plain=True)


@pytest.mark.parametrize(
    ("lines", "kept"),
    [("joined", ()), ("kept", (1, 2, 3)), ("kept 3", (1, 2, 3)), ("kept 1 - 2,3", (1, 2, 3))],
)
def test_the_bank_has_the_last_word(tmp_path, lines, kept):
    """For the article, or for some of its paragraphs."""
    assert read(tmp_path, lines=lines).kept_lines == kept


def test_a_markdown_article_keeps_lines_where_the_bank_says_so(tmp_path):
    """And joins them otherwise, as Markdown does."""
    assert read(tmp_path, name="a.md").kept_lines == ()
    text = read(tmp_path, name="a.md", lines="kept 1")
    html = passage_html(text.paragraphs[0], [], {})
    assert html.replace("\N{NO-BREAK SPACE}", "~") == (
        "The bell was brass,<br> ~~~~the water glass,<br> ~~~~~~~~the ferryman slept on."
    )


@pytest.mark.parametrize("lines", ["yes", "kept 2-", "kept two", "kept2"])
def test_other_words_are_an_error(lines):
    """The message says what may be written."""
    with pytest.raises(BankError, match="'lines' is kept, joined, or kept with"):
        parse_bank(BANK % f", lines: {lines}", "bank.yaml")


def test_check_says_which_lines_are_kept(tmp_path):
    """Unless the bank says it itself."""
    (tmp_path / "bank.txt").write_text(WHOLE, "utf-8")
    for more, notes in (("", 1), (", lines: kept 1-2", 0)):
        path = tmp_path / "bank.yaml"
        path.write_text(BANK % more, "utf-8")
        said = "\n".join(check_bank(path, []).notes)
        assert said.count("The lines of paragraphs 1 and 2 are kept") == notes


def test_new_keeps_the_lines_and_says_so_in_the_bank(tmp_path):
    """The text beside the bank has them, and make reads them so."""
    (tmp_path / "ferry.txt").write_text(WHOLE, "utf-8")
    assert quizgen(tmp_path, "new", "ferry.txt", "--name", "f", "--with-text").status == 0
    bank = (tmp_path / "question_banks" / "f.yaml").read_text("utf-8")
    written = (tmp_path / "question_banks" / "f.txt").read_text("utf-8")
    assert "  lines: kept 1, 2  #" in bank
    assert POEM in written
    assert SPEECH in written
    assert not re.search(r"point now, and the\n", written)


LONG = "and a very long line that no page can hold goes on and on until the ferry is over " * 2


@pytest.mark.parametrize("columns", ["1", "2"])
def test_lines_of_verse_are_numbered_once(tmp_path, columns):
    """A line that the page wraps counts as one, and a reference names the poem's own lines."""
    lines = [f"Line {number}, {LONG}" for number in range(1, 5)]
    poem = "\n".join([*lines, *(f"Line {number} is short" for number in range(5, 13))])
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "bank.txt").write_text(f"The Night Ferry\n\n{poem}", "utf-8")
    bank = BANK.replace("paragraphs: 3%s", "paragraphs: 1, lines: kept").replace(
        "[[2]]", "[[1]]"
    )

    outcome = quizgen(tmp_path, "make", "--line-numbers", "--columns", columns, bank=bank)

    assert outcome.status == 0, outcome.err
    assert "paragraph 1 (lines 1–12)" in " ".join(
        "".join(page_texts(outcome.worksheets)).split()
    )
    boxes = words(outcome.worksheets)
    for number in ("5", "10"):
        line = next(
            one for one, two in pairwise(boxes) if (one[5], two[5]) == ("Line", f"{number}")
        )
        [beside] = [box for box in boxes if box[5] == number and box[1] > line[3] + 60]
        assert abs(beside[4] - line[4]) < 4, f"{number} stands beside its own line"
    assert not [box for box in boxes if box[5] == "15"]


def test_indented_lines_are_printed_so(tmp_path):
    """Each further to the right than the one above it."""
    (tmp_path / "question_banks").mkdir()
    text = f"The Night Ferry\n\n{POEM}\n\n{SPEECH}\n\n{PROSE}\n"
    (tmp_path / "question_banks" / "bank.txt").write_text(text, "utf-8")

    outcome = quizgen(tmp_path, "make", bank=BANK % "")

    assert outcome.status == 0, outcome.err
    boxes = words(outcome.worksheets)
    firsts = [
        next(one[1] for one, two in pairwise(boxes) if two[5] == second)
        for second in ("bell", "water", "ferryman")
    ]
    assert firsts[0] + 5 < firsts[1] < firsts[2] - 5
