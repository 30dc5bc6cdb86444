"""Changes one value in a bank's text, and leaves every other character as it is.

Text in, text out. What comes out is read again: it holds what was there before with this one
change, or nothing is returned. Comments, order, quotation marks, blank lines, line ends and a
byte-order mark stay where they are.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from quizgen.authoring.yaml_marks import Marks
from quizgen.bank.document import Data, Document
from quizgen.bank.place import Place
from quizgen.bank.yaml_reader import read_yaml
from quizgen.bank.yaml_text import (
    WIDTH,
    in_brackets,
    in_quotes,
    is_misread,
    key,
    scalar,
    yaml_lines,
)
from quizgen.base.errors import BankError, QuizgenError, shown

SOURCE = "bank"
ELSEWISE = (
    "The form cannot change this safely, as it is written here. Change it in the text of the "
    "bank."
)


class CannotEditError(QuizgenError):
    """The text cannot be changed here without touching something else."""

    def __init__(self, message: str = ELSEWISE) -> None:
        super().__init__(message)


class Edit(NamedTuple):
    """A stretch of a text, counted in characters, and what stands there instead."""

    start: int
    end: int
    insert: str


def difference(before: str, after: str) -> tuple[Edit, ...]:
    """Return the one edit between two texts, as short as it can be; none if they are equal.

    >>> difference("stem: Why?", "stem: Who?")
    (Edit(start=8, end=9, insert='o'),)
    """
    if before == after:
        return ()
    start = _shared(before, after)
    back = _shared(before[start:][::-1], after[start:][::-1])
    return (Edit(start, len(before) - back, after[start : len(after) - back]),)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with that are the same in both."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=3)
def document_of(text: str) -> Document:
    """Return what a text says; raises BankError. An edit reads what the one before wrote."""
    return read_yaml(text, SOURCE)


@lru_cache(maxsize=3)
def marks_of(text: str) -> Marks:
    """Return where everything in a text stands; raises BankError."""
    return Marks(text, document_of(text))


def set_value(text: str, place: Place, value: Any, order: Sequence[str] = ()) -> str:
    """Return a text with another value at a place; what is missing on the way is added.

    A list grows by a value at the place behind its last one. A new key stands behind those
    that come before it in `order`, else at the end. Raises BankError where the text cannot be
    read, CannotEditError where it cannot be changed.
    """
    whole = _with(document_of(text).data, place, _plain(value))
    return _held_to(text, place, whole, lambda: _set(text, place, value, order))


def remove(text: str, place: Place) -> str:
    """Return a text without a key, or without an item of a list. Raises as `set_value`."""
    there = _container(text, place)
    if isinstance(there, dict):
        left: Data = {name: each for name, each in there.items() if name != place[-1]}
    else:
        left = [each for index, each in enumerate(there) if index != place[-1]]
    whole = _with(document_of(text).data, place[:-1], left)
    return _held_to(text, place, whole, lambda: _removed(text, place))


def move(text: str, place: Place, to: int) -> str:
    """Return a text in which an item of a list has another place. Raises as `set_value`."""
    there = _container(text, place)
    index = place[-1]
    if not (isinstance(there, list) and isinstance(index, int) and 0 <= to < len(there)):
        raise CannotEditError
    whole = _with(document_of(text).data, place[:-1], _reordered(there, index, to))
    return _held_to(text, place[:-1], whole, lambda: _moved(text, place[:-1], index, to))


def insert_item(text: str, place: Place, lines: Sequence[str]) -> str:
    """Return a text with an item more in a list: its lines, from its dash on, not indented."""
    item: Any = read_yaml("\n".join(lines) + "\n", SOURCE).value((0,))
    parent, index = place[:-1], place[-1]
    there = document_of(text).value(parent)
    if not there or not isinstance(there, list) or not isinstance(index, int):
        return set_value(text, parent, [item])
    whole = _with(document_of(text).data, parent, [*there[:index], item, *there[index:]])
    return _held_to(text, parent, whole, lambda: _inserted(text, parent, index, None, lines))


def lines_of_item(text: str, place: Place) -> list[str]:
    """Return an item of a list as `insert_item` takes it; raises CannotEditError."""
    marks = marks_of(text)
    if marks.is_in_brackets(place):
        return list(yaml_lines([marks.value(place)], 0))
    start = marks.dash(place)
    column = marks.column(start)
    first, *rest = re.split("\r\n|\r|\n", text[start : marks.line_end(marks.end(place))])
    return [first, *(line[min(column, len(line) - len(line.lstrip(" "))) :] for line in rest)]


# Data


def _plain(value: Any) -> Data:
    """Return a value as it is read: every scalar is text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str) else str(value).lower()


