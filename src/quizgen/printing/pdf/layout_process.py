"""A process that lays blocks out, and gets ready for it while its caller reads the bank.

Whoever lays a block out, the plates are the same. What fails in the process is done again by
its caller, which then says what is wrong.

On Linux the process is a copy of its caller, which begins at once, and divides itself to lay
out several shares: what it loaded is loaded once for all of them, and its caller needs none
of it.
"""

import ctypes
import gc
import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from quizgen import __version__
from quizgen.base.cache_files import CacheFiles, cache_folder
from quizgen.base.errors import QuizgenError
from quizgen.base.process_copies import begin_copy, can_copy
from quizgen.base.signals import deferred, leave_to_caller

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

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

    def __init__(self, process: "BaseProcess", connection: "Connection") -> None:
        self._process, self._connection = process, connection
        self._asides: list[int] = []

    divides = sys.platform == "linux"
    """Whether it lays out several shares at once. Elsewhere a fork is not to be relied on."""

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.is_alive()

    def ask(self, shares: "Sequence[Material]") -> Callable[[], "list[Plates | None]"]:
        """Have shares laid out; return what waits for the plates of each, None if it failed."""
        # In a thread: much does not pass before the other process is ready to read it.
        sending = Thread(target=self._send, args=(shares,), daemon=True)
        with deferred():  # the thread is not for signals, which would reach this one by it
            sending.start()
        return lambda: [self._received() for _ in shares]

    def aside(self, work: Callable[[], object]) -> None:
        """Do what need not be waited for, beside what the caller goes on with where it can be.

        It is done when this process is let go of. Nobody hears of what it raises there.
        """
        if can_copy():
            with suppress(QuizgenError):  # so many processes are running already
                self._asides.append(begin_copy(work))
                return
        work()

    def wait(self) -> None:
        """Wait for what is done aside."""
        while self._asides:
            os.waitpid(self._asides.pop(), 0)

    def _send(self, shares: "Sequence[Material]") -> None:
        try:
            self._connection.send(shares)
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
def compositor(styles: "Sequence[str]" = ()) -> Iterator[Compositor | None]:
    """Give a process that is getting ready and is ended in the end; None if there is none.

    It reads the style sheets that are likely laid out with.
    """
    from multiprocessing import get_context

    copies = _may_divide()
    context = get_context("fork") if copies else get_context("spawn")
    here, there = context.Pipe()
    folder = TemporaryDirectory(prefix="quizgen-", ignore_cleanup_errors=True)
    given = (there, folder.name, styles, *([here] if copies else []))
    process = context.Process(target=_serve, args=given, daemon=True)
    if sys.platform != "win32" and not copies:
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # it lets signals through that are to wait below
    caller = Compositor(process, here)
    try:
        try:
            with deferred():
                process.start()
        except OSError:  # so many are running already, or memory is short
            yield None
            return
        there.close()
        yield caller
    finally:
        caller.wait()
        if process.pid is not None:
            process.kill()
            process.join()
        there.close()
        here.close()
        folder.cleanup()


@contextmanager
def compositor_for(
    source: Path, jobs: int, styles: "Sequence[str]" = ()
) -> Iterator[Compositor | None]:
    """Give a compositor for a bank's or a plan's file, unless its blocks are likely known.

    They are where the file as it is was printed before. It is then, if all went well.
    """
    folder = cache_folder()
    files = CacheFiles(folder) if folder else None
    name = _name(source)
    if jobs < FEWEST_JOBS or not name or (files and files.get(name) is not None):
        yield None
        return
    with compositor(styles) as process:
        yield process
    if files:
        with suppress(OSError):
            files.put(name, b"")


def _name(source: Path) -> str:
    """Return what a file is remembered by, or nothing if it cannot be read."""
    with suppress(OSError):
        return "read-" + sha256(__version__.encode() + source.read_bytes()).hexdigest()
    return ""


def _serve(
    caller: "Connection",
    folder: str,
    styles: "Sequence[str]",
    other_end: "Connection | None" = None,
) -> None:
    """Lay out what the caller sends, until it sends no more.

    The folder is for files that are in use until then; the caller removes it. A copy of the
    caller has the connection's other end too, and would wait for itself.
    """
    leave_to_caller()
    tempfile.tempdir = folder
    if other_end:
        other_end.close()
    gc.disable()  # a layout is kept to its end, and looked through in vain
    with suppress(Exception):
        from quizgen.printing.pdf.layout_fonts import let_go_of_used
        from quizgen.printing.pdf.typeset import ready

        ready(styles)
        gc.freeze()  # what was loaded stays, and need not be looked through
        while True:
            shares: Sequence[Material] = caller.recv()
            for answer in _answers(shares):
                caller.send_bytes(answer)
            del shares
            let_go_of_used()
            gc.collect()  # while the caller prints: one that goes on writing comes again


def _answers(shares: "Sequence[Material]") -> Iterator[bytes]:
    """Yield the plates of each share, pickled; all are laid out at once where that is safe."""
    first, *others = shares
    begun = [_begun(share) for share in others]
    yield _answer(first)
    for finished in begun:
        yield finished()


def _answer(share: "Material") -> bytes:
    """Lay a share out; the caller does again what fails here, and says what is wrong."""
    from quizgen.printing.pdf.typeset import typeset

    try:
        return pickle.dumps(typeset([share]))
    except Exception:
        return pickle.dumps(None)


def _begun(share: "Material") -> Callable[[], bytes]:
    """Have a share laid out by a copy of this process, or later by this one."""
    from multiprocessing import Pipe

    if not _may_divide():
        return partial(_answer, share)
    here, there = Pipe(duplex=False)
    original, copy = os.getpid(), os.fork()
    if not copy:
        try:
            _end_with(original)
            there.send_bytes(_answer(share))
        finally:
            os._exit(0)
    there.close()

    def finished() -> bytes:
        try:
            return here.recv_bytes()
        except EOFError:  # it has ended before its time
            return pickle.dumps(None)
        finally:
            here.close()
            os.waitpid(copy, 0)

    return finished


def _may_divide() -> bool:
    """Whether a copy of this process lacks nothing: it would not have other threads."""
    return sys.platform == "linux" and len([*Path("/proc/self/task").iterdir()]) == 1


PR_SET_PDEATHSIG = 1
"""What prctl(2) is asked for: a signal when the process ends that made this one."""


def _end_with(original: int) -> None:
    """Have this process killed when the one that it is a copy of ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != original:  # it has ended already
        os._exit(1)
