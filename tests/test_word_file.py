"""A Word document is read as Word shows it, whatever its runs are packed in."""

from io import BytesIO

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.readers import read_source
from quizgen.article.recognise import new_article

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
LONG = "Nobody lives on the point now, and that is a pity for all of us who remember it."
SECOND = "The coast became safer and lonelier when the lamps began to turn alone."


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def styled(style, text):
    return paragraph(run(text), properties=f'<w:pStyle w:val="{style}"/>')


def box(text):
    within = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    return f"<w:r><w:pict><v:shape><v:textbox>{within}</v:textbox></v:shape></w:pict></w:r>"


def table(*cells):
    made = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    return f"<w:tbl><w:tblPr/><w:tr>{made}</w:tr></w:tbl>"


def article_of(folder, *blocks, footnotes=""):
    document = docx.Document()
    body = document.element.body
    for child in [*body]:
        body.remove(child)
    body.extend(parse_xml(f"<w:body {NAMES}>{''.join(blocks)}</w:body>")[:])
    if footnotes:
        name = PackURI("/word/footnotes.xml")
        blob = f"<w:footnotes {NAMES}>{footnotes}</w:footnotes>".encode()
        part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    file = BytesIO()
    document.save(file)
    path = folder / "a.docx"
    path.write_bytes(file.getvalue())
    return new_article(read_source(path))


def texts(article):
    return [each.text for each in article.paragraphs]


def left_out(article):
    return [(each.piece.text, each.reason) for each in article.left_out]


SHOWN = {
    "a smart tag": '<w:smartTag w:uri="u" w:element="place">{}</w:smartTag>',
    "an insertion": '<w:ins w:id="1" w:author="M">{}</w:ins>',
    "text moved here": '<w:moveTo w:id="1" w:author="M">{}</w:moveTo>',
    "a field": '<w:fldSimple w:instr="REF x">{}</w:fldSimple>',
    "a content control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "a hyperlink": '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
    "a direction": '<w:bdo w:val="rtl">{}</w:bdo>',
    "a sign with its reading": "<w:r><w:ruby><w:rubyPr/><w:rt/><w:rubyBase>{}</w:rubyBase>"
    "</w:ruby></w:r>",
}
HIDDEN = {
    "text that was moved away": '<w:moveFrom w:id="1" w:author="M">{}</w:moveFrom>',
    "a deletion": '<w:del w:id="1" w:author="M">{}</w:del>',
    "the copy for old programs": "<mc:AlternateContent><mc:Choice/><mc:Fallback>{}"
    "</mc:Fallback></mc:AlternateContent>",
}


@pytest.mark.parametrize("packed", SHOWN.values(), ids=SHOWN)
def test_words_are_read_in_whatever_they_are_packed(tmp_path, packed):
    """A word in the middle that is not read changes what the sentence says."""
    middle = packed.format(run("not "))
    article = article_of(tmp_path, paragraph(run("It was "), middle, run("cheap. "), run(LONG)))
    assert texts(article) == [f"It was not cheap. {LONG}"]


@pytest.mark.parametrize("packed", HIDDEN.values(), ids=HIDDEN)
def test_what_word_does_not_show_is_not_read(tmp_path, packed):
    """Deleted text is no text, and nobody misses it."""
    middle = packed.format(run("not "))
    article = article_of(tmp_path, paragraph(run("It was "), middle, run("cheap. "), run(LONG)))
    assert texts(article) == [f"It was cheap. {LONG}"]
    assert article.words.missing == ()


