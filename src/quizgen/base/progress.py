"""A line on the terminal that shows the progress of a long run."""

import sys
import threading
import time
from types import TracebackType
from typing import TextIO

PATIENCE = 1.0
"""Seconds before the line appears."""

REDRAWN_EVERY = 0.1


class ProgressLine:
    """Shows progress on a terminal once a run takes longer than a second.

    It shows nothing in a pipe, and is erased at the end, so that only the summary stays.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._text = ""
        self._doing, self._began_at = "", 0.0
        self._drawn_at = 0.0
        self._due = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(PATIENCE, self._wake)
        self._timer.daemon = True

    def __enter__(self) -> "ProgressLine":
        """Start waiting."""
        if self._stream.isatty():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Erase the line, whatever happened."""
        self._timer.cancel()
        with self._lock:
            if self._due:
                self._draw("")
            self._due = False

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Show what is being done and how much of it is done."""
        if doing != self._doing:
            self._doing, self._began_at = doing, time.monotonic()
        took = time.monotonic() - self._began_at
        with self._lock:
            self._text = told(doing, done, total, took)
            if self._due and time.monotonic() - self._drawn_at > REDRAWN_EVERY:
                self._draw(self._text)

    def _wake(self) -> None:
        with self._lock:
            self._due = True
            self._draw(self._text)

    def _draw(self, text: str) -> None:
        # Back to the first column, and erase to the end of the line (ECMA-48, EL).
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()
        self._drawn_at = time.monotonic()


BAR = 12
"""The bar's length in characters."""


def told(doing: str, done: int, total: int, took: float) -> str:
    """Return the line for `done` of `total`, reached after `took` seconds.

    >>> told("Printing worksheets", 2500, 10000, 3)
    'Printing worksheets 2500 of 10000 ███░░░░░░░░░ 833 a second, 9 s left'
    """
    if total < 2:
        return f"{doing} …"
    line = f"{doing} {done} of {total}"
    if not done or took < PATIENCE:
        return f"{line} …"
    full = BAR * done // total
    rate, left = done / took, round(took * (total - done) / done)
    return (
        f"{line} {'█' * full}{'░' * (BAR - full)} {rate:.0f} a second, {_duration(left)} left"
    )


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min" if minutes else f"{rest} s"
