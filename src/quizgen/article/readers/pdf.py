"""Reads an article from a PDF with text: lines are joined to paragraphs by where they stand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from quizgen.article.line_joins import Hyphens, one_line, without_hyphens
from quizgen.article.readers.common import (
    OTHERWISE,
    PRIVATE,
    Source,
    SourcePiece,
    damaged,
    list_item,
    plain,
)
from quizgen.base.data_class import dataclass, replace
from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded
from quizgen.base.regex import regex

MOST_PAGES = 500
WIDE_GAP = 1.35
"""Times the usual distance of two lines, above which a paragraph ends."""
SHORT_END = 0.85
"""A line that ends a sentence before this part of its column ends a paragraph."""
HEADING = 1.12
"""Times the body's size from which a short line is a heading."""
SMALL = 0.88
"""Times the body's size below which a line at the foot of a page is a footnote."""
MOST_WORDS_IN_HEADING = 16
EDGE = 0.15
"""The part of a page at its top and its foot in which running heads stand."""
MOST_SIGNS = 200
"""Most signs of lists on a page that are looked up in its lines."""
REPEATS = 3
"""On so many pages a line at the edge is a running head."""

_SENTENCE = regex(r"[.!?…。！？؟:]['\"”’»)\]]*$")
_NUMBER = regex(r"[-–—|\s]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—|\s]*", re.I)
_ITEM = regex(r"(?:[•‣▪●◦–-]|\d{1,2}[.)])\s")
_SIGN = regex(r"[•‣▪●◦–-]|\d{1,2}[.)]")


@dataclass(frozen=True)
class _Line:
    """A line of a page; edges in points from the page's lower left corner."""

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float
    part: float
    """How high it stands on its page, from 0 to 1."""


def read(path: Path) -> Source:
    """Read a .pdf file; raises QuizgenError."""
    raw = read_whole(path, "article")
    import pypdfium2

    advice = "It may be locked: open it, and save or print it as a new PDF."
    with guarded(damaged(path, advice)), pypdfium2.PdfDocument(raw) as pdf:
        if len(pdf) > MOST_PAGES:
            raise QuizgenError(
                f"{path} has {len(pdf)} pages, and at most {MOST_PAGES} are read. A bank is "
                "about one article."
            )
        pages = [_page(pdf, number) for number in range(len(pdf))]
    lines = [line for own, _ in pages for line in own]
    if not lines:
        raise QuizgenError(
            f"{path} has no text: its pages are pictures, or a scan. Have them recognised as "
            f"text (OCR) first. {OTHERWISE}"
        )
    layout = _Layout(lines)
    pieces = [*_with_lists(layout.pieces())]
    title = layout.title
    if title is not None:
        # A letterhead or a date may stand above it.
        above = next((n for n, each in enumerate(pieces) if each.text == title), 0)
        pieces[:above] = [replace(each, is_beside=True) for each in pieces[:above]]
    return Source(
        tuple(pieces),
        title=title,
        title_how="the largest letters of the first page",
        seen="\n".join(seen for _, seen in pages),
        notes=(_SURE, *layout.notes()),
    )


def _with_lists(pieces: Iterable[SourcePiece]) -> Iterator[SourcePiece]:
    """Yield the pieces; items of a list in a row are one."""
    for is_item, group in groupby(pieces, key=lambda each: bool(_ITEM.match(_start(each)))):
        own = [*group]
        if not is_item or len(own) < 2:
            yield from own
            continue
        lines = []
        for piece in own:
            sign, text = _start(piece).split(None, 1)
            rest = one_line(text + piece.text[len(_start(piece)) :])
            number = re.sub(r"\D", "", sign)
            lines.append(list_item(rest, number=int(number) if number else None))
        yield SourcePiece("\n".join(lines), is_set_apart=True)


