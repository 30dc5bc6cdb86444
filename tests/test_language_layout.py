"""What the layout owes to every language: direction, boxes, marks, order of the blanks."""

import re
from itertools import pairwise

import pytest
from reading import page_texts, structure, words
from running import quizgen
from test_languages import (
    EVERY,
    EVERY_KIND,
    RIGHT_TO_LEFT,
    WORDS,
    bare,
    needs_letters,
    spoken,
    squeezed,
)

from quizgen.bank.load import parse_bank
from quizgen.base.language import LANGUAGES, wording
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.make import print_plan
from quizgen.printing.pdf import typeset
from quizgen.printing.pdf.read_back import verify_worksheets
from quizgen.printing.resolve_settings import folders_of

ARTICLE = "\n\n".join(
    f"The keeper lit lamp {number} and went home again." for number in range(9)
)
CHOICE = """
title: WORD
article: {title: WORD, author: WORD, paragraphs: 9}
language: CODE
questions:
  - id: mc
    skill: evidence
    stem: WORD 10
    answer: WORD 11
    distractors: [{text: WORD 12, misconception: WORD 13}, WORD 14]
"""
OPEN = (
    CHOICE
    + "  - {id: op, type: open_response, skill: evidence, stem: WORD 20, answer: WORD 21}\n"
)
SPREAD = {"left": 130, "right": 480}


def bank_in(code, text=CHOICE):
    return text.replace("WORD", WORDS[code]).replace("CODE", code)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Print a language's bank, as an exam with an English article, when asked for."""
    found = {}

    def outcome(code):
        if code not in found:
            folder = tmp_path_factory.mktemp(code)
            (folder / "article.txt").write_text(ARTICLE, "utf-8")
            found[code] = quizgen(
                folder, "make", "--count", "1", "--seed", "x", "--look", "exam",
                "--article", "article.txt", bank=bank_in(code),
            )  # fmt: skip
            assert found[code].status == 0, found[code].err
        return found[code]

    return outcome


@pytest.mark.parametrize("code", EVERY)
def test_an_english_article_runs_from_left_to_right(made, code):
    """Its words follow one another, and the full stop is at the end of the sentence."""
    boxes = [box for box in words(made(code).worksheets) if box[5] in ("keeper", "again.")]
    keepers = [box for box in boxes if box[5] == "keeper"]
    ends = [box for box in boxes if box[5] == "again."]
    assert len(keepers) == len(ends) == 9
    assert all(end[1] > start[3] for start, end in zip(keepers, ends, strict=True))
    assert len({round(box[1]) for box in keepers}) == 1, "lines begin at one edge"


@pytest.mark.parametrize("code", EVERY)
def test_the_version_of_an_exam_is_on_the_page(made, code):
    """In its box on the cover, and above the questions."""
    boxes = [box for box in words(made(code).worksheets) if box[5] == "A" and box[2] < 120]
    assert {box[0] for box in boxes} >= {0, 1}
    assert all(30 < box[1] < box[3] < 582 for box in boxes)


@pytest.mark.parametrize("code", EVERY)
def test_a_misconception_is_set_off_from_its_distractor(made, code):
    """On a line of its own, since not every script has italics."""
    texts = [each.all_text() for each in structure(made(code).keys).kids[0].find("P")]
    [at] = [place for place, text in enumerate(texts) if "12" in text]
    assert "13" not in texts[at]
    assert "13" in texts[at + 1]


@pytest.mark.parametrize("code", EVERY)
def test_the_key_needs_no_font_for_its_crosses(made, code):
    """The cross of a distractor is its item's label, and a character that every font has."""
    labels = structure(made(code).keys).kids[0].find("Lbl")

    assert [each.all_text().strip() for each in labels].count("×") == 2
    assert "✗" not in "".join(page_texts(made(code).keys))


