"""A question of any kind to begin from: its example, with marks for what is to be written."""

from collections.abc import Collection
from functools import cache
from itertools import count

from quizgen.authoring.edit_yaml import CannotEditError, lines_of_item, remove, set_value
from quizgen.bank.form_fields import field_at
from quizgen.bank.kinds.base import Kind
from quizgen.bank.place import Place
from quizgen.bank.placeholders import MARKER
from quizgen.bank.record import read_record
from quizgen.bank.yaml_reader import read_yaml

SETTINGS = ("truth", "choice")
"""What of an example stays although it may be left out."""


def free_name(wanted: str, taken: Collection[object]) -> str:
    """Return a name that no other question has.

    >>> free_name("lamp", ["lamp", "lamp-2"])
    'lamp-3'
    """
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def new_question(kind: Kind, taken: Collection[object]) -> list[str]:
    """Return a new question's lines, from its dash on; `taken` are the ids of the others."""
    name = free_name(kind.name.replace("_", "-"), taken)
    return lines_of_item(set_value(_begun(kind), (0, "id"), name), (0,))


@cache
def _begun(kind: Kind) -> str:
    """Return a kind's example without what may be left out, its texts marked."""
    text = kind.example
    for place in _places(text):
        field = field_at(kind, place[1:])
        if field and field.key and not field.required and field.control not in SETTINGS:
            text = _kept_if_valid(kind, text, place, None)
    for place in _places(text):
        field, data = field_at(kind, place[1:]), read_yaml(text, kind.name).value(place)
        if field and isinstance(data, dict) and list(data) == [field.alone]:
            text = set_value(text, place, data[field.alone])
    for place in _places(text):
        field = field_at(kind, place[1:])
        if field and field.control in ("text", "record"):
            said = read_yaml(text, kind.name).value(place)
            if isinstance(said, str):
                text = _kept_if_valid(kind, text, place, f"{MARKER} {said}")
    return text


def _places(text: str) -> list[Place]:
    """Return all places of a text's one question, the deepest first, the last first."""
    spots = list(read_yaml(text, "example").spots)
    return [place for place in reversed(spots) if len(place) > 1]


def _kept_if_valid(kind: Kind, text: str, place: Place, value: str | None) -> str:
    """Return a changed text where it is still a question, else the text as it was."""
    try:
        after = remove(text, place) if value is None else set_value(text, place, value)
        read, _ = read_record(kind.model, read_yaml(after, kind.name).value((0,)))
    except CannotEditError:
        return text
    return after if read else text
