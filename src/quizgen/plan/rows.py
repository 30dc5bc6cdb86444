"""The rows of a plan, one for each version, held in a fifth of the room that texts take.

A row is a version's name and words that other rows have too. A run may have very many.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import overload

from quizgen.base.made_sequence import MadeSequence


class Rows(Sequence[str]):
    """Texts like a tuple of them, and equal to it; each is made when it is asked for."""

    def __init__(self, rows: Iterable[str] = ()) -> None:
        self._numbers = _Numbers()
        self._words: list[str] = []
        self._names, self._name_ends = bytearray(), array("Q")
        self._places, self._ends = array("I"), array("Q")
        """The words of all rows by their numbers, and where each row ends."""
        self._fill(row.split(" ") for row in rows)

    @classmethod
    def of_words(cls, rows: Iterable[Sequence[str]]) -> "Rows":
        """Return rows, given the name and the words of each."""
        made = cls()
        made._fill(rows)
        return made

    def _fill(self, rows: Iterable[Sequence[str]]) -> None:
        numbers = self._numbers
        for name, *words in rows:
            self._names += name.encode("utf-8", "surrogatepass")
            self._name_ends.append(len(self._names))
            self._places.extend([numbers[word] for word in words])
            self._ends.append(len(self._places))
        self._words = list(numbers)

    def extend(self, other: "Rows", renamed: Mapping[str, str]) -> None:
        """Add other rows with their words as they are renamed."""
        numbers = [self._numbers[renamed.get(word, word)] for word in other._words]
        self._words = list(self._numbers)
        names, places = len(self._names), len(self._places)
        self._names += other._names
        self._name_ends.extend([names + end for end in other._name_ends])
        self._places.extend(map(numbers.__getitem__, other._places))
        self._ends.extend([places + end for end in other._ends])

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple([self[place] for place in range(*index.indices(len(self)))])
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        place = index % len(self)
        return " ".join([self.name(place), *self.words(place)])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows | tuple):
            return NotImplemented
        return len(self) == len(other) and all(map(str.__eq__, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    @property
    def digest(self) -> str:
        """SHA-256 of all rows in hexadecimal: the same for equal rows only."""
        found = sha256()
        for row in self:
            found.update(f"{row}\n".encode("utf-8", "surrogatepass"))
        return found.hexdigest()

    @property
    def names(self) -> Sequence[str]:
        """The name with which each row begins."""
        return MadeSequence(len(self), self.name)

    def name(self, place: int) -> str:
        """Return the name of a row, counted from 0."""
        start = self._name_ends[place - 1] if place else 0
        return self._names[start : self._name_ends[place]].decode("utf-8", "surrogatepass")

    def words(self, place: int) -> list[str]:
        """Return what follows the name of a row, counted from 0."""
        start = self._ends[place - 1] if place else 0
        words = self._words
        return [words[number] for number in self._places[start : self._ends[place]]]


class _Numbers(dict[str, int]):
    """The number of each word: the next one for a word that is asked for anew."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number
