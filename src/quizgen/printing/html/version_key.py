"""The key of each version: a row for each question, below the version's name and code."""

from collections.abc import Iterator
from itertools import zip_longest

from quizgen.bank.questions import Question
from quizgen.base.language import Wording
from quizgen.plan.fewer_options import FEWER, origin
from quizgen.plan.key_sheets import VersionKey
from quizgen.plan.model import Form, Item, Plan, Version
from quizgen.printing.html.annotated_key import key_section
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.questions import own_words
from quizgen.printing.html.slot_texts import named_entry
from quizgen.printing.sheets import Entry

MOST_NAMED = 40
"""A version's key names its students if the class has at most this many."""


class VersionKeys:
    """A row for each question: number, letter, the answer and its paragraph."""

    def __init__(self, plan: Plan, blocks: Blocks) -> None:
        self.plan, self.blocks = plan, blocks
        self.title = blocks.add("version-title", "version-title.html", plan=plan)
        self.sections = [
            key_section(plan, number, blocks) for number in range(1, len(plan.sections) + 1)
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
        self.known: dict[tuple[str, int, int, str], Entry] = {}
        """Entries that many versions share."""

    def entries(self, key: VersionKey) -> Iterator[Entry]:
        """Yield a version's key: its title, and all that is below it."""
        version = key.version
        slots = {"version": version.name, "code": version.code}
        below = [
            *_about_version(self.plan, version, self.blocks, key.words),
            *self._rows(version, key.words),
        ]
        yield Entry(self._title(key.language), slots, with_next=True, heads=len(below))
        yield from below

    def _rows(self, version: Version, words: Wording) -> Iterator[Entry]:
        section = None
        for item in version.items:
            if item.section and item.section != section:
                section = item.section
                yield self.sections[section - 1]
            yield self._row(item, words)

    def _title(self, language: str | None) -> str:
        """Return the block of a page's title, which names the language of its letters."""
        if language is None:
            return self.title
        name = self.blocks.words.name_of(language)
        return self.blocks.add(
            f"version-title-{language}", "version-title.html", plan=self.plan, language=name
        )

    def _row(self, item: Item, words: Wording) -> Entry:
        key = item.question, item.which, item.number, words.code
        if (entry := self.known.get(key)) is None:
            letters = _slots(self.plan.questions[item.question], item.form, words)
            slots = {"number": f"{item.number}.", **letters}
            entry = self.known[key] = Entry(self.rows[item.question], slots, item=True)
        return entry


def _slots(question: Question, form: Form, words: Wording) -> dict[str, str]:
    """Return the letter of each of a question's solutions by its slot."""
    letters = form.solution_letters(question, words)
    return dict(zip_longest(_letter_slots(question), letters, fillvalue=""))


def _letter_slots(question: Question) -> list[str]:
    """Return the slots for the letters of a question's solutions: letter, letter2 and so on."""
    return [f"letter{number or ''}" for number in (0, *range(2, len(question.solutions) + 1))]


def _about_version(
    plan: Plan, version: Version, blocks: Blocks, words: Wording
) -> Iterator[Entry]:
    """Yield how a version was adapted, and which students have it in some letters."""
    base = origin(version.name)
    if base:
        block = blocks.add_wide(
            f"key-adapted-{version.name}-{words.code}",
            "key-adapted.html",
            origin=base,
            options=FEWER,
            changes=list(_other_letters(plan, version, base, words)),
        )
        yield Entry(block, with_next=True, wide=True)
    if plan.students and len(plan.students) <= MOST_NAMED:
        names = [
            each.name
            for each in plan.students
            if each.version == version.name and plan.words_for(each).letters == words.letters
        ]
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
