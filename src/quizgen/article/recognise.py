"""Sorts a file's pieces into title, author, paragraphs, and the rest.

Whatever is no paragraph is kept too, with the reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from quizgen.article.bylines import (
    ABOUT_AUTHOR,
    MOST_WORDS_IN_BYLINE,
    Byline,
    Note,
    author_note,
    bare,
    byline,
    date_in,
    guessed_byline,
    named,
)
from quizgen.article.claims import (
    Claim,
    Settled,
    Subject,
    settled_affiliation,
    settled_author,
    settled_date,
)
from quizgen.article.counting import (
    MOST_MISSING_SHOWN,
    WordCount,
    count_words,
    plural,
    words_in,
)
from quizgen.article.debris import (
    MOST_IN_DEBRIS,
    MOST_WORDS_IN_DEBRIS,
    begins_other_articles,
    begins_references,
    debris,
)
from quizgen.article.language_guess import language_of
from quizgen.article.line_joins import one_line
from quizgen.article.readers.common import Source, SourcePiece
from quizgen.bank.fields import UNPRINTABLE
from quizgen.base.data_class import dataclass, field, replace
from quizgen.base.language import known_language
from quizgen.base.markdown import unmarked
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words
from quizgen.base.words import numbered, short_list

MOST_WORDS_IN_TITLE = 25
FEW_WORDS = 12
MOST_AT_HEAD = 6
"""Most lines of an article between its title and its first paragraph."""
MOST_BEHIND = 50
"""Pieces behind an article among which a note on its author is looked for."""
MOST_PART_BEHIND = 0.5
"""Largest part of an article's words that may be other articles behind it."""
MOST_NUMBERS = 3
MOST_IN_LINE = 2 * MOST_IN_DEBRIS
"""Characters with marks and blanks from which a text is no line around an article."""
FRAME = "the page's frame"
BEHIND = "behind the article"

_ALL_BOLD = regex(r"\*\*(?!\*)([^*\n]{1,100})(?<! )\*\*")
_ITEM_NUMBER = regex(r"(?m)^ *\d{1,9}(?=[.)] )")


@dataclass(frozen=True)
class NewParagraph:
    """A paragraph as Markdown, and the heading above it."""

    text: str
    line: int = 0
    heading: str | None = None
    keeps_lines: bool = False
    """Whether its lines are those of a stanza or of speech."""
    is_set_apart: bool = False
    """Whether it is a list or a block quotation, with Markdown's marks."""

    @property
    def words(self) -> str:
        """The paragraph on one line, without the marks of a list or a quotation."""
        text = unmarked(self.text) if self.is_set_apart else self.text
        return " ".join(text.replace("\\\n", "\n").split())

    @property
    def lined(self) -> str:
        """The paragraph's words, with the lines that are kept."""
        return self.text.replace("\\\n", "\n") if self.keeps_lines else self.words

    def printed(self, *, plain: bool) -> str:
        """Return the paragraph for a text file; its heading is the start of its first line.

        A heading by itself would be counted and numbered as a paragraph.
        """
        heading = re.sub(r"[*_]", "", self.heading or "").strip()
        if not heading:
            is_typed = plain or self.is_set_apart
            return self.text if is_typed else _as_paragraph(self.text)
        if plain:
            # A number such as I. needs no colon.
            sign = "" if re.search(r"\W$", heading) else ":"
            return f"{heading}{sign} {self.text}"
        if self.is_set_apart:
            return f"## {heading}\n\n{self.text}"
        return f"**{heading}** {self.text}"


@dataclass(frozen=True)
class LeftOut:
    """A piece that is no paragraph, and what it was taken for."""

    piece: SourcePiece
    reason: str

    def __str__(self) -> str:
        line = f", line {self.piece.line}" if self.piece.line else ""
        return f"{quoted_words(self.piece.text)} ({self.reason}{line})"


@dataclass(frozen=True)
class Doubt:
    """What the teacher is asked to look at; about is the key of the bank that it concerns.

    The larger its weight, the graver it is.
    """

    text: str
    about: str = ""
    paragraph: int = 0
    weight: int = 1


