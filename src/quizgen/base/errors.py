"""Errors as data: shown to people, never as a traceback."""

import os
import re
from collections.abc import Iterable

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex


class QuizgenError(Exception):
    """A failure that a user can fix; its text says how."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to fix and where it is; line and column count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class ProblemsError(QuizgenError):
    """Everything that is wrong with one file, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class BankError(ProblemsError):
    """Everything that is wrong with one bank."""


class SettingsError(ProblemsError):
    """Everything that is wrong with one project's settings, or with them together."""


class RosterError(ProblemsError):
    """Everything that is wrong with one roster."""


class MarksError(ProblemsError):
    """Everything that is wrong with one table of marks."""


class BlindReadingError(ProblemsError):
    """Everything that is wrong with the files of readers' answers."""


class ArticleError(ProblemsError):
    """Everything that is wrong with an article's text."""


def nearest_name(found: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name most similar to found, if one is similar."""
    # difflib takes quadratic time; no allowed name is nearly this long.
    if len(found) > 80:
        return None
    from difflib import get_close_matches

    by_small_letters = {name.casefold(): name for name in allowed}
    near = get_close_matches(found.casefold(), by_small_letters, n=1)
    return by_small_letters[near[0]] if near else None


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """Return " Did you mean …?" with the nearest allowed name, or ""."""
    name = nearest_name(found, allowed)
    return f" Did you mean '{shown(name)}'?" if name else ""


def shown(text: str) -> str:
    """Return text for a message: one short line of printable characters."""
    line = " ".join(text[:500].split())
    line = "".join(character if character.isprintable() else "\ufffd" for character in line)
    return line if len(line) <= 60 else f"{line[:57]}..."


_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""All that a terminal would act on but tab and line feed, and halves of characters."""


def harmless(text: str) -> str:
    """Replace what a terminal would act on: a file may be named by anybody."""
    return _CONTROL.sub("\ufffd", text)


def for_shell(text: str) -> str:
    """Quote a text for the terminal if it needs quoting."""
    if os.name == "nt":
        return f'"{text}"' if re.search(r"[^\w.:\\/-]", text) else text
    import shlex

    return shlex.quote(text)
