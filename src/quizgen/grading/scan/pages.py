"""Files of scans and photos as grey pages.

A page is an array of bytes, 0 for black, and never larger than what 300 dpi give for A4. Which
of its sides is up does not matter, since its markers tell; mirrored pages are turned over here.
"""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.base.install_command import install_command
from quizgen.base.regex import regex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Grey = NDArray[np.uint8]

MOST_MEGAPIXELS = 150
"""Most pixels of a page: A4 at 1200 dpi has 139 million."""
LONGEST = 3600
"""Most pixels of a page's longer side; larger ones are averaged down to it."""
SHORTEST = 900
"""Fewest pixels of a page's longer side: about 75 dpi."""
RENDERED_DPI = 200
"""For the pages of a PDF that are not one picture."""
FULL_PAGE = 0.85
"""What share of each side of its page a scan covers."""
_FORMATS = ("TIFF", "PNG", "JPEG", "BMP", "PPM", "WEBP")
_HEIF = regex(rb"....ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", re.DOTALL)


class PageError(QuizgenError):
    """A file or a page of it that cannot be read; the text says why."""


@dataclass(frozen=True)
class PageSource:
    """Where a page is: its file, and its number in it, from 1."""

    path: Path
    number: int
    digest: str
    """Of the file's bytes."""

    @property
    def key(self) -> str:
        """What names the page, wherever its file is and whatever it is called."""
        return f"{self.digest[:32]}-{self.number}"

    def __str__(self) -> str:
        return f"{self.path.name}, page {self.number}"


@dataclass(frozen=True)
class GreyPage:
    """A page's pixels, whether a camera took it, and whether it was black and white only."""

    pixels: "Grey"
    is_photo: bool = False
    is_bilevel: bool = False


# Files


def scans_in(paths: Iterable[Path], output: Path) -> Iterator[Path]:
    """Yield files, and those in folders, in the order in which people count: 2 before 10.

    Named files are in it too, since a shell names scan10 before scan2. What is hidden in a
    folder is left out, and the output in it, which are no scans of this pile.
    """
    for path in sorted(paths, key=_natural):
        if path.is_dir():
            found = (each for each in path.rglob("*") if each.is_file())
            yield from sorted(
                (each for each in found if not _is_apart(each, path, output)), key=_natural
            )
        else:
            yield path


def _is_apart(path: Path, folder: Path, output: Path) -> bool:
    """Whether a file in a folder is hidden, or in an output folder that is in it."""
    if any(part.startswith(".") for part in path.relative_to(folder).parts):
        return True
    own, out = folder.resolve(), output.resolve()
    return out != own and out.is_relative_to(own) and path.resolve().is_relative_to(out)


def _natural(path: Path) -> list[tuple[int, str]]:
    words = re.split(r"([0-9]+)", str(path).casefold())
    return [(int(word), "") if word.isdigit() else (0, word) for word in words]


def pages_of(path: Path) -> list[PageSource]:
    """Return the pages of a file; raise PageError for a file that has none."""
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            file.seek(0)
            start = file.read(1024)
    except OSError as error:
        raise PageError(f"It cannot be read: {error.strerror}.") from None
    if not start:
        raise PageError("It is empty: 0 bytes.")
    number = _count(path, start)
    return [PageSource(path, each, digest) for each in range(1, number + 1)]


def _count(path: Path, start: bytes) -> int:
    if _is_pdf(start):
        with _pdf(path) as document:
            if not len(document):
                raise PageError("It has no pages.")
            return len(document)
    with _picture(path, start) as image:
        return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def _is_pdf(start: bytes) -> bool:
    return b"%PDF-" in start


def grey_page(source: PageSource) -> GreyPage:
    """Return a page of a file; raise PageError if it cannot be read."""
    with source.path.open("rb") as file:
        start = file.read(1024)
    if _is_pdf(start):
        with _pdf(source.path) as document:
            return _page(_of_pdf(document, source.number - 1))
    with _picture(source.path, start) as image:
        return _of_picture(image, source.number - 1)


# Pictures


@contextmanager
def _picture(path: Path, start: bytes) -> Iterator["Image.Image"]:
    """Open a picture; raise PageError for what is none."""
    from PIL import Image, UnidentifiedImageError

    if _HEIF.match(start):
        _register_heif()
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        # Not by its name: Pillow 13 scrambles an uncompressed TIFF that is opened so and has
        # an orientation of 5 to 8.
        with path.open("rb") as file, _whole_only():
            formats = ("HEIF",) if _HEIF.match(start) else _FORMATS
            with Image.open(file, formats=formats) as image:
                yield image
    except UnidentifiedImageError:
        raise PageError(
            "It is no scan: neither a PDF nor a picture (TIFF, PNG, JPEG, HEIC)."
        ) from None
    except PageError:
        raise
    # What Pillow's readers raise for damaged files is not documented, and is of many kinds.
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError,
            MemoryError, OverflowError, RuntimeError) as error:  # fmt: skip
        raise PageError(f"It is damaged, or no picture: {error}.") from None
    finally:
        Image.MAX_IMAGE_PIXELS = limit


@contextmanager
def _whole_only() -> Iterator[None]:
    """Refuse pictures that are cut off: WeasyPrint lets the whole process accept them."""
    from PIL import ImageFile

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _register_heif() -> None:
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        raise PageError(
            "To read photos of iPhones (HEIC) quizgen needs pillow-heif. Install it with: "
            f"{install_command('pillow-heif')}"
        ) from None
    register_heif_opener()


