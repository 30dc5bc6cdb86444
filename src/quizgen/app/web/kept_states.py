"""What is kept of a bank beside it: the draft, earlier states, the last that could be printed.

They lie in `.quizgen/BANK` of the bank's folder, each a YAML file that can be read by itself.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex

FOLDER = ".quizgen"
MOST_STATES = 50
APART = 30.0
"""Seconds between two states: a text that is saved at every pause would be fifty times nearly
the same."""
NAME = "%Y-%m-%dT%H-%M-%S-%f"
PRINTABLE = "printable"
_STATE = regex(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{6}")


@dataclass(frozen=True)
class State:
    """An earlier text of a bank."""

    name: str
    when: datetime
    is_printable: bool = False
    """Whether it is the last that could be printed."""


class KeptStates:
    """The kept texts of one bank."""

    def __init__(self, bank: Path) -> None:
        self._folder = bank.parent / FOLDER / bank.name

    def draft(self) -> bytes | None:
        """Return what was written and perhaps not saved."""
        return _read(self._folder / "draft.yaml")

    def keep_draft(self, content: bytes) -> None:
        """Keep what is being written."""
        self._write("draft.yaml", content)

    def drop_draft(self) -> None:
        """Forget the draft: it is saved, or not wanted."""
        with suppress(OSError):
            (self._folder / "draft.yaml").unlink(missing_ok=True)

    def keep(self, content: bytes, now: datetime, *, always: bool = False) -> None:
        """Keep a text that is about to be replaced, unless one was just kept."""
        states = [each for each in self.states() if not each.is_printable]
        if states and not always and (now - states[0].when).total_seconds() < APART:
            return
        if states and self.text(states[0].name) == content:
            return
        self._write(f"{now.strftime(NAME)}.yaml", content)
        for each in states[MOST_STATES - 1 :]:
            (self._folder / f"{each.name}.yaml").unlink(missing_ok=True)

    def keep_printable(self, content: bytes) -> None:
        """Keep a text that can be printed, in place of the one before."""
        if self.text(PRINTABLE) != content:
            self._write(f"{PRINTABLE}.yaml", content)

    def states(self) -> list[State]:
        """Return the kept states, the last printable one first, then the newest."""
        try:
            names = sorted((path.stem for path in self._folder.glob("*.yaml")), reverse=True)
        except OSError:
            return []
        found = [
            State(name, datetime.strptime(name, NAME))
            for name in names
            if _STATE.fullmatch(name)
        ]
        if PRINTABLE in names:
            when = (self._folder / f"{PRINTABLE}.yaml").stat().st_mtime
            return [State(PRINTABLE, datetime.fromtimestamp(when), is_printable=True), *found]
        return found

    def text(self, name: str) -> bytes | None:
        """Return a kept state; None for a name that is none."""
        if name != PRINTABLE and not _STATE.fullmatch(name):
            return None
        return _read(self._folder / f"{name}.yaml")

    def _write(self, name: str, content: bytes) -> None:
        """Write a file whole; a folder that cannot be written to keeps nothing."""
        with suppress(OSError):
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True)
                # Nobody's repository is to hold them.
                (self._folder.parent / ".gitignore").write_text("*\n", "utf-8")
            part = self._folder / f".{name}.{os.getpid()}.part"
            part.write_bytes(content)
            part.replace(self._folder / name)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
