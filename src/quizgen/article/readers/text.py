"""Reads an article from plain text: wrapped or not, with or without empty lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

from quizgen.article.ebook_frame import (
    HEADER,
    LICENCE,
    MADE_BY,
    EbookFrame,
    ebook_frame,
    is_made_by,
)
from quizgen.article.line_joins import Hyphens, without_hyphens
from quizgen.article.readers.common import (
    LONGEST_WRAPPED,
    UNDERLINE,
    Block,
    Source,
    SourcePiece,
    blocks_in,
    claims_of,
    decoded_text,
    pieces_of,
)
from quizgen.article.verse import EARLY, indent_of, keeps_lines
from quizgen.base.data_class import replace
from quizgen.base.errors import shown
from quizgen.base.regex import regex
from quizgen.base.words import and_list

MOST_WORDS_IN_HEADING = 10
MOST_GUESSED_SHOWN = 5
SHORT_END = 0.75
"""A line that ends a sentence before this part of the width ends a paragraph, too, where no
empty line does."""
FEWEST_LINES = 6

_SENTENCE_END = regex(r"(?:[.!?…。！？؟]|[.!?…,]?[”’\"'»)\]*_]|--|—)$")
_NO_HEADING = regex(r"[.!?…:;,。！？、；：؟،”’\"»)\]]$")
_CHAPTER = regex(
    r"(?:(?:chapter|part|book|section|act|scene|kapitel|chapitre|cap[ií]tulo|teil|parte|розділ)"
    r"\s+)?(?:[IVXLC]+|\d{1,3})\.?(?:\s*[-—:.]\s*\S.{0,80})?|(?:chapter|act|scene)\s+\w+\b.{0,60}",
    re.IGNORECASE,
)
_ITEM = regex(r"(?:[•*·‣▪–-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_SPEAKER = regex(r"(?=[^a-z]*$)[^\W\d_][\w .'’-]{1,30}[.:]?$")
_NOTE = regex(r"\[(footnote|illustration)\b.*\]?", re.IGNORECASE | re.DOTALL)
_THE_END = regex(r"(?:the end|finis|fin|ende|fine|кінець|fim|完|終|끝)\.?", re.IGNORECASE)
_NOTES = {"footnote": "a footnote", "illustration": "a caption"}
_ITALICS = regex(r"(?<![\w_])_(?=[^\s_])([^_]*[^\s_])_(?![\w_])")


def read(path: Path) -> Source:
    """Read a text file; raises QuizgenError."""
    text, notes = decoded_text(path)
    lines = [line.expandtabs(4).rstrip() for line in text.split("\n")]
    frame = ebook_frame(lines)
    reader = _Reader(lines, frame)
    pieces = [*reader.pieces()]
    return Source(
        tuple(pieces),
        plain=True,
        title=frame.title if frame else None,
        title_how=HEADER if frame else "",
        claims=claims_of(HEADER, author=frame.author if frame else None),
        seen=text,
        notes=(*notes, *reader.notes()),
    )


class _Reader:
    """Tells the blocks of a text apart."""

    def __init__(self, lines: Sequence[str], frame: EbookFrame | None) -> None:
        self._begin, self._end = (frame.begin, frame.end) if frame else (0, len(lines))
        self._is_book = frame is not None
        if frame:
            # Project Gutenberg types italics between low lines.
            lines = _ITALICS.sub(r"\1", "\n".join(lines)).split("\n")
        self._lines = lines
        own = lines[self._begin : self._end]
        wrapped = [len(line) for line in own if len(line) <= LONGEST_WRAPPED]
        self._width = max(map(len, own), default=0)
        self._measure = max(wrapped, default=0)
        self._hyphens = Hyphens(own)
        self._parted_early = False

    def pieces(self) -> Iterator[SourcePiece]:
        """Yield the pieces of the file."""
        yield from self._outside(0, self._begin, HEADER)
        blocks = [*blocks_in(self._lines[self._begin : self._end], self._begin + 1)]
        is_in_text = is_contents = False
        chapter: SourcePiece | None = None
        for index, block in enumerate(blocks):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            is_contents = _is_contents(block, is_contents=is_contents)
            if chapter and not self._is_heading(block, following, is_in_text=True):
                yield chapter
                chapter = None
            if is_contents:
                yield SourcePiece("\n".join(block.lines), block.line, left_out=_CONTENTS)
            elif reason := self._reason(block, is_last=following is None):
                yield SourcePiece("\n".join(block.lines), block.line, left_out=reason)
            elif index and self._is_heading(
                block, following, is_in_text=is_in_text or chapter is not None
            ):
                text = " ".join(" ".join(block.lines).split())
                heading = SourcePiece(text, block.line, is_heading=True)
                if chapter:
                    # The number of a chapter stands above its name.
                    sign = "" if chapter.text.endswith((".", ":")) else ":"
                    yield replace(chapter, text=f"{chapter.text}{sign} {text}")
                    chapter = None
                elif _CHAPTER.fullmatch(text):
                    chapter = heading
                else:
                    yield heading
            else:
                is_in_text |= len(" ".join(block.lines).split()) > MOST_WORDS_IN_HEADING
                yield from self._block(block)
        if chapter:
            yield chapter
        yield from self._outside(self._end, len(self._lines), LICENCE)

    def notes(self) -> Iterator[str]:
        """Yield what is unsure."""
        if self._parted_early:
            yield (
                "The text has no empty lines: its paragraphs were parted where a line ends "
                "early. Look whether each begins where it should."
            )
        if guessed := self._hyphens.guessed:
            some = [f"“{shown(word)}”" for word in dict.fromkeys(guessed)][:MOST_GUESSED_SHOWN]
            more = len(set(guessed)) - len(some)
            yield (
                "Hyphens stood at the ends of lines, and the text does not show whether they "
                f"belong to the word: {and_list([*some, f'{more} more'] if more else some)}."
            )

    def _outside(self, begin: int, end: int, reason: str) -> Iterator[SourcePiece]:
        text = "\n".join(self._lines[begin:end]).strip("\n")
        if text.strip():
            yield SourcePiece(text, begin + 1, left_out=reason)

    def _reason(self, block: Block, *, is_last: bool) -> str:
        """Return why a block is no paragraph, or nothing."""
        text = "\n".join(block.lines).strip()
        if is_last and _THE_END.fullmatch(text):
            return "the words at its end"
        if self._is_book and is_made_by(text):
            return MADE_BY
        found = _NOTE.fullmatch(text)
        return _NOTES[found[1].lower()] if found else ""

    def _is_heading(self, block: Block, following: Block | None, *, is_in_text: bool) -> bool:
        """Whether a line stands by itself above a paragraph, and is no sentence."""
        if following is None or len(block.lines) > 2:
            return False
        text = " ".join(" ".join(block.lines).split())
        if len(text.split()) > MOST_WORDS_IN_HEADING or len(text) > LONGEST_WRAPPED // 2:
            return False
        if _CHAPTER.fullmatch(text):
            return True
        # Above the text stand title, byline and date.
        if not is_in_text:
            return False
        if text.isupper():
            return True
        is_short = len(block.lines) == 1 and not _NO_HEADING.search(text)
        below = " ".join(following.lines)
        return (
            is_short
            and not _ITEM.match(text)
            and len(below.split()) > MOST_WORDS_IN_HEADING
            and not self._keeps(following)
        )

    def _keeps(self, block: Block) -> bool:
        # The first block may be a title with a byline.
        return block.line > self._begin + 1 and keeps_lines(block.lines, self._width)

    def _block(self, block: Block) -> Iterator[SourcePiece]:
        """Yield a block as it is if it is verse or speech, else its paragraphs."""
        if len(block.lines) > 1 and UNDERLINE.fullmatch(block.lines[1]):
            yield SourcePiece(block.lines[0].strip(), block.line, is_heading=True)
            if len(block.lines) > 2:
                yield from self._block(Block(block.line + 2, block.lines[2:]))
        elif any(len(line) > LONGEST_WRAPPED for line in block.lines):
            yield from pieces_of(block)
        elif (starts := self._indented(block.lines)) or (starts := self._early(block.lines)):
            for start, end in pairwise([0, *starts, len(block.lines)]):
                yield self._paragraph(block.lines[start:end], block.line + start)
        elif items := _items(block.lines):
            kept = [self._joined(block.lines[start:end]) for start, end in items]
            yield SourcePiece("\n".join(kept), block.line, keeps_lines=True)
        elif self._keeps(block):
            yield SourcePiece(dedent("\n".join(block.lines)), block.line, keeps_lines=True)
        elif _SPEAKER.fullmatch(block.lines[0].strip()) and self._is_speech(block):
            said = f"{block.lines[0].strip()}\n{self._joined(block.lines[1:])}"
            yield SourcePiece(said, block.line, keeps_lines=True)
        else:
            yield self._paragraph(block.lines, block.line)

    def _is_speech(self, block: Block) -> bool:
        """Whether a speaker's name stands above what is said, and no title above a byline."""
        return block.line > self._begin + 1 and _said_by(block.lines)

    def _paragraph(self, lines: Sequence[str], line: int) -> SourcePiece:
        # Line breaks stay: title, byline and date are often on consecutive lines.
        stripped = [" ".join(each.split()) for each in lines]
        return SourcePiece("\n".join(without_hyphens(stripped, self._hyphens)), line)

    def _joined(self, lines: Sequence[str]) -> str:
        return " ".join(self._paragraph(lines, 0).text.split())

    def _indented(self, lines: Sequence[str]) -> list[int]:
        """Return where paragraphs begin that are told apart by indentation only."""
        indents = [indent_of(line) for line in lines]
        base = min(indents)
        starts = [n for n, indent in enumerate(indents) if n and indent >= base + 2]
        # The lines within a paragraph are full, which those of a stanza are not.
        within = [
            pair
            for pair, indent in zip(pairwise(lines), indents[1:], strict=True)
            if indent < base + 2 and len(pair[0]) - base > 0
        ]
        full = sum(_is_full(*pair, self._measure) for pair in within)
        ends = sum(bool(_SENTENCE_END.search(lines[n - 1].strip())) for n in starts)
        # Above the first of them a title may stand.
        ends += bool(starts) and not _SENTENCE_END.search(lines[starts[0] - 1].strip())
        is_prose = within and full >= 0.7 * len(within) and len(within) >= len(starts) / 2
        return starts if is_prose and ends >= 0.9 * len(starts) else []

    def _early(self, lines: Sequence[str]) -> list[int]:
        """Return where paragraphs begin that are told apart by a short last line only."""
        if len(lines) < FEWEST_LINES or self._measure < 40:
            return []
        starts = [
            n
            for n, (line, following) in enumerate(pairwise(lines), 1)
            if len(line) < SHORT_END * self._measure
            and _SENTENCE_END.search(line)
            and not following.strip()[:1].islower()
        ]
        known = set(starts)
        others = [pair for n, pair in enumerate(pairwise(lines), 1) if n not in known]
        full = sum(_is_full(*pair, self._measure) for pair in others)
        if not starts or full < 0.85 * len(others) or len(others) < 2 * len(starts):
            return []
        self._parted_early = True
        return starts


_CONTENTS = "a table of contents"


def _is_contents(block: Block, *, is_contents: bool) -> bool:
    """Whether a block is, or goes on with, a table of contents."""
    lines = [line.strip() for line in block.lines]
    if re.fullmatch(r"(?:table of )?contents\.?", lines[0], re.IGNORECASE):
        return True
    return is_contents and all(
        re.search(r"\d$", line) or (_CHAPTER.fullmatch(line) and len(line.split()) > 1)
        for line in lines
    )


def _items(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the items of a list begin and end; nothing where it is none."""
    starts = [n for n, line in enumerate(lines) if _ITEM.match(line.strip())]
    if len(starts) < 2 or starts[0] != 0:
        return []
    signs = {re.sub(r"\w+", "1", lines[n].split()[0]) for n in starts}
    return [*pairwise([*starts, len(lines)])] if len(signs) == 1 else []


def _said_by(lines: Sequence[str]) -> bool:
    """Whether words follow a name in capitals that is not a word of the sentence."""
    return len(lines) > 1 and any(sign.islower() for sign in lines[1])


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line had no room at the end of this one."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - EARLY
