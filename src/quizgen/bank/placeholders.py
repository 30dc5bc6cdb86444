"""The placeholder for a text that the teacher still has to write."""

MARKER = "WRITE:"
"""Begins a placeholder; what follows says what to write."""


def is_unwritten(text: object) -> bool:
    """Return whether a value is a text that is still to be written."""
    return isinstance(text, str) and MARKER in text


def has_unwritten(data: object) -> bool:
    """Return whether any text in plain data, however deep, is still to be written."""
    if isinstance(data, dict):
        return any(map(has_unwritten, data.values()))
    if isinstance(data, list | tuple):
        return any(map(has_unwritten, data))
    return is_unwritten(data)
