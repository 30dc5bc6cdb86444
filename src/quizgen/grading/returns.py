"""Slips for students: their points, what they misread, and what to read again."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from html import escape
from pathlib import Path

from quizgen.base.language import Wording
from quizgen.grading.question_report import misconceptions
from quizgen.grading.results import Result, Results, decimal
from quizgen.grading.score import Mark
from quizgen.plan.model import Plan
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.template_folders import TemplateFolders, page_folders, read_styles

LOOK, SLIP = "returns", "slip.html"
BETWEEN = " · "
"""Between texts that may be sentences, so that no other mark follows a full stop."""


def returns_pages(results: Results, here: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each class, and a page of HTML with a slip for each of its students.

    Papers that wait for the teacher have none. Raises QuizgenError for a template that fails.
    """
    folders = page_folders(here, LOOK)
    slips = _Slips(results, folders)
    for name in dict.fromkeys(result.paper.class_name for result in results.marked):
        own = [each for each in results.marked if each.paper.class_name == name]
        yield name, _page(results.plan, folders, map(slips.slip, own))


def _page(plan: Plan, folders: TemplateFolders, slips: Iterator[str]) -> str:
    size = "A4" if plan.settings.paper == "a4" else "letter"
    styles = [f"@page {{ size: {size} }}", plan.words.style]
    styles += [each.text for each in read_styles(folders)]
    return (
        f'<!DOCTYPE html><html lang="{escape(plan.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(plan.title)}</title>"
        f"{''.join(f'<style>{style}</style>' for style in styles)}</head>"
        f"<body>{''.join(slips)}</body></html>"
    )


class _Slips:
    """Makes slips, each in its student's language."""

    def __init__(self, results: Results, folders: TemplateFolders) -> None:
        self.plan, self.folders = results.plan, folders
        self.renderers: dict[str, Renderer] = {}
        self.students = {
            (student.version, student.name): student for student in self.plan.students
        }

    def slip(self, result: Result) -> str:
        """Return a student's slip."""
        paper = result.paper
        student = self.students.get((paper.version, paper.name))
        words = self.plan.words_for(student) if student else self.plan.words
        context = {
            "code": words.code,
            "large": bool(student and student.large_print),
            "name": paper.name or paper.code,
            "class_name": paper.class_name,
            "title": self.plan.title,
            "points": decimal(result.points),
            "most": result.most,
            "skills": list(self._skills(result, words)),
            "wrong": list(self._wrong(result, words)),
        }
        return self._renderer(words)(SLIP, context)

    def _renderer(self, words: Wording) -> Renderer:
        if words.code not in self.renderers:
            written = self.plan.written
            self.renderers[words.code] = Renderer(self.folders, words, written=written)
        return self.renderers[words.code]

    def _skills(self, result: Result, words: Wording) -> Iterator[Mapping[str, object]]:
        """Yield the points of each skill that the paper asks for."""
        for skill, label in self.plan.skills.items():
            marks = [
                each
                for each in result.marks
                if self.plan.questions[each.question].skill == skill
            ]
            points = sum((mark.points or Fraction(0) for mark in marks), Fraction(0))
            most = sum(mark.most for mark in marks)
            if marks:
                yield {"label": words.gettext(label), "points": decimal(points), "most": most}

    def _wrong(self, result: Result, words: Wording) -> Iterator[Mapping[str, object]]:
        """Yield each question that did not earn all its points, in the paper's order."""
        for mark in result.marks:
            if not mark.is_right:
                question = self.plan.questions[mark.question]
                worded = question.worded(words)
                paragraphs = sorted(question.evidence_paragraphs)
                places = (words.place(number, {}) for number in paragraphs)
                yield {
                    "number": mark.number,
                    "stem": question.stem or next((part.stem for part in question.parts()), ""),
                    "chosen": [
                        BETWEEN.join(worded.get(text, text) for text in texts)
                        for texts in mark.chosen
                        if texts
                    ],
                    "misread": list(self._misread(mark)),
                    "places": words.comma.join(places),
                }

    def _misread(self, mark: Mark) -> Iterator[str]:
        """Yield why a student may have chosen each wrong option."""
        question = self.plan.questions[mark.question]
        for place, texts in enumerate(mark.chosen):
            told = misconceptions(question, place)
            yield from (told[text] for text in texts if text in told)
