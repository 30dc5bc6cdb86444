"""The numbers in a text, in figures or in words, and what is left without them."""

import re
from collections.abc import Iterable

from quizgen.base.regex import regex

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty
"""
SPELLED = {word: number for number, word in enumerate(_UNITS.split())}
SPELLED |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
SPELLED |= {"ninety": 90, "hundred": 100, "thousand": 1000}
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
NUMBER = regex(rf"(?<![\w.,:/]){_FIGURE}(?![\d:/])|\b(?:{'|'.join(SPELLED)})\b", re.IGNORECASE)


def number_of(text: str) -> float:
    """Return the number that a match of NUMBER says."""
    return float(text.replace(",", "")) if text[0].isdigit() else SPELLED[text.casefold()]


def framed(text: str) -> tuple[list[float], str]:
    """Return the numbers of a text, and the text with # in place of them."""
    numbers = [number_of(found[0]) for found in NUMBER.finditer(text)]
    frame = NUMBER.sub("#", text).casefold().replace("*", "").strip(" .")
    return numbers, " ".join(frame.split())


def one_or_more(frame: str) -> str:
    """Return words without the s of the plural, so that 1 mile is like 2 miles."""
    return re.sub(r"(?<=\w)s\b", "", frame)


def has_number(found: Iterable[str]) -> bool:
    """Return whether a number is among the words of a text."""
    return any(word[0].isdigit() or word in SPELLED for word in found)
