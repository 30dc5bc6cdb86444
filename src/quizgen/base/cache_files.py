"""Files kept from one run to the next, in the user's cache folder.

Each file begins with a hash of its content and is replaced atomically; a damaged or half-
written one counts as missing. Code is read only from a folder that is private.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

VARIABLE = "QUIZGEN_CACHE"
"""The variable that names another folder; if empty, nothing is kept."""

FORMAT = b"quizgen-store-4"
MOST_BYTES, MOST_FILES = 200_000_000, 20_000
"""Bytes and files above which the least recently used files are dropped."""
OTHERS_WRITE = 0o022
"""The bits of a folder's mode with which its group and all others may write to it."""
KEPT = 0.75
"""The share of them that is kept then."""


def cache_folder() -> Path | None:
    """Return the cache folder, or None if caching is off."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path

    return user_cache_path("quizgen", appauthor=False)


def is_private(folder: Path) -> bool:
    """Return whether a folder is the user's own, and nobody else can write to it.

    Windows says so by other means than a folder's mode: there it must be in the user's own.
    """
    try:
        if sys.platform == "win32":
            return folder.resolve().is_relative_to(Path.home().resolve())
        state = folder.stat()
    except (OSError, RuntimeError):
        return False
    return state.st_uid == os.getuid() and not state.st_mode & OTHERS_WRITE


class CacheFiles:
    """A cache folder's files by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str) -> bytes | None:
        """Return a file's content, or None if it is missing or damaged."""
        path = self.folder / name
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        head, _, rest = data.partition(b"\n")
        return rest if head == _head(rest) else None

    def put(self, name: str, data: bytes) -> None:
        """Write a file unless it exists; raises OSError."""
        if self.get(name) is not None:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / name
        part = path.with_name(f"{name}.{os.getpid()}.part")
        part.write_bytes(_head(data) + b"\n" + data)
        part.replace(path)

    def tidy(self) -> None:
        """Drop the least recently used files if the folder is too large."""
        found = list(self._states())
        whole = sum(stat.st_size for _, stat in found)
        if whole <= MOST_BYTES and len(found) <= MOST_FILES:
            return
        total = 0
        newest = sorted(found, key=lambda each: -each[1].st_mtime_ns)
        for count, (entry, stat) in enumerate(newest, start=1):
            total += stat.st_size
            if total > KEPT * MOST_BYTES or count > KEPT * MOST_FILES:
                Path(entry).unlink(missing_ok=True)

    def _states(self) -> Iterator[tuple["os.DirEntry[str]", os.stat_result]]:
        """Yield each file and its state, but those that another run renames or drops."""
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    yield entry, entry.stat()


def _head(data: bytes) -> bytes:
    return FORMAT + b" " + sha256(data).hexdigest().encode()
