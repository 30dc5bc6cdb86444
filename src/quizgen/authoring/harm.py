"""How much harm a weakness does, so that the gravest advice stands first."""

from collections.abc import Mapping

# From what may mark a right answer wrong to what is only missing from the key.
_GROUPS = (
    # The question is not finished, or its key may be wrong.
    """
    still-to-write unknown-rule unknown-limit stem-names-other-paragraph duplicate-options
    doubtful-emphasis
    """,
    # The answer shows without the article.
    """
    gives-away thesis-leak same-fact-twice grammar-clue longest-answer convergence
    stem-word-in-answer quoted-answer absolute-words not-stated-option
    all-or-none-of-the-above k-type guess-by-length guess-by-stem guess-by-likeness
    guess-by-stance pinned-key
    """,
    # It is hard to see what is asked.
    """
    negative-stem empty-stem unfocused-stem blank-in-stem true-false-options vague-frequency
    stem-harder-than-passage
    """,
    # Options do not match one another, or are too many.
    "unequal-options mixed-form numeric-order implausible-distractor uneven-punctuation",
)
_HARM: Mapping[str, int] = {
    rule: harm for harm, rules in enumerate(_GROUPS) for rule in rules.split()
}
LEAST = len(_GROUPS)


def harm(rule: str) -> int:
    """Return how little harm what a rule finds does: 0 is gravest, LEAST for all others."""
    return _HARM.get(rule, LEAST)


def ranked() -> frozenset[str]:
    """Return the rules whose harm is more than the least."""
    return frozenset(_HARM)
