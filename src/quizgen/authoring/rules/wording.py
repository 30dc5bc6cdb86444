"""Single words that give options away or that no two readers understand alike."""

import re
from collections.abc import Iterable, Iterator

from quizgen.authoring.rules.combining import is_combined
from quizgen.authoring.rules.items import Choice, Option, Passage, RuleView
from quizgen.authoring.rules.late_pattern import LatePattern
from quizgen.authoring.rules.negations import turning_word
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.authoring.rules.words import word_set
from quizgen.base.text_match import quoted_words

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’")
_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a|an|half|just)\b"
_TIME = (
    r"(?:day|night|year|week|month|summer|winter|spring|fall|autumn|morning|evening|afternoon|"
    r"season|weekend|life|time)s?\b"
)
# What happened or did not happen once is a fact: “He never got his shoe back.”
_ONCE = (
    "got|came|found|returned|reached|arrived|met|saw|finished|married|won|heard|learned|knew|"
    "been|had|became|left|was|were|on|in|at|there"
)
_ALONE = re.compile(
    r"(?:no one|everyone|everybody|nobody|none|all)(?: else| of (?:them|us))?\W*", re.IGNORECASE
)
_ABSOLUTE = LatePattern(
    rf"""\b(?:
        (?<!not\ )always | completely | entirely | totally | absolutely | none
      | never (?!\ (?:{_ONCE})\b)(?!(?:\ \w+){{1,4}}\ (?:back|again)\b)
      | (?<!that\ )(?<!so\ )(?<!if\ )(?<!when\ )(?<!where\ )
        (?:everyone | everybody | nobody | no\ one) (?!\ (?:{_ONCE})\b)
      | (?<!at\ )(?<!after\ )(?<!above\ )(?<!first\ of\ )(?<!best\ of\ )(?<!most\ of\ )(?<!in\ )
        (?<!not\ )(?<!^of\ ) all
        (?!\ (?:the\ |his\ |her\ |their\ |my\ )?{_TIME})
        (?!\ (?:of\ a\ sudden|the\ same|over|around|along|right|alone|too|but|in\ all))
        (?!\ (?:about|through)\b)
        (?!\ {_NUMBER})
      | (?<!not\ )(?<!the\ )(?<!an\ )(?<!his\ )(?<!her\ )(?<!its\ )(?<!their\ )(?<!my\ )
        (?<!our\ )(?<!if\ ) only (?!\ {_NUMBER})
        (?!\ (?:has|have|had)\ {_NUMBER})
        (?!\ (?:after|when|once|because|if|then|to|child|son|daughter|way)\b)
      )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ANY_ABSOLUTE = LatePattern(
    r"\b(?:always|never|completely|entirely|totally|absolutely|everyone|everybody|nobody|"
    r"no one|none|all|only|every|everything|nothing|must|no)\b",
    re.IGNORECASE,
)
_VAGUE = LatePattern(
    r"(?<!how )(?<!more )(?<!as )(?<!less )(?<!too )(?<!so )"
    r"\b(?:often|rarely|usually|sometimes|frequently|seldom|occasionally|from time to time|"
    r"now and then|once in a while|most of the time|generally|mostly|commonly|normally|"
    r"typically|virtually|tends? to)\b",
    re.IGNORECASE,
)
_ABSOLUTE_HINTS = word_set(
    "always never completely entirely totally absolutely none everyone everybody nobody one "
    "all only everyone's everybody's"
)
_VAGUE_HINTS = word_set(
    "often rarely usually sometimes frequently seldom occasionally time then while generally "
    "mostly commonly normally typically virtually tend tends"
)
_MOST_WORDS = 14
"""In a longer option a single word is no glaring claim."""


_MOST_VAGUE = 25


@question_rule(
    "absolute-words",
    english=True,
    bad="""
        stem: What does the author say about keepers?
        answer: They saw what a machine would have missed.
        distractors:
          - They always knew when a storm was near.
          - They never left the rock in winter.
          - They were paid by the harbor.
        """,
    good="""
        stem: What does the author say about keepers?
        answer: They saw what a machine would have missed.
        distractors:
          - They knew when a storm was near.
          - They left the rock in winter.
          - They were paid by the harbor.
        """,
)
def absolute_words(item: RuleView, context: Context) -> Findings:
    """Words such as *always*, *never*, *all* and *only* are in distractors alone.

    Hardly anything is always so, and students strike such options out without reading. Say
    less in the distractor, or let the answer be as sure. Words in quotation marks count for
    nothing, nor do set phrases such as *at all*, *all day* or *not only*, nor *that nobody*,
    which is reported and not claimed, nor a word that the stem has, nor what happened once, as
    in *only after the war*. Where the stem asks for what is not so, such words lead to a wrong
    option. *No one* may be the answer to *Who*, and in an option of more than
    14 words one word is no glaring claim.
    """
    for choice in item.choices:
        claims = [
            option
            for option in choice.distractors
            if not _ABSOLUTE_HINTS.isdisjoint(option.words) and _is_claim(option)
        ]
        if not claims or turning_word(choice.stem.text):
            continue
        found = list(_first_words(claims, _ABSOLUTE, _ABSOLUTE_HINTS))
        if found and any(_ANY_ABSOLUTE.search(option.text) for option in choice.answers):
            continue
        for option, word in found:
            if word in choice.stem.words:
                continue
            yield RuleFinding(
                option.place,
                f"“{word}” is in {quoted_words(option.text)} and not in the answer, so the "
                "option looks wrong at once. Say less, or let the answer be as sure.",
            )


def _is_claim(option: Option) -> bool:
    return 1 < len(option.words) <= _MOST_WORDS and not _ALONE.fullmatch(option.text)


@question_rule(
    "vague-frequency",
    english=True,
    pedantic=True,
    bad="""
        stem: When did the keeper write in his log?
        answer: He often wrote at night.
        distractors: [He wrote at noon., He usually wrote at dawn., He wrote at dusk.]
        """,
    good="""
        stem: When did the keeper write in his log?
        answer: He wrote at night.
        distractors: [He wrote at noon., He wrote at dawn., He wrote at dusk.]
        """,
)
def vague_frequency(item: RuleView, context: Context) -> Findings:
    """An option, or a statement to judge, says how often in a vague word.

    What is *often* to one reader is *sometimes* to another, so a careful student can argue for
    either. Say how often in the article's own figures, or leave the word out. A word that all
    options have tells none of them from another, and in a long option it is one word of many.
    """
    texts = [option for choice in item.choices for option in _weighed(choice)]
    if item.question.is_statement:
        texts.append(item.stem)
    found = list(_first_words(texts, _VAGUE, _VAGUE_HINTS))
    if found:
        words = ", ".join(dict.fromkeys(f"“{word}”" for _, word in found))
        yield RuleFinding(
            found[0][0].place,
            f"No two readers agree how often {words} is. Say it in a figure of the article, "
            "or leave the word out.",
        )


def _weighed(choice: Choice) -> list[Passage]:
    """Return the options in which a vague word can decide."""
    said = [_VAGUE.compiled.findall(option.text.casefold()) for option in choice.options]
    if all(said) and len({found[0] for found in said}) == 1:
        return []
    return [option for option in choice.options if len(option.words) <= _MOST_VAGUE]


def _first_words(
    texts: Iterable[Passage], pattern: LatePattern, hints: frozenset[str]
) -> Iterator[tuple[Passage, str]]:
    """Yield each text of the writer's own that has such a word, with the first of them.

    hints are words one of which it must have, found sooner than the pattern.
    """
    for passage in texts:
        if hints.isdisjoint(passage.words):
            continue
        if isinstance(passage, Option) and (passage.quoted or is_combined(passage)):
            continue
        if found := pattern.search(_QUOTED.sub(" … ", passage.text)):
            yield passage, found[0].casefold()
