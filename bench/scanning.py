"""Measures how scans of answer sheets are read: what is read wrongly, asked about, registered.

    python bench/scanning.py [--seed N] [--pages N] [--odd 0.02]
    python bench/scanning.py --pile 1000 [--jobs 1,2]
    python bench/scanning.py --amc 40 [--seed N]

The first marks sheets and damages them as copiers and phones do (tests/scanning.py), with a
seed that nobody used before if none is given, and prints a row for each kind of damage. A
silent misread is a row that is not shown to the teacher and says what was not meant. The
second times `quizgen grade` on a pile, with its memory. The third compares the processor's
time for a page with that of AMC-detect, on sheets that are alike but for the marks.
"""

import argparse
import resource
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import Process
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from measuring import measure

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import scanning  # noqa: E402
from PIL import Image  # noqa: E402
from scanning import CLEAN, DAMAGED, STYLES, handed_in  # noqa: E402

from quizgen.bank.load import parse_bank  # noqa: E402
from quizgen.grading.scan.book import SheetBook  # noqa: E402
from quizgen.grading.scan.pages import GreyPage, pages_of  # noqa: E402
from quizgen.grading.scan.reading import PageReading, read_grey, read_page  # noqa: E402
from quizgen.plan.answer_sheet import symbol_text  # noqa: E402
from quizgen.plan.answer_sheet_rules import with_answer_sheets  # noqa: E402
from quizgen.plan.make import make_plan  # noqa: E402
from quizgen.plan.model import Plan, dump_plan  # noqa: E402
from quizgen.plan.request import Request  # noqa: E402

if TYPE_CHECKING:
    from peer_amc_detect import Detector

QUESTIONS, VERSIONS = 40, 4
TURNS = 5
IN_A_FILE = 50
HEADINGS = ("", "pages", "registered", "rows", "misread", "shown", "of plain", "ms a page")


def bank_text() -> str:
    """Return a bank whose sheets have a row of each sort: one letter, several, points."""
    lines = ["title: Scanned", "article: {title: T, author: A. N. Author, paragraphs: 9}"]
    lines += ["questions:"]
    for number in range(QUESTIONS):
        lines += [f"  - id: q-{number}", "    skill: evidence", f"    stem: Question {number}?"]
        if number % 8 == 3:
            lines += ["    type: multiple_select", "    answers: [One, Two]"]
            lines += ["    distractors: [Three, Four, Five]"]
        elif number % 8 == 5:
            lines += ["    type: true_false", "    answer: true"]
        elif number % 8 == 7:
            lines += ["    type: short_answer", "    answer: Some words.", "    points: 3"]
        else:
            lines += ["    answer: One", "    distractors: [Two, Three, Four]"]
    return "\n".join(lines) + "\n"


def planned(versions: int = VERSIONS) -> Plan:
    """Return a plan of such a bank, with answer sheets."""
    bank = parse_bank(bank_text(), "scanned.yaml")
    request = Request(count=QUESTIONS, seed="bench", versions=versions)
    plan = make_plan(bank, request, file="scanned.yaml", sha256="0" * 64)
    settings = plan.settings.model_copy(update={"answer_sheet": True})
    return with_answer_sheets(plan.model_copy(update={"settings": settings}))


# How well


def measured(plan: Plan, name: str, seed: int, pages: int, odd: float) -> Counter[str]:
    """Return what becomes of so many pages with one kind of damage."""
    book, found = SheetBook([plan]), Counter[str]()
    damage = {**CLEAN, **DAMAGED}[name]
    for number in range(pages):
        version = plan.versions.names[number % VERSIONS]
        style = STYLES[number % len(STYLES)]
        own = [seed, sum(name.encode()), number]
        pile = handed_in(plan, [(version, None)], own, damage, odd=odd, style=style)
        for pixels, meant in zip(pile.pages, pile.meant, strict=True):
            start = time.process_time()
            reading = read_grey(GreyPage(pixels, name == "photo"), book, PageReading("", name))
            found["time"] += round((time.process_time() - start) * 1e6)
            found["pages"] += 1
            found["registered"] += reading.status in ("read", "no code")
            found.update(_compared(reading, meant, f"{name} {number} {style}"))
    return found


