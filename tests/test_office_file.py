"""OpenDocument, Rich Text and PDF files give their text, and say how sure that is."""

import re
from collections import Counter
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from quizgen.article.readers import pdf as pdf_reader
from quizgen.article.readers import read_source
from quizgen.article.recognise import new_article
from quizgen.base.errors import QuizgenError

FIRST = (
    "The mill on the river was sold twice in one summer, and its wheel has not turned since "
    "the second sale."
)
SECOND = "Nobody asked the river, which was there before the mill and its importance."


def texts(article):
    return [each.text for each in article.paragraphs]


def left_out(article):
    return {(each.piece.text, each.reason) for each in article.left_out}


# OpenDocument

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
    }.items()
)
STYLES = (
    '<style:style style:name="T1"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="T2"><style:text-properties style:text-position="super 58%"/>'
    '</style:style><style:style style:name="P1" style:parent-style-name="Title"/>'
    '<style:style style:name="P2" style:parent-style-name="Heading_20_1"/>'
)


def odt(folder, body, before=""):
    path = folder / "a.odt"
    with ZipFile(path, "w") as packed:
        packed.writestr(
            "content.xml",
            f"{before}<office:document-content {NAMES}><office:automatic-styles>{STYLES}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
    return new_article(read_source(path))


def test_an_opendocument_text_is_read(tmp_path):
    """Styles tell headings; notes, boxes, comments and tables are named, deletions are not."""
    article = odt(
        tmp_path,
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:p text:style-name="P1">The Mill</text:p>'
        f'<text:p>{FIRST} It<text:s/>is 10<text:span text:style-name="T2">2</text:span> '
        '<text:span text:style-name="T1">so</text:span>.'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In a "
        "letter.</text:p></text:note-body></text:note></text:p>"
        '<text:p text:style-name="P2">The sale</text:p>'
        f"<text:section><text:p>{SECOND}<draw:frame><draw:text-box><text:p>Beside</text:p>"
        "</draw:text-box></draw:frame></text:p></text:section>"
        "<text:list><text:list-item><text:p>a wheel</text:p><text:list><text:list-item><text:p>"
        "a spoke</text:p></text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
        "<table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p>The wheel stands still,<text:line-break/>The river runs.</text:p>",
    )
    assert article.title == "The Mill"
    assert texts(article) == [
        f"{FIRST} It is 10² *so*.",
        SECOND,
        "- a wheel\n   - a spoke",
        "The wheel stands still,\\\nThe river runs.",
    ]
    assert article.paragraphs[1].heading == "The sale"
    assert left_out(article) == {
        ("In a letter.", "a footnote"),
        ("Beside", "a text box"),
        ("1 | 2", "a table"),
    }
    assert article.words.missing == ()


def test_text_that_stands_in_a_table_of_a_document_is_read(tmp_path):
    """Some programs lay a page out by one."""
    cells = "".join(
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
        for text in (FIRST, SECOND)
    )
    article = odt(
        tmp_path,
        '<text:p text:style-name="P1">The Mill</text:p>'
        f"<table:table><table:table-row>{cells}</table:table-row></table:table>",
    )
    assert texts(article) == [FIRST, SECOND]


def test_an_opendocument_text_with_entities_is_refused(tmp_path):
    """None needs them, and they may grow without end."""
    with pytest.raises(QuizgenError, match="declares entities"):
        odt(tmp_path, "<text:p>&x;</text:p>", '<!DOCTYPE x [<!ENTITY x "y">]>')


WORDS = st.text("abcdefgh", min_size=1, max_size=8)
PHRASES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
ODT_SHAPES = st.sampled_from(
    [
        "<text:p>{}</text:p>",
        "<text:h>{}</text:h>",
        "<text:section><text:p>{}<text:tab/>x</text:p></text:section>",
        "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
        "<table:table><table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>"
        "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>",
        "<text:p><text:a><text:span>{}</text:span></text:a></text:p>",
        "<text:p>z<text:note><text:note-body><text:p>{}</text:p></text:note-body></text:note></text:p>",
        "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>",
    ]
)


@given(
    st.lists(st.builds(lambda shape, text: shape.format(text), ODT_SHAPES, PHRASES), min_size=1)
)
def test_every_word_of_a_document_is_read_or_named(tmp_path_factory, blocks):
    """In whatever it stands."""
    assert odt(tmp_path_factory.mktemp("odt"), "".join(blocks)).words.missing == ()


# Rich Text


def rtf(folder, text):
    path = folder / "a.rtf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("ascii"))
    return new_article(read_source(path))


def test_rich_text_is_read(tmp_path):
    """Signs of any encoding, emphasis, notes and rows; what programs keep in it is not."""
    article = rtf(
        tmp_path,
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}"
        r"{\*\generator X;}{\info{\title no}}\pard\fs40 The Mill\fs24\par "
        rf"{FIRST} It is {{\i so}} \u8220?caf\'e9\u8221?.{{\footnote\pard In a letter.}}\par "
        r"\f1 \'cc\'eb\'e8\'ed\f0  {\v hidden}stands. {\field{\*\fldinst HYPERLINK x}"
        r"{\fldrslt Linked}} words.\par a\cell b\cell\row c\cell d\cell\row\pard "
        r"The wheel stands still,\line The river runs.\par \u-10179?\u-8704?\par}",
    )
    assert article.title == "The Mill"
    assert texts(article) == [
        f"{FIRST} It is *so* “café”.",
        "Млин stands. Linked words.",
        "The wheel stands still,\\\nThe river runs.",
    ]
    assert left_out(article) == {("In a letter.", "a footnote"), ("a | b | c | d", "a table")}
    assert article.words.missing == ()
    assert any("Rich Text" in text for text in article.unsure)


