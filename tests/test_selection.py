"""Which questions go on the worksheet."""

import contextlib
import doctest
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import SKILLS, banks, plain_bank, seeds, without
from test_drawing import bank_of, question

from quizgen.bank.model import Bank
from quizgen.base import solver
from quizgen.plan import shares as shares_module
from quizgen.plan.request import Request
from quizgen.plan.selection import SelectionError, select, selections
from quizgen.plan.shares import spread, spread_by_lot
from quizgen.plan.shuffle import LOT_RANGE

FOUR = {"main_argument": 12, "evidence": 8, "author_affiliation": 10, "rhetorical_moves": 10}

sizes = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 30), min_size=1)


def ids(questions):
    return [question.id for question in questions]


def by_skill(questions):
    return dict(Counter(question.skill for question in questions))


@st.composite
def shares(draw):
    """Sizes, a count they can meet, and what each gets at least."""
    wanted = draw(sizes)
    least = {name: draw(st.integers(0, min(size, 3))) for name, size in wanted.items()}
    count = draw(st.integers(sum(least.values()), sum(wanted.values())))
    return count, wanted, least


def test_the_examples_hold():
    assert doctest.testmod(shares_module) == (0, 2)


@given(shares())
def test_shares_add_up_and_nobody_gets_more_than_there_is(wish):
    count, wanted, least = wish

    given_out = spread(count, wanted, least)

    assert sum(given_out.values()) == count
    assert list(given_out) == list(wanted)
    assert all(least[name] <= given_out[name] <= wanted[name] for name in wanted)


@given(shares())
def test_everybody_gets_something_where_the_count_allows(wish):
    count, wanted, _ = wish
    assume(count >= len(wanted))

    assert min(spread(count, wanted).values()) >= 1


@given(shares())
def test_shares_are_in_proportion(wish):
    """Each is within one of its exact share, unless somebody had to be given one."""
    count, wanted, _ = wish
    exact = {name: count * size / sum(wanted.values()) for name, size in wanted.items()}

    given_out = spread(count, wanted)

    if count < len(wanted) or min(exact.values()) >= 1:
        assert all(abs(given_out[name] - exact[name]) < 1 for name in wanted)


@pytest.mark.parametrize(
    ("count", "wanted", "expected"),
    [
        (10, (14, 9, 1), (5, 4, 1)),  # the last gets one, so 14 and 9 share nine
        (10, (9, 9, 9, 9), (3, 3, 2, 2)),  # equal remainders: first come
        (2, (1, 1, 1), (1, 1, 0)),
        (3, (30, 1, 1), (1, 1, 1)),
        (4, (97, 1, 1, 1), (1, 1, 1, 1)),
        (5, (60, 30, 10), (3, 1, 1)),
        (7, (47, 16, 15, 22), (3, 1, 1, 2)),
    ],
)
def test_largest_remainders_by_hand(count, wanted, expected):
    names = [f"skill {number}" for number in range(len(wanted))]

    given_out = spread(count, dict(zip(names, wanted, strict=True)))

    assert tuple(given_out.values()) == expected


@given(banks(), seeds, st.data())
def test_a_worksheet_has_as_many_questions_as_were_asked_for(bank, seed, data):
    """Any count up to the bank's size can be met; each question comes once, in bank order."""
    count = data.draw(st.integers(1, len(bank.questions)))

    chosen = ids(select(bank, Request(count=count, seed=seed)))

    assert len(chosen) == count
    assert chosen == [name for name in ids(bank.questions) if name in chosen]


@given(banks(max_questions=12), seeds)
def test_without_a_count_there_are_ten_or_the_whole_bank(bank, seed):
    assert len(select(bank, Request(seed=seed))) == min(10, len(bank.questions))


@given(sizes, st.integers(0, LOT_RANGE - 1), st.data())
def test_shares_by_lot_are_next_to_their_exact_parts(wanted, lot, data):
    count = data.draw(st.integers(0, sum(wanted.values())))
    exact = {name: count * size / sum(wanted.values()) for name, size in wanted.items()}

    given_out = spread_by_lot(count, wanted, lot)

    assert sum(given_out.values()) == count
    assert all(abs(given_out[name] - exact[name]) < 1 for name in wanted)
    assert all(given_out[name] <= wanted[name] for name in wanted)


