"""The bank that ships keeps its promises."""

import re
from collections import Counter
from pathlib import Path

import pytest

from quizgen.article.quotations import check_quotations
from quizgen.article.text import find_article, read_article
from quizgen.bank.load import load_bank
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import MODELS
from quizgen.base.resources import shipped

PATH = shipped("question_banks", "north-korea-coronavirus.yaml")
QUESTIONS = load_bank(PATH).bank.questions
CHOICES = [question for question in QUESTIONS if question.type == "multiple_choice"]

# The article belongs to its publisher; where it lies beside the checkout it is held against
# the quotations.
ARTICLE = Path(__file__).parents[2] / "shared" / "article.txt"

ABSOLUTE = re.compile(
    r"\b(always|never|all|none|only|completely|every|entirely|nothing|nobody)\b", re.IGNORECASE
)


def test_there_is_enough_to_draw_from():
    """Skills and kinds are all there, in numbers that let worksheets differ."""
    skills = Counter(question.skill for question in QUESTIONS)
    kinds = Counter(question.type for question in QUESTIONS)
    assert len(QUESTIONS) >= 60
    assert set(skills) == set(BUILT_IN_SKILLS)
    assert min(skills.values()) >= 10
    assert kinds["multiple_choice"] >= 20
    assert kinds["true_false"] >= 4
    assert kinds["short_answer"] >= 3
    assert kinds["open_response"] >= 2
    assert kinds["two_part"] >= 3
    assert kinds["multiple_select"] >= 2
    assert kinds["true_false_not_given"] >= 2
    assert set(kinds) == set(MODELS)
    assert len({question.group for question in QUESTIONS if question.group}) == 1


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_is_complete(question):
    """Rationale, evidence, difficulty, standard; for each distractor why it tempts."""
    assert question.rationale
    if getattr(question, "answer", None) != "not given":
        assert question.evidence
    assert all(evidence.quote for evidence in question.evidence)
    assert all(len(evidence.quote.split()) <= 6 for evidence in question.evidence)
    assert question.difficulty
    assert question.standards
    if question.type == "multiple_choice":
        assert len(question.distractors) in (3, 4)
        assert all(distractor.misconception for distractor in question.distractors)
    if question.type == "open_response":
        assert max(level.points for level in question.rubric) == question.points


def test_the_answer_cannot_be_told_by_its_length():
    """Who always takes the longest option, or the shortest, does no better than by chance."""
    for extreme in (max, min):
        hits = 0.0
        for question in CHOICES:
            lengths = [len(option) for option in question.options]
            found = [i for i, length in enumerate(lengths) if length == extreme(lengths)]
            hits += (0 in found) / len(found)
        assert hits / len(CHOICES) <= 0.3


def test_no_option_is_given_away_by_its_wording():
    """No all or none of the above, no absolute words in distractors alone."""
    for question in CHOICES:
        for option in question.options:
            assert "of the above" not in option.lower()
        if not ABSOLUTE.search(question.answer):
            wrong = [distractor.text for distractor in question.distractors]
            assert not [text for text in wrong if ABSOLUTE.search(text)], question.id


def folded(text):
    """Return text with typographic signs and white space made plain."""
    for sign, plain in {"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-"}.items():
        text = text.replace(sign, plain)
    return " ".join(text.split()).lower()


@pytest.mark.skipif(
    not ARTICLE.is_file(), reason="the article is not beside the checkout: quotations unchecked"
)
def test_every_quotation_stands_in_its_paragraph():
    """Each is found, word for word, in the paragraph that the bank names."""
    parts = [folded(part) for part in ARTICLE.read_text("utf-8").split("\n\n")]
    paragraphs = dict(enumerate(parts))  # part 0 is the title
    checked = 0
    for question in QUESTIONS:
        for evidence in question.evidence:
            assert folded(evidence.quote) in paragraphs[evidence.paragraph], question.id
            checked += 1
    assert checked >= len(QUESTIONS)


STARTER = shipped("templates", "starter", "starter.yaml")


def test_the_starter_shows_every_kind_and_its_evidence_holds():
    """A new teacher sees an example of each, checked against its passage."""
    loaded = load_bank(STARTER)
    text = find_article(STARTER, loaded.bank.article, None)
    assert text is not None
    article = read_article(text, loaded.bank.article)
    assert check_quotations(loaded, article) == []
    assert article.warnings == ()
    assert 500 <= len(" ".join(article.paragraphs).split()) <= 700
    assert {question.type for question in loaded.bank.questions} == set(MODELS)
    assert len(loaded.bank.questions) >= 16
