"""A text with gaps to fill."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import (
    NAME,
    TRUTHS,
    FieldError,
    Name,
    Points,
    Record,
    Text,
    Truth,
    field_of,
    is_blank,
    items_of,
    one_line,
    repeats,
    text_or,
)
from quizgen.bank.json_schema_terms import Schema, listed, meaning, says
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
from quizgen.bank.kinds.common import GAP, accepted_texts, gap_names, with_points
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.base.errors import did_you_mean, shown
from quizgen.base.language import printed


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
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every accepted text that stands twice."""
        yield from repeats([data.get("answer")], items_of(data, "accept"), "accept")


class Cloze(BaseQuestion):
    """A text with gaps to fill."""

    other_words: ClassVar[Mapping[str, str]] = {"blanks": "gaps"}
    part_names: ClassVar[Mapping[str, str]] = {"gaps": "Gap"}
    short_keys: ClassVar[tuple[str, ...]] = ("word_bank",)
    answer_form: ClassVar[AnswerForm | None] = "gaps in a text"

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
    def is_recalled(self) -> bool:
        """Unless a word bank offers its words."""
        return not self.word_bank

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
        return Scoring(rule="each", accept=accepted_texts(gap.accept for gap in self.filled))

    def keys(self, orders: Sequence[Order]) -> tuple[Key, ...]:  # noqa: ARG002
        """Return the words, wherever the bank prints them."""
        return (self.accepted,)

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return the gaps of its text."""
        return shapes.Gaps(self.text, tuple(printed))

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let every gap be worth a point."""
        return with_points(super().prepared(data), len(set(gap_names(field_of(data, "text")))))

    @classmethod
    def key_schemas(cls) -> Mapping[str, Schema]:
        """Return that its text has a gap, and each gap a name."""
        name, gap = NAME.strip("^$"), GAP.pattern.replace(".", r"[\s\S]")
        bad_gap = rf"\{{\{{(?!\s*{name}\s*\}}\}})[\s\S]*?\}}\}}"
        message = (
            "Write a name in two braces, such as {{first}}, for each gap: letters a to z, "
            "digits, - and _ only."
        )
        pattern = rf"^(?![\s\S]*{bad_gap})[\s\S]*{gap}"
        return {"text": {"pattern": pattern, "patternErrorMessage": message}}

    @classmethod
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that extra words belong to a word bank."""
        return (
            {"if": listed("extra_words"), "then": says("word_bank", meaning(True, TRUTHS))},
        )

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield gaps that the text and the list do not share, and a word bank's slips."""
        text, gaps = data.get("text"), data.get("gaps")
        if isinstance(text, str) and not is_blank(text) and isinstance(gaps, dict):
            yield from _gap_errors(text, gaps)
        has_bank = _is_true(data.get("word_bank"))
        if has_bank and isinstance(gaps, dict):
            yield from _word_errors(gaps, items_of(data, "extra_words"))
        elif items_of(data, "extra_words") and not isinstance(
            data.get("word_bank"), list | dict
        ):
            message = (
                "'extra_words' belong to a word bank. Add 'word_bank: true', or delete them."
            )
            yield FieldError(("extra_words",), flaw("no_word_bank", message))


def _is_true(value: object) -> bool:
    return TRUTHS.get(value.casefold(), False) if isinstance(value, str) else value is True


def _gap_errors(text: str, gaps: Mapping[str, object]) -> Iterator[FieldError]:
    names = gap_names(text)
    if not names:
        message = (
            "The text has no gap. Write a name in two braces, such as {example}, where the "
            "student is to write."
        )
        error = flaw("no_gap", message, {"example": "{{first}}"})
        yield FieldError(("text",), error)
    for name in dict.fromkeys(names):
        if not re.fullmatch(NAME, name):
            message = (
                "The name of the gap '{name}' holds letters a to z, digits, - and _ only, no "
                "spaces. Give it such a name here and under 'gaps'."
            )
            error = flaw("gap_name", message, {"name": shown(name)})
            yield FieldError(("text",), error)
        elif name not in gaps:
            message = "The gap '{name}' has no answer.{guess} Add '{name}: …' to 'gaps'."
            unused = [gap for gap in gaps if gap not in names]
            context = {"name": shown(name), "guess": did_you_mean(name, unused)}
            yield FieldError(("text",), flaw("gap_without_answer", message, context))
        if names.count(name) > 1:
            message = (
                "The gap '{name}' stands twice in the text. Give each gap a name of its own."
            )
            error = flaw("repeated_gap", message, {"name": shown(name)})
            yield FieldError(("text",), error)
    for name in gaps if names else ():
        if name not in names and re.fullmatch(NAME, name):
            message = (
                "The text has no gap '{name}'.{guess} Write {written} in it, or delete this."
            )
            context = {
                "name": shown(name),
                "guess": did_you_mean(name, [gap for gap in names if gap not in gaps]),
                "written": f"{{{{{shown(name)}}}}}",
                "mark": "key",
            }
            error = flaw("answer_without_gap", message, context)
            yield FieldError(("gaps", name), error)


def _word_errors(gaps: Mapping[str, object], extra: Sequence[object]) -> Iterator[FieldError]:
    """Yield each word that a word bank would hold twice."""
    words = {name: field_of(gap, "answer", gap) for name, gap in gaps.items()}
    seen: set[str] = set()
    for name, word in words.items():
        if isinstance(word, str) and one_line(word) in seen:
            message = (
                "Another gap has the same answer, so the word bank would hold it twice. Change "
                "the text, or write 'word_bank: false'."
            )
            yield FieldError(("gaps", name), flaw("repeated_word", message))
        elif isinstance(word, str):
            seen.add(one_line(word))
    yield from repeats(words.values(), extra, "extra_words")


KIND = Kind("cloze", printed("cloze"), Cloze, ("each",))
