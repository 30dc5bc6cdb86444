"""What a format cannot hold, as data, and the report that says so."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap

from quizgen.base.words import counted, short_list

WIDTH = 96
MOST_NAMED = 6
"""A terminal's report names at most this many questions with a loss."""
INDENT = " " * 6


@dataclass(frozen=True)
class Loss:
    """Something that is not the same behind an import or an export, and what was done.

    field is the bank's key that differs; `type` stands for all keys of a question's kind. line
    is a line of the source, 0 where it has none. A loss that is a note differs in nothing: it
    says what to look at.
    """

    question: str
    field: str
    message: str
    path: str = ""
    line: int = 0
    is_note: bool = False


@dataclass(frozen=True)
class Report:
    """The losses of one import or export."""

    heading: str
    losses: tuple[Loss, ...]

    @property
    def differences(self) -> tuple[Loss, ...]:
        """What differs, without the notes."""
        return tuple(loss for loss in self.losses if not loss.is_note)


def report_text(report: Report, most: int = 1_000_000) -> str:
    """Return a report for people: each message once, with the questions that it is about.

    Of many questions at most so many are named; all are in a report without a limit.
    """
    lines = [report.heading]
    for title, losses in (
        ("Not the same any more", [loss for loss in report.losses if not loss.is_note]),
        ("To look at", [loss for loss in report.losses if loss.is_note]),
    ):
        if losses:
            lines += ["", f"{title}:", *_grouped(losses, most)]
    if not report.losses:
        lines.append("Nothing is lost.")
    return "\n".join(lines)


def _grouped(losses: Sequence[Loss], most: int) -> Iterator[str]:
    places: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        places.setdefault((loss.field, loss.message), []).append(_place(loss))
    for (field, message), named in places.items():
        yield from wrap(
            f"{field}: {message}", WIDTH, initial_indent="  - ", subsequent_indent="    "
        )
        known = [name for name in dict.fromkeys(named) if name]
        if known:
            head = counted(len(known), "place") + ": " if len(known) > 1 else ""
            yield from wrap(
                head + short_list(known, most),
                WIDTH,
                initial_indent=INDENT,
                subsequent_indent=INDENT,
                break_long_words=False,
                break_on_hyphens=False,
            )


def _place(loss: Loss) -> str:
    where = f"{loss.path}:{loss.line}" if loss.path and loss.line else loss.path
    if loss.question and where:
        return f"{loss.question} ({where})"
    return loss.question or where


def report_json(report: Report) -> str:
    """Return a report for programs."""
    data = {"heading": report.heading, "losses": [asdict(loss) for loss in report.losses]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def unique(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    """Return losses in their order, each once."""
    return tuple(dict.fromkeys(losses))
