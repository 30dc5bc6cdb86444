"""Writes the table of formats in docs/exchange.md: run it after a change of a format's row.

.venv/bin/python docs/write_exchange.py
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from quizgen.exchange import formats
from quizgen.exchange.common.held import row_of

PAGE = Path(__file__).with_name("exchange.md")
BEGIN, END = "<!-- formats -->\n", "<!-- end of formats -->\n"
OVERVIEW = ("in", "out", "passage", "points", "feedback", "hints", "pictures", "groups", "tags")
BESIDE = ("format", *OVERVIEW, "partial credit")


def page(old: str) -> str:
    """Return the page with the tables of today."""
    before, _, rest = old.partition(BEGIN)
    _, _, behind = rest.partition(END)
    return f"{before}{BEGIN}\n{tables()}\n{END}{behind}"


def tables() -> str:
    """Return what each format can hold as two tables: for all, and by kind of question."""
    rows = [row_of(form) for form in formats()]
    kinds = [name for name in rows[0] if name not in BESIDE]
    first = [["Format", *(name.capitalize() for name in OVERVIEW), "Partial credit"]]
    first += [
        [f"`{row['format']}`", *(row[name] for name in OVERVIEW), row["partial credit"]]
        for row in rows
    ]
    second = [["Kind", *(f"`{row['format']}`" for row in rows)]]
    second += [[f"`{kind}`", *(row[kind] for row in rows)] for kind in kinds]
    return "\n\n".join("\n".join(_table(each)) for each in (first, second)) + "\n"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    head, *body = rows
    for row in (head, ["---"] * len(head), *body):
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
