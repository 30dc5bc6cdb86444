"""Questions that depend on one another: groups, enemies, sections, own draws."""

import re
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import plain_bank, seeds

from quizgen.bank.groups import Section
from quizgen.bank.load import load_bank
from quizgen.bank.model import Bank
from quizgen.base.resources import shipped
from quizgen.plan import branch_search, selection
from quizgen.plan.branch_search import draw_by_branches
from quizgen.plan.exact_selection import cliques, draw, is_summed
from quizgen.plan.feasibility import Wishes, fits
from quizgen.plan.request import Request
from quizgen.plan.selection import SelectionError, _lot, select, selections
from quizgen.plan.shares import Targets, targets_of

SKILLS = ("main_argument", "evidence")
TYPES = ("true_false", "short_answer", "open_response")
ARTICLE = {"title": "The Keeper Who Stayed", "author": "A", "paragraphs": 9}


def question(name: str, **keys: Any) -> dict[str, Any]:
    start = {"id": name, "type": "true_false", "skill": "evidence", "stem": "So?"}
    return start | {"answer": "true"} | keys


def bank_of(*questions: dict[str, Any], **keys: Any) -> Bank:
    return Bank.model_validate({"article": ARTICLE, "questions": list(questions)} | keys)


def ids(questions) -> list[str]:
    return [question.id for question in questions]


def numbers_of(draw: st.DrawFn, names: tuple[str, ...], most: int) -> tuple[tuple[str, int]]:
    """Draw a wish such as `--mix`, for some of the names or for none."""
    named = draw(st.lists(st.sampled_from(names), unique=True, max_size=most))
    return tuple((name, draw(st.integers(0, 3))) for name in named)


@st.composite
def tied(draw: st.DrawFn, groups: bool = True) -> tuple[Bank, Request]:
    """Draw a small bank with groups, enemies and sections, or without; and wishes for it."""
    names = [f"q{number}" for number in range(draw(st.integers(2, 7)))]
    group = st.sampled_from([None, None, "g", "h"] if groups else [None])
    joined = {name: draw(group) for name in names}
    used = sorted({group for group in joined.values() if group})
    sizes = Counter(joined.values())
    groups = {
        group: {"pick": draw(st.integers(1, sizes[group]))} if draw(st.booleans()) else {}
        for group in used
    }
    most = 4 if groups else 0
    name = st.sampled_from(names)
    foes = draw(st.lists(st.tuples(name, name), max_size=most))
    whole = {group for group in used if not groups[group]}
    foes = [
        (one, other)
        for one, other in foes
        if one != other and not (joined[one] == joined[other] and joined[one] in whole)
    ]
    questions = [
        question(
            name,
            type=draw(st.sampled_from(TYPES)),
            skill=draw(st.sampled_from(SKILLS)),
            points=draw(st.integers(1, 2 if groups else 1)),
            enemies=sorted({other for one, other in foes if one == name}),
            **({"group": joined[name]} if joined[name] else {}),
        )
        for name in names
    ]
    some = st.none() | st.integers(1, 3)
    sections = [
        {"title": f"Part {number}"}
        | ({"skill": [draw(st.sampled_from(SKILLS))]} if draw(st.booleans()) else {})
        | ({"count": count} if (count := draw(some)) else {})
        for number in range(draw(st.integers(0, 2 if groups else 0)))
    ]
    worth = draw(st.none() | st.tuples(st.integers(1, 8), st.integers(0, 3)))
    bank = bank_of(*questions, groups=groups, sections=sections)
    request = Request(
        count=draw(st.none() | st.integers(1, len(names))),
        seed=draw(seeds),
        blueprint=numbers_of(draw, SKILLS, 2),
        mix=numbers_of(draw, TYPES, 1),
        at_most=numbers_of(draw, TYPES, 1),
        points=worth and (worth[0], sum(worth)),
        include=tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))),
        exclude=tuple(draw(st.lists(st.sampled_from(names), max_size=1))),
    )
    return bank, request


def every_sheet(wishes: Wishes):
    """Yield every worksheet that the rules allow, of whatever number of questions."""
    bank, request = wishes.bank, wishes.request
    sections = wishes.sections or (Section.model_validate({"title": "all"}),)
    homes = [
        [None, *(n for n, section in enumerate(sections) if fits(each, section))]
        for each in bank.questions
    ]
    for places in product(*homes):
        pairs = zip(bank.questions, places, strict=True)
        sheet = [(each, place) for each, place in pairs if place is not None]
        if obeys(bank, request, wishes, sheet):
            yield sheet


