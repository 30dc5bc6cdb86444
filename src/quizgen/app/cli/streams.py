"""Standard streams that are closed or full, and texts that are safe to show there."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from quizgen.base.errors import harmless

_REFUSED = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def say(text: object, *, err: bool = False) -> None:
    """Write a line that may hold names and texts of others; a terminal acts on none of it."""
    click.echo(harmless(str(text)), err=err)


@contextmanager
def usable_streams() -> Iterator[None]:
    """Run with streams that can be written to; end with status 1 where one refuses."""
    _open_closed()
    try:
        yield
    except OSError as error:
        # What is written to a file of one's own is named in its error.
        if error.filename is not None or error.errno not in _REFUSED:
            raise
        with suppress(OSError):
            sys.stderr.write(f"Error: The output cannot be written: {error.strerror}.\n")
            sys.stderr.flush()
        _drop()
        sys.exit(1)


def _open_closed() -> None:
    """Give a program that was started with closed streams others, which lead nowhere."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _drop() -> None:
    """Let Python's end flush what is left of the streams to nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
            continue
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