def _with(data: Any, place: Place, value: Data) -> Data:
    """Return data with a value at a place."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    if isinstance(step, int):
        items = data if isinstance(data, list) else []
        if not 0 <= step <= len(items) or not (isinstance(data, list) or not data):
            raise CannotEditError
        old = items[step] if step < len(items) else None
        return [*items[:step], _with(old, rest, value), *items[step + 1 :]]
    if data and not isinstance(data, dict):
        raise CannotEditError
    keys = data if isinstance(data, dict) else {}
    return keys | {step: _with(keys.get(step), rest, value)}


def _container(text: str, place: Place) -> dict[str, Data] | list[Data]:
    """Return the keys or the list that holds a place."""
    there = document_of(text).value(place[:-1])
    if not isinstance(there, dict | list) or document_of(text).value(place) is None:
        raise CannotEditError
    return there


def _reordered(items: Sequence[Any], index: int, to: int) -> list[Any]:
    rest = [*items[:index], *items[index + 1 :]]
    return [*rest[:to], items[index], *rest[to:]]


# One change, text to text


def _held_to(text: str, place: Place, whole: Data, change: Callable[[], str]) -> str:
    """Return what a change makes, if that says what it is to say and has no problem more."""
    name = marks_of(text).repeated(place)
    if name:
        said = f"This part and another one are the same text in the bank ({shown(name)}). "
        raise CannotEditError(said + "Change it in the text of the bank.")
    try:
        after = change()
        read = document_of(after)
    except (BankError, LookupError, ValueError) as error:
        raise CannotEditError from error
    if read.data != whole or len(read.problems) > len(document_of(text).problems):
        raise CannotEditError
    return after


def _set(text: str, place: Place, value: Any, order: Sequence[str]) -> str:
    marks = marks_of(text)
    if marks.spot(place):
        return _valued(text, place, value)
    parent, step = place[:-1], place[-1]
    if marks.spot(parent) is None:
        return _set(text, parent, _holding(step, value), order)
    there = marks.value(parent)
    if isinstance(there, dict) and isinstance(step, str):
        return _with_key(text, parent, step, value, order)
    if isinstance(there, list) and isinstance(step, int):
        return _inserted(text, parent, step, value)
    return _replaced(text, parent, _holding(step, value))


def _holding(step: str | int, value: Any) -> Any:
    return [value] if isinstance(step, int) else {step: value}


def _valued(text: str, place: Place, value: Any) -> str:
    """Return a text with another value where there is one; parts that are equal stay."""
    old, new = marks_of(text).value(place), _plain(value)
    if old == new:
        return text
    if isinstance(old, str) and isinstance(new, str):
        return _scalar(text, place, value)
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        return _mapping(text, place, old, value)
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _sequence(text, place, old, value)
    if old and isinstance(new, dict) and next(iter(new.values()), None) == old:
        wrapped = _wrapped(text, place, next(iter(new)))
        if wrapped is not None:
            return _valued(wrapped, place, value)
    return _replaced(text, place, value)


def _mapping(text: str, place: Place, old: dict[str, Data], value: Mapping[str, Any]) -> str:
    there, new = list(old), list(value)
    if len(there) == len(new):
        # A key that alone has changed, at its place, was renamed.
        changed = [(one, two) for one, two in zip(there, new, strict=True) if one != two]
        if len(changed) == 1 and changed[0][1] not in old:
            [(before, after)] = changed
            text = _renamed(text, (*place, before), after)
            there[there.index(before)] = after
    for name in there:
        if name not in new:
            text = _removed(text, (*place, name))
    for name, each in value.items():
        if name in there:
            text = _valued(text, (*place, name), each)
        else:
            text = _with_key(text, place, name, each, new)
    return text


def _sequence(text: str, place: Place, old: Sequence[Data], value: Sequence[Any]) -> str:
    new = [_plain(each) for each in value]
    most = min(len(old), len(new))
    same = next((at for at in range(most) if old[at] != new[at]), most)
    back = 0
    while back < most - same and old[-1 - back] == new[-1 - back]:
        back += 1
    for index in range(same, most - back):
        text = _valued(text, (*place, index), value[index])
    for index in reversed(range(most - back, len(old) - back)):
        text = _removed(text, (*place, index))
    for index in range(most - back, len(new) - back):
        text = _inserted(text, place, index, value[index])
    return text


# Texts


def _scalar(text: str, place: Place, value: Any) -> str:
    marks, new = marks_of(text), str(_plain(value))
    in_flow = marks.is_in_brackets(place)
    start, end = marks.start(place), marks.end(place)
    spot = marks.spot(place)
    if spot and spot.style == "indented":
        return _in_lines(text, place, new)
    if "\n" in new and not in_flow:
        return _replaced(text, place, new)
    for written in _candidates(text[start:end], new, is_text=isinstance(value, str)):
        if _reads_as(written, new, in_flow):
            return text[:start] + _gap(text, start) + written + text[end:]
    raise CannotEditError


def _gap(text: str, at: int) -> str:
    """Return the blank that a value needs behind a colon or a dash."""
    return " " if text[at - 1 : at] in (":", "-") else ""


def _candidates(old: str, new: str, *, is_text: bool) -> Iterator[str]:
    """Yield ways to write a text on one line, the one most like the old first."""
    if old.startswith("'"):
        yield "'" + new.replace("'", "''") + "'"
    elif not old.startswith('"'):
        if new and not (is_text and is_misread(new)):
            yield new
        yield scalar(new)
    yield in_quotes(new)


def _reads_as(written: str, text: str, in_flow: bool) -> bool:
    """Whether what is written so is read as a text, wherever a value may stand."""
    as_block = f"- {written} # x\n- k: {written} # x\n"
    as_flow = f"[{written}, {{k: {written}}}]\n"
    try:
        read = read_yaml(as_flow if in_flow else as_block, SOURCE)
    except BankError:
        return False
    return read.data == [text, {"k": text}] and not read.problems and "\n" not in written


def _in_lines(text: str, place: Place, new: str) -> str:
    """Return a text with other words where they stand on lines of their own."""
    marks = marks_of(text)
    start, header = marks.start(place), marks.header(place)
    body = new.rstrip("\n")
    found, left = body.split("\n"), len(new) - len(body)
    if left > 1 or not body.strip() or body[0].isspace() or not all(map(_is_line, found)):
        return _replaced(text, place, new)
    indent = marks.indent_of_lines(place)
    sign = "|"
    if header.startswith(">") and len(found) == 1 and "  " not in body:
        sign, found = ">", _folded(body, WIDTH - indent)
    break_ = marks.line_break(start)
    rest = text[start + len(header) : marks.line_end(start)]
    lines = "".join(break_ + (" " * indent + line if line else "") for line in found)
    return text[:start] + sign + ("" if left else "-") + rest + lines + text[marks.end(place) :]


def _is_line(line: str) -> bool:
    return line.isprintable() and line == line.rstrip()


def _folded(body: str, width: int) -> list[str]:
    """Return words in lines of a width; a longer word has its own."""
    found = [""]
    for word in body.split(" "):
        if found[-1] and len(found[-1]) + 1 + len(word) > width:
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}" if found[-1] else word
    return found


# Keys


def _with_key(text: str, place: Place, name: str, value: Any, order: Sequence[str]) -> str:
    marks = marks_of(text)
    there, spot = marks.value(place), marks.spot(place)
    if not isinstance(there, dict) or spot is None:
        raise CannotEditError
    if not there:
        return _replaced(text, place, {name: value})
    earlier = set(order[: order.index(name)]) if name in order else set(there)
    last = [each for each in there if each in earlier] or list(there)
    at = marks.end((*place, last[-1]))
    if spot.in_brackets:
        return text[:at] + ", " + in_brackets({name: value})[1:-1] + text[at:]
    lines = yaml_lines({name: value}, marks.column(marks.key((*place, last[0]))))
    new = "".join(marks.line_break(at) + line for line in lines)
    at = marks.line_end(at)
    return text[:at] + new + text[at:]


def _renamed(text: str, place: Place, name: str) -> str:
    marks = marks_of(text)
    return text[: marks.key(place)] + key(name) + text[marks.key_end(place) :]


def _removed(text: str, place: Place) -> str:
    marks, parent, step = marks_of(text), place[:-1], place[-1]
    there, spot = marks.value(parent), marks.spot(parent)
    if not isinstance(there, dict | list) or len(there) == 1 or spot is None:
        return _replaced(text, parent, {} if isinstance(there, dict) else [])
    if isinstance(there, dict):
        spans = [(marks.key((*parent, each)), marks.end((*parent, each))) for each in there]
        index = list(there).index(str(step))
    else:
        spans, index = marks.spans(parent), int(step)
    start, end = spans[index]
    is_last = index == len(spans) - 1
    if isinstance(there, list) or spot.in_brackets:
        cut = (spans[index - 1][1], end) if is_last else (start, spans[index + 1][0])
    elif is_last:
        cut = (marks.end_before(start), marks.line_end(end))
    else:  # a comment between two keys stays
        cut = (start, marks.next_word(marks.line_end(end)))
    return text[: cut[0]] + text[cut[1] :]


# Lists


def _inserted(
    text: str, place: Place, index: int, value: Any, lines: Sequence[str] = ()
) -> str:
    """Return a text with an item more in a list: its value, or its lines from the dash on."""
    marks = marks_of(text)
    spot = marks.spot(place)
    if spot is None or not marks.value(place):
        return _replaced(text, place, [value])
    spans = marks.spans(place)
    if spot.in_brackets:
        item = read_yaml("\n".join(lines), SOURCE).value((0,)) if lines else value
        at = spans[index - 1][1] if index else spans[0][0]
        written = in_brackets(item)
        return text[:at] + (f", {written}" if index else f"{written}, ") + text[at:]
    column = marks.column(marks.dash((*place, 0)))
    found = [" " * column + each if each else "" for each in lines or yaml_lines([value], 0)]
    break_ = marks.line_break(spans[max(index - 1, 0)][1])
    blank = any(marks.has_blank_line(one[1], two[0]) for one, two in pairwise(spans))
    if blank:
        found.insert(len(found) if index == 0 else 0, "")
    if index:
        at = spans[index - 1][1]
        new = "".join(break_ + line for line in found)
    else:
        at = spans[0][0]
        new = "".join(line + break_ for line in found)
        if not marks.begins_lines(place):
            new = new[column:] + " " * column
    return text[:at] + new + text[at:]


def _moved(text: str, place: Place, index: int, to: int) -> str:
    spans = marks_of(text).spans(place)
    parts = _reordered([text[start:end] for start, end in spans], index, to)
    between = [text[one[1] : two[0]] for one, two in pairwise(spans)]
    whole = "".join(part + gap for part, gap in zip(parts, [*between, ""], strict=True))
    return text[: spans[0][0]] + whole + text[spans[-1][1] :]


# Anything else


def _wrapped(text: str, place: Place, name: str) -> str | None:
    """Return a text in which a text alone is a record with one key; None where it cannot be."""
    marks = marks_of(text)
    start, end = marks.start(place), marks.end(place)
    if marks.is_in_brackets(place):
        return f"{text[:start]}{{{key(name)}: {text[start:end]}}}{text[end:]}"
    spot = marks.spot(place)
    is_item = isinstance(place[-1], int) and spot and spot.style in ("plain", "quoted")
    if is_item and marks.line_end(start) == marks.line_end(end):
        return f"{text[:start]}{key(name)}: {text[start:]}"
    return None


def _replaced(text: str, place: Place, value: Any) -> str:
    """Return a text with a value written anew; comments on its first line stay."""
    marks = marks_of(text)
    start, end = marks.start(place), marks.end(place)
    if marks.is_in_brackets(place):
        return text[:start] + in_brackets(value) + text[end:]
    step = place[-1]
    indent = marks.indent(place)
    if isinstance(step, int):
        begin = marks.dash(place) + 1
        first, *lines = yaml_lines([value], indent)
        head = first[indent + 1 :]
    else:
        begin = marks.colon(place) + 1
        first, *lines = yaml_lines({step: value}, indent)
        head = first[indent + len(key(step)) + 1 :]
    spot = marks.spot(place)
    if spot and spot.style == "indented":
        rest = text[start + len(marks.header(place)) : marks.line_end(start)]
    elif marks.line_end(begin) == marks.line_end(start):
        rest = text[end : marks.line_end(end)]
    else:
        rest = text[begin : marks.line_end(begin)]
    tail = "".join(marks.line_break(begin) + line for line in lines)
    return text[:begin] + head + rest + tail + text[marks.line_end(end) :]
