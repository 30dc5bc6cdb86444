"""Finds what Project Gutenberg puts around a book: a header, a licence, and notes."""

import re
from collections.abc import Sequence

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex

_START = regex(
    r"\s*\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG E(?:BOOK|TEXT)\b[\s:]*"
    r"(.*?)\s*\*\*\*.*",
    re.IGNORECASE,
)
_SMALL_PRINT = regex(r"\s*\*END\*?\s*THE SMALL PRINT.*", re.IGNORECASE)
_END = regex(
    r"\s*(?:\*\*\*\s*)?END OF (?:THE |THIS )?PROJECT GUTENBERG(?:'S|’S)?\b.*", re.IGNORECASE
)
_FIELD = regex(r"(title|author|language|release date)\s*:\s*(\S.*)", re.IGNORECASE)
_MADE_BY = regex(
    r"(?:produced|prepared|e-?text (?:was )?(?:produced|prepared)|transcribed|scanned"
    r"|html version|updated)\b.{0,20}?\bby\b|transcriber[’']?s?[’']? notes?\b",
    re.IGNORECASE,
)
MOST_IN_LINE = 500
"""Characters of a line in which its beginning is looked for."""
HEADER = "the header of Project Gutenberg"
LICENCE = "the licence of Project Gutenberg"
MADE_BY = "a producers' note"


@dataclass(frozen=True)
class EbookFrame:
    """The book is lines[begin:end]; title and the like are those of the header."""

    begin: int
    end: int
    title: str | None = None
    author: str | None = None
    language: str | None = None


def ebook_frame(lines: Sequence[str]) -> EbookFrame | None:
    """Return where a book of Project Gutenberg begins and ends; None for other texts."""
    starts = [n for n, line in enumerate(lines) if _START.match(line[:MOST_IN_LINE])]
    starts = starts or [n for n, line in enumerate(lines) if _SMALL_PRINT.match(line)]
    begin = starts[0] + 1 if starts else 0
    ends = [n for n, line in enumerate(lines[begin:], begin) if _END.match(line)]
    if not starts and not ends:
        return None
    told = dict[str, str]()
    for line in lines[: max(begin - 1, 0)]:
        if found := _FIELD.fullmatch(line.strip()):
            told.setdefault(found[1].lower(), found[2].strip())
    named = _START.match(lines[starts[0]][:MOST_IN_LINE]) if starts else None
    return EbookFrame(
        begin,
        ends[0] if ends else len(lines),
        told.get("title") or (named[1] if named else None) or None,
        told.get("author"),
        told.get("language"),
    )


def is_made_by(text: str) -> bool:
    """Whether a paragraph says who made the file.

    >>> is_made_by("Produced by Some Volunteers")
    True
    """
    return bool(_MADE_BY.match(text))
