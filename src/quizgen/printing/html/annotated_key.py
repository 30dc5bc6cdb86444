"""The annotated key: all that the bank says of each question, in the paper's order."""

from collections.abc import Iterator

from quizgen.bank.kinds.base import DIFFICULTIES, RULES
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import TITLES, Question
from quizgen.base.language import Wording
from quizgen.plan.model import Item, Plan
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.html.question_places import GATHERED_VERSIONS, as_slot, places_in
from quizgen.printing.html.questions import own_words
from quizgen.printing.sheets import Entry

# Scoring rules that need no words in the key.
PLAIN_RULES = ("exact", "rubric", "by_hand")


def annotated_key(plan: Plan, blocks: Blocks) -> Iterator[Entry]:
    """Yield every question once: those of the first version in its order, then the others."""
    return _AnnotatedKey(plan, blocks).entries()


class _AnnotatedKey:
    def __init__(self, plan: Plan, blocks: Blocks) -> None:
        self.plan, self.blocks = plan, blocks
        are_few = len(plan.versions) <= GATHERED_VERSIONS
        self.places = places_in(plan.versions[1:], blocks.words) if are_few else {}
        self.introduced: set[str] = set()
        """The groups that were introduced."""

    def entries(self) -> Iterator[Entry]:
        """Yield the title, the first version's questions, and those of other versions only."""
        plan, section = self.plan, None
        first, *others = plan.versions[:2]
        title = self.blocks.add(
            "annotated-title",
            "annotated-title.html",
            plan=plan,
            order_of=first.name if others else None,
        )
        yield Entry(title, with_next=True)
        for item in first.items:
            if item.section and item.section != section:
                section = item.section
                yield key_section(plan, section, self.blocks)
            yield from self._question(plan.questions[item.question], item)
        numbered = {item.question for item in first.items}
        rest = [question for name, question in plan.questions.items() if name not in numbered]
        if rest:
            yield Entry(self.blocks.add("key-others", "key-others.html"), with_next=True)
        for question in rest:
            yield from self._question(question, None)

    def _question(self, question: Question, item: Item | None) -> Iterator[Entry]:
        """Yield a question, below its group if that is not introduced yet."""
        plan, blocks = self.plan, self.blocks
        if question.group and question.group not in self.introduced:
            self.introduced.add(question.group)
            yield _key_group(plan, question.group, blocks)
        places = self.places.get(question.id, "")
        slots = as_slot(plan, places)
        block = blocks.add(
            f"entry-{question.id}",
            "key-entry.html",
            question=question,
            numbered=item is not None,
            places="" if slots else places,
            said=own_words(question, blocks.words),
            **_described(plan, question, blocks.words),
        )
        number = {"number": f"{item.number}."} if item else {}
        yield Entry(block, number | slots, item=True)


def key_section(plan: Plan, number: int, blocks: Blocks) -> Entry:
    """Return the heading of a section in a key."""
    section = plan.sections[number - 1]
    block = blocks.add(f"key-section-{number}", "key-section.html", section=section)
    return Entry(block, with_next=True)


def _described(plan: Plan, question: Question, words: Wording) -> dict[str, str]:
    """Return the skill, kind, difficulty and scoring of a question, in words."""
    skill, rule = plan.skills[question.skill], question.marking.rule
    return {
        "skill": words.gettext(skill) if skill in BUILT_IN_SKILLS.values() else skill,
        "kind": words.gettext(TITLES[question.type]),
        "difficulty": words.gettext(DIFFICULTIES[question.difficulty])
        if question.difficulty
        else "",
        "scoring": "" if rule in PLAIN_RULES else words.digits(words.gettext(RULES[rule])),
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
