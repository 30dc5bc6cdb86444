"""What a student gave for a question, and how a teacher types it into a cell.

A cell has the letters as they stand on the paper, `B`, `A C` or `ACD`, and behind them the
points of what is marked by hand: `B 1`. `-` is what the student left out. An empty cell is not
marked yet.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple
from unicodedata import normalize

from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.shapes import Answer, Match, OneOf, Order, Part, SomeOf, Written
from quizgen.bank.questions import Question
from quizgen.base.errors import QuizgenError, shown
from quizgen.base.language import Wording
from quizgen.base.regex import regex
from quizgen.base.words import and_list, counted, or_list
from quizgen.plan.model import Form

OMITTED = "-"
"""What stands for an answer that was not given; scanners' programs write other dashes."""
_DASHES = "-\N{HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
_SEPARATORS = regex(r"(?:[\s;|/]|,(?![0-9])|(?<![0-9]),)+")  # 1,5 is a number
_NUMBER = regex(r"[0-9]{1,4}(?:[.,][0-9]{1,3})?")


class CellError(QuizgenError):
    """A cell that is no answer to its question; the text says what is expected."""


class Given(NamedTuple):
    """What a student gave for one part of a question.

    answer has the letters of the plan, A to Z, `""` for each that is missing, none where
    something else was written and left out; None where it is not known. points are those that
    a teacher gave by hand.
    """

    answer: Answer | None = None
    points: Fraction | None = None


Response = tuple[Given, ...]
"""What a student gave for each part of a question; empty if it is not marked yet."""


def parts_of(question: Question, form: Form) -> tuple[Part, ...]:
    """Return what a question asks for where it is printed in a form."""
    return form.asks(question)


def letters_of(part: Part) -> tuple[str, ...]:
    """Return the letters of the plan that a part is answered with; none if it is written."""
    match part.shape:
        case OneOf(options) | SomeOf(options):
            number = len(options)
        case Match(_, right):
            number = len(right)
        case Order(items):
            number = len(items)
        case _:
            number = 0
    return tuple(map(letter, range(number)))


def asked_letters(part: Part) -> int | None:
    """Return how many letters answer a part; None where some of the letters do."""
    match part.shape:
        case OneOf():
            return 1
        case Match(left, _):
            return len(left)
        case Order(items):
            return len(items)
        case SomeOf():
            return None
    return 0


def omitted(parts: Iterable[Part]) -> Response:
    """Return the response of a student who left a question out."""
    return tuple(_nothing(part) for part in parts)


def _nothing(part: Part) -> Given:
    answer = ("",) * (asked_letters(part) or 0)
    return Given(answer) if letters_of(part) else Given(answer, Fraction(0))


def is_omitted(response: Response) -> bool:
    """Return whether a marked response has no answer at all."""
    return bool(response) and all(
        given.answer is not None and not any(given.answer) and not given.points
        for given in response
    )


def read_cell(cell: str, parts: Sequence[Part], words: Wording) -> Response:
    """Return the response that a cell has for the parts of a question.

    words names the options as the paper does. An empty cell is (). Raises CellError.
    """
    tokens = [token for token in _SEPARATORS.split(cell.strip()) if token]
    if not tokens:
        return ()
    if len(tokens) == 1 and _is_dash(tokens[0]):
        return omitted(parts)
    return _Cell(cell, parts, words).response(tokens)


def _folded(letter: str) -> str:
    """Return a printed letter as people type it: ① as 1, the Arabic heh without its tail."""
    return normalize("NFKC", letter).replace("\N{ARABIC TATWEEL}", "").casefold()


def _is_dash(token: str) -> bool:
    return len(token) == 1 and token in _DASHES


class _Unit(NamedTuple):
    """A letter, a dash or a number in a cell; on papers with ①, 1 may be both."""

    name: str | None = None
    """The plan's letter, `""` for a dash."""
    number: Fraction | None = None


