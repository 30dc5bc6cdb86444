"""What cannot be printed, with its lines in the bank."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quizgen.bank.load import LoadedBank, load_bank
from quizgen.bank.place import Place
from quizgen.base.errors import BankError, Problem, QuizgenError
from quizgen.base.regex import regex
from quizgen.plan.model import Plan
from quizgen.printing.pdf.fit import LeavesColumnError

BLOCK = regex(
    r"(?:layout\d+-)?(?:question-(?P<asked>.+)-\d+|(?:row|entry)-(?P<key>.+)"
    r"|(?:key-)?group-(?P<group>.+))"
)
"""The name of a block that prints a question, or the text of a group."""


@contextmanager
def errors_at_lines(path: Path, plan: Plan | None = None) -> Iterator[None]:
    """Let errors about what does not fit name the lines of the bank.

    `path` is the bank, or the file of the plan: then the plan's bank is looked for near it.
    Where there is none, the error names the questions.
    """
    try:
        yield
    except LeavesColumnError as error:
        raise at_lines(error, _bank_near(path, plan)) from error


def _bank_near(path: Path, plan: Plan | None) -> LoadedBank | None:
    """Return a bank, or the one that a plan was made of: it must not have changed since."""
    places = [path]
    if plan:
        folders = (path.parent, path.parent.parent, Path())
        banks = (folder / within for folder in folders for within in ("", "question_banks"))
        places += [folder / Path(plan.bank.file).name for folder in banks]
    for place in places:
        try:
            loaded = load_bank(place)
        except QuizgenError:
            continue
        if plan is None or loaded.sha256 == plan.bank.sha256:
            return loaded
    return None


def at_lines(error: LeavesColumnError, loaded: LoadedBank | None) -> QuizgenError:
    """Return the error with the lines of a bank that do not fit, or with what they belong to.

    What no question and no group prints is named as the error has it.
    """
    problems, others = set[Problem](), dict[str, None]()
    for block, words in error.blocks.items():
        owner = BLOCK.fullmatch(block)
        place = _place_of(owner, words, loaded) if owner and loaded else None
        if loaded and place:
            mark = loaded.mark(*place)
            problems.add(Problem(str(loaded.path), *mark, error.message(words)))
        else:
            others[error.message(words, f" in {_name(owner) if owner else block}")] = None
    if not others:
        return BankError(problems)
    return QuizgenError("\n".join([*map(str, sorted(problems)), *others]))


def _name(owner: re.Match[str]) -> str:
    question = owner["asked"] or owner["key"]
    return f"question {question}" if question else f"the text of group {owner['group']}"


def _place_of(owner: re.Match[str], words: str, loaded: LoadedBank) -> Place | None:
    """Return the place of the question or group with some words, or of those words in it."""
    question = owner["asked"] or owner["key"]
    ids = [each.id for each in loaded.bank.questions]
    whole: Place | None = None
    if owner["group"] in loaded.bank.groups:
        whole = ("groups", owner["group"])
    elif question in ids:
        whole = ("questions", ids.index(question))
    if whole is None:
        return None
    first = (words.split() or [""])[0]
    texts = _texts(loaded.document.value(whole), whole)
    return next((place for place, text in texts if first in text), whole)


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield the texts in a value of a bank, each with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in items:
            yield from _texts(part, (*place, step))
