"""Stems with a hole in them, and stems that ask nothing."""

import re

from quizgen.authoring.rules.items import Passage, RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.authoring.rules.words import content, word_set, words
from quizgen.base.markdown import REFERENCE
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words

_BLANK = regex(r"(?<![^\W_])(?:_{2,}|\.{4,}|…{2,}|-{4,}|\[\s*\]|\(\s*\))(?![^\W_])")
_SENTENCE_END = regex(r"[.!?](?=\W*\s|\W*$)")
# What remains of a stem that only asks for what is so.
_SO = frozenset(
    content(words("true correct right false wrong accurate right option apply"), "en")
)
_SUBJECT_ONLY = word_set("a an the is are was were has have had does did can will would")
_CHOOSE = frozenset(content(words("choose select pick mark circle find check tick name"), "en"))


# Words that ask for something although they say little: “What does the author want?”
_ASKS = regex(
    r"\b(?:why|how|who|whom|whose|when|where|wants?|uses?|gives?|makes?|takes?|put|means?|"
    r"supports?|suggests?|did|came|comes|happens|happened)\b|\b(?:do|does|did|will|would|should|must)\b.*\bdo\b|\babout\W*$",
    re.IGNORECASE,
)


# Stems that only ask for what is so in the text as a whole.
_TEXT = r"(?:passage|text|story|article|dialogue|conversation|talk|letter|report|above)"
_WHOLE = rf"(?:\ (?:from|in|according\ to|by)\ (?:the\ |this\ )?{_TEXT})?"
_GATHER = r"(?:learn|know|infer|conclude|learned|inferred|concluded)"
_ASKS_NOTHING = regex(
    rf"""(?:according\ to\ (?:the|this)\ {_TEXT},\ )?(?:
        which(?:\ one)?(?:\ of\ (?:the\ following|these))?(?:\ statements?|\ sentences?)?
        \ (?:is|are)\ (?:not\ )?(?:true|correct|right|false|wrong){_WHOLE}
      | what\ (?:can|do|may)\ (?:we|you|be)\ {_GATHER}
        {_WHOLE}
      | (?:it\ can\ be|we\ can|you\ can)\ {_GATHER}
        {_WHOLE}(?:\ that)?{_WHOLE}
    )[\s_.…?:]*""",
    re.VERBOSE | re.IGNORECASE,
)


@question_rule(
    "blank-in-stem",
    bad="""
        stem: The keeper counted ____ because he was alone.
        answer: ships
        distractors: [coins, steps]
        """,
    good="""
        stem: What did the keeper count because he was alone?
        answer: Ships
        distractors: [Coins, Steps]
        """,
)
def blank_in_stem(item: RuleView, context: Context) -> Findings:
    """A blank is at the beginning or in the middle of a stem.

    Students must hold the first half in mind, try each option in the gap, and read on. Ask a
    question, or move the blank to the end of its sentence. For several gaps in a text there is
    `type: cloze`.
    """
    for choice in item.choices:
        text = choice.stem.text.replace("\\_", "_")
        for blank in _BLANK.finditer(text):
            rest = _SENTENCE_END.split(text[blank.end() :], maxsplit=1)[0]
            if words(rest):
                yield RuleFinding(
                    choice.stem.place,
                    "The blank is before the end of its sentence, so that every option "
                    "must be tried in it. Ask a question, or move the blank to the end.",
                )
                break


@question_rule(
    "empty-stem",
    english=True,
    bad="""
        stem: Which of these is true?
        answer: The keeper counted ships.
        distractors: [The keeper sold the lamp., The keeper lived in the town.]
        """,
    good="""
        stem: How did the keeper spend his nights?
        answer: He counted ships.
        distractors: [He worked at the lamp., He slept in the town.]
        """,
)
def empty_stem(item: RuleView, context: Context) -> Findings:
    """A stem asks nothing: its question begins only with the options.

    A student who has read well should have an answer in mind before the first option. After
    *Which is true?* each option is a question of its own, and they need have nothing in common.
    Nor does *The keeper was* ask for anything. Ask for one thing. Stems with an excerpt or a
    picture are left alone, and so is Part B.
    """
    if not item.choices or item.question.excerpt or item.question.image:
        return
    asked = item.asked - _CHOOSE
    stem = item.choices[0].stem
    if len(item.stems) == 1 and _is_a_mere_subject(stem):
        yield RuleFinding(
            stem.place,
            f"The stem names {quoted_words(stem.text)} and asks nothing about it. Ask for one "
            "thing that can be answered without the options.",
        )
        return
    asks = bool(_ASKS.search(stem.text))
    is_narrow = asks or any(
        REFERENCE.search(s.text) or "paragraph " in s.text for s in item.stems
    )
    plain = " ".join(stem.text.replace("*", "").split())
    is_empty = len(item.stems) == 1 and _ASKS_NOTHING.fullmatch(plain)
    is_by_how_much = asks and re.search(r"\bhow\b", stem.text, re.IGNORECASE)
    if is_empty or (asked <= _SO and (asked or not is_narrow) and not is_by_how_much):
        yield RuleFinding(
            stem.place,
            "The stem asks nothing by itself: students learn only from the options what it is "
            "about. Ask for one thing that can be answered without them.",
        )


