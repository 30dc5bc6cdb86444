"""Options that are numbers: what they say, and in which order they stand."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from quizgen.lint.items import Choice, Item, Option
from quizgen.lint.rules import Context, Finding, Findings, Limit, question_rule
from quizgen.model import MultipleChoice

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty
"""
_SPELLED = {word: number for number, word in enumerate(_UNITS.split())}
_SPELLED |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_SPELLED |= {"ninety": 90, "hundred": 100, "thousand": 1000}
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
NUMBER = re.compile(
    rf"(?<![\w.,:/]){_FIGURE}(?![\d:/])|\b(?:{'|'.join(_SPELLED)})\b", re.IGNORECASE
)
_MARK = "#"


def number_of(text: str) -> float:
    """Return the number that a match of NUMBER says."""
    return float(text.replace(",", "")) if text[0].isdigit() else _SPELLED[text.casefold()]


def framed(text: str) -> tuple[list[float], str]:
    """Return the numbers of a text, and the text with marks in place of them."""
    numbers = [number_of(found[0]) for found in NUMBER.finditer(text)]
    frame = NUMBER.sub(_MARK, text).casefold().replace("*", "").strip(" .")
    return numbers, " ".join(frame.split())


@question_rule(
    "numeric-order",
    limits={"words": Limit(3, "How many words may stand beside the number.", 0, 10)},
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
def numeric_order(item: Item, context: Context) -> Findings:
    """Options that are numbers are printed out of order.

    Students look for a number by its size; numbers in any other order cost time and let
    careful readers slip. quizgen mixes options, so keep these where they are, the smallest
    first: name all of them in order under `options_kept_last`. Only multiple_choice has that
    key. Let the answer be a middle one in some questions and an outer one in others, since it
    keeps its letter.
    """
    if not isinstance(item.question, MultipleChoice):
        return
    [choice] = item.choices
    amounts = _amounts(choice, context.limits["words"])
    if len(amounts) < 3:
        return
    printed = {" ".join(text.split()): text for text in item.question.options_kept_last}
    order = [amounts[text] for text in printed if text in amounts]
    if len(order) == len(amounts) and _is_sorted(order):
        return
    wanted = ", ".join(f'"{text}"' for text in sorted(amounts, key=amounts.__getitem__))
    remedy = f"Keep them in order: options_kept_last: [{wanted}]."
    if len(order) == len(amounts):
        place, message = ("options_kept_last",), "These numbers stand out of order."
    else:
        place, message = ("distractors",), "These options are numbers, and they will be mixed."
    yield Finding(place, f"{message} {remedy}")


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
        frames.add(_one_or_more(frame))
        found[" ".join(option.text.split())] = numbers[0]
    return found if len(frames) == 1 else {}


def _one_or_more(frame: str) -> str:
    """Return words without the s of the plural, so that 1 mile is like 2 miles."""
    return re.sub(r"(?<=\w)s\b", "", frame)


def _is_sorted(numbers: Sequence[float]) -> bool:
    return list(numbers) in (sorted(numbers), sorted(numbers, reverse=True))


class Span(NamedTuple):
    """All numbers from low to high."""

    low: float
    high: float
    frame: str


_UP = re.compile(
    r"\b(?:more than|over|at least|above|no less than|no fewer than) #|# or more\b"
)
_DOWN = re.compile(
    r"\b(?:less than|fewer than|under|at most|below|up to|no more than) #|# or (?:less|fewer)\b"
)
_BETWEEN = re.compile(r"\bbetween # and #|(?<!from )# ?(?:to|-|–|—) ?#|^from # to #$")


def span(option: Option) -> Span | None:
    """Return the numbers that an option allows, where it allows more than one."""
    if not any(word[0].isdigit() or word in _SPELLED for word in option.words):
        return None
    numbers, frame = framed(option.text)
    if len(numbers) == 2 and (found := _BETWEEN.search(frame)) and numbers[0] < numbers[1]:
        return Span(numbers[0], numbers[1], _left(frame, found))
    if len(numbers) == 1 and (found := _UP.search(frame)):
        return Span(numbers[0], float("inf"), _left(frame, found))
    if len(numbers) == 1 and (found := _DOWN.search(frame)):
        return Span(float("-inf"), numbers[0], _left(frame, found))
    return None


def _left(frame: str, found: re.Match[str]) -> str:
    return _one_or_more(" ".join((frame[: found.start()] + frame[found.end() :]).split()))


def overlapping(options: Sequence[Option]) -> Iterator[tuple[Option, Option]]:
    """Yield the pairs of options whose numbers overlap, whatever is counted being the same."""
    spans = [(option, found) for option in options if (found := span(option))]
    for index, (one, first) in enumerate(spans):
        for other, second in spans[index + 1 :]:
            if first.frame == second.frame and _meet(first, second):
                yield one, other


def _meet(one: Span, other: Span) -> bool:
    """Return whether two spans share a number; “under 5” and “5 or more” do not count."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    is_bounded = all(abs(end) != float("inf") for end in (*one[:2], *other[:2]))
    return low < high or (low == high and is_bounded)
