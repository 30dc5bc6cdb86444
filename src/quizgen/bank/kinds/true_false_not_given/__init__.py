"""A statement to judge by the article alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from quizgen.bank.field_spec import Before, Field, flaw
from quizgen.bank.fields import TRUTHS, FieldError, items_of, one_line
from quizgen.bank.json_schema_terms import Schema, listed, meaning, says, without, words
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Kind, OptionList, Solution
from quizgen.bank.kinds.common import TRUTH_WORDS
from quizgen.bank.kinds.shapes import AnswerForm
from quizgen.base.language import Wording, printed

JUDGEMENT_WORDS = (*TRUTH_WORDS, printed("Not given"))


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

    answer_form: ClassVar[AnswerForm | None] = "true, false or not given"

    type: Literal["true_false_not_given"] = Field(description="The kind of question.")
    answer: Annotated[Literal["true", "false", "not given"], Before(_judgement)] = Field(
        description="true, false, or not given where the article does not say.",
        examples=["not given"],
    )

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """True, False and Not given, always in this order."""
        place = JUDGEMENT_WORDS.index(self.answer.capitalize())
        return (OptionList(JUDGEMENT_WORDS, (place,)),)

    @property
    def is_statement(self) -> bool:
        """Its stem is judged."""
        return True

    @property
    def needs_evidence(self) -> bool:
        """The article does not say what is not given."""
        return self.answer != "not given"

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """True, False or Not given."""
        return (Solution(self.answer.capitalize()),)

    def worded(self, words: Wording) -> Mapping[str, str]:
        """Translate its options."""
        return {word: words.gettext(word) for word in JUDGEMENT_WORDS}

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return one of the three judgements."""
        return shapes.OneOf(tuple(printed))

    @classmethod
    def key_schemas(cls) -> Mapping[str, Schema]:
        """Return every way to write an answer."""
        return {"answer": {"words": tuple(JUDGEMENTS)}}

    @classmethod
    def schema_rules(cls) -> Sequence[Schema]:
        """Return that evidence is there, or cannot be."""
        not_given = words(word for word, said in JUDGEMENTS.items() if said == "not given")
        judged = {"anyOf": [meaning(truth, JUDGEMENTS) for truth in (True, False)]}
        return (
            {
                "if": says("answer", {"type": "string", "pattern": not_given}),
                "then": without("evidence", "There is none for what the article does not say."),
            },
            {"if": says("answer", judged), "then": listed("evidence")},
        )

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield evidence that is missing, or that there cannot be."""
        answer, has_evidence = _judgement(data.get("answer")), bool(items_of(data, "evidence"))
        if answer == "not given" and has_evidence:
            message = (
                "There is no evidence for what the article does not say. Delete 'evidence', or "
                "change the answer."
            )
            yield FieldError(("evidence",), flaw("evidence_not_given", message))
        elif answer in ("true", "false") and not data.get("evidence"):
            message = (
                "The answer is {answer}, so the article says it somewhere. Add where: "
                "evidence: [{example}]"
            )
            context = {"answer": str(answer), "example": "{paragraph: 2}"}
            yield FieldError(("answer",), flaw("evidence_needed", message, context))


KIND = Kind(
    "true_false_not_given", printed("true false not given"), TrueFalseNotGiven, ("exact",)
)
