"""Text with right-to-left parts: its direction, and the order in which it is drawn.

The algorithm is Unicode's (UAX 9), as far as one line without explicit marks needs it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from markupsafe import Markup, escape

from quizgen.base.regex import regex

Direction = Literal["ltr", "rtl"]

RIGHT_TO_LEFT = regex("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Scripts whose letters join, change shape or stack are drawn as whole words.
_UNIT = regex(
    "[\u0590-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc\u200c\u200d]+"
    "|.[\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]*",
    re.DOTALL,
)
# A letter, and those behind it with the vowel marks of Arabic and Hebrew.
_WORD = regex(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670])*"
)
# A number with its sign: without help the sign of -5 stands behind it, from right to left.
# Not the hyphen behind a prefix, nor a dash with a blank.
_SIGNED = regex(r"(?<![\w.,:/\-\u2212+])[-\u2212+][0-9]+(?:[.,\-][0-9]+)*(?![\w])")
MOST_OF_OTHER = 3
"""A text is in the other direction if it has more than so many words to each of its own."""
_INNERMOST = regex(
    r"<(p|li|td|th)\b([^>]*)>((?:(?!</?(?:p|li|ul|ol|td|th|table|blockquote)\b).)+)</\1>",
    re.DOTALL,
)


def script_of(character: str) -> str | None:
    """Return whether a character is Arabic or Hebrew."""
    script = unicodedata.name(character, "").split(" ")[0].capitalize()
    return script if script in ("Arabic", "Hebrew") else None


def text_direction(text: str, language: Direction) -> Direction:
    """Return the direction of a text in a language: the language's, whatever it begins with.

    A text has the other direction where most of its words have: a quotation, a name.

    >>> text_direction("NASA שילמה", "rtl"), text_direction("a word, שלום, in Hebrew", "rtl")
    ('rtl', 'ltr')
    """
    words = Counter(direction_of(word, "ltr") for word in _WORD.findall(text))
    other: Direction = "ltr" if language == "rtl" else "rtl"
    return other if words[other] > MOST_OF_OTHER * words[language] else language


def direction_of(text: str, otherwise: Direction = "ltr") -> Direction:
    """Return the direction of the first letter that has one, as `dir="auto"` would."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return otherwise


def isolated(text: str, base: Direction, language: Direction | None = None) -> Markup:
    """Return a text as HTML, isolated from text of the other direction.

    base is the direction of the paper, language that of the text's language if it is another.
    """
    return isolated_inline(escape(text), base, language)


def isolated_html(html: Markup, base: Direction, language: Direction | None = None) -> Markup:
    """Return HTML with each text of the other direction isolated."""
    if base == "ltr" and not RIGHT_TO_LEFT.search(html):
        return html
    spoken = language or base

    def wrapped(match: re.Match[str]) -> str:
        tag, attributes, inner = match.groups()
        own = text_direction(Markup(inner).striptags(), spoken)  # noqa: S704
        inner = _with_signs(inner) if own == "rtl" else inner
        within = inner if own == base else f'<bdi dir="{own}">{inner}</bdi>'
        return f"<{tag}{attributes}>{within}</{tag}>"

    return Markup(_INNERMOST.sub(wrapped, html))  # noqa: S704


def isolated_inline(html: Markup, base: Direction, language: Direction | None = None) -> Markup:
    """Return inline HTML as `isolated` returns a text."""
    text = html.striptags()
    if base == "ltr" and not RIGHT_TO_LEFT.search(text):
        return html
    own = text_direction(text, language or base)
    html = Markup(_with_signs(html)) if own == "rtl" else html  # noqa: S704
    return Markup('<bdi dir="{}">{}</bdi>').format(own, html)


def _with_signs(html: str) -> str:
    """Return HTML whose numbers have their signs before them, as mathematics has."""
    parts = re.split("(<[^>]*>)", html)
    parts[::2] = [_SIGNED.sub(r'<bdi dir="ltr">\g<0></bdi>', text) for text in parts[::2]]
    return "".join(parts)


def units(text: str) -> list[str]:
    """Return the parts of a text whose glyphs do not depend on their neighbours.

    >>> units("page 2")
    ['p', 'a', 'g', 'e', ' ', '2']
    """
    return list(text) if text.isascii() else _UNIT.findall(text)


def visual(parts: Sequence[str], base: Direction | None = None) -> Sequence[str]:
    """Return the units of a line from left to right.

    Without a base direction it is that of the line's first letter.
    """
    line = "".join(parts)
    if base != "rtl" and (line.isascii() or not RIGHT_TO_LEFT.search(line)):
        return parts
    levels = _levels(parts, base or direction_of(line))
    order = list(range(len(parts)))
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return [parts[place] for place in order]


def _levels(parts: Sequence[str], base: Direction) -> list[int]:
    """Return each unit's embedding level; odd levels run from right to left."""
    own = "R" if base == "rtl" else "L"
    kinds = _kinds(parts, own)
    # A neutral takes the direction its neighbours share; numbers count as right to left.
    leaning = [{"N": "R"}.get(kind, kind) for kind in kinds]
    before = accumulate(leaning, _latest, initial=own)
    after = [*accumulate(leaning[::-1], _latest, initial=own)][-2::-1]
    around = (one if one == two else own for one, two in zip(before, after, strict=False))
    full = [kind or other for kind, other in zip(kinds, around, strict=True)]
    depths = {"L": 2, "R": 1, "N": 2} if own == "R" else {"L": 0, "R": 1, "N": 2}
    return [depths[kind] for kind in full]


def _latest(last: str, kind: str) -> str:
    return kind or last


def _kinds(parts: Sequence[str], own: str) -> list[str]:
    """Return each unit's class: left to right, right to left, a Number, or neutral."""
    kinds: list[str] = []
    strong = own
    for part in parts:
        kind = ""
        if RIGHT_TO_LEFT.search(part):
            kind = strong = "R"
        elif part[0].isdigit():
            kind = "L" if strong == "L" else "N"
        elif unicodedata.bidirectional(part[0]) == "L":
            kind = strong = "L"
        kinds.append(kind)
    # What parts two numbers, as in 4.1, is of a number itself (UAX #9, W4).
    for at in range(1, len(parts) - 1):
        if kinds[at - 1 : at + 2] == ["N", "", "N"] and _parts_numbers(parts[at]):
            kinds[at] = "N"
    return kinds


def _parts_numbers(part: str) -> bool:
    return unicodedata.bidirectional(part[0]) == "CS"
