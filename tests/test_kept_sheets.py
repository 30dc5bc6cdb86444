"""Style sheets that are read once give every document what they would give it anew."""

from itertools import product
from pathlib import Path

import pytest
import weasyprint
from weasyprint import css

from quizgen.base.paper import Paper
from quizgen.printing.html.template_folders import likely_styles
from quizgen.printing.pdf import kept_sheets
from quizgen.printing.pdf.kept_sheets import BASE_URL, keep_sheets, read_ahead
from quizgen.printing.pdf.typeset import typeset
from quizgen.printing.sheets import Material, StyleSheet

BLOCKS = {
    "list": '<ol class="own"><li>One</li><li>Two</li></ol><p class="x">Text</p>',
    "line": '<p class="x" id="y">More text</p>',
}
WARNED = "p { colour: red; font-size: 14pt }"
SHEETS = [
    "p { margin-left: 9pt }",
    "@counter-style own { system: fixed; symbols: X Y; suffix: ' ' } .own { list-style: own }",
    "@counter-style decimal { system: fixed; symbols: X Y; suffix: ' ' }",
    "@layer b, a;",
    "@layer a { p { margin-left: 5pt } } @layer b { p { margin-left: 30pt } }",
    "@media print { p { text-indent: 5pt } }",
    WARNED,
    "@page { padding-left: 3pt } @page :first { padding-left: 9pt }",
    "p { margin-left: 3pt !important } /* @import 'none.css' */",
]

AMONG_OTHERS = (
    "@page { padding-left: 9pt } p { x: y }",
    "@page { padding-left: 3pt }",
    "p { x: y }",
)
"""The rules of a page stand in one list for all sheets of a document."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(kept_sheets, "_kept", {})


@pytest.fixture
def read(monkeypatch):
    """Return the texts that WeasyPrint reads."""
    texts, make = [], weasyprint.CSS

    def reading(*args, **named):
        texts.append(named.get("string"))
        return make(*args, **named)

    monkeypatch.setattr(weasyprint, "CSS", reading)
    return texts


def material(*sheets):
    styles = tuple(StyleSheet(text, Path("style.css")) for text in sheets)
    paper = Paper(400, 400, 40, 40, 40, 40)
    return Material(BLOCKS, frozenset(), paper, styles, ())


def laid_out(*sheets):
    plates = typeset([material(*sheets)])
    return plates.blocks, plates.warnings


@pytest.mark.layout_warnings
def test_a_kept_sheet_does_what_it_did_when_it_was_read():
    """Alone and beside others, before and after them: layers and pages keep their order."""
    keep_sheets()
    several = [*product(SHEETS, repeat=2), AMONG_OTHERS]
    kept = [(laid_out(*pair), laid_out(*pair)) for pair in several]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_sheets, "_read", lambda _: None)
        anew = [laid_out(*pair) for pair in several]
    for pair, (first, again), own in zip(several, kept, anew, strict=True):
        assert first == own, pair
        assert again == own, pair


@pytest.mark.layout_warnings
def test_what_weasyprint_warns_of_is_said_of_every_document():
    """And no more often."""
    (_, first), (_, again) = laid_out(WARNED), laid_out(WARNED)
    assert first == again
    [warning] = first
    assert "colour" in warning


def test_a_sheet_is_read_once(read):
    """The look's own too, which are read ahead of all documents."""
    look = likely_styles(Path("nowhere"))
    assert any("list" in text for text in look)
    keep_sheets()
    read_ahead([*look, SHEETS[0]])
    assert read == [*look, SHEETS[0]]
    read.clear()
    laid_out(SHEETS[0], *look)
    assert not {*read} & {SHEETS[0], *look}


def test_so_many_are_kept_and_no_more(monkeypatch):
    monkeypatch.setattr(kept_sheets, "MOST_KEPT", 3)
    read_ahead(f"p {{ margin: {number}pt }}" for number in range(8))
    assert 0 < len(kept_sheets._kept) <= 3


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("file:///elsewhere/", "<style>p { margin: 4pt }</style>"),
        (BASE_URL, '<style media="screen">p { margin: 4pt }</style>'),
        (
            BASE_URL,
            "<style>p { margin: 4pt }</style><link rel=stylesheet href='data:text/css,'>",
        ),
    ],
)
def test_other_documents_are_weasyprints_own(base, head):
    """So are the sheets of those that say more of them than a text."""
    keep_sheets()
    weasyprint.HTML(string=f"{head}<p>Text", base_url=base).render()
    assert kept_sheets._kept == {}


def test_another_weasyprint_is_left_as_it_is(monkeypatch):
    def find(wrapper_element, url_fetcher):
        return []

    monkeypatch.setattr(css, "find_stylesheets", find)
    keep_sheets()
    assert css.find_stylesheets is find
