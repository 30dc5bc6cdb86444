"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from quizgen.errors import QuizgenError


class Batch:
    """Files being written beside their final names."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.parts: dict[Path, Path] = {}

    def create(self, path: Path) -> BinaryIO:
        """Open a new file that will be `path` when the batch is complete."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        self.parts[path] = part
        return self._stack.enter_context(part.open("wb"))


@contextmanager
def replacing(folder: Path) -> Iterator[Batch]:
    """Collect the files of a run in a folder; move them to their names when all are whole.

    An interrupted or failed run leaves the old files as they were, all of them. Raises
    QuizgenError where the system refuses to write.
    """
    stack = ExitStack()
    batch = Batch(stack)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with stack:
            yield batch
        _move(batch.parts)
    except OSError as error:
        raise QuizgenError(_refusal(error, folder)) from error
    finally:
        for part in batch.parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _move(parts: Mapping[Path, Path]) -> None:
    """Move each part to its name; where one cannot be, put all old files back."""
    kept: dict[Path, Path] = {}
    try:
        for path, part in parts.items():
            if path.is_dir():
                raise IsADirectoryError(
                    0, "a folder has the name of a file to write", str(path)
                )
            if path.exists():
                kept[path] = path.replace(part.with_suffix(".old"))
            part.replace(path)
    except OSError:
        for path, old in kept.items():
            old.replace(path)
        raise
    for old in kept.values():
        with suppress(OSError):
            old.unlink()


def _refusal(error: OSError, folder: Path) -> str:
    """Say what the system refused, in its own words but without its numbers."""
    reason = error.strerror or str(error)
    place = error.filename2 or error.filename or folder
    return (
        f"Nothing was written to {folder}: {reason} ({place}). The old files stay as they were."
    )