@pytest.mark.parametrize("code", EVERY)
def test_class_and_name_are_in_the_order_of_schools(made, code):
    """Chinese, Japanese and Korean papers have the class first."""
    say = wording(code)
    shown = [say.pgettext("of a student", each) for each in ("Name", "Class")]
    if code in RIGHT_TO_LEFT:  # the text of a PDF has them in another order
        boxes = {bare(box[5]): box for box in words(made(code).worksheets) if box[0] == 0}
        name, group = (boxes[bare(each)][2] for each in shown)
    else:
        first, *_ = structure(made(code).worksheets).kids[0].kids
        text = "".join(first.all_text().split())
        name, group = (text.find("".join(each.split())) for each in shown)
        assert min(name, group) >= 0
    assert (group < name) == (code in ("zh", "ja", "ko"))


@pytest.mark.parametrize("code", EVERY)
def test_letters_to_circle_are_named_where_all_questions_have_them(tmp_path, code):
    """Not on a paper with an open question."""
    say = wording(code)
    shared = "Read the article, then answer every question."
    asked = say.gettext(f"{shared} Circle the letter of the best answer.")
    for text, wanted in ((CHOICE, asked), (OPEN, say.gettext(shared))):
        plan = planned(bank_in(code, text))
        print_plan(plan, "b", tmp_path, folders_of(plan.settings, tmp_path), lambda *_: None)
        path = tmp_path / "b-worksheets.pdf"
        said = spoken(path) if code in RIGHT_TO_LEFT else [structure(path).all_text()]
        page = squeezed("".join(said))
        assert squeezed(wanted) in page
        assert (squeezed(asked) in page) == (wanted == asked)


def planned(text, seed="s"):
    bank = parse_bank(text, "bank.yaml")
    request = Request(count=len(bank.questions), seed=seed)
    return make_plan(bank, request, file="bank.yaml", sha256="0" * 64)


@needs_letters
@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_codes_are_read_where_lines_run_from_the_right(tmp_path, code, seed):
    """Whatever parts of a code the reader of the PDF reorders."""
    plan = planned(bank_in(code), seed)
    print_plan(plan, "b", tmp_path, folders_of(plan.settings, tmp_path), lambda *_: None)
    found = verify_worksheets([tmp_path / "b-worksheets.pdf"], plan)
    assert (found.papers, found.unread) == (1, [])


@needs_letters
@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
@pytest.mark.parametrize("run", ["5843", "7563", "B234", "23B4", "BCDF", "234B"])
def test_a_run_of_digits_is_read_back_too(tmp_path, code, run):
    """One run in two hundred has a code that begins with digits alone."""
    plan = planned(bank_in(code)).model_copy(update={"code": run})
    print_plan(plan, "b", tmp_path, folders_of(plan.settings, tmp_path), lambda *_: None)
    found = verify_worksheets([tmp_path / "b-worksheets.pdf"], plan)
    assert (found.papers, found.unread) == (1, [])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("pt-PT", "Brazilian Portuguese"),
        ("zh-TW", "Simplified Chinese"),
        ("pt-BR", None),
        ("zh", None),
    ],
)
def test_words_of_another_region_are_reported(tmp_path, code, said):
    """A school in Lisbon or Taipei learns that the words are not its own."""
    bank = bank_in(code.partition("-")[0]).replace("language: ", "language: ", 1)
    outcome = quizgen(tmp_path, "make", "--language", code, "--count", "1", bank=bank)
    assert outcome.status == 0
    warning = f"language: {code}: the words around the questions print in {said}."
    assert (warning in outcome.err) == (said is not None)