def _start(piece: SourcePiece) -> str:
    """Return a piece's first line; nothing of what was left out."""
    return "" if piece.left_out or piece.is_heading else piece.text.partition("\n")[0]


_SURE = (
    "A PDF does not say where a paragraph begins: that was told by indents, gaps and short "
    "lines. Compare the beginnings of the paragraphs with the page."
)


def _page(pdf: Any, number: int) -> tuple[list[_Line], str]:
    """Return a page's lines in the order of the file, and all its text by another way."""
    page = pdf[number]
    text_page = page.get_textpage()
    try:
        lines = _marked([*_lines(text_page, number, max(1.0, page.get_height()))])
        return lines, text_page.get_text_bounded()
    finally:
        text_page.close()
        page.close()


def _lines(text_page: Any, number: int, height: float) -> Iterator[_Line]:
    import pypdfium2.raw as pdfium

    count = text_page.count_chars()
    codes = [pdfium.FPDFText_GetUnicode(text_page, at) for at in range(count)]
    start = 0
    for end in (*(at for at, code in enumerate(codes) if code in (10, 13)), count):
        own = [at for at in range(start, end) if codes[at] > 32]
        start = end + 1
        if not own:
            continue
        # A hyphen at the end of a line has a code of its own.
        text = "".join(
            "-" if code in (2, 0xFFFE) else _sign(code) for code in codes[own[0] : own[-1] + 1]
        )
        first, last = text_page.get_charbox(own[0]), text_page.get_charbox(own[-1])
        sizes = (pdfium.FPDFText_GetFontSize(text_page, at) for at in (own[0], own[-1]))
        base = min(first[1], last[1])
        yield _Line(
            " ".join(text.split()), number, first[0], last[2], base, max(sizes), base / height
        )


def _marked(lines: Sequence[_Line]) -> list[_Line]:
    """Return a page's lines, with the signs of a list in them, which may be drawn last."""
    signs = [line for line in lines if _SIGN.fullmatch(line.text)]
    if not 0 < len(signs) <= MOST_SIGNS:
        return [*lines]
    marked = [line for line in lines if not _SIGN.fullmatch(line.text)]
    for sign in signs:
        near = (
            n
            for n, line in enumerate(marked)
            if abs(line.base - sign.base) < 0.5 * line.size
            and 0 < line.left - sign.right < 4 * line.size
        )
        if (at := next(near, None)) is not None:
            line = marked[at]
            marked[at] = replace(line, text=f"{sign.text} {line.text}", left=sign.left)
        elif any(map(str.isalnum, sign.text)):
            marked.append(sign)
    return marked


def _sign(code: int) -> str:
    if code in PRIVATE:
        return "•"  # of a font of symbols
    return chr(code) if code >= 32 and not 0xD800 <= code <= 0xDFFF else " "


