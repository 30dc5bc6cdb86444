"""What every kind of question is made of, and what the rest of quizgen asks of one."""

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

from quizgen.bank.field_spec import Field
from quizgen.bank.fields import (
    FileName,
    Name,
    ParagraphNumber,
    Points,
    Record,
    Text,
    Truth,
    text_or,
)
from quizgen.bank.kinds.shapes import AnswerForm, Part, ScoringRule, Shape
from quizgen.bank.option_text import OptionPicture, OptionText, is_picture, picture_files
from quizgen.bank.place import Place
from quizgen.base.choices import Difficulty
from quizgen.base.data_class import dataclass
from quizgen.base.language import Wording, printed

DIFFICULTIES: dict[Difficulty, str] = {
    "easy": printed("easy"),
    "medium": printed("medium"),
    "hard": printed("hard"),
}
Order = tuple[int, ...]
"""The places, in a list of options, of those options as they are printed."""

Key = tuple[str, ...]
"""What is right on one sheet: letters, or texts where the key has no letters."""

RULES: dict[ScoringRule, str] = {
    "exact": printed("All the points for exactly the key's answer, none for any other."),
    "each": printed("The points are shared out evenly: a share for each right answer."),
    "right_minus_wrong": printed(
        "A share of the points for each right choice, less a share for each wrong one, never "
        "under 0."
    ),
    "adjacent_pairs": printed(
        "A share of the points for each two neighbours of the right order that follow one "
        "another in the student's order too."
    ),
    "part_a_first": printed("2 points for both parts, 1 for Part A alone, 0 otherwise."),
    "letter_then_hand": printed(
        "Nothing for the wrong letter; with the right one, what is written counts, by hand, up "
        "to the points."
    ),
    "rubric": printed("The points of the level that the answer reaches, by hand."),
    "by_hand": printed("By hand, up to the points."),
}


MOST_LINES = 20
"""More ruled lines than these fit under no question on a first page."""


def letter(index: int) -> str:
    """Return the letter of the option at index: A, B, … Z, AA, AB and so on."""
    name = ""
    while index >= 0:
        index, place = divmod(index, 26)
        name = chr(ord("A") + place) + name
        index -= 1
    return name


@dataclass(frozen=True)
class OptionList:
    """Texts that a sheet prints in a list, and how their order may be drawn.

    The first `movable` may change places; the others stay at the end as they are. `answers`
    are the places of the right ones, in the order in which the bank names them.
    """

    texts: tuple[str, ...]
    answers: tuple[int, ...] = ()
    movable: int = 0
    never: Order | None = None
    """An order that may not be printed."""
    lettered: bool = True
    """Whether the key names the options by their letters."""

    @property
    def has_one_letter(self) -> bool:
        """Whether its key is a single letter, of which too many in a row look odd."""
        return self.lettered and len(self.answers) == 1

    def letters(self, order: Order) -> Key:
        """Return the letters of the right options, where they are printed in an order."""
        return tuple(letter(order.index(place)) for place in self.answers)


class Scoring(Record):
    """How an answer is marked, with all that is needed to do so without its question.

    RULES says what each rule means. accept holds, for each answer of the key, what counts as
    right beside it; levels the points that a rubric gives; by_hand what a teacher compares
    the written part with.
    """

    rule: ScoringRule = "exact"
    accept: tuple[tuple[str, ...], ...] = ()
    levels: tuple[int, ...] = ()
    by_hand: tuple[str, ...] = ()


class Solution(NamedTuple):
    """One of the things a question asks for, and what is right there."""

    text: str
    label: str = ""
    """Which of several it is, ready to stand before it: `Part A:`, `1.`, `(1)`."""
    accept: tuple[str, ...] = ()
    paragraph: int | None = None


class Quotation(NamedTuple):
    """Words that a question quotes from the article, and where in the question they stand."""

    place: Place
    words: str
    paragraph: int | None


class QuotingField(NamedTuple):
    """Where a kind may write words of the article: a record with these two keys."""

    place: Place
    """The record's place in the question; EACH stands for any item of a list."""
    words: str
    """The key with the words."""
    paragraph: str = "paragraph"
    """The key with the number of their paragraph."""
    is_own: bool = False
    """Whether the question is not whole without it."""


EACH = "*"
"""Any item of a list, in a place."""


class WrittenOption(NamedTuple):
    """An option as the bank writes it."""

    text: str
    place: Place
    is_right: bool = False
    stays_last: bool = False
    misconception: str | None = None
    is_quoted: bool = False
    """Whether it is a quotation from the article."""


