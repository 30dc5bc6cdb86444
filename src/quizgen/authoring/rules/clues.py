"""What leads to the answer without the passage: an echo of the stem, grammar, a quotation."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from quizgen.authoring.rules.items import REFERENCE, Choice, Option, RuleView
from quizgen.authoring.rules.rules import (
    Context,
    Findings,
    Limit,
    RuleFinding,
    bank_rule,
    question_rule,
)
from quizgen.authoring.rules.words import EMPTY, content, word_set, words
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words

# Words of questions about any article; that one recurs in the answer tells nothing.
_USUAL = """
    reader readers writer writers people person reason reasons purpose effect idea ideas main
    point points detail details example examples evidence title word phrase claim claims
    argument opinion way ways kind problem fact facts change changed cause begin begins end
    ends view important different time year years day
"""
# What people do in any story, and words of a verdict.
_EVERYDAY = """
    go goes going went gone do doing did done think thinks thinking thought know knows known
    knew knowing start starts started begin began find finds finding found feel feels felt
    feeling help helps helped helping look looks looked looking come comes coming keep keeps
    kept try tries tried trying need needs needed work works worked working ask asks asked
    talk talked speak spoke hear heard learn learned see seen saw live lived stay stayed leave
    left meet met call called buy bought happen happens happened true false new old good bad
    big great little lot number
