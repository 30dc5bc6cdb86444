"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from quizgen.errors import QuizgenError

MAX_BYTES = 10_000_000
"""How long a file of a teacher's may be; what is longer was not written by hand."""


def read_whole(path: Path, what: str) -> bytes:
    """Return the bytes of a file that is `what` to the teacher: a bank, an article.

    Raises QuizgenError for one that is not there, is a folder, is too long or is refused.
    """
    most = f"{MAX_BYTES // 1_000_000} MB"
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise QuizgenError(f"{path} is a folder. Name the {what}'s file in it.")
        if size > MAX_BYTES:
            raise QuizgenError(
                f"{path} is {size / 1_000_000:.1f} MB long. The {what} may be {most} at most."
            )
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise QuizgenError(f"There is no file {path}.") from None
    # A path may also hold what no system accepts, such as a zero byte.
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise QuizgenError(f"{path} cannot be read: {reason}.") from None
    if len(raw) > MAX_BYTES:
        raise QuizgenError(f"{path} is longer than {most}, the most for one {what}.")
    return raw


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
