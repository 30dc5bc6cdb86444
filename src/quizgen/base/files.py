"""Files that appear whole or not at all."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, Protocol

from quizgen.base import folder_lock
from quizgen.base.errors import QuizgenError, harmless
from quizgen.base.folder_lock import locked
from quizgen.base.renames import is_unfinished, refuse_folder, remove_debris, rename_all, tidy
from quizgen.base.signals import undisturbed

MAX_BYTES = 10_000_000
"""Most bytes of a file written by hand."""
MOST_CHARACTERS = 20_000
"""Most characters of one text, such as a stem or a paragraph: four printed pages."""


def read_whole(path: Path, what: str, most_bytes: int = MAX_BYTES) -> bytes:
    """Return a file's bytes; `what` names it in errors: a bank, an article.

    Raises QuizgenError if it is missing, a folder, a pipe, too long, not readable, or if its
    name has characters that a terminal would act on.
    """
    most = f"{most_bytes // 1_000_000} MB"
    if harmless(str(path)) != str(path):
        raise QuizgenError(
            f"{harmless(str(path))}: this name has an invisible character. Rename the file."
        )
    try:
        about = path.stat()
        if S_ISDIR(about.st_mode):
            raise QuizgenError(f"{path} is a folder. Name the {what}'s file in it.")
        # Reading a pipe waits for a program that writes to it. One that the shell has opened,
        # /dev/stdin or /dev/fd/63, was named on purpose.
        if not S_ISREG(about.st_mode) and Path("/dev") not in path.parents:
            raise QuizgenError(f"{path} is no file but a pipe or a device. Name a file.")
        if about.st_size > most_bytes:
            raise QuizgenError(
                f"{path} is {about.st_size / 1_000_000:.1f} MB long. The {what} may be {most} "
                "at most."
            )
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
    except FileNotFoundError:
        raise QuizgenError(f"There is no file {path}.") from None
    # A path may also hold what no system accepts, such as a zero byte.
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise QuizgenError(f"{path} cannot be read: {reason}.") from None
    if len(raw) > most_bytes:
        raise QuizgenError(f"{path} is longer than {most}, the most for one {what}.")
    return raw


def is_file(path: Path, *, unseen: bool = False) -> bool:
    """Whether a file exists; `unseen` is returned if permissions forbid looking."""
    try:
        return path.is_file()
    except PermissionError:
        return unseen
    except OSError:  # a name that is too long
        return False


class Files(Protocol):
    """Files being written, each under the name that it will have."""

    def create(self, path: Path) -> BinaryIO:
        """Open a new file that will be `path`."""

    @property
    def parts(self) -> Mapping[Path, Path | bytes]:
        """Where each file is until then, or what it holds."""


class FilesInMemory:
    """Files that are never written to a disk."""

    def __init__(self) -> None:
        self._files: dict[Path, _Unclosed] = {}

    def create(self, path: Path) -> BinaryIO:
        """Open a new file; what was written to it stays after it is closed."""
        self._files[path] = _Unclosed()
        return self._files[path]

    @property
    def parts(self) -> Mapping[Path, bytes]:
        """What each file holds."""
        return {path: file.getvalue() for path, file in self._files.items()}


class _Unclosed(BytesIO):
    """Bytes that can be read after closing."""

    def close(self) -> None:
        self.flush()


class Batch:
    """Files being written beside their final names."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.made: list[Path] = []
        """The folders that were made for files."""
        self.parts: dict[Path, Path] = {}
        self.gone: set[Path] = set()
        """Old files that are deleted when the new ones have their names."""
        self._folders: set[Path] = set()

    def create(self, path: Path) -> BinaryIO:
        """Open a new file that will be `path` when the batch is complete."""
        refuse_folder(path)
        if path.parent not in self._folders:
            self._enter(path.parent)
        # Short, so that the file's name may be as long as the system allows.
        part = path.with_name(f".{os.getpid()}-{len(self.parts)}.part")
        self.parts[path] = part
        return self._stack.enter_context(part.open("wb"))

    def _enter(self, folder: Path) -> None:
        """Make a folder for files, or remove what a killed run left in it."""
        self._folders.add(folder)
        if folder.is_dir():
            remove_debris(folder, but=self.parts.values())
        else:
            self.made += _missing(folder)
            folder.mkdir(parents=True)


@contextmanager
def replacing(folder: Path, waiting: Callable[[str], object] = str) -> Iterator[Batch]:
    """Collect a run's files in a folder; rename them when all are complete.

    If another run is writing to the folder, `waiting` is called with who that is until it is
    done.

    An interrupted or failed run leaves all old files unchanged, and no new folder; one that was
    killed is tidied up after by the next. Raises QuizgenError if the system refuses to write,
    or if another run is still writing after PATIENCE seconds.
    """
    stack = ExitStack()
    batch, lock = Batch(stack), ExitStack()
    made = _missing(folder)
    is_done = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.enter_context(locked(folder, folder_lock.PATIENCE, waiting))
        tidy(folder)
        with stack:
            yield batch
        with undisturbed():
            rename_all(folder, batch.parts, batch.gone - batch.parts.keys())
            is_done = True
    except OSError as error:
        raise QuizgenError(_refusal(error, folder)) from error
    finally:
        with undisturbed():
            if not is_done:
                _clear(batch.parts.values())
            lock.close()
            if not is_done:
                _clear([], [*batch.made, *made])


def settle(folder: Path) -> None:
    """Complete the renames of a killed run, unless another is at work in the folder."""
    if is_unfinished(folder):
        with suppress(OSError, QuizgenError), locked(folder):
            tidy(folder)


def _missing(folder: Path) -> list[Path]:
    """Return the missing folders on a folder's path, itself first."""
    return [each for each in (folder, *folder.parents) if not os.path.lexists(each)]


def _clear(parts: Iterable[Path], made: Iterable[Path] = ()) -> None:
    """Remove what an unfinished run made, except folders that others use by now."""
    for part in parts:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    for folder in made:
        with suppress(OSError):
            folder.rmdir()


# What the system may refuse, in a teacher's words: why, and what to do.
_FULL = ("the disk is full", "Free some space, or choose another folder.")
_REFUSED = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: (
        "the file would be larger than this disk allows",
        "Print fewer papers at a time, or choose another folder.",
    ),
    errno.EROFS: ("the disk can only be read", "Choose another folder."),
    errno.EISDIR: (
        "a folder has the name of a file to write",
        "Rename the folder, or choose another one.",
    ),
    errno.ENOTDIR: (
        "it is a file, or lies in one, and not in a folder",
        "Choose another folder.",
    ),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter one."),
    errno.ENOENT: (
        "the folder was moved or deleted meanwhile, or its disk was removed",
        "Print again.",
    ),
}
_REFUSED[errno.EEXIST] = _REFUSED[errno.ENOTDIR]
_NOT_ALLOWED = (errno.EACCES, errno.EPERM)


def _refusal(error: OSError, folder: Path) -> str:
    """Return what the system refused and what to do about it."""
    place = Path(error.filename or folder)
    if error.errno in _NOT_ALLOWED and is_file(place):
        reason = "it cannot be replaced"
        advice = "If it is open in another program, such as a PDF viewer, close it there first."
    elif error.errno in _NOT_ALLOWED:
        reason = "you may not write there"
        advice = "Choose another folder."
    else:
        reason, advice = _REFUSED.get(error.errno or 0, (error.strerror or str(error), ""))
    where = f" ({place})" if place != folder else ""
    return (
        f"Nothing was written to {folder}: {reason}{where}. The old files stay as they were. "
        f"{advice}"
    ).rstrip()
