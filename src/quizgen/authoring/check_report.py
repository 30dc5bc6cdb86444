"""What a check says: for people, for programs, and for GitHub's pages."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap

from click import style

from quizgen.authoring.check import Checked, Finding
from quizgen.authoring.harm import harm
from quizgen.base.choices import ReportFormat
from quizgen.base.errors import harmless
from quizgen.base.regex import regex
from quizgen.base.words import counted

COLOURS = {"error": "red", "advice": "yellow"}
WORDS = {"error": ("error", "errors"), "advice": ("piece of advice", "pieces of advice")}

_FIGURE = regex(r"\d+")

Report = Callable[[Sequence[Checked], int], str]


def as_text(checked: Sequence[Checked], width: int) -> str:
    """Return the findings of each bank in turn, the gravest first, and a closing line.

    Lines are at most `width` wide where they can be, or unbroken where it is 0.
    """
    blocks = [_block(bank, width) for bank in checked]
    return "\n".join([*blocks, closing(checked)])


def _block(bank: Checked, width: int) -> str:
    size = "" if bank.questions is None else f" ({counted(bank.questions, 'question')})"
    head = f"{style(harmless(str(bank.path)), bold=True)}{size}"
    if not bank.findings:
        head += ": nothing to mend."
    groups = _grouped(sorted(bank.findings, key=_by_harm))
    lines = [line for group in groups for line in _lines(group, width)]
    lines += [line for note in bank.notes for line in _wrapped(note, "  ", width)]
    return "\n".join([head, *lines, ""])


LEAST_GROUP = 4
"""How many findings of one kind are told together."""


def _by_harm(finding: Finding) -> tuple[int, str, int, int]:
    """Errors come first, in the order of their lines; then the gravest advice."""
    if finding.severity == "error":
        return -1, "", finding.line, finding.column
    return harm(finding.rule), finding.rule, finding.line, finding.column


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return findings that differ in nothing but their question and figures, together."""
    found: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        same = finding.severity == "advice" and finding.question
        kind = (finding.rule, _FIGURE.sub("#", finding.message)) if same else number
        found.setdefault(kind, []).append(finding)
    return [part for group in found.values() for part in _parts(group)]


def _parts(group: list[Finding]) -> list[list[Finding]]:
    return [group] if len(group) >= LEAST_GROUP else [[finding] for finding in group]


def _lines(group: Sequence[Finding], width: int) -> Iterator[str]:
    """Yield where a finding is and what it is about, then its sentence, indented.

    Of several that say the same it is the first, and the others are named.
    """
    finding, *others = group
    severity = style(finding.severity, fg=COLOURS[finding.severity], bold=True)
    about = f" · {finding.question}" if finding.question else ""
    about += f" and {len(others)} more" if others else ""
    place = f"{harmless(finding.path)}:{finding.line}:{finding.column}"
    yield f"{place}: {severity} {style(finding.rule, bold=True)}{about}"
    yield from _wrapped(finding.message, "    ", width)
    if others:
        names = ", ".join(f"{each.question} (line {each.line})" for each in others)
        yield from _wrapped(
            f"The same of {len(others)} other questions: {names}.", "    ", width
        )


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    text = harmless(text)
    lines = " ".join(text.split()) if not width else text
    if not width:
        return [indent + lines]
    return wrap(
        text,
        max(width, 40),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def closing(checked: Sequence[Checked]) -> str:
    """Return how many banks were checked, and how many findings there were."""
    found = [_number(checked, severity) for severity in WORDS]
    counts = " and ".join(words for words in found if words) or "nothing to mend"
    return f"{counted(len(checked), 'bank')} checked: {counts}."


def _number(checked: Sequence[Checked], severity: str) -> str:
    number = sum(bank.count(severity) for bank in checked)
    return f"{number} {WORDS[severity][number != 1]}" if number else ""


def as_json(checked: Sequence[Checked], width: int = 0) -> str:  # noqa: ARG001
    """Return the findings as JSON, for other programs."""
    data = {
        "banks": [_bank_data(bank) for bank in checked],
        "errors": sum(bank.count("error") for bank in checked),
        "advice": sum(bank.count("advice") for bank in checked),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _bank_data(bank: Checked) -> dict[str, object]:
    return {
        "path": str(bank.path),
        "questions": bank.questions,
        "article": str(bank.article) if bank.article else None,
        "findings": [
            {
                "path": finding.path,
                "line": finding.line,
                "column": finding.column,
                "severity": finding.severity,
                "question": finding.question,
                "rule": finding.rule,
                "message": finding.message,
            }
            for finding in bank.findings
        ],
        "notes": list(bank.notes),
    }


def as_github(checked: Sequence[Checked], width: int = 0) -> str:  # noqa: ARG001
    """Return workflow commands, which GitHub shows beside the lines of a change.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    lines = [_command(finding) for bank in checked for finding in bank.findings]
    return "\n".join([*lines, closing(checked)])


def _command(finding: Finding) -> str:
    level = "error" if finding.severity == "error" else "warning"
    title = f"{finding.rule} ({finding.question})" if finding.question else finding.rule
    place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
    return f"::{level} {place},title={_property(title)}::{_data(finding.message)}"


def _data(text: str) -> str:
    return harmless(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[ReportFormat, Report] = {"text": as_text, "json": as_json, "github": as_github}
