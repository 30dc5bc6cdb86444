"""Sequences whose members are made when they are asked for, since there may be very many."""

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class MadeSequence(Sequence[T]):
    """So many members, each of which `make` makes anew for its place, counted from 0."""

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)

    def __eq__(self, other: object) -> bool:
        """Whether a list or another such sequence has the same members."""
        return isinstance(other, MadeSequence | list) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
