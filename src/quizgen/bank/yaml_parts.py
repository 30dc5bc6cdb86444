"""Where the values of a YAML text stand, to the character, and how they are changed there.

read_yaml says where a value begins; an edit has to know where it ends, too. Everything outside
an edit stays as it is: comments, order, quotes and blanks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import yaml  # type: ignore[import-untyped, unused-ignore]

from quizgen.bank.place import Place
from quizgen.bank.yaml_reader import parse_nodes

WIDEST = 10**9
"""A line of YAML is not folded: an editor does that."""


@dataclass(frozen=True)
class Part:
    """A value: text[start:end], without the comments and blank lines behind it.

    column is where it begins in its line, from 0. keys has each key with the place at which it
    begins, and its value.
    """

    start: int
    end: int
    column: int
    style: Literal["text", "list", "keys"]
    in_brackets: bool = False
    text: str = ""
    items: Sequence["Part"] = ()
    keys: Mapping[str, tuple[int, "Part"]] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written there."""
        return self.style == "text" and not self.text.strip()

    def at(self, place: Place) -> "Part | None":
        """Return the part at a place below this one; None if there is none."""
        found: Part | None = self
        for step in place:
            if found is None:
                return None
            if isinstance(step, int):
                found = found.items[step] if step < len(found.items) else None
            else:
                found = found.keys[step][1] if step in found.keys else None
        return found


class Edit(NamedTuple):
    """Another text in place of text[start:end]; places count characters."""

    start: int
    end: int
    text: str


def parts_of(text: str) -> Part:
    """Return the parts of a text that read_yaml reads to its end."""
    return _part(parse_nodes(text), text)


def _part(node: Any, text: str) -> Part:
    """Return a node as a part; what read_yaml refuses bounds the recursion."""
    start, end = node.start_mark.index, node.end_mark.index
    column = node.start_mark.column
    if isinstance(node, yaml.ScalarNode):
        end = start + len(text[start:end].rstrip()) if node.style in ("|", ">") else end
        return Part(start, end, column, "text", text=node.value)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_part(item, text) for item in node.value)
        end = end if node.flow_style else max((item.end for item in items), default=end)
        return Part(start, end, column, "list", bool(node.flow_style), items=items)
    keys = {
        str(key.value): (key.start_mark.index, _part(value, text)) for key, value in node.value
    }
    end = (
        end if node.flow_style else max((value.end for _, value in keys.values()), default=end)
    )
    return Part(start, end, column, "keys", bool(node.flow_style), keys=keys)


def flow_text(value: Any) -> str:
    """Return a value as it is written on one line, within brackets or not.

    >>> flow_text({"paragraph": 2, "quote": "so, he said: no"})
    "{paragraph: 2, quote: 'so, he said: no'}"
    """
    written: str = yaml.safe_dump(
        [value], default_flow_style=True, sort_keys=False, allow_unicode=True, width=WIDEST
    )
    return written.strip()[1:-1]


def changed(text: str, edits: Iterable[Edit]) -> Edit:
    """Return one edit that does what several do that do not overlap."""
    ordered = sorted(edits)
    pieces, last = list[str](), ordered[0].start
    for edit in ordered:
        pieces += text[last : edit.start], edit.text
        last = edit.end
    return Edit(ordered[0].start, last, "".join(pieces))


def applied(text: str, edit: Edit) -> str:
    """Return a text with an edit."""
    return text[: edit.start] + edit.text + text[edit.end :]


def line_end(text: str, place: int) -> int:
    """Return where the line of a place ends."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def put(text: str, part: Part, value: Any) -> Edit:
    """Return the edit that writes a value in place of a part."""
    before = text[part.start - 1 : part.start]
    gap = " " if part.start == part.end and before not in ("", " ", "\n") else ""
    return Edit(part.start, part.end, gap + flow_text(value))


def put_keys(text: str, part: Part, values: Mapping[str, Any]) -> Iterator[Edit]:
    """Yield the edits that give keys these values; a key that is not there comes last."""
    missing = {}
    for key, value in values.items():
        if key not in part.keys:
            missing[key] = value
        elif part.keys[key][1].text != str(value):
            yield put(text, part.keys[key][1], value)
    if missing:
        yield add_keys(
            text, part, [f"{key}: {flow_text(each)}" for key, each in missing.items()]
        )


def add_keys(text: str, part: Part, lines: Sequence[str]) -> Edit:
    """Return the edit that adds lines behind the last key of a mapping.

    In brackets each line is a key with its value.
    """
    if part.in_brackets:
        return _in_brackets(part, [value for _, value in part.keys.values()], ", ".join(lines))
    end = line_end(text, part.end)
    return Edit(end, end, "".join(f"\n{' ' * part.column}{line}" for line in lines))


def add_item(text: str, part: Part, value: Any) -> Edit:
    """Return the edit that adds an item behind the last one of a list."""
    if part.in_brackets:
        return _in_brackets(part, part.items, flow_text(value))
    end = line_end(text, part.end)
    return Edit(end, end, f"\n{' ' * part.column}- {flow_text(value)}")


def _in_brackets(part: Part, values: Sequence[Part], added: str) -> Edit:
    if not values:
        return Edit(part.start + 1, part.start + 1, added)
    end = max(value.end for value in values)
    return Edit(end, end, f", {added}")
