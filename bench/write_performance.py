"""Writes docs/performance.md and its plot from docs/performance.json.

So no figure in them was typed by hand:

    python bench/run.py --json docs/performance.json
    python bench/write_performance.py
"""

from collections.abc import Iterator
from pathlib import Path

from plot import plot
from results import Results, loaded
from tables import figures, further_figures, goals, setting

DOCS = Path(__file__).parents[1] / "docs"
FIGURES, PAGE = DOCS / "performance.json", DOCS / "performance.md"
PICTURE = DOCS / "pictures" / "performance.svg"

BEGIN = "<!-- {}: written by bench/write_performance.py; do not edit up to the end of it. -->"
END = "<!-- end -->"


def parts(results: Results) -> dict[str, Iterator[str]]:
    """Return what is written into the page, by the names of its places there."""
    return {
        "The figures": _figures(results),
        "The aims": goals(results),
    }


def _figures(results: Results) -> Iterator[str]:
    yield f"```text\n{setting(results)}\n```"
    yield f"![Seconds against papers, for each program](pictures/{PICTURE.name})"
    yield from figures(results)
    yield from further_figures(results)


def page_with(page: str, results: Results) -> str:
    """Return the page with these results in it; raises ValueError where it has no place."""
    for name, texts in parts(results).items():
        begin = BEGIN.format(name)
        before, found, rest = page.partition(begin)
        _, ended, after = rest.partition(END)
        if not (found and ended):
            raise ValueError(f"{PAGE.name} has no place for: {name}")
        body = "\n\n".join(text for text in texts if text)
        page = f"{before}{begin}\n\n{body}\n\n{END}{after}"
    return page


def main() -> None:
    """Write the page and the plot."""
    results = loaded(FIGURES)
    PAGE.write_text(page_with(PAGE.read_text("utf-8"), results), "utf-8")
    PICTURE.write_text(plot(results), "utf-8")


if __name__ == "__main__":
    main()
