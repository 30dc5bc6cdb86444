"""What a rule of item writing is made of.

A rule is a pure function with a manual page (its docstring), two examples, and limits that a
bank may set. `question_rule` and `bank_rule` make one of a function; see negative_stem.py for
one about a question and bank_size.py for one about the whole bank.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import cleandoc
from typing import Literal, NamedTuple

from quizgen.article.text import ArticleText
from quizgen.authoring.rules.items import RuleView
from quizgen.bank.model import Bank
from quizgen.bank.place import Place
from quizgen.base.data_class import dataclass, field, replace

Severity = Literal["error", "advice"]


def is_english(bank: Bank) -> bool:
    """Return whether a bank is in English, of whatever country."""
    return bank.language.casefold().split("-")[0] == "en"


class RuleFinding(NamedTuple):
    """Something to fix: its place, and one sentence on what it is and what to do.

    A rule about a question gives the place in the question, such as ("distractors", 1); one
    about the bank gives it in the bank, such as ("questions", 3, "stem").
    """

    place: Place
    message: str
    at_key: bool = False
    """Whether the key at this place is wrong, not its value."""


class Limit(NamedTuple):
    """A whole number from low to high that a rule depends on and a bank may set."""

    default: int
    meaning: str
    low: int = 0
    high: int = 100


@dataclass(frozen=True)
class Context:
    """Everything that a rule may use.

    limits are the rule's own, as the bank sets them. text is the article, for rules that need
    it. Rules that look back have all rules by id, and in fired the places where each rule that
    ran found something: ("questions", index), or () for the bank.
    """

    bank: Bank
    items: Sequence[RuleView]
    text: ArticleText | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, "Rule"] = field(default_factory=dict)
    fired: Mapping[str, frozenset[Place]] = field(default_factory=dict)

    @property
    def is_english(self) -> bool:
        """Whether the bank is in English."""
        return is_english(self.bank)

    def after(self, fired: Mapping[str, frozenset[Place]]) -> "Context":
        """Return the context of the rules that look back."""
        return replace(self, fired=fired)


Findings = Iterator[RuleFinding]
BankCheck = Callable[[Context], Findings]
QuestionCheck = Callable[[RuleView, Context], Findings]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of item writing. english: for English only; passage: needs the article's text."""

    id: str
    manual: str
    check: BankCheck
    bad: str
    good: str
    question_check: "QuestionCheck | None" = None
    """What it says of one question, where it looks at nothing else; places are its own."""
    passage: str = ""
    """The article of the examples, empty lines between paragraphs; set if a text is needed."""
    limits: Mapping[str, Limit] = field(default_factory=dict)
    english: bool = False
    severity: Severity = "advice"
    whole_bank: bool = True
    """Whether it looks at the bank as a whole, not at single questions."""
    looks_back: bool = False
    """Whether it uses the findings of other rules."""
    pedantic: bool = False
    """Whether it is so often wrong that it speaks only when it is asked to."""

    @property
    def summary(self) -> str:
        """The first line of its manual page."""
        return self.manual.partition("\n")[0]

    @property
    def needs_text(self) -> bool:
        """Whether it needs the article's text."""
        return bool(self.passage)

    def applies(self, bank: Bank, text: ArticleText | None) -> bool:
        """Return whether it applies to a bank of this language, with or without a text."""
        fits = is_english(bank) or not self.english
        return fits and (text is not None or not self.needs_text)

    def own_context(self, context: Context) -> Context:
        """Return the context with the rule's limits, as the bank sets them."""
        own = context.bank.check.get(self.id, {})
        limits = {name: own.get(name, limit.default) for name, limit in self.limits.items()}
        return replace(context, limits=limits)

    def findings(self, context: Context) -> Findings:
        """Yield what it finds, with places in the bank."""
        return self.check(self.own_context(context))


def bank_rule(
    id: str,  # noqa: A002 -- it is what the field calls it
    *,
    bad: str,
    good: str,
    passage: str = "",
    limits: Mapping[str, Limit] | None = None,
    english: bool = False,
    severity: Severity = "advice",
    looks_back: bool = False,
    whole_bank: bool = True,
    pedantic: bool = False,
) -> Callable[[BankCheck], Rule]:
    """Make a rule about the whole bank of a function from the context to findings.

    whole_bank is False where it looks at the bank once, and then at each question for itself.

    The examples are YAML: keys of a bank (questions among them), a list of questions, or the
    keys of one question; what else a bank needs is added.
    """

    def rule(check: BankCheck) -> Rule:
        return Rule(
            id=id,
            manual=cleandoc(check.__doc__ or ""),
            check=check,
            bad=cleandoc(bad),
            good=cleandoc(good),
            passage=cleandoc(passage),
            limits=limits or {},
            english=english,
            severity=severity,
            looks_back=looks_back,
            whole_bank=whole_bank,
            pedantic=pedantic,
        )

    return rule


def question_rule(
    id: str,  # noqa: A002
    *,
    bad: str,
    good: str,
    passage: str = "",
    limits: Mapping[str, Limit] | None = None,
    english: bool = False,
    pedantic: bool = False,
) -> Callable[[QuestionCheck], Rule]:
    """Make a rule about one question of a function from it and the context to findings."""

    def rule(check: QuestionCheck) -> Rule:
        def over_all(context: Context) -> Findings:
            for item in context.items:
                for found in check(item, context):
                    place = ("questions", item.index, *found.place)
                    yield found._replace(place=place)

        over_all.__doc__ = check.__doc__
        options = bank_rule(
            id,
            bad=bad,
            good=good,
            passage=passage,
            limits=limits,
            english=english,
            whole_bank=False,
            pedantic=pedantic,
        )
        return replace(options(over_all), question_check=check)

    return rule