class _Layout:
    """Tells a document's lines apart into paragraphs, headings and what is neither."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._lines = lines
        letters = Counter[float]()
        for line in lines:
            letters[round(line.size, 1)] += len(line.text)
        self._size = letters.most_common(1)[0][0] or 1.0
        body = [line for line in lines if abs(line.size - self._size) < 0.06 * self._size]
        gaps = [
            one.base - two.base
            for one, two in pairwise(body)
            if one.page == two.page and 0.7 * self._size < one.base - two.base < 4 * self._size
        ]
        # In a text of short paragraphs, most gaps are between those.
        self._leading = sorted(gaps)[len(gaps) // 4] if gaps else 1.2 * self._size
        self._right = self._edges(body)
        self._repeated = self._running(lines)
        self.title: str | None = None
        """What is set largest on the first page, once the pieces were taken."""
        self._title_size = HEADING * self._size
        self._hyphens = Hyphens([line.text for line in lines], machine_set=True)

    def notes(self) -> Iterator[str]:
        """Yield what is unsure."""
        if guessed := [*dict.fromkeys(self._hyphens.guessed)]:
            some = ", ".join(f"“{word}”" for word in guessed[:5])
            yield (
                "Words were parted at the ends of lines, and the text does not show whether a "
                f"hyphen belongs to some of them: {some}{' …' if len(guessed) > 5 else ''}."
            )

    def _edges(self, body: Iterable[_Line]) -> dict[tuple[int, int], float]:
        """Return how far to the right lines go, by page and by where they begin."""
        found: dict[tuple[int, int], float] = {}
        for line in body:
            key = self._column(line)
            found[key] = max(found.get(key, 0.0), line.right)
        return found

    def _column(self, line: _Line) -> tuple[int, int]:
        """Return a line's page and the left edge of its column, to about seven letters."""
        return line.page, round(line.left / (6 * self._size))

    def _running(self, lines: Sequence[_Line]) -> set[str]:
        """Return the lines at the edges of pages that stand on several."""
        pages: dict[str, set[int]] = {}
        for line in lines:
            if not EDGE < line.part < 1 - EDGE:
                pages.setdefault(_without_digits(line.text), set()).add(line.page)
        many = min(REPEATS, max(2, len({line.page for line in lines})))
        return {text for text, own in pages.items() if len(own) >= many}

    def _reason(self, line: _Line) -> str:
        """Return why a line is in no paragraph, or nothing."""
        if EDGE < line.part < 1 - EDGE:
            return ""
        if _NUMBER.fullmatch(line.text):
            return "a page number"
        if _without_digits(line.text) in self._repeated:
            return "a running head"
        is_foot = line.part <= EDGE
        return "a footnote" if is_foot and line.size < SMALL * self._size else ""

    def pieces(self) -> Iterator[SourcePiece]:
        """Yield the pieces of the document."""
        run: list[_Line] = []
        apart: list[SourcePiece] = []
        for line in self._lines:
            if reason := self._reason(line):
                apart.append(SourcePiece(line.text, left_out=reason))
                continue
            if run and self._begins(run, line):
                yield self._piece(run)
                run = []
            run.append(line)
        if run:
            yield self._piece(run)
        yield from apart

    def _begins(self, run: Sequence[_Line], line: _Line) -> bool:
        """Whether a paragraph begins with a line."""
        last = run[-1]
        if abs(line.size - last.size) > 0.06 * self._size or _ITEM.match(line.text):
            return True
        right = self._right.get(self._column(run[0]), last.right)
        is_short = last.right < run[0].left + SHORT_END * (right - run[0].left)
        ends = bool(_SENTENCE.search(last.text)) and is_short
        gap = last.base - line.base
        if line.page != last.page or gap < -self._leading:
            # It goes on at the top of a page or a column, unless a sentence ended there.
            return ends or (len(run) < 3 and self._is_heading(run))
        if abs(gap) < 0.4 * self._leading:  # the same line, after a wide blank
            return False
        is_indented = line.left > last.left + 0.7 * self._size and len(run) > 1
        starts = is_indented and line.left < last.left + 5 * self._size
        return (
            gap > WIDE_GAP * self._leading
            or ends
            or (starts and bool(_SENTENCE.search(last.text)))
        )

    def _is_heading(self, run: Sequence[_Line]) -> bool:
        words = sum(len(line.text.split()) for line in run)
        is_large = run[0].size >= HEADING * self._size
        return is_large and words <= MOST_WORDS_IN_HEADING

    def _piece(self, run: Sequence[_Line]) -> SourcePiece:
        lines = without_hyphens([line.text for line in run], self._hyphens)
        is_heading = self._is_heading(run)
        piece = SourcePiece(plain("\n".join(lines)), is_heading=is_heading)
        if not is_heading:
            return piece
        text = " ".join(piece.text.split())
        if run[0].page == self._lines[0].page and run[0].size > self._title_size + 0.5:
            self.title, self._title_size = text, run[0].size
        return replace(piece, text=text)


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "", text).strip()
