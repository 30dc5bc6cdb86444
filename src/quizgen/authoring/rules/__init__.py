"""Advice on writing questions: the rules, one file for each or for a family.

Rules are collected from all modules of this folder; nothing else names them.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from quizgen.article.text import ArticleText
from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import Context, Rule, RuleFinding
from quizgen.authoring.rules.suppressions import silences
from quizgen.bank.model import Bank
from quizgen.bank.place import Place

DRAFT = "still-to-write"
"""The rule whose questions are drafts: of what is not yet written nothing else is said."""


class Advice(NamedTuple):
    """A finding of a rule, with its place in the bank."""

    rule: Rule
    finding: RuleFinding

    @property
    def owner(self) -> Place:
        """The place of the question that it is about; () where it is about the bank."""
        return self.finding.place[:2] if self.finding.place[:1] == ("questions",) else ()

    @property
    def number(self) -> int | None:
        """The number of that question, counted from 0."""
        return int(self.owner[1]) if len(self.owner) == 2 else None


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its id, in the order of the ids."""
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    found = {
        id(rule): rule
        for module in modules
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    }
    return {rule.id: rule for rule in sorted(found.values(), key=lambda rule: rule.id)}


def advise(bank: Bank, text: ArticleText | None, rules: Iterable[Rule]) -> list[Advice]:
    """Return the findings of rules in a bank, without those it silences."""
    views = enumerate(bank.questions)
    items = [RuleView(question, index, bank.language) for index, question in views]
    context = Context(bank, items, text, rules=all_rules())
    chosen = [rule for rule in rules if rule.applies(bank, text)]
    found: list[Advice] = []
    first = [rule for rule in chosen if not rule.looks_back]
    for rule in first:
        found += (Advice(rule, finding) for finding in rule.findings(context))
    fired = {
        rule.id: frozenset(each.owner for each in found if each.rule is rule) for rule in first
    }
    context = context.after(fired)
    for rule in chosen:
        if rule.looks_back:
            found += (Advice(rule, finding) for finding in rule.findings(context))
    silent = {(silence.owner, silence.rule) for silence in silences(bank)}
    told = [each for each in found if not _is_silenced(each, silent)]
    drafts = {each.number for each in told if each.rule.id == DRAFT}
    return [each for each in told if each.number not in drafts or _is_for_drafts(each)]


def _is_for_drafts(advice: Advice) -> bool:
    """Return whether advice concerns a question in which something is still to be written."""
    return advice.number is None or advice.rule.id == DRAFT or advice.rule.severity == "error"


def _is_silenced(advice: Advice, silent: set[tuple[Place, str]]) -> bool:
    if advice.rule.severity == "error":
        return False
    return bool({((), advice.rule.id), (advice.owner, advice.rule.id)} & silent)
