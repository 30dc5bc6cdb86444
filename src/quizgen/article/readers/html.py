"""Reads an article from a saved web page; this needs the extra quizgen[html]."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
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
    plain,
    tabulated,
)
from quizgen.bank.fields import UNPRINTABLE
from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded
from quizgen.base.words import and_list

EXTRA = Extra("html", module="trafilatura", packages="trafilatura lxml_html_clean")


def read(path: Path) -> Source:
    """Read a saved web page; raises QuizgenError."""
    raw = read_whole(path, "article")
    trafilatura = imported(EXTRA, path)
    with guarded(damaged(path, "Save the page again in your browser.")), _quiet():
        found = trafilatura.bare_extraction(
            raw, with_metadata=True, include_comments=False, include_formatting=True
        )
        pieces = [] if found is None else list(_web_pieces(found.body))
    if not pieces:
        raise QuizgenError(
            f"No article was found in {path}: a script may load its text, or only "
            f"subscribers may see it. {OTHERWISE}"
        )
    return Source(
        tuple(pieces),
        title=_one_line(found.title),
        author=_authors(found.author),
        publication=_one_line(found.sitename),
        published=_one_line(found.date),
    )


def _one_line(text: str | None) -> str | None:
    return " ".join(UNPRINTABLE.sub("", text or "").split()) or None


def _authors(text: str | None) -> str | None:
    """Return the extractor's names, separated by semicolons, as in a sentence."""
    names = [name.strip() for name in (_one_line(text) or "").split(";") if name.strip()]
    return and_list(names) if names else None


_TABLE = "table"
"""The tag of a table in trafilatura's tree."""


def _web_pieces(element: Any) -> Iterator[SourcePiece]:
    """Yield the pieces in an element of trafilatura's tree."""
    if element.tag in ("p", "head", "item"):
        if clean := _web_text(element):
            yield SourcePiece(clean, is_heading=element.tag == "head")
        return
    if element.tag == "list":
        if text := listed(filter(None, map(_web_text, element))):
            yield SourcePiece(text)
        return
    if element.tag == _TABLE:
        yield tabulated(("".join(cell.itertext()) for cell in row) for row in element)
    if element.tag in (_TABLE, "graphic"):
        return
    if (element.text or "").strip():
        yield SourcePiece(" ".join(plain(element.text).split()))
    for child in element:
        yield from _web_pieces(child)


def _web_text(element: Any) -> str:
    return " ".join(emphasised(_web_runs(element, is_italic=False, is_bold=False)).split())


def _web_runs(
    element: Any, *, is_italic: bool, is_bold: bool
) -> Iterator[tuple[str, bool, bool]]:
    yield element.text or "", is_italic, is_bold
    for child in element:
        look = child.get("rend", "") if child.tag == "hi" else ""
        inside = {"is_italic": is_italic or look == "#i", "is_bold": is_bold or look == "#b"}
        yield from _web_runs(child, **inside)
        yield (" " if child.tag in ("lb", "p") else "") + (child.tail or ""), is_italic, is_bold


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the extractor's log; what it could not find is reported as an error."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
