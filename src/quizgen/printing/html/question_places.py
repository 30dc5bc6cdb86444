"""Where each question is on other versions: `B F 5, C 2`."""

from collections.abc import Iterable, Mapping

from quizgen.base.language import Wording
from quizgen.plan.model import Plan, Version

LISTED_VERSIONS = 8
"""A question's numbers in so many versions fit a slot, which every run can fill anew."""

GATHERED_VERSIONS = 40
"""With more versions, the teacher finds a question's number in each version's own key."""

BEGINNING = 160
"""Characters of an excerpt that a key repeats."""


def places_in(versions: Iterable[Version], words: Wording) -> Mapping[str, str]:
    """Return the numbers of each question, each after the versions in which it has it."""
    found: dict[str, dict[int, list[str]]] = {}
    for version in versions:
        for item in version.items:
            numbers = found.setdefault(item.question, {})
            numbers.setdefault(item.number, []).append(version.name)
    return {
        question: words.comma.join(
            f"{' '.join(names)} {number}" for number, names in numbers.items()
        )
        for question, numbers in found.items()
    }


def as_slot(plan: Plan, places: str) -> dict[str, str]:
    """Return the slot of a question's numbers; none where they are text of its block."""
    return {"numbers": places} if places and len(plan.versions) <= LISTED_VERSIONS else {}
