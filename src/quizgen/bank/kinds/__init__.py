"""The kinds of question: the one list that ties together what each consists of."""

import re
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Discriminator, Tag

from quizgen.bank.fields import field_of, is_blank
from quizgen.bank.kinds.base import BaseQuestion, Rule
from quizgen.bank.kinds.choices import (
    MultipleChoice,
    MultipleSelect,
    TrueFalse,
    TrueFalseNotGiven,
    TwoPart,
)
from quizgen.bank.kinds.exercises import Cloze, Matching, Ordering, Table
from quizgen.bank.kinds.writing import OpenResponse, ShortAnswer, Underline
from quizgen.base.errors import nearest_name
from quizgen.base.language import printed


class Kind(NamedTuple):
    """A kind of question. Its name is its `type` and its section in docs/question-types.md.

    The keys need nothing more: they print each question's solutions.
    """

    name: str
    title: str
    """What it is called in print, in English."""
    model: type[BaseQuestion]
    rules: tuple[Rule, ...]
    """The scoring rules that its questions may have."""

    @property
    def template(self) -> str:
        """What the template of its block is called in a look."""
        return f"{self.name}.html"

    @property
    def folder(self) -> Path:
        """The folder of its files."""
        return Path(__file__).parent / self.name


KINDS = (
    Kind("multiple_choice", printed("multiple choice"), MultipleChoice, ("exact",)),
    Kind(
        "multiple_select",
        printed("multiple select"),
        MultipleSelect,
        ("exact", "right_minus_wrong"),
    ),
    Kind("true_false", printed("true false"), TrueFalse, ("exact", "letter_then_hand")),
    Kind(
        "true_false_not_given", printed("true false not given"), TrueFalseNotGiven, ("exact",)
    ),
    Kind("two_part", printed("two part"), TwoPart, ("part_a_first",)),
    Kind("matching", printed("matching"), Matching, ("each", "exact")),
    Kind("ordering", printed("ordering"), Ordering, ("exact", "adjacent_pairs")),
    Kind("cloze", printed("cloze"), Cloze, ("each",)),
    Kind("table", printed("table"), Table, ("each",)),
    Kind("short_answer", printed("short answer"), ShortAnswer, ("by_hand",)),
    Kind("open_response", printed("open response"), OpenResponse, ("rubric", "by_hand")),
    Kind("underline", printed("underline"), Underline, ("by_hand",)),
)
TITLES = {kind.name: kind.title for kind in KINDS}
MODELS: dict[str, type[BaseQuestion]] = {kind.name: kind.model for kind in KINDS}


def kind_of(question: object) -> str:
    """Return which kind of question is meant, even where its type is slightly misspelt.

    The misspelling is still an error, but the rest can be checked for what it is.
    """
    if isinstance(question, BaseQuestion):
        return question.type
    written = field_of(question, "type", "") or ""
    if is_blank(written) or not isinstance(written, str):
        return "multiple_choice"
    return nearest_name(re.sub(r"[\W_]+", "_", written), MODELS) or written


Question = Annotated[
    Annotated[MultipleChoice, Tag("multiple_choice")]
    | Annotated[MultipleSelect, Tag("multiple_select")]
    | Annotated[TrueFalse, Tag("true_false")]
    | Annotated[TrueFalseNotGiven, Tag("true_false_not_given")]
    | Annotated[TwoPart, Tag("two_part")]
    | Annotated[Matching, Tag("matching")]
    | Annotated[Ordering, Tag("ordering")]
    | Annotated[Cloze, Tag("cloze")]
    | Annotated[Table, Tag("table")]
    | Annotated[ShortAnswer, Tag("short_answer")]
    | Annotated[OpenResponse, Tag("open_response")]
    | Annotated[Underline, Tag("underline")],
    Discriminator(kind_of),
]
