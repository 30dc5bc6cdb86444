"""Settings as a look's style sheets see them: custom properties, and classes of the page."""

import re
from pathlib import Path

from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.printing.sheets import StyleSheet

LEADING = {"compact": 0.9, "wide": 1.3}
"""How far apart lines stand, in times what the look has."""
GAPS = {"compact": 0.6, "wide": 1.7}
"""How far apart questions stand, likewise."""

NARROW = 34.0
"""A column of fewer times the size of the type has no room for two things side by side."""


def settings_style(settings: PrintSettings) -> StyleSheet:
    """Return the style sheet that goes after a look's own, so that the look obeys settings."""
    values = {"--font-size": f"{settings.font_size}pt"}
    if settings.spacing in GAPS:
        values |= {
            "--leading": f"{LEADING[settings.spacing]:g}",
            "--gap": f"{GAPS[settings.spacing]:g}",
        }
    if settings.font:
        values |= dict.fromkeys(("--text-font", "--label-font"), _quoted(settings.font))
    said = "; ".join(f"{name}: {value}" for name, value in values.items())
    upright = " * { font-style: normal !important }" * settings.large_print
    return StyleSheet(f":root {{ {said} }}{upright}", Path("settings"))


def _quoted(text: str) -> str:
    """Return a text as CSS has it, whatever is in it."""
    return '"' + re.sub(r"[^\w .-]", lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'


def page_classes(settings: PrintSettings) -> str:
    """Return the classes by which a style sheet tells layouts, with a blank between two."""
    told = {
        "large-print": settings.large_print,
        "answer-column": settings.answer_column,
        "several-columns": settings.columns > 1,
        "narrow": paper_of(settings).column / float(settings.font_size) < NARROW,
    }
    return " ".join(name for name, is_so in told.items() if is_so)
