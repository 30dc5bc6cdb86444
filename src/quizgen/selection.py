"""Which of a bank's questions go on the worksheet: filters, blueprint, fair shares."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from quizgen.errors import QuizgenError, did_you_mean
from quizgen.model import KINDS, Bank, Difficulty, Question
from quizgen.request import Request
from quizgen.shuffle import shuffled

DEFAULT_COUNT = 10
MOST_NAMES_LISTED = 12


class SelectionError(QuizgenError):
    """Wishes that this bank cannot meet, one sentence a line."""


def select(bank: Bank, request: Request) -> tuple[Question, ...]:
    """Choose the worksheet's questions; returns them in the bank's order.

    The blueprint's skills get exactly their numbers, and the others share the rest of the
    count in proportion to their questions that fit. Without a count there are ten, fewer if
    fewer fit, and more if the blueprint or the included questions are more.

    Within a skill the included questions come first, then those that a keyed hash of seed
    and id puts first: a question added to the bank can push out at most one of its skill,
    unless the skills' shares change, and reorders none.

    Raises SelectionError with every wish that cannot be met.
    """
    wishes = _Wishes(bank, request)
    if problems := list(_problems(wishes)):
        raise SelectionError("\n".join(problems))
    chosen: set[str] = set()
    for skill, number in _numbers(wishes).items():
        ids = [question.id for question in wishes.pool if question.skill == skill]
        drawn = shuffled(ids, "selection", request.seed)
        chosen.update(sorted(drawn, key=lambda name: name not in request.include)[:number])
    return tuple(question for question in bank.questions if question.id in chosen)


def _numbers(wishes: "_Wishes") -> dict[str, int]:
    """Return how many questions of each skill a worksheet has."""
    named = wishes.blueprint
    others = {skill: size for skill, size in wishes.sizes.items() if skill not in named}
    return named | spread(wishes.rest, others, wishes.included)


def spread(
    count: int, sizes: Mapping[str, int], least: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Share count out in proportion to sizes, by largest remainder (Hamilton's method).

    Nobody gets less than least; where the count allows, everybody gets something too. Equal
    remainders go to whoever comes first. Sizes are 1 or more; with a count of at most their
    sum nobody gets more than their size. The arithmetic is exact.

    >>> spread(10, {"main_argument": 14, "evidence": 9, "vocabulary": 1})
    {'main_argument': 5, 'evidence': 4, 'vocabulary': 1}
    """
    floors = {name: max(1, (least or {}).get(name, 0)) for name in sizes}
    if sum(floors.values()) > count:
        floors = {name: (least or {}).get(name, 0) for name in sizes}

    shares: dict[str, int] = {}
    total = sum(sizes.values())
    while low := [
        name
        for name in sizes
        if name not in shares and count * sizes[name] < floors[name] * total
    ]:
        shares |= {name: floors[name] for name in low}
        count -= sum(floors[name] for name in low)
        total -= sum(sizes[name] for name in low)

    free = {name: divmod(count * sizes[name], total) for name in sizes if name not in shares}
    over = count - sum(whole for whole, _ in free.values())
    lucky = sorted(free, key=lambda name: -free[name][1])[:over]
    shares |= {name: whole + (name in lucky) for name, (whole, _) in free.items()}
    return {name: shares[name] for name in sizes}


