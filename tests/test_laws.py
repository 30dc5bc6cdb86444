"""The laws hold for whatever is planned, and tell when a plan breaks one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import EVERY_COUNT, EVERY_KIND
from strategies import banks, seeds

from quizgen.bank.load import parse_bank
from quizgen.plan.invariants import broken_laws
from quizgen.plan.make import make_plan
from quizgen.plan.model import with_versions
from quizgen.plan.request import Request

WORDS = {"file": "bank.yaml", "sha256": "0" * 64}
FIVE = """article: {title: T, author: A, paragraphs: 9}
groups: {log: {introduction: Read this.}}
questions:
  - {id: a, skill: evidence, stem: "1", answer: A1, distractors: [A2, A3, A4]}
  - id: b
    skill: evidence
    stem: "2"
    answer: B1
    distractors: [B2, B3, {text: B4, last: true}]
  - {id: c, skill: evidence, stem: "3", answer: C1, distractors: [C2, C3, C4], place: last}
  - {id: d, skill: evidence, stem: "4", answer: D1, distractors: [D2, D3, D4], group: log}
  - {id: e, skill: evidence, stem: "5", answer: E1, distractors: [E2, E3, E4], group: log}
"""


def plan_of(text, **wishes):
    wishes = {"seed": "spring", "versions": 2} | wishes
    return make_plan(parse_bank(text, "bank.yaml"), Request(**wishes), **WORDS)


def with_items(plan, change):
    """Return a plan whose version B is changed: its items by id, in their order."""
    one, other = plan.versions
    items = change({item.question: item for item in other.items})
    return with_versions(plan, [("A", one.items), ("B", items)])


def changed(name, **update):
    """Return a change of one item."""
    return lambda items: [
        item._replace(form=item.form.model_copy(update=update))
        if item.question == name
        else item
        for item in items.values()
    ]


def in_order(*names):
    return lambda items: [items[name] for name in names]


def all_answered_by(letter):
    """Return a change that puts every answer at the first place, with a key that says so."""

    def change(items):
        return [
            item._replace(
                form=item.form.model_copy(
                    update={
                        "options": tuple(f"{name.upper()}{n}" for n in (1, 2, 3, 4)),
                        "answer": (letter,),
                    }
                )
            )
            for name, item in items.items()
        ]

    return change


BREACHES = [
    (in_order("a", "b", "d", "e", "e", "c"), "the question e is printed 2 times, not once."),
    (in_order("a", "b", "d", "e"), "the question c is printed 0 times, not once."),
    (in_order("a", "b", "d", "e"), "the versions have 4 or 5 questions."),
    (in_order("a", "b", "d", "e"), "the versions are worth 4 or 5 points."),
    (changed("a", options=("A1", "A2", "A3")), "are not the bank's, each once."),
    (changed("a", options=("A1", "A1", "A3", "A4")), "are not the bank's, each once."),
    (changed("b", options=("B4", "B1", "B2", "B3")), "(b) that stay last have moved."),
    (changed("a", answer=("H",)), "(a) points to H, where there is no option."),
    (
        changed("a", options=("A2", "A1", "A3", "A4"), answer=("A",)),
        "(a) points to A2. The bank's answer is A1.",
    ),
    (changed("a", points=9), "(a) is worth 9, and 1 in the bank."),
    (all_answered_by("A"), "the key is A five times in a row, from 1 to 5."),
    (in_order("c", "a", "b", "d", "e"), "is not at its place, first or last."),
    (in_order("d", "a", "e", "b", "c"), "the group log is torn apart."),
]


@pytest.mark.parametrize(("change", "said"), BREACHES)
def test_a_breach_is_told_with_its_version(change, said):
    """A plan that was spoiled on purpose is caught, at the version that was spoiled."""
    plan = plan_of(FIVE)
    assert not list(broken_laws(plan))

    told = list(broken_laws(with_items(plan, change)))

    [breach] = [each for each in told if said in each]
    assert breach.startswith(("version B: ", "the versions "))


def test_enemies_that_meet_are_told():
    """Whatever the bank says of two questions, the plan must keep."""
    plan = plan_of(FIVE)
    enemy = plan.questions["a"].model_copy(update={"enemies": ("b",)})

    plan = plan.model_copy(update={"questions": plan.questions | {"a": enemy}})

    told = list(broken_laws(plan))

    said = "a and b are enemies, and both are on the sheet."
    assert told == [f"version {name}: {said}" for name in "AB"]


def test_what_cannot_be_helped_is_no_breach():
    """Five true statements in a row are the teacher's; nothing could be drawn again."""
    head = FIVE.partition("groups")[0] + "questions:\n"
    statement = "  - {{id: q{}, skill: evidence, type: true_false, stem: So?, answer: true}}\n"

    plan = plan_of(head + "".join(map(statement.format, range(6))))

    assert not list(broken_laws(plan))


@given(banks(), seeds, st.integers(1, 3), st.booleans())
def test_no_plan_breaks_a_law(bank, seed, versions, keep_options):
    """Whatever a bank holds and whatever the seed, the laws are kept."""
    request = Request(
        count=len(bank.questions), versions=versions, seed=seed, keep_options=keep_options
    )

    assert not list(broken_laws(make_plan(bank, request, **WORDS)))


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_every_kind_is_held_to_the_laws(seed):
    """Keys in letters, in several letters, in parts and in words all point to the answer."""
    plan = plan_of(EVERY_KIND, count=int(EVERY_COUNT), seed=seed)
    assert not list(broken_laws(plan))

    for item in plan.versions[1].items:
        wrong = {"answer": ("Z",)}
        if item.parts:
            part = item.parts[1].model_copy(update={"answer": ("Z",)})
            wrong = {"parts": (item.parts[0], part)}
        told = list(broken_laws(with_items(plan, changed(item.question, **wrong))))
        assert any(f"({item.question}) points to" in each for each in told)
