"""A question, and the words of the article that prove its answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import (
    FieldError,
    ParagraphNumber,
    Points,
    Record,
    Text,
    Truth,
    field_of,
    items_of,
    number_of,
    repeats,
    text_or,
)
from quizgen.bank.json_schema_terms import Schema, one_of
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import (
    EACH,
    BaseQuestion,
    Choice,
    Distractor,
    Kind,
    OptionList,
    Order,
    Quotation,
    QuotingField,
    Scoring,
    Solution,
    WrittenOption,
)
from quizgen.bank.kinds.common import (
    MOST_OPTIONS,
    option_list,
    option_repeats,
    option_texts,
    placed,
    written,
)
from quizgen.bank.kinds.option_letters import letter_errors
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.bank.option_text import OptionText, is_picture
from quizgen.bank.place import Place
from quizgen.base.data_class import replace
from quizgen.base.language import Wording, printed


class PartOption(Record):
    """An option of part B: a text, or a quotation from the article."""

    text: Text | None = Field(
        default=None, description="The option, in words of your own.", examples=["The log."]
    )
    quote: Text | None = Field(
        default=None,
        description="In place of text: words from the article, printed in quotation marks.",
        examples=["safer and lonelier"],
    )
    paragraph: ParagraphNumber | None = Field(
        default=None,
        description="The paragraph that the quotation stands in; only the key names it.",
        examples=["2"],
    )
    misconception: Text | None = Field(
        default=None,
        description="Why a student may choose it; printed in the annotated key.",
        examples=["Shows the cost, not the claim."],
    )
    last: Truth = Field(
        default=False, description="Whether a wrong option stays at the end.", examples=["true"]
    )

    @property
    def printed(self) -> str:
        """The option as it stands on the page."""
        return self.text or f"“{self.quote}”"

    def quoted(self, place: Place) -> Iterator[Quotation]:
        """Yield what it quotes, if it does; place is the option's own in its question."""
        if self.quote is not None:
            yield Quotation((*place, "quote"), self.quote, self.paragraph)

    def written(self, place: Place) -> WrittenOption:
        """Return it as the bank writes it; place is its own in its question."""
        return WrittenOption(
            self.text or self.quote or "",
            place,
            stays_last=self.last,
            misconception=self.misconception,
            is_quoted=self.quote is not None,
        )

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let an option be its text alone."""
        return text_or("text", data) if isinstance(data, str) else super().prepared(data)

    @classmethod
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that an option is a text or a quotation."""
        return one_of("text", "quote", "An option is a text or a quotation, not both.")

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield an option that is both or neither."""
        text, quote = data.get("text"), data.get("quote")
        if is_picture(data):
            message = (
                "An option of Part B is a text or words of the article, not a picture. Ask "
                "about the pictures in Part A."
            )
            yield FieldError((), flaw("picture_in_part_b", message))
        elif text is None and quote is None:
            message = "This option is empty. Write its 'text', or a 'quote' from the article."
            yield FieldError((), flaw("empty_option", message))
        elif text is not None and quote is not None:
            message = "An option is a text or a quotation, not both. Delete one of them."
            yield FieldError(("text",), flaw("two_options", message))


class PartA(Record):
    """The first half of a question in two parts."""

    stem: Text = Field(
        description="The text that asks.", examples=["What does the author claim?"]
    )
    answer: OptionText = Field(
        description="The right option: a text, or a picture.",
        examples=["The coast became lonelier."],
    )
    distractors: tuple[Distractor, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The wrong options: each a text, or text or picture and misconception.",
        examples=["[A wrong option, Another wrong option]"],
    )

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every option that stands twice or is a letter."""
        distractors = option_texts(items_of(data, "distractors"))
        answers: list[tuple[Place, object]] = [(("answer",), data.get("answer"))]
        yield from option_repeats(answers, distractors, "distractors")
        yield from letter_errors(answers, placed(distractors, "distractors"))


PARTS = (printed("Part A:"), printed("Part B:"))


ASKS_FOR_EVIDENCE = printed("Which words from the article best support your answer to Part A?")


