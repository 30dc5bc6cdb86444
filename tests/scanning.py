"""Answer sheets as students fill them in and as copiers, scanners and phones show them.

A page is an array of grey bytes at some dpi. What a student meant is kept beside it, so that
a reader that decides otherwise without asking can be found out.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from quizgen.base.data_matrix import DARK, data_matrix
from quizgen.plan.answer_sheet import AnswerSheet, Row, symbol_text
from quizgen.plan.model import Plan

STYLES = ("pencil", "pen", "dark pencil", "light", "quick")
"""How a student fills bubbles, on a whole sheet."""
ODD = ("crossed", "erased", "half", "tick", "stray", "blank", "double", "cross")
"""What is not just a filled bubble."""


@dataclass
class Meant:
    """What a student meant on a page, for each row: values; and how it was done."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    how: list[str] = field(default_factory=list)


# Drawing a sheet


def draw_sheet(sheet: AnswerSheet, page: int, text: str, dpi: float = 200):
    """Draw a page of a sheet as quizgen prints it: pale bubbles, black markers and symbol."""
    by = dpi / 25.4
    pixels = np.full((round(sheet.height * by), round(sheet.width * by)), 255, np.uint8)
    for which, (x, y) in enumerate(sheet.markers):
        _marker(pixels, which, x, y, sheet.marker, by)
    _symbol(pixels, text, sheet.symbol, by)
    left, top, width, height = sheet.name_line
    _line(pixels, (left, top + height), (left + width, top + height), 0.3, 60, by)
    cv2.putText(pixels, "Name", _at(left, top + 4, by), 0, by * 0.11, 30, 1, cv2.LINE_AA)
    for row in sheet.pages[page - 1].rows:
        first = min(row.bubbles, key=lambda each: each.x)
        number = _at(first.x - 11, first.y + 1.3, by)
        cv2.putText(pixels, f"{row.number}", number, 0, by * 0.12, 20, 1, cv2.LINE_AA)
        for bubble in row.bubbles:
            _ring(pixels, bubble.x, bubble.y, sheet.bubble / 2, 165, by)
            start = _at(bubble.x - 0.9 * len(bubble.value), bubble.y + 0.9, by)
            cv2.putText(pixels, bubble.value, start, 0, by * 0.09, 175, 1, cv2.LINE_AA)
    return pixels


def _at(x: float, y: float, by: float) -> tuple[int, int]:
    return round(x * by), round(y * by)


def _marker(pixels, which: int, x: float, y: float, side: float, by: float) -> None:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    own = cv2.aruco.generateImageMarker(dictionary, which, 6)
    _paste(pixels, own, x - side / 2, y - side / 2, side, by)


def _symbol(pixels, text: str, symbol: tuple[float, float, float], by: float) -> None:
    rows = [[0 if each == DARK else 255 for each in row] for row in data_matrix(text)]
    _paste(pixels, np.array(rows, np.uint8), *symbol, by)


def _paste(pixels, small, left: float, top: float, side: float, by: float) -> None:
    """Put a small picture onto the page, its edges where they belong to a part of a pixel."""
    cell = side / len(small)
    matrix = np.array([[cell * by, 0, left * by], [0, cell * by, top * by]])
    big = cv2.resize(small, None, fx=16, fy=16, interpolation=cv2.INTER_NEAREST)
    matrix[:, :2] /= 16
    matrix[:, 2] -= 0.5 - matrix[0, 0] / 2
    size = pixels.shape[1], pixels.shape[0]
    over = cv2.warpAffine(big, matrix, size, flags=cv2.INTER_AREA, borderValue=255)
    np.minimum(pixels, over, out=pixels)


def _ring(pixels, x, y, radius, grey, by) -> None:
    centre = round(x * by * 16), round(y * by * 16)
    cv2.circle(pixels, centre, round(radius * by * 16), grey, max(1, round(0.25 * by)),
               cv2.LINE_AA, 4)  # fmt: skip


