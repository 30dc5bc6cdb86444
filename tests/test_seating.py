"""Neighbours get different versions."""

from collections import Counter
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.plan.seating import Seat, deal

SEATS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)).map(lambda each: Seat(*each)),
                 min_size=1, max_size=30, unique=True)  # fmt: skip
SEEDS = st.text(max_size=3)


def grid(rows, columns):
    return [Seat(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]


def touching(one, other, corners=False):
    """Whether two seats are beside one another, or at a corner too."""
    down, right = abs(one.row - other.row), abs(one.column - other.column)
    return max(down, right) == 1 and (corners or down + right == 1)


def pairs_that_share(seats, versions, corners=False):
    return [
        (one, other)
        for one in range(len(seats))
        for other in range(one)
        if versions[one] == versions[other] and touching(seats[one], seats[other], corners)
    ]


@given(SEATS, st.integers(2, 7), SEEDS)
def test_two_versions_part_neighbours_in_any_room(seats, versions, seed):
    """Beside, before and behind nobody has the same version, whatever the room's shape."""
    dealt = deal(seats, versions, seed=seed)

    assert not pairs_that_share(seats, dealt.versions)
    assert dealt.sides == ()
    assert set(dealt.versions) <= set(range(versions))


@given(SEATS, st.integers(4, 7), SEEDS)
def test_four_versions_part_corners_too(seats, versions, seed):
    """With four versions nobody at a corner has the same one either."""
    dealt = deal(seats, versions, seed=seed)

    assert not pairs_that_share(seats, dealt.versions, corners=True)
    assert dealt.corners == ()


@given(st.integers(1, 60), st.integers(2, 9), SEEDS)
def test_without_seats_neighbours_are_those_in_the_roster(students, versions, seed):
    """No two who follow one another share a version, and every version is used as often."""
    dealt = deal([None] * students, versions, seed=seed).versions

    assert all(one != other for one, other in pairwise(dealt))
    counts = Counter(dict.fromkeys(range(versions), 0) | Counter(dealt))
    assert max(counts.values()) - min(counts.values()) <= 2


@given(SEATS, st.integers(1, 4), st.dictionaries(st.integers(0, 29), st.integers(0, 3)), SEEDS)
def test_a_given_version_is_kept(seats, versions, wished, seed):
    """Who has a version in the roster gets it, and what is told is the truth."""
    wished = {n: v % versions for n, v in wished.items() if n < len(seats)}
    dealt = deal(seats, versions, wished, seed)

    assert all(dealt.versions[number] == version for number, version in wished.items())
    shared = {frozenset(pair) for pair in pairs_that_share(seats, dealt.versions)}
    assert {frozenset(pair) for pair in dealt.sides} == shared


def best_of_all(seats, versions, wished):
    """Return the fewest neighbours who share a version, by trying everything."""
    choices = [[wished[n]] if n in wished else range(versions) for n in range(len(seats))]
    return min(len(pairs_that_share(seats, each)) for each in product(*choices))


@given(
    st.lists(st.sampled_from(grid(3, 3)), min_size=2, max_size=8, unique=True),
    st.dictionaries(st.integers(0, 7), st.integers(0, 1), max_size=3),
    st.integers(2, 3),
)
def test_no_dealing_is_better(seats, wished, versions):
    """Where the roster gives versions away, as few neighbours share one as can be."""
    wished = {number: version for number, version in wished.items() if number < len(seats)}

    dealt = deal(seats, versions, wished)

    assert len(dealt.sides) == best_of_all(seats, versions, wished)


def test_a_given_version_across_the_room_decides_the_pattern():
    """Dealt row by row, two versions would clash with the last seat, which has its own."""
    seats = grid(4, 4)
    for version in (0, 1):
        dealt = deal(seats, 2, {15: version})
        assert dealt.sides == ()


@pytest.mark.parametrize(("rows", "columns"), [(4, 7), (5, 6), (5, 5), (6, 5)])
def test_a_class_gets_about_as_many_of_each(rows, columns):
    """The numbers of the four versions are near one another."""
    counts = Counter(deal(grid(rows, columns), 4).versions)
    assert max(counts.values()) - min(counts.values()) <= 3


def test_one_version_is_shared_by_all_and_it_is_said():
    """With one version every pair of neighbours is named."""
    dealt = deal(grid(2, 2), 1)
    assert dealt.versions == (0, 0, 0, 0)
    assert len(dealt.sides) == 4
    assert len(dealt.corners) == 2


def test_the_seed_decides():
    """The same seed deals the same, another one otherwise."""
    seats = [None] * 12
    assert deal(seats, 4, seed="a") == deal(seats, 4, seed="a")
    assert deal(seats, 4, seed="a") != deal(seats, 4, seed="b")


def test_a_school_is_dealt_too():
    """Fifty thousand students, with seats and without, are dealt without a clash."""
    room = grid(200, 250)
    for seats, versions in (([None] * 50_000, 3), (room, 2), (room, 3), (room, 4)):
        assert deal(seats, versions).sides == ()
