"""Parses YAML to plain data in which every scalar is text exactly as typed.

YAML guesses types: No is false, 1.10 is 1.1, 12:30 is 750. So the parser's events are composed
here without guesses, and every key and value keeps its line and column. This also limits what
an untrusted file can do: no tag makes an object, nesting is at most MAX_DEPTH deep, a file has
at most MAX_VALUES texts and lists, and aliases repeat at most MAX_REPEATED characters.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

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
        for event in yaml.parse(readable, Loader=_Loader):
            composer.take(event)
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
        bracket=next((node.mark for node in reversed(composer.open) if node.in_brackets), None),
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


@dataclass(slots=True, eq=False)
class _Node:
    """A text, list or mapping in the file; size counts aliases in full."""

    mark: Position
    style: Style
    in_brackets: bool = False
    text: str = ""
    end: Position | None = None
    items: list["_Node"] = field(default_factory=list)
    keys: dict[str, tuple[Position, "_Node"]] = field(default_factory=dict)
    comment: Position | None = None
    size: int = 1
    height: int = 0
    closed: bool = True
    spoilt: bool = False
    # A key waiting for its value; if None, the value is read and dropped.
    pending: tuple[str, Position] | None = None
    expects_value: bool = False


class _Composer:
    """Builds nodes from the parser's events, without recursion and within limits."""

    def __init__(self, lines: list[str], source: str, original: Mapping[int, str]) -> None:
        self.lines = lines
        self.source = source
        self.original = original
        self.problems: list[Problem] = []
        self.root: _Node | None = None
        self.open: list[_Node] = []
        self.anchors: dict[str, tuple[_Node, Position]] = {}
        self.unused: dict[Position, _Node] = {}
        self.repeated = 0
        self.values = 0

    def complain(self, mark: Position, message: str) -> None:
        """Record a problem, at most one at each place."""
        if not any((problem.line, problem.column) == mark for problem in self.problems[-9:]):
            self.problems.append(Problem(self.source, *mark, message))

    def stop(self, mark: Position, message: str) -> NoReturn:
        self.complain(mark, message)
        raise BankError(self.problems)

    def take(self, event: yaml.Event) -> None:
        """Add one parser event; raises BankError if reading on makes no sense."""
        if isinstance(event, yaml.ScalarEvent):
            self.add(self.text_node(event))
        elif isinstance(event, yaml.AliasEvent):
            self.add(self.alias_target(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self.begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.end(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.stop(
                _mark(event.start_mark),
                "A second part begins here ('---'). A bank is one part: delete this line, or "
                "put text that begins with '---' in quotes.",
            )

    def text_node(self, event: yaml.ScalarEvent) -> _Node:
        mark, text = _mark(event.start_mark), event.value
        if self.original:
            text = text.translate(self.original)
        if event.style in ("|", ">"):
            node = _Node(mark, "indented", text=text)
        elif event.style in ("'", '"'):
            node = _Node(mark, "quoted", text=text)
        else:
            node = _Node(mark, "plain", text=text, comment=self.comment_after(event.end_mark))
        node.size = 1 + len(text)
        node.end = _mark(event.end_mark)
        self.check_start(event, node)
        return node

    def comment_after(self, end: yaml.Mark) -> Position | None:
        """Return the position of a # one space after text."""
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        is_note = line.startswith((" #", "\t#"), end.column)
        return Position(end.line + 1, end.column + 2) if is_note else None

    def check_start(self, event: yaml.NodeEvent, node: _Node) -> None:
        """Refuse tags, and keep anchors until an alias shows that they were meant."""
        self.values += 1
        if self.values > MAX_VALUES:
            self.stop(node.mark, f"The file holds more than {MAX_VALUES} values. Divide it.")
        if event.tag is not None:
            node.spoilt = True
            self.complain(node.mark, self.meant_as_text(node.mark))
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, node.mark)
            if event.tag is None:
                self.unused[node.mark] = node

    def meant_as_text(self, mark: Position) -> str:
        return in_quotes(self.lines[mark.line - 1], mark.column)

    def alias_target(self, event: yaml.AliasEvent) -> _Node:
        mark = _mark(event.start_mark)
        target, anchored = self.anchors.get(event.anchor, (None, mark))
        if target is None:
            self.complain(mark, self.meant_as_text(mark))
            return _Node(mark, "plain", spoilt=True)
        self.unused.pop(anchored, None)
        if not target.closed:
            self.stop(mark, f"'*{shown(event.anchor)}' stands inside what it repeats.")
        self.repeated += target.size
        if self.repeated > MAX_REPEATED:
            self.stop(mark, "'*' repeats too much text here. Write out what you need.")
        self.check_depth(mark, target.height)
        # A copy has its own place, but its content is edited at the anchor.
        return _Node(
            mark,
            target.style,
            in_brackets=target.in_brackets,
            text=target.text,
            end=_mark(event.end_mark),
            items=target.items,
            keys=target.keys,
            size=target.size,
            height=target.height,
            spoilt=target.spoilt,
        )

    def check_depth(self, mark: Position, height: int = 0) -> None:
        if len(self.open) + height >= MAX_DEPTH:
            self.stop(mark, TOO_DEEP)

    def begin(self, event: yaml.CollectionStartEvent) -> None:
        mark = _mark(event.start_mark)
        self.check_depth(mark)
        style: Style = "keys" if isinstance(event, yaml.MappingStartEvent) else "list"
        node = _Node(mark, style, in_brackets=bool(event.flow_style), closed=False)
        self.check_start(event, node)
        self.open.append(node)

    def end(self, event: yaml.CollectionEndEvent) -> None:
        node = self.open.pop()
        node.closed = True
        if node.in_brackets:
            node.end = _mark(event.end_mark)
        self.add(node)

    def add(self, node: _Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if parent.style == "list":
            parent.items.append(node)
        elif not parent.expects_value:
            parent.pending = self.checked_key(parent, node)
            parent.expects_value = True
        else:
            parent.expects_value = False
            if parent.pending is not None:
                key, mark = parent.pending
                parent.keys[key] = (mark, node)

    def checked_key(self, parent: _Node, node: _Node) -> tuple[str, Position] | None:
        """Return the key and its position, or None after reporting it."""
        before = self.lines[node.mark.line - 1][: node.mark.column - 1].rstrip()
        if before.endswith("?") and not parent.in_brackets:
            at = Position(node.mark.line, len(before))
            self.complain(at, self.meant_as_text(at))
        elif node.style in ("list", "keys"):
            self.complain(node.mark, self.meant_as_text(node.mark))
        elif node.text == "<<" and node.style == "plain":
            self.complain(node.mark, "A bank cannot take over keys with '<<'. Write them out.")
        elif not node.text:
            self.complain(node.mark, "There is nothing before the colon. Put the key there.")
        elif node.text in parent.keys:
            first = parent.keys[node.text][0].line
            self.complain(
                node.mark,
                f"'{shown(node.text)}' is there twice; the first is on line {first}. "
                "Delete one of the two.",
            )
            return None
        else:
            return node.text, node.mark
        parent.spoilt = True
        return None

    def document(self) -> Document:
        """Return the result; an anchor without an alias was meant as text."""
        for mark, node in self.unused.items():
            node.spoilt = True
            self.complain(mark, self.meant_as_text(mark))
        spots: dict[Place, Spot] = {}
        spoilt: set[Place] = set()
        assert self.root is not None  # noqa: S101 -- read_yaml looked
        data = _plain(self.root, None, (), spots, spoilt)
        return Document(
            self.lines,
            data,
            spots,
            tuple(sorted(self.problems)),
            frozenset(spoilt),
            self.repeated,
        )


def _plain(
    node: _Node,
    key: Position | None,
    place: Place,
    spots: dict[Place, Spot],
    spoilt: set[Place],
) -> Data:
    """Return a node's data, noting every place below it; MAX_DEPTH bounds the recursion."""
    spots[place] = Spot(node.mark, key, node.style, node.in_brackets, node.comment, node.end)
    if node.spoilt:
        spoilt.add(place)
    if node.style == "list":
        return [
            _plain(item, None, (*place, index), spots, spoilt)
            for index, item in enumerate(node.items)
        ]
    if node.style == "keys":
        return {
            name: _plain(value, mark, (*place, name), spots, spoilt)
            for name, (mark, value) in node.keys.items()
        }
    return node.text
