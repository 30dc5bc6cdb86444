"""Every program that is measured: how it prints so many papers, and how it is installed.

python bench/peers.py            says which of them are here
python bench/peers.py --install  installs those that can be installed here
"""

import importlib
import importlib.metadata
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import earlier
import peer_amc
import peer_latex
import peer_rexams
import peer_typst
from measuring import said_by
from papers import QUESTIONS, SEED, read_papers

from quizgen.base.system_libraries import (
    MANAGERS,
    Component,
    Machine,
    imports,
    runs,
    this_machine,
)

BENCH = Path(__file__).parent
QUIZGEN = (sys.executable, "-m", "quizgen")
LATEX_FONT = "bchr8t"
"""Charter in T1 encoding, which texlive-fonts-recommended brings and pdflatex does not need."""


@dataclass(frozen=True)
class Task:
    """So many papers of a bank, to be printed into a folder that is new and empty."""

    bank: Path
    papers: int
    folder: Path


def nothing(task: Task) -> None:
    """Write nothing beforehand."""


@dataclass(frozen=True)
class Program:
    """A program that prints papers.

    `prepare` writes what it reads, which is not measured; `command` prints into the task's
    folder, with `settings` in its environment. `missing` says why it cannot be measured here,
    "" if it can. `parts` are what the system lacks then. `again` names the program that leaves
    the cache in which this one finds all plates.
    """

    name: str
    command: Callable[[Task], Sequence[str]]
    prepare: Callable[[Task], None] = nothing
    missing: Callable[[], str] = lambda: ""
    version: Callable[[], str] = lambda: ""
    parts: tuple[Component, ...] = ()
    ours: bool = False
    again: str = ""
    settings: Callable[[], Mapping[str, str]] = dict


# quizgen


def quizgen(*options: str) -> Callable[[Task], Sequence[str]]:
    """Return what types `quizgen make` with these options, for the questions of all others."""

    def command(task: Task) -> Sequence[str]:
        asked = [*QUIZGEN, "make", str(task.bank), "--versions", str(task.papers)]
        drawn = [f"--include={one['id']}" for one in read_papers(task.bank, 1).drawn]
        said = ["--count", str(QUESTIONS), "--seed", SEED, "--output", str(task.folder)]
        return [*asked, *drawn, *said, *options]

    return command


def lacks_jobs() -> str:
    """Say whether `quizgen make` has no --jobs."""
    return "" if "--jobs" in _help() else "this quizgen has no --jobs"


