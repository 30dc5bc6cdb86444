"""The page on which a teacher decides what a scan leaves open: one file, nothing to fetch.

It shows the row or the page as it was scanned, with what it seems to say. What is decided
there is saved as decisions.json. Texts are escaped, and the page may run its own script only.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Literal, NamedTuple

from quizgen.base.data_class import dataclass
from quizgen.base.words import counted
from quizgen.grading.scan.book import FoundPage, SheetBook
from quizgen.grading.scan.decisions import Kept, as_data, row_name, standing
from quizgen.grading.scan.papers import Assembled, Fate
from quizgen.grading.scan.reading import PageReading, RowReading
from quizgen.plan.answer_sheet import Row

FILE = "review.html"

Kind = Literal["one", "many", "text", "flag"]


class Asked(NamedTuple):
    """What has to be decided: number of the items that are of one thing, such as a code."""

    of: str
    number: int = 1


class Group(NamedTuple):
    """A heading of the page, and what to do there."""

    heading: str
    advice: str


GROUPS: Mapping[str, Group] = {
    "pages": Group(
        "Pages that could not be read",
        "Type the code that stands at the top of the sheet, and its page and the "
        "student's name where asked for. Or leave the page out and type its marks into "
        "a table (quizgen mark). Then grade again.",
    ),
    "twice": Group(
        "The same sheet twice",
        "Of each sheet one copy can count. Leave the others out, then grade again.",
    ),
    "doubtful": Group(
        "Doubtful marks", "Pale, half filled, ticked or erased. What did the student mean?"
    ),
    "double": Group(
        "More than one mark", "Choose the one that counts, or nothing if none of them does."
    ),
    "corrected": Group("Corrected marks", "A mark is crossed out. Does the other one count?"),
    "streak": Group(
        "On a streak", "A line runs through the page here. Clean the scanner's glass."
    ),
    "whole": Group("Sheets to check as a whole", "The page is bent, cut or very pale."),
    "blank": Group(
        "Nothing is marked", "Confirm that it was left out, or choose what you see."
    ),
    "points": Group(
        "Points",
        "Your points for what students wrote. They can be typed here too. What is more than a "
        "question has is asked about.",
    ),
    "names": Group(
        "Names", "These sheets bear no printed name. Without one they are called by their page."
    ),
    "rejected": Group("Left out", "These pages do not count."),
    "decided": Group("Decided before", "What you decided can be changed here."),
}

_GROUP_OF = {"erased": "doubtful", "askew": "whole", "pale": "whole"}
_SCANNED = 'src="data:image/jpeg;base64,'


@dataclass(frozen=True)
class _Item:
    """Something to decide: its group, its page, and its row if it is one."""

    group: str
    key: str
    row: int | None = None


@dataclass(frozen=True)
class Pile:
    """What the review page is made of."""

    readings: Mapping[str, PageReading]
    """By key, in the order of the pile, without pictures."""
    assembled: Assembled
    book: SheetBook
    decisions: Kept
    copies: int = 0
    """How many pages are the same picture as another: they are left out."""


Pictured = Callable[[str], PageReading]
"""Gives the reading of a page, by its key, with its pictures."""


def review_html(pile: Pile, pictured: Pictured) -> Iterator[str]:
    """Yield the page piece by piece, since its pictures may be many."""
    yield from _Page(pile, pictured).html()


def questions_of(pile: Pile) -> int:
    """Return how many things the page asks."""
    page = _Page(pile, pile.readings.__getitem__)
    return sum(each.number for each in set(filter(None, map(page.asked, page.items()))))


class _Page:
    """Makes one review page."""

    def __init__(self, pile: Pile, pictured: Pictured) -> None:
        self.pile, self.pictured = pile, pictured
        self.book, self.decisions = pile.book, standing(pile.decisions)
        self.pages = {
            page.key: page for paper in pile.assembled.papers for page in paper.pages.values()
        }
        self.pages |= {page.key: page for pages in pile.assembled.twice for page in pages}
        self.twice = {
            page.key: Asked(pages[0].key, len(pages) - 1)
            for pages in pile.assembled.twice
            for page in pages
        }
        """Of a sheet's copies all but one are to be left out."""
        self.number = 0

    def html(self) -> Iterator[str]:
        groups: dict[str, list[_Item]] = {name: [] for name in GROUPS}
        for item in self.items():
            groups[item.group].append(item)
        yield from _head()
        yield self._summary(groups)
        for name, items in groups.items():
            if items:
                yield from self._group(name, items)
        yield _foot(self.pile.decisions)

    # What there is to decide

    def items(self) -> Iterator[_Item]:
        for key, reading in self.pile.readings.items():
            fate = self.pile.assembled.fates[key]
            if key not in self.pages:
                yield _Item("rejected" if fate == "rejected" else "pages", key)
                continue
            if self._is_typed(key):
                yield _Item("decided", key)
            if key in self.twice:
                yield _Item("twice", key)
            if reading.student is None:
                yield _Item("names", key)
            yield from self._rows(key, reading)

    def _is_typed(self, key: str) -> bool:
        decision = self.decisions.get(f"{key}/code")
        return decision is not None and bool(decision.value)

    def _rows(self, key: str, reading: PageReading) -> Iterator[_Item]:
        rows = self.book_page(reading).page.rows
        for place, (row, read) in enumerate(zip(rows, reading.rows, strict=True)):
            # What is clear or decided may be nothing that the row can say: then it is asked.
            is_open = self.pages[key].values[place] is None
            if is_open:
                yield _Item(_group_of(row, read), key, place)
            elif row_name(key, row) in self.decisions:
                yield _Item("decided", key, place)

    def book_page(self, reading: PageReading) -> FoundPage:
        return self.book.page_of(reading.code, reading.student, reading.page)

    def asked(self, item: _Item) -> Asked | None:
        """Return what an item asks; None where nothing has to be decided."""
        if item.group in _NOT_ASKED:
            return None
        if item.group == "twice":
            return self.twice[item.key]
        return Asked(item.key if item.row is None else f"{item.key}/{item.row}")

    # How it is shown

    def _summary(self, groups: Mapping[str, Sequence[_Item]]) -> str:
        fates: list[Fate] = [*self.pile.assembled.fates.values()]
        fates += ["rejected"] * self.pile.copies
        told: list[Fate] = ["graded", "waiting", "rejected"]
        counts = ", ".join(f"{fates.count(fate)} {fate}" for fate in told)
        links = "".join(
            f'<li><a href="#{name}">{escape(GROUPS[name].heading)}</a>: {len(items)}</li>'
            for name, items in groups.items()
            if items
        )
        return f"<p>{counted(len(fates), 'page')}: {counts}.</p><ul>{links}</ul></header><main>"

    def _group(self, name: str, items: Sequence[_Item]) -> Iterator[str]:
        group = GROUPS[name]
        is_asked = name not in _NOT_ASKED
        yield f'<section id="{name}" class="{"pages" if name in _OF_PAGES else "rows"}">'
        yield f"<h2>{escape(group.heading)}</h2><p>{escape(group.advice)}</p>"
        if name not in (*_OF_PAGES, "points", "names", "decided"):
            yield _ACCEPT
        if not is_asked and name != "names":
            yield f"<details><summary>{len(items)}</summary>"
        for item in items:
            yield self._item(item)
        if not is_asked and name != "names":
            yield "</details>"
        yield "</section>"

    def _item(self, item: _Item) -> str:
        self.number += 1
        reading = self.pictured(item.key)
        if item.row is not None:
            return self._row(item, reading, item.row)
        if item.group == "names":
            return self._name(reading)
        return self._whole(item, reading)

    def _row(self, item: _Item, reading: PageReading, place: int) -> str:
        at = self.book_page(reading)
        row, read = at.page.rows[place], reading.rows[place]
        name = row_name(item.key, row)
        decided = self.decisions.get(name) if item.group == "decided" else None
        chosen = tuple(decided.value.split()) if decided else read.chosen
        suggested = _suggested(row, read, chosen, is_decided=decided is not None)
        choices = "".join(self._choices(row, at, suggested))
        of_part = f", part {row.part + 1}" if row.part else ""
        of_place = f", answer {row.place + 1}" if row.place else ""
        title = f"{self._whose(reading, at)} · question {row.number}{of_part}{of_place}"
        return self._fieldset(
            name,
            "many" if row.mode == "many" else "one",
            title,
            _picture(read.picture, f"Question {row.number} as it was scanned") + choices,
            suggested=suggested,
            asked=self.asked(item),
        )

    def _choices(
        self, row: Row, at: FoundPage, suggested: Sequence[str] | None
    ) -> Iterator[str]:
        plan = at.plan
        student = plan.students[at.student] if at.student is not None else None
        words = plan.words_for(student) if student else plan.words
        choices = [
            (each.value, each.value if row.mode == "points" else words.letter(each.value))
            for each in row.bubbles
        ]
        shown = [(value, label, label) for value, label in choices]
        if row.mode == "one":
            shown.append(("", "-", "nothing"))
        kind = "checkbox" if row.mode == "many" else "radio"
        yield '<div class="choices">'
        for value, label, text in shown:
            is_on = suggested is not None and (
                value in suggested or (not value and not suggested and row.mode == "one")
            )
            yield (
                f'<label><input type="{kind}" name="i{self.number}" value="{escape(value)}" '
                f'data-label="{escape(label)}"{" checked" if is_on else ""}> '
                f"{escape(text)}</label>"
            )
        yield '<button type="button" data-does="confirm">Confirm</button></div>'

    def _name(self, reading: PageReading) -> str:
        at = self.book_page(reading)
        name = f"{reading.key}/name"
        decided = self.decisions.get(name)
        known = [each.name for each in at.plan.students if each.version == at.version.name]
        options = "".join(f'<option value="{escape(each)}">' for each in known)
        field = (
            f'<label>Name <input type="text" maxlength="200" list="l{self.number}" '
            f'value="{escape(decided.value if decided else "")}"></label>'
            f'<datalist id="l{self.number}">{options}</datalist>'
        )
        title = f"{reading.code} · {reading.source}"
        body = _picture(reading.name, "The line for the name")
        body += f'<div class="choices">{field}</div>'
        return self._fieldset(name, "text", title, body, is_decided=decided is not None)

    def _whole(self, item: _Item, reading: PageReading) -> str:
        told = reading.message or ("The same sheet is there more than once." if
                                   item.group == "twice" else "")  # fmt: skip
        picture = reading.whole or reading.name
        body = f'<p class="told">{escape(told)}</p>'
        body += _picture(picture, "The page as it was scanned") if picture else ""
        is_typed = self._is_typed(item.key)
        if item.group in ("pages", "decided") and (reading.status == "no code" or is_typed):
            code = self._typed(item, reading, "code", body, self.asked(item))
            out = self._leave_out(item, reading) if item.group == "pages" else ""
            return code + self._beside_code(item, reading) + out
        return self._leave_out(item, reading, body)

    def _beside_code(self, item: _Item, reading: PageReading) -> str:
        """Return the fields for what a code does not tell: which page, and whose."""
        # A sheet that bears no name is asked for one among the names.
        is_named = item.key not in self.pages or reading.student is not None
        wanted = {"page": self.book.has_pages, "name": self.book.has_names and is_named}
        return "".join(
            self._typed(item, reading, what) for what, is_in in wanted.items() if is_in
        )

    def _typed(
        self,
        item: _Item,
        reading: PageReading,
        what: str,
        body: str = "",
        asked: Asked | None = None,
    ) -> str:
        """Return a field for the code, page or name of a sheet whose symbol cannot be read."""
        name = f"{item.key}/{what}"
        decided = self.decisions.get(name)
        body += (
            f'<div class="choices"><label>{_TYPED[what]} <input type="text" maxlength="200" '
            f'value="{escape(decided.value if decided else "")}"></label></div>'
        )
        return self._fieldset(name, "text", reading.source, body, asked=asked)

    def _leave_out(self, item: _Item, reading: PageReading, body: str = "") -> str:
        name = f"{item.key}/out"
        decided = self.decisions.get(name)
        is_on = decided is not None and decided.value == "yes"
        if item.group == "rejected" and decided is None:
            return self._fieldset("", "flag", reading.source, body)
        self.number += 1
        body += (
            f'<div class="choices"><label><input type="checkbox" value="yes" data-label="x"'
            f"{' checked' if is_on else ''}> Leave this page out <kbd>x</kbd></label></div>"
        )
        title = " · ".join(filter(None, (self._shown_name(reading), reading.source)))
        return self._fieldset(
            name, "flag", title, body, asked=self.asked(item), is_decided=is_on
        )

    def _shown_name(self, reading: PageReading) -> str:
        if reading.rows:
            return self._whose(reading, self.book_page(reading))
        return reading.code

    def _whose(self, reading: PageReading, at: FoundPage) -> str:
        page = self.pages.get(reading.key)
        place = page.student if page else reading.student
        if place is not None:
            return f"{at.plan.students[place].name}, {at.version.code}"
        named = page.typed_name if page and page.typed_name else reading.source
        return f"{named}, {at.version.code}"

    def _fieldset(
        self,
        name: str,
        kind: Kind,
        title: str,
        body: str,
        *,
        suggested: Sequence[str] | None = None,
        asked: Asked | None = None,
        is_decided: bool = False,
    ) -> str:
        # What is asked though it was decided is asked again.
        is_done = is_decided or (name in self.decisions and not asked)
        state = "done" if is_done else "open"
        hint = (
            f' data-suggested="{escape(" ".join(suggested))}"' if suggested is not None else ""
        )
        told = f' data-asked="{asked.number}" data-of="{asked.of}"' if asked else ""
        undo = _UNDO if name else ""
        return (
            f'<fieldset class="item" tabindex="0" data-name="{escape(name)}" '
            f'data-kind="{kind}" data-state="{state}"{told}{hint}>'
            f'<legend dir="auto">{escape(title)}</legend>{body}{undo}'
            "</fieldset>\n"
        )


