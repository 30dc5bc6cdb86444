"""docs/checking.md explains every rule in the rule's own words."""

import re
import runpy
from pathlib import Path

from quizgen.authoring.rules import all_rules

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "checking.md").read_text("utf-8")


def test_the_page_is_what_the_rules_say():
    """A rule that is added or changed is in the page, or this fails."""
    page_with_rules = runpy.run_path(str(DOCS / "write_rules.py"))["page_with_rules"]

    assert page_with_rules(PAGE) == PAGE, "run docs/write_rules.py"


def test_every_rule_has_its_section():
    """And the section before stands for itself: it names only rules that exist."""
    rules = all_rules()
    before, _, sections = PAGE.partition("<!-- Written by")

    assert set(re.findall(r"^### (\S+)$", sections, re.MULTILINE)) == set(rules)
    named = set(re.findall(r"^  ([a-z-]+): ", before, re.MULTILINE))
    assert {"negative-stem", "gives-away"} <= named <= set(rules)


def test_the_figures_are_those_of_the_rules_as_they_are(monkeypatch):
    """A rule that changes changes how often it is right, and the page says so."""
    monkeypatch.syspath_prepend(str(DOCS.parent / "bench"))
    advice = runpy.run_path(str(DOCS.parent / "bench" / "advice.py"))
    measured = advice["measure"]()

    assert len(measured.said) > 50
    assert len(measured.clean) >= 60
    now = advice["page_with_figures"](PAGE, advice["table"](measured))
    assert now == PAGE, "run bench/advice.py --write"
