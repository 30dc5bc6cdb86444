"""The map of paragraph by skill counts every question where its answer stands."""

from hypothesis import given
from running import EVERY_KIND
from strategies import PARAGRAPHS, banks, plain_bank

from quizgen.authoring.coverage import coverage, paragraphs_of
from quizgen.bank.load import parse_bank


@given(banks())
def test_every_question_is_counted(bank):
    """Once for its skill, and once in each of its paragraphs, or as one that names none."""
    found = coverage(bank)

    assert sum(found.asked.values()) == len(bank.questions)
    stands = [max(len(paragraphs_of(question)), 1) for question in bank.questions]
    assert sum(map(found.total, found.places)) == sum(stands)


@given(banks())
def test_every_paragraph_and_skill_has_its_place(bank):
    """What nobody asks about is seen, too."""
    found = coverage(bank)

    assert found.places[:PARAGRAPHS] == tuple(range(1, PARAGRAPHS + 1))
    assert found.skills == bank.skill_labels
    nowhere = [question for question in bank.questions if not paragraphs_of(question)]
    assert (None in found.places) == bool(nowhere)


def test_quotations_that_are_right_tell_the_paragraph():
    """Those of a second part, and words to underline; those of distractors do not."""
    bank = parse_bank(EVERY_KIND, "bank.yaml")
    paragraphs = {question.id: paragraphs_of(question) for question in bank.questions}

    assert paragraphs["lonelier"] == (2,)
    assert paragraphs["loneliest"] == (7,)


def test_two_pieces_of_evidence_in_a_paragraph_count_once():
    """The map says how many questions there are, not how many quotations."""
    evidence = [{"paragraph": 4}, {"paragraph": 2}, {"paragraph": 4}]
    bank = plain_bank({"evidence": 1}, evidence=evidence)

    found = coverage(bank)

    assert [found.count(place, "evidence") for place in (1, 2, 3, 4)] == [0, 1, 0, 1]
    assert found.asked == {"evidence": 1}
