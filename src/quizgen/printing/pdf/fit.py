"""What leaves its column in a layout, and what is tried until nothing does."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from quizgen.base.errors import QuizgenError, shown
from quizgen.base.regex import regex
from quizgen.printing.pdf.plate import POINTS_PER_PIXEL

TOLERANCE = 1.0
"""By how much a box may leave its column, in CSS pixels: rounding does."""
NARROWEST = 2.0
"""A cell narrower than this, in font sizes, in which words break is not legible."""
LEGIBLE = 8.0
"""The smallest type that a table shrinks to, in points."""
SMALLER = (0.85, 0.72)
"""Factors by which a table's type shrinks, in turn."""


class Step(NamedTuple):
    """How a block is laid out that would leave its column; each step includes those before."""

    style: str = ""
    """A style for the block."""
    wide: bool = False
    """Whether it has the width of all columns."""
    splits: bool = True
    """Whether very long words may be divided anywhere."""


class LeavesColumnError(QuizgenError):
    """The blocks that leave their column whatever is tried, each with the words that do."""

    def __init__(self, blocks: Mapping[str, str]) -> None:
        super().__init__(blocks)
        self.blocks = blocks

    def __str__(self) -> str:
        return "\n".join(
            self.message(words, f" in {block}") for block, words in self.blocks.items()
        )

    def message(self, words: str, where: str = "") -> str:
        """Return the message for words that leave their column."""
        return (
            f"'{shown(words)}'{where} does not fit its column, not even broken and in the "
            "smallest type. Give a table fewer columns or shorter words, or print in fewer "
            "columns, on larger paper or in smaller type."
        )


class TallRowError(LeavesColumnError):
    """The blocks with a row of a table that no page holds, each with the words of the row."""

    def message(self, words: str, where: str = "") -> str:
        """Return the message for the words of such a row."""
        return (
            f"The row of the table that begins with '{shown(words)}'{where} is taller than a "
            "page. Write its text above the table, or divide it into several rows; in fewer "
            "columns or on larger paper it is lower."
        )


# Words in cells are divided where the language allows it, and cells get less padding.
SNUG = """
    {0} th, {0} td {{ padding-inline: 0.3rem; hyphens: auto; hyphenate-limit-chars: 5 2 2 }}
    {0} .question {{ padding-inline-start: 1.8rem }}
"""
SHRUNK = "{{0}} table {{{{ font-size: {size:g}pt; line-height: 1.2 }}}}"
# At last words break anywhere; what nobody can read of that is refused (`_is_torn`).
BROKEN = "{0} * {{ overflow-wrap: anywhere }} {0} li, {0} .option {{ max-width: 100% }}"


def steps(font_size: float, *, columns: int, shrinks: bool) -> Iterator[Step]:
    """Yield what to try in turn; type in points shrinks to LEGIBLE, and not if it is large."""
    sizes = [max(LEGIBLE, factor * font_size) for factor in SMALLER] if shrinks else []
    styles = [SNUG, *(SNUG + SHRUNK.format(size=size) for size in sizes if size < font_size)]
    yield Step(SNUG, splits=False)
    for style in styles[:2]:
        yield Step(style)
    for style in styles if columns > 1 else styles[2:]:
        yield Step(style, wide=columns > 1)
    yield Step(styles[-1] + BROKEN, wide=columns > 1)


LONG_WORD = regex(r"[^\s<>&;]{24,}")
PIECE = 8
"""After so many of its characters a long word may be divided, each time."""


def split_words(html: str) -> str:
    """Return HTML with places in very long words where a line may end.

    Layout breaks a word by itself only where it begins a line and is in one element.
    """
    parts = re.split("(<[^>]*>)", html)
    parts[::2] = [LONG_WORD.sub(_split, text) for text in parts[::2]]
    return "".join(parts)


def _split(word: re.Match[str]) -> str:
    pieces = (word[0][at : at + PIECE] for at in range(0, len(word[0]), PIECE))
    return "\N{ZERO WIDTH SPACE}".join(pieces)


def font_size(page: Any) -> float:
    """Return the size of a page's running text, in points."""
    size: float = page._page_box.children[0].style["font_size"]
    return size * POINTS_PER_PIXEL


def leaving(page: Any) -> str | None:
    """Return the first words, or the element, that leave a page of WeasyPrint's layout."""
    box = page._page_box
    return next(_leaving(box, 0, box.width), None)


def is_overfull(page: Any) -> bool:
    """Whether the block on a page goes on below its foot."""
    from weasyprint.formatting_structure import boxes

    box = page._page_box
    return any(
        each.position_y + each.height > box.height + TOLERANCE
        for each in box.descendants()
        if isinstance(each, boxes.BlockBox) and not is_slot(each) and each.height != "auto"
    )


def tall_row(page: Any, most: float) -> str | None:
    """Return the words of a page's first table row that is taller than `most` points."""
    from weasyprint.formatting_structure import boxes

    for box in page._page_box.descendants():
        if isinstance(box, boxes.TableRowBox) and box.height * POINTS_PER_PIXEL > most:
            return next((text for text in _texts(box) if text.strip()), "")
    return None


def _leaving(box: Any, left: float, right: float) -> Iterator[str]:
    """Yield what leaves a range of a page, or the cell that it is in."""
    from weasyprint.formatting_structure import boxes

    if is_slot(box):
        return
    if isinstance(box, boxes.TextBox):
        if _is_outside(box.position_x, box.width, left, right):
            yield box.text
        return
    solid = (boxes.TableBox, boxes.ReplacedBox, boxes.TableCellBox)
    if isinstance(box, solid) and _is_outside(box.position_x, box.margin_width(), left, right):
        yield " | ".join(_texts(box)) or f"<{box.element_tag}>"
    if isinstance(box, boxes.TableCellBox):
        left, right = box.position_x, box.position_x + box.margin_width()
        if _is_torn(box):
            yield next(_texts(box))
    for child in getattr(box, "children", ()):
        yield from _leaving(child, left, right)


def _is_outside(start: float, width: float, left: float, right: float) -> bool:
    return start < left - TOLERANCE or start + width > right + TOLERANCE


def is_slot(box: Any) -> bool:
    """Whether a box is a slot's, which holds its whole alphabet."""
    element = getattr(box, "element", None)
    return element is not None and "slot" in (element.get("class") or "").split()


def _is_torn(cell: Any) -> bool:
    """Whether a cell is so narrow that its words are cut into pieces of a letter or two."""
    if cell.width >= NARROWEST * cell.style["font_size"]:
        return False
    from weasyprint.formatting_structure import boxes

    lines = [box for box in cell.descendants() if isinstance(box, boxes.LineBox)]
    return len(lines) > 2 and all(len("".join(_texts(line)).strip()) < 3 for line in lines)


def _texts(box: Any) -> Iterator[str]:
    from weasyprint.formatting_structure import boxes

    return (each.text for each in box.descendants() if isinstance(each, boxes.TextBox))
