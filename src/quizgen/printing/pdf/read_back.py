"""Printed papers and their key read back: the letters are where the plan says.

The reader knows nothing of how the pages were made. It takes their text and where it stands
from the PDF, finds the version by the code on the pages, and each option by its words; then
the letter printed beside it must be the plan's. What cannot be read (a sign that no font has,
an option that is a picture of itself) is said to be so, and is no mistake.
"""

import ctypes
import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.bank.fields import one_line
from quizgen.bank.kinds.base import OptionList, letter
from quizgen.bank.option_text import picture_in
from quizgen.bank.questions import Question
from quizgen.base.bidi import RIGHT_TO_LEFT, Direction, direction_of
from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError, shown
from quizgen.base.language import Wording
from quizgen.base.markdown import inline_html, unmarked
from quizgen.base.regex import regex
from quizgen.base.words import and_list
from quizgen.plan.answer_sheet import AnswerSheet
from quizgen.plan.model import Item, Plan, Version
from quizgen.plan.student import StudentPaper
from quizgen.printing.pdf.measure import Measure
from quizgen.printing.pdf.read_back_answer_sheets import wrong_circles
from quizgen.printing.pdf.read_figures import figures, have_run
from quizgen.printing.pdf.read_lines import Character, Line, lines_of

ALWAYS_UP_TO = 50
"""Runs of so many papers are always read back."""

FARTHEST = 72.0
"""How far from its option a letter may stand, in points."""

MOST_KNOWN = 5000
"""At most so many characters, and texts of banks, are remembered as they are compared."""

SAME_LINE = 2.0
"""By how much the baselines of one line may differ, in points."""


@dataclass
class Verified:
    """What was read back: papers, their lists of options, keys, and what could not be read."""

    papers: int = 0
    lists: int = 0
    keys: int = 0
    unread: list[str] = field(default_factory=list)


def load_to_read() -> None:
    """Load what reads PDF files."""
    import pypdfium2  # noqa: F401


def verify_worksheets(
    files: Iterable[Path | bytes],
    plan: Plan,
    read: Callable[[int], object] = bool,
    *,
    coded: bool = True,
    measure: Measure | None = None,
) -> Verified:
    """Read worksheets back from PDF files; raise QuizgenError where they are not as planned.

    `read` is told how many papers are read, after each. A page without its code is an error
    if pages are `coded`, as all are but those of templates that leave the code out. `measure`
    also holds each page's text against the places of its blocks.
    """
    found = Verified()
    places = {version.code: place for place, version in enumerate(plan.versions)}
    seen: set[str] = set()
    owners = _owners(plan)
    papers = papers_of(files, duplex=plan.settings.duplex)
    for done, paper in enumerate(papers, start=1):
        text = PaperText(paper.pdf, paper.areas)
        text.measured(measure, paper.title)
        code = _code(text, places, paper.areas)
        if coded:
            _refuse_uncoded(text, code, paper.areas)
        if code is None:
            found.unread.append(f"page {paper.areas[0].page + 1} shows no code of the plan")
        else:
            found.papers += 1
            seen.add(code)
            version = plan.versions[places[code]]
            student = _owner_of(paper.title, owners.get(version.name, []))
            words = plan.words_for(student) if student else plan.words
            _Check(plan, version, text, found, words).run()
            if sheet := plan.answer_sheet_of(version, student):
                _check_circles(text, version, sheet, words)
        read(done)
    lost = [code for code in places if code not in seen]
    if lost and not found.unread and not plan.students:
        raise not_as_planned(f"the paper with the code {lost[0]} is not among them")
    return found


def _owners(plan: Plan) -> dict[str, list[StudentPaper]]:
    """Return the students who have each version."""
    owners: dict[str, list[StudentPaper]] = {}
    for student in plan.students:
        owners.setdefault(student.version, []).append(student)
    return owners


def _owner_of(title: str, owners: list[StudentPaper]) -> StudentPaper | None:
    """Return the student whose name begins a paper's title; each is taken once."""
    for student in owners:
        if title.startswith(student.name):
            owners.remove(student)
            return student
    return None


