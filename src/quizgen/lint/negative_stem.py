"""Stems that ask for what is not so."""

import re

from quizgen.lint.items import Item
from quizgen.lint.rules import Context, Finding, Findings, question_rule

# What the stem speaks about: quoted words, and clauses of which a negation is a part.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
_CLAUSE = re.compile(r"\b(?:that|because|although|whether|if)\b", re.IGNORECASE)
NEGATION = re.compile(r"(?<!\w)(not|except|never|\w+n['’]t)(?!\w)", re.IGNORECASE)


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
def negative_stem(item: Item, context: Context) -> Findings:
    """A stem asks for what is not so, and its *not* is easy to overlook.

    Students who know the answer miss the word and choose what is so. Ask for what is so, or
    print the word in bold or in capitals: `**not**`, `NOT`. A negation in words that the stem
    quotes, or in a clause that begins with *that*, *because*, *although*, *whether* or *if*,
    is left alone.
    """
    for choice in item.choices:
        found = NEGATION.search(_QUOTED.sub(lambda said: "-" * len(said[0]), choice.stem.text))
        if found and _CLAUSE.search(choice.stem.text, 0, found.start()):
            continue
        if found and not is_emphasized(choice.stem.text, found):
            yield Finding(
                choice.stem.place,
                f"The stem turns on “{found[0]}”, which is easy to overlook. Ask for what is "
                f"so, or print the word in bold: **{found[0]}**.",
            )


def is_emphasized(text: str, found: re.Match[str]) -> bool:
    """Return whether a word is in capitals or between marks of emphasis."""
    before, after = text[: found.start()], text[found.end() :]
    return found[0].isupper() or (before.endswith(("*", "_")) and after.startswith(("*", "_")))
