"""Reproducible, fair orders."""

import doctest
from collections import Counter
from itertools import groupby, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import banks, plain_bank, seeds, without

from quizgen.bank.kinds.multiple_choice import MultipleChoice
from quizgen.bank.kinds.true_false import TrueFalse
from quizgen.plan import shuffle
from quizgen.plan.question_order import Sequencer
from quizgen.plan.shuffle import (
    LONGEST_RUN,
    arrange,
    latin_square,
    number_from,
    pick,
    shuffled,
    version_name,
)

SAMPLE = range(600)  # so many seeds, always the same ones: a test that passed cannot flake
salts = st.lists(st.text(max_size=3) | st.integers(0, 9), max_size=3)


def arranged(questions, seed, versions=1, *, keep_order=False, keep_options=False):
    """Return each version of a worksheet that has all of these questions."""
    order = "bank" if keep_order else "shuffled"
    pages = {
        version: Sequencer(questions, {}, order).drawn(seed, version)
        for version in map(version_name, range(versions))
    }
    return dict(arrange(pages.items(), seed, keep_options=keep_options))


def critical(freedom):
    """Return the chi-squared value that chance exceeds once in a thousand.

    Wilson and Hilferty's approximation, https://doi.org/10.1073/pnas.17.12.684; 3.0902 is
    the normal distribution's value. Exact for 3, 10 and 30 are 16.27, 29.59 and 59.70.
    """
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + 3.0902 * spread**0.5) ** 3


def chi_squared(found, cells):
    """Return how far counts are from an even spread over the cells."""
    assert set(found) <= set(cells)
    even = sum(found.values()) / len(cells)
    assert even >= 5
    return sum((found[cell] - even) ** 2 / even for cell in cells)


def is_even(found, cells):
    return chi_squared(found, cells) < critical(len(cells) - 1)


def key(sheet):
    """Return the answers' places on a sheet, top to bottom, where the key is one letter."""
    return [
        order.index(options.answers[0])
        for question, orders in sheet
        for options, order in zip(question.lists, orders, strict=True)
        if options.has_one_letter
    ]


def longest_run(letters):
    return max((len(list(same)) for _, same in groupby(letters)), default=0)


def ids(sheet):
    return [question.id for question, _ in sheet]


def choice(name, options):
    distractors = [{"text": f"wrong {number}"} for number in range(1, options)]
    return MultipleChoice.model_validate(
        {
            "id": name,
            "skill": "evidence",
            "stem": "Which?",
            "answer": "right",
            "distractors": distractors,
        }
    )


def statement(name, answer):
    return TrueFalse.model_validate(
        {"id": name, "type": "true_false", "skill": "evidence", "stem": "So?", "answer": answer}
    )


def test_the_yardstick_is_right():
    """The approximation is near the tables, and sees a key that leans by a tenth."""
    for freedom, exact in ((3, 16.27), (10, 29.59), (30, 59.70)):
        assert critical(freedom) == pytest.approx(exact, rel=0.02)
    assert not is_even(Counter({0: 1650, 1: 1450, 2: 1450, 3: 1450}), range(4))
    assert is_even(Counter({0: 1540, 1: 1480, 2: 1490, 3: 1490}), range(4))


def test_orders_are_those_of_every_release():
    """A pile printed last year is reprinted as it was: these values may never change."""
    assert shuffled(["ant", "bee", "cat", "dog"], 7, "version A") == (
        "dog",
        "bee",
        "ant",
        "cat",
    )
    assert latin_square(4, "spring", "main-claim") == (
        (3, 1, 2, 0),
        (2, 3, 0, 1),
        (1, 0, 3, 2),
        (0, 2, 1, 3),
    )
    sheets = arranged([choice(name, 4) for name in "pqrs"], "spring", 2)
    assert {version: (ids(sheet), key(sheet)) for version, sheet in sheets.items()} == {
        "A": (["q", "p", "s", "r"], [0, 0, 2, 3]),
        "B": (["p", "r", "s", "q"], [0, 3, 3, 1]),
    }


def test_the_examples_hold():
    assert doctest.testmod(shuffle) == (0, 1)


@given(st.lists(st.text(), unique=True), salts)
def test_shuffling_loses_and_invents_nothing(names, salt):
    assert sorted(shuffled(names, *salt)) == sorted(names)


@given(st.lists(st.text(), min_size=1, unique=True), salts)
def test_an_order_depends_on_the_names_and_the_salt_only(names, salt):
    """Not on the order in which they come, and dropping one leaves the rest as they were."""
    order = shuffled(names, *salt)

    assert shuffled(reversed(names), *salt) == order
    assert shuffled(names[1:], *salt) == tuple(name for name in order if name != names[0])


@given(salts, salts)
def test_different_keys_are_different(one, other):
    """Nothing runs together: ("ab", "c") is not ("a", "bc"), and 1 is not "1"."""
    assert (number_from(*one) == number_from(*other)) == (one == other)