WORDS = st.text("abcdefgh", min_size=1, max_size=6)
PACKED = st.recursive(
    WORDS.map(lambda word: run(f"{word} ")),
    lambda inner: st.builds(
        lambda pack, parts: pack.format("".join(parts)),
        st.sampled_from([pack for name, pack in SHOWN.items() if "sign" not in name]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
PARAGRAPHS = st.lists(PACKED, min_size=1, max_size=4).map(lambda runs: paragraph(*runs))
BLOCKS = st.recursive(
    PARAGRAPHS | WORDS.map(lambda word: paragraph(box(word))),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda cells: table(*cells)),
    max_leaves=5,
)


@given(st.lists(BLOCKS, min_size=1, max_size=4), WORDS)
def test_every_word_is_read_or_named(tmp_path_factory, blocks, note):
    """In whatever it stands: paragraphs, boxes, tables, notes, and one in another."""
    notes = f"<w:footnote>{paragraph(run(note))}</w:footnote>"
    article = article_of(tmp_path_factory.mktemp("word"), *blocks, footnotes=notes)
    assert article.words.missing == ()
    assert (note, "a footnote") in left_out(article)


def test_a_word_that_no_reader_knows_is_told(tmp_path):
    """The count goes another way than the reader, so that what that does not know shows."""
    unknown = "<w:unknown><w:t>lighthouse</w:t></w:unknown>"
    article = article_of(tmp_path, paragraph(run(LONG)), paragraph(run(SECOND)), unknown)
    assert article.words.missing == ("lighthouse",)
    assert "in neither" in str(article.words)
    assert "“lighthouse”" in article.unsure[0]


def test_boxes_notes_captions_and_readings_are_named(tmp_path):
    """None of them is a paragraph, and none is lost."""
    reading = (
        "<w:r><w:ruby><w:rubyPr/><w:rt>"
        + run("とう")
        + "</w:rt><w:rubyBase>"
        + run("灯")
        + "</w:rubyBase></w:ruby></w:r>"
    )
    article = article_of(
        tmp_path,
        paragraph(run(LONG), box("A box at the side.")),
        styled("Caption", "Figure 1: The lamp"),
        paragraph(reading, run("台 " + SECOND), run("secret", "<w:vanish/>")),
        footnotes=f'<w:footnote w:type="separator">{paragraph(run("x"))}</w:footnote>'
        f"<w:footnote>{paragraph(run('See the report.'))}</w:footnote>",
    )
    assert texts(article) == [LONG, f"灯台 {SECOND}"]
    assert left_out(article) == [
        ("A box at the side.", "a text box"),
        ("Figure 1: The lamp", "a caption"),
        ("とう", "a reading above its sign"),
        ("secret", "hidden text"),
        ("See the report.", "a footnote"),
    ]


def test_raised_figures_are_signs_and_short_bold_lines_headings(tmp_path):
    """A power that is not raised is another number; letters as in 1st stay."""
    figures = [
        run("10"),
        run("2", '<w:vertAlign w:val="superscript"/>'),
        run(" H"),
        run("2", '<w:vertAlign w:val="subscript"/>'),
        run("O 1"),
        run("st. ", '<w:vertAlign w:val="superscript"/>'),
        run(LONG),
    ]
    article = article_of(
        tmp_path,
        paragraph(run(SECOND)),
        paragraph(run("What it costs", "<w:b/>")),
        paragraph(*figures),
        paragraph(run("It stands still.", "<w:b/>")),
        paragraph(run(LONG)),
    )
    assert texts(article) == [SECOND, f"10² H₂O 1st. {LONG}", "**It stands still.**", LONG]
    assert article.paragraphs[1].heading == "What it costs"
    assert article.words.missing == ()


def test_text_that_stands_in_a_table_is_read(tmp_path):
    """Some programs lay a page out by a table; a table of figures stays one piece."""
    prose = table(paragraph(run(LONG)) + paragraph(run(SECOND)), paragraph(run(LONG)))
    figures = table(paragraph(run("1871")), paragraph(run("9 days")))
    whole = article_of(tmp_path, styled("Title", "The Point"), prose)
    assert texts(whole) == [LONG, SECOND, LONG]
    beside = article_of(tmp_path, paragraph(run(LONG)), figures, paragraph(run(SECOND)))
    assert texts(beside) == [LONG, SECOND]
    assert left_out(beside) == [("1871 | 9 days", "a table")]


def test_a_large_first_letter_is_the_first_of_its_word(tmp_path):
    """Word keeps it as a paragraph with a frame."""
    initial = paragraph(run("N"), properties='<w:framePr w:dropCap="drop"/>')
    article = article_of(tmp_path, initial, paragraph(run(LONG[1:])), paragraph(run(SECOND)))
    assert article.title is None
    assert texts(article) == [LONG, SECOND]


def test_styles_say_who_wrote_it_and_when(tmp_path):
    """Several authors are each a paragraph."""
    document = docx.Document()
    for name in ("Author", "Date"):
        document.styles.add_style(name, 1)
    document.add_paragraph("The Point", style="Title")
    document.add_paragraph("How a coast went dark", style="Subtitle")
    for author in ("Mara Lindqvist", "Tom Okoye"):
        document.add_paragraph(author, style="Author")
    document.add_paragraph("12 May 2021", style="Date")
    document.add_paragraph(LONG)
    document.save(str(tmp_path / "a.docx"))
    article = new_article(read_source(tmp_path / "a.docx"))
    assert (article.title, article.author) == ("The Point", "Mara Lindqvist and Tom Okoye")
    assert article.published == "12 May 2021"
    assert texts(article) == [LONG]


def test_the_lines_of_a_stanza_are_kept(tmp_path):
    """Line breaks within a paragraph are the author's; in long lines they are a blank."""
    stanza = "</w:t><w:br/><w:t>".join(["The gull sits on the wall", "And counts the boats"])
    prose = f"{LONG}</w:t><w:br/><w:t>{LONG}"
    article = article_of(tmp_path, paragraph(run(stanza)), paragraph(run(prose)))
    assert texts(article) == [
        "The gull sits on the wall\\\nAnd counts the boats",
        f"{LONG} {LONG}",
    ]
    assert article.kept_lines == (1,)
