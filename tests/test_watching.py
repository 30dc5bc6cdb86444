"""quizgen check --watch checks again when a bank or its article is saved."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import quizgen
from test_check import NEGATIVE

import quizgen as package
from quizgen.base import watch_files
from quizgen.base.watch_files import folders_of, look_again

MENDED = NEGATIVE.replace("is not", "is")


class Diary:
    """Notes what is seen at each look, and says on which folders it depends."""

    def __init__(self, *files: Path) -> None:
        self.files = files
        self.looks: list[list[str]] = []

    def look(self) -> frozenset[Path]:
        """Note what the files hold."""
        self.looks.append([path.read_text() for path in self.files if path.exists()])
        return folders_of(self.files)

    def after(self, *steps):
        """Look, then again after each step; return what was seen."""

        def ticks(_):
            for step in steps:
                step()
                yield

        look_again(self.look, folders_of(self.files), ticks)
        return self.looks


def test_a_saved_file_is_looked_at_again(tmp_path):
    """Whether it is written in place, put in its place, deleted or new; and only then."""
    bank, new, fresh = tmp_path / "a.yaml", tmp_path / "a.txt", tmp_path / "fresh"
    bank.write_text("1")
    fresh.write_text("four")

    looks = Diary(bank, new).after(
        lambda: None,
        lambda: bank.write_text("two"),
        lambda: None,
        lambda: (tmp_path / "notes.pdf").write_text("not a bank"),
        lambda: new.write_text("three"),
        lambda: fresh.replace(bank),
        new.unlink,
    )

    assert looks == [["1"], ["two"], ["two", "three"], ["four", "three"], ["four"]]


def test_what_changes_while_it_looks_is_seen(tmp_path):
    """A save in the middle of a long check is not lost."""
    bank = tmp_path / "a.yaml"
    bank.write_text("1")
    diary = Diary(bank)
    look = diary.look

    def slow():
        folders = look()
        if len(diary.looks) == 1:
            bank.write_text("saved meanwhile")
        return folders

    diary.look = slow

    assert diary.after(lambda: None) == [["1"], ["saved meanwhile"]]


def test_an_article_elsewhere_is_watched_once_it_is_known(tmp_path):
    """The bank may name a text in a folder below its own."""
    bank, text = tmp_path / "a.yaml", tmp_path / "texts" / "a.txt"
    text.parent.mkdir()
    bank.write_text("1")
    text.write_text("old")
    diary = Diary(bank, text)
    steps = iter([lambda: text.write_text("new")])

    def ticks(folders):
        assert folders == {tmp_path.resolve(), text.parent.resolve()}
        for step in steps:
            step()
            yield

    look_again(diary.look, folders_of([bank]), ticks)

    assert diary.looks == [["1", "old"], ["1", "old"], ["1", "new"]]


def test_the_command_clears_what_was_mended(tmp_path, monkeypatch):
    """The finding is gone in the second report; a bank that is new stands in the third."""
    banks = tmp_path / "question_banks"
    steps = [
        lambda: (banks / "bank.yaml").write_text(MENDED, "utf-8"),
        lambda: (banks / "second.yaml").write_text(NEGATIVE, "utf-8"),
        lambda: [path.unlink() for path in banks.iterdir()],
    ]

    def changes(_):
        for step in steps:
            step()
            yield

    monkeypatch.setattr(watch_files, "changes", changes)

    outcome = quizgen(tmp_path, "check", "--select", "negative-stem", "--watch", bank=NEGATIVE)

    endings = [line for line in outcome.out.splitlines() if "checked:" in line]
    assert endings == [
        "1 bank checked: 1 piece of advice.",
        "1 bank checked: nothing to mend.",
        "2 banks checked: 1 piece of advice.",
    ]
    assert "There is no bank in question_banks/." in outcome.out
    assert outcome.status == 0


def test_a_strict_watch_ends_with_the_status_of_its_last_check(tmp_path, monkeypatch):
    """Scripts that wait for it learn how it ended."""
    monkeypatch.setattr(watch_files, "changes", lambda _: ())

    options = ("--select", "negative-stem", "--watch", "--strict")

    assert quizgen(tmp_path, "check", *options, bank=NEGATIVE).status == 1
    assert quizgen(tmp_path, "check", *options, bank=MENDED).status == 0


@pytest.mark.parametrize("form", ["json", "github"])
def test_watching_is_for_people(tmp_path, form):
    """No option is accepted and ignored."""
    outcome = quizgen(tmp_path, "check", "--watch", "--format", form, bank=NEGATIVE)

    assert outcome.status == 2
    assert f"--watch writes text, not --format {form}." in outcome.err


def test_the_system_tells_of_a_change(tmp_path):
    """The real command, with the real file system, ends politely when it is interrupted."""
    bank = tmp_path / "bank.yaml"
    bank.write_text(NEGATIVE, "utf-8")
    command = [sys.executable, "-u", "-m", "quizgen", "check", "bank.yaml", "--watch"]
    source = str(Path(package.__file__).parents[1])
    process = subprocess.Popen(
        [*command, "--select", "negative-stem"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": source},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        first = next(line for line in process.stdout if "checked:" in line)
        bank.write_text(MENDED, "utf-8")
        second = next(line for line in process.stdout if "checked:" in line)
        invitation = next(process.stdout)
        process.send_signal(signal.SIGINT)
        rest = list(process.stdout)

    assert "1 piece of advice" in first
    assert "nothing to mend" in second
    assert invitation == "Watching; press Ctrl-C to stop.\n"
    assert rest == []
    assert process.returncode == 0
