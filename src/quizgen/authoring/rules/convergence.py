"""Options that betray the answer by what they share, and more of them than can all tempt."""

from collections.abc import Sequence

from quizgen.authoring.rules.combining import standing_alone
from quizgen.authoring.rules.items import Option, RuleView
from quizgen.authoring.rules.quantities import may_be_quantity
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, question_rule
from quizgen.base.text_match import quoted_words
from quizgen.base.words import counted

LEAST_OPTIONS = 3


@question_rule(
    "convergence",
    limits={
        "shared": Limit(40, "How much the answer must share with each other, in percent.", 1),
        "lead": Limit(2, "How much more than the next option does, in percentage points.", 1),
    },
    bad="""
        stem: What did the keeper do after the storm?
        answer: He mended the lamp and wrote to the town.
        distractors:
          - He mended the lamp and rowed home.
          - He mended the roof and wrote to the town.
          - He sold the boat and wrote to his mother.
        """,
    good="""
        stem: What did the keeper do after the storm?
        answer: He mended the lamp and wrote to the town.
        distractors:
          - He mended the lamp and rowed home.
          - He mended the roof and wrote to the town.
          - He mended the roof and rowed home.
        """,
)
def convergence(item: RuleView, context: Context) -> Findings:
    """The answer shares more words with the others than any of them does.

    Distractors are often made from the answer, each with one thing changed. Who has not read
    adds up what most options have, and finds the answer. Cross two details with two others, so
    that each stands in two options, or take distractors from elsewhere. What two options share
    is measured by the words of both (Jaccard 1912).
    """
    for choice in item.read_choices:
        answer = choice.answer
        options = standing_alone(choice)
        if not answer or answer.quoted or answer not in options or len(options) < LEAST_OPTIONS:
            continue
        shared, lead = context.limits["shared"] / 100, context.limits["lead"] / 100
        own = _share(answer, options)
        if own < shared:
            continue
        others = (_share(each, options) for each in options if each is not answer)
        if own - max(others) >= lead:
            yield RuleFinding(
                answer.place,
                f"{quoted_words(answer.text)} has most in common with the other options, so "
                "that adding them up gives it away. Let two details each stand in two options, "
                "or change a distractor.",
            )


def _share(option: Option, options: Sequence[Option]) -> float:
    """Return how much of its words an option shares with another, in the mean."""
    own = frozenset(option.words)
    total = 0.0
    for other in options:
        if other is not option and (both := own.union(other.words)):
            total += len(own.intersection(other.words)) / len(both)
    return total / (len(options) - 1)


@question_rule(
    "implausible-distractor",
    limits={"options": Limit(5, "How many options can all tempt.", 3, 20)},
    bad="""
        stem: What did the keeper count?
        answer: Ships
        distractors: [Coins, Steps, Gulls, Waves, A lamp]
        """,
    good="""
        stem: What did the keeper count?
        answer: Ships
        distractors: [Coins, Steps, Gulls]
        """,
)
def implausible_distractor(item: RuleView, context: Context) -> Findings:
    """There are more options than can all be plausible.

    Three good options serve as well as more (Rodriguez 2005), and of many some are chosen by
    nobody. Keep the distractors that a misreading leads to. Options that are numbers or
    amounts, such as paragraphs to choose from, are left alone.
    """
    most = context.limits["options"]
    for choice in item.read_choices:
        if not choice.answer or len(choice.options) <= most:
            continue
        if all(may_be_quantity(option.text, option.words) for option in choice.options):
            continue
        yield RuleFinding(
            choice.distractors[-1].place,
            f"There are {counted(len(choice.options), 'option')}, more than can all tempt. "
            f"Keep the best {most - 1} distractors or fewer.",
        )
