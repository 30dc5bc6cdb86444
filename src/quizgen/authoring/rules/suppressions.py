"""What a bank sets for rules: their limits, and which it silences."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, bank_rule
from quizgen.bank.fields import is_blank
from quizgen.bank.model import Bank
from quizgen.bank.place import Place
from quizgen.base.errors import did_you_mean, shown


class Silence(NamedTuple):
    """A rule that the bank, or a question at this place in it, silences for a reason."""

    owner: Place
    rule: str
    reason: str

    @property
    def place(self) -> Place:
        """Where the rule is named."""
        return (*self.owner, "ignore", self.rule)


def silences(bank: Bank) -> Iterator[Silence]:
    """Yield every rule that the bank or one of its questions silences."""
    for rule, reason in bank.ignore.items():
        yield Silence((), rule, reason)
    for index, question in enumerate(bank.questions):
        for rule, reason in question.ignore.items():
            yield Silence(("questions", index), rule, reason)


@bank_rule(
    "unknown-rule",
    severity="error",
    looks_back=True,
    bad="""
        check: {too-few-question: {count: 5}}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
        """,
    good="""
        check: {too-few-questions: {count: 5}}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
        """,
)
def unknown_rule(context: Context) -> Findings:
    """A rule that is set under `check`, or silenced under `ignore`, does not exist.

    Its name is misspelt, so this line has no effect. Every rule is in this
    page under its name.
    """
    named = [silence.place for silence in silences(context.bank)]
    for place in [*named, *(("check", rule) for rule in context.bank.check)]:
        if (rule := str(place[-1])) not in context.rules:
            message = f"There is no rule '{shown(rule)}'.{_guess(rule, context.rules)}"
            yield RuleFinding(place, message, at_key=True)


def _guess(rule: str, rules: Iterable[str]) -> str:
    near = did_you_mean(rule, rules)
    return near or " A finding of `quizgen check` names its rule; copy it from there."


@bank_rule(
    "unknown-limit",
    severity="error",
    looks_back=True,
    bad="""
        check: {too-few-questions: {number: 5}}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
        """,
    good="""
        check: {too-few-questions: {count: 5}}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
        """,
)
def unknown_limit(context: Context) -> Findings:
    """A limit under `check` does not exist, or its number is out of range.

    The limits of each rule, and the numbers they may have, are in this page with the rule.
    """
    for rule, given in context.bank.check.items():
        for name, value in given.items() if rule in context.rules else ():
            allowed = context.rules[rule].limits
            place = ("check", rule, name)
            if name not in allowed:
                yield RuleFinding(place, _no_such_limit(rule, name, allowed), at_key=True)
            elif not allowed[name].low <= value <= allowed[name].high:
                low, high = allowed[name].low, allowed[name].high
                yield RuleFinding(
                    place, f"'{name}' must be a whole number from {low} to {high}."
                )


def _no_such_limit(rule: str, name: str, allowed: Iterable[str]) -> str:
    names = ", ".join(allowed)
    message = f"The rule '{rule}' has no limit '{shown(name)}'.{did_you_mean(name, allowed)}"
    return f"{message} It has {names}." if names else f"{message} It has none: delete it."


@bank_rule(
    "silence-without-reason",
    looks_back=True,
    bad="""
        ignore: {too-few-questions: ""}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
        """,
    good="""
        ignore: {too-few-questions: A warm-up of one question.}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
        """,
)
def silence_without_reason(context: Context) -> Findings:
    """A rule is silenced, and nothing says why.

    Next year nobody will know whether the reason still holds. Write it in a few words:
    `ignore: {negative-stem: the article's own negation is the point}`.
    """
    for silence in silences(context.bank):
        if is_blank(silence.reason):
            message = f"Nothing says why '{shown(silence.rule)}' is silenced. Write a reason: "
            message += f"{shown(silence.rule)}: because …"
            yield RuleFinding(silence.place, message, at_key=True)


@bank_rule(
    "needless-silence",
    looks_back=True,
    bad="""
        type: true_false
        stem: The keeper slept.
        answer: false
        ignore: {negative-stem: The article's own negation is the point.}
        """,
    good="""
        stem: Which of these did the author not say?
        answer: The lamps were expensive.
        distractors: [The coast was dark., The keepers were tired., The ships were fast.]
        ignore: {negative-stem: The article's own negation is the point.}
        """,
)
def needless_silence(context: Context) -> Findings:
    """A rule is silenced that finds nothing here.

    What it was silenced for has been corrected. Left there, it would hide the next mistake.
    Delete it.
    """
    for silence in silences(context.bank):
        places = context.fired.get(silence.rule)
        if places is None or silence.owner in places or (places and not silence.owner):
            continue
        message = f"'{silence.rule}' finds nothing here any more. Delete it from 'ignore'."
        yield RuleFinding(silence.place, message, at_key=True)
