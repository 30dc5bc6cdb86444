"""Stems that ask for what is not so."""

import re

from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule

# What the stem speaks about: quoted words, and clauses of which a negation is a part.
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’")
_CLAUSE = re.compile(
    r"\b(?:that|because|although|though|whether|if|why|how|since|unless|while|when|where|who|"
    r"whose|than)\b|\b(?:for|of|by)\s+$",
    re.IGNORECASE,
)
NEGATION = re.compile(r"(?<!\w)(not|never|cannot|\w+n['’]t)(?!\w)", re.IGNORECASE)
# The exception that is asked for; "everyone except the mayor" is none.
_EXCEPT = re.compile(
    r"(?<!\w)except(?=(?: for)?(?: which| one)?\W*$)|(?<=\w )except(?=\W*\s(?:for )?which)",
    re.IGNORECASE,
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
_EMPHASIS = re.compile(r"(\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1")


@question_rule(
    "negative-stem",
    english=True,
    bad="""
        stem: Which of these is not a reason that the author gives?
        answer: The lamps were expensive.
        distractors: [The coast was dark., The keepers were tired., The ships were fast.]
        """,
    good="""
        stem: Which of these is **not** a reason that the author gives?
        answer: The lamps were expensive.
        distractors: [The coast was dark., The keepers were tired., The ships were fast.]
        """,
)
def negative_stem(item: RuleView, context: Context) -> Findings:
    """A stem asks for what is not so, and its *not* is easy to overlook.

    Students who know the answer miss the word and choose what is so. Ask for what is so, or
    print the word in bold or in capitals: `**not**`, `NOT`. A negation in quoted words or in a
    clause of reported speech, as in *why the town did not pay*, is left alone.
    """
    for choice in item.choices:
        found = _turning_word(choice.stem.text)
        if found and not is_emphasized(choice.stem.text, found):
            yield RuleFinding(
                choice.stem.place,
                f"The stem turns on “{found[0]}”, which is easy to overlook. Ask for what is "
                f"so, or print the word in bold: **{found[0]}**.",
            )


def _turning_word(stem: str) -> re.Match[str] | None:
    """Return the word that makes the stem ask for the exception, if one does."""
    plain = _QUOTED.sub(lambda said: "-" * len(said[0]), stem)
    if found := _EXCEPT.search(plain):
        return found
    sentences = list(_SENTENCE.finditer(plain))
    for sentence in sentences:
        if sentence is sentences[-1] or sentence[0].rstrip().endswith("?"):
            found = NEGATION.search(plain, *sentence.span())
            if found and not _is_told(plain, sentence, found):
                return found
    return None


def _is_told(stem: str, sentence: re.Match[str], found: re.Match[str]) -> bool:
    """Return whether a negation belongs to what the sentence tells, not to what it asks."""
    start, end = sentence.start(), found.start()
    if chosen := _CHOOSE_THAT.search(stem, start, end):
        return bool(_CLAUSE.search(stem, chosen.end(), end))
    opening = _OPENING.match(stem, start, end)
    return bool(_CLAUSE.search(stem, opening.end() if opening else start, end))


def is_emphasized(text: str, found: re.Match[str]) -> bool:
    """Return whether a word is in capitals or between marks of emphasis."""
    return found[0].isupper() or any(
        span.start() < found.start() and found.end() < span.end()
        for span in _EMPHASIS.finditer(text)
    )
