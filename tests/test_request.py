"""What the teacher asks for, and what makes no sense."""

import contextlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SKILLS

from quizgen.plan.request import (
    CODE_ALPHABET,
    Request,
    RequestError,
    new_seed,
    parse_blueprint,
    parse_points,
    parse_section,
    parse_types,
    range_text,
)

blueprints = st.lists(
    st.tuples(st.sampled_from(SKILLS), st.integers(0, 40)), min_size=1, unique_by=lambda x: x[0]
)


@given(blueprints, st.sampled_from(["", " ", "  "]))
def test_a_blueprint_is_read_as_it_is_written(pairs, space):
    """Skills, numbers and their order come through, however the spaces fall."""
    comma, equals = f"{space},{space}", f"{space}={space}"
    text = comma.join(f"{skill}{equals}{number}" for skill, number in pairs)

    assert parse_blueprint(f"{space}{text}{space}") == tuple(pairs)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a skill is missing; write it like main_argument=3,evidence=4."),
        ("evidence=4,,tone=1", "a skill is missing; write it like main_argument=3,evidence=4."),
        ("=4", "'=4' names no skill; write it like evidence=4."),
        ("evidence", "'evidence' has no number; write it like evidence=4."),
        ("evidence=", "'evidence' has no number; write it like evidence=4."),
        ("evidence=four", "'four' is not a number of questions; write it like evidence=4."),
        ("evidence=-1", "'-1' is not a number of questions; write it like evidence=4."),
        ("evidence=2.5", "'2.5' is not a number of questions; write it like evidence=4."),
        ("evidence=٤", "'٤' is not a number of questions; write it like evidence=4."),
        (
            "evidence=1,tone=2,evidence=3",
            "evidence is there 2 times; name each skill once.",
        ),
    ],
)
def test_a_wrong_blueprint_is_explained(text, problem):
    """The message repeats what was written and says what to write instead."""
    with pytest.raises(RequestError) as caught:
        parse_blueprint(text)

    assert str(caught.value) == f"{text!r}: {problem}"


def test_everything_wrong_with_a_blueprint_is_said_at_once():
    with pytest.raises(RequestError) as caught:
        parse_blueprint("evidence=x,tone,tone=1,tone=2")

    assert len(str(caught.value).splitlines()) == 3


@given(st.text())
def test_no_blueprint_gives_a_traceback(text):
    with contextlib.suppress(RequestError):
        assert parse_blueprint(text)


def test_types_are_named_as_teachers_name_them():
    assert parse_types("MC=7, essay = 1") == (
        ("multiple_choice", 7),
        ("open_response", 1),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a type is missing; write it like multiple_choice=7,open_response=1."),
        ("=4", "'=4' names no type; write it like open_response=1."),
        ("essay", "'essay' has no number; write it like essay=4."),
        ("mc=some", "'some' is not a number of questions; write it like mc=4."),
        (
            "essay=1,mc=2,open_response=1",
            "open_response is there 2 times; name each type once.",
        ),
    ],
)
def test_a_wrong_mix_is_explained(text, problem):
    """A type that is there under two of its names is there twice."""
    with pytest.raises(RequestError) as caught:
        parse_types(text)

    assert str(caught.value) == f"{text!r}: {problem}"


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("15", (15, 15)), ("12-15", (12, 15)), (" 12 \u2013 15 ", (12, 15)), ("7-7", (7, 7))],
)
def test_points_are_one_number_or_two(text, bounds):
    assert parse_points(text) == bounds
    assert range_text(bounds) == ("-".join(map(str, dict.fromkeys(bounds))))


@pytest.mark.parametrize("text", ["", "fifteen", "12-", "-3", "1.5", "12-15-18", "٤"])
def test_what_is_no_number_of_points_is_refused(text):
    with pytest.raises(RequestError, match="is not a number of points; write it like 15"):
        parse_points(text)


@pytest.mark.parametrize("text", ["0", "15-12", "0-3"])
def test_points_that_no_worksheet_has_are_refused(text):
    with pytest.raises(RequestError, match="the smaller number comes first: 12-15"):
        parse_points(text)


def test_a_new_seed_is_short_and_cannot_be_misread():
    """It is copied by hand from a page: nothing in it looks like anything else."""
    seeds = [new_seed() for _ in range(500)]

    assert all(4 <= len(seed) <= 6 for seed in seeds)
    assert not set("".join(seeds)) & set("01OILUAEiloualoe ")
    assert set("".join(seeds)) == set(CODE_ALPHABET)
    assert max(Counter(seeds).values()) <= 2  # 28**5 codes


def test_a_run_nobody_named_gets_a_seed_of_its_own():
    assert Request().seed != Request().seed


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        ({"count": 0}, "Asked for 0 questions; a worksheet has at least 1."),
        ({"versions": 0}, "Asked for 0 versions; there is at least 1."),
        (
            {"blueprint": (("tone", -1),)},
            "--blueprint tone=-1: a number of questions is 0 or more.",
        ),
        ({"blueprint": (("tone", 1), ("tone", 1))}, "--blueprint: tone is there 2 times"),
        ({"mix": (("cloze", -1),)}, "--mix cloze=-1: a number of questions is 0 or more."),
        ({"at_most": (("cloze", 1),) * 2}, "--at-most: cloze is there 2 times; name each type"),
        ({"points": (15, 12)}, "--points 15-12: a worksheet is worth 1 point or more, and"),
        (
            {"seed": "caf\udce9"},
            r"The seed 'caf\udce9' contains characters that cannot be printed",
        ),
        ({"title": "\udcff"}, r"The title '\udcff' contains characters that cannot be printed"),
    ],
)
def test_nonsense_is_refused_before_a_bank_is_read(wishes, problem):
    with pytest.raises(RequestError) as caught:
        Request(**wishes)

    assert str(caught.value).startswith(problem)


def test_all_nonsense_is_said_at_once():
    with pytest.raises(RequestError) as caught:
        Request(count=-1, versions=-1)

    assert len(str(caught.value).splitlines()) == 2


def test_a_section_is_read_as_it_is_written():
    """Its title may have a colon too; commas part values of which any will do."""
    section = parse_section("Part 1: What he claims: skill=main_argument,evidence count=4")

    assert section.title == "Part 1: What he claims"
    assert parse_section("One: skill=evidence, count=2").skill == ("evidence",)
    assert (section.skill, section.count) == (("main_argument", "evidence"), 4)
    assert parse_section("Last: type=matching difficulty=hard").difficulty == ("hard",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("skill=evidence", "a colon parts the title from the wishes. Write it like"),
        (
            "Part 1: skil=evidence",
            "'skil=evidence' is not valid in a section. Did you mean 'skill'?",
        ),
        ("Part 1: What he claims", "a colon parts the title from the wishes."),
        ("Part 1: evidence count=2", "'evidence' is not valid in a section."),
        ("Part 1: count=0", "count=0: a section has 1 to 1000 questions."),
        ("Part 1: count=4 count=5", "count is there twice"),
        ("Part 1: difficulty=tricky", "difficulty=tricky: it is one of easy, medium, hard."),
        ("P\x07: count=1", "the title contains characters that cannot be printed"),
    ],
)
def test_a_wrong_section_is_explained(text, problem):
    with pytest.raises(RequestError) as caught:
        parse_section(text)

    assert str(caught.value).startswith(f"{text!r}: {problem}")


@given(st.text())
def test_no_section_gives_a_traceback(text):
    with contextlib.suppress(RequestError):
        parse_section(f"{text}: {text}")
