"""The answer sheets of the plans that a pile of papers may be of."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from quizgen.bank.kinds.shapes import Part
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError, shown
from quizgen.grading.responses import parts_of
from quizgen.plan.answer_sheet import AnswerSheet, KeptLine, SheetPage, SymbolText
from quizgen.plan.model import Plan, Version
from quizgen.plan.sheet_code import read_code
from quizgen.plan.student import StudentPaper

MOST_REMEMBERED = 64
"""Most pages of sheets in memory: each has hundreds of bubbles."""

NAMELESS = "-"
"""What is typed for the name of a sheet on which none is printed."""


@dataclass(frozen=True)
class FoundPage:
    """The page that a symbol names: its plan and version, whose it is, what is where on it."""

    plan: Plan
    version: Version
    student: int | None
    """The student's place in the plan, None for a paper without a name."""
    sheet: AnswerSheet
    page: SheetPage


class NotThereError(QuizgenError):
    """A symbol that names what no plan has; the text says what."""


class SheetBook:
    """Finds sheets by what their symbols say."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        """Take plans with codes of their own."""
        self.plans = {plan.code: plan for plan in plans}
        self._places: Mapping[str, Mapping[str, int]] = {
            code: {name: place for place, name in enumerate(plan.versions.names)}
            for code, plan in self.plans.items()
        }
        self.digests = {code: plan.digest for code, plan in self.plans.items()}
        self._remembered = lru_cache(MOST_REMEMBERED)(self._made)
        self.parts = lru_cache(MOST_REMEMBERED)(self._parts)
        """What each question of a version asks for, by the sheet's code."""
        self.layouts = list(self._layouts())
        """A sheet for each arrangement of markers and symbol."""

    def _layouts(self) -> Iterator[AnswerSheet]:
        seen = set()
        for plan in self.plans.values():
            kept = plan.answer_sheets
            for sheet in kept.sheets if kept else ():
                key = sheet.markers, sheet.symbol
                if key not in seen:
                    seen.add(key)
                    yield sheet.sheet([item.question for item in plan.versions[0].items])

    def find(self, said: SymbolText) -> FoundPage:
        """Return the page that a symbol names; raise NotThereError if there is none."""
        plan = self._plan(said.code)
        found = self.page_of(said.code, _place(plan, said.student), said.page)
        if found.sheet.layout != said.layout:
            raise NotThereError(f"The plan {plan.code} does not have this answer sheet.")
        return found

    def typed(self, typed: str) -> FoundPage:
        """Return the page that a teacher typed: `CODE`, `CODE/PAGE` or `CODE/PAGE/NAME`.

        Nothing is guessed: a sheet of several pages needs the page, and in a class the name,
        since a student's sheet may be in large print or mirrored; `-` is a sheet without one.
        Raises QuizgenError that says what is missing or wrong.
        """
        written, page, name = (*(each.strip() for each in typed.split("/", 2)), "", "")[:3]
        code = str(read_code(written))
        plan, version = self._plan(code), read_code(code).version
        names = {
            folded_name(student.name): place
            for place, student in enumerate(plan.students)
            if student.version == version
        }
        student = None if name == NAMELESS else names.get(folded_name(name))
        if names and student is None and name != NAMELESS:
            said = f"No student with {code} is called {shown(name)}." if name else ""
            raise NotThereError(
                f"{said} Type the student's name as the class has it, or - if none is "
                f"printed on the sheet.".strip()
            )
        if page and not (page.isascii() and page.isdecimal()):
            raise NotThereError(f"{shown(page)} is no page. Type its number.")
        if not page and len(self.page_of(code, student, 1).sheet.pages) > 1:
            raise NotThereError(f"The answer sheet of {code} has several pages: type which.")
        return self.page_of(code, student, int(page or 1))

    @property
    def has_names(self) -> bool:
        """Whether any of the plans is of a class."""
        return any(plan.students for plan in self.plans.values())

    @property
    def has_pages(self) -> bool:
        """Whether any of the answer sheets has several pages."""
        return any(
            KeptLine.read(sheet.lines[-1]).page > 1
            for plan in self.plans.values()
            if plan.answer_sheets
            for sheet in plan.answer_sheets.sheets
        )

    def _plan(self, code: str) -> Plan:
        run = read_code(code).run
        if run not in self.plans:
            raise NotThereError(
                f"It is of run {run}, whose plan is not here. Name it too: --plan FILE."
            )
        return self.plans[run]

    def page_of(self, code: str, place: int | None, number: int) -> FoundPage:
        """Return a page of a sheet by its code and its student's place in the plan.

        Raises NotThereError if there is none.
        """
        return self._remembered(code, place, number)

    def _made(self, code: str, place: int | None, number: int) -> FoundPage:
        plan, name = self._plan(code), read_code(code).version
        if name not in self._places[plan.code]:
            raise NotThereError(f"The plan {plan.code} has no version {name}: was it edited?")
        version = plan.versions[self._places[plan.code][name]]
        student = self._student(plan, version, place)
        try:
            sheet = plan.answer_sheet_of(version, student)
        except KeyError:
            sheet = None
        if sheet is None:
            raise NotThereError(f"The plan {plan.code} does not have this answer sheet.")
        for page in sheet.pages:
            if page.number == number:
                return FoundPage(plan, version, place, sheet, page)
        raise NotThereError(f"The answer sheet of {code} has no page {number}.")

    def _parts(self, code: str) -> Mapping[str, tuple[Part, ...]]:
        plan, name = self._plan(code), read_code(code).version
        items = plan.versions[self._places[plan.code][name]].items
        return {
            each.question: parts_of(plan.questions[each.question], each.form) for each in items
        }

    def _student(self, plan: Plan, version: Version, place: int | None) -> StudentPaper | None:
        if place is None:
            return None
        if place >= len(plan.students):
            raise NotThereError(
                f"It is of student {place + 1}, and the plan has {len(plan.students)}."
            )
        student = plan.students[place]
        if student.version != version.name:
            raise NotThereError(f"{student.name} has version {student.version} in the plan.")
        return student


def folded_name(name: str) -> str:
    """Return a name as names are compared: without case, and with single blanks."""
    return " ".join(name.split()).casefold()


def _place(plan: Plan, student: int | None) -> int | None:
    """Return a student's place in a plan, which may have only some of the class."""
    if student is None or plan.answer_sheets is None:
        return student
    kept = plan.answer_sheets.students
    if kept is None:
        return student
    return kept.index(student) if student in kept else len(plan.students)
