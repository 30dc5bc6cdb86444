"""The worksheets: one for each version or student, made of shared blocks."""

from collections.abc import Iterator, Mapping, Sequence

from quizgen.base.data_class import dataclass
from quizgen.plan.model import Item, Plan, Version
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.answer_sheet_pages import AnswerSheetPages
from quizgen.printing.html.blocks import Blocks, Layout
from quizgen.printing.html.layouts import layout_of, plan_layout, sheet_layout
from quizgen.printing.html.passage import passage_entries
from quizgen.printing.html.questions import (
    add_questions,
    one_letter_each,
    points_of,
    question_block,
    says_something,
    stretches,
)
from quizgen.printing.html.slot_texts import (
    draft_mark,
    header_slots,
    named_entry,
    numbered,
)
from quizgen.printing.sheets import Booklet, Entry, Sheet, Sheets

COVER = "cover.html"
"""The optional template of a page before the questions."""


def worksheets(plan: Plan, makers: Mapping[Layout, Blocks]) -> Booklet:
    """Return a worksheet for each student, or without a class for each version.

    Adds what they print to the blocks.
    """
    up = plan.settings.n_up
    if not plan.students:
        only = _Worksheet(plan, makers, plan_layout(plan), None)
        versions = plan.versions
        sheets = Sheets(len(versions), lambda index: only.sheet(versions[index]))
        return Booklet(plan.title, sheets, plan.language, up)
    whole = frozenset(
        index
        for index, student in enumerate(plan.students)
        if layout_of(plan, student).settings.n_up < up
    )
    return Booklet(plan.title, _class_sheets(plan, makers), plan.language, up, whole)


def _class_sheets(plan: Plan, makers: Mapping[Layout, Blocks]) -> Sheets:
    places = {name: place for place, name in enumerate(plan.versions.names)}
    wanted: dict[Layout, dict[int, None]] = {}
    for student in plan.students:
        wanted.setdefault(layout_of(plan, student), {})[places[student.version]] = None
    worksheets = {
        layout: _Worksheet(plan, makers, layout, tuple(versions))
        for layout, versions in wanted.items()
    }

    def sheet(index: int) -> Sheet:
        student = plan.students[index]
        version = plan.versions[places[student.version]]
        return worksheets[layout_of(plan, student)].sheet(version, student, index)

    return Sheets(len(plan.students), sheet)


class _Worksheet:
    """The worksheets of one layout, for some versions or (None) all."""

    def __init__(
        self,
        plan: Plan,
        makers: Mapping[Layout, Blocks],
        layout: Layout,
        versions: Sequence[int] | None,
    ) -> None:
        self.plan, self.blocks = plan, makers[layout]
        blocks = self.blocks
        self.answer_sheets: AnswerSheetPages | None = None
        if plan.answer_sheets:
            own = AnswerSheetPages(plan, plan.answer_sheets, makers[sheet_layout(layout)])
            self.answer_sheets = own
        self.points = points_of(plan.versions[0])
        # First of all blocks: an element that it leaves open breaks the others, and is noticed.
        self.context = {
            "plan": plan,
            "points": self.points,
            "one_letter_each": one_letter_each(plan),
        }
        blocks.add_wide("header", "header.html", **self.context)
        self.foot = blocks.add_wide("foot", "foot.html", plan=plan)
        self.passage: Sequence[Entry] = ()
        if plan.passage and plan.passage.where == "before":
            between = Entry(blocks.add("questions-head", "questions-head.html"), with_next=True)
            self.passage = (*passage_entries(plan, blocks), between)
        self.heads = _heads(plan, blocks)
        self.known: dict[tuple[str, int, int], Entry] = {}
        """Entries that many sheets share."""
        add_questions(plan, blocks, versions)

    def sheet(
        self, version: Version, student: StudentPaper | None = None, index: int | None = None
    ) -> Sheet:
        """Return a version's worksheet, with a student's name or with blanks.

        index is the student's place in the plan.
        """
        plan, blocks = self.plan, self.blocks
        slots = {"version": version.name, "code": version.code}
        named = slots | header_slots(student)
        header = named_entry(blocks, "header", "header.html", named, **self.context)
        questions = self._questions(version)
        entries = (*self._cover(version, named), header, *self.passage, *questions)
        title = blocks.words.version(version.name)
        if student:
            title = f"{student.name} · {title}"
        ends = Entry(self.foot, slots | draft_mark(plan, blocks.words))
        language = student.language if student else None
        own = language if language != plan.language else None
        fixed = self.answer_sheets.pages(version, student, index) if self.answer_sheets else ()
        return Sheet(
            title, entries, ends, blocks.page_text, blocks.paper, language=own, fixed=fixed
        )

    def _cover(self, version: Version, slots: Mapping[str, str]) -> Iterator[Entry]:
        """Yield the cover page, if the look has one."""
        if not self.blocks.has(COVER):
            return
        numbers = [item.number for item in version.items]
        cover = named_entry(
            self.blocks,
            "cover",
            COVER,
            {f"p{item.number}": str(item.points) for item in version.items} | dict(slots),
            **self.context,
            numbers=numbers,
            columns=[f"p{number}" for number in numbers],
        )
        yield cover._replace(alone=True)

    def _questions(self, version: Version) -> Iterator[Entry]:
        """Yield a version's questions and the headings of their sections and groups."""
        words = self.blocks.words
        for stretch in stretches(self.plan, version):
            if stretch.section:
                points = {"points": words.points(stretch.points)}
                yield Entry(self.heads.sections[stretch.section], points, with_next=True)
            if stretch.group:
                numbers = numbered([item.number for item in stretch.items], words)
                yield Entry(
                    self.heads.groups[stretch.group], {"questions": numbers}, with_next=True
                )
            for item in stretch.items:
                yield self._numbered(item)

    def _numbered(self, item: Item) -> Entry:
        key = item.question, item.which, item.number
        if (entry := self.known.get(key)) is None:
            block = self.blocks.called(question_block(item))
            entry = self.known[key] = Entry(block, {"number": f"{item.number}."}, item=True)
        return entry


@dataclass(frozen=True)
class _Heads:
    """The blocks above questions: of sections by number, of groups by name."""

    sections: Mapping[int, str]
    groups: Mapping[str, str]


def _heads(plan: Plan, blocks: Blocks) -> _Heads:
    sections = {
        number: blocks.add(f"section-{number}", "section.html", section=section)
        for number, section in enumerate(plan.sections, start=1)
    }
    groups = {
        name: blocks.add(f"group-{name}", "group.html", group=group)
        for name, group in plan.groups.items()
        if says_something(group)
    }
    return _Heads(sections, groups)
