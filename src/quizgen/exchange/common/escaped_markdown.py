"""quizgen's HTML as Markdown in which nothing but its own emphasis is read as markup.

For programs whose Markdown has many signs, such as text2qti: no number begins a list, `#`
begins no heading, straight quotation marks stay straight. Lists and tables stay HTML.
"""

import re
from html import escape
from html.parser import HTMLParser
from typing import ClassVar

from quizgen.base.markdown import NO_BREAK_SPACE
from quizgen.base.regex import regex


def markdown_of(html: str) -> str:
    r"""Return quizgen's HTML as text2qti's Markdown, whose signs are escaped.

    >>> markdown_of("<p>1. He said &quot;<em>no</em>&quot;</p>")
    '1\\. He said \\"<em>no</em>\\"'
    """
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return "\n\n".join(writer.blocks)


class _Writer(HTMLParser):
    """Collects paragraphs with emphasis as Markdown, and everything else as HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._inline = ""
        self._depth = 0
        """How many elements are open that are written as HTML."""

    STRONG, EMPHASIS, END = "\ue010", "\ue011", "\ue012"
    INLINE: ClassVar = {"strong": STRONG, "em": EMPHASIS}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin emphasis, a paragraph, or a piece of HTML."""
        if not self._depth and tag == "p" and not attrs:
            self._end()
        elif not self._depth and tag == "br":
            self._inline = self._inline.rstrip(" ") + "<br>\n"
        elif not self._depth and tag in self.INLINE:
            self._inline += self.INLINE[tag]
        else:
            if not self._depth and tag not in _PHRASES:
                self._end()
            self._inline += _guarded(self.get_starttag_text() or "")
            self._depth += tag not in _VOID

    def handle_endtag(self, tag: str) -> None:
        """End what a tag has begun."""
        if self._depth:
            self._inline += f"</{tag}>"
            self._depth -= 1
            if not self._depth and tag not in _PHRASES:
                self._end()
        elif tag in self.INLINE:
            self._inline += self.END
        elif tag == "p":
            self._end()

    def handle_data(self, data: str) -> None:
        """Add words, escaped for Markdown or for HTML."""
        if self._depth:
            self._inline += _guarded(escape(data, quote=False).replace("\n", " "))
        else:
            self._inline += _escaped(data.replace("\n", " ").lstrip(self._begins * " "))

    @property
    def _begins(self) -> bool:
        return not self._inline or self._inline.endswith("\n")

    def close(self) -> None:
        """End what is still open."""
        super().close()
        self._end()

    def _end(self) -> None:
        lines = self._inline.strip().split("\n")
        text = "\n".join(_line_escaped(line) for line in lines)
        if text:
            self.blocks.append(self._emphasised(text))
        self._inline = ""

    def _emphasised(self, text: str) -> str:
        """Write emphasis with stars where they are sure to be understood, else as tags."""
        for mark, stars in ((self.STRONG, "**"), (self.EMPHASIS, "*")):
            words = rf"{mark}([^\W_](?:[\w ,;-]*[^\W_])?){self.END}"
            sure = rf"(?<![^\s(]){words}(?=[\s.,;:?!)]|$)"
            text = re.sub(sure, rf"{stars}\1{stars}", text)
        opened: list[str] = []
        parts = re.split(f"([{self.STRONG}{self.EMPHASIS}{self.END}])", text)
        tags = {self.STRONG: "strong", self.EMPHASIS: "em"}
        for index, part in enumerate(parts):
            if part in tags:
                opened.append(tags[part])
                parts[index] = f"<{tags[part]}>"
            elif part == self.END:
                parts[index] = f"</{opened.pop()}>"
        return "".join(parts)


_VOID = {"br", "img", "hr"}
_PHRASES = {"span", "sup", "img"}
_SIGNS = regex(r"""[\\`*_{}\[\]"'|$]|(?<=-)-|-(?=-)|(?<=\.)\.|\.(?=\.)""")
_ENTITIES = str.maketrans({"$": "&#36;", "\\": "&#92;", "`": "&#96;"})
_BEGINNING = regex(r"(?P<number>[0-9]+)\.|(?P<sign>[-+#])|(?P<other>[:~=])")


def _escaped(text: str) -> str:
    r"""Return text with a backslash before each sign that Markdown or text2qti would take.

    >>> _escaped("It's *so* -- for $5")
    "It\\'s \\*so\\* \\-\\- for \\$5"
    """
    text = _SIGNS.sub(r"\\\g<0>", text)
    return escape(text, quote=False).replace(NO_BREAK_SPACE, "&nbsp;")


def _guarded(html: str) -> str:
    """Return HTML without what text2qti would compute before it reads HTML."""
    return html.translate(_ENTITIES)


def _line_escaped(line: str) -> str:
    """Return a line that begins no list, heading, definition or fence."""
    found = _BEGINNING.match(line)
    if not found:
        return line
    if found["number"]:
        return f"{found['number']}\\{line[found.end() - 1 :]}"
    first = f"&#{ord(line[0])};" if found["other"] else f"\\{line[0]}"
    return first + line[1:]