class _Cell:
    """Reads one cell, from its left to its right."""

    def __init__(self, cell: str, parts: Sequence[Part], words: Wording) -> None:
        self.cell, self.parts, self.words = cell, parts, words
        self.names = {
            _folded(words.letter(name)): name for part in parts for name in letters_of(part)
        }

    def response(self, tokens: Sequence[str]) -> Response:
        left = [unit for token in tokens for unit in self._units(token)]
        givens = []
        for part in self.parts:
            known, number = letters_of(part), asked_letters(part)
            if known:
                chosen = list(takewhile(lambda unit: unit.name is not None, left[:number]))
                givens.append(self._lettered(part, [unit.name or "" for unit in chosen]))
                left = left[len(chosen) :]
            else:
                points = left[0].number if left else None
                givens.append(Given(points=self._within(part, points)))
                left = left if points is None else left[1:]
        if left:
            raise CellError(f"{shown(self.cell)} has more than it takes. {self._expected()}")
        return tuple(givens)

    def _units(self, token: str) -> Iterator[_Unit]:
        """Yield what a token holds, which may be letters without blanks: `ACD` or `C-A`."""
        name = self.names.get(_folded(token))
        number = Fraction(token.replace(",", ".")) if _NUMBER.fullmatch(token) else None
        if name is not None or number is not None:
            yield _Unit(name, number)
            return
        for character in token:
            name = "" if _is_dash(character) else self.names.get(_folded(character))
            if name is None:
                raise CellError(f"{shown(token)} is not among its letters. {self._expected()}")
            yield _Unit(name)

    def _lettered(self, part: Part, names: Sequence[str]) -> Given:
        """Return the answer that letters give to a part."""
        number = asked_letters(part)
        if number is not None and len(names) < number:
            raise CellError(f"{shown(self.cell)} has too few letters. {self._expected()}")
        chosen = [name for name in names if name] if number is None else names
        self._refuse_strangers(chosen, letters_of(part), repeats=number is None)
        return Given(tuple(chosen))

    def _refuse_strangers(
        self, chosen: Sequence[str], known: Sequence[str], *, repeats: bool
    ) -> None:
        """Refuse letters of another part, and one that is chosen twice."""
        if any(name and name not in known for name in chosen) or (
            repeats and len(set(chosen)) < len(chosen)
        ):
            raise CellError(f"{shown(self.cell)} is no answer to it. {self._expected()}")

    def _within(self, part: Part, points: Fraction | None) -> Fraction | None:
        """Return points by hand if the part can earn so many."""
        if points is not None and points > part.points:
            most = counted(part.points, "point")
            raise CellError(f"{shown(self.cell)} is more than its {most}.")
        if part.levels and points and points not in part.levels:
            levels = and_list(sorted(part.levels))
            raise CellError(f"Its rubric has levels of {levels} points, not {points}.")
        return points

    def _expected(self) -> str:
        """Say what a cell of this question holds."""
        return f"It takes {expected(self.parts, self.words)}."


def expected(parts: Sequence[Part], words: Wording) -> str:
    """Return what the cell of a question takes: `a letter from A to D`, `0 to 4 points`."""
    return ", then ".join(_expected(part, words) for part in parts)


def _expected(part: Part, words: Wording) -> str:
    names = letters_of(part)
    if not names:
        if part.levels:
            return f"{or_list(sorted({0, *part.levels}))} points"
        return f"0 to {counted(part.points, 'point')}"
    span = f"from {words.letter(names[0])} to {words.letter(names[-1])}"
    number = asked_letters(part)
    if number == 1:
        return f"a letter {span}"
    return f"letters {span}" if number is None else f"{number} letters {span}"


def chosen_texts(part: Part, given: Given) -> tuple[str, ...]:
    """Return what a student chose in a part, in the words of the bank."""
    names = given.answer or ()
    match part.shape:
        case OneOf(options) | SomeOf(options) | Order(options):
            return tuple(options[_place(name)] for name in names if name)
        case Match(left, right):
            pairs = zip(left, names, strict=True)
            return tuple(f"{one} – {right[_place(name)]}" for one, name in pairs if name)
        case Written():
            return ()
    return ()


def _place(name: str) -> int:
    """Return the index of an option from its letter: 0 for A, 26 for AA."""
    place = 0
    for character in name:
        place = place * 26 + ord(character) - ord("A") + 1
    return place - 1
