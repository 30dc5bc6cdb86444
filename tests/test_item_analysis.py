"""Difficulty, discrimination and reliability, against published figures and by hand.

The figures for LSAT 6 and LSAT 7 (Bock and Lieberman 1970) are those of R's psych 2.2.9 and of
Python's mirt 1.2.0, which agree.
"""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.grading.item_analysis import (
    alpha_without,
    correlation_limits,
    cronbach_alpha,
    difficulty,
    difficulty_limits,
    f_quantile,
    item_rest_correlation,
    reliability,
    upper_lower_index,
)

# How many of 1,000 people answered five questions so; the patterns count up from 00000.
LSAT6 = [3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15]
LSAT6 += [10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298]
LSAT7 = [12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28]
LSAT7 += [7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308]

approx = pytest.approx

P = {"6": [0.924, 0.709, 0.553, 0.763, 0.870], "7": [0.828, 0.658, 0.772, 0.606, 0.843]}
REST = {
    "6": [0.1128, 0.1532, 0.1728, 0.1444, 0.1216],
    "7": [0.2457, 0.2467, 0.3132, 0.2228, 0.1748],
}
# alpha, its standard error, Feldt's limits, the standard error of measurement
WHOLE = {
    "6": (0.29500, 0.03422, 0.2235, 0.3618, 0.8691),
    "7": (0.45341, 0.02706, 0.3980, 0.5052, 0.8861),
}


def marks(frequencies):
    """Return a row for each person."""
    patterns = [[int(digit) for digit in f"{place:05b}"] for place in range(32)]
    return [
        row for row, number in zip(patterns, frequencies, strict=True) for _ in range(number)
    ]


SETS = {"6": marks(LSAT6), "7": marks(LSAT7)}
TABLES = st.integers(2, 6).flatmap(
    lambda questions: st.lists(
        st.lists(st.integers(0, 4), min_size=questions, max_size=questions), min_size=3
    )
)


@pytest.mark.parametrize("name", SETS)
def test_questions_have_the_published_figures(name):
    """Difficulty and the corrected point-biserial, to all the digits that were printed."""
    table = SETS[name]
    totals = [sum(row) for row in table]
    columns = list(zip(*table, strict=True))

    assert [difficulty(column, 1) for column in columns] == approx(P[name])
    found = [round(item_rest_correlation(column, totals), 4) for column in columns]
    assert found == REST[name]


@pytest.mark.parametrize("name", SETS)
def test_a_test_has_the_published_figures(name):
    """Alpha, its standard error and limits, and the error of measurement."""
    found = reliability(SETS[name])

    figures = (found.alpha, found.standard_error, *found.limits, found.measurement_error)
    assert figures == approx(WHOLE[name], abs=6e-5)


@pytest.mark.parametrize(
    ("share", "first", "second", "value"),
    [
        (0.95, 1, 1, 161.4476),
        (0.95, 5, 10, 3.3258),
        (0.99, 2, 20, 5.8489),
        (0.975, 24, 60, 1.8817),
        (0.5, 7, 7, 1.0),
    ],
)
def test_quantiles_of_f_are_those_of_printed_tables(share, first, second, value):
    """And one quantile is the other way round's reciprocal."""
    assert f_quantile(share, first, second) == approx(value, rel=1e-4)
    assert f_quantile(1 - share, second, first) == approx(1 / value, rel=1e-4)


def test_what_cannot_be_computed_is_none():
    """Two students, one question, marks that are all alike."""
    assert reliability([[1, 0], [0, 1]]) is None
    assert reliability([[1], [0], [1]]) is None
    assert reliability([[1, 0], [1, 0], [0, 1]]) is None
    assert item_rest_correlation([1, 1, 1], [3, 2, 1]) is None
    assert item_rest_correlation([1, 0], [3, 1]) is None
    assert difficulty([], 1) is None
    assert difficulty_limits([1, 0], 1) is None
    assert correlation_limits(0.5, 3) is None
    assert upper_lower_index([1, 0] * 24, [1, 0] * 24, 1) is None


def test_a_question_that_all_answer_alike_is_counted():
    """So alpha falls, as in psychometric and pingouin; psych would leave it out."""
    table = [[1, 1], [0, 0], [1, 0], [0, 1], [1, 1]]
    with_constant = [[*row, 1] for row in table]

    assert cronbach_alpha(with_constant) == approx(cronbach_alpha(table) * (3 / 2) / (2 / 1))
    assert alpha_without(with_constant)[2] == approx(cronbach_alpha(table))


def test_the_upper_and_the_lower_group_by_hand():
    """Of 100 students the 27 best are 20 with 10 points and 7 of the 40 with 5."""
    totals = [10] * 20 + [5] * 40 + [1] * 40
    points = [1] * 20 + [1, 0] * 20 + [0] * 40

    expected = (20 + 7 * 0.5) / 27 - 0
    assert upper_lower_index(points, totals, 1) == approx(expected)


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_students_does_not_matter(table, shuffler: random.Random):
    """Neither for the questions nor for the test."""
    mixed = shuffler.sample(table, len(table))
    for one, other in ((table, mixed), (table * 20, mixed * 20)):
        found = []
        for rows in (one, other):
            totals = [sum(row) for row in rows]
            for column in zip(*rows, strict=True):
                found.append([item_rest_correlation(column, totals)])
                found[-1] += [upper_lower_index(column, totals, 4), difficulty(column, 4)]
                found[-1] += difficulty_limits(column, 4)
        half = len(found) // 2
        for before, after in zip(found[:half], found[half:], strict=True):
            assert [each is None for each in before] == [each is None for each in after]
            assert [each or 0 for each in before] == approx([each or 0 for each in after])


@given(TABLES)
def test_limits_hold_what_they_are_of(table):
    """Within what is possible at all, and alpha is never above 1."""
    totals = [sum(row) for row in table]
    for column in zip(*table, strict=True):
        low, high = difficulty_limits(column, 4)
        assert 0 <= low <= difficulty(column, 4) + 1e-9
        assert difficulty(column, 4) - 1e-9 <= high <= 1
        r = item_rest_correlation(column, totals)
        if r is not None and (limits := correlation_limits(r, len(table))):
            assert -1 <= limits.low <= r <= limits.high <= 1
    found = reliability(table)
    if found:
        assert found.limits.low <= found.alpha <= found.limits.high <= 1
        assert math.isfinite(found.standard_error)
