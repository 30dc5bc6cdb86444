"""A plot of papers against seconds, both logarithmic, as SVG."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from results import Results, Row

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 64, 596, 48, 404
LABEL_HEIGHT = 17

# Okabe and Ito's colours, which people with colour blindness can tell apart; each twice, for
# a light and for a dark page.
COLOURS = {
    "quizgen": ("#0072b2", "#56b4e9"),
    "quizgen again": ("#009e73", "#2fc79b"),
    "quizgen --jobs 1": ("#56b4e9", "#a6d8f5"),
    "quizgen --jobs 2": ("#5b7fb8", "#8fb0e0"),
    "build b4d0377": ("#7a7a52", "#c8c88a"),
    "build b4d0377 again": ("#5f7a6a", "#a3c4b2"),
    "build b4d0377 --jobs 1": ("#6a6a8a", "#b0b0d0"),
    "WeasyPrint": ("#a8660a", "#e69f00"),
    "pdflatex": ("#d55e00", "#ff8a3d"),
    "Typst": ("#aa4488", "#e08fc0"),
    "AMC": ("#6b6b6b", "#b0b0b0"),
    "R/exams": ("#8a7a00", "#f0e442"),
}
OTHER = ("#444444", "#cccccc")

# The page behind a picture may be light or dark whatever the reader's system says, so the
# picture brings its own ground.
STYLE = """
  .ground { fill: #ffffff } .grid { stroke: #d8dee4 } text { fill: #1f2328 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .grid { stroke: #30363d } text { fill: #e6edf3 }
  }
  text { font: 13px sans-serif } .title { font-weight: bold; font-size: 15px }
  .line { fill: none; stroke-width: 1.75 } .ours { stroke-width: 3.25 }
  .guessed { stroke-dasharray: 5 5 }
"""


@dataclass(frozen=True)
class Scale:
    """A logarithmic axis: whole powers of ten, and where on the picture they begin and end."""

    low: int
    high: int
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return where a value stands, in the picture's units."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def powers(self) -> list[float]:
        """The powers of ten that get a line."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def scale(values: Iterable[float], start: float, end: float) -> Scale:
    """Return an axis that has room for all values."""
    logs = [log10(value) for value in values]
    low, high = floor(min(logs)), ceil(max(logs))
    return Scale(low, max(high, low + 1), start, end)


def plot(results: Results) -> str:
    """Return the plot of all programs; what is extrapolated is dashed, its dots are hollow."""
    across = scale([row.papers for row in results.rows], LEFT, RIGHT)
    up = scale([row.wall for row in results.rows], BOTTOM, TOP)
    lines = {name: results.of(name) for name in results.programs}
    parts = [
        *_frame(across, up),
        *(part for name, rows in lines.items() for part in _curve(name, rows, across, up)),
        *_labels(lines, up),
        *_note(results),
    ]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'width="{WIDTH}" height="{HEIGHT}" aria-labelledby="t d">\n'
        f'<title id="t">Seconds to print papers</title>\n<desc id="d">{_told(lines)}</desc>\n'
        f"<style>{STYLE}{_colours(lines)}</style>\n"
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="6"/>\n{body}\n</svg>\n'
    )


def _colours(names: Iterable[str]) -> str:
    """Return the rules for each program's colour."""
    light, dark = [], []
    for name in names:
        for rules, colour in zip((light, dark), COLOURS.get(name, OTHER), strict=True):
            rules.append(f".{_class(name)} {{ stroke: {colour}; color: {colour} }}")
    return (
        f"  {' '.join(light)}\n  @media (prefers-color-scheme: dark) {{ {' '.join(dark)} }}\n"
        "  circle { fill: currentColor } .hollow { fill: none }\n"
    )


def _class(name: str) -> str:
    return "p-" + "".join(sign if sign.isalnum() else "-" for sign in name)


def _frame(across: Scale, up: Scale) -> Iterator[str]:
    """Yield the grid and what stands beside it."""
    yield f'<text class="title" x="{LEFT}" y="24">Seconds to print so many papers</text>'
    for value in across.powers:
        x = across.place(value)
        yield f'<path class="grid" d="M{x:.1f} {TOP}V{BOTTOM}"/>'
        yield f'<text x="{x:.1f}" y="{BOTTOM + 20}" text-anchor="middle">{value:,.0f}</text>'
    for value in up.powers:
        y = up.place(value)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>'
        at = f'x="{LEFT - 8}" y="{y + 4:.1f}"'
        yield f'<text {at} text-anchor="end">{_number(value)} s</text>'
    middle = (LEFT + RIGHT) / 2
    yield f'<text x="{middle}" y="{BOTTOM + 42}" text-anchor="middle">papers</text>'


def _note(results: Results) -> Iterator[str]:
    """Yield what the dashes mean, if there are any."""
    if any(row.extrapolated for row in results.rows):
        at = f'x="{RIGHT}" y="{BOTTOM + 42}" text-anchor="end"'
        yield f"<text {at}>dashed: extrapolated</text>"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _curve(name: str, rows: Sequence[Row], across: Scale, up: Scale) -> Iterator[str]:
    """Yield a program's line, step by step, and its dots."""
    places = [(across.place(row.papers), up.place(row.wall)) for row in rows]
    look = f"line {_class(name)}{' ours' if name.startswith('quizgen') else ''}"
    for (x, y), (to_x, to_y), row in zip(places, places[1:], rows[1:], strict=False):
        guessed = " guessed" if row.extrapolated else ""
        step = f"M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"
        yield f'<path class="{look}{guessed}" d="{step}"/>'
    for (x, y), row in zip(places, rows, strict=True):
        hollow = " hollow" if row.extrapolated else ""
        tip = f"<title>{escape(name)}, {row.papers:,} papers: {row.wall:.2f} s</title>"
        dot = f'cx="{x:.1f}" cy="{y:.1f}" r="3.5"'
        yield f'<circle class="{_class(name)}{hollow}" {dot}>{tip}</circle>'


def _labels(lines: dict[str, tuple[Row, ...]], up: Scale) -> Iterator[str]:
    """Yield the programs' names at the ends of their lines, moved apart where they touch."""
    wanted = sorted((up.place(rows[-1].wall), name) for name, rows in lines.items())
    lowest = BOTTOM - LABEL_HEIGHT * (len(wanted) - 1)
    y = TOP - LABEL_HEIGHT
    for index, (place, name) in enumerate(wanted):
        y = max(y + LABEL_HEIGHT, min(place, lowest + LABEL_HEIGHT * index))
        yield (
            f'<circle class="{_class(name)}" cx="{RIGHT + 16}" cy="{y:.1f}" r="4"/>'
            f'<text x="{RIGHT + 26}" y="{y + 4:.1f}">{escape(name)}</text>'
        )


def _told(lines: dict[str, tuple[Row, ...]]) -> str:
    """Return the last figure of every line in words."""
    return escape(
        "; ".join(
            f"{name}: {rows[-1].wall:.1f} s for {rows[-1].papers:,} papers"
            f"{' (extrapolated)' if rows[-1].extrapolated else ''}"
            for name, rows in lines.items()
        )
    )
