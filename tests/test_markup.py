"""A bank's Markdown becomes HTML that says what was typed and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.base import markdown
from quizgen.base.markdown import block_html, inline_html, passage_html, rejoined, unmarked


@pytest.mark.parametrize(
    "typed",
    ["No", "1.10", "007", "12:30", "0", "~", "2019-04-02", "yes", "1.", "- 5", "> 5", "+ x",
     "1) one", "# 1", "a_b_c", "2 * 3 * 4", "[x](y)", "![x](y)", "http://example.org", "`x`",
     "&copy;"],
)  # fmt: skip
def test_a_line_prints_as_typed(typed):
    """What only looks like Markdown at the start of a line stays text."""
    shown = typed.replace("&", "&amp;").replace(">", "&gt;")
    assert inline_html(typed) == shown
    assert block_html(typed) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("*so* and **so**", "<p><em>so</em> and <strong>so</strong></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("List:\n\n- a\n- b", "<p>List:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("Read:\n\n> quoted", "<p>Read:</p>\n<blockquote>\n<p>quoted</p>\n</blockquote>\n"),
        (r"\*as typed\*", "<p>*as typed*</p>"),
    ],
)
def test_markdown_that_a_question_needs(typed, html):
    """Emphasis, strong, typed line breaks, lists and block quotes are understood."""
    assert block_html(typed).replace("<br />", "<br>") == html


@given(st.text())
def test_html_in_a_text_is_never_interpreted(text):
    """A tag that was typed arrives as text, whatever stands around it."""
    for html in (inline_html(text + "<b>"), block_html(text + "<script>alert(1)</script>\n.")):
        assert "<script" not in html
        assert "<b>" not in html
        assert "&lt;" in html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("- one\n- two", "  one\n  two"),
        ("> a\n> > b\n>\n> 1. c", "  a\n    b\n \n     c"),
        ("a - b > c", "a - b > c"),
        ("10. ten\n    more", "    ten\n    more"),
    ],
)
def test_marks_become_blanks(typed, shown):
    """Each word stays where it is, so what is found can be pointed at."""
    assert unmarked(typed) == shown


@given(st.text("ab >-*1.#=\r\n\t\\\x00"))
def test_a_text_without_its_marks_is_as_long_as_before(text):
    """And holds no sign that was not there."""
    assert len(unmarked(text)) == len(text)
    for before, after in zip(text, unmarked(text), strict=True):
        assert after in (before, " ")


def test_the_lines_of_a_list_are_rejoined_where_no_break_is_asked_for():
    """A glossary's words may stand on either side of a line's end."""
    lines = ["- one", "  two  ", "  three\\", "  four", "  - five", "six"]
    assert rejoined(lines) == "- one two  \n  three\\\n  four\n  - five six"


def test_a_list_and_a_quotation_of_the_article_are_printed_as_such():
    """With their marked words; a heading within a quotation heads nothing."""
    assert passage_html("- *lamp*\n- a lamp", ["lamp"], {}, set_apart=True) == (
        '<ul>\n<li><em><span class="glossed">lamp</span></em></li>\n<li>a lamp</li>\n</ul>\n'
    )
    assert passage_html("> ## b\n> c\n>\n> ---", [], {1: "c"}, set_apart=True) == (
        '<blockquote>\n<p>b</p>\n<p>c<sup class="note">1</sup></p>\n</blockquote>\n'
    )
    assert passage_html("- not apart", [], {}) == "- not apart"


def test_line_breaks_of_the_article_are_printed():
    """Those that Markdown asks for, and no others."""
    assert passage_html("one  \ntwo\\\nthree\nfour", [], {}) == "one<br> two<br> three four"


@given(st.text(), st.booleans())
def test_a_text_without_marks_is_what_the_parser_makes_of_it(text, article):
    """It does without the parser, which must not change what is printed."""
    parsed = markdown._markdown(article=article).renderInline(text)

    assert markdown._inline(text, article=article) == parsed
