"""The state of quizgen's own code and of libraries, for what is kept from run to run.

What is kept under it is made anew after any change of them.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from quizgen import __version__
from quizgen.base.resources import PACKAGE

LEFT_OUT = {"__pycache__", "app", "authoring", "exchange", "grading"}
"""Folders of the package that no plan and no page is made by."""


@cache
def own_code() -> str:
    """Return a hash of which files make plans and pages, and of when each last changed."""
    found = [__version__, sys.version, *sorted(_states(PACKAGE))]
    return sha256("\n".join(found).encode()).hexdigest()


def _states(folder: str | Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in LEFT_OUT:
                    yield from _states(entry.path)
            else:
                yield file_state(entry)


def file_state(file: "os.DirEntry[str] | Path") -> str:
    """Return what changes with a file's content: its size, and when it changed.

    A copy may keep the time of its content's last change, but not that of its own.
    """
    state = file.stat()
    return f"{file.name} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"


@cache
def installed(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the versions of packages, as `name version`; of what is not there, its name.

    They are told from the names of folders: to read what is in them takes much longer.
    """
    there = {_plain(name): version for name, version in _distributions(sys.path)}
    return tuple(f"{name} {there.get(_plain(name)) or _version_of(name)}" for name in names)


def _distributions(folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the packages in folders and their versions; those found first come last."""
    for folder in reversed([*folders]):
        try:
            entries = os.listdir(folder or ".")  # noqa: PTH208 -- names are all that is wanted
        except OSError:
            continue
        for entry in entries:
            if entry.endswith(".dist-info"):
                name, _, version = entry.removesuffix(".dist-info").partition("-")
                yield name, version


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(".", "_")


def _version_of(name: str) -> str:
    """Return the version of a package that is installed in another way."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