def _line(pixels, start, end, width, grey, by) -> None:
    one, other = (tuple(round(each * by * 16) for each in point) for point in (start, end))
    cv2.line(pixels, one, other, grey, max(1, round(width * by)), cv2.LINE_AA, 4)


# Marking it

_GREYS = {"pencil": (70, 115), "pen": (15, 55), "dark pencil": (45, 80), "light": (135, 165),
          "quick": (60, 110)}  # fmt: skip
_WIDTHS = {"pencil": 0.55, "pen": 0.5, "dark pencil": 0.7, "light": 0.6, "quick": 0.5}


class Student:
    """Fills in sheets, each in one style, with odd marks here and there."""

    def __init__(self, rng: np.random.Generator, style: str, odd: float = 0.1) -> None:
        self.rng, self.style, self.odd = rng, style, odd
        self.grey = rng.uniform(*_GREYS[style])

    def fill(self, pixels, rows: Sequence[Row], radius: float, dpi: float,
             wanted: Mapping[int, tuple[str, ...]] | None = None) -> Meant:  # fmt: skip
        """Mark the rows of a page; return what was meant. wanted are values by row."""
        meant, self.by, self.radius = Meant(), dpi / 25.4, radius
        for place, row in enumerate(rows):
            values = (wanted or {}).get(place)
            how = "plain"
            if values is None:
                values, how = self._values(row)
            self._row(pixels, row, values, how)
            meant.rows.append(values)
            meant.how.append(how)
        return meant

    def _values(self, row: Row) -> tuple[tuple[str, ...], str]:
        every = [bubble.value for bubble in row.bubbles]
        how = str(self.rng.choice(ODD)) if self.rng.random() < self.odd else "plain"
        if how == "blank":
            return (), how
        if row.mode == "many":
            number = int(self.rng.integers(1, len(every)))
            return tuple(sorted(self.rng.choice(every, number, replace=False).tolist())), how
        if how == "double":
            return tuple(sorted(self.rng.choice(every, 2, replace=False).tolist())), how
        return (str(self.rng.choice(every)),), how

    def _row(self, pixels, row: Row, values: tuple[str, ...], how: str) -> None:
        places = {bubble.value: (bubble.x, bubble.y) for bubble in row.bubbles}
        spare = [value for value in places if value not in values]
        other = places[str(self.rng.choice(spare))] if spare else None
        draw = {"half": self._half, "tick": self._tick, "cross": self._cross}.get(
            how, self._full
        )
        for value in values:
            draw(pixels, *places[value])
        if how == "crossed" and other:
            self._full(pixels, *other)
            self._cross(pixels, *other, reach=1.55)
        elif how == "erased" and other:
            self._erased(pixels, *other)
        elif (
            how in ("stray", "blank") and other and (how == "stray" or self.rng.random() < 0.3)
        ):
            self._stray(pixels, *other)

    def _grey(self) -> float:
        return float(np.clip(self.grey + self.rng.normal(0, 6), 5, 200))

    def _full(self, pixels, x: float, y: float) -> None:
        """Fill a bubble with a stroke to and fro, sloppily at its edge."""
        rng, radius = self.rng, self.radius
        x, y = x + rng.normal(0, 0.15), y + rng.normal(0, 0.15)
        angle, width = rng.uniform(0, np.pi), _WIDTHS[self.style]
        step = width * (
            rng.uniform(0.8, 1.25) if self.style == "quick" else rng.uniform(0.5, 0.85)
        )
        reach = radius * rng.uniform(0.88, 1.05)
        along = np.array([np.cos(angle), np.sin(angle)])
        across = np.array([-along[1], along[0]])
        points, side = [], 1
        for off in np.arange(-reach, reach, step):
            half = np.sqrt(max(reach**2 - off**2, 0)) * rng.uniform(0.85, 1.1)
            points.append(np.array([x, y]) + across * off + along * half * side)
            side = -side
            points.append(np.array([x, y]) + across * (off + step / 2) + along * half * side)
        self._stroke(pixels, points, width, self._grey())

    def _stroke(self, pixels, points, width: float, grey: float) -> None:
        """Draw a line; pencil leaves the grain of the paper."""
        low = np.floor(np.min(points, axis=0) * self.by - 6).astype(int)
        high = np.ceil(np.max(points, axis=0) * self.by + 6).astype(int)
        low, high = np.maximum(low, 0), np.minimum(high, pixels.shape[::-1])
        if (high <= low).any():
            return
        layer = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
        line = np.round((np.array(points) * self.by - low) * 16).astype(np.int32)
        cv2.polylines(layer, [line], False, 255, max(1, round(width * self.by)), cv2.LINE_AA, 4)
        share = layer / 255.0
        if self.style != "pen":
            share = share * np.clip(self.rng.normal(0.88, 0.16, layer.shape), 0.2, 1)
        own = pixels[low[1] : high[1], low[0] : high[0]]
        np.minimum(own, own * (1 - share) + grey * share, out=own, casting="unsafe")

    def _half(self, pixels, x: float, y: float) -> None:
        rng, radius = self.rng, self.radius
        turn = rng.uniform(0, 2 * np.pi)
        for off in np.arange(0.1, radius * 0.95, 0.35):
            half = np.sqrt(radius**2 - off**2) * 0.95
            ends = [np.array([off, -half]), np.array([off, half])]
            self._stroke(
                pixels, [_turned(e, turn) + np.array([x, y]) for e in ends], 0.5, self._grey()
            )

    def _tick(self, pixels, x: float, y: float) -> None:
        points = np.array([[-1.6, -0.2], [-0.4, 1.5], [2.2, -2.4]])
        size = self.rng.uniform(0.8, 1.2)
        self._stroke(pixels, list(points * size + np.array([x, y])), 0.5, self._grey())

    def _cross(self, pixels, x: float, y: float, reach: float = 0.9) -> None:
        far = self.radius * reach * self.rng.uniform(0.95, 1.15)
        for one in (np.pi / 4, 3 * np.pi / 4):
            turn = one + self.rng.normal(0, 0.12)
            end = np.array([np.cos(turn), np.sin(turn)]) * far
            grey = max(self._grey() - 15, 10)
            self._stroke(pixels, [np.array([x, y]) + end, np.array([x, y]) - end], 0.6, grey)

    def _erased(self, pixels, x: float, y: float) -> None:
        """Leave a smudge that is a tenth to a quarter as dark as the mark was."""
        left = self.rng.uniform(0.04, 0.2)
        grey, self.grey = self.grey, 255 - (255 - self.grey) * left
        style, self.style = self.style, "pencil"
        self._full(pixels, x, y)
        self.grey, self.style = grey, style

    def _stray(self, pixels, x: float, y: float) -> None:
        """Leave a dot, or a line that runs through a bubble."""
        rng = self.rng
        if rng.random() < 0.4:
            start = np.array([x, y]) + rng.normal(0, 1, 2)
            self._stroke(pixels, [start, start + rng.normal(0, 0.3, 2)], 0.7, self._grey())
            return
        end = _turned(np.array([rng.uniform(3, 12), 0]), rng.uniform(0, 2 * np.pi))
        middle = np.array([x, y]) + rng.normal(0, 0.8, 2)
        self._stroke(pixels, [middle - end * 0.4, middle + end * 0.6], 0.4, self._grey())


