"""Parses YAML to plain data in which every scalar is text exactly as typed.

YAML guesses types: No is false, 1.10 is 1.1, 12:30 is 750. So the parser's events are composed
here without guesses, and every key and value keeps its line and column. This also limits what
an untrusted file can do: no tag makes an object, nesting is at most MAX_DEPTH deep, a file has
at most MAX_VALUES texts and lists, and aliases repeat at most MAX_REPEATED characters.
"""

import re
from collections.abc import ItemsView, Iterator, Mapping
from functools import cached_property
from typing import Any, NoReturn

import yaml  # type: ignore[import-untyped, unused-ignore]

from quizgen.bank.document import Data, Document, Position, Spot, Style
from quizgen.bank.place import Place
from quizgen.bank.yaml_advice import Trouble, advice, in_quotes
from quizgen.base.errors import BankError, Problem, shown

MAX_DEPTH = 40
TOO_DEEP = f"Lists and keys are nested more than {MAX_DEPTH} deep here."
MAX_REPEATED = 1_000_000
MAX_VALUES = 500_000

# The parser follows YAML 1.1, where these three end a line; in YAML 1.2, in editors and
# for people they are ordinary characters. The parser reads substitutes for them.
_ODD_LINE_ENDS = "\x85\u2028\u2029"
_UNREADABLE = r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, source: str) -> Document:
    """Parse a text; raises BankError if it cannot be read to its end."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    problems = list(_unreadable(lines, source))
    if problems:
        raise BankError(problems)
    readable, original = _with_stand_ins(text)
    composer = _Composer(lines, source, original)
    try:
        # The parser gives None behind its last event.
        composer.take(iter(_Loader(readable).get_event, None))
    # The pure-Python parser raises what chr() and int() raise.
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        place, message = _advised(error, readable, composer)
        if _open_brackets(composer.lines, place) > MAX_DEPTH:
            # Newer parsers have a depth limit of their own.
            composer.stop(place, TOO_DEEP)
        composer.stop(place, message)
    if composer.root is None:
        composer.stop(Position(1, 1), "The file is empty. A bank begins with 'article:'.")
    return composer.document()


def _unreadable(lines: list[str], source: str) -> Iterator[Problem]:
    if all(map(str.isprintable, lines)):  # nearly always; the pattern is slow to compile
        return
    for number, line in enumerate(lines, 1):
        for found in re.finditer(_UNREADABLE, line):
            message = (
                f"Here is an invisible character (U+{ord(found[0]):04X}) that a bank cannot "
                "hold. Delete it; if it came with pasted text, type that word again."
            )
            yield Problem(source, number, found.start() + 1, message)
            break  # the rest of the line most likely has the same cause


def _with_stand_ins(text: str) -> tuple[str, dict[int, str]]:
    """Replace unusual line ends, and return how to restore them."""
    there = [character for character in _ODD_LINE_ENDS if character in text]
    if not there:
        return text, {}
    unused = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    stand_ins = dict(zip(there, unused, strict=False))
    back = {ord(stand_in): character for character, stand_in in stand_ins.items()}
    return text.translate({ord(odd): stand_in for odd, stand_in in stand_ins.items()}), back


def _mark(found: object) -> Position:
    return Position(found.line + 1, found.column + 1)  # type: ignore[attr-defined]


def _open_brackets(lines: list[str], place: Position) -> int:
    """Count the open brackets at a place."""
    before = "".join([*lines[: place.line - 1], lines[place.line - 1][: place.column]])
    return sum(before.count(sign) for sign in "[{") - sum(before.count(sign) for sign in "]}")


def _advised(error: Exception, text: str, composer: "_Composer") -> tuple[Position, str]:
    """Return the place and the advice for what stopped the parser."""
    problem = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    at = _mark(problem) if problem else Position(1, 1)
    around = reversed(composer.open)
    # The C parser may have a limit of its own, far above ours, and reads ahead.
    if "nesting depth" in str(getattr(error, "problem", "")):
        return at, TOO_DEEP
    trouble = Trouble(
        lines=composer.lines,
        line=at.line,
        column=at.column,
        context=_mark(context) if context else None,
        scanning=isinstance(error, yaml.scanner.ScannerError),
        quoted=_quoted_before(text, at),
        bracket=next((_mark(each.start_mark) for each in around if each.in_brackets), None),
    )
    line, column, message = advice(trouble)
    return Position(line, column), message


def _quoted_before(text: str, at: Position) -> tuple[int, int] | None:
    """Return where the quoted text that ends right before a place begins, if there is one."""
    last = None
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if _mark(token.start_mark) >= at:
                break
            if isinstance(token, yaml.ScalarToken | yaml.AliasToken):
                last = token
    except (yaml.YAMLError, ValueError, OverflowError):
        pass  # the very error that is being explained
    if isinstance(last, yaml.ScalarToken) and not last.plain:
        end = _mark(last.end_mark)
        # The parser may stop a line below the last one, which has no text.
        if end.line == at.line and last.style in ("'", '"'):
            between = text.split("\n")[at.line - 1][end.column - 1 : at.column - 1]
            return None if between.strip() else _mark(last.start_mark)
    return None


class _Collection:
    """A list or mapping in the file; its size and height count aliases in full.

    Its parts are collections, aliases, and the parser's own events for texts: places are taken
    from these when they are asked for.
    """

    __slots__ = ("end_mark", "height", "keys", "parts", "size", "start", "value")

    def __init__(self, start: Any, before: int) -> None:
        self.start = start
        self.value: Any = [] if type(start) is yaml.SequenceStartEvent else {}
        self.parts: list[Any] = []
        self.keys: list[Any] = []
        """In a mapping, what stands before the colon of each part."""
        self.end_mark: Any = None  # but in brackets, it is behind what comes after
        self.size = before
        """Until it is closed, the size of all before it."""
        self.height = 0

    @property
    def start_mark(self) -> Any:
        return self.start.start_mark

    @property
    def in_brackets(self) -> bool:
        return bool(self.start.flow_style)

    def has(self, step: str | int) -> bool:
        if isinstance(self.value, dict):
            return step in self.value
        return isinstance(step, int) and 0 <= step < len(self.value)

    def below(self, step: str | int) -> tuple[Any, Any]:
        """Return the part that a step leads to, and its key."""
        if isinstance(step, int):
            return self.parts[step], None
        number = list(self.value).index(step)
        return self.parts[number], self.keys[number]


class _Alias:
    """What repeats another part: it has its own place, but is edited at the anchor."""

    __slots__ = ("end_mark", "start_mark", "target", "value")

    def __init__(self, event: Any, target: Any) -> None:
        self.start_mark = event.start_mark
        self.end_mark = None if target is None else event.end_mark
        self.target = target
        self.value: Data = "" if target is None else target.value


class _Composer:
    """Builds data from the parser's events, within limits; MAX_DEPTH bounds the recursion."""

    def __init__(self, lines: list[str], source: str, original: Mapping[int, str]) -> None:
        self.lines = lines
        self.source = source
        self.original = original
        self.problems: list[Problem] = []
        self.events: Iterator[Any] = iter(())
        self.root: Any = None
        self.open: list[_Collection] = []
        self.anchors: dict[str, Any] = {}
        self.unused: dict[Position, Any] = {}
        self.spoilt: set[Any] = set()
        self.repeated = 0
        self.values = 0
        self.size = 0

    def complain(self, mark: Position, message: str) -> None:
        """Record a problem, at most one at each place."""
        if not any((problem.line, problem.column) == mark for problem in self.problems[-9:]):
            self.problems.append(Problem(self.source, *mark, message))

    def stop(self, mark: Position, message: str) -> NoReturn:
        self.complain(mark, message)
        raise BankError(self.problems)

    def take(self, events: Iterator[Any]) -> None:
        """Read the parser's events; raises BankError if reading on makes no sense."""
        self.events = events
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                self.root = self.part(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                self.stop(
                    _mark(event.start_mark),
                    "A second part begins here ('---'). A bank is one part: delete this line, "
                    "or put text that begins with '---' in quotes.",
                )

    def part(self, event: Any) -> Any:
        """Return what begins with an event, read to its end; its value is its data."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if self.original:
                event.value = event.value.translate(self.original)
            self.begin(event, event)
            self.size += len(event.value)
            return event
        if kind is yaml.AliasEvent:
            return self.alias(event)
        self.check_depth(_mark(event.start_mark))
        found = _Collection(event, self.size)
        self.begin(event, found)
        self.open.append(found)
        if kind is yaml.SequenceStartEvent:
            self.read_list(found)
        else:
            self.read_keys(found)
        return found

    def begin(self, event: Any, part: Any) -> None:
        """Refuse tags, and keep anchors until an alias shows that they were meant."""
        self.size += 1
        self.values += 1
        if self.values > MAX_VALUES:
            mark = _mark(event.start_mark)
            self.stop(mark, f"The file holds more than {MAX_VALUES} values. Divide it.")
        if event.tag is not None:
            self.spoil(part, _mark(event.start_mark))
        if event.anchor is not None:
            self.anchors[event.anchor] = part
            if event.tag is None:
                self.unused[_mark(event.start_mark)] = part

    def spoil(self, part: Any, mark: Position) -> None:
        """Report a sign that was meant as text, so that a part is not what it was to be."""
        self.spoilt.add(part)
        self.complain(mark, in_quotes(self.lines[mark.line - 1], mark.column))

    def read_list(self, found: _Collection) -> None:
        for event in self.events:
            if type(event) is yaml.SequenceEndEvent:
                self.close(found, event)
                return
            part = self.part(event)
            found.parts.append(part)
            found.value.append(part.value)

    def read_keys(self, found: _Collection) -> None:
        for event in self.events:
            if type(event) is yaml.MappingEndEvent:
                self.close(found, event)
                return
            key = self.part(event)
            name = self.checked_key(found, key)
            part = self.part(next(self.events))
            if name is not None:
                found.keys.append(key)
                found.parts.append(part)
                found.value[name] = part.value

    def close(self, found: _Collection, event: Any) -> None:
        self.open.pop()
        if found.in_brackets:
            found.end_mark = event.end_mark
        found.size = self.size - found.size
        if found.size > 1:
            found.height = max(found.height, 1)
        self.raise_to(found.height + 1)

    def raise_to(self, height: int) -> None:
        if self.open:
            around = self.open[-1]
            around.height = max(around.height, height)

    def checked_key(self, parent: _Collection, key: Any) -> str | None:
        """Return the key's text, or None after reporting it."""
        name, mark = key.value, key.start_mark
        before = self.lines[mark.line][: mark.column]
        if "?" in before and before.rstrip().endswith("?") and not parent.in_brackets:
            self.spoil(parent, Position(mark.line + 1, len(before.rstrip())))
        elif not isinstance(name, str):
            self.spoil(parent, _mark(mark))
        elif name == "<<" and _style(_inside(key)) == "plain":
            self.spoilt.add(parent)
            message = "A bank cannot take over keys with '<<'. Write them out."
            self.complain(_mark(mark), message)
        elif not name:
            self.spoilt.add(parent)
            message = "There is nothing before the colon. Put the key there."
            self.complain(_mark(mark), message)
        elif name in parent.value:
            first = parent.below(name)[1].start_mark.line + 1
            self.complain(
                _mark(mark),
                f"'{shown(name)}' is there twice; the first is on line {first}. "
                "Delete one of the two.",
            )
        else:
            return name
        return None

    def alias(self, event: Any) -> _Alias:
        target, mark = self.anchors.get(event.anchor), _mark(event.start_mark)
        found = _Alias(event, target)
        if target is None:
            self.size += 1
            self.spoil(found, mark)
            return found
        self.unused.pop(_mark(target.start_mark), None)
        if target in self.open:
            self.stop(mark, f"'*{shown(event.anchor)}' stands inside what it repeats.")
        is_text = type(target) is yaml.ScalarEvent
        size, height = (1 + len(target.value), 0) if is_text else (target.size, target.height)
        self.size += size
        self.repeated += size
        if self.repeated > MAX_REPEATED:
            self.stop(mark, "'*' repeats too much text here. Write out what you need.")
        self.check_depth(mark, height)
        self.raise_to(height + 1)
        return found

    def check_depth(self, mark: Position, height: int = 0) -> None:
        if len(self.open) + height >= MAX_DEPTH:
            self.stop(mark, TOO_DEEP)

    def document(self) -> Document:
        """Return the result; an anchor without an alias was meant as text."""
        for mark, part in self.unused.items():
            self.spoil(part, mark)
        spoilt = (place for place, _, part in _walk(self.root) if self.is_spoilt(part))
        return Document(
            self.lines,
            self.root.value,
            _Spots(self.root, self.lines),
            tuple(sorted(self.problems)),
            frozenset(spoilt if self.spoilt else ()),
            self.repeated,
        )

    def is_spoilt(self, part: Any) -> bool:
        return part in self.spoilt or _inside(part) in self.spoilt


def _walk(part: Any, place: Place = (), key: Any = None) -> Iterator[tuple[Place, Any, Any]]:
    """Yield every part below one with its place and its key, itself first."""
    yield place, key, part
    inside = _inside(part)
    if isinstance(inside, _Collection):
        keys = inside.keys or [None] * len(inside.parts)
        steps = inside.value if inside.keys else range(len(inside.parts))
        for step, its_key, below in zip(steps, keys, inside.parts, strict=True):
            yield from _walk(below, (*place, step), its_key)


class _Spots(Mapping[Place, Spot]):
    """The places of a file's values, each worked out when it is asked for."""

    def __init__(self, root: Any, lines: list[str]) -> None:
        self._root, self._lines = root, lines

    @cached_property
    def _all(self) -> dict[Place, Spot]:
        return {place: self._spot(part, key) for place, key, part in _walk(self._root)}

    def _spot(self, part: Any, key: Any) -> Spot:
        inside = _inside(part)
        return Spot(
            _mark(part.start_mark),
            _mark(key.start_mark) if key else None,
            _style(inside),
            isinstance(inside, _Collection) and inside.in_brackets,
            self._note_behind(part),
            _mark(part.end_mark) if part.end_mark else None,
        )

    def _note_behind(self, part: Any) -> Position | None:
        """Return the position of a # one space after plain text."""
        if not isinstance(part, yaml.ScalarEvent) or _style(part) != "plain":
            return None
        end = part.end_mark
        line = self._lines[end.line] if end.line < len(self._lines) else ""
        is_note = line.startswith((" #", "\t#"), end.column)
        return Position(end.line + 1, end.column + 2) if is_note else None

    def __getitem__(self, place: Place) -> Spot:
        part, key = self._root, None
        for step in place:
            inside = _inside(part)
            if not isinstance(inside, _Collection) or not inside.has(step):
                raise KeyError(place)
            part, key = inside.below(step)
        return self._spot(part, key)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def items(self) -> ItemsView[Place, Spot]:
        """Return every place with its spot."""
        return self._all.items()


def _inside(part: Any) -> Any:
    """Return what a part holds: for an alias, what that repeats."""
    return part.target if type(part) is _Alias else part


_STYLES: dict[str, Style] = {"|": "indented", ">": "indented", "'": "quoted", '"': "quoted"}


def _style(inside: Any) -> Style:
    if isinstance(inside, _Collection):
        return "list" if isinstance(inside.value, list) else "keys"
    return "plain" if inside is None else _STYLES.get(inside.style, "plain")
