"""Options that are numbers, and their order."""

from collections.abc import Sequence

from quizgen.authoring.rules.combining import is_combined, is_not_stated
from quizgen.authoring.rules.items import Choice, RuleView
from quizgen.authoring.rules.quantities import may_be_quantity, quantity
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
    """Options that are numbers, times or amounts are printed out of order.

    Students look for a number by its size; numbers in any other order cost time and let
    careful readers slip. quizgen mixes options, so keep these where they are, the smallest
    first: name all of them in order under `options_kept_last`. Only multiple_choice has that
    key. Let the answer be a middle one in some questions and an outer one in others, since it
    keeps its letter. Dates, ordinals and fractions count as well, and a week comes before a
    month. *None of these* may follow them. Days of the week have no first.
    """
    kept = [choice.kept_last for choice in item.written_choices]
    if len(kept) != 1 or kept[0] is None or not item.read_choices:
        return
    [choice] = item.read_choices
    amounts = _amounts(choice, context.limits["words"])
    if len(amounts) < 3:
        return
    printed = {" ".join(text.split()): text for text in kept[0]}
    order = [amounts[text] for text in printed if text in amounts]
    if len(order) == len(amounts) and _is_sorted(order):
        return
    others = [option.text for option in choice.options if option.text not in amounts]
    in_order = [*sorted(amounts, key=amounts.__getitem__), *others]
    wanted = ", ".join(f'"{text}"' for text in in_order)
    remedy = f"Keep them in order: options_kept_last: [{wanted}]."
    if len(order) == len(amounts):
        place, message = ("options_kept_last",), "These amounts or times are out of order."
    else:
        place, message = (
            ("distractors",),
            "These options are amounts or times, and they will be mixed.",
        )
    yield RuleFinding(place, f"{message} {remedy}")


def _amounts(choice: Choice, most_words: int) -> dict[str, float]:
    """Return the options with what they amount to, if all are quantities of one kind.

    Options that speak about the others, or say that nothing is said, are left out, and so is
    one that is no quantity.
    """
    found: dict[str, float] = {}
    kinds, others = set(), 0
    for option in choice.options:
        amount = None
        if may_be_quantity(option.text, option.words):
            amount = quantity(option.text, most_words)
        if amount:
            kinds.add(amount.kind)
            found[" ".join(option.text.split())] = amount.value
        elif not is_combined(option) and not is_not_stated(option):
            others += 1
        if len(kinds) > 1 or others > 1:
            return {}
    return found


def _is_sorted(numbers: Sequence[float]) -> bool:
    return list(numbers) in (sorted(numbers), sorted(numbers, reverse=True))
