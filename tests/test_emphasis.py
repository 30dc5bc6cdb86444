"""A text prints as it was typed, but for the stars that mark a word or a phrase."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.base.emphasis import marks, unpaired
from quizgen.base.markdown import block_html, inline_html, passage_html

TYPED = [
    '"____" and "____"', "(____) and (____)", "___/___/___", "____-____", "___(go)___",
    "__init__", "_one_", "5*6*7", "a*b = b*a", "M*A*S*H", "x**2 + y**2", "(*) and (*)",
    '"*" or "*"', "*args, **kwargs", "**x*", "*x**", "* so *", "2 * 3", "****so****",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_blanks_stars_and_underscores_print(typed):
    """In a bank, in a plain article, and underscores of two or more in a Markdown article."""
    shown = html.escape(typed).replace("&#x27;", "'")
    assert inline_html(typed) == shown
    assert html.unescape(passage_html(typed, [], {}, plain=True)) == typed
    if typed != "_one_":
        assert passage_html(typed, [], {}) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*so*, **so** and ***so***", "<em>so</em>, <strong>so</strong> and "
         "<em><strong>so</strong></em>"),
        ("**a *b***", "<strong>a <em>b</em></strong>"),
        ("***a** b*", "<em><strong>a</strong> b</em>"),
        ("(*-ly*) *“So!”*", "(<em>-ly</em>) <em>“So!”</em>"),
        ("**1990** 5*6", "<strong>1990</strong> 5*6"),
        ("这是*重要*的", "这是<em>重要</em>的"),
        (r"\*so\* *a*", "*so* <em>a</em>"),
    ],
)  # fmt: skip
def test_a_star_at_a_words_edge_with_its_partner_marks_it(typed, shown):
    """Alone, double, triple, nested, and around punctuation that belongs to the word."""
    assert inline_html(typed) == shown


def test_a_single_underscore_is_emphasis_only_in_a_markdown_article():
    """Other programs write italics so; a bank has the star."""
    assert passage_html("_so_ a_b_c __d__", [], {}) == "<em>so</em> a_b_c __d__"
    assert inline_html("_so_") == "_so_"


@given(st.text("*_ab5 .,()\"'-/!?&<“”é重\u0301"))
def test_a_page_shows_what_was_typed_but_for_the_stars_that_the_grammar_takes(typed):
    """Over random punctuation, inline and as a block, and in plain text always."""
    typed = typed.strip()
    taken = set()
    for start, mark in marks(typed).items():
        taken.update(range(start + mark.printed, start + mark.length))
    assert {typed[at] for at in taken} <= {"*"}
    kept = "".join(sign for at, sign in enumerate(typed) if at not in taken)
    for made in (inline_html(typed), block_html(typed)):
        assert _text(made) == kept
    assert _text(passage_html(typed, [], {}, plain=True)) == typed


def _text(made):
    """Return the text of HTML whose only tags are those of marks and a paragraph."""
    for tag in ("em", "strong", "p"):
        made = made.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    return html.unescape(str(made))


@given(st.text("*_a b.", max_size=40))
def test_what_opens_is_closed_in_the_right_order(typed):
    """However runs are nested."""
    for underscores in (False, True):
        open_units = []
        for mark in marks(typed, underscores=underscores).values():
            for unit in mark.units:
                if unit > 0:
                    open_units.append(unit)
                else:
                    assert open_units.pop() == -unit
        assert open_units == []


def test_stars_that_found_no_partner_are_named():
    """Those that stand at the edge of a word; others are stars."""
    assert unpaired("*so and 5*6 * *a*") == (0,)


def test_a_line_of_a_bank_keeps_its_indentation():
    """As verse and code have it; lists are none."""
    shown = block_html("a\n    b\n  c").replace("\xa0", "~").replace(" /", "")
    assert shown == "<p>a<br>\n~~~~b<br>\n~~c</p>\n"
    assert "\xa0" not in block_html("- a\n  b\n\n1. c\n   d")
