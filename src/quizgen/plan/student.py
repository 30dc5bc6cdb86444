"""Who gets a paper, and which column of a roster says what of them."""

from typing import Annotated, Literal

from quizgen.bank.field_spec import After, Field
from quizgen.bank.fields import LanguageCode, Record, plain_text
from quizgen.base.data_class import dataclass
from quizgen.plan.request import UNPRINTABLE

Flag = Literal[True] | None

LONGEST = 500
"""Most characters of what is said of a student; a name longer than a line is shortened."""

StudentText = Annotated[str, Field(min_length=1, max_length=LONGEST), After(plain_text)]


@dataclass(frozen=True)
class Column:
    """A roster's column: its name, other headings for it, and what its cells hold."""

    name: str
    headings: tuple[str, ...] = ()
    holds: Literal["text", "flag", "seat", "version", "language"] = "text"


class StudentPaper(Record):
    """A student's paper: which version it is, what is printed of them, how it is set.

    A field that has a Column is read from a roster; None is left out of the plan's JSON.
    """

    name: StudentText
    version: Annotated[str, Column("version", ("versión",), "version")] = ""
    id: Annotated[
        StudentText | None,
        Column(
            "id",
            (
                "student id",
                "number",
                "no",
                "nummer",
                "nr",
                "matrikelnummer",
                "número",
                "numéro",
            ),
        ),
    ] = None
    class_name: Annotated[
        StudentText | None,
        Column(
            "class",
            (
                "class name",
                "group",
                "form",
                "course",
                "period",
                "class period",
                "section",
                "klasse",
                "clase",
                "grupo",
                "classe",
            ),
        ),
    ] = None
    seat: Annotated[
        StudentText | None,
        Column(
            "seat", ("place", "desk", "platz", "sitzplatz", "asiento", "place assise"), "seat"
        ),
    ] = None
    notes: Annotated[
        StudentText | None,
        Column(
            "notes",
            (
                "note",
                "comment",
                "comments",
                "remark",
                "remarks",
                "notizen",
                "notiz",
                "bemerkung",
                "notas",
                "remarques",
            ),
        ),
    ] = None
    large_print: Annotated[
        Flag,
        Column(
            "large_print",
            ("large print", "großdruck", "letra grande", "gros caractères"),
            "flag",
        ),
    ] = None
    extra_space: Annotated[Flag, Column("extra_space", ("extra space",), "flag")] = None
    language: Annotated[
        LanguageCode | None,
        Column("language", ("sprache", "idioma", "langue"), "language"),
    ] = None


def text_flaw(text: str) -> str | None:
    """Return what keeps a text about a student from being printed, and what to do."""
    if found := UNPRINTABLE.search(text):
        return (
            f"This holds a character that cannot be printed (U+{ord(found[0]):04X}). Delete it."
        )
    if len(text) > LONGEST:
        return f"This has {len(text)} characters; {LONGEST} have room on a page."
    return None


def columns_of(record: type[Record]) -> dict[str, Column]:
    """Return the columns that fill a record, by the field."""
    return {
        name: column
        for name, spec in record.record_fields.items()
        for column in getattr(spec.annotation, "__metadata__", ())
        if isinstance(column, Column)
    }
