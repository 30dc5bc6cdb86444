"""Whatever a bank holds: what comes back from a format is what its row promises."""

import re

import pytest
from fuzz import LAMP
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import bank_data, banks

from quizgen.article.passage import Passage
from quizgen.article.text import read_article
from quizgen.bank.kinds.shapes import Order
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.bank.option_text import picture_in
from quizgen.bank.pictures import picture_of
from quizgen.bank.questions import MODELS
from quizgen.base.markdown import block_html, referred
from quizgen.exchange import formats
from quizgen.exchange.common.bank_file import bank_files
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.items import Export, item_of
from quizgen.exchange.common.sources import Source, unzipped
from quizgen.exchange.common.stems import passage_html

TWO_WAY = [form for form in formats() if form.read and form.write and form.comes_back]
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
AS_WRITTEN = {"id", "type", "skill", "difficulty", "group", "scoring", "place"}


def export_of(bank, **more):
    items = tuple(item_of(question) for question in bank.questions)
    return Export("Title", items, bank.article, groups=bank.groups, **more)


def read_back(content, form):
    """Return the bank that an import makes of a file, and what it reports."""
    files = unzipped(content, "x.zip") if content[:4] == b"PK\x03\x04" else {}
    source = Source(f"x{form.suffix}", content, files)
    assert form.recognises is None or form.recognises(source)
    made = bank_files(form.read(source), "back", None, "Imported.")
    text = made.files["back.yaml"].decode()
    return parse_bank(text, "back.yaml"), made


def printed(name, value):
    """Return a value as it prints: texts with the same look are the same."""
    if picture_in(value):
        picture = picture_in(value)
        return [printed("file", picture.image), picture.alt, picture.text]
    if name in ("file", "image") and isinstance(value, str):
        return value.rpartition("/")[2]
    if isinstance(value, str) and name not in AS_WRITTEN:
        html = str(block_html(referred(value, {})))
        html = re.sub(r"<(li|blockquote|p)>\s*</\1>|<(ul|ol)>\s*</\2>", "", html)
        return "".join(html.split())
    if isinstance(value, tuple | list):
        return [printed(name, each) for each in value]
    if isinstance(value, dict):
        return {key: printed(name, each) for key, each in value.items()}
    if hasattr(type(value), "model_fields"):
        fields = type(value).model_fields
        return {each: printed(each, getattr(value, each)) for each in fields if each != "last"}
    return value


def differences(one, two):
    fields = set(type(one).model_fields) - {"options_kept_last"}
    found = {name for name in fields if in_order(one, name) != in_order(two, name)}
    if kept_last(one) != kept_last(two):
        by_list = getattr(one, "options_kept_last", ())
        found.add("options_kept_last" if by_list else "distractors")
    return found


def in_order(question, name):
    """Return a field as it prints: what stays last is last, wherever the bank writes it."""
    value = printed(name, getattr(question, name, None))
    if name != "distractors" or not value:
        return value
    last = kept_last(question)
    return sorted(value, key=lambda each: str(each["text"]) in last)


def kept_last(question):
    """Return the options that stay last; a bank has two ways to say so."""
    options = (option for choice in question.choices for option in choice.options)
    return sorted(str(printed("", option.text)) for option in options if option.stays_last)


HARD = (
    "لماذا بقي الحارس؟",
    "守塔人为什么留下？",
    '<b>He</b> wrote {= 5 %} ~ #1: \\ $x$ `y` | "so" & it\'s &amp; <script>',
    "**Why** did *he* stay?\n\n- one\n- two\n\n1. a\n2. b\n\n> said",
    "::t::[html]%50% -> {T} \\n",
    "| a | b |\n| --- | --- |\n| 1 | *2* |",
    "why he stayed " * 700,
)
"""Other scripts, the signs of all formats, blocks, and a text of 2,000 words."""
PICTURE = {"file": "lamp.png", "alt": "A lamp."}
SHARED = ({"introduction": "Read *this*."}, {"excerpt": HARD[2]}, {"image": PICTURE})


@st.composite
def hard_banks(draw, types):
    """Draw a bank whose texts are hard to write down, with pictures and groups."""
    data = draw(bank_data(max_questions=3, types=types))
    data["groups"] = {"g": draw(st.sampled_from(SHARED))}
    for question in data["questions"]:
        question["stem"] = draw(st.sampled_from(HARD))
        if draw(st.booleans()):
            question["rationale"] = draw(st.sampled_from(HARD))
        if draw(st.booleans()):
            question["image"] = PICTURE
        if draw(st.booleans()):
            question["group"] = "g"
        if question["type"] == "multiple_choice":
            wrong = {"image": "lamp.png", "alt": "A lit lamp.", "misconception": HARD[0]}
            question["distractors"].append(draw(st.sampled_from([{"text": HARD[2]}, wrong])))
    used = any("group" in question for question in data["questions"])
    return Bank.model_validate(data if used else data | {"groups": {}})


