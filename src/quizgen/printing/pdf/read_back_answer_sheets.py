"""Answer sheets read back: in each circle stands the letter that the plan has there.

What a scan would take for B must be printed as B, or a paper would be marked wrongly.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from quizgen.base.language import Wording
from quizgen.plan.answer_sheet import AnswerSheet, Bubble, SheetPage
from quizgen.printing.pdf.read_lines import Character

MM = 72 / 25.4


def wrong_circles(
    page: SheetPage, sheet: AnswerSheet, characters: Iterable[Character], words: Wording
) -> Iterator[tuple[str, str, str]]:
    """Yield the row, the value and what is printed, of circles that show something else.

    What is printed is empty where nothing was found. Characters have their places in points,
    y up from the page's foot.
    """
    printed = _in_circles(page, sheet, characters)
    for row in page.rows:
        in_circle = words.digits if row.mode == "points" else words.in_circle
        for bubble in row.bubbles:
            shown = in_circle(bubble.value)
            found = printed[bubble.x, bubble.y]
            if _alike(found) != _alike(shown):
                yield str(row.number), shown, found


def _in_circles(
    page: SheetPage, sheet: AnswerSheet, characters: Iterable[Character]
) -> defaultdict[tuple[float, float], str]:
    """Return what stands within each circle, by its centre."""
    lines: defaultdict[float, list[Bubble]] = defaultdict(list)
    for row in page.rows:
        for bubble in row.bubbles:
            lines[bubble.y].append(bubble)
    found: defaultdict[tuple[float, float], str] = defaultdict(str)
    radius = sheet.bubble / 2
    for character in characters:
        x, y = (
            (character.left + character.right) / 2 / MM,
            sheet.height - character.baseline / MM,
        )
        for line, bubbles in lines.items():
            if abs(line - y) < radius:
                for bubble in bubbles:
                    if abs(bubble.x - x) < radius:
                        found[bubble.x, bubble.y] += character.text
    return found


def _alike(text: str) -> list[str]:
    """Return the characters of a letter, in whichever order and form a reader has them."""
    return sorted(normalize("NFKC", text).replace("\N{ARABIC TATWEEL}", ""))
