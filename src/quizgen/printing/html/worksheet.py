"""A plan to blocks: every distinct piece of HTML it prints, and the sheets made of them.

Whatever differs from sheet to sheet (a number, a letter, a version's name) is a slot in a
block, not a block of its own, so a run has no more blocks than the plan has question orders.
"""

import math
import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, groupby, zip_longest

from markupsafe import Markup

from quizgen.article.passage import Passage
from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import DIFFICULTIES, MOST_LINES, RULES
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings, key_settings, large_print_of
from quizgen.bank.questions import TITLES, Question
from quizgen.base.language import Wording
from quizgen.base.markdown import (
    has_word,
    inline_html,
    passage_html,
)
from quizgen.plan.model import Form, Item, Plan, Version
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.class_pages import (
    about_version,
    header_slots,
    named_entry,
    seating,
    sign_off,
    who_has_what,
)
from quizgen.printing.html.render import Blocks, Layout, LineRanges, used_by
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.sheets import (
    PARAGRAPH_START,
    Booklet,
    Entry,
    Material,
    Sheet,
    Sheets,
)

COVER = "cover.html"
"""The template of a page before the questions, for looks that have one."""

GRID_COLUMNS = 20
"""How many questions an answer grid shows side by side at most."""

GRID_CORNER, GRID_CELL = 52, 22
"""How wide a grid's first cell is, and how wide its others have to be for their letters.

In points, where letters have 11.5 points.
"""

LISTED_VERSIONS = 8
"""Up to so many versions the annotated key says where each has the question."""

CELL_LETTERS = 2
"""So many letters fit into a cell of the answer grid."""

# The scoring rules that go without saying.
PLAIN_RULES = ("exact", "rubric", "by_hand")

EXTRA = 1.5
"""So many times the lines for a student who gets extra space."""


WORKSHEETS = "worksheets"
"""What the file of worksheets is called after the bank's name."""


@dataclass(frozen=True)
class Run:
    """Everything a plan prints: its blocks, and the sheets they stand on."""

    materials: tuple[Material, ...]
    """What is typeset, a layout each; no two have a block of the same name."""
    booklets: Mapping[str, Booklet]
    """What each file is called after the bank's name, and what is in it."""

    @property
    def blocks(self) -> Mapping[str, str]:
        """Every block's HTML, by its name."""
        return ChainMap(*(dict(material.blocks) for material in self.materials))


def make_blocks(
    plan: Plan,
    templates: TemplateFolders,
    lines: Mapping[Layout, LineRanges] | None = None,
    *,
    seating_wanted: bool = False,
) -> Run:
    """Return the plan's blocks and sheets; raise QuizgenError for a template that fails.

    `lines` says which lines of the printed passage each paragraph has in each layout, where
    they are numbered.
    """
    known = lines or {}
    own = known.get(plan_layout(plan), {})
    makers = {
        layout: Blocks(
            templates,
            known.get(layout, own),
            plan.images,
            layout,
            prefix=f"layout{number}-" if number else "",
        )
        for number, layout in enumerate(dict.fromkeys((*layouts(plan), key_layout(plan))))
    }
    blocks, keys = makers[plan_layout(plan)], makers[key_layout(plan)].one_sided()
    words = blocks.words
    key_title = words.gettext("Answer key: %(title)s") % {"title": plan.title}
    booklets = {
        WORKSHEETS: _worksheets(plan, makers),
        "answer-keys": Booklet(key_title, _keys(plan, keys), plan.language),
    }
    if plan.passage and plan.passage.where == "separate":
        up = plan.settings.n_up
        sheets = (_passage_sheet(plan, blocks),) * up  # once for each half of the paper
        booklets["passage"] = Booklet(plan.article.title, sheets, plan.language, up)
    if plan.students:
        title = words.gettext("Sign-off list")
        booklets["sign-off"] = Booklet(title, sign_off(plan, keys), plan.language)
    if seating_wanted:
        title = words.gettext("Seating plan")
        booklets["seating"] = Booklet(title, seating(plan, keys), plan.language)
    used = used_by(chain.from_iterable(booklet.sheets for booklet in booklets.values()))
    return Run(tuple(maker.material(used) for maker in makers.values()), booklets)


def passage_material(
    plan: Plan, templates: TemplateFolders, layout: Layout | None = None
) -> Material:
    """Return the printed passage by itself in a layout, to count its lines."""
    blocks = Blocks(templates, {}, {}, layout or plan_layout(plan))
    return blocks.material(used_by([_passage_sheet(plan, blocks)]))


