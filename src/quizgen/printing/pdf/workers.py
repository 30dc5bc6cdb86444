"""Who lays blocks out and makes slices: this process, or several on this machine.

Whoever does it, plates and slices are the same bytes and come in the same order. Sheets are
sent as slices are asked for, so that memory holds few of them.
"""

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from quizgen.base.data_class import dataclass, field, replace
from quizgen.base.errors import QuizgenError
from quizgen.base.process_copies import can_copy, lost
from quizgen.base.signals import deferred, leave_to_caller
from quizgen.printing.pdf.forked import Copies
from quizgen.printing.pdf.layout_process import Compositor, compositor
from quizgen.printing.pdf.plate import Plates, depends_on_others, joined
from quizgen.printing.pdf.press import (
    Bundle,
    LaidSlice,
    Press,
    Slice,
    sliced,
    slices_in_turn,
)
from quizgen.printing.pdf.shared_streams import Extent, Shared, Start
from quizgen.printing.sheets import Booklet, Material

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

WORTH_HELP = 1500
"""So many sheets take about a second; to call others takes nearly as long."""

WORTH_SHARING = 12
"""Fewer blocks are not worth another process's while: each reads all style sheets."""

LOADING, BEGINNING = 13, 22
"""So many blocks are laid out while a process loads WeasyPrint, or begins and loads it."""

AHEAD = 3
"""So many slices are asked for ahead of each helper."""


class Crew(Protocol):
    """Makes a booklet's slices, in order."""

    def slices(self, booklet: Booklet, press: Press, shared: Shared) -> Iterator[Slice]:
        """Yield the slices, each as soon as it and those before it are made."""


class Alone:
    """The process that prints."""

    def slices(self, booklet: Booklet, press: Press, shared: Shared) -> Iterator[Slice]:
        """Yield the slices, made one after another."""
        return slices_in_turn(booklet, press, shared)


T = TypeVar("T")
Wait = Callable[[], T]
"""Waits for what was asked for, and returns it."""


@dataclass(frozen=True)
class Helpers:
    """Others that make slices. How one is numbered is known when those before are laid out."""

    lay: Callable[[int, Sequence[Bundle], Shared], Wait[Extent]]
    """Has the slice of this number laid out, counted from 0, and tells how large it is."""
    draw: Callable[[int, Start], Wait[Slice]]
    """Has a slice drawn that was laid out."""
    count: int

    def slices(
        self,
        booklet: Booklet,
        press: Press,  # noqa: ARG002 - each has one
        shared: Shared,
    ) -> Iterator[Slice]:
        """Yield the slices in order, with a few being made ahead."""
        yield from _awaited(self._being_drawn(booklet, shared), AHEAD * self.count)

    def _being_drawn(self, booklet: Booklet, shared: Shared) -> Iterator[Wait[Slice]]:
        laid = (
            self.lay(number, bundles, shared) for number, bundles in enumerate(sliced(booklet))
        )
        start = Start(shared.following)
        for number, extent in enumerate(_awaited(laid, self.count)):
            yield self.draw(number, start)
            start = start.after(extent)


def _awaited(asked: Iterable[Wait[T]], ahead: int) -> Iterator[T]:
    """Yield what is asked for, in order; so many more are asked for ahead of it."""
    waiting: deque[Wait[T]] = deque()
    for wait in asked:
        waiting.append(wait)
        if len(waiting) > ahead:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


def drawn_with(plates: Plates) -> Plates:
    """Return what pages are made of: fonts and pictures are only written at a file's end."""
    return replace(plates, faces={}, assets={})


# Laying blocks out


def typeset_by(
    material: Material,
    jobs: int,
    ready: Compositor | None = None,
    meanwhile: Callable[[], object] = bool,
) -> Plates:
    """Lay out every block of a material, many of them in several processes at once.

    One of the others may be ready. If it does not divide itself, this process lays out as
    many; else, or with one job, it stays small, and does something else meanwhile. Raises
    QuizgenError as typeset does.
    """
    if not material.blocks:
        return joined([])
    if ready and (jobs == 1 or ready.divides):
        shares = [share for share in _dealt(material, [0] * jobs) if share.blocks]
        wait = ready.ask(shares)
        meanwhile()
        return _alike(material, _plates_of(shares, wait), ready)
    loaded = "weasyprint" in sys.modules
    lags = [0 if loaded else LOADING, *([0] if ready else []), *[BEGINNING] * (jobs - 1)]
    own, *others = _dealt(material, lags[:jobs])
    with ExitStack() as stack:
        waits = []
        for place, share in enumerate(others):
            if share.blocks:
                helper = ready if ready and not place else stack.enter_context(compositor())
                if helper:
                    waits.append(partial(_plates_of, [share], helper.ask([share])))
                else:
                    waits.append(partial(_typeset, share))
        plates = [_typeset(own), *(wait() for wait in waits)]
    return _alike(material, joined(plates), ready)


