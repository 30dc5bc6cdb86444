"""What can go wrong, as data: shown to people, never as a traceback."""

from collections.abc import Iterable
from dataclasses import dataclass


class QuizgenError(Exception):
    """A failure that a user can mend; its text says how."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to fix and where it is; line and column count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class BankError(QuizgenError):
    """Everything that is wrong with one bank, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
