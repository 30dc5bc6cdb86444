"""System libraries and programs: which are missing, and the command that installs them.

The set-up runs this module before anything is installed, so it and its top-level imports use
the standard library only:

    PYTHONPATH=src python3 -m quizgen.base.system_libraries --install
"""

import argparse
import ctypes
import ctypes.util
import importlib
import importlib.util
import io
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from quizgen.base.errors import QuizgenError
from quizgen.base.late_imports import imported_late
from quizgen.base.progress import ProgressLine

LOG = Path(tempfile.gettempdir()) / "quizgen-setup.log"
"""What the package manager says."""

# ---------------------------------------------------------------- package managers


@dataclass(frozen=True)
class Manager:
    """A package manager's commands; `quiet` is added if nobody can answer questions."""

    name: str
    install: str
    quiet: str = ""
    refresh: str = ""
    root: bool = True


# A fresh Ubuntu is often busy updating itself: wait for its lock.
WAIT = "-o DPkg::Lock::Timeout=300"
MANAGERS = {
    manager.name: manager
    for manager in (
        Manager("apt-get", "apt-get install", f"-y -q {WAIT}", refresh="apt-get update"),
        Manager("dnf", "dnf install", "-y"),
        Manager("zypper", "zypper install", "-y"),
        Manager("pacman", "pacman -S", "--needed --noconfirm"),
        Manager("apk", "apk add"),
        Manager("brew", "brew install", root=False),
    )
}

# The package manager by the ID and ID_LIKE of /etc/os-release.
FAMILIES = {
    "debian": "apt-get",
    "ubuntu": "apt-get",
    "fedora": "dnf",
    "rhel": "dnf",
    "suse": "zypper",
    "arch": "pacman",
    "alpine": "apk",
}

# ---------------------------------------------------------------- what is needed


@dataclass(frozen=True)
class Component:
    """Something the system must have, and each manager's package of it."""

    name: str
    packages: Mapping[str, str]
    found: Callable[[str], bool]
    essential: bool = True


def loads(library: str) -> bool:
    """Return whether a library, named as on Linux, loads: the only reliable test."""
    with _homebrew_searched():
        stem = library.removeprefix("lib").partition(".so")[0]
        path = library if sys.platform == "linux" else ctypes.util.find_library(stem)
        try:
            ctypes.CDLL(path or library)
        except OSError:
            return False
    return True


def runs(program: str) -> bool:
    """Return whether a program is on the path."""
    return shutil.which(program) is not None


def imports(module: str) -> bool:
    """Return whether this Python has a module."""
    return importlib.util.find_spec(module) is not None


def in_a_font(letters: str) -> bool:
    """Return whether a font made for letters is here, one of those that LETTERS names.

    Fonts that merely have the letters are no match: they draw them, but not well.
    """
    if not runs("fc-list"):
        return False
    command = ["fc-list", ":", "family"]
    run = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603
    here = {name.strip() for line in run.stdout.splitlines() for name in line.split(",")}
    return not here.isdisjoint(LETTERS[letters])


LETTERS = {
    "Arabic letters": (
        *("Noto Naskh Arabic", "Scheherazade New", "Amiri", "Geeza Pro", "Sakkal Majalla"),
        *("Noto Sans Arabic", "Segoe UI"),
    ),
    "Hebrew letters": (
        *("Noto Serif Hebrew", "Frank Ruehl CLM", "New Peninim MT", "David"),
        *("Noto Sans Hebrew", "Arial Hebrew", "Segoe UI"),
    ),
}
"""Scripts that the shipped fonts lack, and the fonts made for them that a page asks for."""


def _packages(names: str) -> dict[str, str]:
    """Pair the managers, in the order above, with the names of one thing's packages."""
    return dict(zip(MANAGERS, names.split(), strict=True))


PANGO = _packages("libpango-1.0-0 pango libpango-1_0-0 pango pango pango")
PANGOFT2 = {**PANGO, "apt-get": "libpangoft2-1.0-0"}
SUBSET = _packages(
    "libharfbuzz-subset0 harfbuzz libharfbuzz-subset0 harfbuzz harfbuzz-subset harfbuzz"
)
# Pango's packages bring GLib, HarfBuzz and Fontconfig along.
LIBRARIES = (
    Component("libgobject-2.0.so.0", PANGO, loads),
    Component("libpango-1.0.so.0", PANGO, loads),
    Component("libpangoft2-1.0.so.0", PANGOFT2, loads),
    Component("libfontconfig.so.1", PANGOFT2, loads),
    Component("libharfbuzz.so.0", PANGO, loads),
    # WeasyPrint works without it, but takes some fifteen times longer over a font.
    Component("libharfbuzz-subset.so.0", SUBSET, loads, essential=False),
)
# Debian keeps what `python -m venv` needs in a package of its own.
VENV = {"apt-get": f"python3.{sys.version_info.minor}-venv"}
SET_UP = (Component("ensurepip", VENV, imports), *LIBRARIES)

