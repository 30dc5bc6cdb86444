"""Which paragraph of the article is asked about, and for which skill."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.model import Bank

ParagraphNumber = int | None
"""A paragraph's number; None for a question that names no paragraph."""


@dataclass(frozen=True)
class Coverage:
    """How many questions stand in each paragraph, for each skill.

    A question whose answer stands in several paragraphs counts in each of them, and once in
    the total of its skill.
    """

    places: tuple[ParagraphNumber, ...]
    """Every paragraph of the article; None at the end where a question names none."""
    skills: Mapping[str, str]
    """The bank's skills with their labels, whether asked for or not."""
    counts: Mapping[tuple[ParagraphNumber, str], int]
    asked: Mapping[str, int]
    """How many questions each skill has."""

    def count(self, place: ParagraphNumber, skill: str) -> int:
        """Return how many questions of a skill stand in a paragraph."""
        return self.counts.get((place, skill), 0)

    def total(self, place: ParagraphNumber) -> int:
        """Return how many questions stand in a paragraph."""
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
    """Return the paragraphs in which a question's answer stands, in the article's order."""
    named = [evidence.paragraph for evidence in question.evidence]
    named += [each.paragraph for each in question.solutions if each.paragraph is not None]
    return tuple(sorted(set(named)))
