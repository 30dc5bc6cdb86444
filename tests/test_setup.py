"""The set-up: what is missing on a system, what is said about it, and what is typed."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import nullcontext
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from quizgen.base import install_packages, system_libraries
from quizgen.base.errors import QuizgenError
from quizgen.base.system_libraries import (
    LIBRARIES,
    MANAGERS,
    SET_UP,
    TEST_TOOLS,
    Component,
    Machine,
    find_manager,
)

ROOT = Path(__file__).parent.parent
PANGO = next(part for part in LIBRARIES if part.name.startswith("libpango-"))
SUBSET = next(part for part in LIBRARIES if "subset" in part.name)


def machine(manager="apt-get", *, is_root=False, has_sudo=True, name="Linux"):
    return Machine(name, MANAGERS.get(manager), is_root=is_root, has_sudo=has_sudo)


def never(_name):
    return False


@pytest.fixture
def commands(monkeypatch):
    """Return the commands that would have been run; none is."""
    ran = []
    monkeypatch.setattr(
        system_libraries.subprocess, "run", lambda command, **_: ran.append(" ".join(command))
    )
    return ran


# ---------------------------------------------------------------- what to type


@pytest.mark.parametrize(
    ("here", "typed"),
    [
        (
            machine(is_root=True),
            "apt-get update && apt-get install libpango-1.0-0 libpangoft2-1.0-0",
        ),
        (
            machine(),
            "sudo apt-get update && sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0",
        ),
        (
            machine(has_sudo=False),
            "su -c 'apt-get update && apt-get install libpango-1.0-0 libpangoft2-1.0-0'",
        ),
        (machine("dnf"), "sudo dnf install pango"),
        (machine("zypper"), "sudo zypper install libpango-1_0-0"),
        (machine("pacman", is_root=True), "pacman -S pango"),
        (machine("apk", has_sudo=False), "su -c 'apk add pango'"),
        (machine("brew", name="Darwin"), "brew install pango"),
    ],
)
def test_the_advice_is_the_line_to_type_here(here, typed):
    """Root's rights are asked for only where they are needed, and in the way there is."""
    assert here.advice(LIBRARIES) == f"To install what is missing, type:\n\n    {typed}\n"


def test_what_only_makes_it_faster_is_named_alone():
    """A release without libharfbuzz-subset would refuse the whole command."""
    assert "subset" not in machine().advice(LIBRARIES)
    assert machine().advice([SUBSET]).rstrip().endswith("install libharfbuzz-subset0")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Darwin", "then type: brew install pango harfbuzz"),
        ("Windows", "MSYS2"),
        ("Linux", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    ],
)
def test_without_a_known_manager_the_advice_still_helps(name, words):
    """Where no command can be given, the packages are named or the first step is."""
    assert words in machine(None, name=name).advice(LIBRARIES)


@pytest.mark.parametrize(
    ("name", "release", "programs", "found"),
    [
        ("Linux", "ID=debian", {"apt-get"}, "apt-get"),
        ("Linux", "ID=linuxmint\nID_LIKE='ubuntu debian'", {"apt-get"}, "apt-get"),
        ("Linux", "ID=fedora", {"apt-get", "dnf"}, "dnf"),
        ("Linux", "ID=rocky\nID_LIKE='rhel centos fedora'", {"dnf"}, "dnf"),
        ("Linux", "ID=opensuse-leap\nID_LIKE='suse opensuse'", {"zypper"}, "zypper"),
        ("Linux", "ID=alpine", {"apk"}, "apk"),
        ("Linux", "ID=unheard-of", {"pacman"}, "pacman"),
        ("Linux", "ID=unheard-of", {"brew"}, "brew"),
        ("Linux", "ID=unheard-of", set(), None),
        ("Darwin", "", {"brew", "apt-get"}, "brew"),
        ("Darwin", "", {"apt-get"}, None),
        ("Windows", "", {"apt-get"}, None),
    ],
)
def test_the_systems_own_manager_is_found(name, release, programs, found, monkeypatch):
    """What the system says it is goes before what happens to be on the path."""
    lines = [line.split("=") for line in release.splitlines()]
    fields = {key: value.strip("'") for key, value in lines}
    monkeypatch.setattr(system_libraries.platform, "freedesktop_os_release", lambda: fields)

    manager = find_manager(name, system_libraries._families(), programs.__contains__)

    assert manager == MANAGERS.get(found)


