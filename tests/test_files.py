"""The files of a run appear together and whole, or not at all."""

from pathlib import Path

import pytest

from quizgen.errors import QuizgenError
from quizgen.files import replacing


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


@pytest.mark.parametrize("refused", ["a", "b", "c"])
def test_a_file_that_cannot_be_replaced_keeps_all_the_old_ones(tmp_path, monkeypatch, refused):
    """As when one is open elsewhere on Windows: old and new are never mixed."""
    write(tmp_path, b"old")
    replace = Path.replace

    def refuse(path, target):
        if path.suffix == ".part" and Path(target).name == refused:
            raise PermissionError(13, "Permission denied", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(QuizgenError, match=rf"Permission denied.*{refused}.*old files stay"):
        write(tmp_path, b"new")
    assert held(tmp_path) == {"a": b"old", "b": b"old", "c": b"old"}


def test_a_folder_in_the_way_keeps_all_the_old_ones(tmp_path):
    """The message names it."""
    write(tmp_path, b"old", names=("a", "b"))
    (tmp_path / "c").mkdir()
    with pytest.raises(QuizgenError, match="folder has the name of a file to write"):
        write(tmp_path, b"new")
    assert held(tmp_path) == {"a": b"old", "b": b"old"}
    assert (tmp_path / "c").is_dir()


def test_a_failure_while_writing_leaves_nothing(tmp_path):
    """Neither the files nor their parts."""

    def fail():
        with replacing(tmp_path) as batch:
            batch.create(tmp_path / "a").write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert held(tmp_path) == {}
