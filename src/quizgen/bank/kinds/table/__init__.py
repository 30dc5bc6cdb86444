"""A small table with cells to fill."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import (
    FieldError,
    Points,
    Record,
    Text,
    Truth,
    field_of,
    items_of,
    one_line,
    repeats,
    text_or,
)
from quizgen.bank.json_schema_terms import Schema, one_of, says, where
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import (
    BaseQuestion,
    Key,
    Kind,
    OptionList,
    Order,
    Scoring,
    Solution,
)
from quizgen.bank.kinds.common import MOST_ENTRIES, accepted_texts, with_points
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.base.language import printed
from quizgen.base.words import counted

MOST_COLUMNS = 8


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
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that a cell is a text or an answer."""
        return one_of("text", "answer", "A cell has a text or an answer, not both.")

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield a cell that is both or neither, and every accepted text that stands twice."""
        yield from repeats([data.get("answer")], items_of(data, "accept"), "accept")
        if data.get("text") is None and data.get("answer") is None:
            message = "This cell is empty. Write its text, or {example} for one to fill in."
            error = flaw("empty_cell", message, {"example": "{answer: …}"})
            yield FieldError((), error)
        elif data.get("text") is not None and data.get("answer") is not None:
            message = "A cell has a text or an answer, not both. Delete one of them."
            yield FieldError(("text",), flaw("full_cell", message))


class Table(BaseQuestion):
    """A small table with cells to fill."""

    other_words: ClassVar[Mapping[str, str]] = {"headings": "columns"}
    part_names: ClassVar[Mapping[str, str]] = {"rows": "Cell"}
    short_keys: ClassVar[tuple[str, ...]] = ("shuffle_rows",)
    answer_form: ClassVar[AnswerForm | None] = "gaps in a table"

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
    def is_recalled(self) -> bool:
        """Nothing offers its words."""
        return True

    def texts_on_paper(self, printed: Sequence[str]) -> Sequence[str]:
        """Return the first words that each row prints."""
        rows = self.printed_rows(printed)
        return [next((cell.text for cell in row if cell.text), "") for row in rows]

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
        return Scoring(
            rule="each", accept=accepted_texts(cell.accept for cell in self._empty(orders))
        )

    def keys(self, orders: Sequence[Order]) -> tuple[Key, ...]:
        """Return what is to be filled in, row by row as printed."""
        return (tuple(cell.answer or "" for cell in self._empty(orders)),)

    def _empty(self, orders: Sequence[Order]) -> list[Cell]:
        """Return the cells to fill, row by row as printed."""
        places = orders[0] if orders else range(len(self.rows))
        cells = chain.from_iterable(self.rows[place] for place in places)
        return [cell for cell in cells if cell.answer is not None]

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return the gaps of a table, which are numbered as they are printed."""
        numbers = count(1)
        rows = [
            [_in_a_row(cell.text or f"{{{{{next(numbers)}}}}}") for cell in row]
            for row in self.printed_rows(printed)
        ]
        head = [map(_in_a_row, self.columns), ["---"] * len(self.columns)]
        return shapes.Gaps("\n".join(f"| {' | '.join(row)} |" for row in (*head, *rows)))

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let every cell to fill be worth a point."""
        rows = [row for row in items_of(data, "rows") if isinstance(row, list | tuple)]
        empty = [cell for cell in chain(*rows) if field_of(cell, "answer") is not None]
        return with_points(super().prepared(data), len(empty))

    @classmethod
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that rows are as wide as the columns, and a cell is left to fill."""
        widths = map(_as_wide_as_the_columns, range(1, MOST_COLUMNS + 1))
        a_gap = {
            "contains": {"contains": {"type": "object"}},
            "errorMessage": "No cell is left to fill. Write {answer: …} for one that is.",
        }
        return (*widths, where("rows", a_gap))

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
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
                yield FieldError(("rows", index), flaw("row_length", message, context))
        cells = [cell for _, row in rows for cell in row]
        if cells and all(map(_is_given, cells)):
            message = "No cell is left to fill. Write {example} for one that is."
            error = flaw("full_table", message, {"example": "{answer: …}"})
            yield FieldError(("rows",), error)


def _in_a_row(text: str) -> str:
    """Return a text as it may be in a row of a Markdown table."""
    return one_line(text).replace("|", "\\|")


def _as_wide_as_the_columns(number: int) -> Schema:
    columns = {"type": "array", "minItems": number, "maxItems": number}
    rows = {"items": {"minItems": number, "maxItems": number}}
    return {"if": says("columns", columns), "then": where("rows", rows)}


def _is_given(cell: object) -> bool:
    """Whether a cell, as written, is a text to print; what is neither is told elsewhere."""
    return isinstance(cell, str) or (
        field_of(cell, "text") is not None and field_of(cell, "answer") is None
    )


def _cell_label(heading: str, row: Sequence[Cell]) -> str:
    """Return how the key calls a cell: by the first given in its row, and by its column."""
    given = next((cell.text for cell in row if cell.text is not None), None)
    return f"{heading}:" if given is None else f"{given} – {heading}:"


KIND = Kind("table", printed("table"), Table, ("each",))
