"""The page of some settings: its size, margins and columns, in points."""

from collections.abc import Iterator

from quizgen.bank.print_settings import LEAST_MARGIN, SHEETS, Clash, PrintSettings, points_of
from quizgen.base.choices import PaperName
from quizgen.base.paper import Paper

PAPER_SIZES: dict[PaperName, tuple[float, float]] = {
    "letter": (612, 792),
    "a4": (595.2756, 841.8898),
    "legal": (612, 1008),
    "a5": (419.5276, 595.2756),
}
"""Width and height of each paper."""

DEFAULT_MARGINS = "42pt 54pt 34pt 54pt"

WHOLE_WIDTH = 595.0

SAME_SIZE = 0.9

ANSWER_COLUMN = 3.4
"""The answer column's width in em."""

LEAST_COLUMN = 16.0
"""The narrowest readable column in em."""


def paper_of(settings: PrintSettings) -> Paper:
    """Return the page of some settings: half a sheet with two on one."""
    width, height = PAPER_SIZES[settings.paper]
    if settings.n_up > 1:
        height, width = PAPER_SIZES[SHEETS[settings.paper]]
        width /= 2
    lengths = (settings.margins or DEFAULT_MARGINS).split()
    top, right, bottom, left = (
        points_of(length) or 0.0 for length in lengths * (4 // len(lengths))
    )
    return Paper(
        width,
        height,
        top,
        right,
        bottom,
        left,
        columns=settings.columns,
        n_up=settings.n_up,
        duplex=settings.duplex,
    )


def page_clashes(settings: PrintSettings) -> Iterator[Clash]:
    """Yield what leaves too little room on the page."""
    page = paper_of(settings)
    if page.height - page.top - page.bottom < page.height / 2:
        yield Clash(("paper", "margins"), "The margins leave less than half of the page.")
    size = float(settings.font_size)
    width = page.column / size - (ANSWER_COLUMN if settings.answer_column else 0)
    if width < LEAST_COLUMN:
        keys = ("paper", "columns", "font_size", "margins", "n_up", "answer_column")
        yield Clash(
            keys,
            f"There is room for some {max(0, 2 * width):.0f} letters in a line, too few to "
            "read. Choose a larger paper, one column, smaller type or smaller margins.",
        )


def scaled_margins(margins: str, settings: PrintSettings) -> str:
    """Scale a look's margins, which are for whole sheets, to a smaller page."""
    share = min(1.0, paper_of(settings).width / WHOLE_WIDTH) ** 0.8
    points = [(points_of(length) or 0.0) * share for length in margins.split()]
    if share > SAME_SIZE:
        return margins
    return " ".join(f"{max(LEAST_MARGIN, each):.0f}pt" for each in points)
