"""Terms of a JSON Schema that several records use: words, digits, keys that go together.

errorMessage and doNotSuggest are editors' own; other programs pass over them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

_WHITE = r"^\s*$"
# Nothing, or spaces in quotes. Without "type", of which an editor would propose null to type.
BLANK: Schema = {
    "not": {"type": ["array", "boolean", "number", "object"]},
    "pattern": _WHITE,
}


def digits(low: int, high: int) -> str:
    """Return a pattern for whole numbers between two limits, in at most nine digits.

    >>> [text for text in ("0", "1", "007", "60", "61") if re.search(digits(1, 60), text)]
    ['1', '007', '60']
    """
    last = str(high)
    fewer = [rf"[0-9]{{1,{len(last) - 1}}}"] if len(last) > 1 else []
    as_many = [
        rf"{last[:place]}[0-{int(digit) - 1}][0-9]{{{len(last) - place - 1}}}"
        for place, digit in enumerate(last)
        if digit != "0"
    ]
    least = "".join(f"(?!0*{number}$)" for number in range(low))
    return rf"^(?=.{{1,9}}$){least}0*(?:{'|'.join([*fewer, *as_many, last])})$"


def words(accepted: Iterable[str]) -> str:
    """Return a pattern for words in capitals or not: JSON Schema's patterns have no flags."""
    spelt = ("".join(map(_either_case, word)) for word in accepted)
    return f"^(?:{'|'.join(spelt)})$"


def _either_case(character: str) -> str:
    if character == " ":
        return r"\s+"
    capital = character.upper()
    return character if capital == character else f"[{character}{capital}]"


def where(key: str, schema: Schema) -> Schema:
    """Return what more is asked of a key; an editor proposes it where it is described."""
    return {"properties": {key: schema | {"doNotSuggest": True}}}


def says(key: str, schema: Schema) -> Schema:
    """Return what asks for a key that is so."""
    return {"required": [key], **where(key, schema)}


def listed(key: str) -> Schema:
    """Return what asks for a list with something in it."""
    return says(key, {"type": "array", "minItems": 1})


def meaning(truth: bool, accepted: Mapping[str, object]) -> Schema:
    """Return true or false, in whichever of the accepted words."""
    meant = [
        word for word, meaning in accepted.items() if meaning in (truth, str(truth).lower())
    ]
    return {"anyOf": [{"const": truth}, {"type": "string", "pattern": words(meant)}]}


def without(key: str, message: str) -> Schema:
    """Return what refuses a key that says something."""
    nothing = {"type": ["array", "null", "string"], "maxItems": 0, "pattern": _WHITE}
    return where(key, nothing | {"errorMessage": message})


def one_of(first: str, second: str, message: str) -> list[Schema]:
    """Return what asks for one of two keys, and not for both."""
    both = {"if": says(first, {"not": BLANK}), "then": without(second, message)}
    # To an editor a ~ is as null as a blank, and quizgen prints it.
    typed = {"not": {"type": "string", "pattern": _WHITE}}
    return [both, {"anyOf": [says(first, typed), says(second, typed)]}]
