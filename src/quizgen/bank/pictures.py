"""Reads pictures from a bank's folder, and checks them."""

import base64
import errno
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from quizgen.bank.fields import Record, field_of, is_blank, is_inside_folder, items_of
from quizgen.bank.place import Place
from quizgen.base.errors import QuizgenError, did_you_mean, shown
from quizgen.base.files import read_whole

if TYPE_CHECKING:
    from PIL import Image

MOST_MEGAPIXELS = 50
"""Most pixels of a picture: a page needs a tenth of this."""

MOST_NESTED = len(("distractors", 0))
"""How deep within a part of a question an option may stand."""

MediaType = Literal["image/gif", "image/jpeg", "image/png", "image/webp"]

# The only formats that Pillow may open. It calls a JPEG to which a camera
# has added a second picture MPO.
_FORMATS = ("GIF", "JPEG", "PNG", "WEBP")
_TYPES: Mapping[str, MediaType] = {
    "GIF": "image/gif",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
}
_SUFFIXES = (".gif", ".jpeg", ".jpg", ".png", ".webp")


class Picture(Record):
    """A picture's file: what it is, and its bytes in Base64, as JSON can hold them."""

    type: MediaType
    data: str

    @property
    def content(self) -> bytes:
        """The file's bytes; raises ValueError if data is not Base64."""
        return base64.b64decode(self.data, validate=True)

    @property
    def proportion(self) -> float:
        """How many times wider than high it is."""
        with _opened(self.content) as image:
            return image.width / image.height


def picture_of(raw: bytes) -> Picture:
    """Return a file's bytes as a picture; raise QuizgenError for what cannot be printed."""
    with _opened(raw) as image:
        _refuse_large(*image.size)
        kind = _TYPES[image.format or ""]
        image.load()
        if image.mode.startswith("I"):
            raw = _eight_bits(image)
    return Picture(type=kind, data=base64.b64encode(raw).decode())


def _eight_bits(image: "Image.Image") -> bytes:
    """Convert a 16-bit grey image to 8 bits, which layout supports."""
    file = io.BytesIO()
    image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").save(file, "PNG")
    return file.getvalue()


@contextmanager
def _opened(raw: bytes) -> Iterator["Image.Image"]:
    """Open a picture with Pillow; every failure becomes a QuizgenError."""
    from PIL import Image, ImageFile, UnidentifiedImageError

    # WeasyPrint allows truncated images process-wide; refuse them here.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(raw), formats=_FORMATS) as image:
                yield image
    except QuizgenError:
        raise
    except UnidentifiedImageError:
        raise QuizgenError(
            "holds no picture that can be printed. Save it as PNG, JPEG, GIF or WebP."
        ) from None
    except Image.DecompressionBombError:
        raise _too_large() from None
    # What Pillow raises for a broken file depends on where it breaks.
    except Exception:
        raise QuizgenError("is damaged. Save or copy the picture again.") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _refuse_large(width: int, height: int) -> None:
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise _too_large()


def _too_large() -> QuizgenError:
    return QuizgenError(
        f"has more than {MOST_MEGAPIXELS} megapixels. Save it smaller: on paper it looks the "
        "same."
    )


Named = tuple[Place, str]
"""The place of a picture's file name in a bank, and the name as it is written."""


def read_pictures(
    places: Sequence[Named], folder: Path
) -> tuple[dict[str, Picture], list[tuple[Place, str]]]:
    """Read every picture that is named, each once.

    Returns them by name, and the errors: the place of each name and a message.
    """
    found: dict[str, Picture] = {}
    wrong: dict[str, str] = {}
    for _, name in places:
        if name not in found and name not in wrong:
            try:
                found[name] = _read(name, folder)
            except QuizgenError as error:
                wrong[name] = str(error)
    return found, [(place, wrong[name]) for place, name in places if name in wrong]


def pictures_named(data: Any) -> Iterator[Named]:
    """Yield every picture that a bank names; names that the model refuses are skipped."""
    yield from pictures_of_groups(data)
    for number, question in enumerate(items_of(data, "questions")):
        for place, name in pictures_of_question(question):
            yield ("questions", number, *place), name


def pictures_of_groups(data: Any) -> Iterator[Named]:
    """Yield the pictures that a bank's groups name."""
    for group, written in _items(field_of(data, "groups")):
        for place, name in _image_of(written):
            yield ("groups", group, *place), name


def pictures_of_question(question: Any) -> Iterator[Named]:
    """Yield the pictures that a question names, with their places in it."""
    yield from _image_of(question)
    for key, value in _items(question):
        if not isinstance(value, str):
            yield from _option_files(value, (key,))


def _image_of(owner: Any) -> Iterator[Named]:
    name = field_of(field_of(owner, "image"), "file")
    if isinstance(name, str) and not is_blank(name) and is_inside_folder(name):
        yield ("image", "file"), name


def _option_files(
    data: Any, place: Place, deeper: int = MOST_NESTED
) -> Iterator[tuple[Place, str]]:
    """Yield the files of options within a question that are pictures."""
    name = field_of(data, "image")
    if isinstance(name, str) and not is_blank(name) and is_inside_folder(name):
        yield (*place, "image"), name
    if not deeper:
        return
    parts = enumerate(data) if isinstance(data, list) else _items(data)
    for step, part in parts:
        if not isinstance(part, str):
            yield from _option_files(part, (*place, step), deeper - 1)


def _items(record: object) -> list[tuple[str, Any]]:
    return list(record.items()) if isinstance(record, dict) else []


def _read(name: str, folder: Path) -> Picture:
    path = folder / name
    if leads_outside(path, folder):
        raise QuizgenError(
            "The picture must lie in the bank's own folder, and this leads out of it. Put the "
            "file itself there."
        )
    if not _exists(path):
        raise QuizgenError(
            f"There is no file '{shown(name)}' in the bank's folder."
            f"{did_you_mean(name, _pictures_in(path.parent, folder))} Put the picture there, "
            "or correct its name."
        )
    raw = read_whole(path, "picture")
    try:
        return picture_of(raw)
    except QuizgenError as error:
        raise QuizgenError(f"The file '{shown(name)}' {error}") from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long
        return False


def leads_outside(path: Path, folder: Path) -> bool:
    """Whether a path within a folder leads out of it, for example by a link."""
    try:
        return _is_circular(path) or not path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):  # a name that is too long, or with a zero byte
        return True


def _is_circular(path: Path) -> bool:
    """Whether links lead in a circle, which resolve() reports up to Python 3.12 only."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _pictures_in(beside: Path, folder: Path) -> list[str]:
    """Return the names of the pictures in a folder."""
    try:
        files = sorted(beside.iterdir())
    except OSError:
        return []
    names = (file.relative_to(folder).as_posix() for file in files)
    return [name for name in names if name.casefold().endswith(_SUFFIXES)]
