"""Guards the libraries that read other programs' files, which break in any way."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZipFile

from quizgen.base.errors import QuizgenError

MOST_UNPACKED = 100_000_000
"""Most bytes that a packed file (.docx, .xlsx) may hold when unpacked."""
MOST_TAGS = 2_000_000
"""Most tags in its XML: a reader keeps each in memory."""

_CHUNK = 1 << 20


@contextmanager
def guarded(refusal: str) -> Iterator[None]:
    """Turn whatever a library raises on a damaged file into a QuizgenError."""
    try:
        yield
    except QuizgenError:
        raise
    # RecursionError, MemoryError, zlib.error and NotImplementedError among them.
    except Exception as error:
        raise QuizgenError(refusal) from error


def refuse_bomb(raw: bytes, refusal: str) -> None:
    """Raise a QuizgenError if a packed file would need far more memory than it is long."""
    with ZipFile(BytesIO(raw)) as packed:
        members = packed.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise QuizgenError(refusal)
        tags = 0
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels")):
                with packed.open(member) as file:
                    # Each element has an opening and perhaps a closing tag.
                    while chunk := file.read(_CHUNK):
                        tags += chunk.count(b"<")
                if tags > MOST_TAGS:
                    raise QuizgenError(refusal)
