"""Make the docs' pictures from what quizgen prints: python docs/pictures/make.py."""

import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageOps

from quizgen.app.cli.main import main
from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import Kind
from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings

HERE = Path(__file__).resolve().parent
BANK = "north-korea-coronavirus"  # found where no other is: it comes with quizgen
SEED = "room 7"  # its first pages show several kinds of question
DOTS_PER_INCH = 120
GREYS = 16
BORDER = 1
ARTICLE = "article: {title: The Keeper Who Stayed, author: A. N. Author, paragraphs: 9}"
MOODLE = "questions.xml"
FOOT = 80  # points of a page that hold its foot
ROOM = 12  # points around a question that is cut out of its page

Cut = Callable[[pypdfium2.PdfPage], tuple[float, float, float, float]]


def make_pictures(folder: Path) -> tuple[Path, ...]:
    """Write the README's pictures and one of each kind of question to folder, as PNG."""
    return (*_pages(folder), *_imported(folder), *(_kind(kind, folder) for kind in KINDS))


def _pages(folder: Path) -> tuple[Path, Path, Path]:
    """Write the first page of a worksheet, its answer sheet and the first page of its key."""
    with TemporaryDirectory() as name, chdir(name):
        options = ("--count", "10", "--seed", SEED, "--answer-sheet", "--output", ".")
        main(["make", *options], standalone_mode=False)
        return (
            picture(Path(f"{BANK}-worksheets.pdf"), folder / "worksheet.png"),
            picture(Path(f"{BANK}-worksheets.pdf"), folder / "answer-sheet.png", page=-1),
            picture(Path(f"{BANK}-answer-keys.pdf"), folder / "answer-key.png"),
        )


def _imported(folder: Path) -> tuple[Path, Path]:
    """Write the first page of a worksheet and of a key with questions of Moodle."""
    with TemporaryDirectory() as name, chdir(name):
        copy(HERE / MOODLE, MOODLE)
        main(["import", MOODLE], standalone_mode=False)
        options = ("--seed", SEED, "--output", ".")
        main(["make", "questions", *options], standalone_mode=False)
        return (
            picture(
                Path("questions-worksheets.pdf"), folder / "imported-worksheet.png", _shown
            ),
            picture(Path("questions-answer-keys.pdf"), folder / "imported-key.png", _shown),
        )


def _shown(_: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Cut nothing off a page but what is empty below."""
    return 0, FOOT, 0, 0


def _kind(kind: Kind, folder: Path) -> Path:
    """Write a picture of a kind's example, as it is printed."""
    with TemporaryDirectory() as place, chdir(place):
        Path("kind.yaml").write_text(f"{ARTICLE}\nquestions:\n{kind.example}", "utf-8")
        options = ("--seed", SEED, "--keep-order", "--output", ".")
        main(["make", "kind.yaml", *options], standalone_mode=False)
        return picture(Path("kind-worksheets.pdf"), folder / f"{kind.name}.png", _questions)


def _questions(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Return the margins to cut off a page, in points: all but its questions."""
    text = page.get_textpage()
    number, foot = (
        max(_boxes(text, words), key=lambda box: box[3]) for words in ("1.", "page 1")
    )
    side = paper_of(PrintSettings()).left - ROOM
    return side, foot[3] + ROOM, side, page.get_height() - number[3] - ROOM


def _boxes(text: pypdfium2.PdfTextPage, words: str) -> Iterator[tuple[float, ...]]:
    """Yield where words begin on a page: left, bottom, right and top, in points."""
    search = text.search(words)
    while found := search.get_next():
        yield text.get_charbox(found[0])


def _trimmed(page: Image.Image) -> Image.Image:
    """Return a picture without the empty rows below what it shows, but for a margin."""
    _, _, _, bottom = ImageOps.invert(page).getbbox()
    return page.crop((0, 0, page.width, bottom + round(ROOM * DOTS_PER_INCH / 72)))


def picture(pdf: Path, path: Path, cut: Cut | None = None, page: int = 0) -> Path:
    """Write a page of a PDF as a picture in few greys, its margins cut; return its path."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[page % len(document)]
        margins = cut(shown) if cut else (0, 0, 0, 0)
        grey = shown.render(scale=DOTS_PER_INCH / 72, grayscale=True, crop=margins).to_pil()
    grey = grey.convert("L")
    framed = ImageOps.expand(_trimmed(grey) if cut else grey, BORDER, fill=0)
    # Few greys make small files; a palette keeps black black and white white.
    step = 255 / (GREYS - 1)
    few = framed.point([round(grey / step) for grey in range(256)])
    palette = Image.frombytes("P", few.size, few.tobytes())
    palette.putpalette([round(grey * step) for grey in range(GREYS) for _ in "RGB"])
    palette.save(path, optimize=True, bits=4)
    return path


if __name__ == "__main__":
    for path in make_pictures(HERE):
        sys.stdout.write(f"{path} ({path.stat().st_size / 1000:.0f} kB)\n")
