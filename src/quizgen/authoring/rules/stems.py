"""Stems with a hole in them, and stems that ask nothing."""

import re

from quizgen.authoring.rules.items import Passage, RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.authoring.rules.words import content, word_set, words
from quizgen.base.markdown import REFERENCE
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words

_BLANK = regex(
    r"(?<![^\W_])(?:__|\.{4,}|…{2,}|-{4,}|\[\s*(?:blank)?\s*\]|\(\s*(?:\?|blank)?\s*\))(?![^\W_])"
    r"|_{3,}|(?<!\S)_(?!\S)|\.(?: \.){3,}",
    re.IGNORECASE,
)
_SENTENCE_END = regex(r"[.!?](?=\W*\s|\W*$)")
# What remains of a stem that only asks for what is so.
_SO = frozenset(
    content(words("true correct right false wrong accurate right option apply"), "en")
)
_MOST_ASKED_OF_NOTHING = 8
"""A stem of more words that mean something asks for something."""
_SUBJECT_ONLY = word_set("a an the is are was were has have had does did can will would")
_CHOOSE = frozenset(content(words("choose select pick mark circle find check tick name"), "en"))


# Words that ask for something although they say little: “What does the author want?”
_ASKS = regex(
    r"\b(?:why|how|who|whom|whose|when|where|wants?|uses?|gives?|makes?|takes?|put|means?|"
    r"supports?|suggests?|did|came|comes|happens|happened)\b|\b(?:do|does|did|will|would|should|must)\b.*\bdo\b|\babout\W*$",
    re.IGNORECASE,
)


