"""What a class's results say of each question, of the test, and of what to teach next."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from statistics import fmean, stdev
from typing import NamedTuple

from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.shapes import OneOf, Part, SomeOf
from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass, replace
from quizgen.base.words import counted
from quizgen.grading.item_analysis import (
    Limits,
    Reliability,
    correlation_limits,
    difficulty,
    difficulty_limits,
    item_rest_correlation,
    reliability,
    upper_lower_index,
)
from quizgen.grading.results import Result, Results
from quizgen.grading.score import Mark

_TITLES = {kind.name: kind.title for kind in KINDS}
FEW_STUDENTS = 30
"""Below this, limits are wide enough to say so first."""
EASY, BEST = 0.9, 3
"""p above which nearly everyone is right; the best third of students are the best."""


class OptionReport(NamedTuple):
    """What an option drew, over all versions."""

    text: str
    is_key: bool
    students: int
    share: float
    """Of those who wrote the question, from 0 to 1."""
    best: int
    """How many of the best third of students chose it."""
    misconception: str | None


class PartReport(NamedTuple):
    """The options of a part of a question, in the bank's order."""

    stem: str
    options: tuple[OptionReport, ...]


@dataclass(frozen=True)
class QuestionReport:
    """What a question did, over all versions."""

    id: str
    stem: str
    kind: str
    skill: str
    students: int
    omitted: int
    most: int
    p: float | None
    p_limits: Limits | None
    discrimination: float | None
    discrimination_limits: Limits | None
    upper_lower: float | None
    parts: tuple[PartReport, ...]
    advice: tuple[str, ...] = ()


class Share(NamedTuple):
    """The mean share of points of a group: a skill or a version."""

    name: str
    students: int
    share: float


@dataclass(frozen=True)
class ClassReport:
    """What the results of a class say."""

    students: int
    waiting: int
    most: int
    mean: float | None
    deviation: float | None
    distribution: tuple[tuple[str, int], ...]
    """Ranges of per cent, and how many students are in each."""
    reliability: Reliability | None
    no_reliability: str
    """Why there is no reliability; empty where there is."""
    skills: tuple[Share, ...]
    versions: tuple[Share, ...]
    questions: tuple[QuestionReport, ...]
    corrections: tuple[str, ...] = ()


def class_report(results: Results) -> ClassReport:
    """Return the report of those papers that wait for nothing."""
    marked = results.marked
    totals = [_share(result) * 100 for result in marked]
    found, why = _reliability(marked)
    return ClassReport(
        len(marked),
        len(results.results) - len(marked),
        max((result.most for result in marked), default=0),
        fmean(totals) if totals else None,
        stdev(totals) if len(totals) > 1 else None,
        tuple(_distribution(totals)),
        found,
        why,
        tuple(_by_skill(results)),
        tuple(_by_version(marked)),
        tuple(_question(results, name) for name in results.questions),
        tuple(_corrections(results)),
    )


def _share(result: Result) -> float:
    return float((result.points or Fraction(0)) / result.most) if result.most else 0.0