def test_a_rare_type_is_drawn_as_often_as_its_questions_deserve():
    """One question in forty comes into a quarter of the draws of ten."""
    wanted = {"multiple_choice": 39, "cloze": 1}
    lots = range(0, LOT_RANGE, LOT_RANGE // 400)

    drawn = Counter(spread_by_lot(10, wanted, lot)["cloze"] for lot in lots)

    assert drawn.keys() == {0, 1}
    assert abs(drawn[1] - 100) <= 1


def of_types(**sizes: int) -> Bank:
    """Return a bank of one skill with so many questions of each type, without ties."""
    questions = [
        question(f"{name}-{number}", type=name)
        for name, size in sizes.items()
        for number in range(size)
    ]
    return bank_of(*questions)


def by_type(questions):
    return Counter(question.type for question in questions)


@given(seeds)
def test_types_are_drawn_in_proportion_and_essays_rarely(seed):
    """Of 40 true or false, 10 short answers and 10 essays: 7 or 8, 2, and only one."""
    bank = of_types(true_false=40, short_answer=10, open_response=10)

    found = by_type(select(bank, Request(seed=seed)))

    assert found["open_response"] == 1
    assert found["true_false"] in (7, 8)


@pytest.mark.parametrize(
    ("wishes", "essays"),
    [
        ({}, 1),
        ({"count": 3}, 1),
        ({"count": 20}, 2),
        ({"count": 25}, 5),  # there are no others
        ({"mix": (("open_response", 3),)}, 3),
        ({"types": ("open_response",)}, 5),
        ({"include": tuple(f"open_response-{n}" for n in range(4))}, 4),
    ],
)
def test_more_essays_come_only_where_they_are_asked_for(wishes, essays):
    bank = of_types(true_false=20, open_response=5)

    assert by_type(select(bank, Request(seed="spring", **wishes)))["open_response"] == essays


def test_at_most_takes_the_place_of_one_essay_in_ten():
    """Who says that three are no more than enough gets their part of the bank."""
    bank = of_types(true_false=10, open_response=10)
    request = Request(seed="spring", at_most=(("open_response", 3),))

    assert by_type(select(bank, request))["open_response"] == 3


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        ({"mix": (("cloz", 1),)}, "--mix cloz: no such type. Did you mean 'cloze'? There are"),
        ({"at_most": (("essays", 1),)}, "--at-most essays: no such type."),
        (
            {"mix": (("true_false", 9), ("open_response", 6))},
            "--mix true_false=9: there are only 8 true_false questions.\n"
            "--mix open_response=6: there are only 4 open_response questions.",
        ),
        (
            {"mix": (("true_false", 3),), "types": ("open_response",)},
            "--mix true_false=3: only 0 true_false questions fit --type open_response (the "
            "bank has 12).",
        ),
        (
            {"mix": (("true_false", 3),), "at_most": (("true_false", 2),)},
            "--mix true_false=3 and --at-most true_false=2 contradict each other; leave out "
            "one of the two.",
        ),
        (
            {"at_most": (("open_response", 0),), "include": ("open_response-1",)},
            "--at-most open_response=0: --include forces in 1 open_response question.",
        ),
        (
            {"mix": (("true_false", 3),), "count": 2},
            "Asked for 2 questions, but --mix adds up to 3.",
        ),
        (
            {"mix": (("true_false", 3),), "count": 8},
            "--count 8 and --mix true_false=3 cannot both be met. Change one of them.",
        ),
        (
            {"points": (13, 20)},
            "--points 13-20: there are only 12 questions, worth 12 points in all.",
        ),
        (
            {"points": (11, 11), "at_most": (("open_response", 1),)},
            "--points 11 and --at-most open_response=1 cannot both be met. Change one of them.",
        ),
        (
            {"points": (4, 5), "count": 6},
            "--count 6 and --points 4-5 cannot both be met. Change one of them.",
        ),
    ],
)
def test_wishes_for_types_and_points_that_cannot_be_met_are_explained(wishes, problem):
    bank = of_types(true_false=8, open_response=4)

    with pytest.raises(SelectionError) as caught:
        select(bank, Request(seed="spring", **wishes))

    assert str(caught.value).startswith(problem)


