"""Copies of this process, which have all that it has and need nothing sent to begin."""

import gc
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from tempfile import TemporaryFile
from threading import current_thread, main_thread
from typing import Any, BinaryIO, TypeVar

from quizgen.base.errors import QuizgenError
from quizgen.base.signals import deferred, leave_to_caller

CAN_COPY = sys.platform == "linux"
"""Whether this system can copy a process safely; elsewhere system libraries forbid it."""

WORD = 8

T = TypeVar("T")
R = TypeVar("R")


def can_copy() -> bool:
    """Return whether this process can be copied from where it is.

    Only its main thread can be: another one's copy would wait for locks that others held.
    """
    return CAN_COPY and current_thread() is main_thread()


def lost() -> QuizgenError:
    """Return what is said where a copy ends before its time."""
    return QuizgenError(
        "A process that helped to print ended before its time; perhaps memory ran out. "
        "Nothing was written. Try it with --jobs 1."
    )


def begin_copy(work: Callable[[], object]) -> int:
    """Do work in a copy of this process, which then ends; return the process's id.

    Its status is 1 where that raises. Ctrl-C and the like are for this process, which ends
    the copy. Raises QuizgenError if none can begin.
    """
    try:
        with deferred(), warnings.catch_warnings():
            # Others may run here: what draws a progress line, what laid blocks out.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
            if not process:
                _do(work)
    except OSError as error:
        raise QuizgenError(
            f"No process that helps to print could be started ({error.strerror}). "
            "Nothing was written. Try it with --jobs 1."
        ) from error
    return process


def _do(work: Callable[[], object]) -> None:
    status = 1
    try:
        leave_to_caller()
        gc.disable()  # a copy is short-lived, and looking through all it has would copy that
        work()
        status = 0
    finally:
        os._exit(status)  # nothing that was begun before the copy is its to finish


def end_copy(process: int) -> None:
    """End a copy that still runs."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


class Parcels:
    """A file through which a copy gives its results back; it is gone when it is closed.

    The copy and this process share the file's position, so neither relies on it.
    """

    def __init__(self) -> None:
        self._file: BinaryIO = TemporaryFile()  # noqa: SIM115 - closed by close
        self._length = 0

    def put(self, thing: object) -> int:
        """Write a thing; return where it is."""
        data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        start, left = self._length, memoryview(len(data).to_bytes(WORD) + data)
        while left:
            written = os.pwrite(self._file.fileno(), left, self._length)
            self._length += written
            left = left[written:]
        return start

    def get(self, start: int = 0) -> Any:
        """Return the thing that a copy has written there."""
        length = int.from_bytes(os.pread(self._file.fileno(), WORD, start))
        data = os.pread(self._file.fileno(), length, start + WORD)
        return pickle.loads(data)  # noqa: S301 - a copy of this process wrote it

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def dealt(
    work: Callable[[Sequence[T]], R], things: Sequence[T], jobs: int, least: int
) -> list[R]:
    """Do work on parts of some things, the first here, each other in a copy of this process.

    Returns what each part gives, in order. No part has fewer than `least` things, but for the
    only one. Raises what is raised there, and QuizgenError where a copy is lost.
    """
    count = min(jobs, len(things) // least) if can_copy() else 1
    size = -(-len(things) // max(count, 1))
    own, *others = (things[at : at + size] for at in range(0, max(len(things), 1), size or 1))
    begun = [_Part(work, part) for part in others]
    try:
        return [work(own), *(part.result() for part in begun)]
    finally:
        for part in begun:
            part.end()


class _Part:
    """Some work that is done in a copy."""

    def __init__(self, work: Callable[[Sequence[T]], object], things: Sequence[T]) -> None:
        self._parcels = Parcels()
        self._ended = False
        self._process = begin_copy(lambda: self._done(work, things))

    def _done(self, work: Callable[[Sequence[T]], object], things: Sequence[T]) -> None:
        result: tuple[object, Exception | None]
        try:
            result = work(things), None
        except Exception as error:  # which is raised where the result is asked for
            result = None, error
        self._parcels.put(result)

    def result(self) -> Any:
        """Wait for what it gives, or raise what was raised there."""
        _, status = os.waitpid(self._process, 0)
        self._ended = True
        if status:
            raise lost()
        result, error = self._parcels.get()
        if error:
            raise error
        return result

    def end(self) -> None:
        """End it if it still runs."""
        if not self._ended:
            end_copy(self._process)
        self._parcels.close()
