"""What a page shows beside its questions: rules, whole columns, large words, pictures."""

import pypdfium2
import pypdfium2.raw
import pytest
import weasyprint
from reading import page_texts, words
from running import EVERY_KIND, quizgen
from tagged import REPLACED, Tagged

ARTICLE = "Hens\n\nBy R. Poole\n\n" + "\n\n".join(
    "The hens of the valley laid more in spring than in the whole of the winter before it. " * 6
    for _ in range(3)
)
BANK = """
article: {title: Hens, author: R. Poole, paragraphs: 3}
questions:
  - id: one
    skill: evidence
    stem: STEM
    answer: a
    distractors: [b, c]
"""
INSTRUCTIONS = (
    "instructions: " + "Read the whole article twice before you begin to answer. " * 4
)


def made(folder, *options, stem="Which?", article=False, more=""):
    if article:
        (folder / "question_banks").mkdir(exist_ok=True)
        (folder / "question_banks" / "bank.txt").write_text(ARTICLE, "utf-8")
    bank = BANK.replace("STEM", stem) + more
    return quizgen(folder, "make", "--seed", "s", *options, bank=bank)


def own_template(folder, name, html):
    path = folder / "templates" / "worksheet" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, "utf-8")
    return path


@pytest.mark.parametrize("look", ["classic", "compact", "exam"])
def test_a_rule_is_between_passage_and_questions(tmp_path, look):
    """The article's last paragraph and the first question have more between them than a gap."""
    with_passage = made(tmp_path, "--look", look, article=True)
    assert with_passage.status == 0, with_passage.err
    boxes = words(with_passage.worksheets)
    first = next(box for box in boxes if box[5] == "1.")
    above = max(b[4] for b in boxes if b[0] == first[0] and b[4] <= first[2])
    assert _rules_between(with_passage.worksheets, first[0], above, first[2])


def _rules_between(path, page, top, bottom):
    """Return the horizontal lines of a page between two heights, from its top."""
    with pypdfium2.PdfDocument(path) as pdf:
        picture = pdf[page].render(scale=1, grayscale=True).to_pil()
    return [
        y
        for y in range(int(top), int(bottom) + 1)
        if sum(picture.getpixel((x, y)) < 128 for x in range(picture.width)) > picture.width / 2
    ]


@pytest.mark.parametrize("numbers", [False, True])
def test_a_passage_uses_its_whole_column(tmp_path, numbers):
    """Only line numbers take room at the right of a passage."""
    outcome = made(tmp_path, *["--line-numbers"] * numbers, article=True)
    edge = max(
        box[3] for box in words(outcome.worksheets) if box[5] in ARTICLE and box[5] != "of"
    )
    assert (edge > 520) is not numbers


def test_points_do_not_cut_into_the_instructions(tmp_path):
    """No line of the instructions runs below what the paper is worth."""
    outcome = made(tmp_path, more=INSTRUCTIONS)
    boxes = words(outcome.worksheets)
    points = next(box for box in boxes if box[5].startswith("Points"))
    lines = [box for box in boxes if box[5] in ("twice", "article", "answer.", "begin")]
    assert max(box[3] for box in lines) < points[1]


@pytest.mark.parametrize("look", ["classic", "compact", "exam"])
def test_every_word_of_large_print_is_large(tmp_path, look):
    """Numbers, points, foot and labels are no smaller than the text."""
    outcome = quizgen(tmp_path, "make", "--large-print", "--look", look, bank=EVERY_KIND)
    assert outcome.status == 0, outcome.err
    with pypdfium2.PdfDocument(outcome.worksheets) as pdf:
        for page in pdf:
            text = page.get_textpage()
            for at in range(text.count_chars()):
                size = pypdfium2.raw.FPDFText_GetFontSize(text, at)
                matrix = pypdfium2.raw.FS_MATRIX()
                pypdfium2.raw.FPDFText_GetMatrix(text, at, matrix)
                shown = chr(pypdfium2.raw.FPDFText_GetUnicode(text, at))
                if shown.strip():
                    assert size * abs(matrix.a) >= 17.9, (shown, size)