def _of_picture(image: "Image.Image", frame: int) -> GreyPage:
    import numpy as np

    if image.format == "TIFF":
        image.seek(frame)
    _refuse_large(*image.size)
    is_photo = image.format == "HEIF" or bool(image.getexif().get(_CAMERA))
    if image.format in ("JPEG", "MPO"):
        image.draft("L", image.size)  # the colours need not be decoded
    image.load()
    return _page(np.asarray(_grey(_upright(image))), is_photo=is_photo)


_CAMERA = 0x0110
"""The model of the camera, in EXIF; scanners write theirs into TIFF, seldom into JPEG."""
_ORIENTATION = 0x0112


def _upright(image: "Image.Image") -> "Image.Image":
    """Return a picture as its EXIF says it lies; Pillow would copy one that lies so already."""
    from PIL import ImageOps

    is_turned = image.getexif().get(_ORIENTATION, 1) != 1
    return ImageOps.exif_transpose(image) if is_turned else image


def _grey(image: "Image.Image") -> "Image.Image":
    """Return a picture of any kind in grey, what is transparent as paper."""
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        deep = 256 if image.mode != "F" else 1
        return image.convert("F").point(lambda grey: grey / deep).convert("L")
    if image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(paper, over).convert("L")
    return image if image.mode == "L" else image.convert("L")


def _refuse_large(width: int, height: int) -> None:
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise PageError(
            f"It has {width * height / 1e6:.0f} megapixels, more than {MOST_MEGAPIXELS}. "
            "Scan at 200 dpi: it is enough."
        )


def _page(pixels: "Grey", *, is_photo: bool = False) -> GreyPage:
    import numpy as np

    sample = pixels[::7, ::7]
    is_bilevel = bool(np.all((sample == 0) | (sample == 255)))
    return GreyPage(_sized(pixels), is_photo, is_bilevel)


def _sized(pixels: "Grey") -> "Grey":
    """Return a page of at most LONGEST pixels, with square pixels and dark marks."""
    import cv2
    import numpy as np

    longest = max(pixels.shape)
    if longest < SHORTEST:
        raise PageError(
            f"It has only {pixels.shape[1]} × {pixels.shape[0]} pixels. Scan at 200 dpi."
        )
    if longest > LONGEST:
        by = LONGEST / longest
        pixels = np.asarray(
            cv2.resize(pixels, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), np.uint8
        )
    if float(np.mean(pixels[::8, ::8])) < 90:  # the negative of a page
        pixels = np.asarray(255 - pixels, np.uint8)
    return np.ascontiguousarray(pixels)


# PDF


@contextmanager
def _pdf(path: Path) -> Iterator[Any]:
    """Open a PDF; raise PageError for one that is locked or damaged."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise PageError(
                "It is locked with a password. Save it without one, or scan again."
            ) from None
        raise PageError("It is a PDF that is damaged.") from None
    try:
        yield document
    except (pypdfium2.PdfiumError, OSError, ValueError):
        raise PageError("Its page is damaged.") from None
    finally:
        document.close()


def _of_pdf(document: Any, number: int) -> "Grey":
    """Return a page of a PDF: its picture as it is, or the page rendered."""
    import numpy as np

    page = document[number]
    try:
        picture = _only_picture(page)
        if picture is not None:
            return _taken_out(picture)
        width, height = page.get_size()
        scale = RENDERED_DPI / 72
        _refuse_large(round(width * scale), round(height * scale))
        bitmap = page.render(scale=scale, grayscale=True)
        return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
    finally:
        page.close()


def _only_picture(page: Any) -> Any | None:
    """Return the one picture of a page that is a scan; None if it has more to show.

    A text that was recognised lies unseen above or below the picture.
    """
    import pypdfium2.raw as pdfium

    pictures: list[Any] = []
    width, height = page.get_size()
    for each in page.get_objects(max_depth=2):
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append(each)
        elif each.type == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(each.raw)
            if mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                return None
        elif each.type != pdfium.FPDF_PAGEOBJ_FORM:
            return None
    if len(pictures) != 1:
        return None
    return pictures[0] if _fills(pictures[0], width, height) else None


def _fills(picture: Any, width: float, height: float) -> bool:
    """Whether a picture covers its page, and is neither mirrored nor stretched."""
    matrix = picture.get_matrix()
    if matrix.a * matrix.d - matrix.b * matrix.c <= 0:
        return False
    columns, rows = picture.get_px_size()
    across = (matrix.a**2 + matrix.b**2) ** 0.5
    down = (matrix.c**2 + matrix.d**2) ** 0.5
    # A page's /Rotate changes its size, and not that of the picture on it.
    sides = sorted((across, down)), sorted((width, height))
    if any(own < FULL_PAGE * side for own, side in zip(*sides, strict=True)):
        return False
    if not columns or not rows or abs(across / columns * rows / down - 1) > 0.01:
        return False
    _refuse_large(columns, rows)
    return True


def _taken_out(picture: Any) -> "Grey":
    """Return the pixels of a picture in a PDF."""
    import numpy as np
    from PIL import Image

    if list(picture.get_filters()) == ["DCTDecode"]:  # a JPEG: its colours can be left
        file = io.BytesIO(bytes(picture.get_data(decode_simple=False)))
        with _whole_only(), Image.open(file) as image:
            if image.mode in ("L", "RGB"):
                image.draft("L", image.size)
                return np.asarray(_grey(image))
    return np.asarray(picture.get_bitmap().to_pil().convert("L"))
