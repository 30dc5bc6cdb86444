"""A question as a form shows it, and what a change in the form makes of the bank's text."""

import pytest
from running import EVERY_KIND, LIGHTHOUSE

from quizgen.authoring.edit_yaml import CannotEditError, difference
from quizgen.authoring.new_question import free_name, new_question
from quizgen.authoring.question_form import changed, form_of
from quizgen.bank.form_fields import fields_of, form_texts, key_order
from quizgen.bank.kinds import KINDS
from quizgen.bank.placeholders import MARKER, has_unwritten
from quizgen.bank.questions import MODELS
from quizgen.bank.yaml_reader import read_yaml


def question_of(text, index=0):
    return read_yaml(text, "bank").data["questions"][index]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_form_asks_for_every_key_of_a_kind(kind):
    """Each once, with its explanation; what is needed is seen at once."""
    fields = fields_of(kind.model)
    assert {each.key for each in fields} == kind.model.model_fields.keys() - {"type"}
    assert len(fields) == len({each.key for each in fields})
    for field in fields:
        assert field.label
        assert field.help
        model = kind.model.model_fields[field.key]
        assert field.required == model.is_required()
        assert field.shown or not field.required or field.key == "id"
    assert set(key_order(kind.model)) == set(kind.model.model_fields)


def test_what_a_form_says_is_the_schemas():
    """Words to choose, limits and parts are those of the models; each word has a catalogue."""
    fields = {each.key: each for each in fields_of(MODELS["multiple_choice"])}
    assert fields["difficulty"].choices == ("easy", "medium", "hard")
    assert (fields["points"].low, fields["points"].high) == (1, 1000)
    assert fields["skill"].offered == "skills"
    distractor = fields["distractors"].item
    assert (distractor.alone, fields["distractors"].most) == ("text", 25)
    assert [each.key for each in distractor.fields if each.shown] == ["text"]
    assert {"image", "alt"} <= {each.key for each in distractor.fields}
    assert fields["evidence"].item.fields[0].offered == "paragraphs"
    assert {"Distractors", "Part A", "multiple choice"} <= set(form_texts())


@pytest.mark.parametrize("text", [LIGHTHOUSE, EVERY_KIND], ids=["lighthouse", "every kind"])
def test_a_form_holds_all_of_a_bank(text):
    """No question has a part that has to be shown as text."""
    count = len(read_yaml(text, "bank").data["questions"])
    for index in range(count):
        form = form_of(text, index)
        assert form["question"]["data"] == question_of(text, index)
        assert form["question"]["as_text"] == []
        assert form["question"]["kind"] in MODELS
    assert len(form["questions"]) == count


def test_the_question_of_a_line_is_shown():
    """With its lines, and the words that the bank has to choose from."""
    number = next(
        at for at, line in enumerate(LIGHTHOUSE.splitlines(), 1) if "every ship by" in line
    )
    form = form_of(LIGHTHOUSE, 0, number)
    assert form["questions"][form["question"]["index"]]["id"] == "first-night"
    first, last = form["questions"][1]["lines"]
    assert first <= number <= last
    assert form["offered"]["skills"]["vocabulary"] == "Vocabulary in context"
    assert list(form["offered"]["paragraphs"]) == [str(number) for number in range(1, 10)]


def test_what_no_field_holds_is_shown_as_it_is_written():
    """A key that no kind has, a list where a text belongs, a part that is written twice."""
    text = LIGHTHOUSE.replace("    difficulty: medium\n", "    dificulty: [a,  b] # hm\n")
    text = text.replace("answer: Three", "answer: &t\n      - One\n      - Two").replace(
        "distractors: [Two, Four, Seven]", "distractors: *t"
    )
    assert form_of(text, 0)["question"]["as_text"] == [[("dificulty",), "[a,  b]"]]
    third = form_of(text, 2)["question"]
    assert dict(third["as_text"]) == {
        ("answer",): "&t\n- One\n- Two",
        ("distractors",): "*t",
    }
    assert third["fixed"] == [("answer",), ("distractors",)]


def test_a_question_whose_keys_are_refused_has_a_form():
    """It shows that nothing is there; so does a part that has only such keys."""
    for written in ("<<: x", "stem:\n      <<: x\n      <<: y"):
        form = form_of(f"questions:\n  - {written}\n  - id: b\n", 1)
        assert [each["id"] for each in form["questions"]] == ["", "b"]
        assert form["question"]["data"] == {"id": "b"}