def _turned(point, angle: float):
    sin, cos = np.sin(angle), np.cos(angle)
    return np.array([cos * point[0] - sin * point[1], sin * point[0] + cos * point[1]])


# Damaging it

Damage = Callable[[np.ndarray, np.random.Generator, float], np.ndarray]


def _warped(pixels, matrix, border: int = 255):
    size = pixels.shape[1], pixels.shape[0]
    return cv2.warpPerspective(
        pixels, np.asarray(matrix, float), size, flags=cv2.INTER_AREA, borderValue=border
    )


def rotated(pixels, rng, dpi, degrees: float | None = None):
    """Lie askew by up to 3°, and elsewhere by up to 3 mm."""
    degrees = rng.uniform(-3, 3) if degrees is None else degrees
    height, width = pixels.shape
    matrix = np.vstack(
        [cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]]
    )
    matrix[:2, 2] += rng.uniform(-3, 3, 2) * dpi / 25.4
    return _warped(pixels, matrix)


def scaled(pixels, rng, dpi):
    """Be enlarged or reduced by a copier, 96 to 104 %."""
    height, width = pixels.shape
    by = rng.uniform(0.96, 1.04)
    about = cv2.getRotationMatrix2D((width / 2, height / 2), 0, by)
    return _warped(pixels, np.vstack([about, [0, 0, 1]]))


