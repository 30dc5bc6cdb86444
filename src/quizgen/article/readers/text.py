"""An article's file, of whatever program, to headings and paragraphs as Markdown."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from quizgen.article.text import read_lines
from quizgen.bank.fields import UNPRINTABLE
from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.words import and_list, or_list

# Nobody wraps lines by hand beyond this: such a line is a whole paragraph.
LONGEST_WRAPPED = 160
# A page that unpacks to more than this was made to fill the memory.
MOST_UNPACKED = 100_000_000
EXTRAS = {
    "docx": ("docx", "python-docx"),
    "html": ("trafilatura", "trafilatura lxml_html_clean"),
}
"""What each extra imports, and what pip installs for it."""

OTHERWISE = "Or copy its text into a plain text file (.txt)."


@dataclass(frozen=True)
class Piece:
    """A paragraph or a heading; line is its first in a text file, 0 in any other."""

    text: str
    line: int = 0
    is_heading: bool = False


@dataclass(frozen=True)
class Source:
    """What a file holds, in its order, and what it says about itself."""

    pieces: tuple[Piece, ...]
    title: str | None = None
    author: str | None = None
    publication: str | None = None
    published: str | None = None


def read_source(path: Path) -> Source:
    """Read an article's file by its ending; raises QuizgenError, which says what to mend."""
    if re.match(r"(?i)https?:/", str(path)):
        raise QuizgenError(
            "quizgen reads files and fetches nothing from the network. Save the page in your "
            "browser (File, Save page as) and name the file it makes."
        )
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise QuizgenError(
            f"{path} cannot be read: an article is a file that ends in {or_list(_READERS)}. "
            "Save it as one of these in the program it was written with."
        )
    return reader(path)


# Plain text and Markdown

_UNDERLINE = re.compile(r"\s*(=+|-+)\s*")


@dataclass(frozen=True)
class _Block:
    """Lines between blank lines, and the number of the first."""

    line: int
    lines: tuple[str, ...]


def _blocks(path: Path) -> Iterator[_Block]:
    """Yield the runs of lines in a text file; lines without a letter or a digit part them."""
    run: list[str] = []
    for number, line in enumerate([*read_lines(path), ""], 1):
        clean = " ".join(UNPRINTABLE.sub(" ", line).split())
        # Signs under a line make it a heading.
        if re.search(r"[^\W_]", clean) or (len(run) == 1 and _UNDERLINE.fullmatch(clean)):
            run.append(clean)
        elif run:
            yield _Block(number - len(run), tuple(run))
            run = []


def _from_text(path: Path) -> Source:
    pieces = [piece for block in _blocks(path) for piece in _pieces_of(block)]
    return Source(tuple(pieces))


def _pieces_of(block: _Block) -> Iterator[Piece]:
    """Yield a run of lines as one paragraph, or line by line where they are not wrapped."""
    numbered = list(enumerate(block.lines, block.line))
    if any(len(line) > LONGEST_WRAPPED for line in block.lines):
        yield from (Piece(line, number) for number, line in numbered)
    elif len(numbered) > 1 and _UNDERLINE.fullmatch(block.lines[1]):
        yield Piece(block.lines[0], block.line, is_heading=True)
        yield from _pieces_of_rest(block, 2)
    else:
        # The lines stay apart: a title, a byline and a date often stand under one another.
        yield Piece("\n".join(block.lines), block.line)


def _pieces_of_rest(block: _Block, start: int) -> Iterator[Piece]:
    if rest := block.lines[start:]:
        yield from _pieces_of(_Block(block.line + start, rest))


