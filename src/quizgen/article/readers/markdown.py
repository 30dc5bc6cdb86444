"""Reads an article from Markdown: its headings, and the front matter above it."""

import re
from collections.abc import Iterator
from pathlib import Path

from quizgen.article.readers.common import (
    UNDERLINE,
    Block,
    Source,
    SourcePiece,
    blocks_of,
    pieces_of,
)
from quizgen.article.text import read_lines

_FRONT_MATTER = re.compile(r"(title|author|date|source|publication)\s*:\s*(.+)", re.IGNORECASE)

_HEADING = re.compile(r"#{1,6}\s+(.*?)(?:\s+#+)?\s*")

_IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")

_LINK = re.compile(r"\[([^\[\]\n]+)\]\((?:[^()\n]|\([^()\n]*\))*\)")


def read(path: Path) -> Source:
    """Read a Markdown file; raises QuizgenError."""
    blocks = list(blocks_of(path))
    about = dict(_front_matter(blocks)) if read_lines(path)[0].strip() == "---" else {}
    pieces = (piece for block in blocks for piece in _markdown_pieces(block))
    return Source(
        tuple(piece for piece in pieces if piece.text),
        title=about.get("title"),
        author=about.get("author"),
        publication=about.get("source") or about.get("publication"),
        published=about.get("date"),
    )


def _front_matter(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Remove the front matter from blocks, and yield its keys and values."""
    lines = blocks[0].lines if blocks else ()
    end = next((at for at, line in enumerate(lines) if UNDERLINE.fullmatch(line)), len(lines))
    if lines and all(re.match(r"[\w-]+\s*:|- ", line) for line in lines[:end]):
        rest = lines[end + 1 :]
        blocks[:1] = [Block(blocks[0].line + end + 1, rest)] if rest else []
        for line in lines[:end]:
            if found := _FRONT_MATTER.fullmatch(line):
                yield found[1].lower(), found[2].strip().strip("\"'")


def _markdown_pieces(block: Block) -> Iterator[SourcePiece]:
    """Yield a block's headings, and what is between them."""
    lines = tuple(_LINK.sub(r"\1", _IMAGE.sub("", line)) for line in block.lines)
    start = 0
    for index, line in enumerate(lines):
        if heading := _HEADING.fullmatch(line.strip()):
            yield from _markdown_paragraph(Block(block.line + start, lines[start:index]))
            yield SourcePiece(heading[1], block.line + index, is_heading=True)
            start = index + 1
    yield from _markdown_paragraph(Block(block.line + start, lines[start:]))


def _markdown_paragraph(block: Block) -> Iterator[SourcePiece]:
    lines = [re.sub(r"^\s*>\s?", "", line).rstrip("\\") for line in block.lines]
    if any(line.strip() for line in lines):
        yield from pieces_of(Block(block.line, tuple(lines)))
