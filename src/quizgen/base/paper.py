"""A page and its margins, in points.

Whoever lays out or draws pages needs no more of a bank's settings than this.
"""

from typing import NamedTuple

GUTTER = 20.0
"""The gap between two columns."""


class Paper(NamedTuple):
    """A page and its margins in points; with two on a sheet, half of it."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    columns: int = 1
    n_up: int = 1
    duplex: bool = False
    mirrored: bool = False
    """Whether the first column is on the right, as in right-to-left languages."""

    @property
    def inside(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right

    @property
    def column(self) -> float:
        """The width of one column."""
        return (self.inside - GUTTER * (self.columns - 1)) / self.columns

    def column_left(self, number: int) -> float:
        """Return a column's left edge; columns count from 0 in reading order."""
        place = self.columns - 1 - number if self.mirrored else number
        return self.left + place * (self.column + GUTTER)