def obeys(bank, request, wishes, sheet) -> bool:
    """Whether a worksheet, as questions with their sections' numbers, keeps every rule."""
    names = {each.id for each, _ in sheet}
    if not set(request.include) <= names or names & set(request.exclude):
        return False
    if any(names & set(each.enemies) for each, _ in sheet):
        return False
    for name, group in bank.groups.items():
        whole = sum(each.group == name for each in bank.questions)
        homes = [place for each, place in sheet if each.group == name]
        if len(homes) not in (0, group.pick or whole) or len(set(homes)) > 1:
            return False
    skills = Counter(each.skill for each, _ in sheet)
    if any(skills[skill] != number for skill, number in request.blueprint):
        return False
    types = Counter(each.type for each, _ in sheet)
    if any(types[name] != number for name, number in request.mix):
        return False
    if any(types[name] > number for name, number in request.at_most):
        return False
    least, most = request.points or (0, 99)
    if not least <= sum(each.points for each, _ in sheet) <= most:
        return False
    sizes = Counter(place for _, place in sheet)
    return all(
        sizes[n] == section.count if section.count else sizes[n]
        for n, section in enumerate(wishes.sections)
    )


def misses(wishes, sheet):
    """How far a worksheet is from what it should be, what matters most first."""
    targets = targets_of(wishes)
    skills = Counter((place, each.skill) for each, place in sheet)
    types = Counter(each.type for each, _ in sheet)
    return (
        sum(max(0, types[name] - most) for name, most in targets.few.items()),
        sum(abs(skills[share] - size) for share, size in targets.skills.items()),
        sum(abs(types[name] - size) for name, size in targets.types.items()),
        sum(_lot(wishes, (each.id, place)) for each, place in sheet),
    )


@given(st.booleans().flatmap(tied))
def test_a_selection_is_found_wherever_there_is_one_and_only_there(drawn):
    """Held against trying every worksheet there could be; and it is the best of them."""
    bank, request = drawn
    wishes = Wishes(bank, request)
    sheets = list(every_sheet(wishes))
    numbers = {len(sheet) for sheet in sheets}
    possible = sorted(numbers - {0}, key=lambda n: (abs(n - wishes.total), n))
    wanted = {wishes.total} & numbers if request.count else set(possible[:1])
    if not wanted:
        with pytest.raises(SelectionError):
            selections(bank, request)
        return

    [sections] = selections(bank, request).values()

    sheet = [(each, number) for number, part in enumerate(sections) for each in part]
    assert {len(sheet)} == wanted
    assert obeys(bank, request, wishes, sheet)
    assert len({each.id for each, _ in sheet}) == len(sheet)
    equal = [each for each in sheets if len(each) == len(sheet)]
    assert misses(wishes, sheet) == min(misses(wishes, each) for each in equal)


@given(
    st.lists(st.tuples(*map(st.sampled_from, (SKILLS, TYPES))), min_size=1), seeds, st.data()
)
def test_the_search_finds_what_is_known_without_it(cells, seed, data):
    """Where nothing ties questions together, it draws the very same ones, or none either."""
    bank = bank_of(
        *(question(f"q{n}", skill=s, type=t) for n, (s, t) in enumerate(cells)),
    )
    wishes = Wishes(bank, Request(
        count=data.draw(st.none() | st.integers(1, len(cells))),
        seed=seed,
        blueprint=numbers_of(data.draw, SKILLS, 1),
        mix=numbers_of(data.draw, TYPES, 2),
        at_most=numbers_of(data.draw, TYPES, 1),
        include=tuple(data.draw(st.sets(st.sampled_from(ids(bank.questions)), max_size=2))),
    ))  # fmt: skip
    assume(not list(wishes.problems()))
    problem, searched = None, ()
    try:
        [searched] = draw(wishes, targets_of(wishes), lambda place: _lot(wishes, place))
    except SelectionError as error:
        problem = str(error)

    assert not is_summed(wishes)
    if problem:
        with pytest.raises(SelectionError, match=re.escape(problem)):
            select(bank, wishes.request)
    else:
        assert searched == select(bank, wishes.request)


