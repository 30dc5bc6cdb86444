"""Options that do not share a form."""

from collections.abc import Callable, Sequence

from quizgen.authoring.rules.combining import standing_alone
from quizgen.authoring.rules.items import Choice, Option, RuleView
from quizgen.authoring.rules.rules import Context, Findings, RuleFinding, question_rule
from quizgen.authoring.rules.words import EMPTY, word_set
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words

Form = Callable[[Option], str | None]

_STOPPED = regex(r"[.!?][”’\"'*)]*$")
_SHORTENED = regex(r"(?:\b[^\W\d_]\.){2,}$|\b(?:etc|Inc|Jr|Sr|Co|Ltd|St|Mr|Mrs|Dr)\.$")
# Words in -ing that are no verb forms.
_NOUNS = word_set(
    """
    king thing spring morning evening nothing something anything everything string ring wing
    ceiling being during building wedding feeling meaning warning beginning ending sibling
    according regarding following clothing painting drawing writing housing
    """
)
_SUBJECTS = word_set("he she it they we i you there")
_ARTICLES = word_set("a an the his her its their my our your no some this that these")
# With whose help something is done, as “by” and a verb say too.
_MEANS = word_set("with through thanks")
_PREPOSITIONS = word_set("in on at with from for under near during without between among into")
_VERBS = word_set(
    """
    is are was were has have had does did do will would can could should may might must cannot
    isn't aren't wasn't weren't hasn't haven't hadn't doesn't didn't don't won't wouldn't
    can't couldn't shouldn't
    """
)
_CLAUSES = word_set(
    """
    that who which whom whose when where why how what if because while although as since than
    after before until unless whether whoever whatever whichever wherever
    """
)


@question_rule(
    "mixed-form",
    english=True,
    pedantic=True,
    bad="""
        stem: Why does the author begin with the keeper's log?
        answer: To let readers hear his voice
        distractors:
          - To show how old the tower is
          - Praising the machines that came later
          - To prove that the ships were safe
        """,
    good="""
        stem: Why does the author begin with the keeper's log?
        answer: To let readers hear his voice
        distractors:
          - To show how old the tower is
          - To praise the machines that came later
          - To prove that the ships were safe
        """,
)
def mixed_form(item: RuleView, context: Context) -> Findings:
    """Options do not share a form: a sentence among phrases, *to go* beside *going*.

    What looks different is chosen or struck out for its looks. Let all options go on from the
    stem in the same way. Options that speak about other options are left out, and so are
    quotations.
    """
    for choice in item.read_choices:
        yield from _uneven(choice, (_start, _kind))


@question_rule(
    "uneven-punctuation",
    bad="""
        stem: Why does the author begin with the keeper's log?
        answer: To let readers hear his voice
        distractors:
          - to show how old the tower is
          - To praise the machines that came later
          - To prove that the ships were safe
        """,
    good="""
        stem: Why does the author begin with the keeper's log?
        answer: To let readers hear his voice
        distractors:
          - To show how old the tower is
          - To praise the machines that came later
          - To prove that the ships were safe
        """,
)
def uneven_punctuation(item: RuleView, context: Context) -> Findings:
    """Some options begin with a capital or end with a full stop, and others do not.

    It is a slip of the pen, but students look for a reason behind it. Give all options a
    capital or none, and all a full stop or none. Names keep their capitals.
    """
    for choice in item.read_choices:
        if _is_even(choice):
            continue
        if _is_sentence_among_phrases(choice):
            yield from _uneven(choice, (_capital(choice),))
        else:
            yield from _uneven(choice, (_stop, _capital(choice)))


def _is_even(choice: Choice) -> bool:
    """Return whether all options begin alike and end alike, at the first glance."""
    texts = [option.text for option in choice.options]
    stops = {bool(_STOPPED.search(text)) for text in texts}
    begins = {text[0].islower() if text[:1].isalpha() else None for text in texts}
    return len(stops) == 1 and len(begins) == 1 and None not in begins


def _is_sentence_among_phrases(choice: Choice) -> bool:
    """Return whether full stops end sentences alone, as they do; mixed-form speaks of that."""
    stopped = [option for option in choice.options if _STOPPED.search(option.text)]
    if not 0 < len(stopped) < len(choice.options):
        return False
    others = (option for option in choice.options if option not in stopped)
    are_sentences = all(_kind(option) == "is a sentence" for option in stopped)
    return are_sentences and not any(_kind(option) == "is a sentence" for option in others)


def _uneven(choice: Choice, forms: Sequence[Form]) -> Findings:
    """Yield the first of some forms that the options of a choice do not share."""
    options = [each for each in standing_alone(choice) if not each.quoted]
    if len(options) < 2 or len(options) + 1 < len(choice.options):
        return
    for form in forms:
        if found := _odd(options, form):
            odd, said, others = found
            yield RuleFinding(
                odd.place,
                f"{quoted_words(odd.text)} {said}, and {others}. Give all one form.",
            )
            return


