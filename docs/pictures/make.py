"""Make the README's pictures from what quizgen prints: python docs/pictures/make.py."""

import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageOps

from quizgen.cli import main

HERE = Path(__file__).resolve().parent
BANK = "north-korea-coronavirus"  # found where no other is: it comes with quizgen
SEED = "room 7"  # its first pages show several kinds of question
DOTS_PER_INCH = 120
GREYS = 16
BORDER = 1


def make_pictures(folder: Path) -> tuple[Path, Path]:
    """Write the first page of a worksheet and of its key to folder, as PNG."""
    with TemporaryDirectory() as name, chdir(name):
        main(["make", "--count", "10", "--seed", SEED, "--output", "."], standalone_mode=False)
        return (
            _picture(Path(f"{BANK}-worksheets.pdf"), folder / "worksheet.png"),
            _picture(Path(f"{BANK}-answer-keys.pdf"), folder / "answer-key.png"),
        )


def _picture(pdf: Path, picture: Path) -> Path:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
    framed = ImageOps.expand(page.convert("L"), BORDER, fill=0)
    # Few greys make small files; a palette keeps black black and white white.
    step = 255 / (GREYS - 1)
    few = framed.point([round(grey / step) for grey in range(256)])
    palette = Image.frombytes("P", few.size, few.tobytes())
    palette.putpalette([round(grey * step) for grey in range(GREYS) for _ in "RGB"])
    palette.save(picture, optimize=True, bits=4)
    return picture


if __name__ == "__main__":
    for path in make_pictures(HERE):
        sys.stdout.write(f"{path} ({path.stat().st_size / 1000:.0f} kB)\n")