@dataclass(frozen=True)
class NewArticle:
    """An article for a new bank; note is the number of the closing author's note."""

    paragraphs: tuple[NewParagraph, ...]
    title: str | None = None
    author: str | None = None
    affiliation: str | None = None
    publication: str | None = None
    published: str | None = None
    language: str | None = None
    """The code of its language, where that is clear and not English."""
    note: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """What is not sure, the gravest first."""
    settled: Mapping[str, Settled] = field(default_factory=dict)
    """How author, affiliation, title and so on were found, or why they were not."""

    plain: bool = False
    """Whether the paragraphs are no Markdown."""
    words: WordCount | None = None
    """How many words of the file went where."""

    @property
    def unsure(self) -> tuple[str, ...]:
        """The texts of the doubts."""
        return tuple(doubt.text for doubt in self.doubts)

    @property
    def left_out_by_kind(self) -> tuple[str, ...]:
        """What was left out, a line a kind, those with most words first."""
        kinds: dict[str, list[LeftOut]] = {}
        for each in self.left_out:
            kinds.setdefault(each.reason, []).append(each)
        counts = {
            reason: sum(len(words_in(each.piece.text)) for each in kind)
            for reason, kind in kinds.items()
        }
        return tuple(
            _kind_told(reason, kinds[reason])
            for reason in sorted(counts, key=counts.__getitem__, reverse=True)
        )

    @property
    def kept_lines(self) -> tuple[int, ...]:
        """The numbers of the paragraphs whose lines are kept."""
        return tuple(n for n, each in enumerate(self.paragraphs, start=1) if each.keeps_lines)

    @property
    def suffix(self) -> str:
        """The ending of a file with its text."""
        return ".txt" if self.plain else ".md"

    @property
    def printed(self) -> tuple[str, ...]:
        """The paragraphs for a text file."""
        texts: list[str] = []
        for each in self.paragraphs:
            text = each.printed(plain=self.plain)
            # Markdown takes two lists with the same marks for one.
            same = each.is_set_apart and texts and _list_mark(texts[-1]) == _list_mark(text)
            texts.append(_with_other_marks(text) if same else text)
        return tuple(texts)

    @property
    def text(self) -> str:
        """The article as a text file that `make` counts as the bank does."""
        title = [self.title if self.plain else _as_paragraph(self.title)] if self.title else []
        return "\n\n".join([*title, *self.printed]) + "\n"


def _as_paragraph(text: str) -> str:
    """Return text that Markdown would take for a heading or a list, as a paragraph."""
    # Lines of verse, too, are each the beginning of a block in its eyes.
    return re.sub(r"(?m)^(\d{1,9}(?=[.)](?:\s|$))|(?=[#>+=-]|\*\s))", r"\1\\", text)


_LIST_MARK = regex(r"(?m)^(?:(-|\*)|(\d{1,9})([.)]))(?= )")


def _list_mark(text: str) -> str | None:
    """Return the sign that marks the items of a list; None for what is no list."""
    found = _LIST_MARK.match(text)
    return (found[1] or found[3]) if found else None


def _with_other_marks(text: str) -> str:
    others = {"-": "*", "*": "-", ".": ")", ")": "."}
    return _LIST_MARK.sub(lambda found: f"{found[2] or ''}{others[found[1] or found[3]]}", text)


