"""Sections, groups, enemies, orders and own draws, as a teacher types them."""

import json

import pytest
from reading import page_texts
from running import quizgen

BANK = """\
article: {title: The Keeper Who Stayed, author: A. N. Author, paragraphs: 9}
groups:
  keepers-log: {introduction: The keeper wrote this in his log., order: fixed}
questions:
""" + "\n".join(
    f"- {{id: {name}, type: true_false, skill: {skill}, stem: {name}., answer: true, {more}}}"
    for name, skill, more in (
        ("claim", "main_argument", "difficulty: hard, evidence: [{paragraph: 2}]"),
        ("cost", "main_argument", "difficulty: easy, evidence: [{paragraph: 7}]"),
        ("wreck", "evidence", "enemies: [wrecks], evidence: [{paragraph: 4}]"),
        ("wrecks", "evidence", "evidence: [{paragraph: 4}]"),
        ("lit", "evidence", "group: keepers-log, evidence: [{paragraph: 3}]"),
        ("ship", "evidence", "group: keepers-log, evidence: [{paragraph: 3}]"),
        ("tone", "rhetorical_moves", "place: last, evidence: [{paragraph: 1}]"),
    )
)
NAMES = ["claim", "cost", "wreck", "wrecks", "lit", "ship", "tone"]


def made(folder, *options):
    outcome = quizgen(folder, "make", "--seed", "spring", *options, bank=BANK)
    assert outcome.status == 0, outcome.err
    return outcome


def names(version):
    return [item.question for item in version.items]


def test_sections_have_headings_and_draws_of_their_own(tmp_path):
    outcome = made(
        tmp_path,
        *("--section", "Part 1: The claim: skill=main_argument count=2"),
        *("--section", "Part 2: skill=evidence count=3"),
    )

    [version] = outcome.plan.versions
    assert [item.section for item in version.items] == [1, 1, 2, 2, 2]
    assert {"lit", "ship"} < set(names(version))
    text = " ".join(" ".join(page_texts(outcome.worksheets)).split())
    order = ("Part 1: The claim", "1.", "Part 2", "The keeper wrote this", "5.")
    places = [text.index(words) for words in order if words]
    assert places[0] < places[1] < places[2] < places[3]


def test_the_order_of_the_article_is_kept_in_every_version(tmp_path):
    """Groups stay together where their first question belongs; a place counts for more."""
    plan = made(tmp_path, "--order", "passage", "--versions", "3").plan

    for version in plan.versions:
        order = [name for name in names(version) if not name.startswith("wreck")]
        assert order == ["claim", "lit", "ship", "cost", "tone"]


def test_keep_order_is_the_banks_order(tmp_path):
    plan = made(tmp_path, "--keep-order").plan

    assert [name for name in NAMES if name in names(plan.versions[0])] == names(
        plan.versions[0]
    )


def test_two_orders_are_refused(tmp_path):
    outcome = quizgen(tmp_path, "make", "--order", "passage", "--keep-order", bank=BANK)

    assert outcome.status == 2
    assert "it cannot be combined with another --order" in outcome.err


def test_versions_may_draw_their_own_questions(tmp_path):
    """The summary says how many there are in all, and a plan of them is printed again."""
    options = ("--count", "3", "--versions", "6", "--draw", "each")
    outcome = made(tmp_path, *options)

    drawn = [frozenset(names(version)) for version in outcome.plan.versions]
    everything = len(frozenset().union(*drawn))
    assert len(set(drawn)) > 1
    assert f"3 in each version, {everything} in all: " in outcome.out
    assert all(not {"wreck", "wrecks"} <= each for each in drawn)
    before = outcome.worksheets.read_bytes()
    again = quizgen(tmp_path, "make", "--plan", str(outcome.plan_file))
    assert again.status == 0
    assert outcome.worksheets.read_bytes() == before


def test_wishes_that_clash_print_nothing(tmp_path):
    outcome = quizgen(tmp_path, "make", "--include", "wreck", "--include", "wrecks", bank=BANK)

    assert outcome.status == 1
    assert outcome.err == (
        "Error: --include wreck and --include wrecks cannot both be met, because of the "
        "questions that are enemies. Change one of them.\n"
    )
    assert not (tmp_path / "worksheets").exists()


def test_a_wrong_section_is_a_usage_error(tmp_path):
    outcome = quizgen(tmp_path, "make", "--section", "Part 1: skil=evidence", bank=BANK)

    assert outcome.status == 2
    assert "'skil=evidence' is not valid in a section. Did you mean 'skill'?" in outcome.err


@pytest.mark.parametrize("spoil", [" | ".join, lambda words: f"| {' '.join(words)}"])
def test_a_plan_whose_section_is_not_there_is_refused(tmp_path, spoil):
    outcome = made(tmp_path, "--section", "One: count=2")
    plan = json.loads(outcome.plan_file.read_bytes())
    name, *words = plan["versions"][0].split(" ")
    plan["versions"][0] = f"{name} {spoil(words)}"
    outcome.plan_file.write_text(json.dumps(plan))

    again = quizgen(tmp_path, "make", "--plan", str(outcome.plan_file))

    assert again.status == 1
    assert "section" in again.err


def test_a_plan_whose_groups_are_parted_is_refused(tmp_path):
    """Its shared texts would be printed twice."""
    wishes = ("--section", "One: skill=main_argument", "--section", "Two: skill=evidence")
    outcome = made(tmp_path, *wishes, "--include", "lit")
    plan = json.loads(outcome.plan_file.read_bytes())
    name, *words = plan["versions"][0].split(" ")
    ends = {word.partition(":")[0] for word in (words[0], words[-1])}
    assert ends & {"lit", "ship"}
    plan["versions"][0] = " ".join([name, words[-1], *words[1:-1], words[0]])
    outcome.plan_file.write_text(json.dumps(plan))

    again = quizgen(tmp_path, "make", "--plan", str(outcome.plan_file))

    assert again.status == 1
    assert "version A: the group 'keepers-log' is split" in again.err


def picked(plan):
    plan["groups"]["keepers-log"]["pick"] = 1


def befriended(plan):
    plan["questions"]["lit"]["enemies"] = ["ship"]


def untitled(plan):
    plan["sections"][0]["title"] = " "


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (picked, "version A: it has 2 questions of the group 'keepers-log', not 1."),
        (befriended, "version A: it has 'lit' and its enemy 'ship'."),
        (untitled, "sections.0.title is not what a plan has there"),
    ],
)
def test_a_plan_that_breaks_the_banks_rules_is_refused(tmp_path, damage, problem):
    """What the draw keeps, a reprint keeps."""
    outcome = made(tmp_path, "--section", "One: skill=evidence", "--include", "lit")
    plan = json.loads(outcome.plan_file.read_bytes())
    damage(plan)
    outcome.plan_file.write_text(json.dumps(plan))

    again = quizgen(tmp_path, "make", "--plan", str(outcome.plan_file))

    assert again.status == 1
    assert f"bank-plan.json: {problem}" in again.err