def test_a_list_begins_with_the_number_that_was_typed(tmp_path):
    """A list of a stem that starts with 5. prints 5."""
    outcome = made(tmp_path, stem="|\n      Which?\n\n      5. Corn\n      6. Wheat\n")
    text = "".join(page_texts(outcome.worksheets))
    assert "5." in text
    assert "6." in text


def test_a_link_in_a_template_is_refused_with_its_line(tmp_path):
    """A template's link is no traceback."""
    path = own_template(
        tmp_path, "passage-notes.html", '<div>\n<p><a href="https://a.example">x</a></p></div>'
    )
    outcome = made(tmp_path)
    assert outcome.status == 1
    assert f"{path.relative_to(tmp_path)}:2:4: A link leads nowhere on paper." in outcome.err


def test_a_footnote_float_is_refused_with_its_line(tmp_path):
    """A style that cannot work is named; in a comment it says nothing."""
    own_template(tmp_path, "style.css", "/* float: footnote */\n.x { float: footnote }")
    outcome = made(tmp_path)
    assert outcome.status == 1
    assert "style.css:2:6: 'float: footnote'" in outcome.err
    assert outcome.err.count("footnote'") == 1


def test_a_failure_of_the_layout_names_the_template(tmp_path, monkeypatch):
    """An error inside WeasyPrint says which template it was, without a traceback."""
    own_template(tmp_path, "header.html", '<div class="header">bare</div>')
    render = weasyprint.HTML.render

    def failing(self, *arguments, **options):
        assert "bare" not in "".join(self.etree_element.itertext()), "of WeasyPrint's own"
        return render(self, *arguments, **options)

    monkeypatch.setattr(weasyprint.HTML, "render", failing)
    outcome = made(tmp_path)
    assert "header.html: WeasyPrint fails to lay this out" in outcome.err
    assert "Traceback" not in outcome.err


SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" {}>'
    '<rect width="9" height="9"/></svg>'
)


@pytest.mark.parametrize(
    ("picture", "described"),
    [
        (SQUARE.format('aria-label="A hen"'), "A hen"),
        ('<img src="square.svg" alt="">', None),
        ('<img src="square.svg" aria-label="A nest">', "A nest"),
    ],
)
def test_pictures_of_templates_have_the_alt_they_say(tmp_path, picture, described):
    """An empty alt makes an artifact, and aria-label is an Alt."""
    own_template(tmp_path, "square.svg", SQUARE.format(""))
    own_template(
        tmp_path, "section.html", f'<div class="section"><h2>S</h2><p>See {picture}</p></div>'
    )
    outcome = made(tmp_path, more="sections:\n  - {title: S, count: 1}\n")
    assert outcome.status == 0, outcome.err
    assert alts(outcome.worksheets) == [described] * (described is not None)


def alts(path):
    """Return what the pictures of a PDF show, in the order of reading."""
    pdf = Tagged(path)  # its file is open as long as it is here
    return [str(node.entry.Alt) for node in pdf.document.walk() if node.tag == "Figure"]


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ('<span aria-label="three stars">***</span>', ["three stars"]),
        ('<b aria-label="one">a</b> <i aria-label="two">b</i>', ["one", "two"]),
        (f'<span aria-label="long">{"word " * 60}</span>', ["long"]),
        ('<span aria-hidden="true">***</span>', []),
        ('<span class="to">12</span>', []),
    ],
    ids=["label", "two", "over lines", "hidden", "leader"],
)
def test_text_that_is_read_otherwise(tmp_path, html, read):
    """A label is read once in place of the text; what is hidden, and leaders, are artifacts."""
    own_template(tmp_path, "style.css", '.to::before { content: "to" leader("+") }')
    own_template(
        tmp_path, "section.html", f'<div class="section"><h2>S</h2><p>{html}</p></div>'
    )

    outcome = made(tmp_path, more="sections:\n  - {title: S, count: 1}\n")

    assert outcome.status == 0, outcome.err
    assert alts(outcome.worksheets) == read
    drawn = Tagged(outcome.worksheets).drawn
    said = "".join(
        content.text for content in drawn.contents.values() if content.tag != REPLACED
    )
    unread = "".join(text for _, _, text in drawn.artifacts)
    assert not set("+") & set(said)
    assert ("+++" in unread) == ("to" in html.split('"'))
    assert ("***" in unread) == ("hidden" in html)
