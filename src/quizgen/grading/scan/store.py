"""Readings of pages, kept in a folder by the pages' content, so that a second run goes on."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError
from quizgen.base.regex import regex
from quizgen.grading.scan.pages import PageSource
from quizgen.grading.scan.reading import PageReading, as_json, from_json

FOLDER = "pages"
_KEY = regex("[0-9a-f]+-[0-9]+")


def is_kept_reading(path: Path) -> bool:
    """Whether a file is one of those that a store keeps."""
    stem, suffix = path.stem, path.suffix
    return path.parent.name == FOLDER and suffix == ".json" and bool(_KEY.fullmatch(stem))


class ReadingStore:
    """The readings in a folder, a file each; a file is there whole or not at all."""

    def __init__(self, folder: Path, digests: Mapping[str, str]) -> None:
        """Take the digests of the plans: what was read by another plan is read again."""
        self.folder, self.digests = folder / FOLDER, digests

    def find(self, source: PageSource, typed: str = "") -> PageReading | None:
        """Return the reading of a page, if it was read by these plans."""
        reading = self.kept(source.key)
        if reading is None or not self._counts(reading, typed):
            return None
        return replace(reading, source=str(source))

    def kept(self, key: str) -> PageReading | None:
        """Return what is kept under a key; None where it is damaged or of other rules."""
        try:
            reading = from_json(json.loads(self._path(key).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return reading if reading.key == key else None

    def _counts(self, reading: PageReading, typed: str) -> bool:
        if reading.status == "read" and reading.typed in ("", typed):
            return self.digests.get(reading.run) == reading.plan
        # Another plan, or a code that was typed, may make more of it.
        return reading.typed == typed and reading.plan == self._all

    @property
    def _all(self) -> str:
        return " ".join(sorted(self.digests.values()))

    def keep(self, reading: PageReading) -> None:
        """Write a reading; what could not be read may be another time."""
        if reading.status == "unreadable":
            return
        if reading.status != "read":
            reading = replace(reading, plan=self._all)
        path = self._path(reading.key)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(as_json(reading)), "utf-8")
            part.replace(path)
        except OSError as error:
            raise QuizgenError(
                f"Nothing can be written to {self.folder}: {error.strerror}. What was read "
                "before is kept."
            ) from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def keys(self) -> set[str]:
        """Return the keys of all pages that are kept."""
        return {path.stem for path in self.folder.glob("*.json")}

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(key)
        return self.folder / f"{key}.json"
