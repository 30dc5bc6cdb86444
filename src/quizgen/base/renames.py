"""Several files renamed as one: all of them, or none, even if the process is killed midway.

A journal lists the renames and is on the disk before the first of them. Whoever writes to the
folder next, or reads a run there, completes what the journal says.
"""

import errno
import json
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

from quizgen.base.regex import regex

JOURNAL = ".quizgen-journal.json"

DEBRIS = regex(r"\.\d+-\d+\.(part|old)")
"""Names of files that are being written, and of old ones that are about to be replaced."""

MOST_FLUSHED = 64
"""From so many files on the whole disk is flushed at once, which takes less time."""


def refuse_folder(path: Path) -> None:
    """Fail if a folder has the name of a file to write."""
    with suppress(FileNotFoundError):
        if S_ISDIR(path.stat().st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def rename_all(folder: Path, parts: Mapping[Path, Path], gone: Collection[Path] = ()) -> None:
    """Rename each part to its path, then delete what is gone; if one fails, restore all."""
    _flush(parts.values())
    journal = _write_journal(folder, parts, gone)
    kept: dict[Path, Path] = {}
    moved: list[Path] = []
    try:
        for path, part in parts.items():
            _replace(path, part, kept)
            moved.append(path)
    except OSError:
        _remove(journal)
        for path in moved:
            _put_back(path, kept.pop(path, None))
        for path, old in kept.items():
            _put_back(path, old)
        raise
    for path in gone:
        _delete(folder, path)
    _flush_folders({path.parent for path in parts})
    _remove(journal)
    for old in kept.values():
        _remove(old)


def tidy(folder: Path) -> None:
    """Complete what a killed run left half done, and remove its files. Needs the lock."""
    journal = folder / JOURNAL
    try:
        listed = json.loads(journal.read_bytes())
        pairs = [(_below(folder, path), _below(folder, part)) for path, part in listed]
    except FileNotFoundError:
        pairs = []
    except (OSError, ValueError, TypeError):
        pairs = []
        _remove(journal)
    for path, part in pairs:
        if part == path:
            _delete(folder, path)
        elif DEBRIS.fullmatch(part.name) and part.parent == path.parent:
            with suppress(OSError):
                part.replace(path)
    _remove(journal)
    for each in {folder, *(path.parent for path, _ in pairs)}:
        remove_debris(each)


def _below(folder: Path, name: str) -> Path:
    """Return a file of the folder; raise ValueError for one that is elsewhere."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(name)
    return folder / path


def is_unfinished(folder: Path) -> bool:
    """Whether a run was killed as its files were renamed, or is renaming them."""
    return os.path.lexists(folder / JOURNAL)  # Path.exists raises for a name too long


def remove_debris(folder: Path, *, but: Collection[Path] = ()) -> None:
    """Remove unfinished files that a killed run left in a folder."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if DEBRIS.fullmatch(path.name) and path not in but:
                _remove(path)


def _write_journal(folder: Path, parts: Mapping[Path, Path], gone: Collection[Path]) -> Path:
    """Write what is to be renamed, and what to be deleted as renamed to itself.

    Paths in it are relative to the folder.
    """
    journal = folder / JOURNAL
    draft = folder / f".{os.getpid()}-{len(parts)}.part"
    moves = [*parts.items(), *((path, path) for path in gone)]
    pairs = [[os.path.relpath(each, folder) for each in pair] for pair in moves]
    try:
        draft.write_text(json.dumps(pairs), "utf-8")
        _flush([draft])
        draft.replace(journal)
    except OSError:
        _remove(draft)
        raise
    _flush_folders({folder})
    return journal


def _flush(files: Iterable[Path]) -> None:
    """Have what was written on the disk, not in memory only."""
    files = list(files)
    if len(files) > MOST_FLUSHED and hasattr(os, "sync"):
        os.sync()
        return
    for path in files:
        descriptor = os.open(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _flush_folders(folders: Iterable[Path]) -> None:
    """Have the names of files on the disk; only POSIX knows how."""
    for folder in folders if os.name == "posix" else ():
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _delete(folder: Path, path: Path) -> None:
    """Delete a file, and a folder within the run's own that is empty then."""
    _remove(path)
    if path.parent != folder:
        with suppress(OSError):
            path.parent.rmdir()


def _put_back(path: Path, old: Path | None) -> None:
    """Restore a name's old file, or delete the new one if there was none."""
    with suppress(OSError):
        if old is None:
            path.unlink()
        else:
            old.replace(path)
            old.unlink(missing_ok=True)  # two names of one file are left as they are


def _replace(path: Path, part: Path, kept: dict[Path, Path]) -> None:
    """Rename a part, and record the name under which its old file is kept."""
    old = part.with_suffix(".old")
    try:
        if os.path.lexists(path):
            refuse_folder(path)
            _keep(path, old)
            kept[path] = old
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _keep(path: Path, old: Path) -> None:
    """Hard-link an old file to a second name, or rename it where links do not exist."""
    try:
        old.hardlink_to(path)
    except (OSError, NotImplementedError):
        path.replace(old)
