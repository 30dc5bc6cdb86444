"""Stars and underscores of which it is doubtful whether they were meant to be printed."""

from collections.abc import Iterator

from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.bank.place import Place
from quizgen.base.emphasis import marks, unpaired
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words

# Keys whose values are names, or words of quizgen's own.
_NAMES = {"id", "type", "skill", "group", "enemies", "allow_with", "file", "ignore"}
_NAMES |= {"standards", "place"}
# An underscore where a word begins, sooner than reading every text.
_AT_AN_EDGE = regex(r"(?<!\w)_")
_UNDERSCORED = regex(r"(?<![\w*\\])(_{1,2})(?=[^\W_])[^_\n]*[^\W_]\1(?![\w*])")


@question_rule(
    "doubtful-emphasis",
    bad="""
        stem: What does the *author call a __coast__?
        answer: Lonely
        distractors: [Safe, Old]
        """,
    good="""
        stem: What does the *author* call a **coast**?
        answer: Lonely
        distractors: [Safe, Old]
        """,
)
def doubtful_emphasis(item: RuleView, context: Context) -> Findings:
    r"""A star has no partner, or underscores stand around words.

    A star is a mark only at a word's edge, with its partner; underscores are never one. All
    others print as they are typed. The finding says what of the text was taken as emphasis.
    Type `\*` for a star that is to be printed.
    """
    if "*" not in item.written and not _AT_AN_EDGE.search(item.written):
        return
    for place, text in _texts(item.question.model_dump(), ()):
        if lone := unpaired(text):
            near = quoted_words(_around(text, lone[0]))
            yield RuleFinding(
                place,
                f"The star at {near} has no partner, so it prints as a star.{_taken(text)} Add "
                "its partner, or type \\* for a star.",
            )
        if found := _UNDERSCORED.search(text):
            words = found[0].strip("_")
            yield RuleFinding(
                place,
                f"The underscores around {quoted_words(words)} print as typed. For emphasis "
                f"write *{words[:40]}*.",
            )


def _texts(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield every text of a question that holds a star or an underscore, with its place."""
    if isinstance(value, str) and ("*" in value or "_" in value):
        yield place, value
    elif isinstance(value, dict):
        for key, each in value.items():
            if place or key not in _NAMES:
                yield from _texts(each, (*place, key))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _texts(each, (*place, index))


def _around(text: str, at: int) -> str:
    """Return the word at a star, which `quoted_words` shows without it."""
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    return text[start : start + 60]


def _taken(text: str) -> str:
    """Say which words were taken as emphasis."""
    edges = [at for at, mark in marks(text).items() if mark.units]
    taken = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=False)]
    words = ", ".join(quoted_words(each) for each in taken[:3])
    return f" Emphasis is on {words}." if words else ""
