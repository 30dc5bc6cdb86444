"""What slots show: titles, numbers, and names in any script.

Names that a slot could not show are set as text of their own: very long ones, and those in
scripts whose letters join or change places.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256

from quizgen.base.language import Wording
from quizgen.plan.model import Plan
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.blocks import Blocks
from quizgen.printing.sheets import Entry

ROOM_FOR = {
    "student": 30,
    "class": 12,
    "id": 12,
    "seat": 8,
    "version": 8,
    "code": 14,
    "notes": 26,
}
"""So many characters of a slot's text stand in a line."""

# Scripts whose letters are the same wherever they stand, one after another from the left.
_PLAIN = (
    *((0x20, 0x58F), (0x1E00, 0x1FFF), (0x2010, 0x2027), (0x2C60, 0x2C7F), (0x3000, 0x30FF)),
    *((0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF01, 0xFFEF)),
)


def draft_mark(plan: Plan, words: Wording) -> dict[str, str]:
    """Return what the foot of a draft says: that its evidence was not found in the article."""
    return {"draft": words.gettext("Draft")} if plan.draft else {}


def version_title(name: str, words: Wording) -> str:
    """Return what a version's sheet is called."""
    return words.gettext("Version %(name)s") % {"name": name}


def numbered(numbers: Sequence[int], words: Wording) -> str:
    """Return which questions are meant, which follow one another."""
    first, last = numbers[0], numbers[-1]
    message = words.gettext("Questions %(first)s to %(last)s")
    if first == last:
        message = words.gettext("Question %(first)s")
    elif last == first + 1:
        message = words.gettext("Questions %(first)s and %(last)s")
    return message % {"first": first, "last": last}


def is_plain(text: str, room: int) -> bool:
    """Return whether a slot can show a text: in one line, one sign after the other."""
    if "\\" in text:  # WeasyPrint takes it for an escape in the id that a slot has
        return False
    if text.isascii():
        return text.isprintable() and len(text) <= room
    width = 0
    for character in text:
        code = ord(character)
        if unicodedata.category(character)[0] in "MC" or not any(
            low <= code <= high for low, high in _PLAIN
        ):
            return False
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width <= room


def named_entry(
    blocks: Blocks, name: str, template: str, slots: Mapping[str, str], **context: object
) -> Entry:
    """Return an entry with anybody's texts; what no slot can show gets a block of its own."""
    texts = {slot: unicodedata.normalize("NFC", text) for slot, text in slots.items()}
    share = _room(blocks)
    fixed = {
        slot: text
        for slot, text in texts.items()
        if slot in ROOM_FOR and not is_plain(text, int(ROOM_FOR[slot] * share))
    }
    if fixed:
        name = f"{name}-{digest(repr(fixed))}"
    block = blocks.add_wide(name, template, **context)
    blocks.fix(block, fixed)
    rest = {slot: text for slot, text in texts.items() if slot not in fixed}
    return Entry(block, rest, wide=True)


def _room(blocks: Blocks) -> float:
    """Return the share of ROOM_FOR that a smaller page or larger type leaves."""
    return min(1.0, blocks.paper.inside / 504 * 11.5 / float(blocks.settings.font_size))


def digest(text: str) -> str:
    """Return a short name for a text, for a block that is made of it."""
    return sha256(text.encode()).hexdigest()[:16]


def header_slots(student: StudentPaper | None) -> dict[str, str]:
    """Return what a student's worksheet has where others have blanks."""
    if student is None:
        return {}
    # The id tells two of one name apart.
    name = f"{student.name} · {student.id}" if student.id else student.name
    return {"student": name, "class": student.class_name or ""}
