"""Sorts a file's pieces into title, author, paragraphs, and the rest.

Whatever is no paragraph is kept too, with the reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from quizgen.article.bylines import (
    MOST_WORDS_IN_BYLINE,
    Note,
    author_note,
    bare,
    bare_name,
    byline,
    date_in,
)
from quizgen.article.readers.common import Source, SourcePiece
from quizgen.bank.fields import UNPRINTABLE
from quizgen.base.text_match import quoted_words

MOST_WORDS_IN_TITLE = 25
MOST_WORDS_IN_DEBRIS = 25
MOST_IN_DEBRIS = 400
FEW_WORDS = 12
# Most lines between the title and the first paragraph.
MOST_AT_HEAD = 6

# Lines around an article on web pages, matched as a whole.
_DEBRIS = re.compile(
    r"""(?xi)
    advertisement | sponsored(\scontent)? | \d+\s*-?\s*min(ute)?s?\s+read
    | (?:\d+\s+)?comments?(\s\(\d+\))?
    | (share|print|save|tweet|e-?mail|facebook|twitter|whatsapp|linkedin|copy\slink|listen|gift)
      (\s(this|article|story|on|via|to|by|with|friends?|page|save|print|link|facebook|twitter|x
      |e-?mail|whatsapp|linkedin|now|options|full))*
    | (share|tweet|print|subscribe|log\sin|sign\s(in|up)|register)(\b.{0,60})?(?<![.?!])
    | (sign\sup|subscribe|register)\b.*
    | ((get|join)\b.*)?\bnewsletters?\b.{0,60}(?<![.?!]) | (click|tap)\shere\b.*
    | (read|see|watch|listen)\s(more|next|also|now)\b.{0,140}
    | (related|more\sfrom|more\son)\b.{0,120}(?<![.?!])
    | (photos?|images?|pictures?|credit|caption|illustration|video)
      (\s(by|credit|courtesy\sof))?\s?[:/]\s?.*
    | photo(graph)?\sby\s.*
    | (follow|contact|e-?mail|reach)\s(us|her|him|them|me|the\s(author|writer))\b.*
    | (tags?|topics?|filed\sunder|categor(y|ies))\s?:.* | (©|\(c\)|copyright\s(©|\(c\)|\d)).*
    | .*\ball\srights\sreserved\b.* | (the\s)?(views|opinions)\sexpressed\b.*
    | this\s(article|story|essay|piece|column)\s(was|has\sbeen|originally|first)\b
      .*\b(publish|updat|produc|appear|post|translat|correct).*
    | back\sto\stop | skip\sto.* | (show|load)\smore | (continue\sreading|story\scontinues).*
    | (home|menu|search|news|opinion|sports|world|editorial|commentary|op-ed|letters)
    | (most\s(read|popular|viewed)|trending|recommended|you\s(may|might)\salso\slike|up\snext
      |editors?[’']?s?\s(picks?|note)|popular|latest(\snews)?)(\b.{0,60})?(?<![.?!])
    """
)
# One of these ends an article.
_END = re.compile(
    r"(?i)(related|read (more|next|also)|more (from|on)|most (read|popular|viewed)|trending"
    r"|recommended|you (may|might) also like|up next|(?:\d+\s+)?comments?\b)(?!.*[.?!]$)"
)
_ABOUT_AUTHOR = re.compile(r"(?i)(about|meet) the (authors?|writers?)|about (him|her|them)")


@dataclass(frozen=True)
class NewParagraph:
    """A paragraph as Markdown, and the heading above it."""

    text: str
    line: int = 0
    heading: str | None = None

    @property
    def printed(self) -> str:
        """The paragraph for a text file; its heading becomes the start of its first line.

        A heading by itself would be counted and numbered as a paragraph.
        """
        heading = re.sub(r"[*_]", "", self.heading or "").strip()
        return f"**{heading}** {self.text}" if heading else self.text


@dataclass(frozen=True)
class LeftOut:
    """A piece that is no paragraph, and what it was taken for."""

    piece: SourcePiece
    reason: str

    def __str__(self) -> str:
        line = f", line {self.piece.line}" if self.piece.line else ""
        return f"{quoted_words(self.piece.text)} ({self.reason}{line})"


@dataclass(frozen=True)
class NewArticle:
    """An article for a new bank; note is the number of the closing author's note."""

    paragraphs: tuple[NewParagraph, ...]
    title: str | None = None
    author: str | None = None
    affiliation: str | None = None
    publication: str | None = None
    published: str | None = None
    note: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The article as a text file that `make` counts as the bank does."""
        title = [self.title] if self.title else []
        return "\n\n".join([*title, *(each.printed for each in self.paragraphs)]) + "\n"


def new_article(source: Source) -> NewArticle:
    """Classify a file's pieces; paragraphs may be empty."""
    return _Intake(source).result()


class _Intake:
    """Takes the title, the byline and so on off a file's pieces, one by one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pieces = [
            replace(piece, text=UNPRINTABLE.sub(" ", piece.text)) for piece in source.pieces
        ]
        # Ornaments and blanks are dropped without a report.
        self.pieces = [piece for piece in self.pieces if re.search(r"[^\W_]", piece.text)]
        self.left_out = [LeftOut(each, each.left_out) for each in self.pieces if each.left_out]
        self.pieces = [piece for piece in self.pieces if not piece.left_out]
        self.unsure: list[str] = []
        self.found = NewArticle(
            (),
            title=_clean(source.title),
            publication=_clean(source.publication),
            published=_clean(source.published),
        )
        self.guessed: str | None = None
        self.note: SourcePiece | None = None

    def result(self) -> NewArticle:
        self._take_title()
        self._take_head()
        self._drop_debris()
        self._take_signature()
        self._take_note()
        self._settle_author()
        paragraphs = self._paragraphs()
        numbers = [n for n, each in enumerate(paragraphs, 1) if self._is_note(each)]
        self._name_subtitle(paragraphs)
        return replace(
            self.found,
            paragraphs=paragraphs,
            note=numbers[0] if numbers else None,
            left_out=tuple(sorted(self.left_out, key=self._place)),
            unsure=tuple(self.unsure),
        )

    def _drop(self, piece: SourcePiece, reason: str) -> None:
        self.left_out.append(LeftOut(piece, reason))

    def _place(self, left_out: LeftOut) -> int:
        return left_out.piece.line

    def _set(self, **found: str | None) -> None:
        """Keep what is found first."""
        new = {
            key: text for key, text in found.items() if text and not getattr(self.found, key)
        }
        self.found = replace(self.found, **new)  # type: ignore[arg-type]

    def _take_title(self) -> None:
        """Take the title off the beginning; a web page names it apart from its text too."""
        while self.pieces and _is_debris(_first_line(self.pieces[0]).text):
            self._drop(self._pop_line(), "from the page")
        if not self.pieces:
            return
        line = _first_line(self.pieces[0])
        same = self.found.title and _alike(line.text, self.found.title)
        if same or (not self.found.title and _is_title(self.pieces[0])):
            self._set(title=_clean(bare(line.text)))
            self._pop_line()

    def _pop_line(self) -> SourcePiece:
        """Take the first line off the first piece."""
        piece = self.pieces.pop(0)
        first, _, rest = piece.text.partition("\n")
        if rest:
            self.pieces.insert(0, SourcePiece(rest, piece.line + 1))
        return replace(piece, text=first)

    def _take_head(self) -> None:
        """Take byline, date and debris between the title and the first paragraph."""
        for _ in range(MOST_AT_HEAD):
            if not self.pieces or not self._takes(_first_line(self.pieces[0])):
                return
            self._pop_line()

    def _takes(self, piece: SourcePiece) -> bool:
        if len(piece.text.split()) > MOST_WORDS_IN_BYLINE:
            return False
        parts = [part for part in re.split(r"\s*[|•·]\s*", piece.text) if part]
        if any(dates := [date_in(part) for part in parts]) and all(
            date or _is_debris(part) for date, part in zip(dates, parts, strict=True)
        ):
            self._set(published=next(filter(None, dates)))
            self._drop(piece, "the date")
        elif parsed := byline(piece.text):
            self._set(
                author=parsed.author, affiliation=parsed.affiliation, published=parsed.published
            )
            if parsed.unsure:
                self.unsure.append(
                    f"The byline also says “{parsed.unsure}”: perhaps the affiliation."
                )
            self._drop(piece, "the byline")
        elif _is_debris(piece.text):
            self._drop(piece, "from the page")
        elif not self.guessed and self._is_perhaps_author(piece):
            self.guessed = bare_name(piece.text)
            self._drop(piece, "perhaps the author")
        else:
            return False
        return True

    def _is_perhaps_author(self, piece: SourcePiece) -> bool:
        return bool(self.found.title and not piece.is_heading and bare_name(piece.text))

    def _drop_debris(self) -> None:
        kept: list[SourcePiece] = []
        for index, piece in enumerate(self.pieces):
            if kept and _ends_article(self.pieces, index):
                for last in self.pieces[index:]:
                    self._drop(last, "behind the article")
                break
            if _is_debris(piece.text) and not _ABOUT_AUTHOR.fullmatch(bare(piece.text)):
                self._drop(piece, "from the page")
            else:
                kept.append(piece)
        self.pieces = kept

    def _take_signature(self) -> None:
        """Take a line such as — A. N. Author off the end."""
        for piece in self.pieces[-2:]:
            if len(self.pieces) > 1 and (
                parsed := byline(piece.text, signed=True) or byline(piece.text)
            ):
                self._set(author=parsed.author, affiliation=parsed.affiliation)
                self._drop(piece, "the author's signature")
                self.pieces.remove(piece)

    def _take_note(self) -> None:
        """Look for a note on the author among the last two paragraphs."""
        author = self.found.author or self.source.author or self.guessed
        for piece in reversed([each for each in self.pieces if not each.is_heading][-2:]):
            body = " ".join(each.text for each in self.pieces if each is not piece)
            if len(self.pieces) < 2 or not (note := author_note(piece.text, body, author)):
                continue
            if note.sure:
                self._use(note, piece)
                return
            self.unsure.append(
                f"The paragraph that begins {quoted_words(piece.text)} may be a note on the "
                "author."
            )

    def _use(self, note: Note, piece: SourcePiece) -> None:
        self.note = piece
        self._set(affiliation=note.affiliation)
        known = self.found.author or self.source.author or ""
        # The note has the name with its dots, and not in capitals.
        is_better = _alike(known, note.author or "") and not (note.author or "").isupper()
        if note.author and (not known or is_better):
            self.found = replace(self.found, author=note.author)
        index = self.pieces.index(piece)
        heading = self.pieces[index - 1]
        if index and _ABOUT_AUTHOR.fullmatch(bare(heading.text)):
            self.pieces.remove(heading)
            self._drop(heading, "a heading above the note on the author")

    def _settle_author(self) -> None:
        self._set(author=_clean(self.source.author))
        if self.guessed and not self.found.author:
            self.unsure.append(
                f"Under the title is “{self.guessed}”: perhaps the author's name."
            )
        elif self.guessed and _alike(self.guessed, self.found.author or ""):
            self.left_out = [
                replace(each, reason="the byline")
                if each.reason.startswith("perhaps")
                else each
                for each in self.left_out
            ]

    def _paragraphs(self) -> tuple[NewParagraph, ...]:
        paragraphs = []
        heading: SourcePiece | None = None
        for piece in self.pieces:
            if piece.is_heading:
                if heading:
                    self._drop(heading, "a heading with nothing below it")
                heading = piece
            else:
                above = heading.text if heading else None
                paragraphs.append(NewParagraph(" ".join(piece.text.split()), piece.line, above))
                heading = None
        if heading:
            self._drop(heading, "a heading with nothing below it")
        return tuple(paragraphs)

    def _is_note(self, paragraph: NewParagraph) -> bool:
        note = self.note
        return note is not None and paragraph.text == " ".join(note.text.split())

    def _name_subtitle(self, paragraphs: Sequence[NewParagraph]) -> None:
        """Name paragraphs that are perhaps a subtitle or a heading."""
        for number, paragraph in enumerate(paragraphs, 1):
            text = bare(paragraph.text)
            if len(text.split()) <= FEW_WORDS and not re.search(r"[.!?…:;,]['\"”’»)]?$", text):
                what = "a subtitle" if number == 1 else "a heading or a caption"
                self.unsure.append(
                    f"Paragraph {number} is short: if it is {what}, take it out of the text "
                    "and count one paragraph less."
                )


def _clean(text: str | None) -> str | None:
    """Return text on one line, without emphasis and invisible characters."""
    line = " ".join((text or "").split())
    return "".join(sign for sign in line if sign.isprintable()).strip("*_ ") or None


def _first_line(piece: SourcePiece) -> SourcePiece:
    return replace(piece, text=piece.text.partition("\n")[0])


def _is_title(piece: SourcePiece) -> bool:
    """Return whether a file begins with its title: a short line that is no sentence."""
    line, _, rest = piece.text.partition("\n")
    text = bare(line)
    if not text or len(text.split()) > MOST_WORDS_IN_TITLE or len(text) > 200:
        return False
    if piece.is_heading:
        return True
    if byline(text) or re.search(r"[.:;,]['\"”’]?$", text):
        return False
    # In wrapped lines a title is shorter than the lines of the paragraph below it.
    under = rest.partition("\n")[0]
    is_told = bool(byline(under) or date_in(under))
    return not rest or is_told or len(text) < 0.7 * max(map(len, rest.split("\n")))


def _alike(one: str, other: str) -> bool:
    """Return whether two texts have the same letters and digits."""
    first, second = (re.sub(r"[\W_]+", "", text).casefold() for text in (one, other))
    return first == second


def _is_debris(text: str) -> bool:
    line = bare(" ".join(text.split()))
    is_short = len(line) < MOST_IN_DEBRIS and len(line.split()) <= MOST_WORDS_IN_DEBRIS
    return is_short and bool(_DEBRIS.fullmatch(line))


def _ends_article(pieces: Sequence[SourcePiece], index: int) -> bool:
    """Return whether all from this piece on is a list of other articles and the like."""
    first = pieces[index]
    is_end = _is_debris(first.text) and _END.match(bare(first.text))
    is_late = index >= len(pieces) // 2 or len(pieces) < FEW_WORDS
    return bool(is_end) and is_late and not _has_paragraph(pieces[index + 1 :])


def _has_paragraph(pieces: Iterable[SourcePiece]) -> bool:
    """Return whether any of them reads like a paragraph, or like a note on the author."""
    return any(
        len(piece.text.split()) > MOST_WORDS_IN_DEBRIS
        or (_is_sentence(piece.text) and not _is_debris(piece.text))
        or author_note(piece.text, "", None)
        for piece in pieces
    )


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 5 and bool(re.search(r"[.!?]['\"”’)*_]*$", text))
