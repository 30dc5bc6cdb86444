"""Skills and paragraphs that no question asks about."""

from collections.abc import Iterable

from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, bank_rule
from quizgen.bank.model import BUILT_IN_SKILLS, Bank


@bank_rule(
    "skill-without-question",
    bad="""
        skills: {vocabulary: Vocabulary in context}
        questions:
          - {skill: evidence, type: true_false, stem: The keeper had a log., answer: true}
        """,
    good="""
        skills: {vocabulary: Vocabulary in context}
        questions:
          - {skill: vocabulary, type: true_false, stem: A log is a book here., answer: true}
        """,
)
def skill_without_question(context: Context) -> Findings:
    """A skill has no question.

    A worksheet cannot test what the bank does not ask. Write a question for each skill, or
    delete what you do not need from `skills`. The four built-in skills count too, but for
    banks that use skills of their own only.
    """
    used = {question.skill for question in context.bank.questions}
    for skill in context.bank.skills:
        if skill not in used and skill not in BUILT_IN_SKILLS:
            message = (
                f"No question tests the skill '{skill}'. Write one, or delete it from 'skills'."
            )
            yield RuleFinding(("skills", skill), message, at_key=True)
    missing = [skill for skill in BUILT_IN_SKILLS if skill not in used]
    if 0 < len(missing) < len(BUILT_IN_SKILLS):
        *others, last = missing
        names = f"{', '.join(others)} or {last}" if others else last
        yield RuleFinding(("questions",), f"No question tests {names}. Write one for each.")


@bank_rule(
    "paragraph-without-question",
    limits={"allowed": Limit(0, "How many paragraphs may be without a question.", 0, 10_000)},
    bad="""
        article: {paragraphs: 3}
        questions:
          - type: true_false
            stem: The keeper counted the ships.
            answer: true
            evidence: [{paragraph: 1}, {paragraph: 3}]
        """,
    good="""
        article: {paragraphs: 3}
        questions:
          - type: true_false
            stem: The keeper counted the ships.
            answer: true
            evidence: [{paragraph: 1}, {paragraph: 3}]
          - {type: true_false, stem: He slept., answer: false, evidence: [{paragraph: 2}]}
        """,
)
def paragraph_without_question(context: Context) -> Findings:
    """No question has its evidence in a paragraph of the article.

    Whoever skips the paragraph loses nothing. Ask about it, or, if a question does already,
    name the paragraph in its `evidence`. Where no question of the bank has evidence, the rule
    has nothing to go by and says nothing.
    """
    asked = paragraphs_asked(context.bank)
    missing = [n for n in range(1, context.bank.article.paragraphs + 1) if n not in asked]
    if asked and len(missing) > context.limits["allowed"]:
        what = "paragraph" if len(missing) == 1 else "paragraphs"
        message = (
            f"No question has its evidence in {what} {in_ranges(missing)}. Ask about what "
            "is there, or name it in the evidence of a question that does."
        )
        yield RuleFinding(("article", "paragraphs"), message)


def paragraphs_asked(bank: Bank) -> set[int]:
    """Return the paragraphs that answers and evidence are in."""
    found: set[int | None] = set()
    for question in bank.questions:
        found.update(question.evidence_paragraphs)
        found.update(solution.paragraph for solution in question.solutions)
    return {number for number in found if number is not None}


def in_ranges(numbers: Iterable[int]) -> str:
    """Return numbers for a sentence, those that follow one another as a range.

    >>> in_ranges([1, 3, 4, 5, 9])
    '1, 3 to 5 and 9'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names: list[str] = []
    for run in runs:
        names += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
