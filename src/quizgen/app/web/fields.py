"""What a script sends, taken field by field: anything may be there, or nothing."""

from typing import Any

from quizgen.app.web.pages import Refusal
from quizgen.base.files import MAX_BYTES


def text_in(sent: Any, name: str) -> str:
    """Return a text that was sent; refuse what is none, or too long."""
    value = sent.get(name) if isinstance(sent, dict) else None
    if not isinstance(value, str):
        raise Refusal(400, f"The text '{name}' is missing.")
    if len(value) > MAX_BYTES:
        raise Refusal(413, f"This is more than {MAX_BYTES // 1_000_000} MB.")
    return value


def number_in(sent: Any, name: str) -> int:
    """Return a whole number that was sent; refuse what is none."""
    value = sent.get(name) if isinstance(sent, dict) else None
    if not isinstance(value, int):
        raise Refusal(400, f"The number '{name}' is missing.")
    return value


def fields_in(sent: Any, name: str) -> dict[str, list[str]]:
    """Return the fields of a form that a script sent: each a text, or a list of them."""
    asked = sent.get(name) if isinstance(sent, dict) else None
    if not isinstance(asked, dict):
        raise Refusal(400, f"The fields '{name}' are missing.")
    return {
        str(key): [str(each) for each in value] if isinstance(value, list) else [str(value)]
        for key, value in asked.items()
    }
