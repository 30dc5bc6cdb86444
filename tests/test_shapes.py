"""Six shapes tell how every kind of question is answered, and how its parts are scored."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import EVERY_KIND
from strategies import banks, seeds

from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.scoring import is_right, score, scores
from quizgen.bank.kinds.shapes import (
    Gaps,
    Match,
    OneOf,
    Order,
    Part,
    Shape,
    SomeOf,
    Written,
)
from quizgen.bank.load import parse_bank
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request

QUESTIONS = parse_bank(EVERY_KIND, "every-kind.yaml").questions
every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])

# What the parts of a question have as their rules, by the question's own rule.
RULES_OF_PARTS = {
    "part_a_first": ["exact", "exact"],
    "letter_then_hand": ["exact", "by_hand"],
}


def lettered(part):
    """Return the texts that the letters of a part stand for; none where it has no letters."""
    match part.shape:
        case OneOf(texts) | SomeOf(texts) | Match(_, texts) | Order(texts):
            return {letter(place): text for place, text in enumerate(texts)}
    return {}


def in_words(part):
    """Return a part's key in words."""
    names = lettered(part)
    return [names[each] for each in part.key] if names else list(part.key)


def orders(bank, seed):
    """Return each question of a plan's versions, with the orders of its lists there."""
    plan = make_plan(bank, Request(seed=seed, versions=2), file="x.yaml", sha256="0" * 64)
    for version in plan.versions:
        for item in version.items:
            question = plan.questions[item.question]
            lists = zip(question.lists, item.printed, strict=False)
            yield (
                item,
                question,
                [tuple(each.texts.index(text) for text in texts) for each, texts in lists],
            )


def test_every_shape_is_used():
    """Six shapes, and each belongs to a kind."""
    used = {type(part.shape) for question in QUESTIONS for part in question.parts()}

    assert used == set(get_args(Shape))
    assert len(used) == 6


@every_kind
@settings(max_examples=10)
@given(data=st.data(), seed=seeds)
def test_the_parts_keys_are_the_solutions_and_the_printed_key(kind, data, seed):
    """In the bank's order and in the order of any sheet, a part's key names what is right."""
    for item, question, printed in orders(data.draw(banks(1, 3, types=(kind.name,))), seed):
        solutions = [solution.text for solution in question.solutions]
        for parts in (question.parts(), question.parts(printed)):
            # A correction stands beside the solutions, which name the judgement alone.
            own = [part for part in parts if not is_correction(question, part)]
            assert sorted(text for part in own for text in in_words(part)) == sorted(solutions)
        shown = [part.answer for part in item.parts] or [item.answer]
        for part, key in zip(question.parts(printed), shown, strict=False):
            assert part.key == key[: len(part.key)]


def is_correction(question, part):
    return question.type == "true_false" and isinstance(part.shape, Written)


@every_kind
@settings(max_examples=10)
@given(data=st.data(), seed=seeds)
def test_the_parts_are_scored_as_the_plan_says(kind, data, seed):
    """Rules, points and what is accepted agree with the scoring that a plan holds."""
    for item, question, printed in orders(data.draw(banks(1, 3, types=(kind.name,))), seed):
        parts, scoring = question.parts(printed), item.scoring
        rules = [part.rule for part in parts]
        assert rules == RULES_OF_PARTS.get(scoring.rule, [scoring.rule])
        assert sum(part.points for part in parts) == question.points
        if len(parts) == 1:
            assert parts[0].levels == scoring.levels
            assert scoring.accept in ((), parts[0].accept)
        assert [part.needs for part in parts] == [None, 0][: len(parts)]


@every_kind
@settings(max_examples=10)
@given(data=st.data(), seed=seeds)
def test_the_key_earns_all_points(kind, data, seed):
    """And no answer at all earns none, unless a teacher decides."""
    for _, question, printed in orders(data.draw(banks(1, 3, types=(kind.name,))), seed):
        parts = question.parts(printed)
        for part, right, none in zip(
            parts,
            scores(parts, [part.key for part in parts]),
            scores(parts, [()] * len(parts)),
            strict=True,
        ):
            assert is_right(part, part.key)
            if right is None:
                assert part.rule in ("by_hand", "rubric")
                assert none == (None if part.needs is None else 0)
            else:
                assert (right, none) == (part.points, 0)


