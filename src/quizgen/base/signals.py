"""Ctrl-C and termination signals, such as at shutdown."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# Ctrl-C, `kill`, a terminal that is closed, and Ctrl-Break on Windows.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_SIGNALS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))


class StoppedError(Exception):
    """The user ended the run; status is the command's exit status."""

    def __init__(self, number: int, outcome: str) -> None:
        self.status = 128 + number  # as shells say it
        super().__init__(f"Stopped. {outcome}".rstrip())


class _Interrupted(KeyboardInterrupt):
    """A signal that ends the run.

    Not KeyboardInterrupt itself: where that passes through exec of a text (as when a
    dataclass is made), Python 3.11 kills itself with SIGINT at its end, even if the
    exception was handled, and the exit status is lost.
    """


@contextmanager
def stoppable(outcome: str = "") -> Iterator[None]:
    """Raise StoppedError if the user ends this block; outcome says what is left.

    Open resources are cleaned up, as after Ctrl-C.
    """
    try:
        with _handled(_interrupt):
            yield
    except KeyboardInterrupt as error:
        raise StoppedError(_number(error), outcome) from error


@contextmanager
def undisturbed() -> Iterator[None]:
    """Defer termination signals during a short block, which is completed.

    Signals received meanwhile are dropped.
    """
    with _handled(signal.SIG_IGN):
        yield


@contextmanager
def deferred() -> Iterator[None]:
    """Defer termination signals until this block is done.

    A process started here defers them too, from its start to `leave_to_caller`.
    """
    if hasattr(signal, "pthread_sigmask"):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return
    held: list[int] = []
    with _handled(lambda number, frame: held.append(number)):  # noqa: ARG005
        yield
    if held:
        raise _Interrupted(held[0])


def leave_to_caller() -> None:
    """Ignore a terminal's signal to the group; the parent process ends this one."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


Handler = Callable[[int, FrameType | None], Any] | int


@contextmanager
def _handled(handler: Handler) -> Iterator[None]:
    """Set one handler for all terminating signals; only the main thread gets them.

    Ignored signals stay ignored, as `nohup` needs.
    """
    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.getsignal(number) for number in _SIGNALS}
    changed = {
        number: old for number, old in before.items() if old not in (signal.SIG_IGN, None)
    }
    try:
        for number in changed:
            signal.signal(number, handler)
        yield
    finally:
        for number, old in changed.items():
            signal.signal(number, old)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise _Interrupted(number)


def _number(error: KeyboardInterrupt) -> int:
    """Return the signal behind an interruption, which Python's handler does not report."""
    [number] = error.args[:1] or (signal.SIGINT,)
    return int(number) if isinstance(number, int) else int(signal.SIGINT)
