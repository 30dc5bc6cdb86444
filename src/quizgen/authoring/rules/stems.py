"""Stems with a hole in them, and stems that ask nothing."""

import re

from quizgen.authoring.rules.items import Passage, RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.authoring.rules.words import content, word_set, words
from quizgen.base.markdown import REFERENCE
from quizgen.base.text_match import quoted_words

_BLANK = re.compile(r"(?<![^\W_])(?:_{2,}|\.{4,}|…{2,}|-{4,}|\[\s*\]|\(\s*\))(?![^\W_])")
_SENTENCE_END = re.compile(r"[.!?](?=\W*\s|\W*$)")
# What remains of a stem that only asks for what is so.
_SO = frozenset(
    content(words("true correct right false wrong accurate right option apply"), "en")
)
_SUBJECT_ONLY = word_set("a an the is are was were has have had does did can will would")
_CHOOSE = frozenset(content(words("choose select pick mark circle find check tick name"), "en"))


# Words that ask for something although they say little: “What does the author want?”
_ASKS = re.compile(
    r"\b(?:why|how|who|whom|whose|when|where|wants?|uses?|gives?|makes?|takes?|put|means?|"
    r"supports?|suggests?)\b|\b(?:do|does|did)\b.*\bdo\b",
    re.IGNORECASE,
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
    is_narrow = bool(_ASKS.search(stem.text)) or any(
        REFERENCE.search(s.text) or "paragraph " in s.text for s in item.stems
    )
    if asked <= _SO and (asked or not is_narrow):
        yield RuleFinding(
            stem.place,
            "The stem asks nothing by itself: students learn only from the options what it is "
            "about. Ask for one thing that can be answered without them.",
        )


def _is_a_mere_subject(stem: Passage) -> bool:
    """Return whether a stem is a beginning such as “The keeper was”, and no more."""
    rest = [word for word in stem.words if word not in _SUBJECT_ONLY]
    return len(rest) <= 1 and "?" not in stem.text and "“" not in stem.text
