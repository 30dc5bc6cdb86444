"""What is exported: the questions of a bank or of a printed version, ready for any format."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from quizgen.article.passage import Passage
from quizgen.bank.groups import Group
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Choice, OptionList, Order, letter
from quizgen.bank.model import Article
from quizgen.bank.pictures import Picture
from quizgen.base.data_class import dataclass, field, replace
from quizgen.base.language import ENGLISH, Wording
from quizgen.exchange.common.losses import Loss
from quizgen.plan.shuffle import number_from


@dataclass(frozen=True)
class Option:
    """An option in its place; a picture is a PictureOption."""

    text: str
    is_right: bool = False
    feedback: str = ""
    stays_last: bool = False


@dataclass(frozen=True)
class Ask:
    """One thing that a question asks for; id names it in files.

    options are those of a choice. right has what is right in words: options, entries of the
    right column, steps in their order, or the words of each gap.
    """

    id: str
    stem: str
    part: shapes.Part
    points: int
    options: tuple[Option, ...] = ()
    right: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    """What is offered beside and belongs to nothing, in the bank's order."""

    @property
    def shape(self) -> shapes.Shape:
        """How it is answered."""
        return self.part.shape

    @property
    def accept(self) -> tuple[tuple[str, ...], ...]:
        """For each answer of the key, all that count as right, its own first."""
        others = self.part.accept or ((),) * len(self.part.key)
        return tuple((key, *more) for key, more in zip(self.part.key, others, strict=True))

    @property
    def is_short(self) -> bool:
        """Whether a few words answer it."""
        return isinstance(self.shape, shapes.Written) and bool(self.part.accept)


@dataclass(frozen=True)
class Item:
    """A question as it is exported: all that it asks for, its lists in one order."""

    question: BaseQuestion
    asks: tuple[Ask, ...]

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def is_truth(self) -> bool:
        """Whether it is a statement to call true or false."""
        first = self.asks[0].shape
        return (
            self.question.is_statement
            and isinstance(first, shapes.OneOf)
            and len(first.options) == 2
        )


@dataclass(frozen=True)
class Export:
    """What is handed to a format. name is the file's without its ending.

    passage is the article's text, None where it is not exported. place says what becomes of
    it: shared, repeat or separate.
    """

    title: str
    items: tuple[Item, ...]
    article: Article
    name: str = "bank"
    instructions: str | None = None
    groups: Mapping[str, Group] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    passage: Passage | None = None
    place: str = "shared"
    words: Wording = ENGLISH
    skills: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def used_groups(self) -> dict[str, Group]:
        """The groups that any of its questions belongs to."""
        names = dict.fromkeys(item.question.group for item in self.items)
        return {name: self.groups[name] for name in names if name and name in self.groups}


@dataclass(frozen=True)
class Written:
    """A file in a foreign format, and what it cannot hold beside what its row says."""

    content: bytes
    losses: tuple[Loss, ...] = ()


def item_of(
    question: BaseQuestion, orders: Sequence[Order] | None = None, words: Wording = ENGLISH
) -> Item:
    """Return a question as it is exported, its lists in these orders.

    Without orders the bank's own, but for the right options: their place is drawn from the
    question's id, since not every system shuffles.
    """
    choices, lists = question.choices, question.lists
    if orders is None:
        orders = [drawn_order(question.id, options, mixed=not choices) for options in lists]
    translated = dict(question.worded(words))
    parts = [part for part in question.parts(orders) if not _is_correction(part)]
    written = _written_options(choices, translated)
    asks = []
    for number, part in enumerate(parts):
        name = question.id if len(parts) == 1 else f"{question.id}-{letter(number).lower()}"
        points = question.points if len(parts) == 1 else part.points
        shape = _translated(part.shape, translated)
        if shape is not part.shape:
            part = replace(part, shape=shape)  # noqa: PLW2901 - the same in other words
        ask = Ask(name, _stem(question, parts, number, translated), part, points)
        ask = _answered(ask, written)
        asks.append(replace(ask, extra=_extra(lists[number : number + 1], ask)))
    return Item(question, tuple(asks))


