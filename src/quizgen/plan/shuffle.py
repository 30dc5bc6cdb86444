"""Reproducible orders: the same seed prints the same sheets, on any Python and any machine.

Orders come from a keyed hash. Python keeps random() stable across versions but not shuffle, and
a plan must give the printed order years later. Each name draws its own place, so adding a
question to a bank never reorders the others.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from hashlib import sha256
from itertools import count
from json.encoder import encode_basestring_ascii
from typing import TypeVar

from quizgen.bank.kinds.base import Key, OptionList, Order, letter
from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass

LONGEST_RUN = 4
# With two letters to choose from, a question in 2**48 runs out of draws.
MOST_REDRAWS = 48

LOT_BITS = 256
LOT_RANGE = 2**LOT_BITS
"""Every lot is below it."""

NameOrNumber = TypeVar("NameOrNumber", str, int)
Square = tuple[Order, ...]
Orders = tuple[Order, ...]  # one for each of a question's lists
OrderedQuestions = tuple[tuple[Question, Orders], ...]


def number_from(*key: str | int) -> int:
    """Return a pseudo-random number below LOT_RANGE that depends on the key only."""
    return lots()(*key)


def lots(*salt: str | int) -> Callable[..., int]:
    """Return `number_from` for keys that begin with the salt, which is hashed once."""
    # JSON, because joined text would be ambiguous: ("ab", "c") is not ("a", "bc").
    begun = sha256(b"[" + ", ".join(map(_json, salt)).encode())
    skipped = 0 if salt else len(", ")

    def number(*key: str | int) -> int:
        drawn = begun.copy()
        drawn.update(_ending(key)[skipped:])
        return int.from_bytes(drawn.digest(), "big")

    return number


@lru_cache(5000)
def _ending(key: tuple[str | int, ...]) -> bytes:
    """Return a key as the end of a JSON array; most are hashed once for every version."""
    return ("".join([f", {_json(part)}" for part in key]) + "]").encode()


def _json(part: str | int) -> str:
    return encode_basestring_ascii(part) if isinstance(part, str) else str(part)


def pick(choices: int, *salt: str | int) -> int:
    """Return one of 0 … choices - 1, each as likely as the others (to one part in 2**250)."""
    return chosen(choices, number_from(*salt))


def chosen(choices: int, number: int) -> int:
    """Return one of 0 … choices - 1 for a number below LOT_RANGE."""
    return number * choices >> LOT_BITS


def shuffled(names: Iterable[NameOrNumber], *salt: str | int) -> tuple[NameOrNumber, ...]:
    """Return names in an order that depends on the names and the salt only.

    >>> shuffled(["ant", "bee", "cat"], 7, "version A")
    ('bee', 'ant', 'cat')
    """
    return tuple(sorted(names, key=lots(*salt)))


def latin_square(size: int, *salt: str | int) -> Square:
    """Return size orders in which every element is once in every place.

    The square of sums modulo size with its rows, columns and symbols shuffled.
    """
    columns = shuffled(range(size), *salt, "columns")
    symbols = shuffled(range(size), *salt, "symbols")
    return tuple(
        tuple(symbols[(row + column) % size] for column in columns)
        for row in shuffled(range(size), *salt, "rows")
    )


def version_name(index: int) -> str:
    """Return the name of the version at index: A, B, … Z, AA, AB and so on."""
    return letter(index)


@dataclass(frozen=True, eq=False)
class Listed:
    """One of a question's lists of options."""

    question: str
    number: int
    """Which of the question's lists it is, counted from 0."""
    options: OptionList

    @cached_property
    def salt(self) -> tuple[str | int, ...]:
        """What distinguishes its draws from all others."""
        # Without a number for the first: papers already printed stay as they are.
        return (self.question, "list", self.number) if self.number else (self.question,)


VersionQuestions = tuple[str, Sequence[Question]]
"""A version's name, and its questions as printed."""


def arrange(
    pages: Iterable[VersionQuestions], seed: str, *, keep_options: bool = False
) -> Iterator[tuple[str, OrderedQuestions]]:
    """Yield each version's questions as printed, each with the orders of its lists.

    A list takes one row of its Latin square in each version, every row equally likely
    and independent of the others. Evened-out keys can be exploited by test-takers
    (Bar-Hillel & Attali 2002, https://doi.org/10.1198/000313002623), so only a letter that
    stands five times in a row is drawn again.

    With keep_options the distractors stay in the bank's order, and the answers are inserted at
    places that are the same in every version.
    """
    lists = _Lists()
    if keep_options:
        kept = list(pages)
        orders = avoid_letter_runs(
            [lists.of(page) for _, page in kept], partial(_kept_order, seed)
        )
        yield from ((version, lists.ordered(page, orders)) for version, page in kept)
        return
    square = cache(partial(_square, seed))
    for version, page in pages:
        row = partial(_row, square, lots("option row", seed, version))
        yield version, lists.ordered(page, avoid_letter_runs([lists.of(page)], row))


