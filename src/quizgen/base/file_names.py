"""File names that every system accepts, from any text: a title, a student's name."""

import re
import unicodedata
from collections.abc import Iterable

# Windows keeps these names for devices, whatever their ending.
DEVICES = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE
)
MOST_BYTES = 100
"""How long a name may be: with what is put before and after it, it stays below every limit."""


def cut_to_bytes(text: str, most: int) -> str:
    """Return the beginning of a text that is no longer in UTF-8, with no character cut."""
    return text.encode()[:most].decode(errors="ignore")


def readable_name(text: str, instead: str) -> str:
    """Return a file name without its ending that keeps a text's letters, accents and case.

    Between words stand hyphens. `instead` is for a text without a letter or digit.

    >>> readable_name("José  Ñandú / 4B", "student")
    'José-Ñandú-4B'
    """
    composed = unicodedata.normalize("NFC", text.encode(errors="ignore").decode())
    words = "".join(each if _is_kept(each) else " " for each in composed).split()
    name = cut_to_bytes("-".join(words), MOST_BYTES).strip("-'")
    if not any(map(str.isalnum, name)):
        return instead
    return f"{name}-" + instead if DEVICES.fullmatch(name) else name


def _is_kept(character: str) -> bool:
    """Whether a character is a letter, a digit, or a sign that belongs to one or joins two."""
    return unicodedata.category(character)[0] in "LMN" or character in "-'’·_"


def file_names(texts: Iterable[str], instead: str) -> tuple[str, ...]:
    """Return a readable name for each text, no two of them one file on any system.

    Which are one file: macOS and Windows do not tell capitals from small letters, and macOS
    not how an accent is written. The later of two is numbered.
    """
    taken: set[str] = set()
    found = []
    for text in texts:
        name = first = readable_name(text, instead)
        number = 1
        while _folded(name) in taken:
            number += 1
            ending = f"-{number}"
            name = cut_to_bytes(first, MOST_BYTES - len(ending)) + ending
        taken.add(_folded(name))
        found.append(name)
    return tuple(found)


def _folded(name: str) -> str:
    """Return what two names have in common that a system may take for one."""
    small = unicodedata.normalize("NFKD", name).casefold().upper()
    return unicodedata.normalize("NFKD", small).casefold()