def plan_layout(plan: Plan) -> Layout:
    """Return the layout of everything that is not for a student who has another."""
    return Layout(plan.settings, plan.language)


def key_layout(plan: Plan) -> Layout:
    """Return the layout of what is for the teacher: keys and lists."""
    return Layout(key_settings(plan.settings), plan.language)


def layout_of(plan: Plan, student: StudentPaper) -> Layout:
    """Return how a student's sheet is set."""
    settings = plan.settings
    if student.large_print:
        settings = large_print_of(settings)
    if student.extra_space:
        settings = settings.model_copy(update={"spacing": "wide"})
    return Layout(settings, student.language or plan.language, bool(student.extra_space))


def layouts(plan: Plan) -> tuple[Layout, ...]:
    """Return the plan's layout, then those of students who have another."""
    own = (layout_of(plan, student) for student in plan.students)
    return tuple(dict.fromkeys((plan_layout(plan), *own)))


# The passage


def _passage_sheet(plan: Plan, blocks: Blocks) -> Sheet:
    """Return the passage as a sheet of its own."""
    foot = blocks.add_wide("passage-foot", "passage-foot.html", plan=plan)
    entries = tuple(_passage(plan, blocks))
    ends = Entry(foot, _draft(plan, blocks.words))
    return Sheet(plan.article.title, entries, ends, blocks.page_text, blocks.paper)


def _passage(plan: Plan, blocks: Blocks) -> Iterator[Entry]:
    """Yield the passage: its title, its paragraphs in lines, its notes."""
    passage = plan.passage
    if passage is None:
        return
    yield Entry(blocks.add("passage-title", "passage-title.html", plan=plan), with_next=True)
    number_block = blocks.add("line-number", "line-number.html")
    glossed, notes = passage_marks(plan, passage.paragraphs)
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


def _passage_headings(passage: Passage, number: int, blocks: Blocks) -> Iterator[Entry]:
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


