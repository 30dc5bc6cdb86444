"""The answer keys: the grid, the key of each version, and the annotated key."""

import math
from collections.abc import Iterable, Sequence
from itertools import chain

from quizgen.plan.key_sheets import KeySheets
from quizgen.plan.model import Plan
from quizgen.printing.html.annotated_key import annotated_key
from quizgen.printing.html.answer_grid import MOST_IN_A_GRID, AnswerGrid
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.class_lists import who_has_what
from quizgen.printing.html.slot_texts import draft_mark, in_foot
from quizgen.printing.html.version_key import VersionKeys
from quizgen.printing.sheets import Entry, Sheet, Sheets


def answer_keys(plan: Plan, blocks: Blocks) -> Sequence[Sheet]:
    """Return the grid, the key of each version, and the annotated key."""
    words = blocks.words
    head = blocks.add_wide("key-head", "key-head.html", plan=plan)
    foot = blocks.add_wide("key-foot", "key-foot.html", plan=plan)
    top = Entry(head, {"code": plan.code})

    def sheet(name: str, entries: Iterable[Entry], *, once: bool = False) -> Sheet:
        said = in_foot(blocks, name) | {"code": plan.code}
        ends = Entry(foot, said | draft_mark(plan, words))
        page = blocks.page_text, blocks.paper
        return Sheet(name, tuple(entries), ends, *page, head=top, balanced=True, once=once)

    annotated = sheet(words.gettext("Annotated key"), annotated_key(plan, blocks), once=True)
    grid, rows, keys = AnswerGrid(plan, blocks), VersionKeys(plan, blocks), KeySheets(plan)
    versions = plan.versions
    students = [sheet(name, entries) for name, entries in who_has_what(plan, blocks)]

    def key_sheet(index: int) -> Sheet:
        title, own = keys[index]
        # One row of letters needs no page of its own.
        first = () if index or len(versions) > 1 else grid.entries(versions)
        return sheet(title, chain(first, *map(rows.entries, own)))

    if len(versions) == 1:
        return (*(key_sheet(index) for index in range(len(keys))), *students, annotated)

    def grid_sheet(index: int) -> Sheet:
        # Each of them once, though every band of the grid has a row for it.
        shown = tuple(versions[index * MOST_IN_A_GRID : (index + 1) * MOST_IN_A_GRID])
        return sheet(words.gettext("Answer grid"), grid.entries(shown))

    return Sheets.joined(
        Sheets(math.ceil(len(versions) / MOST_IN_A_GRID), grid_sheet),
        students,
        Sheets(len(keys), key_sheet),
        [annotated],
    )
