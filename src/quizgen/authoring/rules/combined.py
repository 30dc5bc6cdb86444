"""Options that speak about other options, and statements to judge in place of options."""

import re
from collections.abc import Sequence

from quizgen.authoring.rules.combining import (
    are_numbers,
    are_verdicts,
    bare,
    counts_statements,
    is_above,
    is_k_type,
    is_not_stated,
)
from quizgen.authoring.rules.items import Option, RuleView
from quizgen.authoring.rules.rules import (
    Context,
    Findings,
    RuleFinding,
    bank_rule,
    question_rule,
)
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words

_SIDES = {
    "true": "true",
    "false": "false",
    "not true": "false",
    "correct": "true",
    "incorrect": "false",
    "yes": "true",
    "no": "false",
}
_JUDGED = regex(
    r"(true|false|yes|no)(?:[,;:.—–-]+|\s+(?:because|since|as|for)\b).*",
    re.IGNORECASE | re.DOTALL,
)


@question_rule(
    "all-or-none-of-the-above",
    english=True,
    bad="""
        stem: What did the keeper do at night?
        answer: All of the above
        distractors: [He counted ships., He kept a log., He trimmed the lamp.]
        options_kept_last: [All of the above]
        """,
    good="""
        type: multiple_select
        stem: What did the keeper do at night?
        answers: [He counted ships., He kept a log., He trimmed the lamp.]
        distractors: [He slept.]
        """,
)
def all_or_none(item: RuleView, context: Context) -> Findings:
    """An option is “all of the above”, “none of these” or the like.

    Who knows that two options are right chooses *all* without reading the third; who finds
    *none* right has shown only what is wrong, not what is right. And options change places on
    paper, so nothing may be above. Write an option that says something, or ask for several
    answers: `type: multiple_select`.
    """
    for choice in item.choices:
        for option in choice.options:
            if is_above(option, choice.stem.text):
                yield RuleFinding(
                    option.place,
                    f"{quoted_words(option.text)} speaks about the other options instead of "
                    "the passage. Write an option of its own, or make the question a "
                    "multiple_select.",
                )


@question_rule(
    "k-type",
    english=True,
    bad="""
        stem: "Which reasons does the author give? I. The cost. II. The storms. III. The law."
        answer: I and II only
        distractors: [I only, II and III only, "I, II and III"]
        """,
    good="""
        type: multiple_select
        stem: Which reasons does the author give?
        answers: [The cost., The storms.]
        distractors: [The law., The distance.]
        """,
)
def k_type(item: RuleView, context: Context) -> Findings:
    """Options combine statements by number or letter, as in “A and C only”.

    Who is sure of one statement can strike out half of the options, and the others must be
    held in mind all at once. That goes for *True, false* as well, which judges two. Letters of
    options mean nothing anyway, since options change places on paper. Let students choose the
    statements themselves: `type: multiple_select`.
    """
    for choice in item.choices:
        combined = [option for option in choice.options if is_k_type(option)]
        if not combined and counts_statements(choice.stem.text):
            combined = [each for each in choice.options if are_numbers(each)]
        combined = combined or _verdicts(choice.options)
        if combined:
            yield RuleFinding(
                combined[0].place,
                f"{quoted_words(combined[0].text)} combines statements instead of saying one. "
                "Make the question a multiple_select with each statement as an option.",
            )


def _verdicts(options: Sequence[Option]) -> list[Option]:
    """Return the options that judge several statements at once, if two or more do."""
    found = [option for option in options if are_verdicts(option)]
    return found if len(found) > 1 else []


@bank_rule(
    "not-stated-option",
    english=True,
    whole_bank=False,
    bad="""
        stem: When did the keeper leave the rock?
        answer: In 1912
        distractors: [In 1887, In 1934, The passage does not say.]
        """,
    good="""
        stem: When did the keeper leave the rock?
        answer: In 1912
        distractors: [In 1887, In 1934, In 1940]
        """,
)
def not_stated_option(context: Context) -> Findings:
    """A wrong option says that the article does not say.

    Such an option is hardly ever the answer, so students strike it out unread. Write one that
    a misreading leads to, let it be the answer in another question of the bank, or make the
    question a `true_false_not_given`. Where it is the answer somewhere, none is reported.
    """
    choices = [(item, choice) for item in context.items for choice in item.choices]
    if any(is_not_stated(option) for _, choice in choices for option in choice.answers):
        return
    for item, choice in choices:
        if len({_side(option) for option in choice.options}) > 2:
            continue  # true, false, not given
        for option in filter(is_not_stated, choice.distractors):
            yield RuleFinding(
                (*item.place, *option.place),
                f"{quoted_words(option.text)} is the answer of no question in this bank, so "
                "students strike it out. Write what a misreading leads to, or let it be "
                "right in another question.",
            )


@question_rule(
    "true-false-options",
    english=True,
    bad="""
        stem: The keeper was paid for every ship that he counted.
        answer: "False"
        distractors: ["True", The article does not say.]
        """,
    good="""
        type: true_false
        stem: The keeper was paid for every ship that he counted.
        answer: false
        """,
)
def true_false_options(item: RuleView, context: Context) -> Findings:
    """True and false, or yes and no, are written as options.

    As options they change places on paper, so that on some sheets *False* comes first, and
    with reasons behind them they are two questions in one. Make the stem a statement and the
    question a `true_false`, or a `true_false_not_given` where the article may not say.
    """
    for choice in item.choices:
        judged = {side: option for option in choice.options if (side := _side(option))}
        if len(judged) == 2:
            names = " and ".join(quoted_words(option.text) for option in judged.values())
            yield RuleFinding(
                min((option.place for option in judged.values()), key=len),
                f"{names} are options here, and options change places. Make the stem a "
                "statement and the question a true_false or a true_false_not_given.",
            )


def _side(option: Option) -> str | None:
    """Return which of true and false an option is, if it is either."""
    text = bare(option.text).casefold()
    if found := _JUDGED.fullmatch(text):
        return _SIDES[found[1].casefold()]
    return _SIDES.get(text)
