"""What a question bank may say. No files, no printing, no randomness.

Every scalar arrives as text (see yamltext); the few fields that are numbers or truth
values turn it into one here. The same models read the JSON of a plan, so real numbers
and truth values are welcome too, and a question comes back from JSON as it went in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    ModelWrapValidatorHandler,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from quizgen.errors import did_you_mean, nearest_name, shown

BUILT_IN_SKILLS = {
    "main_argument": "Main argument",
    "evidence": "Evidence",
    "author_affiliation": "Author and affiliation",
    "rhetorical_moves": "Rhetorical moves",
}
TRUTHS = {"true": True, "yes": True, "t": True, "y": True} | {
    "false": False,
    "no": False,
    "f": False,
    "n": False,
}
# Tab, line feed and carriage return lay a text out; nothing can print the others.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class Slip(NamedTuple):
    """Something that no field can see by itself, at the place to change."""

    place: tuple[str | int, ...]
    error: PydanticCustomError


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _text(value: str) -> str:
    if _is_blank(value):
        raise PydanticCustomError("blank", "This text is empty.")
    if found := UNPRINTABLE.search(value):
        raise PydanticCustomError(
            "unprintable",
            "This text holds a character that cannot be printed ({code}). Delete it.",
            {"code": f"U+{ord(found[0]):04X}"},
        )
    return value


def _whole_number(value: object, low: int, high: int) -> object:
    """Accept plain digits only: int() would also take 1_0, +1 and Arabic-Indic digits."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if type(value) is int and low <= value <= high:
        return value
    raise PydanticCustomError(
        "whole_number",
        "This must be a whole number from {low} to {high}, in digits.",
        {"low": low, "high": high},
    )


def _truth(value: object) -> object:
    if isinstance(value, str):
        value = TRUTHS.get(value.casefold())
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("truth", "The answer must be true or false.")


def _inside_folder(value: str) -> str:
    """Refuse what could name a file elsewhere, on any system the bank may travel to."""
    if re.match(r"[/~]|[A-Za-z]:", value) or "\\" in value or ".." in value.split("/"):
        raise PydanticCustomError(
            "outside_folder",
            "The article's text must lie in the bank's own folder. Put it there and write "
            "its file name only, such as article.txt.",
        )
    return value


def _one_line(value: str) -> str:
    """Return value with every run of white space as one space, to compare options."""
    return " ".join(value.split())