def scanned(pixels, rng, dpi):
    """Add what a scanner does: its optics, its noise, paper that is not quite white."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.25 * dpi / 100)
    white = rng.uniform(235, 252)
    noisy = soft.astype(np.float32) * (white / 255) + rng.normal(0, 2.5, pixels.shape)
    return np.clip(noisy + rng.uniform(5, 25) * (1 - soft / 255.0), 0, 255).astype(np.uint8)


def resampled(pixels, dpi: float, to: float):
    return cv2.resize(pixels, None, fx=to / dpi, fy=to / dpi, interpolation=cv2.INTER_AREA)


def one_bit(pixels, rng, dpi, at: float = 150):
    """Scan in black and white at 150 dpi."""
    small = resampled(pixels, dpi, at)
    return np.where(small > rng.uniform(120, 160), 255, 0).astype(np.uint8)


def halftone(pixels, rng, dpi):
    """Print grey as a copier does: dots at 45°, 60 to 75 lines an inch."""
    height, width = pixels.shape
    step = dpi / rng.uniform(60, 75)
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    screen = np.cos((x + y) * np.pi / step) * np.cos((x - y) * np.pi / step)
    dots = np.where(pixels.astype(np.float32) > 128 + 118 * screen, 255, 0).astype(np.uint8)
    return cv2.GaussianBlur(dots, (0, 0), 0.2 * dpi / 100)


def copied(pixels, rng, dpi):
    """Copy: steeper, blurred, with specks; not quite where the sheet was."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.3 * dpi / 100).astype(np.float32)
    steep = 255 / (1 + np.exp(-(soft - rng.uniform(120, 150)) / rng.uniform(18, 32)))
    out = steep.astype(np.uint8)
    for _ in range(int(rng.integers(20, 60))):
        y, x = rng.integers(0, out.shape[0]), rng.integers(0, out.shape[1])
        cv2.circle(out, (int(x), int(y)), int(rng.integers(0, 2)), int(rng.integers(0, 90)), -1)
    return rotated(out, rng, dpi, rng.uniform(-0.5, 0.5))


def copied_twice(pixels, rng, dpi):
    return copied(copied(pixels, rng, dpi), rng, dpi)


def jpeg(pixels, rng, dpi, quality: int = 30):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("L"))


def shadowed(pixels, rng, dpi):
    """Light it from one side, with the shadow of a hand or a phone."""
    height, width = pixels.shape
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    angle = rng.uniform(0, 2 * np.pi)
    slope = 1 - rng.uniform(0.1, 0.3) * (x * np.cos(angle) + y * np.sin(angle) + 1) / 2
    edge = x * np.cos(angle + 1) + y * np.sin(angle + 1) - rng.uniform(0, 0.6)
    shade = 1 - rng.uniform(0.15, 0.4) / (1 + np.exp(-edge * 25))
    return np.clip(pixels * slope * shade, 0, 255).astype(np.uint8)


def photographed(pixels, rng, dpi):
    """Take a photo at an angle on a table, with shadows, compressed."""
    height, width = pixels.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inside = corners * 0.9 + np.array([width, height]) * 0.05
    moved = inside + rng.uniform(-0.045, 0.045, (4, 2)) * width
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    seen = _warped(pixels, matrix, border=int(rng.integers(60, 150)))
    return jpeg(scanned(shadowed(seen, rng, dpi), rng, dpi), rng, dpi, 70)


