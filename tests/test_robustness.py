"""Whatever goes wrong around a run is told clearly, and nothing is lost or half-written."""

import errno
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from reading import structure
from running import LIGHTHOUSE, quizgen

from quizgen.base.errors import for_shell

NAMES = ["José’s bänk", "two words", "it's", "Unit 3.", "día 4", 'say "yes"', "第三課", "-dash"]


def everything(folder):
    """Return every file below a folder, hidden ones too, and what it holds."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def make(folder, *arguments):
    return quizgen(folder, "make", "--count", "2", "--seed", "x", *arguments, bank=LIGHTHOUSE)


# A run that cannot be finished


def failing(monkeypatch, error):
    """Let the last thing that a run writes fail."""

    def fail(plan):
        raise error

    monkeypatch.setattr("quizgen.printing.make.plan_parts", fail)


def test_a_run_that_is_interrupted_says_what_is_left(tmp_path, monkeypatch):
    """It ends as other programs do after Ctrl-C."""
    make(tmp_path)
    before = everything(tmp_path)
    failing(monkeypatch, KeyboardInterrupt())
    outcome = make(tmp_path)
    assert outcome.status == 128 + signal.SIGINT
    assert outcome.err == "Stopped. Nothing was written; the old files stay as they were.\n"
    assert everything(tmp_path) == before


def test_a_disk_that_is_full(tmp_path, monkeypatch):
    """The old files stay, and the message says what to do."""
    make(tmp_path)
    before = everything(tmp_path)
    failing(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    outcome = make(tmp_path)
    assert outcome.status == 1
    assert outcome.err == (
        "Error: Nothing was written to worksheets: the disk is full. The old files stay as "
        "they were. Free some space, or choose another folder.\n"
    )
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("number", "bundle"),
    [
        (signal.SIGINT, []),
        (signal.SIGTERM, []),
        (signal.SIGTERM, ["--split"]),
        (signal.SIGTERM, ["--zip"]),
    ],
)
def test_a_long_run_that_is_stopped(tmp_path, number, bundle):
    """By Ctrl-C or by the system: no part of a file is left, and the old files are."""
    make(tmp_path)
    before = everything(tmp_path)
    command = [sys.executable, "-m", "quizgen", "make", "--versions", "3000", *bundle]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        while run.poll() is None and not any(tmp_path.rglob("*.part")):
            time.sleep(0.01)
        run.send_signal(number)
        out, err = run.communicate()
    assert err == "Stopped. Nothing was written; the old files stay as they were.\n"
    assert (run.returncode, out) == (128 + number, "")
    assert everything(tmp_path) == before


@pytest.mark.skipif(os.name != "posix", reason="signals are those of Unix")
def test_a_run_that_is_stopped_while_a_dataclass_is_made(tmp_path):
    """Its status is that of the signal; dataclasses execute text, which Python remembers."""
    script = (
        "import signal, quizgen.printing.make as printing\n"
        "def stop(plan): exec('signal.raise_signal(signal.SIGTERM)', {'signal': signal})\n"
        "printing.plan_parts = stop\n"
        "from quizgen.app.cli.main import main\n"
        "if __name__ == '__main__':  # its worker processes import it too\n"
        "    main(['make'])\n"
    )
    (tmp_path / "stopped.py").write_text(script)
    make(tmp_path)
    command = [sys.executable, "-m", "stopped"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.stderr == "Stopped. Nothing was written; the old files stay as they were.\n"
    assert run.returncode == 128 + signal.SIGTERM


@pytest.mark.skipif(os.name != "posix", reason="nohup is a program of Unix")
def test_a_run_that_is_told_to_outlive_its_terminal(tmp_path):
    """What nohup ignores stays ignored."""
    script = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "import quizgen.printing.make as printing\n"
        "real = printing.plan_parts\n"
        "printing.plan_parts = lambda plan: signal.raise_signal(signal.SIGHUP) or real(plan)\n"
        "from quizgen.app.cli.main import main; main(['make', '--count', '2'])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
    assert run.returncode == 0
    assert len(list(tmp_path.rglob("*.pdf"))) == 2


# Names


@pytest.mark.parametrize("name", NAMES)
def test_files_and_folders_of_any_name(tmp_path, name):
    """A file may be called as its teacher calls it."""
    folder = tmp_path / name
    folder.mkdir()
    (folder / f"{name}.yaml").write_text(LIGHTHOUSE, "utf-8")
    bank = f"./{name}.yaml"
    outcome = quizgen(folder, "make", bank, "--count", "2", "-o", f"./{name}")
    assert outcome.status == 0, outcome.err
    assert outcome.worksheets == folder / name / f"{name}-worksheets.pdf"
    again = quizgen(folder, "make", "--plan", str(outcome.plan_file), "-o", "again")
    assert again.status == 0, again.err
    assert {path.name for path in (folder / "again").iterdir()} == {
        path.name for path in (folder / name).iterdir()
    }


@pytest.mark.skipif(os.name != "posix", reason="shells of Unix")
@pytest.mark.parametrize("name", NAMES)
def test_a_command_that_is_shown_can_be_copied(tmp_path, name):
    """Spaces and quotation marks in names are quoted as the shell wants it."""
    folder = tmp_path / name
    folder.mkdir()
    make(folder)
    path = next(folder.rglob("*-plan.json"))
    outcome = quizgen(tmp_path, "make", f"./{name}/worksheets/{path.name}")
    [shown] = [
        line.partition("again: ")[2] for line in outcome.err.splitlines() if "again: " in line
    ]
    words = shlex.split(shown)
    assert words[:3] == ["quizgen", "make", "--plan"]
    assert (tmp_path / words[3]).samefile(path)


def test_names_are_quoted_for_windows_too():
    """Its shells know no apostrophes."""
    with pytest.MonkeyPatch.context() as patch:  # no longer: pytest's own paths ask, too
        patch.setattr("quizgen.base.errors.os.name", "nt")
        quoted = [for_shell(name) for name in ("bank.yaml", r"C:\banks\it's.yaml", "two words")]
    assert quoted == ["bank.yaml", '"C:\\banks\\it\'s.yaml"', '"two words"']


@pytest.mark.parametrize("length", [250, 300])
def test_a_name_that_is_too_long(tmp_path, length):
    """Whichever of the run's files it is too long for, nothing is written."""
    name = "x" * (length - 5)
    if length < 256:
        (tmp_path / f"{name}.yaml").write_text(LIGHTHOUSE, "utf-8")
    outcome = quizgen(tmp_path, "make", f"{name}.yaml", "--count", "2")
    assert outcome.status == 1
    assert "the name is too long" in outcome.err or "There is no bank" in outcome.err
    assert not (tmp_path / "worksheets").exists()