def test_items_of_rich_text_are_a_list_and_figures_are_raised(tmp_path):
    """A short line in bold is the heading of what follows."""
    article = rtf(
        tmp_path,
        rf"{{\rtf1\pard The Mill\par {FIRST} It has 10{{\super 2}} steps.\par "
        r"{\b The parts}\par {\listtext\pard\plain\'b7\tab}a wheel\par "
        r"{\listtext\'b7\tab}a {\i door}\par {\pntext 1.\tab}a key\par "
        r"{\listtext b)\tab}a lock\par "
        rf"{SECOND}\par}}",
    )
    assert texts(article) == [
        f"{FIRST} It has 10² steps.",
        "- a wheel\n- a *door*\n1. a key\n- b) a lock",
        SECOND,
    ]
    assert article.paragraphs[1].heading == "The parts"
    assert article.words.missing == ()


RTF_SHAPES = st.sampled_from(
    [
        r"{}\par ",
        r"{{\b {}}}\par ",
        r"x{{\footnote {}}}\par ",
        r"{}\line y\par ",
        r"{}\cell z\row ",
        r"{{\listtext 1.\tab}}{}\par ",
        r"{{\pntext\bullet\tab}}{} H{{\sub 2}}O\par ",
    ]
)


@given(
    st.lists(st.builds(lambda shape, text: shape.format(text), RTF_SHAPES, PHRASES), min_size=1)
)
def test_every_word_of_rich_text_is_read_or_named(tmp_path_factory, blocks):
    """In a note, in a row, in bold."""
    article = rtf(tmp_path_factory.mktemp("rtf"), rf"{{\rtf1 {''.join(blocks)}}}")
    assert article.words.missing == ()


# PDF

PAGE = (
    "<style>@page {{ size: 10cm 9cm; margin: 2cm 1.5cm; @top-center {{ content: 'Gazette' }}"
    " @bottom-center {{ content: counter(page) }} }} body {{ font: 10pt serif; {} }}"
    " p {{ {} }} h1 {{ font-size: 18pt }} h2 {{ font-size: 13pt }}</style>"
)
INDENTED = "margin: 0; text-indent: 1.5em"
APART = "margin: 0 0 1em"


def pdf(folder, inside, paragraphs=APART, style=""):
    path = folder / "a.pdf"
    HTML(string=PAGE.format(style, paragraphs) + inside).write_pdf(path)
    return new_article(read_source(path))


