"""An article's text: read, and split into its paragraphs."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from quizgen.errors import BankError, Problem, QuizgenError
from quizgen.files import read_whole
from quizgen.folding import Folded, fold, quoted_words
from quizgen.model import Article, Bank
from quizgen.records import UNPRINTABLE
from quizgen.yamltext import decode

SUFFIXES = (".txt", ".md")
MOST_LEFT_OUT_SHOWN = 10

# How files begin that a word processor or a browser saved as something else than text.
_NO_TEXT = (b"%PDF", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0")
_UNDERLINE = re.compile(r"\s*(=+|-+)\s*")
# A line such as * * * parts the sections of an article; nobody counts it as a paragraph.
_ORNAMENT = re.compile(r"[\s*_=~#•·⁂—–-]+")
# Word processors and PDFs leave these within lines; no page can print them.
_ODD_BLANKS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), " ")


@dataclass(frozen=True)
class ArticleText:
    """An article's paragraphs as Markdown; index 0 is paragraph 1.

    lines tells where in the file each begins, sha256 is of the file's bytes, in hexadecimal.
    """

    title: str | None
    paragraphs: tuple[str, ...]
    lines: tuple[int, ...]
    path: Path
    sha256: str
    warnings: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> tuple[Folded, ...]:
        """The paragraphs as they are compared."""
        return tuple(map(fold, self.paragraphs))


@dataclass(frozen=True)
class _Block:
    """Lines between blank lines, and the number of the first."""

    line: int
    lines: tuple[str, ...]


def find_article(bank_path: Path, bank: Bank, given: Path | None) -> Path | None:
    """Return the file with a bank's article, or None where there is none.

    It is the one given, else the one the bank names, else one of the bank's own name beside
    it. Raises QuizgenError where the bank names a file that is not there, and where its file
    is a link that leads out of the bank's folder.
    """
    if given is not None:
        return given
    folder = bank_path.parent
    if bank.article.text is not None:
        named = folder / bank.article.text
        if not _is_file(named):
            raise QuizgenError(
                f"The article's text {named} is not there. Put it beside the bank, name the "
                "file with --article, or delete 'text' under 'article' in the bank."
            )
        return _inside(named, folder)
    for suffix in SUFFIXES:
        beside = bank_path.with_suffix(suffix)
        if beside != bank_path and _is_file(beside):
            return _inside(beside, folder)
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    # A name that is too long, or one that no system accepts.
    except (OSError, ValueError):
        return False


def _inside(path: Path, folder: Path) -> Path:
    """Refuse a link out of the folder: a bank that came from a stranger may hold one."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise QuizgenError(
            f"The article's text {path} leads out of the bank's folder. Put the file itself "
            "there, or name it with --article."
        )
    return path


def read_article(path: Path, article: Article) -> ArticleText:
    """Read an article's file; raises QuizgenError, which says what to mend.

    Blank lines part the paragraphs. What follows the last one that the bank counts is left
    out, with a warning.
    """
    raw = read_whole(path, "article")
    lines = re.split("\r\n|\r|\n", _decoded(raw, path))
    markdown = path.suffix.lower() == ".md"
    title, blocks = _without_title(list(_blocks(lines)), article.title, markdown=markdown)
    kept, rest = blocks[: article.paragraphs], blocks[article.paragraphs :]
    if len(kept) < article.paragraphs:
        raise QuizgenError(_too_few(path, lines, len(kept), article.paragraphs))
    _check_printable(path, kept)
    paragraphs = tuple(_joined(block.lines, markdown=markdown) for block in kept)
    return ArticleText(
        title=title,
        paragraphs=paragraphs,
        lines=tuple(block.line for block in kept),
        path=path,
        sha256=sha256(raw).hexdigest(),
        warnings=tuple(_warnings(path, rest, title, paragraphs)),
    )


