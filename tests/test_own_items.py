"""The advice keeps its score on two hundred reading items, and says what it gets wrong."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "tests" / "data" / "reading_items").glob("*.txt"))
PRECISION, RECALL = 0.9, 0.9
"""The floor for all rules together."""
LEAST = 0.6
"""The floor of each rule's precision, where it speaks five times or more."""


@pytest.fixture
def labelled(monkeypatch):
    """Return the bench's module."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    return importlib.import_module("labelled")


def test_there_are_two_hundred_items_and_most_have_some_flaw_or_none(labelled):
    """Enough of both, each item once, and all such as a bank may have."""
    items = [item for file in FILES for item in labelled.read_own(file)]

    assert len(items) >= 200
    assert len({item.id for item in items}) == len(items)
    assert len(labelled.accepted(items)[0]) == len(items)
    clean = sum(not any(item.flaws.values()) for item in items)
    assert 0.3 < clean / len(items) < 0.7


def test_the_score_is_above_its_floor(labelled):
    """A rule that begins to cry wolf, or falls silent, is noticed here."""
    found, mistakes = labelled.own_counts(FILES)
    total = labelled.together(found, labelled.OWN)

    assert total.precision >= PRECISION, mistakes
    assert total.recall >= RECALL, mistakes
    often = {rule: count for rule, count in found.items() if count.said >= 5}
    assert len(often) >= 8
    low = {rule: count for rule, count in often.items() if count.precision < LEAST}
    assert not low, mistakes


def test_a_line_that_is_no_item_is_refused(labelled, tmp_path):
    """An item without an answer, or with a flaw that nobody knows, would go uncounted."""
    for line in ("What? | A | B", "What? | *A | B | [no-such-rule]", "What? | *A | *B"):
        file = tmp_path / "items.txt"
        file.write_text(f"# A text\n{line}\n", "utf-8")
        with pytest.raises(ValueError, match="is no item with one answer"):
            labelled.read_own(file)
