"""Installs quizgen and the packages that it needs, behind a progress bar.

The set-up runs this module before anything is installed, so it and its imports use the standard
library only:

    PYTHONPATH=src .venv/bin/python -B -m quizgen.base.install_packages docx html xlsx
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from quizgen.base.progress import ProgressLine
from quizgen.base.regex import regex
from quizgen.base.system_libraries import LOG

# pip says this once of each package that pyproject.toml names, and not of those behind them.
FOUND = regex(r"\s*(?:Collecting|Requirement already satisfied:) (\S+).*\(from quizgen\b")
LAST_STEP = "Installing collected packages"


def main(extras: Sequence[str]) -> int:
    """Install the project of this folder with some extras; return pip's exit status."""
    wanted = f".[{','.join(extras)}]" if extras else "."
    command = [
        *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check"),
        *("--progress-bar", "off", "--editable", wanted),
    ]
    # The checkout's src is for this module; pip is to see what is installed, and nothing else.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    with (
        ProgressLine() as progress,
        LOG.open("a", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603
            command, env=env, stdout=subprocess.PIPE, text=True, errors="replace"
        ) as pip,
    ):
        found: set[str] = set()
        for line in pip.stdout or ():
            log.write(line)
            found |= named(line)
            is_last = line.startswith(LAST_STEP)
            progress(*(LAST_STEP, 0, 0) if is_last else ("Packages", len(found), total(extras)))
    return pip.returncode


def named(line: str) -> set[str]:
    """Return the package that a line of pip's has found, if it is one that quizgen names.

    >>> named("Collecting click>=8.1 (from quizgen==0.1.0)")
    {'click'}
    >>> named("Collecting six (from x->quizgen==0.1.0)")
    set()
    """
    found = FOUND.match(line)
    return {re.split(r"[<>=!~;\[]", found[1])[0].casefold()} if found else set()


def total(extras: Iterable[str]) -> int:
    """Return how many packages pyproject.toml names, with those of some extras."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"]]
    for extra in extras:
        named += project["optional-dependencies"][extra]
    return len({re.split(r"[<>=!~;\[ ]", each)[0].casefold() for each in named})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
