"""The results of a class, and the files that hold them.

Points are fractions of a point inside and have two decimals in files. A question that still
waits for the teacher has no points, and neither has its student's total.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex
from quizgen.base.words import counted
from quizgen.base.workbook import Cell, workbook
from quizgen.base.workbook import Table as Sheet
from quizgen.grading.marks_table import Paper
from quizgen.grading.responses import Given
from quizgen.grading.score import Corrections, Mark, Scorer
from quizgen.plan.model import Item, Plan

FORMAT = "quizgen-results-1"
_MOST_VERSIONS = 64
"""Most versions whose questions are in memory."""
_REWRITTEN = regex(r"[0-9]+[.,][0-9.,]*")
"""An id that Canvas reads as a number and writes in another way (2024.17.3)."""


@dataclass(frozen=True)
class Result:
    """A student's paper with the points for each of its questions."""

    paper: Paper
    marks: tuple[Mark, ...]
    """In the order of the paper, without dropped questions."""

    @cached_property
    def points(self) -> Fraction | None:
        """The sum; None while a question waits for the teacher."""
        known = [mark.points for mark in self.marks if mark.points is not None]
        return sum(known, Fraction(0)) if len(known) == len(self.marks) else None

    @property
    def most(self) -> int:
        """What the paper is worth."""
        return sum(mark.most for mark in self.marks)

    @property
    def waiting(self) -> tuple[int, ...]:
        """The numbers, on the paper, of the questions that are not marked yet."""
        return tuple(mark.number for mark in self.marks if mark.points is None)


@dataclass(frozen=True)
class Results:
    """The results of a run's papers, in the order in which they were marked."""

    plan: Plan
    results: tuple[Result, ...]
    corrections: Corrections

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions that count, in the bank's order."""
        return tuple(name for name in self.plan.questions if name not in self._dropped)

    @property
    def _dropped(self) -> Mapping[str, str]:
        return self.corrections.dropped

    @property
    def marked(self) -> tuple[Result, ...]:
        """Those that wait for nothing."""
        return tuple(result for result in self.results if result.points is not None)


def results_of(plan: Plan, papers: Sequence[Paper], corrections: Corrections) -> Results:
    """Score papers of a plan."""
    places = {name: place for place, name in enumerate(plan.versions.names)}
    scorer = Scorer(plan, corrections)
    items = lru_cache(_MOST_VERSIONS)(lambda name: plan.versions[places[name]].items)
    results = (_result(scorer, items(paper.version), paper) for paper in papers)
    return Results(plan, tuple(results), corrections)


def _result(scorer: Scorer, items: Iterable[Item], paper: Paper) -> Result:
    marks = (scorer.mark(item, paper.responses.get(item.question, ())) for item in items)
    return Result(paper, tuple(each for each in marks if each))


def decimal(points: Fraction | None) -> Cell:
    """Return points as a number with at most two decimals; None stays None."""
    if points is None:
        return None
    return int(points) if points.denominator == 1 else round(float(points), 2)


# Files


def results_rows(results: Results) -> Iterator[list[Cell]]:
    """Yield the table of results: headings, then a row a paper.

    A column for each question's answer, in the words of the bank, then one for its points.
    """
    about = ["name", "points", "of", "per cent", "code", "version", "id", "class"]
    questions = results.questions
    yield [*about, *questions, *(f"{name} points" for name in questions)]
    for result in results.results:
        paper, points = result.paper, result.points
        share = None if points is None or not result.most else points * 100 / result.most
        marks = {mark.question: mark for mark in result.marks}
        yield [
            paper.name,
            decimal(points),
            result.most,
            decimal(share),
            paper.code,
            paper.version,
            paper.id,
            paper.class_name,
            *(_answer(marks.get(name)) for name in questions),
            *(decimal(marks[name].points) if name in marks else None for name in questions),
        ]


def _answer(mark: Mark | None) -> str:
    """Return what was chosen, the parts apart."""
    if mark is None:
        return ""
    if mark.is_omitted:
        return "-"
    return " / ".join("; ".join(texts) for texts in mark.chosen if texts)


def results_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table of results as CSV, as Excel reads it."""
    return _csv(rows)


def results_workbook(results: Results, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table of results as a workbook, the corrections on a second sheet.

    Raises QuizgenError if the library for workbooks is not installed.
    """
    sheets = [Sheet("Results", rows, 4)]
    if corrections := list(_correction_rows(results.corrections)):
        headings: list[Cell] = ["question", "what was decided", "reason"]
        sheets.append(Sheet("Corrections", [headings, *corrections]))
    return workbook(sheets)


