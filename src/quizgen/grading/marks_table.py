"""A table to type marks into: a row for each paper, a column for each number on it.

Numbers, not questions, head the columns: whoever types has a paper before her, whose questions
stand in an order of their own.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import MarksError, Problem, shown
from quizgen.base.language import Wording
from quizgen.base.words import counted, or_list
from quizgen.base.workbook import Table as Sheet
from quizgen.base.workbook import workbook
from quizgen.grading.responses import CellError, Response, expected, parts_of, read_cell
from quizgen.plan.model import Item, Plan, Version
from quizgen.plan.sheet_code import CodeError, near_codes, read_code
from quizgen.plan.student import StudentPaper
from quizgen.plan.table_file import Table, TableOf, TableRow, read_table

MARKS = TableOf("table of marks", "class", "its rows", MarksError)
COLUMNS = ("code", "name", "id", "class")
"""What stands before the numbers of the questions."""
MOST_OFFERED = 3
MOST_COMMENTS = 5_000
"""Most cells with a comment; beyond, the file grows slow to open."""


@dataclass(frozen=True)
class Paper:
    """A student's paper as it was marked."""

    code: str
    version: str
    name: str = ""
    id: str = ""
    class_name: str = ""
    responses: Mapping[str, Response] = field(default_factory=dict)
    """What was given, by the question's id; empty for what is not marked yet."""


@dataclass(frozen=True)
class MarkedPapers:
    """The papers of a table in its order, and warnings about it."""

    papers: tuple[Paper, ...]
    warnings: tuple[str, ...] = ()


# Writing


def marks_csv(plan: Plan) -> bytes:
    """Return the empty table of a plan as CSV, as Excel reads it."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([_headings(plan), *_rows(plan)])
    return stream.getvalue().encode("utf-8-sig")


def marks_workbook(plan: Plan) -> bytes:
    """Return the empty table of a plan as a workbook; a comment says what a cell by hand takes.

    Raises QuizgenError if the library for workbooks is not installed.
    """
    rows = [_headings(plan), *_rows(plan)]
    return workbook([Sheet("Marks", rows, len(COLUMNS), dict(_comments(plan)))])


def _headings(plan: Plan) -> list[str]:
    most = max(len(version.items) for version in plan.versions)
    return [*COLUMNS, *(str(number) for number in range(1, most + 1))]


def _rows(plan: Plan) -> Iterator[list[str]]:
    """Yield the cells before the numbers: a row a student, or a version without a class."""
    for version, student in _papers(plan):
        known = student or StudentPaper(name="")
        yield [version.code, known.name, known.id or "", known.class_name or ""]


def _papers(plan: Plan) -> Iterator[tuple[Version, StudentPaper | None]]:
    """Yield each student's version, or each version where there is no class."""
    if not plan.students:
        for version in plan.versions:
            yield version, None
        return
    places = {name: place for place, name in enumerate(plan.versions.names)}
    for student in plan.students:
        yield plan.versions[places[student.version]], student