Text = Annotated[str, Field(min_length=1), AfterValidator(_text)]
Name = Annotated[str, Field(min_length=1, pattern=r"^[A-Za-z0-9_-]+$")]
FileName = Annotated[Text, AfterValidator(_inside_folder)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Difficulty = Literal["easy", "medium", "hard"]


def _whole(low: int, high: int) -> Any:
    return BeforeValidator(partial(_whole_number, low=low, high=high))


ParagraphNumber = Annotated[int, Field(ge=1, le=10_000), _whole(1, 10_000)]
Points = Annotated[int, Field(ge=1, le=1000), _whole(1, 1000)]
LevelPoints = Annotated[int, Field(ge=0, le=1000), _whole(0, 1000)]
Lines = Annotated[int, Field(ge=1, le=60), _whole(1, 60)]


class Record(BaseModel):
    """Read-only and closed: a misspelt key is an error, never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Return data without its blank optional keys: left blank counts as left out."""
        if not isinstance(data, dict):
            return data
        fields = cls.model_fields
        return {
            key: value
            for key, value in data.items()
            if not (_is_blank(value) and key in fields and not fields[key].is_required())
        }

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:  # noqa: ARG003
        """Yield what is wrong between fields; data is as written, perhaps broken elsewhere."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Report slips beside the fields' own errors, which would stop a later validator."""
        data = cls.prepared(data)
        slips = list(cls.slips(data)) if isinstance(data, dict) else []
        errors = [
            InitErrorDetails(type=slip.error, loc=slip.place, input=None) for slip in slips
        ]
        try:
            record = handler(data)
        except ValidationError as error:
            errors = [*_details(error), *errors]
        if errors:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return record


def _details(error: ValidationError) -> Iterator[InitErrorDetails]:
    for item in error.errors(include_url=False):
        kind = PydanticCustomError(item["type"], item["msg"], item.get("ctx"))
        yield InitErrorDetails(type=kind, loc=item["loc"], input=item["input"])


class Footnote(Record):
    """A note on words of the article, printed under the passage."""

    words: Text = Field(
        description="Words as they stand in the article; the note's number follows them.",
        examples=["the Trinity lamp"],
    )
    note: Text = Field(
        description="What there is to say about them.",
        examples=["A lamp of 1887, now in the museum."],
    )


class Article(Record):
    """What is read; the bank refers to it and never holds its text."""

    title: Text = Field(
        description="The article's headline.", examples=["The Keeper Who Stayed"]
    )
    author: Text = Field(description="Who wrote it.", examples=["A. N. Author"])
    affiliation: Text | None = Field(
        default=None,
        description="Whom the author works or speaks for.",
        examples=["Harbour Museum"],
    )
    source: Text | None = Field(
        default=None, description="Where it appeared.", examples=["Coast Review"]
    )
    published: Text | None = Field(
        default=None,
        description="When it appeared; any text, printed as typed.",
        examples=["2019-04-02"],
    )
    paragraphs: ParagraphNumber = Field(
        description="How many paragraphs it has.", examples=["9"]
    )
    text: FileName | None = Field(
        default=None,
        description="The file with the article's words, in the bank's own folder.",
        examples=["the-keeper-who-stayed.txt"],
    )
    glossary: dict[Text, Text] = Field(
        default_factory=dict,
        description="Words to explain: each with its meaning. They are marked at their first "
        "place in the printed article and stand in a box under it.",
        examples=["{beacon: a light that guides ships}"],
    )
    footnotes: tuple[Footnote, ...] = Field(
        default=(), description="Notes under the printed article: a list of words and note."
    )


class Evidence(Record):
    """Where in the article the answer stands."""

    paragraph: ParagraphNumber = Field(
        description="The paragraph's number, counted from 1.", examples=["2"]
    )
    quote: Text | None = Field(
        default=None,
        description="A few words to find the place by.",
        examples=["safer and lonelier"],
    )


class Distractor(Record):
    """A wrong option and why it tempts."""

    text: Text = Field(
        description="The wrong option.", examples=["Ships no longer need lighthouses."]
    )
    misconception: Text | None = Field(
        default=None,
        description="Why a student may choose it; printed in the annotated key.",
        examples=["Turns one example in paragraph 4 into the claim."],
    )

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let a distractor be its text alone."""
        return {"text": data} if isinstance(data, str) else super().prepared(data)


class RubricLevel(Record):
    """What an open response must do to earn so many points."""

    points: LevelPoints = Field(
        description="What an answer at this level earns.", examples=["2"]
    )
    description: Text = Field(
        description="What such an answer does.",
        examples=["Names two pieces of evidence and weighs them."],
    )


class BaseQuestion(Record):
    """What every kind of question has."""

    type: str
    id: Name = Field(
        description="A name for the question, unlike every other in the bank. "
        "Letters a to z, digits, - and _.",
        examples=["main-claim"],
    )
    skill: Text = Field(
        description="What the question tests: one of the four built-in skills or one from "
        "the bank's skills.",
        examples=["main_argument"],
    )
    stem: Text = Field(
        description="The text that asks.",
        examples=["Which statement comes closest to the author's main argument?"],
    )
    rationale: Text | None = Field(
        default=None,
        description="Why the answer is right; printed in the annotated key.",
        examples=["Paragraph 2 states it and paragraph 9 returns to it."],
    )
    evidence: tuple[Evidence, ...] = Field(
        default=(), description="Where in the article the answer stands: a list of places."
    )
    difficulty: Difficulty | None = Field(
        default=None, description="easy, medium or hard.", examples=["medium"]
    )
    points: Points = Field(default=1, description="What a right answer earns.", examples=["1"])
    standards: tuple[Text, ...] = Field(
        default=(),
        description="The curriculum standards it belongs to: a list.",
        examples=["[CCSS.ELA-LITERACY.RI.8.2]"],
    )

    @property
    def options(self) -> tuple[str, ...]:
        """The choices in the bank's order; none where the answer is written out."""
        return ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The right option, or every text that is accepted."""
        raise NotImplementedError

    @property
    def movable(self) -> bool:
        """Whether the options may change places."""
        return False


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
        max_length=25,
        description="The wrong options, 1 to 25: each a text, or text and misconception.",
        examples=["[A wrong option, Another wrong option]"],
    )

    @property
    def options(self) -> tuple[str, ...]:
        """The answer, then the distractors."""
        return (self.answer, *(distractor.text for distractor in self.distractors))

    @property
    def answers(self) -> tuple[str, ...]:
        """The one right option."""
        return (self.answer,)

    @property
    def movable(self) -> bool:
        """Always: an option's place means nothing."""
        return True

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every option that stands twice."""
        distractors = [_field(item, "text", item) for item in _items(data, "distractors")]
        yield from _repeats(data.get("answer"), distractors, "distractors")


class TrueFalse(BaseQuestion):
    """A statement to judge."""

    type: Literal["true_false"] = Field(description="The kind of question.")
    answer: Truth = Field(description="true or false.", examples=["true"])

    @property
    def options(self) -> tuple[str, ...]:
        """True and False, always in this order."""
        return ("True", "False")

    @property
    def answers(self) -> tuple[str, ...]:
        """True or False."""
        return ("True",) if self.answer else ("False",)


class ShortAnswer(BaseQuestion):
    """A question answered in a few words."""

    type: Literal["short_answer"] = Field(description="The kind of question.")
    answer: Text = Field(description="The answer.", examples=["A concession."])
    accept: tuple[Text, ...] = Field(
        default=(),
        description="Other answers that count as right: a list.",
        examples=['["concession", "conceding a point"]'],
    )
    lines: Lines = Field(
        default=2, description="How many ruled lines to write on.", examples=["2"]
    )

    @property
    def answers(self) -> tuple[str, ...]:
        """The answer, then the others that are accepted."""
        return (self.answer, *self.accept)

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield every accepted text that stands twice."""
        yield from _repeats(data.get("answer"), _items(data, "accept"), "accept")


class OpenResponse(BaseQuestion):
    """A question answered at length and marked by a rubric."""

    type: Literal["open_response"] = Field(description="The kind of question.")
    answer: Text = Field(
        description="A model answer.",
        examples=["The figures come from one harbour, so they support only a small claim."],
    )
    rubric: tuple[RubricLevel, ...] = Field(
        default=(), description="What earns how many points: a list of levels."
    )
    points: Points = Field(
        default=1,
        description="What a full answer earns; left out, the rubric's best level.",
        examples=["4"],
    )
    lines: Lines | None = Field(
        default=None,
        description="How many ruled lines to write on; left out, sized from the model answer.",
        examples=["8"],
    )

    @property
    def answers(self) -> tuple[str, ...]:
        """The model answer."""
        return (self.answer,)

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let the rubric say what the question is worth."""
        data = super().prepared(data)
        best = _best_level(data) if isinstance(data, dict) else None
        return {"points": best} | data if best else data

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield points that the rubric contradicts."""
        points, best = _number(data.get("points")), _best_level(data)
        if best == 0:
            message = "The rubric's best level earns nothing. Give one level points."
            yield Slip(("rubric",), PydanticCustomError("worthless", message))
        elif points is not None and best is not None and points != best:
            message = (
                "The question is worth {points}, but its rubric's best level is worth {best}. "
                "Make them equal, or leave out the question's points."
            )
            context = {"points": _counted(points, "point"), "best": best}
            yield Slip(("points",), PydanticCustomError("points_differ", message, context))


KINDS: dict[str, type[BaseQuestion]] = {
    "multiple_choice": MultipleChoice,
    "true_false": TrueFalse,
    "short_answer": ShortAnswer,
    "open_response": OpenResponse,
}


def kind_of(question: object) -> str:
    """Return which kind of question is meant, even where its type is slightly misspelt.

    The misspelling is still an error, but the rest can be checked for what it is.
    """
    if isinstance(question, BaseQuestion):
        return question.type
    written = _field(question, "type", "") or ""
    if _is_blank(written) or not isinstance(written, str):
        return "multiple_choice"
    return nearest_name(re.sub(r"[\W_]+", "_", written), KINDS) or written


Question = Annotated[
    Annotated[MultipleChoice, Tag("multiple_choice")]
    | Annotated[TrueFalse, Tag("true_false")]
    | Annotated[ShortAnswer, Tag("short_answer")]
    | Annotated[OpenResponse, Tag("open_response")],
    Discriminator(kind_of),
]


class Bank(Record):
    """Questions about one article."""

    title: Text | None = Field(
        default=None,
        description="The worksheet's title; left out, the article's title.",
        examples=["Lighthouse reading check"],
    )
    instructions: Text | None = Field(
        default=None,
        description="Printed above the first question.",
        examples=["Circle the best answer."],
    )
    article: Article = Field(description="What the questions are about.")
    skills: dict[Name, Text] = Field(
        default_factory=dict,
        description="Skills of your own beside the four built-in ones: a name and the words "
        "to print for it. A built-in name gets a new label.",
    )
    questions: tuple[Question, ...] = Field(min_length=1, description="The questions.")

    @property
    def skill_labels(self) -> dict[str, str]:
        """Every skill a question may name, with the words to print for it."""
        return BUILT_IN_SKILLS | self.skills

    @classmethod
    def slips(cls, data: Mapping[str, Any]) -> Iterator[Slip]:
        """Yield what is wrong between questions, or between one and the rest of the bank."""
        questions = list(enumerate(_items(data, "questions")))
        yield from _repeated_ids(questions)
        skills = data.get("skills", {})
        if isinstance(skills, dict):
            yield from _undeclared_skills(questions, [*BUILT_IN_SKILLS, *skills])
        paragraphs = _number(_field(data.get("article"), "paragraphs", None))
        if paragraphs is not None:
            yield from _evidence_beyond(questions, paragraphs)


def _repeated_ids(questions: Iterable[tuple[int, Any]]) -> Iterator[Slip]:
    seen: dict[str, int] = {}
    for index, question in questions:
        name = _field(question, "id", None)
        if not isinstance(name, str) or _is_blank(name):
            continue
        if name in seen:
            error = PydanticCustomError(
                "repeated_id",
                "Another question already has the id '{id}'. Give this one a new id.",
                {"id": name, "first": ("questions", seen[name], "id")},
            )
            yield Slip(("questions", index, "id"), error)
        seen.setdefault(name, index)


def _undeclared_skills(
    questions: Iterable[tuple[int, Any]], declared: list[str]
) -> Iterator[Slip]:
    for index, question in questions:
        skill = _field(question, "skill", None)
        if isinstance(skill, str) and not _is_blank(skill) and skill not in declared:
            error = PydanticCustomError(
                "unknown_skill",
                "There is no skill '{skill}'.{guess} Use one of {declared}, or add it under "
                "'skills:' at the top of the bank.",
                {
                    "skill": shown(skill),
                    "guess": did_you_mean(skill, declared),
                    "declared": ", ".join(declared),
                },
            )
            yield Slip(("questions", index, "skill"), error)


def _evidence_beyond(questions: Iterable[tuple[int, Any]], last: int) -> Iterator[Slip]:
    for index, question in questions:
        for number, evidence in enumerate(_items(question, "evidence")):
            paragraph = _number(_field(evidence, "paragraph", None))
            if paragraph is not None and paragraph > last:
                message = (
                    "The evidence is in paragraph {paragraph}, but the article has only "
                    "{last} ('paragraphs' under 'article'). Correct one of the two numbers."
                )
                context = {"paragraph": paragraph, "last": last}
                error = PydanticCustomError("beyond_article", message, context)
                yield Slip(("questions", index, "evidence", number, "paragraph"), error)


def _repeats(answer: object, others: Iterable[object], field: str) -> Iterator[Slip]:
    """Yield each text that says the same as the answer or as one before it."""
    seen = {_one_line(answer)} if isinstance(answer, str) and not _is_blank(answer) else set()
    from_answer = set(seen)
    for index, other in enumerate(others):
        if not isinstance(other, str) or _is_blank(other):
            continue
        line = _one_line(other)
        if line in from_answer:
            message = "This repeats the answer. Change it or delete it."
            yield Slip((field, index), PydanticCustomError("repeats_answer", message))
        elif line in seen:
            message = "This stands twice in the same list. Change it or delete it."
            yield Slip((field, index), PydanticCustomError("repeats_other", message))
        seen.add(line)


def _field(record: object, key: str, default: Any) -> Any:
    """Return a field of what may be a record, data as written, or nothing of the kind."""
    if isinstance(record, dict):
        return record.get(key, default)
    return getattr(record, key, default) if isinstance(record, Record) else default


def _items(record: object, key: str) -> list[Any]:
    found = _field(record, key, ())
    return list(found) if isinstance(found, list | tuple) else []


def _number(value: object) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return value if type(value) is int else None


def _best_level(question: object) -> int | None:
    points = [_number(_field(level, "points", None)) for level in _items(question, "rubric")]
    known = [number for number in points if number is not None]
    return max(known) if known and len(known) == len(points) else None


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
