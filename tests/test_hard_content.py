"""Whatever a teacher writes is printed whole, inside the margins, and nothing covers it."""

from itertools import pairwise

import pytest
from classroom import PAPERS
from reading import page_texts, structure, words
from running import quizgen

LONG_WORD = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
)
MANY_WORDS = [f"word{number}" for number in range(2000)]

BANK = """
article: {{title: "Tea & <b>Biscuits</b>", author: Ñandú Ōe, paragraphs: 3}}
questions:
  - id: hard
    skill: evidence
    stem: {stem}
    answer: {answer}
    distractors: [{distractors}]
    points: 2
  - id: easy
    skill: evidence
    stem: Which of these?
    answer: "This"
    distractors: [That]
"""


def make(folder, *options, stem="Which?", answer="yes it is", distractors="no it is not"):
    bank = BANK.format(stem=stem, answer=answer, distractors=distractors)
    outcome = quizgen(folder, "make", "--seed", "s", "--keep-order", *options, bank=bank)
    assert outcome.status == 0, outcome.err
    return outcome


def assert_within_margins_and_apart(path, paper="letter"):
    """No word leaves the column, and no two words of a page lie on one another."""
    size = PAPERS[paper] if isinstance(paper, str) else paper
    boxes = words(path)
    assert boxes
    for _, left, top, right, bottom, word in boxes:
        assert left >= size.left - 1, word
        assert right <= size.width - size.left + 1, word
        assert top >= size.top - 2, word
        assert bottom <= size.height - size.bottom + 2, word
    for page in {box[0] for box in boxes}:
        own = [box[1:5] for box in boxes if box[0] == page]
        for index, (left, top, right, bottom) in enumerate(own):
            middle = (top + bottom) / 2
            assert not [
                other
                for other in own[index + 1 :]
                if other[0] < right - 1 and left + 1 < other[2]
                and other[1] + 2 < middle < other[3] - 2
            ]  # fmt: skip


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_very_long_word_is_broken_not_lost(tmp_path, paper):
    """In the stem and in an option."""
    outcome = make(tmp_path, "--paper", paper, stem=f"What is {LONG_WORD}?", answer=LONG_WORD)
    text = "".join("".join(page_texts(outcome.worksheets)).replace("\ufffe", "").split())
    assert text.count(LONG_WORD) == 2
    assert_within_margins_and_apart(outcome.worksheets, paper)
    assert_within_margins_and_apart(outcome.keys, paper)


def test_twelve_options_are_lettered_to_l(tmp_path):
    """However many options there are, each has its letter."""
    outcome = make(tmp_path, distractors=", ".join(f"choice {n}" for n in range(11)))
    body = structure(outcome.worksheets).find("L")[0].kids[0].find("LBody")[0]
    letters = [option.find("Lbl")[0].text for option in body.find("L")[0].kids]
    assert letters == list("ABCDEFGHIJKL")
    assert_within_margins_and_apart(outcome.worksheets)


def test_a_stem_of_two_thousand_words_flows_over_pages(tmp_path):
    """A block taller than a page begins where there is room and goes on, in order, whole."""
    outcome = make(tmp_path, stem=" ".join(MANY_WORDS))
    pages = page_texts(outcome.worksheets)
    assert "word0" in pages[0].split(), "the first page is not left white"
    found = [word for text in pages for word in text.split() if word.startswith("word")]
    assert found == MANY_WORDS
    assert_within_margins_and_apart(outcome.worksheets)
    [question] = structure(outcome.worksheets).find("L")[0].kids[:1]
    label, body = question.kids
    assert (label.text, body.tag) == ("1.", "LBody")
    said = body.all_text().split()
    assert [word for word in said if word.startswith("word")] == MANY_WORDS


def test_a_long_stem_is_set_line_under_line(tmp_path):
    """No gap shows where the block was cut."""
    outcome = make(tmp_path, stem=" ".join(MANY_WORDS))
    tops = sorted({round(top, 1) for page, _, top, *_, word in words(outcome.worksheets)
                   if page == 1 and word.startswith("word")})  # fmt: skip
    steps = {round(below - above, 1) for above, below in pairwise(tops)}
    assert max(steps) - min(steps) < 0.3


