"""Reproducible orders: the same seed prints the same sheets, on any Python and any machine.

Orders come from a keyed hash. Python promises random() across versions but not shuffle, and
a pile marked months later must meet the order that was printed. Each name draws its own
place, so adding a question to a bank never reorders the others.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256
from typing import TypeVar

from quizgen.model import Question

LONGEST_RUN = 4
# Where one of two letters breaks the run, a question in 2**48 would run out of draws.
MOST_REDRAWS = 48

Name = TypeVar("Name", str, int)
Order = tuple[int, ...]  # the places, in the bank's options, of the options as printed
Square = tuple[Order, ...]
Sheet = tuple[tuple[Question, Order], ...]


def number_from(*key: str | int) -> int:
    """Return a number of 256 bits that looks random and depends on nothing but the key."""
    # JSON, because joined text would be ambiguous: ("ab", "c") is not ("a", "bc").
    return int.from_bytes(sha256(json.dumps(key).encode()).digest(), "big")


def pick(choices: int, *salt: str | int) -> int:
    """Return one of 0 … choices - 1, each as likely as the others (to one part in 2**250)."""
    return number_from(*salt) * choices >> 256


def shuffled(names: Iterable[Name], *salt: str | int) -> tuple[Name, ...]:
    """Return names in an order that depends on nothing but the names and the salt.

    >>> shuffled(["ant", "bee", "cat"], 7, "version A")
    ('bee', 'ant', 'cat')
    """
    return tuple(sorted(names, key=lambda name: number_from(*salt, name)))


def latin_square(size: int, *salt: str | int) -> Square:
    """Return size orders in which, all together, everything stands in every place once.

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
    name = ""
    while index >= 0:
        index, place = divmod(index, 26)
        name = chr(ord("A") + place) + name
        index -= 1
    return name


def arrange(
    questions: Sequence[Question],
    seed: str,
    versions: int = 1,
    *,
    keep_order: bool = False,
    keep_options: bool = False,
) -> dict[str, Sheet]:
    """Return each version's questions as printed, each with the order of its options.

    A question takes one row of its Latin square in each version, every row equally likely
    and independent of the others. Evened-out keys can be exploited by test-takers
    (Bar-Hillel & Attali 2002, https://doi.org/10.1198/000313002623), so only a letter that
    stands five times in a row is drawn again.

    With keep_options the distractors stay in the bank's order, and the answer, which a bank
    names apart, takes a place that is the same in every version.
    """
    by_id = {question.id: question for question in questions}
    printed = {
        version: [by_id[name] for name in _printed_order(by_id, seed, version, keep_order)]
        for version in map(version_name, range(versions))
    }
    if keep_options:
        orders = settle(list(printed.values()), partial(_kept_order, seed))
        return {version: _sheet(printed[version], orders) for version in printed}

    squares = {
        question.id: latin_square(len(question.options), "option square", seed, question.id)
        for question in questions
    }
    return {
        version: _sheet(page, settle([page], partial(_row, squares, seed, version)))
        for version, page in printed.items()
    }


def _printed_order(
    ids: Iterable[str], seed: str, version: str, keep_order: bool
) -> tuple[str, ...]:
    return tuple(ids) if keep_order else shuffled(ids, "question order", seed, version)


def _sheet(page: Sequence[Question], orders: dict[str, Order]) -> Sheet:
    return tuple((question, orders[question.id]) for question in page)


def _row(
    squares: dict[str, Square], seed: str, version: str, question: Question, attempt: int
) -> Order:
    if not question.movable:
        return tuple(range(len(question.options)))
    square = squares[question.id]
    return square[pick(len(square), "option row", seed, version, question.id, attempt)]


def _kept_order(seed: str, question: Question, attempt: int) -> Order:
    order = list(range(len(question.options)))
    if question.movable:
        answer = order.pop(question.options.index(question.answers[0]))
        order.insert(pick(len(question.options), "place", seed, question.id, attempt), answer)
    return tuple(order)


def settle(
    pages: Sequence[Sequence[Question]], draw: Callable[[Question, int], Order]
) -> dict[str, Order]:
    """Draw an option order for each question until no page's key has an implausible run.

    draw takes a question and the number of the attempt. Of the questions in the first run
    the one drawn again least often, the last of these, is drawn again; fixed ones never
    are, so a run of them alone stays. Ends always: a question is drawn again at most
    MOST_REDRAWS times, after which a run that cannot be broken stays too.
    """
    orders = {question.id: draw(question, 0) for page in pages for question in page}
    lettered = [[question for question in page if _has_letter(question)] for page in pages]
    letters = {
        question.id: _answer_place(question, orders[question.id])
        for page in lettered
        for question in page
    }
    redraws: Counter[str] = Counter()
    while run := _first_run(lettered, letters, redraws):
        again = min(reversed(run), key=lambda question: redraws[question.id])
        redraws[again.id] += 1
        orders[again.id] = draw(again, redraws[again.id])
        letters[again.id] = _answer_place(again, orders[again.id])
    return orders


def _has_letter(question: Question) -> bool:
    """Whether the key gives one letter; on it, written answers do not interrupt a run."""
    return bool(question.options) and len(question.answers) == 1


def _answer_place(question: Question, order: Order) -> int:
    return order.index(question.options.index(question.answers[0]))


def _first_run(
    pages: Iterable[Sequence[Question]], letters: dict[str, int], redraws: Counter[str]
) -> list[Question]:
    """Return what may still be drawn again in the first run where anything may."""
    for page in pages:
        key = [letters[question.id] for question in page]
        for start in range(len(page) - LONGEST_RUN):
            end = start + LONGEST_RUN + 1
            if len(set(key[start:end])) > 1:
                continue
            run = [
                question
                for question in page[start:end]
                if question.movable and redraws[question.id] < MOST_REDRAWS
            ]
            if run:
                return run
    return []
