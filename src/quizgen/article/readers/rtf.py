"""Reads an article from Rich Text Format (specification 1.9.1): text, emphasis, notes.

The library that is kept for it drops notes and boxes and says nothing, so it is walked here.
"""

import re
from pathlib import Path

from quizgen.article.raised import PLACED
from quizgen.article.readers.common import (
    Source,
    SourcePiece,
    damaged,
    emphasised,
    list_item,
    with_lines,
)
from quizgen.base.data_class import dataclass, replace
from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded
from quizgen.base.regex import regex

_TOKEN = regex(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
)
# Groups that hold no text of the document; each that begins with \* is another.
_UNSEEN = frozenset(
    re.findall(
        rb"\w+",
        b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf "
        b"footer footerl footerr footerf generator themedata datastore xmlnstbl listtable "
        b"listoverridetable rsidtbl revtbl filetbl pntxta pntxtb latentstyles "
        b"fldinst shpinst bkmkstart bkmkend tc xe nonshppict objdata private mmathPr "
        b"wgrffmtfilter ftnsep ftnsepc aftnsep aftnsepc ftncn aftncn nonesttables "
        b"colorschememapping defchp defpap "
        b"",
    )
)
_TABLE = "a table"
_ITEM = "the sign of a list"
_APART = {
    b"pntext": _ITEM,
    b"listtext": _ITEM,
    b"footnote": "a footnote",
    b"annotation": "a comment",
    b"shptxt": "a text box",
    b"dptxbxtext": "a text box",
    b"atnauthor": "a comment",
    b"atnid": "a comment",
}
# Shown although a program that does not know it may leave it out.
_SHOWN_ANYWAY = frozenset([b"shppict", b"shptxt", b"annotation", b"atnauthor", b"atnid"])
_SIGNS = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"tab": " ",
    b"emspace": " ",
    b"enspace": " ",
    b"line": "\n",
    b"cell": "\t",
    b"nestcell": "\t",
}
_ENDS = frozenset([b"par", b"sect", b"page", b"row", b"nestrow"])
_CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    238: "cp1250",
}
_FONT = regex(rb"\\f(\d{1,5})(?:(?!\\f\d)[^;{}])*?\\fcharset(\d{1,3})")
MOST_DEPTH = 500
"""Groups in groups; no program writes as many."""
LARGE = 30
"""Half-points from which a short line is a title."""


@dataclass(frozen=True)
class _State:
    """What holds in a group."""

    italic: bool = False
    bold: bool = False
    is_unseen: bool = False
    is_hidden: bool = False
    apart: str = ""
    skip: int = 1
    font: int = 0
    level: int = -1
    place: str = ""
    size: int = 24


def read(path: Path) -> Source:
    """Read an .rtf file; raises QuizgenError."""
    raw = read_whole(path, "article")
    if not raw.startswith(b"{\\rtf"):
        raise QuizgenError(damaged(path, "It does not begin as such a file does."))
    with guarded(
        damaged(path, "Open it in the program it was written with and save it again.")
    ):
        reader = _Reader(raw)
        reader.run()
    pieces = tuple(reader.pieces)
    return Source(pieces, seen=reader.seen, notes=(_SURE,) if pieces else ())


_SURE = (
    "Rich Text Format says little about headings, lists and tables: look whether each is what "
    "it should be, or save the file as .docx and begin with that."
)


