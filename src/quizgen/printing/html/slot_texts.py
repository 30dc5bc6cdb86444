"""What slots show: titles, numbers, and names in any script.

Names that a slot cannot show become text of a block: very long ones, and those in scripts whose
letters join or are reordered.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate

from quizgen.base.language import Wording
from quizgen.plan.model import Plan
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.sheets import Entry

ROOM_FOR = {
    "student": 30,
    "class": 10,
    "id": 9,
    "seat": 5,
    "version": 7,
    "code": 13,
    "notes": 26,
    "section": 34,
}
"""Characters of each slot that fit into its line, as wide as small letters are."""

# Scripts whose letters never change with their neighbours and run from left to right.
_PLAIN = (
    *((0x20, 0x58F), (0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2C60, 0x2C7F), (0x3000, 0x30FF)),
    *((0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF01, 0xFFEF)),
)


def draft_mark(plan: Plan, words: Wording) -> dict[str, str]:
    """Return the mark of a draft for the foot: some evidence is not in the article."""
    return {"draft": words.gettext("Draft")} if plan.draft else {}


def numbered(numbers: Sequence[int], words: Wording) -> str:
    """Return words for a range of questions: Questions 3 to 5."""
    first, last = numbers[0], numbers[-1]
    message = words.gettext("Questions %(first)s to %(last)s")
    if first == last:
        message = words.gettext("Question %(first)s")
    elif last == first + 1:
        message = words.gettext("Questions %(first)s and %(last)s")
    return message % {"first": first, "last": last}


def is_plain(text: str, room: int) -> bool:
    """Return whether a slot can show a text: in one line, character by character."""
    if "\\" in text:  # WeasyPrint reads it as an escape in the slot's id
        return False
    if text.isascii():
        fits = len(text) <= room / WIDEST or sum(map(_width, text)) <= room
        return fits and text.isprintable()
    for character in text:
        code = ord(character)
        if unicodedata.category(character)[0] in "MC" or not any(
            low <= code <= high for low, high in _PLAIN
        ):
            return False
    return sum(map(_width, text)) <= room


WIDE = frozenset("MWmw@%ЖМФШЩЫЮжмфшщыюÆŒ—…")
WIDEST = 2


@lru_cache(5000)
def _width(character: str) -> float:
    """Return how many small letters are about as wide as a character."""
    if unicodedata.east_asian_width(character) in "WF":
        return WIDEST
    if character in WIDE:
        return 1.7
    return 1.2 if character.isupper() else 1


def in_foot(blocks: Blocks, section: str) -> dict[str, str]:
    """Return what a foot says of its page: cut short where the name of a class is too long."""
    text = section.replace("\\", "/")
    ends = accumulate(map(_width, text))
    room = int(ROOM_FOR["section"] * blocks.room)
    fitting = sum(end < room for end in ends)
    return {"section": text if fitting + 1 >= len(text) else f"{text[:fitting].rstrip()}…"}


def named_entry(
    blocks: Blocks, name: str, template: str, slots: Mapping[str, str], **context: object
) -> Entry:
    """Return an entry with a person's texts; those that no slot can show are in its block.

    A text that the template has no place for needs no block of its own.
    """
    texts = {
        slot: text if text.isascii() else unicodedata.normalize("NFC", text)
        for slot, text in slots.items()
    }
    fixed = {
        slot: text
        for slot, text in texts.items()
        if slot in ROOM_FOR
        and not is_plain(text, int(ROOM_FOR[slot] * blocks.room))
        and blocks.shows(template, slot)
    }
    if fixed:
        name = f"{name}-{digest(repr(fixed))}"
    block = blocks.add_wide(name, template, **context)
    blocks.fix(block, fixed)
    rest = {slot: text for slot, text in texts.items() if slot not in fixed}
    return Entry(block, rest, wide=True)


def digest(text: str) -> str:
    """Return a short name for a text, for a block that is made of it."""
    return sha256(text.encode()).hexdigest()[:16]


def header_slots(student: StudentPaper | None) -> dict[str, str]:
    """Return the texts of a student's worksheet in place of the blanks."""
    if student is None:
        return {}
    # The id distinguishes students of the same name.
    name = f"{student.name} · {student.id}" if student.id else student.name
    return {"student": name, "class": student.class_name or ""}