@needs_letters
@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
def test_letters_of_another_font_are_reported(tmp_path, code, monkeypatch):
    """DejaVu has Arabic and Hebrew letters, but none for reading."""
    name = "Arabic" if code == "ar" else "Hebrew"
    for installed, is_warned in (({"DejaVu Sans"}, True), ({f"Noto Sans {name}"}, False)):
        monkeypatch.setenv("QUIZGEN_CACHE", "")
        monkeypatch.setattr(typeset, "families", lambda found=installed: frozenset(found))
        outcome = quizgen(tmp_path, "make", "--count", "1", bank=bank_in(code))
        assert outcome.status == 0, outcome.err
        assert (f"No font made for {name} letters is here" in outcome.err) == is_warned


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_added_to_the_space_of_a_full_width_colon(code, tmp_path):
    """It has its own; any other is followed by a space."""
    (tmp_path / "a.html").write_text('{{ _("Answer:")|label }}x')
    html = Renderer(TemplateFolders((tmp_path,)), wording(code))("a.html", {})
    assert html.endswith("</strong>x") == (code in ("zh", "ja"))
    assert html.endswith("</strong> x") == (code not in ("zh", "ja"))


@pytest.mark.parametrize("code", EVERY)
def test_a_version_stands_beside_the_word_for_it(made, code):
    """Whichever comes first: `A형` and `A卷` have no gap between them."""
    signs = sorted(squeezed(wording(code).version("A")))
    boxes = [
        (page, (top + bottom) / 2, left, right, squeezed(text))
        for page, left, top, right, bottom, text in words(made(code).keys)
        if set(squeezed(text)) <= set(signs)
    ]
    titles = []
    for page, middle, *_, name in boxes:
        if "a" in name:  # fonts of two scripts are not of one height
            line = [box[2:] for box in boxes if box[0] == page and abs(box[1] - middle) < 5]
            if sorted("".join(text for *_, text in line)) == signs:
                titles.append(sorted(line))
    assert titles
    for line in titles:
        assert all(after[0] - before[1] < 8 for before, after in pairwise(line))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_dash_behind_a_label_is_the_paper_s(tmp_path, code):
    """Behind English words on a page from right to left, it stands left of them."""
    (tmp_path / "a.html").write_text('{{ "The keeper –"|lead }} {{ "(1)"|lead }}')
    html = Renderer(TemplateFolders((tmp_path,)), wording(code))("a.html", {})
    if code in RIGHT_TO_LEFT:
        assert html.startswith('<bdi dir="ltr">The keeper</bdi> – ')
    else:
        assert html == "The keeper – (1)"


@needs_letters
@pytest.mark.parametrize("code", ["ar", "ar-MA", "ar-EG"])
def test_numbers_are_in_the_digits_of_the_region(tmp_path, code):
    """In Egypt all that quizgen counts; elsewhere none, and what the bank says stays."""
    bank = spelt(EVERY_KIND.replace("WORD", WORDS["ar"]).replace("CODE", code))
    (tmp_path / "article.txt").write_text(ARTICLE.replace("lamp", "lamp no."), "utf-8")

    outcome = quizgen(
        tmp_path, "make", "--count", "13", "--versions", "2", "--seed", "s", "--look", "exam",
        "--article", "article.txt", "--line-numbers", "--draft", bank=bank,
    )  # fmt: skip

    assert outcome.status == 0, outcome.err
    for file in (outcome.worksheets, outcome.keys):
        text = " ".join(page_texts(file))
        counted = re.sub(r"no\. [0-9]|[A-Z0-9]{1,4}(-[A-Z0-9]{1,4})+|[A-Z0-9]{4}", "", text)
        assert bool(re.search("[0-9]", counted)) == (code != "ar-EG"), counted
        assert bool(re.search("[٠-٩]", counted)) == (code == "ar-EG")


def spelt(bank):
    """Return a bank whose texts have letters in place of the numbers behind their words."""
    word = WORDS["ar"]
    return re.sub(
        rf"({word}) ([0-9]+)", lambda m: f"{m[1]} {m[2].translate(LETTERS_FOR_DIGITS)}", bank
    )


LETTERS_FOR_DIGITS = str.maketrans("0123456789", "ابتثجحخدذر")
