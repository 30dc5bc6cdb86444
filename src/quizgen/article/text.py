"""Reads an article's text file, and splits it into paragraphs.

In Markdown a list or a block quotation is a paragraph too, one that is set apart; a heading is
not a paragraph.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from textwrap import dedent

from quizgen.article.verse import keeps_lines
from quizgen.bank.document import decode
from quizgen.bank.field_spec import Field
from quizgen.bank.fields import UNPRINTABLE, ParagraphNumber, Record, Text
from quizgen.bank.model import Article
from quizgen.base.choices import TEXT_SUFFIXES
from quizgen.base.data_class import dataclass
from quizgen.base.errors import ArticleError, BankError, Problem, QuizgenError
from quizgen.base.files import MOST_CHARACTERS, read_whole
from quizgen.base.markdown import (
    NO_BREAK_SPACE,
    BlockKind,
    breaks,
    heading_text,
    markdown_blocks,
    rejoined,
    unmarked,
)
from quizgen.base.regex import regex
from quizgen.base.text_match import Folded, fold, quoted_words
from quizgen.base.words import counted, or_list

MOST_LEFT_OUT_SHOWN = 10
MOST_BYTES = 1_000_000
"""Most bytes of an article's text: a long book has as many."""

# How files that are no plain text begin.
_NO_TEXT = (b"%PDF", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0")
_UNDERLINE = regex(r"\s*(=+|-+)\s*")
# A line such as * * * separates sections; it is no paragraph.
_ORNAMENT = regex(r"[\s*_=~#•·⁂—–-]+")
# Word processors and PDFs leave these in lines; they cannot be printed.
_ODD_BLANKS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), " ")


class Heading(Record):
    """A heading within an article, above a paragraph.

    level is 1 under the title, 2 under a heading of level 1, and so on.
    """

    above: ParagraphNumber
    level: int = Field(ge=1, le=6)
    text: Text


@dataclass(frozen=True)
class ArticleText:
    """An article's paragraphs as Markdown, or plain; index 0 is paragraph 1.

    lines has the line in the file at which each begins; sha256 is of the file's bytes, in
    hexadecimal.
    set_apart has the numbers of the paragraphs that are a list or a block quotation.
    """

    title: str | None
    paragraphs: tuple[str, ...]
    lines: tuple[int, ...]
    path: Path
    sha256: str
    warnings: tuple[Problem, ...] = ()
    headings: tuple[Heading, ...] = ()
    set_apart: tuple[int, ...] = ()
    plain: bool = False
    """Whether the paragraphs are no Markdown."""
    kept_lines: tuple[int, ...] = ()
    """The paragraphs whose lines are kept: verse, speech, and what the bank says."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The paragraphs with blanks for list markers and the like; lengths stay."""
        return tuple(
            unmarked(text) if number in self.set_apart else text
            for number, text in enumerate(self.paragraphs, start=1)
        )

    @cached_property
    def folded(self) -> tuple[Folded, ...]:
        """The paragraphs, folded for comparison."""
        return tuple(map(fold, self.words))


@dataclass(frozen=True)
class _Block:
    """Consecutive lines, and the number of the first."""

    line: int
    lines: tuple[str, ...]
    kind: BlockKind = "paragraph"
    level: int = 0


