"""Options that are numbers, and their order."""

import re
from collections.abc import Sequence

from quizgen.authoring.rules.figures import framed, one_or_more
from quizgen.authoring.rules.items import Choice, RuleView
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, question_rule


@question_rule(
    "numeric-order",
    limits={"words": Limit(3, "How many words may be beside the number.", 0, 10)},
    bad="""
        stem: How many ships did the keeper count?
        answer: "172"
        distractors: ["309", "38", "134"]
        """,
    good="""
        stem: How many ships did the keeper count?
        answer: "172"
        distractors: ["309", "38", "134"]
        options_kept_last: ["38", "134", "172", "309"]
        """,
)
def numeric_order(item: RuleView, context: Context) -> Findings:
    """Options that are numbers are printed out of order.

    Students look for a number by its size; numbers in any other order cost time and let
    careful readers slip. quizgen mixes options, so keep these where they are, the smallest
    first: name all of them in order under `options_kept_last`. Only multiple_choice has that
    key. Let the answer be a middle one in some questions and an outer one in others, since it
    keeps its letter.
    """
    kept = [choice.kept_last for choice in item.question.choices]
    if len(kept) != 1 or kept[0] is None:
        return
    [choice] = item.choices
    amounts = _amounts(choice, context.limits["words"])
    if len(amounts) < 3:
        return
    printed = {" ".join(text.split()): text for text in kept[0]}
    order = [amounts[text] for text in printed if text in amounts]
    if len(order) == len(amounts) and _is_sorted(order):
        return
    wanted = ", ".join(f'"{text}"' for text in sorted(amounts, key=amounts.__getitem__))
    remedy = f"Keep them in order: options_kept_last: [{wanted}]."
    if len(order) == len(amounts):
        place, message = ("options_kept_last",), "These numbers are out of order."
    else:
        place, message = ("distractors",), "These options are numbers, and they will be mixed."
    yield RuleFinding(place, f"{message} {remedy}")


def _amounts(choice: Choice, most_words: int) -> dict[str, float]:
    """Return the options with their numbers, if each is one number in the same few words."""
    found: dict[str, float] = {}
    frames = set()
    for option in choice.options:
        if len(option.words) > most_words + 2:
            return {}
        numbers, frame = framed(option.text)
        if len(numbers) != 1 or len(re.findall(r"\w+", frame)) > most_words:
            return {}
        frames.add(one_or_more(frame))
        found[" ".join(option.text.split())] = numbers[0]
    return found if len(frames) == 1 else {}


def _is_sorted(numbers: Sequence[float]) -> bool:
    return list(numbers) in (sorted(numbers), sorted(numbers, reverse=True))
