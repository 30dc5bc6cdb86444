"""What the readers of an article's formats share: pieces, lines, emphasis, and refusals."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.article.claims import Claim
from quizgen.article.line_joins import SOFT_HYPHEN
from quizgen.article.text import MOST_BYTES, decode_lines
from quizgen.article.verse import LONGEST_LINE, keeps_lines
from quizgen.bank.fields import UNPRINTABLE
from quizgen.base.data_class import dataclass, replace
from quizgen.base.errors import ArticleError, QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.install_command import install_command
from quizgen.base.regex import regex

# Nobody wraps lines by hand beyond this: such a line is a whole paragraph.
LONGEST_WRAPPED = 160

PRIVATE = range(0xE000, 0xF900)
"""Places in symbol fonts, which no other font has (Unicode's private use area)."""
BOX, TABLE = "a text box", "a table"
MANY_WORDS = 12
"""A table's cell with more is a paragraph."""
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
    role: str = ""
    """What a style says that it is: author, date or subtitle; empty where none says so."""
    is_beside: bool = False
    """Whether it stands around the article: a byline or a note on the author, or nothing."""
    is_set_apart: bool = False
    """Whether it is a list or a block quotation, with Markdown's marks."""


@dataclass(frozen=True)
class Source:
    """A file's pieces in order, and the metadata it gives."""

    pieces: tuple[SourcePiece, ...]
    title: str | None = None
    title_how: str = ""
    """Where the title was found."""
    claims: tuple[Claim, ...] = ()
    """What the file says of the author and the date beside its text."""
    publication: str | None = None
    language: str | None = None
    plain: bool = False
    """Whether the pieces are no Markdown."""
    seen: str | None = None
    """All text that the file shows, read by a path of its own; None where there is none."""
    notes: tuple[str, ...] = ()
    """What the reader was not sure of."""
    if_short: str = ""
    """What to look at if the file has one paragraph only."""


_MARKS = regex(r"([\\*_])")
UNDERLINE = regex(r"\s*(=+|-+)\s*")


@dataclass(frozen=True)
class Block:
    """Consecutive lines without a blank one, and the number of the first."""

    line: int
    lines: tuple[str, ...]


def decoded_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return a text file's text, with line feeds only, and what its reader should know.

    A file that is not UTF-8 is read as Windows-1252, which has all of Latin-1, if what comes
    out looks like text. Raises QuizgenError.
    """
    raw = read_whole(path, "article", MOST_BYTES)
    notes: tuple[str, ...] = ()
    try:
        lines = decode_lines(raw, path)
    except ArticleError:
        text = _western(raw)
        if text is None:
            raise
        lines = re.split("\r\n|\r|\n", text)
        notes = (
            "The file is not saved as UTF-8, and was read as Windows-1252. Look whether "
            "letters with accents and quotation marks are right.",
        )
    whole = "\n".join(lines)
    # Neither is seen, and within a word both hinder finding it.
    whole = re.sub(rf"{SOFT_HYPHEN}(?!\n)|[\u200b\ufeff]", "", whole)
    return UNPRINTABLE.sub(" ", whole), notes


MOST_ACCENTED = 0.25
"""Largest part of a Western text's letters that are not those of English."""


def _western(raw: bytes) -> str | None:
    """Return a file's text in Windows-1252 if it looks like one."""
    if b"\x00" in raw:
        return None
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    letters = [sign for sign in text if sign.isalpha()]
    foreign = sum(not sign.isascii() for sign in letters)
    return text if letters and foreign <= MOST_ACCENTED * len(letters) else None


def blocks_in(lines: Sequence[str], first: int = 1) -> Iterator[Block]:
    """Yield the blocks of lines; a line without a letter or digit separates them.

    first is the number of the first line.
    """
    run: list[str] = []
    for number, line in enumerate([*lines, ""], first):
        # A line of = or - under a line makes that a heading.
        if re.search(r"[^\W_]", line) or (len(run) == 1 and UNDERLINE.fullmatch(line)):
            run.append(line)
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


def list_item(text: str, depth: int = 0, number: int | None = None) -> str:
    """Return an item of a Markdown list; one without a number has a bullet.

    >>> list_item("a wheel", 1, 2)
    '   2. a wheel'
    """
    # An item that began with another mark would be a list in a list.
    text = re.sub(r"^(?=[-+>#]|\d{1,9}[.)])", "\\\\", " ".join(text.split()))
    text = re.sub(r"^\\(\d{1,9})(?=[.)])", r"\1\\", text)
    return f"{'   ' * depth}{'-' if number is None else f'{number}.'} {text}"


def listed(items: Iterable[str]) -> SourcePiece | None:
    """Return a list's items as one piece, since students number lists, not their items."""
    lines = [list_item(item) for item in items]
    return SourcePiece("\n".join(lines), is_set_apart=True) if lines else None


def quoted(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as a Markdown block quotation."""
    lines = "\n\n".join(paragraphs).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def with_lines(text: str, shape: SourcePiece) -> SourcePiece:
    """Return a piece of that shape with a Markdown text; lines of verse are kept."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if keeps_lines(lines, LONGEST_LINE):
        return replace(shape, text="\\\n".join(lines), keeps_lines=True)
    return replace(shape, text=" ".join(text.split()))


def claims_of(how: str, **said: str | None) -> tuple[Claim, ...]:
    """Return what one place says, by subject; nothing for what it does not say."""
    return tuple(Claim(subject, text, how) for subject, text in said.items() if text)  # type: ignore[arg-type]


def table_pieces(cells: Sequence[Sequence[SourcePiece]]) -> Iterator[SourcePiece]:
    """Yield the paragraphs of a table that only holds text in place, else the table.

    Paragraphs in several cells are kept apart for `unpacked`.
    """
    pieces = [piece for cell in cells for piece in cell]
    if sum(map(bool, cells)) == 1:
        yield from pieces
    elif any(len(piece.text.split()) > MANY_WORDS for piece in pieces):
        yield from (replace(piece, left_out=piece.left_out or TABLE) for piece in pieces)
    elif cells:
        yield tabulated([piece.text for piece in cell] for cell in cells)


def unpacked(pieces: Sequence[SourcePiece]) -> Iterator[SourcePiece]:
    """Yield the pieces; what boxes and tables hold is read where most of the text is there."""
    packed = _length(piece for piece in pieces if piece.left_out in (BOX, TABLE))
    is_text = packed > _length(
        piece for piece in pieces if not piece.left_out and not piece.is_heading
    )
    for piece in pieces:
        in_place = is_text and piece.left_out in (BOX, TABLE)
        yield replace(piece, left_out="") if in_place else piece


def _length(pieces: Iterable[SourcePiece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def tabulated(rows: Iterable[Iterable[str]]) -> SourcePiece:
    """Return a table as a piece that no paragraph can hold."""
    cells = (" ".join(cell.split()) for row in rows for cell in row)
    return SourcePiece(" | ".join(filter(None, cells)), left_out=TABLE)


def plain(text: str) -> str:
    """Escape text so that Markdown prints it unchanged."""
    # Most texts have neither, and are seen at once to have none.
    if not text.isprintable():
        text = UNPRINTABLE.sub("", text)
    return _MARKS.sub(r"\\\1", text) if any(mark in text for mark in "\\*_") else text


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
