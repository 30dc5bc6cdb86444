"""The benchmark runs and says what it found; how fast anything is, no test asserts."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from quizgen.bank import parse_bank

BENCH = Path(__file__).parents[1] / "bench"
NUMBER = r"-?\d+(?:\.\d+)?"


def rows(text: str, head: str) -> list[list[str]]:
    """Return the cells of the table whose first column is called `head`."""
    lines = text.splitlines()
    [start] = [number for number, line in enumerate(lines) if line.startswith(f"| {head}")]
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@pytest.fixture
def benchmark(monkeypatch):
    """Return what bench/run.py defines."""
    monkeypatch.syspath_prepend(str(BENCH))
    return runpy.run_path(str(BENCH / "run.py"))


@pytest.fixture
def bank_text():
    """Return the bank that is measured with."""
    return runpy.run_path(str(BENCH / "bank.py"))["bank_text"]()


def test_both_programs_are_measured():
    """Every number of versions has a row with a figure in each cell, and so has a sheet."""
    command = [sys.executable, str(BENCH / "run.py"), "--quick", "--versions", "1,2"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    runs = rows(ran.stdout, "versions")
    assert [row[0] for row in runs] == ["1", "2"]
    assert all(re.fullmatch(NUMBER, cell) for row in runs for cell in row)
    assert all(len(row) == 9 for row in runs)
    sheets = rows(ran.stdout, "a further sheet (from 1 to 2)")
    assert [row[0] for row in sheets] == ["quizgen", "plain"]
    assert all(re.fullmatch(NUMBER, cell) for row in sheets for cell in row[1:])
    assert re.search(rf"quizgen --help: {NUMBER} s.*it does not load weasyprint", ran.stdout)
    assert re.search(r"WeasyPrint \d.*, Pango \d.*, Python 3", ran.stdout)


def test_checking_is_measured_on_banks_that_grow():
    """Every number of questions has a row with a figure in each cell, and growth is told."""
    command = [sys.executable, str(BENCH / "check.py"), "--runs", "1", "--questions", "20,40"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    found = rows(ran.stdout, "questions")
    assert [row[0] for row in found] == ["20", "40"]
    assert all(re.fullmatch(NUMBER, cell) for row in found for cell in row)
    assert re.search(rf"^2.0 times the questions take {NUMBER} times", ran.stdout, re.MULTILINE)


def test_the_bank_holds_forty_good_questions(bank_text):
    """Ten for each skill, with nothing to complain of."""
    bank = parse_bank(bank_text, "crossing.yaml")

    assert len(bank.questions) == 40
    assert {question.type for question in bank.questions} == {"multiple_choice"}
    skills = [question.skill for question in bank.questions]
    assert {skills.count(skill) for skill in skills} == {10}


def test_ratios_and_slopes_are_what_they_say(benchmark):
    """The ratio is how many times longer the plain script takes; a slope is for one sheet."""
    row = benchmark["Row"]
    found = [
        row("quizgen", 10, 1.0, 0.5, 50e6, 1000),
        row("plain", 10, 2.0, 2.0, 60e6, 3000),
        row("quizgen", 20, 1.02, 0.51, 51e6, 1500),
        row("plain", 20, 5.1, 4.08, 61e6, 6000),
    ]

    text = benchmark["tables"](found)

    assert [line[3] for line in rows(text, "versions")] == ["2.00", "5.00"]
    assert [line[6] for line in rows(text, "versions")] == ["4.00", "8.00"]
    assert rows(text, "a further sheet") == [
        ["quizgen", "2.00", "1.00", "50"],
        ["plain", "310.00", "208.00", "300"],
    ]


def test_an_interrupted_run_ends_with_a_message(benchmark, monkeypatch, capsys):
    """Ctrl-C is no error to trace."""

    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "wait4", interrupt)

    assert benchmark["main"](["--quick"]) == 130
    assert capsys.readouterr().err.startswith("Interrupted")


def test_a_program_that_fails_ends_the_run_with_what_it_said(benchmark, monkeypatch, capsys):
    """A figure for a run that printed nothing would mislead."""
    failing = [sys.executable, "-c", "raise SystemExit('no paper left')"]
    monkeypatch.setitem(benchmark["main"].__globals__, "command", lambda *_: failing)

    assert benchmark["main"](["--quick"]) == 1
    assert "no paper left" in capsys.readouterr().err
