"""Measures quizgen against a plain WeasyPrint script: whole processes, taking turns.

python bench/run.py [--quick] [--runs N] [--plain-runs N] [--versions 1,30,150]
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bank import bank_text

PLAIN = Path(__file__).with_name("plain.py")
QUESTIONS = "10"
SEED = "bench"
PROGRAMS = ("quizgen", "plain")
HELP = [sys.executable, "-m", "quizgen", "--help"]

# ru_maxrss is in bytes on macOS and in kilobytes elsewhere (getrusage(2)).
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024

LIBRARIES = """
import weasyprint
from weasyprint.text import ffi
number = ffi.pango.pango_version()
print(f"WeasyPrint {weasyprint.__version__}, Pango {number // 10000}.{number // 100 % 100}."
      f"{number % 100}, {'with' if ffi.harfbuzz_subset else 'without'} libharfbuzz-subset")
"""


class FailedError(Exception):
    """A program that was to be measured failed; the message is what it said."""


@dataclass(frozen=True)
class Sample:
    """What one process took: seconds by the clock and of the processor, and bytes."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True)
class Row:
    """One program printing so many versions: medians of its runs, and what it left."""

    program: str
    versions: int
    wall: float
    cpu: float
    memory: float
    size: int


Printing = tuple[int, str]
"""So many versions, printed by a program."""


@dataclass(frozen=True)
class Options:
    """What is to be measured, and how often."""

    versions: Sequence[int]
    runs: dict[str, int]
    warm_up: bool


# Measuring


def measure(command: Sequence[str], folder: Path) -> Sample:
    """Run a command in a folder and return what it took; raise FailedError if it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=said,
            stderr=said,
            env={**os.environ, "TMPDIR": str(folder)},  # so that nothing killed leaves a trace
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            text = said.read().decode(errors="replace").strip()
            raise FailedError(f"This failed: {' '.join(command)}\n{text}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MEMORY_UNIT)


def command(program: str, versions: int, folder: Path) -> list[str]:
    """Return what prints so many versions of the bank into a folder."""
    bank, count = "crossing.yaml", str(versions)
    if program == "plain":
        return [sys.executable, str(PLAIN), bank, count, str(folder)]
    make = [sys.executable, "-m", "quizgen", "make", bank, "--versions", count]
    return [*make, "--count", QUESTIONS, "--seed", SEED, "--output", str(folder)]


def print_papers(program: str, versions: int, here: Path) -> tuple[Sample, int]:
    """Print papers once, into a new folder; return what it took and the PDFs' bytes."""
    with tempfile.TemporaryDirectory(dir=here) as folder:
        sample = measure(command(program, versions, Path(folder)), here)
        return sample, sum(pdf.stat().st_size for pdf in Path(folder).glob("*.pdf"))


def rows(options: Options, here: Path, tell: Callable[[str], object]) -> list[Row]:
    """Return the medians; all take turns, so that a busy minute slows everything alike."""
    if options.warm_up:  # the first run writes Python's byte code and fills the disk's cache
        tell("a first run of each, not counted")
        for program in PROGRAMS:
            print_papers(program, 1, here)
    printings = [(count, program) for count in options.versions for program in PROGRAMS]
    samples: dict[Printing, list[Sample]] = {printing: [] for printing in printings}
    sizes: dict[Printing, int] = {}
    for turn in range(max(options.runs.values())):
        for versions, program in printings:
            if turn < options.runs[program]:
                tell(f"run {turn + 1}: {program}, {versions} versions")
                sample, size = print_papers(program, versions, here)
                samples[versions, program].append(sample)
                sizes[versions, program] = size
    return [
        Row(program, versions, *medians(samples[versions, program]), sizes[versions, program])
        for versions, program in printings
    ]


def medians(samples: Sequence[Sample]) -> tuple[float, float, float]:
    """Return the medians of what processes took: seconds, of the processor, and bytes."""
    return (
        median(sample.wall for sample in samples),
        median(sample.cpu for sample in samples),
        median(sample.memory for sample in samples),
    )


# Telling


