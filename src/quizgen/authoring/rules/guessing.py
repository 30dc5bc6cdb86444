"""What a student scores who has not read the passage, and guesses by the look of the options.

Each guesser picks the option that comes out highest by some measure, or one of those that
share the highest place. The score is what that earns over the whole bank, chance is what
picking blindly earns. A pattern counts where it earns clearly more than chance: by so many
points, and by more than two standard deviations of blind picking.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import sqrt

from quizgen.authoring.rules.items import Choice
from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, bank_rule
from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex

Values = Sequence[float]
"""How high some measure puts each option of a choice."""
Measure = Callable[[Choice], Values]

LEAST_OPTIONS = 3
DEVIATIONS = 2
LIMITS = {
    "questions": Limit(8, "How many questions there must be to speak of a pattern.", 3, 1000),
    "points": Limit(20, "How many percentage points above chance the guesser must score."),
}


@dataclass(frozen=True)
class Score:
    """How many questions a guesser gets right, beside how many blind picking does."""

    questions: int
    right: float
    chance: float
    variance: float

    @property
    def percent(self) -> int:
        """The guesser's score in percent."""
        return round(100 * self.right / self.questions)

    @property
    def chance_percent(self) -> int:
        """The score of blind picking in percent."""
        return round(100 * self.chance / self.questions)

    def is_telling(self, context: Context) -> bool:
        """Return whether the score is no accident and worth a guesser's while."""
        enough = self.questions >= context.limits["questions"]
        gain = 100 * (self.right - self.chance) / max(self.questions, 1)
        sure = self.right - self.chance > DEVIATIONS * sqrt(self.variance)
        return enough and sure and gain >= context.limits["points"]

    def __str__(self) -> str:
        return (
            f"scores {self.percent} % in {self.questions} questions without reading "
            f"(blind picking: {self.chance_percent} %)"
        )


def score(choices: Sequence[Choice], values: Sequence[Values]) -> Score:
    """Return what a guesser earns who picks each choice's option of the highest value."""
    chances = [1 / len(choice.options) for choice in choices]
    right = sum(map(_chance_to_be_right, choices, values))
    variance = sum(chance * (1 - chance) for chance in chances)
    return Score(len(choices), right, sum(chances), variance)


def _chance_to_be_right(choice: Choice, values: Values) -> float:
    best = max(values)
    picked = [
        option.right
        for option, value in zip(choice.options, values, strict=True)
        if value == best
    ]
    return sum(picked) / len(picked)


def single_answers(context: Context) -> Iterator[Choice]:
    """Yield what is answered by one of at least three options."""
    for item in context.items:
        for choice in item.read_choices:
            if choice.answer and len(choice.options) >= LEAST_OPTIONS:
                yield choice


def _length(choice: Choice) -> Values:
    return [len(option.text) for option in choice.options]


def _stem_words(choice: Choice) -> Values:
    stem = choice.stem.content
    return [len(option.content & stem) for option in choice.options]


def _likeness(choice: Choice) -> Values:
    """Return how much of its words each option shares with the others, all shares added."""
    values = [0.0] * len(choice.options)
    for (one, first), (other, second) in combinations(enumerate(choice.options), 2):
        both = len(first.content & second.content)
        if both:
            share = both / len(first.content | second.content)
            values[one] += share
            values[other] += share
    return values


_TWO_SIDED = regex(
    r"\b(?:but|although|though|yet|while|whereas|however|despite|nevertheless|even if|"
    r"both\b[^.]*\band|not only|rather than|without (?:\w+ing)|on condition)\b",
    re.IGNORECASE,
)


def _stance(choice: Choice) -> Values:
    return [bool(_TWO_SIDED.search(option.text)) for option in choice.options]


def _told(
    context: Context, measure: Measure, highest: str, lowest: str | None, advice: str
) -> Findings:
    """Yield a finding for the guesser who picks the highest, or the lowest, and does well."""
    choices = list(single_answers(context))
    values = [choice.once(measure) for choice in choices]
    guessers = {highest: values}
    if lowest:
        guessers[lowest] = [[-value for value in each] for each in values]
    for who, guessed in guessers.items():
        found = score(choices, guessed)
        if found.is_telling(context):
            message = f"A student who always picks {who} {found}. {advice}"
            yield RuleFinding(("questions",), message)


@bank_rule(
    "guess-by-length",
    limits=LIMITS,
    bad="""
        check: {guess-by-length: {questions: 3}}
        questions:
          - stem: What did the keeper do?
            answer: He counted every ship that passed the rock.
            distractors: [He slept all day., He sailed away.]
          - stem: What does the author want?
            answer: A keeper who lives and works in every harbor.
            distractors: [A new lamp., A longer pier.]
          - stem: What did the lamps cost?
            answer: More than the keepers had earned in ten years.
            distractors: [Nothing at all., A few coins.]
        """,
    good="""
        check: {guess-by-length: {questions: 3}}
        questions:
          - stem: What did the keeper do?
            answer: He counted ships.
            distractors: [He slept all day long., He left.]
          - stem: What does the author want?
            answer: A keeper in every harbor.
            distractors: [A new lamp., A pier that is longer and lower.]
          - stem: What did the lamps cost?
            answer: A fortune.
            distractors: [Nothing at all., More than a few coins.]
        """,
)
def guess_by_length(context: Context) -> Findings:
    """Over the whole bank the answer is the longest option, or the shortest, too often.

    Answers grow long because they must be exactly right, and students notice. The finding
    says what it earns to pick the longest option (or the shortest) each time, beside what
    picking blindly earns. Shorten some answers, or give some distractors the same detail.
    """
    advice = "Make some answers shorter or longer, or some distractors as long as theirs."
    yield from _told(context, _length, "the longest option", "the shortest option", advice)


