"""The command that installs a package where this quizgen runs."""

import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def install_command(*packages: str) -> str:
    """Return a command that works where it is typed: it names this very Python.

    >>> install_command("openpyxl").endswith("-m pip install openpyxl")
    True
    """
    words = [_python(), "-m", "pip", "install", *packages]
    if find_spec("pip") is None:  # as in an environment that uv made
        words = ["uv", "pip", "install", "--python", _python(), *packages]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _python() -> str:
    """Return this Python's path, from here if it lies below."""
    path = Path(sys.executable)
    here = Path.cwd()
    if path.is_relative_to(here):
        return os.path.join(".", path.relative_to(here))  # noqa: PTH118 - pathlib drops the dot
    return str(path)
