"""Options that speak about other options, and how to know them."""

import re
from functools import lru_cache

from quizgen.authoring.rules.items import Option

_NAMED = r"(?:statements?|options?|answers?|choices?|reasons?|items?|sentences?|details?)"
_ABOVE = re.compile(
    rf"""(?:
        (?:all|none|both|neither|any|some|two|three|most|each)\ (?:of\ )?(?:the\ )?
        (?:{_NAMED}\ )?(?:above|preceding|listed)(?:\ {_NAMED})?
      | (?:all|none|both|neither|any)\ of\ (?:these|those|them|the\ others?)
        (?:\ (?:other\ )?{_NAMED})?
      | (?:all|none|both|neither)\ of\ the\ (?:other\ )?{_NAMED}
      | (?:all|both|none|neither|no\ {_NAMED})(?=\ (?:is|are|appl))
      | (?:everything|nothing)\ (?:listed\ )?above
      )
      (?:\ (?:is|are)(?:\ all)?(?:\ (?:correct|right|true|wrong|false|possible))?
       |\ applies|\ apply)?""",
    re.VERBOSE | re.IGNORECASE,
)
_MARK = r"\(?(?:[A-H]|I{1,3}|IV|VI?)\)?"
_DIGIT = r"\(?[1-9]\)?"
_ORDINAL = r"(?:the )?(?:first|second|third|fourth|fifth|last)(?: one)?"


def _several(mark: str) -> str:
    return rf"{mark}(?:(?:, |,? and |,? or |,? nor | & |, and ){mark})+"


# Capitals matter here: "I and a friend" is no combination.
_LETTERS = re.compile(
    rf"(?:(?:[Bb]oth|[Ee]ither|[Nn]either|[Oo]nly|[Aa]ll of) )?(?:{_NAMED} )?{_several(_MARK)}"
    rf"(?:,? only)?|{_MARK},? only|[Oo]nly (?:{_NAMED} )?{_MARK}"
)
_DIGITS = re.compile(
    rf"(?:both|either|neither|only)(?: {_NAMED})? {_several(_DIGIT)}(?: only)?"
    rf"|{_NAMED} {_several(_DIGIT)}(?: only)?|{_several(_DIGIT)},? only"
    rf"|(?:only|both) (?:{_several(_ORDINAL)}|{_ORDINAL}) {_NAMED}"
    rf"|{_several(_ORDINAL)} {_NAMED}",
    re.IGNORECASE,
)
# Where the stem itself counts statements, bare numbers combine them.
_FIRST, _SECOND = (re.compile(rf"(?<!\w)\(?{number}[.)]") for number in (1, 2))
_NUMBERS = re.compile(_several(_DIGIT))
_MOST_WORDS = 12


def is_combined(option: Option) -> bool:
    """Return whether an option speaks about other options."""
    return len(option.words) <= _MOST_WORDS and _is_combined(bare(option.text))


def is_above(option: Option) -> bool:
    """Return whether an option is *all of the above*, *none of these* or the like."""
    return bool(_ABOVE.fullmatch(bare(option.text)))


@lru_cache(maxsize=10_000)
def _is_combined(text: str) -> bool:
    return bool(_ABOVE.fullmatch(text) or _LETTERS.fullmatch(text) or _DIGITS.fullmatch(text))


def bare(text: str) -> str:
    """Return a text without emphasis and the punctuation at its end."""
    return " ".join(text.replace("*", "").split()).rstrip(" .!?:;…")


def is_k_type(option: Option) -> bool:
    """Return whether an option combines statements by their letters or numbers."""
    if len(option.words) > _MOST_WORDS:
        return False
    text = bare(option.text)
    return bool(_LETTERS.fullmatch(text) or _DIGITS.fullmatch(text))


def are_numbers(option: Option) -> bool:
    """Return whether an option is nothing but several numbers, as “1 and 3”."""
    return bool(_NUMBERS.fullmatch(bare(option.text)))


def counts_statements(stem: str) -> bool:
    """Return whether a stem itself numbers statements, so that numbers combine them."""
    first = _FIRST.search(stem)
    return bool(first and _SECOND.search(stem, first.end()))