@pytest.mark.parametrize("choices", [2, 3, 4, 5, 7])
def test_picks_are_even(choices):
    assert is_even(Counter(pick(choices, seed) for seed in range(3000)), range(choices))


@given(st.integers(1, 12), salts)
def test_a_latin_square_has_everything_in_every_place_once(size, salt):
    square = latin_square(size, *salt)

    assert len(square) == size
    assert all(set(row) == set(range(size)) for row in square)
    assert all(set(column) == set(range(size)) for column in zip(*square, strict=True))


def test_latin_squares_are_not_all_the_same_rows():
    """All 24 orders of four options come up, about as often as each other."""
    rows = Counter(row for seed in SAMPLE for row in latin_square(4, seed))

    assert is_even(rows, list(permutations(range(4))))


def test_the_rows_of_a_latin_square_are_not_one_row_turned_around():
    """Else one option seen on a neighbour's paper would give away the others."""

    def follows(row):
        return {(one, row[place - 1]) for place, one in enumerate(row)}

    squares = [latin_square(4, seed) for seed in SAMPLE[:30]]
    assert any(follows(row) != follows(square[0]) for square in squares for row in square)


def test_versions_are_named_like_the_columns_of_a_spreadsheet():
    names = [version_name(index) for index in range(26 * 27 + 1)]

    assert names[:3] == ["A", "B", "C"]
    assert names[24:29] == ["Y", "Z", "AA", "AB", "AC"]
    assert names[-2:] == ["ZZ", "AAA"]
    assert len(set(names)) == len(names)


@given(banks(), seeds, st.integers(1, 4), st.booleans(), st.booleans())
def test_every_version_holds_the_same_questions_each_once(
    bank, seed, versions, keep_order, keep_options
):
    sheets = arranged(
        bank.questions, seed, versions, keep_order=keep_order, keep_options=keep_options
    )

    held = [question.id for question in bank.questions]
    assert list(sheets) == ["A", "B", "C", "D"][:versions]
    for sheet in sheets.values():
        assert (ids(sheet) if keep_order else sorted(ids(sheet))) == (
            held if keep_order else sorted(held)
        )
        for question, orders in sheet:
            for options, order in zip(question.lists, orders, strict=True):
                size = len(options.texts)
                assert sorted(order) == list(range(size))
                assert order[options.movable :] == tuple(range(options.movable, size))
                assert order != options.never


@given(banks(min_questions=2), seeds, st.data(), st.booleans())
def test_adding_a_question_leaves_the_order_of_the_others_as_it_was(
    bank, seed, data, keep_order
):
    added = data.draw(st.sampled_from(bank.questions)).id

    before = arranged(without(bank, added).questions, seed, 3, keep_order=keep_order)
    after = arranged(bank.questions, seed, 3, keep_order=keep_order)

    for version in before:
        assert ids(before[version]) == [name for name in ids(after[version]) if name != added]


@given(banks(), seeds, st.integers(1, 3))
def test_more_versions_leave_the_first_ones_as_they_were(bank, seed, versions):
    few = arranged(bank.questions, seed, versions)

    assert few.items() <= arranged(bank.questions, seed, versions + 2).items()


def test_over_enough_versions_a_question_has_the_rows_of_one_latin_square():
    """Never more than four orders of four options, and each option in each place once."""
    questions = plain_bank({"evidence": 3}).questions
    for seed in SAMPLE[:20]:
        sheets = arranged(questions, str(seed), 60)
        for question in questions:
            rows = {
                orders
                for sheet in sheets.values()
                for printed, orders in sheet
                if printed.id == question.id
            }
            assert len(rows) == 4
            [rows] = zip(*rows, strict=True)
            assert all(len(set(column)) == 4 for column in zip(*rows, strict=True))


@pytest.mark.parametrize("options", [2, 3, 4, 5])
@pytest.mark.parametrize("keep_options", [False, True])
def test_every_letter_is_as_likely_everywhere_on_the_sheet(options, keep_options):
    """On the whole, for each number on the sheet, and for each question."""
    questions = plain_bank({"evidence": 10}, options).questions
    letters, at_number, of_question = Counter(), Counter(), Counter()
    for seed in SAMPLE:
        sheet = arranged(questions, f"seed {seed}", keep_options=keep_options)["A"]
        for number, (name, letter) in enumerate(zip(ids(sheet), key(sheet), strict=True)):
            letters[letter] += 1
            at_number[number, letter] += 1
            of_question[name, letter] += 1

    assert is_even(letters, range(options))
    assert is_even(at_number, list(product(range(10), range(options))))
    names = [question.id for question in questions]
    assert is_even(of_question, list(product(names, range(options))))


