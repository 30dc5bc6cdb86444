"""What the readers of an article's formats share: pieces, lines, emphasis, and refusals."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.article.text import read_lines
from quizgen.bank.fields import UNPRINTABLE
from quizgen.base.errors import QuizgenError
from quizgen.base.install_command import install_command

# Nobody wraps lines by hand beyond this: such a line is a whole paragraph.
LONGEST_WRAPPED = 160

OTHERWISE = "Or copy its text into a plain text file (.txt)."


class Extra(NamedTuple):
    """An optional dependency: its name in quizgen[name], its module, and what pip installs."""

    name: str
    module: str
    packages: str


@dataclass(frozen=True)
class SourcePiece:
    """A paragraph or a heading; line is its first in a text file, 0 in other formats."""

    text: str
    line: int = 0
    is_heading: bool = False
    keeps_lines: bool = False
    left_out: str = ""
    """Why it is no paragraph; empty for all that may be one."""


@dataclass(frozen=True)
class Source:
    """A file's pieces in order, and the metadata it gives."""

    pieces: tuple[SourcePiece, ...]
    title: str | None = None
    author: str | None = None
    publication: str | None = None
    published: str | None = None
    plain: bool = False
    """Whether the pieces are no Markdown."""


UNDERLINE = re.compile(r"\s*(=+|-+)\s*")


@dataclass(frozen=True)
class Block:
    """Consecutive lines without a blank one, and the number of the first."""

    line: int
    lines: tuple[str, ...]


def blocks_of(path: Path) -> Iterator[Block]:
    """Yield a text file's blocks; a line without a letter or digit separates them."""
    run: list[str] = []
    for number, line in enumerate([*read_lines(path), ""], 1):
        clean = " ".join(UNPRINTABLE.sub(" ", line).split())
        # A line of = or - under a line makes that a heading.
        if re.search(r"[^\W_]", clean) or (len(run) == 1 and UNDERLINE.fullmatch(clean)):
            run.append(clean)
        elif run:
            yield Block(number - len(run), tuple(run))
            run = []


def pieces_of(block: Block) -> Iterator[SourcePiece]:
    """Yield a block as one paragraph, or line by line if its lines are not wrapped."""
    numbered = list(enumerate(block.lines, block.line))
    if any(len(line) > LONGEST_WRAPPED for line in block.lines):
        yield from (SourcePiece(line, number) for number, line in numbered)
    elif len(numbered) > 1 and UNDERLINE.fullmatch(block.lines[1]):
        yield SourcePiece(block.lines[0], block.line, is_heading=True)
        yield from _pieces_of_rest(block, 2)
    else:
        # Keep the line breaks: title, byline and date are often on consecutive lines.
        yield SourcePiece("\n".join(block.lines), block.line)


def _pieces_of_rest(block: Block, start: int) -> Iterator[SourcePiece]:
    if rest := block.lines[start:]:
        yield from pieces_of(Block(block.line + start, rest))


def emphasised(runs: Iterable[tuple[str, bool, bool]]) -> str:
    """Return runs of (text, is italic, is bold) as Markdown."""
    parts = []
    for (italic, bold), group in groupby(runs, key=lambda run: run[1:]):
        text = "".join(plain(run[0]) for run in group)
        marks = "*" * (italic + 2 * bold)
        inner = text.strip()
        if marks and inner:
            # In Markdown the asterisks must touch the words.
            before, behind = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
            text = f"{before}{marks}{inner}{marks}{behind}"
        parts.append(text)
    return "".join(parts)


def listed(items: Iterable[str]) -> str:
    """Return a list's items as one paragraph, since students number lists, not bullets."""
    return " ".join(f"• {item}" for item in items)


def tabulated(rows: Iterable[Iterable[str]]) -> SourcePiece:
    """Return a table as a piece that no paragraph can hold."""
    cells = (" ".join(cell.split()) for row in rows for cell in row)
    return SourcePiece(" | ".join(filter(None, cells)), left_out="a table")


def plain(text: str) -> str:
    """Escape text so that Markdown prints it unchanged."""
    return re.sub(r"([\\*_])", r"\\\1", UNPRINTABLE.sub("", text))


def imported(extra: Extra, path: Path) -> Any:
    """Import an extra's module; raise QuizgenError with the install command if missing."""
    try:
        return import_module(extra.module)
    except ImportError:
        raise QuizgenError(
            f"{path} cannot be read yet: for {path.suffix} files quizgen needs its extra "
            f"quizgen[{extra.name}]. Install it with: "
            f"{install_command(*extra.packages.split())}. {OTHERWISE}"
        ) from None


def damaged(path: Path, advice: str) -> str:
    """Return the refusal of a file that its library cannot read."""
    return f"{path} cannot be read: it is damaged. {advice} {OTHERWISE}"
