"""The answer keys: the grid, a page for each version, and the annotated key."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from quizgen.bank.kinds.base import DIFFICULTIES, RULES
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import TITLES, Question
from quizgen.base.language import Wording
from quizgen.plan.fewer_options import FEWER, origin
from quizgen.plan.model import Form, Plan, Version
from quizgen.printing.html.answer_grid import MOST_IN_A_GRID, AnswerGrid
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.class_lists import who_has_what
from quizgen.printing.html.questions import own_words
from quizgen.printing.html.slot_texts import draft_mark, named_entry, version_title
from quizgen.printing.sheets import Entry, Sheet, Sheets

LISTED_VERSIONS = 8
"""The annotated key names a question's number in each version if they are this few."""

# Scoring rules that need no words in the key.
PLAIN_RULES = ("exact", "rubric", "by_hand")

MOST_NAMED = 40
"""A version's key names its students if the class has at most this many."""


def answer_keys(plan: Plan, blocks: Blocks) -> Sequence[Sheet]:
    """Return the grid, a page for each version, and the annotated key."""
    words = blocks.words
    head = blocks.add_wide("key-head", "key-head.html", plan=plan)
    foot = blocks.add_wide("key-foot", "key-foot.html", plan=plan)

    def sheet(name: str, entries: Iterable[Entry], code: str) -> Sheet:
        ends = Entry(foot, {"section": name, "code": code} | draft_mark(plan, words))
        top = Entry(head, {"code": code})
        return Sheet(name, tuple(entries), ends, blocks.page_text, blocks.paper, head=top)

    annotated = sheet(words.gettext("Annotated key"), _annotated_key(plan, blocks), plan.code)
    grid, rows = AnswerGrid(plan, blocks), _VersionKey(plan, blocks)
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


class _VersionKey:
    """A row for each question: number, letter, the answer and its paragraph."""

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
        """Entries that many versions share."""

    def entries(self, version: Version) -> Iterator[Entry]:
        """Yield a version's key."""
        slots = {"version": version.name, "code": version.code}
        yield Entry(self.title, slots, with_next=True)
        yield from _about_version(self.plan, version, self.blocks)
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


def _slots(question: Question, form: Form, words: Wording) -> dict[str, str]:
    """Return the letter of each of a question's solutions by its slot."""
    letters = map(words.letter, form.solution_letters(question))
    return dict(zip_longest(_letter_slots(question), letters, fillvalue=""))


def _letter_slots(question: Question) -> list[str]:
    """Return the slots for the letters of a question's solutions: letter, letter2 and so on."""
    return [f"letter{number or ''}" for number in (0, *range(2, len(question.solutions) + 1))]


def _about_version(plan: Plan, version: Version, blocks: Blocks) -> Iterator[Entry]:
    """Yield how a version was adapted, and which students have it."""
    base = origin(version.name)
    if base:
        block = blocks.add_wide(
            f"key-adapted-{version.name}",
            "key-adapted.html",
            origin=base,
            options=FEWER,
            changes=list(_other_letters(plan, version, base, blocks.words)),
        )
        yield Entry(block, with_next=True, wide=True)
    if plan.students and len(plan.students) <= MOST_NAMED:
        names = [each.name for each in plan.students if each.version == version.name]
        text = {"student": blocks.words.semicolon.join(names)}
        if names:
            yield named_entry(blocks, "key-students", "key-students.html", text)


def _other_letters(plan: Plan, version: Version, base: str, words: Wording) -> Iterator[str]:
    """Yield each question whose letter differs from the version it was adapted from."""
    names = plan.versions.names
    for item, whole in zip(version.items, plan.versions[names.index(base)].items, strict=True):
        before, after = (_letters(form, words) for form in (whole.form, item.form))
        if before != after:
            yield f"{item.number} {before} → {after}"


def _letters(form: Form, words: Wording) -> str:
    letters = [*form.answer, *(letter for part in form.parts for letter in part.answer)]
    return " ".join(map(words.letter, letters))


def _annotated_key(plan: Plan, blocks: Blocks) -> Iterator[Entry]:
    """Yield every question once, with everything in the bank about it."""
    title = blocks.add("annotated-title", "annotated-title.html", plan=plan)
    yield Entry(title, with_next=True)
    numbers = _numbers(plan)
    shown: set[str] = set()
    for question in plan.questions.values():
        if question.group and question.group not in shown:
            shown.add(question.group)
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
    """Return the skill, kind, difficulty and scoring of a question, in words."""
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
    """Return the entry about a group, above the first of its questions."""
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
    """Return the version and number of each question, if the versions are few: `A 3`."""
    if len(plan.versions) > LISTED_VERSIONS:
        return {}
    found: dict[str, list[str]] = {}
    for version in plan.versions:
        for item in version.items:
            found.setdefault(item.question, []).append(f"{version.name} {item.number}")
    return found
