"""Reads an article from a Word document; this needs the extra quizgen[docx]."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby
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
    listed,
    tabulated,
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
        pieces = list(_pieces(document.iter_inner_content()))
    return Source(tuple(pieces))


def _pieces(blocks: Iterable[Any]) -> Iterator[SourcePiece]:
    """Yield the pieces of paragraphs and tables; list items in a row are one."""
    for is_list, run in groupby(blocks, key=_is_list_item):
        if is_list:
            items = (piece.text for block in run for piece in _word_pieces(block))
            if text := listed(items):
                yield SourcePiece(text)
            continue
        for block in run:
            if _is_table(block):
                yield tabulated((cell.text for cell in row.cells) for row in block.rows)
            else:
                yield from _word_pieces(block)


def _is_table(block: Any) -> bool:
    return hasattr(block, "rows")


def _is_list_item(block: Any) -> bool:
    if _is_table(block):
        return False
    style = (block.style.name if block.style is not None else "") or ""
    numbering = block._p.pPr is not None and block._p.pPr.numPr is not None
    return bool(re.match(r"List\b", style) or (numbering and not _HEADING.match(style)))


_HEADING = re.compile(r"(Title|Heading)\b")


def _word_pieces(paragraph: Any) -> Iterator[SourcePiece]:
    """Yield the pieces of a Word paragraph, which two line breaks split."""
    style = paragraph.style.name if paragraph.style is not None else ""
    is_heading = bool(_HEADING.match(style or ""))
    runs = [
        (run.text, bool(run.italic) and not is_heading, bool(run.bold) and not is_heading)
        for part in paragraph.iter_inner_content()
        for run in getattr(part, "runs", [part])
    ]
    for text in re.split(r"\n\s*\n", emphasised(runs)):
        if clean := " ".join(text.split()):
            yield SourcePiece(clean, is_heading=is_heading)
