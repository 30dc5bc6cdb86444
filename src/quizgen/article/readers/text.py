"""Reads an article from plain text: empty lines separate its paragraphs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import dedent

from quizgen.article.readers.common import Block, Source, SourcePiece, blocks_of, pieces_of
from quizgen.article.text import read_lines
from quizgen.article.verse import keeps_lines
from quizgen.bank.fields import UNPRINTABLE


def read(path: Path) -> Source:
    """Read a text file; raises QuizgenError."""
    lines = [UNPRINTABLE.sub(" ", line.expandtabs(4)).rstrip() for line in read_lines(path)]
    width = max(map(len, lines))
    pieces = [piece for block in blocks_of(path) for piece in _pieces(block, lines, width)]
    return Source(tuple(pieces), plain=True)


def _pieces(block: Block, lines: Sequence[str], width: int) -> Iterator[SourcePiece]:
    """Yield a block as it is if it is verse or speech, else its paragraphs."""
    own = lines[block.line - 1 : block.line - 1 + len(block.lines)]
    # The first block may be a title with a byline.
    if block.line > 1 and keeps_lines(own, width):
        yield SourcePiece(dedent("\n".join(own)), block.line, keeps_lines=True)
    else:
        yield from pieces_of(block)
