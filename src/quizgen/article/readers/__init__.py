"""An article's file to headings and paragraphs: a reader for each format."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from quizgen.article.readers import docx, html, markdown, text
from quizgen.article.readers.common import Source
from quizgen.base.errors import QuizgenError
from quizgen.base.words import or_list

READERS: Mapping[str, Callable[[Path], Source]] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".docx": docx.read,
    ".html": html.read,
    ".htm": html.read,
}
"""The reader of each suffix."""


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
    return reader(path)
