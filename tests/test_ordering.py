"""In which order questions are printed."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import banks, seeds
from test_drawing import bank_of, ids, question

from quizgen.bank.model import Bank
from quizgen.base.choices import QuestionOrder
from quizgen.plan.question_order import DIFFICULTIES, ESSAY, Sequencer, effort, first_paragraph

orders = st.sampled_from(get_args(QuestionOrder))


def order_of(bank: Bank, order: QuestionOrder = "shuffled", *salt: str) -> list[str]:
    return ids(Sequencer(bank.questions, bank.groups, order).drawn(*(salt or ("spring", "A"))))


@given(banks(), orders, seeds)
def test_nothing_is_lost_or_invented(bank, order, seed):
    assert sorted(order_of(bank, order, seed)) == sorted(ids(bank.questions))


@given(banks(), seeds)
def test_each_order_is_what_it_is_called(bank, seed):
    """Equal ones are shuffled, so that neighbours' papers still differ."""
    by_id = {each.id: each for each in bank.questions}

    def ranks(order, rank):
        return [rank(by_id[name]) for name in order_of(bank, order, seed)]

    assert order_of(bank, "bank", seed) == ids(bank.questions)
    for found in (
        ranks("type", effort),
        ranks("passage", first_paragraph),
        ranks("difficulty", lambda each: DIFFICULTIES[each.difficulty]),
    ):
        assert all(one <= other for one, other in pairwise(found))


def test_equal_questions_are_shuffled_in_every_order():
    bank = bank_of(*(question(f"q{n}", evidence=[{"paragraph": 3}]) for n in range(6)))

    for order in ("type", "shuffled", "passage", "difficulty"):
        assert len({tuple(order_of(bank, order, str(seed))) for seed in range(20)}) > 10


def test_a_paper_begins_with_choices_and_ends_with_essays():
    steps = {"id": "steps", "type": "ordering", "skill": "evidence", "stem": "How?"}
    bank = bank_of(
        question("essay", type="open_response", answer="It does, since it warns."),
        question("short", type="short_answer", answer="the lamp"),
        steps | {"steps": ["One.", "Two.", "Three."]},
        question("judged"),
        question("chosen", type="multiple_choice", answer="He", distractors=["She", "They"]),
    )
    by_id = {each.id: effort(each) for each in bank.questions}

    assert by_id == {"essay": ESSAY, "short": 2, "steps": 1, "judged": 0, "chosen": 0}
    for seed in map(str, range(9)):
        assert order_of(bank, "type", seed)[2:] == ["steps", "short", "essay"]


def test_questions_without_evidence_follow_those_that_have_it():
    """A quotation in the question counts where no evidence is named."""
    bank = bank_of(
        question("nowhere"),
        question("late", evidence=[{"paragraph": 7}, {"paragraph": 5}]),
        question("early", excerpt={"text": "the lamp", "paragraph": 2}),
    )

    assert order_of(bank, "passage") == ["early", "late", "nowhere"]


def test_the_first_of_several_paragraphs_counts():
    """A question is placed where its evidence begins, in whatever order that is written."""
    bank = bank_of(
        question("within", evidence=[{"paragraph": 4}]),
        question("around", evidence=[{"paragraph": 7}, {"paragraph": 3}, {"paragraph": 5}]),
        question("after", evidence=[{"paragraph": 6}]),
    )

    assert order_of(bank, "passage") == ["around", "within", "after"]


def test_a_group_stands_where_its_excerpt_does():
    """Even where its questions name no evidence."""
    bank = bank_of(
        question("late", evidence=[{"paragraph": 5}]),
        question("g1", group="g"),
        question("g2", group="g"),
        groups={"g": {"excerpt": {"text": "the lamp", "paragraph": 1}}},
    )

    assert order_of(bank, "passage")[-1] == "late"


GROUPED = [
    question("first", place="first"),
    question("a"),
    question("g1", group="g", evidence=[{"paragraph": 4}]),
    question("b", evidence=[{"paragraph": 1}]),
    question("g2", group="g", evidence=[{"paragraph": 2}]),
    question("g3", group="g", place="first"),
    question("last", place="last", evidence=[{"paragraph": 1}]),
]


@given(seeds, orders)
def test_groups_stay_together_and_places_are_kept(seed, order):
    names = order_of(bank_of(*GROUPED, groups={"g": {}}), order, seed)

    start = min(names.index(name) for name in ("g1", "g2", "g3"))
    assert {*names[start : start + 3]} == {"g1", "g2", "g3"}
    assert names[start] == "g3"
    assert (names[0], names[-1]) == ("first", "last")


@given(seeds, orders)
def test_a_fixed_group_keeps_the_banks_order(seed, order):
    """But for a question that says itself where it stands."""
    names = order_of(bank_of(*GROUPED, groups={"g": {"order": "fixed"}}), order, seed)

    assert [name for name in names if name.startswith("g")] == ["g3", "g1", "g2"]


@given(seeds, orders)
def test_a_question_more_reorders_none_of_the_others(seed, order):
    whole = order_of(bank_of(*GROUPED, groups={"g": {}}), order, seed)

    for gone in ("a", "b", "first"):
        rest = [each for each in GROUPED if each["id"] != gone]
        fewer = order_of(bank_of(*rest, groups={"g": {}}), order, seed)
        assert fewer == [name for name in whole if name != gone]


@pytest.mark.parametrize("order", get_args(QuestionOrder))
def test_every_order_is_drawn_alike_for_alike_salts(order):
    bank = bank_of(*GROUPED, groups={"g": {}})

    assert order_of(bank, order, "x") == order_of(bank, order, "x")
