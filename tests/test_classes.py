"""Who in a class gets which version, and questions with fewer options."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.bank.kinds.base import OptionList
from quizgen.base.errors import RosterError
from quizgen.plan.assign_versions import class_list
from quizgen.plan.fewer_options import fewer_options
from quizgen.plan.roster import Roster, Student
from quizgen.plan.seating import read_seat


def roster(*seats_and_versions):
    """Return a class of students named S0, S1 … from texts such as `B4` or `B4 A` or `- A`."""
    students = []
    for number, text in enumerate(seats_and_versions):
        seat, _, version = text.partition(" ")
        seat = seat.strip("-")
        place = read_seat(seat) if seat else None
        students.append(
            Student(name=f"S{number}", line=number + 2, seat=seat, place=place, version=version)
        )
    return Roster("class.csv", tuple(students))


def versions(found):
    return [version for _, version in found.students]


# Who gets which


def test_without_a_number_each_has_a_version_of_their_own():
    """In the roster's order, A for the first."""
    found = class_list(roster(*"----"), None, "seed")
    assert versions(found) == ["A", "B", "C", "D"]
    assert (found.versions, found.warnings) == (4, ())


def test_a_version_in_the_roster_is_nobody_elses_own():
    """Who has none there gets the next that is free; two may share what the roster gives."""
    found = class_list(roster("-", "- A", "-", "- A"), None, "seed")
    assert versions(found) == ["B", "A", "C", "A"]
    assert found.versions == 3


def test_neighbours_in_a_room_have_different_versions():
    """Four versions in a class of 28 part those at corners too, and nothing is to be said."""
    seats = [f"{row}{column}" for row in "ABCD" for column in range(1, 8)]
    found = class_list(roster(*seats), 4, "seed")
    assert set(versions(found)) == set("ABCD")
    assert set(Counter(versions(found)).values()) == {7}
    assert found.warnings == ()


def test_neighbours_in_a_roster_have_different_versions():
    """Without seats it is the roster's order that counts."""
    found = class_list(roster(*["-"] * 9), 2, "seed")
    assert all(one != other for one, other in pairwise(versions(found)))


@pytest.mark.parametrize(
    ("places", "number", "words"),
    [
        (["A1 B", "A2 B"], 2, "S0 (A1) and S1 (A2), who sit next to one another, both have "
         "version B: the roster says so."),
        (["- A", "-", "- B"], 2, "both have version {}: 2 versions do not suffice beside those "
         "that the roster gives away."),
        (["A1 D", "B2 D"], 4, "S0 (A1) and S1 (B2), who sit diagonally behind one another, "
         "both have version D: the roster says so."),
        (["-", "-"], 1, "All neighbours have the same version, because there is only one."),
    ],
)  # fmt: skip
def test_who_shares_a_version_is_said_with_the_reason(places, number, words):
    """The roster's own wishes, or too few versions."""
    [warning] = class_list(roster(*places), number, "seed").warnings
    assert words.format("A") in warning or words.format("B") in warning


def test_many_who_share_are_counted():
    """A long list of names would be read by nobody."""
    warnings = class_list(roster(*["- A"] * 12), 2, "seed").warnings
    assert len(warnings) == 9
    assert warnings[-1] == "And so have 3 more pairs of neighbours."


def test_what_the_roster_says_comes_first():
    """Its warnings are handed on."""
    found = Roster("class.csv", roster("-").students, ("class.csv:3:1: empty",))
    assert class_list(found, 2, "seed").warnings == ("class.csv:3:1: empty",)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, "2:1: S0 is to get version D, and this run has versions A to C. Change"),
        (1, "2:1: S0 is to get version D, and this run has one version, A. Change"),
        (None, "versions A to B, one for each student. Change"),
    ],
)
def test_a_version_that_is_not_printed_is_an_error(number, words):
    """It names the line, and what there is."""
    with pytest.raises(RosterError) as caught:
        class_list(roster("- D", "- A"), number, "seed")
    [problem] = caught.value.problems
    assert words in str(problem)


# Fewer options


@st.composite
def lists(draw):
    """Draw a list of options with one answer, and an order in which it may be printed."""
    size = draw(st.integers(1, 7))
    movable = draw(st.integers(0, size))
    answer = draw(st.integers(0, size - 1))
    options = OptionList(tuple("PQRSTUV"[:size]), (answer,), movable)
    order = (*draw(st.permutations(range(movable))), *range(movable, size))
    return options, order


@given(lists())
def test_three_options_are_left_and_the_key_stays(drawn):
    """The answer and the bank's first distractors; its letter changes only from D onwards."""
    options, order = drawn
    fewer = fewer_options(options, order)
    [answer] = options.answers

    assert len(fewer) == min(len(order), 3)
    distractors = [place for place in range(len(options.texts)) if place != answer]
    assert {place for place in fewer if place != answer} == set(distractors[: len(fewer) - 1])
    kept_at_end = [place for place in fewer if place >= options.movable]
    assert list(fewer[len(fewer) - len(kept_at_end) :]) == sorted(kept_at_end)
    if options.movable == len(options.texts):
        assert fewer.index(answer) == min(order.index(answer), 2)
        others = [place for place in order if place in fewer and place != answer]
        assert [place for place in fewer if place != answer] == others


def test_other_lists_are_left_alone():
    """Two right answers, or a word bank, are not cut."""
    for options in (
        OptionList(tuple("PQRST"), (0, 1), 5),
        OptionList(tuple("PQRST"), (0,), 5, lettered=False),
        OptionList(tuple("PQRST"), (), 5),
    ):
        assert fewer_options(options, (4, 3, 2, 1, 0)) == (4, 3, 2, 1, 0)
