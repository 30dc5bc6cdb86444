"""Points for what students gave, by the rules of the plan."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from quizgen.bank.kinds.scoring import is_right, score
from quizgen.bank.kinds.shapes import OneOf, Part
from quizgen.base.errors import QuizgenError, did_you_mean, shown
from quizgen.base.words import and_list, or_list
from quizgen.grading.responses import (
    CellError,
    Given,
    Response,
    chosen_texts,
    is_omitted,
    letters_of,
    parts_of,
    read_cell,
)
from quizgen.plan.model import Item, Plan
from quizgen.plan.sheet_code import CodeError, SheetCode, read_code

MOST_REMEMBERED = 2_000
"""Most forms of questions whose parts are in memory."""


@dataclass(frozen=True)
class Corrections:
    """What a teacher decided of questions that proved faulty, each with the reason."""

    dropped: Mapping[str, str] = field(default_factory=dict)
    """Questions that no longer count."""
    full_marks: Mapping[str, str] = field(default_factory=dict)
    """Questions for which everyone gets all the points."""
    accepted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Options that count as right beside the key, by the question."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why options are accepted."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The points that a student earned with a question.

    points is None while a teacher has still to decide; most is what the question is worth.
    """

    question: str
    number: int
    """The question's number on the student's paper."""
    points: Fraction | None
    most: int
    chosen: tuple[tuple[str, ...], ...] = ()
    """What was chosen in each part, in the words of the bank."""
    is_omitted: bool = False
    is_right: bool = False
    """Whether it earned all its points."""


class Scorer:
    """Scores the papers of a plan; what a question asks for is found once for all of them."""

    def __init__(self, plan: Plan, corrections: Corrections) -> None:
        self.plan, self.corrections = plan, corrections
        self._known: dict[tuple[str, int], tuple[tuple[Part, ...], tuple[Part, ...]]] = {}

    def mark(self, item: Item, response: Response) -> Mark | None:
        """Return the mark for a response to a question; None if the question was dropped."""
        if item.question in self.corrections.dropped:
            return None
        parts, accepted = self._parts(item)
        chosen = tuple(map(chosen_texts, parts, response)) if response else ()
        points = _points(accepted, response)
        if item.question in self.corrections.full_marks:
            points = Fraction(item.points)
        return Mark(
            item.question,
            item.number,
            points,
            item.points,
            chosen,
            is_omitted(response),
            points == item.points,
        )

    def _parts(self, item: Item) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """Return the parts of a question in its form, as printed and with what is accepted."""
        key = item.question, item.which
        if key not in self._known:
            if len(self._known) == MOST_REMEMBERED:  # each paper has forms of its own, perhaps
                self._known.clear()
            parts = parts_of(self.plan.questions[item.question], item.form)
            texts = self.corrections.accepted.get(item.question, ())
            self._known[key] = parts, tuple(accepting(part, texts) for part in parts)
        return self._known[key]


def accepting(part: Part, texts: Sequence[str]) -> Part:
    """Return a part in which other options count as right too."""
    if not texts or not isinstance(part.shape, OneOf):
        return part
    names = letters_of(part)
    also = tuple(
        name for name, text in zip(names, part.shape.options, strict=True) if text in texts
    )
    return replace(part, accept=(also,)) if also else part


def _points(parts: Sequence[Part], response: Response) -> Fraction | None:
    """Return the points of a question; None if a part waits for the teacher."""
    if not response:
        return None
    earned = list(_each(parts, response))
    if len(earned) == 1:  # fractions are added slowly
        return earned[0]
    known = [points for points in earned if points is not None]
    return sum(known, Fraction(0)) if len(known) == len(earned) else None


def _each(parts: Sequence[Part], response: Response) -> Iterator[Fraction | None]:
    """Yield the points of each part, with what parts need of one another."""
    for part, given in zip(parts, response, strict=True):
        if part.needs is not None and not _right(parts[part.needs], response[part.needs]):
            yield Fraction(0)
        elif given.points is not None:
            yield given.points
        elif given.answer is None:
            yield None
        else:
            yield score(part, given.answer)


def _right(part: Part, given: Given) -> bool:
    return given.answer is not None and is_right(part, given.answer)


# What a teacher asks for on the command line


