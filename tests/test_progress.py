"""A long run says how far it is; a short one, or one in a pipe, says nothing."""

import io
import time

import pytest

from quizgen.base import progress
from quizgen.base.progress import ProgressLine, told


class Terminal(io.StringIO):
    """A stream that calls itself a terminal."""

    def isatty(self):
        """Say so."""
        return True


@pytest.fixture
def impatient(monkeypatch):
    """Let a hundredth of a second pass for a second."""
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr(progress, "REDRAWN_EVERY", 0.0)


def wait_until(condition):
    """Wait for something that another thread does."""
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.005)
    raise AssertionError("it never happened")


def test_a_long_run_is_followed_on_a_terminal(impatient):
    """What is done and how much of it; at the end the line is erased."""
    terminal = Terminal()
    with ProgressLine(terminal) as tell:
        tell("Typesetting", 0, 1)
        wait_until(lambda: "Typesetting …" in terminal.getvalue())
        tell("Printing worksheets", 12, 150)
        assert "Printing worksheets 12 of 150 …" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_quick_run_shows_nothing():
    """Work that takes less than a second leaves the terminal alone."""
    terminal = Terminal()
    with ProgressLine(terminal) as tell:
        tell("Typesetting", 0, 1)
    assert terminal.getvalue() == ""


def test_a_pipe_shows_nothing(impatient):
    """However long it takes."""
    pipe = io.StringIO()
    with ProgressLine(pipe) as tell:
        tell("Typesetting", 0, 1)
        time.sleep(0.05)
        tell("Printing worksheets", 12, 150)
    assert pipe.getvalue() == ""


@pytest.mark.parametrize(
    ("done", "took", "line"),
    [
        (0, 5, "Printing 0 of 10000 …"),
        (16, 0.5, "Printing 16 of 10000 …"),
        (2500, 3, "Printing 2500 of 10000 ███░░░░░░░░░ 833 a second, 9 s left"),
        (1000, 10, "Printing 1000 of 10000 █░░░░░░░░░░░ 100 a second, 1 min left"),
        (10000, 100, "Printing 10000 of 10000 ████████████ 100 a second, 0 s left"),
    ],
)
def test_a_long_run_tells_its_rate_and_the_time_left(done, took, line):
    """And the line fits a terminal of 80 columns."""
    assert told("Printing", done, 10000, took) == line
    assert len(told("Printing answer-keys", done, 100_000, took)) < 80


def test_what_cannot_be_counted_is_not():
    assert told("Typesetting", 0, 1, 9.0) == "Typesetting …"
