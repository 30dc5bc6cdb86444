"""A closed or full standard stream ends a command without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import LIGHTHOUSE

COMMANDS = [["show"], ["check"], ["schema"], ["make", "--count", "1"], ["make", "--help"]]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams are redirected by sh")


def run(folder, command, redirection):
    """Run a command in a shell; return its status and what it writes to an open stream."""
    (folder / "question_banks").mkdir(exist_ok=True)
    (folder / "question_banks" / "bank.yaml").write_text(LIGHTHOUSE, "utf-8")
    script = f'"$0" -m quizgen {" ".join(command)} {redirection}'
    ran = subprocess.run(
        ["sh", "-c", script, sys.executable],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_reader_that_stops_early(tmp_path, command):
    """As in quizgen show | head -1."""
    _, said = run(tmp_path, command, "| true")
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_disk_that_is_full_where_the_output_goes(tmp_path, command):
    """One line says so, if there is where to say it; the status is 1."""
    full = "Error: The output cannot be written: No space left on device.\n"
    assert run(tmp_path, command, "> /dev/full") == (1, full)
    assert run(tmp_path, command, "> /dev/full 2> /dev/full") == (1, "")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_streams_that_are_closed(tmp_path, command):
    """The command does its work, and nothing is said where nobody listens."""
    assert run(tmp_path, command, ">&- 2>&-") == (0, "")
    assert run(tmp_path, command, "<&- >&-")[0] == 0
