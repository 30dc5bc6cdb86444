"""The article on the page: reading matter with numbers to refer to."""

import json
import re
from itertools import groupby
from operator import itemgetter

import pytest
from pydantic import ValidationError
from reading import page_texts, structure, words
from running import LIGHTHOUSE

from quizgen.article.passage import Passage, line_ranges
from quizgen.article.text import Heading
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Article, Footnote
from quizgen.base.markdown import passage_html, referred
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.make import print_plan

PARAGRAPH = (
    "The light on the point has been turning by itself for many years, and most of those who"
    " steer by it have never asked who wound the clockwork before the motor came."
)
PARAGRAPHS = tuple(f"Paragraph {n} begins here. " + PARAGRAPH * n for n in range(1, 10))


def printed(folder, versions=1, *, article=None, stem=None, **passage):
    """Print the lighthouse bank with a passage; return the files by the end of their names."""
    text = LIGHTHOUSE.replace("How many wrecks does the article mention?", stem or "How many?")
    bank = parse_bank(text, "bank.yaml")
    if article:
        bank = bank.model_copy(update={"article": bank.article.model_copy(update=article)})
    plan = make_plan(
        bank,
        Request(seed="s", versions=versions),
        file="bank.yaml",
        sha256="0",
        passage=Passage(**{"paragraphs": PARAGRAPHS} | passage),
    )
    result = print_plan(plan, "x", folder, template_folders(folder), lambda *_: None)
    assert result.warnings == ()
    return {file.label: file.path for file in result.files}


def paragraphs_of(path):
    """Return the text of each numbered paragraph of the first sheet, in reading order."""
    [document] = structure(path).kids
    texts = [node.all_text() for node in document.kids[0].kids if node.tag == "P"]
    return [text for text in texts if text.split()[0].isdigit()]


def test_the_passage_is_read_paragraph_by_paragraph_with_its_numbers(tmp_path):
    """However many lines and pages it takes, a paragraph stays one for a reader aloud."""
    files = printed(tmp_path)
    assert paragraphs_of(files["Worksheets"]) == [
        f"{number} {text}" for number, text in enumerate(PARAGRAPHS, start=1)
    ]


def test_the_passage_is_the_same_on_every_version(tmp_path):
    """Its words stand at the same places of the same pages."""
    path = printed(tmp_path, versions=2, line_numbers=True)["Worksheets"]
    length = len(page_texts(path)) // 2
    places = [{box[1:] for box in words(path) if box[0] == page} for page in range(2 * length)]
    assert length >= 3
    # The last page of the passage has questions under it, and the foot counts another sheet.
    for page in range(2):
        different = {box[4] for box in places[page] ^ places[page + length]}
        assert all("-" in word or len(word) == 1 for word in different)


def test_a_line_holds_sixty_to_seventy_five_characters(tmp_path):
    """The measure of a page that is easy to read (Bringhurst, 2.1.2), beside line numbers."""
    path = printed(tmp_path, line_numbers=True)["Worksheets"]
    assert 60 <= usual_length(path) <= 75


def test_a_passage_without_line_numbers_takes_its_whole_column(tmp_path):
    """Its lines end at the right margin, and are no longer than a letter's."""
    path = printed(tmp_path)["Worksheets"]
    assert 75 < usual_length(path) <= 90
    assert 545 < max(right for _, _, _, right, _, _ in words(path)) <= 558.5


