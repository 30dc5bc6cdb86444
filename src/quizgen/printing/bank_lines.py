"""What cannot be printed, with its lines in the bank."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quizgen.bank.load import LoadedBank, load_bank
from quizgen.bank.place import Place
from quizgen.base.errors import BankError, Problem, QuizgenError
from quizgen.printing.pdf.fit import LeavesColumnError, leaves_column


@contextmanager
def errors_at_lines(bank: Path) -> Iterator[None]:
    """Let errors about what does not fit name the lines of the bank, if it is one."""
    try:
        yield
    except LeavesColumnError as error:
        try:
            loaded = load_bank(bank)
        except QuizgenError:
            raise error from None
        raise at_lines(error, loaded) from error


def at_lines(error: LeavesColumnError, loaded: LoadedBank) -> QuizgenError:
    """Return the error with the lines of the bank that do not fit, if they are the bank's."""
    found = [_place_of(block, words, loaded) for block, words in error.blocks.items()]
    problems = {
        Problem(str(loaded.path), *loaded.mark(*place), leaves_column(words))
        for place, words in zip(found, error.blocks.values(), strict=True)
        if place
    }
    return BankError(problems) if all(found) else error


def _place_of(block: str, words: str, loaded: LoadedBank) -> Place | None:
    """Return the place of what a block prints: of the question, or of its text with words."""
    places: list[Place] = [
        ("questions", number)
        for number, question in enumerate(loaded.bank.questions)
        if re.search(rf"-{re.escape(question.id)}(-\d+)?$", block)
    ]
    if not places:
        return None
    first = (words.split() or [""])[0]
    texts = _texts(loaded.document.value(places[-1]), places[-1])
    return next((place for place, text in texts if first in text), places[-1])


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield the texts in a value of a bank, each with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in items:
            yield from _texts(part, (*place, step))
