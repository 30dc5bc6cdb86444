"""Reads back what the pictures of a page show, from the structure that screen readers use."""

import ctypes
from collections.abc import Iterator
from typing import Any


def figures(page: Any) -> list[str]:
    """Return the alternative text of each picture on a page, in the order of reading."""
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return []
    try:
        tops = (
            pdfium.FPDF_StructTree_GetChildAtIndex(tree, at)
            for at in range(pdfium.FPDF_StructTree_CountChildren(tree))
        )
        return [alt for top in tops for alt in _within(top)]
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _within(element: Any) -> Iterator[str]:
    import pypdfium2.raw as pdfium

    if not element:
        return
    if _string(pdfium.FPDF_StructElement_GetType, element) == "Figure":
        yield _string(pdfium.FPDF_StructElement_GetAltText, element)
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _within(pdfium.FPDF_StructElement_GetChildAtIndex(element, at))


def _string(read: Any, element: Any) -> str:
    """Return a text of an element; PDFium says first how many bytes it takes."""
    size = read(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def have_run(alts: list[str], wanted: list[str]) -> bool:
    """Whether pictures follow one another in an order, others between them left aside."""
    here = [alt for alt in alts if alt in wanted]
    ends = range(len(here) - len(wanted) + 1)
    return any(here[start : start + len(wanted)] == wanted for start in ends)