def _compared(reading: PageReading, meant: scanning.Meant, where: str) -> Counter[str]:
    """Compare a page with what was meant."""
    found = Counter[str]()
    for place, row in enumerate(reading.rows):
        how, values = meant.how[place], meant.rows[place]
        found["rows"] += 1
        found["plain"] += how == "plain"
        if row.reason != "clear":
            found["shown"] += 1
            found["plain shown"] += how == "plain"
        elif {*row.chosen} != {*values}:
            found["misread"] += 1
            print(f"misread: {where}, row {place}, {how}: {values} as {row.chosen}")
    return found


def table_row(name: str, found: Counter[str]) -> str:
    """Return a row of the table."""
    rows, plain = max(found["rows"], 1), max(found["plain"], 1)
    cells = (
        f"{found['pages']}",
        f"{found['registered']}",
        f"{found['rows']}",
        f"{found['misread']}",
        f"{found['shown'] / rows:.1%}",
        f"{found['plain shown'] / plain:.1%}",
        f"{found['time'] / max(found['pages'], 1) / 1000:.0f}",
    )
    return f"{name:<22}" + "".join(f"{cell:>11}" for cell in cells)


def quality(seed: int, pages: int, odd: float) -> int:
    """Print the table; return how many rows were misread."""
    plan = planned()
    print(f"seed {seed}, {odd:.0%} of rows not plainly marked")
    print(f"{'':<22}" + "".join(f"{head:>11}" for head in HEADINGS[1:]))
    totals = {"clean": Counter[str](), "damaged": Counter[str]()}
    for group, names in (("clean", CLEAN), ("damaged", DAMAGED)):
        for name in names:
            found = measured(plan, name, seed, pages, odd)
            totals[group] += found
            print(table_row(name, found), flush=True)
    for group, found in totals.items():
        print(table_row(f"all {group}", found))
    return sum(found["misread"] for found in totals.values())


# How fast


def write_pile(folder: Path, pages: int) -> None:
    """Write a plan, and a pile of so many scanned sheets as PDFs of IN_A_FILE pages."""
    plan = planned()
    (folder / "worksheets").mkdir()
    (folder / "worksheets" / "scanned-plan.json").write_bytes(dump_plan(plan))
    own = [handed_in(plan, [(name, None)], number, style="pencil").pages[0]
           for number, name in enumerate(plan.versions.names)]  # fmt: skip
    rng = np.random.default_rng(1)
    for start in range(0, pages, IN_A_FILE):
        pile = []
        for number in range(start, min(start + IN_A_FILE, pages)):
            pixels = own[number % len(own)].copy()
            # No two pages are alike, or they would be read once.
            pixels[:4, :40] = rng.integers(0, 255, (4, 40))
            pile.append(Image.fromarray(pixels))
        path = folder / f"scan-{start:06}.pdf"
        pile[0].save(path, save_all=True, append_images=pile[1:], resolution=200, quality=80)


