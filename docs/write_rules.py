"""Writes the rules into checking.md from their docstrings, examples and limits.

Run it with the Python of .venv after a change to a rule: .venv/bin/python docs/write_rules.py
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from quizgen.authoring.rules import all_rules
from quizgen.authoring.rules.rules import Rule

PAGE = Path(__file__).with_name("checking.md")
BEGIN = "<!-- Written by write_rules.py from the rules themselves; do not edit below. -->\n"
END = "<!-- The rules end here. -->\n"
INTRODUCTION = "The examples below show only the keys that matter for their rule."
PARTS = {
    "Rules about a question": lambda rule: not rule.whole_bank,
    "Rules about the bank as a whole": lambda rule: rule.whole_bank and not rule.looks_back,
    "Rules about what a bank says to the rules": lambda rule: rule.looks_back,
}


def page_with_rules(page: str) -> str:
    """Return the page with the rules as they are now."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{rules_section()}\n{END}{after}"


def rules_section() -> str:
    """Return the manual of all rules."""
    rules = all_rules().values()
    parts = (
        f"## {title}\n\n{_manuals(rule for rule in rules if belongs(rule))}"
        for title, belongs in PARTS.items()
    )
    return "\n\n".join([INTRODUCTION, *parts]) + "\n"


def _manuals(rules: Iterable[Rule]) -> str:
    return "\n\n".join("\n\n".join(_manual(rule)) for rule in rules)


def _manual(rule: Rule) -> Iterator[str]:
    """Yield the paragraphs about a rule."""
    page = rule.manual.removeprefix(rule.summary).strip()
    yield f"### {rule.id}"
    yield f"**{rule.summary}**"
    yield page
    if notes := list(_notes(rule)):
        yield " ".join(notes)
    yield f"Instead of\n\n```yaml\n{rule.bad}\n```"
    yield f"write, for example,\n\n```yaml\n{rule.good}\n```"
    if rule.limits:
        yield "\n".join(_limits(rule))


def _notes(rule: Rule) -> Iterator[str]:
    if rule.severity == "error":
        yield "This is an error."
    if rule.english:
        yield "For English only."
    if rule.needs_text:
        yield "Needs the article's text."
    if rule.pedantic:
        yield "Only with `--pedantic`, or when it is selected."


def _limits(rule: Rule) -> Iterator[str]:
    yield "| Limit | Left out | From | To | Meaning |"
    yield "| --- | --- | --- | --- | --- |"
    for name, limit in rule.limits.items():
        cells = (f"`{name}`", limit.default, limit.low, limit.high, limit.meaning)
        yield " ".join(f"| {cell}" for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page_with_rules(PAGE.read_text("utf-8")), "utf-8")