@pytest.mark.parametrize(
    ("rule", "shape", "key", "answer", "points"),
    [
        ("exact", OneOf(("x", "y")), "A", "A", 4),
        ("exact", OneOf(("x", "y")), "A", "B", 0),
        ("exact", OneOf(("x", "y")), "A", "AB", 0),
        ("exact", SomeOf(("x", "y", "z")), "AC", "CA", 4),
        ("exact", SomeOf(("x", "y", "z")), "AC", "A", 0),
        ("exact", Order(("x", "y", "z")), "CAB", "CBA", 0),
        ("exact", Match(("p", "q"), ("x", "y")), "BA", "BA", 4),
        ("each", Match(tuple("pqrs"), tuple("wxyz")), "BADC", "BACD", 2),
        ("each", Match(tuple("pqrs"), tuple("wxyz")), "BADC", "B", 1),
        ("right_minus_wrong", SomeOf(tuple("wxyz")), "AC", "AC", 4),
        ("right_minus_wrong", SomeOf(tuple("wxyz")), "AC", "A", 2),
        ("right_minus_wrong", SomeOf(tuple("wxyz")), "AC", "ACB", 2),
        ("right_minus_wrong", SomeOf(tuple("wxyz")), "AC", "BD", 0),
        ("right_minus_wrong", SomeOf(tuple("wxyz")), "AC", "AAA", 2),
        ("adjacent_pairs", Order(tuple("vwxyz")), "EDCBA", "EDCBA", 4),
        ("adjacent_pairs", Order(tuple("vwxyz")), "EDCBA", "AEDCB", 3),
        ("adjacent_pairs", Order(tuple("vwxyz")), "EDCBA", "ABCDE", 0),
    ],
)
def test_a_rule_gives_the_points_that_its_text_says(rule, shape, key, answer, points):
    """Each rule by hand-made answers, of 4 points."""
    assert score(Part(shape, tuple(key), rule, 4), tuple(answer)) == points


def test_shares_are_exact():
    """With 2 points for 3 gaps, each gap is worth two thirds of a point."""
    part = Part(Gaps("{{a}} {{b}} {{c}}"), ("x", "y", "z"), "each", 2)

    assert score(part, ("x", "", "z")) == Fraction(4, 3)


@pytest.mark.parametrize(
    ("given", "points"), [("Lonelier", 1), (" more  lonely", 1), ("lonely", 0)]
)
def test_what_is_accepted_counts_in_its_own_gap(given, points):
    """Whatever the capitals and spaces; what another gap accepts counts nothing here."""
    part = Part(
        Gaps("{{a}} {{b}}"),
        ("lonelier", "safer"),
        "each",
        2,
        accept=(("more lonely",), ("lonely",)),
    )

    assert score(part, (given, "")) == points


@pytest.mark.parametrize(
    ("answers", "points"), [("AA", [1, 1]), ("AB", [1, 0]), ("BA", [0, 0]), ("BB", [0, 0])]
)
def test_part_b_counts_only_with_part_a(answers, points):
    """2 points for both parts, 1 for Part A alone, 0 otherwise."""
    [question] = [question for question in QUESTIONS if question.type == "two_part"]

    assert list(scores(question.parts(), [(each,) for each in answers])) == points


def test_a_correction_is_read_only_below_the_right_letter():
    """With the right one a teacher decides, with the wrong one nothing is left to decide."""
    [question] = [question for question in QUESTIONS if question.type == "true_false"]

    assert scores(question.parts(), [("B",), ("He does not.",)]) == (0, None)
    assert scores(question.parts(), [("A",), ("The author works for a museum.",)]) == (0, 0)


@pytest.mark.parametrize("rule", ["rubric", "by_hand"])
def test_a_teacher_scores_what_is_written(rule):
    """No points are given to what no rule can judge."""
    assert score(Part(Written(), ("So.",), rule, 3, levels=(3, 1)), ("So.",)) is None


def test_a_table_is_a_text_with_gaps():
    """Its gaps are numbered as they are printed, and a bar in a cell ends none."""
    [question] = [question for question in QUESTIONS if question.type == "table"]
    barred = question.model_copy(
        update={"columns": ("Claim | reason", "Evidence", "Paragraph")}
    )

    [part] = barred.parts([(1, 0)])

    assert part.shape.text.splitlines() == [
        r"| Claim \| reason | Evidence | Paragraph |",
        "| --- | --- | --- |",
        "| The coast is lonelier. | The empty harbour | {{1}} |",
        "| The coast is safer. | {{2}} | 4 |",
    ]
    assert part.key == ("7", "Fewer wrecks")
    assert part.accept == ((), ("The wrecks went down",))