class _Lists:
    """The lists of the questions that are drawn, each made once."""

    def __init__(self) -> None:
        self._known: dict[str, list[Listed]] = {}

    def of(self, page: Iterable[Question]) -> list[Listed]:
        return [listed for question in page for listed in self._own(question)]

    def ordered(
        self, page: Iterable[Question], orders: Mapping[Listed, Order]
    ) -> OrderedQuestions:
        return tuple(
            (question, tuple([orders[listed] for listed in self._own(question)]))
            for question in page
        )

    def _own(self, question: Question) -> list[Listed]:
        if question.id not in self._known:
            self._known[question.id] = [
                Listed(question.id, number, options)
                for number, options in enumerate(question.lists)
            ]
        return self._known[question.id]


def _square(seed: str, listed: Listed) -> Square:
    """Return the orders in which a list may be printed.

    If one letter is right, they do not depend on the seed, which only chooses among them: each
    letter is equally likely, and layouts are reused between runs. A key of several letters
    would have too few values.
    """
    options = listed.options
    fixed = tuple(range(options.movable, len(options.texts)))
    salt = listed.salt if options.has_one_letter else (seed, *listed.salt)
    rows = latin_square(options.movable, "option square", *salt) or ((),)
    return tuple(row + fixed for row in rows if row + fixed != options.never)


def _row(
    square_of: Callable[[Listed], Square],
    lot: Callable[..., int],
    listed: Listed,
    attempt: int,
) -> Order:
    square = square_of(listed)
    return square[chosen(len(square), lot(*listed.salt, attempt))]


def _kept_order(seed: str, listed: Listed, attempt: int) -> Order:
    """Draw places for the answers among the distractors, which keep their order."""
    options = listed.options
    orders = (_with_answers(seed, listed, attempt, again) for again in count())
    return next(order for order in orders if order != options.never)


def _with_answers(seed: str, listed: Listed, attempt: int, again: int) -> Order:
    options = listed.options
    answers = [place for place in options.answers if place < options.movable]
    order = [place for place in range(options.movable) if place not in answers]
    for number, answer in enumerate(answers):
        # The first answer's salt is the attempt alone, so that old papers stay the same.
        salt = (number, again) if number or again else ()
        order.insert(pick(len(order) + 1, "place", seed, *listed.salt, attempt, *salt), answer)
    return (*order, *range(options.movable, len(options.texts)))


def avoid_letter_runs(
    pages: Sequence[Sequence[Listed]], draw: Callable[[Listed, int], Order]
) -> dict[Listed, Order]:
    """Draw an order for each list until no page's key has an implausible run of a letter.

    draw takes a list and the number of the attempt. In the first run the last of the lists
    redrawn least often is redrawn; fixed ones never are, so a run of them alone stays. This
    terminates: a list is redrawn at most MOST_REDRAWS times, after which a run stays.
    """
    orders = {listed: draw(listed, 0) for page in pages for listed in page}
    # Answers without a single letter do not interrupt a run on the key.
    lettered = [[listed for listed in page if listed.options.has_one_letter] for page in pages]
    letters = {
        listed: listed.options.letters(orders[listed]) for page in lettered for listed in page
    }
    redraws: Counter[Listed] = Counter()
    while run := _first_run(lettered, letters, redraws):
        again = min(reversed(run), key=lambda listed: redraws[listed])
        redraws[again] += 1
        orders[again] = draw(again, redraws[again])
        letters[again] = again.options.letters(orders[again])
    return orders


def _first_run(
    pages: Iterable[Sequence[Listed]],
    letters: Mapping[Listed, Key],
    redraws: Counter[Listed],
) -> list[Listed]:
    """Return the lists to redraw in the first run that has any."""
    for page in pages:
        key = [letters[listed] for listed in page]
        for start in range(len(page) - LONGEST_RUN):
            end = start + LONGEST_RUN + 1
            if len(set(key[start:end])) > 1:
                continue
            run = [
                listed
                for listed in page[start:end]
                if listed.options.movable > 1 and redraws[listed] < MOST_REDRAWS
            ]
            if run:
                return run
    return []
