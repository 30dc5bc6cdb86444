"""Prints the same runs with two builds and compares how their pages look, pixel by pixel.

python bench/same_look.py [COMMIT] [--only WORD] [--pages N]

COMMIT (default: HEAD) is checked out into a temporary folder and compared with the working
tree. Pages are drawn at twice their size, by PDFium and by poppler's pdftoppm. Exits with
status 1 if of a page more than 0.1 % of the pixels differ by more than 32 of 255.
"""

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pypdfium2
from earlier import ROOT, checked_out
from PIL import Image, ImageChops
from same_bytes import Run, left_files, printed, runs

SCALE = 2
"""Twice the size: 144 pixels an inch."""

MOST_DIFFERING = 0.001
"""The share of a page's pixels that may differ."""

DIFFERENT = 32
"""By how much two pixels differ that are not the same, of 255."""

MOST_PAGES = 12
"""At most this many pages of a file are drawn, from its beginning."""


@dataclass
class Found:
    """What a run's pages look like beside those of another build."""

    pages: int = 0
    worst: float = 0.0
    """The largest share of a page's pixels that differ."""
    where: str = ""
    problems: tuple[str, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and print a table with a row for each run."""
    options = parser().parse_args(arguments)
    chosen = [run for run in runs() if options.only in run.name and run.name != "many papers"]
    if not chosen:
        print(f'No run has "{options.only}" in its name.', file=sys.stderr)
        return 2
    if not shutil.which("pdftoppm"):
        print("pdftoppm is not installed: only PDFium draws.", file=sys.stderr)
    with tempfile.TemporaryDirectory() as temporary:
        top = Path(temporary)
        builds = {"before": checked_out(options.commit, top / "build"), "now": ROOT}
        print(f"{'Run':<16} {'Pages':>5} {'Worst':>8}  Where")
        verdicts = [compare(run, builds, top, options.pages) for run in chosen]
    print(f"{verdicts.count(True)} of {len(chosen)} runs look the same.")
    return 0 if all(verdicts) else 1


def parser() -> argparse.ArgumentParser:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commit", nargs="?", default="HEAD")
    parser.add_argument("--only", metavar="WORD", default="", help="runs with this in the name")
    parser.add_argument("--pages", metavar="N", type=int, default=MOST_PAGES)
    return parser


def compare(run: Run, builds: dict[str, Path], top: Path, pages: int) -> bool:
    """Print a run with both builds at once, then its row; return whether all looks alike."""
    folders = {name: top / run.name.replace(" ", "-") / name for name in builds}
    with ThreadPoolExecutor(len(builds)) as pool:
        said = list(pool.map(lambda name: printed(run, builds[name], folders[name]), builds))
    before, now = map(left_files, folders.values())
    found = Found(problems=tuple(filter(None, said)))
    for name in sorted(each for each in before.keys() | now.keys() if each.endswith(".pdf")):
        if name not in before or name not in now:
            found.problems += (f"{name} is in one build only",)
        else:
            look_at(name, before[name], now[name], pages, found)
    row = f"{run.name:<16} {found.pages:>5} {found.worst:>8.4%}"
    print(f"{row}  {'; '.join([found.where, *found.problems])}")
    sys.stdout.flush()
    shutil.rmtree(top / run.name.replace(" ", "-"))
    return found.worst <= MOST_DIFFERING and not found.problems


def look_at(name: str, before: bytes, now: bytes, pages: int, found: Found) -> None:
    """Compare a file's pages in every way of drawing them."""
    for drawn_by in (by_pdfium, by_poppler):
        pairs = zip_longest(drawn_by(before, pages), drawn_by(now, pages))
        for page, (one, other) in enumerate(pairs, start=1):
            if one is None or other is None or one.size != other.size:
                found.problems += (f"{name} has other pages",)
                break
            found.pages += 1
            share = differing(one, other)
            if share > found.worst:
                found.worst, found.where = share, f"{name}, page {page}, {drawn_by.__name__}"


def differing(one: Image.Image, other: Image.Image) -> float:
    """Return which share of two pictures' pixels differ."""
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[DIFFERENT + 1 :]) / (one.width * one.height)


def by_pdfium(file: bytes, pages: int) -> Iterator[Image.Image]:
    """Yield a file's first pages as PDFium draws them."""
    with pypdfium2.PdfDocument(file) as pdf:
        for number in range(min(len(pdf), pages)):
            yield pdf[number].render(scale=SCALE).to_pil().convert("L")


def by_poppler(file: bytes, pages: int) -> Iterator[Image.Image]:
    """Yield a file's first pages as poppler draws them, if it is installed."""
    if not shutil.which("pdftoppm"):
        return
    command = ["pdftoppm", "-r", str(72 * SCALE), "-gray", "-l", str(pages), "-", "{}"]
    with tempfile.TemporaryDirectory() as folder:
        command[-1] = f"{folder}/page"
        subprocess.run(command, input=file, check=True, stderr=subprocess.DEVNULL)
        for path in sorted(Path(folder).iterdir()):
            yield Image.open(io.BytesIO(path.read_bytes()))


if __name__ == "__main__":
    sys.exit(main())
