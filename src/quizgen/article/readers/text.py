"""Reads an article from plain text: empty lines separate its paragraphs."""

from pathlib import Path

from quizgen.article.readers.common import Source, blocks_of, pieces_of


def read(path: Path) -> Source:
    """Read a text file; raises QuizgenError."""
    pieces = [piece for block in blocks_of(path) for piece in pieces_of(block)]
    return Source(tuple(pieces))
