"""Which bubbles are filled: measured against the paper around, and the sheet's empty bubbles.

Darkness is a share: 0 is the paper beside a bubble and 1 the black of the sheet's markers. A
fixed threshold would read a pale pencil as nothing and a dark copy's empty bubbles as filled;
so the darkness that this sheet's empty bubbles have, letter by letter, is taken off first.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from quizgen.base.data_class import dataclass, replace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quizgen.grading.scan.pages import Grey
    from quizgen.grading.scan.register import Floats, Registration
    from quizgen.plan.answer_sheet import AnswerSheet, Row

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.float64]

State = Literal["empty", "filled", "doubtful", "corrected", "erased"]
"""What a bubble is. corrected is filled and crossed out, erased a smudge."""

Reason = Literal["clear", "blank", "double", "doubtful", "corrected", "erased", "streak"]
"""Why a row is shown to the teacher; a clear one is not."""

EMPTY_BELOW, FILLED_FROM = 0.06, 0.11
"""Darkness above that of empty bubbles. On 46 scans of other people's sheets, 99 % of the empty
ones were below 0.067, and 99.9 % of the filled ones above 0.11."""
COVERED_FROM = 0.62
"""What share of a bubble a mark that fills it covers; a tick, a line or a half does not."""
BROAD_FROM = 0.35
"""What share of a bubble a pale mark covers at least."""
PALE = 0.65
"""A mark paler than this share of the sheet's usual ones is doubtful, or was erased."""
USUAL_FROM = 3
"""So many filled bubbles tell how dark a student's marks usually are."""
SURE_FROM = 0.3
"""Where fewer are filled, only marks as dark as this are clear."""
FADES_FROM = 0.08
"""Where this share of a page's rows is blank or doubtful, marks may have vanished in others."""
PALEST = 0.2
"""The same where a tenth of the marks is paler than this."""
LEAST_CONTRAST = 0.25
"""By how much black must be darker than paper for a page to be read."""

_GRID = 25
"""Samples at each side of the square around a bubble."""
_REACH = 1.6
"""How far the square reaches, in radii of the bubble."""
_INSIDE, _OUTSIDE = 0.78, 1.2
"""Radii within which a bubble is measured, clear of its outline, and from which outside it."""
_STROKE = 0.3
"""Darkness of a stroke outside of a bubble."""
_MARKED = FILLED_FROM / 2
"""Darkness below which no bubble is filled, before that of empty ones is taken off."""


class Mark(NamedTuple):
    """A bubble as it was read: its state, its darkness, and the share of it that is covered."""

    state: State
    darkness: float
    covered: float


@dataclass(frozen=True)
class RowMarks:
    """A row as it was read. chosen are the values it seems to have, clear or not."""

    marks: tuple[Mark, ...]
    chosen: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True)
class Measures:
    """What was measured of bubbles, each an array with a number for each."""

    darkness: "Numbers"
    covered: "Numbers"
    is_crossed: "Flags"
    contrast: float
    """Of the markers' black and the paper beside them."""


def read_marks(
    small: "Grey", registration: "Registration", sheet: "AnswerSheet", rows: Sequence["Row"]
) -> list[RowMarks] | None:
    """Return what each row has; None if the page is too pale to be read.

    small is the page at a scale at which a bubble has some twenty pixels, and registration
    the sheet's on it.
    """
    import numpy as np

    bubbles = [bubble for row in rows for bubble in row.bubbles]
    if not bubbles:
        return []
    places = np.array([(bubble.x, bubble.y) for bubble in bubbles])
    found = measured(small, registration, sheet, places)
    if found.contrast < LEAST_CONTRAST:
        return None
    kinds = [(row.mode, bubble.value) for row in rows for bubble in row.bubbles]
    darkness = found.darkness - _of_empty(found.darkness, kinds)
    by_teacher = np.array([mode == "points" for mode, _ in kinds])
    states = _states(darkness, found, by_teacher, _empty_below(darkness))
    numbers = np.round(darkness, 3).tolist(), np.round(found.covered, 2).tolist()
    marks = [Mark(*each) for each in zip(states, *numbers, strict=True)]
    streaked = on_streaks(small, registration, places, sheet.bubble / 2)
    read = list(_rows(rows, marks, streaked.tolist()))
    return _several_shown(rows, read) if _fades(rows, read) else read


# Where bubbles are


