"""Pages to sides of sheets: blank backs, and papers that lie side by side to be cut apart.

Pure arithmetic: papers and pages are numbers, counted from 0.
"""

from collections.abc import Collection, Sequence
from typing import overload

Half = tuple[int, int]
"""A page on a side: which of the papers that share the sheet, and which of its pages."""

Side = tuple[Half | None, ...]
"""What stands on a side from left to right; None is blank."""


def sides(pages: Sequence[int], *, duplex: bool) -> list[Side]:
    """Return the sides of the sheets that papers share, which have so many pages each.

    A shorter paper is filled up with blank pages, so that none changes over from one half of
    the sheets to the other. With duplex every second side is the back of the one before it,
    and a last back is blank where the pages are odd. Sheets with two papers are turned over
    on their short edge, so that left and right change places on their backs.
    """
    length = max(pages)
    length += length % 2 if duplex else 0
    rows = [
        tuple((paper, page) if page < count else None for paper, count in enumerate(pages))
        for page in range(length)
    ]
    return [row[::-1] if duplex and page % 2 else row for page, row in enumerate(rows)]


class Gathering(Sequence[tuple[int, ...]]):
    """Which papers share sheets, so that cut and stacked they are in order.

    Those that are `whole` share none, and come last.
    """

    def __init__(self, count: int, n_up: int, whole: Collection[int] = ()) -> None:
        self._shared: Sequence[int] = range(count)
        if whole:
            self._shared = [paper for paper in range(count) if paper not in whole]
        self._half = -(-len(self._shared) // n_up)
        self._whole = sorted(whole)

    def __len__(self) -> int:
        return self._half + len(self._whole)

    @overload
    def __getitem__(self, index: int) -> tuple[int, ...]: ...

    @overload
    def __getitem__(self, index: slice) -> list[tuple[int, ...]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, ...] | list[tuple[int, ...]]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        if index >= self._half:
            return (self._whole[index - self._half],)
        return tuple(self._shared[index :: self._half])
