"""What `check --stress` reports: laws, letters, places, pages, characters without a font."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from statistics import NormalDist

from quizgen.authoring.stress import Filled, Stressed, Trial
from quizgen.bank.kinds.base import letter
from quizgen.base.choices import QuestionOrder
from quizgen.base.words import counted
from quizgen.plan.invariants import one_letter_lists
from quizgen.plan.model import Plan
from quizgen.plan.question_order import effort

WHITE = 1 / 3
"""Report pages emptier than this while a question is waiting."""

MOST_SHOWN = 8
UNLIKELY = 0.001
"""Figures less probable than this are called uneven."""

Line = tuple[str, str]
"""A label, and the text beside it."""


def report(stressed: Stressed) -> Iterator[Line]:
    """Yield the lines of a summary."""
    trials = stressed.trials
    sizes = [len(trial.plan.versions) for trial in trials]
    yield "Versions", f"{sum(sizes)}, in {counted(len(trials), 'run')}"
    yield from _questions(stressed)
    breaches = [f"seed {t.plan.seed}, {breach}" for t in trials for breach in t.broken]
    yield "Laws", "one or more are broken" if breaches else "all kept"
    yield from _some("Broken", breaches)
    yield "Key letters", letters_reported(trials)
    yield "Places", _places(stressed)
    yield from _pages([page for trial in trials for page in trial.pages])
    yield from _some("Too tall", _tall(stressed))
    yield from _some("White", _white([page for trial in trials for page in trial.pages]))
    if stressed.large:
        yield from _some("Large print", _large(stressed.large))
    yield from _glyphs(stressed.looked_at)
    yield from _some("Warning", stressed.warnings)


def printed_again(stressed: Stressed, command: str) -> str:
    """Return how to print the first run again, where `command` prints the bank."""
    first, last = stressed.trials[0].plan, stressed.trials[-1].plan
    others = "" if first is last else f"\n{'':<12}and so on, to --seed {last.seed}"
    return f"{command} --versions {len(first.versions)} --seed {first.seed}{others}"


def _some(label: str, found: Iterable[str]) -> Iterator[Line]:
    """Yield the first few findings, and the number of the others."""
    listed = list(found)
    yield from ((label, text) for text in listed[:MOST_SHOWN])
    if len(listed) > MOST_SHOWN:
        yield "", f"and {len(listed) - MOST_SHOWN} more like these"


def _questions(stressed: Stressed) -> Iterator[Line]:
    trials = stressed.trials
    papers = {
        tuple((item.question, item.printed) for item in version.items)
        for trial in trials
        for version in trial.plan.versions
    }
    drawn = {name for trial in trials for name in trial.plan.questions}
    each = sorted({len(trial.plan.questions) for trial in trials})
    on_each = " to ".join(map(str, each[:1] + each[1:][-1:]))
    yield "Papers", f"{len(papers)} different ones, of {on_each} questions each"
    rest = "" if stressed.rest is None else "; the others were typeset apart from them"
    yield "Questions", f"{len(drawn)} of the bank's {stressed.bank_size} were drawn{rest}"


def letters_reported(trials: Iterable[Trial]) -> str:
    """Return how often each drawn letter is right, and how even that is."""
    counts: dict[int, Counter[str]] = {}
    for trial in trials:
        for version in trial.plan.versions:
            for _, options, key, moves in one_letter_lists(trial.plan, version):
                if moves:
                    counts.setdefault(options.movable, Counter())[key] += 1
    if not counts:
        return "none is drawn: no question has one right option that moves"
    total = sum(counts.values(), Counter[str]())
    told = ", ".join(f"{key} {total[key]}" for key in map(letter, range(max(counts))))
    return f"{told}. {evenness(*_letters_apart(counts))}"


def _letters_apart(counts: Mapping[int, Counter[str]]) -> tuple[float, int]:
    """Return chi-squared and its degrees of freedom, over lists of each length apart."""
    apart = 0.0
    for size, letters in counts.items():
        expected = letters.total() / size
        apart += sum((letters[letter(n)] - expected) ** 2 / expected for n in range(size))
    return apart, sum(size - 1 for size in counts)


def evenness(apart: float, freedom: int) -> str:
    """Return in words what chi-squared means."""
    worse = chance_of(apart, freedom)
    figures = f"chi-squared {apart:.1f}, {freedom} degrees of freedom"
    if worse < UNLIKELY:
        return f"Less even than chance has it in 1 of {1 / UNLIKELY:.0f} such tries ({figures})"
    return f"Chance is less even in {worse:.0%} of such tries ({figures})".replace("%", " %")


def chance_of(apart: float, freedom: int) -> float:
    """Return how probable a chi-squared of at least this is.

    Wilson and Hilferty's approximation, https://doi.org/10.1073/pnas.17.12.684.
    """
    spread = 2 / (9 * freedom)
    return 1 - NormalDist().cdf(((apart / freedom) ** (1 / 3) - 1 + spread) / sqrt(spread))


def _places(stressed: Stressed) -> str:
    """Return how evenly questions are spread over the places of a worksheet."""
    free = [
        trial.plan
        for trial in stressed.trials
        if _is_free(trial.plan, stressed.order) and len(trial.plan.questions) > 1
    ]
    if not free:
        return "not counted: sections, groups, places, types or the bank's order decide them"
    tables = [(plan, _places_of(plan)) for plan in free]
    often, of = max((max(t.values()), len(plan.versions)) for plan, t in tables)
    apart = sum(_places_apart(plan, table) for plan, table in tables)
    freedom = sum((len(plan.questions) - 1) ** 2 for plan in free)
    told = f"a question stood in the same place in at most {often} of {of} versions"
    return f"{told}. {evenness(apart, freedom)}"


def _is_free(plan: Plan, order: QuestionOrder) -> bool:
    """Return whether chance alone decides the place of a question."""
    questions = plan.questions.values()
    kept = any(question.place or question.group for question in questions)
    alike = order == "type" and len(set(map(effort, questions))) == 1
    return (alike or order == "shuffled") and not plan.sections and not kept


def _places_of(plan: Plan) -> Counter[tuple[str, int]]:
    return Counter((item.question, item.number) for v in plan.versions for item in v.items)


def _places_apart(plan: Plan, table: Counter[tuple[str, int]]) -> float:
    """Return chi-squared of questions by places, of which each row and column is full.

    That takes a degree of freedom more than cells that are drawn apart, hence the factor.
    """
    size = len(plan.questions)
    expected = len(plan.versions) / size
    apart = sum(
        (table[name, place] - expected) ** 2 / expected
        for name in plan.questions
        for place in range(1, size + 1)
    )
    return apart * (size - 1) / size


def _pages(pages: Sequence[Filled]) -> Iterator[Line]:
    fullest = max(pages, key=lambda page: page.share)
    emptiest = min(pages, key=lambda page: page.share)
    yield "Pages", f"{len(pages)} on the worksheets"
    yield "Fullest", f"{_percent(fullest.share)}: {fullest.spot}"
    last = "" if emptiest.waiting else ", where a worksheet ends"
    yield "Emptiest", f"{_percent(emptiest.share)}: {emptiest.spot}{last}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _tall(stressed: Stressed) -> Iterator[str]:
    tall: dict[str, float] = {}
    for trial in stressed.looked_at:
        tall |= trial.tall
    for name, pages in sorted(tall.items()):
        yield f"{name} is {pages:.1f} pages tall, and goes on over the end of a page"


def _white(pages: Iterable[Filled]) -> Iterator[str]:
    """Yield the questions that left much of a page white, the most first."""
    found: dict[str, list[Filled]] = {}
    for page in pages:
        if page.waiting and 1 - page.share > WHITE:
            found.setdefault(page.waiting, []).append(page)
    worst = {name: min(own, key=lambda page: page.share) for name, own in found.items()}
    for name, page in sorted(worst.items(), key=lambda pair: pair[1].share):
        times = counted(len(found[name]), "page")
        white = f"up to {_percent(1 - page.share)} of a page before {name}"
        yield f"{white}, over a third on {times}: {page.spot}"


def _large(large: Trial | str) -> Iterator[str]:
    """Yield whether all questions fit in large print, which a single student may have."""
    if isinstance(large, str):
        yield from large.splitlines()
    else:
        yield "every question fits, for single students"


def _glyphs(trials: Sequence[Trial]) -> Iterator[Line]:
    characters: dict[str, dict[str, None]] = {}
    others: dict[str, None] = {}
    for trial in trials:
        for warning in trial.warnings:
            if match := re.search(r"\(U\+([0-9A-F]+)\)", warning):
                found = chr(int(match[1], 16))
                homes = dict.fromkeys(_homes(trial.plan, found))
                characters.setdefault(found, {}).update(homes)
            else:
                others[warning] = None
    if not characters:
        yield "Signs", "a font has every one"
    named = (
        f"{each} (U+{ord(each):04X}), in {', '.join(homes)}"
        for each, homes in sorted(characters.items())
    )
    yield from _some("No font has", named)
    yield from _some("Warning", others)


def _homes(plan: Plan, character: str) -> list[str]:
    """Return the questions and groups that have a character, or where else it may be."""
    owners = (*plan.groups.items(), *plan.questions.items())
    homes = [name for name, owner in owners if character in owner.model_dump_json()]
    return homes or ["the article, the title, a heading or a template"]
