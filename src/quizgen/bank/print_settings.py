"""Page settings: paper, type, margins, and which of them contradict one another.

The same record is a bank's `print:`, a project's [print] and a plan's settings; its
model_fields_set has the keys that were given. Lengths are in points.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from quizgen.bank.field_spec import After, Before, Field, flaw
from quizgen.bank.fields import (
    TRUTHS,
    FieldError,
    Name,
    Record,
    Text,
    number_of,
    plain_text,
    whole,
)
from quizgen.base.choices import LOOKS, PAPER_SPELLINGS, PaperName, Spacing, paper_name
from quizgen.base.words import or_list

SHEETS: dict[PaperName, PaperName] = {"letter": "letter", "a4": "a4", "a5": "a4"}
"""The sheet that holds two pages side by side, by the requested paper."""

ANSWER_SHEET_PAPERS: tuple[PaperName, ...] = ("letter", "a4")
"""The papers that answer sheets are printed on: those that scanners and copiers feed."""
SHEET_MARGIN = 16.0
"""The margin of answer sheets in millimetres: up to the outer edges of their markers."""

UNITS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0}
SMALLEST, LARGEST = 8.0, 36.0
LARGE = 18.0
"""Large print in points: the American Printing House for the Blind's minimum."""
LARGE_FONT = "Source Sans 3"
LEAST_MARGIN, MOST_MARGIN = 10.0, 144.0
"""Printers leave the outer 3 to 4 mm white."""


def _as_text(value: object) -> object:
    """Turn a TOML number into text."""
    return f"{value:g}" if isinstance(value, int | float) and type(value) is not bool else value


def _font_size(value: str) -> str:
    found = re.fullmatch(r"\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*(?:pt)?\s*", value)
    if not found or not SMALLEST <= float(found[1]) <= LARGEST:
        raise flaw(
            "font_size",
            "A font size is a number of points from {low} to {high}, such as 12 or 11.5, not "
            "'{written}'.",
            {"low": f"{SMALLEST:g}", "high": f"{LARGEST:g}", "written": value[:40]},
        )
    return f"{float(found[1]):g}"


def _margins(value: str) -> str:
    lengths = value.split()
    if len(lengths) not in (1, 4) or any(map(_is_no_margin, lengths)):
        raise flaw(
            "margins",
            "Margins are one length, or four (top, right, bottom, left), each from {low} to "
            "{high} with its unit mm, cm, in or pt: 20mm, or 15mm 20mm 15mm 20mm; not "
            "'{written}'.",
            {"low": "4mm", "high": "50mm", "written": value[:40]},
        )
    return " ".join(lengths)


def _is_no_margin(length: str) -> bool:
    points = points_of(length)
    return points is None or not LEAST_MARGIN <= points <= MOST_MARGIN


def points_of(length: str) -> float | None:
    """Return a length such as 20mm in points, or None if it is invalid."""
    found = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,4})?)(mm|cm|in|pt)", length)
    return float(found[1]) * UNITS[found[2]] if found else None


def _yes_or_no(value: object) -> object:
    if isinstance(value, str):
        value = TRUTHS.get(value.casefold())
    if isinstance(value, bool):
        return value
    raise flaw("yes_or_no", "This must be true or false.")


def _paper(value: object) -> object:
    return paper_name(value) if isinstance(value, str) else value


YesOrNo = Annotated[bool, Before(_yes_or_no)]
OneOrTwo = Annotated[int, Field(ge=1, le=2), whole(1, 2)]


