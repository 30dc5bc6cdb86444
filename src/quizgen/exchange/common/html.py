"""A bank's Markdown as the HTML of other systems, and their HTML as a bank's Markdown."""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from html.parser import HTMLParser
from typing import ClassVar

from quizgen.bank.fields import UNPRINTABLE
from quizgen.base.data_class import dataclass, field
from quizgen.base.language import ENGLISH, Wording
from quizgen.base.markdown import block_html, inline_html, referred
from quizgen.base.regex import regex

Picture = Callable[[str, str], str]
"""Takes a picture's address and what it shows; returns its tag."""

_PARAGRAPHS = {"p", "div", "section", "article", "center", "address", "figure", "figcaption"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = _PARAGRAPHS | _HEADINGS | {"hr", "ul", "ol", "li", "blockquote", "pre", "table"}
_BOLD, _ITALIC = {"b", "strong"}, {"i", "em", "cite"}
_HIDDEN = {"script", "style", "head", "title", "template", "object", "noscript", "iframe"}
_LOST = {
    "a": "a link's address",
    "audio": "a sound",
    "video": "a film",
    "iframe": "a page within the page",
    "object": "an object",
    "math": "a formula's layout",
    "script": "a script",
    "sub": "lowered text",
    "sup": "raised text",
    "u": "underlining",
    "s": "struck text",
    "del": "struck text",
}


def html_of(text: str, words: Wording = ENGLISH) -> str:
    """Return a bank's text as HTML: paragraphs, lists, emphasis, references written out."""
    return str(block_html(referred(text, {}, words))).strip()


def inline_of(text: str, words: Wording = ENGLISH) -> str:
    """Return a text as HTML without a paragraph, unless it has several lines."""
    if "\n" in text.strip():
        return html_of(text, words)
    return str(inline_html(referred(text, {}, words)))


def plain_of(text: str, words: Wording = ENGLISH) -> str:
    """Return a text as typed, without marks of emphasis; its lines stay.

    >>> plain_of("He *never* slept.")
    'He never slept.'
    """
    return plain_text(html_of(text, words))


def has_markup(text: str) -> bool:
    """Return whether a text prints otherwise than as typed: emphasis, lists, references.

    Blanks apart, of which several are one anywhere.
    """
    return _one_blank(plain_of(text)) != _one_blank(text)


def _one_blank(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text.strip())


@dataclass
class Found:
    """What HTML says as Markdown, and what of it Markdown has no words for."""

    text: str
    lost: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    """The address and the description of each picture."""


def markdown_of(html: str) -> Found:
    """Return HTML as a bank's Markdown, which prints the same.

    >>> markdown_of("<p>He <b>never</b> slept.</p>").text
    'He **never** slept.'
    """
    if "<" not in html and "&" not in html:
        text = " ".join(html.split(" ")) if "\n" not in html else " ".join(html.split())
        return Found(_escaped_line(_printable(text).strip()))
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lost = tuple(dict.fromkeys(reader.lost))
    return Found(reader.markdown(), lost, tuple(reader.pictures))


_TAGGED = regex(
    r"</?(?:[biu]|[bh]r|p|em|h[1-6]|img|div|span|strong|[ou]l|li|a|t[drh]|su[bp]|table|tbody"
    r"|font|code|pre|blockquote|center|audio|video)\b[^<>]*>",
    re.IGNORECASE,
)


def markdown_in(form: str, text: str) -> Found:
    """Return a text in one of Moodle's formats as a bank's Markdown.

    The formats are html, moodle (line breaks count, and so do tags), plain and markdown.
    """
    if form == "markdown":
        return Found(_printable(text).strip())
    if form == "html" or (form == "moodle" and _TAGGED.search(text)):
        return markdown_of(text if form == "html" else text.replace("\n", "<br>\n"))
    return Found(markdown_from_plain(text if form == "plain" else unescape(text)))


def plain_text(html: str) -> str:
    """Return HTML as text that prints as typed anywhere: paragraphs, no marks."""
    reader = _Reader(marked=False)
    reader.feed(html)
    reader.close()
    return reader.markdown()


def markdown_from_plain(text: str) -> str:
    """Return text without markup so that a bank prints it as it is, with its lines."""
    lines = [_escaped_line(" ".join(line.split())) for line in _printable(text).split("\n")]
    joined = "\n".join(lines).strip()
    joined = re.sub(r"\n{3,}", "\n\n", joined)
    return _unbroken(_guarded(joined)) if "\n" in joined else joined


def _printable(text: str) -> str:
    return UNPRINTABLE.sub("", text)


def _escaped_line(text: str) -> str:
    """Return text in which stars and backslashes are what they look like."""
    if "*" not in text and "\\" not in text:
        return text
    if str(inline_html(text)) == escape(text, quote=False).replace('"', "&quot;"):
        return text
    return _every_sign(text)


def _every_sign(text: str) -> str:
    return re.sub(r"([\\*])", r"\\\1", text)


_LIST = regex(r"^(\s*)(?:([-+*])(?=\s|$)|([0-9]{1,9})([.)])(?=\s|$))")


def _guarded(text: str) -> str:
    """Escape what begins a list, a quotation or a table where none is meant."""
    return "\n".join(map(_guarded_line, text.split("\n")))


def _guarded_line(line: str) -> str:
    found = _LIST.match(line)
    if found:
        at = found.end(2) - 1 if found[2] else found.start(4)
        return f"{line[:at]}\\{line[at:]}"
    if line.lstrip().startswith(">"):
        return line.replace(">", "\\>", 1)
    if re.fullmatch(r"[\s|:-]*-[\s|:-]*", line):
        return line.replace("-", "\\-", 1)
    return line


@dataclass
class _Block:
    """Lines that belong together, such as a paragraph, a list's item, a table."""

    text: str
    prefixes: tuple[str, ...]
    """What stands before its first line, from the outermost list or quotation on."""
    is_table: bool = False


@dataclass
class _List:
    ordered: bool
    number: int
    marker: str = ""
    is_fresh: bool = False
    """Whether the marker of its item is still to be written."""


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects blocks; stars that are emphasis are private signs until a block ends."""

    def __init__(self, *, marked: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.marked = marked
        self.blocks: list[tuple[str, str, bool]] = []
        self.lost: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self._inline = ""
        self._within: list[_List | str] = []
        self._hidden = 0
        self._pre = 0
        self._emphasis: list[str] = []
        self._tables: list[_Table] = []

    # Private signs: where emphasis begins and ends, and a typed line break.
    BOLD, ITALIC, END, BREAK = "\ue010", "\ue011", "\ue012", "\ue013"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag begins."""
        if tag in _LOST and self.marked:
            self.lost.append(_LOST[tag])
        if self._hidden or tag in _HIDDEN:
            self._hidden += tag in _HIDDEN
            return
        if tag in _BLOCKS:
            self._end_block()
        begin = self._BEGIN.get(tag)
        if begin:
            begin(self, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        """End what a tag has begun."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if self._hidden:
            return
        if tag in _BOLD | _ITALIC | _HEADINGS:
            self._close()
        if tag in _BLOCKS:
            self._end_block()
        end = self._END.get(tag)
        if end:
            end(self)

    def _break(self, _: dict[str, str]) -> None:
        self._inline += self.BREAK

    def _picture(self, values: dict[str, str]) -> None:
        alt = _printable(values.get("alt", "")).strip()
        self.pictures.append((values.get("src", ""), alt))

    def _begin_bold(self, _: dict[str, str]) -> None:
        self._open(self.BOLD)

    def _begin_italic(self, _: dict[str, str]) -> None:
        self._open(self.ITALIC)

    def _begin_bullets(self, _: dict[str, str]) -> None:
        self._within.append(_List(ordered=False, number=1))

    def _begin_numbers(self, values: dict[str, str]) -> None:
        start = values.get("start", "1")
        number = int(start) if re.fullmatch(r"[0-9]{1,9}", start) else 1
        self._within.append(_List(ordered=True, number=number))

    def _begin_item(self, _: dict[str, str]) -> None:
        self._item()

    def _begin_quote(self, _: dict[str, str]) -> None:
        self._within.append(">")

    def _begin_pre(self, _: dict[str, str]) -> None:
        self._pre += 1

    def _begin_table(self, _: dict[str, str]) -> None:
        self._tables.append(_Table())

    def _begin_row(self, _: dict[str, str]) -> None:
        if self._tables:
            self._tables[-1].rows.append([])

    def _begin_cell(self, _: dict[str, str]) -> None:
        if self._tables:
            self._inline = ""

    def _end_list(self) -> None:
        self._leave(_List)

    def _end_quote(self) -> None:
        self._leave(str)

    def _end_pre(self) -> None:
        self._pre = max(0, self._pre - 1)

    def _end_whole_table(self) -> None:
        self._end_table()

    def _end_cell(self) -> None:
        if self._tables:
            table = self._tables[-1]
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(self._line(self._inline))
            self._inline = ""

    _BEGIN: ClassVar[dict[str, "Callable[[_Reader, dict[str, str]], None]"]] = {
        "br": _break,
        "img": _picture,
        **dict.fromkeys(_BOLD | _HEADINGS, _begin_bold),
        **dict.fromkeys(_ITALIC, _begin_italic),
        "ul": _begin_bullets,
        "ol": _begin_numbers,
        "li": _begin_item,
        "blockquote": _begin_quote,
        "pre": _begin_pre,
        "table": _begin_table,
        "tr": _begin_row,
        "td": _begin_cell,
        "th": _begin_cell,
    }
    _END: ClassVar[dict[str, "Callable[[_Reader], None]"]] = {
        "ul": _end_list,
        "ol": _end_list,
        "blockquote": _end_quote,
        "pre": _end_pre,
        "td": _end_cell,
        "th": _end_cell,
        "table": _end_whole_table,
    }

    def handle_data(self, data: str) -> None:
        """Add text; white space is one blank, but in what is preformatted."""
        if self._hidden:
            return
        data = _printable(data)
        if self._pre:
            self._inline += data.replace("\n", self.BREAK)
        else:
            self._inline += re.sub(r"[ \t\n\f]+", " ", data)

    def close(self) -> None:
        """End all that is open."""
        super().close()
        while self._tables:
            self._end_table()
        self._end_block()

    def _open(self, sign: str) -> None:
        self._emphasis.append(sign)
        self._inline += sign

    def _close(self) -> None:
        if self._emphasis:
            self._emphasis.pop()
            self._inline += self.END

    def _item(self) -> None:
        for outer in reversed(self._within):
            if isinstance(outer, _List):
                outer.marker = f"{outer.number}." if outer.ordered else "-"
                outer.number += 1
                outer.is_fresh = True
                return

    def _leave(self, kind: type) -> None:
        self._end_block()
        for index in range(len(self._within) - 1, -1, -1):
            if isinstance(self._within[index], kind):
                del self._within[index:]
                return

    def _end_block(self) -> None:
        if self._tables:
            if self._inline and not self._inline.endswith((" ", self.BREAK)):
                self._inline += self.BREAK
            return
        open_marks = "".join(self._emphasis)
        text = self._inline + self.END * len(self._emphasis)
        self._inline = open_marks
        self._add(self._lines(text))

    def _add(self, text: str, *, is_table: bool = False) -> None:
        if not text.strip():
            return
        first, rest = "", ""
        in_list = False
        for outer in self._within:
            if isinstance(outer, str):
                first, rest = f"{first}> ", f"{rest}> "
                continue
            in_list = True
            marker = (outer.marker or "-") + " "
            blank = " " * len(marker)
            first += marker if outer.is_fresh else blank
            rest += blank
            outer.is_fresh = False
        lines = text.split("\n")
        shown = [
            first + lines[0],
            *(rest + line if line else rest.rstrip() for line in lines[1:]),
        ]
        if not self.marked:
            shown = [
                f"• {lines[0]}" if in_list and first.strip() == "-" else line for line in shown
            ]
        self.blocks.append(("\n".join(shown), first, is_table))

    def _lines(self, text: str) -> str:
        """Return an inline run as lines of Markdown."""
        lines = text.split(self.BREAK)
        if self._pre:
            kept = [line.rstrip() for line in lines]
        else:
            kept = [line.strip(" ") for line in lines]
        while kept and not kept[-1].strip():
            kept.pop()
        while kept and not kept[0].strip():
            kept.pop(0)
        # An empty line between two is how many systems write paragraphs.
        return _unbroken(self._marks("\n".join(kept)))

    def _line(self, text: str) -> str:
        """Return a cell of a table, on one line."""
        text = " ".join(text.replace(self.BREAK, " ").split())
        return self._marks(text).replace("|", "\\|")

    def _marks(self, text: str) -> str:
        """Turn the private signs into stars, and stars into escaped ones."""
        has_emphasis = any(sign in text for sign in (self.BOLD, self.ITALIC))
        if not self.marked:
            return re.sub(f"[{self.BOLD}{self.ITALIC}{self.END}]", "", text)
        if not has_emphasis:
            plain = text.replace(self.END, "")
            return "\n".join(map(_escaped_line, plain.split("\n")))
        out: list[str] = []
        opened: list[str] = []
        for part in re.split(f"([{self.BOLD}{self.ITALIC}{self.END}])", _every_sign(text)):
            if part in (self.BOLD, self.ITALIC):
                opened.append("" if part in opened else part)
                out.append(opened[-1])
            elif part == self.END:
                sign = opened.pop() if opened else ""
                _shut(out, sign)
            else:
                out.append(part)
        while opened:
            _shut(out, opened.pop())
        joined = "".join(out)
        return joined.replace(self.BOLD, "**").replace(self.ITALIC, "*")

    def _end_table(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        rows = [row for row in table.rows if any(cell for cell in row)]
        if not rows:
            return
        if self._tables:
            self._inline += " ".join(cell for row in rows for cell in row if cell)
            return
        width = max(map(len, rows))
        filled = [[*row, *[""] * (width - len(row))] for row in rows]
        if not self.marked:
            self._add("\n".join(" | ".join(row) for row in filled), is_table=True)
            return
        head, *body = filled
        lines = [head, ["---"] * width, *body]
        self._add("\n".join(f"| {' | '.join(row)} |" for row in lines), is_table=True)

    def markdown(self) -> str:
        """Return the blocks as one text."""
        if not self.blocks:
            return ""
        parts = []
        single = len(self.blocks) == 1 and "\n" not in self.blocks[0][0]
        if single and self.marked and self.blocks[0][1].startswith(">"):
            # One line alone prints as typed.
            return f">\n{self.blocks[0][0]}"
        for index, (text, first, is_table) in enumerate(self.blocks):
            shown = text
            if self.marked and not single and not is_table:
                shown = _guarded_block(text, first)
            if index:
                # Items of a list follow one another without an empty line.
                tight = first.strip() and self.blocks[index - 1][1].strip() and _is_item(first)
                parts.append("\n" if tight else "\n\n")
            parts.append(shown)
        return "".join(parts).strip()


def _unbroken(text: str) -> str:
    """Double a backslash at a line's end, where alone it would be a line break."""
    *lines, last = text.split("\n")
    odd = [(len(line) - len(line.rstrip("\\"))) % 2 for line in lines]
    return "\n".join([*(line + "\\" * one for line, one in zip(lines, odd, strict=True)), last])


def _is_item(first: str) -> bool:
    return bool(re.search(r"(?:-|[0-9]+\.) $", first))


def _guarded_block(text: str, first: str) -> str:
    """Guard the lines of a block behind the signs of its lists and quotations."""
    width = len(first)
    lines = text.split("\n")
    return "\n".join(line[:width] + _guarded_line(line[width:]) for line in lines)


def _shut(out: list[str], sign: str) -> None:
    """Close emphasis; nothing between, or blanks at its edges, would not be emphasis."""
    if not sign:
        return
    at = max(index for index, part in enumerate(out) if part == sign)
    inner = "".join(out[at + 1 :])
    if not inner.strip():
        out[at:] = [inner]
        return
    before = inner[: len(inner) - len(inner.lstrip())]
    behind = inner[len(inner.rstrip()) :]
    out[at:] = [before, sign, inner.strip(), sign, behind]


def joined_html(parts: Iterable[str]) -> str:
    """Return pieces of HTML one below the other."""
    return "\n".join(part for part in parts if part)
