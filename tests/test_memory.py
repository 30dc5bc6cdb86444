"""Many runs in one process take no more memory than a few: nothing that a run makes is left."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import BANKS, LIGHTHOUSE, quizgen

from quizgen.printing.pdf.fields import Slot
from quizgen.printing.pdf.plate import Plate
from quizgen.printing.pdf.reusable_plates import ElementTemplate, ReusablePlate

SHIPPED = BANKS.parents[1] / "question_banks" / "north-korea-coronavirus.yaml"

NEEDS_PROC = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is read from /proc, as Linux has it"
)

RESIDENT = """
import gc, sys

def resident():
    gc.collect()
    with open("/proc/self/status") as status:
        [line] = (line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1])
"""

RUNS = """
from click.testing import CliRunner
from quizgen.app.cli.main import main

_, output, *banks = sys.argv
for run in range(1, 201):
    bank = banks[run % len(banks)]
    wishes = ["--count", "3", "--seed", f"run {run}", "--jobs", "1", "-o", output]
    result = CliRunner().invoke(main, ["make", bank, *wishes])
    assert result.exit_code == 0, result.output
    if run in (20, 200):
        print(resident())
"""

FONTS = """
from quizgen.printing.pdf.layout_fonts import font_configuration

for time in range(51):
    with font_configuration():
        pass
    if time in (10, 50):
        print(resident())
"""


def kilobytes(script, *arguments):
    """Return the two sizes of memory that a script prints, from a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", RESIDENT + script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QUIZGEN_CACHE": ""},
    )
    assert run.returncode == 0, run.stderr
    before, after = map(int, run.stdout.split())
    return before, after


@NEEDS_PROC
@pytest.mark.nightly
def test_two_hundred_runs_take_no_more_memory_than_twenty(tmp_path):
    """Three banks in turn, another seed each time: at most a tenth more."""
    banks = [*(BANKS / f"{name}.yaml" for name in ("lighthouse", "every-kind")), SHIPPED]
    twenty, all_of_them = kilobytes(RUNS, tmp_path, *banks)
    assert all_of_them <= 1.1 * twenty


@NEEDS_PROC
def test_fonts_are_let_go():
    """Laying out leaves nothing of the fonts' descriptions, a quarter of a megabyte each."""
    ten, fifty = kilobytes(FONTS)
    assert fifty - ten < 2000


def test_a_run_leaves_nothing_that_was_printed_with(tmp_path):
    """Plates, their fields and the templates of elements belong to one run."""
    outcome = quizgen(
        tmp_path, "make", "--count", "3", "--look", "exam", "--jobs", "1", bank=LIGHTHOUSE
    )
    assert outcome.status == 0, outcome.err
    gc.collect()
    left = [
        thing
        for thing in gc.get_objects()
        if type(thing) in (Slot, Plate, ElementTemplate, ReusablePlate)
    ]
    assert not left


def test_a_command_leaves_the_collector_as_it_was(tmp_path):
    """Only `python -m quizgen` ends with its command, and may keep all that is made."""
    frozen = gc.get_freeze_count()
    quizgen(tmp_path, "make", "--count", "1", bank=LIGHTHOUSE)
    quizgen(tmp_path, "check", bank=LIGHTHOUSE)
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
