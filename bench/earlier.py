"""An earlier build of quizgen, to measure or compare the working tree with."""

import atexit
import io
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMIT = "b4d0377"
"""The build that the aims of speed speak of: the last before the press was written anew."""
BUILD = f"build {COMMIT}"


def missing() -> str:
    """Say why the earlier build cannot be had here, "" if it can."""
    if not shutil.which("git"):
        return "there is no git here"
    asked = ["git", "cat-file", "-e", f"{COMMIT}^{{commit}}"]
    known = subprocess.run(asked, cwd=ROOT, stderr=subprocess.DEVNULL, check=False)
    return f"this copy of the project does not hold commit {COMMIT}" if known.returncode else ""


def checked_out(commit: str, folder: Path) -> Path:
    """Unpack a commit into a folder; return the folder."""
    archive = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    # The first releases of Python 3.11 know no filters, and the archive is the project's own.
    how: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, **how)
    return folder


@cache
def settings() -> dict[str, str]:
    """Return the environment in which Python finds the earlier build."""
    folder = Path(tempfile.mkdtemp(prefix="quizgen-earlier-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return {"PYTHONPATH": str(checked_out(COMMIT, folder) / "src")}