def _odd(options: Sequence[Option], form: Form) -> tuple[Option, str, str] | None:
    """Return an option of the rarer form, what it does, and what the others do."""
    forms = [form(option) for option in options]
    known = [each for each in forms if each]
    if len(set(known)) < 2:
        return None
    kinds = sorted(set(known), key=lambda kind: (-known.count(kind), known.index(kind)))
    if form is _start and not _is_telling(kinds[0], known, options):
        return None
    odd = options[forms.index(kinds[-1])]
    number = known.count(kinds[0])
    others = "another" if number == 1 else f"{number} others"
    return odd, kinds[-1], f"{others} {_of_several(kinds[0], number)}"


def _of_several(kind: str, number: int) -> str:
    if number == 1:
        return kind
    for one, several in (
        ("begins", "begin"),
        ("ends", "end"),
        ("is a", "are"),
        ("has", "have"),
    ):
        if kind.startswith(one):
            plural = "s" if one == "is a" else ""
            return f"{several}{kind.removeprefix(one)}{plural}"
    return kind


# How options begin


def _start(option: Option) -> str | None:
    """Return how an option begins, as far as it is a form of its own."""
    found = option.words[1:] if option.words[:1] == ("not",) else option.words
    first, second = (*found, "", "")[:2]
    is_plural = second.endswith("s") and not second.endswith(("ss", "us", "is"))
    if first == "to" and second and second not in _ARTICLES and not is_plural:
        return "begins with “to” and a verb"
    if first == "by" and _is_gerund(second):
        return "begins with “by” and a verb in -ing"
    if first in _MEANS:
        return None
    if first == "because":
        return "begins with “because”"
    if _is_gerund(first):
        return "begins with a verb in -ing"
    return "begins in another way" if first else None


def _is_gerund(word: str) -> bool:
    return len(word) > 4 and word.endswith("ing") and word not in _NOUNS


def _is_telling(usual: str, known: Sequence[str], options: Sequence[Option]) -> bool:
    """Return whether one option at most begins unlike the others, or to go and going."""
    verbs = {"begins with “to” and a verb", "begins with a verb in -ing"}
    if set(known) == verbs:
        return True
    is_a_form = usual not in ("begins in another way", "begins with a verb in -ing")
    return is_a_form and len(options) > 2 and known.count(usual) == len(known) - 1


# Sentences and phrases, as far as their words tell


def _kind(option: Option) -> str | None:
    found = option.words
    if not found or found[0] in _CLAUSES or "“" in option.text:
        return None
    if found[0] in _SUBJECTS and len(found) > 1:
        return "is a sentence"
    verb = None if found[0] in _PREPOSITIONS else _first_verb(found)
    if verb is not None:
        is_main = verb > 0 and not _CLAUSES.intersection(found[:verb])
        return "is a sentence" if is_main and found[0] not in ("to", "by") else None
    is_stopped = bool(_STOPPED.search(option.text))
    return "is a phrase" if _is_phrase(found, is_stopped=is_stopped) else None


def _first_verb(found: Sequence[str]) -> int | None:
    return next((at for at, word in enumerate(found) if word in _VERBS), None)


def _is_phrase(found: Sequence[str], *, is_stopped: bool) -> bool:
    """Return whether words without a verb that the rule knows are surely no sentence."""
    if _is_gerund(found[0]):
        return not is_stopped
    if found[0] == "to" or len(found) == 1:
        return not is_stopped
    if found[0] in _ARTICLES:
        return len(found) == 2
    return found[0] in _PREPOSITIONS and len(found) < 6 and found[0] != "that"


# Full stops and capitals

_SMALL = regex(r"\b[a-z]+")
_FIRST_WORD = regex(r"[*_]*([^\W\d_]+)")


def _stop(option: Option) -> str | None:
    if _SHORTENED.search(option.text) or not option.words:
        return None
    stopped = _STOPPED.search(option.text)
    return "ends with a full stop" if stopped else "ends without a full stop"


def _capital(choice: Choice) -> Form:
    """Return how options begin; a capital that may be a name's tells nothing, as in US."""
    texts = [choice.stem.text, *(option.text for option in choice.options)]
    small = frozenset(_SMALL.findall(" ".join(texts)))

    def form(option: Option) -> str | None:
        first = _FIRST_WORD.match(option.text)
        if not first or first[1] == "I" or (len(first[1]) > 1 and first[1].isupper()):
            return None
        if first[1][0].islower():
            return "begins with a small letter"
        is_plain = first[1].casefold() in EMPTY | small
        return "begins with a capital" if is_plain else None

    return form
