"""What a sheet may look like: the choices of the forms, each from where it is written once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizgen.base.choices import PAPERS
from quizgen.base.language import LANGUAGES
from quizgen.printing.html.looks import looks

VERSIONS = ("A", "B", "C", "D")
"""The versions that can be looked at while writing."""


def sheet_choices(here: Path) -> Mapping[str, Any]:
    """Return papers, looks and languages, for a template."""
    return {
        "versions": VERSIONS,
        "papers": PAPERS,
        "looks": [look.name for look in looks(here)],
        "languages": {code: language.name for code, language in LANGUAGES.items()},
    }