POPPLER = _packages("poppler-utils poppler-utils poppler-tools poppler poppler-utils poppler")
# Fonts that do not ship with quizgen; only some languages need them.
ARABIC = _packages(
    "fonts-noto-core google-noto-naskh-arabic-fonts google-noto-naskharabic-fonts noto-fonts "
    "font-noto-arabic font-noto-naskh-arabic"
)
HEBREW = _packages(
    "fonts-noto-core google-noto-serif-hebrew-fonts google-noto-serifhebrew-fonts noto-fonts "
    "font-noto-hebrew font-noto-serif-hebrew"
)
FONTS = tuple(map(Component, LETTERS, (ARABIC, HEBREW), (in_a_font, in_a_font)))

QPDF = dict.fromkeys(MANAGERS, "qpdf")
TEST_TOOLS = (
    Component("pdfinfo", POPPLER, runs),
    Component("pdftotext", POPPLER, runs),
    Component("qpdf", QPDF, runs),
    *FONTS,
)

# ---------------------------------------------------------------- how to install it here

NO_MANAGER = {
    "Darwin": ("brew", "Install Homebrew (https://brew.sh), then type: brew install {}"),
    "Windows": (
        "",
        "Install MSYS2 (https://www.msys2.org) and in its shell type:"
        " pacman -S mingw-w64-ucrt-x86_64-pango",
    ),
    "": ("apt-get", "Install it with your system's package manager (Debian's packages: {})."),
}


@dataclass(frozen=True)
class Machine:
    """What decides how to install something; `system` is platform.system()."""

    system: str
    manager: Manager | None
    is_root: bool
    has_sudo: bool

    def advice(self, parts: Sequence[Component]) -> str:
        """Return a sentence with the command that installs these components."""
        essential, others = (self.typed(group) for group in by_need(parts))
        if command := essential or others:
            return f"To install what is missing, type:\n\n    {command}\n"
        manager, words = NO_MANAGER.get(self.system, NO_MANAGER[""])
        return words.format(" ".join(packages(parts, manager)))

    def typed(self, parts: Iterable[Component]) -> str:
        """Return the line to type that installs these parts, "" where none is known."""
        if not (self.manager and (names := packages(parts, self.manager.name))):
            return ""
        commands = [self.manager.refresh, f"{self.manager.install} {' '.join(names)}"]
        commands = [command for command in commands if command]
        if self.is_root or not self.manager.root:
            return " && ".join(commands)
        if self.has_sudo:
            return " && ".join(f"sudo {command}" for command in commands)
        return f"su -c {shlex.quote(' && '.join(commands))}"

    def install(self, parts: Sequence[Component]) -> None:
        """Install these parts as far as that is possible without asking; show what is done."""
        if not self.manager or not (self.is_root or self.has_sudo or not self.manager.root):
            return
        wanted = [packages(group, self.manager.name) for group in by_need(parts)]
        install = f"{self.manager.install} {self.manager.quiet}"
        commands = [f"{install} {' '.join(names)}" for names in wanted if names]
        if not commands:
            return
        print(f"Installing {_names(parts)}; what {self.manager.name} says goes to {LOG}.")
        with ProgressLine() as progress, LOG.open("a", encoding="utf-8") as log:
            todo = [self.manager.refresh, *commands]
            for done, command in enumerate(todo):
                progress("Installing", done, len(todo))
                self._run(command.split(), log)

    def _run(self, command: Sequence[str], log: TextIO) -> None:
        """Run a command, as root where that is needed; what it says goes to the log."""
        if not command:
            return
        sudo = ["sudo"] if self.manager and self.manager.root and not self.is_root else []
        if sudo and not (sys.stdin and sys.stdin.isatty()):
            sudo += ["--non-interactive"]
        line = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *command]
        print("+", shlex.join([*sudo, *command]), file=log, flush=True)
        subprocess.run(line, check=False, stdout=log, stderr=log)  # noqa: S603


def this_machine() -> Machine:
    """Look at the system quizgen runs on."""
    system = platform.system()
    return Machine(
        system=system,
        manager=find_manager(system, _families(), runs),
        is_root=hasattr(os, "geteuid") and os.geteuid() == 0,
        has_sudo=runs("sudo"),
    )


def find_manager(
    system: str, families: Iterable[str], runs: Callable[[str], bool]
) -> Manager | None:
    """Return the system's own package manager, else the first that is on the path.

    The path alone is not enough: Fedora has an apt-get for building Debian packages.
    """
    if system == "Windows":
        return None
    own = [FAMILIES[family] for family in families if family in FAMILIES]
    names = ["brew"] if system == "Darwin" else [*own, *MANAGERS]
    return next((MANAGERS[name] for name in names if runs(name)), None)


def _families() -> list[str]:
    """Return what /etc/os-release calls this system, most particular first."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return []
    return [release.get("ID", ""), *release.get("ID_LIKE", "").split()]


def packages(parts: Iterable[Component], manager: str) -> tuple[str, ...]:
    """Return the manager's packages that bring these parts, each once."""
    return tuple(
        dict.fromkeys(part.packages[manager] for part in parts if manager in part.packages)
    )