_ACCEPT = '<p><button type="button" data-does="accept">Accept what is chosen below</button></p>'
_UNDO = (
    '<div class="choices"><button type="button" data-does="undo">Undo</button>'
    '<output class="state"></output></div>'
)
_TYPED = {
    "code": "Code",
    "page": "Page of the sheet, if it has several",
    "name": "Name as the class has it, - if none is printed",
}
_NOT_ASKED = ("rejected", "decided", "names")
_OF_PAGES = ("pages", "twice", "rejected")


def _group_of(row: Row, read: RowReading) -> str:
    if row.mode == "points" and read.reason in ("blank", "clear"):
        return "points"
    return _GROUP_OF.get(read.reason, read.reason if read.reason != "clear" else "doubtful")


def _suggested(
    row: Row, read: RowReading, chosen: Sequence[str], *, is_decided: bool
) -> Sequence[str] | None:
    """Return what is chosen beforehand; None where nothing can be."""
    if is_decided:
        return chosen
    if row.mode == "many":
        return chosen if chosen or read.reason == "blank" else None
    if len(chosen) == 1:
        return chosen
    return () if read.reason == "blank" and row.mode == "one" else None


def _picture(data: str, text: str) -> str:
    return f'<img {_SCANNED}{escape(data)}" alt="{escape(text)}">' if data else ""


