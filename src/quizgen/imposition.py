"""Pages to sides of sheets: blank backs, and papers that lie side by side to be cut apart.

Pure arithmetic: papers and pages are numbers, counted from 0.
"""

from collections.abc import Collection, Sequence

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


def gathered(count: int, n_up: int, whole: Collection[int] = ()) -> list[tuple[int, ...]]:
    """Return which papers share sheets, so that cut and stacked they are in order.

    Those that are `whole` share none, and come last.
    """
    if n_up == 1:
        return [(paper,) for paper in range(count)]
    shared = [paper for paper in range(count) if paper not in whole]
    half = -(-len(shared) // n_up)
    piles = [shared[first : first + half] for first in range(0, len(shared), max(half, 1))]
    together = [
        tuple(pile[place] for pile in piles if place < len(pile)) for place in range(half)
    ]
    return [*together, *((paper,) for paper in sorted(whole))]