def usual_length(path):
    """Return the characters of the median line of the second page."""
    lines: dict[float, list[str]] = {}
    for page, _, _, _, bottom, word in words(path):
        if page == 1 and not word.isdigit():
            lines.setdefault(round(bottom), []).append(word)
    lengths = sorted(len(" ".join(line)) for line in lines.values())
    return lengths[len(lengths) // 2]


def test_every_fifth_line_has_its_number(tmp_path):
    """The numbers stand in the right margin, and not without --line-numbers."""
    for wanted in (True, False):
        path = printed(tmp_path, line_numbers=wanted)["Worksheets"]
        margin = [int(box[5]) for box in words(path) if box[1] > 520 and box[5].isdigit()]
        numbers = [number for number in margin if number % 5 == 0]
        assert ({5, 10, 15, 20, 25, 30, 35} <= set(numbers)) is wanted


def test_references_name_the_lines_of_the_printed_passage(tmp_path):
    """[[3]] is written out in stems and keys with the lines that are printed beside it."""
    files = printed(tmp_path, line_numbers=True, stem="What does [[4]] show?")
    flat = " ".join(" ".join(page_texts(files["Worksheets"])).split())
    first, last = line_numbers_of(files["Worksheets"], 4)
    assert f"What does paragraph 4 (lines {first}–{last}) show?" in flat
    key = " ".join(" ".join(page_texts(files["Answer keys"])).split())
    assert f"paragraph 4 (lines {first}–{last})" in key


def line_numbers_of(path, paragraph):
    """Count the passage's printed lines up to a paragraph's first and its last."""
    [document] = structure(path).kids
    counts = [
        len(node.kids)
        for node in document.kids[0].kids
        if node.tag == "P" and node.all_text().split()[0].isdigit()
    ]
    return line_ranges(dict(enumerate(counts, start=1)))[paragraph]


def test_without_line_numbers_a_reference_names_the_paragraph(tmp_path):
    """There is nothing to count by."""
    text = " ".join(page_texts(printed(tmp_path, stem="What does [[4]] show?")["Worksheets"]))
    assert "What does paragraph 4 show?" in " ".join(text.split())


def test_a_separate_passage_is_a_file_of_its_own(tmp_path):
    """The worksheets then hold the questions alone."""
    files = printed(tmp_path, where="separate")
    assert files["Passage"].name == "x-passage.pdf"
    passage = " ".join(page_texts(files["Passage"]))
    assert "Paragraph 9 begins here." in passage
    assert "page 1 of" in passage
    assert "begins here" not in " ".join(page_texts(files["Worksheets"]))


def test_glossary_and_footnotes_stand_under_the_passage(tmp_path):
    """Words are explained in a box, notes have numbers."""
    article = {
        "glossary": {"Clockwork": "wheels driven by a weight"},
        "footnotes": (Footnote(words="the motor", note="Of 1931."),),
    }
    path = printed(tmp_path, article=article)["Worksheets"]
    text = " ".join(page_texts(path))
    assert "Words to know" in text
    assert "Clockwork wheels driven by a weight" in text
    [document] = structure(path).kids
    notes = document.kids[0].find("L")[0]
    assert notes.all_text() == "1. Of 1931."
    assert "the motor 1 came" in paragraphs_of(path)[0]


LIST = "- " + PARAGRAPH + "\n- second\n  1. within\n- third"
QUOTATION = "> " + PARAGRAPH + "\n>\n> Said at the end."
STRUCTURED = {
    "paragraphs": (PARAGRAPH, LIST, QUOTATION, *PARAGRAPHS[3:]),
    "set_apart": (2, 3),
    "headings": (
        Heading(above=1, level=1, text="How *it* began"),
        Heading(above=2, level=2, text="His duties"),
        Heading(above=6, level=1, text="The end"),
    ),
}


@pytest.mark.parametrize(("where", "top"), [("before", 2), ("separate", 1)])
def test_headings_lists_and_quotations_are_read_as_what_they_are(tmp_path, where, top):
    """Headings come under the title's level; a paragraph's lines are put together again."""
    files = printed(tmp_path, where=where, **STRUCTURED)
    [document] = structure(files["Worksheets" if where == "before" else "Passage"]).kids
    kids = document.kids[0].kids
    headings = [(kid.tag, kid.all_text()) for kid in kids if kid.tag[0] == "H"]
    assert headings[top - 1 : top + 3] == [
        (f"H{top}", "The Keeper Who Stayed"),
        (f"H{top + 1}", "How it began"),
        (f"H{top + 2}", "His duties"),
        (f"H{top + 1}", "The end"),
    ]
    [place] = [at for at, kid in enumerate(kids) if kid.all_text() == "His duties"]
    tags = [(kid.tag, kid.all_text()) for kid in kids[place + 1 : place + 5]]
    shown = f"• {PARAGRAPH} • second 1. within • third"
    said = f"{PARAGRAPH} Said at the end."
    assert tags == [("P", "2"), ("L", shown), ("P", "3"), ("BlockQuote", said)]
    items = kids[place + 2].kids
    assert [item.all_text() for item in items] == [
        f"• {PARAGRAPH}",
        "• second 1. within",
        "• third",
    ]
    assert [kid.all_text() for kid in kids[place + 4].kids] == [PARAGRAPH, "Said at the end."]


def test_headings_have_no_line_number(tmp_path):
    """The lines of prose, lists and quotations are counted, and references agree."""
    asked = {"line_numbers": True, "stem": "What does [[4]] show?"}
    plain = printed(tmp_path, **asked)
    first = reference_in(plain)
    headed = printed(tmp_path, **asked, headings=STRUCTURED["headings"])
    assert reference_in(headed) == first

    apart = printed(tmp_path, **asked, **STRUCTURED)["Worksheets"]
    [document] = structure(apart).kids
    kids = document.kids[0].kids
    places = [at for at, kid in enumerate(kids) if kid.tag == "BlockQuote"]
    before = [kid for kid in kids[: places[0] + 1] if kid.all_text() not in ("2", "3")]
    lines = sum(map(printed_lines, before))
    assert lines > 10
    assert reference_in({"Worksheets": apart}).startswith(f"lines {lines + 1}–")


def printed_lines(node):
    """Count the lines that a paragraph of the structure was put together from."""
    return (node.tag == "Span") + sum(map(printed_lines, node.kids))


def reference_in(files):
    """Return the lines that the stem on the worksheet refers to."""
    text = " ".join(" ".join(page_texts(files["Worksheets"])).split())
    return re.search(r"What does paragraph [0-9] \((.*?)\) show", text)[1]


def test_a_heading_stays_with_what_it_heads(tmp_path):
    """No page ends with a heading."""
    many = tuple(
        Heading(above=number, level=1, text=f"Heading {number}") for number in range(1, 10)
    )
    path = printed(tmp_path, headings=many)["Worksheets"]
    pages = [list(page) for _, page in groupby(words(path), key=itemgetter(0))]
    assert len(pages) > 2
    for page in pages[:-1]:
        *_, last, _foot = sorted({bottom for _, _, _, _, bottom, _ in page})
        assert "Heading" not in {word for *_, bottom, word in page if bottom == last}


def test_a_plan_keeps_headings_lists_and_quotations():
    """It comes back from JSON as it was; a plan of before has none."""
    passage = Passage(**STRUCTURED)
    assert Passage.model_validate(json.loads(passage.model_dump_json())) == passage
    old = Passage.model_validate({"paragraphs": ["One."], "where": "before"})
    assert (old.headings, old.set_apart) == ((), ())


@pytest.mark.parametrize(
    "wrong", [{"set_apart": (2,)}, {"headings": ({"above": 2, "level": 1, "text": "T"},)}]
)
def test_a_passage_names_no_paragraph_that_it_lacks(wrong):
    """A plan that was damaged is refused, not printed without a heading."""
    with pytest.raises(ValidationError):
        Passage.model_validate({"paragraphs": ["One."], **wrong})


def test_a_word_is_marked_at_its_first_place_alone():
    """In any case of its letters, as a word by itself, across a line's end."""
    html = passage_html("Unlit. The Lit\nlamp, the lit lamp.", ["lit lamp"], {1: "the lit"})
    assert html == (
        'Unlit. The <span class="glossed">Lit lamp</span>, '
        'the lit<sup class="note">1</sup> lamp.'
    )


def test_the_passages_html_is_shown_as_typed():
    """An article from a stranger is data too."""
    assert passage_html("<b>5 & 6</b>", [], {}) == "&lt;b&gt;5 &amp; 6&lt;/b&gt;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[3]]", "paragraph 3 (lines 21–27)"),
        ("[[4]]", "paragraph 4 (line 28)"),
        ("[[5]] and [[3]]", "paragraph 5 and paragraph 3 (lines 21–27)"),
        ("[3] [[x]] [[]]", "[3] [[x]] [[]]"),
    ],
)
def test_references_are_written_out(text, shown):
    """Only a number in double brackets is a reference."""
    assert referred(text, {3: (21, 27), 4: (28, 28)}) == shown


def test_footnotes_and_glossary_are_optional():
    """A bank without them prints as before."""
    article = Article(title="T", author="A", paragraphs=1)
    assert (article.glossary, article.footnotes) == ({}, ())
