"""Papers that were handed out stay good: plans of an earlier build print and mark as then."""

import unicodedata

import pytest
from plan_samples import PLANS, reprinted

NAMES = sorted(path.stem for path in PLANS.glob("*.json"))


def test_there_are_samples():
    """The other test looks at something."""
    assert {"every-kind", "class-set", "sections"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_of_an_earlier_build_prints_and_marks_as_then(tmp_path, name):
    """The same codes at the foot, the same words on every page, the same key of every code."""
    then = (PLANS / f"{name}.txt").read_text("utf-8").splitlines()

    now = reprinted(PLANS / f"{name}.json", tmp_path).splitlines()

    assert any(line.startswith("# key ") for line in then)
    assert list(map(comparable, now)) == list(map(comparable, then))


def comparable(line: str) -> str | list[str]:
    """Return a page's words; from right to left its letters, whose order is the font's."""
    if not any("\u0590" < each < "\u0700" for each in line):
        return line
    return sorted(unicodedata.normalize("NFKC", "".join(line.split())))
