"""quizgen init: a folder to work in, made once and never spoilt."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from running import quizgen

FILES = {
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "question_banks/starter.txt",
    "question_banks/starter.yaml",
    "templates/README.md",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_folder_is_made_in_which_the_starter_prints(tmp_path):
    """The first step that it names works."""
    outcome = quizgen(tmp_path, "init", "english 9")

    folder = tmp_path / "english 9"
    assert set(contents(folder)) == FILES
    assert "cd 'english 9', then quizgen make starter --count 12" in outcome.out
    assert len(outcome.out.splitlines()) == len(FILES) + 3
    assert quizgen(folder, "make", "starter", "--count", "12").status == 0


def test_twice_is_once(tmp_path):
    """The second time everything is kept, and said to be."""
    quizgen(tmp_path, "init")
    before = contents(tmp_path)

    outcome = quizgen(tmp_path, "init")

    assert outcome.status == 0
    assert contents(tmp_path) == before
    assert outcome.out.count("which was there already") == len(FILES)


def test_what_is_there_stays(tmp_path):
    """Only what is missing is added."""
    (tmp_path / ".gitignore").write_text("mine", "utf-8")

    outcome = quizgen(tmp_path, "init")

    assert (tmp_path / ".gitignore").read_text("utf-8") == "mine"
    assert "Kept  .gitignore, which was there already" in outcome.out
    assert set(contents(tmp_path)) == FILES


def test_a_file_is_no_folder(tmp_path):
    """The message says what to name instead."""
    (tmp_path / "notes").write_text("mine", "utf-8")

    outcome = quizgen(tmp_path, "init", "notes")

    assert outcome.status == 1
    assert "notes is a file. Name a folder" in outcome.err


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_an_articles_text_is_kept_out_of_git(tmp_path):
    """The starter's is quizgen's own, so it may go in."""
    quizgen(tmp_path, "init")
    (tmp_path / "question_banks" / "mine.txt").write_text("x", "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    command = ["git", "status", "--porcelain", "--untracked-files=all"]
    seen = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert {line[3:] for line in seen.stdout.splitlines()} == FILES


def test_editors_are_told_how_to_write_yaml(tmp_path):
    """Spaces, never tabs; and which extension knows the format."""
    quizgen(tmp_path, "init")

    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text("utf-8"))
    extensions = json.loads((tmp_path / ".vscode" / "extensions.json").read_text("utf-8"))
    assert settings["[yaml]"]["editor.insertSpaces"] is True
    assert extensions["recommendations"] == ["redhat.vscode-yaml"]
