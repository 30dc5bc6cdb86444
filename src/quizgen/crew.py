"""Who makes the slices of a file: this process, several on this machine, or a cluster.

Whoever makes them, they are the same bytes and come in the same order. Sheets are sent as
slices are asked for, so that memory holds few of them.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import uuid4

from quizgen.errors import QuizgenError
from quizgen.plates import Plates
from quizgen.press import Press, Slice, Task, slices_in_turn, tasks
from quizgen.sheets import Booklet
from quizgen.stopping import deferred, leave_to_caller

WORTH_HELP = 1500
"""So many sheets take about a second; to call others takes nearly as long."""

AHEAD = 3
"""So many slices are asked for ahead of each helper."""


PATIENCE = 10
"""Seconds that a cluster may take to answer."""


class Crew(Protocol):
    """Makes a booklet's slices, in order."""

    def slices(self, booklet: Booklet, press: Press) -> Iterator[Slice]:
        """Yield the slices, each as soon as it and those before it are made."""


class Alone:
    """The process that prints."""

    def slices(self, booklet: Booklet, press: Press) -> Iterator[Slice]:
        """Yield the slices, made one after another."""
        return slices_in_turn(booklet, press)


@dataclass(frozen=True)
class Helpers:
    """Others that make slices; ask gives one of them a task and returns how to wait for it."""

    ask: Callable[[Task], Callable[[], Slice]]
    count: int

    def slices(self, booklet: Booklet, press: Press) -> Iterator[Slice]:
        """Yield the slices in order, with a few being made ahead."""
        waiting: deque[Callable[[], Slice]] = deque()
        for task in tasks(booklet, press):
            waiting.append(self.ask(task))
            if len(waiting) > AHEAD * self.count:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def drawn_with(plates: Plates) -> Plates:
    """Return what pages are made of: fonts and pictures are only written at a file's end."""
    return replace(plates, faces={}, assets={})


# Several processes on this machine

_press: Press | None = None


def _begin(plates: Plates) -> None:
    """Make a helper ready. Ctrl-C and the like are for the process that it helps."""
    global _press  # noqa: PLW0603 - a process pool has no other place for what all tasks share
    leave_to_caller()
    _press = Press(plates)


def _made(task: Task) -> Slice:
    if _press is None:
        raise RuntimeError("a helper was given work before it was ready")
    return _press.slice(*task)


@contextmanager
def crew_of(jobs: int, press: Press, sheets: int) -> Iterator[Crew]:
    """Give a crew of so many processes, or this one alone for a few sheets.

    Raises QuizgenError where one of them ends before its time.
    """
    if jobs < 2 or sheets < WORTH_HELP:
        yield Alone()
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Not forked: what laid the blocks out may have threads of its own.
    pool = ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=_begin, initargs=(drawn_with(press.plates),)
    )

    def ask(task: Task) -> Callable[[], Slice]:
        with deferred():  # a helper that begins here would say so if it were cut off
            return pool.submit(_made, task).result

    try:
        yield Helpers(ask, jobs)
    except BrokenProcessPool:
        raise QuizgenError(
            "A process that helped to print ended before its time; perhaps memory ran out. "
            "Nothing was written. Try it with --jobs 1."
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


# A cluster

_presses: dict[str, Press] = {}


def _made_there(key: str, plates: Plates, task: Task) -> Slice:
    """Make a slice on a cluster's worker, which keeps the press for the next one."""
    if key not in _presses:
        _presses.clear()
        _presses[key] = Press(plates)
    return _presses[key].slice(*task)


@contextmanager
def cluster_crew(address: str, press: Press) -> Iterator[Crew]:
    """Give a crew of the workers of the Dask cluster whose scheduler has this address.

    A worker that is lost costs time and nothing else: its slices are made by the others.
    Raises QuizgenError where the cluster cannot be reached, or is lost whole.
    """
    client, failures = _client(address)
    try:
        plates = drawn_with(press.plates)
        key = uuid4().hex
        [there] = client.scatter([plates], broadcast=True)

        def ask(task: Task) -> Callable[[], Slice]:
            future = client.submit(_made_there, key, there, task, pure=False)
            return future.result  # type: ignore[no-any-return]

        yield Helpers(ask, max(sum(client.nthreads().values()), 1))
    except failures as error:
        raise QuizgenError(
            f"The cluster at {address} was lost before all papers were made ({error}). Nothing "
            "was written. Start it again, or print without --scheduler."
        ) from error
    finally:
        client.close()


def _client(address: str) -> tuple[Any, tuple[type[BaseException], ...]]:
    """Return a client of the cluster, and what it raises when the cluster is lost."""
    try:
        from distributed import Client
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise QuizgenError(
            "--scheduler needs the package distributed, which is not installed. Install it "
            'with: pip install "quizgen[cluster]"'
        ) from None
    make_client: Callable[..., Any] = Client
    try:
        client = make_client(address, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
    except Exception as error:  # whatever listens there may answer anything
        raise QuizgenError(
            f"No cluster answers at {address}: {error or 'time ran out'}. Write the address "
            "that dask scheduler shows, such as tcp://10.0.0.5:8786, and start at least one "
            "worker."
        ) from error
    return client, (KilledWorker, FutureCancelledError, OSError, TimeoutError)
