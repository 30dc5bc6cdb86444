"""What a question bank may say. No files, no printing, no randomness."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

BUILT_IN_SKILLS = {
    "main_argument": "Main argument",
    "evidence": "Evidence",
    "author_affiliation": "Author and affiliation",
    "rhetorical_moves": "Rhetorical moves",
}

Text = Annotated[str, Field(min_length=1)]
Difficulty = Literal["easy", "medium", "hard"]


class Record(BaseModel):
    """Read-only and closed: a misspelt key is an error, never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(Record):
    """What is read; the bank refers to it and never holds its text."""

    title: Text
    author: Text
    affiliation: str | None = None
    source: str | None = None
    published: str | None = None
    paragraphs: int = Field(ge=1)
    text: str | None = None


class Evidence(Record):
    """Where in the article the answer stands."""

    paragraph: int = Field(ge=1)
    quote: str | None = None


class Distractor(Record):
    """A wrong option and why it tempts."""

    text: Text
    misconception: str | None = None


class RubricLevel(Record):
    """What an open response must do to earn so many points."""

    points: int = Field(ge=0)
    description: Text


class BaseQuestion(Record):
    """What every kind of question has."""

    id: str
    skill: str
    stem: Text
    rationale: str | None = None
    evidence: tuple[Evidence, ...] = ()
    difficulty: Difficulty | None = None
    points: int = Field(default=1, ge=1)
    standards: tuple[Text, ...] = ()

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

    type: Literal["multiple_choice"] = "multiple_choice"
    answer: Text
    distractors: tuple[Distractor, ...] = Field(min_length=1)

    @property
    def options(self) -> tuple[str, ...]:
        return (self.answer, *(distractor.text for distractor in self.distractors))

    @property
    def answers(self) -> tuple[str, ...]:
        return (self.answer,)

    @property
    def movable(self) -> bool:
        return True


class TrueFalse(BaseQuestion):
    """A statement to judge."""

    type: Literal["true_false"]
    answer: bool

    @property
    def options(self) -> tuple[str, ...]:
        return ("True", "False")

    @property
    def answers(self) -> tuple[str, ...]:
        return ("True",) if self.answer else ("False",)


class ShortAnswer(BaseQuestion):
    """A question answered in a few words."""

    type: Literal["short_answer"]
    answer: Text
    accept: tuple[Text, ...] = ()
    lines: int = Field(default=2, ge=1)

    @property
    def answers(self) -> tuple[str, ...]:
        return (self.answer, *self.accept)


class OpenResponse(BaseQuestion):
    """A question answered at length and marked by a rubric."""

    type: Literal["open_response"]
    answer: Text
    rubric: tuple[RubricLevel, ...] = ()
    lines: int | None = Field(default=None, ge=1)

    @property
    def answers(self) -> tuple[str, ...]:
        return (self.answer,)


Question = Annotated[
    MultipleChoice | TrueFalse | ShortAnswer | OpenResponse, Field(discriminator="type")
]


class Bank(Record):
    """Questions about one article."""

    title: str | None = None
    instructions: str | None = None
    article: Article
    skills: dict[str, str] = Field(default_factory=dict)
    questions: tuple[Question, ...] = Field(min_length=1)
