"""The worksheet for a screen: whole in one file, usable with a keyboard, and without a key."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from everything import PASSAGE, plan_of_everything
from hypothesis import given, settings
from running import EVERY_KIND, LIGHTHOUSE, quizgen
from strategies import banks, seeds
from tinyhtml5.parser import HTMLParser

from quizgen.bank.load import parse_bank
from quizgen.base.resources import shipped
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.screen import page_maker, screen_pages
from quizgen.printing.html.template_folders import SCREEN, page_folders

# What may stand in a line of text (HTML, 3.2.5.2.5), of what these pages have.
PHRASING = {"a", "bdi", "br", "cite", "em", "img", "input", "label", "select", "span", "strong"}
PHRASING |= {"sup", "textarea", "option"}
HOLDS_PHRASING = {"label", "p", "legend", "h1", "h2", "h3", "h4", "h5", "h6", "span", "dt"}
FIELDS = ("input", "select", "textarea")
SHIPPED_ONLY = shipped("templates")


@pytest.fixture(scope="module")
def templates(tmp_path_factory):
    return page_folders(tmp_path_factory.mktemp("here"), SCREEN)


@pytest.fixture(scope="module")
def plan():
    return plan_of_everything(versions=2)


@pytest.fixture(scope="module")
def html(plan, templates):
    return page_maker(plan, templates)(plan.versions[0])


@pytest.fixture(scope="module")
def page(html):
    return parsed(html)


def parsed(html):
    """Return a page's elements; fail where a browser would have to guess."""
    parser = HTMLParser(namespace_html_elements=False)
    page = parser.parse(html)
    assert parser.errors == []
    return page


def text_of(element):
    """Return an element's words, without those of a list to choose from."""
    own = [element.text or ""]
    for kid in element:
        if kid.tag != "select":
            own.append(text_of(kid))
        own.append(kid.tail or "")
    return " ".join("".join(own).split())


def parents(page):
    return {kid: element for element in page.iter() for kid in element}


# What the page is made of


def test_the_page_is_whole_and_fetches_nothing(html, page):
    """One file without a script, and a policy that forbids whatever else would be loaded."""
    assert html.startswith("<!DOCTYPE html>")
    tags = {element.tag for element in page.iter()}
    assert not tags & {"script", "link", "iframe", "object", "embed", "form", "button"}
    [policy] = [
        element.get("content")
        for element in page.iter("meta")
        if element.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
    ]
    assert "http:" not in html
    assert "https:" not in html
    assert "url(" not in html
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), "no handler"
            assert name != "src" or value.startswith("data:image/")
            assert name != "href" or value.startswith("#")


def test_elements_stand_where_they_may(page):
    """Labels, legends and headings hold text, and nothing that would end them."""
    for element in page.iter():
        if element.tag in HOLDS_PHRASING and element.get("class") != "letter":
            assert {kid.tag for kid in element.iter()} - {element.tag} <= PHRASING


def test_names_are_used_once(page):
    """Each id stands once, what refers to one finds it, and so does each link."""
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    assert len(ids) > 50
    assert set(ids.values()) == {1}
    for element in page.iter():
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set(element.get(name, "").split()) <= set(ids)
        assert element.get("href", "#").removeprefix("#") in {"", *ids}


def test_every_field_has_its_label(page):
    """A screen reader says what is to be written or chosen."""
    labels = {label.get("for"): text_of(label) for label in page.iter("label")}
    fields = [element for element in page.iter() if element.tag in FIELDS]
    assert {field.get("type") for field in fields} >= {"radio", "checkbox", "text", None}
    for field in fields:
        assert labels.get(field.get("id")) or field.get("aria-label"), field.attrib
        assert not {"disabled", "readonly", "tabindex", "required"} & set(field.attrib)


def test_every_question_is_a_group_with_its_number_and_stem(page, plan):
    """In the order of the version, with the words that ask for something."""
    questions = list(page.iter("fieldset"))
    assert len(questions) == len(plan.versions[0].items)
    for item, element in zip(plan.versions[0].items, questions, strict=True):
        legend = element[0]
        assert legend.tag == "legend"
        stem = plan.questions[item.question].stem.replace("*", "")
        assert text_of(legend).startswith(f"{item.number}. {stem}")
        assert plan.questions[item.question].type in element.get("class")


