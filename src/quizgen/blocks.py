"""A plan to blocks: every distinct piece of HTML it prints, and the sheets made of them.

Whatever differs from sheet to sheet (a number, a letter, a version's name) is a slot in a
block, not a block of its own, so a run has no more blocks than the plan has question orders.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, groupby, zip_longest
from pathlib import Path
from textwrap import shorten
from typing import Any

import jinja2
from markupsafe import Markup

from quizgen.errors import QuizgenError
from quizgen.exercises import GAP
from quizgen.markup import (
    block_html,
    has_word,
    inline_html,
    paragraph_place,
    passage_html,
    referred,
)
from quizgen.model import Group, Question, TrueFalse
from quizgen.passage import Passage
from quizgen.pictures import Picture
from quizgen.plan import Item, Plan, Version
from quizgen.questions import RULES
from quizgen.records import counted
from quizgen.sheets import (
    LINE_SLOT,
    PAGE_SLOT,
    PARAGRAPH_START,
    Booklet,
    Entry,
    Material,
    PictureFile,
    Sheet,
    SlotMark,
    StyleSheet,
    alphabet,
)
from quizgen.templates import STYLE, TemplateFolders

LineRanges = Mapping[int, tuple[int, int]]
"""The first and the last line of each paragraph of the printed passage."""

PAGE_TEXT = "page {page} of {pages}"
DIGITS = "0123456789"

SLOTS = (
    *("code", "draft", "letter", LINE_SLOT, "number", PAGE_SLOT, "points", "questions"),
    *("section", "version"),
)
"""What a template may leave a place for, beside the columns of the answer grid."""

ALIGNMENTS = ("left", "center", "right")

GRID_COLUMNS = 20
"""How many questions an answer grid shows side by side."""

LISTED_VERSIONS = 8
"""Up to so many versions the annotated key says where each has the question."""

CELL_LETTERS = 2
"""So many letters fit into a cell of the answer grid."""

BLANK = '<span class="gap"><span class="gap-number">({})</span></span>'
"""The blank that stands in a text for a gap."""

CORRECTION_LINES = 2
"""Ruled lines under each statement to judge, where one of them is to be corrected."""

BEGINNING = 160
"""So many characters of an excerpt the annotated key repeats, to tell which it is."""

# The scoring rules that go without saying.
PLAIN_RULES = ("exact", "rubric", "by_hand")

# A line of handwriting across the column holds about so many characters of print, and a
# student's own wording needs more room than the model answer.
CHARACTERS_A_LINE = 60
ROOM = 1.5
FEWEST_LINES, MOST_LINES = 4, 20


@dataclass(frozen=True)
class Run:
    """Everything a plan prints: its blocks, and the sheets they stand on."""

    material: Material
    booklets: Mapping[str, Booklet]
    """What each file is called after the bank's name, and what is in it."""


def make_blocks(plan: Plan, templates: TemplateFolders, lines: LineRanges) -> Run:
    """Return the plan's blocks and sheets; raise QuizgenError for a template that fails.

    `lines` says which lines of the printed passage each paragraph has, where they are
    numbered.
    """
    blocks = _Blocks(templates, lines, plan.images)
    booklets = {
        "worksheets": Booklet(plan.title, tuple(_worksheets(plan, blocks))),
        "answer-keys": Booklet(f"Answer key: {plan.title}", tuple(_keys(plan, blocks))),
    }
    if plan.passage and plan.passage.where == "separate":
        booklets["passage"] = Booklet(plan.article.title, (_passage_sheet(plan, blocks),))
    sheets = [sheet for booklet in booklets.values() for sheet in booklet.sheets]
    return Run(blocks.material(sheets), booklets)


def passage_material(plan: Plan, templates: TemplateFolders) -> Material:
    """Return the printed passage by itself, to count its lines."""
    blocks = _Blocks(templates, {}, {})
    return blocks.material([_passage_sheet(plan, blocks)])


# The passage


def _passage_sheet(plan: Plan, blocks: "_Blocks") -> Sheet:
    """Return the passage as a sheet of its own."""
    foot = blocks.add("passage-foot", "passage-foot.html", plan=plan)
    entries = tuple(_passage(plan, blocks))
    return Sheet(plan.article.title, entries, Entry(foot, _draft(plan)), PAGE_TEXT)


def _passage(plan: Plan, blocks: "_Blocks") -> Iterator[Entry]:
    """Yield the passage: its title, its paragraphs in lines, its notes."""
    passage = plan.passage
    if passage is None:
        return
    yield Entry(blocks.add("passage-title", "passage-title.html", plan=plan), with_next=True)
    number_block = blocks.add("line-number", "line-number.html")
    glossed, notes = _marks(plan, passage.paragraphs)
    for number, text in enumerate(passage.paragraphs, start=1):
        yield from _passage_headings(passage, number, blocks)
        set_apart = number in passage.set_apart
        words, signs = glossed.get(number, ()), notes.get(number, {})
        name = blocks.add(
            paragraph_block(number),
            "paragraph.html",
            number=number,
            text=_started(number, passage_html(text, words, signs, set_apart=set_apart)),
            set_apart=set_apart,
            passage=passage,
        )
        yield Entry(
            name, flows=True, line_number=number_block if passage.line_numbers else None
        )
    if plan.article.glossary or plan.article.footnotes:
        notes_block = blocks.add(
            "passage-notes", "passage-notes.html", article=plan.article, passage=passage
        )
        yield Entry(notes_block)


def _started(number: int, html: Markup) -> Markup:
    """Mark where each paragraph of a list or a quotation starts: it is cut into lines."""
    starts = count(1)
    mark = f'<p><span id="{PARAGRAPH_START}{number}|{{}}"></span>'
    return Markup(re.sub("<p>", lambda _: mark.format(next(starts)), html))  # noqa: S704


def _passage_headings(passage: Passage, number: int, blocks: "_Blocks") -> Iterator[Entry]:
    """Yield the headings above a paragraph, on its page."""
    for index, heading in enumerate(passage.headings):
        if heading.above == number:
            name = blocks.add(
                f"heading-{index}",
                "passage-heading.html",
                text=inline_html(heading.text),
                level=heading.level,
                passage=passage,
            )
            yield Entry(name, with_next=True)


def paragraph_block(number: int) -> str:
    """Return the name of a paragraph's block."""
    return f"paragraph-{number}"


def _marks(
    plan: Plan, paragraphs: Sequence[str]
) -> tuple[dict[int, list[str]], dict[int, dict[int, str]]]:
    """Return in which paragraph each glossed word, and each footnote, has its first place."""
    glossed: dict[int, list[str]] = {}
    notes: dict[int, dict[int, str]] = {}
    for word in plan.article.glossary:
        if place := _first_place(word, paragraphs):
            glossed.setdefault(place, []).append(word)
    for number, footnote in enumerate(plan.article.footnotes, start=1):
        if place := _first_place(footnote.words, paragraphs):
            notes.setdefault(place, {})[number] = footnote.words
    return glossed, notes


def _first_place(words: str, paragraphs: Sequence[str]) -> int | None:
    places = (n for n, text in enumerate(paragraphs, start=1) if has_word(text, words))
    return next(places, None)


def _draft(plan: Plan) -> dict[str, str]:
    """Return what the foot of a draft says: that its evidence was not found in the article."""
    return {"draft": "Draft"} if plan.draft else {}


# Worksheets


def _worksheets(plan: Plan, blocks: "_Blocks") -> Iterator[Sheet]:
    points = sum(item.points for item in plan.versions[0].items)
    header = blocks.add("header", "header.html", plan=plan, points=points)
    foot = blocks.add("foot", "foot.html", plan=plan)
    orders: dict[tuple[str, tuple[tuple[str, ...], ...]], str] = {}
    for version in plan.versions:
        entries = [Entry(header, {"version": version.name, "code": version.code})]
        if plan.passage and plan.passage.where == "before":
            entries += _passage(plan, blocks)
        headings = _headings(plan, version, blocks)
        for item in version.items:
            entries += headings.get(item.number, ())
            name = orders.setdefault(
                (item.question, item.printed), f"question-{item.question}-{len(orders)}"
            )
            _add_question(name, plan, item, blocks)
            entries.append(Entry(name, {"number": f"{item.number}."}, item=True))
        yield Sheet(
            f"Version {version.name}",
            tuple(entries),
            Entry(foot, {"code": version.code, "version": version.name} | _draft(plan)),
            PAGE_TEXT,
        )


def _headings(plan: Plan, version: Version, blocks: "_Blocks") -> dict[int, list[Entry]]:
    """Return what stands above questions, by number: a section's heading, a group's text."""
    found: dict[int, list[Entry]] = {}
    for section, run in groupby(version.items, key=lambda item: item.section):
        items = list(run)
        if section:
            name = blocks.add(
                f"section-{section}", "section.html", section=plan.sections[section - 1]
            )
            points = counted(sum(item.points for item in items), "point")
            entry = Entry(name, {"points": points}, with_next=True)
            found.setdefault(items[0].number, []).append(entry)
        for group, members in groupby(
            items, key=lambda item: plan.questions[item.question].group
        ):
            if group and _says_something(plan.groups[group]):
                numbers = [item.number for item in members]
                name = blocks.add(f"group-{group}", "group.html", group=plan.groups[group])
                entry = Entry(name, {"questions": _numbered(numbers)}, with_next=True)
                found.setdefault(numbers[0], []).append(entry)
    return found


def _says_something(group: Group) -> bool:
    """Return whether there is anything to print above a group's questions."""
    return bool(group.introduction or group.excerpt or group.image)


def _numbered(numbers: Sequence[int]) -> str:
    """Return which questions are meant, which follow one another."""
    first, last = numbers[0], numbers[-1]
    if first == last:
        return f"Question {first}"
    return f"Questions {first} {'and' if last == first + 1 else 'to'} {last}"


def _add_question(name: str, plan: Plan, item: Item, blocks: "_Blocks") -> None:
    question = plan.questions[item.question]
    blocks.add(
        name,
        f"{question.type}.html",
        question=question,
        options=item.options,
        parts=[part.options for part in item.parts],
        points=item.points,
        lines=_lines(plan, question),
    )


def _lines(plan: Plan, question: Question) -> int:
    """Return how many ruled lines a question gets."""
    if isinstance(question, TrueFalse) and question.lines is None:
        # Lines with the false statements only would tell which are false.
        return CORRECTION_LINES if any(map(_is_corrected, plan.questions.values())) else 0
    return answer_lines(question)


def _is_corrected(question: Question) -> bool:
    return isinstance(question, TrueFalse) and question.correction is not None


def answer_lines(question: Question) -> int:
    """Return how many ruled lines an answer gets: as the bank says, or by its length."""
    lines: int | None = getattr(question, "lines", None)
    if lines is not None:
        return lines
    length = len(question.accepted[0])
    return min(max(math.ceil(length * ROOM / CHARACTERS_A_LINE), FEWEST_LINES), MOST_LINES)


def _with_gaps(html: Markup) -> Markup:
    """Return a text's HTML with a numbered blank in place of each gap."""
    numbers = count(1)
    return Markup(GAP.sub(lambda _: BLANK.format(next(numbers)), html))  # noqa: S704


# Answer keys


def _keys(plan: Plan, blocks: "_Blocks") -> Iterator[Sheet]:
    """Yield the grid, a page for each version, and the annotated key."""
    head = blocks.add("key-head", "key-head.html", plan=plan)
    foot = blocks.add("key-foot", "key-foot.html", plan=plan)

    def sheet(name: str, entries: Iterable[Entry], code: str) -> Sheet:
        ends = Entry(foot, {"section": name, "code": code} | _draft(plan))
        return Sheet(name, tuple(entries), ends, PAGE_TEXT, head=Entry(head, {"code": code}))

    code = plan.versions[0].code.rpartition("-")[0]
    versions = {version.name: _version_key(plan, version, blocks) for version in plan.versions}
    grid = _grid(plan, code, blocks)
    if len(versions) == 1:  # one row of letters needs no page of its own
        yield sheet("Answers", [*grid, *versions[plan.versions[0].name]], code)
    else:
        yield sheet("Answer grid", grid, code)
        for version in plan.versions:
            yield sheet(f"Version {version.name}", versions[version.name], version.code)
    yield sheet("Annotated key", _annotated_key(plan, blocks), code)


def _grid(plan: Plan, code: str, blocks: "_Blocks") -> Iterator[Entry]:
    """Yield a row a version and a column a question, in bands that the paper can hold."""
    cells = [
        [_cell(plan.questions[item.question], item) for item in version.items]
        for version in plan.versions
    ]
    written = any("–" in row for row in cells)
    title = blocks.add("grid-title", "grid-title.html", plan=plan, code=code, written=written)
    yield Entry(title, with_next=True)
    count = len(plan.versions[0].items)
    bands = math.ceil(count / GRID_COLUMNS)
    width = math.ceil(count / bands)
    for start in range(0, count, width):
        numbers = range(start, min(start + width, count))
        columns = [f"c{number}" for number in numbers]
        shown = {"numbers": [number + 1 for number in numbers], "columns": columns}
        head = Entry(
            blocks.add(f"grid-head-{start}", "grid-head.html", **shown), with_next=True
        )
        row = blocks.add(f"grid-row-{start}", "grid-row.html", **shown)
        yield head
        for version, letters in zip(plan.versions, cells, strict=True):
            slots = dict(zip(columns, (letters[number] for number in numbers), strict=True))
            yield Entry(row, {"version": version.name, **slots}, under=head)


