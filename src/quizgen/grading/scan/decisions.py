"""What the teacher decided of pages and rows: decisions.json, which the review page gives.

A decision is named by the page's key and what it is about: `KEY/row/museum/0/0` (question,
part, place), `KEY/name`, `KEY/code`, `KEY/page`, `KEY/out`. Its value is the text that was
chosen or typed.
quizgen keeps decisions and never changes one; where a teacher decided twice, the later counts.
What was undone is kept too, as a decision without a value: an older file may hold the other.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole, replacing
from quizgen.plan.answer_sheet import Row

FORMAT = "quizgen-decisions-1"
FILE = "decisions.json"
MOST_BYTES = 100_000_000
MOST_TYPED = 200
"""Most characters of a decision."""


class Decision(NamedTuple):
    """What was decided, and when, as ISO 8601 in UTC."""

    value: str
    at: str


class Undone(NamedTuple):
    """A decision that was taken back, and when."""

    at: str
    value: None = None


Decisions = Mapping[str, Decision]
Kept = Mapping[str, Decision | Undone]
"""What a file has."""


def row_name(key: str, row: Row) -> str:
    """Return what names the decision about a row of a page."""
    return f"{key}/row/{row.question}/{row.part}/{row.place}"


def read_decisions(path: Path) -> dict[str, Decision | Undone]:
    """Read a file of decisions; raise QuizgenError for any other."""
    return parse_decisions(read_whole(path, "decisions", MOST_BYTES), str(path))


def parse_decisions(raw: bytes, source: str) -> dict[str, Decision | Undone]:
    """Read what a file of decisions holds; errors call it by its source."""
    try:
        content = json.loads(raw)
        if content["format"] != FORMAT:
            raise ValueError(content["format"])
        return {name: _decision(name, each) for name, each in content["decisions"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise QuizgenError(
            f"{source} is not the {FILE} that the review page saves. Save it again there."
        ) from None


def keep_decisions(folder: Path, new: Kept) -> None:
    """Add decisions to those that are kept in a folder of results; the later of two counts."""
    path = folder / FILE
    with replacing(folder) as batch:
        old = read_decisions(path) if path.exists() else {}
        batch.create(path).write(decisions_json(latest([old, new])))


def _decision(name: str, content: Any) -> Decision | Undone:
    value, at = content["value"], content["at"]
    texts = (name, at, "" if value is None else value)
    if not all(isinstance(each, str) and len(each) <= MOST_TYPED for each in texts):
        raise TypeError(name)
    return Undone(at) if value is None else Decision(value, at)


def latest(several: Iterable[Kept]) -> dict[str, Decision | Undone]:
    """Return all decisions; of two about one thing the later."""
    found: dict[str, Decision | Undone] = {}
    for decisions in several:
        for name, each in decisions.items():
            if name not in found or each.at > found[name].at:
                found[name] = each
    return found


def standing(kept: Kept) -> dict[str, Decision]:
    """Return the decisions that were not undone."""
    return {name: each for name, each in kept.items() if isinstance(each, Decision)}


def as_data(kept: Kept) -> dict[str, dict[str, str | None]]:
    """Return decisions as JSON has them."""
    return {name: {"value": each.value, "at": each.at} for name, each in sorted(kept.items())}


def decisions_json(kept: Kept) -> bytes:
    """Return decisions as the file has them."""
    data = {"format": FORMAT, "decisions": as_data(kept)}
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
