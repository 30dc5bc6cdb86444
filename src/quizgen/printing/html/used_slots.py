"""What sheets write into the slots of their blocks, which the blocks have to show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Self

from quizgen.base.bidi import units
from quizgen.base.process_copies import dealt
from quizgen.printing.sheets import DIGITS, LINE_SLOT, PAGE_SLOT, Entry, Sheet, alphabet

MOST_TEXTS = 500
"""So many different texts of a slot are held until their characters are counted."""

MOST_REMEMBERED = 5000
"""At most this many entries are remembered as already counted."""

WORTH_HELP = 1000
"""So many sheets are made in a tenth of a second; a copy takes a little of that."""

Used = tuple[dict[tuple[str, str], str], frozenset[str]]
"""The characters of each slot, by (block, slot); and the blocks that flow."""


def used_by(sheets: Sequence[Sheet], jobs: int = 1) -> Used:
    """Return what sheets use of their blocks; each sheet is made and not kept.

    Of very many, up to `jobs` processes look at some each. A block is requested where its
    sheet is made, so the first sheet with one that a copy has found is made here again.
    """

    def some(places: Sequence[int]) -> _Uses:
        uses = _Uses()
        for place in places:
            uses.add(place, sheets[place])
        return uses.counted()

    uses, *others = dealt(some, range(len(sheets)), jobs, WORTH_HELP)
    for other in others:
        new = [place for block, place in other.first.items() if block not in uses.first]
        for place in dict.fromkeys(new):
            uses.add(place, sheets[place])
        uses.join(other)
    return uses.all()


class _Uses:
    """What the sheets that were added use of their blocks."""

    def __init__(self) -> None:
        self.first: dict[str, int] = {}
        """The first sheet with each block."""
        self._texts: defaultdict[tuple[str, str], _Characters] = defaultdict(_Characters)
        self._flowing: set[str] = set()
        self._counted: set[tuple[str, str]] = set()
        """The blocks with page numbers, with their texts."""
        self._seen: dict[int, Entry] = {}

    def add(self, place: int, sheet: Sheet) -> None:
        """Add a sheet, mostly without the entries that were seen before."""
        ends = [entry for entry in (sheet.head, sheet.foot) if entry]
        self._counted.update((entry.block, sheet.page_text) for entry in ends)
        seen = self._seen
        if len(seen) > MOST_REMEMBERED:
            seen.clear()
        fixed = [placed.entry for page in sheet.fixed for placed in page.entries]
        for entry in (*sheet.entries, *ends, *fixed):
            if id(entry) not in seen:
                seen[id(entry)] = entry
                self.first.setdefault(entry.block, place)
                self._add_entry(entry)

    def counted(self) -> Self:
        """Return these uses without what was only needed to count them."""
        self._seen.clear()
        for characters in self._texts.values():
            characters.all()
        return self

    def join(self, other: "_Uses") -> None:
        """Add what sheets use that come later."""
        for key, characters in other._texts.items():
            self._texts[key].add_all(characters.all())
        self._flowing |= other._flowing
        self._counted |= other._counted
        self.first = other.first | self.first

    def all(self) -> Used:
        """Return what they use."""
        for block, page_text in self._counted:
            self._texts[block, PAGE_SLOT].add(page_text.format(page=DIGITS, pages=""))
        alphabets = {key: alphabet(each.all()) for key, each in self._texts.items()}
        return alphabets, frozenset(self._flowing)

    def _add_entry(self, entry: Entry) -> None:
        block = entry.block
        for name, string in entry.slots.items():
            self._texts[block, name].add(string)
        if entry.flows:
            self._flowing.add(block)
        if entry.line_number:
            self._texts[entry.line_number, LINE_SLOT].add(DIGITS)


class _Characters:
    """The characters and words of texts; of many texts most are the same few."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._found: set[str] = set()

    def add(self, text: str) -> None:
        self._texts.add(text)
        if len(self._texts) > MOST_TEXTS:
            self.all()

    def add_all(self, found: Iterable[str]) -> None:
        self._found.update(found)

    def all(self) -> set[str]:
        for text in self._texts:
            self._found.update(units(text))
        self._texts.clear()
        return self._found
