"""What the layout owes to every language: direction, boxes, marks, order of the blanks."""

import pytest
from reading import page_texts, structure, words
from running import quizgen
from test_languages import EVERY, RIGHT_TO_LEFT, WORDS, bare, needs_letters, spoken, squeezed

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
    """By a dash, since not every script has italics."""
    items = [each.all_text() for each in structure(made(code).keys).kids[0].find("LI")]
    assert any("12" in text and "13" in text and "–" in text for text in items)


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
