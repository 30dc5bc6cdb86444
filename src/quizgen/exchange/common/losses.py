"""What a format cannot hold, as data, and the report that says so."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from textwrap import wrap

from quizgen.base.data_class import dataclass
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


@dataclass(frozen=True)
class LossGroup:
    """A message of a report, and the questions or places that it is about."""

    field: str
    message: str
    places: tuple[str, ...]


def loss_groups(losses: Iterable[Loss]) -> list[LossGroup]:
    """Return each message of losses once, with all that it is about."""
    places: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        places.setdefault((loss.field, loss.message), []).append(_place(loss))
    return [
        LossGroup(field, message, tuple(name for name in dict.fromkeys(named) if name))
        for (field, message), named in places.items()
    ]


NOTHING_LOST = "Nothing is lost."


def report_sections(report: Report) -> list[tuple[str, list[LossGroup]]]:
    """Return what differs, then what is only to be looked at, each with its heading."""
    sections = (
        ("Not the same any more", report.differences),
        ("To look at", tuple(loss for loss in report.losses if loss.is_note)),
    )
    return [(title, loss_groups(losses)) for title, losses in sections if losses]


def report_text(report: Report, most: int = 1_000_000) -> str:
    """Return a report for people: each message once, with the questions that it is about.

    Of many questions at most so many are named; all are in a report without a limit.
    """
    lines = [report.heading]
    for title, groups in report_sections(report):
        lines += ["", f"{title}:", *_listed(groups, most)]
    if not report.losses:
        lines.append(NOTHING_LOST)
    return "\n".join(lines)


def _listed(groups: Iterable[LossGroup], most: int) -> Iterator[str]:
    for group in groups:
        yield from wrap(
            f"{group.field}: {group.message}",
            WIDTH,
            initial_indent="  - ",
            subsequent_indent="    ",
        )
        if group.places:
            number = len(group.places)
            head = counted(number, "place") + ": " if number > 1 else ""
            yield from wrap(
                head + short_list(group.places, most),
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
