"""The report of seconds by room adds up, and its budget is the documented one."""

import re
from pathlib import Path

from rooms import BUDGET, OTHER, ROOMS, seconds_of_rooms, table

ROOT = Path(__file__).parents[1]


def test_the_budget_is_the_documented_one():
    """docs/testing.md has a row for each room, and the sum."""
    text = (ROOT / "docs" / "testing.md").read_text("utf-8")

    rows = re.findall(r"^\| (\w+) \| [^|]+ \| (\d+) \|$", text, re.MULTILINE)
    assert {room: int(seconds) for room, seconds in rows} == BUDGET
    assert ROOMS.keys() == BUDGET.keys()
    assert f"{sum(BUDGET.values()):,} seconds" in text


def test_seconds_are_summed_by_room():
    """A file without a room is not lost, and a room over its budget is marked."""
    files = {"test_plan.py": 50.0, "test_seating.py": 11.0, "test_nothing.py": 1.0}

    assert seconds_of_rooms(files.items()) == {"plan": 61.0, OTHER: 1.0}
    first, *_, last = table(files)
    assert first.split() == ["plan", "61.0", "s", "of", "60", "s", "over", "its", "budget"]
    assert last.split() == ["test_nothing.py", "1.0", "s"]