@bank_rule(
    "guess-by-stem",
    limits=LIMITS,
    bad="""
        check: {guess-by-stem: {questions: 3}}
        questions:
          - stem: Why did the keeper count the ships?
            answer: The ships were his company.
            distractors: [He was paid for it., It kept him awake.]
          - stem: What does the author say about harbors?
            answer: Each harbor needs a keeper.
            distractors: [Lamps are enough., Nobody lives there.]
          - stem: What happened to the lamp?
            answer: The lamp went out.
            distractors: [A ship took it., The keeper sold it.]
        """,
    good="""
        check: {guess-by-stem: {questions: 3}}
        questions:
          - stem: Why did the keeper count the ships?
            answer: They were his company.
            distractors: [The ships paid for it., It kept him awake.]
          - stem: What does the author say about harbors?
            answer: Each needs a keeper.
            distractors: [Lamps are enough., Nobody lives in a harbor.]
          - stem: What happened to the lamp?
            answer: It went out.
            distractors: [A ship took it., The keeper sold the lamp.]
        """,
)
def guess_by_stem(context: Context) -> Findings:
    """Over the whole bank the answer is the option that repeats the stem's words too often.

    Who has not read the passage looks for an option that sounds like the stem. The finding
    says what that earns, beside what picking blindly earns. Say the answer in other words, or
    let some distractors use words of the stem too.
    """
    who = "the option that shares most words with the stem"
    advice = "Say some answers in other words, or use words of the stem in distractors."
    yield from _told(context, _stem_words, who, None, advice)


@bank_rule(
    "guess-by-likeness",
    limits=LIMITS,
    bad="""
        check: {guess-by-likeness: {questions: 3}}
        questions:
          - stem: What did the keeper do?
            answer: He counted ships.
            distractors: [He mended the roof., He painted the roof.]
          - stem: What does the author want?
            answer: A keeper in every harbor.
            distractors: [A brighter lamp., A cheaper lamp.]
          - stem: What did the lamps cost?
            answer: More than anybody had expected.
            distractors: [Ten silver coins., Twenty silver coins.]
        """,
    good="""
        check: {guess-by-likeness: {questions: 3}}
        questions:
          - stem: What did the keeper do?
            answer: He painted the roof.
            distractors: [He mended the roof., He counted ships.]
          - stem: What does the author want?
            answer: A keeper in every harbor.
            distractors: [A brighter lamp., A cheaper lamp.]
          - stem: What did the lamps cost?
            answer: Ten silver coins.
            distractors: [Less than expected., Twenty silver coins.]
        """,
)
def guess_by_likeness(context: Context) -> Findings:
    """Over the whole bank the answer is too often the odd one out, or the most like the others.

    Distractors that are made from one another leave the answer as the odd one out;
    distractors that are made from the answer, each with one thing changed, leave it as the
    one that has something of all. The finding says what looking for such an option earns,
    beside what picking blindly earns. Let distractors resemble each other and the answer in
    equal measure.
    """
    most, least = "the option most like the others", "the option least like the others"
    advice = "Let the distractors be as like the answer as they are like one another."
    yield from _told(context, _likeness, most, least, advice)


@bank_rule(
    "guess-by-stance",
    english=True,
    pedantic=True,
    limits=LIMITS,
    bad="""
        check: {guess-by-stance: {questions: 3}}
        questions:
          - stem: What does the author think of the new lamps?
            answer: They are safe, but nobody looks out.
            distractors: [They are a waste of money., They should be in every harbor.]
          - stem: What does the author want?
            answer: A keeper, although machines would do.
            distractors: [A brighter lamp., A longer pier.]
          - stem: How does the author see the town?
            answer: As thrifty, yet careless.
            distractors: [As greedy., As generous.]
        """,
    good="""
        check: {guess-by-stance: {questions: 3}}
        questions:
          - stem: What does the author think of the new lamps?
            answer: They are safe, but nobody looks out.
            distractors: [They are cheap, but break., They are strong, but too few.]
          - stem: What does the author want?
            answer: A keeper in every harbor.
            distractors: [A keeper, but only by night., A longer pier.]
          - stem: How does the author see the town?
            answer: As careless.
            distractors: [As poor, yet generous., As thrifty.]
        """,
)
def guess_by_stance(context: Context) -> Findings:
    """Over the whole bank the answer is too often the only option that sees two sides.

    An article that weighs two sides invites answers that weigh them, and who has noticed it
    need not read. The finding says what picking the option with a *but* or an *although*
    earns, among the questions where some options have one. Let wrong options see two sides
    as well, and some answers only one.
    """
    choices = [
        choice
        for choice in single_answers(context)
        if 0 < sum(choice.once(_stance)) < len(choice.options)
    ]
    found = score(choices, [choice.once(_stance) for choice in choices])
    if found.is_telling(context):
        yield RuleFinding(
            ("questions",),
            f"A student who always picks an option that sees two sides {found}. Let wrong "
            "options see two sides as well, and some answers only one.",
        )
