"""Options that are pictures: what a bank may say, and what is on paper and on screen."""

import io
import json
import re
from itertools import pairwise

import pypdfium2
import pypdfium2.raw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from running import quizgen

from quizgen.authoring.rules.items import RuleView
from quizgen.bank.kinds.matching import Matching
from quizgen.bank.kinds.multiple_choice import MultipleChoice
from quizgen.bank.kinds.multiple_select import MultipleSelect
from quizgen.bank.kinds.ordering import Ordering
from quizgen.bank.kinds.two_part import TwoPart
from quizgen.bank.load import load_bank, parse_bank
from quizgen.bank.option_text import picture_in
from quizgen.base.errors import BankError, QuizgenError
from quizgen.base.language import ENGLISH
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.plan.read import PlanError, parse_plan
from quizgen.plan.request import Request
from quizgen.plan.rows import Rows
from quizgen.printing.html.questions import own_words
from quizgen.printing.pdf.read_back import verify_worksheets
from quizgen.printing.pdf.read_figures import figures

BANK = """article: {title: T, author: A, paragraphs: 3}
questions:
  - id: where
    skill: evidence
    stem: Where is the tower?
    answer: {image: a.png, alt: A map with a tower in the north.}
    distractors:
      - {image: b.png, alt: A tower in the south., misconception: Mixes up., text: Map 2}
      - {image: c.png, alt: A tower in the east.}
      - Nowhere.
  - id: match
    type: matching
    skill: evidence
    stem: Match.
    pairs:
      - {left: North, right: {image: a.png, alt: A dot at the top.}}
      - {left: South, right: {image: b.png, alt: A dot below.}}
    extra: [{image: c.png, alt: A dot on one side.}]
"""