def stapled(pixels, rng, dpi):
    """Leave the shadow of a staple and the fold at a corner."""
    out, by = pixels.copy(), dpi / 25.4
    start = rng.uniform(8, 14, 2) * by
    cv2.line(out, *(tuple(map(int, start + each)) for each in ((0, 0), (9 * by, 5 * by))), 70,
             round(0.7 * by), cv2.LINE_AA)  # fmt: skip
    reach = int(rng.uniform(30, 60) * by)
    fold = np.tri(reach)[:, ::-1]
    near = out[:reach, :reach]
    near[:] = np.where(fold > 0, (near * 0.93).astype(np.uint8), near)
    return out


def punched(pixels, rng, dpi):
    """Punch holes at the left, 12 mm from the edge, 80 mm apart."""
    out, by = pixels.copy(), dpi / 25.4
    for off in (-40, 40):
        centre = int(rng.uniform(9, 12) * by), int(out.shape[0] / 2 + off * by)
        cv2.circle(out, centre, int(3 * by), int(rng.integers(0, 60)), -1)
    return out


def corner_cut(pixels, rng, dpi):
    """Cut a corner off, with the marker in it."""
    out, by, reach = pixels.copy(), dpi / 25.4, rng.uniform(45, 60)
    height, width = out.shape
    which = int(rng.integers(1, 4))
    x, y = ((0, 0), (width, 0), (width, height), (0, height))[which]
    toward = np.array(
        [[0, 0], [(-1 if x else 1) * reach * by, 0], [0, (-1 if y else 1) * reach * by]]
    )
    cv2.fillPoly(out, [np.int32(toward + np.array([x, y]))], int(rng.choice([0, 255])))
    return out


def folded(pixels, rng, dpi):
    """Fold a corner over: the back of the paper covers its marker."""
    out, by, reach = pixels.copy(), dpi / 25.4, rng.uniform(40, 55)
    height, width = out.shape
    x, y = ((width, height), (0, height))[int(rng.integers(0, 2))]
    dx, dy = (-1 if x else 1) * reach * by, -reach * by
    cv2.fillPoly(out, [np.int32([(x, y), (x + dx, y), (x, y + dy)])], 255)
    cv2.fillPoly(out, [np.int32([(x + dx, y), (x, y + dy), (x + dx, y + dy)])], 248)
    cv2.line(out, (int(x + dx), int(y)), (int(x), int(y + dy)), 170, 2, cv2.LINE_AA)
    return out


def streaked(pixels, rng, dpi):
    """Draw lines along the way of the paper, from dust on the glass."""
    out = pixels.copy()
    for _ in range(int(rng.integers(1, 4))):
        x, width = int(rng.integers(0, out.shape[1])), int(rng.integers(1, 5))
        near = out[:, x : x + width]
        near[:] = np.minimum(near, (near * rng.uniform(0.2, 0.8)).astype(np.uint8))
    return out


def coffee(pixels, rng, dpi):
    """Leave the ring of a cup, and what ran into it."""
    height, width = pixels.shape
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    away = np.hypot(x - rng.uniform(0.2, 0.8) * width, y - rng.uniform(0.2, 0.8) * height)
    radius, by = rng.uniform(25, 45) * dpi / 25.4, dpi / 25.4
    ring = np.exp(-(((away - radius) / (1.2 * by)) ** 2)) * rng.uniform(0.15, 0.35)
    stain = 1 / (1 + np.exp((away - radius) / by)) * rng.uniform(0.03, 0.12)
    return np.clip(pixels * (1 - ring - stain), 0, 255).astype(np.uint8)


def twice_fed(pixels, rng, dpi, other=None):
    """Feed two sheets at once: the lower one is seen beside the upper."""
    under = pixels if other is None else other
    off = int(rng.uniform(30, 90) * dpi / 25.4)
    out = under.copy()
    out[off:] = pixels[: len(pixels) - off]
    return out


