"""Blocks of HTML as lines for a terminal: the words of the paper, without its layout."""

from collections.abc import Iterable
from html.parser import HTMLParser

from quizgen.bank.kinds.base import letter
from quizgen.base.data_class import dataclass, field

PARAGRAPHS = {"p", "div", "ul", "ol", "li", "table", "tr", "blockquote", "h1", "h2", "h3"}
LISTS = {"ul", "ol"}
STYLES = {"em": "italic", "strong": "bold", "th": "bold"}
# Their first paragraph continues the line before it, as in the style sheet.
OPTION = "option"
RUNNING_IN = {OPTION, "rationale", "right-answer"}
APART = "misconception"
"""Elements with a line of their own here, unlike on paper."""

EMPTY = {"br", "img", "hr", "input"}

# What is drawn on paper and has no letters.
DRAWN = {"write": "____", "gap": "________ ", "line": "_" * 40}


@dataclass
class Line:
    """A line that may be wrapped: its pieces with their styles, and its marker."""

    indent: int = 0
    marker: str = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.pieces)


def lines_of(html: str, *, without: Iterable[str] = ()) -> list[Line]:
    """Return the lines of a block; elements with a class in `without` are left out."""
    reader = _Reader(frozenset(without))
    reader.feed(html)
    reader.close()
    return [_trimmed(line) for line in reader.lines if line.text.strip()]


def _trimmed(line: "Line") -> "Line":
    """Return a line with single blanks only, and none at its ends."""
    pieces: list[tuple[str, str]] = []
    for text, style in line.pieces:
        after_blank = not pieces or pieces[-1][0].endswith(" ")
        kept = text.lstrip() if after_blank else text
        pieces += [(kept, style)] if kept else []
    last, style = pieces[-1]
    return Line(line.indent, line.marker, [*pieces[:-1], (last.rstrip(), style)])


@dataclass
class _Open:
    """An element that is not closed yet."""

    tag: str
    classes: frozenset[str]
    items: int = 0
    paragraphs: int = 0
    """How many paragraphs it has had so far."""


class _Reader(HTMLParser):
    """Collects the lines of the HTML that templates make of a question."""

    def __init__(self, without: frozenset[str]) -> None:
        super().__init__()
        self.lines = [Line()]
        self._without = without
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = frozenset((dict(attrs).get("class") or "").split())
        if tag == "br":
            self._begin_line()
        if tag == "img":
            self._add(f"[picture: {dict(attrs).get('alt')}]")
        if tag in EMPTY:
            return
        if (tag in PARAGRAPHS or APART in classes) and not self._runs_in(tag):
            self._begin_line()
        self._open.append(_Open(tag, classes))
        if tag == "li":
            self._mark_item()
        if tag in ("td", "th") and self.lines[-1].text.strip():
            self._add(" │ ")
        for name in classes & set(DRAWN):
            self._add(DRAWN[name])
        if "empty" in classes:
            self._add("______")

    def handle_endtag(self, tag: str) -> None:
        if not any(each.tag == tag for each in self._open):
            return
        while (closed := self._open.pop()).tag != tag:
            pass
        around = self._open[-1] if tag == "p" and self._open else closed
        # Text after an item's only paragraph continues its line.
        is_item = OPTION in around.classes or (tag == "p" and around.tag == "li")
        if tag in PARAGRAPHS and not (is_item and around.paragraphs <= 1):
            self._begin_line()

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if not words:
            self._add(" ")
        else:
            self._add(" " * data[:1].isspace() + words + " " * data[-1:].isspace())

    def _add(self, text: str) -> None:
        if any(each.classes & self._without for each in self._open):
            return
        styles = [STYLES[each.tag] for each in self._open if each.tag in STYLES]
        self.lines[-1].pieces.append((text, " ".join(dict.fromkeys(styles))))

    def _runs_in(self, tag: str) -> bool:
        """Whether a paragraph goes on in the line of the label before it."""
        if tag not in ("p", "div") or not self._open:
            return False
        around = self._open[-1]
        around.paragraphs += 1
        return around.paragraphs == 1 and (
            around.tag == "li" or bool(around.classes & RUNNING_IN)
        )

    def _begin_line(self) -> None:
        """Begin a new line, unless this one is empty."""
        if self.lines[-1].text.strip():
            self.lines.append(Line(indent=self._depth()))
        elif not self.lines[-1].marker:
            self.lines[-1] = Line(indent=self._depth())

    def _depth(self) -> int:
        return 4 * sum(each.tag in LISTS | {"blockquote"} for each in self._open)

    def _mark_item(self) -> None:
        lists = [each for each in self._open if each.tag in LISTS]
        if not lists:
            return
        around = lists[-1]
        around.items += 1
        self.lines[-1] = Line(self._depth(), _marker(around))


def _marker(around: _Open) -> str:
    """Return the marker of a list's item: its letter, its number or a dot."""
    if around.tag == "ol" and "options" in around.classes:
        return f"{letter(around.items - 1)}."
    if around.tag == "ol" and "left" not in around.classes:
        return f"{around.items}."
    return "•"
