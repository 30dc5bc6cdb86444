"""Places in a text as a browser counts them, in units of UTF-16, and edits of its text."""

from quizgen.authoring.edit_yaml import difference


def edits(before: str, after: str) -> list[tuple[int, int, str]]:
    """Return the edits between two texts: from, to, and what stands there instead."""
    return [
        (_units(before, edit.start), _units(before, edit.end), edit.insert)
        for edit in difference(before, after)
    ]


def characters(text: str, units: int) -> int:
    """Return how many characters so many units are; half a character is none."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return len(raw[: 2 * max(units, 0)].decode("utf-16-le", "ignore"))


def _units(text: str, at: int) -> int:
    return at + sum(each > "\uffff" for each in text[:at])
