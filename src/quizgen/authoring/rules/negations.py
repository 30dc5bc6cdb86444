"""The word by which a stem asks for what is not so."""

import re

from quizgen.base.regex import regex

# What the stem speaks about: quoted words, and clauses of which a negation is a part.
_QUOTED = regex(r"“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’")
_CLAUSE = regex(
    r"\b(?:that|because|although|though|whether|if|why|how|since|unless|while|when|where|who|"
    r"whose|than)\b|\b(?:for|of|by)\s+$|\breasons?\s+(?:he|she|it|they|the\s+\w+)\b",
    re.IGNORECASE,
)
_NEGATION = regex(r"(?<!\w)(not|never|cannot|\w+n['’]t)(?!\w)", re.IGNORECASE)
# The exception that is asked for; "everyone except the mayor" is none.
_EXCEPT = regex(
    r"(?<!\w)except(?=(?: for)?(?: which| one)?[\W_]*$)|(?<=\w )except(?=\W*\s(?:for )?which)",
    re.IGNORECASE,
)
# “Which statement is false?” and “all of these but ____”.
_WRONG = regex(
    r"(?<=is )(?:wrong|false|incorrect|untrue)(?=[\W_]*$|\s+according\b)", re.IGNORECASE
)
_OF_OPTIONS = regex(
    r"\s*(?:according to [^,]*,\s*)?which(?: one)?(?: of (?:the following|these))?"
    r"(?: statements?| sentences?| options?)?(?: about [^?]*)?\s+is\s+$",
    re.IGNORECASE,
)
_ALL_BUT = regex(r"(?<=\w )but(?=[\W_]*$)", re.IGNORECASE)
# A sentence to be completed by a reason or a time tells its negation: “because he ____”.
_TO_COMPLETE = regex(
    r"\b(?:because|since|so that|until|unless)(?:\s+[^\W_]+){0,3}[\s_.…:]*$", re.IGNORECASE
)
_CHOOSE_THAT = regex(
    r"\b(?:choose|find|pick|circle|mark|select|identify|name|which (?:is|are|of))\b[^.?!]*?\b"
    r"(?:statement|sentence|option|one|reason|detail|answer|choice|fact|example|idea)s?\s+"
    r"(?:that|which|who)\b",
    re.IGNORECASE,
)
_OPENING = regex(
    r"\s*(?:according to [^,]*,\s*)?(?:who|when|where|(?:which|all|each) of)\b", re.IGNORECASE
)
_SENTENCE = regex(r"[^.?!]+[.?!]*")


def turning_word(stem: str) -> re.Match[str] | None:
    """Return the word that makes the stem ask for the exception, if one does."""
    plain = _QUOTED.sub(lambda said: "-" * len(said[0]), stem)
    if found := _EXCEPT.search(plain):
        return found
    if (found := _WRONG.search(plain)) and _OF_OPTIONS.fullmatch(plain[: found.start()]):
        return found
    if (found := _ALL_BUT.search(plain)) and re.match(r"\s*all\b", plain, re.IGNORECASE):
        return found
    sentences = list(_SENTENCE.finditer(plain))
    for sentence in sentences:
        if sentence is sentences[-1] or sentence[0].rstrip().endswith("?"):
            found = _NEGATION.search(plain, *sentence.span())
            if found and not _is_told(plain, sentence, found):
                return found
    return None


def _is_told(stem: str, sentence: re.Match[str], found: re.Match[str]) -> bool:
    """Return whether a negation belongs to what the sentence tells, not to what it asks."""
    start, end = sentence.start(), found.start()
    if _TO_COMPLETE.search(sentence[0]):
        return True
    if chosen := _CHOOSE_THAT.search(stem, start, end):
        return bool(_CLAUSE.search(stem, chosen.end(), end))
    opening = _OPENING.match(stem, start, end)
    return bool(_CLAUSE.search(stem, opening.end() if opening else start, end))
