"""An article's file to headings and paragraphs: a reader for each format."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from quizgen.article.readers import docx, html, markdown, odt, pdf, rtf, text
from quizgen.article.readers.common import Source
from quizgen.base.errors import QuizgenError
from quizgen.base.files import MOST_CHARACTERS
from quizgen.base.words import or_list

READERS: Mapping[str, Callable[[Path], Source]] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".docx": docx.read,
    ".html": html.read,
    ".htm": html.read,
    ".odt": odt.read,
    ".rtf": rtf.read,
    ".pdf": pdf.read,
}
"""The reader of each suffix."""
MOST_PIECES = 10_000
"""Most paragraphs and headings of a file, from which far fewer are an article."""


def read_source(path: Path) -> Source:
    """Read an article's file by its suffix; raises QuizgenError, which says what to do."""
    if re.match(r"(?i)https?:/", str(path)):
        raise QuizgenError(
            "quizgen reads files and fetches nothing from the network. Save the page in your "
            "browser (File, Save page as) and name the file it makes."
        )
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise QuizgenError(
            f"{path} cannot be read: an article is a file that ends in {or_list(READERS)}. "
            "Save it as one of these in the program it was written with."
        )
    source = reader(path)
    for piece in source.pieces:
        if len(piece.text) > MOST_CHARACTERS and not piece.left_out:
            line = f":{piece.line}:1" if piece.line else ""
            raise QuizgenError(
                f"{path}{line}: This paragraph has {len(piece.text)} characters, and at most "
                f"{MOST_CHARACTERS} are allowed. Put an empty line between its parts."
            )
    if len(source.pieces) > MOST_PIECES:
        raise QuizgenError(
            f"{path} has {len(source.pieces)} paragraphs and headings, and at most "
            f"{MOST_PIECES} are read. A bank is about one article."
        )
    return source
