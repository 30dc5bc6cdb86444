"""What every test gets."""

import atexit
import logging
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import rooms

from quizgen.printing.pdf import layout_process

# A slow machine is no failure; speed is measured in bench/ and nowhere else. The examples
# are the same in every run, so that a failure belongs to the change that brought it.
hypothesis.settings.register_profile("quizgen", deadline=None, derandomize=True)
hypothesis.settings.load_profile("quizgen")

# Tests neither use nor fill the cache of whoever runs them. They share one of their own, all
# processes of a run together, as most of them print blocks that another has laid out.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["QUIZGEN_CACHE"] = tempfile.mkdtemp(prefix="quizgen-tests-")
    atexit.register(shutil.rmtree, os.environ["QUIZGEN_CACHE"], ignore_errors=True)

# Nor do they call another process each to lay out what is soon laid out.
layout_process.FEWEST_JOBS = 10**6


class _Collector(logging.Handler):
    """Keeps what is logged at warning level or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture(autouse=True)
def _no_layout_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which WeasyPrint warns, of a slip in the CSS for one.

    A test that provokes such a warning is marked with @pytest.mark.layout_warnings.
    """
    logger, collector = logging.getLogger("weasyprint"), _Collector()
    logger.addHandler(collector)
    yield
    logger.removeHandler(collector)
    if collector.messages and not request.node.get_closest_marker("layout_warnings"):
        pytest.fail("WeasyPrint warned: " + "; ".join(collector.messages), pytrace=False)


@pytest.fixture
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out every block in this test, as on a machine where nothing was printed before."""
    monkeypatch.setenv("QUIZGEN_CACHE", "")


# Where the time goes: pytest --rooms


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option that reports how long each room's tests took."""
    parser.addoption("--rooms", action="store_true", help="report the seconds of each room")


def _processor_seconds() -> float:
    """Return the seconds that this process and its children have worked; not those waited."""
    return sum(os.times()[:4])


_measured = _processor_seconds()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Note on each report what was worked since the one before; it travels between workers."""
    global _measured
    report = yield
    before, _measured = _measured, _processor_seconds()
    report.processor_seconds = _measured - before
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a room's seconds beside its budget, then those of its files."""
    if not terminalreporter.config.getoption("rooms"):
        return
    files: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if seconds := getattr(report, "processor_seconds", 0.0):
                files[Path(report.fspath).name] += seconds
    terminalreporter.section("seconds of the processor by room")
    for line in rooms.table(files):
        terminalreporter.write_line(line)