def test_a_system_without_a_release_file_has_no_family(monkeypatch):
    """A Mac has no /etc/os-release."""

    def missing():
        raise OSError

    monkeypatch.setattr(system_libraries.platform, "freedesktop_os_release", missing)

    assert system_libraries._families() == []


def test_every_part_has_a_package_everywhere():
    """No library and no tool is forgotten for one of the managers."""
    for part in (*LIBRARIES, *TEST_TOOLS):
        assert set(part.packages) == set(MANAGERS), part.name


# ---------------------------------------------------------------- installing


def test_installing_asks_nobody_and_takes_the_optional_apart(commands, monkeypatch):
    """Without a terminal even sudo asks for no password."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)

    machine().install([PANGO, SUBSET])

    ask = "sudo --non-interactive env DEBIAN_FRONTEND=noninteractive apt-get"
    install = f"{ask} install -y -q -o DPkg::Lock::Timeout=300"
    assert commands == [
        f"{ask} update",
        f"{install} libpango-1.0-0",
        f"{install} libharfbuzz-subset0",
    ]


def test_root_needs_no_sudo(commands):
    """A container has none."""
    machine("dnf", is_root=True, has_sudo=False).install([PANGO])

    assert commands == ["env DEBIAN_FRONTEND=noninteractive dnf install -y pango"]


def test_homebrew_is_never_run_as_root(commands):
    """Homebrew refuses sudo."""
    machine("brew", name="Darwin").install([PANGO])

    assert commands == ["env DEBIAN_FRONTEND=noninteractive brew install pango"]


@pytest.mark.parametrize("here", [machine(None), machine(has_sudo=False)])
def test_where_nothing_can_be_installed_nothing_is_tried(here, commands):
    """The advice that follows says what to type."""
    here.install([PANGO])

    assert commands == []


def lacking(monkeypatch, *names, here=None):
    """Make the system look as if it lacked these parts."""
    wanted = [
        Component(part.name, part.packages, never, part.essential)
        if part.name in names
        else part
        for part in SET_UP
    ]
    assert set(names) <= {part.name for part in wanted}
    monkeypatch.setattr(system_libraries, "SET_UP", wanted)
    monkeypatch.setattr(system_libraries, "this_machine", lambda: here or machine(None))


def test_the_check_is_silent_where_nothing_is_missing(capsys):
    """`make quiz` goes straight to the job."""
    assert system_libraries.main(["--tests"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_failed_set_up_says_what_to_type_and_stops(monkeypatch, capsys):
    """A teacher without sudo gets the exact line, and make stops."""
    lacking(monkeypatch, PANGO.name, SUBSET.name, here=machine(has_sudo=False))

    status = system_libraries.main(["--install"])

    out, err = capsys.readouterr()
    assert status == 1
    assert out == ""
    assert "Still missing: libpango-1.0.so.0." in err
    assert "    su -c 'apt-get update && apt-get install libpango-1.0-0'\n" in err


def test_a_missing_optional_library_stops_nothing(monkeypatch, capsys):
    """Without libharfbuzz-subset quizgen works, only slower; later runs do not ask again."""
    lacking(monkeypatch, SUBSET.name)

    assert system_libraries.main([]) == 0
    assert "only makes quizgen slower" in capsys.readouterr().err
    assert system_libraries.main(["--essential"]) == 0
    assert capsys.readouterr() == ("", "")


def test_debian_is_told_which_package_makes_environments(monkeypatch, capsys):
    """Debian's python3 comes without what `python -m venv` needs."""
    lacking(monkeypatch, "ensurepip", here=machine(is_root=True))

    assert system_libraries.main([]) == 1
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in capsys.readouterr().err


# ---------------------------------------------------------------- loading WeasyPrint


def test_a_library_is_found_missing_by_loading_it():
    """Only what loads is there."""
    assert not system_libraries.loads("libnosuchthing.so.0")


