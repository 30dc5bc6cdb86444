"""A line on the terminal that tells how far a long run is."""

import sys
import threading
import time
from types import TracebackType
from typing import TextIO

PATIENCE = 1.0
"""Seconds a run may take before it says anything."""

REDRAWN_EVERY = 0.1


class ProgressLine:
    """Shows what is being done on a terminal once that takes longer than a second.

    In a pipe it shows nothing. It is erased at the end, so that only the summary stays.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._text = ""
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
        """Tell what is being done and how much of it is done."""
        count = f" {done} of {total}" if total > 1 else ""
        with self._lock:
            self._text = f"{doing}{count} …"
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