def test_a_file_in_the_place_of_the_folder(tmp_path):
    """It stays as it was."""
    (tmp_path / "worksheets").write_text("mine")
    outcome = make(tmp_path)
    assert outcome.status == 2
    assert "'worksheets' is a file" in outcome.err
    assert (tmp_path / "worksheets").read_text() == "mine"
    outcome = make(tmp_path, "-o", "worksheets/below")
    assert outcome.status == 1
    assert "it is a file, or lies in one" in outcome.err
    assert (tmp_path / "worksheets").read_text() == "mine"


def test_a_folder_of_which_one_is_no_more(tmp_path):
    """The terminal stands in a folder that was deleted."""
    gone = tmp_path / "gone"
    gone.mkdir()
    bank = tmp_path / "bank.yaml"
    bank.write_text(LIGHTHOUSE, "utf-8")
    script = f"rmdir {shlex.quote(str(gone))}; exec {shlex.quote(sys.executable)} -m quizgen"
    run = subprocess.run(
        ["sh", "-c", f"{script} make {shlex.quote(str(bank))}"],
        cwd=gone, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr == (
        "Error: The folder you are in was deleted or moved. Go into another one and try "
        "again.\n"
    )


def test_a_folder_that_one_may_not_look_into(tmp_path, monkeypatch):
    """It is said of the file that was named, not hidden behind another message."""
    real = Path.stat

    def refuse(path, **how):
        if "secret" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, **how)

    monkeypatch.setattr(Path, "stat", refuse)
    outcome = quizgen(tmp_path, "make", "secret/bank.yaml")
    assert outcome.status == 1
    assert outcome.err == "Error: secret/bank.yaml cannot be read: Permission denied.\n"


def test_a_new_folder_whose_name_is_too_long(tmp_path):
    """Told by each command that makes one, and by the one that reads it."""
    for command, problem in (
        (["init", "x" * 300], "the name is too long"),
        (["make", "-o", "x" * 300, "--count", "2"], "the name is too long"),
        (["runs", "-o", "x" * 300], "cannot be read"),
    ):
        outcome = quizgen(tmp_path, *command)
        assert outcome.status == 1
        assert problem in outcome.err


# Pictures


def test_a_picture_of_100_megapixels(tmp_path):
    """It is refused before it fills the memory, with its line."""
    from PIL import Image

    Image.new("1", (10_000, 10_000)).save(tmp_path / "huge.png")
    assert Path(tmp_path / "huge.png").stat().st_size < 100_000, "small as a file"
    bank = LIGHTHOUSE.replace(
        "  - id: ", "  - image: {file: huge.png, alt: A map}\n    id: ", 1
    )
    (tmp_path / "bank.yaml").write_text(bank, "utf-8")
    outcome = quizgen(tmp_path, "make", "bank.yaml")
    line = bank[: bank.index("huge.png")].count("\n") + 1
    assert outcome.status == 1
    assert outcome.err.startswith(f"bank.yaml:{line}:")
    assert "more than 50 megapixels" in outcome.err
    assert not (tmp_path / "worksheets").exists()


# Templates of a teacher's own that draw next to nothing


def test_a_template_of_one_empty_element(tmp_path):
    """A heading without words is an element with nothing in it, and no reason to fail."""
    folder = tmp_path / "templates" / "worksheet"
    folder.mkdir(parents=True)
    (folder / "section.html").write_text("<h2></h2>")
    outcome = make(tmp_path, "--section", "One: count=2")
    assert outcome.status == 0, outcome.err
    [sheet] = structure(outcome.worksheets).kids[0].kids
    assert [node.all_text() for node in sheet.find("H2")] == [""]