def test_a_library_that_does_not_load_is_named_with_its_cure(monkeypatch):
    """The message a teacher gets in place of WeasyPrint's."""
    absent = [Component(PANGO.name, PANGO.packages, never)]
    monkeypatch.setattr(system_libraries, "LIBRARIES", absent)
    monkeypatch.setattr(system_libraries, "this_machine", machine)

    with pytest.raises(QuizgenError) as caught, system_libraries.libraries_explained():
        raise OSError("cannot load library 'libpango-1.0-0'")

    assert "libpango-1.0.so.0" in str(caught.value)
    assert "sudo apt-get install libpango-1.0-0" in str(caught.value)


def test_an_unknown_failure_is_told_in_its_own_words():
    """A library this project has not heard of is not called Pango."""
    with pytest.raises(QuizgenError) as caught, system_libraries.libraries_explained():
        raise OSError("no libfoo here")

    assert str(caught.value).endswith("cannot load a system library: no libfoo here")


def test_the_search_for_libraries_is_put_back():
    """Other users of ctypes find it as it was."""
    before = (
        system_libraries.ctypes.util.find_library,
        os.environ.get("DYLD_FALLBACK_LIBRARY_PATH"),
    )

    with system_libraries.libraries_explained():
        pass

    after = (
        system_libraries.ctypes.util.find_library,
        os.environ.get("DYLD_FALLBACK_LIBRARY_PATH"),
    )
    assert after == before


def test_homebrews_libraries_are_found_by_any_python_on_a_mac(monkeypatch):
    """Apple silicon keeps them where only Homebrew's own Python looks."""
    monkeypatch.setattr(system_libraries.sys, "platform", "darwin")
    monkeypatch.setenv("DYLD_FALLBACK_LIBRARY_PATH", "/mine")

    with system_libraries._homebrew_searched():
        inside = os.environ["DYLD_FALLBACK_LIBRARY_PATH"]

    assert inside.split(":")[:2] == ["/mine", "/opt/homebrew/lib"]
    assert os.environ["DYLD_FALLBACK_LIBRARY_PATH"] == "/mine"


# Makes this system one without Pango, for a whole process.
WITHOUT_PANGO = """
import ctypes, cffi

def refusing(load):
    def loaded(self, name, *rest, **more):
        if name and "pango" in str(name):
            raise OSError(f"cannot load library {name!r}")
        return load(self, name, *rest, **more)
    return loaded

cffi.FFI.dlopen = refusing(cffi.FFI.dlopen)
ctypes.CDLL.__init__ = refusing(ctypes.CDLL.__init__)
"""


def test_without_pango_the_program_says_so_and_stops(tmp_path):
    """No traceback, exit status 1, the library and the command."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_PANGO, "utf-8")
    command = [sys.executable, "-m", "quizgen", "make", "--count", "10"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}

    ran = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1, ran.stderr
    assert "libpango-1.0.so.0" in ran.stderr
    assert "install" in ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
    assert "WeasyPrint could not import" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("name", ["system_libraries", "install_packages"])
def test_the_set_up_runs_before_anything_is_installed(name):
    """Only the standard library is there when `make quiz` first looks at the system."""
    module = f"quizgen.base.{name}"
    look = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import {module}"
    command = [sys.executable, "-S", "-I", "-c", look]

    subprocess.run(command, check=True)


PIP = """#!/bin/sh
echo "pip $PYTHONPATH $*" >> log
echo "Collecting click>=8.1 (from quizgen==0.1.0)"
echo "Collecting six (from click->quizgen==0.1.0)"
echo "Requirement already satisfied: PyYAML<7 in ./lib (from quizgen==0.1.0) (6.0)"
echo "Installing collected packages: six, click"
echo "what went wrong" >&2
exit 3
"""


def test_packages_are_installed_behind_a_bar(tmp_path, monkeypatch):
    """Of those that quizgen names: how many are found, and what is installed in the end."""
    script(tmp_path / "python", PIP)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "src")
    monkeypatch.setattr(install_packages.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(install_packages, "LOG", tmp_path / "setup.log")
    steps = []
    monkeypatch.setattr(
        install_packages, "ProgressLine", lambda: nullcontext(lambda *step: steps.append(step))
    )

    status = install_packages.main(["xlsx"])

    everything = install_packages.total(["xlsx"])
    assert status == 3, "what pip ends with"
    assert steps == [
        *(("Packages", number, everything) for number in (1, 1, 2)),
        ("Installing collected packages", 0, 0),
    ]
    assert everything == install_packages.total([]) + 1
    [asked] = taken_log(tmp_path)
    assert asked.startswith("pip  -m pip install"), "the checkout's src is not on pip's path"
    assert asked.endswith("--editable .[xlsx]")
    assert "Collecting six" in (tmp_path / "setup.log").read_text("utf-8")


# ---------------------------------------------------------------- make and CI

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")

# A Python that writes down what it is asked, and "installs" a quizgen that does the same.
PYTHON = """#!/bin/sh
case "$1$2" in
-c*) exit {status} ;;
-mvenv) mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/quizgen ;;
esac
echo "$(basename "$0") $*" >> log
"""


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path):
    """Return a checkout with the Makefile alone; programs put into its bin/ come first."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    return folder


