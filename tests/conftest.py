"""What every test gets."""

import logging
import os
from collections.abc import Iterator

import hypothesis
import pytest

from quizgen.printing.pdf import layout_process

# A slow machine is no failure; speed is measured in bench/ and nowhere else. The examples
# are the same in every run, so that a failure belongs to the change that brought it.
hypothesis.settings.register_profile("quizgen", deadline=None, derandomize=True)
hypothesis.settings.load_profile("quizgen")

# Tests neither use nor fill the store of whoever runs them.
os.environ["QUIZGEN_CACHE"] = ""

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
