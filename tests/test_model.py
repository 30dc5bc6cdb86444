"""The model turns text into what a field is, and says what a bank may not say."""

from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from quizgen.bank.fields import Record
from quizgen.bank.kinds.base import Distractor
from quizgen.bank.kinds.multiple_choice import MultipleChoice
from quizgen.bank.model import BUILT_IN_SKILLS, Bank
from quizgen.bank.questions import MODELS, Question, kind_of
from quizgen.base.errors import nearest_name

QUESTION = TypeAdapter(Question)
CHOICE = {
    "id": "q",
    "skill": "evidence",
    "stem": "Which?",
    "answer": "This",
    "distractors": ["That", {"text": "Those", "misconception": "Many."}],
}
TRUTH = {"type": "true_false", "id": "t", "skill": "evidence", "stem": "So?", "answer": "no"}
SHORT = {**TRUTH, "type": "short_answer", "accept": ["nay", "never"]}
OPEN = {
    **TRUTH,
    "type": "open_response",
    "rubric": [{"points": "3", "description": "d"}, {"points": "0", "description": "e"}],
}
ARTICLE = {"title": "T", "author": "A", "paragraphs": "9"}


def errors_of(data, record=QUESTION):
    """Return the type and place of each error."""
    validate = getattr(record, "validate_python", None) or record.model_validate
    with pytest.raises(ValidationError) as caught:
        validate(data)
    return [(item["type"], item["loc"][-2:]) for item in caught.value.errors()]


def test_each_kind_knows_its_options_and_answers():
    """Options come in the bank's order, the answer first; only choices may move."""
    found = {
        question.type: (question.options, question.accepted, question.movable)
        for question in map(QUESTION.validate_python, (CHOICE, TRUTH, SHORT, OPEN))
    }

    assert found == {
        "multiple_choice": (("This", "That", "Those"), ("This",), True),
        "true_false": (("True", "False"), ("False",), False),
        "short_answer": ((), ("no", "nay", "never"), False),
        "open_response": ((), ("no",), False),
    }


@pytest.mark.parametrize(
    ("typed", "truth"),
    [(word, True) for word in ("true", "True", "TRUE", "yes", "Yes", "T", "t", "y")]
    + [(word, False) for word in ("false", "False", "no", "NO", "F", "n")]
    + [(True, True), (False, False)],
)
def test_a_truth_may_be_written_in_several_ways(typed, truth):
    """Teachers write T and F, and yes and no; a plan's JSON has true and false."""
    assert QUESTION.validate_python({**TRUTH, "answer": typed}).answer is truth


@pytest.mark.parametrize("typed", ["", "1", "2", "maybe", "tru\u0435", 1, 0, None, [], " true"])
def test_nothing_else_is_a_truth(typed):
    """A statement's answer is never guessed."""
    assert errors_of({**TRUTH, "answer": typed}) == [("truth", ("true_false", "answer"))]


@pytest.mark.parametrize("typed", ["1", "007", "1000", 1, 1000])
def test_digits_are_a_whole_number(typed):
    """Points are typed in plain digits, or are a number in a plan's JSON."""
    assert QUESTION.validate_python({**CHOICE, "points": typed}).points == int(typed)


@pytest.mark.parametrize(
    "typed",
    ["0", "1001", "1_0", "+1", "-1", "2.0", "1e2", "٣", "²", " 1", "1 ", "x", "9" * 5000],
)
def test_nothing_else_is_a_whole_number(typed):
    """int() would accept some of these, and take a week over the last."""
    assert errors_of({**CHOICE, "points": typed}) == [
        ("whole_number", ("multiple_choice", "points"))
    ]


@pytest.mark.parametrize("value", [True, 1.0, 0, 1001, None])
def test_json_has_no_looser_numbers(value):
    """True is no 1 and 1.0 is no 1."""
    assert errors_of({**CHOICE, "points": value})[0][0] == "whole_number"


@pytest.mark.parametrize(
    ("change", "limits"),
    [
        ({**SHORT, "lines": "{}"}, (1, 60)),
        ({**OPEN, "lines": "{}"}, (1, 60)),
        ({**CHOICE, "evidence": [{"paragraph": "{}"}]}, (1, 10_000)),
    ],
)
def test_every_number_is_bounded(change, limits):
    """The lowest and the highest number pass; their neighbours outside do not."""

    def with_number(number):
        return eval(repr(change).replace("{}", str(number)))

    for number in limits:
        QUESTION.validate_python(with_number(number))
    for number in (limits[0] - 1, limits[1] + 1):
        assert errors_of(with_number(number))[0][0] == "whole_number"


def test_what_is_left_blank_is_left_out():
    """A key that waits for its value does no harm where it is optional."""
    blank = dict.fromkeys(
        ["rationale", "difficulty", "points", "standards", "evidence", "type"], " "
    )

    assert QUESTION.validate_python({**CHOICE, **blank}) == QUESTION.validate_python(CHOICE)


