"""Advice on writing questions: the rules, one file for each or for a family.

Rules are collected from all modules of this folder; nothing else names them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from quizgen.article.text import ArticleText
from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import Context, Rule, RuleFinding
from quizgen.authoring.rules.suppressions import silences
from quizgen.bank.kinds.base import BaseQuestion
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


class KeptAdvice:
    """What rules said of single questions, for as long as nothing else of their bank changes.

    A question is known by its object: who reads a bank again has to give the same one for
    the same text (KeptBank does).
    """

    def __init__(self) -> None:
        self._known: object = None
        self._items: dict[int, RuleView] = {}
        self._found: dict[int, tuple[tuple[Rule, RuleFinding], ...]] = {}

    def items(
        self, bank: Bank, text: ArticleText | None, rules: Sequence[Rule]
    ) -> list[RuleView]:
        """Return the questions as rules see them, and forget all others."""
        known = (bank.language, bank.check, text, tuple(rule.id for rule in rules))
        if known != self._known:
            self._known, self._items, self._found = known, {}, {}
        items = [self._item(each, n, bank.language) for n, each in enumerate(bank.questions)]
        self._items = {id(item.question): item for item in items}
        self._found = {key: found for key, found in self._found.items() if key in self._items}
        return items

    def _item(self, question: BaseQuestion, index: int, language: str) -> RuleView:
        item = self._items.get(id(question))
        return item.at(index) if item else RuleView(question, index, language)

    def findings(self, context: Context, rules: Sequence[Rule]) -> Iterator[Advice]:
        """Yield what rules about single questions say of each question."""
        own = [(rule, rule.question_check, rule.own_context(context)) for rule in rules]
        for item in context.items:
            found = self._found.get(id(item.question))
            if found is None:
                found = tuple(
                    (rule, finding)
                    for rule, check, its_context in own
                    if check
                    for finding in check(item, its_context)
                )
                self._found[id(item.question)] = found
            for rule, finding in found:
                yield Advice(rule, finding._replace(place=(*item.place, *finding.place)))


def advise(
    bank: Bank,
    text: ArticleText | None,
    rules: Iterable[Rule],
    kept: KeptAdvice | None = None,
) -> list[Advice]:
    """Return the findings of rules in a bank, without those it silences.

    What is kept of the same bank before an edit is not looked at again.
    """
    kept = kept or KeptAdvice()
    chosen = [rule for rule in rules if rule.applies(bank, text)]
    single = [rule for rule in chosen if rule.question_check]
    context = Context(bank, kept.items(bank, text, single), text, rules=all_rules())
    found = list(kept.findings(context, single))
    first = [rule for rule in chosen if not rule.looks_back]
    for rule in first:
        if not rule.question_check:
            found += (Advice(rule, finding) for finding in rule.findings(context))
    places: dict[str, set[Place]] = {rule.id: set() for rule in first}
    for each in found:
        places[each.rule.id].add(each.owner)
    context = context.after({rule: frozenset(owners) for rule, owners in places.items()})
    for rule in chosen:
        if rule.looks_back:
            found += (Advice(rule, finding) for finding in rule.findings(context))
    turn = {rule.id: number for number, rule in enumerate(chosen)}
    found.sort(key=lambda each: turn[each.rule.id])
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
