"""Reads the table [print] of ./quizgen.toml, and reports everything wrong with it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizgen.bank.error_messages import messages
from quizgen.bank.fields import Record
from quizgen.bank.place import Place
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.yaml_reader import Data, Document, Position, Spot, decode
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
TABLE = "print"
EXAMPLE = f'Write a line [{TABLE}], and below it for example: paper = "a4"'


class _Project(Record):
    print: PrintSettings = PrintSettings()


@dataclass(frozen=True)
class ProjectSettings:
    """A project's print settings, and where they are written."""

    path: Path
    settings: PrintSettings
    document: Document

    def mark(self, key: str) -> Position:
        """Return the position of a key's value."""
        return self.document.nearest((TABLE, key)).value


def load_project(folder: Path) -> ProjectSettings | None:
    """Read a folder's quizgen.toml if it exists; raises SettingsError."""
    path = folder / NAME
    if not path.is_file():
        return None
    text = _read(path)
    lines = text.splitlines()
    data = _parsed(text, path)
    problems = list(_elsewhere(data, lines, path))
    table = data.get(TABLE, {})
    if not isinstance(table, dict):
        problems.append(Problem(str(path), *_key_mark(lines, TABLE), f"{EXAMPLE}."))
        raise SettingsError(problems)
    problems += _no_values(table, lines, path)
    document = _document(table, lines)
    project, error = _Project(), None
    try:
        project = _Project.model_validate(document.data)
    except ValidationError as caught:
        error = caught
    problems += [
        Problem(str(path), *mark, harmless(message))
        for mark, message in messages(error, document)
    ]
    if problems:
        raise SettingsError(problems)
    return ProjectSettings(path, project.print, document)


def _read(path: Path) -> str:
    try:
        return decode(read_whole(path, "settings file"), str(path))
    except BankError as error:
        raise SettingsError(error.problems) from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
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
    """Report what is outside the table."""
    for key in data.keys() - {TABLE}:
        guess = did_you_mean(key, [TABLE])
        if key in PrintSettings.model_fields:
            guess = f" It belongs below a line [{TABLE}]."
        message = f"There is no '{shown(key)}' in {NAME}.{guess or f' {EXAMPLE}.'}"
        yield Problem(str(path), *_key_mark(lines, key), message)


def _no_values(table: Mapping[str, Any], lines: list[str], path: Path) -> Iterator[Problem]:
    for key, value in table.items():
        if isinstance(value, dict | list):
            message = f"'{shown(key)}' is one value, not several."
            yield Problem(str(path), *_key_mark(lines, key), message)


def _document(table: Mapping[str, Any], lines: list[str]) -> Document:
    """Return the table as a Document: every value a text, with its place."""
    texts: dict[str, Data] = {
        key: _as_text(value)
        for key, value in table.items()
        if not isinstance(value, dict | list)
    }
    top = Spot(Position(1, 1), None, "plain", in_brackets=False, comment=None)
    spots: dict[Place, Spot] = {(): top, (TABLE,): top}
    for key in table:
        mark = _key_mark(lines, key)
        behind = re.match(r"[^=]*=\s*", lines[mark.line - 1][mark.column - 1 :])
        value = Position(mark.line, mark.column + (len(behind[0]) if behind else 0))
        spots[TABLE, key] = Spot(value, mark, "plain", in_brackets=False, comment=None)
    return Document(lines, {TABLE: texts}, spots, (), frozenset())


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _key_mark(lines: list[str], key: str) -> Position:
    """Return where a key, or a table of its name, is written."""
    pattern = re.compile(rf'(?<![\w"-])"?{re.escape(key)}"?\s*(?:=|\]|\.)')
    for number, line in enumerate(lines, start=1):
        if found := pattern.search(line.partition("#")[0]):
            return Position(number, found.start() + 1)
    return Position(1, 1)
