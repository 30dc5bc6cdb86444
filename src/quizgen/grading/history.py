"""What questions did in many runs, in one file: counts and sums, and no student.

The file is an SQLite database. `run` has a row for each graded run, by its plan's digest: a run
that is graded again replaces what it said before. `question` has a row for each wording of a
question: its id, and a hash of what it prints. `outcome` has what a question did in a run,
`choice` how often each of its options was chosen. Copying the file moves it.
"""

import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import fmean

from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.grading.question_report import QuestionReport, class_report
from quizgen.grading.results import Results

FILE = Path("quizgen-history.sqlite")
"""The file, in the folder one works in."""

VERSION = 1
"""The version of the schema, in the file's user_version."""

SCHEMA = """
CREATE TABLE run (
    number INTEGER PRIMARY KEY,
    plan TEXT NOT NULL UNIQUE,     -- SHA-256 of the plan
    code TEXT NOT NULL,            -- what the codes of its sheets begin with
    bank TEXT NOT NULL,            -- the bank's file name
    title TEXT NOT NULL,
    graded TEXT NOT NULL,          -- the day, such as 2026-05-31
    students INTEGER NOT NULL,     -- papers that wait for nothing
    mean REAL,                     -- per cent of the points
    alpha REAL                     -- Cronbach's alpha, if it can be computed
) STRICT;
CREATE TABLE question (
    number INTEGER PRIMARY KEY,
    bank TEXT NOT NULL,
    name TEXT NOT NULL,            -- its id in the bank
    wording TEXT NOT NULL,         -- SHA-256 of what it prints and of its key
    stem TEXT NOT NULL,
    UNIQUE (bank, name, wording)
) STRICT;
CREATE TABLE outcome (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    question INTEGER NOT NULL REFERENCES question,
    students INTEGER NOT NULL,
    omitted INTEGER NOT NULL,
    p REAL,                        -- mean share of its points
    discrimination REAL,           -- corrected point-biserial, if it can be computed
    PRIMARY KEY (run, question)
) STRICT;
CREATE TABLE choice (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    question INTEGER NOT NULL REFERENCES question,
    part INTEGER NOT NULL,         -- 0, or 1 for Part B
    option TEXT NOT NULL,
    is_key INTEGER NOT NULL,
    students INTEGER NOT NULL,
    PRIMARY KEY (run, question, part, option)
) STRICT;
"""


@dataclass(frozen=True)
class KeptRun:
    """A run in the history."""

    code: str
    bank: str
    title: str
    graded: str
    students: int
    mean: float | None
    alpha: float | None


@dataclass(frozen=True)
class QuestionHistory:
    """What a question did in all runs in which it was worded as it is."""

    runs: int
    students: int
    p: float | None
    """The mean share of its points, over all students."""
    discrimination: float | None
    """The mean of the runs' correlations, by Fisher's z and the number of students less 3."""
    earlier: int = 0
    """Students who had it in another wording; they are not counted."""