def drawn(shade):
    """Return the bytes of a picture."""
    file = io.BytesIO()
    Image.new("L", (60, 40), shade).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a bank and its pictures."""
    for name, shade in (("a", 0), ("b", 90), ("c", 180)):
        (tmp_path / f"{name}.png").write_bytes(drawn(shade))
    (tmp_path / "bank.yaml").write_text(BANK, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("written", "instead", "place", "words"),
    [
        (", alt: A map with a tower in the north.", "", "6:5", "no 'alt'"),
        ("image: c.png, alt: A tower", "alt: A tower", "9:9", "no 'image'"),
        ("A tower in the east.", "The correct answer.", "9:29", "tells whether"),
        ("A tower in the east.", "A tower (wrong)", "9:29", "tells whether"),
        (
            "image: c.png, alt: A tower",
            "image: b.png, alt: A tower",
            "9:17",
            "this picture too",
        ),
        ("A dot on one side.", "A dot below.", "18:13", "in the right column too"),
        (
            "A tower in the east.",
            "A map with a tower in the north.",
            "9:9",
            "repeats the answer",
        ),
        ("c.png, alt: A tower", "../c.png, alt: A tower", "9:17", "own folder"),
        ("c.png, alt: A tower", "x.png, alt: A tower", "9:17", "no file 'x.png'"),
        ("c.png, alt: A dot", "x.png, alt: A dot", "18:21", "no file 'x.png'"),
        ("text: Map 2", "txt: Map 2", "8:78", "Did you mean 'text'"),
        ("north.}", "north., size: 9}", "6:67", "'size' here. Answer"),
        ("north.}", "north., size: 9}", "6:67", "may have image, alt, text."),
        ("in the east.}", "in the east., size: 9}", "9:51", "last, image, alt."),
        ("Where is the tower?", "{image: a.png, alt: A.}", "5:11", "cannot be a picture"),
        ("left: North", "left: {image: a.png, alt: N}", "16:16", "cannot be a picture"),
    ],
)
def test_slip_is_named_at_its_place(folder, written, instead, place, words):
    """Whoever writes a picture wrongly is told where, and what to do."""
    assert BANK.count(written) == 1
    path = folder / "bank.yaml"
    path.write_text(BANK.replace(written, instead), "utf-8")

    with pytest.raises(BankError) as caught:
        load_bank(path)

    [problem] = [str(each) for each in caught.value.problems]
    assert problem.startswith(f"{path}:{place}: ")
    assert words in problem


def test_part_b_has_no_pictures():
    """Evidence is words of the article."""
    data = {
        "id": "two",
        "type": "two_part",
        "skill": "evidence",
        "stem": "Read.",
        "part_a": {
            "stem": "Which?",
            "answer": {"image": "a.png", "alt": "A"},
            "distractors": ["B"],
        },
        "part_b": {"answer": {"image": "a.png", "alt": "A"}, "distractors": ["C"]},
    }
    with pytest.raises(ValueError, match="not a picture"):
        TwoPart.model_validate(data)


PICTURES = [{"image": f"{name}.png", "alt": f"Map {name}"} for name in "abcde"]
HEAD = {"id": "q", "skill": "evidence", "stem": "Which?"}


@pytest.mark.parametrize(
    "question",
    [
        MultipleChoice.model_validate(
            {**HEAD, "answer": PICTURES[0], "distractors": PICTURES[1:]}
        ),
        MultipleSelect.model_validate(
            {
                **HEAD,
                "type": "multiple_select",
                "answers": PICTURES[:2],
                "distractors": PICTURES[2:],
            }
        ),
        Ordering.model_validate({**HEAD, "type": "ordering", "steps": PICTURES}),
        Matching.model_validate(
            {
                **HEAD,
                "type": "matching",
                "pairs": [{"left": str(n), "right": PICTURES[n]} for n in range(3)],
                "extra": PICTURES[3:],
            }
        ),
        TwoPart.model_validate(
            {
                **HEAD,
                "type": "two_part",
                "part_a": {"stem": "?", "answer": PICTURES[0], "distractors": PICTURES[1:]},
                "part_b": {"answer": "X", "distractors": ["Y"]},
            }
        ),
    ],
    ids=lambda question: question.type,
)
def test_kind_names_its_pictures(question):
    """Each kind with options takes pictures, and its shape has them in words."""
    assert question.picture_files == tuple(f"{name}.png" for name in "abcde")
    assert "Map a" in str(question.parts()[0].shape)
    assert type(question).model_validate(json.loads(question.model_dump_json())) == question


options = st.lists(
    st.one_of(
        st.sampled_from(PICTURES),
        st.sampled_from(PICTURES).map(lambda each: {**each, "text": "Under it"}),
        st.sampled_from(["One", "Two", "Three", "Four"]),
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda each: each if isinstance(each, str) else each["image"],
)


@given(options, st.integers(0, 99))
def test_plan_keeps_texts_and_pictures(tmp_path_factory, listed, seed):
    """Mixed options are shuffled, kept in JSON and found again, each as what it was."""
    bank_folder = tmp_path_factory.mktemp("bank")
    for picture in PICTURES:
        (bank_folder / picture["image"]).write_bytes(drawn(1))
    data = {
        "article": {"title": "T", "author": "A", "paragraphs": 3},
        "questions": [{**HEAD, "answer": listed[0], "distractors": listed[1:]}],
    }
    path = bank_folder / "bank.yaml"
    path.write_text(json.dumps(data), "utf-8")
    loaded = load_bank(path)
    plan = make_plan(
        loaded.bank,
        Request(versions=2, seed=str(seed)),
        file="bank.yaml",
        sha256="0" * 64,
        pictures=loaded.pictures,
    )

    again = parse_plan(dump_plan(plan), "plan.json")

    assert dump_plan(again) == dump_plan(plan)
    question = again.questions["q"]
    said = own_words(question, ENGLISH)
    for form in again.forms["q"]:
        found = [picture_in(said(text)) for text in form.options]
        files = sorted(each.image for each in found if each)
        assert files == sorted(each["image"] for each in listed if isinstance(each, dict))
    assert again.images.keys() == set(question.picture_files)


def printed_plan(folder):
    """Print the bank, and return its plan and its worksheets."""
    outcome = quizgen(
        folder, "make", "bank.yaml", "--versions", "2", "--seed", "s", "--html", "-o", "out"
    )
    assert outcome.status == 0, outcome.err
    assert "Not read" not in outcome.out + outcome.err
    plan = parse_plan((folder / "out" / "bank-plan.json").read_bytes(), "plan")
    return plan, folder / "out" / "bank-worksheets.pdf"


def test_paper_and_screen_show_the_pictures(folder):
    """Pictures stand on paper in the plan's order with what they show, each stored once.

    A wrong order is found when the paper is read back.
    """
    plan, worksheets = printed_plan(folder)
    with pypdfium2.PdfDocument(worksheets) as pdf:
        alts = [alt for page in pdf for alt in figures(page)]
    known = {
        str(text): picture_in(text).alt
        for question in plan.questions.values()
        for text in question.lists[0].texts
        if picture_in(text)
    }
    assert alts == [
        known[text]
        for version in plan.versions
        for item in version.items
        for text in item.options
        if text in known
    ]
    assert worksheets.read_bytes().count(b"/Subtype /Image") == 3
    page = (folder / "out" / "bank-worksheet-A.html").read_text("utf-8")
    assert len(re.findall(r'<img src="data:image/png[^>]* alt="A ', page)) == 6
    wrong = plan.model_copy(update={"rows": Rows(reversed_names(plan.rows))})
    with pytest.raises(QuizgenError, match="the order is another"):
        verify_worksheets([worksheets], wrong)


def reversed_names(rows):
    """Give each version the other's questions."""
    names, bodies = zip(*(row.split(" ", 1) for row in rows), strict=True)
    return [f"{name} {body}" for name, body in zip(names, reversed(bodies), strict=True)]


