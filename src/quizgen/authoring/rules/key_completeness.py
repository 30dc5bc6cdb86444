"""What a key needs to teach: the reason, the place in the article, why others tempt."""

import re
from collections.abc import Iterator, Sequence

from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import (
    Context,
    Findings,
    Limit,
    RuleFinding,
    bank_rule,
    question_rule,
)
from quizgen.bank.kinds.base import WrittenOption
from quizgen.bank.place import Place
from quizgen.base.regex import regex
from quizgen.base.words import counted, numbered

_LIMITS = {
    "most": Limit(5, "How many findings become one where no question has any.", 2, 10_000),
}


@bank_rule(
    "missing-rationale",
    whole_bank=False,
    limits=_LIMITS,
    bad="""
        stem: What did the keeper count?
        answer: Ships.
        distractors: [Coins., Steps.]
        """,
    good="""
        stem: What did the keeper count?
        answer: Ships.
        distractors: [Coins., Steps.]
        rationale: His log names every ship that passed.
        """,
)
def missing_rationale(context: Context) -> Findings:
    """Nothing says why the answer is right.

    The annotated key prints the reason, so that a colleague can mark by it and a student can
    learn from it. Write it under `rationale` in a sentence or two. Where no question of a bank
    has one, a single finding says so.
    """
    missing = [item for item in context.items if item.question.rationale is None]
    yield from _told(
        context,
        [
            ((*item.place, "rationale"), "Nothing says why the answer is right.")
            for item in missing
        ],
        "No question says why its answer is right.",
        "Write the reason under 'rationale'.",
        some_have=len(missing) < len(context.items),
    )


@bank_rule(
    "missing-evidence",
    whole_bank=False,
    limits=_LIMITS,
    bad="""
        stem: What did the keeper count?
        answer: Ships.
        distractors: [Coins., Steps.]
        """,
    good="""
        stem: What did the keeper count?
        answer: Ships.
        distractors: [Coins., Steps.]
        evidence: [{paragraph: 3}]
        """,
)
def missing_evidence(context: Context) -> Findings:
    """Nothing says where in the article the answer is.

    With the paragraph, a student knows what to read again, and quizgen knows which paragraphs
    are asked about. Write it under `evidence`, with a few words to find it by if you like. A
    statement on which the article is silent needs none, and a question of two parts has its
    own where the answer of Part B names a paragraph.
    """
    missing = [item for item in context.items if _lacks_evidence(item)]
    yield from _told(
        context,
        [((*item.place, "evidence"), "Nothing says where the answer is.") for item in missing],
        "No question says where in the article its answer is.",
        "Name the paragraph, as in evidence: [{paragraph: 2}].",
        some_have=any(item.question.evidence_paragraphs for item in context.items),
    )


def _lacks_evidence(item: RuleView) -> bool:
    return item.question.needs_evidence and not item.question.evidence_paragraphs


@bank_rule(
    "missing-misconception",
    whole_bank=False,
    limits=_LIMITS,
    bad="""
        stem: What did the keeper count?
        answer: Ships.
        distractors: [Coins., Steps.]
        """,
    good="""
        stem: What did the keeper count?
        answer: Ships.
        distractors:
          - {text: Coins., misconception: Takes the pay of paragraph 4 for what he counted.}
          - {text: Steps., misconception: Confuses the log with the plan of the tower.}
        """,
)
def missing_misconception(context: Context) -> Findings:
    """Nothing says why a student may choose a wrong option.

    A distractor that nobody can explain is one that nobody chooses. The annotated key prints
    the explanation, and it shows what to teach again. Write it beside the option's text:
    `{text: …, misconception: …}`.
    """
    wrong = {item.index: item.once(_distractors) for item in context.items if item.choices}
    has_any = any(each.misconception for listed in wrong.values() for each in listed)
    found = []
    for index, listed in wrong.items():
        missing = [each.place for each in listed if each.misconception is None]
        if missing:
            place = ("questions", index, *missing[0])
            found.append((place, _do_not_say_why(len(missing), len(listed))))
    yield from _told(
        context,
        found,
        "No wrong option says why it may tempt.",
        "Write it beside the option: {text: …, misconception: …}.",
        some_have=has_any,
    )


def _do_not_say_why(missing: int, wrong: int) -> str:
    says = "does not say why it tempts" if missing == 1 else "do not say why they tempt"
    return f"{missing} of {counted(wrong, 'wrong option')} {says}."


def _distractors(item: RuleView) -> tuple[WrittenOption, ...]:
    return tuple(
        option
        for choice in item.written_choices
        for option in choice.options
        if not option.is_right
    )


def _told(
    context: Context,
    missing: Sequence[tuple[Place, str]],
    none_has: str,
    remedy: str,
    *,
    some_have: bool,
) -> Findings:
    """Yield a finding for each question, or one for the bank where not one question has it."""
    if len(missing) >= context.limits["most"] and not some_have:
        yield RuleFinding(("questions",), f"{none_has} {remedy}", at_key=True)
        return
    for place, what in missing:
        yield RuleFinding(place, f"{what} {remedy}")


_NAMED = regex(
    r"\[\[(\d{1,9})\]\]|\bparagraphs?\s+(\d{1,9}(?:\s*(?:,|and|to|or|-|–|through)\s*(?:and\s*)?\d{1,9})*)",
    re.IGNORECASE,
)
_BESIDE = regex(
    r"\b(?:after|before|follows|following|follow|until|since|than)\s+$", re.IGNORECASE
)
FAR = 40
"""How many characters before a reference a word such as *after* is looked for."""
_RANGE = regex(r"(\d+)\s*(?:to|-|–|through)\s*(\d+)")


@question_rule(
    "stem-names-other-paragraph",
    bad="""
        stem: What does paragraph 4 say of the ships?
        answer: They passed by night.
        distractors: [They were wrecked., They were sold.]
        evidence: [{paragraph: 3}]
        """,
    good="""
        stem: What does paragraph 3 say of the ships?
        answer: They passed by night.
        distractors: [They were wrecked., They were sold.]
        evidence: [{paragraph: 3}]
        """,
)
def stem_names_other_paragraph(item: RuleView, context: Context) -> Findings:
    """A stem names a paragraph, and the evidence is in another.

    One of the two is wrong, as happens when paragraphs are counted anew, and students look in
    the wrong place. Correct the stem or the `evidence`. It is enough that one paragraph of the
    stem has evidence.
    """
    evidence = item.question.evidence_paragraphs
    named = {number: stem for stem in item.stems for number in _numbers(stem.text)}
    if named and evidence and evidence.isdisjoint(named):
        said, there = (numbered("paragraph", sorted(each)) for each in (named, evidence))
        yield RuleFinding(
            next(iter(named.values())).place,
            f"The stem names {said}, but the evidence is in {there}. Correct one or the other.",
        )


def _numbers(text: str) -> Iterator[int]:
    """Yield the paragraphs that a text names, but for those before or after which it looks."""
    for found in _NAMED.finditer(text):
        if _BESIDE.search(text, max(0, found.start() - FAR), found.start()):
            continue
        numbers = found[1] or found[2]
        yield from (int(number) for number in re.findall(r"\d+", numbers))
        for low, high in _RANGE.findall(numbers):
            yield from range(int(low), min(int(high), int(low) + 100))
