"""A question as rules look at it: who asks what, with which options, in which words."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from quizgen.authoring.rules.words import content, words
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.kinds.base import Choice as WrittenChoice
from quizgen.bank.option_text import picture_in
from quizgen.bank.place import Place
from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex

REFERENCE = regex(
    r"\[\[[^\]]*\]\]|\b(?:paragraphs?|lines?)\s+\d+(?:\W+(?:and|to|or)?\s*\d+)*", re.IGNORECASE
)
"""References to paragraphs or lines."""


More = ParamSpec("More")
Made = TypeVar("Made")


class Kept:
    """Something that never changes, and keeps what rules have made of it."""

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    def once(
        self,
        make: Callable[Concatenate[Self, More], Made],
        *given: More.args,
        **named: More.kwargs,
    ) -> Made:
        """Return what a function makes of it, which is made once."""
        key = (make, given, *named.items())
        if key not in self._made:
            self._made[key] = make(self, *given, **named)
        made: Made = self._made[key]
        return made


@dataclass(frozen=True)
class Passage:
    """A text of a question, and its place in the question."""

    text: str
    place: Place
    language: str = "en"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words and figures in small letters, in their order."""
        return words(self.text)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the content words, and the figures."""
        return content(self.words, self.language)


@dataclass(frozen=True)
class Option(Passage):
    """An option, right or wrong."""

    right: bool = False
    last: bool = False
    """Whether it is kept last."""
    quoted: bool = False
    """Whether it is a quotation from the article, in Part B."""
    picture: bool = False
    """Whether it is a picture, and its text what the picture shows."""

    @cached_property
    def plain(self) -> str:
        """Its text without marks of emphasis and needless blanks."""
        return " ".join(self.text.replace("*", "").split())

    @cached_property
    def bare(self) -> str:
        """Its plain text without the punctuation at its end."""
        return self.plain.rstrip(" .!?:;…")


@dataclass(frozen=True)
class Choice(Kept):
    """A stem with its options: one in most questions, two in a question of two parts."""

    stem: Passage
    options: tuple[Option, ...]

    @cached_property
    def answers(self) -> tuple[Option, ...]:
        """The right options."""
        return tuple(option for option in self.options if option.right)

    @cached_property
    def distractors(self) -> tuple[Option, ...]:
        """The wrong options."""
        return tuple(option for option in self.options if not option.right)

    @property
    def answer(self) -> Option | None:
        """The right option, where there is exactly one."""
        return self.answers[0] if len(self.answers) == 1 else None


@dataclass(frozen=True)
class RuleView(Kept):
    """A question as rules see it: its index in the bank, from 0, and its texts.

    What is kept of it is about the question, not about its index.
    """

    question: BaseQuestion
    index: int
    language: str = "en"

    def at(self, index: int) -> "RuleView":
        """Return the same question at another index, with all that is known of it."""
        if index == self.index:
            return self
        moved = RuleView(self.question, index, self.language)
        moved.__dict__.update(self.__dict__ | {"index": index})
        return moved

    @property
    def place(self) -> Place:
        """Its place in the bank."""
        return ("questions", self.index)

    @cached_property
    def written(self) -> str:
        """Every text that the bank has of it: what is not in it is in none of them."""
        return "\n".join(self.question.texts)

    @cached_property
    def stem(self) -> Passage:
        """The question's own stem; in a question of two parts perhaps empty."""
        return self._text(self.question.stem, "stem")

    @cached_property
    def stems(self) -> tuple[Passage, ...]:
        """Every text of it that asks: its own stem, and those of its parts."""
        own = (self.stem,) if self.stem.text else ()
        parts = [choice.stem for choice in self.choices if choice.stem is not self.stem]
        return (*own, *parts)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The roots of the words that its stems ask with, but for the paragraphs they name."""
        text = " ".join(REFERENCE.sub(" ", stem.text) for stem in self.stems)
        return content(words(text), self.language)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Its choices among options that the bank names; () for other kinds."""
        return tuple(map(self._choice, self.written_choices))

    @cached_property
    def written_choices(self) -> tuple[WrittenChoice, ...]:
        """The same choices as the bank writes them."""
        return self.question.choices

    @cached_property
    def read_choices(self) -> tuple[Choice, ...]:
        """Its choices whose options are all read; the words of a picture are not seen."""
        return tuple(
            each for each in self.choices if not any(option.picture for option in each.options)
        )

    @cached_property
    def answers(self) -> tuple[Passage, ...]:
        """Every right text, with the nearest place in the bank."""
        if self.choices:
            return tuple(answer for choice in self.choices for answer in choice.answers)
        key = "answer" if hasattr(self.question, "answer") else "stem"
        return tuple(self._text(each.text, key) for each in self.question.solutions)

    def _text(self, text: str, *place: str | int) -> Passage:
        return Passage(text, place, self.language)

    def _choice(self, written: WrittenChoice) -> Choice:
        own = written.place == self.stem.place
        stem = self.stem if own else self._text(written.stem, *written.place)
        options = (
            Option(
                option.text,
                option.place,
                self.language,
                right=option.is_right,
                last=option.stays_last,
                quoted=option.is_quoted,
                picture=picture_in(option.text) is not None,
            )
            for option in written.options
        )
        return Choice(stem, tuple(options))
