"""The values that a setting or an option can have, each list written once.

The bank's model and the command line both read them from here. No pydantic, so that
`quizgen --help` stays quick.
"""

import re
from typing import Literal, get_args

PaperName = Literal["letter", "a4", "legal", "a5"]
PAPERS: tuple[PaperName, ...] = get_args(PaperName)


def paper_name(written: str) -> str:
    """Return a paper's name as it is listed here.

    >>> paper_name("DIN A4"), paper_name("US Letter")
    ('a4', 'letter')
    """
    return re.sub(r"^(din|iso|us)[\s-]+", "", written.strip().casefold())


def any_case(word: str) -> str:
    """Return a pattern for a word in capitals or small letters, also for JSON Schema.

    >>> any_case("a4")
    '[aA]4'
    """
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in word)


PAPER_SPELLINGS = (
    rf"^\s*(?:(?:{'|'.join(map(any_case, ('din', 'iso', 'us')))})[\s-]+)?"
    rf"(?:{'|'.join(map(any_case, get_args(PaperName)))})\s*$"
)
"""What paper_name takes for a paper."""

SHORT_TYPES = {
    "mc": "multiple_choice",
    "mcq": "multiple_choice",
    "ms": "multiple_select",
    "tf": "true_false",
    "tfng": "true_false_not_given",
    "sa": "short_answer",
    "essay": "open_response",
}
"""What teachers call a question's type, for the command line."""


def type_name(written: str) -> str:
    """Return a question's type as banks name it.

    >>> type_name("MC"), type_name("Open-Response")
    ('multiple_choice', 'open_response')
    """
    name = re.sub(r"[\s-]+", "_", written.strip().casefold())
    return SHORT_TYPES.get(name, name)


Spacing = Literal["compact", "normal", "wide"]
SPACINGS: tuple[Spacing, ...] = get_args(Spacing)

LOOKS = ("classic", "compact", "exam")
"""The looks that ship; every other look adds to the first."""

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTY_NAMES: tuple[Difficulty, ...] = get_args(Difficulty)

QuestionOrder = Literal["type", "shuffled", "bank", "passage", "difficulty"]
"""How a worksheet's questions follow one another."""
QUESTION_ORDERS: tuple[QuestionOrder, ...] = get_args(QuestionOrder)

Draw = Literal["once", "each"]
DRAWS: tuple[Draw, ...] = get_args(Draw)
"""Whether all versions share one draw of questions, or each version has its own."""

PassagePlace = Literal["before", "separate"]
PassageChoice = Literal[PassagePlace, "none"]
PASSAGE_CHOICES: tuple[PassageChoice, ...] = get_args(PassageChoice)
"""Where the article is printed: before the questions, as a PDF of its own, or nowhere."""

ReportFormat = Literal["text", "json", "github"]
REPORT_FORMATS: tuple[ReportFormat, ...] = get_args(ReportFormat)
"""What `check` writes: for people, for programs, or for GitHub's pages."""

TEXT_SUFFIXES = (".txt", ".md")
"""Files that hold an article's text as `make` prints it."""
ARTICLE_SUFFIXES = (*TEXT_SUFFIXES, ".docx", ".html", ".htm", ".odt", ".rtf", ".pdf")
"""Files that `new` reads an article from."""
BANK_SUFFIXES = (".yaml", ".yml")

ROSTER_SUFFIXES = (".csv", ".xlsx")
MARKS_SUFFIXES = (".csv", ".xlsx")
SCAN_SUFFIXES = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".heic", ".heif", ".webp")
"""Files of scans and photos that the page takes; what is in them says how they are read."""

EXCHANGE_FORMATS = (
    "moodle-xml",
    "gift",
    "aiken",
    "qti12",
    "qti21",
    "qti3",
    "kahoot",
    "wayground",
    "blooket",
    "gimkit",
    "csv",
    "xlsx",
    "text2qti",
    "anki",
    "google-forms",
    "docx",
)
"""Foreign formats, in the order of their table."""
PASSAGE_EXPORTS = ("repeat", "separate", "none")
"""What becomes of a passage where a format has none that questions share."""