def test_headings_are_in_order(page):
    """None is left out on the way down."""
    levels = [
        int(element.tag[1]) for element in page.iter() if re.match("h[1-6]$", element.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_first_stop_skips_to_the_questions(page):
    """Who has read the passage need not walk through it again."""
    stops = [element for element in page.iter() if element.tag in ("a", *FIELDS)]
    assert stops[0].get("href") == "#questions"
    [target] = [element for element in page.iter() if element.get("id") == "questions"]
    assert target.get("tabindex") == "-1"


def test_options_stand_in_the_order_of_the_plan(page, plan):
    """With the letters of the key, which reads the same plan."""
    for item, element in zip(plan.versions[0].items, page.iter("fieldset"), strict=True):
        if plan.questions[item.question].type != "multiple_choice":
            continue
        choices = [each for each in element.iter("div") if each.get("class") == "choice"]
        assert [text_of(each) for each in choices] == [
            f"{'ABCDEFG'[place]} {text}" for place, text in enumerate(item.options)
        ]
        fields = list(element.iter("input"))
        assert [field.get("value") for field in fields] == list("ABCDEFG")[: len(fields)]
        assert len({field.get("name") for field in fields}) == 1


def test_pictures_are_in_the_page_with_their_descriptions(page):
    """A page that is mailed shows them too."""
    pictures = list(page.iter("img"))
    assert [each.get("alt") for each in pictures] == [
        "A lamp behind a lens as tall as a man.",
        "The lamp once more.",
    ]


def test_the_passage_has_its_numbers_and_notes(page):
    """Paragraphs can be referred to, and a footnote's sign leads to the note."""
    paragraphs = [each for each in page.iter() if each.get("class") == "paragraph"]
    assert [text_of(each).split()[0] for each in paragraphs] == [
        str(number) for number in range(1, len(PASSAGE.paragraphs) + 1)
    ]
    [sign] = [each for each in page.iter("a") if each.get("href") == "#note-1"]
    assert sign.text == "1"
    [note] = [each for each in page.iter() if each.get("id") == "note-1"]
    assert note.text == "A lamp of 1887, now in the museum."


# Nothing tells what is right


def swapped(question):
    """Return a question whose other option is the right one, with the same options."""
    if question.type == "multiple_choice":
        answer, wrong = question.answer, question.distractors[0]
        others = (wrong.model_copy(update={"text": answer}), *question.distractors[1:])
        return question.model_copy(update={"answer": wrong.text, "distractors": others})
    if question.type == "multiple_select":
        answers, wrong = question.answers, question.distractors[0]
        others = (wrong.model_copy(update={"text": answers[0]}), *question.distractors[1:])
        return question.model_copy(
            update={"answers": (wrong.text, *answers[1:]), "distractors": others}
        )
    if question.type == "true_false":
        return question.model_copy(update={"answer": not question.answer})
    if question.type == "true_false_not_given":
        return question.model_copy(update={"answer": "true"})
    if question.type == "matching":
        first, second, *rest = question.pairs
        crossed = (
            first.model_copy(update={"right": second.right}),
            second.model_copy(update={"right": first.right}),
        )
        return question.model_copy(update={"pairs": (*crossed, *rest)})
    if question.type == "ordering":
        return question.model_copy(update={"steps": question.steps[::-1]})
    if question.type == "two_part":
        part = question.part_a
        wrong = part.distractors[0]
        others = (wrong.model_copy(update={"text": part.answer}), *part.distractors[1:])
        part = part.model_copy(update={"answer": wrong.text, "distractors": others})
        return question.model_copy(update={"part_a": part})
    return question


def test_the_page_is_the_same_whatever_is_right(plan, templates, html):
    """Another option may be the answer, and the bank may say why: not a byte is different."""
    other = {
        name: swapped(question).model_copy(
            update={"rationale": "Another reason.", "evidence": (), "difficulty": "hard"}
        )
        for name, question in plan.questions.items()
    }
    assert sum(swapped(each) != each for each in plan.questions.values()) >= 9
    changed = plan.model_copy(update={"questions": other})
    assert page_maker(changed, templates)(changed.versions[0]) == html


def test_nothing_of_the_key_is_in_the_page(templates):
    """Neither answers that are to be written, nor reasons, nor rubrics, nor names of ids."""
    bank = parse_bank(EVERY_KIND, "bank.yaml")
    plan = make_plan(bank, Request(seed="s", count=len(bank.questions)), file="x", sha256="0")
    html = page_maker(plan, templates)(plan.versions[0])
    for secret in (
        "hollow", "That lights sometimes fail", "They come from one harbour", "Fewer wrecks",
        "The author works for a museum", "Names a limit", "Takes a side", "more lonely",
        "Paragraph 2 states it", "Reads the irony", "The article names no prices",
        "main-claim", "{{", "CCSS", "medium",
    ):  # fmt: skip
        assert secret not in html
    assert "Harbour Museum" not in html, "the affiliation is asked about"


# Whatever a bank says


@settings(max_examples=25)
@given(banks(), seeds)
def test_any_bank_makes_a_sound_page(bank, seed):
    """Its text is escaped: no markup of a stranger's is any in the page."""
    plan = make_plan(bank, Request(seed=seed), file="x.yaml", sha256="0")
    for _, html in screen_pages(plan, page_folders(SHIPPED_ONLY, SCREEN)):
        page = parsed(html)
        assert len(list(page.iter("fieldset"))) == len(plan.versions[0].items)


def test_markup_of_a_strangers_is_text(templates):
    """In every place where a bank's words stand."""
    evil = '"><script>alert(1)</script><img src=x onerror=y>'
    bank = parse_bank(LIGHTHOUSE, "bank.yaml")
    article = bank.article.model_copy(
        update={"title": evil, "author": evil, "source": evil, "glossary": {evil: evil}}
    )
    questions = tuple(
        each.model_copy(update={"stem": evil, "answer": evil})
        if each.type == "multiple_choice"
        else each
        for each in bank.questions
    )
    bank = bank.model_copy(
        update={"article": article, "questions": questions, "title": evil, "instructions": evil}
    )
    plan = make_plan(
        bank,
        Request(seed="s"),
        file="x",
        sha256="0",
        passage=PASSAGE.model_copy(
            update={"paragraphs": (evil,), "set_apart": (), "headings": ()}
        ),
    )
    student = StudentPaper(name=evil, version="A", class_name=evil)
    page = parsed(page_maker(plan, templates)(plan.versions[0], student))
    tags = {element.tag for element in page.iter()}
    assert not tags & {"script", "img"}
    assert not any(name.startswith("on") for each in page.iter() for name in each.attrib)
    assert text_of(next(page.iter("h1"))) == evil


# Files


def test_a_page_for_each_version(tmp_path):
    """Students see theirs alone; a single version needs no name."""
    several = quizgen(
        tmp_path, "make", "--count", "3", "--versions", "3", "--html", bank=LIGHTHOUSE
    )
    assert several.status == 0, several.err
    folder = tmp_path / "worksheets"
    assert sorted(path.name for path in folder.glob("*.html")) == [
        f"bank-worksheet-{name}.html" for name in "ABC"
    ]
    assert "bank-worksheet-A.html and 2 more" in " ".join(several.out.split())
    for version in several.plan.versions:
        text = (folder / f"bank-worksheet-{version.name}.html").read_text("utf-8")
        assert version.code in text
        assert sum(each.code in text for each in several.plan.versions) == 1
    one = quizgen(tmp_path, "make", "--count", "3", "--html", "-o", "one")
    assert one.status == 0, one.err
    assert [path.name for path in (tmp_path / "one").glob("*.html")] == ["bank-worksheet.html"]


def test_a_plan_makes_the_same_pages_again(tmp_path):
    """Byte by byte, without the bank."""
    first = quizgen(tmp_path, "make", "--count", "3", "--html", "--seed", "s", bank=LIGHTHOUSE)
    assert first.status == 0, first.err
    again = quizgen(tmp_path, "make", "--plan", str(first.plan_file), "--html", "-o", "again")
    assert again.status == 0, again.err
    name = "bank-worksheet.html"
    assert (tmp_path / "again" / name).read_bytes() == (
        tmp_path / "worksheets" / name
    ).read_bytes()
    without = quizgen(tmp_path, "make", "--count", "3", "-o", "without")
    assert without.status == 0
    assert list((tmp_path / "without").glob("*.html")) == []


def test_a_page_for_each_student(plan, templates):
    """With the name in its field, in the student's language, large where that is wished."""
    students = (
        StudentPaper(name="Ana Ñandú", version="B", class_name="4B"),
        StudentPaper(name="Ben", version="A", language="es", large_print=True),
        StudentPaper(name="ben", version="A", language="ar"),
    )
    plan = plan.model_copy(update={"students": students})
    pages = dict(screen_pages(plan, templates))
    assert list(pages) == ["worksheet-Ana-Ñandú", "worksheet-Ben", "worksheet-ben-2"]
    [ana, ben, other] = map(parsed, pages.values())
    fields = {field.get("id"): field.get("value") for field in ana.iter("input")}
    assert (fields["name"], fields["class"], fields["date"]) == ("Ana Ñandú", "4B", "")
    assert plan.versions[1].code in pages["worksheet-Ana-Ñandú"]
    assert (ben.get("lang"), ben.get("class"), ben.get("dir")) == ("es", "large", "ltr")
    assert "Preguntas" in pages["worksheet-Ben"]
    assert (other.get("lang"), other.get("dir")) == ("ar", "rtl")
    assert text_of(next(each for each in other.iter("label") if each.get("for")[-2:] == "-A"))[
        0
    ] in ("أ",)


def test_a_template_of_ones_own(tmp_path):
    """It goes before the shipped one, and the rest stays."""
    own = tmp_path / "templates" / "screen"
    own.mkdir(parents=True)
    (own / "short_answer.html").write_text(
        '{% extends "question.html" %}{% block response %}<p>On paper.</p>{% endblock %}'
    )
    (own / "style.css").write_text(":root { --text: navy } /* </style> */")
    outcome = quizgen(tmp_path, "make", "--type", "short_answer", "--html", bank=LIGHTHOUSE)
    assert outcome.status == 0, outcome.err
    html = (tmp_path / "worksheets" / "bank-worksheet.html").read_text("utf-8")
    assert "On paper." in html
    assert "--text: navy" in html
    assert "--raised" in html, "the shipped style is there still"
    parsed(html)
    (own / "short_answer.html").write_text("{{ nothing }}")
    outcome = quizgen(tmp_path, "make", "--type", "short_answer", "--html")
    assert outcome.status == 1
    assert "short_answer.html:1: 'nothing' is undefined" in outcome.err