def timed(folder: Path, pages: int, jobs: int) -> tuple[float, float]:
    """Return the seconds of `quizgen grade`, and the most megabytes of one of its processes."""
    scans = sorted(path.name for path in folder.glob("*.pdf"))[: -(-pages // IN_A_FILE)]
    command = [sys.executable, "-m", "quizgen", "grade", *scans]
    command += ["--jobs", str(jobs), "-o", f"results-{pages}-{jobs}"]
    sample = measure(command, folder)
    return sample.wall, sample.memory / 1e6


def speed(pages: int, jobs: Sequence[int]) -> None:
    """Print how long piles take, and how much memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: what this one needs for it would count as the others'.
        made = Process(target=write_pile, args=(folder, pages))
        made.start()
        made.join()
        for number in (min(100, pages), pages):
            for each in jobs:
                seconds, memory = timed(folder, number, each)
                print(f"{number} pages, --jobs {each}: {seconds:.1f} s, {memory:.0f} MB")
        source = pages_of(next(folder.glob("*.pdf")))[:20]
        book = SheetBook([planned()])
        print(f"CPU a page, process kept open: {min(_cpu(source, book)):.1f} ms")


def _cpu(sources: Sequence, book: SheetBook) -> Iterator[float]:
    """Yield the milliseconds of the processor for each page, several times over."""
    import cv2

    cv2.setNumThreads(1)
    for _ in range(5):
        start = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        for each in sources:
            read_page(each, book)
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - start
        yield used / len(sources) * 1000


# Beside AMC-detect


def beside_amc(pages: int, seed: int) -> int:
    """Print the processor's milliseconds a page of both programs, in turns; 1 without AMC."""
    import cv2
    from peer_amc_detect import Detector, program

    path = program()
    if path is None:
        print("AMC-detect is not here: apt-get install auto-multiple-choice")
        return 1
    cv2.setNumThreads(1)
    plan = planned(1)
    sheet, book = plan.answer_sheet_of(plan.versions[0]), SheetBook([plan])
    with tempfile.TemporaryDirectory() as name:
        files = alike(plan, pages, seed, Path(name))
        own, theirs = ([pages_of(each)[0] for each in files["quizgen"]], files["amc"])
        in_pdf = pages_of(files["pdf"][0])
        with Detector(path, sheet) as detector:
            turns = [
                (_spent(own, book), _spent(in_pdf, book), _spent_by(detector, theirs))
                for _ in range(TURNS + 1)
            ][1:]
    for what, place in (("quizgen, a JPEG", 0), ("quizgen, in a PDF", 1), ("AMC-detect", 2)):
        times = sorted(each[place] / each[2] for each in turns)
        spent = median(each[place] for each in turns) / pages * 1000
        spread = f"{times[0]:.2f} to {times[-1]:.2f}"
        print(f"{what}: {spent:.1f} ms a page, {median(times):.2f} of AMC-detect ({spread})")
    return 0


def alike(plan: Plan, pages: int, seed: int, folder: Path) -> dict[str, list[Path]]:
    """Write sheets that are filled in alike, with quizgen's marks and with AMC's."""
    from peer_amc_detect import draw_marked

    version = plan.versions[0]
    sheet = plan.answer_sheet_of(version)
    text = symbol_text(version.code, 1, sheet.layout, None)
    found: dict[str, list[Path]] = {"quizgen": [], "amc": []}
    drawn = {"quizgen": scanning.draw_sheet(sheet, 1, text), "amc": draw_marked(sheet)}
    images = []
    for number in range(pages):
        for name, empty in drawn.items():
            rng, pixels = np.random.default_rng([seed, number]), empty.copy()
            student = scanning.Student(rng, STYLES[number % len(STYLES)], 0.0)
            student.fill(pixels, sheet.pages[0].rows, sheet.bubble / 2, 200)
            image = Image.fromarray(scanning.scanned(pixels, rng, 200))
            found[name].append(folder / f"{name}-{number}.jpg")
            image.save(found[name][-1], quality=80, dpi=(200, 200))
            images += [image] if name == "quizgen" else []
    found["pdf"] = [folder / "quizgen.pdf"]
    images[0].save(
        found["pdf"][0], save_all=True, append_images=images[1:], resolution=200, quality=80
    )
    return found


def _spent(sources: Sequence, book: SheetBook) -> float:
    start = time.process_time()
    for each in sources:
        reading = read_page(each, book)
        if reading.status != "read":
            raise ValueError(f"{reading.source}: {reading.message}")
    return time.process_time() - start


def _spent_by(detector: "Detector", scans: Sequence[Path]) -> float:
    start = detector.cpu()
    for each in scans:
        detector.read(each)
    return detector.cpu() - start


def main() -> int:
    """Measure; return 1 if anything was misread."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--pages", type=int, default=5, help="pages of each kind of damage")
    parser.add_argument("--odd", type=float, default=0.02, help="share of odd marks")
    parser.add_argument("--pile", type=int, help="time a pile of so many pages instead")
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--amc", type=int, help="compare so many pages with AMC-detect instead")
    asked = parser.parse_args()
    if asked.pile:
        speed(asked.pile, [int(each) for each in asked.jobs.split(",")])
        return 0
    if asked.amc:
        return beside_amc(asked.amc, asked.seed)
    return quality(asked.seed, asked.pages, asked.odd) > 0


if __name__ == "__main__":
    sys.exit(main())
