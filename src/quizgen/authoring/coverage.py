"""Which paragraphs of the article have questions, for which skill."""

from collections import Counter
from collections.abc import Mapping

from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.model import Bank
from quizgen.base.data_class import dataclass

ParagraphNumber = int | None
"""A paragraph's number; None for a question that names no paragraph."""


@dataclass(frozen=True)
class Coverage:
    """The number of questions of each skill about each paragraph.

    A question with evidence in several paragraphs counts in each of them, and once in the
    total of its skill.
    """

    places: tuple[ParagraphNumber, ...]
    """Every paragraph of the article; None at the end if some question names none."""
    skills: Mapping[str, str]
    """The bank's skills with their labels, with questions or not."""
    counts: Mapping[tuple[ParagraphNumber, str], int]
    asked: Mapping[str, int]
    """The number of questions of each skill."""

    def count(self, place: ParagraphNumber, skill: str) -> int:
        """Return the number of questions of a skill about a paragraph."""
        return self.counts.get((place, skill), 0)

    def total(self, place: ParagraphNumber) -> int:
        """Return the number of questions about a paragraph."""
        return sum(self.count(place, skill) for skill in self.skills)


def coverage(bank: Bank) -> Coverage:
    """Count a bank's questions by paragraph and skill."""
    counts = Counter(
        (place, question.skill)
        for question in bank.questions
        for place in paragraphs_of(question) or (None,)
    )
    nowhere = (None,) if any(place is None for place, _ in counts) else ()
    return Coverage(
        places=(*range(1, bank.article.paragraphs + 1), *nowhere),
        skills=bank.skill_labels,
        counts=counts,
        asked=Counter(question.skill for question in bank.questions),
    )


def paragraphs_of(question: BaseQuestion) -> tuple[int, ...]:
    """Return the paragraphs of a question's evidence and solutions, in order."""
    named = [evidence.paragraph for evidence in question.evidence]
    named += [each.paragraph for each in question.solutions if each.paragraph is not None]
    return tuple(sorted(set(named)))