class PrintSettings(Record):
    """How pages are set: paper, type, margins and look."""

    paper: Annotated[PaperName, Before(_paper)] = Field(
        default="letter",
        description="The paper in the printer.",
        examples=["a4"],
        json_schema_extra={"spellings": PAPER_SPELLINGS},
    )
    columns: OneOrTwo = Field(
        default=1, description="How many columns a page has.", examples=["2"]
    )
    font_size: Annotated[str, After(_font_size), Before(_as_text)] = Field(
        default="11.5",
        description="The size of the type in points; left out, as the look has it.",
        examples=["12"],
    )
    large_print: YesOrNo = Field(
        default=False,
        description="18 pt or more, one column, a sans serif and no italics.",
        examples=["yes"],
    )
    font: Text | None = Field(
        default=None,
        description="A family of fonts that is installed; left out, as the look has it.",
        examples=["Verdana"],
    )
    spacing: Spacing = Field(
        default="normal",
        description="How far apart lines and questions stand.",
        examples=["wide"],
    )
    margins: Annotated[str, After(_margins)] | None = Field(
        default=None,
        description="One margin for all sides, or four: top, right, bottom, left; left out, as "
        "the look has it.",
        examples=["20mm"],
    )
    duplex: YesOrNo = Field(
        default=False,
        description="Printed on both sides: each paper begins on a right-hand page.",
        examples=["yes"],
    )
    n_up: OneOrTwo = Field(
        default=1,
        description="2 prints two papers of half the size side by side, to be cut apart.",
        examples=["2"],
    )
    answer_column: YesOrNo = Field(
        default=False,
        description="A column at the right edge with a box for the letter of each answer.",
        examples=["yes"],
    )
    answer_sheet: YesOrNo = Field(
        default=False,
        description="A page with circles to fill behind each paper's questions, to be scanned.",
        examples=["yes"],
    )
    look: Name = Field(
        default="classic",
        description=f"{', '.join(LOOKS)}, or a folder of yours in ./templates.",
        examples=["exam"],
    )

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield the contradictions between settings."""
        for clash in clashes(data):
            error = flaw("clash", "{said}", {"said": clash.said})
            yield FieldError((clash.keys[-1],), error)


def checked(key: str, text: str) -> str:
    """Return the size, the margins or the family of a look; raises ValueError for no such."""
    return _LOOK_CHECKS[key](text)


_LOOK_CHECKS = {"font_size": _font_size, "margins": _margins, "font": plain_text}


class Clash(NamedTuple):
    """Keys that contradict each other, the one to change last, and what to do."""

    keys: tuple[str, ...]
    said: str


def clashes(data: Mapping[str, Any]) -> Iterator[Clash]:
    """Yield the contradictions in settings as written."""
    if _is_set(data.get("large_print")):
        yield from _clashes_with_large_print(data)
    if _is_set(data.get("answer_sheet")):
        yield from _clashes_with_answer_sheet(data)
    if number_of(data.get("n_up")) == 2 and data.get("paper") not in (None, *SHEETS):
        yield Clash(
            ("n_up", "paper"),
            f"Two papers on a sheet are half a sheet each. Choose the paper {or_list(SHEETS)}, "
            "or leave n_up out.",
        )


def _clashes_with_large_print(data: Mapping[str, Any]) -> Iterator[Clash]:
    if number_of(data.get("columns")) == 2:
        yield Clash(
            ("large_print", "columns"),
            "Large print has one column. Choose columns 1, or leave large_print out.",
        )
    size = re.match(r"\s*([0-9]+(?:\.[0-9]+)?)", str(data.get("font_size", "")))
    if size and SMALLEST <= float(size[1]) < LARGE:
        yield Clash(
            ("large_print", "font_size"),
            f"Large print has {LARGE:g} pt at least. Leave font_size out, or make it "
            f"{LARGE:g} or more.",
        )
    if number_of(data.get("n_up")) == 2:
        yield Clash(
            ("large_print", "n_up"),
            "Large print needs the whole sheet. Choose n_up 1, or leave large_print out.",
        )


def _clashes_with_answer_sheet(data: Mapping[str, Any]) -> Iterator[Clash]:
    if data.get("paper") not in (None, *ANSWER_SHEET_PAPERS):
        yield Clash(
            ("answer_sheet", "paper"),
            f"Answer sheets are for scanners: choose the paper {or_list(ANSWER_SHEET_PAPERS)}, "
            "or leave answer_sheet out.",
        )
    if number_of(data.get("n_up")) == 2:
        yield Clash(
            ("answer_sheet", "n_up"),
            "An answer sheet needs the whole sheet. Choose n_up 1, or leave answer_sheet out.",
        )


def _is_set(value: object) -> bool:
    return value is True or (isinstance(value, str) and TRUTHS.get(value.casefold()) is True)


def given(settings: PrintSettings | None) -> dict[str, Any]:
    """Return the settings that were given, by name."""
    return settings.model_dump(include=settings.model_fields_set) if settings else {}


def large_print_of(settings: PrintSettings) -> PrintSettings:
    """Return the same settings in large print, for one reader among others.

    Large print has one column and one page on a sheet.
    """
    size = max(LARGE, float(settings.font_size))
    return settings.model_copy(
        update={
            "large_print": True,
            "columns": 1,
            "n_up": 1,
            "font_size": f"{size:g}",
            "font": settings.font or LARGE_FONT,
        }
    )


def key_settings(settings: PrintSettings) -> PrintSettings:
    """Return how answer keys are set: for the teacher, on whole sheets, in one column."""
    update: dict[str, Any] = {
        "large_print": False,
        "columns": 1,
        "n_up": 1,
        "answer_column": False,
        "answer_sheet": False,
    }
    if settings.large_print:
        default = PrintSettings()
        update |= {"font_size": default.font_size, "font": None}
    return settings.model_copy(update=update)


def sheet_settings(settings: PrintSettings) -> PrintSettings:
    """Return how answer sheets are set: as wide as their markers stand apart."""
    return settings.model_copy(
        update={
            "margins": f"{SHEET_MARGIN:g}mm",
            "columns": 1,
            "spacing": "normal",
            "answer_column": False,
        }
    )
