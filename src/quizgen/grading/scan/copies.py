"""Marked copies: the scan of each paper with ticks, the right letters and the points.

The PDF is written page by page, since a class's copies are many megabytes: each page is one
JPEG, on a leaf of the sheet's own size.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from quizgen.bank.kinds.shapes import OneOf, Part, SomeOf
from quizgen.base.data_class import dataclass
from quizgen.grading.responses import letters_of, parts_of
from quizgen.grading.results import Result, decimal
from quizgen.grading.scan.book import FoundPage
from quizgen.grading.scan.pages import PageError, PageSource, grey_page
from quizgen.grading.scan.papers import ScannedPage, Values
from quizgen.grading.scan.register import SEARCHED, Registration, shrunk
from quizgen.grading.score import Corrections, accepting
from quizgen.plan.answer_sheet import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Colour = NDArray[np.uint8]

FILE = "marked-copies.pdf"
RIGHT, WRONG, OPEN = (60, 140, 0), (40, 40, 200), (180, 90, 0)
"""Colours as OpenCV has them: blue, green, red."""
_QUALITY = 70
_MM = 72 / 25.4


@dataclass(frozen=True)
class CopyPage:
    """A page of a paper to mark: where its scan is, how it lies there, what its rows say."""

    source: PageSource
    matrix: tuple[float, ...]
    page: ScannedPage
    at: FoundPage
    result: Result
    is_first: bool


def copies(pages: Iterable[CopyPage], corrections: Corrections) -> Iterator["Leaf"]:
    """Yield the marked pages; one whose scan can no longer be read is left out."""
    for each in pages:
        try:
            yield _Copy(each, corrections).leaf()
        except PageError:
            continue


class Leaf(NamedTuple):
    """A page of the PDF: a JPEG, its pixels, and the size of the paper in millimetres."""

    jpeg: bytes
    pixels: tuple[int, int]
    size: tuple[float, float]


class _Copy:
    """Marks one page."""

    def __init__(self, copy: CopyPage, corrections: Corrections) -> None:
        import cv2
        import numpy as np

        self.copy, self.corrections, self.sheet = copy, corrections, copy.at.sheet
        small, by = shrunk(grey_page(copy.source).pixels, SEARCHED)
        matrix = np.array(copy.matrix, np.float64).reshape(3, 3)
        placed = Registration(matrix, 0, 4).shrunk(by)
        # The sheet upright, at the density of the scan.
        self.scale = placed.scale
        size = round(self.sheet.width * self.scale), round(self.sheet.height * self.scale)
        inward = np.diag([1 / self.scale, 1 / self.scale, 1.0])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        upright = cv2.warpPerspective(
            small, placed.matrix @ inward, size, flags=flags, borderValue=(255,)
        )
        self.pixels: Colour = np.asarray(cv2.cvtColor(upright, cv2.COLOR_GRAY2BGR), np.uint8)

    def leaf(self) -> Leaf:
        """Return the page with all that is written on it."""
        import cv2

        for row, values in zip(self.copy.at.page.rows, self.copy.page.values, strict=True):
            self._row(row, values)
        self._points()
        if self.copy.is_first:
            self._total()
        quality = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
        _, data = cv2.imencode(".jpg", self.pixels, quality)
        height, width = self.pixels.shape[:2]
        return Leaf(data.tobytes(), (width, height), (self.sheet.width, self.sheet.height))

    def _row(self, row: Row, values: Values) -> None:
        """Tick what is right, strike out what is wrong, and ring what would be right."""
        part = self._part(row)
        key = _key(part, row)
        for bubble in row.bubbles:
            is_chosen = values is not None and bubble.value in values
            if not letters_of(part):
                continue
            if is_chosen:
                draw = self._tick if bubble.value in key else self._strike
                draw(bubble.x, bubble.y)
            elif bubble.value in key:
                self._ring(bubble.x, bubble.y)

    def _part(self, row: Row) -> Part:
        at = self.copy.at
        item = next(each for each in at.version.items if each.question == row.question)
        part = parts_of(at.plan.questions[row.question], item.form)[row.part]
        return accepting(part, self.corrections.accepted.get(row.question, ()))

    def _points(self) -> None:
        """Write the points of each question behind its last row."""
        last = {row.question: row for row in self.copy.at.page.rows}
        marks = {mark.question: mark for mark in self.copy.result.marks}
        for name, row in last.items():
            mark = marks.get(name)
            right = max(bubble.x for bubble in row.bubbles) + self.sheet.bubble
            lowest = max(bubble.y for bubble in row.bubbles) + 1.2
            if mark is None:
                self._write("-", right, lowest, OPEN)
            elif mark.points is None:
                self._write("?", right, lowest, OPEN)
            else:
                colour = RIGHT if mark.is_right else WRONG
                self._write(_score(mark.points, mark.most), right, lowest, colour)

    def _total(self) -> None:
        result = self.copy.result
        x, y = self.sheet.markers[0]
        told = "?" if result.points is None else _score(result.points, result.most)
        # Above a marker: what is printed begins beside it.
        half = self.sheet.marker / 2
        self._write(told, x - half, y - half - 3, WRONG, 1.8)

    # Drawing, in millimetres

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.scale * 16), round(y * self.scale * 16)

    def _line(self, points: list[tuple[float, float]], colour: Any) -> None:
        import cv2
        import numpy as np

        line = np.array([self._at(*point) for point in points], np.int32)
        thick = max(1, round(0.5 * self.scale))
        cv2.polylines(self.pixels, [line], False, colour, thick, cv2.LINE_AA, 4)

    def _tick(self, x: float, y: float) -> None:
        self._line([(x - 1, y + 0.8), (x + 0.2, y + 2), (x + 3, y - 2.6)], RIGHT)

    def _strike(self, x: float, y: float) -> None:
        self._line([(x - 2, y - 2), (x + 2, y + 2)], WRONG)
        self._line([(x - 2, y + 2), (x + 2, y - 2)], WRONG)

    def _ring(self, x: float, y: float) -> None:
        import cv2

        radius = round(self.sheet.bubble * 0.62 * self.scale * 16)
        thick = max(1, round(0.4 * self.scale))
        cv2.circle(self.pixels, self._at(x, y), radius, RIGHT, thick, cv2.LINE_AA, 4)

    def _write(self, text: str, x: float, y: float, colour: Any, size: float = 1.0) -> None:
        import cv2

        place = round(x * self.scale), round(y * self.scale)
        thick = max(1, round(0.3 * self.scale))
        by = size * self.scale * 0.13
        cv2.putText(self.pixels, text, place, 0, by, colour, thick, cv2.LINE_AA)


def _key(part: Part, row: Row) -> tuple[str, ...]:
    """Return the values of a row that are right."""
    if isinstance(part.shape, SomeOf):
        return part.key
    if isinstance(part.shape, OneOf):
        return (*part.key, *(part.accept[0] if part.accept else ()))
    return part.key[row.place : row.place + 1] if letters_of(part) else ()


def _score(points: Fraction, most: int) -> str:
    return f"{decimal(points)}/{most}"


# The PDF (ISO 32000-2, 7.5: file structure)


def write_copies(leaves: Iterable[Leaf], title: str, file: BinaryIO) -> int:
    """Write the PDF; return how many pages it has."""
    writer = _Writer(file)
    pages = writer.reserve()
    kids = []
    for leaf in leaves:
        width, height = (side * _MM for side in leaf.size)
        columns, rows = leaf.pixels
        image = writer.stream(
            f"/Type /XObject /Subtype /Image /Width {columns} /Height {rows} "
            "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
            leaf.jpeg,
        )
        drawn = writer.stream("", f"{width:.2f} 0 0 {height:.2f} 0 0 cm /I Do".encode())
        kids.append(
            writer.add(
                f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] "
                f"/Contents {drawn} 0 R /Resources << /XObject << /I {image} 0 R >> >> >>"
            )
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    writer.add(f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>", pages)
    root = writer.add(f"<< /Type /Catalog /Pages {pages} 0 R >>")
    told = ("\ufeff" + title).encode("utf-16-be").hex()
    writer.end(root, writer.add(f"<< /Title <{told}> >>"))
    return len(kids)


class _Writer:
    """Writes the objects of a PDF one after another."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.length = file, 0
        self.places: list[int] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, data: bytes) -> None:
        self.file.write(data)
        self.length += len(data)

    def reserve(self) -> int:
        """Return the number of an object that is written later."""
        self.places.append(0)
        return len(self.places)

    def add(self, content: str, number: int | None = None) -> int:
        """Write an object; return its number."""
        number = number or self.reserve()
        self.places[number - 1] = self.length
        self._write(f"{number} 0 obj\n{content}\nendobj\n".encode("ascii"))
        return number

    def stream(self, entries: str, data: bytes) -> int:
        """Write a stream; return its number."""
        number = self.reserve()
        self.places[number - 1] = self.length
        head = f"{number} 0 obj\n<< {entries} /Length {len(data)} >>\nstream\n"
        self._write(head.encode("ascii") + data + b"\nendstream\nendobj\n")
        return number

    def end(self, root: int, info: int) -> None:
        """Write the table of objects."""
        start = self.length
        rows = "".join(f"{place:010} 00000 n \n" for place in self.places)
        size = len(self.places) + 1
        self._write(
            f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root {root} "
            f"0 R /Info {info} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
        )
