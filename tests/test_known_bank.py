"""A bank that was right is read again only when it changes; what is kept is not trusted."""

import os
import pickle
import sys
from pathlib import Path

import pytest
from everything import everything, picture
from running import EVERY_KIND, GROUPED, LIGHTHOUSE, quizgen
from test_make_article import ARTICLE

from quizgen.bank import load
from quizgen.bank.load import load_bank
from quizgen.base import cache_files, kept_objects
from quizgen.base.cache_files import CacheFiles
from quizgen.base.errors import BankError
from quizgen.base.kept_objects import KeptObjects


@pytest.fixture
def objects(tmp_path):
    return KeptObjects(CacheFiles(tmp_path / "kept"))


@pytest.fixture
def read(monkeypatch):
    """Return the texts that are read as YAML."""
    texts = []
    real = load._document
    monkeypatch.setattr(load, "_document", lambda *own: texts.append(own[0]) or real(*own))
    return texts


def written(folder: Path, text: str) -> Path:
    (folder / "lamp.png").write_bytes(picture())
    path = folder / "bank.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("text", [EVERY_KIND, GROUPED, LIGHTHOUSE, everything()])
def test_a_known_bank_is_what_reading_it_gives(tmp_path, objects, read, text):
    """With what was written in it, and where."""
    path = written(tmp_path, text)
    load_bank(path, objects=objects)
    read.clear()
    known = load_bank(path, objects=objects)
    assert read == []
    anew = load_bank(path)

    assert known.bank == anew.bank
    assert _given(known.bank) == _given(anew.bank)
    assert (known.sha256, known.pictures) == (anew.sha256, anew.pictures)
    assert known.mark("questions", 0, "stem") == anew.mark("questions", 0, "stem")


def _given(bank):
    """Return which fields were written, rather than left to their defaults."""
    return [bank.model_fields_set, *(each.model_fields_set for each in bank.questions)]


def test_an_edited_bank_is_read(tmp_path, objects):
    """Any other byte is another bank."""
    path = written(tmp_path, LIGHTHOUSE)
    before = load_bank(path, objects=objects)
    path.write_text(LIGHTHOUSE.replace("wrecks", "ships"), "utf-8")

    assert load_bank(path, objects=objects).bank == load_bank(path).bank != before.bank


def test_a_bank_that_is_wrong_is_read_each_time(tmp_path, objects, read):
    """And says the same each time."""
    path = written(tmp_path, LIGHTHOUSE.replace("stem:", "stam:", 1))
    said = []
    for _ in range(2):
        with pytest.raises(BankError) as caught:
            load_bank(path, objects=objects)
        said.append(caught.value.problems)

    assert said[0] == said[1]
    assert len(read) == 2


def test_a_picture_that_is_gone_is_missed(tmp_path, objects):
    """Though the bank is the same."""
    path = written(tmp_path, GROUPED)
    assert load_bank(path, objects=objects).pictures
    (tmp_path / "lamp.png").unlink()

    with pytest.raises(BankError, match="lamp"):
        load_bank(path, objects=objects)


def test_another_picture_of_the_name_is_shown(tmp_path, objects):
    """Its bytes are read each time."""
    path = written(tmp_path, GROUPED)
    before = load_bank(path, objects=objects).pictures["lamp.png"]
    (tmp_path / "lamp.png").write_bytes(picture() + b"\0")

    assert load_bank(path, objects=objects).pictures["lamp.png"] != before


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_an_article_that_becomes_a_link_is_refused(tmp_path, objects):
    """Out of the bank's folder, which the same bank may be moved to."""
    folder = tmp_path / "bank"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("Secret.", "utf-8")
    path = written(folder, LIGHTHOUSE.replace("article:", "article:\n  text: own.txt", 1))
    (folder / "own.txt").write_text("Own.", "utf-8")
    load_bank(path, objects=objects)
    (folder / "own.txt").unlink()
    (folder / "own.txt").symlink_to(tmp_path / "secret.txt")

    with pytest.raises(BankError, match="own folder"):
        load_bank(path, objects=objects)


def test_quizgen_itself_may_change(tmp_path, objects, read, monkeypatch):
    """Then a bank is checked anew."""
    path = written(tmp_path, LIGHTHOUSE)
    load_bank(path, objects=objects)
    monkeypatch.setattr(kept_objects, "own_code", lambda: "another")
    load_bank(path, objects=objects)

    assert len(read) == 2


class Foreign:
    """What a pickle must not make."""

    def __reduce__(self):
        return (os.system, ("exit 1",))


@pytest.mark.parametrize("made", [Foreign(), Path("x"), eval, kept_objects.own_code])
def test_what_is_no_class_of_quizgen_is_not_made(objects, made):
    """Not even a function of its own."""
    objects.put(made, "x")

    assert objects.get("x") is None


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told otherwise there")
def test_a_folder_that_others_can_write_to_is_not_believed(tmp_path, objects):
    """Nor one that is damaged."""
    objects.put([1], "x")
    assert objects.get("x") == [1]
    (tmp_path / "kept").chmod(0o777)
    assert objects.get("x") is None
    (tmp_path / "kept").chmod(0o700)
    [file] = (tmp_path / "kept").iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert objects.get("x") is None


def test_an_object_that_is_too_large_is_not_kept(objects, monkeypatch):
    monkeypatch.setattr(kept_objects, "MOST_BYTES", len(pickle.dumps("x" * 99)))
    objects.put("x" * 500, "large")
    objects.put("x", "small")

    assert objects.get("large") is None
    assert objects.get("small") == "x"


def test_an_edited_article_is_looked_through(tmp_path, monkeypatch):
    """A quotation that it no longer has is a mistake; back again, it is none."""
    monkeypatch.setenv(cache_files.VARIABLE, str(tmp_path / "kept"))
    beside = tmp_path / "question_banks" / "bank.txt"
    beside.parent.mkdir()

    def status(text):
        beside.write_text(text, "utf-8")
        return quizgen(tmp_path, "make", "--seed", "s", "-o", "out", bank=LIGHTHOUSE).status

    assert status(ARTICLE) == status(ARTICLE) == 0
    assert status(ARTICLE.replace("every ship", "each ship")) != 0
    assert status(ARTICLE) == 0
