"""Runs the core of the tests with the lowest versions that pyproject.toml allows.

python tools/lowest.py [--constraints] [--folder FOLDER] [PYTEST ARGUMENTS ...]

Makes a virtual environment with exactly the lower bound of every dependency, of quizgen and of
its extras for users; what only the tests need is as new as it comes. --constraints only prints
the versions, as a constraints file for pip.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
FOR_DEVELOPERS = {"test", "lint"}
# Making, checking, showing, the laws, scans: what no version of a library may break.
CORE = (
    *("make", "check", "show", "laws", "print_laws", "plan_samples", "roster", "intake"),
    *("scan_pages", "scanning"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install the lowest versions and run the tests; return pytest's status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--constraints", action="store_true", help="print the versions only")
    parser.add_argument("--folder", type=Path, help="keep the environment here")
    options, rest = parser.parse_known_args(arguments)
    if options.constraints:
        print("\n".join(constraints()))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        python = installed(options.folder or Path(temporary))
        tests = rest or [f"tests/test_{name}.py" for name in CORE]
        command = [python, "-m", "pytest", "-p", "no:cacheprovider", *tests]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


def constraints() -> Iterator[str]:
    """Yield a pin for each dependency that users may have, at its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    listed = [project["dependencies"]]
    listed += [extras[name] for name in extras.keys() - FOR_DEVELOPERS]
    for requirement in sorted(
        map(Requirement, {each for some in listed for each in some}), key=str
    ):
        yield f"{requirement.name}=={lower_bound(requirement)}"


def lower_bound(requirement: Requirement) -> str:
    """Return the lowest version that a requirement allows."""
    [lowest] = [each.version for each in requirement.specifier if each.operator == ">="]
    return lowest


def installed(folder: Path) -> str:
    """Make an environment with those versions; return the path of its Python."""
    venv.create(folder, with_pip=True, clear=True)
    python, pins = str(folder / "bin" / "python"), folder / "constraints.txt"
    pins.write_text("\n".join(constraints()) + "\n", "utf-8")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", str(pins), "--editable", f"{ROOT}[test]"], check=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