"""
_CAPITAL = regex(r"(?<![.!?:“\"]\s)(?<=\s)[^\W\d_a-z][\w'’-]*")


@bank_rule(
    "stem-word-in-answer",
    whole_bank=False,
    pedantic=True,
    limits={"often": Limit(25, "In how many percent of the stems a word is no clue.", 1, 100)},
    bad="""
        stem: Why did the keeper count the passing ships?
        answer: Ships were his company.
        distractors: [He was paid for it., It kept him awake.]
        """,
    good="""
        stem: Why did the keeper count the passing ships?
        answer: They were his company.
        distractors: [He was paid for it., It kept him awake.]
        """,
)
def stem_word_in_answer(context: Context) -> Findings:
    """A word of the stem recurs in the answer and in no distractor.

    Who has not read the passage chooses the option that sounds like the stem. Say it in
    another word in the answer, or use the word in a distractor too. Names count for nothing,
    nor do words of the article's title, words in which many of the bank's stems ask, what
    people do in any story (*go*, *think*), and figures where every option is one.
    """
    everyday = _everyday(context)
    for item in context.items:
        for choice in item.read_choices:
            shared = _echo(choice, context.bank.language) - everyday - _names(choice.stem.text)
            if shared and not choice.answers[0].quoted:
                said = _as_written(choice.answers[0].words, shared, context.bank.language)
                yield RuleFinding(
                    (*item.place, *choice.answers[0].place),
                    f"{said} is in the stem and in the answer, but in no distractor. Say "
                    "it in another word, or use it in a distractor too.",
                )


def _echo(choice: Choice, language: str) -> frozenset[str]:
    """Return what the stem, all the answers and no distractor have."""
    stem = content(words(REFERENCE.sub(" ", choice.stem.text)), language)
    right = frozenset.intersection(*(option.content for option in choice.answers))
    shared = (stem & right).difference(*(option.content for option in choice.distractors))
    if all(any(word[0].isdigit() for word in option.words) for option in choice.options):
        return frozenset(word for word in shared if not word[0].isdigit())
    return shared


def _everyday(context: Context) -> frozenset[str]:
    """Return the words that tell nothing in this bank: those of its head and of many stems."""
    article, language = context.bank.article, context.bank.language
    head = " ".join(
        filter(None, [article.title, article.author, article.affiliation, _USUAL, _EVERYDAY])
    )
    stems = Counter(word for item in context.items for word in item.asked)
    least = max(3, len(context.items) * context.limits["often"] / 100)
    often = (word for word, number in stems.items() if number >= least)
    return content(words(head), language).union(often)


def _names(text: str) -> frozenset[str]:
    """Return the roots of the words that have a capital within a sentence."""
    return content(words(" ".join(_CAPITAL.findall(text))), "en")


def _as_written(written: Iterable[str], roots: Iterable[str], language: str) -> str:
    wanted = set(roots)
    found = [word for word in dict.fromkeys(written) if content([word], language) & wanted]
    return ", ".join(f"“{word}”" for word in found)


@question_rule(
    "grammar-clue",
    english=True,
    bad="""
        stem: The author calls the keeper an
        answer: eyewitness
        distractors: [hero, sailor, failure]
        """,
    good="""
        stem: What does the author call the keeper?
        answer: An eyewitness
        distractors: [A hero, A sailor, A failure]
        """,
)
def grammar_clue(item: RuleView, context: Context) -> Findings:
    """Only the answer fits the stem's grammar.

    A stem that ends in *a* or *an* rules out what begins with the wrong sound, and one that
    asks for several things rules out what is one. Put the *a* or *an* into the options, and
    give the distractors the answer's number.
    """
    for choice in item.read_choices:
        answer = choice.answer
        if answer is None or len(choice.options) < 2 or answer.quoted:
            continue
        if clue := _article_clue(choice, answer) or _number_clue(choice, answer):
            yield RuleFinding(choice.stem.place, clue)


_ARTICLES = (("a",), ("an",))
_ENDS_IN_ARTICLE = regex(r"(?<!/)(?<!\()\b(an?)[\s_.…:—–-]*$", re.IGNORECASE)
_VOWEL = regex(r"(?!uni|use|usu|eu|one\b|once|ute|ubi)[aeiou]|hour|honest|hono|heir")


def _article_clue(choice: Choice, answer: Option) -> str | None:
    if choice.stem.words[-1:] not in _ARTICLES:
        return None
    found = _ENDS_IN_ARTICLE.search(choice.stem.text)
    if not found or not all(option.words for option in choice.options):
        return None
    wants_vowel = found[1].casefold() == "an"
    fits = [
        option
        for option in choice.options
        if bool(_VOWEL.match(option.words[0])) is wants_vowel
    ]
    if answer not in fits or len(fits) == len(choice.options):
        return None
    wrong = next(option for option in choice.options if option not in fits)
    return (
        f"The stem ends in “{found[1]}”, which does not fit {quoted_words(wrong.text)} but "
        "fits the answer. End it before the article, and let each option begin with its own."
    )


# Only where the number of the options is asked for: “What are they doing?” has that of “they”.
_ASKS_FOR = regex(
    r"""^(?:which|what)\ (?P<asked>are|were|is|was)
        \ (?:(?:the\ )?\w+[’']s?|the|his|her|its|their|some|two|three|four)
        \ (?:[\w-]+\ ){0,3}?[\w-]+?
        (?:\ (?:of|for|in|behind|from|given|mentioned|named|that|which|to)\b[^?]*)?\?$
      | ^(?:which|what)\ (?:\w+\ )?(?P<noun>\w+[^\Ws])s\ (?:are|were|do|have)\b
        (?!\ (?:he|she|it|they|we|you|i|the|his|her|its|their|this|these)\b)
      | (?<!/)\b(?P<open>is|are|was|were)\s*(?:_{2,}|:|…|\.{3,})?\s*\.?$""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS_OF_SUBJECT = regex(
    r"\b\w+ing\s*\?$|\b(?:about|like|called|named|afraid|of|for|from|with|to|at|on|in)\s*\?$",
    re.IGNORECASE,
)
_PLURAL_VERBS, _SINGULAR_VERBS = {"are", "were", "have", "do"}, {"is", "was", "has", "does"}
_NUMBER_HINTS = frozenset({"are", "were", "is", "was", "do", "have"})
_PLURALS = word_set("people men women children mice feet teeth geese police")
_ONE = word_set("a an one this that each every another")
_SEVERAL = word_set("two three four five six many several these those both few")
_PREPOSITION = regex(
    r"\s+(?:of|in|on|at|for|from|with|without|by|to|about|that|which|who|near|under|over|between)\s"
)


def _number_clue(choice: Choice, answer: Option) -> str | None:
    """Return what is wrong where the answer alone has the number that the stem asks for."""
    stem = " ".join(choice.stem.text.replace("*", "").split())
    if stem.endswith("?") and _NUMBER_HINTS.isdisjoint(choice.stem.words):
        return None
    found = None if _ASKS_OF_SUBJECT.search(stem) else _ASKS_FOR.search(stem)
    asked: bool | None
    if found:
        asked = (
            bool(found["noun"]) or (found["asked"] or found["open"]).casefold() in _PLURAL_VERBS
        )
        numbers = [_is_plural(option) for option in choice.options]
        said = found["noun"] or found["asked"] or found["open"]
    elif not stem.endswith("?"):
        numbers = [_verb_is_plural(option) for option in choice.options]
        asked, said = (
            numbers[choice.options.index(answer)],
            stem.rstrip(" _.…:").rpartition(" ")[2],
        )
    else:
        return None
    right = choice.options.index(answer)
    others = {number for index, number in enumerate(numbers) if index != right}
    if asked is None:
        return None
    if numbers[right] is asked and others == {not asked}:
        what = "speaks of" if found else "has a verb for"
        kind = "more than one thing" if asked else "one thing"
        return (
            f"After “{said}” only the answer has the right number: it alone {what} {kind}. "
            "Give the distractors the same number, or change the stem."
        )
    return None


def _verb_is_plural(option: Option) -> bool | None:
    """Return whether an option begins with a verb of the plural; None: neither."""
    first = option.words[0] if option.words else ""
    return first in _PLURAL_VERBS if first in _PLURAL_VERBS | _SINGULAR_VERBS else None


def _is_plural(option: Option) -> bool | None:
    """Return whether an option names several things; None where its words do not tell."""
    if not option.words or len(option.words) > 12:
        return None
    first = option.words[0]
    noun = words(_PREPOSITION.split(f"{option.text} ", maxsplit=1)[0])
    head = noun[-1] if noun else ""
    if first in _ONE and head not in _PLURALS:
        return False
    if first in _SEVERAL or head in _PLURALS or "and" in noun:
        return True
    if head.endswith("s"):
        return None if head.endswith(("ss", "us", "is", "'s")) else True
    return False if len(noun) <= 3 and head and not head.endswith(("ed", "ing")) else None


@question_rule(
    "quoted-answer",
    limits={"words": Limit(4, "How many words in a row are a quotation.", 3, 20)},
    passage="""
        The keeper had a company that nobody saw. He knew every ship by name and by its lamps.

        The new light needs nobody. The coast is safer, and lonelier too.
        """,
    bad="""
        stem: What set the keeper apart?
        answer: He knew every ship by name.
        distractors: [He rarely went to sleep., He had built the tower., He wrote many letters.]
        """,
    good="""
        stem: What set the keeper apart?
        answer: He could tell all the vessels from one another.
        distractors: [He rarely went to sleep., He had built the tower., He wrote many letters.]
        """,
)
def quoted_answer(item: RuleView, context: Context) -> Findings:
    """The answer is taken word for word from the article, and no distractor is.

    Students look for the option that they have seen before and need not understand it. Say
    the answer in words of your own, or take distractors from the article too. A quotation has
    three words at least that mean something. Names are no quotations, and options in quotation
    marks are meant as such.
    """
    if context.text is None:
        return
    size = context.limits["words"]
    known = _runs_of_words(context.text.words, size)
    for choice in item.read_choices:
        if any(option.quoted or _is_quotation(option) for option in choice.options):
            continue
        taken = [next(_taken(answer, known, size), None) for answer in choice.answers]
        if not all(taken) or any(
            any(_taken(each, known, size, 1)) for each in choice.distractors
        ):
            continue
        yield RuleFinding(
            choice.answers[0].place,
            f"The article has {quoted_words(' '.join(taken[0] or ()))} word for word, and no "
            "distractor quotes it. Say it in other words, or quote in a distractor too.",
        )


@lru_cache(maxsize=4)
def _runs_of_words(paragraphs: tuple[str, ...], size: int) -> frozenset[tuple[str, ...]]:
    """Return all runs of this many words in a paragraph."""
    return frozenset(run for text in paragraphs for run in _runs(words(text), size))


def _runs(found: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    for at in range(len(found) - size + 1):
        yield tuple(found[at : at + size])


def _taken(
    option: Option, known: frozenset[tuple[str, ...]], size: int, least: int = 3
) -> Iterator[tuple[str, ...]]:
    """Yield the longest runs of words from the article with enough content words.

    Names are left out. Runs of the size that follow one another are one.
    """
    names = set(words(" ".join(_CAPITAL.findall(f" {option.text}"))))
    found = option.words
    starts = [at for at, run in enumerate(_runs(found, size)) if run in known]
    for first in starts:
        if first - 1 in starts:
            continue
        last = first
        while last + 1 in starts:
            last += 1
        run = found[first : last + size]
        telling = [word for word in run if word not in EMPTY and word not in names]
        if len(telling) >= least:
            yield run


def _is_quotation(option: Option) -> bool:
    return option.text.lstrip("*_ ").startswith(("“", '"', "‘", "«", "„"))
