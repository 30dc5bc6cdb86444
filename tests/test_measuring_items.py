"""The items that the advice is measured by are sound: they load, and their labels hold."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from quizgen.article.quotations import check_quotations
from quizgen.article.text import read_article
from quizgen.bank.load import load_bank
from quizgen.base.text_match import MOST_WORDS_QUOTED

ITEMS = Path(__file__).parent / "data" / "items"
BANKS = sorted(ITEMS.glob("*-[0-9].yaml"))
LOADED = {path.stem: load_bank(path) for path in BANKS}
LABELS = yaml.safe_load((ITEMS / "labels.yaml").read_text("utf-8"))
PAIRS = yaml.safe_load((ITEMS / "pairs.yaml").read_text("utf-8"))

FLAWS = {
    "longest-answer",
    "unequal-options",
    "all-or-none-of-the-above",
    "k-type",
    "true-false-options",
    "absolute-words",
    "vague-frequency",
    "negative-stem",
    "blank-in-stem",
    "empty-stem",
    "stem-word-in-answer",
    "grammar-clue",
    "duplicate-options",
    "numeric-order",
    "mixed-form",
    "quoted-answer",
    "same-fact-twice",
    "gives-away",
    "missing-rationale",
    "missing-evidence",
    "missing-misconception",
    "stem-names-other-paragraph",
    "hard-stem",
}


def questions_of(sort):
    """Return the questions of all banks whose names begin so."""
    banks = [loaded.bank for name, loaded in LOADED.items() if name.startswith(sort)]
    return [question for bank in banks for question in bank.questions]


FLAWED, CLEAN = questions_of("flawed"), questions_of("clean")


def distractors_of(question):
    """Return every distractor of a question, in both parts where it has two."""
    parts = [question.part_a, question.part_b] if question.type == "two_part" else [question]
    return [each for part in parts for each in getattr(part, "distractors", ())]


def what_is_missing(question):
    """Return the flaws of a question that are nothing but a missing key."""
    missing = set()
    if not question.rationale:
        missing.add("missing-rationale")
    if not question.evidence and getattr(question, "answer", None) != "not given":
        missing.add("missing-evidence")
    if not all(distractor.misconception for distractor in distractors_of(question)):
        missing.add("missing-misconception")
    return missing


@pytest.mark.parametrize("name", LOADED)
def test_every_quotation_stands_in_the_article(name):
    """A bank that is wrong about its article would measure something else."""
    loaded = LOADED[name]
    article = read_article(ITEMS / loaded.bank.article.text, loaded.bank.article)
    assert article.warnings == ()
    assert check_quotations(loaded, article) == []
    quotes = [each.quote for question in loaded.bank.questions for each in question.evidence]
    words = [len(quote.split()) for quote in quotes if quote]
    assert words
    assert max(words) <= MOST_WORDS_QUOTED


def test_there_is_enough_to_measure_by():
    """At least 80 of each, ids told apart over all banks, mostly multiple choice."""
    ids = [question.id for question in [*FLAWED, *CLEAN]]
    assert len(FLAWED) >= 80
    assert len(CLEAN) >= 80
    assert len(set(ids)) == len(ids)
    for questions in (FLAWED, CLEAN):
        kinds = Counter(question.type for question in questions)
        assert kinds["multiple_choice"] > len(questions) / 2
        assert len(kinds) >= 8


def test_each_flawed_question_is_labelled_and_no_other():
    """A label that names no question, or a question without one, would go uncounted."""
    assert set(LABELS) == {question.id for question in FLAWED}
    assert all(LABELS.values())
    assert all(len(set(flaws)) == len(flaws) for flaws in LABELS.values())


def test_each_flaw_is_there_at_least_three_times():
    """Labels name known flaws alone, and each often enough to say something."""
    counts = Counter(flaw for flaws in LABELS.values() for flaw in flaws)
    assert set(counts) == FLAWS
    assert min(counts.values()) >= 3


@pytest.mark.parametrize("flaw", PAIRS)
def test_a_pair_is_labelled_and_within_one_bank(flaw):
    """What lies between two questions is named at both, and printed on one paper."""
    paired = [question for pair in PAIRS[flaw] for question in pair]
    assert len(PAIRS[flaw]) >= 3
    assert Counter(paired) == Counter(name for name, flaws in LABELS.items() if flaw in flaws)
    banks = [{question.id for question in each.bank.questions} for each in LOADED.values()]
    for pair in PAIRS[flaw]:
        assert any(set(pair) <= bank for bank in banks), pair


def test_keys_are_missing_where_the_labels_say_so_and_nowhere_else():
    """Else these three rules would drown the others."""
    for question in [*FLAWED, *CLEAN]:
        labelled = {flaw for flaw in LABELS.get(question.id, ()) if flaw.startswith("missing-")}
        assert what_is_missing(question) == labelled, question.id