def _comments(plan: Plan) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield what a cell by hand takes, and what earns it."""
    left = MOST_COMMENTS
    for row, (version, student) in enumerate(_papers(plan), start=1):
        words = plan.words_for(student) if student else plan.words
        for column, item in enumerate(version.items, start=len(COLUMNS)):
            question = plan.questions[item.question]
            guide = question.marking_guide
            if guide and left:
                left -= 1
                takes = expected(parts_of(question, item.form), words)
                yield (row, column), "\n".join([f"{takes}.", *guide])


# Reading


def read_marks(path: Path, plan: Plan) -> MarkedPapers:
    """Read a table that was filled in.

    Raises MarksError with everything that is wrong, and QuizgenError for an unreadable file.
    """
    return _Reader(read_table(path, MARKS), plan).papers()


class _Reader:
    """Reads one table, and collects what is wrong with it."""

    def __init__(self, table: Table, plan: Plan) -> None:
        self.table, self.plan = table, plan
        self.problems: list[Problem] = []
        self.warnings: list[str] = list(table.notes)
        self.students = {(student.version, student.name): student for student in plan.students}
        self.places = {name: place for place, name in enumerate(plan.versions.names)}
        self.keys: dict[str, int] = {}
        """The index of the cell of each column that has no number."""
        self.numbers: dict[int, int] = {}
        """The index of the cell of each number."""

    def papers(self) -> MarkedPapers:
        rows = [row for row in self.table.rows if any(row.cells)]
        if not rows:
            self._complain(1, 0, f"This table is empty. {_HEADINGS}")
            raise MarksError(self.problems)
        self._read_headings(rows[0])
        papers = [paper for row in rows[1:] if (paper := self._paper(row))]
        if self.problems:
            raise MarksError(self.problems)
        self._compare(papers)
        return MarkedPapers(tuple(papers), tuple(self.warnings))

    def _complain(self, line: int, cell: int, message: str) -> None:
        place = self.table.column(line, cell)
        self.problems.append(Problem(self.table.path, line, place, message))

    def _read_headings(self, row: TableRow) -> None:
        for cell, heading in enumerate(row.cells):
            name = heading.casefold()
            if re.fullmatch("[0-9]{1,4}", name):
                self.numbers[int(name)] = cell
            elif name in COLUMNS:
                self.keys[name] = cell
            elif name:
                known = or_list([*COLUMNS, "a question's number"])
                message = f"{shown(heading)} is no column of this table. Write {known}."
                self._complain(row.line, cell, message)
        if "code" not in self.keys:
            self._complain(row.line, 0, f"There is no column 'code'. {_HEADINGS}")

    def _cell(self, row: TableRow, key: str) -> str:
        cell = self.keys.get(key)
        return row.cells[cell] if cell is not None and cell < len(row.cells) else ""

    def _paper(self, row: TableRow) -> Paper | None:
        """Return the paper of a row; None if it has no code that is right."""
        version = self._version(row)
        if version is None:
            return None
        name, number = self._cell(row, "name"), self._cell(row, "id")
        responses = dict(self._responses(row, version, self._words(version, name)))
        class_name = self._cell(row, "class")
        return Paper(version.code, version.name, name, number, class_name, responses)

    def _version(self, row: TableRow) -> Version | None:
        if "code" not in self.keys:
            return None
        typed, cell = self._cell(row, "code"), self.keys["code"]
        try:
            code = read_code(typed)
        except CodeError as error:
            codes = (version.code for version in self.plan.versions)
            near = list(islice(near_codes(typed, codes), MOST_OFFERED))
            hint = f" It may be {or_list(near)}." if near else ""
            self._complain(row.line, cell, f"{error}{hint}")
            return None
        if code.run != self.plan.code or code.version not in self.places:
            message = f"{typed} is a code of another run. Those of this one begin with"
            self._complain(row.line, cell, f"{message} {self.plan.code}.")
            return None
        return self.plan.versions[self.places[code.version]]

    def _words(self, version: Version, name: str) -> Wording:
        """Return the words of the student's paper, whose letters may be of another language."""
        student = self.students.get((version.name, name))
        return self.plan.words_for(student) if student else self.plan.wordings(version.name)[0]

    def _responses(
        self, row: TableRow, version: Version, words: Wording
    ) -> Iterator[tuple[str, Response]]:
        items = {item.number: item for item in version.items}
        for number, cell in self.numbers.items():
            typed = row.cells[cell] if cell < len(row.cells) else ""
            if number in items:
                yield from self._response(row.line, cell, typed, items[number], words)
            elif typed:
                last = len(items)
                message = f"There is no question {number} on {version.code}, only 1 to {last}."
                self._complain(row.line, cell, message)

    def _response(
        self, line: int, cell: int, typed: str, item: Item, words: Wording
    ) -> Iterator[tuple[str, Response]]:
        parts = parts_of(self.plan.questions[item.question], item.form)
        try:
            yield item.question, read_cell(typed, parts, words)
        except CellError as error:
            self._complain(line, cell, f"Question {item.number} ({item.question}): {error}")

    def _compare(self, papers: Sequence[Paper]) -> None:
        """Warn of students who have no row, and of those who have two."""
        if not self.plan.students:
            return
        marked = Counter((paper.name, paper.version) for paper in papers)
        wanted = Counter((student.name, student.version) for student in self.plan.students)
        missing = [name for name, version in wanted if (name, version) not in marked]
        twice = {
            name
            for (name, version), number in marked.items()
            if number > wanted[name, version] > 0
        }
        if missing:
            told = f"{counted(len(missing), 'student')} of the class"
            self.warnings.append(f"{told} without a row: {'; '.join(missing[:12])}.")
        if twice:
            names = "; ".join(sorted(twice))
            self.warnings.append(f"More than one row for {names}. Each is a paper of its own.")


_HEADINGS = "Its first line has headings: code, name, id, class, then 1, 2, 3 …"