def _plates_of(shares: Sequence[Material], wait: Wait[list[Plates | None]]) -> Plates:
    """Return what others lay out; this process does again what they could not."""
    made = zip(shares, wait(), strict=True)
    return joined([_typeset(share) if own is None else own for share, own in made])


def _typeset(material: Material) -> Plates:
    from quizgen.printing.pdf.typeset import typeset

    return typeset([material])


def _alike(material: Material, plates: Plates, ready: Compositor | None) -> Plates:
    """Return the blocks in order; lay out again, together, those that depend on others.

    Layout makes a copy of some fonts for the blocks of a document, and measures characters
    that no font has once for all. Which blocks another process had, or the store, must not
    show.
    """
    blocks = {name: plates.blocks[name] for name in material.blocks}
    dependent = {name for name in plates.blocks if depends_on_others(plates, name)}
    if not dependent:
        return replace(plates, blocks=blocks)
    share = [material.without(material.blocks.keys() - dependent)]
    again = _plates_of(share, ready.ask(share)) if ready else _typeset(*share)
    together = joined([replace(plates, blocks={}), again])
    return replace(together, blocks={**blocks, **again.blocks})


def _dealt(material: Material, lags: Sequence[int]) -> list[Material]:
    """Deal a material's blocks to processes, in turn and as they lag behind.

    Blocks of a kind, which take about as long, come one after another.
    """
    counts = _shares(len(material.blocks), lags)
    turns = sorted(
        ((at + 0.5) / count, place) for place, count in enumerate(counts) for at in range(count)
    )
    places = {name: place for name, (_, place) in zip(material.blocks, turns, strict=True)}
    return [
        material.without({name for name, own in places.items() if own != place})
        for place in range(len(counts))
    ]


def _shares(count: int, lags: Sequence[int]) -> list[int]:
    """Deal so many blocks to processes, so that all have done at one time.

    A lag is how many blocks one could have laid out before it begins. Who would get next to
    nothing gets nothing.
    """
    best = sorted(range(len(lags)), key=lags.__getitem__)
    while len(best) > 1:
        done = (count + sum(lags[place] for place in best)) // len(best)
        if done - lags[best[-1]] >= WORTH_SHARING:
            break
        best.pop()
    else:
        done = count + lags[best[0]]
    shares = [max(done - lag, 0) if place in best else 0 for place, lag in enumerate(lags)]
    shares[best[0]] += count - sum(shares)
    return shares


# Several processes on this machine


@dataclass
class _Helper:
    """What a process that helps holds from one thing it is asked to do to the next."""

    press: Press
    laid: dict[int, LaidSlice] = field(default_factory=dict)

    def lay(self, number: int, bundles: Sequence[Bundle], shared: Shared) -> Extent:
        self.laid[number] = self.press.laid(bundles, shared)
        return self.laid[number].extent

    def draw(self, number: int, start: Start) -> Slice:
        return self.press.slice(self.laid.pop(number), start)


_helper: list[_Helper] = []


def _begin(plates: Plates) -> None:
    """Make a helper ready. Ctrl-C and the like are for the process that it helps."""
    leave_to_caller()
    gc.disable()  # what it makes holds no cycles, and would be looked through in vain
    _helper[:] = [_Helper(Press(plates))]


def _lay(number: int, bundles: Sequence[Bundle], shared: Shared) -> Extent:
    return _helper[0].lay(number, bundles, shared)


def _draw(number: int, start: Start) -> Slice:
    return _helper[0].draw(number, start)


@contextmanager
def crew_of(jobs: int, press: Press, sheets: int) -> Iterator[Crew]:
    """Give a crew of so many processes, or this one alone for a few sheets.

    Raises QuizgenError where one of them ends before its time.
    """
    if jobs > 1 and can_copy():
        with ExitStack() as stack:
            yield Copies(jobs, stack)
        return
    if jobs < 2 or sheets < WORTH_HELP:
        yield Alone()
        return
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ExitStack() as stack:
            begun = drawn_with(press.plates)
            pools = [stack.enter_context(_pool_of_one(begun)) for _ in range(jobs)]

            def submit(number: int, *task: Any) -> Wait[Any]:
                # Who laid a slice out draws it too.
                try:
                    with deferred():  # a helper that begins here would tell if it were cut off
                        return pools[number % jobs].submit(*task).result
                except OSError as error:
                    raise QuizgenError(
                        f"No process that helps to print could be started ({error.strerror}). "
                        "Nothing was written. Try it with --jobs 1."
                    ) from error

            yield Helpers(
                lambda number, *given: submit(number, _lay, number, *given),
                lambda number, start: submit(number, _draw, number, start),
                jobs,
            )
    except BrokenProcessPool:
        raise lost() from None


@contextmanager
def _pool_of_one(plates: Plates) -> Iterator["ProcessPoolExecutor"]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Not forked: what laid the blocks out may have threads of its own.
    pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin, initargs=(plates,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
