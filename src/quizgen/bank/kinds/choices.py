"""Questions that are answered by choosing among options."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from quizgen.bank.fields import (
    TRUTHS,
    Lines,
    ParagraphNumber,
    Points,
    Record,
    Slip,
    Text,
    Truth,
    field_of,
    is_blank,
    items_of,
    number_of,
    one_line,
    repeats,
    text_or,
)
from quizgen.bank.kinds.base import (
    BaseQuestion,
    Distractor,
    Key,
    OptionList,
    Order,
    Quotation,
    Scoring,
    Solution,
    letter,
)
from quizgen.base.errors import did_you_mean, shown
from quizgen.base.language import Wording, printed

MOST_OPTIONS = 26
"""The letters from A to Z."""


def _option_list(
    answers: Sequence[str], distractors: Sequence[Distractor], kept_last: Sequence[str] = ()
) -> OptionList:
    """Return the options in the bank's order, those that stay last at the end."""
    texts = [*answers, *(distractor.text for distractor in distractors)]
    listed = {one_line(text): text for text in texts}
    last = [listed[one_line(text)] for text in kept_last]
    marked = [each.text for each in distractors if each.last and each.text not in last]
    end = [*marked, *last]
    ordered = [*(text for text in texts if text not in end), *end]
    places = tuple(ordered.index(answer) for answer in answers)
    return OptionList(tuple(ordered), places, len(texts) - len(end))


def _texts(distractors: Iterable[Any]) -> list[Any]:
    return [field_of(item, "text", item) for item in distractors]


