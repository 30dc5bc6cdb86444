"""Words to underline in a text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import FieldError, ParagraphNumber, Text, field_of
from quizgen.bank.json_schema_terms import Schema, one_of
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Kind, Quotation, QuotingField, Solution
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.base.language import printed
from quizgen.base.markdown import unmarked
from quizgen.base.text_match import fold, quoted_parts


class Underline(BaseQuestion):
    """Words to underline, in an excerpt or in the printed article."""

    usual_keys: ClassVar[tuple[str, ...]] = ("paragraph",)
    answer_form: ClassVar[AnswerForm | None] = "marked words"
    quoting_fields: ClassVar[tuple[QuotingField, ...]] = (
        QuotingField((), "answer", is_own=True),
        *BaseQuestion.quoting_fields,
    )

    type: Literal["underline"] = Field(description="The kind of question.")
    paragraph: ParagraphNumber | None = Field(
        default=None,
        description="In place of excerpt: the paragraph of the printed article in which to "
        "underline.",
        examples=["4"],
    )
    answer: Text = Field(
        description="The words to underline, as they stand there.", examples=["Nobody saw it."]
    )

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The words to underline."""
        return (Solution(self.answer, paragraph=self.paragraph),)

    @property
    def quotations(self) -> Iterator[Quotation]:
        """The evidence, and the words to underline where they stand in the article."""
        yield from super().quotations
        if self.paragraph is not None:
            yield Quotation(("answer",), self.answer, self.paragraph)

    @property
    def evidence_paragraphs(self) -> frozenset[int]:
        """The evidence's, and the paragraph in which the words stand."""
        own = self.paragraph
        return super().evidence_paragraphs | ({own} if own is not None else set())

    def shape(self, printed: Sequence[str]) -> shapes.Shape:  # noqa: ARG002
        """Return the words to underline."""
        return shapes.Written()

    @classmethod
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that it names an excerpt or a paragraph."""
        return one_of("excerpt", "paragraph", "The question has an excerpt already.")

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield a text to underline in that is missing, or lacks the words."""
        excerpt, answer = data.get("excerpt"), data.get("answer")
        words = excerpt if isinstance(excerpt, str) else field_of(excerpt, "text")
        if excerpt is None and data.get("paragraph") is None:
            message = (
                "Where is it to be underlined? Add 'excerpt' with a text to print, or "
                "'paragraph' with a paragraph of the article."
            )
            yield FieldError(
                ("excerpt",),
                flaw("nowhere_to_underline", message, {"mark": "question"}),
            )
        elif excerpt is not None and data.get("paragraph") is not None:
            message = "The question has an 'excerpt' and a 'paragraph'. Delete one of them."
            yield FieldError(("paragraph",), flaw("two_places", message))
        elif isinstance(words, str) and not _stands_in(words, answer):
            message = "These words do not stand in the excerpt. Copy them from it exactly."
            yield FieldError(("answer",), flaw("not_in_excerpt", message))


def _stands_in(excerpt: str, words: object) -> bool:
    """Whether words stand in an excerpt, compared as quotations are with the article.

    What is no text is told elsewhere.
    """
    if not isinstance(words, str):
        return True
    return bool(fold(_unmarked(excerpt)).stretch(quoted_parts(_unmarked(words))))


def _unmarked(text: str) -> str:
    """Return text without the marks of lists; one line is none, and prints as typed."""
    return unmarked(text) if "\n" in text.strip() else text


KIND = Kind("underline", printed("underline"), Underline, ("by_hand",))
