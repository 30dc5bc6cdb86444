"""A text runs in the direction of its language, whatever word or number it begins with."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import words
from running import quizgen
from test_languages import RIGHT_TO_LEFT, needs_letters

from quizgen.base.bidi import isolated, isolated_html, text_direction
from quizgen.base.language import wording
from quizgen.base.markdown import block_html
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.screen import screen_pages
from quizgen.printing.html.template_folders import page_folders, template_folders

BANK = """\
article: {title: The Ferry, author: R. Quill, paragraphs: 2}
questions:
  - id: a
    type: true_false
    skill: evidence
    stem: The bell in [[2]] was of brass.
    answer: true
"""
HEBREW = """\
language: he
article: {title: המעבורת, author: נ. לוי, paragraphs: 1}
questions:
  - id: a
    skill: evidence
    stem: "GPS הוא כלי חדש."
    answer: "NASA שילמה 5.5 מיליון."
    distractors: ["The ferry sank.", "המעבורת טבעה."]
"""


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("NASA שילמה 5.5 מיליון דולר.", "rtl", "rtl"),
        ("GPS הוא", "rtl", "rtl"),
        ("IBM, לפי סעיף 3.", "rtl", "rtl"),
        ("5.5", "rtl", "rtl"),
        ("NASA", "rtl", "ltr"),
        ("The ferry sank.", "rtl", "ltr"),
        ("שלום means peace here.", "ltr", "ltr"),
        ("المعبارة", "ltr", "rtl"),
        ("NASA دفعت المبلغ كله أمس", "ltr", "rtl"),
        ("شَمِلَ NASA IBM", "rtl", "rtl"),
    ],
)
def test_the_language_decides_and_not_the_first_word(text, language, direction):
    """But a text that is in another language has that one's direction."""
    assert text_direction(text, language) == direction


@given(st.sampled_from(["NASA", "5.5", "(2019)", "IBM,"]), st.sampled_from(["he", "ar"]))
def test_a_word_or_a_number_before_a_sentence_changes_nothing(first, code):
    """In stems, options, lists and tables; the sentence is not turned around."""
    sentence = {"he": "שילמה על המעבורת", "ar": "دفعت ثمن العبارة"}[code]
    for made in (f"{first} {sentence}.", f"a\n\n- {first} {sentence}."):
        html = isolated_html(block_html(made), "rtl")
        assert f'<bdi dir="ltr">{first} {sentence}' not in html


@pytest.mark.parametrize(("paper", "direction"), [("ar", "rtl"), ("es", "ltr")])
def test_a_reference_is_in_the_language_of_its_sentence(paper, direction):
    """Not in that of the paper around it, and so is the direction."""
    folders = template_folders(Path())
    filters = Renderer(folders, wording(paper), written=wording("en")).filters
    html = filters["inline"]("שלום stands for peace in [[2]].")
    assert "in paragraph 2." in html
    assert wording(paper).direction == direction
    assert 'dir="ltr"' in html


def test_an_english_bank_on_a_spanish_paper_keeps_its_references(tmp_path):
    """On the sheet and in the key."""
    outcome = quizgen(tmp_path, "make", "--language", "es", "--seed", "x", bank=BANK)
    for path in (outcome.worksheets, outcome.keys):
        said = " ".join(box[5] for box in words(path))
        assert "in paragraph 2" in said
        assert "in párrafo" not in said


def test_a_page_for_a_screen_has_the_direction_of_each_text(tmp_path):
    """The passage says it in its elements."""
    article = tmp_path / "article.txt"
    article.write_text("GPS הוא כלי חדש.\n", "utf-8")
    outcome = quizgen(tmp_path, "make", "--seed", "x", "--article", str(article), bank=HEBREW)
    [(_, page)] = screen_pages(outcome.plan, page_folders(tmp_path, "screen"))
    assert 'id="paragraph-1" dir="rtl"' in page
    assert '<bdi dir="ltr">The ferry sank.</bdi>' in page
    assert '<bdi dir="ltr">NASA' not in page


@needs_letters
@pytest.mark.parametrize("look", ["classic", "exam"])
@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
def test_titles_and_words_to_know_keep_their_direction(tmp_path, code, look):
    """An English question mark does not go to the other end, nor a word behind its meaning."""
    (tmp_path / "a.txt").write_text("Who stayed?\n\nThe beacon shone.\n\nNobody came.", "utf-8")
    bank = BANK.replace("title: The Ferry", 'title: "Who stayed?", glossary: {beacon: a light}')

    outcome = quizgen(
        tmp_path, "make", "--language", code, "--look", look, "--article", "a.txt",
        "--passage", "before", bank='title: "Who rang?"\n' + bank,
    )  # fmt: skip

    assert outcome.status == 0, outcome.err
    for file in (outcome.worksheets, outcome.keys):
        texts = [box[5] for box in words(file)]
        assert {"Who", "rang?", "stayed?"} <= {*texts}, "as typed"
        assert not [text for text in texts if text.startswith("?")]
    notes = [box for box in words(outcome.worksheets) if box[5] in ("beacon", "light")]
    word, meaning = notes[-2:] if notes[-1][5] == "light" else reversed(notes[-2:])
    assert word[1] < meaning[1]


@pytest.mark.parametrize("code", ["he", "ar"])
@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("-5", "-5"),
        ("\u22125.5 מעלות", "\u22125.5"),
        ("היו (-3) מעלות", "-3"),
        ("+972-2-555", "+972-2-555"),
        ("ב-1948", None),
        ("2020-2024", None),
        ("- 5", None),
        ("א -", None),
    ],
)
def test_a_number_keeps_its_sign_before_it(code, text, signed):
    """From right to left, too; a hyphen behind a prefix or between years is none."""
    direction = wording(code).direction
    for html in (isolated(text, direction), isolated_html(block_html(text), direction)):
        assert ('<bdi dir="ltr">' in html) == (signed is not None)
        assert signed is None or f'<bdi dir="ltr">{signed}</bdi>' in html
