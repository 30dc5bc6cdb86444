"""Chooses the draw and the orders of a plan whose worksheets fit a number of pages.

Worksheets are laid out before the plan is made; what the plan gets are measured heights and
the numbers of the orders that fit. It is a search and no proof: a draw or an order that was
not tried may fit better.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Protocol

from quizgen.bank.model import Bank
from quizgen.base.data_class import dataclass
from quizgen.plan.exact_selection import Selection
from quizgen.plan.feasibility import Room
from quizgen.plan.fewer_options import origin
from quizgen.plan.make import Placed, Turns, unbound
from quizgen.plan.model import Plan
from quizgen.plan.request import Request
from quizgen.plan.selection import SelectionError, selections
from quizgen.printing.html.layouts import layout_of, plan_layout
from quizgen.printing.html.run import WORKSHEETS, make_worksheets
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.lay_out import LayoutTools, passage_lines, plates_of
from quizgen.printing.pdf.paginate import paginate
from quizgen.printing.pdf.plate import Plates
from quizgen.printing.sheets import Sheet

MOST_ORDERS = 48
MOST_TRIED = 2000
"""At most this many sheets are laid out for a draw; each version has FEWEST_ORDERS at least."""
FEWEST_ORDERS = 6

SHARES = (1, 0.97, 0.94, 0.91, 0.88, 0.84, 0.8, 0.75, 0.7, 0.6, 0.5)
"""What of the room the questions of a draw may take, in turn: page breaks leave some empty."""


class Maker(Protocol):
    """Makes a plan of a bank and a request, as make_plan does."""

    def __call__(
        self,
        bank: Bank,
        request: Request,
        *,
        students: Sequence[Placed] = (),
        drawn: Mapping[str, Selection] | None = None,
        turns: Turns | None = None,
    ) -> Plan:
        """Return the plan."""


@dataclass(frozen=True)
class _Measured:
    """The worksheets of a plan, laid out."""

    sheets: Sequence[Sheet]
    plates: Plates

    def pages(self, index: int) -> int:
        """Return how many pages a sheet has."""
        return len(paginate(self.sheets[index], self.plates.heights, self.plates.forms))

    def height(self, blocks: Sequence[str]) -> float:
        """Return how tall blocks are together."""
        return sum(sum(self.plates.heights[block]) for block in blocks)

    def questions(self, index: int) -> list[str]:
        """Return the blocks of a sheet's questions."""
        return [entry.block for entry in self.sheets[index].entries if entry.item]

    def room(self, pages: int) -> float:
        """Return how much room so many pages have for the first sheet's questions."""
        sheet = self.sheets[0]
        paper, heights = sheet.paper, self.plates.heights
        head = heights[sheet.head.block][0] if sheet.head else 0
        column = paper.height - paper.top - paper.bottom - head - heights[sheet.foot.block][0]
        others = [entry.block for entry in sheet.entries if not entry.item]
        return pages * paper.columns * column - self.height(others)


@dataclass(frozen=True)
class PageFit:
    """The search for a plan that fits."""

    bank: Bank
    request: Request
    make: Maker
    students: Sequence[Placed]
    templates: TemplateFolders
    tools: LayoutTools

    def plan(self) -> Plan:
        """Return a plan whose worksheets have at most the pages asked for, all as many.

        Students with a layout of their own are not counted, and papers with fewer options may
        have fewer. The usual draw comes first, in its usual order. Raises SelectionError if
        none is found.
        """
        pages, fewest = self.request.pages or 1, inf
        for drawn in self._draws(pages):
            found = self._turns(drawn, pages)
            if isinstance(found, int):
                fewest = min(found, fewest)
                continue
            plan = self.make(
                self.bank, self.request, students=self.students, drawn=drawn, turns=found
            )
            if self._fits(plan, pages):
                return plan
        raise SelectionError(
            f"{self.request.said('pages', str(pages))}: no draw and order was found that fits, "
            f"with all versions on the same number of pages; the fewest found are {fewest}. "
            "Ask for fewer questions, or choose smaller type, compact spacing or two columns."
        )

    def _draws(self, pages: int) -> Iterator[Mapping[str, Selection]]:
        """Yield the usual draw, then those that take less and less room."""
        drawn = selections(self.bank, self.request)
        yield drawn
        usual = self._measured(self.make(self.bank, self.request, drawn=drawn))
        heights, room, tried = self._heights(), usual.room(pages), [drawn]
        for share in SHARES:
            try:
                drawn = selections(self.bank, self.request, Room(heights, share * room))
            except SelectionError:
                return  # nothing that is asked for is as small as that
            if drawn not in tried:
                tried.append(drawn)
                yield drawn

    def _heights(self) -> dict[str, float]:
        """Return how tall each question of the bank is."""
        bank = unbound(self.bank)
        every = Request(count=len(bank.questions), order="bank", settings=self.request.settings,
                        seed=self.request.seed, language=self.request.language)  # fmt: skip
        plan = self.make(bank, every)
        measured = self._measured(plan)
        pairs = zip(plan.versions[0].items, measured.questions(0), strict=True)
        return {item.question: measured.height([block]) for item, block in pairs}

    def _turns(self, drawn: Mapping[str, Selection], pages: int) -> dict[str, list[int]] | int:
        """Return the order of each version that fits, or the fewest pages that all have."""
        count = min(MOST_ORDERS, max(FEWEST_ORDERS, MOST_TRIED // len(drawn)))
        turns = dict.fromkeys(drawn, range(count))
        plan = self.make(self.bank, self.request, drawn=drawn, turns=turns)
        measured = self._measured(plan)
        first: dict[int, dict[str, list[int]]] = {}
        for index, version in enumerate(plan.versions.names):
            length = measured.pages(index)
            first.setdefault(length, {}).setdefault(version, [index % count])
        fitting = [
            found
            for n, found in sorted(first.items())
            if n <= pages and len(found) == len(drawn)
        ]
        if fitting:
            # The usual order of all versions if it is among them, or else the fewest pages.
            return min(fitting, key=lambda found: any(turn for [turn] in found.values()))
        return max(min(n for n in first if name in first[n]) for name in drawn)

    def _fits(self, plan: Plan, pages: int) -> bool:
        """Return whether the class's worksheets are as was found: a last look."""
        measured = self._measured(plan)
        own = list(range(len(measured.sheets)))
        if plan.students:
            usual = plan_layout(plan)
            own = [n for n in own if layout_of(plan, plan.students[n]) == usual]
        names = [s.version for s in plan.students] or plan.versions.names
        lengths = {n: measured.pages(n) for n in own}
        whole = {length for n, length in lengths.items() if origin(names[n]) is None}
        return len(whole) <= 1 and all(length <= pages for length in lengths.values())

    def _measured(self, plan: Plan) -> _Measured:
        lines = passage_lines(plan, self.templates, self.tools)
        run = make_worksheets(plan, self.templates, lines, self.tools.kept)
        return _Measured(run.booklets[WORKSHEETS].sheets, plates_of(run.materials, self.tools))
