"""Files of other programs are read or refused in words, and need no more memory than others."""

import io
import os
import struct
import zipfile
from functools import cache

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import LIGHTHOUSE, quizgen

from quizgen.article.readers import read_source
from quizgen.base import foreign_files
from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole
from quizgen.plan.roster import read_roster


@cache
def workbook(*, chart=False):
    """Return a workbook with one student, or with a chart where its table should be."""
    book = openpyxl.Workbook()
    if chart:
        book.create_chartsheet()
        book.remove(book.worksheets[0])
    else:
        book.worksheets[0].append(["name"])
        book.worksheets[0].append(["Ann"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@cache
def document():
    """Return a Word document of one paragraph."""
    file, made = io.BytesIO(), docx.Document()
    made.add_paragraph("It was a costly way to live, and nobody denies that it was.")
    made.save(file)
    return file.getvalue()


def every_member(raw, local, central, value):
    """Set a field of each member's two headers in a zip file (APPNOTE 4.3.7, 4.3.12)."""
    changed = bytearray(raw)
    for magic, place in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = changed.find(magic)
        while at >= 0:
            struct.pack_into("<H", changed, at + place, value)
            at = changed.find(magic, at + 4)
    return bytes(changed)


def spoilt_data(raw):
    """Overwrite the compressed bytes of each member."""
    changed = bytearray(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for member in packed.infolist():
            start = member.header_offset + 30 + len(member.filename)
            changed[start : start + member.compress_size] = b"\xff" * member.compress_size
    return bytes(changed)


SPOILT = {
    "protected by a password": lambda raw: every_member(raw, 6, 8, 1),
    "packed by a newer program": lambda raw: every_member(raw, 4, 6, 99),
    "packed in another way": lambda raw: every_member(raw, 8, 10, 93),
    "spoilt on its way": spoilt_data,
    "cut off": lambda raw: raw[:-400],
    "not packed at all": lambda raw: raw[:4] + b" and no more",
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_file_that_its_library_cannot_read(tmp_path, suffix, spoil):
    """The message names the file and what to do, whatever the library raised."""
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(spoil(workbook() if suffix == "xlsx" else document()))
    with pytest.raises(QuizgenError, match=r"cannot be read: .*(Save|save)"):
        read_roster(path) if suffix == "xlsx" else read_source(path)


def test_a_workbook_without_a_table(tmp_path):
    """Its only sheet is a chart."""
    (tmp_path / "a.xlsx").write_bytes(workbook(chart=True))
    with pytest.raises(QuizgenError, match="no workbook with a table"):
        read_roster(tmp_path / "a.xlsx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from(["xlsx", "docx"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=5),
)
def test_any_byte_of_a_foreign_file_may_be_wrong(tmp_path, suffix, slips):
    """It is read, or refused in words."""
    raw = bytearray(workbook() if suffix == "xlsx" else document())
    for place, value in slips:
        raw[-1 - place] = value
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(raw)
    try:
        read_roster(path) if suffix == "xlsx" else read_source(path)
    except QuizgenError as error:
        assert str(path) in str(error)  # noqa: PT017 - it may also be read


@pytest.mark.parametrize(("limit", "most"), [("MOST_UNPACKED", 1000), ("MOST_TAGS", 20)])
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_small_file_that_unpacks_to_a_large_one(tmp_path, monkeypatch, suffix, limit, most):
    """It is refused before any library reads it, by its size or by the number of its tags."""
    monkeypatch.setattr(foreign_files, limit, most)
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(workbook() if suffix == "xlsx" else document())
    with pytest.raises(QuizgenError, match=r"far too (large|long)"):
        read_roster(path) if suffix == "xlsx" else read_source(path)


# Pipes, names

SHOWING = [
    words.split()
    for words in (
        "make", "make --roster", "make -o", "make --plan", "make --article", "make --paper",
        "make --skill", "check", "check --format github", "show", "new", "init",
        "key 4K7Z-A-B --plan", "templates copy", "--no", "",
    )
]  # fmt: skip
"""Commands that show what is typed after them."""


@pytest.mark.skipif(os.name != "posix", reason="Windows has no named pipes in folders")
def test_a_named_pipe_is_no_file(tmp_path):
    """Nobody writes to it: to read it would last for ever."""
    os.mkfifo(tmp_path / "lamp.png")
    bank = LIGHTHOUSE.replace("  - id: ", "  - image: {file: lamp.png, alt: A}\n    id: ", 1)
    outcome = quizgen(tmp_path, "make", "--roster", "lamp.png", bank=LIGHTHOUSE)
    assert "lamp.png is no file but a pipe" in outcome.err
    (tmp_path / "bank.yaml").write_text(bank, "utf-8")
    outcome = quizgen(tmp_path, "make", "bank.yaml")
    assert outcome.status == 1
    assert "lamp.png is no file but a pipe or a device" in outcome.err


@pytest.mark.skipif(os.name != "posix", reason="Windows allows no such names")
@pytest.mark.parametrize("name", ["\x1b[31mred", "\x1b]0;owned\x07", "a\u202eb"])
@pytest.mark.parametrize("command", SHOWING, ids=" ".join)
def test_what_a_terminal_acts_on_never_reaches_it(tmp_path, command, name):
    """A file may come from anybody, and its name is shown in messages."""
    for each in (name, f"{name}.yaml"):
        (tmp_path / each).write_text(LIGHTHOUSE, "utf-8")
    names = (name, f"{name}.yaml") if command != ["templates", "copy"] else (f"{name} out",)
    for each in names:
        outcome = quizgen(tmp_path, *command, *each.split(), bank=LIGHTHOUSE)
        said = outcome.out + outcome.err
        assert said.strip()
        assert not set(said) & set("\x1b\x07\u202e"), said


def test_a_plan_may_be_long_and_not_endless(tmp_path):
    """What is read has a limit, which the message names."""
    (tmp_path / "p.json").write_bytes(b" " * 2_000_001)
    with pytest.raises(QuizgenError, match=r"2.0 MB long. The plan may be 2 MB at most"):
        read_whole(tmp_path / "p.json", "plan", 2_000_000)
