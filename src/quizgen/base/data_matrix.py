"""Data Matrix symbols, the small square ones that a short text takes.

ECC 200 as in ISO/IEC 16022:2006: ASCII encodation (5.2.3), Reed-Solomon codes over GF(256)
(annex E) and the placement of modules (annex F).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

DARK, LIGHT = "#", "."


class _Size(NamedTuple):
    """The modules of a side, and the codewords for data and for error correction."""

    side: int
    data: int
    check: int


_SIZES = (_Size(16, 12, 12), _Size(18, 18, 14))
"""From ISO/IEC 16022, table 7. The others would need more corners than `_Placing` knows."""
_PAD = 129


def data_matrix(text: str) -> tuple[str, ...]:
    """Return the rows of a square symbol that says an ASCII text, DARK or LIGHT each module.

    It has 16 modules a side or 18. Raises ValueError for a text that is too long.
    """
    words = [*_codewords(text)]
    size = next((size for size in _SIZES if size.data >= len(words)), None)
    if size is None:
        raise ValueError(f"{text!r} is too long for a small Data Matrix")
    words = _padded(words, size.data)
    words += _checks(words, size.check)
    inner = size.side - 2
    rows = [["" for _ in range(inner)] for _ in range(inner)]
    for (row, column), (word, bit) in _modules(inner).items():
        is_dark = words[word] >> (7 - bit) & 1 if word >= 0 else bit
        rows[row][column] = DARK if is_dark else LIGHT
    return tuple(_framed(["".join(row) for row in rows]))


def _codewords(text: str) -> Iterator[int]:
    """Yield the codewords of ASCII encodation: one for a character, or for two digits."""
    for part in re.findall("[0-9]{2}|.", text, re.DOTALL):
        yield 130 + int(part) if len(part) == 2 else ord(part) + 1


def _padded(words: Sequence[int], length: int) -> list[int]:
    """Return codewords with pads behind them, all but the first in a random order (5.2.3)."""
    padded = [*words]
    for position in range(len(words) + 1, length + 1):
        random = 149 * position % 253 + 1 if position > len(words) + 1 else 0
        value = _PAD + random
        padded.append(value if value <= 254 else value - 254)
    return padded


# Error correction


def _powers() -> list[int]:
    """Return the powers of 2 in GF(256), modulo x⁸ + x⁵ + x³ + x² + 1."""
    found = [1]
    while len(found) < 255:
        double = found[-1] << 1
        found.append(double ^ 0x12D if double > 255 else double)
    return found


_POWER = _powers()
_LOG = {power: exponent for exponent, power in enumerate(_POWER)}


def _product(one: int, other: int) -> int:
    return _POWER[(_LOG[one] + _LOG[other]) % 255] if one and other else 0


@cache
def _generator(degree: int) -> tuple[int, ...]:
    """Return the polynomial with the roots 2¹ to 2ⁿ, without its leading 1."""
    found = [1]
    for exponent in range(1, degree + 1):
        moved = [*found, 0]
        scaled = [0, *(_product(each, _POWER[exponent]) for each in found)]
        found = [one ^ other for one, other in zip(moved, scaled, strict=True)]
    return tuple(found[1:])


def _checks(words: Sequence[int], count: int) -> list[int]:
    """Return the remainder of the words by the generator: the check codewords."""
    generator = _generator(count)
    rest = [0] * count
    for word in words:
        lead = word ^ rest[0]
        rest = [
            each ^ _product(lead, factor)
            for each, factor in zip([*rest[1:], 0], generator, strict=True)
        ]
    return rest


# Placement

_Module = tuple[int, int]
_UTAH = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))
"""Where the bits of a codeword stand, the highest first, beside its last one."""


@cache
def _modules(side: int) -> dict[_Module, tuple[int, int]]:
    """Return the codeword and the bit of each module; codeword -1 for a fixed module.

    The codewords lie in diagonals, up and down in turn (annex F).
    """
    placing = _Placing(side)
    row, column = 4, 0
    while row < side or column < side:
        placing.corner(row, column)
        while row >= 0 and column < side:
            placing.utah(row, column)
            row, column = row - 2, column + 2
        row, column = row + 1, column + 3
        while row < side and column >= 0:
            placing.utah(row, column)
            row, column = row + 2, column - 2
        row, column = row + 3, column + 1
    found = placing.found
    # Where four modules are left over, they are the same in every symbol.
    for module in ((side - 1, side - 1), (side - 2, side - 2)):
        found.setdefault(module, (-1, 1))
    for module in ((side - 1, side - 2), (side - 2, side - 1)):
        found.setdefault(module, (-1, 0))
    return found


class _Placing:
    """Gives each codeword its eight modules."""

    def __init__(self, side: int) -> None:
        self.side = side
        self.found: dict[_Module, tuple[int, int]] = {}
        self.word = 0

    def utah(self, row: int, column: int) -> None:
        """Place a codeword whose last bit is at a module inside that is still free."""
        if 0 <= row < self.side and 0 <= column < self.side and (row, column) not in self.found:
            self._place([(row + down, column + right) for down, right in _UTAH])

    def corner(self, row: int, column: int) -> None:
        """Place a codeword in two corners, where a diagonal would begin in one."""
        end = self.side - 1
        if (row, column) == (self.side - 2, 0) and self.side % 4:
            left = [(end - 2, 0), (end - 1, 0), (end, 0)]
            self._place([*left, *((0, end - back) for back in (3, 2, 1, 0)), (1, end)])

    def _place(self, modules: Sequence[_Module]) -> None:
        for bit, module in enumerate(modules):
            self.found[self._wrapped(*module)] = (self.word, bit)
        self.word += 1

    def _wrapped(self, row: int, column: int) -> _Module:
        """Return where a module goes on that would be outside."""
        shift = 4 - (self.side + 4) % 8
        if row < 0:
            row, column = row + self.side, column + shift
        if column < 0:
            row, column = row + shift, column + self.side
        return row, column


def _framed(rows: Sequence[str]) -> Iterator[str]:
    """Yield the rows with the frame: dark on the left and below, in turn on the other sides."""
    side = len(rows) + 2
    yield (DARK + LIGHT) * (side // 2)
    for number, row in enumerate(rows):
        yield DARK + row + (LIGHT if number % 2 else DARK)
    yield DARK * side