class Choice(NamedTuple):
    """Options that the bank names, and the stem that they answer."""

    stem: str
    place: Place
    """Where the stem is written."""
    options: tuple[WrittenOption, ...]
    kept_last: tuple[str, ...] | None = None
    """The options that end the list in this order; None where a bank cannot name them."""


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

    picture_key: ClassVar[str | None] = "text"

    text: OptionText = Field(
        description="The wrong option, or the words under its picture.",
        examples=["Ships no longer need lighthouses."],
    )
    misconception: Text | None = Field(
        default=None,
        description="Why a student may choose it; printed in the annotated key.",
        examples=["Turns one example in paragraph 4 into the claim."],
    )
    last: Truth = Field(
        default=False,
        description="Whether it stays at the end, as *None of these* does.",
        examples=["true"],
    )

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let a distractor be its text alone, or have a picture's keys among its own."""
        data = super().prepared(text_or("text", data))
        if not is_picture(data):
            return data
        picture = {key: data[key] for key in OptionPicture.record_fields if key in data}
        others = {key: value for key, value in data.items() if key not in picture}
        return {"text": picture} | others

    @classmethod
    def written_at(cls, place: Place) -> Place:
        """Return a picture's key as one of the distractor's own."""
        return place[1:] if place[:1] == ("text",) and len(place) > 1 else place


class Excerpt(Record):
    """A text to read with a question; with a paragraph it is quoted from the article."""

    text: Text = Field(description="The text.", examples=["The lamp was lit. Nobody saw it."])
    paragraph: ParagraphNumber | None = Field(
        default=None,
        description="The paragraph of the article that it stands in; printed under it, and "
        "checked where the article's text is there.",
        examples=["4"],
    )

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Let an excerpt be its text alone."""
        return super().prepared(text_or("text", data))


def quoted_excerpt(excerpt: Excerpt | None) -> Iterator[Quotation]:
    """Yield an excerpt as a quotation where it says that it stands in the article."""
    if excerpt and excerpt.paragraph is not None:
        yield Quotation(("excerpt", "text"), excerpt.text, excerpt.paragraph)


class Image(Record):
    """A picture in the bank's folder."""

    file: FileName = Field(
        description="Its file in the bank's own folder: .png, .jpg, .gif or .webp.",
        examples=["lamp.png"],
    )
    alt: Text = Field(
        description="What it shows, for those who cannot see it.",
        examples=["A lamp behind a lens as tall as a man."],
    )


