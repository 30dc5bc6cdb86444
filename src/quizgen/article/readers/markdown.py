"""Reads an article from Markdown: CommonMark with tables and footnotes, and front matter."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from quizgen.article.front_matter import front_matter
from quizgen.article.line_joins import one_line
from quizgen.article.readers.common import (
    LONGEST_WRAPPED,
    Source,
    SourcePiece,
    claims_of,
    decoded_text,
    emphasised,
    list_item,
    plain,
    quoted,
)
from quizgen.article.verse import keeps_lines
from quizgen.base.markdown import commonmark
from quizgen.base.regex import regex

TABLE = "table"
"""A node of markdown-it."""

_HEAD = "the front matter"
_HARD = "\ue000"
"""Stands for a hard line break; no text has it (Unicode's private use area)."""
_FOOTNOTE = regex(r" {0,3}\[\^([^\]\s]+)\]:\s?(.*)")
_FOOTNOTE_MARK = regex(r"\[\^[^\[\]\s]+\]")
_ADDRESS = regex(r" {0,3}\[(?!\^)[^\[\]]+\]:\s*(?:<[^<>]*>|\S+)(?:\s+[\"'(].*[\"')])?\s*")
_SITE_TAG = regex(r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}")
_ATTRIBUTES = regex(r"(?<!\s)\s*\{:?\s*[#.][^{}\n]*\}|^:::.*$|^\[TOC\]$", re.MULTILINE)
_IMPORT = regex(r"(?:import|export)\s.*(?:from\s+['\"]|[={]).*", re.DOTALL)
_CODE_SIGNS = regex(r"[{}<>=;$\\|]|\(\)")
# What a link's text is followed by, and what HTML and lists have beside their words. Each ends
# at what begins another, or a text of many beginnings would take a square of steps.
_LINK_PLACE = regex(r"\]\((?:[^()\n]|\([^()\n]*\))*\)")
_LINK_NAME = regex(r"(?<=\])\[[^\]\n]*\]")
_TAG = regex(r"</?[a-zA-Z](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
_LIST_NUMBER = regex(r"^[ \t>]*(?:[-+*]\s+)?\d{1,9}[.)]\s", re.MULTILINE)
_MARKS = {"em": (True, False), "strong": (False, True)}
_HTML_MARKS = {"em": 0, "i": 0, "cite": 0, "strong": 1, "b": 1}
_HTML_TAG = regex(r"<(/?)([a-zA-Z][\w-]*)")
FEW_WORDS = 3
"""Words in an indented block, up to which it is code."""

Run = tuple[str, bool, bool]


def read(path: Path) -> Source:
    """Read a Markdown file; raises QuizgenError."""
    text, notes = decoded_text(path)
    lines = text.split("\n")
    about = front_matter(lines)
    apart: list[SourcePiece] = []
    if head := "\n".join(lines[: about.lines]):
        apart.append(SourcePiece(head, 1, left_out=_HEAD))
    lines[: about.lines] = [""] * about.lines
    apart += _take_footnotes(lines)
    apart += _take_addresses(lines)
    body = _ATTRIBUTES.sub("", "\n".join(lines))
    walk = _Walk(body)
    pieces = sorted([*walk.pieces(), *apart, *walk.apart], key=lambda piece: piece.line)
    return Source(
        tuple(piece for piece in pieces if piece.text),
        title=about.title,
        title_how=_HEAD,
        claims=claims_of(
            _HEAD,
            author=about.author,
            affiliation=about.affiliation,
            published=about.published,
        ),
        publication=about.publication,
        language=about.language,
        seen=_shown(text),
        notes=notes,
    )


def _shown(text: str) -> str:
    """Return what a Markdown text shows, from its source alone."""
    for start, end in (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")):
        text = _without(text, start, end)
    text = _ATTRIBUTES.sub("", text)
    text = _LINK_PLACE.sub("]", text)
    text = _LINK_NAME.sub("", text)
    text = _FOOTNOTE_MARK.sub("", text)
    text = _TAG.sub(" ", text)
    # The number of a list's item is a mark.
    text = _LIST_NUMBER.sub("", text)
    return unescape(text)


def _without(text: str, start: str, end: str) -> str:
    """Return a text without what stands from each start to its end; one without end stays."""
    shown = []
    at = 0
    while (begin := text.find(start, at)) >= 0 and (stop := text.find(end, begin)) >= 0:
        shown.append(text[at:begin])
        at = stop + len(end)
    return "".join([*shown, text[at:]])


def _take_footnotes(lines: list[str]) -> Iterator[SourcePiece]:
    """Take the texts of footnotes out of lines."""
    number = 0
    while number < len(lines):
        found = _FOOTNOTE.fullmatch(lines[number])
        start = number
        number += 1
        if not found:
            continue
        while number < len(lines) and (
            (lines[number].strip() and not _FOOTNOTE.fullmatch(lines[number]))
            or any(each.startswith(("    ", "\t")) for each in lines[number + 1 : number + 2])
        ):
            number += 1
        text = "\n".join([found[2], *lines[start + 1 : number]])
        lines[start:number] = [""] * (number - start)
        yield SourcePiece(" ".join(text.split()), start + 1, left_out="a footnote")


def _take_addresses(lines: list[str]) -> Iterator[SourcePiece]:
    """Name the lines that hold a link's address; Markdown does not show them."""
    for number, line in enumerate(lines, 1):
        if _ADDRESS.fullmatch(line):
            yield SourcePiece(line.strip(), number, left_out="the address of a link")


class _Node:
    """A token of markdown-it with what is in it."""

    def __init__(self, token: Any) -> None:
        self.token = token
        self.type: str = token.type.removesuffix("_open") if token else ""
        self.children: list[_Node] = []

    @property
    def line(self) -> int:
        """The first line, from 1; 0 where the library does not say."""
        return self.token.map[0] + 1 if self.token and self.token.map else 0

    @property
    def inline(self) -> list[Any]:
        """The tokens within the lines of a paragraph, a heading or a cell."""
        return [
            each
            for child in self.children
            if child.type == "inline"
            for each in child.token.children or ()
        ]


def _tree(tokens: Sequence[Any]) -> _Node:
    root = _Node(None)
    open_ones = [root]
    for token in tokens:
        if token.nesting < 0:
            open_ones.pop()
            continue
        node = _Node(token)
        open_ones[-1].children.append(node)
        if token.nesting > 0:
            open_ones.append(node)
    return root


class _Walk:
    """Walks the blocks of a Markdown text."""

    def __init__(self, text: str) -> None:
        self._root = _tree(commonmark(text))
        lines = text.split("\n")
        self._width = max(
            (len(each) for each in lines if len(each) <= LONGEST_WRAPPED), default=0
        )
        self._tags = _Tags()
        self.apart: list[SourcePiece] = []
        """What stands within a line and is left out."""

    def pieces(self) -> Iterator[SourcePiece]:
        """Yield the pieces of the text."""
        for node in self._root.children:
            if node.type == "html_block":
                yield from self._tags.pieces(node.token.content, node.line)
            else:
                reason = self._tags.reason
                for piece in self._block(node):
                    yield SourcePiece(
                        piece.text,
                        piece.line,
                        piece.is_heading,
                        piece.keeps_lines,
                        piece.left_out or reason,
                        is_set_apart=piece.is_set_apart,
                    )

    def _block(self, node: _Node) -> Iterator[SourcePiece]:
        if node.type == "heading":
            text = "".join(text for text, _, _ in self._runs(node))
            text = " ".join(plain(text).replace(_HARD, " ").split())
            yield SourcePiece(text, node.line, is_heading=True)
        elif node.type == "paragraph":
            yield self._paragraph(node)
        elif node.type in ("bullet_list", "ordered_list"):
            lines = "\n".join(self._list(node))
            yield SourcePiece(lines, node.line, is_set_apart=True)
        elif node.type == "blockquote":
            yield SourcePiece(quoted(self._quoted(node)), node.line, is_set_apart=True)
        elif node.type == TABLE:
            cells = [cell for cell in _within(node) if cell.type in ("th", "td")]
            texts = (
                " ".join("".join(run[0] for run in self._runs(cell)).split()) for cell in cells
            )
            yield SourcePiece(" | ".join(filter(None, texts)), node.line, left_out="a table")
        elif node.type in ("fence", "code_block"):
            yield from self._code(node)

    def _paragraph(self, node: _Node) -> SourcePiece:
        runs = [*self._runs(node)]
        text = emphasised(runs).strip()
        if _IMPORT.fullmatch(text) and "\n" not in text and _CODE_SIGNS.search(text):
            return SourcePiece(text, node.line, left_out="a line of code")
        if _HARD in text:
            parts = [one_line(part) for part in text.split(_HARD)]
            return SourcePiece(_broken(parts), node.line, keeps_lines=True)
        lines = [line.strip() for line in text.split("\n")]
        # A poem without Markdown's marks of a line break is still one.
        if len(lines) > 1 and keeps_lines(lines, self._width):
            return SourcePiece(_broken(lines), node.line, keeps_lines=True)
        return SourcePiece("\n".join(lines), node.line)

    def _text(self, node: _Node) -> str:
        return one_line(emphasised(self._runs(node)).replace(_HARD, "\n"))

    def _list(self, node: _Node, depth: int = 0) -> Iterator[str]:
        """Yield the lines of a list; an item's paragraphs run into one."""
        number = int(node.token.attrs.get("start", 1)) if node.type == "ordered_list" else None
        for count, item in enumerate(node.children):
            inner = [child for child in item.children if child.type.endswith("_list")]
            own = [self._flat(child) for child in item.children if child not in inner]
            own_number = None if number is None else number + count
            yield list_item(" ".join(filter(None, own)), depth, own_number)
            for child in inner:
                yield from self._list(child, depth + 1)

    def _flat(self, node: _Node) -> str:
        """Return a block within a list's item on one line."""
        if node.type in ("paragraph", "heading"):
            return self._text(node)
        if node.type in ("fence", "code_block", "html_block"):
            return plain(" ".join(re.sub(r"<[^<>]*>", " ", node.token.content).split()))
        return " ".join(filter(None, (self._flat(child) for child in node.children)))

    def _quoted(self, node: _Node) -> list[str]:
        blocks = []
        for child in node.children:
            if child.type.endswith("_list"):
                blocks.append("\n".join(self._list(child)))
            elif child.type == "paragraph":
                blocks.append(self._paragraph(child).text)
            elif text := self._flat(child):
                blocks.append(text)
        return blocks

    def _code(self, node: _Node) -> Iterator[SourcePiece]:
        """Yield a block of code; paragraphs that were indented are none."""
        text = node.token.content.rstrip()
        is_code = len(text.split()) <= FEW_WORDS or bool(_CODE_SIGNS.search(text))
        if is_code or node.type != "code_block":
            whole = f"{node.token.info} {text}"
            yield SourcePiece(whole, node.line, left_out="a block of code")
            return
        for part in re.split(r"\n\s*\n", text):
            lines = [plain(line.strip()) for line in part.split("\n")]
            if len(lines) > 1 and keeps_lines(lines, self._width):
                yield SourcePiece(_broken(lines), node.line, keeps_lines=True)
            else:
                yield SourcePiece("\n".join(lines), node.line)

    def _runs(self, node: _Node) -> Iterator[Run]:
        """Yield the runs of a paragraph; pictures and tags of a site go elsewhere."""
        italic = bold = 0
        for token in node.inline:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if name in _MARKS:
                italic += token.nesting * _MARKS[name][0]
                bold += token.nesting * _MARKS[name][1]
            elif token.type == "softbreak":
                yield "\n", italic > 0, bold > 0
            elif token.type == "hardbreak":
                yield _HARD, False, False
            elif token.type in ("text", "code_inline"):
                yield self._shown(token, node.line), italic > 0, bold > 0
            elif token.type == "image":
                alt = "".join(each.content for each in token.children or ())
                self.apart.append(SourcePiece(alt, node.line, left_out="a picture"))
            elif token.type == "html_inline" and (tag := _HTML_TAG.match(token.content)):
                change = -1 if tag[1] else 1
                mark = _HTML_MARKS.get(tag[2].lower())
                italic = max(0, italic + change * (mark == 0))
                bold = max(0, bold + change * (mark == 1))
                if tag[2].lower() == "br":
                    yield _HARD, False, False

    def _shown(self, token: Any, line: int) -> str:
        text: str = token.content
        if token.type == "code_inline":
            return text
        for found in _SITE_TAG.findall(text):
            self.apart.append(SourcePiece(found, line, left_out="a tag of a site"))
        return _FOOTNOTE_MARK.sub("", _SITE_TAG.sub("", text))


def _broken(lines: Sequence[str]) -> str:
    """Return lines with Markdown's line breaks."""
    return "\\\n".join(line.strip() for line in lines if line.strip())


def _within(node: _Node) -> Iterator[_Node]:
    for child in node.children:
        yield child
        yield from _within(child)


_REASONS = {
    "aside": "an aside",
    "figure": "a caption",
    "figcaption": "a caption",
    "nav": "a menu",
    "table": "a table",
    "form": "a form",
    "footer": "a footer",
}
_UNSEEN = {"script", "style", "template", "noscript"}
_HEADINGS = [f"h{level}" for level in range(1, 7)]
_INLINE = {"a", "abbr", "b", "br", "cite", "code", "em", "i", "img", "q", "s", "small", "span"}
_INLINE |= {"strong", "sub", "sup", "u", "mark", "time", "del", "ins", "kbd", "font", "wbr"}
_VOID = {"img", "hr", "input", "meta", "link", "source", "wbr", "area", "col", "embed"}


class _Tags(HTMLParser):
    """Reads the blocks of HTML in Markdown; what one opens, a later one may close."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._counts = Counter[str]()
        """How often each is open: a text may open more than could be looked through."""
        self._reasons: list[str] = []
        self._text: list[str] = []
        self._line = 0
        self._found: list[SourcePiece] = []

    @property
    def reason(self) -> str:
        """Why what stands here is no paragraph; empty where it may be one."""
        return self._reasons[0] if self._reasons else ""

    def pieces(self, html: str, line: int) -> list[SourcePiece]:
        """Return the pieces of a block that begins in a line."""
        self._line, self._found = line, []
        self.feed(html)
        # What does not end, as a tag without a >, would be read again with the next block.
        rest, self.rawdata = self.rawdata, ""
        self.handle_data(rest)
        self._end_paragraph()
        return self._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append("\n")
        if tag == "img" and (alt := dict(attrs).get("alt")):
            self._found.append(SourcePiece(alt, self._line, left_out="a picture"))
        if tag not in _INLINE:
            self._end_paragraph()
        if tag not in _VOID and tag != "br":
            self._open.append(tag)
            self._counts[tag] += 1
            self._reasons += [_REASONS[tag]] if tag in _REASONS else []

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_paragraph()
        while self._counts[tag]:
            last = self._open.pop()
            self._counts[last] -= 1
            if last in _REASONS:
                self._reasons.pop()
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        if not any(self._counts[tag] for tag in _UNSEEN):
            self._text.append(data)

    def _end_paragraph(self) -> None:
        lines = "".join(self._text).strip().split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines)
        self._text = []
        if text:
            is_heading = any(self._counts[tag] for tag in _HEADINGS)
            shown = text if self.reason else plain(text)
            self._found.append(
                SourcePiece(shown, self._line, is_heading=is_heading, left_out=self.reason)
            )
