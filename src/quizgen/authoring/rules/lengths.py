"""Options that differ in length: the answer among them, or any."""

from statistics import median

from quizgen.authoring.rules.combining import is_combined
from quizgen.authoring.rules.items import Choice, Option, RuleView
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, question_rule
from quizgen.base.text_match import quoted_words


@question_rule(
    "longest-answer",
    limits={
        "percent": Limit(
            25, "How much longer than the longest distractor, in percent.", 0, 500
        ),
        "words": Limit(4, "How many words longer it must be as well.", 1, 50),
    },
    bad="""
        stem: Why did the keeper stay on the rock?
        answer: He had found, as he says himself, a company in the ships that nobody else saw.
        distractors: [He was paid for ships., He was afraid of the town., He could not swim.]
        """,
    good="""
        stem: Why did the keeper stay on the rock?
        answer: The ships were company for him.
        distractors: [He was paid for ships., He was afraid of the town., He could not swim.]
        """,
)
def longest_answer(item: RuleView, context: Context) -> Findings:
    """The answer is clearly the longest option.

    An answer grows because it must be exactly right, and students know that: who has not read
    picks the longest option. Cut the answer to what makes it right, or give the distractors as
    much detail. Of several answers each must be longer than every distractor.
    """
    for choice in item.choices:
        answer = min(choice.answers, key=_length)
        longest = max(map(_length, choice.distractors))
        if _length(answer) > longest and _is_much_longer(_length(answer), longest, context):
            yield RuleFinding(
                answer.place,
                f"The answer has {_length(answer)} words and the longest distractor {longest}, "
                "so its length gives it away. Shorten it, or say more in the distractors.",
            )


@question_rule(
    "unequal-options",
    limits={
        "percent": Limit(100, "How much longer than half of the others, in percent.", 10, 500),
        "words": Limit(6, "How many words longer it must be as well.", 1, 50),
    },
    bad="""
        stem: Why did the keeper stay on the rock?
        answer: He liked to be alone.
        distractors:
          - He was paid for every ship.
          - He had promised his mother to wait until his brother came home from the sea.
          - He was afraid of the town.
        """,
    good="""
        stem: Why did the keeper stay on the rock?
        answer: He liked to be alone.
        distractors:
          - He was paid for every ship.
          - He was waiting for his brother.
          - He was afraid of the town.
        """,
)
def unequal_options(item: RuleView, context: Context) -> Findings:
    """One option is far longer, or far shorter, than the others.

    It catches the eye for a reason that has nothing to do with the passage. Bring it to the
    length of the others. An option counts that is twice as long as half of the others are, or
    that is itself but half as long; quotations in Part B are left alone, and so is an answer
    of which longest-answer speaks.
    """
    for choice in item.choices:
        options = [option for option in choice.options if not is_combined(option)]
        if len(options) < 3 or any(option.quoted for option in options):
            continue
        if odd := _odd_one(choice, options, context):
            option, usual = odd
            kind, remedy = ("long", "Shorten") if _length(option) > usual else ("short", "Fill")
            yield RuleFinding(
                option.place,
                f"{quoted_words(option.text)} is too {kind}: {_length(option)} words, where "
                f"the other options have about {usual}. {remedy} it, or change the others.",
            )


def _length(option: Option) -> int:
    return len(option.words)


def _is_much_longer(one: float, other: float, context: Context) -> bool:
    percent = 100 + context.limits["percent"]
    return one - other >= context.limits["words"] and 100 * one >= percent * other


def _odd_one(
    choice: Choice, options: list[Option], context: Context
) -> tuple[Option, int] | None:
    """Return the option that differs most from the usual length of the others, with that."""
    longest = [option for option in options if _is_longest_answer(option, choice)]
    found = []
    for option in options:
        others = [other for other in options if other not in (option, *longest)]
        if not others:
            continue
        length, usual = _length(option), median(map(_length, others))
        is_long = option not in longest and _is_much_longer(length, usual, context)
        if is_long or _is_much_longer(usual, length, context):
            found.append((abs(length - usual), -options.index(option), option, round(usual)))
    return max(found)[2:] if found else None


def _is_longest_answer(option: Option, choice: Choice) -> bool:
    return option.right and _length(option) > max(map(_length, choice.distractors))