def tables(found: Sequence[Row]) -> str:
    """Return the figures as two Markdown tables: whole runs, and what a further sheet takes."""
    by = {(row.program, row.versions): row for row in found}
    versions = sorted({row.versions for row in found})
    lines = [
        "| versions | quizgen s | plain s | ratio | quizgen CPU s | plain CPU s | CPU ratio "
        "| quizgen MB | plain MB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for count in versions:
        ours, plain = by["quizgen", count], by["plain", count]
        lines.append(
            f"| {count} | {ours.wall:.2f} | {plain.wall:.2f} | {plain.wall / ours.wall:.2f} "
            f"| {ours.cpu:.2f} | {plain.cpu:.2f} | {plain.cpu / ours.cpu:.2f} "
            f"| {ours.memory / 1e6:.0f} | {plain.memory / 1e6:.0f} |"
        )
    if len(versions) > 1:
        few, many = versions[-2:]
        lines += [
            "",
            f"| a further sheet (from {few} to {many}) | ms | CPU ms | bytes |",
            "| :--- | ---: | ---: | ---: |",
        ]
        for program in PROGRAMS:
            wall, cpu, size = slopes(by[program, few], by[program, many])
            lines.append(f"| {program} | {wall:.2f} | {cpu:.2f} | {size:.0f} |")
    return "\n".join(lines)


def slopes(few: Row, many: Row) -> tuple[float, float, float]:
    """Return what a further sheet takes: milliseconds, of the processor, and bytes."""
    sheets = many.versions - few.versions
    wall, cpu = (many.wall - few.wall) * 1000, (many.cpu - few.cpu) * 1000
    return wall / sheets, cpu / sheets, (many.size - few.size) / sheets


def help_line(runs: int, here: Path) -> str:
    """Say how long quizgen takes to show its help, and whether it loads WeasyPrint for it."""
    wall, cpu, _ = medians([measure(HELP, here) for _ in range(runs)])
    loaded = imported_by_help(here)
    does = "loads" if "weasyprint" in loaded else "does not load"
    return (
        f"quizgen --help: {wall:.3f} s, CPU {cpu:.3f} s; of {len(loaded)} modules, "
        f"it {does} weasyprint."
    )


def imported_by_help(here: Path) -> set[str]:
    """Return the modules that Python loads to show the help."""
    traced = [HELP[0], "-X", "importtime", *HELP[1:]]
    said = subprocess.run(traced, cwd=here, capture_output=True, text=True, check=True).stderr
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines()}
    assert "quizgen.cli" in loaded, "the list of imports cannot be read"
    return loaded


def machine(here: Path) -> str:
    """Say what was measured, on what, and when."""
    libraries = subprocess.run(
        [sys.executable, "-c", LIBRARIES], cwd=here, capture_output=True, text=True, check=True
    ).stdout.strip()
    return (
        f"quizgen {version('quizgen')}, {libraries}, Python {platform.python_version()}\n"
        f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"load {os.getloadavg()[0]:.1f}, {datetime.now(UTC):%Y-%m-%d}"
    )


def processor() -> str:
    """Return the name of the processor, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    if info.exists() and (name := re.search(r"model name\s*: (.+)", info.read_text())):
        return name[1]
    if sys.platform == "darwin":
        asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    return platform.processor() or "unknown processor"


def how_many(runs: dict[str, int]) -> str:
    """Say how many runs stand behind the medians."""
    return (
        f"Whole processes, {QUESTIONS} questions of 40, worksheets and keys. "
        f"Medians of {runs['quizgen']} (quizgen) and {runs['plain']} (plain script)."
    )


def tell(doing: str) -> None:
    """Show on a terminal what is being measured."""
    if sys.stderr.isatty():
        print(f"\r\033[K{doing}" if doing else "\r\033[K", end="", file=sys.stderr, flush=True)


# The command


def options_from(arguments: Sequence[str] | None) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Measure quizgen against a plain WeasyPrint script."
    )
    parser.add_argument("--runs", type=positive, default=5, metavar="N", help="default: 5")
    parser.add_argument(
        "--plain-runs", type=positive, metavar="N", help="default: as many as of quizgen"
    )
    parser.add_argument("--versions", type=positives, metavar="V,V,…", help="default: 1,30,150")
    parser.add_argument(
        "--quick", action="store_true", help="each once, 1 and 30 versions, no warming up"
    )
    given = parser.parse_args(arguments)
    runs = 1 if given.quick else given.runs
    plain_runs = 1 if given.quick else given.plain_runs or runs
    return Options(
        given.versions or ((1, 30) if given.quick else (1, 30, 150)),
        {"quizgen": runs, "plain": plain_runs},
        warm_up=not given.quick,
    )


def positive(text: str) -> int:
    """Return a whole number above zero."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def positives(text: str) -> tuple[int, ...]:
    """Return numbers that are separated by commas, each once and in order."""
    return tuple(sorted({positive(number) for number in text.split(",")}))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status."""
    options = options_from(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            (here / "crossing.yaml").write_text(bank_text(), "utf-8")
            print(f"{machine(here)}\n{how_many(options.runs)}\n", flush=True)
            found = rows(options, here, tell)
            tell("quizgen --help")
            showing_help = help_line(options.runs["quizgen"], here)
    except KeyboardInterrupt:
        tell("")
        print("Interrupted: nothing was measured to its end.", file=sys.stderr)
        return 130
    except FailedError as failure:
        tell("")
        print(failure, file=sys.stderr)
        return 1
    tell("")
    print(f"{tables(found)}\n\n{showing_help}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
