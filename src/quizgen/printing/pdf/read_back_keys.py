"""Printed answer keys read back: each version's page has the letters of its papers."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from quizgen.bank.questions import Question
from quizgen.base.errors import shown
from quizgen.base.language import Wording
from quizgen.plan.model import Item, Plan, Version
from quizgen.printing.pdf.read_back import (
    PaperText,
    Verified,
    as_printed,
    not_as_planned,
    papers_of,
)


def verify_keys(files: Iterable[Path | bytes], plan: Plan, found: Verified) -> None:
    """Read the answer keys back from PDF files, and add what was read to `found`.

    Raises QuizgenError where a letter is not the plan's, or a page is not there.
    """
    wanted = _pages(plan)
    for paper in papers_of(files, duplex=False):
        text = PaperText(paper.pdf, paper.areas)
        at = 0
        for version, words in wanted.pop(paper.title, ()):
            at = _check(plan, version, words, text, at, found)
            found.keys += 1
    if wanted:
        raise not_as_planned(f"the key has no page '{shown(next(iter(wanted)))}'")


def _pages(plan: Plan) -> dict[str, list[tuple[Version, Wording]]]:
    """Return the titles of the key's pages of versions, and what is on each."""
    only = plan.words.gettext("Answers") if len(plan.rows) == 1 else None
    pages: dict[str, list[tuple[Version, Wording]]] = {}
    for version in plan.versions:
        for words in plan.wordings(version.name):
            other = None if words.letters == plan.words.letters else words.code
            title = only or plan.words.version(version.name, other)
            pages.setdefault(title, []).append((version, words))
    return pages


def _check(
    plan: Plan, version: Version, words: Wording, text: PaperText, at: int, found: Verified
) -> int:
    """Compare the letters of a version's rows from a place on; return where they end."""
    names = {letter: letter for letter in words.letters}
    for item in version.items:
        for printed, letter in _rows(plan.questions[item.question], item, words, plan.words):
            place, read = _next_row(text, printed, names, plan.words, at)
            if read is None:
                found.unread.append(
                    f"key of version {version.name}, question {item.number} "
                    f"({item.question}): no letter is found beside its answer"
                )
            elif read != letter:
                raise not_as_planned(
                    f"the key of version {version.name} ({version.code}) has {read} at "
                    f"question {item.number} ({item.question}), where the paper has {letter}"
                )
            else:
                at = place + len(printed)
    return at


def _rows(
    question: Question, item: Item, words: Wording, class_words: Wording
) -> Iterator[tuple[str, str]]:
    """Yield what is printed beside each letter of a question's key, and the letter."""
    letters = item.form.solution_letters(question, words)
    own = question.worded(class_words)
    for solution, letter in zip(question.solutions, letters, strict=False):
        first = solution.label or solution.text
        yield as_printed(own.get(first, first)), letter


def _next_row(
    text: PaperText, printed: str, names: dict[str, str], class_words: Wording, start: int
) -> tuple[int, str | None]:
    """Return where the next answer with a letter beside it begins, and that letter."""
    for at in text.occurrences(printed, start) if printed else ():
        if letter := text.letter_beside(at, names, class_words.direction):
            return at, letter
    return start, None
