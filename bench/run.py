"""Measures quizgen and what a school could use instead: whole processes, taking turns.

python bench/run.py [--quick] [--runs N] [--papers 1,150,2000,10000] [--peers NAMES|none]
                    [--budget SECONDS] [--install] [--json FILE]
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bank import bank_text
from floor import cost, floor
from measuring import (
    FailedError,
    Sample,
    TooLongError,
    machine,
    measure,
    medians,
    memory,
    said_by,
)
from moments import moments
from peers import PROGRAMS, Program, Task, install
from results import Floor, Help, Moments, Results, Row, dumped, expected, extrapolated
from tables import report

HELP = [sys.executable, "-m", "quizgen", "--help"]
LADDER = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2)
FONTS = "fontconfig"
QUIZGEN = PROGRAMS[0]
PEERS = tuple(program.name for program in PROGRAMS if not program.ours)

LIBRARIES = """
from quizgen.base.system_libraries import libraries_explained
with libraries_explained():
    import weasyprint
from weasyprint.text import ffi
number = ffi.pango.pango_version()
print(f"{number // 10000}.{number // 100 % 100}.{number % 100}"
      f" {'with' if ffi.harfbuzz_subset else 'without'} libharfbuzz-subset")
"""


@dataclass(frozen=True)
class Options:
    """What is to be measured, and how often; the budget is in seconds."""

    papers: Sequence[int] = (1, 150, 2000, 10000)
    runs: int = 5
    peers: Sequence[str] = PEERS
    budget: float = 300
    warm_up: bool = True
    install: bool = False
    json: Path | None = None

    @property
    def limit(self) -> float:
        """Seconds after which a single run is stopped: what was expected was far off."""
        return 2 * self.budget


# Measuring

Print = tuple[Sample, int]
"""What printing some papers once took, and the bytes of the PDFs."""


class KeepsNothingError(Exception):
    """Without a cache a second run is no other than the first."""


@dataclass
class Bench:
    """A folder in which programs print, and what they took so far."""

    here: Path
    options: Options
    tell: Callable[[str], object]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    filled: dict[tuple[str, int], Path] = field(default_factory=dict)
    caches: int = 0

    @property
    def bank(self) -> Path:
        """The bank that all programs print."""
        return self.here / "crossing.yaml"

    def programs(self) -> list[Program]:
        """Return the programs that can be measured here; say aloud which cannot, and why."""
        able = []
        for program in PROGRAMS:
            if not (program.ours or program.name in self.options.peers):
                continue
            if why := program.missing():
                self.skip(program.name, why)
            else:
                able.append(program)
        return able

    def skip(self, name: str, why: str) -> None:
        """Leave a program out from now on, and say so aloud."""
        self.skipped[name] = why
        self.tell("")
        print(f"Skipped: {name}: {why}.", file=sys.stderr, flush=True)

    def measure_all(self) -> None:
        """Measure every program at every number of papers."""
        programs = self.programs()
        if self.options.warm_up:  # it writes Python's byte code and fills the disk's cache
            for program in programs:
                self.tell(f"a first run, not counted: {program.name}")
                self._try(program, 1)
        for papers in self.options.papers:
            self._in_turns([one for one in programs if self._fits(one, papers)], papers)
            for program in programs:
                self._extrapolate(program, papers)

    def _fits(self, program: Program, papers: int) -> bool:
        """Whether so many papers take neither too long nor too much of the memory here."""
        row = expected(self._known(program), papers)
        within = row and row.wall <= self.options.budget and row.memory <= memory() / 2
        return row is None or bool(within)

    def _known(self, program: Program) -> list[Row]:
        return self.rows.setdefault(program.name, [])

    def _in_turns(self, programs: Sequence[Program], papers: int) -> None:
        """Run programs in turns, so that a busy minute slows everything alike.

        A program whose runs use the budget up is run less often, but once at least.
        """
        found: dict[str, list[Print]] = {one.name: [] for one in programs}
        going_on = list(programs)
        for turn in range(self.options.runs):
            for program in tuple(going_on):
                walls = [sample.wall for sample, _ in found[program.name]]
                if walls and sum(walls) + max(walls) > self.options.budget:
                    going_on.remove(program)
                    continue
                self.tell(f"run {turn + 1}: {program.name}, {papers} papers")
                if one := self._try(program, papers):
                    found[program.name].append(one)
                else:
                    going_on.remove(program)
        for name, several in found.items():
            if several:
                middle = medians([sample for sample, _ in several])
                self.rows[name].append(Row(name, papers, *middle, several[-1][1], len(several)))

    def _extrapolate(self, program: Program, papers: int) -> None:
        """Fill in what would have taken too long, from smaller numbers of papers."""
        known = self._known(program)
        if program.name in self.skipped or any(row.papers == papers for row in known):
            return
        if len(known) == 1:
            # If nothing of it were fixed, it would take as many times as long as papers.
            surely = known[0].papers * self.options.budget / known[0].wall
            if smaller := [
                one for one in LADDER if known[0].papers < one < min(papers, surely)
            ]:
                self._in_turns([program], smaller[0])
        if len(known) > 1:
            known.append(extrapolated(known, papers))
        elif program.name not in self.skipped:
            self.skip(program.name, f"{papers} papers would take longer than the budget")

    def _try(self, program: Program, papers: int) -> Print | None:
        """Print once; a peer that fails is left out, quizgen must not fail."""
        if program.name in self.skipped:
            return None
        try:
            return self._print(program, papers)
        except KeepsNothingError as error:
            self.skip(program.name, str(error))
        except TooLongError:
            self.tell(f"{program.name} was stopped at {papers} papers")
        except FailedError as error:
            if program.ours:
                raise
            self.skip(program.name, str(error))
        return None

    def _print(self, program: Program, papers: int) -> Print:
        """Print papers once, into a new folder; return what it took and the PDFs' bytes."""
        again = program.again
        cache = self._filled_cache(again, papers) if again else self._new_cache()
        with tempfile.TemporaryDirectory(dir=self.here) as name:
            task = Task(self.bank, papers, Path(name))
            program.prepare(task)
            settings = {"XDG_CACHE_HOME": str(cache), **program.settings()}
            sample = measure(program.command(task), self.here, settings, self.options.limit)
            self.filled[program.name, papers] = cache
            return sample, sum(pdf.stat().st_size for pdf in task.folder.rglob("*.pdf"))

    # Caches

    def _new_cache(self) -> Path:
        """Return a folder for caches that holds nothing but the fonts' list."""
        self.caches += 1
        return new_cache(self.here / f"cache-{self.caches}")

    def _filled_cache(self, name: str, papers: int) -> Path:
        """Return the folder in which a program has just left its plates of so many papers."""
        if (name, papers) not in self.filled:
            self._print(next(one for one in PROGRAMS if one.name == name), papers)
        folder = self.filled[name, papers]
        if not any(one.name != FONTS for one in folder.iterdir()):
            raise KeepsNothingError("this quizgen keeps no plates for the next run")
        return folder

    def floor(self) -> Floor | None:
        """Return what a further paper's bytes cost alone, measured on quizgen's own PDFs."""
        sizes = [papers for papers in self.options.papers if papers <= 2000]
        if len(sizes) < 2:
            return None
        costs = []
        for papers in sizes[-2:]:
            self.tell(f"the floor: {papers} papers")
            with tempfile.TemporaryDirectory(dir=self.here) as name:
                task = Task(self.bank, papers, Path(name))
                settings = {"XDG_CACHE_HOME": str(self._new_cache())}
                measure(QUIZGEN.command(task), self.here, settings)
                costs.append(cost(sorted(task.folder.glob("*.pdf"))))
        few, many = sizes[-2:]
        return floor(few, costs[0], many, costs[1])

    def moments(self) -> Moments:
        """Return how long a teacher waits for what she does most often."""
        return moments(self.here, self._new_cache, self.options.runs, self.tell)

    def help(self) -> Help:
        """Return what `quizgen --help` takes, and what it loads."""
        self.tell("quizgen --help")
        samples = [measure(HELP, self.here) for _ in range(self.options.runs)]
        wall, cpu, _ = medians(samples)
        loaded = imported_by_help(self.here)
        return Help(wall, cpu, len(loaded), "weasyprint" in loaded)


