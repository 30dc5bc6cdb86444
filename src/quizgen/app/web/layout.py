"""The process that lays blocks out for the page, kept from one edit to the next.

The server stays small by it, and answers while pages are laid out.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

from quizgen.printing.pdf.layout_process import Compositor, compositor


class LayoutProcess:
    """One process, started when it is first wanted, and again when it has ended.

    Without `apart` there is none, and the server's own process lays out.
    """

    def __init__(self, *, apart: bool = True) -> None:
        self._apart = apart
        self._stack = ExitStack()
        self._process: Compositor | None = None
        self._one = Lock()

    @contextmanager
    def turn(self) -> Iterator[Compositor | None]:
        """Give the process to one caller at a time."""
        with self._one:
            if self._apart and not (self._process and self._process.is_alive):
                self._stack.close()
                self._process = self._stack.enter_context(compositor())
            yield self._process

    def warm(self) -> None:
        """Start the process, which gets ready by itself."""
        with self.turn():
            pass

    def close(self) -> None:
        """End the process."""
        self._apart = False
        self._stack.close()
        self._process = None
