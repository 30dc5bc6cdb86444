"""Where a sheet lies on its page: from the four markers to a map from millimetres to pixels.

The markers are ArUco's (Garrido-Jurado et al. 2014, "Automatic generation and detection of
highly reliable fiducial markers under occlusion", doi:10.1016/j.patcog.2014.01.005).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from quizgen.base.data_class import dataclass, replace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quizgen.grading.scan.pages import Grey
    from quizgen.plan.answer_sheet import AnswerSheet

    Floats = NDArray[np.float64]

SEARCHED = 1200
"""Pixels, about, of the longer side of the page in which markers are sought: the mean of pixels
removes the grain of 1-bit and halftone pages, and fewer take less time."""
SEARCHED_AGAIN = 1900
"""The same if too few were found."""
CORNER = 0.25
"""What share of each side of a page its corners are, in which markers are sought first."""
BLUR = 0.8
"""Standard deviation, in those pixels, of the blur before the search."""
MOST_ERROR = 0.45
"""Millimetres by which a marker may lie elsewhere than the others say."""
MOST_BEND = 0.4
"""Of a scan; a photo has more, and so has a sheet with a corner that is bent or torn."""
_MARKERS = range(4)
_STRAIGHT = 0.012
"""By how much the sides of three markers' triangle may differ in scale, and its angle from 90°
in radians: a scanner keeps both, a camera does not."""


@dataclass(frozen=True)
class Registration:
    """A map from a sheet's millimetres to a page's pixels.

    error is the farthest, in millimetres, that the corner of a marker lies from where the map
    has it; markers is how many there were. bend is the farthest that one lies from where it
    would be if the page were seen from straight above.
    """

    matrix: "Floats"
    error: float
    markers: int
    bend: float = 0.0

    def pixels(self, points: Any) -> "Floats":
        """Return where points in millimetres are, of any shape (..., 2), in pixels."""
        import numpy as np

        given = np.asarray(points, np.float64)
        return mapped(self.matrix, given.reshape(-1, 2)).reshape(given.shape)

    def shrunk(self, by: float) -> "Registration":
        """Return the registration on the page made smaller."""
        import numpy as np

        # The middle of the first pixel is at 0, its edge at -0.5.
        shift = (by - 1) / 2
        smaller = np.array([[by, 0, shift], [0, by, shift], [0, 0, 1.0]])
        return replace(self, matrix=smaller @ self.matrix)

    @property
    def scale(self) -> float:
        """Pixels in a millimetre, about."""
        import numpy as np

        return float(np.sqrt(abs(np.linalg.det(self.matrix[:2, :2]))))


@dataclass(frozen=True)
class Found:
    """The markers of a page: corners (4, 2) in pixels by id, and ids that are there twice."""

    corners: Mapping[int, "Floats"]
    twice: frozenset[int] = frozenset()


def mapped(matrix: "Floats", points: "Floats") -> "Floats":
    """Return points (n, 2) under a homography."""
    import cv2
    import numpy as np

    # Not NumPy's product, for which it would wake other threads.
    found = cv2.perspectiveTransform(points.reshape(-1, 1, 2), matrix)
    return np.asarray(found.reshape(-1, 2), np.float64)


@cache
def _detector(part: float = 1.0) -> Any:
    """Return what finds markers on a page, or on a part of it with sides so much shorter."""
    import cv2

    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.cornerRefinementWinSize = 3
    parameters.adaptiveThreshWinSizeMin = 13
    parameters.adaptiveThreshWinSizeMax = 33
    parameters.adaptiveThreshWinSizeStep = 20
    parameters.minMarkerPerimeterRate = 0.04 / part
    parameters.maxMarkerPerimeterRate = 0.6 / part
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return cv2.aruco.ArucoDetector(dictionary, parameters)


def find_markers(pixels: "Grey", small: "Grey", by: float) -> Found:
    """Return the markers 0 to 3 of a page, whichever side of it is up.

    small is the page as shrunk gives it at SEARCHED, and by how much it shrank.
    """
    found = _in_corners(small, by)
    if found.twice or len(found.corners) == len(_MARKERS):
        return found
    found = _search(small, by)
    for attempt in _attempts(pixels):
        if len(found.corners) >= 4 or found.twice:
            break
        again = _search(*attempt)
        if len(again.corners) > len(found.corners) or again.twice:
            found = again
    return found


def _attempts(pixels: "Grey") -> Iterator[tuple["Grey", float]]:
    """Yield a page as it is searched again: larger, then without thin lines."""
    import cv2
    import numpy as np

    large, by = shrunk(pixels, SEARCHED_AGAIN)
    yield large, by
    for shape in ((1, _THIN), (_THIN, 1)):
        yield np.asarray(cv2.morphologyEx(large, cv2.MORPH_CLOSE, np.ones(shape, np.uint8))), by


_THIN = 7
"""Pixels of a streak, at SEARCHED_AGAIN, that is taken away: less than a cell of a marker."""


def shrunk(pixels: "Grey", longest: int) -> tuple["Grey", float]:
    """Return a page with a longer side of about so many pixels, and by how much it shrank.

    A whole number of pixels makes one: OpenCV means them several times as fast.
    """
    import cv2
    import numpy as np

    whole = max(1, round(max(pixels.shape) / longest))
    if whole == 1:
        return pixels, 1.0
    height, width = (each // whole for each in pixels.shape)
    evenly = pixels[: height * whole, : width * whole]
    small = cv2.resize(evenly, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), 1 / whole


def _in_corners(small: "Grey", by: float) -> Found:
    """Return the markers in the corners of a page: there they are on most, soon found."""
    height, width = (round(side * CORNER) for side in small.shape)
    first: dict[int, Any] = {}
    twice: set[int] = set()
    for upper in (0, small.shape[0] - height):
        for left in (0, small.shape[1] - width):
            part = small[upper : upper + height, left : left + width]
            found = _search(part, by, (left, upper), CORNER)
            twice |= found.twice | (first.keys() & found.corners.keys())
            first |= found.corners
    return Found(first, frozenset(twice))


def _search(
    small: "Grey", by: float, start: tuple[int, int] = (0, 0), part: float = 1.0
) -> Found:
    """Return the markers of a page, or of a part of it that starts there."""
    import cv2
    import numpy as np

    blurred = cv2.GaussianBlur(small, (0, 0), BLUR)
    corners, ids, _ = _detector(part).detectMarkers(blurred)
    first: dict[int, Any] = {}
    twice = set()
    for which, quad in zip([] if ids is None else ids.ravel().tolist(), corners, strict=True):
        if which in first:
            twice.add(which)
        elif which in _MARKERS:
            # The middle of a pixel is at a half.
            place = quad.reshape(4, 2).astype(np.float64) + start
            first[which] = (place + 0.5) / by - 0.5
    return Found(first, frozenset(twice))


def register(
    found: Found, sheet: "AnswerSheet", *, is_photo: bool = False
) -> Registration | None:
    """Return where a sheet lies; None if that cannot be told from the markers found.

    Four markers tell it always, three of them on a scan, which is not seen at an angle.
    """
    import numpy as np

    known = sorted(found.corners)
    if len(known) < (4 if is_photo else 3):
        return None
    lengths = np.concatenate([_corners_of(sheet, each) for each in known])
    places = np.concatenate([found.corners[each] for each in known])
    matrix = _flat(lengths, places) if len(known) == 3 else _seen(lengths, places)
    if matrix is None or not np.isfinite(matrix).all() or abs(np.linalg.det(matrix)) < 1e-9:
        return None
    error = _farthest(matrix, places, lengths)
    bend = _farthest(_affine(lengths, places), places, lengths)
    return Registration(matrix, error, len(known), bend)


def _corners_of(sheet: "AnswerSheet", which: int) -> "Floats":
    """Return the corners of a marker in millimetres, clockwise from its top left."""
    import numpy as np

    half = sheet.marker / 2
    around = ((-half, -half), (half, -half), (half, half), (-half, half))
    return np.asarray(np.array(sheet.markers[which]) + np.array(around), np.float64)


def _farthest(matrix: "Floats", places: "Floats", lengths: "Floats") -> float:
    """Return how far, in millimetres, a place is from where a map has it."""
    import numpy as np

    back = np.asarray(np.linalg.inv(matrix), np.float64)
    return float(np.max(np.linalg.norm(mapped(back, places) - lengths, axis=1)))


def _affine(lengths: "Floats", places: "Floats") -> "Floats":
    """Return the affine map of points that fits best."""
    import numpy as np

    solved = np.linalg.lstsq(np.c_[lengths, np.ones(len(lengths))], places, rcond=None)[0]
    return np.asarray(np.vstack([solved.T, [0.0, 0.0, 1.0]]), np.float64)


def _seen(lengths: "Floats", places: "Floats") -> "Floats | None":
    """Return the homography of points that fits best."""
    import cv2
    import numpy as np

    matrix = cv2.findHomography(lengths, places, 0)[0]
    return None if matrix is None else np.asarray(matrix, np.float64)


def _flat(lengths: "Floats", places: "Floats") -> "Floats | None":
    """Return the affine map of points; None if it is not the view of a scanner."""
    import numpy as np

    matrix = _affine(lengths, places)
    across, down = matrix[:2, 0], matrix[:2, 1]
    wide, high = float(np.linalg.norm(across)), float(np.linalg.norm(down))
    slant = abs(float(across @ down)) / (wide * high)
    # The two sides of three markers' triangle, and each marker, tell the scale.
    sizes = _sides(places) / _sides(lengths)
    is_even = max(abs(wide / high - 1), slant) < _STRAIGHT
    spread = np.abs(sizes / ((wide + high) / 2) - 1)
    return matrix if is_even and float(spread.max()) < 2 * _STRAIGHT else None


def _sides(corners: "Floats") -> "Floats":
    """Return the mean side of each marker, from the corners of all of them."""
    import numpy as np

    quads = corners.reshape(-1, 4, 2)
    sides = np.linalg.norm(quads - np.roll(quads, 1, axis=1), axis=2)
    return np.asarray(sides.mean(axis=1), np.float64)
