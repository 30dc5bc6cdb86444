"""Layout finds blocks and slots again, and does no work for each that it can spare."""

import gc
import tempfile

import pytest
import weasyprint
from running import LIGHTHOUSE

from quizgen.bank.load import parse_bank
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.pdf import layout_fonts
from quizgen.printing.pdf.marked_boxes import marked_boxes
from quizgen.printing.pdf.typeset import ready, typeset
from quizgen.printing.sheets import MARK


@pytest.fixture
def material(tmp_path):
    """Return a material of a few blocks."""
    plan = make_plan(
        parse_bank(LIGHTHOUSE, "x.yaml"), Request(seed="s"), file="x.yaml", sha256="0"
    )
    [material] = make_blocks(plan, template_folders(tmp_path), {}).materials
    return material


PAGES = """
    <style>
    @page { size: 400px 300px; margin: 0 }
    .turned { transform: rotate(20deg) scale(1.5) }
    .half { float: right; width: 50% }
    .slot { display: inline-block; width: 40px }
    section { break-after: page; display: flow-root }
    tr, td, thead { border: 1px solid }
    </style>
    <section #a><p>A word <span #b></span> <span class="slot" #c>0123</span></p>
      <div class="half" #d>in <em #e>a long line of words that goes on over two lines</em></div>
      <ul><li #f>one</li></ul></section>
    <section #g><div class="turned" #h>
      <p #i>turned <b class="turned" #j>inline</b> <b class="slot turned" #k>twice</b></p>
      <div style="position: absolute; top: 5px" #l>above</div></div>
      <table #m><thead #n><tr #o><td #p>x</td></tr></thead></table>
      <p #q>once</p><p data-quizgen="q|x">the same again</p></section>
"""


def test_marks_are_where_ids_would_be():
    """WeasyPrint says where elements with ids are; only the first of several alike counts."""
    both = PAGES
    for mark in "abcdefghijklmnopq":
        both = both.replace(f"#{mark}", f'id="{mark}|x" {MARK}="{mark}|x"')
    pages = weasyprint.HTML(string=both).render().pages

    assert len(pages) == 2
    for page in pages:
        assert marked_boxes(page) == page.anchors
    assert sum(len(page.anchors) for page in pages) == 17


def test_blocks_share_the_styles_of_what_is_alike_in_them(material, monkeypatch):
    """To compute them anew for each block takes a fifth of its layout."""
    layouts = []
    render = weasyprint.HTML.render

    def kept(*args, **options):
        layouts.append(render(*args, **options))
        return layouts[-1]

    monkeypatch.setattr(weasyprint.HTML, "render", kept)
    typeset([material])

    [layout] = layouts
    boxes = [box for page in layout.pages for box in page._page_box.descendants()]
    blocks = [box for box in boxes if box.element_tag == "section"]
    kinds = {box.element.attrib["class"] for box in blocks}
    assert len({id(box.style) for box in blocks}) == len(kinds) < len(layout.pages) / 5


def test_no_font_is_cut_down_for_a_document_that_is_not_written(material, monkeypatch):
    """Only the file of all plates is: to cut each share's fonts takes as long as two blocks."""
    cut = []
    subset = weasyprint.pdf.fonts.Font.subset
    monkeypatch.setattr(
        weasyprint.pdf.fonts.Font, "subset", lambda *given: cut.append(subset(*given))
    )
    plates = typeset([material])

    assert plates.faces
    assert not cut
    weasyprint.HTML(string="A word").write_pdf()
    assert cut


def test_fonts_made_ready_are_taken_by_one_layout_alone(material, monkeypatch):
    """What Pango remembers of one layout must not show in another."""
    made = []
    loaded = layout_fonts._loaded
    monkeypatch.setattr(
        layout_fonts, "_loaded", lambda families: made.append(loaded(families)) or made[-1]
    )
    ready()
    assert len(made) == 1

    first, second = typeset([material]), typeset([material])

    assert first == second
    assert len(made) == 2


def test_files_of_fonts_are_there_until_all_copies_are_done(material, tmp_path, monkeypatch):
    """A copy of the process reads what another one has read already."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {*tmp_path.iterdir()}
    ready()
    [own] = {*tmp_path.iterdir()} - before

    typeset([material])

    gc.collect()
    assert [*own.iterdir()]
    layout_fonts.let_go_of_used()
    gc.collect()
    assert not own.exists()


@pytest.mark.layout_warnings
def test_fonts_that_cannot_be_loaded_are_not_made_ready(material, monkeypatch):
    """Whoever lays out says so."""
    rules = layout_fonts.face_rules
    lost = '@font-face { font-family: Lost; src: url("file:///lost.ttf") }'
    monkeypatch.setattr(layout_fonts, "face_rules", lambda families: rules(families) + lost)
    ready()

    assert not layout_fonts._ready
    assert any("Lost" in warning for warning in typeset([material]).warnings)
