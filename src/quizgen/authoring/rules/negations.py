"""The word by which a stem asks for what is not so."""

import re

from quizgen.authoring.rules.late_pattern import LatePattern

# What the stem speaks about: quoted words, and clauses of which a negation is a part.
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’")
_CLAUSE = re.compile(
    r"\b(?:that|because|although|though|whether|if|why|how|since|unless|while|when|where|who|"
    r"whose|than)\b|\b(?:for|of|by)\s+$|\breasons?\s+(?:he|she|it|they|the\s+\w+)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"(?<!\w)(not|never|cannot|\w+n['’]t)(?!\w)", re.IGNORECASE)
# The exception that is asked for; "everyone except the mayor" is none.
_EXCEPT = re.compile(
    r"(?<!\w)except(?=(?: for)?(?: which| one)?[\W_]*$)|(?<=\w )except(?=\W*\s(?:for )?which)"
    r"|^except(?= (?:for )?which)|(?<=, )except(?= (?:for )?one,)"
    r"|(?<=\w )with the exception of(?=[\W_]*$)",
    re.IGNORECASE,
)
# “Which statement is false?” and “all of these but ____”.
_WRONG = re.compile(
    r"(?:(?<=is )|(?<=are ))(?:wrong|false|incorrect|untrue)(?=[\W_]*$|\s+according\b)",
    re.IGNORECASE,
)
_OF_OPTIONS = LatePattern(
    r"\s*(?:according to [^,]*,\s*)?which(?: one)?(?: of (?:the following|these))?"
    r"(?: statements?| sentences?| options?| answers?)?(?: about [^?]*)?\s+(?:is|are)\s+$",
    re.IGNORECASE,
)
_WRONG_ONE = re.compile(
    r"\b(?:wrong|false|incorrect|untrue)"
    r"(?= (?:statement|sentence|option|answer|claim|one)s?\b(?!\s+(?:in|on|to|from)\b))",
    re.IGNORECASE,
)
_TO_FIND = LatePattern(
    r"(?:^|.*[.:,;?!] )(?:(?:which|what)(?: one)?(?: of (?:the following|these))?"
    r"(?: statements?)? (?:is|are)|choose|find|identify|select|pick|mark|circle|name)"
    r" (?:an?|the|all)(?: one)? $",
    re.IGNORECASE | re.DOTALL,
)
_ALL_BUT = re.compile(
    r"(?<=\w )(?<!nothing )(?<!anything )"
    r"but(?=(?: the| an?)?[\W_]*$|\s+(?:which|what)\b)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"^\s*(?:all|everything)\b|\ball\s+(?:of\s+)?(?:these|those|the\s+following)\b",
    re.IGNORECASE,
)
# What somebody is not to do is told: “What did he tell them not to be?”
_ORDERED = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!ought )not to \w", re.IGNORECASE
)
# “Never Cry Wolf” is a title, and its *never* asks for nothing.
_OF_A_TITLE = re.compile(r"[A-Z][a-z]+(?:['’]t)?\s+[A-Z][a-z]")
# A sentence to be completed by a reason or a time tells its negation: “because he ____”.
_TO_COMPLETE = re.compile(
    r"\b(?:because|since|so that|until|unless)(?:\s+[^\W_]+){0,3}[\s_.…:]*$", re.IGNORECASE
)
_CHOOSE_THAT = re.compile(
    r"\b(?:choose|find|pick|circle|mark|select|identify|name|which (?:is|are|of))\b[^.?!]*?\b"
    r"(?:statement|sentence|option|one|reason|detail|answer|choice|fact|example|idea)s?\s+"
    r"(?:that|which|who)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\s*(?:according to [^,]*,\s*)?(?:who|when|where|(?:which|all|each) of)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
# What a stem that turns on a word has, found sooner than by the patterns above.
_HINT = re.compile(
    r"not|never|n['’]t|except|wrong|false|incorrect|untrue|\bbut\b", re.IGNORECASE
)


def turning_word(stem: str) -> re.Match[str] | None:
    """Return the word that makes the stem ask for the exception, if one does."""
    if not _HINT.search(stem):
        return None
    plain = _QUOTED.sub(lambda said: "-" * len(said[0]), stem)
    if found := _EXCEPT.search(plain):
        return found
    if (found := _WRONG.search(plain)) and _OF_OPTIONS.fullmatch(plain[: found.start()]):
        return found
    if (found := _WRONG_ONE.search(plain)) and _TO_FIND.fullmatch(plain[: found.start()]):
        return found
    if (found := _ALL_BUT.search(plain)) and _ALL.search(
        plain[: found.start()].rpartition(",")[2]
    ):
        return found
    sentences = list(_SENTENCE.finditer(plain))
    for sentence in sentences:
        if sentence is sentences[-1] or sentence[0].rstrip().endswith("?"):
            found = _negation(plain, *sentence.span())
            if found and not _is_told(plain, sentence, found):
                return found
    return None


def _negation(stem: str, start: int, end: int) -> re.Match[str] | None:
    """Return the first negation of a sentence, but for those of titles and orders."""
    found = _NEGATION.finditer(stem, start, end)
    told = (_OF_A_TITLE, _ORDERED)
    return next(
        (each for each in found if not any(way.match(stem, each.start()) for way in told)),
        None,
    )


def _is_told(stem: str, sentence: re.Match[str], found: re.Match[str]) -> bool:
    """Return whether a negation belongs to what the sentence tells, not to what it asks."""
    start, end = sentence.start(), found.start()
    if _TO_COMPLETE.search(sentence[0]):
        return True
    if chosen := _CHOOSE_THAT.search(stem, start, end):
        return bool(_CLAUSE.search(stem, chosen.end(), end))
    opening = _OPENING.match(stem, start, end)
    return bool(_CLAUSE.search(stem, opening.end() if opening else start, end))
