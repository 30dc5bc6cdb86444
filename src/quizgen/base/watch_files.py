"""Repeats a look whenever a bank, a text or a class list in some folders changes."""

from collections.abc import Callable, Iterable, Iterator
from os import scandir, stat_result
from pathlib import Path

from quizgen.base.choices import BANK_SUFFIXES, ROSTER_SUFFIXES, TEXT_SUFFIXES

SUFFIXES = (*BANK_SUFFIXES, *TEXT_SUFFIXES, *ROSTER_SUFFIXES)
QUIET = 20
"""Milliseconds without a change after which a change counts as finished."""
LONGEST_WAIT = 1000
"""Milliseconds after which folders are compared even without a notification."""

Folders = frozenset[Path]
Seen = frozenset[tuple[str, int, int, int]]
Ticks = Callable[[Folders], Iterable[object]]


def folders_of(files: Iterable[Path]) -> Folders:
    """Return the folders that files lie in."""
    return frozenset(path.resolve().parent for path in files)


def look_again(look: Callable[[], Folders], folders: Folders, ticks: Ticks) -> None:
    """Check now and after every change in the folders, until the ticks end.

    `look` returns the folders that its result depends on. They are compared at each tick, after
    a notification and at intervals, with their state before the last look, so that no change is
    missed.
    """
    wanted: Folders | None = folders
    while wanted is not None:
        wanted = _look_in(wanted, look, ticks)


def _look_in(folders: Folders, look: Callable[[], Folders], ticks: Ticks) -> Folders | None:
    """Check until the folders to watch change, and return them; None at the end."""
    before = seen(folders)
    if (depended := look()) != folders:
        return depended
    for _ in ticks(folders):
        if (now := seen(folders)) != before:
            before = now
            if (depended := look()) != folders:
                return depended
    return None


def seen(folders: Folders) -> Seen:
    """Return each bank, text and class list in folders with what a save changes in it."""
    return frozenset(entry for folder in folders for entry in _entries(folder))


def _entries(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    try:
        with scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIXES):
                    yield entry.path, *_state(entry.stat())
    except OSError:  # deleted while it is looked at, or no longer readable
        return


def _state(found: stat_result) -> tuple[int, int, int]:
    return found.st_mtime_ns, found.st_size, found.st_ino


def changes(folders: Folders) -> Iterator[object]:
    """Yield after every change in folders that exist, and at intervals without one."""
    from watchfiles import watch

    yield from watch(
        *(folder for folder in folders if folder.is_dir()),
        watch_filter=lambda _, path: path.endswith(SUFFIXES),
        debounce=QUIET * 5,
        step=QUIET,
        rust_timeout=LONGEST_WAIT,
        yield_on_timeout=True,
        recursive=False,
    )