def upside_down(pixels, rng, dpi):
    return np.ascontiguousarray(np.rot90(pixels, int(rng.choice([1, 2, 3]))))


def _chain(*steps: Damage) -> Damage:
    def run(pixels, rng, dpi):
        for step in steps:
            pixels = step(pixels, rng, dpi)
        return pixels

    return run


CLEAN: dict[str, Damage] = {
    "grey": scanned,
    "grey, askew": _chain(rotated, scanned),
    "grey, 96 to 104 %": _chain(scaled, rotated, scanned),
    "grey, upside down": _chain(rotated, scanned, upside_down),
    "grey 300 dpi": _chain(rotated, scanned, lambda p, r, d: resampled(p, d, 300)),
    "grey 150 dpi": _chain(rotated, scanned, lambda p, r, d: resampled(p, d, 150)),
}
"""Scans without damage."""

DAMAGED: dict[str, Damage] = {
    "1 bit, 150 dpi": _chain(rotated, scanned, one_bit),
    "halftone": _chain(rotated, halftone, scanned),
    "halftone 150 dpi": _chain(halftone, scanned, lambda p, r, d: resampled(p, d, 150)),
    "copied": _chain(copied, scanned),
    "copied twice": _chain(copied_twice, scanned),
    "copied twice, 1 bit": _chain(copied_twice, one_bit),
    "JPEG 30": _chain(rotated, scanned, jpeg),
    "shadow": _chain(shadowed, scanned),
    "photo": photographed,
    "staple": _chain(stapled, rotated, scanned),
    "punched": _chain(punched, rotated, scanned),
    "corner cut": _chain(corner_cut, rotated, scanned),
    "corner folded": _chain(folded, rotated, scanned),
    "streaks": _chain(rotated, scanned, streaked),
    "coffee": _chain(coffee, rotated, scanned),
}
"""What copiers, phones and people do to sheets."""


# Whole papers


@dataclass
class HandedIn:
    """Pages that were handed in, and what was meant on each."""

    pages: list[np.ndarray] = field(default_factory=list)
    meant: list[Meant] = field(default_factory=list)


def handed_in(plan: Plan, papers: Sequence[tuple[str, int | None]], seed: int,
              damage: Damage = scanned, odd: float = 0.0, dpi: float = 200,
              style: str | None = None) -> HandedIn:  # fmt: skip
    """Fill in a sheet for each version and place of a student, and scan it."""
    found = HandedIn()
    names = plan.versions.names
    for number, (name, place) in enumerate(papers):
        rng = np.random.default_rng([*np.atleast_1d(seed), number])
        version = plan.versions[names.index(name)]
        student = None if place is None else plan.students[place]
        sheet = plan.answer_sheet_of(version, student)
        filling = Student(rng, style or STYLES[number % len(STYLES)], odd)
        for page in sheet.pages:
            text = symbol_text(version.code, page.number, sheet.layout, place)
            pixels = draw_sheet(sheet, page.number, text, dpi)
            meant = filling.fill(pixels, page.rows, sheet.bubble / 2, dpi)
            found.pages.append(damage(pixels, rng, dpi))
            found.meant.append(meant)
    return found


def save_pdf(pages: Sequence[np.ndarray], path: Path, dpi: float = 200) -> None:
    """Write pages as a scanner's PDF."""
    first, *others = map(Image.fromarray, pages)
    first.save(path, save_all=True, append_images=others, resolution=dpi, quality=85)


def draw_text(text: str, dpi: float = 200):
    """Draw a page that is no answer sheet."""
    pixels = np.full((round(297 * dpi / 25.4), round(210 * dpi / 25.4)), 250, np.uint8)
    for line in range(20):
        cv2.putText(pixels, text, (150, 300 + 60 * line), 0, 1.2, 20, 2, cv2.LINE_AA)
    return pixels
