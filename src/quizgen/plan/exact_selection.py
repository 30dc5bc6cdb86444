"""Draws a worksheet whose questions depend on one another, by an exact search.

Groups are complete or absent, enemies never meet, each question is in one section, and every
requested number is met; if that is impossible, the clashing wishes are named.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import combinations

from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.base.solver import PATIENCE, Search, Terms, total
from quizgen.base.words import and_list, counted, or_list
from quizgen.plan.feasibility import Wishes, section_name, sentence
from quizgen.plan.request import range_text
from quizgen.plan.shares import Shares, Targets
from quizgen.plan.shuffle import LOT_BITS

Candidate = tuple[str, int]
"""A question in a section: its id, and the section's index, from 0."""

Selection = tuple[tuple[Question, ...], ...]
"""The questions of each section in the bank's order; of a worksheet in one, of that."""

BITS = 24
"""Bits of a lot that count: sums stay exact, and ties are rare."""

COUNT = "count"
POINTS = "points"
# Constraints that hold for every request.
CAUSES = {
    "enemies": "because of the questions that are enemies",
    "groups": "because groups are drawn together",
}


class SelectionError(QuizgenError):
    """What this bank cannot provide, one sentence a line."""


def is_summed(wishes: Wishes) -> bool:
    """Return whether it matters what else is drawn beside groups and enemies.

    Sections share questions; room, and points that differ, add up to a sum.
    """
    worths = {question.points for question in wishes.pool}
    differ = wishes.request.points is not None and len(worths) > 1
    return bool(wishes.room or wishes.sections or differ)


@dataclass(frozen=True)
class Alike:
    """What all versions share if each draws its own questions."""

    shares: Shares
    types: Mapping[str, int]
    points: int

    @classmethod
    def of(cls, drawn: Selection) -> "Alike":
        """Return what a version that was drawn has."""
        questions = [(number, each) for number, part in enumerate(drawn) for each in part]
        return cls(
            Counter((number, each.skill) for number, each in questions),
            Counter(each.type for _, each in questions),
            sum(each.points for _, each in questions),
        )


def draw(
    wishes: Wishes,
    targets: Targets,
    lot: Callable[[Candidate], int],
    alike: Alike | None = None,
) -> Selection:
    """Return the questions that meet every wish, the targets as nearly as can be.

    Among equals the sum of lots is least. Raises SelectionError, which names the clashing
    wishes.
    """
    model = _SelectionModel(wishes, alike)
    return model.selection(model.solved(targets, lot))


