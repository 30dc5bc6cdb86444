"""What is wrong with groups, sections and enemies is told where it is to be mended."""

import pytest
from running import GROUPED

from quizgen.bank.load import parse_bank
from quizgen.base.errors import BankError

# A line a slip reads best, however long.
# ruff: noqa: E501
TURN = "group: keepers-log\n    type: underline"
ENEMIES = "enemies: [museum-lamp]"
ALLOWED = "allow_with: [lamp-year]"
KINDS = "type: [multiple_choice, true_false]"
SKILLS = "skill: [main_argument, evidence]"
EXCERPT = "excerpt: {text: safer and lonelier, paragraph: 2}"
SLIPS = [
    # what is written, what instead, where the complaint points, words of it
    (TURN, TURN.replace("keepers", "keeper"), "75:12", "no group 'keeper-log'. Did you mean 'keepers-log'? Write its name as"),
    (TURN, TURN.replace("-", " "), "75:12", "no spaces. Write keepers-log instead"),
    (TURN, TURN.replace("keepers-log", "[a]"), "75:12", "begins with [ must be in quotes"),
    ("sections:\n", "  lone:\n    introduction: Read.\nsections:\n", "22:3", "No question belongs to the group 'lone'. Add 'group: lone' to its questions, or delete"),
    ("  keepers-log:\n", "  keepers log:\n", "6:3", "A group's name holds letters a to z, digits, - and _ only, no spaces. Write keepers-log"),
    ("groups:\n", "groupes:\n", "5:1", "Did you mean 'groups'?"),
    ("pick: 2", "pick: 4", "20:11", "only 3 of the 4 questions to pick. Lower 'pick', or add questions"),
    ("pick: 2", "pick: 0", "20:11", "a whole number from 1 to 1000, not '0'"),
    ("    order: fixed", "    order: random", "21:12", "'order' can only be 'fixed' here, not 'random'. Write order: fixed, or delete"),
    ("order: passage", "order: fixed", "32:8", "is one of type, shuffled, bank, passage, difficulty, not 'fixed'"),
    (ENEMIES, "enemies: [museum-lmap]", "47:15", "no question 'museum-lmap' in the bank. Did you mean 'museum-lamp'? Write the 'id' of one"),
    (ENEMIES, "enemies: [lamp-year]", "47:15", "This is the question's own id. Write that of another question."),
    (ENEMIES, "enemies: museum-lamp", "47:14", "'enemies' is a list. Write: enemies: ["),
    (ENEMIES, f"{ENEMIES}\n    allow_with: [museum-lamp]", "47:15", "'enemies' keeps these two questions apart and 'allow_with' allows them together. Delete one"),
    ("stem: The lamp that", "allow_with: [lamp-year]\n    stem: The lamp that", "47:15", "keeps these two questions apart"),
    (ALLOWED, "allow_with: [lamp-yaer]", "61:18", "no question 'lamp-yaer' in the bank. Did you mean 'lamp-year'?"),
    (ALLOWED, "allow_with: [ships-seen]", "61:18", "This is the question's own id."),
    (SKILLS, "skill: [main_argument, evidenze]", "25:28", "no skill 'evidenze'. Did you mean 'evidence'?"),
    (SKILLS, "skill: main_argument, evidenze", "25:12", "no skill 'evidenze'. Did you mean 'evidence'?"),
    (KINDS, "type: [multiple_choice, truefalse]", "26:29", "no type 'truefalse'. Did you mean 'true_false'? Use one of multiple_choice,"),
    (KINDS, "type: essay", "26:11", "no type 'essay'. Use one of multiple_choice,"),
    ("difficulty: [easy, medium]", "difficulty: simple", "27:17", "is one of easy, medium, hard, not 'simple'"),
    ("count: 3\n  -", "count: all\n  -", "28:12", "a whole number from 1 to 1000, not 'all'"),
    ('  - title: "Part 2: How he tells it"\n    skill', "  - skill", "29:5", "Section 2 has no 'title'. Add it, for example: title: \"Part 1:"),
    ("place: first", "place: middle", "37:12", "is one of first, last, not 'middle'"),
    (EXCERPT, "excerpt: {paragraph: 2}", "39:5", "Excerpt of question 'main-claim' has no 'text'"),
    (EXCERPT, EXCERPT.replace("2", "12"), "39:52", "The excerpt is in paragraph 12, but the article has only 9"),
    ("      paragraph: 6\n", "      paragraph: 12\n", "16:18", "The excerpt is in paragraph 12, but the article has only 9"),
]  # fmt: skip


def problems_of(text):
    """Return what is wrong with a bank, without its name."""
    with pytest.raises(BankError) as caught:
        parse_bank(text, "bank.yaml")
    return [str(problem).removeprefix("bank.yaml:") for problem in caught.value.problems]


@pytest.mark.parametrize(("written", "instead", "place", "said"), SLIPS)
def test_a_slip_is_told_once_and_at_its_place(written, instead, place, said):
    """What follows from it stays unsaid."""
    assert GROUPED.count(written) == 1
    [problem] = problems_of(GROUPED.replace(written, instead))
    assert problem.startswith(f"{place}: ")
    assert said in problem


def test_enemies_in_a_group_that_is_drawn_whole_are_told():
    """They would never be drawn; with a pick they may be."""
    text = GROUPED.replace("  - id: turn\n", "  - id: turn\n    enemies: [answered]\n")
    parse_bank(text, "bank.yaml")
    [problem] = problems_of(text.replace("    pick: 2\n", ""))
    assert problem.startswith("74:15: Both belong to the group 'keepers-log', which is drawn")
    assert "Take one out of the group, or add 'pick' to the group." in problem


def test_an_empty_group_says_what_may_stand_in_it():
    """None of its keys is needed, so all are named."""
    problems = problems_of(GROUPED.replace("sections:\n", "  lone:\nsections:\n"))
    assert any("(introduction, excerpt, image, pick, order)" in problem for problem in problems)


def test_every_place_that_names_an_unknown_group_is_told():
    """Each of them is to be changed."""
    problems = problems_of(GROUPED.replace("group: keepers-log", "group: keepers-book"))
    assert [problem.partition(" ")[0] for problem in problems] == [
        "6:3:",
        "68:12:",
        "75:12:",
        "83:12:",
    ]
