"""Which versions' keys stand together in the answer key, and under which title."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from quizgen.base.language import Wording
from quizgen.plan.model import Plan, Version

MOST_TOGETHER = 12
"""At most this many keys share pages; memory never holds more, and 2, 3, 4 or 6 fill a page."""


class VersionKey(NamedTuple):
    """A version's key in one alphabet."""

    version: Version
    words: Wording
    language: str | None
    """The language of its letters, if they are not those of the class."""


class KeySheet(NamedTuple):
    """The keys that share pages."""

    title: str
    keys: tuple[VersionKey, ...]


class KeySheets:
    """A plan's keys in the order of its versions, each sheet made when it is asked for."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._versions = plan, plan.versions
        self._names = self._versions.names
        self._pages = list(self._in_alphabets())
        self._count = len(self._pages) or len(self._names)

    def __len__(self) -> int:
        return math.ceil(self._count / MOST_TOGETHER)

    def __iter__(self) -> Iterator[KeySheet]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> KeySheet:
        start = index * MOST_TOGETHER
        places = range(start, min(start + MOST_TOGETHER, self._count))
        keys = tuple(self._key(place) for place in places)
        return KeySheet(self._title(keys), keys)

    def _in_alphabets(self) -> Iterator[tuple[int, Wording]]:
        """Yield each version in each of its alphabets; nothing if all have the class's."""
        plan = self._plan
        if any(plan.wordings(name) != (plan.words,) for name in self._names):
            for place, name in enumerate(self._names):
                yield from ((place, words) for words in plan.wordings(name))

    def _key(self, index: int) -> VersionKey:
        own = self._plan.words
        place, words = self._pages[index] if self._pages else (index, own)
        language = None if words.letters == own.letters else words.code
        return VersionKey(self._versions[place], words, language)

    def _title(self, keys: Sequence[VersionKey]) -> str:
        words, last = self._plan.words, keys[-1]
        if len(self._names) == 1:
            return words.gettext("Answers")
        if len(keys) == 1:
            return words.version(last.version.name, last.language)
        first, final = keys[0].version.name, last.version.name
        if first == final:
            return words.version(first)
        range_of = {"first": first, "last": final}
        return words.gettext("Versions %(first)s to %(last)s") % range_of
