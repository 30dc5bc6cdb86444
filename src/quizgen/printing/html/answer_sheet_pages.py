"""The pages of answer sheets: rows of circles at the places that the plan keeps."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from quizgen.base.data_class import dataclass
from quizgen.base.language import Wording
from quizgen.plan.answer_sheet import AnswerSheet, AnswerSheets, Row, symbol_text
from quizgen.plan.model import Plan, Version
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.slot_texts import digest, header_slots, named_entry
from quizgen.printing.sheets import Entry, FixedPage, Placed, Squares

MARKERS = (
    ("######", "#.#..#", "##.#.#", "###..#", "###.##", "######"),
    ("######", "######", "#....#", "#.##.#", "#.#.##", "######"),
    ("######", "###..#", "###..#", "###.##", "#..#.#", "######"),
    ("######", "#.##.#", "#.##.#", "##.###", "##..##", "######"),
)
"""The markers 0 to 3 of DICT_4X4_50 in their frames, as in OpenCV's aruco dictionaries
(modules/objdetect/src/aruco/predefined_dictionaries.hpp)."""

MM = 72 / 25.4
"""A millimetre in points."""

ROW_OVER = 2.4
"""By how much a row's block is taller than its circles, in millimetres."""
BESIDE = 2.4
"""Between a row's number and its first circle."""
LABEL, LARGE_LABEL = 9.6, 15.6
"""The room for a row's number, and that in large print."""
TITLE_MARGIN = 5.5
"""Between the title and the markers beside it."""
BELOW_NAME, LARGE_BELOW_NAME = 3.0, 6.0
"""Below the name: the code and the page beside it are taller in large print."""


