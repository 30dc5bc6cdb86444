"""Which of a bank's questions go on the worksheets: filters, blueprint, fair shares."""

from collections.abc import Callable
from functools import partial

from quizgen.bank.model import Bank
from quizgen.bank.questions import Question
from quizgen.plan.branch_search import draw_by_branches
from quizgen.plan.exact_selection import (
    Alike,
    Candidate,
    Selection,
    SelectionError,
    draw,
    is_summed,
)
from quizgen.plan.feasibility import Room, Wishes
from quizgen.plan.request import Request
from quizgen.plan.shares import Targets, targets_of
from quizgen.plan.shuffle import number_from, version_name

__all__ = ["SelectionError", "select", "selections"]


def select(bank: Bank, request: Request) -> tuple[Question, ...]:
    """Choose the worksheet's questions; returns them in the bank's order.

    The skills of the blueprint and the types of the mix get exactly their numbers; the other
    skills share the rest of the count in proportion to their questions that fit, and so do, as
    far as the skills allow, the other types. Unless its number is asked for, an essay is one
    question in ten at most, where there are enough others. The default count is ten, fewer if
    fewer fit, more if the blueprint, the mix or the included questions are more; if groups,
    enemies, sections, the mix or the points do not allow it, the possible number nearest to it.

    Within a skill and type the included questions come first, then the others in the order of
    a keyed hash of seed and id: a question added to the bank replaces at most one, unless the
    shares change, and reorders none.

    Raises SelectionError with every wish that cannot be met.
    """
    chosen = {question.id for part in _first(_wishes(bank, request)) for question in part}
    return tuple(question for question in bank.questions if question.id in chosen)


def selections(bank: Bank, request: Request, room: Room | None = None) -> dict[str, Selection]:
    """Choose the questions of each version, by its name, and of each of its sections.

    All versions have the same, unless each draws its own: then each has as many questions of
    each skill in each section, as many of each type, and as many points, as version A. With
    room, none takes more of it than there is.
    """
    wishes = _wishes(bank, request, room)
    first = _first(wishes)
    names = [version_name(index) for index in range(request.versions)]
    if not request.draw_each:
        return dict.fromkeys(names, first)
    alike = Alike.of(first)
    own = {name: _alike(wishes, alike, name) for name in names[1:]}
    return {names[0]: first, **own}


def _wishes(bank: Bank, request: Request, room: Room | None = None) -> Wishes:
    wishes = Wishes(bank, request, room)
    if problems := list(wishes.problems()):
        raise SelectionError("\n".join(problems))
    return wishes


def _first(wishes: Wishes) -> Selection:
    """Return the questions of version A."""
    return _drawn(wishes, targets_of(wishes), partial(_lot, wishes))


def _alike(wishes: Wishes, alike: Alike, version: str) -> Selection:
    """Return the questions of a version that draws its own."""
    return _drawn(wishes, Targets(), partial(_lot, wishes, version=version), alike)


def _drawn(
    wishes: Wishes,
    targets: Targets,
    lot: Callable[[Candidate], int],
    alike: Alike | None = None,
) -> Selection:
    """Draw by the short search where it sees every wish and is done soon."""
    drawn = None
    if not is_summed(wishes) and (alike is None or _worth_by_type(wishes)):
        drawn = draw_by_branches(wishes, targets, lot, alike)
    return (drawn,) if drawn else draw(wishes, targets, lot, alike)


def _worth_by_type(wishes: Wishes) -> bool:
    """Return whether a question's type says what it is worth."""
    worth = {(question.type, question.points) for question in wishes.pool}
    return len(worth) == len(wishes.type_sizes)


def _lot(wishes: Wishes, place: Candidate, version: str = "") -> int:
    """Return a number that looks random: a question with a lower one is drawn first."""
    name, part = place
    section = ("section", part) if wishes.sections else ()
    own = ("version", version) if version else ()
    return number_from("selection", wishes.request.seed, *section, *own, name)
