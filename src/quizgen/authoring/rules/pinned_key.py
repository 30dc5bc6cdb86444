"""Options that are always last, and what that says about the answer."""

from quizgen.authoring.rules.items import Choice
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, bank_rule
from quizgen.base.words import counted


@bank_rule(
    "pinned-key",
    limits={"questions": Limit(4, "How many questions must keep options last.", 1, 1000)},
    bad="""
        check: {pinned-key: {questions: 2}}
        questions:
          - stem: What did the keeper do?
            answer: He counted ships.
            distractors: [He slept., {text: Neither of these., last: true}]
          - stem: What does the author want?
            answer: A keeper in every harbor.
            distractors: [A new lamp., {text: Neither of these., last: true}]
        """,
    good="""
        check: {pinned-key: {questions: 2}}
        questions:
          - stem: What did the keeper do?
            answer: He counted ships.
            distractors: [He slept., {text: Neither of these., last: true}]
          - stem: What does the author want?
            answer: Neither of these.
            distractors: [A new lamp., A longer pier.]
            options_kept_last: [Neither of these.]
        """,
)
def pinned_key(context: Context) -> Findings:
    """Options that are kept last make the key's letters unequal.

    An option that is always last has always the same letter. If it is never the answer, that
    letter is never right in those questions and students learn to strike it out; if it always
    is, the letter is always right. Let such options be the answer now and then: once in four
    questions that have four options. Or let them move: delete `last` and `options_kept_last`.
    Questions that keep all their options in place, such as numbers in order, are left out.
    """
    choices = [choice for item in context.items for choice in item.choices if choice.answer]
    pinned = [choice for choice in choices if 0 < _kept(choice) < len(choice.options)]
    right = sum(choice.answer.last for choice in pinned if choice.answer)
    if len(pinned) < context.limits["questions"] or 0 < right < len(pinned):
        return
    fair = max(1, round(sum(_fair_share(choice) for choice in pinned)))
    how_often = "always" if right else "never"
    yield RuleFinding(
        ("questions",),
        f"{counted(len(pinned), 'question')} keep options last, and there an option kept last "
        f"is {how_often} the answer, so its letter is {how_often} right. Make it the answer in "
        f"about {fair} of them, or let the options move.",
    )


def _kept(choice: Choice) -> int:
    return sum(option.last for option in choice.options)


def _fair_share(choice: Choice) -> float:
    """Return how likely an option kept last would be the answer if all were alike."""
    return _kept(choice) / len(choice.options)
