"""A lock on a folder: one run at a time writes there, and others are told which.

The system drops the lock when its process ends, however it ends. The standard library has all
that this takes, so there is no dependency for it.
"""

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quizgen.base.errors import QuizgenError

NAME = ".quizgen.lock"

FAR = 1 << 30
"""Windows keeps others from reading what is locked, so a byte after the holder's name is."""


PATIENCE = 60
"""Seconds that a run waits for another to be done."""
LOOK = 0.1
"""Seconds after which it looks again."""


class InUseError(QuizgenError):
    """Another process has the lock; `holder` says which."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"{folder} is in use: {holder} is writing there. Nothing was written. "
            "Wait until it is done, or name another folder."
        )
        self.holder = holder


@contextmanager
def locked(
    folder: Path, patience: float = 0, waiting: Callable[[str], object] = str
) -> Iterator[None]:
    """Hold a folder's lock; raise InUseError if another has it.

    Waits up to `patience` seconds for it, and calls `waiting` with its holder meanwhile. A disk
    that knows no locks, as some on a network, does not keep anyone from printing.
    """
    path = folder / NAME
    descriptor = _opened_in_time(path, patience, waiting)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)
        with suppress(OSError):  # Windows removes no open file
            path.unlink(missing_ok=True)


def _opened_in_time(path: Path, patience: float, waiting: Callable[[str], object]) -> int:
    end = time.monotonic() + patience
    while True:
        try:
            return _opened(path)
        except InUseError as error:
            if time.monotonic() >= end:
                raise
            waiting(error.holder)
            time.sleep(LOOK)


def _opened(path: Path) -> int:
    """Return the descriptor of the lock's file, which is locked and still has its name."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(descriptor, path)
            if _is_named(descriptor, path):
                with suppress(OSError):  # a full disk
                    os.ftruncate(descriptor, 0)
                    os.write(descriptor, _holder().encode())
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # the holder before removed it as it was opened here


def _lock(descriptor: int, path: Path) -> None:
    try:
        _system_lock(descriptor)
    except (BlockingIOError, PermissionError):
        raise InUseError(path.parent, _held_by(path)) from None
    except OSError:
        pass


def _system_lock(descriptor: int) -> None:
    """Lock a file, or raise BlockingIOError or PermissionError if another process has it."""
    if os.name == "nt":
        import msvcrt

        os.lseek(descriptor, FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_named(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _holder() -> str:
    return f"process {os.getpid()} on {platform.node()}, since {time.strftime('%H:%M')}"


def _held_by(path: Path) -> str:
    """Return what the holder wrote, as far as it is a holder's."""
    with suppress(OSError, UnicodeDecodeError):
        written = path.read_text("utf-8")[:200]
        if written.isprintable() and written:
            return f"quizgen ({written})"
    return "another quizgen"
