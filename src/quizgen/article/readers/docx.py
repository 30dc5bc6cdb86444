"""Reads an article from a Word document; this needs the extra quizgen[docx]."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from quizgen.article.readers.common import (
    OTHERWISE,
    Extra,
    Source,
    SourcePiece,
    damaged,
    emphasised,
    imported,
)
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded, refuse_bomb

EXTRA = Extra("docx", module="docx", packages="python-docx")


def read(path: Path) -> Source:
    """Read a .docx file; raises QuizgenError."""
    raw = read_whole(path, "article")
    docx = imported(EXTRA, path)
    advice = "Open it in Word and save it again as a Word document (.docx)."
    with guarded(damaged(path, advice)):
        refuse_bomb(raw, f"{path} is far too long a document for an article. {OTHERWISE}")
        document = docx.Document(BytesIO(raw))
        pieces = [piece for each in document.paragraphs for piece in _word_pieces(each)]
    return Source(tuple(pieces))


def _word_pieces(paragraph: Any) -> Iterator[SourcePiece]:
    """Yield the pieces of a Word paragraph, which two line breaks split."""
    style = paragraph.style.name if paragraph.style is not None else ""
    is_heading = bool(re.match(r"(Title|Heading)\b", style or ""))
    runs = [
        (run.text, bool(run.italic) and not is_heading, bool(run.bold) and not is_heading)
        for part in paragraph.iter_inner_content()
        for run in getattr(part, "runs", [part])
    ]
    for text in re.split(r"\n\s*\n", emphasised(runs)):
        if clean := " ".join(text.split()):
            yield SourcePiece(clean, is_heading=is_heading)