@given(tied())
def test_the_short_search_draws_what_the_solver_does(drawn):
    """With groups and enemies too; only sections and sums of points are left to the solver."""
    bank, request = drawn
    bank = bank.model_copy(update={"sections": ()})
    wishes = Wishes(bank, replace(request, sections=(), points=None))
    assume(not list(wishes.problems()))
    wanted = targets_of(wishes), partial(_lot, wishes)
    try:
        [solved] = draw(wishes, *wanted)
    except SelectionError:
        solved = None

    assert not is_summed(wishes)
    assert draw_by_branches(wishes, *wanted) == solved


def test_the_shipped_bank_needs_no_solver(monkeypatch):
    """Its enemies and its group are few: a short search tells which questions are drawn."""
    monkeypatch.setattr(selection, "draw", None)
    bank = load_bank(next(shipped("question_banks").glob("*.yaml"))).bank
    drawn = [select(bank, Request(seed=seed)) for seed in "abcde"]

    assert {len(each) for each in drawn} == {10}
    assert any(question.group for each in drawn for question in each)


def test_a_long_search_is_left_to_the_solver(monkeypatch):
    bank = bank_of(*(question(f"q{n}", enemies=[f"q{n - 1}"] if n else []) for n in range(9)))
    request = Request(count=4, seed="x")
    short = select(bank, request)
    monkeypatch.setattr(branch_search, "MOST_STEPS", 1)

    assert draw_by_branches(Wishes(bank, request), Targets(), lambda _: 1) is None
    assert select(bank, request) == short


def test_one_rule_for_a_clique_says_what_its_pairs_say():
    foes = {"a": {"b", "c"}, "b": {"a", "c"}, "c": {"a", "b", "d"}, "d": {"c"}}

    assert sorted(map(sorted, cliques(foes))) == [["a", "b", "c"], ["c", "d"]]


def test_the_only_selection_of_a_large_bank_is_found():
    """Of 200 questions in pairs of enemies and in groups, exactly one worksheet is left."""
    pairs = [
        question(f"{side}{number}", enemies=[f"b{number}"] if side == "a" else [], points=1)
        for number in range(90)
        for side in "ab"
    ]
    # Every b but the first also has the next a for an enemy, so all are a or the rest b.
    for number in range(89):
        pairs[2 * number + 1]["enemies"] = [f"a{number + 1}"]
    grouped = [question(f"g{number}", group="g") for number in range(20)]
    bank = bank_of(*pairs, *grouped, groups={"g": {}})

    chosen = select(bank, Request(count=110, seed="spring", include=("a89",)))

    assert ids(chosen) == [f"a{n}" for n in range(90)] + [f"g{n}" for n in range(20)]


def test_without_a_count_it_is_the_number_nearest_to_ten():
    """A group is not torn for it, and no wish fails by a number that nobody asked for."""
    dozen = bank_of(*(question(f"q{n}", group="g") for n in range(12)), question("z"),
                    groups={"g": {}})  # fmt: skip

    assert len(select(dozen, Request(seed="spring"))) == 12
    assert len(select(dozen, Request(seed="spring", include=("q1", "z")))) == 13