_FRONT_MATTER = re.compile(r"(title|author|date|source|publication)\s*:\s*(.+)", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+(.*?)(?:\s+#+)?\s*")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^()\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\((?:[^()\n]|\([^()\n]*\))*\)")


def _from_markdown(path: Path) -> Source:
    blocks = list(_blocks(path))
    about = dict(_front_matter(blocks)) if read_lines(path)[0].strip() == "---" else {}
    pieces = (piece for block in blocks for piece in _markdown_pieces(block))
    return Source(
        tuple(piece for piece in pieces if piece.text),
        title=about.get("title"),
        author=about.get("author"),
        publication=about.get("source") or about.get("publication"),
        published=about.get("date"),
    )


def _front_matter(blocks: list[_Block]) -> Iterator[tuple[str, str]]:
    """Take the keys that stand above a text off its beginning, and yield what they say."""
    lines = blocks[0].lines if blocks else ()
    end = next((at for at, line in enumerate(lines) if _UNDERLINE.fullmatch(line)), len(lines))
    if lines and all(re.match(r"[\w-]+\s*:|- ", line) for line in lines[:end]):
        rest = lines[end + 1 :]
        blocks[:1] = [_Block(blocks[0].line + end + 1, rest)] if rest else []
        for line in lines[:end]:
            if found := _FRONT_MATTER.fullmatch(line):
                yield found[1].lower(), found[2].strip().strip("\"'")


def _markdown_pieces(block: _Block) -> Iterator[Piece]:
    lines = tuple(_LINK.sub(r"\1", _IMAGE.sub("", line)) for line in block.lines)
    for index, line in enumerate(lines):
        if heading := _HEADING.fullmatch(line.strip()):
            yield from _markdown_paragraph(_Block(block.line, lines[:index]))
            yield Piece(heading[1], block.line + index, is_heading=True)
            yield from _markdown_pieces(_Block(block.line + index + 1, lines[index + 1 :]))
            return
    yield from _markdown_paragraph(_Block(block.line, lines))


def _markdown_paragraph(block: _Block) -> Iterator[Piece]:
    lines = [re.sub(r"^\s*>\s?", "", line).rstrip("\\") for line in block.lines]
    if any(line.strip() for line in lines):
        yield from _pieces_of(_Block(block.line, tuple(lines)))


# Word


def _from_docx(path: Path) -> Source:
    raw = read_whole(path, "article")
    docx = _extra("docx", path)
    with _no_traceback(path, "Open it in Word and save it again as a Word document (.docx)."):
        _refuse_bomb(raw)
        document = docx.Document(BytesIO(raw))
        pieces = [piece for each in document.paragraphs for piece in _word_pieces(each)]
    return Source(tuple(pieces))


def _refuse_bomb(raw: bytes) -> None:
    with ZipFile(BytesIO(raw)) as packed:
        if sum(info.file_size for info in packed.infolist()) > MOST_UNPACKED:
            raise BadZipFile


def _word_pieces(paragraph: Any) -> Iterator[Piece]:
    """Yield a paragraph of Word's; two line breaks in it part two of ours."""
    style = paragraph.style.name if paragraph.style is not None else ""
    is_heading = bool(re.match(r"(Title|Heading)\b", style or ""))
    runs = [
        (run.text, bool(run.italic) and not is_heading, bool(run.bold) and not is_heading)
        for part in paragraph.iter_inner_content()
        for run in getattr(part, "runs", [part])
    ]
    for text in re.split(r"\n\s*\n", _emphasised(runs)):
        if clean := " ".join(text.split()):
            yield Piece(clean, is_heading=is_heading)


def _emphasised(runs: Iterable[tuple[str, bool, bool]]) -> str:
    """Return texts, each italic or not and bold or not, as Markdown."""
    parts = []
    for (italic, bold), group in groupby(runs, key=lambda run: run[1:]):
        text = "".join(_plain(run[0]) for run in group)
        sign = "*" * (italic + 2 * bold)
        inner = text.strip()
        if sign and inner:
            # Markdown wants the signs to touch the words.
            before, behind = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
            text = f"{before}{sign}{inner}{sign}{behind}"
        parts.append(text)
    return "".join(parts)


def _plain(text: str) -> str:
    """Return text of no Markdown as Markdown that prints it as it is."""
    return re.sub(r"([\\*_])", r"\\\1", UNPRINTABLE.sub("", text))


# Web pages


def _from_html(path: Path) -> Source:
    raw = read_whole(path, "article")
    trafilatura = _extra("html", path)
    with _no_traceback(path, "Save the page again in your browser."), _quiet():
        found = trafilatura.bare_extraction(
            raw, with_metadata=True, include_comments=False, include_formatting=True
        )
        pieces = [] if found is None else list(_web_pieces(found.body))
    if not pieces:
        raise QuizgenError(
            f"No article was found in {path}: the page may load its text by a program, or "
            f"only for subscribers. {OTHERWISE}"
        )
    return Source(
        tuple(pieces),
        title=_one_line(found.title),
        author=_authors(found.author),
        publication=_one_line(found.sitename),
        published=_one_line(found.date),
    )


def _one_line(text: str | None) -> str | None:
    return " ".join(UNPRINTABLE.sub("", text or "").split()) or None


def _authors(text: str | None) -> str | None:
    """Return the names that the extractor parts with semicolons as a sentence has them."""
    names = [name.strip() for name in (_one_line(text) or "").split(";") if name.strip()]
    return and_list(names) if names else None


def _web_pieces(element: Any) -> Iterator[Piece]:
    """Yield the pieces in an element of the extracted page."""
    if element.tag in ("p", "head", "item"):
        text = _emphasised(_web_runs(element, is_italic=False, is_bold=False))
        if clean := " ".join(text.split()):
            yield Piece(clean, is_heading=element.tag == "head")
        return
    if element.tag in ("table", "graphic"):
        return
    if (element.text or "").strip():
        yield Piece(" ".join(_plain(element.text).split()))
    for child in element:
        yield from _web_pieces(child)


def _web_runs(
    element: Any, *, is_italic: bool, is_bold: bool
) -> Iterator[tuple[str, bool, bool]]:
    yield element.text or "", is_italic, is_bold
    for child in element:
        look = child.get("rend", "") if child.tag == "hi" else ""
        inside = {"is_italic": is_italic or look == "#i", "is_bold": is_bold or look == "#b"}
        yield from _web_runs(child, **inside)
        yield (" " if child.tag in ("lb", "p") else "") + (child.tail or ""), is_italic, is_bold


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the extractor's log from the terminal: what it could not find is told otherwise."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


# Both


def _extra(name: str, path: Path) -> Any:
    """Import the library of an extra, which not every installation has."""
    module, packages = EXTRAS[name]
    try:
        return import_module(module)
    except ImportError:
        raise QuizgenError(
            f"{path} cannot be read yet: for {path.suffix} files quizgen needs its extra "
            f"quizgen[{name}]. Install it with: pip install {packages}. {OTHERWISE}"
        ) from None


@contextmanager
def _no_traceback(path: Path, advice: str) -> Iterator[None]:
    """Say what to do where a library gives up: a broken file breaks it in any way."""
    try:
        yield
    except QuizgenError:
        raise
    except Exception as error:
        raise QuizgenError(
            f"{path} cannot be read: it is damaged. {advice} {OTHERWISE}"
        ) from error


_READERS: Mapping[str, Callable[[Path], Source]] = {
    ".txt": _from_text,
    ".md": _from_markdown,
    ".docx": _from_docx,
    ".html": _from_html,
    ".htm": _from_html,
}