def _beside(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def review_policy() -> str:
    """Return what a browser may do with the page: run its own script, and save to its server.

    As a header it holds for a page that somebody else has put in the place of this one, too.
    """
    script, style = (
        f"'sha256-{b64encode(sha256(_beside(name).encode()).digest()).decode()}'"
        for name in ("review.js", "review.css")
    )
    return (
        f"default-src 'none'; img-src data:; style-src {style}; script-src {script}; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'"
    )


def _head() -> Iterator[str]:
    yield (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(review_policy())}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>What to decide</title><style>{_beside('review.css')}</style></head><body>"
        '<header><h1>What to decide</h1><div class="bar"><button type="button" '
        'data-does="save">Save decisions.json</button>'
        '<span id="count" role="status"></span></div>'
        '<p><span id="where">Save the file into the folder of this page, and grade again.'
        "</span> Keys: a letter or a "
        "number chooses, <kbd>-</kbd> is nothing, <kbd>Enter</kbd> confirms and goes on, "
        "<kbd>↓</kbd> and <kbd>↑</kbd> go from one to the next, <kbd>Backspace</kbd> undoes, "
        "<kbd>Ctrl</kbd> <kbd>S</kbd> saves.</p>"
    )


def _foot(decisions: Kept) -> str:
    data = json.dumps(as_data(decisions)).replace("<", "\\u003c")
    return (
        f'</main><script type="application/json" id="earlier">{data}</script>'
        f"<script>{_beside('review.js')}</script></body></html>\n"
    )
