"""Options that differ in length: the answer among them, or any."""

from collections.abc import Mapping, Sequence

from quizgen.authoring.rules.combining import standing_alone
from quizgen.authoring.rules.items import Choice, Option, RuleView
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, question_rule
from quizgen.base.text_match import quoted_words

_LONGEST = {
    "percent": Limit(20, "How much longer than the longest distractor, in percent.", 0, 500),
    "characters": Limit(8, "How many characters longer it must be as well.", 1, 300),
}


@question_rule(
    "longest-answer",
    limits=_LONGEST,
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
    much detail. Length is counted in characters, as the eye does. Of several answers each must
    be longer than every distractor.
    """
    for choice in item.read_choices:
        longest, lead = _longest_wrong(choice), _lead(choice)
        margin = max(context.limits["characters"], longest * context.limits["percent"] / 100)
        if lead >= margin:
            yield RuleFinding(
                _shortest_answer(choice).place,
                f"The answer has {longest + lead} characters and the longest distractor "
                f"{longest}, so its length gives it away. Shorten it, or say more in the "
                "distractors.",
            )


@question_rule(
    "unequal-options",
    limits={
        "percent": Limit(50, "How much longer than the next it must be, in percent.", 10, 500),
        "characters": Limit(12, "How many characters longer it must be as well.", 1, 300),
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
    length of the others. The longest option counts where it is half as long again as the next,
    and the shortest where the next is twice as long. Length is counted in characters.
    Quotations in Part B are left alone, and so is an answer of which longest-answer speaks.
    """
    for choice in item.read_choices:
        options = standing_alone(choice)
        if len(options) < 2 or any(option.quoted for option in options):
            continue
        if _is_told_as_longest(choice):
            continue
        if odd := _odd_one(options, context.limits):
            option, next_one = odd
            length, other = _characters(option), _characters(next_one)
            kind, remedy = ("long", "Shorten") if length > other else ("short", "Fill")
            yield RuleFinding(
                option.place,
                f"{quoted_words(option.text)} is too {kind}: {length} characters, where "
                f"the next option has {other}. {remedy} it, or change the others.",
            )


def _characters(option: Option) -> int:
    """Return how long an option looks: without marks of emphasis and needless blanks."""
    return len(option.plain)


def _shortest_answer(choice: Choice) -> Option:
    return min(choice.answers, key=_characters)


def _longest_wrong(choice: Choice) -> int:
    return max(map(_characters, choice.distractors))


def _lead(choice: Choice) -> int:
    """Return by how many characters every answer is longer than the longest distractor."""
    return _characters(_shortest_answer(choice)) - _longest_wrong(choice)


def _odd_one(
    options: Sequence[Option], limits: Mapping[str, int]
) -> tuple[Option, Option] | None:
    """Return an option that stands out by its length, with the one that comes next to it."""
    ordered = sorted(options, key=_characters)
    longest, long = ordered[-1], ordered[-2]
    if _is_longer(longest, long, limits["percent"], limits["characters"]):
        return longest, long
    shortest, short = ordered[0], ordered[1]
    if _is_longer(short, shortest, 2 * limits["percent"], 2 * limits["characters"]):
        return shortest, short
    return None


def _is_longer(one: Option, other: Option, percent: int, characters: int) -> bool:
    length, next_length = _characters(one), _characters(other)
    return length - next_length >= max(characters, next_length * percent / 100)


def _is_told_as_longest(choice: Choice) -> bool:
    """Return whether longest-answer speaks of the answer, with its limits left out."""
    return _lead(choice) >= max(
        _LONGEST["characters"].default,
        _longest_wrong(choice) * _LONGEST["percent"].default / 100,
    )
