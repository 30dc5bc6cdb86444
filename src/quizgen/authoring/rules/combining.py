"""How to know options that speak about other options, or say that nothing is said."""

import re
from functools import lru_cache

from quizgen.authoring.rules.figures import DIGIT
from quizgen.authoring.rules.items import Choice, Option
from quizgen.authoring.rules.words import word_set
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
      | all\ (?:the\ )?(?:three|four|five)(?:\ {_NAMED}|\ of\ (?:them|these))?
      | (?:all|none|any|each)\ of\ the\ (?:previous|three|four)(?:\ {_NAMED})?
      | (?:they|these|those)(?=\ are\ all\ ) | each\ of\ (?:these|those|them)
      | an?y?\ combination\ of\ (?:the\ above|these)
      | (?:there\ is\ )?no\ (?:correct|right)\ {_NAMED}
      | (?:more\ than\ one|two\ or\ more|at\ least\ two|only\ two|one\ or\ more)\ of
        \ (?:the\ above|these|them|those)
      | (?:all|both|none|neither|no\ {_NAMED})(?=\ (?:is|are|appl))
      | (?:everything|nothing)\ (?:listed\ )?above
      | (?:all|none)\ of\ the\ [a-z]+\ (?:above|listed)
      | (?:all|none)\ of\ the\ above\ mentioned
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
_MARK = r"(?:\(?(?:[A-H]|I{1,3}|IV|VI?)\)?\.?|\((?:[a-h]|i{1,3}|iv|vi?)\))"
_SMALL = r"(?:[a-h]|i{1,3}|iv|vi?)"
_DIGIT = r"\(?[1-9]\)?"
_ORDINAL = r"(?:the )?(?:first|second|third|fourth|fifth|last)(?: one)?"


def _several(mark: str) -> str:
    return rf"{mark}(?:(?:, ?|,? and |,? or |,? nor | ?& ?){mark})+"


# Capitals matter here: "I and a friend" is no combination.
_LETTERS = regex(
    rf"(?:(?:[Bb]oth|[Ee]ither|[Nn]either|[Oo]nly|[Aa]ll of) )?(?:(?i:{_NAMED}) )?"
    rf"(?:{_several(_MARK)}|{_several(_SMALL)})"
    rf"(?:,? only)?(?: are(?: all| both)? (?:correct|right|true))?"
    rf"|(?:(?i:{_NAMED}) )?{_MARK},? only"
    rf"|[Oo]nly (?:(?i:{_NAMED}) )?{_MARK}(?: is (?:correct|right|true))?"
)
# One verdict for each of two statements: “True, False”.
_VERDICT = r"(?:not )?(?:true|false|right|wrong|correct|incorrect|yes|no)"
_VERDICTS = regex(rf"{_VERDICT}(?:(?:, | and |; | – ){_VERDICT})+", re.IGNORECASE)

