"""Prints the key of one sheet, found by its code."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from textwrap import fill, shorten

from quizgen.bank.find import FOLDER
from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError, shown
from quizgen.base.language import Wording
from quizgen.base.words import counted, or_list
from quizgen.plan.fewer_options import FEWER, origin
from quizgen.plan.kept_runs import runs_in
from quizgen.plan.model import Item, Plan, Version
from quizgen.plan.read import load_plan
from quizgen.plan.sheet_code import CodeError, SheetCode, near_codes, read_code
from quizgen.plan.student import StudentPaper

WIDTH = 80
MOST_NAMED = 12
MOST_OFFERED = 3
PLANS = Path("worksheets")
"""The folder that is searched for plans."""


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of a plan, and warnings about it."""

    plan: Plan
    path: Path
    version: Version
    students: tuple[StudentPaper, ...]
    """The students who got it."""
    warnings: tuple[str, ...]


def find_sheet(typed: str, plan_file: Path | None, here: Path) -> FoundSheet:
    """Return the sheet with a code in a plan, or in the only plan in ./worksheets it fits.

    Raises QuizgenError if the code is mistyped, or belongs to another plan.
    """
    if plan_file is None:
        path = _only_plan(read_code(typed), here)
        plan = load_plan(here / path)
    else:
        path = plan_file
        plan = load_plan(here / path)
        _refuse_mistyped(typed, plan, path)
    code = read_code(typed)
    if code.run != plan.code:
        raise QuizgenError(_of_another_run(code, plan, path, here))
    return FoundSheet(
        plan,
        path,
        _version(code, plan, path),
        tuple(student for student in plan.students if student.version == code.version),
        tuple(_changed(plan, path, here)),
    )


def _refuse_mistyped(typed: str, plan: Plan, path: Path) -> None:
    """Refuse a mistyped code, and suggest similar ones of the plan."""
    try:
        read_code(typed)
    except CodeError as error:
        codes = (str(SheetCode(plan.code, name)) for name in plan.versions.names)
        near = list(islice(near_codes(typed, codes), MOST_OFFERED))
        hint = f" In {path} it may be {or_list(near)}." if near else ""
        raise CodeError(f"{error}{hint}") from None


def _version(code: SheetCode, plan: Plan, path: Path) -> Version:
    names = plan.versions.names
    if code.version not in names:
        there = f"versions {names[0]} to {names[-1]}" if len(names) > 1 else "one version, A"
        raise QuizgenError(f"{path} has {there}, and no version {code.version}.")
    return plan.versions[names.index(code.version)]


def _only_plan(code: SheetCode, here: Path) -> Path:
    """Return the only plan in ./worksheets with a run."""
    runs = list(_runs(here / PLANS))
    fitting = [path.relative_to(here) for path, run in runs if run == code.run]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        listed = ", ".join(map(str, fitting))
        raise QuizgenError(f"Several plans fit {code}: {listed}. Name one: --plan FILE.")
    known = ", ".join(f"{run} ({path.name})" for path, run in runs[:MOST_NAMED])
    there = f"Those there are of {known}." if known else "There are no plans there."
    raise QuizgenError(
        f"No plan in {PLANS} is of run {code.run}. {there} Name another with --plan FILE."
    )


def _runs(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the plans of a folder, those of earlier runs too, with the codes of their runs."""
    return ((run.path, run.code) for run in runs_in(folder))


def _of_another_run(code: SheetCode, plan: Plan, path: Path, here: Path) -> str:
    folders = dict.fromkeys((here / PLANS, (here / path).parent))
    others = [other for folder in folders for other, run in _runs(folder) if run == code.run]
    hint = f" It is in {others[0]}." if others else ""
    return (
        f"{code} is right, but it is of another run: {code.run}. The sheets of {path} have "
        f"codes that begin with {plan.code}.{hint}"
    )


def _changed(plan: Plan, path: Path, here: Path) -> Iterator[str]:
    """Warn if the bank has changed since the sheets were printed."""
    beside = path.parent
    for folder in dict.fromkeys((Path(FOLDER), beside, beside.parent / FOLDER)):
        bank = folder / plan.bank.file
        if (here / bank).is_file():
            if sha256((here / bank).read_bytes()).hexdigest() != plan.bank.sha256:
                yield (
                    f"{bank} has changed since these sheets were printed. The key is that of "
                    "the sheets, as they were printed."
                )
            return


# What is shown


def key_text(found: FoundSheet) -> str:
    """Return a sheet's key: a line a question, with letters, words and points."""
    plan, version = found.plan, found.version
    heading = f"{version.code}  version {version.name} of {shown(plan.title)}"
    lines = [fill(heading, WIDTH)]
    if origin(version.name):
        lines.append(f"Version {origin(version.name)} with {FEWER} options in a question.")
    lines += filter(None, [_names(found.students)])
    alphabets = plan.wordings(version.name)
    rows = [_row(plan.questions[item.question], item, alphabets) for item in version.items]
    heads = _heads(plan, alphabets)
    wide = [
        max(map(len, column)) for column in zip(heads, *(row[1] for row in rows), strict=True)
    ]
    lines += ["", *filter(None, [_columns("", heads, wide).rstrip()])]
    for number, letters, words, points in rows:
        start = _columns(f"{number}", letters, wide)
        room = WIDTH - len(start) - len(points) - 2
        text = shorten(words, room, placeholder=" …")
        lines.append(f"{start}{text:<{room}}  {points}")
    total = counted(sum(item.points for item in version.items), "point")
    return "\n".join([*lines, "", f"{total} in all."])


def _names(students: tuple[StudentPaper, ...]) -> str:
    """Return the names of those who got the sheet, up to MOST_NAMED."""
    named = "; ".join(_named(student) for student in students[:MOST_NAMED])
    hidden = len(students) - MOST_NAMED
    more = f" and {counted(hidden, 'other')}" if hidden > 0 else ""
    return fill(f"{named}{more}", WIDTH)


def _named(student: StudentPaper) -> str:
    known = (student.id, student.class_name, student.seat and f"seat {student.seat}")
    aside = ", ".join(filter(None, known))
    return f"{student.name} ({aside})" if aside else student.name


def _heads(plan: Plan, alphabets: Sequence[Wording]) -> list[str]:
    """Return the language above each column of letters; none above the class's only one."""
    if alphabets == (plan.words,):
        return [""]
    return [words.name for words in alphabets]


def _columns(number: str, letters: Sequence[str], wide: Sequence[int]) -> str:
    """Return the beginning of a row: a number, and letters in columns of these widths."""
    cells = [f"{each:<{width}}" for each, width in zip(letters, wide, strict=True) if width]
    return "  ".join([f"{number:>3}", *cells, ""])


def _row(
    question: Question, item: Item, alphabets: Sequence[Wording]
) -> tuple[int, list[str], str, str]:
    """Return a question's number, letters by alphabet, the answer's words and its points."""
    texts = (f"{each.label} {each.text}".strip() for each in question.solutions)
    return (
        item.number,
        [" ".join(item.form.letters(question, words)) for words in alphabets],
        " ".join("; ".join(texts).split()),
        counted(item.points, "point"),
    )
