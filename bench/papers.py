"""What every program prints: the same ten questions, on every paper in orders of its own."""

import random
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count, islice, product
from pathlib import Path
from string import ascii_uppercase

import yaml

QUESTIONS = 10
SEED = "bench"

DIRECTIONS = (
    "Read the article, then answer every question. Circle the letter of the best answer."
)


@dataclass(frozen=True)
class Question:
    """A question as it is printed: the right option stands first, and `order` moves it."""

    id: str
    stem: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """A question on a paper: which of the drawn it is, and its options' order."""

    question: int
    order: tuple[int, ...]

    @property
    def letter(self) -> str:
        """The right option's letter."""
        return ascii_uppercase[self.order.index(0)]


@dataclass(frozen=True)
class Papers:
    """The drawn questions, and on how many papers they are to be printed."""

    bank: dict
    number: int

    @cached_property
    def drawn(self) -> list[dict]:
        """The bank's questions that are printed, as the bank has them."""
        return random.Random(SEED).sample(self.bank["questions"], QUESTIONS)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The same questions as they are printed."""
        return tuple(
            Question(one["id"], one["stem"], (one["answer"], *_texts(one["distractors"])))
            for one in self.drawn
        )

    @property
    def heading(self) -> str:
        """The line under the title that names the article."""
        article = self.bank["article"]
        return "{title} by {author}, {source}, {published}".format(**article)

    @cached_property
    def papers(self) -> dict[str, list[Item]]:
        """The papers by name: A, B, … Z, AA and so on."""
        draw = random.Random(SEED)
        return {name: self._paper(draw) for name in names(self.number)}

    def _paper(self, draw: random.Random) -> list[Item]:
        return [
            Item(number, tuple(draw.sample(range(len(options)), len(options))))
            for number in draw.sample(range(QUESTIONS), QUESTIONS)
            for options in [self.questions[number].options]
        ]


def _texts(distractors: list[dict[str, str]]) -> list[str]:
    return [distractor["text"] for distractor in distractors]


def read_papers(bank: Path, number: int) -> Papers:
    """Read the bank and draw from it; the same draw for every program."""
    with bank.open("rb") as file:
        return Papers(yaml.load(file, yaml.CSafeLoader), number)


def names(number: int) -> list[str]:
    """Return the papers' names: A, B, … Z, AA and so on."""
    every = (product(ascii_uppercase, repeat=letters) for letters in count(1))
    return ["".join(name) for name in islice(chain.from_iterable(every), number)]