@pytest.mark.parametrize("form", TWO_WAY, ids=lambda form: form.name)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], phases=NO_SHRINKING)
@given(data=st.data())
def test_hard_texts_pictures_and_groups_obey_the_same_law(form, data):
    """Other scripts, the signs of every format, 2,000 words; pictures are the same bytes."""
    types = tuple(n for n, model in MODELS.items() if form.holds.forms.get(model.answer_form))
    bank = data.draw(hard_banks(types))
    export = export_of(bank, pictures={"lamp.png": picture_of(LAMP)})

    back, made = comes_back_as_reported(bank, export, form)

    assert all(raw == LAMP for name, raw in made.files.items() if name.endswith(".png"))
    if form.holds.groups and bank.groups:
        [group] = back.groups.values()
        kept = {"image"} if form.holds.pictures else set()
        for name in {"introduction", "excerpt"} | kept:
            same = printed(name, getattr(bank.groups["g"], name))
            assert printed(name, getattr(group, name)) == same


@pytest.mark.parametrize("form", TWO_WAY, ids=lambda form: form.name)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_comes_back_differs_in_the_reported_losses_only(form, data):
    """Each question is the same but for what the report says, and that does differ."""
    types = tuple(n for n, model in MODELS.items() if form.holds.forms.get(model.answer_form))
    bank = data.draw(banks(types=types))

    comes_back_as_reported(bank, export_of(bank), form)


def comes_back_as_reported(bank, export, form):
    """Return the bank that comes back, and its files; hold the report to be exact."""
    content, report = exported(export, form)
    back, made = read_back(content, form)

    new = [loss.message for loss in made.losses if not loss.is_note]
    assert not new, f"the import reports: {new}"
    again = iter(back.questions)
    for question in bank.questions:
        item = item_of(question)
        found = [next(again) for _ in item.asks]
        reported = {loss.field for loss in report.differences if loss.question == question.id}
        if "type" in reported:
            assert same_keys(item, found)
            continue
        [same] = found
        differ = differences(question, same)
        assert differ - {"id"} == reported - {"id"}, shown(question, same, differ, reported)
        assert ("id" in reported) or question.id == same.id
    assert next(again, None) is None
    return back, made


def shown(question, same, differ, reported):
    """Return what differs and is not reported, or the other way round."""
    fields = (differ ^ reported) - {"id"}
    lines = [f"{question.type}: differ {sorted(differ)}, reported {sorted(reported)}"]
    lines += [
        f"{each}: {getattr(question, each)!r} -> {getattr(same, each)!r}" for each in fields
    ]
    return "\n".join(lines)


def same_keys(item, found):
    """Whether questions of another kind have the same answers."""
    for ask, question in zip(item.asks, found, strict=True):
        if hasattr(question, "pairs") and isinstance(ask.shape, Order):
            steps = sorted(question.pairs, key=lambda pair: int(pair.right))
            if [printed("", step.left) for step in steps] != printed("", list(ask.right)):
                return False
            continue
        texts = words_of(" ".join(solution.text for solution in question.solutions))
        if not all(words_of(text) in texts for text in ask.right):
            return False
    return True


def words_of(text):
    """Return a text as it prints, without emphasis."""
    return re.sub("<[^>]*>", "", printed("", text))


PASSAGE = (
    'The *lamp* was lit at 5 % | "so" & it\'s <b>.',
    "\\# This is no heading.",
    "1\\. This is no list \\*, and {= nothing} is ~ #1: $x$ `y`.",
    "لماذا بقي الحارس؟",
    "守塔人为什么留下？",
    "he stayed " * 1000,
)
WITH_PASSAGE = [form for form in TWO_WAY if form.holds.passage != "no"]


@pytest.mark.parametrize("form", WITH_PASSAGE, ids=lambda form: form.name)
def test_a_passage_becomes_the_text_of_the_article(form, tmp_path):
    """Paragraph by paragraph, with its emphasis, whatever signs the format has."""
    question = {
        "id": "q",
        "skill": "evidence",
        "type": "true_false",
        "answer": True,
        "stem": "x",
    }
    article = {"title": "T", "author": "A", "paragraphs": len(PASSAGE)}
    bank = Bank.model_validate({"article": article, "questions": [question]})

    content, _ = exported(export_of(bank, passage=Passage(paragraphs=PASSAGE)), form)
    back, made = read_back(content, form)

    path = tmp_path / "back.md"
    path.write_bytes(made.files["back.md"])
    again = read_article(path, back.article)
    shown = [passage_html(Passage(paragraphs=(text,))) for text in again.paragraphs]
    assert shown == [passage_html(Passage(paragraphs=(text.strip(),))) for text in PASSAGE]
