"""The passage: the article as it is printed."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from quizgen.model import ParagraphNumber, Record, Text

Where = Literal["before", "separate"]


class Passage(Record):
    """An article's text in a plan: before the questions, or as a file of its own."""

    paragraphs: tuple[Text, ...] = Field(min_length=1)
    where: Where = "before"
    line_numbers: bool = False
    hyphenate: bool = False


def line_ranges(counts: Mapping[ParagraphNumber, int]) -> dict[int, tuple[int, int]]:
    """Return the first and the last line of each paragraph, counted through the passage.

    >>> line_ranges({1: 4, 2: 1})
    {1: (1, 4), 2: (5, 5)}
    """
    ranges = {}
    line = 0
    for paragraph, count in sorted(counts.items()):
        ranges[paragraph] = (line + 1, line + count)
        line += count
    return ranges