def _check_circles(
    text: "PaperText", version: Version, sheet: AnswerSheet, words: Wording
) -> None:
    """Refuse an answer sheet whose circles show something else than a scan takes them for."""
    last = text.characters_of_last(len(sheet.pages))
    for page, characters in zip(sheet.pages, last, strict=True):
        for row, wanted, found in wrong_circles(page, sheet, characters, words):
            raise not_as_planned(
                f"on the answer sheet of version {version.name} ({version.code}), row {row}, "
                f"'{found}' stands in the circle for '{wanted}'"
            )


class _Area(NamedTuple):
    """Part of a page: one of several columns of equal width, counted from 0."""

    page: int
    column: int = 0
    columns: int = 1


class _Paper(NamedTuple):
    """A paper in a PDF: its bookmark's title, and the areas that it has there."""

    pdf: Any
    title: str
    areas: Sequence[_Area]


def papers_of(files: Iterable[Path | bytes], *, duplex: bool) -> Iterator[_Paper]:
    """Yield each paper; a bookmark leads to the first of its areas.

    Papers whose bookmarks lead to one page lie side by side, and are what they are when they
    are cut apart: a sheet that is turned over changes left and right.
    """
    import pypdfium2

    for file in files:
        with pypdfium2.PdfDocument(file) as pdf:
            shared: dict[int, list[str]] = {}
            for bookmark in pdf.get_toc(max_depth=1):
                start = bookmark.get_dest().get_index()
                shared.setdefault(start, []).append(bookmark.get_title())
            for (start, titles), end in zip(
                shared.items(), (*islice(shared, 1, None), len(pdf)), strict=True
            ):
                for place, title in enumerate(titles):
                    areas = _areas(range(start, end), place, len(titles), duplex=duplex)
                    yield _Paper(pdf, title, list(areas))


def _areas(pages: range, paper: int, papers: int, *, duplex: bool) -> Iterator[_Area]:
    for place, page in enumerate(pages):
        turned = duplex and place % 2
        yield _Area(page, papers - 1 - paper if turned else paper, papers)


def _code(text: "PaperText", known: Collection[str], areas: Sequence[_Area]) -> str | None:
    """Return the code that a paper bears; raise QuizgenError for one with several."""
    codes = {
        code for written in (text.raw, text.visual) for code in _codes(written) if code in known
    }
    if len(codes) > 1:
        raise not_as_planned(
            f"pages {areas[0].page + 1} to {areas[-1].page + 1} hold one paper with the codes "
            f"{and_list(sorted(codes))}"
        )
    return next(iter(codes), None)


CODE = regex(r"[0-9A-Z]+(?:-[0-9A-Z]+)+")


def _codes(text: str) -> Iterator[str]:
    """Yield what may be codes; in a line from right to left a reader may turn one around."""
    for code in CODE.findall(text):
        yield code
        yield "-".join(reversed(code.split("-")))


def _refuse_uncoded(text: "PaperText", code: str | None, areas: Sequence[_Area]) -> None:
    """Raise QuizgenError for a page that has text and not the paper's code."""
    for area, page, lines in zip(areas, text.pages, text.visual_pages, strict=True):
        if page.strip() and (code is None or code not in _codes(f"{page}\n{lines}")):
            raise not_as_planned(f"page {area.page + 1} does not show its code")


def not_as_planned(what: str) -> QuizgenError:
    """Return the error of a paper or a key that is not as the plan says."""
    return QuizgenError(
        f"The papers are not printed as planned: {what}. Nothing was written; the old files "
        "stay as they were. Templates of your own may print something else than they should; "
        "otherwise this is a mistake in quizgen: please report it."
    )


# Text as it is compared


def folded(text: str) -> str:
    """Return the letters and digits of a text, without case, accents and all else.

    Hyphens, ligatures, quotation marks and blanks are then no difference.

    >>> folded("Café “ﬁne” – 2")
    'cafefine2'
    """
    return "".join(_folded_character(character) for character in text)