def test_a_text_that_cannot_be_read_has_no_form():
    """It says what is wrong and where."""
    form = form_of("questions:\n  - id: [a\n")
    assert form["line"] in (2, 3)
    assert form["problem"]
    assert form_of("article: x\n")["question"] is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_question_is_begun_from_the_example_of_its_kind(kind):
    """It is valid, its texts are to be written, and no line of the bank changes."""
    text, index = changed(LIGHTHOUSE, 0, {"do": "add", "kind": kind.name})
    assert index == 1
    begun = question_of(text, 1)
    kind.model.model_validate(begun)
    assert has_unwritten(begun)
    assert begun["type"] == kind.name
    assert begun["stem" if "stem" in begun else "part_a"] != ""
    [edit] = difference(LIGHTHOUSE, text)
    assert edit.start == edit.end
    again, _ = changed(text, 0, {"do": "add", "kind": kind.name})
    ids = [each["id"] for each in read_yaml(again, "bank").data["questions"]]
    assert len(ids) == len(set(ids)) == 11


def test_a_question_is_begun_in_a_bank_that_has_none():
    """Wherever `questions` stands, or does not."""
    article = "article: {title: T, paragraphs: 2}\n"
    for text in (article, article + "questions:\n", article + "questions: []\n# end\n"):
        after, index = changed(text, 0, {"do": "add", "kind": "short_answer"})
        assert index == 0
        assert question_of(after)["id"] == "short-answer"
        assert after.startswith(article)
    assert free_name("a", ["a", "a-2"]) == "a-3"
    assert new_question(KINDS[0], [])[0] == "- id: multiple-choice"


def test_a_new_key_stands_where_banks_have_it():
    """Behind those that come before it; other lines stay."""
    change = {"do": "set", "path": ["evidence", 0, "paragraph"], "value": 5}
    text, _ = changed(LIGHTHOUSE, 5, change)
    added = "    evidence: [{paragraph: 5}]\n"
    assert text.replace(added, "") == LIGHTHOUSE
    assert f"A loud bell]\n{added}" in text


def test_a_question_is_shifted_duplicated_and_dropped():
    """And brought back by the opposite, byte for byte."""
    down, at = changed(LIGHTHOUSE, 0, {"do": "shift", "to": 1})
    assert (question_of(down)["id"], at) == ("first-night", 1)
    assert changed(down, 1, {"do": "shift", "to": 0})[0] == LIGHTHOUSE
    twice, at = changed(LIGHTHOUSE, 0, {"do": "duplicate"})
    assert at == 1
    assert question_of(twice, 1) == question_of(LIGHTHOUSE) | {"id": "main-claim-2"}
    once, _ = changed(twice, 1, {"do": "drop"})
    assert once == LIGHTHOUSE


def test_a_change_is_of_the_question_that_was_seen():
    """By its id, wherever it is by now; one that is gone is said."""
    change = {"do": "set", "path": ["stem"], "value": "So?", "id": "wreck-count"}
    text, index = changed(LIGHTHOUSE, 0, change)
    assert (index, question_of(text, 2)["stem"]) == (2, "So?")
    with pytest.raises(CannotEditError, match="changed meanwhile"):
        changed(LIGHTHOUSE, 0, change | {"id": "gone"})


def test_what_is_written_as_text_is_data_of_the_bank():
    """A value in YAML; nothing takes the key away."""
    write = {"do": "write", "path": ["standards"]}
    text, _ = changed(LIGHTHOUSE, 0, write | {"value": "- One\n- 'Two'"})
    assert question_of(text)["standards"] == ["One", "Two"]
    gone, _ = changed(text, 0, write | {"value": " "})
    assert gone == LIGHTHOUSE.replace("    standards: [CCSS.ELA-LITERACY.RI.8.2]\n", "")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"do": "set", "path": "stem", "value": "a"},
        {"do": "set", "path": ["distractors", 9], "value": "a"},
        {"do": "set", "path": ["stem", "deeper"], "value": "a"},
        {"do": "set", "path": ["nothing"], "value": None},
        {"do": "move", "path": ["distractors", 0], "to": "a"},
        {"do": "move", "path": ["distractors", 0], "to": 9},
        {"do": "add", "kind": "essay"},
        {"do": "shift", "to": -1},
    ],
    ids=str,
)
def test_nonsense_is_refused(change):
    """Whatever a script sends, nothing is changed that cannot be."""
    with pytest.raises(CannotEditError):
        changed(LIGHTHOUSE, 0, change)


def test_a_mark_goes_when_its_text_is_written():
    """The marker stands in new questions only, and what is typed takes its place."""
    text, index = changed(LIGHTHOUSE, 0, {"do": "add", "kind": "multiple_choice"})
    assert MARKER in text
    text, _ = changed(text, index, {"do": "set", "path": ["stem"], "value": "Why: so?"})
    assert '    stem: "Why: so?"\n' in text
