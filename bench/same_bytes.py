"""Prints the same runs with two builds and compares what they leave, byte for byte.

python bench/same_bytes.py [COMMIT] [--only WORD] [--keep FOLDER]

COMMIT (default: HEAD) is checked out into a temporary folder and compared with the working
tree. Exits with status 1 if a PDF, a screen page, a plan or an archive differs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from earlier import ROOT, checked_out
from PIL import Image

BANKS = ROOT / "tests" / "banks"
SHIPPED = ROOT / "question_banks" / "north-korea-coronavirus.yaml"

LANGUAGES = ("en", "es", "fr", "de", "pt", "zh", "ja", "ko", "ar", "he", "uk", "vi")
LOOKS = ("classic", "compact", "exam")
SUFFIXES = {".pdf", ".html", ".json", ".zip"}

LINE = "Most of those who steer by the light never ask who wound its clockwork. "
ARTICLE = (
    "The Keeper Who Stayed",
    LINE * 2,
    f"The coast is safer and lonelier. {LINE}",
    f"He knew every ship by name, and the Trinity lamp was his. {LINE * 6}",
    "> They took the men,\n> and left the light.",
    "## Now",
    f"It is a lamp that never asks who passes. {LINE}",
    "- a lamp\n- a lens, which is *older*\n- a log",
    f"The harbour is hollow now; a beacon is no company. {LINE * 3}",
    LINE,
    LINE,
)
ROSTER = """Name,ID,Class,Seat,Large print,Extra space,Fewer options,Language,Notes
Zoë Adams,17,8b,A1,,,yes,,
Ben Brown,9,8b,A2,yes,,,,sits near the board
Chloé Dupont,23,8b,A3,,,,,
Jonas Weiß,4,8b,B1,,yes,,de,
María José Ñandú,31,8b,B2,,,,es,
李小龍,12,8b,B3,,,,,
"""


@dataclass(frozen=True)
class Run:
    """One call of `quizgen make` on a bank in ./question_banks, after which files are kept."""

    name: str
    bank: str
    options: tuple[str, ...]
    again: tuple[str, ...] = ()
    """Options of a second call in the same folder, such as a reprint from the plan."""


def runs() -> Iterator[Run]:
    """Yield what is printed: all kinds, looks and languages, and every shape of output."""

    def run(name: str, bank: str, options: str = "", again: str = "") -> Run:
        return Run(name, bank, tuple(options.split()), tuple(again.split()))

    for look in LOOKS:
        yield run(f"look {look}", "every-kind", f"--count 14 --versions 3 --look {look}")
    for language in LANGUAGES:
        yield run(f"language {language}", "every-kind", f"--count 14 --language {language}")
    yield run("right to left", "arabic", "--versions 2 --html --answer-column")
    yield run("shipped bank", SHIPPED.stem, "--count 20 --versions 4")
    yield run("sections", "grouped", "--versions 4 --draw each")
    yield run("own options", "every-kind", "--order difficulty --keep-options --title Quiz")
    yield run("class set", "every-kind", "--roster class.csv --versions 2 --seating --duplex")
    yield run("class split", "grouped", "--roster class.csv --split --zip --html")
    yield run("two on a sheet", "every-kind", "--count 14 --versions 3 --n-up 2 --duplex")
    yield run("large print", "every-kind", "--count 14 --versions 2 --large-print --paper a4")
    yield run("answer sheets", "every-kind", "--roster class.csv --answer-sheet --duplex")
    yield run("two columns", "every-kind", "--count 14 --columns 2 --paper legal --font-size 9")
    yield run("narrow page", "every-kind", "--paper a5 --margins 12mm --spacing compact")
    yield run("passage apart", "every-kind", "--passage separate --line-numbers --hyphenate")
    yield run("no passage", "every-kind", "--passage none --answer-column --spacing wide")
    yield run("on a screen", "every-kind", "--count 14 --versions 2 --html --line-numbers")
    yield run(
        "from a plan", "grouped", "--versions 2", "--plan worksheets/grouped-plan.json -o b"
    )
    yield run("many papers", "lighthouse", "--versions 1600 --jobs 2")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and print a table with a row for each run."""
    options = parser().parse_args(arguments)
    chosen = [run for run in runs() if options.only in run.name]
    if not chosen:
        print(f'No run has "{options.only}" in its name.', file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        top = options.keep or Path(temporary)
        builds = {"before": checked_out(options.commit, Path(temporary) / "build"), "now": ROOT}
        print(f"{'Run':<16} {'Files':>5} {'Bytes':>11}  Result")
        verdicts = [compare(run, builds, top) for run in chosen]
    print(f"{verdicts.count(True)} of {len(chosen)} runs left the same bytes.")
    return 0 if all(verdicts) else 1


def parser() -> argparse.ArgumentParser:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commit", nargs="?", default="HEAD")
    parser.add_argument("--only", metavar="WORD", default="", help="runs with this in the name")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="leave the files here")
    return parser


def compare(run: Run, builds: dict[str, Path], top: Path) -> bool:
    """Print a run with both builds at once, then its row; return whether all is the same."""
    folders = {name: top / run.name.replace(" ", "-") / name for name in builds}
    with ThreadPoolExecutor(len(builds)) as pool:
        problems = list(
            pool.map(lambda name: printed(run, builds[name], folders[name]), builds)
        )
    before, now = map(left_files, folders.values())
    failures = [f"{name}: {said}" for name, said in zip(builds, problems, strict=True) if said]
    differences = [*failures, *file_differences(before, now)]
    size = sum(map(len, before.values()))
    print(f"{run.name:<16} {len(before):>5} {size:>11,}  {'; '.join(differences) or 'same'}")
    sys.stdout.flush()
    return not differences


def file_differences(before: dict[str, bytes], now: dict[str, bytes]) -> Iterator[str]:
    """Yield what differs between the files of two builds."""
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield f"{name} is no longer there"
        elif name not in before:
            yield f"{name} is new"
        elif before[name] != now[name]:
            yield f"{name} differs"


def printed(run: Run, build: Path, folder: Path) -> str:
    """Print a run with one build; return what it said if it failed."""
    set_up(folder)
    environment = os.environ | {"PYTHONPATH": str(build / "src"), "QUIZGEN_CACHE": ""}
    calls = [(run.bank, "--seed", "spring", *run.options)] + [run.again] * bool(run.again)
    for options in calls:
        done = subprocess.run(
            [sys.executable, "-m", "quizgen", "make", *options],
            cwd=folder,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            return f"status {done.returncode}: {done.stderr.strip()}"
    return ""


def set_up(folder: Path) -> None:
    """Write the banks, the article, the picture and the class into a new folder."""
    banks = folder / "question_banks"
    banks.mkdir(parents=True)
    for bank in (*BANKS.glob("*.yaml"), SHIPPED):
        shutil.copy(bank, banks)
    (banks / "every-kind.md").write_text("\n\n".join(ARTICLE) + "\n", "utf-8")
    Image.new("RGB", (40, 30), (120, 160, 90)).save(banks / "lamp.png")
    (folder / "class.csv").write_text(ROSTER, "utf-8")


def left_files(folder: Path) -> dict[str, bytes]:
    """Return the content of each file that a run left, by its path in the folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
    }


if __name__ == "__main__":
    sys.exit(main())
