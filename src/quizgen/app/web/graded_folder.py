"""What is graded of a run: the papers that were uploaded, and the results beside them.

They lie in results/CODE of the folder, as `quizgen grade` writes them, the papers in its folder
`papers`. They have names and handwriting in them: whoever forgets a grading deletes both.
"""

import secrets
import shutil
from collections.abc import AsyncIterable, Iterator
from contextlib import suppress
from pathlib import Path

from quizgen.app.web.pages import Refusal
from quizgen.app.web.uploads import plain_name, refuse_other_kinds
from quizgen.app.web.work_folder import WorkFolder
from quizgen.base.choices import MARKS_SUFFIXES, SCAN_SUFFIXES
from quizgen.base.errors import QuizgenError
from quizgen.base.files import replacing
from quizgen.grading.grade import PLAN_FILE, RESULTS_FILE
from quizgen.grading.scan.decisions import FILE as DECISIONS_FILE
from quizgen.grading.scan.review import FILE as REVIEW_FILE
from quizgen.grading.scan.store import FOLDER as PAGES

RESULTS, PAPERS = "results", "papers"
MOST_PAPERS, MOST_BYTES = 2_000, 4_000_000_000
"""Most files that are uploaded for one run, and most bytes of them."""

OFFERED = (
    "results.xlsx",
    "results.csv",
    "moodle.csv",
    "canvas.csv",
    "report.html",
    "report.pdf",
    "marked-copies.pdf",
    "returns*.pdf",
)
"""The files of results that are offered, by the patterns of their names."""
KEPT = (*OFFERED, RESULTS_FILE, PLAN_FILE, REVIEW_FILE, "decisions*.json")
"""All files that grading writes, or that the teacher adds to it."""


class GradedFolder:
    """The papers and the results of one run."""

    def __init__(self, folder: WorkFolder, code: str) -> None:
        self.path = folder.here / RESULTS / code
        if not self.path.resolve().is_relative_to(folder.here):
            raise Refusal(404, "The results of this run lie outside of the folder.")
        self._papers = self.path / PAPERS

    # Papers

    @property
    def papers(self) -> list[Path]:
        """The files that were uploaded, by their names."""
        with suppress(OSError):
            found = (path for path in self._papers.iterdir() if path.name[0] != ".")
            return sorted(path for path in found if path.is_file() and not path.is_symlink())
        return []

    @property
    def scans(self) -> list[Path]:
        """Those that are scans."""
        return [path for path in self.papers if path.suffix.lower() not in MARKS_SUFFIXES]

    @property
    def tables(self) -> list[Path]:
        """The table of marks, if there is one."""
        return [path for path in self.papers if path.suffix.lower() in MARKS_SUFFIXES]

    async def take(self, name: str, content: AsyncIterable[bytes]) -> str:
        """Keep a file that is uploaded, whole or not at all; return its name here.

        A scan of a name that is there already gets a number: two piles may both be `scan.pdf`.
        A table of marks takes the place of the one before.
        """
        plain = plain_name(name)
        refuse_other_kinds(plain, (*SCAN_SUFFIXES, *MARKS_SUFFIXES), "a scan or a table")
        self._refuse_more()
        self._papers.mkdir(parents=True, exist_ok=True)
        part = self._papers / f".{secrets.token_hex(8)}.part"
        try:
            with part.open("wb") as file:
                async for chunk in content:
                    file.write(chunk)
            if not part.stat().st_size:
                raise QuizgenError(f"{plain} is empty: 0 bytes.")
            return self._named(part, plain)
        except OSError as error:
            raise QuizgenError(f"{plain} cannot be kept: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)

    def _named(self, part: Path, name: str) -> str:
        path = self._papers / name
        if path.suffix.lower() in MARKS_SUFFIXES:
            for old in self.tables:
                old.unlink(missing_ok=True)
        number = 1
        while path.exists():
            number += 1
            path = self._papers / f"{Path(name).stem}-{number}{Path(name).suffix}"
        part.replace(path)
        return path.name

    def _refuse_more(self) -> None:
        there = self.papers
        if len(there) >= MOST_PAPERS or sum(p.stat().st_size for p in there) > MOST_BYTES:
            raise QuizgenError("There are too many papers of this run. Remove some first.")

    def remove(self, name: str) -> None:
        """Delete a file that was uploaded."""
        for path in self.papers:
            if path.name == name:
                path.unlink(missing_ok=True)
                return
        raise Refusal(404, "There is no such file.")

    # Results

    @property
    def has_results(self) -> bool:
        """Whether something was graded."""
        return (self.path / RESULTS_FILE).is_file()

    @property
    def review(self) -> Path | None:
        """The page on which to decide, where there is one."""
        path = self.path / REVIEW_FILE
        return path if path.is_file() else None

    @property
    def decisions(self) -> Path:
        """The file of what was decided."""
        return self.path / DECISIONS_FILE

    @property
    def offered(self) -> list[Path]:
        """The files of results that can be opened or saved."""
        return list(self._there(OFFERED))

    def has(self, start: str) -> bool:
        """Whether a file is offered whose name begins so."""
        return any(path.name.startswith(start) for path in self.offered)

    def is_stale(self, path: Path) -> bool:
        """Whether a report is about results that were graded again since."""
        with suppress(OSError):
            graded = (self.path / RESULTS_FILE).stat().st_mtime_ns
            return path.name.startswith("report.") and path.stat().st_mtime_ns < graded
        return False

    def file(self, name: str) -> Path:
        """Return one of these files; refuse any other name."""
        for path in self.offered:
            if path.name == name:
                return path
        raise Refusal(404, "There is no such file.")

    def _there(self, patterns: tuple[str, ...]) -> Iterator[Path]:
        for pattern in patterns:
            for path in sorted(self.path.glob(pattern)):
                if path.is_file() and not path.is_symlink():
                    yield path

    def forget(self) -> None:
        """Delete the papers, what was read on them, and the results; nothing else."""
        if not self.path.is_dir():
            return
        with replacing(self.path):  # waits for a grading that is being written
            for path in list(self._there(KEPT)):
                path.unlink(missing_ok=True)
            for name in (PAPERS, PAGES):
                if not (self.path / name).is_symlink():
                    shutil.rmtree(self.path / name, ignore_errors=True)
        for folder in (self.path, self.path.parent):
            with suppress(OSError):  # whoever put something else there keeps it
                folder.rmdir()
