"""Finds figures, names and connectives in an article's paragraphs.

Names and connectives are looked for in English only.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex
from quizgen.base.text_match import visible

# The usual function of each connective; a teacher checks the passage.
MOVES: dict[str, tuple[str, ...]] = {
    "grants a point": (
        "of course",
        "granted",
        "admittedly",
        "to be sure",
        "to be fair",
        "it is true",
        "it is also true",
        "no doubt",
        "^certainly",
    ),
    "turns": (
        "but",
        "however",
        "nevertheless",
        "nonetheless",
        "^yet",
        "^still",
        "^instead",
        "on the other hand",
        "on the contrary",
        "by contrast",
        "in contrast",
        "despite",
        "although",
        "even though",
        "^though",
        "^while",
        "whereas",
        "^regardless",
        "even so",
    ),
    "gives a reason": ("because", "after all", "^since"),
    "concludes": (
        "therefore",
        "^thus",
        "consequently",
        "as a result",
        "^hence",
        "that is why",
        "^so,",
    ),
    "says it again": ("in other words", "that is to say", "in short", "to put it"),
    "demands": ("must", "ought to", "should", "need to", "needs to", "have to", "has to"),
    "adds": (
        "moreover",
        "furthermore",
        "^additionally",
        "in addition",
        "what is more",
        "not only",
        "at the same time",
    ),
    "gives an example": ("for example", "for instance", "such as", "just imagine", "^consider"),
    "stresses": ("in fact", "indeed", "clearly", "obviously", "surely", "above all"),
    "judges": ("unfortunately", "fortunately", "sadly", "not surprisingly", "rightly"),
}
"""Each move with its connectives; those after ^ count at the beginning of a clause only."""

# A sentence or a clause begins here.
_OPENING = r"(?:^|(?<=[.!?;:,—–(“\"])\s*|(?<=[.!?][”’\"])\s+)[“‘\"(]?"
_UNITS = (
    r"percent|per cent|million|billion|trillion|thousand|hundred|dozen|degrees|miles|kilometers"
    r"|kilometres|meters|metres|feet|tons|tonnes|dollars|euros|pounds|years|months|weeks|days"
    r"|hours|minutes"
)
_SMALL = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_IN_WORDS = (
    r"(?:one|two|three|four|five|nine) (?:out of|in) (?:two|three|four|five|six|ten|every)"
    rf"|(?:{_TENS})(?:-(?:one|{_SMALL}))?|{_SMALL}|(?:a|one) (?:hundred|thousand|million|dozen)"
    r"|hundreds|thousands|millions|billions|dozens|half"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_FIGURE = regex(
    rf"\b(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?\b"
    rf"|(?<![\w.,/-])(?:[$€£¥]\s?)?\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?"
    rf"(?:\s?%|°)?(?:[\s-](?:{_UNITS})\b)?"
    rf"(?![\w/])|\b(?:{_IN_WORDS})(?:[\s-](?:{_UNITS}))?\b",
    re.IGNORECASE,
)

_CAPITALISED = r"(?:[^\W\d_a-zß-öø-ÿ][^\W_]*(?:[’'.-][^\W_]+)*|(?:[A-Z]\.)+)"
_NAME = regex(
    rf"(?<![\w’']){_CAPITALISED}(?:\s+(?:(?:(?:of|for)(?:\s+the)?|de|van|von|del|la)\s+)?{_CAPITALISED})*"
)
_DATES = (
    _MONTHS.casefold().replace("|", " ")
    + " monday tuesday wednesday thursday friday saturday sunday"
)
_SMALL_WORDS = "i a an the this that these those it he she we they you mr mrs ms dr"
_NO_NAMES = frozenset(f"{_SMALL_WORDS} {_DATES}".split())
# A line of verse begins as a sentence does.
_SENTENCE_START = regex(r"(?:^|\n|[.!?:…]|[.!?][”’\"')])[\s“‘\"'(—–*_]*$")
MOST_SHOWN = 8


@dataclass(frozen=True)
class Landmarks:
    """A paragraph's figures, names and connectives, in order of appearance."""

    figures: tuple[str, ...]
    names: tuple[str, ...]
    moves: tuple[tuple[str, str], ...]
    """Connectives, each with its function."""


def landmarks(paragraphs: Sequence[str]) -> tuple[Landmarks, ...]:
    """Return the landmarks of each paragraph.

    All paragraphs are needed at once: a word at the start of a sentence is a name if it has a
    capital within another sentence.
    """
    texts = [visible(text) for text in paragraphs]
    known = _names_within(texts)
    lower = {word for text in texts for word in re.findall(r"\b[a-zß-öø-ÿ][\w-]*", text)}
    return tuple(
        Landmarks(_figures(text), _names(text, known, lower), _moves(text)) for text in texts
    )


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    """Drop texts that repeat an earlier one, ignoring case."""
    first: dict[str, str] = {}
    for text in found:
        first.setdefault(text.casefold(), text)
    return tuple(first.values())


def _figures(text: str) -> tuple[str, ...]:
    return _unique(found[0].strip() for found in _FIGURE.finditer(text))


def _candidates(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each run of words with capitals, and whether it begins a sentence."""
    for found in _NAME.finditer(text):
        name = _trimmed(found[0])
        # After "The" a capital is significant even at the start of a sentence.
        is_first = found[0].startswith(name) if name else False
        before = text[max(0, found.start() - 10) : found.start()]
        if name:
            yield name, is_first and bool(_SENTENCE_START.search(before))


def _trimmed(name: str) -> str:
    """Return a name without a possessive ending and the small words at its beginning."""
    words = name.split()
    while words and words[0].rstrip(".,").casefold().replace("’", "'") in _NO_NAMES:
        words.pop(0)
    return re.sub(r"[’']s?$|\.$", "", " ".join(words))


def _names_within(texts: Iterable[str]) -> frozenset[str]:
    """Return the names within a sentence, where a capital is significant."""
    counts = Counter(name for text in texts for name, begins in _candidates(text) if not begins)
    return frozenset(counts)


def _names(text: str, known: frozenset[str], lower: set[str]) -> tuple[str, ...]:
    """Return a paragraph's names; a sentence's first word alone is no evidence."""
    found = []
    for name, begins in _candidates(text):
        if not begins or name in known:
            found.append(name)
            continue
        first, _, rest = name.partition(" ")
        if rest and (first.casefold() in lower or first.casefold() in _ANY_MOVE):
            found.append(rest)
        elif rest:
            found.append(name)
    return _unique(name for name in found if len(name) > 1 and name.casefold() not in _DATES)


_ANY_MOVE = {
    word.strip("^,").split()[0] for connectives in MOVES.values() for word in connectives
}


def _moves(text: str) -> tuple[tuple[str, str], ...]:
    plain = text.casefold().replace("’", "'")
    found: dict[str, tuple[int, str]] = {}
    for move, connectives in MOVES.items():
        for connective in connectives:
            if place := _pattern(connective).search(plain):
                found[connective.strip("^,")] = (place.start(), move)
    return tuple((word, found[word][1]) for word in sorted(found, key=found.__getitem__))


def _pattern(connective: str) -> re.Pattern[str]:
    word = re.escape(connective.lstrip("^")).replace(r"\ ", r"\s+")
    edge = "" if connective.endswith(",") else r"\b"
    return re.compile(f"{_OPENING if connective[0] == '^' else ''}\\b{word}{edge}")
