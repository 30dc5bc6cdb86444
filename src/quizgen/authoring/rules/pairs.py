"""Questions that give each other away, and facts that are asked twice.

Questions are compared by way of an index of their rare words, never each with each, so the
time grows with the bank and not with its square.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, bank_rule
from quizgen.authoring.rules.words import content, words

Words = frozenset[str]
Index = Mapping[str, Sequence[int]]

MOST_SHOWN = 3


@bank_rule(
    "gives-away",
    pedantic=True,
    limits={
        "rare": Limit(3, "In how many questions at most a telling word occurs.", 2, 20),
        "share": Limit(60, "How much of an answer, in percent, the other stem must tell.", 1),
    },
    bad="""
        questions:
          - id: cause
            stem: Why did the harbor lose its beacon in 1912?
            answer: The town sold it.
            distractors: [A storm took it., The crew left.]
          - id: year
            stem: When did the light go out?
            answer: In 1912.
            distractors: [In 1887., In 1934.]
        """,
    good="""
        questions:
          - id: cause
            stem: Why did the harbor lose its beacon?
            answer: The town sold it.
            distractors: [A storm took it., The crew left.]
          - id: year
            stem: When did the light go out?
            answer: In 1912.
            distractors: [In 1887., In 1934.]
        """,
)
def gives_away(context: Context) -> Findings:
    """A stem tells the answer of another question.

    On one worksheet the one is the key to the other. A figure of the answer, or most of the
    words that distinguish it from its distractors and half of all its words, are in the other
    stem and hardly anywhere else in the bank. Words of the article's title, author and
    affiliation count for nothing, and a name alone does not answer *Who?*. Change the stem, or
    keep the two apart: `enemies: [the-other-id]`. If the stem does not help after all, say so
    on either question: `allow_with: [the-other-id]`.
    """
    everywhere = Counter(word for item in context.items for word in _all_words(item))
    stems = _index(item.asked for item in context.items)
    apart, known = _kept_apart(context), _known(context)
    for item in context.items:
        telling = _telling(item) - known
        rare = {word for word in telling if everywhere[word] <= context.limits["rare"]}
        told: dict[int, set[str]] = defaultdict(set)
        for word in sorted(rare):
            for other in stems.get(word, ()):
                told[other].add(word)
        for other, shared in sorted(told.items()):
            if other == item.index or frozenset((other, item.index)) in apart:
                continue
            if _only_names(context.items[other], item, shared):
                continue
            whole = _whole(item)
            if _is_enough(shared, telling, whole, context.limits["share"]):
                yield _tells(context.items[other], item, shared)


def _known(context: Context) -> Words:
    """Return the words of the article's head, which everybody reads."""
    article = context.bank.article
    head = " ".join(filter(None, [article.title, article.author, article.affiliation]))
    return content(words(head), context.bank.language)


def _tells(teller: RuleView, told: RuleView, shared: Iterable[str]) -> RuleFinding:
    stem = next(stem for stem in teller.stems if stem.content & set(shared))
    said = _as_written(stem.words, shared, stem.language)
    name = told.question.id
    message = (
        f"{said} in this stem tells the answer of '{name}'. Say it in other words, keep the "
        f"two apart (enemies: [{name}]), or let it be (allow_with: [{name}])."
    )
    return RuleFinding((*teller.place, *stem.place), message)


def _only_names(teller: RuleView, told: RuleView, shared: Iterable[str]) -> bool:
    """Return whether a stem only names somebody, where another asks who it was.

    That there is such a person tells nothing, unless both stems speak of the same.
    """
    asks_who = any("who" in stem.words for stem in told.stems)
    return asks_who and len(set(shared)) == 1 and teller.asked.isdisjoint(told.asked)


def _is_enough(shared: Iterable[str], telling: Words, whole: Words, share: int) -> bool:
    if any(word[0].isdigit() for word in shared):
        return True
    number = len(set(shared))
    return 100 * number >= share * len(telling) and 2 * number >= len(whole)