def test_points_that_no_worksheet_has_are_told_with_those_next_to_them():
    bank = bank_of(*(question(f"q{number}", points=4) for number in range(5)), question("q"))

    with pytest.raises(SelectionError) as caught:
        select(bank, Request(seed="spring", points=(14, 15)))

    assert str(caught.value) == (
        "--points 14-15: no worksheet is worth that much. It can be worth 13 or 16."
    )


def test_numbers_of_types_alone_do_not_load_the_solver():
    """It takes longer to load than a small draw takes without it."""
    bank = of_types(true_false=20, short_answer=5, open_response=5)
    request = Request(seed="spring", mix=(("true_false", 7),), points=(8, 9), draw_each=True)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(solver, "_solver", lambda: pytest.fail("the solver is loaded"))
        assert len(select(bank, request)) == 9
        assert len(selections(bank, replace(request, versions=3))) == 3


@given(banks(), seeds, st.data())
def test_a_blueprint_is_met_to_the_number(bank, seed, data):
    """Its skills get exactly their numbers, and other skills the rest."""
    held = Counter(question.skill for question in bank.questions)
    named = data.draw(st.lists(st.sampled_from(SKILLS), unique=True))
    blueprint = {skill: data.draw(st.integers(0, held[skill])) for skill in named}
    others = sum(held[skill] for skill in held if skill not in blueprint)
    least = max(1, sum(blueprint.values()))
    most = sum(blueprint.values()) + others
    assume(least <= most)
    count = data.draw(st.none() | st.integers(least, most))

    chosen = select(bank, Request(count=count, seed=seed, blueprint=tuple(blueprint.items())))

    found = Counter(question.skill for question in chosen)
    assert {skill: found[skill] for skill in blueprint} == blueprint
    assert len(chosen) == (count or min(most, max(10, sum(blueprint.values()))))


@given(banks(min_questions=2), seeds, st.data())
def test_included_questions_come_and_excluded_ones_never(bank, seed, data):
    names = data.draw(st.permutations(ids(bank.questions)))
    cut = data.draw(st.integers(0, len(names) - 1))
    include, exclude = tuple(names[:cut]), tuple(names[cut:-1])
    count = data.draw(st.integers(max(1, cut), cut + 1))

    chosen = ids(select(bank, Request(count, seed=seed, include=include, exclude=exclude)))

    assert set(include) <= set(chosen)
    assert not set(exclude) & set(chosen)
    assert len(chosen) == count


@given(banks(), seeds, st.data())
def test_filters_let_only_their_own_through(bank, seed, data):
    like = data.draw(st.sampled_from(bank.questions))
    chosen = select(
        bank,
        Request(
            seed=seed,
            skills=(like.skill,),
            types=(like.type,),
            difficulties=(like.difficulty,) if like.difficulty else (),
        ),
    )

    fitting = [
        question
        for question in bank.questions
        if question.skill == like.skill
        and question.type == like.type
        and like.difficulty in (None, question.difficulty)
    ]
    assert list(chosen) == fitting


def test_an_included_question_passes_every_filter():
    bank = plain_bank(FOUR)
    request = Request(3, skills=("evidence",), include=("main_argument-4",), seed="spring")

    assert by_skill(select(bank, request)) == {"main_argument": 1, "evidence": 2}


