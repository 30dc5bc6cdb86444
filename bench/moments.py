"""What a teacher waits for: a question edited and printed, a bank checked, a page shown."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

import check
import earlier
from edits import DRAWN, SEED, edited
from measuring import environment, measure
from peers import QUIZGEN
from results import Moments

CHECKED = 1000
"""How many questions the bank has that is checked."""
IMPORT = (sys.executable, "-c", "import weasyprint")
STAYING = str(Path(__file__).with_name("edits.py"))


def moments(
    here: Path, new_cache: Callable[[], Path], runs: int, tell: Callable[[str], object]
) -> Moments:
    """Measure them all in turns, beginning with empty caches; return medians of seconds."""
    cached = {"XDG_CACHE_HOME": str(new_cache())}
    bank = here / "sixty.yaml"
    checked = str(check.write(here, CHECKED))
    check_it = (*QUIZGEN, "check", checked)
    found: dict[str, list[float]] = {}

    def note(name: str, command: Sequence[str], settings: Mapping[str, str] = cached) -> None:
        tell(name)
        found.setdefault(name, []).append(measure(command, here, settings).wall)

    printed = _printed(bank, 0)
    measure(printed, here, cached)
    for run in range(1, runs + 1):
        note("unedited", printed)
        printed = _printed(bank, run)
        note("edited", printed)
        note("importing", IMPORT)
        note("checked", check_it)
        if not earlier.missing():
            note("checked_earlier", check_it, cached | earlier.settings())
    shutil.rmtree(here / "sixty")
    tell("a process that stays")
    found["staying"] = _staying(here, new_cache(), runs)
    return Moments(**{name: median(seconds) for name, seconds in found.items()})


def _staying(here: Path, cache: Path, runs: int) -> list[float]:
    """Return the seconds of each edit in a process that stays."""
    ran = subprocess.run(
        [sys.executable, STAYING, str(runs)],
        env=environment(here, {"XDG_CACHE_HOME": str(cache)}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [float(seconds) for seconds in ran.stdout.split()]


def _printed(bank: Path, edit: int) -> Sequence[str]:
    """Edit the bank; return the command that prints a paper with the edited question."""
    text, question = edited(edit)
    bank.write_text(text, "utf-8")
    asked = ("--count", str(DRAWN), "--seed", SEED, "--include", question)
    return (*QUIZGEN, "make", str(bank), *asked, "--output", str(bank.parent / "sixty"))