@pytest.mark.parametrize("key", ["id", "skill", "stem", "answer"])
@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0\u2003"])
def test_what_is_needed_is_not_blank(key, blank):
    """White space alone is no text."""
    [(kind, place)] = errors_of({**CHOICE, key: blank})

    assert kind in {"blank", "string_too_short", "string_pattern_mismatch"}
    assert place == ("multiple_choice", key)


@pytest.mark.parametrize("text", ["\0", "a\x07b", "\x7f", "\x93quoted\x94", "a\uffff"])
def test_what_cannot_be_printed_is_refused(text):
    """A control character would be lost on paper, so it is not accepted into a bank."""
    assert errors_of({**CHOICE, "stem": text})[0][0] == "unprintable"


@pytest.mark.parametrize("text", ["a\tb", "a\nb", " a ", "e\u0301", "\U0001f600", "x" * 20_000])
def test_text_is_kept_as_typed(text):
    """Nothing is stripped, composed or cut."""
    assert QUESTION.validate_python({**CHOICE, "stem": text}).stem == text


@pytest.mark.parametrize("name", ["a", "A-1_b", "7"])
def test_an_id_is_letters_digits_and_dashes(name):
    """An id goes into file names and anchors."""
    assert QUESTION.validate_python({**CHOICE, "id": name}).id == name


@pytest.mark.parametrize("name", ["a b", "ä", "a.b", "a\n", "a/b", "#1"])
def test_an_id_is_nothing_else(name):
    """What would need escaping somewhere is refused at once."""
    assert errors_of({**CHOICE, "id": name}) == [
        ("string_pattern_mismatch", ("multiple_choice", "id"))
    ]


def test_options_differ():
    """An option that only differs in white space is the same option."""
    distractors = ["This  ", "That", {"text": " That"}, "this"]

    assert errors_of({**CHOICE, "distractors": distractors}) == [
        ("repeats_answer", ("distractors", 0)),
        ("repeats_other", ("distractors", 2)),
    ]


def test_accepted_answers_differ():
    """An accepted text that repeats the answer is a slip of the pen."""
    assert errors_of({**SHORT, "accept": ["nay", "no", "nay"]}) == [
        ("repeats_answer", ("accept", 1)),
        ("repeats_other", ("accept", 2)),
    ]


def test_options_have_letters():
    """Twenty-six options use up the alphabet."""
    options = [f"option {number}" for number in range(26)]

    assert len(QUESTION.validate_python({**CHOICE, "distractors": options[1:]}).options) == 26
    assert errors_of({**CHOICE, "distractors": options})[0][0] == "too_long"


def test_the_rubric_says_what_a_question_is_worth():
    """Points left out are the best level's, whatever the levels' order."""
    levels = [{"points": points, "description": "d"} for points in ("1", "4", "2")]

    assert QUESTION.validate_python({**OPEN, "rubric": levels}).points == 4
    assert QUESTION.validate_python({**OPEN, "rubric": levels, "points": "4"}).points == 4
    assert QUESTION.validate_python({**OPEN, "rubric": []}).points == 1
    assert errors_of({**OPEN, "rubric": levels, "points": "5"}) == [
        ("points_differ", ("open_response", "points"))
    ]


def test_a_rubric_without_points_is_refused():
    """A level that earns something is needed."""
    levels = [{"points": "0", "description": "d"}]

    assert errors_of({**OPEN, "rubric": levels}) == [("worthless", ("open_response", "rubric"))]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../a.txt",
        "a/../../b",
        "..",
        "C:\\a",
        "c:a",
        "a\\b",
        "~/a",
        "\\\\host\\a",
    ],
)
def test_the_articles_text_lies_in_the_banks_folder(path):
    """A bank from a stranger names no file but its own, on any system."""
    bank = {"article": {**ARTICLE, "text": path}, "questions": [CHOICE]}

    assert errors_of(bank, Bank) == [("outside_folder", ("article", "text"))]


@pytest.mark.parametrize("path", ["a.txt", "texts/a.txt", "a..b.txt", ".a", "Ä b.txt"])
def test_a_plain_file_name_is_accepted(path):
    """A file in the folder or below it is the bank's own."""
    bank = {"article": {**ARTICLE, "text": path}, "questions": [CHOICE]}

    assert Bank.model_validate(bank).article.text == path


def test_slips_between_questions_are_told_beside_broken_fields():
    """One broken field hides no other error of the bank."""
    broken = {**CHOICE, "stem": "", "skill": "guessing", "evidence": [{"paragraph": "10"}]}
    bank = {"article": {**ARTICLE, "title": ""}, "questions": [CHOICE, broken]}

    assert sorted(errors_of(bank, Bank)) == [
        ("beyond_article", (0, "paragraph")),
        ("repeated_id", (1, "id")),
        ("string_too_short", ("article", "title")),
        ("string_too_short", ("multiple_choice", "stem")),
        ("unknown_skill", (1, "skill")),
    ]