# How a stem that is no question says where it goes on, and how one tells students what to do.
_GOES_ON = regex(r"(?:_{2,}|:|…|\.{3,}|—|–|-)[\s.”’\"'*)]*$|_{2,}|\(\s*\)|\[\s*\]|=\s*\?")
_TELLS = regex(
    r"(?:^|[.!?:;,]\s+|\b(?:please|then|and)\s+)\W*(?:choose|select|pick|mark|circle|find|check|tick|name|identify|complete|match|decide|"
    r"underline|calculate|compute|determine|solve|read|say|tell|give|state|compare|order|put|"
    r"true or false)\b",
    re.IGNORECASE,
)
# Prepositions that may stand before a question's first word: “In what year”.
_ASKS_BEFORE = (
    "of|about|for|with|to|in|on|by|at|from|like|under|into|through|during|before|after|than|"
    "between|without|over|against|until|since|as"
)
_ASKING = r"(?:what|which|who|whom|whose|when|where|why|how)"
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might|must|"
    r"isn't|aren't|wasn't|weren't|don't|doesn't|didn't|can't)"
)
_OPENS = regex(
    rf"(?:^|[,:;—–]\s*|\b(?:and|but|then|so|not|{_ASKS_BEFORE})\s+)\W*(?:{_ASKING}|{_AUXILIARY})\b",
    re.IGNORECASE,
)
_ANY_ASKING = regex(rf"\b{_ASKING}\b", re.IGNORECASE)
_INVERTED = regex(rf"\b{_ASKING}(?:\s+[\w-]+){{0,3}}?\s+{_AUXILIARY}\b", re.IGNORECASE)
_BETWEEN = regex(r"(?<=[.?!])\s+")


@question_rule(
    "unfocused-stem",
    english=True,
    pedantic=True,
    bad="""
        stem: The keeper counted every night
        answer: the ships that passed
        distractors: [the coins in his box, the steps of the tower]
        """,
    good="""
        stem: What did the keeper count every night?
        answer: The ships that passed
        distractors: [The coins in his box, The steps of the tower]
        """,
)
def unfocused_stem(item: RuleView, context: Context) -> Findings:
    """A stem is no question, and does not say where it is to be completed.

    Who reads *The keeper counted every night* does not know that anything is asked. Ask a
    question, or end the stem with a blank: `____`. Nor is *The keeper counted what?* a
    question that students are used to: begin with its *what*. Stems with an excerpt or a
    picture are left alone.
    """
    if not item.choices or item.question.excerpt or item.question.image or len(item.stems) > 1:
        return
    stem = item.choices[0].stem
    plain = " ".join(stem.text.replace("*", "").replace("\\_", "_").split())
    asked = _BETWEEN.split(plain)[-1]
    found = _ANY_ASKING.search(asked)
    if "?" not in plain:
        if not (_GOES_ON.search(plain) or _TELLS.search(plain) or _OPENS.match(asked)):
            yield RuleFinding(
                stem.place,
                "The stem is no question, and nothing shows where it is to be completed. Ask "
                "a question, or end it with a blank: ____.",
            )
    elif found and not (_OPENS.search(asked) or _INVERTED.search(asked)):
        yield RuleFinding(
            stem.place,
            f"The stem's “{found[0]}” comes late, so that it reads like a statement. Begin the "
            f"question with “{found[0]}”.",
        )


def _is_a_mere_subject(stem: Passage) -> bool:
    """Return whether a stem is a beginning such as “The keeper was”, and no more."""
    rest = [word for word in stem.words if word not in _SUBJECT_ONLY]
    return len(rest) <= 1 and "?" not in stem.text and "“" not in stem.text
