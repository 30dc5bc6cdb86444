"""The grid of the answer key: a row for each version, a column for each question."""

import math
from collections.abc import Iterator, Sequence

from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.questions import Question
from quizgen.base.language import Wording
from quizgen.plan.model import Form, Plan, Version
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.sheets import Entry

GRID_COLUMNS = 20
"""At most this many questions side by side in an answer grid."""

GRID_CORNER, GRID_CELL = 52, 22
"""Width in points of a grid's first cell and of its others, at 11.5 pt type."""

CELL_LETTERS = 2
"""At most this many letters fit into a cell."""

MOST_IN_A_GRID = 250
"""At most this many versions share an answer grid; memory never holds more."""


class AnswerGrid:
    """A row for each version, a column for each question, in bands that fit the paper."""

    def __init__(self, plan: Plan, blocks: Blocks) -> None:
        self.plan = plan
        self.cells = {
            (name, which): _cell(plan.questions[name], form, blocks.words)
            for name, forms in plan.forms.items()
            for which, form in enumerate(forms)
        }
        self.alphabets = _alphabets(plan, blocks)
        written = "–" in self.cells.values()
        self.title = blocks.add("grid-title", "grid-title.html", plan=plan, written=written)
        # Other seeds may need letters that join; they are text of the block.
        seed = {"seed": plan.seed} if plan.seed.isascii() else {}
        self.facts = {"code": plan.code} | seed
        self.bands = [
            (numbers, *_band(numbers, blocks))
            for numbers in _bands(len(plan.versions[0].items), _grid_columns(plan.settings))
        ]

    def entries(self, versions: Sequence[Version]) -> Iterator[Entry]:
        """Yield the grid of some of the versions."""
        yield Entry(self.title, self.facts, with_next=True)
        if self.alphabets:
            yield Entry(self.alphabets, with_next=True)
        for numbers, head_block, row in self.bands:
            head = Entry(head_block, with_next=True)
            yield head
            for version in versions:
                letters = {
                    f"c{number}": self.cells[item.question, item.which]
                    for number in numbers
                    for item in [version.items[number]]
                }
                yield Entry(row, {"version": version.name, **letters}, under=head)


def _alphabets(plan: Plan, blocks: Blocks) -> str | None:
    """Return the block of a table of the class's letters and those of single students."""
    own = blocks.words
    others = {
        words.letters: words
        for version in plan.versions.names
        for words in plan.wordings(version)
        if words.letters != own.letters
    }
    if not others:
        return None
    lists = (options for question in plan.questions.values() for options in question.lists)
    count = max((len(each.texts) for each in lists if each.lettered), default=0)
    rows = [
        (own.name_of(words.code), words.letters[:count]) for words in (own, *others.values())
    ]
    return blocks.add("grid-letters", "grid-letters.html", rows=rows) if count else None


def _grid_columns(settings: PrintSettings) -> int:
    """Return the number of questions that fit side by side."""
    column = paper_of(settings).column * 11.5 / float(settings.font_size)
    return min(max(int((column - GRID_CORNER) / GRID_CELL), 1), GRID_COLUMNS)


def _bands(count: int, most: int) -> Iterator[range]:
    """Yield the questions, counted from 0, of each band."""
    width = math.ceil(count / math.ceil(count / most))
    for start in range(0, count, width):
        yield range(start, min(start + width, count))


def _band(numbers: range, blocks: Blocks) -> tuple[str, str]:
    """Return the blocks of a band's head and of its rows."""
    start = numbers[0]
    shown = {
        "numbers": [number + 1 for number in numbers],
        "columns": [f"c{number}" for number in numbers],
    }
    return (
        blocks.add(f"grid-head-{start}", "grid-head.html", **shown),
        blocks.add(f"grid-row-{start}", "grid-row.html", **shown),
    )


def _cell(question: Question, form: Form, words: Wording) -> str:
    """Return the letters of a key that the grid has room for, or a dash."""
    letters = form.letters(question, words)
    return " ".join(letters) if 0 < len(letters) <= CELL_LETTERS else "–"
