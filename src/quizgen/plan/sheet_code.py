"""The code on a sheet: its run, its version and a check character.

`4K7Z-B-X` is run 4K7Z, version B, check character X. Computing takes place in the ring
GF(4) × GF(7), whose 28 elements are the 28 characters of a code. With a unit w such that w - 1
is one too, the sum of w**i times the i-th character from the right, the check character among
them, is 0 in every code. A wrong character changes one term of it, and a swap of neighbours
changes it by w**i (w - 1) (x - y), so neither leaves it 0. (Compare Damm,
"Totally anti-symmetric quasigroups for all orders n ≠ 2, 6",
https://doi.org/10.1016/j.disc.2006.05.033.)
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quizgen.base.errors import QuizgenError, shown
from quizgen.base.regex import regex
from quizgen.base.words import or_list
from quizgen.plan.request import CODE_ALPHABET

RUN_LENGTH = 4
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OPTION_DIGITS = "23"
"""The digit after a version's letters: the number of options its questions were cut to."""

VERSION = regex(f"[{LETTERS}]+[{OPTION_DIGITS}]?")
VERSION_ALPHABET = LETTERS + OPTION_DIGITS
# No code has 0 or 1; a version's name has the letters they are mistaken for.
_LOOK_ALIKE = str.maketrans("01", "OI")

_SHAPE = (
    f"A code has {RUN_LENGTH} characters for the run, the version's name and a check "
    "character, such as 4K7Z-B-X; it is at the foot of each page."
)


class CodeError(QuizgenError):
    """An invalid or mistyped code."""


class SheetCode(NamedTuple):
    """A code's parts."""

    run: str
    version: str

    def __str__(self) -> str:
        return sheet_code(self.run, self.version)


def _elements() -> dict[str, int]:
    """Return the ring's element of each character; both alphabets have each element once."""
    found = {character: number for number, character in enumerate(CODE_ALPHABET)}
    # Characters only in version names get the elements of those only in runs, so that two
    # swapped neighbours of either kind are detected.
    free = (found[each] for each in CODE_ALPHABET if each not in VERSION_ALPHABET)
    return found | dict(zip((c for c in VERSION_ALPHABET if c not in found), free, strict=True))


_ELEMENT = _elements()
_TIMES = (0, 2, 3, 1)
"""Multiplication by the root x of x² + x + 1 in GF(4), whose elements are bits of x and 1."""


def _plus(one: int, other: int) -> int:
    return ((one // 7) ^ (other // 7)) * 7 + (one % 7 + other % 7) % 7


def _times(element: int) -> int:
    """Multiply by w = (x, 3); w - 1 = (x + 1, 2) is a unit too."""
    return _TIMES[element // 7] * 7 + element % 7 * 3 % 7


# Written out, since every page of a run has a code.
_RING = range(len(CODE_ALPHABET))
_NEXT = [[_plus(_times(total), element) for element in _RING] for total in _RING]
"""The sum of a code's prefix extended by one character."""
_CHECK = [next(c for c in CODE_ALPHABET if each[_ELEMENT[c]] == 0) for each in _NEXT]
"""The character that makes the sum 0."""


def check_character(run: str, version: str) -> str:
    """Return the character that makes the sum 0."""
    total = 0
    for character in run + version:
        total = _NEXT[total][_ELEMENT[character]]
    return _CHECK[total]


def sheet_code(run: str, version: str) -> str:
    """Return the code of a version of a run.

    >>> sheet_code("4K7Z", "B")
    '4K7Z-B-X'
    """
    return f"{run}-{version}-{check_character(run, version)}"


def run_of(code: str) -> str:
    """Return the run's part of a valid code."""
    return code[:RUN_LENGTH]


def read_code(typed: str) -> SheetCode:
    """Parse a typed code; case, blanks and hyphens do not matter.

    Raises CodeError for an invalid code or a wrong check character.
    """
    run, version, check = _parts(typed)
    if check_character(run, version) != check:
        raise CodeError(
            f"{run}-{version}-{check} is not a code: its check character does not fit, so one "
            "character is wrong or two have changed places. Compare it with the sheet."
        )
    return SheetCode(run, version)


def _parts(typed: str) -> tuple[str, str, str]:
    """Split what was typed into run, version and check character."""
    plain = re.sub(r"[\W_]", "", typed).upper()
    if len(plain) < RUN_LENGTH + 2:
        raise CodeError(f"{shown(typed)!r} is too short for a code. {_SHAPE}")
    run, check = plain[:RUN_LENGTH], plain[-1]
    version = plain[RUN_LENGTH:-1].translate(_LOOK_ALIKE)
    wrong = [character for character in run + check if character not in CODE_ALPHABET]
    if wrong:
        characters = or_list(dict.fromkeys(wrong))
        raise CodeError(
            f"{shown(typed)!r} is not a code: {characters} cannot be among its first "
            f"{RUN_LENGTH} characters or at its end, where there are no vowels and no 0, 1 or "
            "L. Compare it with the sheet."
        )
    if not VERSION.fullmatch(version):
        raise CodeError(f"{shown(typed)!r} is not a code: {version} names no version. {_SHAPE}")
    return run, version, check


def near_codes(typed: str, codes: Iterable[str]) -> Iterator[str]:
    """Yield the codes that differ from typed by one character or one swap."""
    plain = re.sub(r"[\W_]", "", typed).upper()
    for code in codes:
        right = code.replace("-", "")
        if len(right) == len(plain) and _is_one_slip(right, plain):
            yield code


def _is_one_slip(right: str, typed: str) -> bool:
    wrong = [
        place for place, pair in enumerate(zip(right, typed, strict=True)) if len({*pair}) > 1
    ]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        first, second = wrong
        return (right[first], right[second]) == (typed[second], typed[first])
    return len(wrong) == 1