def find_article(bank_path: Path, article: Article, given: Path | None) -> Path | None:
    """Return the file with the text of a bank's article, or None where there is none.

    It is the one given, else the one the bank names, else one with the bank's name beside it.
    Raises QuizgenError if the bank names a missing file, or a link that leads out of its
    folder.
    """
    if given is not None:
        return given
    folder = bank_path.parent
    if article.text is not None:
        named = folder / article.text
        if not _is_file(named):
            raise QuizgenError(
                f"The article's text {named} is not there. Put it beside the bank, name the "
                "file with --article, or delete 'text' under 'article' in the bank."
            )
        return _inside(named, folder)
    for suffix in TEXT_SUFFIXES:
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
    """Refuse a link out of the folder: an untrusted bank may contain one."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise QuizgenError(
            f"The article's text {path} leads out of the bank's folder. Put the file itself "
            "there, or name it with --article."
        )
    return path


def read_article(path: Path, article: Article, raw: bytes | None = None) -> ArticleText:
    """Read an article's file; raises QuizgenError.

    Blank lines separate the paragraphs. Text after the last one that the bank counts is left
    out, with a warning. `raw` is taken for what the file holds.
    """
    raw = read_whole(path, "article", MOST_BYTES) if raw is None else raw
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise _no_text(path)
    lines = decode_lines(raw, path)
    markdown = path.suffix.lower() == ".md"
    title, first = _title(lines, article.title, markdown=markdown)
    split = _markdown_blocks if markdown else _blocks
    kept, rest = _counted([*split(lines, first)], article.paragraphs)
    counted_ones = [block for block in kept if block.kind != "heading"]
    if len(counted_ones) < article.paragraphs:
        raise ArticleError([_too_few(path, lines, kept, article.paragraphs)])
    _check_length(path, kept)
    _check_printable(path, kept)
    width = max((len(line.rstrip()) for block in kept for line in block.lines), default=0)
    kept_ones = tuple(
        number
        for number, block in enumerate(counted_ones, start=1)
        if _keeps_lines(block, article.keeps_lines(number), width, markdown=markdown)
    )
    paragraphs = tuple(
        _kept_lines(block, markdown=markdown)
        if number in kept_ones
        else _text(block, markdown=markdown)
        for number, block in enumerate(counted_ones, start=1)
    )
    return ArticleText(
        title=title,
        paragraphs=paragraphs,
        lines=tuple(block.line for block in counted_ones),
        path=path,
        sha256=sha256(raw).hexdigest(),
        warnings=tuple(_warnings(path, kept, rest, title, paragraphs)),
        headings=tuple(_headings(kept)),
        set_apart=tuple(
            number
            for number, block in enumerate(counted_ones, start=1)
            if block.kind == "set apart"
        ),
        plain=not markdown,
        kept_lines=kept_ones,
    )


def paragraph_count(text: str, title: str, *, markdown: bool) -> int:
    """Return how many paragraphs read_article finds in a text of an article with a title."""
    lines = text.split("\n")
    _, first = _title(lines, title, markdown=markdown)
    split = _markdown_blocks if markdown else _blocks
    return sum(block.kind != "heading" for block in split(lines, first))


def _counted(blocks: list[_Block], wanted: int) -> tuple[list[_Block], list[_Block]]:
    """Split the blocks after the last paragraph that the bank counts."""
    places = [place for place, block in enumerate(blocks) if block.kind != "heading"]
    end = places[wanted - 1] + 1 if len(places) >= wanted else len(blocks)
    return blocks[:end], blocks[end:]


def _headings(blocks: Iterable[_Block]) -> Iterator[Heading]:
    """Yield the headings, with levels renumbered so that none is skipped."""
    paragraph, open_levels = 1, list[int]()
    for block in blocks:
        if block.kind != "heading":
            paragraph += 1
            continue
        open_levels = [*(level for level in open_levels if level < block.level), block.level]
        text = heading_text(block.lines)
        yield Heading(above=paragraph, level=len(open_levels), text=text)


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file, whatever its suffix; raises QuizgenError."""
    return decode_lines(read_whole(path, "article", MOST_BYTES), path)


def decode_lines(raw: bytes, path: Path) -> list[str]:
    """Return the lines of a text file in UTF-8; raises QuizgenError."""
    if raw.startswith(_NO_TEXT):
        raise _no_text(path)
    try:
        return re.split("\r\n|\r|\n", decode(raw, str(path)))
    except BankError as error:  # it is the article that is wrong, not the bank
        raise ArticleError(error.problems) from None


def _no_text(path: Path) -> QuizgenError:
    return QuizgenError(
        f"{path} is not a plain text file, and an article is read from "
        f"{or_list(TEXT_SUFFIXES)} only. Open it in the program it was written with and save "
        "it as plain text (.txt) with the encoding UTF-8."
    )


def _blocks(lines: Sequence[str], first: int = 0) -> Iterator[_Block]:
    """Yield the blocks of visible lines, without ornaments between sections."""
    run: list[str] = []
    for number, line in enumerate([*lines[first:], ""], first + 1):
        if not _is_blank(line):
            run.append(line)
        else:
            if run and not _is_ornament(run):
                yield _Block(number - len(run), tuple(run))
            run = []


def _markdown_blocks(lines: Sequence[str], first: int) -> Iterator[_Block]:
    """Yield Markdown's blocks, without ornaments and invisible ones."""
    plain = [
        "" if number < first or _is_blank(line) else line.translate(_ODD_BLANKS).expandtabs(4)
        for number, line in enumerate(lines)
    ]
    for kind, start, behind, level in markdown_blocks(plain):
        own = plain[start:behind]
        shown = unmarked("\n".join(own)) if kind != "paragraph" else " ".join(own)
        if not _is_blank(shown) and not _is_ornament(own):
            yield _Block(start + 1, tuple(own), kind, level)


def _is_ornament(lines: Sequence[str]) -> bool:
    return len(lines) == 1 and bool(_ORNAMENT.fullmatch(lines[0]))


def _is_blank(line: str) -> bool:
    return all(
        character.isspace() or unicodedata.category(character) == "Cf" for character in line
    )


def _title(lines: Sequence[str], title: str, *, markdown: bool) -> tuple[str | None, int]:
    """Return the title as written at the text's start, if it is there, and its lines."""
    wanted = fold(title).text
    first = next(_blocks(lines), None)
    if first is None or not wanted:
        return None, 0
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
        return written, first.line - 1 + count
    return None, 0


