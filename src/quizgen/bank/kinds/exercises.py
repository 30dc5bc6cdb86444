"""Questions that are answered by putting things in their places."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from quizgen.bank.fields import (
    NAME,
    TRUTHS,
    Name,
    Points,
    Record,
    Slip,
    Text,
    Truth,
    field_of,
    is_blank,
    items_of,
    one_line,
    repeats,
    text_or,
)
from quizgen.bank.kinds.base import BaseQuestion, Key, OptionList, Order, Scoring, Solution
from quizgen.base.errors import did_you_mean, shown
from quizgen.base.words import counted

MOST_COLUMNS = 8
MOST_ENTRIES = 26
"""The letters from A to Z."""


class Pair(Record):
    """Two entries that belong together."""

    left: Text = Field(description="The entry on the left.", examples=["The keeper's log"])
    right: Text = Field(description="What belongs to it.", examples=["An eyewitness"])


class Matching(BaseQuestion):
    """Entries to match with those of a second column."""

    type: Literal["matching"] = Field(description="The kind of question.")
    pairs: tuple[Pair, ...] = Field(
        min_length=2,
        max_length=MOST_ENTRIES,
        description="What belongs together, 2 to 26 pairs of left and right. The left column "
        "is printed in this order.",
        examples=["[{left: The log, right: An eyewitness}, {left: A chart, right: Numbers}]"],
    )
    extra: tuple[Text, ...] = Field(
        default=(),
        description="Right-hand entries that belong to nothing: a list.",
        examples=["[A rumour]"],
    )
    scoring: Literal["each", "all"] = Field(
        default="each",
        description="each: a share of the points for each pair. all: the points for no slip.",
        examples=["all"],
    )
    points: Points = Field(
        default=1,
        description="What it earns; left out, a point for each pair.",
        examples=["4"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The right column; its letters are the key."""
        texts = (*(pair.right for pair in self.pairs), *self.extra)
        return (OptionList(texts, tuple(range(len(self.pairs))), len(texts)),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """What belongs to each entry on the left."""
        return tuple(Solution(pair.right, label=f"{pair.left} –") for pair in self.pairs)

    @property
    def marking(self) -> Scoring:
        """A share for each pair, or all or nothing."""
        return Scoring(rule="each" if self.scoring == "each" else "exact")

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let every pair be worth a point."""
        return _with_points(super().prepared(data), len(items_of(data, "pairs")))

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every entry that stands twice, or has no letter left."""
        pairs = items_of(data, "pairs")
        for side in ("left", "right"):
            for slip in repeats([], (field_of(pair, side) for pair in pairs), side):
                yield Slip(
                    ("pairs", slip.place[1], side), _twice(f"on the {side} of another pair")
                )
        rights = [field_of(pair, "right") for pair in pairs]
        extra = items_of(data, "extra")
        for slip in repeats(rights, extra, "extra"):
            yield Slip(slip.place, _twice("in the right column"))
        if len(pairs) <= MOST_ENTRIES < len(pairs) + len(extra):
            message = (
                "The right column has {number} entries; there are letters for {limit}. "
                "Delete some of 'extra'."
            )
            context = {"number": len(pairs) + len(extra), "limit": MOST_ENTRIES}
            yield Slip(("extra",), PydanticCustomError("too_many_entries", message, context))


def _twice(where: str) -> PydanticCustomError:
    message = "This entry stands {where} too, so the key would not be clear. Change it."
    return PydanticCustomError("repeats_entry", message, {"where": where})


def _with_points(data: Any, number: int) -> Any:
    """Return a question's data with as many points, unless it says how many."""
    if not isinstance(data, dict) or not 1 <= number <= 1000:
        return data
    return {"points": number} | data


class Ordering(BaseQuestion):
    """Steps or events to put in order."""

    type: Literal["ordering"] = Field(description="The kind of question.")
    steps: tuple[Text, ...] = Field(
        min_length=2,
        max_length=MOST_ENTRIES,
        description="What is to be put in order, 2 to 26 texts in the right order.",
        examples=["[The claim, The reply to critics, The appeal]"],
    )
    scoring: Literal["all", "pairs"] = Field(
        default="all",
        description="all: the points for the right order only. pairs: a share for each two "
        "neighbours in the right order.",
        examples=["pairs"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The steps, never printed in the right order."""
        places = tuple(range(len(self.steps)))
        return (OptionList(self.steps, places, len(places), never=places),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The steps in the right order."""
        return tuple(
            Solution(step, label=f"{number}.") for number, step in enumerate(self.steps, 1)
        )

    @property
    def marking(self) -> Scoring:
        """The whole order, or its neighbours."""
        return Scoring(rule="exact" if self.scoring == "all" else "adjacent_pairs")

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every step that stands twice."""
        yield from repeats([], items_of(data, "steps"), "steps")


class Gap(Record):
    """What belongs into a gap of a text."""

    answer: Text = Field(description="What belongs there.", examples=["lonelier"])
    accept: tuple[Text, ...] = Field(
        default=(),
        description="What else counts as right: a list.",
        examples=["[more lonely]"],
    )

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let a gap be its answer alone."""
        return super().prepared(text_or("answer", data))

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every accepted text that stands twice."""
        yield from repeats([data.get("answer")], items_of(data, "accept"), "accept")


GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
"""A gap in a text: its name in two braces."""


def gap_names(text: object) -> list[str]:
    """Return the names of the gaps in a text, in the order in which they stand there.

    >>> gap_names("The coast is {{how}} and {{ also }}.")
    ['how', 'also']
    """
    return [name.strip() for name in GAP.findall(text)] if isinstance(text, str) else []


class Cloze(BaseQuestion):
    """A text with gaps to fill."""

    type: Literal["cloze"] = Field(description="The kind of question.")
    text: Text = Field(
        description="The text, with a name in two braces for each gap.",
        examples=['"Automation made the coast {{first}} and {{second}}."'],
    )
    gaps: dict[Name, Gap] = Field(
        description="What belongs into each gap: the gap's name with its answer, or with "
        "answer and accept.",
        examples=["{first: safer, second: {answer: lonelier, accept: [more lonely]}}"],
    )
    word_bank: Truth = Field(
        default=False,
        description="Whether the answers are printed in a box above the text, shuffled.",
        examples=["true"],
    )
    extra_words: tuple[Text, ...] = Field(
        default=(),
        description="Words in the box that belong into no gap: a list.",
        examples=["[cheaper]"],
    )
    points: Points = Field(
        default=1,
        description="What it earns; left out, a point for each gap.",
        examples=["2"],
    )

    @property
    def filled(self) -> tuple[Gap, ...]:
        """The gaps in the order in which they stand in the text."""
        return tuple(self.gaps[name] for name in gap_names(self.text))

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The word bank, if it has one; the key names words, not letters."""
        if not self.word_bank:
            return ()
        words = (*(gap.answer for gap in self.filled), *self.extra_words)
        return (OptionList(words, tuple(range(len(self.gaps))), len(words), lettered=False),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The word of each gap."""
        return tuple(
            Solution(gap.answer, label=f"({number})", accept=gap.accept)
            for number, gap in enumerate(self.filled, 1)
        )

    @property
    def marking(self) -> Scoring:
        """A share for each gap."""
        return Scoring(rule="each", accept=_accepted(self.filled))

    def keys(self, orders: Sequence[Order]) -> tuple[Key, ...]:  # noqa: ARG002
        """Return the words, wherever the bank prints them."""
        return (self.accepted,)

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let every gap be worth a point."""
        return _with_points(super().prepared(data), len(set(gap_names(field_of(data, "text")))))

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield gaps that the text and the list do not share, and a word bank's slips."""
        text, gaps = data.get("text"), data.get("gaps")
        if isinstance(text, str) and not is_blank(text) and isinstance(gaps, dict):
            yield from _gap_slips(text, gaps)
        has_bank = _is_true(data.get("word_bank"))
        if has_bank and isinstance(gaps, dict):
            yield from _word_slips(gaps, items_of(data, "extra_words"))
        elif items_of(data, "extra_words") and not isinstance(
            data.get("word_bank"), list | dict
        ):
            message = (
                "'extra_words' belong to a word bank. Add 'word_bank: true', or delete them."
            )
            yield Slip(("extra_words",), PydanticCustomError("no_word_bank", message))


def _is_true(value: object) -> bool:
    return TRUTHS.get(value.casefold(), False) if isinstance(value, str) else value is True


def _accepted(gaps: Iterable["Gap | Cell"]) -> tuple[tuple[str, ...], ...]:
    """Return what is accepted beside each answer; nothing where nothing is."""
    accepted = tuple(gap.accept for gap in gaps)
    return accepted if any(accepted) else ()


def _gap_slips(text: str, gaps: Mapping[str, object]) -> Iterator[Slip]:
    names = gap_names(text)
    if not names:
        message = (
            "The text has no gap. Write a name in two braces, such as {example}, where the "
            "student is to write."
        )
        error = PydanticCustomError("no_gap", message, {"example": "{{first}}"})
        yield Slip(("text",), error)
    for name in dict.fromkeys(names):
        if not re.fullmatch(NAME, name):
            message = (
                "The name of the gap '{name}' holds letters a to z, digits, - and _ only, no "
                "spaces. Give it such a name here and under 'gaps'."
            )
            error = PydanticCustomError("gap_name", message, {"name": shown(name)})
            yield Slip(("text",), error)
        elif name not in gaps:
            message = "The gap '{name}' has no answer.{guess} Add '{name}: …' to 'gaps'."
            unused = [gap for gap in gaps if gap not in names]
            context = {"name": shown(name), "guess": did_you_mean(name, unused)}
            yield Slip(("text",), PydanticCustomError("gap_without_answer", message, context))
        if names.count(name) > 1:
            message = (
                "The gap '{name}' stands twice in the text. Give each gap a name of its own."
            )
            error = PydanticCustomError("repeated_gap", message, {"name": shown(name)})
            yield Slip(("text",), error)
    for name in gaps if names else ():
        if name not in names and re.fullmatch(NAME, name):
            message = (
                "The text has no gap '{name}'.{guess} Write {written} in it, or delete this."
            )
            context = {
                "name": shown(name),
                "guess": did_you_mean(name, [gap for gap in names if gap not in gaps]),
                "written": f"{{{{{shown(name)}}}}}",
            }
            error = PydanticCustomError("answer_without_gap", message, context)
            yield Slip(("gaps", name), error)


def _word_slips(gaps: Mapping[str, object], extra: Sequence[object]) -> Iterator[Slip]:
    """Yield each word that a word bank would hold twice."""
    words = {name: field_of(gap, "answer", gap) for name, gap in gaps.items()}
    seen: set[str] = set()
    for name, word in words.items():
        if isinstance(word, str) and one_line(word) in seen:
            message = (
                "Another gap has the same answer, so the word bank would hold it twice. Change "
                "the text, or write 'word_bank: false'."
            )
            yield Slip(("gaps", name), PydanticCustomError("repeated_word", message))
        elif isinstance(word, str):
            seen.add(one_line(word))
    yield from repeats(words.values(), extra, "extra_words")


class Cell(Record):
    """A cell of a table: a text that is printed, or an answer that is to be filled in."""

    text: Text | None = Field(
        default=None, description="What is printed in the cell.", examples=["Paragraph 2"]
    )
    answer: Text | None = Field(
        default=None,
        description="What is to be filled in, in place of text.",
        examples=["A statistic"],
    )
    accept: tuple[Text, ...] = Field(
        default=(),
        description="What else counts as right: a list.",
        examples=["[Numbers, Figures]"],
    )

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let a cell be its text alone; a blank one is told as such."""
        return text_or("text", data) if isinstance(data, str) else super().prepared(data)

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield a cell that is both or neither, and every accepted text that stands twice."""
        yield from repeats([data.get("answer")], items_of(data, "accept"), "accept")
        if data.get("text") is None and data.get("answer") is None:
            message = "This cell is empty. Write its text, or {example} for one to fill in."
            error = PydanticCustomError("empty_cell", message, {"example": "{answer: …}"})
            yield Slip((), error)
        elif data.get("text") is not None and data.get("answer") is not None:
            message = "A cell has a text or an answer, not both. Delete one of them."
            yield Slip(("text",), PydanticCustomError("full_cell", message))


class Table(BaseQuestion):
    """A small table with cells to fill."""

    type: Literal["table"] = Field(description="The kind of question.")
    columns: tuple[Text, ...] = Field(
        min_length=1,
        max_length=MOST_COLUMNS,
        description="The headings of its columns, 1 to 8.",
        examples=["[Claim, Evidence, Paragraph]"],
    )
    rows: tuple[tuple[Cell, ...], ...] = Field(
        min_length=1,
        max_length=MOST_ENTRIES,
        description="Its rows, each a list of as many cells as there are columns: a text, or "
        "an answer to fill in.",
        examples=["[[The coast is safer, {answer: Fewer wrecks}, '4']]"],
    )
    shuffle_rows: Truth = Field(
        default=False, description="Whether its rows change places.", examples=["true"]
    )
    points: Points = Field(
        default=1,
        description="What it earns; left out, a point for each cell to fill.",
        examples=["3"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The numbers of its rows, where they move."""
        if not self.shuffle_rows:
            return ()
        numbers = tuple(str(number) for number in range(1, len(self.rows) + 1))
        return (OptionList(numbers, (), len(numbers), lettered=False),)

    def printed_rows(self, options: Sequence[str]) -> list[tuple[Cell, ...]]:
        """Return the rows in the order that a sheet's options give, if they give any."""
        return [self.rows[int(number) - 1] for number in options] or list(self.rows)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """What belongs into each empty cell, row by row."""
        return tuple(
            Solution(cell.answer, label=_cell_label(heading, row), accept=cell.accept)
            for row in self.rows
            for heading, cell in zip(self.columns, row, strict=True)
            if cell.answer is not None
        )

    @property
    def marking(self) -> Scoring:
        """A share for each cell."""
        return self.marked(())

    def marked(self, orders: Sequence[Order]) -> Scoring:
        """Return a share for each cell, with what is accepted there, row by row as printed."""
        return Scoring(rule="each", accept=_accepted(self._empty(orders)))

    def keys(self, orders: Sequence[Order]) -> tuple[Key, ...]:
        """Return what is to be filled in, row by row as printed."""
        return (tuple(cell.answer or "" for cell in self._empty(orders)),)

    def _empty(self, orders: Sequence[Order]) -> list[Cell]:
        """Return the cells to fill, row by row as printed."""
        places = orders[0] if orders else range(len(self.rows))
        cells = chain.from_iterable(self.rows[place] for place in places)
        return [cell for cell in cells if cell.answer is not None]

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let every cell to fill be worth a point."""
        rows = [row for row in items_of(data, "rows") if isinstance(row, list | tuple)]
        empty = [cell for cell in chain(*rows) if field_of(cell, "answer") is not None]
        return _with_points(super().prepared(data), len(empty))

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield rows that are too long or too short, and a table without a cell to fill."""
        columns = items_of(data, "columns")
        rows = [
            (index, row)
            for index, row in enumerate(items_of(data, "rows"))
            if isinstance(row, list | tuple)
        ]
        for index, row in rows:
            if columns and len(row) != len(columns):
                message = (
                    "This row has {cells}, but the table has {columns}. Each row needs a cell "
                    "for each column."
                )
                context = {
                    "cells": counted(len(row), "cell"),
                    "columns": counted(len(columns), "column"),
                }
                yield Slip(("rows", index), PydanticCustomError("row_length", message, context))
        cells = [cell for _, row in rows for cell in row]
        if cells and all(map(_is_given, cells)):
            message = "No cell is left to fill. Write {example} for one that is."
            error = PydanticCustomError("full_table", message, {"example": "{answer: …}"})
            yield Slip(("rows",), error)


def _is_given(cell: object) -> bool:
    """Whether a cell, as written, is a text to print; what is neither is told elsewhere."""
    return isinstance(cell, str) or (
        field_of(cell, "text") is not None and field_of(cell, "answer") is None
    )


def _cell_label(heading: str, row: Sequence[Cell]) -> str:
    """Return how the key calls a cell: by the first given in its row, and by its column."""
    given = next((cell.text for cell in row if cell.text is not None), None)
    return f"{heading}:" if given is None else f"{given} – {heading}:"