class MultipleChoice(BaseQuestion):
    """A stem and its options, exactly one of which is right."""

    type: Literal["multiple_choice"] = Field(
        default="multiple_choice",
        description="The kind of question.",
        examples=["multiple_choice"],
    )
    answer: Text = Field(
        description="The right option.",
        examples=["Automation made the coast safer and lonelier."],
    )
    # Twenty-five and the answer take the letters A to Z.
    distractors: tuple[Distractor, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The wrong options, 1 to 25: each a text, or text and misconception.",
        examples=["[A wrong option, Another wrong option]"],
    )
    options_kept_last: tuple[Text, ...] = Field(
        default=(),
        description="Options, the answer among them, that stay at the end in this order: a "
        "list.",
        examples=["[None of these]"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The answer, then the distractors; what stays last is last."""
        return (_option_list([self.answer], self.distractors, self.options_kept_last),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The one right option."""
        return (Solution(self.answer),)

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every option that stands twice, or stays last and is none."""
        distractors = _texts(items_of(data, "distractors"))
        yield from repeats([data.get("answer")], distractors, "distractors")
        kept = items_of(data, "options_kept_last")
        yield from repeats([], kept, "options_kept_last")
        yield from _unknown_options(kept, [data.get("answer"), *distractors])


def _unknown_options(kept: Sequence[object], options: Iterable[object]) -> Iterator[Slip]:
    known = [one_line(text) for text in options if isinstance(text, str)]
    for index, text in enumerate(kept):
        if isinstance(text, str) and not is_blank(text) and one_line(text) not in known:
            message = (
                "The question has no option '{option}'.{guess} Write the option as it stands "
                "in 'answer' or 'distractors'."
            )
            context = {"option": shown(text), "guess": did_you_mean(one_line(text), known)}
            error = PydanticCustomError("unknown_option", message, context)
            yield Slip(("options_kept_last", index), error)


class MultipleSelect(BaseQuestion):
    """A stem and its options, several of which are right."""

    type: Literal["multiple_select"] = Field(description="The kind of question.")
    answers: tuple[Text, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The right options: a list.",
        examples=["[He counted ships, He kept a log]"],
    )
    distractors: tuple[Distractor, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The wrong options: each a text, or text and misconception.",
        examples=["[He slept until noon, He broke the lamp]"],
    )
    say_how_many: Truth = Field(
        default=True,
        description="Whether the worksheet says how many options to choose.",
        examples=["false"],
    )
    scoring: Literal["all", "each"] = Field(
        default="all",
        description="all: the points for all right options and no other. each: a share for "
        "each right one, less a share for each wrong one, never under 0.",
        examples=["each"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The answers, then the distractors; what stays last is last."""
        return (_option_list(self.answers, self.distractors),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The right options."""
        return tuple(map(Solution, self.answers))

    @property
    def marking(self) -> Scoring:
        """All or nothing, or right minus wrong."""
        return Scoring(rule="exact" if self.scoring == "all" else "right_minus_wrong")

    def keys(self, orders: Sequence[Order]) -> tuple[Key, ...]:
        """Return the letters as they follow one another on the page."""
        [options], [order] = self.lists, orders
        return (tuple(map(letter, sorted(order.index(place) for place in options.answers))),)

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every option that stands twice, and options beyond Z."""
        answers, distractors = items_of(data, "answers"), items_of(data, "distractors")
        yield from repeats([], answers, "answers")
        yield from repeats(answers, _texts(distractors), "distractors")
        if len(answers) < MOST_OPTIONS < len(answers) + len(distractors):
            message = "There are {number} options; there are letters for {limit}. Delete some."
            context = {"number": len(answers) + len(distractors), "limit": MOST_OPTIONS}
            error = PydanticCustomError("too_many_options", message, context)
            yield Slip(("distractors",), error)


TRUTH_WORDS = (printed("True"), printed("False"))
JUDGEMENT_WORDS = (*TRUTH_WORDS, printed("Not given"))


class TrueFalse(BaseQuestion):
    """A statement to judge."""

    type: Literal["true_false"] = Field(description="The kind of question.")
    answer: Truth = Field(description="true or false.", examples=["true"])
    correction: Text | None = Field(
        default=None,
        description="Only where the answer is false: the statement as it would be true, for "
        "students to write.",
        examples=["The author works for a museum."],
    )
    lines: Lines | None = Field(
        default=None,
        description="How many ruled lines to write on; left out, 2 where any true_false of the "
        "worksheet has a correction.",
        examples=["2"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """True and False, always in this order."""
        return (OptionList(TRUTH_WORDS, (0 if self.answer else 1,)),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """True or False."""
        return (Solution(TRUTH_WORDS[0 if self.answer else 1]),)

    def worded(self, words: Wording) -> Mapping[str, str]:
        """Translate its options."""
        return {word: words.gettext(word) for word in TRUTH_WORDS}

    @property
    def marking(self) -> Scoring:
        """By the letter, and the correction by hand."""
        if self.correction is None:
            return Scoring(rule="exact")
        return Scoring(rule="letter_then_hand", by_hand=(self.correction,))

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield a correction of what is true."""
        answer = data.get("answer")
        truth = TRUTHS.get(answer.casefold()) if isinstance(answer, str) else answer
        if truth is True and data.get("correction") is not None:
            message = "A true statement has nothing to correct. Delete 'correction'."
            yield Slip(("correction",), PydanticCustomError("true_corrected", message))


JUDGEMENTS = {"true": "true", "false": "false", "not given": "not given"} | {
    **{word: str(truth).lower() for word, truth in TRUTHS.items()},
    **dict.fromkeys(["not_given", "not-given", "notgiven", "ng"], "not given"),
}


def _judgement(value: object) -> object:
    """Accept every way to write a truth value, and some for Not given."""
    if isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        return JUDGEMENTS.get(one_line(value).casefold(), value)
    return value


class TrueFalseNotGiven(BaseQuestion):
    """A statement to judge by the article alone, which may not say."""

    type: Literal["true_false_not_given"] = Field(description="The kind of question.")
    answer: Annotated[Literal["true", "false", "not given"], BeforeValidator(_judgement)] = (
        Field(
            description="true, false, or not given where the article does not say.",
            examples=["not given"],
        )
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """True, False and Not given, always in this order."""
        place = JUDGEMENT_WORDS.index(self.answer.capitalize())
        return (OptionList(JUDGEMENT_WORDS, (place,)),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """True, False or Not given."""
        return (Solution(self.answer.capitalize()),)

    def worded(self, words: Wording) -> Mapping[str, str]:
        """Translate its options."""
        return {word: words.gettext(word) for word in JUDGEMENT_WORDS}

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield evidence that is missing, or that there cannot be."""
        answer, has_evidence = _judgement(data.get("answer")), bool(items_of(data, "evidence"))
        if answer == "not given" and has_evidence:
            message = (
                "There is no evidence for what the article does not say. Delete 'evidence', or "
                "change the answer."
            )
            yield Slip(("evidence",), PydanticCustomError("evidence_not_given", message))
        elif answer in ("true", "false") and not data.get("evidence"):
            message = (
                "The answer is {answer}, so the article says it somewhere. Add where: "
                "evidence: [{example}]"
            )
            context = {"answer": str(answer), "example": "{paragraph: 2}"}
            yield Slip(("answer",), PydanticCustomError("evidence_needed", message, context))


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

    def quoted(self, place: tuple[str | int, ...]) -> Iterator[Quotation]:
        """Yield what it quotes, if it does; place is the option's own in its question."""
        if self.quote is not None:
            yield Quotation((*place, "quote"), self.quote, self.paragraph)

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let an option be its text alone."""
        return text_or("text", data) if isinstance(data, str) else super().prepared(data)

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield an option that is both or neither."""
        text, quote = data.get("text"), data.get("quote")
        if text is None and quote is None:
            message = "This option is empty. Write its 'text', or a 'quote' from the article."
            yield Slip((), PydanticCustomError("empty_option", message))
        elif text is not None and quote is not None:
            message = "An option is a text or a quotation, not both. Delete one of them."
            yield Slip(("text",), PydanticCustomError("two_options", message))


class PartA(Record):
    """The first half of a question in two parts."""

    stem: Text = Field(
        description="The text that asks.", examples=["What does the author claim?"]
    )
    answer: Text = Field(
        description="The right option.", examples=["The coast became lonelier."]
    )
    distractors: tuple[Distractor, ...] = Field(
        min_length=1,
        max_length=MOST_OPTIONS - 1,
        description="The wrong options: each a text, or text and misconception.",
        examples=["[A wrong option, Another wrong option]"],
    )

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every option that stands twice."""
        distractors = _texts(items_of(data, "distractors"))
        yield from repeats([data.get("answer")], distractors, "distractors")


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
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every option that stands twice."""
        words = [_words(item) for item in items_of(data, "distractors")]
        yield from repeats([_words(data.get("answer"))], words, "distractors")


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
            _option_list([self.part_a.answer], self.part_a.distractors),
            _option_list([b.answer.printed], wrong),
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

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield points that are not two."""
        points = number_of(data.get("points"))
        if points not in (None, 2):
            message = "A question in two parts is worth 2 points. Delete 'points'."
            yield Slip(("points",), PydanticCustomError("two_points", message))