_LABEL = rf"(?:{_DIGIT}|{_MARK})"
# What is said of numbered statements: “Statement 1 is true, Statement 2 is false”.
_OF_STATEMENTS = regex(
    rf"(?:both|neither)(?: of the)?(?: two)? statements?(?: (?:is|are) {_VERDICT})?"
    rf"|(?:both )?(?:statements? )?{_MARK}(?: and (?:statement )?{_MARK})?"
    rf" (?:is|are) {_VERDICT}(?:[,;]|\s+(?:and|but|while)\b).*"
    rf"|statements? {_LABEL}(?: and (?:statement )?{_LABEL})? (?:is|are) {_VERDICT}\b.*"
    rf"|only the {_ORDINAL.removeprefix('(?:the )?')} statement is {_VERDICT}",
    re.IGNORECASE,
)
_DIGITS = regex(
    rf"(?:both|either|neither|only)(?: {_NAMED})? {_several(_DIGIT)}(?: only)?"
    rf"|{_NAMED} {_several(_DIGIT)}(?: only)?|{_several(_DIGIT)},? only"
    rf"|only {_NAMED} {_DIGIT}|{_NAMED} {_DIGIT},? only"
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

_SIDES = {
    "true": "true",
    "false": "false",
    "not true": "false",
    "correct": "true",
    "incorrect": "false",
    "yes": "true",
    "no": "false",
}
_JUDGED = regex(
    r"(true|false|yes|no)(?:[,;:.—–-]+|\s+(?:because|since|as|for)\b).*",
    re.IGNORECASE | re.DOTALL,
)


# One word at least that an option of each sort has, found sooner than its pattern.
_COMBINE_HINTS = word_set(
    """
    all none both neither either any some two three most each more only at one everything
    nothing no they these those a b c d e f g h i ii iii iv v vi first second third fourth
    fifth last
    """
)
_STATEMENT_HINTS = word_set("statement statements true false correct incorrect right wrong")
_VERDICT_HINTS = word_set("true false right wrong correct incorrect yes no")
_NOT_STATED_HINTS = word_set(
    """
    not don't cannot can't doesn't didn't never isn't wasn't information unknown impossible
    """
)


def is_combined(option: Option) -> bool:
    """Return whether an option speaks about other options."""
    return _may_combine(option) and _is_combined(option.bare)


def standing_alone(choice: Choice) -> tuple[Option, ...]:
    """Return the options that do not speak about others."""
    return choice.once(_standing_alone)


def _standing_alone(choice: Choice) -> tuple[Option, ...]:
    return tuple(option for option in choice.options if not is_combined(option))


def _may_combine(option: Option) -> bool:
    found = option.words
    return len(found) <= _MOST_WORDS and (
        not _COMBINE_HINTS.isdisjoint(found) or bool(DIGIT.search(option.text))
    )


def is_above(option: Option, stem: str) -> bool:
    """Return whether an option is *all of the above*, *none of these* or the like.

    *Both* or *none of them* is one unless the stem asks who, how many, or for one of two.
    """
    if _COMBINE_HINTS.isdisjoint(option.words):
        return False
    if _ALONE.fullmatch(option.bare):
        return not _ANSWERED_ALONE.search(stem)
    return bool(_ABOVE.fullmatch(option.bare))


@lru_cache(maxsize=10_000)
def _is_combined(text: str) -> bool:
    return bool(_ABOVE.fullmatch(text) or _LETTERS.fullmatch(text) or _DIGITS.fullmatch(text))


def is_k_type(option: Option) -> bool:
    """Return whether an option combines statements by their letters or numbers."""
    if _STATEMENT_HINTS.isdisjoint(option.words) and not _may_combine(option):
        return False
    sorts = (_LETTERS, _DIGITS, _OF_STATEMENTS)
    return any(sort.fullmatch(option.bare) for sort in sorts)


def are_verdicts(option: Option) -> bool:
    """Return whether an option judges several statements at once, as “True, False”."""
    if len(option.words) > _MOST_WORDS or _VERDICT_HINTS.isdisjoint(option.words):
        return False
    return bool(_VERDICTS.fullmatch(option.bare))


def are_numbers(option: Option) -> bool:
    """Return whether an option is nothing but several numbers, as “1 and 3”."""
    return bool(_NUMBERS.fullmatch(option.bare))


def counts_statements(stem: str) -> bool:
    """Return whether a stem itself numbers statements, so that numbers combine them."""
    first = _FIRST.search(stem)
    return bool(first and _SECOND.search(stem, first.end()))


def is_not_stated(option: Option) -> bool:
    """Return whether an option says that the article does not say."""
    if len(option.words) > _MOST_WORDS or _NOT_STATED_HINTS.isdisjoint(option.words):
        return False
    return bool(_NOT_STATED.fullmatch(option.bare.replace("’", "'")))


def side_of(option: Option) -> str | None:
    """Return which of true and false an option is, if it is either, with reasons or without."""
    if _VERDICT_HINTS.isdisjoint(option.words):
        return None
    text = option.bare.casefold()
    if found := _JUDGED.fullmatch(text):
        return _SIDES[found[1].casefold()]
    return _SIDES.get(text)