def _correction_rows(corrections: Corrections) -> Iterator[list[Cell]]:
    for name, reason in corrections.dropped.items():
        yield [name, "does not count", reason]
    for name, reason in corrections.full_marks.items():
        yield [name, "full marks for all", reason]
    for name, texts in corrections.accepted.items():
        yield [name, f"also right: {'; '.join(texts)}", corrections.reasons.get(name, "")]


def run_title(plan: Plan) -> str:
    """Return what a run is called where there may be others of the same bank.

    Canvas would write over an assignment that has the same title.
    """
    return f"{plan.title} {plan.code}"


def moodle_csv(results: Results) -> tuple[bytes, tuple[str, ...]]:
    """Return the file for Moodle's gradebook, and warnings about it.

    Moodle stops at one user that it does not know and at one cell that is no number, so papers
    without an id, or without all points, are left out and named.
    """
    rows, warnings = _with_ids(results, "Moodle")
    table: list[list[Cell]] = [["ID number", "Full name", run_title(results.plan)]]
    table += [[paper.id, paper.name, points] for paper, points in rows]
    return _csv(table), warnings


def canvas_csv(results: Results) -> tuple[bytes, tuple[str, ...]]:
    """Return the file for Canvas's gradebook, and warnings about it.

    Canvas finds students by their ids, and by the first of several names without one; so
    papers without an id, or without all points, are left out and named.
    """
    rows, warnings = _with_ids(results, "Canvas")
    rewritten = [paper.id for paper, _ in rows if _REWRITTEN.fullmatch(paper.id)]
    if rewritten:
        warnings += (f"Canvas rewrites ids like {rewritten[0]}, and finds nobody by them.",)
    most = max((result.most for result in results.results), default=0)
    table: list[list[Cell]] = [["Student", "ID", "Section", run_title(results.plan)]]
    table.append(["    Points Possible", "", "", most])
    table += [[paper.name, paper.id, paper.class_name, points] for paper, points in rows]
    return _csv(table), warnings


def _with_ids(
    results: Results, program: str
) -> tuple[list[tuple[Paper, Cell]], tuple[str, ...]]:
    """Return the papers that a gradebook can take, with their points, and who is left out."""
    rows, left = [], []
    for result in results.results:
        if result.paper.id and result.points is not None:
            rows.append((result.paper, decimal(result.points)))
        else:
            left.append(result.paper.name or result.paper.code)
    if not left:
        return rows, ()
    named = "; ".join(left[:12]) + (" and others" if len(left) > 12 else "")
    why = "They have no id, or are not wholly marked"
    warning = f"Not in the file for {program}: {counted(len(left), 'paper')}. {why}: {named}."
    return rows, (warning,)


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def results_json(results: Results) -> bytes:
    """Return the results for a program: marks by question, points as fractions."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "code": results.plan.code,
        "plan": results.plan.digest,
        "corrections": {
            "dropped": dict(results.corrections.dropped),
            "full_marks": dict(results.corrections.full_marks),
            "accepted": {name: [*each] for name, each in results.corrections.accepted.items()},
            "reasons": dict(results.corrections.reasons),
        },
    }
    head = json.dumps(data, ensure_ascii=False, indent=1).removesuffix("\n}")
    # A line a paper, made one by one: together they would take ten times the room.
    papers = ",\n".join(
        json.dumps(_paper_data(result), ensure_ascii=False) for result in results.results
    )
    return f'{head},\n "papers": [\n{papers}\n]\n}}\n'.encode()


def results_from(data: Any, plan: Plan) -> Results:
    """Return the results that results_json wrote, scored again.

    Raises ValueError, KeyError or TypeError for anything else.
    """
    if data["format"] != FORMAT or data["plan"] != plan.digest:
        raise ValueError("not the results of this plan")
    made = data["corrections"]
    corrections = Corrections(
        made["dropped"], made["full_marks"], made["accepted"], made["reasons"]
    )
    names = {version.code: version.name for version in plan.versions}
    papers = [_paper_from(each, names) for each in data["papers"]]
    return results_of(plan, papers, corrections)


def _paper_from(data: Any, names: Mapping[str, str]) -> Paper:
    return Paper(
        data["code"],
        names[data["code"]],
        data["name"],
        data["id"],
        data["class"],
        {
            name: tuple(
                Given(
                    None if answer is None else tuple(answer),
                    None if points is None else Fraction(points),
                )
                for answer, points in response
            )
            for name, response in data["responses"].items()
        },
    )


def _paper_data(result: Result) -> dict[str, Any]:
    paper = result.paper
    return {
        "code": paper.code,
        "name": paper.name,
        "id": paper.id,
        "class": paper.class_name,
        "responses": {
            name: [[given.answer, None if given.points is None else str(given.points)]
                   for given in response]
            for name, response in paper.responses.items()
        },
        "points": {
            mark.question: None if mark.points is None else str(mark.points)
            for mark in result.marks
        },
    }  # fmt: skip