@pytest.mark.parametrize("keep_options", [False, True])
def test_a_letter_says_nothing_about_the_next_question(keep_options):
    questions = plain_bank({"evidence": 3}).questions
    neighbours = Counter(
        tuple(key(arranged(questions, f"seed {seed}", keep_options=keep_options)["A"])[:2])
        for seed in SAMPLE
    )

    assert is_even(neighbours, list(product(range(4), repeat=2)))


def test_a_letter_says_nothing_about_the_next_desk():
    """Nor do two questions say anything together, such as moving in step."""
    questions = plain_bank({"evidence": 2}, options=2).questions
    desks = Counter(
        tuple(
            letter
            for sheet in arranged(questions, f"seed {seed}", 2, keep_order=True).values()
            for letter in key(sheet)
        )
        for seed in SAMPLE
    )

    assert is_even(desks, list(product(range(2), repeat=4)))


def test_every_order_of_the_questions_is_as_likely_whatever_the_next_desk_has():
    questions = plain_bank({"evidence": 3}).questions
    orders = list(permutations(question.id for question in questions))
    desks = Counter(
        tuple(tuple(ids(sheet)) for sheet in arranged(questions, str(seed), 2).values())
        for seed in SAMPLE
    )

    assert is_even(desks, list(product(orders, repeat=2)))


@given(banks(min_questions=5, types=("multiple_choice", "short_answer")), seeds)
def test_no_letter_stands_five_times_in_a_row(bank, seed):
    """Written answers, which have no letter, do not hide a run either."""
    for sheet in arranged(bank.questions, seed, 3).values():
        assert longest_run(key(sheet)) <= LONGEST_RUN


@pytest.mark.parametrize("options", [2, 3, 4])
def test_no_letter_stands_five_times_in_a_row_on_long_sheets(options):
    """With two options all of these would have a run without a second draw, with four many."""
    questions = [choice(f"q{number}", options) for number in range(150)]
    for seed in SAMPLE[:20]:
        [sheet] = arranged(questions, str(seed)).values()
        assert longest_run(key(sheet)) <= LONGEST_RUN


@given(st.lists(st.sampled_from(["true", "false", "choice"]), min_size=5), seeds)
def test_a_run_is_broken_wherever_something_in_it_may_move(kinds, seed):
    """Three options always leave a way out; statements to judge stay as they are."""
    questions = [
        choice(f"q{number}", 3) if kind == "choice" else statement(f"q{number}", kind == "true")
        for number, kind in enumerate(kinds)
    ]
    [sheet] = arranged(questions, seed, keep_order=True).values()

    letters = key(sheet)
    for start in range(len(letters) - LONGEST_RUN):
        window = slice(start, start + LONGEST_RUN + 1)
        if "choice" in kinds[window]:
            assert len(set(letters[window])) > 1


def test_a_run_is_broken_even_where_only_one_arrangement_does():
    """B AAA A BBBB: one of two options each, and the nearer question alone cannot."""
    fixed = [statement(f"true-{number}", True) for number in range(3)]
    close = [statement(f"false-{number}", False) for number in range(4)]
    for seed in SAMPLE[:50]:
        page = [choice("one", 2), *fixed, choice("two", 2), *close]
        [sheet] = arranged(page, str(seed), keep_order=True).values()
        assert key(sheet) == [1, 0, 0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("keep_options", [False, True])
def test_a_run_that_cannot_be_broken_is_left(keep_options):
    """Four A before and four B behind: either of two letters makes a run, and it still ends."""
    fixed = [statement(f"true-{number}", True) for number in range(4)]
    close = [statement(f"false-{number}", False) for number in range(4)]
    page = [*fixed, choice("between", 2), *close]

    [sheet] = arranged(page, "spring", keep_order=True, keep_options=keep_options).values()

    assert longest_run(key(sheet)) == 5


@given(banks(types=("multiple_choice", "true_false")), seeds, st.integers(1, 4))
def test_kept_options_stay_in_the_banks_order_around_the_answer(bank, seed, versions):
    """The answer has one place, the same in every version."""
    sheets = arranged(bank.questions, seed, versions, keep_options=True)

    [*places] = {frozenset((q.id, order) for q, order in sheet) for sheet in sheets.values()}
    assert len(places) == 1
    for question, [order] in sheets["A"]:
        distractors = [
            place for place in order if question.options[place] not in question.accepted
        ]
        assert distractors == sorted(distractors)


def test_kept_options_make_no_run_in_any_version():
    questions = plain_bank({"evidence": 14}).questions
    for seed in SAMPLE[:60]:
        for sheet in arranged(questions, str(seed), 8, keep_options=True).values():
            assert longest_run(key(sheet)) <= LONGEST_RUN


@given(banks(), seeds, st.booleans())
def test_arranging_changes_nothing(bank, seed, keep_options):
    before = bank.model_dump_json()
    arranged(bank.questions, seed, 2, keep_options=keep_options)

    assert bank.model_dump_json() == before
