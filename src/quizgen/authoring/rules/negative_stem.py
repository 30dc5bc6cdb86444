"""Stems that ask for what is not so."""

import re

from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.negations import turning_word
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, question_rule
from quizgen.base.regex import regex

_EMPHASIS = regex(r"(\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1")


@question_rule(
    "negative-stem",
    english=True,
    bad="""
        stem: Which of these is not a reason that the author gives?
        answer: The lamps were expensive.
        distractors: [The coast was dark., The keepers were tired., The ships were fast.]
        """,
    good="""
        stem: Which reason does the author give for a keeper?
        answer: The coast is lonely.
        distractors: [The lamps were expensive., The ships are fast., The fog is thick.]
        """,
    limits={
        "emphasized": Limit(
            1, "Whether a word in bold or capitals is reported: 1; 0 lets it be.", 0, 1
        )
    },
)
def negative_stem(item: RuleView, context: Context) -> Findings:
    """A stem asks for what is not so.

    Students who know the answer miss the *not* and choose what is so; who sees it must turn
    every option around, and shows only what he holds for wrong. Ask for what is so. Bold or
    capitals (`**not**`, `NOT`) help with the first and not with the second; a bank that is
    content with them says `check: {negative-stem: {emphasized: 0}}`. A negation in quoted
    words or in a clause of reported speech, as in *why the town did not pay*, is left alone,
    and so is one in bold where several options are right.
    """
    for choice in item.choices:
        found = turning_word(choice.stem.text)
        if not found:
            continue
        if not is_emphasized(choice.stem.text, found):
            yield RuleFinding(
                choice.stem.place,
                f"The stem turns on “{found[0]}”, which is easy to overlook. Ask for what is "
                f"so, or print the word in bold: **{found[0]}**.",
            )
        elif choice.answer and context.limits["emphasized"]:
            yield RuleFinding(
                choice.stem.place,
                f"The stem asks for the exception, by “{found[0]}”. Who finds it has shown "
                "only what is not so. Ask for what is so.",
            )


def is_emphasized(text: str, found: re.Match[str]) -> bool:
    """Return whether a word is in capitals or between marks of emphasis."""
    return found[0].isupper() or any(
        span.start() < found.start() and found.end() < span.end()
        for span in _EMPHASIS.finditer(text)
    )
