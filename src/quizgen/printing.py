"""A plan to the files of a run: worksheets, answer keys and the plan itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quizgen.blocks import make_blocks
from quizgen.files import replacing
from quizgen.plan import Plan, dump_plan
from quizgen.press import print_booklet
from quizgen.sheets import PAPERS
from quizgen.templates import TemplateFolders
from quizgen.typeset import typeset

Progress = Callable[[str, int, int], object]
"""Told what is being done, how much of it is done, and how much there is in all."""


@dataclass(frozen=True)
class PrintedFile:
    """A file that a run leaves; a PDF has pages."""

    path: Path
    pages: int | None = None


@dataclass(frozen=True)
class Printed:
    """The files of a run, and what the teacher should know about them."""

    files: tuple[PrintedFile, ...]
    warnings: tuple[str, ...]


def print_plan(
    plan: Plan,
    name: str,
    folder: Path,
    templates: TemplateFolders,
    progress: Progress,
) -> Printed:
    """Write <name>-worksheets.pdf, <name>-answer-keys.pdf and <name>-plan.json to folder.

    The files appear together and whole, or not at all. Raises QuizgenError where a template
    fails or the folder cannot be written to.
    """
    run = make_blocks(plan, templates)
    paper = PAPERS[plan.paper]
    progress("Typesetting", 0, 1)
    plates = typeset(run.material, paper)
    progress("Typesetting", 1, 1)
    files = []
    with replacing(folder) as batch:
        for booklet, ending in ((run.worksheets, "worksheets"), (run.keys, "answer-keys")):
            path = folder / f"{name}-{ending}.pdf"
            count = _Count(progress, f"Printing {ending}", len(booklet.sheets))
            pages = print_booklet(booklet, plates, paper, batch.create(path), count.one_more)
            files.append(PrintedFile(path, pages))
        path = folder / f"{name}-plan.json"
        batch.create(path).write(dump_plan(plan))
        files.append(PrintedFile(path))
    return Printed(tuple(files), plates.warnings)


@dataclass
class _Count:
    """Counts sheets as they are printed, and tells."""

    progress: Progress
    doing: str
    total: int
    done: int = 0

    def one_more(self) -> None:
        self.done += 1
        self.progress(self.doing, self.done, self.total)