CASES = [
    (
        [question("a", enemies=["b"]), question("b"), question("c")],
        {},
        {"include": ("a", "b"), "count": 2},
        "--include a and --include b cannot both be met, because of the questions that are "
        "enemies. Change one of them.",
    ),
    (
        [question("a", group="g", enemies=["c"]), question("b", group="g"),
         question("c", group="h", enemies=["b"]), question("d", group="h", enemies=["e"]),
         question("e", group="g", enemies=["d"])],
        {"groups": {"g": {}, "h": {}}},
        {"include": ("a", "c")},
        "--include a and --include c cannot both be met, because of the questions that are "
        "enemies. Change one of them.",
    ),
    (
        [question("a", group="g"), question("b", group="g"), question("c", group="h"),
         question("d", group="h")],
        {"groups": {"g": {}, "h": {}}},
        {"count": 3},
        "Asked for 3 questions, but no worksheet has that many, because groups are drawn "
        "together. It can have 2 or 4.",
    ),
    (
        [question("a", enemies=["b", "c"]), question("b", enemies=["c"]), question("c")],
        {},
        {"count": 2},
        "Asked for 2 questions, but no worksheet has that many, because of the questions that "
        "are enemies. It can have 1.",
    ),
    (
        [question("a", group="g"), question("b", group="g", skill="main_argument"),
         question("c"), question("d", skill="main_argument")],
        {"groups": {"g": {}}},
        {"count": 2, "include": ("a",), "blueprint": (("main_argument", 0),)},
        "--blueprint main_argument=0 and --include a cannot both be met, because groups are "
        "drawn together. Change one of them.",
    ),
    (
        [question("a"), question("b", skill="main_argument")],
        {"sections": [{"title": "One", "skill": "evidence", "count": 1},
                      {"title": "Two", "count": 1}]},
        {"blueprint": (("evidence", 0),)},
        "--blueprint evidence=0 and section 'One' with 1 question cannot both be met. Change "
        "one of them.",
    ),
    (
        [question("a"), question("b"), question("c", skill="main_argument")],
        {"sections": [{"title": "One", "skill": "evidence", "count": 3}]},
        {},
        "Section 'One' with 3 questions: only 2 questions fit there.",
    ),
    (
        [question("a"), question("b")],
        {"sections": [{"title": "One", "count": 1}]},
        {"count": 2},
        "Asked for 2 questions, but the sections add up to 1. Leave out --count.",
    ),
    (
        [question("a", group="g"), question("b", group="g"), question("c")],
        {"groups": {"g": {}}},
        {"exclude": ("b",), "count": 2},
        "Asked for 2 questions, but only 1 question fits --exclude b (the bank has 3); the "
        "group 'g' cannot be drawn whole.",
    ),
    (
        [question("a", group="g"), question("b", group="g"), question("c")],
        {"groups": {"g": {}}},
        {"exclude": ("b",), "include": ("a",)},
        "--include a: its group 'g' is drawn whole, and --exclude b leaves out others of it.",
    ),
    (
        [question("a"), question("b", skill="main_argument")],
        {"sections": [{"title": "One", "skill": "main_argument"}]},
        {"include": ("a",)},
        "--include a: it fits none of the sections.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("questions", "keys", "wishes", "message"), CASES)
def test_wishes_that_clash_are_named_two_at_a_time(questions, keys, wishes, message):
    with pytest.raises(SelectionError) as caught:
        select(bank_of(*questions, **keys), Request(seed="spring", **wishes))

    assert message in str(caught.value).splitlines()


def test_the_search_keeps_silent(capfd):
    """What a library prints of itself would stand in the middle of the summary."""
    select(bank_of(question("a", enemies=["b"]), question("b")), Request(seed="spring"))

    assert capfd.readouterr() == ("", "")


def test_a_section_named_on_the_command_line_takes_the_place_of_the_banks():
    bank = bank_of(question("a"), question("b"), sections=[{"title": "Two", "count": 2}])
    request = Request(
        seed="spring", sections=(Section.model_validate({"title": "One", "count": 1}),)
    )

    assert [len(part) for part in selections(bank, request)["A"]] == [1]


def test_sections_without_a_number_share_what_the_others_leave():
    """In proportion to the questions that each may have; none stays empty."""
    bank = bank_of(
        *(question(f"m{n}", skill="main_argument") for n in range(4)),
        *(question(f"e{n}") for n in range(12)),
        sections=[{"title": "One", "skill": "main_argument"}, {"title": "Two"}],
    )

    parts = selections(bank, Request(count=8, seed="spring"))["A"]

    assert [len(part) for part in parts] == [2, 6]


@given(seeds, st.integers(2, 4), st.booleans())
def test_versions_that_draw_their_own_are_worth_the_same(seed, versions, with_group):
    """As many of each skill, as many points; the first does not change for the others."""
    group = {"group": "g"} if with_group else {}
    bank = bank_of(
        *(question(f"m{n}", skill="main_argument", points=1 + n % 2) for n in range(8)),
        *(question(f"e{n}", points=1 + n % 3, **(group if n < 2 else {})) for n in range(8)),
        groups={"g": {}} if with_group else {},
    )
    own = selections(bank, Request(6, versions, seed, draw_each=True))
    more = selections(bank, Request(6, versions + 1, seed, draw_each=True))

    assert own["A"] == selections(bank, Request(6, seed=seed))["A"]
    assert own.items() <= more.items()
    worth = {
        (sum(each.points for each in part), *sorted(Counter(e.skill for e in part).items()))
        for [part] in own.values()
    }
    assert len(worth) == 1


def test_versions_that_draw_their_own_do_not_have_the_same_questions():
    bank = plain_bank({"main_argument": 30, "evidence": 30})

    own = selections(bank, Request(10, 6, "spring", draw_each=True))

    assert len({frozenset(ids(part)) for [part] in own.values()}) == 6