# Stems that only ask for what is so in the text as a whole.
_TEXT = (
    r"(?:(?:reading\ )?passage|text|story|article|dialogue|conversation|talk|letter|report|"
    r"above|selection|excerpt)"
)
_WHOLE = rf"(?:,?\ (?:from|in|according\ to|by|based\ on)\ (?:the\ |this\ )?{_TEXT})?"
_GATHER = (
    r"(?:learn|know|infer|conclude|see|find\ out|learned|known|inferred|concluded|seen|"
    r"found\ out)"
)
_OF_THESE = r"which(?:\ one)?(?:\ of\ (?:the\ following|these))?(?:\ statements?|\ sentences?)?"
_VERDICT = r"(?:true|correct|right|false|wrong|incorrect|accurate)"
_ASKS_NOTHING = regex(
    rf"""(?:(?:according\ to|from|in|based\ on)\ (?:the|this)\ {_TEXT},?\ )?(?:
        (?:{_OF_THESE}|what)\ (?:is|are)\ (?:not\ )?{_VERDICT}{_WHOLE}
      | (?:{_OF_THESE}|what)\ (?:can|could|may)\ be\ {_GATHER}{_WHOLE}
      | (?:{_OF_THESE}|what)\ (?:can|could|do|may)\ (?:we|you|one|readers?)\ {_GATHER}{_WHOLE}
      | (?:it\ (?:can|could|may)\ be|(?:we|you|one|readers?)(?:\ (?:can|could|may))?)\ {_GATHER}
        {_WHOLE}(?:\ that)?{_WHOLE}
      | the\ (?:{_TEXT}|author|writer)\ (?:tells\ us|says|implies)(?:\ that)?
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
    question, or move the blank to the end of its sentence. So it is with *what* in the middle:
    *Keepers are what to sailors?* For several gaps in a text there is `type: cloze`.
    """
    for choice in item.choices:
        text = choice.stem.text.replace("\\_", "_")
        if any(_has_words_after(text, blank.end()) for blank in _BLANK.finditer(text)):
            yield RuleFinding(
                choice.stem.place,
                "The blank is before the end of its sentence, so that every option must be "
                "tried in it. Ask a question, or move the blank to the end.",
            )
        elif context.is_english and _has_what_for_a_blank(choice.stem):
            yield RuleFinding(
                choice.stem.place,
                "“What” stands in the middle of this stem like a blank, so that every option "
                "must be tried in it. Begin the question with “What”.",
            )


def _has_words_after(text: str, at: int) -> bool:
    """Return whether the sentence at a place in a text has words after it."""
    return bool(words(_SENTENCE_END.split(text[at:], maxsplit=1)[0]))


def _has_what_for_a_blank(stem: Passage) -> bool:
    """Return whether *what* fills a gap: “Dogs are what to strangers?” or “A what barks?”."""
    if "what" not in stem.words[1:] or not stem.text.rstrip().endswith("?"):
        return False
    asked = _last_sentence(stem)
    found = _WHAT.search(asked)
    if not found or not _has_words_after(asked, found.end()):
        return False
    return bool(found[1]) or not (_OPENS.search(asked) or _INVERTED.search(asked))


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
    if len(asked) > _MOST_ASKED_OF_NOTHING:
        return
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
    r"(?:^|[.!?:;,]\s+|\b(?:please|then|and)\s+)\W*"
    r"(?:choose|select|pick|mark|circle|find|check|tick|name|identify|complete|match|decide|"
    r"underline|calculate|compute|determine|solve|read|say|tell|give|state|compare|order|put|"
    r"explain|describe|arrange|rank|fill|use|look|pick|write|rewrite|correct|replace|sort|"
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
_WHAT = regex(r"\b(an?\s+|the\s+|no\s+)?what\b", re.IGNORECASE)
_ANY_ASKING = regex(rf"\b{_ASKING}\b", re.IGNORECASE)
_INVERTED = regex(rf"\b{_ASKING}(?:\s+[\w-]+){{0,3}}?\s+{_AUXILIARY}\b", re.IGNORECASE)
_BETWEEN = regex(r"(?<=[.?!])\s+")
_HEADING = regex(r"\W*how to\b", re.IGNORECASE)


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

    Who reads *The keeper counted every night*, or the heading *How to light a lamp*, does not
    know what is asked. Ask a question, or end the stem with a blank: `____`. Nor is *The keeper
    counted what?* a question that students are used to: begin with its *what*. Where words
    follow the *what*, blank-in-stem says so. Stems with an excerpt or a picture are left alone.
    Many tests print such beginnings, and students who know them are not misled.
    """
    if _unasked(item):
        yield RuleFinding(
            item.choices[0].stem.place,
            "The stem is no question, and nothing shows where it is to be completed. Ask a "
            "question, or end it with a blank: ____.",
        )
    elif _has_own_stem(item) and not _has_what_for_a_blank(item.choices[0].stem):
        asked = _last_sentence(item.choices[0].stem)
        found = _ANY_ASKING.search(asked)
        if found and "?" in asked and not (_OPENS.search(asked) or _INVERTED.search(asked)):
            yield RuleFinding(
                item.choices[0].stem.place,
                f"The stem's “{found[0]}” comes late, so that it reads like a statement. Begin "
                f"the question with “{found[0]}”.",
            )


def _has_own_stem(item: RuleView) -> bool:
    """Return whether a question of options has its stem and nothing else to go by."""
    if not item.choices or item.question.excerpt or item.question.image:
        return False
    return len(item.stems) == 1


def _last_sentence(stem: Passage) -> str:
    plain = stem.text.replace("*", "").replace("\\_", "_")
    return _BETWEEN.split(" ".join(plain.split()))[-1]


def _unasked(item: RuleView) -> str | None:
    """Return a stem's last sentence where it neither asks, nor tells, nor has a blank."""
    if not _has_own_stem(item):
        return None
    stem = item.choices[0].stem
    plain = " ".join(stem.text.replace("*", "").replace("\\_", "_").split())
    asked = _last_sentence(stem)
    if "?" in plain or _GOES_ON.search(plain) or _TELLS.search(plain):
        return None
    return None if _OPENS.match(asked) and not _HEADING.match(asked) else asked


def _is_a_mere_subject(stem: Passage) -> bool:
    """Return whether a stem is a beginning such as “The keeper was”, and no more."""
    rest = [word for word in stem.words if word not in _SUBJECT_ONLY]
    return len(rest) <= 1 and "?" not in stem.text and "“" not in stem.text