class BaseQuestion(Record):
    """What every kind of question has."""

    answer_form: ClassVar[AnswerForm | None] = None
    """What it asks students to do, for other systems; None is left out of every export."""
    part_names: ClassVar[Mapping[str, str]] = {}
    """What an item of one of its lists of records is called in a message, by the list's key."""
    other_words: ClassVar[Mapping[str, str]] = {}
    """What teachers and other programs call its keys."""
    short_keys: ClassVar[tuple[str, ...]] = ()
    """Its keys that hold a word or a number, so that a note behind one cuts no sentence."""
    usual_keys: ClassVar[tuple[str, ...]] = ()
    """Optional keys that an editor writes into a new question."""
    quoting_fields: ClassVar[tuple[QuotingField, ...]] = (
        QuotingField(("excerpt",), "text"),
        QuotingField(("evidence", EACH), "quote"),
    )
    """Where it may quote the article."""

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
    excerpt: Excerpt | None = Field(
        default=None,
        description="A text that is printed under the stem: a text, or these keys.",
        examples=["{text: safer and lonelier, paragraph: 2}"],
    )
    image: Image | None = Field(
        default=None,
        description="A picture that is printed under the stem.",
        examples=["{file: lamp.png, alt: A lamp behind a lens.}"],
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
    ignore: dict[str, str] = Field(
        default_factory=dict,
        description="Rules of quizgen check that this question breaks on purpose: each with "
        "the reason.",
        examples=["{negative-stem: the article's own negation is the point}"],
    )
    group: Name | None = Field(
        default=None,
        description="The group that it belongs to, by its name under groups.",
        examples=["keepers-log"],
    )
    enemies: tuple[Name, ...] = Field(
        default=(),
        description="Questions that never stand on the same worksheet as this one: a list of "
        "ids.",
        examples=["[lamp-year]"],
    )
    allow_with: tuple[Name, ...] = Field(
        default=(),
        description="Questions that may stand beside this one although they seem to give one "
        "another away: a list of ids.",
        examples=["[lamp-year]"],
    )
    place: Literal["first", "last"] | None = Field(
        default=None,
        description="Whether it always stands first or last on the worksheet, in its section "
        "or in its group.",
        examples=["last"],
    )

    @cached_property
    def known(self) -> dict[Any, Any]:
        """What functions have found in it, by the function: it never changes."""
        return {}

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """What is right, for each thing the question asks for, in the bank's order."""
        raise NotImplementedError

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """The lists whose order is drawn for each sheet: none, one, or one for each part."""
        return ()

    @property
    def marking(self) -> Scoring:
        """How an answer is marked."""
        return Scoring(rule="exact" if self.lists else "by_hand")

    def marked(self, orders: Sequence[Order]) -> Scoring:  # noqa: ARG002
        """Return how it is marked where its lists are printed in these orders."""
        return self.marking

    @property
    def options(self) -> tuple[str, ...]:
        """The choices in the bank's order; none where the answer is written out."""
        return self.lists[0].texts if len(self.lists) == 1 else ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """The right options, or every text that counts as right."""
        return tuple(solution.text for solution in self.solutions)

    def worded(self, words: Wording) -> Mapping[str, str]:  # noqa: ARG002
        """Return how those of its texts print in a language that are not the teacher's."""
        return {}

    @property
    def picture_files(self) -> tuple[str, ...]:
        """The files of all pictures that it prints."""
        own = (self.image.file,) if self.image else ()
        return (*own, *(file for each in self.lists for file in picture_files(each.texts)))

    @property
    def movable(self) -> bool:
        """Whether any of its options may change places."""
        return any(options.movable > 1 for options in self.lists)

    @property
    def quotations(self) -> Iterator[Quotation]:
        """Everything it quotes from the article."""
        for index, evidence in enumerate(self.evidence):
            if evidence.quote is not None:
                place = ("evidence", index, "quote")
                yield Quotation(place, evidence.quote, evidence.paragraph)
        yield from quoted_excerpt(self.excerpt)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What is answered by choosing among options that the bank names, as it writes them."""
        return ()

    @property
    def is_statement(self) -> bool:
        """Whether its stem is a statement to judge."""
        return False

    @property
    def is_recalled(self) -> bool:
        """Whether students must find the words of the answer themselves, a few for each."""
        return False

    @property
    def is_essay(self) -> bool:
        """Whether it is answered at length, so that a worksheet has few of them."""
        return False

    @property
    def is_one_fact(self) -> bool:
        """Whether its stems and its answers together state what is asked about."""
        return bool(self.choices)

    @property
    def marking_guide(self) -> tuple[str, ...]:
        """What a teacher compares a written answer with, a line each; none if none is."""
        return () if all(each.lettered for each in self.lists) and self.lists else self.accepted

    @property
    def needs_evidence(self) -> bool:
        """Whether the article says somewhere what the answer is."""
        return True

    @property
    def evidence_paragraphs(self) -> frozenset[int]:
        """The paragraphs in which the answer stands, as far as the bank says so."""
        return frozenset(evidence.paragraph for evidence in self.evidence)

    def ruled_lines(
        self,
        column: float,  # noqa: ARG002
        others: Iterable["BaseQuestion"],  # noqa: ARG002
    ) -> int:
        """Return how many ruled lines a sheet prints for its answer.

        column is the width of a column in points; others are the sheet's questions.
        """
        return 0

    def texts_on_paper(self, printed: Sequence[str]) -> Sequence[str]:
        """Return what stands on the page for each text of one of its lists."""
        return printed

    def shape(self, printed: Sequence[str]) -> Shape:
        """Return how it is answered, its one list printed so; a kind of several has `parts`."""
        raise NotImplementedError

    def parts(self, orders: Sequence[Order] | None = None) -> tuple[Part, ...]:
        """Return what it asks for, its lists printed in these orders or as in the bank."""
        orders = self._orders(orders)
        [printed] = self._printed(orders) or [()]
        [key] = self.keys(orders)
        scoring = self.marked(orders)
        part = Part(
            self.shape(printed),
            key,
            scoring.rule,
            self.points,
            accept=scoring.accept,
            levels=scoring.levels,
        )
        return (part,)

    def _orders(self, orders: Sequence[Order] | None) -> Sequence[Order]:
        if orders is not None:
            return orders
        return [tuple(range(len(options.texts))) for options in self.lists]

    def _printed(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return the texts of its lists in these orders."""
        return [
            tuple(options.texts[place] for place in order)
            for options, order in zip(self.lists, orders, strict=True)
        ]

    def keys(self, orders: Sequence[Order]) -> tuple[Key, ...]:
        """Return what is right where its lists are printed in these orders.

        A key for each part, one key where there are no parts.
        """
        if not self.lists:
            return (self.accepted,)
        return tuple(
            options.letters(order) for options, order in zip(self.lists, orders, strict=True)
        )


class Kind(NamedTuple):
    """A kind of question. Its name is its `type`, and its files lie beside its model.

    The keys need nothing more: they print each question's solutions.
    """

    name: str
    title: str
    """What it is called in print, in English."""
    model: type[BaseQuestion]
    rules: tuple[ScoringRule, ...]
    """The scoring rules that its questions may have."""

    @property
    def template(self) -> str:
        """What the template of its block is called in a look."""
        return f"{self.name}.html"

    @property
    def folder(self) -> Path:
        """The folder of its templates, its styles, its example and its page."""
        return Path(inspect.getfile(self.model)).parent

    @property
    def example(self) -> str:
        """A question of it as a bank writes it, beginning with its dash."""
        return (self.folder / "example.yaml").read_text("utf-8")
