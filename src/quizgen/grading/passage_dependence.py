"""How far questions need their article, where a group answered without it."""

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError, did_you_mean, shown
from quizgen.base.words import or_list
from quizgen.grading.item_analysis import Limits, difficulty, difficulty_limits
from quizgen.grading.results import Result, Results


class QuestionWithout(NamedTuple):
    """A question's share of points with the article and without it."""

    id: str
    with_it: float
    without: float
    limits: Limits
    """Of the difference."""

    @property
    def difference(self) -> float:
        """With the article less without it: near 0, the question needs no reading."""
        return self.with_it - self.without


@dataclass(frozen=True)
class WithoutPassage:
    """A class that had no article, against all others."""

    name: str
    students: int
    others: int
    questions: tuple[QuestionWithout, ...]


def without_passage(results: Results, class_name: str) -> WithoutPassage:
    """Return what a class without the article did, against the others.

    The difference of two shares is what Tuinman (1973, Reading Research Quarterly 9, 206-223)
    compares; its limits are Newcombe's (1998, method 10), made of Wilson's intervals. Raises
    QuizgenError if there is no such class, or nobody else.
    """
    group = [each for each in results.marked if each.paper.class_name == class_name]
    others = [each for each in results.marked if each.paper.class_name != class_name]
    if not group:
        names = sorted({each.paper.class_name for each in results.results} - {""})
        hint = did_you_mean(class_name, names) or (
            f" There are {or_list(names)}." * bool(names)
        )
        raise QuizgenError(f"No marked paper is of the class {shown(class_name)}.{hint}")
    if not others:
        raise QuizgenError("Every paper is of that class: nobody had the article.")
    questions = (_question(name, group, others) for name in results.questions)
    return WithoutPassage(
        class_name, len(group), len(others), tuple(each for each in questions if each)
    )


def _question(
    name: str, group: Sequence[Result], others: Sequence[Result]
) -> QuestionWithout | None:
    """Return a question with and without; None if one side did not have it, or too few."""
    without, most = _points(name, group)
    with_it, _ = _points(name, others)
    right, guessed = difficulty(with_it, most), difficulty(without, most)
    with_limits, without_limits = (
        difficulty_limits(with_it, most),
        difficulty_limits(without, most),
    )
    if right is None or guessed is None or with_limits is None or without_limits is None:
        return None
    apart = right - guessed
    low = hypot(right - with_limits.low, without_limits.high - guessed)
    high = hypot(with_limits.high - right, guessed - without_limits.low)
    return QuestionWithout(name, right, guessed, Limits(apart - low, apart + high))


def _points(name: str, results: Sequence[Result]) -> tuple[list[float], float]:
    marks = [mark for result in results for mark in result.marks if mark.question == name]
    return [float(mark.points or 0) for mark in marks], max([1, *(m.most for m in marks)])