def new_cache(folder: Path) -> Path:
    """Make a cache folder where Fontconfig finds what it always finds, and quizgen nothing."""
    folder.mkdir()
    fonts = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / FONTS
    if fonts.is_dir():
        (folder / FONTS).symlink_to(fonts)
    return folder


def imported_by_help(here: Path) -> set[str]:
    """Return the modules that Python loads to show the help."""
    traced = [HELP[0], "-X", "importtime", *HELP[1:]]
    said = subprocess.run(traced, cwd=here, capture_output=True, text=True, check=True).stderr
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines()}
    assert "quizgen.app.cli.main" in loaded, "the list of imports cannot be read"
    return loaded


def versions(programs: Sequence[Program]) -> dict[str, str]:
    """Return the versions of what is measured, and of what that rests on."""
    return {
        "quizgen": version("quizgen"),
        **{program.name: program.version() for program in programs if program.version()},
        "Pango": said_by([sys.executable, "-c", LIBRARIES]),
        "Python": platform.python_version(),
    }


# The command


def options_from(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="bench/run.py",
        description="Measure quizgen and what a school could use instead of it.",
    )
    usual = Options()
    parser.add_argument("--runs", type=positive, metavar="N", help=f"default: {usual.runs}")
    parser.add_argument("--papers", type=positives, metavar="N,N,…", help="how many to print")
    parser.add_argument(
        "--peers", type=peers, metavar="NAME,…", help=f"{', '.join(PEERS)}; or none"
    )
    parser.add_argument(
        "--budget",
        type=positive,
        metavar="SECONDS",
        help="for all runs of a program at a number of papers; what would take longer is"
        f" measured less often, or with fewer papers and extrapolated; default: {usual.budget}",
    )
    parser.add_argument("--json", type=new_file, metavar="FILE", help="keep the figures there")
    parser.add_argument("--install", action="store_true", help="install peers that are missing")
    parser.add_argument(
        "--quick", action="store_true", help="each once, 1 and 30 papers, no warming up"
    )
    given = vars(parser.parse_args(arguments))
    quick = {"runs": 1, "papers": (1, 30), "budget": 60, "warm_up": False}
    chosen = quick if given.pop("quick") else {}
    return Options(
        **chosen | {name: value for name, value in given.items() if value is not None}
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


def peers(text: str) -> tuple[str, ...]:
    """Return the peers that are named, in any case; `none` stands for none of them."""
    known = {name.casefold(): name for name in PEERS}
    asked = [] if text == "none" else [name.strip().casefold() for name in text.split(",")]
    if unknown := [name for name in asked if name not in known]:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(PEERS)}")
    return tuple(known[name] for name in asked)