def _decoded(raw: bytes, path: Path) -> str:
    if path.suffix.lower() not in SUFFIXES or raw.startswith(_NO_TEXT):
        raise QuizgenError(
            f"{path} is not a plain text file, and an article is read from .txt or .md only. "
            "Open it in the program it was written with and save it as plain text (.txt) with "
            "the encoding UTF-8."
        )
    try:
        return decode(raw, str(path))
    except BankError as error:  # it is the article that is wrong, not the bank
        raise QuizgenError(str(error)) from None


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield the runs of lines that show something, but for ornaments between sections."""
    run: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if not _is_blank(line):
            run.append(line)
        else:
            if run and not (len(run) == 1 and _ORNAMENT.fullmatch(run[0])):
                yield _Block(number - len(run), tuple(run))
            run = []


def _is_blank(line: str) -> bool:
    return all(
        character.isspace() or unicodedata.category(character) == "Cf" for character in line
    )


def _without_title(
    blocks: list[_Block], title: str, *, markdown: bool
) -> tuple[str | None, list[_Block]]:
    """Return the title as it stands at the beginning, if it does, and the other blocks."""
    wanted = fold(title).text
    if not blocks or not wanted:
        return None, blocks
    first = blocks[0]
    for count in range(1, min(len(first.lines), 5) + 1):
        written = _joined(first.lines[:count], markdown=False)
        if len(written) > 1000 + 4 * len(title):  # no title, and long to compare
            break
        if markdown:
            written = re.sub(r"^#{1,6}\s+|\s+#+$", "", written)
        if fold(written).text != wanted:
            continue
        if count < len(first.lines) and _UNDERLINE.fullmatch(first.lines[count]):
            count += 1  # noqa: PLW2901 -- the heading's underline goes with it
        rest = _Block(first.line + count, first.lines[count:])
        return written, [*([rest] if rest.lines else []), *blocks[1:]]
    return None, blocks


def _joined(lines: Sequence[str], *, markdown: bool) -> str:
    """Return a paragraph's lines as one, but for the line breaks that Markdown asks for."""
    parts = []
    for line in lines:
        text = line.translate(_ODD_BLANKS).strip()
        if markdown and line.endswith("  "):
            parts.append(f"{text}  \n")
        elif markdown and (len(text) - len(text.rstrip("\\"))) % 2:
            parts.append(f"{text}\n")
        else:
            parts.append(f"{text} ")
    return "".join(parts).rstrip()


def _too_few(path: Path, lines: Sequence[str], found: int, said: int) -> str:
    last = max((number for number, line in enumerate(lines) if not _is_blank(line)), default=0)
    counted = "1 paragraph" if found == 1 else f"{found or 'no'} paragraphs"
    message = (
        f"The article ends here with {counted}, and the bank says {said} ('paragraphs' under "
        "'article'). Put an empty line between paragraphs, add what is missing, or correct "
        "the number in the bank."
    )
    return str(Problem(str(path), last + 1, len(lines[last]) + 1, message))


def _check_printable(path: Path, blocks: Iterable[_Block]) -> None:
    """Refuse control characters, which neither a page nor a plan can hold."""
    problems = []
    for block in blocks:
        for number, line in enumerate(block.lines, block.line):
            if found := UNPRINTABLE.search(line.translate(_ODD_BLANKS)):
                message = (
                    f"Here is an invisible character (U+{ord(found[0]):04X}) that cannot be "
                    "printed. Delete it; if it came with pasted text, type that word again."
                )
                problems.append(Problem(str(path), number, found.start() + 1, message))
    if problems:
        raise QuizgenError("\n".join(map(str, problems)))


def _warnings(
    path: Path, rest: Sequence[_Block], title: str | None, paragraphs: Sequence[str]
) -> Iterator[str]:
    if not rest:
        return
    some = [
        f"{quoted_words(_joined(block.lines, markdown=False))} (line {block.line})"
        for block in rest[:MOST_LEFT_OUT_SHOWN]
    ]
    if more := len(rest) - len(some):
        some.append(f"and {more} more")
    number = len(paragraphs)
    left_out = "1 paragraph is" if len(rest) == 1 else f"{len(rest)} paragraphs are"
    message = (
        f"{left_out} left out after paragraph {number}, because the bank says 'paragraphs: "
        f"{number}': {', '.join(some)}."
    )
    yield str(Problem(str(path), rest[0].line, 1, message))
    if title is None:
        message = (
            "The file does not begin with the article's title as the bank has it, so "
            f"paragraph 1 is the one that begins {quoted_words(paragraphs[0])}."
        )
        yield str(Problem(str(path), 1, 1, message))