def drift(
    small: "Grey", registration: "Registration", sheet: "AnswerSheet", rows: Sequence["Row"]
) -> float:
    """Return how far, in millimetres, bubbles lie from where a registration has them.

    In each part of the page their outlines are sought around those places; the farthest
    counts. It is infinite where no outlines can be seen.
    """
    import numpy as np

    places = np.array([(bubble.x, bubble.y) for row in rows for bubble in row.bubbles])
    line = np.arange(-_SOUGHT, _SOUGHT + 1) * _STEP
    shifts = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    angles = np.arange(20) * np.pi / 10
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=-1) * sheet.bubble / 2
    farthest = 0.0
    for zone in _zones(places):
        around = zone[:, None, None, :] + shifts[:, None, :]
        on, off = (
            sampled(small, registration, (around + ring * by).reshape(len(zone), -1, 2)) * 1.0
            for by in (1.0, 1.35)
        )
        shape = len(zone), len(shifts), len(ring)
        shown = np.mean((off - on).reshape(shape), axis=(0, 2))
        best = int(np.argmax(shown))
        if shown[best] < _SEEN:
            return float("inf")
        farthest = max(farthest, float(np.hypot(*shifts[best])))
    return farthest


def _zones(places: "Floats") -> Iterator["Floats"]:
    """Yield the bubbles of each part of a page: two across, three down."""
    import numpy as np

    low, high = places.min(axis=0), places.max(axis=0) + 0.01
    part = ((places - low) / (high - low) * (2, 3)).astype(int)
    for number in range(6):
        own = places[(part == (number % 2, number // 2)).all(axis=1)]
        if len(own) >= USUAL_FROM:
            yield np.asarray(own)


_SOUGHT, _STEP = 5, 0.2
"""How many steps outlines are sought away from their places, and millimetres of a step."""
_SEEN = 4.0
"""By how many of 255 levels outlines are darker than the paper around them, at least."""

# Measuring


def measured(
    small: "Grey", registration: "Registration", sheet: "AnswerSheet", places: "Floats"
) -> Measures:
    """Measure bubbles with these centres in millimetres."""
    import numpy as np

    radius = sheet.bubble / 2
    offsets, inside, outside, sectors = _template()
    patches = sampled(small, registration, places[:, None, :] + offsets * radius)
    paper = np.maximum(_quantile(patches[:, outside], 0.7), 1.0)
    contrast = 1 - _black(small, registration, sheet)

    def dark(values: "Numbers", beside: "Numbers" = paper) -> "Numbers":
        return np.asarray((1 - values / beside) / max(contrast, 0.05))

    within = patches[:, inside]
    strong = np.maximum(dark(_quantile(within, 0.15)) * 0.55, EMPTY_BELOW)
    below = paper * (1 - strong * max(contrast, 0.05))
    darkness = dark(within.mean(axis=1))
    # A stroke that leaves a filled bubble at two opposite sides crosses it out.
    is_crossed = darkness >= _MARKED
    own, beside = patches[is_crossed], paper[is_crossed]
    strokes = [dark(_quantile(own[:, each], 0.15), beside) > _STROKE for each in sectors]
    opposite = zip(strokes[: len(strokes) // 2], strokes[len(strokes) // 2 :], strict=True)
    is_crossed[is_crossed] = np.any([one & other for one, other in opposite], axis=0)
    return Measures(
        darkness,
        np.asarray((within < below[:, None]).mean(axis=1)),
        is_crossed,
        contrast,
    )


def _quantile(values: "Grey", share: float) -> "Numbers":
    """Return the quantile of each row, without what lies between two values."""
    import numpy as np

    place = round(share * (values.shape[1] - 1))
    return np.asarray(np.partition(values, place, axis=1)[:, place], np.float64)


def sampled(small: "Grey", registration: "Registration", points: "Floats") -> "Grey":
    """Return the brightness at points in millimetres, shape (n, m, 2), as (n, m)."""
    import cv2
    import numpy as np

    pixels = registration.pixels(points).astype(np.float32)
    found = cv2.remap(
        small,
        pixels[..., 0],
        pixels[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255,),
    )
    return np.asarray(found, np.uint8)


@cache
def _template() -> tuple[Any, Any, Any, tuple[Any, ...]]:
    """Return offsets in radii (1, m, 2), and which are inside, outside, in each sector."""
    import numpy as np

    line = np.linspace(-_REACH, _REACH, _GRID)
    x, y = (each.ravel() for each in np.meshgrid(line, line))
    far = np.hypot(x, y)
    outside = (far >= _OUTSIDE) & (far <= _REACH)
    angle = np.arctan2(y, x)
    sectors = []
    for turn in np.arange(8) * np.pi / 4:
        away = np.abs((angle - turn + np.pi) % (2 * np.pi) - np.pi)
        sectors.append(np.flatnonzero(outside & (away < np.pi / 8)))
    offsets = np.stack([x, y], axis=-1)[None]
    return offsets, np.flatnonzero(far <= _INSIDE), np.flatnonzero(outside), tuple(sectors)


def _black(small: "Grey", registration: "Registration", sheet: "AnswerSheet") -> float:
    """Return how bright the markers' black is, as a share of the paper beside them."""
    import numpy as np

    cell = sheet.marker / 6  # a border of one cell, four cells of bits, a border
    along = np.linspace(-2.5, 2.5, 9) * cell
    edge = 2.5 * cell
    border = np.array([(a, b) for each in along for a, b in (
        (each, -edge), (each, edge), (-edge, each), (edge, each))])  # fmt: skip
    beside = border * (sheet.marker / 2 + cell) / edge
    centres = np.array(sheet.markers)[:, None, :]
    black = np.median(sampled(small, registration, centres + border), axis=1)
    paper = np.percentile(sampled(small, registration, centres + beside), 60, axis=1)
    return float(np.median(black / np.maximum(paper, 1.0)))


def _of_empty(darkness: "Numbers", kinds: Sequence[object]) -> "Numbers":
    """Return the darkness that each bubble would have if it were empty.

    That of the paler half of all, and for each letter, which has a shape of its own, of its
    palest quarter; but near that of all, where a letter is filled in most rows.
    """
    import numpy as np

    palest = np.sort(darkness)[: max(1, len(darkness) // 2)]
    usual = float(np.median(palest))
    found = np.full(len(darkness), usual)
    names = np.array([kinds.index(each) for each in kinds])
    for name in np.unique(names):
        own = names == name
        if own.sum() >= USUAL_FROM:
            quarter = _percentile(darkness[own], 25)
            found[own] = min(max(quarter, usual - 0.03), usual + 0.04)
    return found


def _percentile(values: "Numbers", per_cent: float) -> float:
    """Return what np.percentile does, which takes as long as a page's other measures."""
    import numpy as np

    place = per_cent / 100 * (len(values) - 1)
    low, high = np.sort(values)[[floor(place), ceil(place)]].tolist()
    return float(low + (high - low) * (place % 1))


def _empty_below(darkness: "Numbers") -> float:
    """Return below which darkness a bubble is empty: six times what the palest half scatters.

    The scatter is the median absolute deviation, as a standard deviation.
    """
    import numpy as np

    palest = np.sort(darkness)[: max(1, len(darkness) // 2)]
    scatter = 1.4826 * float(np.median(np.abs(palest - np.median(palest))))
    return float(np.clip(6 * scatter, EMPTY_BELOW / 2, EMPTY_BELOW))


def _states(
    darkness: "Numbers", found: Measures, by_teacher: "Flags", empty_below: float
) -> list[State]:
    """Return the state of each bubble; a teacher's pen is not as dark as a student's."""
    import numpy as np

    full = (darkness >= FILLED_FROM) & (found.covered >= COVERED_FROM)
    least = np.full(len(darkness), SURE_FROM)
    for hand in (by_teacher, ~by_teacher):
        if (full & hand).sum() >= USUAL_FROM:
            usual = float(np.median(darkness[full & hand]))
            least[hand] = max(FILLED_FROM, PALE * usual)
    # Over all bubbles at once; the first that holds for one is its state.
    states: dict[State, Flags] = {
        # A pale mark is broad; its letter, which a copier turned black, is not.
        "empty": darkness < np.where(found.covered < BROAD_FROM, EMPTY_BELOW, empty_below),
        "corrected": found.is_crossed & (darkness >= FILLED_FROM),
        "doubtful": found.covered < COVERED_FROM,
        "filled": darkness >= least,
    }
    which = np.select([*states.values()], range(len(states)), len(states))
    names: list[State] = [*states, "erased"]
    return [names[each] for each in which.tolist()]


# Rows


def _rows(
    rows: Sequence["Row"], marks: Sequence[Mark], streaked: Sequence[bool]
) -> Iterator[RowMarks]:
    start = 0
    for row in rows:
        end = start + len(row.bubbles)
        yield _row(row, tuple(marks[start:end]), is_streaked=any(streaked[start:end]))
        start = end


def _row(row: "Row", marks: tuple[Mark, ...], *, is_streaked: bool) -> RowMarks:
    """Return what a row says, and why the teacher is to see it if it is not clear."""
    values = [bubble.value for bubble in row.bubbles]
    states = [mark.state for mark in marks]
    chosen = tuple(
        value for value, state in zip(values, states, strict=True) if state == "filled"
    )
    doubtful = [
        value for value, state in zip(values, states, strict=True) if state == "doubtful"
    ]
    if row.mode == "many":
        chosen = tuple(sorted({*chosen, *doubtful}, key=values.index))
    elif not chosen and len(doubtful) == 1:
        chosen = tuple(doubtful)
    return RowMarks(marks, chosen, _reason(row, states, is_streaked=is_streaked))


def _reason(row: "Row", states: Sequence[State], *, is_streaked: bool) -> Reason:
    if is_streaked:
        return "streak"
    for state in ("corrected", "doubtful", "erased"):
        if state in states:
            return state
    filled = states.count("filled")
    if not filled:
        return "blank"
    return "double" if filled > 1 and row.mode != "many" else "clear"


# Marks that fade


def _fades(rows: Sequence["Row"], read: Sequence[RowMarks]) -> bool:
    """Whether some of a student's marks may have vanished: many are pale, or rows are blank."""
    import numpy as np

    own = [each for row, each in zip(rows, read, strict=True) if row.mode != "points"]
    open_rows = sum(each.reason in ("blank", "doubtful", "erased") for each in own)
    if open_rows > 1 and open_rows >= FADES_FROM * len(own):
        return True
    broad = [
        mark.darkness
        for each in own
        for mark in each.marks
        if mark.state != "empty" and mark.covered >= COVERED_FROM
    ]
    return bool(broad) and _percentile(np.array(broad), 10) < PALEST


def _several_shown(rows: Sequence["Row"], read: Sequence[RowMarks]) -> list[RowMarks]:
    """Show the rows in which several may be marked: one that vanished would not be missed."""
    return [
        replace(each, reason="doubtful")
        if row.mode == "many" and each.reason == "clear"
        else each
        for row, each in zip(rows, read, strict=True)
    ]


# Streaks of a dirty scanner


def on_streaks(
    small: "Grey", registration: "Registration", places: "Floats", radius: float
) -> "Flags":
    """Return which bubbles lie on a line that runs through the page along one of its sides.

    The median of a column of pixels is the paper's, but for a column that is dark in most rows.
    """
    import numpy as np

    pixels = registration.pixels(places)
    reach = max(1, round(radius * registration.scale))
    even = _even(small)
    found = np.zeros(len(places), bool)
    for axis in (0, 1):
        # What the streaks across a bubble add to its darkness.
        added = np.convolve(_streaks(even, axis), np.ones(2 * reach + 1), "same") / (2 * reach)
        at = np.clip(np.round(pixels[:, axis]).astype(int), 0, len(added) - 1)
        found |= added[at] > EMPTY_BELOW / 2
    return found


def _even(small: "Grey") -> "Grey":
    """Return a page on which the paper is white wherever a shadow or a stain lies."""
    import cv2
    import numpy as np

    tiny = cv2.resize(small, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(tiny, np.ones((5, 5), np.uint8))
    beside = cv2.resize(paper, small.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(small, beside, scale=255), np.uint8)


def _streaks(even: "Grey", axis: int) -> "Numbers":
    """Return how dark the streak is in each column (axis 0) or row (1) of pixels, 0 to 1."""
    import cv2
    import numpy as np

    thinned = even[::4] if axis == 0 else even[:, ::4]
    line = np.median(thinned, axis=axis).astype(np.uint8).reshape(1, -1)
    # Closing fills what is dark between lighter sides.
    beside = cv2.morphologyEx(line, cv2.MORPH_CLOSE, np.ones((1, _WIDEST), np.uint8))
    added = beside.ravel() - line.ravel()
    return np.where(added > _STREAK, added / 255.0, 0.0)


_WIDEST = 25
"""Pixels of the widest streak, about 6 mm."""
_STREAK = 10
"""By how many of 255 levels a streak is darker than the paper beside it."""