def _cell(question: Question, item: Item) -> str:
    """Return the letters of a key that the grid has room for, or a dash."""
    is_lettered = bool(question.lists) and all(each.lettered for each in question.lists)
    letters = [*item.answer, *(letter for part in item.parts for letter in part.answer)]
    return " ".join(letters) if is_lettered and len(letters) <= CELL_LETTERS else "–"


def _slots(question: Question, item: Item) -> dict[str, str]:
    """Return the letter of each of a question's solutions, by the slot it is written to."""
    letters = [
        letter
        for options, printed in zip(question.lists, item.printed, strict=False)
        if options.lettered
        for letter in options.letters(tuple(options.texts.index(text) for text in printed))
    ]
    return dict(zip_longest(_letter_slots(question), letters, fillvalue=""))


def _letter_slots(question: Question) -> list[str]:
    """Return the slots for the letters of a question's solutions: letter, letter2 and so on."""
    return [f"letter{number or ''}" for number in (0, *range(2, len(question.solutions) + 1))]


def _version_key(plan: Plan, version: Version, blocks: "_Blocks") -> Iterator[Entry]:
    """Yield a row a question: number, letter, the answer's words and where it stands."""
    yield Entry(
        blocks.add("version-title", "version-title.html", plan=plan),
        {"version": version.name, "code": version.code},
        with_next=True,
    )
    section = None
    for item in version.items:
        if item.section and item.section != section:
            section = item.section
            heading = plan.sections[section - 1]
            name = blocks.add(f"key-section-{section}", "key-section.html", section=heading)
            yield Entry(name, with_next=True)
        question = plan.questions[item.question]
        row = blocks.add(
            f"row-{question.id}",
            "key-row.html",
            question=question,
            letters=_letter_slots(question),
        )
        slots = {"number": f"{item.number}.", **_slots(question, item)}
        yield Entry(row, slots, item=True)


def _annotated_key(plan: Plan, blocks: "_Blocks") -> Iterator[Entry]:
    """Yield every question once, with all that the bank says about it."""
    title = blocks.add("annotated-title", "annotated-title.html", plan=plan)
    yield Entry(title, with_next=True)
    numbers = _numbers(plan)
    told: set[str] = set()
    for question in plan.questions.values():
        if question.group and question.group not in told:
            told.add(question.group)
            yield _key_group(plan, question.group, blocks)
        name = blocks.add(
            f"entry-{question.id}",
            "key-entry.html",
            question=question,
            skill=plan.skills[question.skill],
            numbers=numbers.get(question.id, ()),
            scoring=""
            if question.marking.rule in PLAIN_RULES
            else RULES[question.marking.rule],
        )
        yield Entry(name, item=True)


def _key_group(plan: Plan, name: str, blocks: "_Blocks") -> Entry:
    """Return what the annotated key says of a group, above the first of its questions."""
    members = [own.id for own in plan.questions.values() if own.group == name]
    block = blocks.add(
        f"key-group-{name}",
        "key-group.html",
        title=name,
        group=plan.groups[name],
        members=members,
    )
    return Entry(block, with_next=True)


def _numbers(plan: Plan) -> dict[str, list[tuple[str, int]]]:
    """Return where each question stands: (version, number), for a few versions."""
    if len(plan.versions) > LISTED_VERSIONS:
        return {}
    found: dict[str, list[tuple[str, int]]] = {}
    for version in plan.versions:
        for item in version.items:
            found.setdefault(item.question, []).append((version.name, item.number))
    return found


# Rendering


