"""A bank of sixty questions of which one is edited, and what it takes to see the edit.

python bench/edits.py EDITS

Run alone it is a process that stays: for each edit it plans, lays out what is new, composes the
first page and draws it, and prints the seconds of each edit after the first.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import yaml
from bank import bank_text

from quizgen.app import api

QUESTIONS = 60
SEED = "bench"
DRAWN = 10
WIDTH = 816
"""Of the picture in pixels: a page of US Letter as a browser shows it, 96 to the inch."""


def edited(number: int) -> tuple[str, str]:
    """Return the bank's text after an edit, and the id of the question that was edited."""
    bank = yaml.load(bank_text(), yaml.CSafeLoader)
    more = [one | {"id": f"{one['id']}-again"} for one in bank["questions"]]
    bank["questions"] = [*bank["questions"], *more][:QUESTIONS]
    first = bank["questions"][0]
    first["stem"] = f"{first['stem']} (Edit {number}.)"
    return yaml.safe_dump(bank, sort_keys=False, allow_unicode=True), first["id"]


def picture(bank: Path, question: str) -> bytes:
    """Return the first page of a sheet with the question, as PNG."""
    request = api.Request(count=DRAWN, seed=SEED, include=(question,))
    plan = api.plan_run(bank, request, here=bank.parent).plan
    pdf = api.compose(api.lay_out(plan, here=bank.parent), sheet=0)
    return api.page_picture(pdf, 0, WIDTH)


def seconds(edits: int) -> Iterator[float]:
    """Yield how long each edit takes to be seen; the first of all loads the libraries."""
    with tempfile.TemporaryDirectory() as folder:
        bank = Path(folder) / "bank.yaml"
        for number in range(edits):
            text, question = edited(number)
            bank.write_text(text, "utf-8")
            start = time.perf_counter()
            picture(bank, question)
            yield time.perf_counter() - start


if __name__ == "__main__":
    _, *took = seconds(int(sys.argv[1]) + 1)
    print(*took)