def tell(doing: str) -> None:
    """Show on a terminal what is being measured."""
    if sys.stderr.isatty():
        print(f"\r\033[K{doing}" if doing else "\r\033[K", end="", file=sys.stderr, flush=True)


def new_file(text: str) -> Path:
    """Return a path in a folder that is there: a long run must not end in vain."""
    path = Path(text)
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path


def bench(options: Options, arguments: Sequence[str]) -> Results:
    """Measure, and return all that was found."""
    if options.install:
        install()
    with tempfile.TemporaryDirectory() as folder:
        runner = Bench(Path(folder), options, tell)
        runner.bank.write_text(bank_text(), "utf-8")
        here = machine()
        runner.measure_all()
        rows = tuple(row for rows in runner.rows.values() for row in rows)
        names = {row.program for row in rows}
        found = Results(
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            command=" ".join(["bench/run.py", *arguments]),
            machine=here,
            versions=versions([one for one in PROGRAMS if one.name in names]),
            rows=rows,
            skipped=runner.skipped,
            help=runner.help(),
            floor=runner.floor(),
            moments=runner.moments(),
        )
    tell("")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = options_from(arguments)
    try:
        found = bench(options, arguments)
    except KeyboardInterrupt:
        tell("")
        print("Interrupted: nothing was measured to its end.", file=sys.stderr)
        return 130
    except FailedError as failure:
        tell("")
        print(failure, file=sys.stderr)
        return 1
    if options.json:
        options.json.write_text(dumped(found), "utf-8")
    print(report(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
