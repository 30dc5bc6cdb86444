"""What the JSON Schema says beyond each key's own type: words, digits, keys that go together.

errorMessage and doNotSuggest are editors' own; other programs pass over them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from quizgen.bank.fields import NAME, TRUTHS, Record
from quizgen.bank.groups import Section
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.kinds.cloze import Cloze
from quizgen.bank.kinds.common import GAP
from quizgen.bank.kinds.open_response import OpenResponse
from quizgen.bank.kinds.table import MOST_COLUMNS, Cell, Table
from quizgen.bank.kinds.true_false import TrueFalse
from quizgen.bank.kinds.true_false_not_given import JUDGEMENTS, TrueFalseNotGiven
from quizgen.bank.kinds.two_part import PartOption, TwoPart
from quizgen.bank.kinds.underline import Underline
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import MODELS

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


# Keys that are more, or less, than their type says


def own(record: type[Record], key: str, raw: Schema) -> Schema:
    """Return what a key of a record may hold, where its type alone does not tell."""
    if key == "skill" and issubclass(record, BaseQuestion):
        return raw | {"known": BUILT_IN_SKILLS}
    if key == "skill" and record is Section:
        return raw | {"items": raw["items"] | {"known": BUILT_IN_SKILLS}}
    return raw | _OWN.get((record, key), {})


_NAMED = NAME.strip("^$")
_GAP = GAP.pattern.replace(".", r"[\s\S]")
_BAD_GAP = rf"\{{\{{(?!\s*{_NAMED}\s*\}}\}})[\s\S]*?\}}\}}"
_KINDS: Schema = {"items": {"type": "string", "enum": list(MODELS)}}
_OWN: dict[tuple[type[Record], str], Schema] = {
    (Section, "type"): _KINDS,
    (TwoPart, "points"): {"minimum": 2, "maximum": 2},
    (TrueFalseNotGiven, "answer"): {"words": tuple(JUDGEMENTS)},
    (Cloze, "text"): {
        "pattern": rf"^(?![\s\S]*{_BAD_GAP})[\s\S]*{_GAP}",
        "patternErrorMessage": "Write a name in two braces, such as {{first}}, for each gap: "
        "letters a to z, digits, - and _ only.",
    },
}


# Keys that go together


def between(record: type[Record]) -> Schema:
    """Return what holds between the keys of a record."""
    rules = _BETWEEN.get(record)
    return {"allOf": rules} if rules else {}


def _where(key: str, schema: Schema) -> Schema:
    """Return what more is asked of a key; an editor proposes it where it is described."""
    return {"properties": {key: schema | {"doNotSuggest": True}}}


def _says(key: str, schema: Schema) -> Schema:
    return {"required": [key], **_where(key, schema)}


def _listed(key: str) -> Schema:
    return _says(key, {"type": "array", "minItems": 1})


def _meaning(truth: bool, accepted: Mapping[str, object]) -> Schema:
    """Return true or false, in whichever of the accepted words."""
    meant = [
        word for word, meaning in accepted.items() if meaning in (truth, str(truth).lower())
    ]
    return {"anyOf": [{"const": truth}, {"type": "string", "pattern": words(meant)}]}


def _without(key: str, message: str) -> Schema:
    """Return what refuses a key that says something."""
    nothing = {"type": ["array", "null", "string"], "maxItems": 0, "pattern": _WHITE}
    return _where(key, nothing | {"errorMessage": message})


def _one_of(first: str, second: str, message: str) -> list[Schema]:
    """Return what asks for one of two keys, and not for both."""
    both = {"if": _says(first, {"not": BLANK}), "then": _without(second, message)}
    # To an editor a ~ is as null as a blank, and quizgen prints it.
    typed = {"not": {"type": "string", "pattern": _WHITE}}
    return [both, {"anyOf": [_says(first, typed), _says(second, typed)]}]


def _as_wide_as_the_columns(number: int) -> Schema:
    columns = {"type": "array", "minItems": number, "maxItems": number}
    rows = {"items": {"minItems": number, "maxItems": number}}
    return {"if": _says("columns", columns), "then": _where("rows", rows)}


_NO_POINTS = {"anyOf": [{"const": 0}, {"type": "string", "pattern": "^0+$"}]}
_SOME_POINTS = {
    "contains": {"not": {"required": ["points"], "properties": {"points": _NO_POINTS}}},
    "errorMessage": "The rubric's best level earns nothing. Give one level points.",
}
_A_GAP = {
    "contains": {"contains": {"type": "object"}},
    "errorMessage": "No cell is left to fill. Write {answer: …} for one that is.",
}
_NOT_GIVEN = {
    "pattern": words(word for word, said in JUDGEMENTS.items() if said == "not given")
}
_JUDGED = {"anyOf": [_meaning(truth, JUDGEMENTS) for truth in (True, False)]}
_BETWEEN: dict[type[Record], list[Schema]] = {
    TrueFalse: [
        {
            "if": _says("answer", _meaning(True, TRUTHS)),
            "then": _without("correction", "A true statement has nothing to correct."),
        }
    ],
    TrueFalseNotGiven: [
        {
            "if": _says("answer", {"type": "string"} | _NOT_GIVEN),
            "then": _without("evidence", "There is none for what the article does not say."),
        },
        {"if": _says("answer", _JUDGED), "then": _listed("evidence")},
    ],
    PartOption: _one_of("text", "quote", "An option is a text or a quotation, not both."),
    Cell: _one_of("text", "answer", "A cell has a text or an answer, not both."),
    Cloze: [{"if": _listed("extra_words"), "then": _says("word_bank", _meaning(True, TRUTHS))}],
    Table: [
        *map(_as_wide_as_the_columns, range(1, MOST_COLUMNS + 1)),
        _where("rows", _A_GAP),
    ],
    OpenResponse: [
        {"if": _listed("rubric"), "then": _where("rubric", _SOME_POINTS)},
        {
            "if": _listed("rubric"),
            "then": _without("single_point_rubric", "The question has a rubric already."),
        },
    ],
    Underline: _one_of("excerpt", "paragraph", "The question has an excerpt already."),
}