def test_key_says_what_the_picture_shows(folder):
    """A key names a picture by its letter and its words."""
    printed_plan(folder)
    out = json.loads((folder / "out" / "bank-plan.json").read_text("utf-8"))
    code = parse_plan(json.dumps(out).encode(), "plan").versions[0].code

    outcome = quizgen(folder, "key", code, "--plan", "out/bank-plan.json")

    assert "A map with a tower in the north." in " ".join(outcome.out.split())


def test_plan_without_a_picture_is_refused(folder):
    """A plan that names a picture has it."""
    loaded = load_bank(folder / "bank.yaml")
    plan = make_plan(
        loaded.bank, Request(), file="b", sha256="0" * 64, pictures=loaded.pictures
    )
    data = json.loads(dump_plan(plan))
    del data["images"]["c.png"]

    with pytest.raises(PlanError, match=r"c\.png"):
        parse_plan(json.dumps(data).encode(), "plan.json")


def test_rules_about_words_leave_pictures_out():
    """How long the description of a picture is, gives nothing away."""
    long = {"image": "z.png", "alt": "A very long description " * 9}
    question = MultipleChoice.model_validate({**HEAD, "answer": long, "distractors": PICTURES})

    assert RuleView(question, 0).choices
    assert not RuleView(question, 0).read_choices


def test_pictures_taller_than_a_page_stand_below_one_another(tmp_path):
    """More pictures than a page holds are cut between options, and none covers another."""
    names = [f"n{number}.png" for number in range(26)]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(drawn(number))
    listed = [{"image": name, "alt": f"Shade {name}"} for name in names]
    data = {
        "article": {"title": "T", "author": "A", "paragraphs": 3},
        "questions": [{**HEAD, "answer": listed[0], "distractors": listed[1:]}],
    }
    (tmp_path / "bank.yaml").write_text(json.dumps(data), "utf-8")

    outcome = quizgen(
        tmp_path, "make", "bank.yaml", "--paper", "a5", "--large-print", "--passage", "none"
    )

    assert outcome.status == 0, outcome.err
    with pypdfium2.PdfDocument(tmp_path / "worksheets" / "bank-worksheets.pdf") as pdf:
        spans = [
            (page_number, round(bottom), round(top))
            for page_number, page in enumerate(pdf)
            for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
            for _, bottom, _, top in [each.get_bounds()]
        ]
    assert len(spans) == 26
    for one, other in pairwise(sorted(spans)):
        assert one[0] != other[0] or one[2] <= other[1]


def test_a_caption_is_what_a_picture_shows():
    """Neither its misconception nor a cut sentence: other programs call alt so."""
    text = """
article: {title: T, author: A, paragraphs: 3}
questions:
  - id: q
    skill: evidence
    stem: Which?
    answer: a
    distractors:
      - {image: map.png, caption: A map}
      - b
"""
    with pytest.raises(BankError) as refusal:
        parse_bank(text, "bank.yaml")
    said = [problem.message for problem in refusal.value.problems]
    assert any("'caption'" in each and "'alt'" in each for each in said), said
    assert not any("misconception" in each for each in said), said


def test_very_wide_pictures_stand_below_one_another(tmp_path):
    """Half a column is too little of a timeline: each has the whole width, and its letter."""
    for name in "abc":
        file = tmp_path / f"{name}.png"
        Image.new("L", (1200, 100), 90).save(file, "PNG")
    bank = BANK.partition("  - id: match")[0]

    outcome = quizgen(tmp_path, "make", str(save(tmp_path, bank)), "--seed", "s")

    assert outcome.status == 0, outcome.err
    with pypdfium2.PdfDocument(outcome.worksheets) as pdf:
        pictures = [each.get_bounds() for page in pdf for each in page.get_objects() if
                    each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]  # fmt: skip
    assert len(pictures) == 3
    assert all(right - left > 380 for left, _, right, _ in pictures)
    assert len({round(left) for left, *_ in pictures}) == 1


def save(folder, bank):
    path = folder / "bank.yaml"
    path.write_text(bank, "utf-8")
    return path


def test_a_new_bank_tells_of_pictures_as_options(tmp_path):
    """In the notes on its first question."""
    (tmp_path / "a.txt").write_text("The Tower\n\nIt stands.\n\nIt fell.\n", "utf-8")
    outcome = quizgen(tmp_path, "new", "a.txt", "--name", "b")
    assert outcome.status == 0, outcome.err
    [bank] = tmp_path.rglob("b.yaml")
    assert "{image: map.png, alt: What the picture shows}" in bank.read_text("utf-8")