class _Reader:
    """Goes through a file's groups and control words once."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        page = re.search(rb"\\ansicpg(\d{1,5})", raw[:2000])
        self._encoding = f"cp{int(page[1])}" if page and int(page[1]) else "cp1252"
        self._fonts = {
            int(f): _CHARSETS.get(int(c), "") for f, c in _FONT.findall(raw[:200_000])
        }
        self._state = _State()
        self._stack: list[_State] = []
        self._runs: dict[str, list[tuple[str, bool, bool]]] = {}
        self._bytes = bytearray()
        self._to_skip = 0
        self._is_row = False
        self._item = ""
        """What stands before an item of a list that has begun."""
        self._listed: list[str] = []
        self._begins = False
        self._seen: list[str] = []
        self.pieces: list[SourcePiece] = []

    @property
    def seen(self) -> str:
        """All text that was in no group without text, before any paragraph was made of it."""
        return "".join(self._seen)

    def run(self) -> None:
        """Read the file."""
        at = 0
        while found := _TOKEN.match(self._raw, at):
            at = found.end()
            word, number, code, sign, brace, text = found.groups()
            if not code:
                self._decode()
            if word == b"bin":
                at += max(0, int(number or 0))
            elif word:
                self._word(word, number)
            elif brace:
                self._brace(brace)
            elif sign:
                self._sign(sign)
            else:
                self._byte(bytes([int(code, 16)]) if code else text or b"")
        self._decode()
        for reason in [*self._runs]:
            self._end(reason)
        self._end_list()

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self._stack) > MOST_DEPTH:
                raise ValueError
            self._stack.append(self._state)
            self._begins = True
        elif self._stack:
            before = self._state.apart
            self._state = self._stack.pop()
            if before and before != self._state.apart:
                self._end(before)

    def _word(self, word: bytes, number: bytes | None) -> None:
        value = int(number) if number else None
        if self._begins and word in _APART:
            self._state = replace(self._state, apart=_APART[word], is_unseen=False)
        elif word in _UNSEEN and self._begins:
            self._state = replace(self._state, is_unseen=True)
        elif word in _ENDS:
            self._end(self._state.apart)
        elif word in _SIGNS:
            self._is_row |= _SIGNS[word] == "\t" and word != b"tab"
            self._add(_SIGNS[word])
        elif word == b"u" and value is not None:
            self._add(chr(value % 65536))
            self._to_skip = self._state.skip
        else:
            self._look(word, value)
        self._begins = False

    def _look(self, word: bytes, value: int | None) -> None:
        """Take what a word says of the letters behind it, or of their paragraph."""
        is_on = value != 0
        if word in (b"i", b"b", b"v", b"deleted"):
            self._set({b"i": "italic", b"b": "bold"}.get(word, "is_hidden"), is_on)
        elif word in (b"super", b"sub", b"nosupersub"):
            self._set("place", "" if word == b"nosupersub" or not is_on else word.decode())
        elif word in (b"uc", b"f", b"fs", b"outlinelevel") and value is not None:
            self._set({b"uc": "skip", b"f": "font", b"fs": "size"}.get(word, "level"), value)
        elif word == b"plain":
            self._state = replace(
                self._state, italic=False, bold=False, is_hidden=False, place=""
            )
        elif word == b"pard":
            self._set("level", -1)

    def _set(self, name: str, value: object) -> None:
        self._state = replace(self._state, **{name: value})  # type: ignore[arg-type]

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            # What begins with \* may be left out, unless it is known.
            self._state = replace(self._state, is_unseen=True)
            return
        known = {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n"}
        if sign in b"\\{}":
            self._add(sign.decode())
        elif sign in (b"\n", b"\r"):
            self._end(self._state.apart)
        else:
            self._add(known.get(sign, ""))

    def _byte(self, text: bytes) -> None:
        self._begins &= not text
        cut = min(self._to_skip, len(text))
        self._to_skip -= cut
        self._bytes += text[cut:]

    def _decode(self) -> None:
        if self._bytes:
            encoding = self._fonts.get(self._state.font) or self._encoding
            text, self._bytes = self._bytes, bytearray()
            try:
                self._add(text.decode(encoding, "replace"))
            except LookupError:
                self._add(text.decode("cp1252", "replace"))

    def _add(self, text: str) -> None:
        state = self._state
        if state.is_unseen or state.is_hidden or not text:
            return
        self._seen.append(text)
        shown = PLACED.get(state.place, str)(text)
        self._runs.setdefault(state.apart, []).append((shown, state.italic, state.bold))

    def _end(self, reason: str) -> None:
        """End a paragraph, or a note."""
        if not self._state.is_unseen:
            self._seen.append("\n")
        runs = _paired(self._runs.pop(reason, []))
        text = "".join(run[0] for run in runs).strip()
        if reason == _ITEM:
            self._item = text or "-"
            return
        if not text:
            return
        if self._item and not reason:
            self._listed.append(_listed(self._item, emphasised(runs)))
            self._item = ""
            return
        if not reason:
            self._end_list()
        if reason or self._is_row:
            self._is_row &= bool(reason)
            whole = " | ".join(filter(None, map(str.strip, text.split("\t"))))
            # Each row of a table is a paragraph.
            if not reason and self.pieces and self.pieces[-1].left_out == _TABLE:
                whole = f"{self.pieces.pop().text} | {whole}"
            self.pieces.append(SourcePiece(whole, left_out=reason or _TABLE))
            return
        is_heading = 0 <= self._state.level <= 8 or (
            not self.pieces and self._state.size >= LARGE and "\n" not in text
        )
        if is_heading:
            runs = [(part, False, False) for part, _, _ in runs]
        shape = SourcePiece("", is_heading=is_heading)
        self.pieces.append(with_lines(emphasised(runs).strip(), shape))

    def _end_list(self) -> None:
        if self._listed:
            self.pieces.append(SourcePiece("\n".join(self._listed), is_set_apart=True))
            self._listed = []


def _listed(sign: str, text: str) -> str:
    """Return an item of a list with the sign that stands before it."""
    number = re.fullmatch(r"(\d{1,9})[.)]?", sign)
    is_bullet = not any(map(str.isalnum, sign))
    return list_item(
        text if number or is_bullet else f"{sign} {text}",
        number=int(number[1]) if number else None,
    )


def _paired(runs: list[tuple[str, bool, bool]]) -> list[tuple[str, bool, bool]]:
    """Return runs in which halves of a character (UTF-16) are joined."""
    if not any("\ud800" <= sign <= "\udfff" for text, _, _ in runs for sign in text):
        return runs
    text = "".join(part for part, _, _ in runs)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return [(whole, False, False)]