@given(seeds, st.integers(1, 20), st.integers(1, 20))
def test_a_question_added_to_the_bank_changes_the_draw_as_little_as_can_be(seed, size, added):
    """At most the new question comes in, for one that goes out."""
    bank = plain_bank({"evidence": size + 1})
    added = f"evidence-{min(added, size + 1)}"
    count = max(1, size // 2)

    before = set(ids(select(without(bank, added), Request(count, seed=seed))))
    after = set(ids(select(bank, Request(count, seed=seed))))

    assert after - before <= {added}
    assert len(before - after) <= 1


def test_every_question_is_drawn_about_equally_often():
    """2,000 draws of 4 in 8: each comes half the time (standard deviation 22)."""
    bank = plain_bank({"evidence": 8})
    times = Counter[str]()
    for seed in range(2000):
        times.update(ids(select(bank, Request(4, seed=str(seed)))))

    assert all(abs(number - 1000) < 90 for number in times.values())
    assert len(times) == 8


def test_another_seed_draws_other_questions():
    bank = plain_bank(FOUR)

    assert len({tuple(ids(select(bank, Request(seed=str(seed))))) for seed in range(20)}) > 15


def test_the_count_is_spread_over_the_skills():
    chosen = select(plain_bank(FOUR), Request(seed="spring"))

    assert by_skill(chosen) == {
        "main_argument": 3,
        "evidence": 2,
        "author_affiliation": 3,
        "rhetorical_moves": 2,
    }


def test_a_blueprint_larger_than_ten_needs_no_count():
    blueprint = (("main_argument", 7), ("evidence", 5))

    assert len(select(plain_bank(FOUR), Request(blueprint=blueprint))) == 12


def test_more_than_ten_included_questions_need_no_count():
    include = ("evidence-3", *(f"main_argument-{number}" for number in range(1, 13)))

    assert set(ids(select(plain_bank(FOUR), Request(include=include)))) == set(include)


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        ({"count": 41}, "Asked for 41 questions, but there are only 40 questions."),
        (
            {"count": 12, "skills": ("evidence",)},
            "Asked for 12 questions, but only 8 questions fit --skill evidence "
            "(the bank has 40).",
        ),
        (
            {"count": 12, "blueprint": (("evidence", 8),), "skills": ("evidence", "tone")},
            "Asked for 12 questions and --blueprint takes 8; of other skills only 1 question "
            "fits --skill evidence --skill tone (the bank has 41).",
        ),
        (
            {"blueprint": (("evidence", 9),)},
            "--blueprint evidence=9: there are only 8 evidence questions.",
        ),
        (
            {"count": 4, "blueprint": (("evidence", 5),)},
            "Asked for 4 questions, but --blueprint adds up to 5.",
        ),
        (
            {"count": 1, "include": ("evidence-1", "evidence-2", "evidence-1")},
            "Asked for 1 question, but --include forces in 2.",
        ),
        (
            {"count": 3, "blueprint": (("evidence", 3),), "include": ("main_argument-1",)},
            "Asked for 3 questions, but --blueprint takes 3 of them and --include forces in 1 "
            "of other skills.",
        ),
        (
            {"blueprint": (("evidence", 1),), "include": ("evidence-1", "evidence-2")},
            "--blueprint evidence=1: --include forces in 2 evidence questions.",
        ),
        (
            {"include": ("evidence-1",), "exclude": ("evidence-1",)},
            "evidence-1 is both included and excluded; leave out one of the two.",
        ),
        (
            {"difficulties": ("hard",)},
            "--difficulty hard: the bank has no such question; it has easy (40).",
        ),
        (
            {"types": ("true_false",)},
            "--type true_false: the bank has no such question; it has multiple_choice (40).",
        ),
        (
            {"skills": ("evidnce",)},
            "--skill evidnce: no such skill. Did you mean 'evidence'? There are: "
            "main_argument, evidence, author_affiliation, rhetorical_moves.",
        ),
        (
            {"blueprint": (("grammar", 1),)},
            "--blueprint grammar: no such skill. There are: main_argument, evidence, "
            "author_affiliation, rhetorical_moves.",
        ),
        (
            {"difficulties": ("tough",)},
            "--difficulty tough: no such difficulty. There are: easy, medium, hard.",
        ),
        (
            {"types": ("truefalse",)},
            "--type truefalse: no such type. Did you mean 'true_false'? There are: "
            "multiple_choice, multiple_select, true_false, true_false_not_given, two_part, "
            "matching, ordering, cloze, table, short_answer, open_response, underline.",
        ),
        (
            {"include": ("evidence1",)},
            "--include evidence1: no such question. Did you mean 'evidence-1'? There are: "
            "main_argument-1, main_argument-2, main_argument-3, main_argument-4, "
            "main_argument-5, main_argument-6, main_argument-7, main_argument-8, "
            "main_argument-9, main_argument-10, main_argument-11, main_argument-12 "
            "and 28 more.",
        ),
    ],
)
def test_a_wish_that_cannot_be_met_is_explained_with_numbers(wishes, problem):
    tone = {"tone": 1} if "tone" in wishes.get("skills", ()) else {}

    with pytest.raises(SelectionError) as caught:
        select(plain_bank(FOUR | tone, difficulty="easy"), Request(**wishes))

    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        (
            {"skills": ("evidence",), "difficulties": ("hard",)},
            "No question fits --skill evidence --difficulty hard (the bank has 2).",
        ),
        (
            {"exclude": ("easy-one", "hard-one")},
            "No question fits --exclude easy-one --exclude hard-one (the bank has 2).",
        ),
        (
            {"blueprint": (("evidence", 0), ("main_argument", 0))},
            "No question fits --blueprint evidence=0 --blueprint main_argument=0 "
            "(the bank has 2).",
        ),
        (
            {"count": 2, "skills": ("evidence",)},
            "Asked for 2 questions, but only 1 question fits --skill evidence "
            "(the bank has 2).",
        ),
        (
            {"count": 3, "blueprint": (("evidence", 1),)},
            "Asked for 3 questions and --blueprint takes 1; of other skills there is only "
            "1 question.",
        ),
    ],
)
def test_an_empty_worksheet_is_explained(wishes, problem):
    question = {"type": "true_false", "stem": "The keeper stayed.", "answer": True}
    bank = Bank.model_validate(
        {
            "article": {"title": "The Keeper Who Stayed", "author": "A", "paragraphs": 9},
            "questions": [
                question | {"id": "easy-one", "skill": "evidence", "difficulty": "easy"},
                question | {"id": "hard-one", "skill": "main_argument", "difficulty": "hard"},
            ],
        }
    )

    with pytest.raises(SelectionError) as caught:
        select(bank, Request(**wishes))

    assert str(caught.value) == problem