def by_need(parts: Iterable[Component]) -> tuple[list[Component], list[Component]]:
    """Return the parts quizgen cannot do without, and the others.

    They are installed separately: not every release has the optional ones, and one missing
    package fails the whole command.
    """
    essential: list[Component] = []
    others: list[Component] = []
    for part in parts:
        (essential if part.essential else others).append(part)
    return essential, others


# ---------------------------------------------------------------- loading WeasyPrint


SELDOM_USED = {
    "fontTools": {"subset"},
    "fontTools.ttLib": {"TTFont", "TTLibError", "ttFont", "woff2"},
    "fontTools.varLib": set[str](),
    "fontTools.varLib.instancer": {"instantiateVariableFont"},
}
"""What takes WeasyPrint a third of its loading, for web fonts, variable and coloured ones."""


@contextmanager
def libraries_explained() -> Iterator[None]:
    """Make `import weasyprint` quick, and its failure say what to install, and how.

    Raises QuizgenError in place of the OSError of a library that cannot be loaded.
    """
    try:
        # WeasyPrint prints a notice of its own before it fails, and warns where
        # libharfbuzz-subset is missing; the set-up has reported that.
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            with _homebrew_searched(), _exact_names(), imported_late(SELDOM_USED):
                yield
    except OSError as error:
        raise QuizgenError(missing_library(error, this_machine())) from error


@contextmanager
def _exact_names() -> Iterator[None]:
    """Keep ctypes on Linux from starting a linker to look for each library.

    WeasyPrint tries several names for every library. The exact ones need no search, which is
    a large part of the import's time.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux" and all(loads(part.name) for part in by_need(LIBRARIES)[0]):
        ctypes.util.find_library = _no_library
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _no_library(name: str) -> str | None:  # noqa: ARG001
    return None


@contextmanager
def _homebrew_searched() -> Iterator[None]:
    """Make libraries in Homebrew's folder on Apple silicon loadable.

    A Python that is not Homebrew's own does not look there. ctypes reads the variable at
    every search, so it can be set from inside.
    """
    name, before = "DYLD_FALLBACK_LIBRARY_PATH", os.environ.get("DYLD_FALLBACK_LIBRARY_PATH")
    folders = [before, "/opt/homebrew/lib", "/usr/local/lib", "/usr/lib"]
    if sys.platform == "darwin":
        os.environ[name] = ":".join(folder for folder in folders if folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


def missing_library(error: OSError, machine: Machine) -> str:
    """Name the library that WeasyPrint lacks, and the command that installs it."""
    missing = [part for part in LIBRARIES if not part.found(part.name)]
    names = [part.name for part in missing if part.essential]
    if not names:
        return f"WeasyPrint, which lays out the pages, cannot load a system library: {error}"
    return (
        f"This system lacks {' and '.join(names)}, without which no page can be laid out."
        f" {machine.advice(missing)}"
    )


def missing_letters(script: str, machine: Machine) -> str:
    """Say that no font has a script, and the command that installs one."""
    part = next(part for part in FONTS if part.name.startswith(script))
    return (
        f"No font here has {part.name}: empty boxes are printed. {machine.advice([part])}"
    ).rstrip()


def substituted_letters(script: str, font: str, machine: Machine) -> str:
    """Say that another font draws a script's letters, and the command that installs its own."""
    part = next(part for part in FONTS if part.name.startswith(script))
    return (
        f"No font made for {part.name} is here, such as {font}: another draws them. "
        f"{machine.advice([part])}"
    ).rstrip()


# ---------------------------------------------------------------- the set-up's command


def main(arguments: Sequence[str] | None = None) -> int:
    """Check that the system has what quizgen needs; return 1 if not."""
    options = _options(arguments)
    wanted = [*SET_UP, *(TEST_TOOLS if options.tests else ())]
    if options.essential:
        wanted, _ = by_need(wanted)
    missing = _missing(wanted)
    if missing and options.install:
        this_machine().install(missing)
        missing = _missing(missing)
    if missing:
        essential, others = by_need(missing)
        start = "Still missing" if essential else "Missing, which only makes quizgen slower"
        advice = this_machine().advice(essential or others)
        print(f"{start}: {_names(essential or others)}. {advice}", file=sys.stderr)
    return int(any(part.essential for part in missing))


def _missing(parts: Iterable[Component]) -> list[Component]:
    importlib.invalidate_caches()
    return [part for part in parts if not part.found(part.name)]


def _names(parts: Iterable[Component]) -> str:
    return ", ".join(part.name for part in parts)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m quizgen.base.system_libraries", description=main.__doc__
    )
    parser.add_argument("--install", action="store_true", help="install what is missing")
    parser.add_argument("--tests", action="store_true", help="and what the tests need")
    parser.add_argument(
        "--essential", action="store_true", help="leave alone what only makes quizgen faster"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
