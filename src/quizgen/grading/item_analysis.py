"""What marks say about questions and about a test: difficulty, discrimination, reliability.

A table of marks has a row for each student and a column for each question, in points. Every
function says where its formula comes from, and returns None for what cannot be computed.
"""

import math
from collections.abc import Sequence
from operator import mul
from statistics import NormalDist, correlation, fmean, stdev, variance
from typing import NamedTuple

Marks = Sequence[Sequence[float]]
"""A row for each student, a column for each question."""

CONFIDENCE = 0.95
FEWEST_STUDENTS = 3
"""With two students every correlation is 1, -1 or nothing."""
FEWEST_FOR_GROUPS = 50
"""Below this, the upper and the lower 27 % are too few to compare."""
GROUP = 0.27
"""The share of students in the upper and in the lower group (Kelley 1939)."""
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


class Limits(NamedTuple):
    """The ends of a confidence interval."""

    low: float
    high: float


class Reliability(NamedTuple):
    """How far a test would rank the students again in the same way."""

    alpha: float
    standard_error: float
    """Of alpha, for large samples."""
    limits: Limits
    measurement_error: float
    """The standard error of measurement, in points."""


def difficulty(points: Sequence[float], most: float) -> float | None:
    """Return p, the mean share of a question's points that students earned, from 0 to 1."""
    return fmean(points) / most if points else None


def difficulty_limits(points: Sequence[float], most: float) -> Limits | None:
    """Return confidence limits of p.

    Wilson's interval (1927) where each student got all or nothing; else the mean and its
    standard error, within 0 and 1.
    """
    p, n = difficulty(points, most), len(points)
    if p is None or n < FEWEST_STUDENTS:
        return None
    if set(points) <= {0, most}:
        share = _Z * _Z / n
        middle = (p + share / 2) / (1 + share)
        half = math.sqrt(p * (1 - p) * share + share * share / 4) / (1 + share)
    else:
        middle, half = p, _Z * stdev(points) / most / math.sqrt(n)
    return Limits(max(0.0, middle - half), min(1.0, middle + half))


def item_rest_correlation(points: Sequence[float], totals: Sequence[float]) -> float | None:
    """Return the corrected point-biserial: a question's marks with the rest of the test's.

    Pearson's correlation; the question itself is taken out of the totals (Henrysson 1963).
    None where all students have the same marks, or fewer than three wrote the test.
    """
    rest = [total - own for total, own in zip(totals, points, strict=True)]
    if len(points) < FEWEST_STUDENTS or _is_constant(points) or _is_constant(rest):
        return None
    return max(-1.0, min(1.0, correlation(points, rest)))


def correlation_limits(r: float, students: int) -> Limits | None:
    """Return confidence limits of a correlation, by Fisher's z (1921); None below four."""
    if students < FEWEST_STUDENTS + 1:
        return None
    if abs(r) >= 1:
        return Limits(r, r)
    z, half = math.atanh(r), _Z / math.sqrt(students - 3)
    return Limits(math.tanh(z - half), math.tanh(z + half))


def upper_lower_index(
    points: Sequence[float], totals: Sequence[float], most: float
) -> float | None:
    """Return p of the upper 27 % of students less p of the lower 27 % (Kelley 1939).

    Students with equal totals at a cut count by shares, so that their order does not matter.
    None below 50 students.
    """
    if len(points) < FEWEST_FOR_GROUPS:
        return None
    size = GROUP * len(points)
    upper = _share_of_group(points, totals, size, best=True)
    lower = _share_of_group(points, totals, size, best=False)
    return (upper - lower) / most


def _share_of_group(
    points: Sequence[float], totals: Sequence[float], size: float, *, best: bool
) -> float:
    """Return the mean points of the best or the worst students; ties at the cut by shares."""
    groups: dict[float, list[float]] = {}
    for own, total in zip(points, totals, strict=True):
        groups.setdefault(total, []).append(own)
    earned, left = 0.0, size
    for total in sorted(groups, reverse=best):
        tied = groups[total]
        taken = min(left, len(tied))
        earned += fmean(tied) * taken
        left -= taken
        if left <= 0:
            break
    return earned / size