def run(folder, *command):
    """Run a command as a script would: nobody to answer, the folder's programs first."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    # These tests run under a make of their own, which hands its variables down.
    theirs = ("MAKE", "MFLAGS", "PYTHON", "ARGS")
    env = {key: value for key, value in os.environ.items() if not key.startswith(theirs)}
    return subprocess.run(
        command,
        cwd=folder,
        env={**env, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def taken_log(folder):
    log = folder / "log"
    lines = log.read_text("utf-8").splitlines()
    log.unlink()
    return lines


@needs_make
def test_make_alone_lists_what_there_is(checkout):
    """Nothing is started by accident."""
    shown = run(checkout, "make").stdout

    assert [line.split()[1] for line in shown.splitlines() if line.startswith("make ")] == [
        "quiz",
        "page",
        "test",
        "lint",
        "bench",
        "fuzz",
        "languages",
        "clean",
    ]
    assert not (checkout / ".venv").exists()


@needs_make
def test_make_quiz_sets_up_once(checkout):
    """The second time it goes straight to the job."""
    script(checkout / "bin/python3.13", PYTHON.format(status=1))
    script(checkout / "bin/python3.12", PYTHON.format(status=0))

    first = run(checkout, "make", "quiz")
    at_first = taken_log(checkout)
    second = run(checkout, "make", "quiz", "ARGS=--versions 4")

    check = "python3.12 -B -m quizgen.base.system_libraries --install"
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert at_first == [
        check,
        "python3.12 -m venv --clear .venv",
        "python -B -m quizgen.base.install_packages docx html web xlsx",
        f"{check} --essential",
        "quizgen make --count 10",
    ]
    assert taken_log(checkout) == [
        f"{check} --essential",
        "quizgen make --count 10 --versions 4",
    ]


@needs_make
def test_make_quiz_sets_up_again_when_the_python_of_its_venv_is_gone(checkout):
    """An upgraded or removed Python leaves a .venv that does nothing."""
    script(checkout / "bin/python3.13", PYTHON.format(status=0))
    run(checkout, "make", "quiz")
    taken_log(checkout)
    (checkout / ".venv/bin/python").unlink()

    again = run(checkout, "make", "quiz")

    assert again.returncode == 0, again.stderr
    assert "python3.13 -m venv --clear .venv" in taken_log(checkout)


@needs_make
@pytest.mark.parametrize(("status", "told"), [(0, False), (1, True)])
def test_make_test_goes_on_without_the_editors_server(checkout, status, told):
    """It is fetched where that can be; without a network the other tests run all the same."""
    script(checkout / "bin/python3.13", PYTHON.format(status=0))
    script(checkout / "bin/npm", f'#!/bin/sh\necho "npm $1 $2 $3" >> log\nexit {status}\n')

    ran = run(checkout, "make", "test")

    log = taken_log(checkout)
    assert ran.returncode == 0, ran.stderr
    assert "npm install --prefix .venv/editor" in log
    assert log[-1].startswith("python -m pytest")
    assert ("will be skipped" in ran.stdout) == told


@needs_make
def test_make_stops_where_the_system_lacks_something(checkout):
    """What quizgen.base.system_libraries said is the last thing on the screen."""
    script(checkout / "bin/python3.13", PYTHON.format(status=0) + "exit 1\n")

    stopped = run(checkout, "make", "quiz")

    assert stopped.returncode != 0
    assert taken_log(checkout) == ["python3.13 -B -m quizgen.base.system_libraries --install"]


@needs_make
def test_an_old_python_is_refused_in_a_sentence(checkout):
    """The sentence says what is needed, what was tried, and where to get it."""
    script(checkout / "bin/python3.9", PYTHON.format(status=1))

    refused = run(checkout, "make", "quiz", "PYTHON=python3.9")

    assert refused.returncode != 0
    assert "Python 3.11 or newer" in refused.stderr
    assert "python3.9" in refused.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("failing", ["lint", "test"])
def test_ci_fails_where_a_step_fails(checkout, failing):
    """A red step cannot hide behind a green one."""
    script(checkout / "bin/make", f'#!/bin/sh\necho "$*" >> log\n[ "$1" != {failing} ]\n')

    assert run(checkout, "bash", ".ci/run").returncode != 0
    assert taken_log(checkout)[-1] == failing


def test_ci_passes_where_all_steps_pass(checkout):
    """Lint and tests, both, from any folder."""
    script(checkout / "bin/make", '#!/bin/sh\necho "$*" >> log\n')

    assert run(checkout, "bash", str(checkout / ".ci/run")).returncode == 0
    assert taken_log(checkout) == ["lint", "test"]


# ---------------------------------------------------------------- the tests' own guard

WARNS = """
import logging
import pytest