@pytest.mark.parametrize("paragraphs", [APART, INDENTED])
def test_lines_of_a_pdf_are_joined_to_paragraphs(tmp_path, paragraphs):
    """By gaps or by indents, over the end of a page; heads and page numbers are left out."""
    long = [f"{FIRST} {SECOND} {FIRST}", f"{SECOND} {FIRST} {SECOND}"]
    body = f"<h1>The Mill</h1><p>{long[0]}</p><p>{long[1]}</p><h2>The sale</h2><p>{long[0]}</p>"
    article = pdf(tmp_path, body, paragraphs)
    assert article.title == "The Mill"
    assert texts(article) == [*long, long[0]]
    assert article.paragraphs[2].heading == "The sale"
    assert {reason for _, reason in left_out(article)} == {"a page number", "a running head"}
    assert article.words.missing == ()
    assert any("does not say where a paragraph begins" in text for text in article.unsure)


def test_short_paragraphs_of_a_pdf_are_told_apart(tmp_path):
    """Most of its gaps are between paragraphs then; signs of symbol fonts are bullets."""
    assert pdf_reader._sign(0xF0B7) == "•"
    items = "<p>• a wheel</p><p>• a door</p>"
    body = f"<h1>The Mill</h1><p>{FIRST}</p><p>{SECOND}</p>{items}<p>{FIRST}</p><p>{SECOND}</p>"
    article = pdf(tmp_path, body, style="} body { font-size: 9pt; margin: 0 -1cm")
    assert texts(article) == [FIRST, SECOND, "- a wheel\n- a door", FIRST, SECOND]


def test_signs_of_a_list_in_a_pdf_are_in_its_lines(tmp_path):
    """Many programs draw them last; columns are read one by one."""
    items = "<ul><li>a wheel</li><li>a door</li></ul>"
    body = f"<h1>The Mill</h1><div>{f'<p>{FIRST}</p>' * 3}{items}{f'<p>{SECOND}</p>' * 4}</div>"
    article = pdf(tmp_path, body, style="} div { columns: 2; column-gap: 4mm")
    assert texts(article) == [*[FIRST] * 3, "- a wheel\n- a door", *[SECOND] * 4]


def test_words_that_a_pdf_parts_are_whole(tmp_path):
    """Justified text is hyphenated; a word's own hyphen stays."""
    text = f"{SECOND} {FIRST} A well-known importance of mills. " * 3
    body = f"<html lang='en'><h1>The Mill</h1><p>{text}</p>"
    article = pdf(tmp_path, body, style="hyphens: auto; text-align: justify")
    assert texts(article) == [text.strip()]


PDF_SHAPES = st.sampled_from(
    [
        "<p>{}.</p>",
        "<h2>{}</h2>",
        "<p>{}. <em>z</em> well-known.</p>",
        "<ul><li>{}.</li><li>y.</li></ul>",
        "<blockquote>{}</blockquote>",
        "<table><tr><td>{}</td><td>x</td></tr></table>",
        "<p>{}.<br>w.</p>",
        "<p>{}.<sup>1</sup></p><small>1 v</small>",
    ]
)
PDF_STYLES = st.sampled_from(
    [
        "",
        "columns: 2; text-align: justify; hyphens: auto",
        "text-align: justify; hyphens: auto",
        "column-count: 2; column-gap: 3mm",
        "direction: rtl",
        "letter-spacing: 2pt; line-height: 2",
    ]
)


@settings(max_examples=20)
@given(
    st.lists(
        st.builds(lambda shape, text: shape.format(text), PDF_SHAPES, PHRASES),
        min_size=1,
        max_size=8,
    ),
    PDF_STYLES,
    st.sampled_from([APART, INDENTED]),
)
def test_every_word_of_a_pdf_is_read_or_named(tmp_path_factory, blocks, style, paragraphs):
    """In columns, in running heads, and where a word is parted over lines and pages."""
    body = f"<html lang='en'><h1>The Mill</h1><p>{FIRST} {SECOND}</p>{''.join(blocks)}"
    article = pdf(tmp_path_factory.mktemp("pdf"), body, paragraphs, style)
    assert article.words.missing == ()
    out = [each.piece.text for each in article.left_out]
    read = letters(" ".join([article.title or "", *article.printed, *out]))
    assert letters(re.sub("<[^>]*>", " ", body)) <= read


def letters(text):
    return Counter(filter(str.isalnum, text))


def test_a_scan_is_refused(tmp_path):
    """Its pages hold pictures and no text."""
    path = tmp_path / "a.pdf"
    HTML(string="<div style='width: 9px; height: 9px; background: red'></div>").write_pdf(path)
    with pytest.raises(QuizgenError, match=r"has no text.*\(OCR\)"):
        read_source(path)