class PartB(Record):
    """The second half: the words of the article that bear the first out."""

    stem: Text = Field(
        default=ASKS_FOR_EVIDENCE,
        description="The text that asks.",
        examples=["Which words show this best?"],
    )
    answer: PartOption = Field(
        description="The right option: a text, or quote and paragraph.",
        examples=["{quote: safer and lonelier, paragraph: 2}"],
    )
    distractors: tuple[PartOption, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The wrong options, each a text, or quote and paragraph.",
        examples=["[{quote: every ship by name, paragraph: 3}]"],
    )

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield every option that stands twice or is a letter."""
        words = [_words(item) for item in items_of(data, "distractors")]
        answer = _words(data.get("answer"))
        yield from repeats([answer], words, "distractors")
        yield from letter_errors([(("answer",), answer)], placed(words, "distractors"))


def _words(option: object) -> object:
    """Return what an option of part B says, as written."""
    if isinstance(option, str):
        return option
    return field_of(option, "text") or field_of(option, "quote")


class TwoPart(BaseQuestion):
    """A question, and the evidence for its answer.

    Both parts are marked together, as in PARCC's evidence-based selected response: the
    evidence counts only where the answer is right.
    """

    quoting_fields: ClassVar[tuple[QuotingField, ...]] = (
        QuotingField(("part_b", "answer"), "quote", is_own=True),
        QuotingField(("part_b", "distractors", EACH), "quote"),
        *BaseQuestion.quoting_fields,
    )
    part_names: ClassVar[Mapping[str, str]] = {
        "part_a": "Part A",
        "part_b": "Part B",
        "distractors": "Distractor",
    }
    short_keys: ClassVar[tuple[str, ...]] = ("requires",)
    answer_form: ClassVar[AnswerForm | None] = "linked choices"

    type: Literal["two_part"] = Field(description="The kind of question.")
    stem: Text = Field(
        default="",
        description="A lead-in above both parts; it may be left out.",
        examples=["This question has two parts. Answer Part A, then Part B."],
    )
    part_a: PartA = Field(description="The question: stem, answer and distractors.")
    part_b: PartB = Field(
        description="The evidence: answer and distractors, which may be quotations, and a stem "
        "of its own."
    )
    requires: Literal["part_a"] = Field(
        default="part_a",
        description="Part B counts only where Part A is right; nothing else is allowed.",
        examples=["part_a"],
    )
    points: Points = Field(
        default=2, description="Always 2: one for each part.", examples=["2"]
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The options of Part A, then those of Part B."""
        b = self.part_b
        wrong = [Distractor(text=each.printed, last=each.last) for each in b.distractors]
        return (
            option_list([self.part_a.answer], self.part_a.distractors),
            option_list([b.answer.printed], wrong),
        )

    @property
    def evidence_paragraphs(self) -> frozenset[int]:
        """The evidence's, and that of the answer to Part B."""
        own = self.part_b.answer.paragraph
        return super().evidence_paragraphs | ({own} if own is not None else set())

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Part A, then Part B."""
        a, b = self.part_a, self.part_b
        right = WrittenOption(a.answer, ("part_a", "answer"), True)
        evidence = (
            option.written(("part_b", "distractors", index))
            for index, option in enumerate(b.distractors)
        )
        proof = b.answer.written(("part_b", "answer"))._replace(is_right=True)
        return (
            Choice(a.stem, ("part_a", "stem"), (right, *written(a.distractors, ("part_a",)))),
            Choice(b.stem, ("part_b", "stem"), (proof, *evidence)),
        )

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The right option of each part."""
        answer = self.part_b.answer
        return (
            Solution(self.part_a.answer, label=PARTS[0]),
            Solution(answer.printed, label=PARTS[1], paragraph=answer.paragraph),
        )

    def worded(self, words: Wording) -> Mapping[str, str]:
        """Translate the parts' names and the stem that Part B has unless a bank gives one.

        Quotations get the language's quotation marks.
        """
        options = (self.part_b.answer, *self.part_b.distractors)
        quoted = {each.printed: words.quoted(each.quote) for each in options if each.quote}
        return {text: words.gettext(text) for text in (*PARTS, ASKS_FOR_EVIDENCE)} | quoted

    @property
    def marking(self) -> Scoring:
        """Part B counts only with Part A."""
        return Scoring(rule="part_a_first")

    @property
    def quotations(self) -> Iterator[Quotation]:
        """The evidence, and every option of Part B that is a quotation."""
        yield from super().quotations
        yield from self.part_b.answer.quoted(("part_b", "answer"))
        for index, option in enumerate(self.part_b.distractors):
            yield from option.quoted(("part_b", "distractors", index))

    def parts(self, orders: Sequence[Order] | None = None) -> tuple[shapes.Part, ...]:
        """Return both parts, a point for each; Part B needs Part A."""
        orders = self._orders(orders)
        options = map(shapes.OneOf, self._printed(orders))
        keys, stems = self.keys(orders), (self.part_a.stem, self.part_b.stem)
        a, b = (
            shapes.Part(shape, key, "exact", 1, stem)
            for shape, key, stem in zip(options, keys, stems, strict=True)
        )
        return a, replace(b, needs=0)

    @classmethod
    def key_schemas(cls) -> Mapping[str, Schema]:
        """Return that it is worth 2 points."""
        return {"points": {"minimum": 2, "maximum": 2}}

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield points that are not two."""
        points = number_of(data.get("points"))
        if points not in (None, 2):
            message = "A question in two parts is worth 2 points. Delete 'points'."
            yield FieldError(("points",), flaw("two_points", message))


KIND = Kind("two_part", printed("two part"), TwoPart, ("part_a_first",))
