"""A bank on the terminal: its questions in a table, its coverage as a map, one question."""

from collections.abc import Iterator, Sequence
from textwrap import fill, shorten

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quizgen.authoring.coverage import Coverage, paragraphs_of
from quizgen.authoring.html_to_text import Line, lines_of
from quizgen.authoring.review_page import COVERAGE_NOTE, Reviewed
from quizgen.bank.kinds.base import letter
from quizgen.bank.model import Bank
from quizgen.bank.questions import Question
from quizgen.base.markdown import referred
from quizgen.base.words import counted
from quizgen.grading.history import QuestionHistory

BLANK_CELL = "·"
MARKER = 4
"""The indent of a text behind its letter or dot."""

HEADS = ("id", "skill", "kind", "level", "pts", "¶")
NARROW = 100
"""In fewer columns of a terminal, names are wrapped between their words."""

WIDEST = {True: (16, 11, 11, 6, 3, 7), False: (32, 24, 24, 6, 3, 14)}
"""How wide each column may become, where it is narrow and where not."""

SPARED = {64: ("level", "pts"), 52: ("kind",)}
"""What is left out in fewer columns: the rest is best seen one question at a time."""

FEWEST = 12
"""First words are shown if a line has room for this many letters."""

GAP = 2
"""Between two columns: a blank, and rich's own."""

FIGURES = 42
"""What the columns of a question's history take."""

FIRST_AND_LAST = 16
"""What the columns of paragraphs and of totals take in the map."""

LINES = 2
"""Lines for the first words of a question."""


def questions_table(bank: Bank, width: int) -> RenderableType:
    """Return a row for each question, for a terminal of `width` columns."""
    widest = WIDEST[width < NARROW]
    rows = [list(map(_wrapped, _cells(question), widest)) for question in bank.questions]
    table = _table()
    spared = {head for most, heads in SPARED.items() if width < most for head in heads}
    kept = [index for index, head in enumerate(HEADS) if head not in spared]
    for index in kept:
        used = max(cell_len(line) for row in [*rows, HEADS] for line in row[index].split("\n"))
        table.add_column(HEADS[index], width=used, overflow="fold")
        width -= used + GAP
    if width >= FEWEST:
        table.add_column("first words", width=width, overflow="fold")
    for question, row in zip(bank.questions, rows, strict=True):
        # Words that do not fit into a line leave a part of it empty.
        words = [_words(question, LINES * width - width // 3)] if width >= FEWEST else []
        name, *cells = [row[index] for index in kept]
        table.add_row(Text(name, style="bold"), *map(Text, [*cells, *words]))
    return Group(table, Text(""), Text(_sum(bank)))


def history_table(bank: Bank, past: Sequence[QuestionHistory], width: int) -> RenderableType:
    """Return what became of each question; past has a row for each, in the bank's order."""
    table = _table()
    names = [fill(question.id, max(FEWEST, width - FIGURES)) for question in bank.questions]
    table.add_column("id", overflow="fold")
    for head in ("runs", "students", "p", "discrimination"):
        table.add_column(head, justify="right")
    for name, row in zip(names, past, strict=True):
        cells = [
            str(row.runs or BLANK_CELL),
            str(row.students or BLANK_CELL),
            BLANK_CELL if row.p is None else f"{row.p * 100:.0f} %",
            BLANK_CELL if row.discrimination is None else f"{row.discrimination:.2f}",
        ]
        table.add_row(Text(name, style="bold"), *map(Text, cells))
    notes = []
    if reworded := sum(bool(row.earlier) for row in past):
        notes.append(f"{counted(reworded, 'question')} had another wording before.")
    asked = sum(bool(row.runs) for row in past)
    notes.append(f"{counted(asked, 'question')} of {len(past)} asked so far.")
    return Group(table, Text(""), Text(" ".join(notes)))


def _table() -> Table:
    # Its rule under the heads needs a column of its own between two others.
    return Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)


def _cells(question: Question) -> Iterator[str]:
    yield question.id
    yield _in_words(question.skill)
    yield _in_words(question.type)
    yield question.difficulty or ""
    yield str(question.points)
    yield _ranges(paragraphs_of(question))


def _wrapped(text: str, width: int) -> str:
    """Return a text in lines, broken at its hyphens too, at which rich would not break it."""
    return fill(text, width)


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in ascending order, with neighbours drawn together.

    >>> _ranges([1, 2, 3, 5, 8, 9])
    '1–3, 5, 8, 9'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def _in_words(name: str) -> str:
    """Return a name as it is said, so that it can be wrapped between its words."""
    return name.replace("_", " ")


def _words(question: Question, most: int) -> str:
    """Return how a question begins: with its stem, or with that of its first part."""
    part = getattr(question, "part_a", None)
    stem = question.stem or (part.stem if part else "")
    return shorten(referred(stem, {}), most, placeholder=" …")


def _sum(bank: Bank) -> str:
    number, points = len(bank.questions), sum(each.points for each in bank.questions)
    return f"{counted(number, 'question')}, {counted(points, 'point')} together"


def coverage_table(coverage: Coverage, width: int) -> RenderableType:
    """Return a row for each paragraph and a column for each skill; a blank cell is a dot.

    If the skills' names do not fit the terminal, letters replace them.
    """
    names = list(map(_in_words, coverage.skills))
    words = (max(map(cell_len, name.split() or [""])) for name in names)
    legend: list[Text] = []
    if FIRST_AND_LAST + sum(max(word, 3) + GAP for word in words) > width:
        legend = [Text(f"{letter(index)}  {name}") for index, name in enumerate(names)]
        names = [letter(index) for index in range(len(names))]
    table = _table()
    table.add_column("¶", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", min_width=3, overflow="fold")
    table.add_column("all", justify="right")
    for place in coverage.places:
        cells = [_count(coverage.count(place, skill)) for skill in coverage.skills]
        table.add_row(
            "none" if place is None else str(place), *cells, _count(coverage.total(place))
        )
    table.add_section()
    asked = [_count(coverage.asked.get(skill, 0)) for skill in coverage.skills]
    table.add_row("questions", *asked, _count(sum(coverage.asked.values())))
    return Group(table, Text(""), *legend, Text(COVERAGE_NOTE))


def _count(number: int) -> Text:
    return Text(str(number)) if number else Text(BLANK_CELL, style="dim")


def question_view(reviewed: Reviewed) -> RenderableType:
    """Return a question as it prints, then what the key says about it."""
    key = lines_of(reviewed.key, without=("stem",))
    letters = " ".join(reviewed.letters)
    parts: list[RenderableType] = [
        Text(reviewed.question.id, style="bold"),
        Text(""),
        *map(_line, lines_of(reviewed.shared + reviewed.printed, without=("number",))),
        Text(""),
        Text(f"Key: {letters}", style="bold") if letters else Text("Key", style="bold"),
        *map(_line, key),
    ]
    return Group(*parts)


def _line(line: Line) -> RenderableType:
    """Return a line, wrapped beside the letter or the dot before it."""
    text = Text()
    for words, style in line.pieces:
        text.append(words, style=style)
    if not line.marker:
        return Padding(text, (0, 0, 0, line.indent))
    grid = Table.grid(padding=0)
    grid.add_column(width=MARKER, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(line.marker), text)
    return Padding(grid, (0, 0, 0, line.indent - MARKER))