class _Blocks:
    """The blocks of a run by name; rendered when every sheet has said what its slots hold."""

    def __init__(
        self, templates: TemplateFolders, lines: LineRanges, images: Mapping[str, Picture]
    ) -> None:
        self._addresses = {name: _address(picture) for name, picture in images.items()}
        self._pictures = {
            self._addresses[name]: PictureFile(picture.type, picture.content)
            for name, picture in images.items()
        }
        self._wanted: dict[str, tuple[str, dict[str, Any]]] = {}
        self._environment = _environment(templates)
        self._environment.filters.update(
            block=lambda text: block_html(referred(text, lines)),
            inline=lambda text: inline_html(referred(text, lines)),
            place=lambda number: paragraph_place(number, lines),
            gaps=_with_gaps,
            picture=self._addresses.__getitem__,
            beginning=lambda text: _beginning(block_html(referred(text, lines))),
        )
        self._templates = templates

    def add(self, name: str, template: str, **context: object) -> str:
        """Ask for a block; the same name is the same block. Return the name."""
        self._wanted.setdefault(name, (template, context))
        return name

    def material(self, sheets: Sequence[Sheet]) -> Material:
        """Return every block's HTML, and the style sheet that goes with it."""
        alphabets = _alphabets(sheets)
        html = {
            name: self._render(name, template, context, alphabets)
            for name, (template, context) in self._wanted.items()
        }
        flowing = {entry.block for sheet in sheets for entry in sheet.entries if entry.flows}
        styles, folders = read_styles(self._templates), self._templates.folders
        return Material(html, frozenset(flowing), styles, folders, self._pictures)

    def _render(
        self,
        block: str,
        template: str,
        context: dict[str, Any],
        alphabets: Mapping[tuple[str, str], str],
    ) -> str:
        def slot(name: str, align: str = "left") -> Markup:
            if align not in ALIGNMENTS:
                raise ValueError(f"a slot stands left, center or right, not {align!r}")
            own = (*context.get("columns", ()), *context.get("letters", ()))
            if name not in (*SLOTS, *own):
                raise ValueError(f"no slot is called {name!r}; there are {', '.join(SLOTS)}")
            letters = alphabets.get((block, name), "")
            mark = SlotMark(block, name, align, letters)
            return Markup(mark.html() if letters else "")  # noqa: S704

        try:
            return self._environment.get_template(template).render(context, slot=slot)
        except Exception as error:
            raise QuizgenError(
                _template_error(error, template, self._templates.folders)
            ) from error


def _address(picture: Picture) -> str:
    """Return the address of a picture in the HTML: the same bytes have the same one."""
    return f"quizgen-picture:{sha256(picture.data.encode()).hexdigest()}"


def _beginning(html: Markup) -> str:
    """Return the first words of a text, without its markup."""
    return shorten(html.striptags(), BEGINNING, placeholder=" …")


def _environment(templates: TemplateFolders) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates.folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_page(templates: TemplateFolders, template: str, **context: object) -> str:
    """Return a page of HTML that is no block; raise QuizgenError for a template that fails."""
    try:
        return _environment(templates).get_template(template).render(context)
    except Exception as error:
        raise QuizgenError(_template_error(error, template, templates.folders)) from error


def _alphabets(sheets: Iterable[Sheet]) -> dict[tuple[str, str], str]:
    """Return what each slot of each block may be given: (block, slot) -> characters."""
    used: dict[tuple[str, str], set[str]] = {}
    for sheet in sheets:
        ends = [entry for entry in (sheet.head, sheet.foot) if entry]
        for entry in (*sheet.entries, *ends):
            for name, string in entry.slots.items():
                used.setdefault((entry.block, name), set()).update(string)
            if entry.line_number:
                used[entry.line_number, LINE_SLOT] = set(DIGITS)
        for entry in ends:
            page = sheet.page_text.format(page=DIGITS, pages="")
            used.setdefault((entry.block, PAGE_SLOT), set()).update(page)
    return {key: alphabet("".join(letters)) for key, letters in used.items()}


def _template_error(error: Exception, template: str, folders: Iterable[Path]) -> str:
    """Say which line of which template failed, and why."""
    if isinstance(error, jinja2.TemplateNotFound):
        places = ", ".join(str(folder) for folder in folders)
        return f"There is no template {error.name} in {places}."
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or template}:{error.lineno}: {error.message}"
    place = template
    step = error.__traceback__
    while step:  # jinja2 gives the frames of templates their own file and line
        if step.tb_frame.f_code.co_filename.endswith(".html"):
            place = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"
        step = step.tb_next
    return f"{place}: {error}"


def read_styles(templates: TemplateFolders) -> tuple[StyleSheet, ...]:
    """Return every style sheet of a look, the user's last: each adds to those before it."""
    return tuple(StyleSheet(_read(path), path) for path in reversed(templates.all(STYLE)))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuizgenError(f"The style sheet {path} cannot be read: {error}") from error
