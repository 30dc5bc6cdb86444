"""A process that lays blocks out, and gets ready for it while its caller reads the bank.

Whoever lays a block out, the plates are the same. What fails in the process is done again by
its caller, which then says what is wrong.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from quizgen import __version__
from quizgen.base.cache_files import CacheFiles, cache_folder
from quizgen.base.signals import deferred, leave_to_caller

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from quizgen.printing.pdf.plate import Plates
    from quizgen.printing.sheets import Material

FEWEST_JOBS = 2
"""With fewer processes allowed there is none to spare."""


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Compositor:
    """The other process, as its caller sees it."""

    def __init__(self, process: "SpawnProcess", connection: "Connection") -> None:
        self._process, self._connection = process, connection

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.is_alive()

    def ask(self, material: "Material") -> Callable[[], "Plates | None"]:
        """Have blocks laid out; return what waits for the plates, None if that failed."""
        # In a thread: much does not pass before the other process is ready to read it.
        sending = Thread(target=self._send, args=(material,), daemon=True)
        with deferred():  # the thread is not for signals, which would reach this one by it
            sending.start()
        return self._received

    def _send(self, material: "Material") -> None:
        try:
            self._connection.send(material)
        except Exception:  # it would wait for the rest, and its caller for an answer
            self._process.kill()

    def _received(self) -> "Plates | None":
        from multiprocessing.connection import wait

        with suppress(EOFError, OSError):
            wait([self._connection, self._process.sentinel])
            if self._connection.poll():
                plates: Plates | None = self._connection.recv()
                return plates
        return None


@contextmanager
def compositor() -> Iterator[Compositor | None]:
    """Give a process that is getting ready and is ended in the end; None if there is none."""
    from multiprocessing import get_context

    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    if sys.platform != "win32":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # it lets signals through that are to wait below
    try:
        try:
            with deferred():
                process.start()
        except OSError:  # so many are running already, or memory is short
            yield None
            return
        there.close()
        yield Compositor(process, here)
    finally:
        if process.pid is not None:
            process.kill()
            process.join()
        there.close()
        here.close()


@contextmanager
def compositor_for(source: Path, jobs: int) -> Iterator[Compositor | None]:
    """Give a compositor for a bank's or a plan's file, unless its blocks are likely known.

    They are where the file as it is was printed before. It is then, if all went well.
    """
    folder = cache_folder()
    files = CacheFiles(folder) if folder else None
    name = _name(source)
    if jobs < FEWEST_JOBS or not name or (files and files.get(name) is not None):
        yield None
        return
    with compositor() as process:
        yield process
    if files:
        with suppress(OSError):
            files.put(name, b"")


def _name(source: Path) -> str:
    """Return what a file is remembered by, or nothing if it cannot be read."""
    with suppress(OSError):
        return "read-" + sha256(__version__.encode() + source.read_bytes()).hexdigest()
    return ""


def _serve(caller: "Connection") -> None:
    """Lay out what the caller sends, until it sends no more."""
    leave_to_caller()
    gc.disable()  # a layout is kept to its end, and looked through in vain
    with suppress(Exception):
        from quizgen.printing.pdf.typeset import ready, typeset

        ready()
        gc.freeze()  # what was loaded stays, and need not be looked through
        while True:
            material: Material = caller.recv()
            try:
                plates = typeset([material])
            except Exception:  # the caller does it again, and says what is wrong
                caller.send(None)
            else:
                caller.send(plates)
                del material, plates
                gc.collect()  # while the caller prints: one that goes on writing comes again
