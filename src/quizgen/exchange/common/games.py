"""What the sheets of classroom games share: choices as rows, and limits that are reported."""

from collections.abc import Iterator

from quizgen.bank.kinds import shapes
from quizgen.bank.option_text import picture_in
from quizgen.base.data_class import dataclass
from quizgen.exchange.common.html import plain_of
from quizgen.exchange.common.items import Ask, Export, Item
from quizgen.exchange.common.losses import Loss

CHOICES = {
    "one choice": "yes",
    "several choices": "yes",
    "true or false": "multiple choice",
    "true, false or not given": "multiple choice",
    "linked choices": "two linked questions",
}
SECONDS = 60


@dataclass(frozen=True)
class GameRow:
    """A question as a game asks it; right counts options from 1."""

    item: Item
    ask: Ask
    stem: str
    options: tuple[str, ...]
    right: tuple[int, ...]


@dataclass(frozen=True)
class Limits:
    """What a game takes: characters of a question and of an option, and options."""

    title: str
    stem: int
    option: int
    options: int
    wrong: int = 99


def one_line(text: str) -> str:
    """Return a text as one line without marks."""
    picture = picture_in(text)
    return " ".join(plain_of(picture.said if picture else text).split())


def game_rows(export: Export, limits: Limits, losses: list[Loss]) -> Iterator[GameRow]:
    """Yield the choices of an export; one with too many options is left out and reported.

    Nothing is cut: a text that is too long is written, and reported as well.
    """
    for item in export.items:
        for ask in item.asks:
            if not isinstance(ask.shape, shapes.OneOf | shapes.SomeOf):
                continue
            options = tuple(one_line(option.text) for option in ask.options)
            right = tuple(n for n, o in enumerate(ask.options, 1) if o.is_right)
            row = GameRow(item, ask, one_line(ask.stem), options, right)
            too_many = len(options) > limits.options or len(options) - len(right) > limits.wrong
            if too_many:
                message = (
                    f"{limits.title} takes {limits.options} options; this question has "
                    f"{len(options)} and is left out. Delete one, or divide the question."
                )
                losses.append(Loss(item.id, "question", message))
                continue
            losses += _too_long(row, limits)
            yield row


def _too_long(row: GameRow, limits: Limits) -> Iterator[Loss]:
    if len(row.stem) > limits.stem:
        message = (
            f"{limits.title} takes {limits.stem} characters of a question; shorten it there or "
            "here."
        )
        yield Loss(row.item.id, "stem", f"{message} It has {len(row.stem)}.", is_note=True)
    longest = max(map(len, row.options))
    if longest > limits.option:
        message = f"{limits.title} takes {limits.option} characters of an option; shorten it."
        yield Loss(row.item.id, "answer", f"{message} One has {longest}.", is_note=True)
