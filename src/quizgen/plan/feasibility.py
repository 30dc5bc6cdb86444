"""Checks a request against a bank: what may be drawn, how many, what is impossible."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from quizgen.bank.groups import Section
from quizgen.bank.model import Bank
from quizgen.bank.questions import MODELS, Question
from quizgen.base.choices import DIFFICULTY_NAMES
from quizgen.base.data_class import dataclass
from quizgen.base.errors import did_you_mean
from quizgen.base.words import counted, short_list
from quizgen.plan.request import Request, range_text

DEFAULT_COUNT = 10
QUESTIONS_AN_ESSAY = 10
"""Where nothing is asked, a worksheet has one essay in so many questions."""
MOST_NAMES_LISTED = 12

Filter = tuple[str, tuple[str, ...], Callable[[Question], str | None]]
"""The option, the values it accepts, and the question's value."""


@dataclass(frozen=True)
class Room:
    """The room that a worksheet has for its questions, measured before it is drawn."""

    heights: Mapping[str, float]
    """How tall each question is, by its id, in points."""
    most: float
    """How tall the questions of a worksheet are together at most."""


@dataclass(frozen=True)
class Wishes:
    """A request for a bank."""

    bank: Bank
    request: Request
    room: Room | None = None

    @cached_property
    def pool(self) -> tuple[Question, ...]:
        """The questions that may be drawn; included ones pass all filters."""
        passing = [question for question in self.bank.questions if self._may_come(question)]
        sizes = Counter(question.group for question in passing)
        return tuple(
            question
            for question in passing
            if question.group is None or sizes[question.group] >= self.picked[question.group]
        )

    def _may_come(self, question: Question) -> bool:
        if question.id in self.request.include:
            return True
        return question.id not in self.request.exclude and self._passes(question)

    def _passes(self, question: Question) -> bool:
        return all(value(question) in wanted for _, wanted, value in self.filters) and (
            not self.sections or any(fits(question, section) for section in self.sections)
        )

    @cached_property
    def filters(self) -> list[Filter]:
        """The filters in use."""
        request = self.request
        filters: list[Filter] = [
            ("--skill", request.skills, lambda question: question.skill),
            ("--difficulty", request.difficulties, lambda question: question.difficulty),
            ("--type", request.types, lambda question: question.type),
        ]
        return [each for each in filters if each[1]]

    @cached_property
    def picked(self) -> dict[str, int]:
        """How many questions of each group a worksheet has, if it has any."""
        sizes = Counter(question.group for question in self.bank.questions)
        return {name: group.pick or sizes[name] for name, group in self.bank.groups.items()}

    @cached_property
    def torn(self) -> list[str]:
        """The groups that cannot be drawn, because too few of their questions are left."""
        kept = {question.group for question in self.pool}
        return [name for name in self.bank.groups if name not in kept]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the worksheet, if any."""
        return self.request.sections or self.bank.sections

    @cached_property
    def parts(self) -> tuple[tuple[Question, ...], ...]:
        """The questions that each section may have; of a worksheet in one, all of them."""
        if not self.sections:
            return (self.pool,)
        return tuple(
            tuple(question for question in self.pool if fits(question, section))
            for section in self.sections
        )

    @cached_property
    def blueprint(self) -> dict[str, int]:
        """The number of questions of some skills on a worksheet."""
        return dict(self.request.blueprint)

    @cached_property
    def mix(self) -> dict[str, int]:
        """The number of questions of some types on a worksheet."""
        return dict(self.request.mix)

    @cached_property
    def at_most(self) -> dict[str, int]:
        """The most questions of some types on a worksheet."""
        return dict(self.request.at_most)

    @cached_property
    def few(self) -> dict[str, int]:
        """The most questions of those types that are essays, where nothing is asked of them."""
        most = max(1, self.total // QUESTIONS_AN_ESSAY)
        asked = self.mix.keys() | self.at_most.keys()
        essays = (question.type for question in self.pool if question.is_essay)
        return {name: most for name in essays if name not in asked}

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many questions may be drawn, by skill."""
        sizes = Counter(question.skill for question in self.pool)
        return {skill: sizes[skill] for skill in self.bank.skill_labels if sizes[skill]}

    @cached_property
    def type_sizes(self) -> dict[str, int]:
        """How many questions may be drawn, by type."""
        sizes = Counter(question.type for question in self.pool)
        return {name: sizes[name] for name in MODELS if sizes[name]}

    @property
    def worth(self) -> int:
        """How many points the questions that may be drawn are worth in all."""
        return sum(question.points for question in self.pool)

    @cached_property
    def included(self) -> Counter[str]:
        """How many questions are forced in, by skill."""
        forced = set(self.request.include)
        return Counter(
            question.skill for question in self.bank.questions if question.id in forced
        )

    @cached_property
    def included_types(self) -> Counter[str]:
        """How many questions are forced in, by type."""
        forced = set(self.request.include)
        return Counter(
            question.type for question in self.bank.questions if question.id in forced
        )

    @property
    def planned(self) -> int:
        """How many questions the blueprint asks for."""
        return sum(self.blueprint.values())

    @property
    def mixed(self) -> int:
        """How many questions the mix asks for."""
        return sum(self.mix.values())

    @property
    def available(self) -> int:
        """How many questions the skills outside the blueprint can give."""
        return sum(size for skill, size in self.sizes.items() if skill not in self.blueprint)

    @property
    def guests(self) -> int:
        """How many questions outside the blueprint are forced in."""
        return sum(size for skill, size in self.included.items() if skill not in self.blueprint)

    @property
    def counted(self) -> int:
        """How many questions the sections ask for that name a number."""
        return sum(section.count or 0 for section in self.sections)

    @property
    def uncounted(self) -> int:
        """How many sections name no number."""
        return sum(section.count is None for section in self.sections)

    @property
    def total(self) -> int:
        """The number of questions on a worksheet, at most if none was asked for."""
        if self.request.count is not None:
            return self.request.count
        if self.sections:
            usual = max(DEFAULT_COUNT, self.counted + self.uncounted, self.mixed)
            return usual if self.uncounted else self.counted
        return max(self.planned + self.rest, self.mixed)

    @property
    def rest(self) -> int:
        """How many questions come from the skills outside the blueprint."""
        if self.request.count is not None:
            return self.request.count - self.planned
        return min(self.available, max(DEFAULT_COUNT - self.planned, self.guests))

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each wish that counting shows to be impossible."""
        unknown = list(_unknown_names(self))
        contradictions = list(_contradictions(self))
        yield from unknown
        yield from contradictions
        if unknown:
            return  # After a misspelt name the pool means nothing.
        shortages = list(_empty_filters(self)) or list(_shortages(self))
        yield from shortages
        if not contradictions and not shortages:
            yield from _empty_worksheet(self)


def fits(question: Question, section: Section) -> bool:
    """Return whether a question fits a section."""
    return (
        (not section.skill or question.skill in section.skill)
        and (not section.type or question.type in section.type)
        and (not section.difficulty or question.difficulty in section.difficulty)
    )


def _unknown_names(wishes: Wishes) -> Iterator[str]:
    bank, request = wishes.bank, wishes.request
    ids = [question.id for question in bank.questions]
    skills = tuple(bank.skill_labels)
    yield from _unknown("--skill", request.skills, skills, "skill")
    yield from _unknown("--blueprint", wishes.blueprint, skills, "skill")
    yield from _unknown("--difficulty", request.difficulties, DIFFICULTY_NAMES, "difficulty")
    yield from _unknown("--type", request.types, tuple(MODELS), "type")
    yield from _unknown(request.said("mix"), wishes.mix, tuple(MODELS), "type")
    yield from _unknown(request.said("at_most"), wishes.at_most, tuple(MODELS), "type")
    yield from _unknown("--include", request.include, ids, "question")
    yield from _unknown("--exclude", request.exclude, ids, "question")
    for section in request.sections:
        option = f"--section '{section.title}':"
        yield from _unknown(f"{option} skill", section.skill, skills, "skill")
        yield from _unknown(f"{option} type", section.type, tuple(MODELS), "type")


def _unknown(
    option: str, wanted: Iterable[str], known: Sequence[str], noun: str
) -> Iterator[str]:
    for name in dict.fromkeys(wanted):
        if name not in known:
            hint = did_you_mean(name, known)
            there = short_list(known, MOST_NAMES_LISTED)
            yield f"{option} {name}: no such {noun}.{hint} There are: {there}."


def _contradictions(wishes: Wishes) -> Iterator[str]:
    """Yield contradictions within the request."""
    request = wishes.request
    for name in dict.fromkeys(request.include):
        if name in request.exclude:
            yield f"{name} is both included and excluded; leave out one of the two."
    for wish, numbers, included in (
        ("blueprint", wishes.blueprint, wishes.included),
        ("mix", wishes.mix, wishes.included_types),
        ("at_most", wishes.at_most, wishes.included_types),
    ):
        for name, number in numbers.items():
            if included[name] > number:
                yield (
                    f"{request.said(wish, f'{name}={number}')}: --include forces in "
                    f"{counted(included[name], f'{name} question')}."
                )
    for name, most in wishes.at_most.items():
        if (number := wishes.mix.get(name, 0)) > most:
            yield (
                f"{request.said('mix', f'{name}={number}')} and "
                f"{request.said('at_most', f'{name}={most}')} contradict each other; leave out "
                "one of the two."
            )
    if request.count is not None:
        yield from _count_contradictions(wishes, request.count)


def _count_contradictions(wishes: Wishes, count: int) -> Iterator[str]:
    asked = f"Asked for {counted(count, 'question')}, but "
    if wishes.sections and not wishes.uncounted and wishes.counted != count:
        yield f"{asked}the sections add up to {wishes.counted}. Leave out --count."
    elif wishes.sections and wishes.counted + wishes.uncounted > count:
        yield f"{asked}the sections need {wishes.counted + wishes.uncounted} at least."
    elif wishes.planned > count:
        yield f"{asked}--blueprint adds up to {wishes.planned}."
    elif wishes.mixed > count:
        yield f"{asked}{wishes.request.said('mix')} adds up to {wishes.mixed}."
    elif wishes.included.total() > count:
        yield f"{asked}--include forces in {wishes.included.total()}."
    elif wishes.planned + wishes.guests > count:
        yield (
            f"{asked}--blueprint takes {wishes.planned} of them and --include forces in "
            f"{wishes.guests} of other skills."
        )


def _empty_filters(wishes: Wishes) -> Iterator[str]:
    """Yield each filter that no question of the bank passes."""
    for option, wanted, value in wishes.filters:
        there = Counter(map(value, wishes.bank.questions))
        if not any(there[name] for name in wanted):
            values = [
                f"{name} ({number})" for name, number in there.items() if name is not None
            ]
            has = (
                f"it has {short_list(values, MOST_NAMES_LISTED)}"
                if values
                else "none of its questions says"
            )
            yield f"{option} {', '.join(wanted)}: the bank has no such question; {has}."


def _shortages(wishes: Wishes) -> Iterator[str]:
    """Yield the numbers that exceed the questions in the pool."""
    yield from _homeless(wishes)
    for skill, number in wishes.blueprint.items():
        size = wishes.sizes.get(skill, 0)
        if number > size:
            yield f"--blueprint {skill}={number}: {_only(wishes, size, skill)}."
    for name, number in wishes.mix.items():
        size = wishes.type_sizes.get(name, 0)
        if number > size:
            said = wishes.request.said("mix", f"{name}={number}")
            yield f"{said}: {_only(wishes, size, name)}."
    points = wishes.request.points
    if points and points[0] > wishes.worth:
        yield (
            f"{wishes.request.said('points', range_text(points))}: "
            f"{_only(wishes, len(wishes.pool))}, worth {counted(wishes.worth, 'point')} in all."
        )
    for section, part in zip(wishes.sections, wishes.parts, strict=False):
        if len(part) < (section.count or 1):
            yield sentence(f"{section_name(section)}: {_only(wishes, len(part))}.")
    count = wishes.request.count
    if count is not None and wishes.rest > wishes.available:
        asked = f"Asked for {counted(count, 'question')}"
        if wishes.blueprint:
            asked += f" and --blueprint takes {wishes.planned}; of other skills"
        else:
            asked += ", but"
        yield f"{asked} {_only(wishes, wishes.available)}."


def _homeless(wishes: Wishes) -> Iterator[str]:
    """Yield the included questions that fit nowhere on the worksheet."""
    for question in wishes.bank.questions:
        if question.id not in wishes.request.include:
            continue
        if question.group in wishes.torn:
            yield (
                f"--include {question.id}: its group '{question.group}' is drawn whole, and "
                f"{' '.join(reasons(wishes)) or 'the sections'} leaves out others of it."
            )
        elif wishes.sections and not any(fits(question, each) for each in wishes.sections):
            yield f"--include {question.id}: it fits none of the sections."


def section_name(section: Section) -> str:
    """Return a section with its number, for a sentence."""
    number = counted(section.count, "question") if section.count else "at least 1 question"
    return f"section '{section.title}' with {number}"


def _empty_worksheet(wishes: Wishes) -> Iterator[str]:
    if not wishes.sections and wishes.planned + wishes.rest == 0:
        blueprint = [f"--blueprint {skill}=0" for skill in wishes.blueprint]
        causes = " ".join([*reasons(wishes), *blueprint])
        yield f"No question fits {causes} (the bank has {len(wishes.bank.questions)})."


def reasons(wishes: Wishes) -> list[str]:
    """Return the filtering options as typed."""
    named = [f"{option} {name}" for option, wanted, _ in wishes.filters for name in wanted]
    return named + [f"--exclude {name}" for name in dict.fromkeys(wishes.request.exclude)]


def _only(wishes: Wishes, number: int, skill: str = "") -> str:
    """Return how few questions there are, and what excludes the others."""
    found = counted(number, f"{skill} question".strip())
    if causes := reasons(wishes):
        fit = f"{'fits' if number == 1 else 'fit'} {' '.join(causes)}"
        only = f"only {found} {fit} (the bank has {len(wishes.bank.questions)})"
    elif wishes.sections:
        only = f"only {found} {'fits' if number == 1 else 'fit'} there"
    else:
        only = f"there {'is' if number == 1 else 'are'} only {found}"
    torn = wishes.torn
    return f"{only}; {_left_out(torn)}" if torn else only


def _left_out(groups: Sequence[str]) -> str:
    names = ", ".join(f"'{name}'" for name in groups)
    return f"the group{'s' if len(groups) > 1 else ''} {names} cannot be drawn whole"


def sentence(text: str) -> str:
    """Capitalise a text's first letter."""
    return text[0].upper() + text[1:]