@cache
def _help() -> str:
    command = [*QUIZGEN, "make", "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def two_jobs_are_usual() -> str:
    """Say whether two jobs are what quizgen uses anyway."""
    usual = "there are two cores here, so `quizgen` has two jobs already"
    return lacks_jobs() or (usual if os.cpu_count() == 2 else "")


# The peers


def plain(task: Task) -> Sequence[str]:
    """Return what runs the plain WeasyPrint script."""
    script, papers = str(BENCH / "plain.py"), str(task.papers)
    return [sys.executable, script, str(task.bank), papers, str(task.folder)]


def write_latex(task: Task) -> None:
    """Write the LaTeX file."""
    text = peer_latex.document(read_papers(task.bank, task.papers))
    (task.folder / "papers.tex").write_text(text, "utf-8")


def lacks_latex() -> str:
    """Say whether pdflatex or the papers' font is missing."""
    if not runs("pdflatex"):
        return "there is no pdflatex here"
    return "" if _has_latex_font() else f"pdflatex is here, but not its font {LATEX_FONT}"


def _has_latex_font() -> bool:
    return bool(said_by(["kpsewhich", f"{LATEX_FONT}.tfm"]))


def latex(task: Task) -> Sequence[str]:
    """Return the one run of pdflatex."""
    quiet = ["-interaction=batchmode", "-halt-on-error"]
    return ["pdflatex", *quiet, f"-output-directory={task.folder}", _in(task, "papers.tex")]


def write_typst(task: Task) -> None:
    """Write the Typst file."""
    peer_typst.write(task.bank, task.papers, task.folder)


def typst(task: Task) -> Sequence[str]:
    """Return the one compilation with Typst."""
    return [sys.executable, str(BENCH / "peer_typst.py"), "compile", str(task.folder)]


def write_amc(task: Task) -> None:
    """Write AMC's LaTeX file, and the folder of its data."""
    text = peer_amc.document(read_papers(task.bank, 1))
    (task.folder / "questions.tex").write_text(text, "utf-8")
    (task.folder / "data").mkdir()


def amc(task: Task) -> Sequence[str]:
    """Return what prepares the copies with AMC, without solution and catalogue."""
    options = {
        "--mode": "s[]",
        "--with": "pdflatex",
        "--n-copies": str(task.papers),
        "--prefix": f"{task.folder}/",
        "--data": _in(task, "data"),
        "--out-sujet": _in(task, "papers.pdf"),
        "--out-calage": _in(task, "papers.xy"),
    }
    typed = [word for option in options.items() for word in option]
    return ["auto-multiple-choice", "prepare", *typed, _in(task, "questions.tex")]


def write_rexams(task: Task) -> None:
    """Write the questions and the script for R."""
    peer_rexams.write(task.bank, task.papers, task.folder)


def rexams(task: Task) -> Sequence[str]:
    """Return what runs R in the folder of its script."""
    script = f"setwd({str(task.folder)!r}); source('papers.R')"
    return ["Rscript", "-e", script]


def lacks_rexams() -> str:
    """Say whether R or its package is missing."""
    if not runs("Rscript"):
        return "R is not here (R/exams comes from R's own registry, not from Debian)"
    return "" if _rexams_version() else "R is here, but not its package exams"


@cache
def _rexams_version() -> str:
    return said_by(["Rscript", "-e", "cat(format(packageVersion('exams')))"])


def _in(task: Task, name: str) -> str:
    return str(task.folder / name)


def _absent(program: str) -> Callable[[], str]:
    return lambda: "" if runs(program) else f"there is no {program} here"


def _debian(packages: str, name: str) -> Component:
    return Component(name, {"apt-get": packages}, runs)


def _first_words(command: str, pattern: str) -> Callable[[], str]:
    def version() -> str:
        found = re.search(pattern, said_by(command.split()))
        return found[0] if found else ""

    return version


PDFLATEX = Component(
    "pdflatex",
    {"apt-get": "texlive-latex-base texlive-fonts-recommended"},
    lambda _: not lacks_latex(),
)
AMC = _debian("auto-multiple-choice", "auto-multiple-choice")

EARLIER = tuple(
    Program(
        name,
        quizgen(*options),
        missing=earlier.missing,
        again=again,
        settings=earlier.settings,
    )
    for name, options, again in (
        (earlier.BUILD, (), ""),
        (f"{earlier.BUILD} again", (), earlier.BUILD),
        (f"{earlier.BUILD} --jobs 1", ("--jobs", "1"), ""),
    )
)
"""An earlier quizgen, printing the same."""

PROGRAMS = (
    Program("quizgen", quizgen(), ours=True),
    Program("quizgen again", quizgen(), ours=True, again="quizgen"),
    Program("quizgen --jobs 1", quizgen("--jobs", "1"), missing=lacks_jobs, ours=True),
    Program("quizgen --jobs 2", quizgen("--jobs", "2"), missing=two_jobs_are_usual, ours=True),
    *EARLIER,
    Program("WeasyPrint", plain, version=lambda: importlib.metadata.version("weasyprint")),
    Program(
        "pdflatex",
        latex,
        write_latex,
        lacks_latex,
        _first_words("pdflatex --version", r"(?<=pdfTeX )\S+"),
        (PDFLATEX,),
    ),
    Program(
        "Typst",
        typst,
        write_typst,
        lambda: "" if imports("typst") else "the package typst is not installed here",
        lambda: importlib.metadata.version("typst"),
    ),
    Program(
        "AMC",
        amc,
        write_amc,
        _absent("auto-multiple-choice"),
        _first_words("dpkg-query --show auto-multiple-choice", r"\S+$"),
        (PDFLATEX, AMC),
    ),
    Program("R/exams", rexams, write_rexams, lacks_rexams, _rexams_version),
)


# Installing


def without_extras(machine: Machine) -> Machine:
    """Return a machine that installs what a package needs, and not what it recommends.

    The difference is a gigabyte of LaTeX.
    """
    manager = machine.manager
    if manager is None or manager.name != "apt-get":
        return machine
    quiet = f"{MANAGERS['apt-get'].quiet} --no-install-recommends"
    return replace(machine, manager=replace(manager, quiet=quiet))


def install() -> None:
    """Install the programs that are missing, as far as this machine can; show what is done."""
    absent = [program for program in PROGRAMS if program.missing()]
    parts = {part.name: part for program in absent for part in program.parts}
    missing = [part for part in parts.values() if not part.found(part.name)]
    if missing:
        without_extras(this_machine()).install(missing)
    if not imports("typst"):
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
        print("+ pip install typst", flush=True)
        subprocess.run([*pip, "--quiet", "typst>=0.15"], check=False)
        importlib.invalidate_caches()


def main(arguments: Sequence[str]) -> None:
    """Say which programs are here, after installing the others if that is asked for."""
    if "--install" in arguments:
        install()
    for program in PROGRAMS:
        if not program.ours:
            print(f"{program.name:24}{program.missing() or program.version()}")


if __name__ == "__main__":
    main(sys.argv[1:])
