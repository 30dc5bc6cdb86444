"""Spoilt banks are worked with or refused in words; `make fuzz` goes on for ten minutes."""

import subprocess
import sys
from collections import Counter

import fuzz
import pytest
from mutations import Case, banks, case

SMOKE = 200


def test_a_seed_gives_the_same_input():
    """What is found once can be looked at again, and other seeds are other inputs."""
    assert [case(seed) for seed in range(50)] == [case(seed) for seed in range(50)]
    assert len({case(seed).bank for seed in range(50)}) > 40


def test_what_is_spoilt_was_sound(tmp_path):
    """Every bank is planned as it is, with its article: else little would be tried."""
    for bank, article in banks():
        reached = fuzz.feed(Case(bank.encode(), article.encode()), 0, tmp_path)
        assert reached == "planned", bank


def test_no_spoilt_bank_ends_in_a_traceback(tmp_path):
    """Each is checked and planned, or refused with places; and both are tried."""
    reached = Counter(fuzz.feed(case(seed), seed, tmp_path) for seed in range(SMOKE))

    assert reached["refused"] > SMOKE / 10
    assert reached["planned"] > SMOKE / 10


def run(tmp_path, *arguments):
    command = [sys.executable, fuzz.__file__, "--finds", str(tmp_path / "finds"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_run_ends_well_where_nothing_is_found(tmp_path):
    """It counts its inputs, and leaves nothing behind."""
    ran = run(tmp_path, "--inputs", "3")

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("3 inputs, 0 finds\n")
    assert not (tmp_path / "finds").exists()


def test_a_find_is_kept_with_its_input(tmp_path, monkeypatch, capsys):
    """What came of it stands beside its files, and the other inputs are still tried."""

    def feed(given, seed, folder):
        if seed == 7:
            raise ZeroDivisionError
        return "planned"

    monkeypatch.setattr(fuzz, "feed", feed)
    fuzz.work(range(6, 9), tmp_path)

    assert [folder.name for folder in tmp_path.iterdir()] == ["7"]
    assert (tmp_path / "7" / "bank.yaml").read_bytes() == case(7).bank
    assert "ZeroDivisionError" in (tmp_path / "7" / "said.txt").read_text()
    assert capsys.readouterr().out.splitlines()[-2:] == ["seed 8", "reached planned=2"]


def test_a_process_that_hangs_or_dies_is_a_find(tmp_path, monkeypatch):
    """The input that it was busy with is kept, and the run goes on behind it."""
    dying = (
        "print('seed 4'); print('find 4'); print('seed 5', flush=True); import os; os.abort()"
    )
    fed = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda _, **options: fed([sys.executable, "-c", dying], **options)
    )

    following, reached, found = fuzz.batch(range(3, 9), tmp_path)

    assert (following, reached, found) == (6, Counter(), [4, 5])
    assert (tmp_path / "5" / "bank.yaml").read_bytes() == case(5).bank


@pytest.mark.parametrize("message", ["", "two\nlines", "a \x1b sign"])
def test_a_message_that_no_terminal_can_show_is_a_find(tmp_path, message):
    """So is one without a place in its file."""
    bank = tmp_path / "bank.yaml"
    for line, said in ((1, message), (9, "Mend this.")):
        problem = fuzz.Problem(str(bank), line, 1, said)
        with pytest.raises(AssertionError):
            fuzz.hold([problem], Case(b"a: b\n"), bank)
    fuzz.hold([fuzz.Problem(str(bank), 2, 1, "Mend this.")], Case(b"a: b\n"), bank)
