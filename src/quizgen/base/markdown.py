"""Converts a bank's text to safe HTML: a subset of Markdown, the rest as typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from markupsafe import Markup, escape

from quizgen.base.emphasis import marks
from quizgen.base.language import ENGLISH, Wording
from quizgen.base.regex import regex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# Emphasis, strong, typed line breaks, lists, block quotes and tables: what a question needs.
# Links, images, entities and HTML stay text: a bank must not fetch anything.
RULES = ("newline", "escape", "list", "blockquote", "table")


# An article also has headings and ornaments, and wrapped lines.
ARTICLE_RULES = (*RULES, "heading", "lheading", "hr")


_INDENT = regex(r"\n([ \t]+)")
_SIGNS = "*\\\n\r\0"
"""Characters that mean something to the rules within a line, or are replaced."""
_ARTICLE_SIGNS = f"{_SIGNS}_"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@cache
def _markdown(*, article: bool = False) -> "MarkdownIt":
    from markdown_it import MarkdownIt

    options = {"html": False, "breaks": not article}
    markdown = MarkdownIt("zero", options).enable(list(ARTICLE_RULES if article else RULES))
    markdown.inline.ruler.before("emphasis", "marks", partial(_emphasis, article))
    if not article:
        markdown.inline.ruler.before("newline", "indented", _indented_line)
    return markdown


@cache
def _commonmark() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def commonmark(text: str) -> "list[Token]":
    """Return the tokens of a text that other programs wrote, with all that Markdown has."""
    return _commonmark().parse(text)


def commonmark_html(text: str) -> str:
    """Return such a text as HTML, which may hold anything: it is to be read, not shown."""
    html: str = _commonmark().render(text)
    return html


def _emphasis(article: bool, state: "StateInline", silent: bool) -> bool:
    """Read a run of stars as quizgen's grammar has it, not as CommonMark's."""
    mark = marks(state.src, underscores=article).get(state.pos)
    if mark is None or silent:
        return False
    state.pending += state.src[state.pos] * mark.printed
    for unit in mark.units:
        tag = "em" if abs(unit) == 1 else "strong"
        kind = "open" if unit > 0 else "close"
        state.push(f"{tag}_{kind}", tag, 1 if unit > 0 else -1)
    state.pos += mark.length
    return True


def inline_html(text: str) -> Markup:
    """Return text as inline HTML; `1.` or `-` at its start prints as typed."""
    return Markup(_inline(text.strip(), article=False))  # noqa: S704


def _inline(text: str, *, article: bool) -> str:
    """Return text as inline HTML; markdown-it escapes what it does not understand.

    Most texts have no sign at all, and do without it: importing it takes longer than they do.
    """
    if any(sign in text for sign in (_ARTICLE_SIGNS if article else _SIGNS)):
        html: str = _markdown(article=article).renderInline(text)
        return html
    for sign, name in _ENTITIES.items():
        text = text.replace(sign, name)
    return text


def block_html(text: str) -> Markup:
    """Return text as paragraphs, lists, quotes, tables; one line is always one paragraph."""
    if "\n" not in text.strip():
        return Markup("<p>{}</p>").format(inline_html(text))
    return Markup(_markdown().render(text))  # noqa: S704


def unmarked(text: str) -> str:
    """Replace list markers and `>` by blanks; the length stays."""
    lines = text.replace("\r", " ").split("\n")
    shown = [" " * len(line) for line in lines]
    for number, words, _ in _shown_lines("\n".join(lines)):
        at = max(0, lines[number].rfind(words))
        shown[number] = " " * at + lines[number][at:]
    return "\n".join(shown)


def _blocks(text: str) -> "list[Token]":
    """Return a text's block tokens; inline content is not parsed."""
    tokens: list[Token] = []
    markdown = _markdown(article=True)
    markdown.block.parse(text, markdown, {}, tokens)
    return tokens


