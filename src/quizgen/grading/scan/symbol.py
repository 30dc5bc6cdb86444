"""The Data Matrix of a sheet, which says whose sheet it is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quizgen.base.errors import QuizgenError
from quizgen.plan.answer_sheet import SymbolText, read_symbol_text

if TYPE_CHECKING:
    from quizgen.grading.scan.pages import Grey
    from quizgen.grading.scan.register import Registration
    from quizgen.plan.answer_sheet import AnswerSheet

AROUND = 2.5
"""Millimetres that are looked at around a symbol."""
DENSITY = 10
"""Pixels in a millimetre when it is read: about seven in each module."""
MODULES = (16, 18)
"""The numbers of modules at a symbol's side, the likeliest first."""


def read_symbol(
    pixels: "Grey", registration: "Registration", sheet: "AnswerSheet"
) -> SymbolText | None:
    """Return what the symbol of a registered page says; None if it cannot be read."""
    left, upper, side = sheet.symbol
    around = (left - AROUND, upper - AROUND, side + 2 * AROUND, side + 2 * AROUND)
    return next(_texts(straightened(pixels, registration, around, DENSITY), side), None)


def straightened(
    pixels: "Grey",
    registration: "Registration",
    box: tuple[float, float, float, float],
    density: float,
) -> "Grey":
    """Return a box of the sheet, upright: left, upper edge, width, height in millimetres."""
    import cv2
    import numpy as np

    left, upper, width, height = box
    inward = np.array([[1 / density, 0, left], [0, 1 / density, upper], [0, 0, 1.0]])
    size = (max(1, round(width * density)), max(1, round(height * density)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    found = cv2.warpPerspective(
        pixels,
        registration.matrix @ inward,
        size,
        flags=flags,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255,),
    )
    return np.asarray(found, np.uint8)


def _texts(crop: "Grey", side: float) -> Iterator[SymbolText]:
    """Yield what a crop says, read as it is, then blurred, then module by module."""
    import cv2

    for sigma in (0.0, 1.5, 3.0):
        seen = cv2.GaussianBlur(crop, (0, 0), sigma) if sigma else crop
        yield from _decoded(seen)
    for modules in MODULES:
        yield from _decoded(_redrawn(crop, side, modules))


def _decoded(image: Any) -> Iterator[SymbolText]:
    import zxingcpp

    # Version 2 takes no list of formats, and version 3 says that it takes no format alone.
    wanted: Any = zxingcpp.BarcodeFormat.DataMatrix
    found = zxingcpp.read_barcodes(image, formats=wanted)
    for each in found:
        try:
            yield read_symbol_text(each.text)
        except QuizgenError:  # another's symbol
            continue


def _redrawn(crop: "Grey", side: float, modules: int) -> "Grey":
    """Return a symbol drawn again from the mean of each of its modules."""
    import cv2
    import numpy as np

    first, last = round(AROUND * DENSITY), round((AROUND + side) * DENSITY)
    means = cv2.resize(
        crop[first:last, first:last], (modules, modules), interpolation=cv2.INTER_AREA
    )
    _, clean = cv2.threshold(means, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    large = np.kron(np.asarray(clean, np.uint8), np.ones((6, 6), np.uint8))
    return np.pad(large, 24, constant_values=255)


def symbols_anywhere(pixels: "Grey") -> list[SymbolText]:
    """Return what all symbols on a page say, wherever they are: for pages without markers."""
    import cv2

    by = min(1.0, 2400 / max(pixels.shape))
    small = cv2.resize(pixels, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    for sigma in (0.0, 1.2):
        seen = cv2.GaussianBlur(small, (0, 0), sigma) if sigma else small
        if found := list(dict.fromkeys(_decoded(seen))):
            return found
    return []