def corrections_of(
    plan: Plan,
    drop: Sequence[str] = (),
    accept: Sequence[str] = (),
    full_marks: Sequence[str] = (),
    reason: str = "",
) -> Corrections:
    """Read corrections: ids of questions, and what to accept.

    That is `ID=the option's text`, or `ID=CODE LETTER` with the code of a sheet and the letter
    that the option has there. Raises QuizgenError for a question that is not in the plan, or
    an option that it has not.
    """
    accepted: dict[str, list[str]] = {}
    for written in accept:
        name, text = _option(plan, written)
        accepted.setdefault(name, []).append(text)
    for name in (*drop, *full_marks):
        _refuse_unknown(plan.questions, name)
    if both := sorted({*drop} & {*full_marks, *accepted}):
        raise QuizgenError(f"{and_list(both)}: a question that is dropped earns nothing.")
    return Corrections(
        dict.fromkeys(drop, reason),
        dict.fromkeys(full_marks, reason),
        accepted,
        dict.fromkeys(accepted, reason),
    )


def corrections_of_each(
    plans: Sequence[Plan],
    drop: Sequence[str] = (),
    accept: Sequence[str] = (),
    full_marks: Sequence[str] = (),
    reason: str = "",
) -> dict[str, Corrections]:
    """Read corrections for several runs: by a run's code those of its own questions.

    Raises QuizgenError as corrections_of does, for a question that no plan has.
    """
    known = {name: plan for plan in plans for name in plan.questions}
    for name in (
        *drop,
        *full_marks,
        *(each.partition("=")[0] for each in accept if "=" in each),
    ):
        _refuse_unknown(known, name)
    return {
        plan.code: corrections_of(
            plan,
            [name for name in drop if name in plan.questions],
            [each for each in accept if not _is_of_others(plan, each, plans)],
            [name for name in full_marks if name in plan.questions],
            reason,
        )
        for plan in plans
    }


def _is_of_others(plan: Plan, written: str, plans: Sequence[Plan]) -> bool:
    """Whether an option that is accepted is of another run: by its question, or its code."""
    name, equals, text = written.partition("=")
    sheet = _sheet_of(text)
    runs = {each.code for each in plans} - {plan.code}
    return bool(equals) and (
        name not in plan.questions or (sheet is not None and sheet[0].run in runs)
    )


def _option(plan: Plan, written: str) -> tuple[str, str]:
    """Return the question and the option in `ID=the option's text` or `ID=CODE LETTER`."""
    name, equals, text = written.partition("=")
    if not equals:
        raise QuizgenError(f"{shown(written)}: write --accept ID='the option’s text'.")
    _refuse_unknown(plan.questions, name)
    parts = [part for part in plan.questions[name].parts() if isinstance(part.shape, OneOf)]
    options = [text for part in parts for text in _options(part)]
    if not options:
        raise QuizgenError(f"{name} is not answered with one option. Try --full-marks {name}.")
    found = [each for each in options if each.casefold() == text.strip().casefold()]
    if found:
        return name, found[0]
    sheet = _sheet_of(text)
    if sheet and len(parts) == 1:
        return name, _lettered(plan, name, *sheet)
    lettered = ", or a sheet's code and its letter, as 4K7Z-B-X C" if len(parts) == 1 else ""
    listed = or_list(map(shown, options))
    raise QuizgenError(f"{name} has no option {shown(text)}. Name {listed}{lettered}.")


def _options(part: Part) -> Sequence[str]:
    return part.shape.options if isinstance(part.shape, OneOf) else ()


def _sheet_of(text: str) -> tuple[SheetCode, str] | None:
    """Return the code and the letter in `4K7Z-B-X C`; None where there is no code."""
    code, _, letter = text.strip().rpartition(" ")
    try:
        return read_code(code), letter
    except CodeError:
        return None


def _lettered(plan: Plan, name: str, code: SheetCode, letter: str) -> str:
    """Return the option of a question that has a letter on a sheet."""
    there = code.run == plan.code and code.version in plan.versions.names
    version = plan.versions[plan.versions.names.index(code.version)] if there else None
    items = [item for item in version.items if item.question == name] if version else []
    if not items:
        raise QuizgenError(f"{code} is no sheet of {plan.code} that asks {name}.")
    asked = parts_of(plan.questions[name], items[0].form)
    [part] = [part for part in asked if _options(part)]
    found: set[str] = set()
    problem = f"{shown(letter)} is no letter of it."
    for words in plan.wordings(code.version):
        try:
            found |= {*(read_cell(letter, [part], words)[0].answer or ())}
        except CellError as error:
            problem = str(error)
    if len(found) != 1 or "" in found:
        raise QuizgenError(f"{name}: {problem}")
    return _options(part)[letters_of(part).index(found.pop())]


def _refuse_unknown(questions: Collection[str], name: str) -> None:
    if name not in questions:
        hint = did_you_mean(name, questions)
        raise QuizgenError(f"There is no question {shown(name)} in the plan.{hint}")