class History:
    """A file of results. `with opened(path) as history` gives one."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add(self, results: Results, day: str | None = None) -> None:
        """Keep what a run's results say, in place of what they said before."""
        report, plan = class_report(results), results.plan
        day = day or datetime.now(UTC).astimezone().date().isoformat()
        with self._database as database:
            database.execute("DELETE FROM run WHERE plan = ?", [plan.digest])
            alpha = report.reliability.alpha if report.reliability else None
            row = [plan.digest, plan.code, plan.bank.file, plan.title, day, report.students]
            cursor = database.execute(
                "INSERT INTO run (plan, code, bank, title, graded, students, mean, alpha) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [*row, report.mean, alpha],
            )
            for each in report.questions:
                if each.students:
                    question = plan.questions[each.id]
                    number = self._number(plan.bank.file, question)
                    self._keep(cursor.lastrowid, number, each)

    def _number(self, bank: str, question: Question) -> int:
        """Return the number of a wording, which is entered if it is new."""
        key = [bank, question.id, wording_hash(question)]
        self._database.execute(
            "INSERT OR IGNORE INTO question (bank, name, wording, stem) VALUES (?, ?, ?, ?)",
            [*key, question.stem],
        )
        found = self._database.execute(
            "SELECT number FROM question WHERE bank = ? AND name = ? AND wording = ?", key
        )
        return int(found.fetchone()[0])

    def _keep(self, run: int | None, question: int, report: QuestionReport) -> None:
        row = [run, question, report.students, report.omitted, report.p, report.discrimination]
        self._database.execute("INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?)", row)
        for part, options in enumerate(report.parts):
            for option in options.options:
                chosen = [run, question, part, option.text, option.is_key, option.students]
                self._database.execute(
                    "INSERT OR REPLACE INTO choice VALUES (?, ?, ?, ?, ?, ?)", chosen
                )

    def runs(self) -> tuple[KeptRun, ...]:
        """Return the runs, the newest first."""
        rows = self._database.execute(
            "SELECT code, bank, title, graded, students, mean, alpha FROM run "
            "ORDER BY graded DESC, number DESC"
        )
        return tuple(KeptRun(*row) for row in rows)

    def forget(self, code: str) -> bool:
        """Delete the runs with a code; return whether there was one."""
        with self._database as database:
            return database.execute("DELETE FROM run WHERE code = ?", [code]).rowcount > 0

    def question(self, bank: str, question: Question) -> QuestionHistory:
        """Return what a question did, as it is worded now."""
        rows = self._database.execute(
            "SELECT wording = ?, students, p, discrimination FROM outcome "
            "JOIN question ON question.number = outcome.question WHERE bank = ? AND name = ?",
            [wording_hash(question), bank, question.id],
        ).fetchall()
        own = [row[1:] for row in rows if row[0]]
        students = sum(row[0] for row in own)
        shares = sum(row[0] * row[1] for row in own if row[1] is not None)
        return QuestionHistory(
            len(own),
            students,
            shares / students if students else None,
            _mean_correlation([(row[2], row[0]) for row in own if row[2] is not None]),
            sum(row[1] for row in rows if not row[0]),
        )


def _mean_correlation(pairs: list[tuple[float, int]]) -> float | None:
    """Return the mean of correlations, each with its number of students.

    By Fisher's z (1921), weighted by the students less 3; runs of fewer than four students have
    no weight.
    """
    weighted = [(r, students - 3) for r, students in pairs if students > 3]
    if not weighted:
        return fmean(r for r, _ in pairs) if pairs else None
    total = sum(weight for _, weight in weighted)
    near_one = 1 - 1e-9
    z = sum(math.atanh(max(-near_one, min(near_one, r))) * weight for r, weight in weighted)
    return math.tanh(z / total)


def wording_hash(question: Question) -> str:
    """Return SHA-256 of what a question asks and of its key: the same for equal texts only."""
    said = [
        question.type,
        question.stem,
        *([part.stem, repr(part.shape), *part.key] for part in question.parts()),
    ]
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@contextmanager
def opened(path: Path, *, must_exist: bool = False) -> Iterator[History]:
    """Open a history, and make its file if it is new.

    Raises QuizgenError for a file that is no history, or one of a newer quizgen.
    """
    if must_exist and not path.is_file():
        raise QuizgenError(f"There is no {path} yet. Begin it: quizgen history results")
    try:
        with closing(sqlite3.connect(path)) as database:
            _prepare(database, path)
            yield History(database)
    except sqlite3.Error as error:
        raise QuizgenError(f"{path} cannot be used as a history: {error}.") from None


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file, and refuse what is no history."""
    database.execute("PRAGMA foreign_keys = ON")
    [version] = database.execute("PRAGMA user_version").fetchone()
    [tables] = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables and not version:
        with database:
            database.executescript(f"{SCHEMA}PRAGMA user_version = {VERSION};")
    elif version > VERSION:
        raise QuizgenError(f"{path} was written by a newer quizgen. Update quizgen.")
    elif version != VERSION:
        raise QuizgenError(f"{path} is a database, but no history of quizgen.")
