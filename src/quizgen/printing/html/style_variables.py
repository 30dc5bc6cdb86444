"""Settings as a look's style sheets see them: custom properties, and classes of the page."""

import re
from pathlib import Path

from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.printing.sheets import StyleSheet

LEADING = {"compact": 0.9, "wide": 1.3}
"""Factors on the look's distance between lines."""
GAPS = {"compact": 0.6, "wide": 1.7}
"""Factors on the look's distance between questions."""

NARROW = 34.0
"""A column narrower than this, in font sizes, has no room for two things side by side."""


def settings_style(settings: PrintSettings) -> StyleSheet:
    """Return the style sheet that applies settings, to go after the look's own."""
    values = {"--font-size": f"{settings.font_size}pt"}
    if settings.spacing in GAPS:
        values |= {
            "--leading": f"{LEADING[settings.spacing]:g}",
            "--gap": f"{GAPS[settings.spacing]:g}",
        }
    if settings.font:
        values |= dict.fromkeys(("--text-font", "--label-font"), _quoted(settings.font))
    if settings.large_print:
        values["--small"] = "1rem"  # its whole purpose: no word is smaller
    said = "; ".join(f"{name}: {value}" for name, value in values.items())
    upright = " * { font-style: normal !important }" * settings.large_print
    return StyleSheet(f":root {{ {said} }}{upright}", Path("settings"))


def _quoted(text: str) -> str:
    """Return a text as a CSS string."""
    return '"' + re.sub(r"[^\w .-]", lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def page_classes(settings: PrintSettings) -> str:
    """Return the page's classes, by which style sheets distinguish layouts, space-separated."""
    classes = {
        "large-print": settings.large_print,
        "answer-column": settings.answer_column,
        "several-columns": settings.columns > 1,
        "narrow": paper_of(settings).column / float(settings.font_size) < NARROW,
    }
    return " ".join(name for name, is_so in classes.items() if is_so)