@lru_cache(MOST_KNOWN)
def _folded_character(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LN")


@lru_cache(MOST_KNOWN)
def as_printed(text: str) -> str:
    """Return what of a bank's text is looked for: its first line, without its markup."""
    lines = unmarked(text).split("\n") if "\n" in text.strip() else [text]
    line = next((line for line in lines if line.strip()), "")
    return folded(str(inline_html(line).striptags()))


class PaperText:
    """The text of a paper's pages, in the order in which they are drawn, and its places."""

    def __init__(self, pdf: Any, areas: Sequence[_Area]) -> None:
        self._areas = [_AreaText(pdf[area.page], area) for area in areas]
        self._pdf, self._page_numbers = pdf, [area.page for area in areas]
        self.pages = texts = [area.text for area in self._areas]
        self.raw = "".join(texts)
        self._starts = [0]
        for text in texts:
            self._starts.append(self._starts[-1] + len(text))
        parts = [_folded_character(character) for character in self.raw]
        self.folded = "".join(parts)
        self._places = [place for place, part in enumerate(parts) for _ in part]

    def measured(self, measure: Measure | None, title: str) -> None:
        """Measure its pages; raise QuizgenError for text that is not in its place."""
        if measure:
            for number, area in zip(self._page_numbers, self._areas, strict=True):
                measure.check(self._pdf, number, area.text_page, title)

    def occurrences(self, words: str, start: int = 0, end: int | None = None) -> list[int]:
        """Return where some folded words begin, in the folded text."""
        found, at = [], self.folded.find(words, start, end)
        while at >= 0:
            found.append(at)
            at = self.folded.find(words, at + 1, end)
        return found

    def origin(self, place: int) -> tuple[int, float, float]:
        """Return the area, left end and baseline of a character of the raw text."""
        area = bisect_right(self._starts, place) - 1
        return area, *self._areas[area].origin(place - self._starts[area])

    def origin_of(self, at: int) -> tuple[int, float, float]:
        """Return where a character of the folded text stands."""
        return self.origin(self._places[at])

    def lines(self, direction: Direction) -> list[tuple[int, Line]]:
        """Return the lines as they are seen, each with its area; words in reading order."""
        return [
            (number, line)
            for number, area in enumerate(self._areas)
            for line in lines_of(area.characters(), direction)
        ]

    def characters_of_last(self, count: int) -> list[list[Character]]:
        """Return what stands on the last pages that are not blank."""
        pages = [list(area.characters()) for area in self._areas[-count - 1 :]]
        return [page for page in pages if page][-count:]

    @cached_property
    def alts(self) -> list[str]:
        """What the pictures of its pages show, in the order of reading."""
        pages = (self._pdf[number] for number in dict.fromkeys(self._page_numbers))
        return [one_line(alt) for page in pages for alt in figures(page)]

    @cached_property
    def visual(self) -> str:
        """The lines with codes, each from left to right: a reader may reorder their parts."""
        return "\n".join(self.visual_pages)

    @cached_property
    def visual_pages(self) -> list[str]:
        """The same of each page."""
        return [area.visual for area in self._areas]

    @cached_property
    def letters(self) -> list[tuple[str, tuple[int, float, float]]]:
        """What stands alone and is short, as letters of options do, with its place."""
        return [
            (match[1], self.origin(match.start()))
            for match in re.finditer(r"(?<!\S)([^\W\d_]{1,2})[.)]?(?!\S)", self.raw)
        ]

    def letter_beside(
        self, at: int, names: Mapping[str, str], direction: Direction
    ) -> str | None:
        """Return which letter is nearest before what begins at a place of the folded text."""
        page, x, y = self.origin_of(at)
        # Text of the other direction begins at its far end.
        own = direction_of(self.raw[self._places[at]], direction)
        farthest = FARTHEST if own == direction else math.inf
        near = [
            (abs(left - x), names[name])
            for name, (other, left, line) in self.letters
            if name in names
            and other == page
            and abs(line - y) < SAME_LINE
            and 0.5 < abs(left - x) < farthest
            and (left > x) == (direction == "rtl")
        ]
        return min(near)[1] if near else None


class _AreaText:
    """The characters of a part of a page, in the order in which they are drawn."""

    def __init__(self, page: Any, area: _Area) -> None:
        self.text_page = page.get_textpage()
        self.text = _text(self.text_page)
        self._places: Sequence[int] = range(len(self.text))
        if area.columns > 1:
            width = page.get_width() / area.columns
            self._places = list(self._between(area.column * width, (area.column + 1) * width))
            self.text = "".join(self.text[place] for place in self._places)

    def _between(self, left: float, right: float) -> Iterator[int]:
        """Yield the places of what begins there; a blank goes with what precedes it."""
        here = False
        for place, character in enumerate(self.text):
            if not character.isspace():
                here = left <= self._origin(place)[0] < right
            if here:
                yield place

    @property
    def visual(self) -> str:
        """The lines with capitals and a hyphen, each with its characters from left to right."""
        lines = []
        # A reader may turn 2345-A-6 into -6A2345-, where a line runs from the right.
        for match in re.finditer(r"[^\r\n]*(?:[0-9A-Z]-|-[0-9A-Z])[^\r\n]*", self.text):
            places = range(match.start(), match.end())
            lines.append("".join(self.text[at] for at in sorted(places, key=self._as_drawn)))
        return "\n".join(lines)

    def _as_drawn(self, at: int) -> tuple[int, float]:
        """Return where a character is in its page's lines, each from left to right."""
        x, y = self.origin(at)
        return round(-y), x

    def origin(self, at: int) -> tuple[float, float]:
        """Return the left end and the baseline of a character of the text."""
        return self._origin(self._places[at])

    def characters(self) -> Iterator[Character]:
        """Yield what can be seen, with its place."""
        import pypdfium2.raw

        box = pypdfium2.raw.FS_RECTF()
        for place, character in zip(self._places, self.text, strict=True):
            if not character.isspace():
                pypdfium2.raw.FPDFText_GetLooseCharBox(self.text_page, place, box)
                yield Character(character, box.left, box.right, self._origin(place)[1])

    def _origin(self, place: int) -> tuple[float, float]:
        import pypdfium2.raw

        x, y = ctypes.c_double(), ctypes.c_double()
        pypdfium2.raw.FPDFText_GetCharOrigin(self.text_page, place, x, y)
        return x.value, y.value


def _text(page: Any) -> str:
    """Return a page's text with one character for each that has a place."""
    text: str = page.get_text_range()
    count = page.count_chars()
    if len(text) == count:
        return text
    import pypdfium2.raw

    return "".join(chr(pypdfium2.raw.FPDFText_GetUnicode(page, at)) for at in range(count))


# Options


@dataclass
class _Check:
    """One paper held against its version."""

    plan: Plan
    version: Version
    text: PaperText
    found: Verified
    words: Wording

    def run(self) -> None:
        """Look at every list whose order was drawn; raise QuizgenError for a wrong one."""
        items = self.version.items
        stems = [self._stem(item) for item in items]
        for place, item in enumerate(items):
            question = self.plan.questions[item.question]
            start = next((at for at in reversed(stems[:place]) if at is not None), 0)
            end = next((at for at in stems[place + 1 :] if at is not None), None)
            for options, texts in zip(question.lists, item.printed, strict=False):
                if options.movable > 1 and self._has_pictures(options, item, texts):
                    self._look(question, item, texts, (start, end), options)

    def _stem(self, item: Item) -> int | None:
        """Return where a question's stem begins, if it stands on the paper once."""
        words = as_printed(self.plan.questions[item.question].stem or "")
        found = self.text.occurrences(words) if words else []
        return found[0] if len(found) == 1 else None

    def _has_pictures(self, options: OptionList, item: Item, texts: Sequence[str]) -> bool:
        """Whether the pictures among options are read; raise QuizgenError for a wrong order."""
        known = {text: own.alt for text in options.texts if (own := picture_in(text))}
        wanted = [one_line(known[text]) for text in texts if text in known]
        alts = self.text.alts if wanted else []
        if have_run(alts, wanted):
            return True
        if not set(wanted) <= set(alts):
            self._unread(item, "the descriptions of its pictures are not found")
            return False
        raise self._out_of_order(item, texts)

    def _look(
        self,
        question: Question,
        item: Item,
        texts: Sequence[str],
        span: tuple[int, int | None],
        options: OptionList,
    ) -> None:
        pictures = {text for text in options.texts if picture_in(text)}
        wanted = [letter(at) for at, text in enumerate(texts) if text not in pictures]
        names = {self.words.letter(letter(at)): letter(at) for at in range(len(texts))}
        texts = [text for text in texts if text not in pictures]
        words = [as_printed(text) for text in question.texts_on_paper(texts)]
        if "" in words or len(set(words)) < len(words):
            self._unread(item, "some of its options differ in signs only")
            return
        places = [self.text.occurrences(each, *span) for each in words]
        if not all(places):
            lost = texts[places.index([])]
            self._unread(item, f"'{shown(lost)}' is not found as it was written")
            return
        self.found.lists += 1
        named = [self._letters_at(each, names) for each in places] if options.lettered else []
        if named and all(named):
            self._compare(item, texts, named, wanted)
        elif not self._is_in_order(places):
            if self.words.direction == "rtl" or any(map(RIGHT_TO_LEFT.search, texts)):
                self._unread(item, "lines from right to left may be read in another order")
            else:
                raise self._out_of_order(item, texts)

    def _is_in_order(self, places: Sequence[Sequence[int]]) -> bool:
        """Whether texts follow one another as they are drawn, or as they stand on the page.

        Lines may be read from either side: a style sheet may set options side by side.
        """
        origins = [[self.text.origin_of(at) for at in own] for own in places]
        return _follow_one_another(places) or any(
            _follow_one_another(
                [[(page, round(-y), x * way) for page, x, y in own] for own in origins]
            )
            for way in (1, -1)
        )

    def _letters_at(self, places: Sequence[int], names: Mapping[str, str]) -> set[str]:
        """Return which of the letters stand beside what begins at some places."""
        beside = (self.text.letter_beside(at, names, self.words.direction) for at in places)
        return {each for each in beside if each}

    def _compare(
        self,
        item: Item,
        texts: Sequence[str],
        named: Sequence[set[str]],
        wanted: Sequence[str],
    ) -> None:
        """Refuse letters that are the plan's, but beside other options."""
        if all(name in letters for name, letters in zip(wanted, named, strict=True)):
            return
        if sorted(each for letters in named for each in letters) != wanted:
            self._unread(item, "its letters cannot be told from other words")
            return
        for text, letters, name in zip(texts, named, wanted, strict=True):
            if letters != {name}:
                raise not_as_planned(
                    f"on version {self.version.name} ({self.version.code}), question "
                    f"{item.number} ({item.question}), '{shown(text)}' has the letter "
                    f"{letters.pop()}, and the key calls it {name}"
                )

    def _out_of_order(self, item: Item, texts: Sequence[str]) -> QuizgenError:
        order = ", ".join(f"'{shown(text)}'" for text in texts)
        return not_as_planned(
            f"on version {self.version.name} ({self.version.code}), question {item.number} "
            f"({item.question}), the order is another than {order}"
        )

    def _unread(self, item: Item, why: str) -> None:
        self.found.unread.append(
            f"version {self.version.name}, question {item.number} ({item.question}): {why}"
        )


def _follow_one_another(places: Sequence[Sequence[Any]]) -> bool:
    """Whether texts can be read one after another, given all places where each may stand."""
    last = None
    for own in places:
        after = [at for at in own if last is None or at > last]
        if not after:
            return False
        last = min(after)
    return True