def _text(block: _Block, *, markdown: bool) -> str:
    if block.kind == "set apart":
        return rejoined(block.lines)
    return _joined(block.lines, markdown=markdown)


def _keeps_lines(block: _Block, wished: bool | None, width: int, *, markdown: bool) -> bool:
    """Whether a paragraph's lines are kept: as the bank says, else if they look like verse."""
    if block.kind != "paragraph" or len(block.lines) < 2:
        return False
    return wished if wished is not None else not markdown and keeps_lines(block.lines, width)


def _kept_lines(block: _Block, *, markdown: bool) -> str:
    """Return a paragraph with its lines and their indentation."""
    lines = [line.translate(_ODD_BLANKS).expandtabs(4).rstrip() for line in block.lines]
    if not markdown:
        return dedent("\n".join(lines))
    # Markdown has a mark for a line break, and drops blanks before a line.
    bare = dedent("\n".join(line.rstrip("\\") for line in lines)).split("\n")
    return "\\\n".join(
        NO_BREAK_SPACE * (len(line) - len(line.lstrip())) + line.lstrip() for line in bare
    )


def _joined(lines: Sequence[str], *, markdown: bool) -> str:
    """Join a paragraph's lines, except at Markdown's hard line breaks."""
    parts = []
    for line in lines:
        text = line.translate(_ODD_BLANKS).strip()
        if not markdown or not breaks(line):
            parts.append(f"{text} ")
        else:
            parts.append(f"{text}\n" if text.endswith("\\") else f"{text}  \n")
    return "".join(parts).rstrip()


def _too_few(path: Path, lines: Sequence[str], blocks: Sequence[_Block], said: int) -> Problem:
    last = max((number for number, line in enumerate(lines) if not _is_blank(line)), default=0)
    kinds = [block.kind for block in blocks]
    found = len(kinds) - kinds.count("heading")
    number = counted(found, "paragraph") if found else "no paragraphs"
    rule = ""
    if "heading" in kinds or "set apart" in kinds:
        rule = " A list or a quotation counts as one paragraph, a heading as none."
    message = (
        f"The article ends here with {number}, and the bank says {said} ('paragraphs' under "
        f"'article').{rule} Put an empty line between paragraphs, add what is missing, or "
        "correct the number in the bank."
    )
    return Problem(str(path), last + 1, len(lines[last]) + 1, message)


def _check_length(path: Path, blocks: Iterable[_Block]) -> None:
    """Refuse paragraphs that no page can hold."""
    problems = [
        Problem(
            str(path),
            block.line,
            1,
            f"This paragraph has {length} characters, and at most {MOST_CHARACTERS} are "
            "allowed. Put an empty line between its parts.",
        )
        for block in blocks
        if (length := sum(map(len, block.lines))) > MOST_CHARACTERS
    ]
    if problems:
        raise ArticleError(problems)


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
        raise ArticleError(problems)


def _warnings(
    path: Path,
    kept: Sequence[_Block],
    rest: Sequence[_Block],
    title: str | None,
    paragraphs: Sequence[str],
) -> Iterator[Problem]:
    if rest:
        yield _left_out(path, rest, len(paragraphs))
    if title is not None:
        return
    missing = "The file does not begin with the article's title as the bank has it, so"
    if kept[0].level == 1:
        begins = f"its heading {quoted_words(heading_text(kept[0].lines))}"
        message = f"{missing} {begins} is printed under that title."
        yield Problem(str(path), kept[0].line, 1, message)
    elif rest:
        opening = next(block for block in kept if block.kind != "heading")
        first = quoted_words(_said(opening))
        message = f"{missing} paragraph 1 is the one that begins {first}."
        yield Problem(str(path), 1, 1, message)


def _left_out(path: Path, rest: Sequence[_Block], last: int) -> Problem:
    some = [
        f"{quoted_words(_said(block))} (line {block.line})"
        for block in rest[:MOST_LEFT_OUT_SHOWN]
    ]
    if more := len(rest) - len(some):
        some.append(f"and {more} more")
    kinds = [block.kind for block in rest]
    headings = kinds.count("heading")
    numbers = {"paragraph": len(kinds) - headings, "heading": headings}
    what = " and ".join(counted(number, noun) for noun, number in numbers.items() if number)
    message = (
        f"{what} {'is' if len(rest) == 1 else 'are'} left out after paragraph {last}, because "
        f"the bank says 'paragraphs: {last}': {', '.join(some)}."
    )
    return Problem(str(path), rest[0].line, 1, message)


def _said(block: _Block) -> str:
    """Return a block's words, without the marks of Markdown."""
    if block.kind == "paragraph":
        return _joined(block.lines, markdown=False)
    return " ".join(unmarked("\n".join(block.lines)).split())
