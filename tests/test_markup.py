"""A bank's Markdown becomes HTML that says what was typed and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.markup import block_html, inline_html


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
