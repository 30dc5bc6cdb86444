"""Stems that are harder to read than the passage.

The Automated Readability Index (Senter and Smith 1967, AMRL-TR-66-220) turns the length of
words and sentences into a school grade. It needs no list of syllables, so nothing has to be
downloaded, and what is compared here is measured with one yardstick on both sides.
"""

from collections.abc import Iterable
from functools import lru_cache

from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, question_rule
from quizgen.authoring.rules.words import words
from quizgen.base.regex import regex

_BETWEEN = regex(r"(?<=[.?!])\s+")
_SIGNS = regex(r"\W*")
_ENDING_SIGNS = frozenset(".!?:;")


@question_rule(
    "stem-harder-than-passage",
    english=True,
    limits={
        "grades": Limit(4, "How many school grades harder a stem must be.", 1, 30),
        "words": Limit(15, "How many words a stem must have to be measured.", 5, 200),
    },
    passage="""
        The keeper had a lamp. He lit it at night. Ships came and went. He saw them all.

        Then the lamp went out. Nobody came to mend it. The town was dark.
        """,
    bad="""
        stem: >-
          Considering the circumstances under which the responsibilities of the keeper were
          discontinued, which interpretation characterizes the author's attitude towards the
          municipal administration most convincingly?
        answer: He blames it.
        distractors: [He thanks it., He pities it.]
        """,
    good="""
        stem: >-
          The lamp went out and nobody came. What does the author think of the town, which
          did not send anyone to mend it?
        answer: He blames it.
        distractors: [He thanks it., He pities it.]
        """,
)
def stem_harder_than_passage(item: RuleView, context: Context) -> Findings:
    """A stem is harder to read than the passage.

    A student who understands the passage should not fail at the question. Both are measured
    by the Automated Readability Index, which turns the length of words and sentences into a
    school grade; of the passage the longer half of its sentences counts, since a stem is a
    long sentence too. Short stems are left alone, since a few words say little. Cut the stem
    into two sentences, and use the passage's own words or simpler ones.
    """
    if context.text is None:
        return
    passage = max(1, grade(_longer_half(context.text.paragraphs)))
    for stem in item.stems:
        if len(stem.words) < context.limits["words"]:
            continue
        found = grade((stem.text,))
        if found >= passage + context.limits["grades"]:
            yield RuleFinding(
                stem.place,
                f"The stem reads like grade {found:.0f}, the passage like grade "
                f"{passage:.0f} (Automated Readability Index). Use shorter sentences "
                "and simpler words.",
            )


@lru_cache(maxsize=4)
def _longer_half(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sentences of a text that are as long as the middle one, or longer."""
    sentences = [sentence for text in paragraphs for sentence in _BETWEEN.split(text)]
    lengths = sorted(len(sentence.split()) for sentence in sentences)
    middle = lengths[len(lengths) // 2] if lengths else 0
    return tuple(each for each in sentences if len(each.split()) >= middle)


@lru_cache(maxsize=1000)
def grade(texts: tuple[str, ...]) -> float:
    """Return the school grade at which texts can be read, by the length of their words."""
    counted = words(" ".join(texts))
    sentences = sum(max(1, sum(map(_ends_sentence, text.split()))) for text in texts)
    if not counted:
        return 0
    return 4.71 * _mean(map(len, counted)) + 0.5 * len(counted) / sentences - 21.43


def _ends_sentence(typed: str) -> bool:
    """Return whether a sentence ends with a word as typed, in one search."""
    behind = _SIGNS.match(typed[::-1])
    return behind is not None and not _ENDING_SIGNS.isdisjoint(behind[0])


def _mean(numbers: Iterable[int]) -> float:
    found = list(numbers)
    return sum(found) / len(found)
