"""Where marked elements stand on a page of a layout: a block, its slots, where lines begin.

They have an attribute of their own, not ids. Of an id WeasyPrint makes a style, so nothing in
an element with one can share its computed styles with what is alike in other blocks.
"""

from collections.abc import Iterator
from typing import Any

from quizgen.printing.sheets import MARK

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom in CSS pixels from a page's upper left corner."""


def marked_boxes(page: Any) -> dict[str, Rectangle]:
    """Return the rectangles of a page's marked elements; of several alike the first one's."""
    found: dict[str, Rectangle] = {}
    for mark, rectangle in _marked(page._page_box, None):
        found.setdefault(mark, rectangle)
    return found


def _marked(box: Any, outer: Any) -> Iterator[tuple[str, Rectangle]]:
    """Yield what a box and those in it are marked with; `outer` is how they are turned."""
    own = box.transformation_matrix
    matrix = own @ outer if own and outer else own or outer
    if box.element is not None and (mark := box.element.attrib.get(MARK)):
        left, top, width, height = box.hit_area()
        start, end = (left, top), (left + width, top + height)
        if matrix:
            start, end = matrix.transform_point(*start), matrix.transform_point(*end)
        yield mark, (*start, *end)
    for child in box.all_children():
        yield from _marked(child, matrix)