def test_warns():
    logging.getLogger("weasyprint").warning("Ignored `colour: red` at 1:1")

def test_informs():
    logging.getLogger("weasyprint").info("Step 1")

@pytest.mark.layout_warnings
def test_may_warn():
    logging.getLogger("weasyprint").warning("Ignored")
"""


@pytest.mark.layout_warnings
def test_a_layout_warning_fails_a_test(pytester):
    """A slip in the CSS cannot ship."""
    pytester.makeconftest((ROOT / "tests/conftest.py").read_text("utf-8"))
    pytester.makeini("[pytest]\nmarkers = layout_warnings: may warn")
    pytester.makepyfile(WARNS)

    result = pytester.runpytest_inprocess()

    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["WeasyPrint warned: Ignored `colour: red` at 1:1"])


IMPORTED = re.compile(r"^ *(?:import|from) (\w+)", re.MULTILINE)


def needed(wanted):
    """Return the distributions that pip brings for these requirements."""
    brought = {}
    waiting = [Requirement(line) for line in wanted]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        asked = {"", *requirement.extras}
        if asked <= brought.setdefault(name, set()):
            continue
        brought[name] |= asked
        further = [Requirement(line) for line in metadata.requires(name) or ()]
        waiting += [
            each
            for each in further
            if not each.marker or any(each.marker.evaluate({"extra": one}) for one in asked)
        ]
    return set(brought)


def test_types_are_checked_where_only_the_linters_libraries_are():
    """`make lint` comes first on a clean machine: what tests bring is not there yet."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    [line] = re.findall(r"install_packages ([a-z ]+)", (ROOT / "Makefile").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *extras["lint"]]
    here = needed([*asked, *(name for extra in line.split() for name in extras[extra])])
    untyped = {
        module.removesuffix(".*")
        for override in project["tool"]["mypy"]["overrides"]
        for module in override["module"]
        if override.get("ignore_missing_imports")
    }
    owners = metadata.packages_distributions()
    imported = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in IMPORTED.findall(path.read_text("utf-8"))
    }
    third = {name for name in imported if name in owners and name != "quizgen"}
    assert {"click", "cv2", "zxingcpp", "weasyprint"} <= third
    missing = {
        name
        for name in third - untyped
        if not {canonicalize_name(owner) for owner in owners[name]} & here
    }
    assert not missing, f"Name these in pyproject.toml, [tool.mypy.overrides]: {missing}"
