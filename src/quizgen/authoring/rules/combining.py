"""How to know options that speak about other options, or say that nothing is said."""

import re
from functools import lru_cache

from quizgen.authoring.rules.items import Option
from quizgen.base.regex import regex

_NAMED = r"(?:statements?|options?|answers?|choices?|reasons?|items?|sentences?|details?)"
_ABOVE = regex(
    rf"""(?:
        (?:all|none|both|neither|any|some|two|three|most|each)\ (?:of\ )?(?:the\ )?
        (?:{_NAMED}\ )?(?:above|below|preceding|following|listed|given|mentioned)(?:\ {_NAMED})?
      | (?:all|none|both|neither|any)\ of\ (?:these|those|them|the\ others?)
        (?:\ (?:other\ )?{_NAMED})?
      | (?:all|none|both|neither|any)\ of\ the\ (?:other\ |given\ |two\ )?{_NAMED}
      | (?:all|any)\ (?:the\ |these\ |those\ |other\ )?{_NAMED}
      | all\ (?:these|those|(?:of\ )?the\ others?)
      | all\ (?:the\ )?(?:three|four|five)(?:\ of\ (?:them|these))?
      | (?:more\ than\ one|two\ or\ more|at\ least\ two|only\ two|one\ or\ more)\ of
        \ (?:the\ above|these|them|those)
      | (?:all|both|none|neither|no\ {_NAMED})(?=\ (?:is|are|appl))
      | (?:everything|nothing)\ (?:listed\ )?above
      | (?:all|none)\ of\ the\ [a-z]+\ (?:above|listed)
      )
      (?:\ (?:is|are)(?:\ all)?(?:\ (?:correct|right|true|wrong|false|possible))?
       |\ applies|\ apply)?""",
    re.VERBOSE | re.IGNORECASE,
)
# A lone word is an answer to “Who came?” and to “Is it true of bees or of wasps?”
_ALONE = regex(r"(?:all|none|both|neither)(?: of (?:them|the two))?", re.IGNORECASE)
_ANSWERED_ALONE = regex(
    r"\b(?:who|whom|whose|how\s+(?:many|much)|or|either|which\s+of\s+the\s+two)\b",
    re.IGNORECASE,
)
_MARK = r"(?:\(?(?:[A-H]|I{1,3}|IV|VI?)\)?|\((?:[a-h]|i{1,3}|iv|vi?)\))"
_DIGIT = r"\(?[1-9]\)?"
_ORDINAL = r"(?:the )?(?:first|second|third|fourth|fifth|last)(?: one)?"


def _several(mark: str) -> str:
    return rf"{mark}(?:(?:, ?|,? and |,? or |,? nor | ?& ?){mark})+"


# Capitals matter here: "I and a friend" is no combination.
_LETTERS = regex(
    rf"(?:(?:[Bb]oth|[Ee]ither|[Nn]either|[Oo]nly|[Aa]ll of) )?(?:{_NAMED} )?{_several(_MARK)}"
    rf"(?:,? only)?(?: are(?: all| both)? (?:correct|right|true))?"
    rf"|{_MARK},? only|[Oo]nly (?:{_NAMED} )?{_MARK}"
)
# One verdict for each of two statements: “True, False”.
_VERDICT = r"(?:not )?(?:true|false|right|wrong|correct|incorrect|yes|no)"
_VERDICTS = regex(rf"{_VERDICT}(?:(?:, | and |; | – ){_VERDICT})+", re.IGNORECASE)

_DIGITS = regex(
    rf"(?:both|either|neither|only)(?: {_NAMED})? {_several(_DIGIT)}(?: only)?"
    rf"|{_NAMED} {_several(_DIGIT)}(?: only)?|{_several(_DIGIT)},? only"
    rf"|(?:only|both) (?:{_several(_ORDINAL)}|{_ORDINAL}) {_NAMED}"
    rf"|{_several(_ORDINAL)} {_NAMED}",
    re.IGNORECASE,
)
# Where the stem itself counts statements, bare numbers combine them.
_FIRST, _SECOND = (regex(rf"(?<!\w)\(?{number}[.)]") for number in (1, 2))
_NUMBERS = regex(_several(_DIGIT))
_MOST_WORDS = 12
_SAYS = r"(?:say|tell|mention|state|explain|specify)"
_SAID = r"(?:said|told|mentioned|stated|given|known|clear|explained|specified)"
_TEXT = r"(?:passage|text|story|article|author|writer|report|letter|dialogue|conversation)"
_NOT_STATED = regex(
    rf"""(?:
        (?:we|i|you|one)\ (?:do\ not|don't|cannot|can't|can\ not)\ (?:know|tell|say)
      | (?:the\ {_TEXT}|it)\ (?:does\ not|doesn't|did\ not|didn't)\ {_SAYS}
      | (?:(?:it|this|that)\ (?:is|was)\ |(?:it|this|that)'s\ )?(?:not|never)\ {_SAID}
      | (?:it|this|that)\ (?:isn't|wasn't)\ {_SAID}
      | (?:it\ )?(?:cannot|can't|can\ not|could\ not)\ be
        \ (?:known|told|determined|decided|said)
      | (?:there\ is\ )?(?:no|not\ enough)\ information(?:\ (?:given|is\ given|to\ say))?
      | unknown | impossible\ to\ (?:say|tell|know)
    )(?:\ (?:in|by|from|here)\ ?(?:the\ |this\ )?{_TEXT}?)?""",
    re.VERBOSE | re.IGNORECASE,
)


def is_combined(option: Option) -> bool:
    """Return whether an option speaks about other options."""
    return len(option.words) <= _MOST_WORDS and _is_combined(bare(option.text))


def is_above(option: Option, stem: str) -> bool:
    """Return whether an option is *all of the above*, *none of these* or the like.

    *Both* or *none of them* is one unless the stem asks who, how many, or for one of two.
    """
    text = bare(option.text)
    if _ALONE.fullmatch(text):
        return not _ANSWERED_ALONE.search(stem)
    return bool(_ABOVE.fullmatch(text))


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


def are_verdicts(option: Option) -> bool:
    """Return whether an option judges several statements at once, as “True, False”."""
    return len(option.words) <= _MOST_WORDS and bool(_VERDICTS.fullmatch(bare(option.text)))


def are_numbers(option: Option) -> bool:
    """Return whether an option is nothing but several numbers, as “1 and 3”."""
    return bool(_NUMBERS.fullmatch(bare(option.text)))


def counts_statements(stem: str) -> bool:
    """Return whether a stem itself numbers statements, so that numbers combine them."""
    first = _FIRST.search(stem)
    return bool(first and _SECOND.search(stem, first.end()))


def is_not_stated(option: Option) -> bool:
    """Return whether an option says that the article does not say."""
    if len(option.words) > _MOST_WORDS:
        return False
    return bool(_NOT_STATED.fullmatch(bare(option.text).replace("’", "'")))
