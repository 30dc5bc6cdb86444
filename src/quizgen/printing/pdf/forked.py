"""Slices made by this process and by copies of it, which have all that they need.

Each process takes the next slice that nobody has, lays it out and says how large it is. It
draws a slice once the sizes of all before it are known, and lays out the next one first, so
that hardly anybody waits. Copies write what they make to files of their own.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from mmap import mmap
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from quizgen.base.data_class import dataclass, field
from quizgen.base.process_copies import WORD, Parcels, begin_copy, end_copy, lost
from quizgen.printing.pdf.press import SLICE, Bundle, LaidSlice, Press, Slice, slices_in_turn
from quizgen.printing.pdf.shared_streams import Extent, Shared, Start
from quizgen.printing.sheets import Booklet

WORTH_HELP = 8
"""Fewer slices are made sooner than a copy begins, finds its way and ends."""

MOST_HELD = 1_300_000
"""So many bytes of slices are held in memory that wait for those before them.

That are some sixteen of worksheets, and one or two of an answer grid.
"""

PAUSE = 0.0005
"""Seconds to wait before looking again at what others have done."""


class Copies:
    """A crew of this process and copies of it, which are made for each booklet anew."""

    def __init__(self, jobs: int, stack: ExitStack) -> None:
        self.count = jobs
        self._stack = stack

    def slices(self, booklet: Booklet, press: Press, shared: Shared) -> Iterator[Slice]:
        """Yield the slices in order; raise QuizgenError where a copy ends before its time."""
        count = -(-len(booklet.bundles) // SLICE)
        helpers = min(self.count - 1, count // WORTH_HELP)
        if not helpers:
            yield from slices_in_turn(booklet, press, shared)
            return
        board = self._stack.enter_context(_board(count))
        for _ in range(helpers):
            board.call(lambda: _Maker(booklet, press, shared, board))
        yield from _in_order(count, _Maker(booklet, press, shared, board), board)


def _in_order(count: int, maker: "_Maker", board: "_Board") -> Iterator[Slice]:
    """Yield all slices, those that this process makes while it waits for others among them."""
    held: dict[int, Slice] = {}
    for number in range(count):
        while number not in held and not board.is_made(number):
            waiting = sum([each.segment.length for each in held.values()])
            made = maker.step() if waiting < MOST_HELD else None
            if made:
                held[made[0]] = made[1]
            else:
                board.pause()
        yield held.pop(number) if number in held else board.read(number)


class _Maker:
    """Makes the slices that it takes, in order."""

    def __init__(self, booklet: Booklet, press: Press, shared: Shared, board: "_Board") -> None:
        self.bundles: Sequence[Bundle] = booklet.bundles
        self.press, self.shared, self.board = press, shared, board
        self.laid: tuple[int, LaidSlice] | None = None
        self.before, self.start = 0, Start(shared.following)
        """How many slices have been counted, and where the next one begins."""

    def step(self) -> tuple[int, Slice] | None:
        """Draw the slice that is laid out, the next one laid out first; None after the last."""
        waiting, self.laid = self.laid, self._next()
        if waiting is None:
            return self.step() if self.laid else None
        number, laid = waiting
        while self.before < number:
            self.start = self.start.after(self.board.extent(self.before))
            self.before += 1
        return number, self.press.slice(laid, self.start)

    def _next(self) -> tuple[int, LaidSlice] | None:
        number = self.board.take()
        if number is None:
            return None
        bundles = self.bundles[number * SLICE : (number + 1) * SLICE]
        laid = self.press.laid(bundles, self.shared)
        self.board.tell(number, laid.extent)
        return number, laid


@dataclass
class _Board:
    """What the processes tell each other, in memory and in files that they share."""

    count: int
    memory: mmap
    """For each slice its extent, and where it is; then where a copy says how it failed."""
    turns: BinaryIO
    """The numbers of the slices that nobody has taken, read by all from one position."""
    parcels: list[Parcels] = field(default_factory=list)
    """What each copy made."""
    copies: set[int] = field(default_factory=set)
    """The process ids of the copies that have not ended."""

    def __post_init__(self) -> None:
        self.words = memoryview(self.memory).cast("Q")

    def take(self) -> int | None:
        """Return the next slice that nobody has."""
        turn = os.read(self.turns.fileno(), WORD)
        return int.from_bytes(turn) if turn else None

    def tell(self, number: int, extent: Extent) -> None:
        """Say how large a slice is."""
        self.words[number] = extent.objects << 32 | extent.pages

    def extent(self, number: int) -> Extent:
        """Return how large a slice is, as soon as that is known."""
        while not (word := self.words[number]):
            self.pause()
        return Extent(word >> 32, word & 0xFFFFFFFF)

    def is_made(self, number: int) -> bool:
        """Whether a copy has made a slice."""
        return self.words[self.count + number] > 0

    def read(self, number: int) -> Slice:
        """Return a slice that a copy has made."""
        found: Slice = self._read(self.words[self.count + number])
        return found

    def _read(self, word: int) -> Any:
        return self.parcels[(word >> 48) - 1].get(word & 0xFFFFFFFFFFFF)

    def pause(self) -> None:
        """Wait for others; raise what made one fail, or QuizgenError if one is gone."""
        time.sleep(PAUSE)
        for process in tuple(self.copies):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended:
                continue
            self.copies.remove(process)
            if status:
                error = self.words[-1] and self._read(self.words[-1])
                raise error if isinstance(error, Exception) else lost()

    def call(self, maker: Callable[[], _Maker]) -> None:
        """Have a copy of this process make slices until all are taken."""
        self.parcels.append(Parcels())
        self.copies.add(begin_copy(lambda: self._help(maker)))

    def _help(self, make: Callable[[], _Maker]) -> None:
        try:
            maker = make()
            while made := maker.step():
                self.words[self.count + made[0]] = self._put(made[1])
        except Exception as error:
            self.words[-1] = self._put(error)
            raise SystemExit(1) from error

    def _put(self, made: object) -> int:
        """Hand over what a copy made, and return a word that says where it is."""
        return len(self.parcels) << 48 | self.parcels[-1].put(made)

    def end(self) -> None:
        """End copies that still run, and close the files."""
        for process in self.copies:
            end_copy(process)
        self.copies.clear()
        for parcels in self.parcels:
            parcels.close()
        self.turns.close()
        self.words.release()
        self.memory.close()


@contextmanager
def _board(count: int) -> Iterator[_Board]:
    with ExitStack() as stack:
        turns = stack.enter_context(TemporaryFile())
        turns.write(b"".join(number.to_bytes(WORD) for number in range(count)))
        turns.seek(0)
        board = _Board(count, mmap(-1, WORD * (2 * count + 1)), turns)
        stack.callback(board.end)
        yield board