class _SelectionModel:
    """The constraints on a worksheet; a decision variable for each candidate."""

    def __init__(self, wishes: Wishes, alike: Alike | None) -> None:
        self.wishes = wishes
        self.search = Search()
        self.variables: dict[Candidate, int] = {
            (question.id, number): self.search.decision()
            for number, part in enumerate(wishes.parts)
            for question in part
        }
        self.asked: dict[str, str] = {}
        self._once_each()
        self._groups()
        self._enemies()
        self._numbers()
        if alike:
            self._like(alike)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.wishes.pool}

    def terms(
        self, fits: Callable[[Question], bool], section: int | None = None
    ) -> dict[int, float]:
        """Return the sum of all that fit, in a section or anywhere."""
        return {
            number: 1
            for (name, where), number in self.variables.items()
            if section in (None, where) and fits(self.by_id[name])
        }

    def _any_of(self, names: Collection[str]) -> dict[int, float]:
        return self.terms(lambda question: question.id in names)

    def _share(self, part: int | None, skill: str) -> dict[int, float]:
        return self.terms(lambda question: question.skill == skill, part)

    def _type(self, name: str) -> dict[int, float]:
        return self.terms(lambda question: question.type == name)

    @cached_property
    def _everything(self) -> dict[int, float]:
        return dict.fromkeys(self.variables.values(), 1.0)

    @cached_property
    def _points(self) -> dict[int, float]:
        return {number: self.by_id[name].points for (name, _), number in self.variables.items()}

    def _once_each(self) -> None:
        places = Counter(name for name, _ in self.variables)
        for name, times in places.items():
            if times > 1:
                self.search.rule(self._any_of({name}), high=1)

    def _groups(self) -> None:
        for name, size in self.wishes.picked.items():
            chosen = [self._group(name, size, part) for part in range(len(self.wishes.parts))]
            if len(chosen) > 1:
                self.search.rule(dict.fromkeys(chosen, 1), high=1, label="groups")

    def _group(self, name: str, size: int, part: int) -> int:
        """Ask for a whole group in a section or for none of it; return whether it is there."""
        whole = self.search.decision()
        members = self.terms(lambda question: question.group == name, part)
        self.search.rule({**members, whole: -size}, low=0, high=0, label="groups")
        return whole

    def _enemies(self) -> None:
        for apart in cliques(enemies(self.wishes.pool)):
            self.search.rule(self._any_of(apart), high=1, label="enemies")

    def _numbers(self) -> None:
        wishes = self.wishes
        if wishes.request.count is not None:
            name = f"--count {wishes.total}"
            self._ask(COUNT, name, self._everything, wishes.total, wishes.total)
        else:
            self.search.rule(self._everything, low=1)
        if points := wishes.request.points:
            name = wishes.request.said("points", range_text(points))
            self._ask(POINTS, name, self._points, *points)
        if room := wishes.room:
            tall = {number: room.heights[name] for (name, _), number in self.variables.items()}
            name = wishes.request.said("pages", str(wishes.request.pages))
            self._ask("pages", name, tall, 0, room.most)
        for skill, size in wishes.blueprint.items():
            name = f"--blueprint {skill}={size}"
            self._ask(name, name, self._share(None, skill), size, size)
        for kind, size in wishes.mix.items():
            name = wishes.request.said("mix", f"{kind}={size}")
            self._ask(name, name, self._type(kind), size, size)
        for kind, most in wishes.at_most.items():
            name = wishes.request.said("at_most", f"{kind}={most}")
            self._ask(name, name, self._type(kind), 0, most)
        for name in dict.fromkeys(wishes.request.include):
            self._ask(f"--include {name}", f"--include {name}", self._any_of({name}), 1, 1)
        for number, section in enumerate(wishes.sections):
            terms = self.terms(lambda _: True, number)
            low, high = section.count or 1, section.count or len(terms)
            self._ask(f"section {number}", section_name(section), terms, low, high)

    def _ask(self, label: str, name: str, terms: Terms, low: float, high: float) -> None:
        self.asked[label] = name
        self.search.rule(terms, low, high, label)

    def _like(self, alike: Alike) -> None:
        for part, pool in enumerate(self.wishes.parts):
            for skill in {question.skill for question in pool}:
                size = alike.shares.get((part, skill), 0)
                self.search.rule(self._share(part, skill), size, size)
        for name in self.wishes.type_sizes:
            size = alike.types.get(name, 0)
            self.search.rule(self._type(name), size, size)
        self.search.rule(self._points, alike.points, alike.points)

    def solved(self, targets: Targets, lot: Callable[[Candidate], int]) -> dict[int, float]:
        """Return the best decisions: the fairest shares, and of these the least lots.

        Without a requested number it is the possible one nearest to the default. Feasibility is
        decided exactly; optimal choices only within PATIENCE nodes.
        """
        found = self.search.best({} if COUNT in self.asked else self._unusual())
        if found is None:
            raise SelectionError(self.clash())
        number = total(self._everything, found)
        self.search.rule(self._everything, number, number)
        for away in self._misses(targets):
            if nearest := self.search.best(away, steps=PATIENCE):
                found = nearest
                # Distances are measured, not counted; the next whole number is far away.
                self.search.rule(away, high=total(away, nearest) + 0.25)
        lots = {
            number: float(lot(place) >> LOT_BITS - BITS)
            for place, number in self.variables.items()
        }
        return self.search.best(lots, steps=PATIENCE) or found

    def _misses(self, targets: Targets) -> Iterator[Terms]:
        """Yield what it costs to miss the targets, in the order in which they matter.

        What cannot be missed is left out: each is a search of its own.
        """
        sizes = self.wishes.type_sizes
        if few := {name: most for name, most in targets.few.items() if sizes[name] > most}:
            yield self._away((self._type(name), 0, most) for name, most in few.items())
        yield self._away(
            (self._share(part, skill), size, size)
            for (part, skill), size in targets.skills.items()
        )
        if len(sizes) > 1:
            yield self._away((self._type(name), n, n) for name, n in targets.types.items())

    def _away(self, bounds: Iterable[tuple[Terms, float, float]]) -> Terms:
        """Return how far sums are outside of their bounds, all together."""
        return dict.fromkeys((self.search.distance(*each) for each in bounds), 1.0)

    def _unusual(self) -> Terms:
        """Return what it costs to miss the usual number; of two as near, fewer is better."""
        usual = self.wishes.total
        away = self.search.distance(self._everything, usual, usual)
        return {**dict.fromkeys(self._everything, 0.0001), away: 1.0}

    def selection(self, found: Mapping[int, float]) -> Selection:
        """Return the questions of each section, in the bank's order."""
        return tuple(
            tuple(question for question in part if found[self.variables[question.id, number]])
            for number, part in enumerate(self.wishes.parts)
        )

    # What to say where there is no answer

    def clash(self) -> str:
        """Return which wishes clash, and why."""
        clashing = self.search.clash(list(self.asked))
        cause = self._cause(clashing)
        names = [self.asked[label] for label in clashing]
        if clashing == [COUNT]:
            asked, near = counted(self.wishes.total, "question"), self._near(COUNT)
            return f"Asked for {asked}, but no worksheet has that many{cause}.{near}"
        if clashing == [POINTS]:
            near = self._near(POINTS)
            return f"{names[0]}: no worksheet is worth that much{cause}.{near}"
        if not names:
            return f"No worksheet can have any question of this bank{cause}."
        if len(names) == 1:
            return sentence(f"{names[0]}: no worksheet has that{cause}.")
        both = "both" if len(names) == 2 else "all"
        return sentence(f"{and_list(names)} cannot {both} be met{cause}. Change one of them.")

    def _cause(self, clashing: Iterable[str]) -> str:
        """Return which rule is in the way, as the end of a sentence."""
        others = set(self.asked) - set(clashing)
        for rule, words in CAUSES.items():
            if self.search.best({}, others | {rule}, PATIENCE) is not None:
                return f", {words}"
        if self.search.best({}, others | set(CAUSES), PATIENCE) is not None:
            return ", because of groups and enemies together"
        return ""

    def _near(self, label: str) -> str:
        """Return the numbers next to the one asked for that can be had."""
        terms, verb = self._everything, "have"
        least = most = self.wishes.total
        if label == POINTS:
            terms, verb = self._points, "be worth"
            least, most = self.wishes.request.points or (0, 0)
        near = []
        for low, high, sign in ((1, least, -1.0), (most, sum(terms.values()), 1.0)):
            search = _SelectionModel(self.wishes, None).search
            search.rule(terms, low, high)
            costs = {number: sign * weight for number, weight in terms.items()}
            found = search.best(costs, {label}, PATIENCE)
            if found is not None:
                near.append(f"{total(terms, found):.0f}")
        return f" It can {verb} {or_list(near)}." if near else ""


def enemies(pool: Iterable[Question]) -> dict[str, set[str]]:
    """Return each question's enemies in the pool, whichever of the two names the other."""
    foes: dict[str, set[str]] = {question.id: set() for question in pool}
    for question in pool:
        for other in question.enemies:
            if other in foes:
                foes[question.id].add(other)
                foes[other].add(question.id)
    return foes


def cliques(foes: Mapping[str, set[str]]) -> Iterator[frozenset[str]]:
    """Yield sets of names in which all are enemies, until every two enemies share one.

    One constraint for a set is stronger than one for each pair, so the search is faster.
    """
    left = {frozenset((one, other)) for one in foes for other in foes[one]}
    for one, others in foes.items():
        for other in sorted(others):
            if frozenset((one, other)) not in left:
                continue
            clique = [one, other]
            common = foes[one] & foes[other]
            while common:
                clique.append(min(common))
                common = common & foes[clique[-1]]
            left -= set(map(frozenset, combinations(clique, 2)))
            yield frozenset(clique)