def _distribution(totals: Sequence[float]) -> Iterator[tuple[str, int]]:
    """Yield ranges of ten per cent with their numbers of students."""
    places = Counter(min(9, int(total // 10)) for total in totals)
    for place in range(10):
        yield f"{place * 10}–{place * 10 + (10 if place == 9 else 9)} %", places[place]


def _reliability(marked: Sequence[Result]) -> tuple[Reliability | None, str]:
    """Return the reliability, or why there is none."""
    asked = {frozenset(mark.question for mark in result.marks) for result in marked}
    if len(asked) > 1:
        return None, "The versions ask different questions, so no reliability is computed."
    names = sorted(next(iter(asked), ()))
    table = []
    for result in marked:
        points = {mark.question: float(mark.points or 0) for mark in result.marks}
        table.append([points[name] for name in names])
    found = reliability(table) if table else None
    if found is None:
        return None, "Reliability takes two questions and three students with different marks."
    return found, ""


def _by_skill(results: Results) -> Iterator[Share]:
    """Yield the mean share of points for each skill, in the bank's order."""
    for skill, label in results.plan.skills.items():
        shares = []
        for result in results.marked:
            marks = [
                mark for mark in result.marks
                if results.plan.questions[mark.question].skill == skill
            ]  # fmt: skip
            most = sum(mark.most for mark in marks)
            if most:
                points = sum((mark.points or Fraction(0) for mark in marks), Fraction(0))
                shares.append(float(points / most))
        if shares:
            yield Share(label, len(shares), fmean(shares))


def _by_version(marked: Sequence[Result]) -> Iterator[Share]:
    """Yield the mean share of points for each version."""
    shares: dict[str, list[float]] = {}
    for result in marked:
        shares.setdefault(result.paper.version, []).append(_share(result))
    for name in sorted(shares, key=lambda name: (len(name), name)):
        yield Share(name, len(shares[name]), fmean(shares[name]))


def _corrections(results: Results) -> Iterator[str]:
    """Yield what was decided of faulty questions."""
    made = results.corrections
    for name, reason in made.dropped.items():
        yield f"{name} does not count. {reason}".strip()
    for name, reason in made.full_marks.items():
        yield f"All have the points for {name}. {reason}".strip()
    for name, texts in made.accepted.items():
        yield f"{name}: also right is {'; '.join(texts)}. {made.reasons.get(name, '')}".strip()


# Questions


def _question(results: Results, name: str) -> QuestionReport:
    """Return what a question did."""
    question = results.plan.questions[name]
    pairs = [(result, mark) for result in results.marked if (mark := _mark(result, name))]
    points = [float(mark.points or 0) for _, mark in pairs]
    totals = [float(result.points or 0) for result, _ in pairs]
    most = max((mark.most for _, mark in pairs), default=question.points)
    r = item_rest_correlation(points, totals) if points else None
    report = QuestionReport(
        name,
        question.stem,
        _TITLES[question.type],
        results.plan.skills[question.skill],
        len(pairs),
        sum(mark.is_omitted for _, mark in pairs),
        most,
        difficulty(points, most),
        difficulty_limits(points, most),
        r,
        None if r is None else correlation_limits(r, len(points)),
        upper_lower_index(points, totals, most),
        tuple(_parts(question, pairs)),
    )
    advice = tuple(_advice(report))
    return replace(report, advice=advice)


def _mark(result: Result, name: str) -> Mark | None:
    return next((mark for mark in result.marks if mark.question == name), None)


def _parts(question: Question, pairs: Sequence[tuple[Result, Mark]]) -> Iterator[PartReport]:
    """Yield what the options of each part drew."""
    best = _best(pairs)
    for place, part in enumerate(question.parts()):
        if not isinstance(part.shape, OneOf | SomeOf):
            continue
        chosen = Counter(text for _, mark in pairs for text in _chosen(mark, place))
        best_chose = Counter(text for _, mark in best for text in _chosen(mark, place))
        told = misconceptions(question, place)
        yield PartReport(
            part.stem,
            tuple(
                OptionReport(
                    text,
                    _is_key(part, number),
                    chosen[text],
                    chosen[text] / len(pairs) if pairs else 0.0,
                    best_chose[text],
                    told.get(text),
                )
                for number, text in enumerate(part.shape.options)
            ),
        )


def _best(pairs: Sequence[tuple[Result, Mark]]) -> list[tuple[Result, Mark]]:
    """Return the best third of students, and those who have as many points as its last."""
    if not pairs:
        return []
    ranked = sorted((_share(result) for result, _ in pairs), reverse=True)
    least = ranked[math.ceil(len(ranked) / BEST) - 1]
    return [pair for pair in pairs if _share(pair[0]) >= least]


def _chosen(mark: Mark, place: int) -> Sequence[str]:
    return mark.chosen[place] if place < len(mark.chosen) else ()


def _is_key(part: Part, number: int) -> bool:
    return letter(number) in part.key


def misconceptions(question: Question, place: int) -> Mapping[str, str]:
    """Return why a student may choose each wrong option of a part, by the option's text."""
    choices = question.choices
    if place >= len(choices):
        return {}
    return {
        f"“{option.text}”" if option.is_quoted else option.text: option.misconception
        for option in choices[place].options
        if option.misconception
    }


def _advice(report: QuestionReport) -> Iterator[str]:
    """Yield what to do about a question, the gravest first."""
    if not report.students or report.p is None:
        return
    for part in report.parts:
        yield from _suspicious_key(part)
    r, limits = report.discrimination, report.discrimination_limits
    if r is not None and r < 0:
        sure = limits is not None and limits.high < 0
        yield (
            "Those who did well on the rest did worse here"
            + (": look at its key and its wording." if sure else ", perhaps by chance.")
        )
    options = [len(part.options) for part in report.parts if part.options]
    if len(options) == 1 and report.p < 1 / options[0]:
        yield "Fewer had it right than by guessing: teach it again, or look at its key."
    if report.p > EASY:
        yield "Nearly everyone had it right: it tells students apart no more."
    for part in report.parts:
        unchosen = [option.text for option in part.options if not option.students]
        if unchosen and report.students >= FEW_STUDENTS:
            yield f"Nobody chose {'; '.join(unchosen)}."


def _suspicious_key(part: PartReport) -> Iterator[str]:
    """Yield that a wrong option drew more of the best students than the answer."""
    keys = [option for option in part.options if option.is_key]
    if len(keys) != 1:
        return
    for option in part.options:
        if not option.is_key and option.best > keys[0].best and option.best > 1:
            yield (
                f"Of the best third of students {option.best} chose “{option.text}” and "
                f"{keys[0].best} the answer: look at the key."
            )


def small_class(students: int) -> str:
    """Return what few students mean for the figures; empty for many."""
    if students >= FEW_STUDENTS:
        return ""
    return (
        f"With {counted(students, 'student')} these figures say little of single questions: "
        "the ranges beside them say how little."
    )
