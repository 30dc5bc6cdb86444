"""Patterns of squares, drawn in one path: a marker, or the Data Matrix of a text.

References to sections are to ISO 32000-1 (PDF 1.7).
"""

import re

from quizgen.base.data_matrix import DARK, data_matrix
from quizgen.printing.sheets import Squares


def drawn_squares(squares: Squares) -> bytes:
    """Return operators that fill the dark squares, where y counts up from the page's foot.

    They are an artifact (14.8.2.2): a reader aloud has what they say in the text. One path for
    all of them has no seams (8.5.3.3.2).
    """
    rows = data_matrix(squares.pattern) if isinstance(squares.pattern, str) else squares.pattern
    module = squares.side / len(rows)
    path = [
        b"%.6g %.6g %.6g %.6g re"
        % (
            squares.x + run.start() * module,
            squares.y - (number + 1) * module,
            len(run[0]) * module,
            module,
        )
        for number, row in enumerate(rows)
        for run in re.finditer(f"{DARK}+", row)
    ]
    return b"/Artifact BMC\n0 g\n%b\nf\nEMC\n" % b"\n".join(path)