@dataclass(frozen=True)
class _Wishes:
    """A request read against a bank."""

    bank: Bank
    request: Request

    @cached_property
    def pool(self) -> tuple[Question, ...]:
        """The questions that may be drawn, included ones whatever the filters say."""
        return tuple(
            question
            for question in self.bank.questions
            if question.id in self.request.include
            or (question.id not in self.request.exclude and self._passes(question))
        )

    def _passes(self, question: Question) -> bool:
        return all(value(question) in wanted for _, wanted, value in self.filters)

    @cached_property
    def filters(self) -> list[tuple[str, tuple[str, ...], Callable[[Question], str | None]]]:
        """The filters in use: option, values, and where a question has its own."""
        request = self.request
        filters: list[tuple[str, tuple[str, ...], Callable[[Question], str | None]]] = [
            ("--skill", request.skills, lambda question: question.skill),
            ("--difficulty", request.difficulties, lambda question: question.difficulty),
            ("--type", request.types, lambda question: question.type),
        ]
        return [each for each in filters if each[1]]

    @cached_property
    def blueprint(self) -> dict[str, int]:
        return dict(self.request.blueprint)

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many questions may be drawn, by skill."""
        sizes = Counter(question.skill for question in self.pool)
        return {skill: sizes[skill] for skill in self.bank.skill_labels if sizes[skill]}

    @cached_property
    def included(self) -> Counter[str]:
        """How many questions are forced in, by skill."""
        forced = set(self.request.include)
        return Counter(
            question.skill for question in self.bank.questions if question.id in forced
        )

    @property
    def planned(self) -> int:
        """How many questions the blueprint asks for."""
        return sum(self.blueprint.values())

    @property
    def available(self) -> int:
        """How many questions the skills outside the blueprint can give."""
        return sum(size for skill, size in self.sizes.items() if skill not in self.blueprint)

    @property
    def guests(self) -> int:
        """How many questions outside the blueprint are forced in."""
        return sum(size for skill, size in self.included.items() if skill not in self.blueprint)

    @property
    def rest(self) -> int:
        """How many questions come from the skills outside the blueprint."""
        if self.request.count is not None:
            return self.request.count - self.planned
        return min(self.available, max(DEFAULT_COUNT - self.planned, self.guests))


def _problems(wishes: _Wishes) -> Iterator[str]:
    unknown = list(_unknown_names(wishes))
    contradictions = list(_contradictions(wishes))
    yield from unknown
    yield from contradictions
    if unknown:
        return  # What a misspelt name leaves in the pool says nothing.
    shortages = list(_empty_filters(wishes)) or list(_shortages(wishes))
    yield from shortages
    if not contradictions and not shortages:
        yield from _empty_worksheet(wishes)


def _unknown_names(wishes: _Wishes) -> Iterator[str]:
    bank, request = wishes.bank, wishes.request
    ids = [question.id for question in bank.questions]
    skills = tuple(bank.skill_labels)
    yield from _unknown("--skill", request.skills, skills, "skill")
    yield from _unknown("--blueprint", wishes.blueprint, skills, "skill")
    yield from _unknown(
        "--difficulty", request.difficulties, get_args(Difficulty), "difficulty"
    )
    yield from _unknown("--type", request.types, tuple(KINDS), "type")
    yield from _unknown("--include", request.include, ids, "question")
    yield from _unknown("--exclude", request.exclude, ids, "question")


def _unknown(
    option: str, wanted: Iterable[str], known: Sequence[str], noun: str
) -> Iterator[str]:
    for name in dict.fromkeys(wanted):
        if name not in known:
            hint = did_you_mean(name, known)
            yield f"{option} {name}: no such {noun}.{hint} There are: {_listed(known)}."


def _contradictions(wishes: _Wishes) -> Iterator[str]:
    """Yield what contradicts itself, whatever questions fit."""
    request = wishes.request
    for name in dict.fromkeys(request.include):
        if name in request.exclude:
            yield f"{name} is both included and excluded; leave out one of the two."
    for skill, number in wishes.blueprint.items():
        if wishes.included[skill] > number:
            yield (
                f"--blueprint {skill}={number}: --include forces in "
                f"{_questions(wishes.included[skill], skill)}."
            )
    if request.count is None:
        return
    asked = f"Asked for {_questions(request.count)}, but "
    if wishes.planned > request.count:
        yield f"{asked}--blueprint adds up to {wishes.planned}."
    elif wishes.included.total() > request.count:
        yield f"{asked}--include forces in {wishes.included.total()}."
    elif wishes.planned + wishes.guests > request.count:
        yield (
            f"{asked}--blueprint takes {wishes.planned} of them and --include forces in "
            f"{wishes.guests} of other skills."
        )


def _empty_filters(wishes: _Wishes) -> Iterator[str]:
    """Yield each filter that lets nothing in the whole bank through."""
    for option, wanted, value in wishes.filters:
        there = Counter(map(value, wishes.bank.questions))
        if not any(there[name] for name in wanted):
            values = [
                f"{name} ({number})" for name, number in there.items() if name is not None
            ]
            has = f"it has {_listed(values)}" if values else "none of its questions says"
            yield f"{option} {', '.join(wanted)}: the bank has no such question; {has}."


def _shortages(wishes: _Wishes) -> Iterator[str]:
    """Yield the numbers that the questions in the pool cannot make up."""
    for skill, number in wishes.blueprint.items():
        size = wishes.sizes.get(skill, 0)
        if number > size:
            yield f"--blueprint {skill}={number}: {_only(wishes, size, skill)}."
    count = wishes.request.count
    if count is not None and wishes.rest > wishes.available:
        asked = f"Asked for {_questions(count)}"
        if wishes.blueprint:
            asked += f" and --blueprint takes {wishes.planned}; of other skills"
        else:
            asked += ", but"
        yield f"{asked} {_only(wishes, wishes.available)}."


def _empty_worksheet(wishes: _Wishes) -> Iterator[str]:
    if wishes.planned + wishes.rest == 0:
        blueprint = [f"--blueprint {skill}=0" for skill in wishes.blueprint]
        reasons = " ".join([*_reasons(wishes), *blueprint])
        yield f"No question fits {reasons} (the bank has {len(wishes.bank.questions)})."


def _reasons(wishes: _Wishes) -> list[str]:
    """Return the options that narrow the bank down, as typed."""
    reasons = [f"{option} {name}" for option, wanted, _ in wishes.filters for name in wanted]
    return reasons + [f"--exclude {name}" for name in dict.fromkeys(wishes.request.exclude)]


def _only(wishes: _Wishes, number: int, skill: str = "") -> str:
    """Say that there are only so many questions, and what keeps the others away."""
    found = _questions(number, skill)
    if reasons := _reasons(wishes):
        fit = f"{'fits' if number == 1 else 'fit'} {' '.join(reasons)}"
        return f"only {found} {fit} (the bank has {len(wishes.bank.questions)})"
    return f"there {'is' if number == 1 else 'are'} only {found}"


def _questions(number: int, skill: str = "") -> str:
    noun = "question" if number == 1 else "questions"
    return " ".join(part for part in (str(number), skill, noun) if part)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES_LISTED])
    hidden = len(names) - MOST_NAMES_LISTED
    return f"{shown} and {hidden} more" if hidden > 0 else shown