def drawn_order(name: str, options: OptionList, *, mixed: bool) -> Order:
    """Return the bank's order with the right ones moved among the others.

    Right and wrong options keep their own order, unless they are to be mixed; those that stay
    last are last.
    """
    movable = list(range(options.movable))
    fixed = range(options.movable, len(options.texts))
    if not options.answers or not movable:
        return (*movable, *fixed)
    lots = {place: number_from("exchange", name, options.texts[place]) for place in movable}
    if mixed:
        order = sorted(movable, key=lambda place: lots[place])
        if options.never and tuple(order) == options.never:
            order = [*order[1:], order[0]]
        return (*order, *fixed)
    right = [place for place in options.answers if place in lots]
    places = sorted(sorted(movable, key=lambda place: lots[place])[: len(right)])
    others = iter(place for place in movable if place not in right)
    drawn = iter(right)
    placed = [next(drawn) if at in places else next(others) for at in range(len(movable))]
    return (*placed, *fixed)


def _extra(lists: Sequence[OptionList], ask: Ask) -> tuple[str, ...]:
    if not lists or not isinstance(ask.shape, shapes.Match | shapes.Gaps):
        return ()
    left = list(lists[0].texts)
    for text in ask.right:
        if text in left:
            left.remove(text)
    return tuple(left)


def _is_correction(part: shapes.Part) -> bool:
    """Whether a part is a statement put right by hand below a judgement."""
    return part.needs is not None and isinstance(part.shape, shapes.Written)


def _written_options(
    choices: Sequence[Choice], translated: Mapping[str, str]
) -> list[dict[str, Option]]:
    """Return for each part what the bank writes of its options, by the text as printed."""
    found = []
    for choice in choices:
        known = {}
        for option in choice.options:
            printed = f"“{option.text}”" if option.is_quoted else option.text
            shown = translated.get(printed, printed)
            known[shown] = Option(
                shown if option.is_quoted else option.text,
                option.is_right,
                option.misconception or "",
                option.stays_last,
            )
        found.append(known)
    return found


def _translated(shape: shapes.Shape, translated: Mapping[str, str]) -> shapes.Shape:
    if not translated or not isinstance(shape, shapes.OneOf | shapes.SomeOf):
        return shape
    return replace(shape, options=tuple(translated.get(text, text) for text in shape.options))


def _stem(
    question: BaseQuestion,
    parts: Sequence[shapes.Part],
    number: int,
    translated: Mapping[str, str],
) -> str:
    """Return the stem of a part; what belongs together says so in each."""
    if len(parts) == 1:
        return question.stem or parts[0].stem
    labels = [solution.label for solution in question.solutions]
    above = [
        f"**{translated.get(label, label)}** {part.stem}"
        for label, part in zip(labels[: number + 1], parts, strict=False)
    ]
    return "\n\n".join(filter(None, [question.stem if number == 0 else "", *above]))


def _answered(ask: Ask, written: Sequence[Mapping[str, Option]]) -> Ask:
    """Return an ask with its options and what is right, in words."""
    shape, key = ask.shape, ask.part.key
    places = {letter(index): index for index in range(26)}
    match shape:
        case shapes.OneOf(options) | shapes.SomeOf(options):
            right = {places[name] for name in key}
            by_text = {text: option for each in written for text, option in each.items()}
            listed = tuple(
                _placed(by_text.get(text), text, is_right=index in right)
                for index, text in enumerate(options)
            )
            words = tuple(option.text for option in listed if option.is_right)
            return replace(ask, options=listed, right=words)
        case shapes.Match(_, right_column):
            return replace(ask, right=tuple(right_column[places[name]] for name in key))
        case shapes.Order(items):
            return replace(ask, right=tuple(items[places[name]] for name in key))
        case _:
            return replace(ask, right=key)


def _placed(option: Option | None, text: str, *, is_right: bool) -> Option:
    """Return an option as it is offered; the bank's own where that is the same."""
    if option is None:
        return Option(text, is_right)
    if option.text == text and option.is_right == is_right:
        return option
    return replace(option, text=text, is_right=is_right)


def tags_of(question: BaseQuestion) -> Iterator[str]:
    """Yield what tags can hold: skill, difficulty, standards and the evidence's paragraphs."""
    yield f"skill:{question.skill}"
    if question.difficulty:
        yield f"difficulty:{question.difficulty}"
    for standard in question.standards:
        yield f"standard:{standard}"
    for evidence in question.evidence:
        yield f"paragraph:{evidence.paragraph}"
