"""Runs the command as a teacher does, in a folder of her own."""

import os
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from click.testing import CliRunner

from quizgen.app.cli.main import main
from quizgen.bank.kinds import KINDS
from quizgen.plan.kept_runs import KEPT
from quizgen.plan.model import Plan
from quizgen.plan.read import parse_plan

BANKS = Path(__file__).parent / "banks"
LIGHTHOUSE = (BANKS / "lighthouse.yaml").read_text("utf-8")
GROUPED = (BANKS / "grouped.yaml").read_text("utf-8")
EVERY_KIND = (BANKS / "every-kind.yaml").read_text("utf-8")
# A kind that has no question there is asked by its own example.
EVERY_KIND += "".join(
    indent(kind.example, "  ")
    for kind in KINDS[1:]  # the first is what a question without a type is
    if f"type: {kind.name}\n" not in EVERY_KIND
)
# What --count asks for to print them all.
EVERY_COUNT = str(EVERY_KIND.count("\n  - id: "))


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str
    folder: Path

    @property
    def worksheets(self) -> Path:
        """The worksheets' PDF."""
        return self._only("*-worksheets.pdf")

    @property
    def keys(self) -> Path:
        """The answer keys' PDF."""
        return self._only("*-answer-keys.pdf")

    @property
    def plan_file(self) -> Path:
        """The plan's JSON."""
        return self._only("*-plan.json")

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return parse_plan(self.plan_file.read_bytes(), "plan")

    def _only(self, pattern: str) -> Path:
        found = self.folder.rglob(pattern)
        [path] = [each for each in found if each.parent.parent.name != KEPT]
        return path


def lighthouse_in(folder: Path) -> Path:
    """Write the lighthouse's bank where a folder keeps its banks; return its path."""
    path = folder / "question_banks" / "lighthouse.yaml"
    path.parent.mkdir()
    path.write_text(LIGHTHOUSE, "utf-8")
    return path


def quizgen(folder: Path, *arguments: str, bank: str | None = None, typed: str = "") -> Outcome:
    """Run quizgen in a folder, with `bank` as question_banks/bank.yaml if it is given."""
    if bank is not None:
        (folder / "question_banks").mkdir(exist_ok=True)
        (folder / "question_banks" / "bank.yaml").write_text(bank, "utf-8")
    with chdir(folder):
        result = CliRunner().invoke(main, arguments, input=typed, env=dict(os.environ))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr, folder)
