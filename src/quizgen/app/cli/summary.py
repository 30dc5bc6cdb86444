"""The summary of a run: a few lines for the terminal."""

from collections import Counter
from collections.abc import Iterator

from quizgen.app.cli.common import row
from quizgen.bank.print_settings import PrintSettings
from quizgen.base.words import counted
from quizgen.plan.model import Plan
from quizgen.printing.make import Printed, PrintedFile
from quizgen.printing.pdf.read_back import Verified

MOST_UNREAD = 5


def summary(plan: Plan, printed: Printed, source: str) -> str:
    """Return what was printed, and how to print it again."""
    return "\n".join(row(head, text) for head, text in _lines(plan, printed, source))


def _lines(plan: Plan, printed: Printed, source: str) -> Iterator[tuple[str, str]]:
    yield "Bank", source
    skills = Counter(question.skill for question in plan.questions.values())
    by_skill = ", ".join(f"{skill} {skills[skill]}" for skill in plan.skills if skills[skill])
    on_each, in_all = len(plan.versions[0].items), len(plan.questions)
    number = f"{in_all}" if on_each == in_all else f"{on_each} in each version, {in_all} in all"
    yield "Questions", f"{number}: {by_skill}"
    yield "Types", _types(plan)
    yield "Points", f"{sum(item.points for item in plan.versions[0].items)} on a worksheet"
    if plan.students:
        yield "Students", f"{len(plan.students)}, a paper each"
    yield "Versions", _versions(plan)
    yield "Seed", f"{plan.seed} (the same seed and bank print the same papers)"
    for file in printed.files:
        yield file.label, _file(file)
    yield "Paper", _paper(printed.files[0])
    if printed.kept:
        yield "Kept", f"{printed.kept} (the plan and the keys of the run before)"
    if printed.removed:
        files = counted(len(printed.removed), "file")
        yield "Removed", f"{files} of the run before, as {printed.removed[0]}"
    if steps := "; ".join(_at_the_printer(plan.settings)):
        yield "Printer", f"{steps}."
    if printed.verified:
        yield from _verified(printed.verified)


def _at_the_printer(settings: PrintSettings) -> Iterator[str]:
    """Yield what to do at the printer, if the pages are more than a plain pile."""
    is_shared = settings.n_up > 1
    if settings.duplex:
        edge = "short" if is_shared else "long"
        yield f"print the worksheets on both sides, turned over on the {edge} edge"
    if is_shared:
        yield "cut the pile in the middle and put the left half on the right half"


def _verified(verified: Verified) -> Iterator[tuple[str, str]]:
    """Yield what was read back, and what could not be read."""
    lists = counted(verified.lists, "list")
    yield (
        "Read back",
        f"{counted(verified.papers, 'paper')} with {lists} of options, as planned, and "
        f"{counted(verified.keys, 'key')}",
    )
    for unread in verified.unread[:MOST_UNREAD]:
        yield "Not read", unread
    if len(verified.unread) > MOST_UNREAD:
        yield "", f"and {len(verified.unread) - MOST_UNREAD} more"


def _types(plan: Plan) -> str:
    """Return how many questions of each type a worksheet has, the most frequent first."""
    types = Counter(plan.questions[item.question].type for item in plan.versions[0].items)
    return ", ".join(f"{name} {number}" for name, number in types.most_common())


def _paper(worksheets: PrintedFile) -> str:
    """Return what has to be copied."""
    fewest, most = worksheets.lengths
    pages = counted(most, "page")
    each = pages if fewest == most else f"{fewest} to {pages}"
    return f"{each} a worksheet; {counted(worksheets.leaves, 'sheet')} of paper in all"


def _versions(plan: Plan) -> str:
    first, last = plan.versions[0], plan.versions[-1]
    if first == last:
        return f"1, with the code {first.code}"
    return f"{len(plan.versions)}, with the codes {first.code} to {last.code}"


def _file(file: PrintedFile) -> str:
    if file.pages is None:
        return f"{file.path}{f' and {file.others} more' if file.others else ''}"
    files = f"{counted(file.parts, 'file')}, " if file.parts else ""
    return f"{file.path} ({files}{counted(file.pages, 'page')})"