def test_a_bank_that_names_no_difficulty_says_so():
    with pytest.raises(SelectionError, match="none of its questions says"):
        select(plain_bank({"evidence": 1}), Request(difficulties=("easy", "hard")))


def test_all_wrong_wishes_are_said_at_once():
    request = Request(
        2,
        blueprint=(("evidense", 3),),
        skills=("tonne",),
        include=("nobody", "evidence-1"),
        exclude=("evidence-1",),
    )

    with pytest.raises(SelectionError) as caught:
        select(plain_bank(FOUR), request)

    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "--skill tonne",
        "--blueprint evidense",
        "--include nobody",
        "evidence-1 is both included and excluded; leave out one of the two.",
        "Asked for 2 questions, but --blueprint adds up to 3.",
    ]


names = st.sampled_from([*SKILLS, "nonsense", "easy", "hard", "true_false", "evidence-1", "q"])
some = st.lists(names, max_size=2).map(tuple)


@given(
    bank=banks(),
    count=st.none() | st.integers(1, 12),
    blueprint=st.dictionaries(names, st.integers(0, 4), max_size=2),
    wishes=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("skills", "difficulties", "types", "include", "exclude"), some),
    ),
)
def test_any_wishes_are_met_or_refused(bank, count, blueprint, wishes):
    """Never a traceback, and never another number than was asked for."""
    request = Request(count, blueprint=tuple(blueprint.items()), seed="spring", **wishes)

    with contextlib.suppress(SelectionError):
        chosen = select(bank, request)
        assert chosen
        assert count in (None, len(chosen))


@given(banks(), seeds)
def test_selecting_changes_nothing(bank, seed):
    before = bank.model_dump_json()
    select(bank, Request(seed=seed))

    assert bank.model_dump_json() == before
