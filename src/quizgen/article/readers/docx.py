"""Reads an article from a Word document; this needs the extra quizgen[docx]."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from quizgen.article.readers.common import (
    Extra,
    Source,
    SourcePiece,
    emphasised,
    imported,
    no_traceback,
)
from quizgen.base.files import read_whole

EXTRA = Extra("docx", module="docx", packages="python-docx")
# A zip bomb unpacks to more than this.
MOST_UNPACKED = 100_000_000


def read(path: Path) -> Source:
    """Read a .docx file; raises QuizgenError."""
    raw = read_whole(path, "article")
    docx = imported(EXTRA, path)
    with no_traceback(path, "Open it in Word and save it again as a Word document (.docx)."):
        _refuse_bomb(raw)
        document = docx.Document(BytesIO(raw))
        pieces = [piece for each in document.paragraphs for piece in _word_pieces(each)]
    return Source(tuple(pieces))


def _refuse_bomb(raw: bytes) -> None:
    with ZipFile(BytesIO(raw)) as packed:
        if sum(info.file_size for info in packed.infolist()) > MOST_UNPACKED:
            raise BadZipFile


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
