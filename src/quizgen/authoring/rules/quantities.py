"""What options amount to that say how much, how long or when, so that they can be ordered.

A quantity has a kind, within which its values can be compared: a time of day in minutes, a
duration in seconds, a length in metres, a weight in grams, a date in days, a number beside the
same words.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from quizgen.authoring.rules.figures import (
    DIGIT,
    NUMBER,
    SPELLED,
    in_figures,
    number_of,
    one_or_more,
)
from quizgen.authoring.rules.late_pattern import LatePattern

_MONTHS = (
    "january february march april may june july august september october november december"
)
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_MONTH_OF = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}
_MONTH_OF |= {name[:3]: number for name, number in _MONTH_OF.items()} | {"sept": 9}
_ORDINAL_OF = {name: number for number, name in enumerate(_ORDINALS.split(), start=1)}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4, "fifth": 1 / 5}
_PARTS |= {"sixth": 1 / 6, "eighth": 1 / 8, "tenth": 1 / 10}
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_DAY = 86_400.0
_UNITS: Mapping[str, Mapping[str, float]] = {
    "duration": {
        "second": 1,
        "sec": 1,
        "minute": 60,
        "min": 60,
        "hour": 3600,
        "hr": 3600,
        "day": _DAY,
        "night": _DAY,
        "week": 7 * _DAY,
        "fortnight": 14 * _DAY,
        "month": 30.4 * _DAY,
        "year": 365.25 * _DAY,
        "yr": 365.25 * _DAY,
        "decade": 3652.5 * _DAY,
        "century": 36_525 * _DAY,
    },
    "length": {"mm": 0.001, "cm": 0.01, "m": 1, "km": 1000, "metre": 1, "meter": 1}
    | {"centimetre": 0.01, "centimeter": 0.01, "kilometre": 1000, "kilometer": 1000}
    | {"inch": 0.0254, "inches": 0.0254, "foot": 0.3048, "feet": 0.3048, "ft": 0.3048}
    | {"yard": 0.9144, "mile": 1609.344},
    "weight": {"g": 1, "kg": 1000, "gram": 1, "kilogram": 1000, "kilo": 1000, "tonne": 1e6}
    | {"ounce": 28.35, "pound": 453.6},
    "money": {"cent": 1, "dollar": 100},
}
_UNIT_OF = {
    name: (kind, size) for kind, units in _UNITS.items() for name, size in units.items()
}
_UNIT_OF |= {"centuries": _UNIT_OF["century"]}
_VAGUE = LatePattern(
    r"\b(?:about|around|nearly|almost|roughly|approximately|only|just|over|under|exactly|"
    r"more than|less than|fewer than|at least|at most|up to|some|for|in|at|on|by|after|before|"
    r"within|since|from|the|of|ago|later|old|long)\b"
)
_CLOCK = LatePattern(
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|(?P<plain>\d{1,2}):(?P<past>\d{2})(?!\d)"
    r"|(?P<sharp>\d{1,2}|[a-z]+)\s+o'clock)"
)
_HALVES = re.compile(r"\s*(?:in the )?(morning|afternoon|evening)\b|\s*at night\b")
_YEAR = r"(?P<year>[12]\d{3})"
_NAME = rf"(?P<month>{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})\.?"
_DATE = LatePattern(
    rf"(?:{_NAME}(?: (?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?)?(?:,? {_YEAR})?"
    rf"|(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_NAME.replace('month', 'named')}"
    rf"(?:,? {_YEAR.replace('year', 'then')})?)"
)
_FRACTION = LatePattern(
    r"(?:(?P<whole>\d+) )?(?P<up>\d+(?:\.\d+)?)(?:/| in | out of |(?: : ?|:)(?=\d\b(?!:)))"
    r"(?P<down>[1-9]\d*(?:\.\d+)?)"
)
_PAST = LatePattern(
    r"(?:(?P<part>half|(?:a )?quarter|(?:[a-z]+|\d{1,2}) minutes?)"
    r" (?P<way>past|to|after|before)"
    r"|(?P<number>[a-z]+|\d{1,2}) past) (?P<hour>[a-z]+|\d{1,2})\b"
)
_ERA = re.compile(
    r"(?:\b(?:ad|a\.d\.) (?=\d))|(?<=\d) ?(?P<era>bce?|ce|ad|[ab]\.\s?[cd]\.?)(?!\w)"
)
_LATEX = re.compile(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}")
_PAIRS = re.compile(r"(?P<number>\d+(?:\.\d+)?|[a-z]+) ?(?P<unit>[a-z]+)(?:,? and |, | |$)")
_TIMES = {"once": "1 time", "twice": "2 times"}
_WORDED = LatePattern(
    rf"(?P<of>an?|one|two|three|four)?[ -]?(?P<part>{'|'.join(_PARTS)})s?(?: an?)?(?= |$)"
)
_AND_PART = re.compile(r" and (?:a|one|three) (?P<part>half|quarter|quarters)\b")
_MOST_WORDS = 8
_LONGEST = 200
"""No quantity has more characters."""
_HINTS = frozenset(
    {*_MONTH_OF, *_ORDINAL_OF, *_PARTS, *_UNIT_OF, *SPELLED, *_TIMES}
    | {f"{part}s" for part in _PARTS}
    | {"noon", "midday", "midnight", "million", "billion", "dozen"}
)


def may_be_quantity(text: str, found: Collection[str]) -> bool:
    """Return whether a text of these words may be a quantity, sooner than reading it does."""
    if DIGIT.search(text) or not _HINTS.isdisjoint(found) or not _SIGNS.keys().isdisjoint(text):
        return True
    return "-" in text and any(not _HINTS.isdisjoint(word.split("-")) for word in found)


class Quantity(NamedTuple):
    """What can be compared: a kind, and how much of it."""

    kind: str
    value: float


@lru_cache(maxsize=20_000)
def quantity(text: str, most_words: int) -> Quantity | None:
    """Return what an option amounts to, if it is a quantity beside so many words at most.

    >>> quantity("About half an hour.", 3)
    Quantity(kind='duration', value=1800.0)
    """
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    if not 0 < len(plain.split()) <= _MOST_WORDS + most_words:
        return None
    for read in (_clock, _date, _pairs, _span, _measured):
        if found := read(plain):
            amount, rest = found
            left = " ".join(_VAGUE.sub(" ", rest).split())
            if len(re.findall(r"\w+", left)) > most_words:
                return None
            return Quantity(f"{amount.kind} {one_or_more(left)}".strip(), amount.value)
    return None


def _plain(text: str) -> str:
    """Return a text in small letters, its numbers in figures, without marks of a formula."""
    plain = " ".join(text.casefold().replace("’", "'").split())
    if plain.count("$") > plain.count("\\$") + 1:
        plain = re.sub(r"(?<!\\)\$", " ", plain)
    plain = (
        _LATEX.sub(r"\1/\2", plain).replace("\\$", "$").replace("\\", " ").removesuffix("/-")
    )
    plain = re.sub(r"(?<=\d) ?per ?cent\b", "%", in_figures(plain)).replace("*", "")
    plain = re.sub(r"(?<=\d)% ?(?=(?:-|–|to\b))", "", plain)
    plain = re.sub(r"\$ ?(\d[\d.,]*)(?!\S)", r"\1 dollars", plain)
    first, _, rest = plain.partition(" ")
    return f"{_TIMES.get(first, first)} {rest}".strip().rstrip(" .!").lstrip(" !")


_Read = tuple[Quantity, str] | None
"""A quantity, and the words around it."""


def _clock(text: str) -> _Read:
    if text in ("noon", "at noon", "midday"):
        return Quantity("time", 720), ""
    if text in ("midnight", "at midnight"):
        return Quantity("time", 1440), ""
    if past := _PAST.search(text):
        return _past(text, past)
    found = _CLOCK.search(text)
    if not found:
        return None
    said = found["hour"] or found["plain"] or found["sharp"]
    if not said.isdigit() and not NUMBER.fullmatch(said):
        return None
    hour = int(number_of(said))
    minute = int(found["minute"] or found["past"] or 0)
    rest = text[: found.start()] + " " + text[found.end() :]
    half = found["half"]
    if named := _HALVES.search(rest):
        half = "a" if named[1] == "morning" else "p"
        rest = rest[: named.start()] + rest[named.end() :]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return Quantity("time", 60 * hour + minute), rest


def _past(text: str, found: re.Match[str]) -> _Read:
    """Read “half past three” and “ten minutes to six”."""
    part = found["part"] or found["number"]
    said = part.removeprefix("a ").split()[0]
    if not all(NUMBER.fullmatch(each) for each in (found["hour"], said) if each not in _PARTS):
        return None
    minutes = 60 * _PARTS[said] if said in _PARTS else number_of(said)
    hour = number_of(found["hour"])
    if hour > 24 or minutes > 59:
        return None
    is_before = found["way"] in ("to", "before")
    value = 60 * hour + (-minutes if is_before else minutes)
    return Quantity("time", value), text[: found.start()] + " " + text[found.end() :]


def _pairs(text: str) -> _Read:
    """Read several amounts that are one, such as “2 hours and 10 minutes”."""
    left = _VAGUE.sub(" ", text).strip()
    total, kinds, at = 0.0, set(), 0
    while found := _PAIRS.match(left, at):
        unit = _UNIT_OF.get(found["unit"]) or _UNIT_OF.get(found["unit"].removesuffix("s"))
        if not unit or not NUMBER.fullmatch(found["number"]):
            return None
        total, at = total + number_of(found["number"]) * unit[1], found.end()
        kinds.add(unit[0])
    if at < len(left) or len(kinds) != 1 or not re.search(r"\d.*\d|[a-z] .*[a-z] ", left):
        return None
    return Quantity(kinds.pop(), total), ""


def _date(text: str) -> _Read:
    found = _DATE.search(text)
    if not found or (text[found.end() : found.end() + 1].isalpha()):
        return None
    if found.start() and text[found.start() - 1].isalnum():
        return None
    month = _MONTH_OF[found["month"] or found["named"]]
    day, year = found["day"] or found["first"], found["year"] or found["then"]
    kind = f"date{' day' * bool(day)}{' year' * bool(year)}"
    value = int(year or 0) * 372 + month * 31 + int(day or 0)
    return Quantity(kind, value), text[: found.start()] + " " + text[found.end() :]


def _span(text: str) -> _Read:
    """Read a span such as “10 to 20”: it begins where its first number is."""
    found = list(NUMBER.finditer(text))
    if len(found) != 2:
        return None
    low, high = found
    if not re.fullmatch(r"\s*(?:to|and|-|–|—)\s*", text[low.end() : high.start()]):
        return None
    if number_of(low[0]) >= number_of(high[0]):
        return None
    before, after = text[: low.start()], text[high.end() :]
    return Quantity("span", number_of(low[0])), f"{before} # {after}"


def _measured(text: str) -> _Read:
    """Read one number, fraction or ordinal, with its unit where that can be changed."""
    text, is_before_christ = _without_era(text)
    if is_before_christ and (found := _number(text)):
        return Quantity("number", -found[0]), f"{text[: found[1]]}#{text[found[2] :]}"
    for find in (_fraction, _ordinal, _number, _lone_unit):
        if found := find(text):
            value, start, end = found
            return _with_unit(value, text[:start], text[end:])
    return None


def _without_era(text: str) -> tuple[str, bool]:
    """Return a text without *AD* and *BC*, and whether the latter was there."""
    found = _ERA.search(text)
    if not found:
        return text, False
    is_before = bool(found["era"]) and found["era"].startswith("b")
    return text[: found.start()] + text[found.end() :], is_before


_Found = tuple[float, int, int] | None
"""A number, and where it begins and ends in a text."""


def _fraction(text: str) -> _Found:
    if found := _FRACTION.search(text):
        value = int(found["whole"] or 0) + float(found["up"]) / float(found["down"])
        return value, found.start(), found.end()
    for sign, part in _SIGNS.items():
        if found := re.search(rf"(\d*)\s?{sign}", text):
            return int(found[1] or 0) + part, found.start(), found.end()
    found = _WORDED.match(_VAGUE.sub("", text).strip())
    if found and (found["of"] or found["part"] in ("half", "quarter")):
        times = {"two": 2, "three": 3, "four": 4}.get(found["of"] or "", 1)
        start = text.find(found[0].strip())
        return times * _PARTS[found["part"]], start, start + len(found[0].strip())
    return None


def _number(text: str) -> _Found:
    found = list(NUMBER.finditer(text))
    if len(found) != 1:
        return None
    [one] = found
    value, start, end = number_of(one[0]), one.start(), one.end()
    if start and text[start - 1] in "-−–" and not text[start - 2 : start - 1].isalnum():
        value, start = -value, start - 1
    return value, start, end


def _ordinal(text: str) -> _Found:
    for word in re.finditer(r"\b(?:(\d+)(?:st|nd|rd|th)|[a-z]+)\b", text):
        if word[1] or word[0] in _ORDINAL_OF:
            value = int(word[1]) if word[1] else _ORDINAL_OF[word[0]]
            return value, word.start(), word.end()
    return None


def _lone_unit(text: str) -> _Found:
    """Read “a week”, and “an hour and a half”."""
    found = re.search(r"(?:^|(?<= ))(an?|one) (?=([a-z]+))", text)
    if found and _UNIT_OF.get(found[2], ("", 0))[0] == "duration":
        return 1, found.start(1), found.end(1)
    return None


def _with_unit(value: float, before: str, after: str) -> tuple[Quantity, str]:
    """Return a value in the basic unit of its kind, and the words around it."""
    unit = re.match(r"[ -]?(?:an? )?([a-z]+)\b(?!/)", after)
    name = unit[1] if unit else ""
    kind, size = _UNIT_OF.get(name) or _UNIT_OF.get(name.removesuffix("s"), ("", 0))
    if not unit or not kind:
        return Quantity("number", value), f"{before}#{after.lstrip()}"
    rest = after[unit.end() :]
    if more := _AND_PART.match(rest):
        value += _PARTS[more["part"].removesuffix("s")] * (3 if "three" in more[0] else 1)
        rest = rest[more.end() :]
    return Quantity(kind, value * size), f"{before} {rest}"