def _shown_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the index and the content of each line that shows something.

    The boolean says whether the text continues the line before.
    """
    for token in _blocks(text):
        if token.type == "inline" and token.map:
            goes_on = False
            for number, words in enumerate(token.content.split("\n"), token.map[0]):
                yield number, words.strip(), goes_on
                goes_on = not breaks(words)


def _indented_line(state: "StateInline", silent: bool) -> bool:
    """Keep the blanks at the beginning of a line, as verse and code have them."""
    found = _INDENT.match(state.src, state.pos)
    if found is None or silent:
        return False
    state.pending = state.pending.rstrip(" ")
    state.push("hardbreak", "br", 0)
    state.pending += _kept(found[1])
    state.pos = found.end()
    return True


def _kept(blanks: str) -> str:
    return NO_BREAK_SPACE * len(blanks.expandtabs(4))


REFERENCE = regex(r"\[\[([0-9]{1,9})\]\]")
"""A reference to a paragraph: [[3]] prints as "paragraph 3"."""


def referred(text: str, lines: Mapping[int, tuple[int, int]], words: Wording = ENGLISH) -> str:
    """Return text with its references written out, with line numbers if given."""
    return REFERENCE.sub(lambda match: words.place(int(match[1]), lines), text)


BlockKind = Literal["paragraph", "heading", "set apart"]


class MarkdownBlock(NamedTuple):
    """A block of lines[first:behind] in Markdown, and its kind.

    Lists and block quotations have the kind "set apart". Headings have a level from 1 to 6.
    """

    kind: BlockKind
    first: int
    behind: int
    level: int = 0


BLOCK_KINDS: Mapping[str, BlockKind] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "bullet_list_open": "set apart",
    "ordered_list_open": "set apart",
    "blockquote_open": "set apart",
}


def markdown_blocks(lines: Sequence[str]) -> Iterator[MarkdownBlock]:
    """Yield the paragraphs, headings, lists and block quotations of a Markdown text."""
    for token in _blocks("\n".join(lines)):
        if token.level or token.type not in BLOCK_KINDS or not token.map:
            continue
        level = int(token.tag[1:]) if token.type == "heading_open" else 0
        first, behind = token.map
        yield MarkdownBlock(BLOCK_KINDS[token.type], first, behind, level)


def heading_text(lines: Sequence[str]) -> str:
    """Return a heading's text on one line."""
    return " ".join(words for _, words, _ in _shown_lines("\n".join(lines)))


def rejoined(lines: Sequence[str]) -> str:
    """Return a list or a block quotation with each item on one line.

    Hard line breaks stay.
    """
    shown = _shown_lines("\n".join(lines))
    going_on = {number: words for number, words, goes_on in shown if goes_on}
    joined: list[str] = []
    for number, line in enumerate(lines):
        if number in going_on:
            blanks = line[len(line.rstrip()) :]
            joined[-1] = f"{joined[-1].rstrip()} {going_on[number]}{blanks}"
        else:
            joined.append(line)
    return "\n".join(joined).rstrip()


def breaks(line: str) -> bool:
    """Return whether Markdown asks for a line break at a line's end."""
    bare = line.rstrip("\\")
    return line.endswith("  ") or (len(line) - len(bare)) % 2 == 1


# Private-use characters (Unicode, 23.5): no font and no Markdown rule knows them, so they
# come through as they are, and what they enclose becomes an element afterwards.
OPEN, CLOSE, NOTE, END = "\ue000", "\ue001", "\ue002", "\ue003"


def passage_html(
    text: str,
    glossed: Sequence[str],
    notes: Mapping[int, str],
    *,
    set_apart: bool = False,
    plain: bool = False,
) -> Markup:
    """Return a paragraph's HTML with glossed words marked and footnote numbers.

    `notes` maps a footnote's number to the words it follows. A paragraph that is set apart
    becomes a list or a block quotation. Plain text is no Markdown: it prints as typed.
    """
    for word in glossed:
        text = _first(word).sub(rf"{OPEN}\g<0>{CLOSE}", text, count=1)
    for number, words in notes.items():
        text = _first(words).sub(rf"\g<0>{NOTE}{number}{END}", text, count=1)
    html = plain_html(text) if plain else _set_apart(text) if set_apart else _running(text)
    for sign, tag in {
        OPEN: '<span class="glossed">',
        CLOSE: "</span>",
        NOTE: '<sup class="note">',
        END: "</sup>",
    }.items():
        html = html.replace(sign, tag)
    return Markup(html)  # noqa: S704


def plain_html(text: str) -> str:
    """Return text that is no Markdown as HTML, its line breaks and indentation kept."""
    indented = re.sub(r"(?m)^[ \t]+", lambda blanks: _kept(blanks[0]), text)
    return str(escape(indented)).replace("\n", "<br> ")


def _running(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", _inline(text.strip(), article=True))


def _set_apart(text: str) -> str:
    markdown = _markdown(article=True)
    tokens = [token for token in markdown.parse(text) if token.type != "hr"]
    for token in tokens:
        if token.type.startswith("heading_"):  # within a quotation it heads nothing
            token.tag = "p"
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def has_word(text: str, word: str) -> bool:
    """Return whether a text has the whole word, ignoring case."""
    return bool(_first(word).search(text))


def _first(words: str) -> re.Pattern[str]:
    spaced = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
