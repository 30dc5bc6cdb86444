"""A bank's question as a form shows it, and the bank's text after a change in that form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.authoring.edit_yaml import (
    CannotEditError,
    document_of,
    insert_item,
    lines_of_item,
    marks_of,
    move,
    remove,
    set_value,
)
from quizgen.authoring.new_question import free_name, new_question
from quizgen.authoring.yaml_marks import Marks
from quizgen.bank.document import Document, Position, Spot
from quizgen.bank.fields import field_of, number_of
from quizgen.bank.form_fields import FormField, fields_of, key_order
from quizgen.bank.kinds import KINDS
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.place import Place
from quizgen.bank.question_lines import question_lines
from quizgen.bank.questions import MODELS, kind_of
from quizgen.bank.yaml_reader import read_yaml
from quizgen.base.errors import BankError

QUESTIONS = "questions"
OF_QUESTION = len((QUESTIONS, 0, "stem"))
MOST_SHOWN = 70
"""Characters of a stem in the list of questions."""
_KIND = {kind.name: kind for kind in KINDS}


def form_of(text: str, index: int | None = None, line: int | None = None) -> dict[str, Any]:
    """Return the bank's questions, and the one of an index or on a line as a form shows it.

    `problem` says why there is no form, where the text cannot be read.
    """
    try:
        document = document_of(text)
    except BankError as error:
        return {"problem": error.problems[0].message, "line": error.problems[0].line}
    questions = _questions(document)
    marks = marks_of(text)
    lines = question_lines(document)
    if line is not None:
        index = next(
            (at for at, (first, last) in enumerate(lines) if first <= line <= last), index
        )
    if questions:
        index = min(max(index or 0, 0), len(questions) - 1)
    return {
        "questions": [
            _told(question) | {"lines": span}
            for question, span in zip(questions, lines, strict=True)
        ],
        "offered": _offered(document, questions),
        "question": _question(marks, document, index) if questions else None,
    }


def _questions(document: Document) -> list[Any]:
    found = document.value((QUESTIONS,))
    return found if isinstance(found, list) else []


def _told(question: Any) -> dict[str, Any]:
    parts = list(question.values()) if isinstance(question, dict) else []
    stems = (field_of(each, "stem") for each in (question, *parts))
    stem = next(filter(None, stems), "")
    return {
        "id": str(field_of(question, "id") or ""),
        "stem": " ".join(stem.split())[:MOST_SHOWN] if isinstance(stem, str) else "",
    }


def _offered(document: Document, questions: Sequence[Any]) -> dict[str, Any]:
    """Return the words that the bank itself has to choose from: each with what it says."""
    skills, groups = document.value(("skills",)), document.value(("groups",))
    paragraphs = number_of(document.value(("article", "paragraphs"))) or 0
    own = skills if isinstance(skills, dict) else {}
    names = [field_of(each, "id") for each in questions]
    return {
        "skills": BUILT_IN_SKILLS | {key: str(said) for key, said in own.items()},
        "groups": dict.fromkeys(groups if isinstance(groups, dict) else (), ""),
        "questions": dict.fromkeys([each for each in names if isinstance(each, str)], ""),
        "paragraphs": {str(number + 1): "" for number in range(min(paragraphs, 500))},
    }


def _question(marks: Marks, document: Document, index: int | None) -> dict[str, Any]:
    place: Place = (QUESTIONS, index or 0)
    data = document.value(place)
    kind = kind_of(data)
    below = [each for each in document.spots if each[:2] == place]
    whole = isinstance(data, dict) and kind in MODELS
    fields = fields_of(MODELS[kind]) if whole else ()
    record = FormField("", "record", "", fields=fields)
    fixed = [each[2:] for each in below if marks.is_repeated(each)]
    unfit = [each for each in _unfit(record, data, ()) if each != ("type",)] if whole else [()]
    unfit += [each for each in fixed if each not in unfit]
    return {
        "index": index,
        "kind": kind if whole else "",
        "data": data,
        "places": [[each[2:], *_positions(document.spots[each])] for each in below],
        "as_text": [[each, _source(marks, (*place, *each))] for each in unfit],
        "fixed": fixed,
    }


def _positions(spot: Spot) -> tuple[Position, Position]:
    """Return where a value's key stands, or its dash's value, and where the value stands."""
    return spot.key or spot.value, spot.value


def _unfit(field: FormField, data: Any, place: Place) -> Iterator[Place]:
    """Yield the places at which a form has no field for what is there."""
    parts = _parts(field, data)
    if parts is None:
        yield place
        return
    for step, part, each in parts:
        if part is None:
            yield (*place, step)
        else:
            yield from _unfit(part, each, (*place, step))


def _parts(
    field: FormField, data: Any
) -> Sequence[tuple[str | int, FormField | None, Any]] | None:
    """Return the parts of a value with their fields; None if it is none that a field holds."""
    if isinstance(data, str):
        holds = field.control not in ("list", "names", "record") or field.alone
        return () if holds or not data.strip() else None
    if isinstance(data, list):
        if field.control != "list":
            return None
        return [(index, field.item, each) for index, each in enumerate(data)]
    if field.control == "names":
        return [(name, field.item, each) for name, each in data.items()]
    if field.control == "record" or field.picture:
        known = {each.key: each for each in field.fields}
        return [(name, known.get(name), each) for name, each in data.items()]
    return None


def _source(marks: Marks, place: Place) -> str:
    """Return a value as it is written, its lines not indented."""
    start = marks.start(place)
    column = marks.column(start)
    first, *rest = re.split("\r\n|\r|\n", marks.text[start : marks.end(place)])
    return "\n".join(
        [first, *(line[min(column, len(line) - len(line.lstrip(" "))) :] for line in rest)]
    )


# Changes


def changed(text: str, index: int, change: Mapping[str, Any]) -> tuple[str, int]:
    """Return the bank's text after a change of a question, and where that question is then.

    `do` says what: "set" a `value` at a `path`, or remove it by null; "write" it as the YAML of
    `value`; "move" an item `to` a place; and of the whole question "add" one of a `kind` behind
    it, "duplicate", "shift" it `to` a place, "drop" it. Raises BankError where the text cannot
    be read, CannotEditError where the change cannot be made. With an `id` the question is
    the one of that id, wherever it is by now.
    """
    index = _still_there(text, index, change.get("id"))
    do, place = change.get("do"), (QUESTIONS, index, *_path(change.get("path", [])))
    if do == "add":
        return _added(text, index, str(change.get("kind")))
    if do in ("set", "write"):
        return _written(text, place, do == "write", change.get("value")), index
    if do == "move":
        return move(text, place, _number(change.get("to"))), index
    if do == "duplicate":
        return _twice(text, index), index + 1
    if do == "shift":
        to = _number(change.get("to"))
        return move(text, (QUESTIONS, index), to), to
    if do == "drop":
        return remove(text, (QUESTIONS, index)), max(index - 1, 0)
    raise CannotEditError


def _still_there(text: str, index: int, name: Any) -> int:
    """Return where the question of a name is, if it has one; the index is where it was."""
    names = _names(text)
    if not name or names[index : index + 1] == [name]:
        return index
    if names.count(name) != 1:
        raise CannotEditError("The text has changed meanwhile. Look at the question again.")
    return names.index(name)


def _path(path: Any) -> Place:
    if not isinstance(path, list) or not all(isinstance(each, str | int) for each in path):
        raise CannotEditError
    return tuple(path)


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise CannotEditError
    return value


def _written(text: str, place: Place, as_yaml: bool, value: Any) -> str:
    if as_yaml:
        value = read_yaml(f"{value}\n", "field").data if str(value or "").strip() else None
    if value is None:
        return remove(text, place)
    kind = kind_of(document_of(text).value(place[:2]))
    order = key_order(MODELS[kind]) if kind in MODELS else ()
    return set_value(text, place, value, order if len(place) == OF_QUESTION else ())


def _names(text: str) -> list[object]:
    return [field_of(each, "id") for each in _questions(document_of(text))]


def _added(text: str, index: int, kind: str) -> tuple[str, int]:
    if kind not in _KIND:
        raise CannotEditError
    questions = _questions(document_of(text))
    at = min(index + 1, len(questions)) if questions else 0
    return insert_item(text, (QUESTIONS, at), new_question(_KIND[kind], _names(text))), at


def _twice(text: str, index: int) -> str:
    lines = lines_of_item(text, (QUESTIONS, index))
    name = field_of(_questions(document_of(text))[index], "id")
    if isinstance(name, str) and name.strip():
        fresh = free_name(re.sub(r"-[0-9]+$", "", name), _names(text))
        lines = set_value("\n".join(lines), (0, "id"), fresh).split("\n")
    return insert_item(text, (QUESTIONS, index + 1), lines)