@pytest.mark.parametrize(
    "text",
    ["“curly” and ‘single’ quotes — dash … ellipsis", "Ελληνικά", "кириллица", "čeština łódź",
     "Tiếng Việt", "50 % of $5 & <script>alert(1)</script> {{x}} ~ [a] #b", "日本語のことば",
     "한국어", "中文字"],
)  # fmt: skip
def test_letters_of_many_scripts_are_printed(tmp_path, text):
    """They are found again in the page's text, as typed; HTML is shown, not interpreted."""
    outcome = make(tmp_path, answer=f'"{text}"')
    assert outcome.err == ""
    assert text in " ".join(" ".join(page_texts(outcome.worksheets)).split())


def test_html_in_the_article_and_title_is_shown_as_typed(tmp_path):
    """A stranger's bank is data."""
    assert "Tea & <b>Biscuits</b>" in page_texts(make(tmp_path).worksheets)[0]


@pytest.mark.layout_warnings
def test_a_sign_that_no_font_has_is_said(tmp_path):
    """The warning shows the sign and what to do."""
    outcome = make(tmp_path, answer='"a \U0010fffd sign"')
    assert "No font here has a sign for \U0010fffd (U+10FFFD)" in outcome.err
    assert "Reword it" in outcome.err
    assert outcome.err.count("U+10FFFD") == 1


def test_markdown_is_laid_out(tmp_path):
    """Excerpts are block quotes, lists are lists, and a typed line break is one."""
    excerpt = "> an excerpt\n      > goes on"
    stem = f"|\n      Read.\n\n      {excerpt}\n\n      - first\n      - second\n"
    outcome = make(tmp_path, stem=stem)
    body = structure(outcome.worksheets).find("L")[0].kids[0].find("LBody")[0]
    assert body.find("BlockQuote")[0].all_text() == "an excerpt goes on"
    assert [item.find("LBody")[0].all_text() for item in body.find("L")[0].kids] == [
        "first", "second",
    ]  # fmt: skip


def test_forty_questions_break_the_grid_into_bands(tmp_path):
    """Columns go on in a second band, and every number has one."""
    questions = "".join(
        f"  - {{id: q{n}, skill: evidence, stem: Which {n}?, answer: a, distractors: [b, c]}}\n"
        for n in range(45)
    )
    bank = BANK.partition("questions:")[0].format() + "questions:\n" + questions
    outcome = quizgen(tmp_path, "make", "--count", "45", "--versions", "40", bank=bank)
    assert outcome.status == 0, outcome.err
    grid = structure(outcome.keys).kids[0].kids[0]
    rows = [row for table in grid.find("Table") for body in table.kids for row in body.kids]
    heads = [cell.text for row in rows for cell in row.kids if row.kids[0].text == "Version"]
    assert [head for head in heads if head != "Version"] == [str(n) for n in range(1, 46)]
    for version in outcome.plan.versions:
        own = [row.kids[1:] for row in rows if row.kids[0].text == version.name]
        letters = [cell.text for row in own for cell in row]
        assert letters == [item.answer[0] for item in version.items]
    assert_within_margins_and_apart(outcome.keys)


STEM = " ".join(MANY_WORDS[:900])
TALL = {
    "true_false": f'stem: "{STEM}"\n    answer: true\n    lines: 20',
    "true_false_not_given": f'stem: "{STEM}"\n    answer: not given',
    "matching": "stem: Match them.\n    pairs:\n"
    + "".join(
        f"      - {{left: Left {n}{' of a pair' * 20}, right: Right {n}}}\n" for n in range(26)
    ),
}


@pytest.mark.parametrize("kind", TALL)
@pytest.mark.parametrize("options", [(), ("--paper", "a5", "--large-print")])
def test_what_stands_side_by_side_is_under_one_another_in_a_tall_question(
    tmp_path, kind, options
):
    """A question that is cut between pages has nothing over anything else."""
    easy = "  - id: easy"
    question = f"  - id: tall\n    type: {kind}\n    skill: evidence\n    {TALL[kind]}\n"
    bank = BANK.format(stem="Which?", answer="It is", distractors="It is not")
    bank = bank.replace(easy, question + easy)
    outcome = quizgen(tmp_path, "make", "--seed", "s", "--keep-order", *options, bank=bank)
    assert outcome.status == 0, outcome.err
    pages = page_texts(outcome.worksheets)
    last = {"matching": "Right 25"}.get(kind, "word899")
    assert any(last in " ".join(page.split()) for page in pages)
    assert len(pages) > 2
