"""Make the pictures of marking: python docs/pictures/grading/make.py.

The class is none that ever was. Its answer sheets are printed, filled in and scanned by the
tests' generator, and graded. Needs the extra quizgen[grade], playwright and a Chromium.
"""

import json
import re
import runpy
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdfium2
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import scanning  # noqa: E402
from page_browser import chromium  # noqa: E402

BANK = "north-korea-coronavirus"  # found where no other is: it comes with quizgen
SEED, ODD, DPI = 7, 0.09, 200
COUNT = "12"
CLASS = ("Ada Berg", "Ben Okafor", "Chen Li", "Dana Cruz", "Emre Kaya", "Femi Ade", "Gus Lind",
         "Hana Sato", "Iva Novak", "Jon Park", "Kim Oz", "Lea Roth")  # fmt: skip
COLOURS = 48
WIDTH = 900
picture = runpy.run_path(str(HERE.parent / "make.py"))["picture"]


def make_pictures(folder: Path, browser) -> tuple[Path, ...]:
    """Write a picture of each step to folder, as PNG."""
    with TemporaryDirectory() as name, chdir(name):
        scanned = _graded()
        return tuple(_pictures(folder, browser, scanned))


def _graded() -> Path:
    """Print, fill in, scan and grade the papers of a class; return a scan."""
    from quizgen.app.cli.main import main

    rows = (f"{name},{number},4b" for number, name in enumerate(CLASS))
    Path("class.csv").write_text("\n".join(["name,id,class", *rows, ""]), "utf-8")
    wishes = ("--roster", "class.csv", "--versions", "3", "--count", COUNT, "--seed", str(SEED))
    main(["make", "--answer-sheet", *wishes, "--output", "worksheets"],
         standalone_mode=False)  # fmt: skip
    pages = list(_filled(Path("worksheets") / f"{BANK}-worksheets.pdf"))
    scanning.save_pdf(pages, Path("scans.pdf"), DPI)
    Image.fromarray(pages[0]).save("scan.png")
    main(["grade", "scans.pdf"], standalone_mode=False)
    return Path("scan.png")


def _decide(results: Path) -> None:
    """Decide as the review page suggests, or on nothing, and grade again."""
    from quizgen.app.cli.main import main

    page = (results / "review.html").read_text("utf-8")
    asked = re.findall(r'data-name="([^"]*/row/[^"]*)"([^>]*)>', page)
    suggested = {name: re.findall('data-suggested="([^"]*)"', more) for name, more in asked}
    decisions = {
        name: {"value": "".join(each), "at": "2026-01-01T00:00:00Z"}
        for name, each in suggested.items()
    }
    content = {"format": "quizgen-decisions-1", "decisions": decisions}
    (results / "decisions.json").write_text(json.dumps(content), "utf-8")
    main(["grade", "scans.pdf", "--marked-copies", "--returns"], standalone_mode=False)
    main(["report"], standalone_mode=False)


def _filled(worksheets: Path) -> Iterator[np.ndarray]:
    """Yield the answer sheets, filled in by students of whom most are right, and scanned."""
    from quizgen.grading.scan.book import SheetBook
    from quizgen.grading.scan.symbol import symbols_anywhere
    from quizgen.plan.read import load_plan

    plan = load_plan(
        worksheets.with_name(worksheets.name.replace("worksheets.pdf", "plan.json"))
    )
    book = SheetBook([plan])
    with pypdfium2.PdfDocument(worksheets) as document:
        for number in range(len(document)):
            bitmap = document[number].render(scale=DPI / 72, grayscale=True)
            pixels = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
            if codes := symbols_anywhere(pixels):
                at, rng = book.find(codes[0]), np.random.default_rng([SEED, number])
                student = scanning.Student(rng, scanning.STYLES[number % 3], ODD)
                items = {item.question: item for item in at.version.items}
                wanted = {
                    place: tuple(items[row.question].answer)
                    for place, row in enumerate(at.page.rows)
                    if row.mode == "one" and rng.random() < _ability(at.student)
                    and len(items[row.question].answer) == 1 and not items[row.question].parts
                }  # fmt: skip
                student.fill(pixels, at.page.rows, at.sheet.bubble / 2, DPI, wanted)
                yield scanning.CLEAN["grey, askew"](pixels, rng, DPI)


def _ability(student: int) -> float:
    """Return how likely a student is right."""
    return 0.6 + 0.35 * (student * 7 % len(CLASS)) / len(CLASS)


def _pictures(folder: Path, browser, scanned: Path) -> Iterator[Path]:
    yield _saved(Image.open(scanned).crop((0, 0, 1654, 1500)), folder / "scan.png", 620)
    page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, locale="en-GB")
    page.goto((Path("results") / "review.html").resolve().as_uri())
    page.wait_for_selector("html[data-ready]")
    page.screenshot(path="review.png")
    yield _saved(Image.open("review.png"), folder / "review.png", WIDTH)
    _decide(Path("results"))
    copies = Path("results") / "marked-copies.pdf"
    with pypdfium2.PdfDocument(copies) as document:
        shown = document[0].render(scale=150 / 72).to_pil()
    cut = shown.crop((0, 0, shown.width, round(shown.height * 0.66)))
    yield _saved(cut, folder / "marked-copy.png", 760)
    yield picture(Path("results") / "returns.pdf", folder / "slip.png")
    yield picture(Path("results") / "report.pdf", folder / "report.png")


def _saved(image: Image.Image, path: Path, width: int) -> Path:
    """Save a picture so wide, in few colours, with a frame."""
    small = image.convert("RGB")
    small.thumbnail((width, small.height))
    framed = ImageOps.expand(small, 1, fill=(0, 0, 0))
    # Few colours by their frequency would leave no red and no green.
    framed.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(path, optimize=True)
    return path


if __name__ == "__main__":
    with chromium() as chromium_browser:
        for made in make_pictures(HERE, chromium_browser):
            print(made.name, made.stat().st_size)
