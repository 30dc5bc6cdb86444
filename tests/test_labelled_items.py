"""Items that others labelled are read where they lie, split, and held to the advice."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
ITEMS = [
    {
        "id": "ferry",
        "stem": "How many people were on the ferry?",
        "options": ["30", "20", "25", "40"],
        "answer": 0,
        "flaws": {"ordered_options": 1, "avoid_negatives": 0},
    },
    {
        "id": "bell",
        "stem": "Which of these did the ringer not hear?",
        "options": ["The bell", "The wind", "None of these"],
        "answer": 2,
        "flaws": {"avoid_negatives": 0, "no_none_of_the_above": 1, "no_all_of_the_above": 0},
    },
    {
        "id": "mill",
        "stem": "Why did the mill stop?",
        "options": ["The wheel broke.", "The river froze.", "The miller slept."],
        "answer": 1,
        "flaws": {"avoid_negatives": 1},
    },
    {
        "id": "same",
        "stem": "Who came?",
        "options": ["Ann", "Ann"],
        "answer": 1,
        "flaws": {"avoid_negatives": 1},
    },
]


@pytest.fixture
def labelled(monkeypatch):
    """Return the bench's module."""
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("labelled")


@pytest.fixture
def path(tmp_path):
    """Return a file of four items, the last of which no bank may have."""
    file = tmp_path / "items.jsonl"
    file.write_text("\n".join(map(json.dumps, ITEMS)) + "\n", "utf-8")
    return file


def test_findings_are_held_to_the_labels(labelled, path):
    """Right, said and labelled are counted where a criterion was judged, and nowhere else."""
    items, said = labelled.said_of(labelled.read_items(path))
    found = labelled.counts(items, said)

    assert [item.id for item in items] == ["ferry", "bell", "mill"]
    assert found["ordered_options"] == (1, 1, 1)
    assert found["avoid_negatives"] == (0, 1, 1)
    assert found["no_none_of_the_above"] == (1, 1, 1)
    assert found["no_all_of_the_above"] == (0, 0, 0)
    eight = labelled.together(found, labelled.EIGHT)
    assert eight == (2, 3, 3)
    assert eight.f1 == pytest.approx(2 / 3)


def test_what_was_wrong_or_missed_is_shown(labelled, path):
    """With the item, so that one can judge for oneself."""
    text = "\n".join(labelled.mistakes(*labelled.said_of(labelled.read_items(path))))

    assert "avoid_negatives: bell: wrong: The stem turns on “not”" in text
    assert "avoid_negatives: mill: missed\n    Why did the mill stop?" in text
    assert "ferry" not in text


def test_the_parts_are_the_same_each_time(labelled, path):
    """A split that moved would let unseen items be tuned to."""
    items = labelled.read_items(path)
    named = [item._replace(id=f"item-{number}") for item in items for number in range(100)]
    tuned, unseen = (labelled.only_part(named, part) for part in labelled.PARTS)

    assert len(tuned) + len(unseen) == len(named) == len(labelled.only_part(named, None))
    assert 0.3 < len(tuned) / len(named) < 0.7
    parts = {f"item-{number}": labelled.part_of(named[number]) for number in range(4)}
    assert parts == {
        "item-0": "unseen",
        "item-1": "tuned",
        "item-2": "unseen",
        "item-3": "tuned",
    }


def test_the_bench_takes_a_path(path):
    """Nobody's items need to be copied into the project."""
    command = [sys.executable, str(BENCH / "advice.py"), "--items", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("3 of 4 items are such as a bank may have.")
    assert "| ordered_options | 1 | 1 | 1 | 1.00 | 1.00 | 1.00 |" in done.stdout
