"""The passage: the article as it is printed."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.article.text import Heading
from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import (
    FieldError,
    ParagraphNumber,
    Record,
    Text,
    Truth,
    field_of,
    items_of,
    number_of,
)
from quizgen.base.choices import PassagePlace


class Passage(Record):
    """An article's text in a plan: before the questions, or as a file of its own.

    set_apart has the numbers of the paragraphs that are a list or a block quotation. Plain
    paragraphs are no Markdown.
    """

    paragraphs: tuple[Text, ...] = Field(min_length=1)
    headings: tuple[Heading, ...] = ()
    set_apart: tuple[ParagraphNumber, ...] = ()
    plain: Truth = False
    where: PassagePlace = "before"
    line_numbers: bool = False
    hyphenate: bool = False

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield what refers to a missing paragraph."""
        last = len(items_of(data, "paragraphs"))
        numbers = [(("set_apart", at), n) for at, n in enumerate(items_of(data, "set_apart"))]
        numbers += [
            (("headings", at), field_of(heading, "above"))
            for at, heading in enumerate(items_of(data, "headings"))
        ]
        for place, number in numbers:
            if (number_of(number) or 0) > last:
                message = "there are only {last} paragraphs"
                error = flaw("beyond_passage", message, {"last": last})
                yield FieldError(place, error)


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
