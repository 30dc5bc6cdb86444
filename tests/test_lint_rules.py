"""Every rule is whole, finds its bad example, and is content with its good one."""

import re

import pytest
from linting import advice_of, example_bank, messages_of

from quizgen.authoring.rules import all_rules

RULES = all_rules()


def test_rules_are_found():
    """The tests below would pass without any."""
    assert {"negative-stem", "too-few-questions", "needless-silence"} <= set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_no_rule_lacks_a_part(rule):
    """A rule has a name, a manual page with a heading, two examples, and limits in range."""
    summary, _, page = rule.manual.partition("\n\n")

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert summary.endswith(".")
    assert "\n" not in summary
    assert len(summary) <= 100
    assert page.strip().endswith(".")
    assert rule.bad
    assert rule.good
    for name, limit in rule.limits.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert limit.low <= limit.default <= limit.high <= 10_000
        assert limit.meaning.endswith(".")


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_finds_its_bad_example(rule):
    """What its page shows as bad is found, with a place that exists and a sentence."""
    found = advice_of(rule.id, rule.bad, rule.passage)

    assert found, f"{rule.id} has nothing to say about its bad example"
    for each in found:
        assert re.search(r"[.!?…)}*]$", each.finding.message), each.finding.message
        assert "\n" not in each.finding.message


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_content_with_its_good_example(rule):
    """What its page shows as good is not complained about."""
    assert messages_of(rule.id, rule.good, rule.passage) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_says_nothing_where_it_does_not_apply(rule):
    """English rules keep to English, and rules about the article's words need the words."""
    bank = example_bank(rule.bad, rule.passage)
    german = bank.model_copy(update={"language": "de-AT"})
    american = bank.model_copy(update={"language": "en-US"})

    assert rule.applies(german, text=...) is not rule.english  # type: ignore[arg-type]
    assert rule.applies(american, text=...)  # type: ignore[arg-type]
    assert rule.applies(bank, None) is not rule.needs_text
