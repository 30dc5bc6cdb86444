"""Reads the tables of ./quizgen.toml, and reports everything wrong with them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_origin

from quizgen.bank.document import Data, Document, Position, Spot, decode
from quizgen.bank.draw_wishes import DrawWishes
from quizgen.bank.fields import Record
from quizgen.bank.place import Place
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.record import read_record
from quizgen.base.data_class import dataclass
from quizgen.base.errors import (
    BankError,
    Problem,
    SettingsError,
    did_you_mean,
    harmless,
    shown,
)
from quizgen.base.files import read_whole

NAME = "quizgen.toml"
TABLES: dict[str, type[Record]] = {"print": PrintSettings, "draw": DrawWishes}
EXAMPLES = {"print": 'paper = "a4"', "draw": 'points = "12-15"'}
"""A line for each table."""
TOP = Position(1, 1)


class _Project(Record):
    print: PrintSettings = PrintSettings()
    draw: DrawWishes = DrawWishes()


@dataclass(frozen=True)
class ProjectSettings:
    """A project's print settings and its wishes for draws, and where they are written."""

    path: Path
    settings: PrintSettings
    wishes: DrawWishes
    document: Document

    def mark(self, table: str, key: str) -> Position:
        """Return the position of a key's value."""
        return self.document.nearest((table, key)).value


def load_project(folder: Path) -> ProjectSettings | None:
    """Read a folder's quizgen.toml if it exists; raises SettingsError."""
    path = folder / NAME
    return _load(path) if path.is_file() else None


def _load(path: Path) -> ProjectSettings:

    from quizgen.bank.error_messages import messages

    text = _read(path)
    lines = text.splitlines()
    data = _parsed(text, path)
    problems = list(_elsewhere(data, lines, path))
    tables = {name: data[name] for name in TABLES if isinstance(data.get(name), dict)}
    document = _document(tables, lines)
    problems += _no_values(tables, document, path)
    project, error = read_record(_Project, document.data)
    problems += [
        Problem(str(path), *mark, harmless(message))
        for mark, message in messages(error, document)
    ]
    if problems or project is None:
        raise SettingsError(problems)
    return ProjectSettings(path, project.print, project.draw, document)


def _read(path: Path) -> str:
    try:
        return decode(read_whole(path, "settings file"), str(path))
    except BankError as error:
        raise SettingsError(error.problems) from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # "… (at line 3, column 5)" or "… (at end of document)".
        found = re.search(r"line (\d+), column (\d+)\)$", str(error))
        mark = (
            Position(int(found[1]), int(found[2]))
            if found
            else Position(len(text.splitlines()), 1)
        )
        message = (
            "This cannot be read. Each line is a key, an = and a value, no key is there twice, "
            'and texts are in quotes: paper = "a4"'
        )
        raise SettingsError([Problem(str(path), *mark, message)]) from None
    # A number that is too long for int(), brackets that are too deep.
    except (ValueError, RecursionError):
        message = "This cannot be read: a number is too long, or brackets are nested too deep."
        raise SettingsError([Problem(str(path), 1, 1, message)]) from None


def _elsewhere(data: Mapping[str, Any], lines: list[str], path: Path) -> Iterator[Problem]:
    """Report what is outside the tables, and a table that is only a value."""
    for key, value in data.items():
        mark = _key_mark(lines, key)
        if key not in TABLES:
            message = f"There is no '{shown(key)}' in {NAME}.{_guess(key)}"
            yield Problem(str(path), *mark, message)
        elif not isinstance(value, dict):
            yield Problem(str(path), *mark, f"{_example(key)}.")


def _guess(key: str) -> str:
    """Return what a key outside the tables may have been meant for."""
    home = next((table for table, record in TABLES.items() if key in record.model_fields), None)
    if home:
        return f" It belongs below a line [{home}]."
    return did_you_mean(key, TABLES) or f" {_example('print')}."


def _example(table: str) -> str:
    return f"Write a line [{table}], and below it for example: {EXAMPLES[table]}"


def _no_values(tables: Mapping[str, Any], document: Document, path: Path) -> Iterator[Problem]:
    """Report each list, and each table where one value is wanted."""
    for place in document.spots:
        found: Any = tables
        for step in place:
            found = found[step]
        if isinstance(found, list) or (isinstance(found, dict) and not _holds_keys(place)):
            message = f"'{shown(str(place[-1]))}' is one value, not several."
            yield Problem(str(path), *(document.spots[place].key or TOP), message)


def _holds_keys(place: Place) -> bool:
    """Return whether there are keys at a place rather than one value."""
    if len(place) < len(("draw", "mix")):
        return True
    field = TABLES[str(place[0])].model_fields.get(str(place[1]))
    return len(place) == 2 and field is not None and get_origin(field.annotation) is dict


def _document(tables: Mapping[str, Any], lines: list[str]) -> Document:
    """Return the tables as a Document: every value a text, with its place."""
    top = Spot(TOP, None, "plain", in_brackets=False, comment=None)
    spots: dict[Place, Spot] = {(): top}
    texts = _texts(tables, (), lines, spots)
    return Document(lines, texts, spots, (), frozenset())


def _texts(
    table: Mapping[str, Any], place: Place, lines: list[str], spots: dict[Place, Spot]
) -> dict[str, Data]:
    """Return what a table says, without what _no_values reports; note where it stands."""
    found: dict[str, Data] = {}
    start = spots[place].key or spots[place].value
    for key, value in table.items():
        here = (*place, key)
        mark = _key_mark(lines, key, start)
        behind = re.match(r"[^=]*=\s*", lines[mark.line - 1][mark.column - 1 :])
        at = Position(mark.line, mark.column + (len(behind[0]) if behind else 0))
        spots[here] = Spot(at, mark, "plain", in_brackets=False, comment=None)
        if isinstance(value, dict):
            below = _texts(value, here, lines, spots)
            found |= {key: below} if _holds_keys(here) else {}
        elif not isinstance(value, list):
            found[key] = _as_text(value)
    return found


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _key_mark(lines: list[str], key: str, start: Position = TOP) -> Position:
    """Return where a key, or a table of its name, is first written after a place."""
    pattern = re.compile(rf'(?<![\w"-])"?{re.escape(key)}"?\s*(?:=|\]|\.)')
    for number, line in enumerate(lines[start.line - 1 :], start=start.line):
        first = start.column - 1 if number == start.line else 0
        if found := pattern.search(line.partition("#")[0], first):
            return Position(number, found.start() + 1)
    return TOP