def _whole(item: RuleView) -> Words:
    """Return the words of the shortest answer, whether others have them or not."""
    return min((answer.content for answer in item.answers), key=len, default=frozenset())


def _as_written(written: Iterable[str], roots: Iterable[str], language: str) -> str:
    """Return the words of a text that have these roots, in quotation marks."""
    wanted = set(roots)
    found = [word for word in dict.fromkeys(written) if content([word], language) & wanted]
    return ", ".join(f"“{word}”" for word in found[:MOST_SHOWN])


def _all_words(item: RuleView) -> set[str]:
    found = set(item.asked)
    for choice in item.choices:
        found.update(*(option.content for option in choice.options))
    return found


def _telling(item: RuleView) -> Words:
    """Return the words of the answer that neither its own stem nor a distractor has."""
    found: set[str] = set()
    for choice in item.choices:
        wrong = frozenset[str]().union(*(option.content for option in choice.distractors))
        right = (option.content for option in choice.answers if not option.quoted)
        found.update(word for words in right for word in words - wrong)
    if item.question.is_recalled:
        found.update(*(answer.content for answer in item.answers))
    return frozenset(found - item.asked)


def _index(texts: Iterable[Iterable[str]]) -> Index:
    """Return for each word the numbers of the texts that have it."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for word in text:
            found[word].append(number)
    return found


def _kept_apart(context: Context) -> set[frozenset[int]]:
    """Return the pairs of questions that never meet, or that may meet."""
    numbers = {item.question.id: item.index for item in context.items}
    return {
        frozenset((item.index, numbers[name]))
        for item in context.items
        for name in _named(item)
        if name in numbers
    }


def _named(item: RuleView) -> Iterator[str]:
    """Yield the questions that it is kept apart from, or may appear with."""
    yield from item.question.enemies
    yield from item.question.allow_with


MOST_LEAKED = 60
"""In how many options of a bank a word may be that still tells something."""
VERDICTS = content(words("yes true false sure given"), "en")
"""Answers that many questions share without telling each other anything."""


@bank_rule(
    "thesis-leak",
    pedantic=True,
    limits={
        "questions": Limit(3, "How many other questions must be told.", 2, 100),
        "share": Limit(60, "How much of an answer, in percent, the options must tell.", 1),
    },
    bad="""
        questions:
          - stem: What does the article argue?
            answer: Keepers gave harbors company, and machines save money but see no smoke.
            distractors: [Lamps should burn oil., Ships should carry a bell.]
          - stem: What did keepers give?
            answer: Company
            distractors: [Bread, Maps]
          - stem: What do the new lights do for the town?
            answer: Machines save money
            distractors: [Boats bring fish, Towers stand taller]
          - stem: What escapes them?
            answer: Smoke
            distractors: [Ice, Noise]
        """,
    good="""
        questions:
          - stem: What does the article argue?
            answer: Something was lost when the lights began to run themselves.
            distractors: [Lamps should burn oil., Ships should carry a bell.]
          - stem: What did keepers give?
            answer: Company
            distractors: [Bread, Maps]
          - stem: What do the new lights do for the town?
            answer: Machines save money
            distractors: [Boats bring fish, Towers stand taller]
          - stem: What escapes them?
            answer: Smoke
            distractors: [Ice, Noise]
        """,
)
def thesis_leak(context: Context) -> Findings:
    """The options of one question state what many others ask.

    A question about the whole argument lists its points, and each point is the answer to
    another question of the worksheet. Say the whole in a thought of its own, or keep the
    questions apart with `enemies`.
    """
    said = [
        frozenset[str]().union(*(option.content for c in item.choices for option in c.options))
        for item in context.items
    ]
    index, apart, known = _index(said), _kept_apart(context), _known(context)
    told: dict[int, list[int]] = defaultdict(list)
    for item in context.items:
        telling = _telling(item) - known - VERDICTS
        counted = Counter(
            other
            for word in telling
            if len(index.get(word, ())) <= MOST_LEAKED
            for other in index.get(word, ())
        )
        for other, number in sorted(counted.items()):
            if other == item.index or frozenset((other, item.index)) in apart:
                continue
            if telling and 100 * number >= context.limits["share"] * len(telling):
                told[other].append(item.index)
    for teller, others in sorted(told.items()):
        if len(others) >= context.limits["questions"]:
            names = ", ".join(f"'{context.items[each].question.id}'" for each in others)
            yield RuleFinding(
                context.items[teller].place,
                f"The options of this question tell the answers of {len(others)} others: "
                f"{names}. Say the whole in a thought of its own, or keep them apart "
                "(enemies).",
            )


@bank_rule(
    "same-fact-twice",
    limits={"alike": Limit(60, "How many of the words, in percent, two must share.", 20)},
    bad="""
        questions:
          - id: first
            stem: What did the keeper count every night?
            answer: The ships that passed.
            distractors: [The stars above the rock., His coins.]
          - id: second
            stem: What was it that the keeper counted each night?
            answer: Passing ships.
            distractors: [The steps of the tower., The waves.]
        """,
    good="""
        questions:
          - id: first
            stem: What did the keeper count every night?
            answer: The ships that passed.
            distractors: [The stars above the rock., His coins.]
          - id: second
            stem: Why did the keeper go on counting?
            answer: It kept him company.
            distractors: [He was paid for it., Nobody told him to stop.]
        """,
)
def same_fact_twice(context: Context) -> Findings:
    """Two questions ask for the same fact.

    Together on a worksheet they count one piece of knowledge twice. Ask about something else,
    or keep the two apart: `enemies: [the-other-id]`. If they do ask for different things, say
    so on either: `allow_with: [the-other-id]`.
    """
    facts = [item.once(_fact) for item in context.items]
    frequency = Counter(word for fact in facts for word in fact)
    apart = _kept_apart(context)
    nearest: dict[int, tuple[int, int]] = {}
    for one, other in _candidates(facts, frequency):
        alike = 100 * len(facts[one] & facts[other]) // len(facts[one] | facts[other])
        if alike >= context.limits["alike"] and frozenset((one, other)) not in apart:
            nearest[other] = max(nearest.get(other, (0, 0)), (alike, -one))
    for other, (alike, one) in nearest.items():
        yield _repeats(context.items[-one], context.items[other], alike)


def _repeats(first: RuleView, second: RuleView, alike: int) -> RuleFinding:
    name = first.question.id
    message = (
        f"This asks much the same as '{name}' ({alike} % of the words). Ask about something "
        f"else, keep the two apart (enemies: [{name}]), or let it be (allow_with: [{name}])."
    )
    return RuleFinding((*second.place, *_stem_place(second)), message)


def _fact(item: RuleView) -> Words:
    """Return the words of what is asked, with its answer."""
    answers = item.answers if item.question.is_one_fact else ()
    return item.asked.union(*(answer.content for answer in answers))


def _stem_place(item: RuleView) -> tuple[str | int, ...]:
    return item.stems[0].place if item.stems else ()


LEAST_WORDS = 3
RAREST = 6
MOST_WITH_A_WORD = 12


def _candidates(facts: Sequence[Words], frequency: Counter[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs that share one of the rarest words of both, each pair once and in order.

    Of a word that more questions have than MOST_WITH_A_WORD only the nearest are compared.
    """
    seen: dict[str, list[int]] = defaultdict(list)
    for number, fact in enumerate(facts):
        if len(fact) < LEAST_WORDS:
            continue
        rarest = sorted(fact, key=lambda word: (frequency[word], word))[:RAREST]
        for other in sorted({near for word in rarest for near in seen[word]}):
            yield other, number
        for word in rarest:
            seen[word] = [*seen[word][1 - MOST_WITH_A_WORD :], number]