def test_a_bank_is_checked_however_it_is_made():
    """Questions put together by a program obey the same laws."""
    question = QUESTION.validate_python(CHOICE)
    article = Bank.model_validate({"article": ARTICLE, "questions": [CHOICE]}).article

    with pytest.raises(ValidationError):
        Bank.model_validate({"article": article, "questions": (question, question)})


def test_a_banks_skills_join_the_built_in_ones():
    """A built-in skill may get another label; its name stays."""
    skills = {"vocabulary": "Words", "evidence": "Proof"}
    bank = Bank.model_validate(
        {
            "article": ARTICLE,
            "skills": skills,
            "questions": [{**CHOICE, "skill": "vocabulary"}, {**TRUTH, "skill": "evidence"}],
        }
    )

    assert bank.skill_labels == {**BUILT_IN_SKILLS, **skills}


def test_records_are_closed_and_read_only():
    """A misspelt key is an error, and what was read stays as it was."""
    question = QUESTION.validate_python(CHOICE)

    with pytest.raises(AttributeError, match="read-only"):
        question.stem = "Other"
    assert errors_of({**CHOICE, "steem": "x"}) == [
        ("extra_forbidden", ("multiple_choice", "steem"))
    ]


def test_validation_leaves_its_input_alone():
    """What was read from a file is still what was in the file."""
    data = {**OPEN, "rationale": "", "rubric": [dict(level) for level in OPEN["rubric"]]}
    before = repr(data)

    QUESTION.validate_python(data)

    assert repr(data) == before


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "multiple_choice"),
        ("True/False", "true_false"),
        ("short answer", "short_answer"),
        ("Open-Response", "open_response"),
        ("essay", "essay"),
    ],
)
def test_a_kind_is_known_by_nearly_its_name(typed, kind):
    """The rest of a question can be checked although its type is misspelt."""
    assert kind_of({"type": typed}) == kind


def test_only_a_short_name_is_compared():
    """Comparing takes quadratic time, so a novel in place of a key gets no suggestion."""
    assert nearest_name("Mediun", ["easy", "medium"]) == "medium"
    assert nearest_name("m" * 81, ["m" * 80]) is None


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\uffff\ufffe")
)
full_texts = texts.filter(str.strip)
names = st.from_regex(r"[A-Za-z0-9_-]+", fullmatch=True)
skills = st.sampled_from(sorted(BUILT_IN_SKILLS))


def questions():
    common = {"id": names, "skill": skills, "stem": full_texts}
    options = st.lists(
        full_texts, min_size=2, max_size=6, unique_by=lambda text: tuple(text.split())
    )
    choices = options.flatmap(
        lambda option: st.fixed_dictionaries(
            {**common, "answer": st.just(option[0]), "distractors": st.just(option[1:])},
            optional={"points": st.integers(1, 1000).map(str), "rationale": texts},
        )
    )
    truths = st.fixed_dictionaries(
        {**common, "type": st.just("true_false"), "answer": st.sampled_from(["true", "No"])}
    )
    level = st.fixed_dictionaries(
        {"points": st.integers(1, 9).map(str), "description": full_texts}
    )
    essays = st.fixed_dictionaries(
        {**common, "type": st.just("open_response"), "answer": full_texts},
        optional={"rubric": st.lists(level), "lines": st.integers(1, 60).map(str)},
    )
    return choices | truths | essays


@given(questions())
def test_a_question_comes_back_from_json_as_it_went_in(data):
    """A plan keeps its questions as JSON, and a pile marked next year is marked by them."""
    question = QUESTION.validate_python(data)

    assert QUESTION.validate_json(question.model_dump_json()) == question
    assert QUESTION.validate_python(question.model_dump()) == question


def test_the_schema_knows_every_kind():
    """Editors and other programs can learn the format from the model."""
    schema = Bank.model_json_schema()

    names = {
        definition["properties"]["type"]["const"]
        for definition in schema["$defs"].values()
        if "const" in definition["properties"].get("type", {})
    }
    assert names == set(MODELS)


def test_records_can_be_made_by_hand():
    """Tests and other programs write questions without YAML."""
    question = MultipleChoice(
        id="q", skill="evidence", stem="?", answer="a", distractors=(Distractor(text="b"),)
    )

    assert question.options == ("a", "b")


def test_a_copy_works_out_anew_what_follows_from_its_values():
    """A class that gets one student more must not keep the alphabets of the smaller one."""

    class Named(Record):
        name: str

        @cached_property
        def initial(self):
            return self.name[0]

    first = Named(name="Ada")
    assert (first.initial, first.model_copy(update={"name": "Zoe"}).initial) == ("A", "Z")
    assert first.initial == "A"
