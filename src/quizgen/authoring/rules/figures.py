"""The numbers in a text, in figures or in words, and what is left without them."""

import re
from collections.abc import Iterable

from quizgen.authoring.rules.late_pattern import LatePattern

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty
"""
SPELLED = {word: number for number, word in enumerate(_UNITS.split())}
SPELLED |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
SPELLED |= {"ninety": 90, "hundred": 100, "thousand": 1000}
DIGIT = re.compile(r"\d")
_FIGURE = r"\d+(?:,\d{2,3})*(?:\.\d+)?"
NUMBER = re.compile(
    rf"(?<![\w.,:/]){_FIGURE}(?![\d:/])|\b(?:{'|'.join(SPELLED)})\b", re.IGNORECASE
)

_ONES = "|".join(_UNITS.split()[1:10])
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SMALL = "|".join([*_UNITS.split(), _TENS])
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1e6, "billion": 1e9}
_SCALES |= {"trillion": 1e12}
_SCALE = "|".join(_SCALES)
_IN_WORDS = LatePattern(
    rf"\b(?:(?:an?|{_FIGURE}|(?:{_SMALL})(?:[\s-]+(?:{_ONES}))?)[\s-]+)?(?:{_SCALE})\b"
    rf"(?:[\s-]+(?:and\s+)?(?:{_FIGURE}|(?:{_SMALL}|{_SCALE})\b))*"
    rf"|\b(?:{_TENS})[\s-](?:{_ONES})\b",
    re.IGNORECASE,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
_POWER = LatePattern(
    rf"(?:(?P<times>{_FIGURE})\s*(?:x|×|·|\*|\\times)\s*)?(?<![\d.,])10"
    r"(?:\^\{?(?P<power>[-−]?\d{1,2})\}?|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))(?!\d)",
    re.IGNORECASE,
)
_BARE_POINT = re.compile(r"(?<![\w.])\.(?=\d)")


def in_figures(text: str) -> str:
    """Return a text with a number of several words, or a power of ten, as one in figures.

    >>> in_figures("about two hundred and five; 1.5 million; .5; 3 x 10^-2")
    'about 205; 1500000; 0.5; 0.03'
    """
    text = _BARE_POINT.sub("0.", _POWER.sub(_power, text))
    return _IN_WORDS.sub(lambda found: _figure(_sum_of(found[0])), text)


def _power(found: re.Match[str]) -> str:
    exponent = int((found["power"] or found["raised"]).translate(_RAISED))
    return _figure(number_of(found["times"] or "1") * 10.0**exponent)


def _sum_of(text: str) -> float:
    total = current = 0.0
    for word in re.split(r"[\s-]+", text.casefold()):
        if word in ("a", "an"):
            current = 1
        elif word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if current >= 1000:
                total, current = total + current, 0
        elif word != "and":
            current += number_of(word)
    return total + current


def _figure(number: float) -> str:
    whole, _, part = f"{number:.12f}".partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".")


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


def has_number(text: str, found: Iterable[str]) -> bool:
    """Return whether a number is in a text of these words."""
    return bool(DIGIT.search(text)) or not SPELLED.keys().isdisjoint(found)
