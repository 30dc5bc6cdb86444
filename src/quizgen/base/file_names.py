"""File names that every system accepts, from any text: a title, a student's name."""

import re
import unicodedata
from collections.abc import Iterable

from quizgen.base.regex import regex

# Windows reserves these names for devices, whatever their suffix.
DEVICES = regex(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
MOST_BYTES = 100
"""Most bytes of a name: with prefix and suffix it stays below every system's limit."""


def cut_to_bytes(text: str, most: int) -> str:
    """Cut a text to a number of bytes in UTF-8, between characters."""
    return text.encode()[:most].decode(errors="ignore")


def readable_name(text: str, instead: str) -> str:
    """Return a file name, without suffix, that keeps a text's letters, accents and case.

    Hyphens join the words. `instead` is for a text without a letter or digit.

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
    """Whether a character is a letter, a digit, or one that belongs to them or joins them."""
    return unicodedata.category(character)[0] in "LMN" or character in "-'’·_"


def file_names(texts: Iterable[str], instead: str) -> tuple[str, ...]:
    """Return a readable name for each text, no two of them one file on any system.

    macOS and Windows ignore case, and macOS ignores how an accent is encoded. The later of two
    equal names gets a number.
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
    """Return a key that is equal for names that a file system may not distinguish."""
    small = unicodedata.normalize("NFKD", name).casefold().upper()
    return unicodedata.normalize("NFKD", small).casefold()