def _kind_told(reason: str, kind: Sequence[LeftOut]) -> str:
    """Return what was left out for one reason, with an example."""
    if len(kind) == 1:
        return str(kind[0])
    lines = [str(each.piece.line) for each in kind if each.piece.line]
    where = f"; line {short_list(lines, MOST_NUMBERS)}" if lines else ""
    named = plural(reason, len(kind))
    number = "" if named[0].isdigit() else f": {len(kind)} pieces"
    example = max(kind, key=lambda each: len(each.piece.text))
    return f"{named}{number}, for instance {quoted_words(example.piece.text)}{where}"


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
        self.doubts = [Doubt(note, "paragraphs", weight=5) for note in source.notes]
        self.claims: list[Claim] = []
        self.title = _clean(source.title)
        self.title_how = source.title_how if self.title else ""
        self.title_line = ""
        self.guess: Byline | None = None
        self.note: SourcePiece | None = None

    def result(self) -> NewArticle:
        self._take_title()
        self._take_head()
        self._drop_debris()
        self._take_signature()
        self._take_note()
        self._drop_beside()
        settled = self._settled()
        paragraphs = self._paragraphs()
        numbers = [n for n, each in enumerate(paragraphs, 1) if self._is_note(each)]
        self._ask_about_paragraphs(paragraphs)
        words = self._words(paragraphs)
        language = self._language(paragraphs)
        return NewArticle(
            paragraphs,
            title=self.title,
            author=_clean(settled["author"].text),
            affiliation=_clean(settled["affiliation"].text),
            publication=_clean(self.source.publication),
            published=_clean(settled["published"].text),
            language=language,
            note=numbers[0] if numbers else None,
            left_out=tuple(sorted(self.left_out, key=self._place)),
            doubts=tuple(sorted(self.doubts, key=lambda doubt: -doubt.weight)),
            settled=settled,
            plain=self.source.plain,
            words=words,
        )

    def _words(self, paragraphs: Sequence[NewParagraph]) -> WordCount:
        """Count the file's words, and ask about those that went nowhere."""
        count = count_words(
            self.source.seen,
            [f"{each.heading or ''}\n{each.words}" for each in paragraphs],
            self.title_line,
            [(each.piece.text, each.reason) for each in self.left_out],
            " ".join(
                found[0]
                for each in paragraphs
                if each.is_set_apart
                for found in _ITEM_NUMBER.finditer(each.text)
            ),
        )
        if count.missing:
            shown = " ".join(count.missing[:MOST_MISSING_SHOWN])
            text = (
                f"Words of the file are in neither the article nor this list, for instance "
                f"{quoted_words(shown)}: look for them in the file."
            )
            self.doubts.append(Doubt(text, "paragraphs", weight=9))
        return count

    def _language(self, paragraphs: Sequence[NewParagraph]) -> str | None:
        """Return the language if quizgen has words in it, and if it is not English."""
        seen = language_of(each.words for each in paragraphs)
        said = (self.source.language or "").replace("_", "-")
        # A page may say which kind of a language it is, where its text cannot.
        agrees = seen is None or said.split("-")[0].casefold() == seen
        code = said if said and agrees else seen
        if not code or code.split("-")[0].casefold() == "en" or not known_language(code):
            return None
        is_plain = known_language(code.split("-")[0]) and len(code.split("-")) > 1
        return code if not is_plain or code in _REGIONS else code.split("-")[0]

    def _drop(self, piece: SourcePiece, reason: str) -> None:
        self.left_out.append(LeftOut(piece, reason))

    def _place(self, left_out: LeftOut) -> int:
        return left_out.piece.line

    def _claim(self, parsed: Byline | Note, how: str, line: int) -> None:
        """Keep what a line says of the author."""
        where = f"{how} in line {line}" if line else how
        for subject, text in (
            ("author", parsed.author),
            ("affiliation", parsed.affiliation),
            ("published", parsed.published if isinstance(parsed, Byline) else None),
        ):
            if text:
                self._say(subject, text, where)  # type: ignore[arg-type]

    def _say(self, subject: Subject, text: str, how: str) -> None:
        self.claims.append(Claim(subject, text, how))

    def _take_title(self) -> None:
        """Take the title off the beginning; a web page names it apart from its text too."""
        while self.pieces and (reason := _debris(_first_line(self.pieces[0]).text)):
            self._drop(self._pop_line(), reason)
        if not self.title and self.pieces and _is_title(self.pieces[0]):
            self.title_how = "a heading" if self.pieces[0].is_heading else "the first line"
            line = self._pop_line()
            self.title = _clean(bare(line.text))
            self.title_line = line.text

    def _pop_line(self) -> SourcePiece:
        """Take the first line off the first piece."""
        piece = self.pieces.pop(0)
        if piece.keeps_lines or piece.is_set_apart:
            return piece
        first, _, rest = piece.text.partition("\n")
        if rest:
            self.pieces.insert(0, replace(piece, text=rest, line=piece.line + 1))
        return replace(piece, text=first)

    def _take_head(self) -> None:
        """Take byline, date and debris between the title and the first paragraph."""
        taken = 0
        while self.pieces and taken < MOST_AT_HEAD:
            piece = _first_line(self.pieces[0])
            if self.title and _alike(piece.text, self.title):
                if self.title_line:
                    self._drop(piece, "the title again")
                self.title_line = self.title_line or piece.text
            elif not self._takes(piece):
                if self._is_subtitle(piece):
                    self._drop(piece, "the subtitle")
                elif piece.is_beside:
                    self._drop(piece, FRAME)
                else:
                    return
            taken += not piece.is_beside
            self._pop_line()

    def _is_subtitle(self, piece: SourcePiece) -> bool:
        """Whether a line stands between the title and a byline."""
        if not self.title or self._author() or len(piece.text.split()) > MOST_WORDS_IN_TITLE:
            return False
        lines = [*self.pieces[0].text.split("\n"), *(each.text for each in self.pieces[1:2])]
        return len(lines) > 1 and byline(lines[1].partition("\n")[0]) is not None

    def _takes(self, piece: SourcePiece) -> bool:
        if piece.role:
            self._take_role(piece)
            return True
        is_whole = piece.keeps_lines or piece.is_set_apart
        if is_whole or len(piece.text.split()) > MOST_WORDS_IN_BYLINE:
            return False
        return self._takes_date(piece) or self._takes_byline(piece) or self._guesses(piece)

    def _takes_date(self, piece: SourcePiece) -> bool:
        parts = [part for each in re.split(r"[|•·]", piece.text) if (part := each.strip())]
        dates = [date_in(part) for part in parts]
        if not any(dates) or not all(
            date or _debris(part) for date, part in zip(dates, parts, strict=True)
        ):
            return False
        self._claim(Byline(published=next(filter(None, dates))), "a line", piece.line)
        self._drop(piece, "the date")
        return True

    def _takes_byline(self, piece: SourcePiece) -> bool:
        if not (parsed := byline(piece.text)):
            return False
        self._claim(parsed, "the byline", piece.line)
        if parsed.unsure and not parsed.affiliation:
            text = f"The byline also says “{parsed.unsure}”: perhaps the affiliation."
            self.doubts.append(Doubt(text, "affiliation", weight=2))
        self._drop(piece, "the byline")
        return True

    def _guesses(self, piece: SourcePiece) -> bool:
        if reason := _debris(piece.text):
            self._drop(piece, reason)
            return True
        parsed = guessed_byline(piece.text)
        if not parsed or self.guess or not self.title or piece.is_heading:
            return False
        # Around an article stand menus, whose words may look like a name.
        if piece.is_beside and not (parsed.affiliation or self._is_claimed(parsed)):
            return False
        self.guess = parsed
        if parsed.published:
            self._say("published", parsed.published, "a line")
        self._drop(piece, "perhaps the author")
        return True

    def _is_claimed(self, parsed: Byline) -> bool:
        """Whether the page's head, too, names who a line names."""
        claims = [each for each in self.source.claims if each.subject == "author"]
        guess = Claim("author", parsed.author or "", "")
        known = settled_author(claims).text
        return bool(known and settled_author([*claims, guess]).text == known)

    def _take_role(self, piece: SourcePiece) -> None:
        """Take a line that its style calls an author, a date or a subtitle."""
        text = _clean(re.sub(r"[*_\\]", "", piece.text)) or ""
        how = f"a line marked as the {piece.role}"
        if piece.role == "author":
            parsed = byline(text) or named(text) or Byline(text)
            known = [claim for claim in self.claims if claim.how == how]
            # Each author may be a line of its own.
            first = next((claim for claim in known if claim.subject == "author"), None)
            if first:
                self.claims.remove(first)
                parsed = replace(parsed, author=f"{first.text}; {parsed.author}")
            self._claim(parsed, how, 0)
        elif piece.role == "date":
            self._say("published", text, how)
        self._drop(piece, f"the {piece.role}")

    def _drop_debris(self) -> None:
        kept: list[SourcePiece] = []
        in_references = False
        ends = self._other_articles()
        for index, piece in enumerate(self.pieces):
            if kept and index in ends:
                author = self._author()
                for n, last in enumerate(self.pieces[index:]):
                    is_near = author and n < MOST_BEHIND
                    if is_near and (found := author_note(last.text, "", author)) and found.sure:
                        kept.append(last)
                    else:
                        self._drop(last, BEHIND)
                break
            if piece.is_heading:
                in_references = bool(kept) and begins_references(bare(piece.text))
            if piece.is_heading and _alike(piece.text, self.source.publication or "-"):
                self._drop(piece, FRAME)
            elif in_references:
                self._drop(piece, "the references")
            elif self.title and len(kept) < FEW_WORDS and _alike(piece.text, self.title):
                self._drop(piece, "the title again")
            elif (reason := _debris(piece.text)) and not _is_about(piece):
                self._drop(piece, reason)
            else:
                kept.append(piece)
        self.pieces = kept

    def _other_articles(self) -> set[int]:
        """Return behind which pieces stand only other articles, comments and the like."""
        begins = [
            n
            for n, each in enumerate(self.pieces)
            if len(each.text) < MOST_IN_LINE and begins_other_articles(bare(each.text))
        ]
        if not begins:
            return set()
        words = [len(each.text.split()) for each in self.pieces]
        behind = [*accumulate(reversed(words))][::-1]
        last = next(
            (n for n in reversed(range(len(words))) if _is_paragraph(self.pieces[n])), -1
        )
        is_few = len(self.pieces) < FEW_WORDS
        return {
            n
            for n in begins
            if (
                behind[n] <= MOST_PART_BEHIND * behind[0]
                if self.pieces[n].is_heading
                else (n >= len(self.pieces) // 2 or is_few) and last <= n
            )
        }

    def _author(self) -> str | None:
        """Return who the author seems to be, so far."""
        said = [
            each for each in (*self.claims, *self.source.claims) if each.subject == "author"
        ]
        return settled_author(said).text or (self.guess.author if self.guess else None)

    def _take_signature(self) -> None:
        """Take a line such as — A. N. Author off the end."""
        own = [each for each in self.pieces if not each.is_beside]
        for piece in own[-2:]:
            if len(own) > 1 and (
                parsed := byline(piece.text, signed=True) or byline(piece.text)
            ):
                self._claim(parsed, "the signature", piece.line)
                self._drop(piece, "the author's signature")
                self.pieces.remove(piece)

    def _take_note(self) -> None:
        """Look for a note on the author among the last two paragraphs, or below them."""
        author = self._author()
        own = [each for each in self.pieces if not each.is_heading and not each.is_beside]
        if not own:
            return
        end = self.pieces.index(own[-1])
        below = [each for each in self.pieces[end + 1 :] if each.is_beside]
        perhaps = False
        for piece in [*reversed(own[-2:]), *below]:
            body = " ".join(each.text for each in self.pieces if each is not piece)
            if len(self.pieces) < 2 or not (note := author_note(piece.text, body, author)):
                continue
            if note.sure:
                self._use(note, piece)
                return
            if not piece.is_beside and not perhaps:
                perhaps = True
                text = (
                    f"The paragraph that begins {quoted_words(piece.text)} may be a note on "
                    "the author."
                )
                self.doubts.append(Doubt(text, "author", weight=2))

    def _use(self, note: Note, piece: SourcePiece) -> None:
        index = self.pieces.index(piece)
        self.note = self.pieces[index] = replace(piece, is_beside=False)
        self._claim(note, "the closing note", piece.line)
        heading = self.pieces[index - 1]
        if index and _is_about(heading):
            self.pieces.remove(heading)
            self._drop(heading, "a heading above the note on the author")

    def _drop_beside(self) -> None:
        """Drop what stands around the article and turned out to be no part of it."""
        for piece in self.pieces:
            if piece.is_beside:
                self._drop(piece, FRAME)
        self.pieces = [piece for piece in self.pieces if not piece.is_beside]

    def _settled(self) -> dict[str, Settled]:
        """Settle what the text and the page's head say, and ask where they disagree."""
        claims = [*self.claims, *self.source.claims]
        authors = [each for each in claims if each.subject == "author"]
        settled = {"author": settled_author(authors)}
        if self.guess:
            settled["author"] = self._with_guess(settled["author"], authors)
            if self.guess.affiliation and settled["author"].text:
                how = "the line under the title"
                claims.append(Claim("affiliation", self.guess.affiliation, how))
        for subject, settle in (
            ("affiliation", settled_affiliation),
            ("published", settled_date),
        ):
            settled[subject] = settle([each for each in claims if each.subject == subject])
        for subject, each in settled.items():
            if each.doubt and not (subject == "author" and self.guess):
                text = f"{each.doubt[0].upper()}{each.doubt[1:]}."
                self.doubts.append(Doubt(text, subject, weight=4))
        settled["title"] = Settled(self.title, self.title_how)
        return settled

    def _with_guess(self, settled: Settled, authors: Sequence[Claim]) -> Settled:
        """Return who the author is, now that a name stands under the title."""
        name = self.guess.author if self.guess and self.guess.author else ""
        guess = Claim("author", name, "the line under the title")
        with_it = settled_author([*authors, guess])
        if settled.text and with_it.text:
            self.left_out = [
                replace(each, reason="the byline")
                if each.reason.startswith("perhaps")
                else each
                for each in self.left_out
            ]
            return with_it
        text = f"Under the title is “{name}”: perhaps the author's name."
        self.doubts.append(Doubt(text, "author", weight=4))
        return settled if settled.text else replace(settled, doubt=f"perhaps “{name}”")

    def _paragraphs(self) -> tuple[NewParagraph, ...]:
        paragraphs = []
        heading: SourcePiece | None = None
        for piece in self._with_bold_headings():
            if piece.is_heading:
                if heading:
                    self._drop(heading, "a heading with nothing below it")
                heading = piece
            else:
                above = heading.text if heading else None
                is_typed = piece.keeps_lines or piece.is_set_apart
                text = piece.text if is_typed else one_line(piece.text)
                paragraphs.append(
                    NewParagraph(text, piece.line, above, piece.keeps_lines, piece.is_set_apart)
                )
                heading = None
        if heading:
            self._drop(heading, "a heading with nothing below it")
        return tuple(paragraphs)

    def _with_bold_headings(self) -> Iterator[SourcePiece]:
        """Yield the pieces; a short line that is all bold is the heading of what follows."""
        for n, piece in enumerate(self.pieces):
            found = _ALL_BOLD.fullmatch(piece.text)
            behind = self.pieces[n + 1] if n + 1 < len(self.pieces) else None
            is_above = behind and not behind.is_heading and not _ALL_BOLD.fullmatch(behind.text)
            if found and is_above and piece is not self.note and _is_headline(found[1]):
                yield replace(piece, text=found[1], is_heading=True)
            else:
                yield piece

    def _is_note(self, paragraph: NewParagraph) -> bool:
        note = self.note
        return note is not None and paragraph.text in (note.text, one_line(note.text))

    def _ask_about_paragraphs(self, paragraphs: Sequence[NewParagraph]) -> None:
        """Ask about paragraphs that are perhaps a heading, and about a single one."""
        if len(paragraphs) == 1 and self.source.if_short:
            self.doubts.append(Doubt(self.source.if_short, "paragraphs", weight=8))
        short = [
            number
            for number, paragraph in enumerate(paragraphs, 1)
            if _is_short(paragraph) and not paragraph.is_set_apart
        ]
        if len(short) == 1:
            what = "a subtitle" if short == [1] else "a heading or a caption"
            text = (
                f"Paragraph {short[0]} is short: if it is {what}, take it out of the text and "
                "count one paragraph less."
            )
            self.doubts.append(Doubt(text, paragraph=short[0]))
        elif short:
            some = short if len(short) <= MOST_NUMBERS else short[:MOST_NUMBERS]
            which = (
                numbered("Paragraph", some)
                if len(short) <= MOST_NUMBERS
                else f"{len(short)} paragraphs"
            )
            example = "" if len(short) <= MOST_NUMBERS else f", for instance {_comma(some)}"
            text = (
                f"{which} are very short{example}: take headings and captions out of the text, "
                "and count as many paragraphs less."
            )
            self.doubts.append(Doubt(text, paragraph=short[0]))


# Kinds of a language that quizgen warns about, or sets otherwise.
_REGIONS = ("pt-PT", "zh-TW", "zh-HK", "zh-Hant", "es-MX", "es-419", "es-AR", "es-CO", "es-CL")


def _comma(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _is_about(piece: SourcePiece) -> bool:
    return bool(ABOUT_AUTHOR.fullmatch(bare(piece.text).rstrip(":： ")))


def _is_headline(text: str) -> bool:
    return len(text.split()) <= FEW_WORDS and not re.search(r"[.!?…:;,。！？；：]$", text)


def _is_short(paragraph: NewParagraph) -> bool:
    """Whether a paragraph has few words and is no sentence."""
    text = bare(paragraph.words)
    is_few = len(text.split()) <= FEW_WORDS and len(text) < 100 and not paragraph.keeps_lines
    return is_few and not re.search(r"[.!?…:;,。！？؟、]['\"”’»)」]?$", text)


def _clean(text: str | None) -> str | None:
    """Return text on one line, without emphasis and invisible characters."""
    line = " ".join((text or "").split())
    return "".join(sign for sign in line if sign.isprintable()).strip("*_ ") or None


def _first_line(piece: SourcePiece) -> SourcePiece:
    if piece.keeps_lines or piece.is_set_apart:
        return piece
    return replace(piece, text=piece.text.partition("\n")[0])


def _is_title(piece: SourcePiece) -> bool:
    """Return whether a file begins with its title: a short line that is no sentence."""
    if piece.keeps_lines or piece.is_set_apart:
        return False
    line, _, rest = piece.text.partition("\n")
    text = bare(line)
    if not text or len(text.split()) > MOST_WORDS_IN_TITLE or len(text) > 200:
        return False
    if piece.is_heading:
        return True
    if byline(text) or re.search(r"[.:;,]['\"”’]?$", text):
        return False
    # In wrapped lines a title is shorter than the lines of the paragraph below it.
    is_told = any(byline(under) or date_in(under) for under in rest.split("\n")[:2])
    return not rest or is_told or len(text) < 0.7 * max(map(len, rest.split("\n")))


def _alike(one: str, other: str) -> bool:
    """Return whether two texts have the same letters and digits."""
    first, second = (re.sub(r"[\W_]+", "", text).casefold() for text in (one, other))
    return first == second


def _debris(text: str) -> str:
    """Return what a line around an article is, or nothing."""
    return debris(bare(" ".join(text.split()))) if len(text) < MOST_IN_LINE else ""


def _is_paragraph(piece: SourcePiece) -> bool:
    """Return whether a piece reads like a paragraph, or like a note on the author."""
    return bool(
        len(piece.text.split()) > MOST_WORDS_IN_DEBRIS
        or (_is_sentence(piece.text) and not _debris(piece.text))
        or author_note(piece.text, "", None)
    )


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 5 and bool(re.search(r"[.!?]['\"”’)*_]*$", text))
