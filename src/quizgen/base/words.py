"""Pieces of English sentences for messages: numbers with their nouns, lists with `and`."""

from collections.abc import Iterable, Sequence


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 point, 2 points."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def and_list(items: Iterable[object]) -> str:
    """Return items as a sentence lists them: `A`, `A and B`, `A, B and C`."""
    return _joined(items, "and")


def or_list(items: Iterable[object]) -> str:
    """Return items as a sentence lists a choice: `A`, `A or B`, `A, B or C`."""
    return _joined(items, "or")


def _joined(items: Iterable[object], conjunction: str) -> str:
    *others, last = texts = list(map(str, items))
    return f"{_between(texts).join(others)} {conjunction} {last}" if others else last


def _between(texts: Iterable[str]) -> str:
    """Return what parts items: a semicolon where one has a comma, as names do."""
    return "; " if any("," in text for text in texts) else ", "


def numbered(noun: str, numbers: Sequence[int]) -> str:
    """Return numbers after their noun: `paragraph 3`, `paragraphs 3, 4 and 7`."""
    return f"{noun}{'' if len(numbers) == 1 else 's'} {and_list(numbers)}"


def short_list(items: Sequence[str], most: int) -> str:
    """Return at most `most` items, parted like any list, and how many more there are."""
    shown = _between(items).join(items[:most])
    hidden = len(items) - most
    return f"{shown} and {hidden} more" if hidden > 0 else shown