class AnswerSheetPages:
    """Makes the answer sheets of one layout; what they share is made once."""

    def __init__(self, plan: Plan, kept: AnswerSheets, blocks: Blocks) -> None:
        self.plan, self.kept, self.blocks = plan, kept, blocks
        self._known: dict[int, _Frame] = {}
        self._rows: dict[tuple[str, str], Entry] = {}

    def pages(
        self, version: Version, student: StudentPaper | None, index: int | None
    ) -> tuple[FixedPage, ...]:
        """Return the pages of a version's answer sheet, or of that of a student.

        index is the student's place in the plan.
        """
        name = self.plan.answer_sheet_name(version, student)
        number = self.kept.versions[name]
        if number not in self._known:
            # No matter whose: what is asked stands on the question paper.
            questions = [item.question for item in version.items]
            self._known[number] = self._frame(self.kept[name].sheet(questions))
        frame = self._known[number]
        place = None if index is None else self.kept.place_in_class(index)
        slots = {"code": version.code} | header_slots(student)
        slots.pop("class", None)  # there is room for the name and the id
        return tuple(
            self._page(frame, number, slots, place) for number in range(1, len(frame.rows) + 1)
        )

    def _page(
        self, frame: "_Frame", number: int, slots: Mapping[str, str], place: int | None
    ) -> FixedPage:
        sheet = frame.sheet
        count = self.blocks.page_text.format(page=number, pages=len(frame.rows))
        slots = {**slots, "page": count}
        entry = named_entry(
            self.blocks, frame.block, "answer-head.html", slots, **frame.context
        )
        head = Placed(entry, frame.left * MM, frame.top * MM, self.blocks.paper.inside)
        x, y, side = sheet.symbol
        text = symbol_text(slots["code"], number, sheet.layout, place)
        symbol = Squares(text, x * MM, y * MM, side * MM)
        return FixedPage((head, *frame.rows[number - 1]), (*frame.markers, symbol))

    def _frame(self, sheet: AnswerSheet) -> "_Frame":
        """Return what all papers share that have the same answer sheet."""
        left, top = (each - sheet.marker / 2 for each in sheet.markers[0])
        rows = [row for page in sheet.pages for row in page.rows]
        half = (sheet.bubble + ROW_OVER) / 2
        first = min(bubble.y for row in rows for bubble in row.bubbles)
        x, y, width, height = sheet.name_line
        context: dict[str, object] = {
            "plan": self.plan,
            "height": first - half - top,
            "marker": sheet.marker + TITLE_MARGIN,
            "name_box": (x - left, y - top, width, height),
            "code": self._beside_name(sheet, left),
            "told": y + height + self._below_name - top,
            "framed": any(row.mode == "points" for row in rows),
        }
        block = f"answer-head-x{digest(repr([*context.items()][1:]))}"
        squares = (
            Squares(pattern, (x - sheet.marker / 2) * MM, (y - sheet.marker / 2) * MM,
                    sheet.marker * MM)
            for pattern, (x, y) in zip(MARKERS, sheet.markers, strict=True)
        )  # fmt: skip
        placed = tuple(tuple(self._placed(sheet, page.rows)) for page in sheet.pages)
        return _Frame(sheet, left, top, block, context, tuple(squares), placed)

    @property
    def _below_name(self) -> float:
        return LARGE_BELOW_NAME if self.blocks.settings.large_print else BELOW_NAME

    @staticmethod
    def _beside_name(sheet: AnswerSheet, left: float) -> tuple[float, float]:
        """Return where the code stands between the name and the symbol: its left and width."""
        name, _, width, _ = sheet.name_line
        symbol, _, side = sheet.symbol
        start, end = sorted(((name, name + width), (symbol, symbol + side)))
        return start[1] + BESIDE - left, end[0] - start[1] - 2 * BESIDE

    # Rows

    def _placed(self, sheet: AnswerSheet, rows: Sequence[Row]) -> Iterator[Placed]:
        """Yield the lines of a page's rows at their places."""
        is_mirrored = self.blocks.words.direction == "rtl"
        inside = self.blocks.paper.inside
        label = LARGE_LABEL if self.blocks.settings.large_print else LABEL
        before = label + BESIDE + sheet.bubble / 2
        above = (sheet.bubble + ROW_OVER) / 2
        for name, row in _named(rows, self.blocks.words):
            lines = groupby(row.bubbles, key=lambda bubble: bubble.y)
            for number, (y, bubbles) in enumerate(lines):
                own = [*bubbles]
                start = own[0].x
                offsets = tuple(abs(bubble.x - start) for bubble in own)
                values = tuple(bubble.value for bubble in own)
                entry = self._row(sheet, row, values, offsets, None if number else name)
                left = (start + before) * MM - inside if is_mirrored else (start - before) * MM
                yield Placed(entry, left, (y - above) * MM, inside)

    def _row(
        self,
        sheet: AnswerSheet,
        row: Row,
        values: tuple[str, ...],
        offsets: tuple[float, ...],
        name: str | None,
    ) -> Entry:
        """Return an entry for a line of circles, with the name of its row or without one."""
        framed = row.mode == "points"
        words = self.blocks.words
        shown = [*map(words.digits if framed else words.in_circle, values)]
        label = LARGE_LABEL if self.blocks.settings.large_print else LABEL
        context = {
            "bubbles": [*zip(shown, (label + BESIDE + each for each in offsets), strict=True)],
            "bubble": sheet.bubble,
            "height": sheet.bubble + ROW_OVER,
            "label": label,
            "framed": framed,
            "named": name is not None,
        }
        block = f"answer-row-x{digest(repr(context))}"
        key = block, name or ""
        if key not in self._rows:
            block = self.blocks.add(block, "answer-row.html", **context)
            slots = {} if name is None else {"number": name}
            self._rows[key] = Entry(block, slots, item=True, named=True)
        return self._rows[key]


@dataclass(frozen=True)
class _Frame:
    """What papers with the same answer sheet share; left and top are in millimetres."""

    sheet: AnswerSheet
    left: float
    top: float
    block: str
    context: Mapping[str, object]
    markers: tuple[Squares, ...]
    rows: tuple[tuple[Placed, ...], ...]
    """The rows of each page."""


def _named(rows: Sequence[Row], words: Wording) -> Iterator[tuple[str, Row]]:
    """Yield what is printed before each row: `3.`, `4.2.`, and `5 A` where there are parts."""
    for number, own in groupby(rows, key=lambda row: row.number):
        several = [*own]
        choices = {row.part for row in several if row.mode != "points"}
        for row in several:
            places = [each for each in several if each.part == row.part]
            if row.mode != "points" and len(choices) > 1:
                yield f"{number} {part_names(words)[row.part]}", row
            elif row.mode != "points" and len(places) > 1:
                yield f"{number}.{row.place + 1}.", row
            else:
                yield f"{number}.", row


def part_names(words: Wording) -> tuple[str, str]:
    """Return how Part A and Part B are told apart in a language: A and B, أ and ب."""
    first, second = words.gettext("Part A"), words.gettext("Part B")
    pairs = enumerate(zip(first, second, strict=False))
    begin = next(place for place, (one, other) in pairs if one != other)
    end = len(first) - begin - 1
    return first[begin : len(first) - end], second[begin : len(second) - end]