def passage_marks(
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


def _draft(plan: Plan, words: Wording) -> dict[str, str]:
    """Return what the foot of a draft says: that its evidence was not found in the article."""
    return {"draft": words.gettext("Draft")} if plan.draft else {}


def version_title(name: str, words: Wording) -> str:
    """Return what a version's sheet is called."""
    return words.gettext("Version %(name)s") % {"name": name}


# Worksheets


def _worksheets(plan: Plan, makers: Mapping[Layout, Blocks]) -> Booklet:
    """Return a worksheet for each student, or without a class for each version.

    Whatever stands on them is added to the blocks.
    """
    up = plan.settings.n_up
    if not plan.students:
        only = _Worksheet(plan, makers[plan_layout(plan)], None)
        versions = plan.versions
        sheets = Sheets(len(versions), lambda index: only.sheet(versions[index]))
        return Booklet(plan.title, sheets, plan.language, up)
    whole = frozenset(
        index
        for index, student in enumerate(plan.students)
        if layout_of(plan, student).settings.n_up < up
    )
    return Booklet(plan.title, _class_sheets(plan, makers), plan.language, up, whole)


def _class_sheets(plan: Plan, makers: Mapping[Layout, Blocks]) -> Sheets:
    places = {name: place for place, name in enumerate(plan.versions.names)}
    wanted: dict[Layout, dict[int, None]] = {}
    for student in plan.students:
        wanted.setdefault(layout_of(plan, student), {})[places[student.version]] = None
    worksheets = {
        layout: _Worksheet(plan, makers[layout], tuple(versions))
        for layout, versions in wanted.items()
    }

    def sheet(index: int) -> Sheet:
        student = plan.students[index]
        version = plan.versions[places[student.version]]
        return worksheets[layout_of(plan, student)].sheet(version, student)

    return Sheets(len(plan.students), sheet)


class _Worksheet:
    """The worksheets of one layout; `versions` says of which versions, None of all."""

    def __init__(self, plan: Plan, blocks: Blocks, versions: Sequence[int] | None) -> None:
        self.plan, self.blocks = plan, blocks
        self.points = points_of(plan.versions[0])
        # Before all others: what it leaves open then upsets them, and is noticed.
        blocks.add_wide("header", "header.html", plan=plan, points=self.points)
        self.foot = blocks.add_wide("foot", "foot.html", plan=plan)
        self.passage: Sequence[Entry] = ()
        if plan.passage and plan.passage.where == "before":
            self.passage = tuple(_passage(plan, blocks))
        self.heads = _heads(plan, blocks)
        _add_questions(plan, blocks, versions)

    def sheet(self, version: Version, student: StudentPaper | None = None) -> Sheet:
        """Return a version's worksheet, a student's or anybody's."""
        plan, blocks = self.plan, self.blocks
        slots = {"version": version.name, "code": version.code}
        named = slots | header_slots(student)
        header = named_entry(
            blocks, "header", "header.html", named, plan=plan, points=self.points
        )
        questions = _questions(plan, version, self.heads, blocks)
        entries = (*self._cover(version, named), header, *self.passage, *questions)
        title = version_title(version.name, blocks.words)
        if student:
            title = f"{student.name} · {title}"
        ends = Entry(self.foot, slots | _draft(plan, blocks.words))
        language = student.language if student else None
        own = language if language != plan.language else None
        return Sheet(title, entries, ends, blocks.page_text, blocks.paper, language=own)

    def _cover(self, version: Version, slots: Mapping[str, str]) -> Iterator[Entry]:
        """Yield the cover page, if the look has one."""
        if not self.blocks.has(COVER):
            return
        numbers = [item.number for item in version.items]
        cover = named_entry(
            self.blocks,
            "cover",
            COVER,
            {f"p{item.number}": str(item.points) for item in version.items} | dict(slots),
            plan=self.plan,
            points=self.points,
            numbers=numbers,
            columns=[f"p{number}" for number in numbers],
        )
        yield cover._replace(alone=True)


def points_of(version: Version) -> int:
    """Return what a version's questions are worth together."""
    return sum(item.points for item in version.items)


def question_block(item: Item) -> str:
    """Return the name of the block that prints a question in this form."""
    return f"question-{item.question}-{item.which}"


def _add_questions(plan: Plan, blocks: Blocks, versions: Sequence[int] | None) -> None:
    """Add a block for each form of each question that the versions have."""
    wanted = versions and {
        (item.question, item.which) for each in versions for item in plan.versions[each].items
    }
    for name, forms in plan.forms.items():
        question = plan.questions[name]
        said = own_words(question, blocks.words)
        lines = ruled_lines(plan, question)
        if blocks.roomy:
            lines = min(math.ceil(lines * EXTRA), max(lines, MOST_LINES))
        for which, form in enumerate(forms):
            if wanted and (name, which) not in wanted:
                continue
            blocks.add(
                question_block(Item(0, name, form, which)),
                f"{question.type}.html",
                question=question,
                options=[said(option) for option in form.options],
                parts=[[said(option) for option in part.options] for part in form.parts],
                said=said,
                points=form.points,
                lines=lines,
            )


def own_words(question: Question, words: Wording) -> Callable[[str], str]:
    """Return what tells how a question's texts print: those that are not the teacher's differ.

    True and False, for one, print in the language of the paper.
    """
    table = question.worded(words)
    return lambda text: table.get(text, text)


@dataclass(frozen=True)
class _Heads:
    """The blocks that stand above questions: of sections by number, of groups by name."""

    sections: Mapping[int, str]
    groups: Mapping[str, str]


def _heads(plan: Plan, blocks: Blocks) -> _Heads:
    sections = {
        number: blocks.add(f"section-{number}", "section.html", section=section)
        for number, section in enumerate(plan.sections, start=1)
    }
    groups = {
        name: blocks.add(f"group-{name}", "group.html", group=group)
        for name, group in plan.groups.items()
        if says_something(group)
    }
    return _Heads(sections, groups)


def _questions(plan: Plan, version: Version, heads: _Heads, blocks: Blocks) -> Iterator[Entry]:
    """Yield a version's questions, and above them what heads their section or group."""
    words = blocks.words
    for section, in_section in groupby(version.items, key=lambda item: item.section):
        items = list(in_section)
        if section:
            points = words.points(sum(item.points for item in items))
            yield Entry(heads.sections[section], {"points": points}, with_next=True)
        for group, in_group in groupby(
            items, key=lambda item: plan.questions[item.question].group
        ):
            members = list(in_group)
            if group and group in heads.groups:
                numbers = numbered([item.number for item in members], words)
                yield Entry(heads.groups[group], {"questions": numbers}, with_next=True)
            for item in members:
                yield _numbered_entry(blocks.called(question_block(item)), item.number)


@cache
def _numbered_entry(block: str, number: int) -> Entry:
    """Return an entry that very many sheets have."""
    return Entry(block, {"number": f"{number}."}, item=True)


def says_something(group: Group) -> bool:
    """Return whether there is anything to print above a group's questions."""
    return bool(group.introduction or group.excerpt or group.image)


def numbered(numbers: Sequence[int], words: Wording) -> str:
    """Return which questions are meant, which follow one another."""
    first, last = numbers[0], numbers[-1]
    message = words.gettext("Questions %(first)s to %(last)s")
    if first == last:
        message = words.gettext("Question %(first)s")
    elif last == first + 1:
        message = words.gettext("Questions %(first)s and %(last)s")
    return message % {"first": first, "last": last}


def ruled_lines(plan: Plan, question: Question) -> int:
    """Return how many ruled lines a question gets."""
    column = paper_of(plan.settings).column
    return question.ruled_lines(column, plan.questions.values())


# Answer keys


MOST_IN_A_GRID = 250
"""So many versions share an answer grid; more have several, and memory need not hold all."""


def _keys(plan: Plan, blocks: Blocks) -> Sequence[Sheet]:
    """Return the grid, a page for each version, and the annotated key."""
    words = blocks.words
    head = blocks.add_wide("key-head", "key-head.html", plan=plan)
    foot = blocks.add_wide("key-foot", "key-foot.html", plan=plan)

    def sheet(name: str, entries: Iterable[Entry], code: str) -> Sheet:
        ends = Entry(foot, {"section": name, "code": code} | _draft(plan, words))
        top = Entry(head, {"code": code})
        return Sheet(name, tuple(entries), ends, blocks.page_text, blocks.paper, head=top)

    annotated = sheet(words.gettext("Annotated key"), _annotated_key(plan, blocks), plan.code)
    grid, rows = _Grid(plan, blocks), _VersionKey(plan, blocks)
    versions = plan.versions
    students = [sheet(name, entries, plan.code) for name, entries in who_has_what(plan, blocks)]
    if len(versions) == 1:  # one row of letters needs no page of its own
        only = [*grid.entries(versions), *rows.entries(versions[0])]
        return (sheet(words.gettext("Answers"), only, plan.code), *students, annotated)

    def grid_sheet(index: int) -> Sheet:
        shown = versions[index * MOST_IN_A_GRID : (index + 1) * MOST_IN_A_GRID]
        return sheet(words.gettext("Answer grid"), grid.entries(shown), plan.code)

    def version_sheet(index: int) -> Sheet:
        version = versions[index]
        title = version_title(version.name, words)
        return sheet(title, rows.entries(version), version.code)

    return Sheets.joined(
        Sheets(math.ceil(len(versions) / MOST_IN_A_GRID), grid_sheet),
        students,
        Sheets(len(versions), version_sheet),
        [annotated],
    )


class _Grid:
    """A row a version and a column a question, in bands that the paper can hold."""

    def __init__(self, plan: Plan, blocks: Blocks) -> None:
        self.plan = plan
        self.cells = {
            (name, which): _cell(plan.questions[name], form, blocks.words)
            for name, forms in plan.forms.items()
            for which, form in enumerate(forms)
        }
        written = "–" in self.cells.values()
        self.title = blocks.add("grid-title", "grid-title.html", plan=plan, written=written)
        # Other seeds may need letters that join, and are part of the block then.
        seed = {"seed": plan.seed} if plan.seed.isascii() else {}
        self.facts = {"code": plan.code} | seed
        self.bands = [
            (numbers, *_band(numbers, blocks))
            for numbers in _bands(len(plan.versions[0].items), _grid_columns(plan.settings))
        ]

    def entries(self, versions: Sequence[Version]) -> Iterator[Entry]:
        """Yield the grid of some of the versions."""
        yield Entry(self.title, self.facts, with_next=True)
        for numbers, head_block, row in self.bands:
            head = Entry(head_block, with_next=True)
            yield head
            for version in versions:
                letters = {
                    f"c{number}": self.cells[item.question, item.which]
                    for number in numbers
                    for item in [version.items[number]]
                }
                yield Entry(row, {"version": version.name, **letters}, under=head)


def _grid_columns(settings: PrintSettings) -> int:
    """Return how many questions a grid has room for, side by side."""
    column = paper_of(settings).column * 11.5 / float(settings.font_size)
    return min(max(int((column - GRID_CORNER) / GRID_CELL), 1), GRID_COLUMNS)


def _bands(count: int, most: int) -> Iterator[range]:
    """Yield the questions, counted from 0, that stand side by side in a grid."""
    width = math.ceil(count / math.ceil(count / most))
    for start in range(0, count, width):
        yield range(start, min(start + width, count))


def _band(numbers: range, blocks: Blocks) -> tuple[str, str]:
    """Return the blocks of a band's head and of its rows."""
    start = numbers[0]
    shown = {
        "numbers": [number + 1 for number in numbers],
        "columns": [f"c{number}" for number in numbers],
    }
    return (
        blocks.add(f"grid-head-{start}", "grid-head.html", **shown),
        blocks.add(f"grid-row-{start}", "grid-row.html", **shown),
    )


def _cell(question: Question, form: Form, words: Wording) -> str:
    """Return the letters of a key that the grid has room for, or a dash."""
    letters = form.letters(question)
    if not 0 < len(letters) <= CELL_LETTERS:
        return "–"
    return " ".join(map(words.letter, letters))


def _slots(question: Question, form: Form, words: Wording) -> dict[str, str]:
    """Return the letter of each of a question's solutions, by the slot it is written to."""
    letters = map(words.letter, form.solution_letters(question))
    return dict(zip_longest(_letter_slots(question), letters, fillvalue=""))


def _letter_slots(question: Question) -> list[str]:
    """Return the slots for the letters of a question's solutions: letter, letter2 and so on."""
    return [f"letter{number or ''}" for number in (0, *range(2, len(question.solutions) + 1))]


class _VersionKey:
    """A row a question: number, letter, the answer's words and where it stands."""

    def __init__(self, plan: Plan, blocks: Blocks) -> None:
        self.plan, self.blocks = plan, blocks
        self.title = blocks.add("version-title", "version-title.html", plan=plan)
        self.sections = [
            Entry(
                blocks.add(f"key-section-{number}", "key-section.html", section=section),
                with_next=True,
            )
            for number, section in enumerate(plan.sections, start=1)
        ]
        self.rows = {
            question.id: blocks.add(
                f"row-{question.id}",
                "key-row.html",
                question=question,
                letters=_letter_slots(question),
                said=own_words(question, blocks.words),
            )
            for question in plan.questions.values()
        }
        self.slots = {
            (name, which): _slots(plan.questions[name], form, blocks.words)
            for name, forms in plan.forms.items()
            for which, form in enumerate(forms)
        }
        self.known: dict[tuple[str, int, int], Entry] = {}
        """Entries that very many versions have."""

    def entries(self, version: Version) -> Iterator[Entry]:
        """Yield a version's key."""
        slots = {"version": version.name, "code": version.code}
        yield Entry(self.title, slots, with_next=True)
        yield from about_version(self.plan, version, self.blocks)
        section = None
        for item in version.items:
            if item.section and item.section != section:
                section = item.section
                yield self.sections[section - 1]
            yield self._row(item.question, item.which, item.number)

    def _row(self, question: str, which: int, number: int) -> Entry:
        key = question, which, number
        if key not in self.known:
            slots = {"number": f"{number}.", **self.slots[question, which]}
            self.known[key] = Entry(self.rows[question], slots, item=True)
        return self.known[key]


def _annotated_key(plan: Plan, blocks: Blocks) -> Iterator[Entry]:
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
            said=own_words(question, blocks.words),
            **_described(plan, question, blocks.words),
        )
        places = numbers.get(question.id)
        yield Entry(name, {"numbers": ", ".join(places)} if places else {}, item=True)


def _described(plan: Plan, question: Question, words: Wording) -> dict[str, str]:
    """Return what the annotated key says of a question in words of its own."""
    skill, rule = plan.skills[question.skill], question.marking.rule
    return {
        "skill": words.gettext(skill) if skill in BUILT_IN_SKILLS.values() else skill,
        "kind": words.gettext(TITLES[question.type]),
        "difficulty": words.gettext(DIFFICULTIES[question.difficulty])
        if question.difficulty
        else "",
        "scoring": "" if rule in PLAIN_RULES else words.gettext(RULES[rule]),
    }


def _key_group(plan: Plan, name: str, blocks: Blocks) -> Entry:
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


def _numbers(plan: Plan) -> dict[str, list[str]]:
    """Return where each question stands, for a few versions: `A 3`."""
    if len(plan.versions) > LISTED_VERSIONS:
        return {}
    found: dict[str, list[str]] = {}
    for version in plan.versions:
        for item in version.items:
            found.setdefault(item.question, []).append(f"{version.name} {item.number}")
    return found
