"""The floor: what it costs to compress and write a paper's bytes, and nothing else."""

import re
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import deflate
from results import Floor

from quizgen.printing.pdf.pdf_writer import LEVEL

STREAM = re.compile(rb">>\s*stream\r?\n")
LENGTH = re.compile(rb"/Length (\d+)(?! \d+ R)")
TIMES = 5


def streams(pdf: bytes) -> Iterator[bytes]:
    """Yield the content of a PDF's compressed streams, as it is without compression."""
    start = 0
    while match := STREAM.search(pdf, start):
        head = pdf[start : match.start()].rpartition(b"obj")[2]
        length = int(LENGTH.findall(head)[-1])
        start = match.end() + length
        if b"/FlateDecode" in head:
            yield zlib.decompress(pdf[match.end() : start])


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, and bytes, of all that some papers left."""

    compress: float
    write: float
    plain: int
    packed: int


def cost(files: Iterable[Path]) -> Cost:
    """Return what compressing and writing these PDFs costs: the median of some times."""
    pdfs = [file.read_bytes() for file in files]
    contents = [content for pdf in pdfs for content in streams(pdf)]
    return Cost(
        compress=_median(
            lambda: [deflate.zlib_compress(content, LEVEL) for content in contents]
        ),
        write=_median(lambda: _write(pdfs)),
        plain=sum(map(len, contents)),
        packed=sum(map(len, pdfs)),
    )


def _write(pdfs: Iterable[bytes]) -> None:
    with tempfile.TemporaryFile() as file:
        for pdf in pdfs:
            file.write(pdf)
        file.flush()


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


def floor(few: int, fewer: Cost, many: int, more: Cost) -> Floor:
    """Return the floor of one paper beyond `few`, from what `few` and `many` papers cost."""
    papers = many - few
    return Floor(
        (more.compress - fewer.compress) / papers,
        (more.write - fewer.write) / papers,
        (more.plain - fewer.plain) / papers,
        (more.packed - fewer.packed) / papers,
        LEVEL,
        few,
        many,
    )
