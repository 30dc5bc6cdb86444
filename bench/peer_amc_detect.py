"""AMC-detect, with which Auto Multiple Choice reads scans, on the same sheets with its marks.

Auto Multiple Choice starts it for each scan and tells it, line by line, to load the picture
with its four round marks, to find the page, and to measure each box (AMC-analyse.pl). Here it
is kept open, since quizgen reads many pages in a process too, and it is not asked for what
quizgen does not make: a picture of each box, and one of the page with the boxes drawn.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import cv2
from scanning import draw_sheet

from quizgen.plan.answer_sheet import AnswerSheet

PLACES = ("/usr/libexec/AMC/exec", "/usr/lib/AMC/exec")
DIAMETER = 4.0
"""Of its marks, in millimetres."""
CODE_BOXES = 24
"""It has no symbol: these boxes, black or white, say which page of which copy it is."""
PROPORTION = 0.8
"""How much of a box is measured, by default, at each side."""
FRAME = re.compile(r"Frame\[[0-9]\]")
PIXELS = re.compile(r"PIX ([0-9]+) ([0-9]+)")
TICK = os.sysconf("SC_CLK_TCK")


def program() -> str | None:
    """Return where AMC-detect is, if it is here."""
    return shutil.which("AMC-detect", path=os.pathsep.join((os.environ["PATH"], *PLACES)))


def draw_marked(sheet: AnswerSheet, dpi: float = 200):
    """Draw a sheet with round marks where quizgen's are, and code boxes for the symbol."""
    pixels, by = draw_sheet(sheet, 1, "4K7Z11BX", dpi), dpi / 25.4
    for x, y in sheet.markers:
        _white(pixels, x - sheet.marker, y - sheet.marker, 2 * sheet.marker, by)
        centre = round(x * by * 16), round(y * by * 16)
        cv2.circle(pixels, centre, round(DIAMETER / 2 * by * 16), 0, -1, cv2.LINE_AA, 4)
    left, upper, side = sheet.symbol
    _white(pixels, left - 1, upper - 1, side + 2, by)
    return pixels


def _white(pixels, left: float, upper: float, side: float, by: float) -> None:
    start, end = ((round(each * by), round((each + side) * by)) for each in (left, upper))
    pixels[end[0] : end[1], start[0] : start[1]] = 255


class Detector:
    """The program, kept open for the scans of one sheet."""

    def __init__(self, path: str, sheet: AnswerSheet) -> None:
        self.sheet = sheet
        options = {
            "x": sheet.width, "y": sheet.height, "d": DIAMETER,
            "p": 0.2, "m": 0.2, "c": 3, "t": 0.6,
        }  # fmt: skip
        command = [path, *(str(part) for key, value in options.items()
                           for part in (f"-{key}", value))]  # fmt: skip
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )

    def __enter__(self) -> "Detector":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def read(self, scan: Path) -> list[float]:
        """Return the share of black pixels in each box of a scan."""
        if len(FRAME.findall(self._told(f"load {scan}"))) < 4:
            raise ValueError(f"AMC-detect finds no four marks on {scan}.")
        marks = " ".join(f"{x:.2f},{y:.2f}" for x, y in self.sheet.markers)
        self._told(f"optim {marks}")
        half = self.sheet.bubble / 2
        bubbles = [each for row in self.sheet.pages[0].rows for each in row.bubbles]
        found = []
        for bubble in (*bubbles[:CODE_BOXES], *bubbles):
            box = (bubble.x - half, bubble.x + half, bubble.y - half, bubble.y + half)
            told = self._told(
                f"mesure0 {PROPORTION} oval {' '.join(f'{each:.2f}' for each in box)}"
            )
            black, every = map(int, PIXELS.search(told).groups())
            found.append(black / every)
        return found[CODE_BOXES:]

    def _told(self, command: str) -> str:
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        lines = iter(self.process.stdout.readline, "__END__\n")
        return "".join(line for line in lines if line or self._ended())

    def _ended(self) -> None:
        raise ValueError(f"AMC-detect ended with status {self.process.wait()}.")

    def cpu(self) -> float:
        """Return the seconds of the processor that it has taken, as Linux counts them."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK
