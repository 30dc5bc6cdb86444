"""The files of a run appear together and whole, or not at all."""

import errno
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from quizgen.base import folder_lock, renames
from quizgen.base.errors import QuizgenError
from quizgen.base.files import replacing, settle
from quizgen.base.folder_lock import InUseError, locked
from quizgen.base.renames import JOURNAL
from quizgen.base.signals import StoppedError, deferred, stoppable, undisturbed


def write(folder, text, names=("a", "b", "c")):
    """Write a batch of files that all hold the text."""
    with replacing(folder) as batch:
        for name in names:
            batch.create(folder / name).write(text)


def held(folder):
    """Return every file of a folder, hidden ones too, and what it holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_batch_replaces_the_old_files(tmp_path):
    """Nothing else is left in the folder, which is made if need be."""
    folder = tmp_path / "new" / "folder"
    write(folder, b"old")
    write(folder, b"new")
    assert held(folder) == {"a": b"new", "b": b"new", "c": b"new"}


@pytest.fixture(params=["a second name", "another name"])
def keeping(request, monkeypatch):
    """Keep old files as this disk can, or as one does that gives no file a second name."""
    if request.param == "another name":

        def refuse(path, target):
            raise PermissionError(errno.EPERM, "Operation not permitted", str(target))

        monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("keeping")
@pytest.mark.parametrize("refused", ["a", "b", "c"])
def test_a_file_that_is_open_elsewhere_keeps_all_the_old_ones(tmp_path, monkeypatch, refused):
    """Windows refuses to replace it: old and new are never mixed, and the message helps."""
    write(tmp_path, b"old")
    refuse_replacing(monkeypatch, refused)

    with pytest.raises(QuizgenError) as refusal:
        write(tmp_path, b"new")

    assert f"cannot be replaced ({tmp_path / refused})" in str(refusal.value)
    assert "old files stay" in str(refusal.value)
    assert "PDF viewer, close it there" in str(refusal.value)
    assert held(tmp_path) == {"a": b"old", "b": b"old", "c": b"old"}


def refuse_replacing(monkeypatch, name):
    """Let no part be moved to a name, as where its file is open on Windows."""
    replace = Path.replace

    def refuse(path, target):
        if path.suffix == ".part" and Path(target).name == name:
            raise PermissionError(
                errno.EACCES, "Permission denied", str(path), None, str(target)
            )
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)


@pytest.mark.usefixtures("keeping")
def test_a_first_run_that_fails_leaves_no_file(tmp_path, monkeypatch):
    """Not even those that were at their names already, nor the folder made for them."""
    refuse_replacing(monkeypatch, "b")
    folder = tmp_path / "new"
    with pytest.raises(QuizgenError):
        write(folder, b"new")
    assert not folder.exists()


def test_a_folder_in_the_way_keeps_all_the_old_ones(tmp_path):
    """The message names it."""
    write(tmp_path, b"old", names=("a", "b"))
    (tmp_path / "c").mkdir()
    with pytest.raises(QuizgenError, match="folder has the name of a file to write"):
        write(tmp_path, b"new")
    assert held(tmp_path) == {"a": b"old", "b": b"old"}
    assert (tmp_path / "c").is_dir()


def test_a_failure_while_writing_leaves_nothing(tmp_path):
    """Neither the files nor their parts, nor the folders that were made."""

    def fail():
        with replacing(tmp_path / "new" / "folder") as batch:
            batch.create(tmp_path / "new" / "folder" / "a").write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


# What a system refuses


@pytest.fixture
def small_disk(tmp_path):
    """Mount a disk that holds 64 kB."""
    if os.name != "posix" or os.geteuid():
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.parametrize("size", [100_000, 30_000], ids=["at once", "with the second file"])
def test_a_full_disk_loses_nothing(small_disk, size):
    """The message says so and what to do; what was there is there still."""
    write(small_disk, b"old", names=("a", "b"))
    with pytest.raises(QuizgenError, match=r"the disk is full.*old files stay.*Free some"):
        write(small_disk, b"x" * size)
    assert held(small_disk) == {"a": b"old", "b": b"old"}


def test_a_disk_that_is_full_when_a_file_is_closed(tmp_path, monkeypatch):
    """What waits in memory is written only then, and the system's own refusal is heeded."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    write(tmp_path, b"old")
    real = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda path, *how: real(Path("/dev/full") if path.suffix == ".part" else path, *how),
    )
    with pytest.raises(QuizgenError, match="the disk is full"):
        write(tmp_path, b"new")
    monkeypatch.undo()
    assert held(tmp_path) == {"a": b"old", "b": b"old", "c": b"old"}


def test_a_disk_that_can_only_be_read(tmp_path):
    """A read-only stick or share is named as such."""
    if os.name != "posix" or os.geteuid():
        pytest.skip("only root can mount a folder read-only")
    write(tmp_path, b"old")
    with ExitStack() as stack:
        for command in (
            ["mount", "--bind", tmp_path, tmp_path],
            ["mount", "-o", "remount,ro,bind", tmp_path],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"no folder can be mounted read-only here: {done.stderr.strip()}")
            stack.callback(subprocess.run, ["umount", tmp_path], check=False, stderr=-3)
        with pytest.raises(QuizgenError, match="the disk can only be read"):
            write(tmp_path, b"new")
    assert held(tmp_path) == {"a": b"old", "b": b"old", "c": b"old"}


def test_a_folder_one_may_not_write_to(tmp_path, monkeypatch):
    """The message says whose fault it is, and the folder that was there stays."""
    write(tmp_path, b"old")
    if os.geteuid() == 0:  # root may write anywhere, so the refusal is made up

        def refuse(path, *how):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

        monkeypatch.setattr(Path, "open", refuse)
    else:
        tmp_path.chmod(0o500)
    with pytest.raises(QuizgenError, match=r"you may not write there.*old files stay"):
        write(tmp_path, b"new")
    monkeypatch.undo()
    assert held(tmp_path) == {"a": b"old", "b": b"old", "c": b"old"}


def test_a_folder_that_vanishes(tmp_path):
    """As when a stick is drawn out in the middle of a run."""
    folder = tmp_path / "stick"

    def write_without_it():
        with replacing(folder) as batch:
            batch.create(folder / "a").write(b"new")
            folder.rename(tmp_path / "elsewhere")

    with pytest.raises(QuizgenError, match="moved or deleted meanwhile"):
        write_without_it()


def test_a_file_where_a_folder_should_be(tmp_path):
    """It stays what it is."""
    (tmp_path / "file").write_bytes(b"mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(QuizgenError, match="it is a file, or lies in one"):
            write(folder, b"new")
    assert held(tmp_path) == {"file": b"mine"}


def test_long_names(tmp_path):
    """As long as the system allows; a longer one is refused before anything is written."""
    longest = "x" * 255
    write(tmp_path, b"new", names=(longest,))
    assert held(tmp_path) == {longest: b"new"}

    begun = []

    def write_longer():
        with replacing(tmp_path) as batch:
            batch.create(tmp_path / f"{longest}x")
            begun.append("written")

    with pytest.raises(QuizgenError, match=r"the name is too long.*Choose a shorter one"):
        write_longer()
    assert not begun
    assert held(tmp_path) == {longest: b"new"}


# Ctrl-C and requests to end

SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if os.name == "posix" else [])]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_run_that_is_stopped_leaves_the_old_files(tmp_path, number):
    """Whoever asks for it, and the command says so with the usual status."""
    write(tmp_path, b"old")

    def stop():
        with stoppable("Nothing was written."), replacing(tmp_path) as batch:
            batch.create(tmp_path / "a").write(b"new")
            signal.raise_signal(number)

    with pytest.raises(StoppedError) as stopped:
        stop()
    assert str(stopped.value) == "Stopped. Nothing was written."
    assert stopped.value.status == 128 + number
    assert held(tmp_path) == {"a": b"old", "b": b"old", "c": b"old"}


@pytest.mark.parametrize("number", SIGNALS)
def test_files_that_are_being_moved_are_moved_whole(tmp_path, monkeypatch, number):
    """It is too late to stop then, and nothing is mixed."""
    write(tmp_path, b"old")
    replace = Path.replace

    def disturbed(path, target):
        signal.raise_signal(number)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", disturbed)
    with stoppable():
        write(tmp_path, b"new")
    assert held(tmp_path) == {"a": b"new", "b": b"new", "c": b"new"}


@pytest.mark.parametrize("number", SIGNALS)
def test_what_must_not_be_cut_off_is_done_first(number):
    done = []
    with pytest.raises(StoppedError) as stopped, stoppable():  # noqa: PT012
        with deferred():
            signal.raise_signal(number)
            done.append("all of it")
        done.append("too much")
    assert stopped.value.status == 128 + number
    assert done == ["all of it"]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX hands on which signals wait")
def test_a_process_called_meanwhile_cannot_be_cut_off_while_it_begins():
    """Before its first line, Ctrl-C would end it with a traceback."""
    shown = (
        "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"
    )
    command = [sys.executable, "-c", shown]
    with deferred():
        assert subprocess.check_output(command, text=True) == "True\n"
    assert subprocess.check_output(command, text=True) == "False\n"


def test_what_was_set_for_signals_is_set_again():
    """In whatever way the block is left; what was ignored, by nohup for one, stays ignored."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with stoppable(), undisturbed():
            signal.raise_signal(signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
    with pytest.raises(StoppedError), stoppable():
        raise KeyboardInterrupt
    assert signal.getsignal(signal.SIGTERM) is before


# Two runs at once, and runs that were killed


def test_a_second_run_is_told_who_writes(tmp_path, monkeypatch):
    """Nothing of the two is mixed, and no lock stays behind."""
    monkeypatch.setattr(folder_lock, "PATIENCE", 0)
    write(tmp_path, b"old")
    message = rf"is in use: quizgen \(process {os.getpid()} on .*, since .*\) is writing there"
    with replacing(tmp_path) as batch:
        batch.create(tmp_path / "a").write(b"new")
        with pytest.raises(QuizgenError, match=message):
            write(tmp_path, b"other")
    assert held(tmp_path) == {"a": b"new", "b": b"old", "c": b"old"}


def test_a_second_run_waits_until_the_first_is_done(tmp_path):
    """It says for whom, and then writes its own files."""
    told = []
    with ExitStack() as first:
        first.enter_context(replacing(tmp_path)).create(tmp_path / "a").write(b"first")

        def waiting(holder):
            told.append(holder)
            first.close()

        with replacing(tmp_path, waiting) as second:
            second.create(tmp_path / "a").write(b"second")
    assert held(tmp_path) == {"a": b"second"}
    assert [f"process {os.getpid()} on " in holder for holder in told] == [True]


def test_a_lock_is_held_on_windows_too(tmp_path, monkeypatch):
    """There a byte far behind the holder's name is locked, since nobody can read what is."""
    asked = []

    def locking(descriptor, mode, count):
        asked.append((os.lseek(descriptor, 0, os.SEEK_CUR), mode, count))
        if len(asked) > 1:
            raise PermissionError

    windows = SimpleNamespace(locking=locking, LK_NBLCK=2)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr(folder_lock, "os", SimpleNamespace(**vars(os) | {"name": "nt"}))
    with locked(tmp_path):
        assert (tmp_path / folder_lock.NAME).read_text().startswith("process ")
        with pytest.raises(InUseError, match="is writing there"), locked(tmp_path):
            raise AssertionError
    assert asked == [(folder_lock.FAR, windows.LK_NBLCK, 1)] * 2


def test_the_lock_of_a_process_that_is_no_more_is_nobodys(tmp_path):
    """The file alone locks nothing."""
    (tmp_path / folder_lock.NAME).write_text("process 1 on elsewhere, since 10:00")
    write(tmp_path, b"new")
    assert held(tmp_path) == {"a": b"new", "b": b"new", "c": b"new"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_run_that_is_killed_leaves_all_old_files_or_all_new_ones(tmp_path, links):
    """Wherever among its renames it was; who looks next completes them and clears up."""
    seen = set()
    for steps in range(9):
        folder = tmp_path / str(steps)
        write(folder, b"old")
        if not (child := os.fork()):
            _write_and_be_killed(folder, steps, links=links)
        os.waitpid(child, 0)
        settle(folder)
        files = {name: data for name, data in held(folder).items() if not name.startswith(".")}
        assert len(files) == 3
        assert len(set(files.values())) == 1
        seen |= set(files.values())
        write(folder, b"newest")
        assert held(folder) == dict.fromkeys("abc", b"newest")
    assert seen == {b"old", b"new"}


def _write_and_be_killed(folder, steps, *, links):
    """Write new files in a process that ends after some renames, as if by kill -9."""
    replace, left = Path.replace, [steps]

    def counted(path, target):
        if not left[0]:
            os._exit(9)
        left[0] -= 1
        return replace(path, target)

    def refuse(path, target):
        raise OSError(errno.EPERM, "no links here", str(path))

    Path.replace = counted
    if not links:
        Path.hardlink_to = refuse
    try:
        write(folder, b"new")
    finally:
        os._exit(0)


def test_a_journal_from_elsewhere_renames_nothing_outside(tmp_path):
    """It may have come with a folder that a stranger sent."""
    folder = tmp_path / "worksheets"
    folder.mkdir()
    (tmp_path / "mine").write_text("mine")
    (tmp_path / ".1-1.part").write_text("theirs")
    (folder / JOURNAL).write_text('[["../mine", "../.1-1.part"]]')
    settle(folder)
    assert (tmp_path / "mine").read_text() == "mine"
    assert held(folder) == {}


def test_a_killed_run_still_deletes_what_it_replaces(tmp_path):
    """The journal says what goes; who comes next completes it, and keeps to the folder."""
    single = tmp_path / "papers" / "Ada.pdf"
    single.parent.mkdir()
    single.write_text("old")
    part = tmp_path / f".{os.getpid()}-0.part"
    part.write_text("new")
    renames._write_journal(tmp_path, {tmp_path / "all.pdf": part}, [single])
    renames.tidy(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.pdf"]