def reliability(marks: Marks) -> Reliability | None:
    """Return Cronbach's alpha (1951) with its limits, and the standard error of measurement.

    Questions that all students answered alike are counted. The standard error of alpha is that
    of van Zyl, Neudecker and Nel (2000, https://doi.org/10.1007/BF02296146), its limits are
    those of Feldt (1965, https://doi.org/10.1007/BF02289499). None for fewer than two questions
    or three students, or where all totals are equal.
    """
    alpha = cronbach_alpha(marks)
    if alpha is None:
        return None
    totals = [math.fsum(row) for row in marks]
    return Reliability(
        alpha,
        _standard_error(marks),
        _feldt_limits(alpha, len(marks), len(marks[0])),
        stdev(totals) * math.sqrt(max(0.0, 1 - alpha)),
    )


def cronbach_alpha(marks: Marks) -> float | None:
    """Return Cronbach's alpha (1951); None for what cannot be computed."""
    if len(marks) < FEWEST_STUDENTS or len(marks[0]) < 2:
        return None
    totals = [math.fsum(row) for row in marks]
    if _is_constant(totals):
        return None
    k = len(marks[0])
    parts = math.fsum(variance(column) for column in zip(*marks, strict=True))
    return k / (k - 1) * (1 - parts / variance(totals))


def alpha_without(marks: Marks) -> list[float | None]:
    """Return what alpha would be without each question in turn."""
    return [
        cronbach_alpha([[*row[:place], *row[place + 1 :]] for row in marks])
        for place in range(len(marks[0]) if marks else 0)
    ]


def _standard_error(marks: Marks) -> float:
    """Return the standard error of alpha for large samples (van Zyl et al. 2000)."""
    n, k = len(marks), len(marks[0])
    columns = list(zip(*marks, strict=True))
    means = [fmean(column) for column in columns]
    apart = [
        [own - mean for own in column] for column, mean in zip(columns, means, strict=True)
    ]
    covariances = [
        [math.fsum(map(mul, one, other)) / (n - 1) for other in apart] for one in apart
    ]
    sums = [math.fsum(row) for row in covariances]
    total = math.fsum(sums)
    trace = math.fsum(covariances[place][place] for place in range(k))
    trace_of_square = math.fsum(cell * cell for row in covariances for cell in row)
    square_of_sums = math.fsum(each * each for each in sums)
    # Never below 0 but for the last digits of floating-point numbers.
    spread = max(0.0, total * (trace_of_square + trace**2) - 2 * trace * square_of_sums)
    return math.sqrt(2 * k * k / ((k - 1) ** 2 * total**3) * spread / n)


def _feldt_limits(alpha: float, students: int, questions: int) -> Limits:
    """Return the confidence limits of alpha by the F distribution (Feldt 1965)."""
    first, second = students - 1, (students - 1) * (questions - 1)
    tail = (1 - CONFIDENCE) / 2
    return Limits(
        1 - (1 - alpha) * f_quantile(1 - tail, first, second),
        1 - (1 - alpha) * f_quantile(tail, first, second),
    )


def f_quantile(share: float, first: float, second: float) -> float:
    """Return the value below which so much of the F distribution lies; by halving.

    first and second are its degrees of freedom. No library that quizgen has knows it.
    """
    low, high = 0.0, 1.0
    for _ in range(53):  # the digits of a double
        middle = (low + high) / 2
        if incomplete_beta(middle, first / 2, second / 2) < share:
            low = middle
        else:
            high = middle
    return second * low / (first * (1 - low))


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularized incomplete beta function (DLMF 8.17, its fraction 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # beyond this the fraction is slow
        return 1 - incomplete_beta(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        + a * math.log(x)
        + b * math.log1p(-x)
    )
    return front * _beta_fraction(x, a, b) / a


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, from its end."""
    value = 1.0
    steps = 30 + 4 * round(math.sqrt(max(a, b)))  # they grow with the root (DLMF 8.17)
    for place in range(steps, 0, -1):
        half = place // 2
        if place % 2:
            factor = -(a + half) * (a + b + half) * x / ((a + place - 1) * (a + place))
        else:
            factor = half * (b - half) * x / ((a + place - 1) * (a + place))
        value = 1 + factor / value
    return 1 / value


def _is_constant(values: Sequence[float]) -> bool:
    return min(values) == max(values)
