"""Writing a bank in the browser: what the server checks, saves and keeps."""

import json
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import LIGHTHOUSE, lighthouse_in, quizgen

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")
from page_client import entered, sent

from quizgen.app.web.bank_file import BankFile
from quizgen.app.web.bank_text import saved_bytes, shown_text
from quizgen.app.web.kept_states import MOST_STATES, KeptStates

BANK = "/bank/lighthouse.yaml"


@pytest.fixture
def path(tmp_path):
    return lighthouse_in(tmp_path)


@pytest.fixture
def teacher(path):
    return entered(path.parents[1])


def data_of(client):
    """Return what the editor's page comes with."""
    page = client.get(BANK).text
    [found] = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', page, re.S
    )
    return json.loads(unescape(found))


def test_findings_have_the_words_and_places_of_check(teacher, path):
    """What is underlined is what `quizgen check` says, of the text that is not saved yet."""
    text = LIGHTHOUSE.replace("    stem: Which word", "    stm: Which word")
    assert text != LIGHTHOUSE
    answer = sent(teacher, f"{BANK}/check", {"revision": 7, "text": text})
    assert answer["revision"] == 7

    path.write_text(text, "utf-8")
    told = quizgen(path.parents[1], "check", "lighthouse", "--format", "json")
    [bank] = json.loads(told.out)["banks"]

    keys = ("line", "column", "severity", "rule", "question", "message")
    wanted = [{key: finding[key] for key in keys} for finding in bank["findings"]]
    assert any("stm" in each["message"] for each in wanted)
    assert answer["findings"] == wanted
    assert answer["notes"] == bank["notes"]


def test_a_text_is_saved_whole_and_guarded_by_its_hash(teacher, path):
    """A file that changed meanwhile is shown, and not written over."""
    known = data_of(teacher)
    assert known["text"] == LIGHTHOUSE
    saved = sent(teacher, f"{BANK}/save", {"text": "a: 1\n", "hash": known["hash"]})
    assert path.read_text() == "a: 1\n"

    path.write_text("b: 2\n")
    old = {"text": "c: 3\n", "hash": saved["hash"]}
    refused = sent(teacher, f"{BANK}/save", old, status=409)

    assert path.read_text() == "b: 2\n"
    assert refused["text"] == "b: 2\n"
    again = {"text": "c: 3\n", "hash": refused["hash"], "keep": True}
    sent(teacher, f"{BANK}/save", again)
    assert path.read_text() == "c: 3\n"
    kept = [KeptStates(path).text(each.name) for each in KeptStates(path).states()]
    assert b"b: 2\n" in kept, "what was written over is among the earlier states"


def test_the_browser_learns_what_is_on_the_disk(teacher, path):
    """Only if it is something else than the browser knows."""
    known = data_of(teacher)["hash"]
    assert teacher.get(f"{BANK}/disk?hash={known}").json() == {"same": True}
    path.write_text("a: 1\n")
    assert teacher.get(f"{BANK}/disk?hash={known}").json()["text"] == "a: 1\n"
    path.unlink()
    assert teacher.get(f"{BANK}/disk?hash={known}").status_code == 404


def test_a_draft_is_kept_until_it_is_saved(teacher, path):
    """After a crash it is offered; it lies beside the bank as a file that can be read."""
    text = LIGHTHOUSE + "# more\n"
    sent(teacher, f"{BANK}/check", {"revision": 1, "text": text})
    draft = path.parent / ".quizgen" / path.name / "draft.yaml"
    assert draft.read_text("utf-8") == text
    assert (path.parent / ".quizgen" / ".gitignore").read_text() == "*\n"
    again = data_of(entered(path.parents[1]))
    assert again["draft"] == text
    assert again["text"] == LIGHTHOUSE

    sent(teacher, f"{BANK}/save", {"text": text, "hash": again["hash"]})

    assert not draft.exists()
    assert data_of(teacher)["draft"] is None


def test_a_draft_that_is_not_wanted_is_an_earlier_state(teacher, path):
    """Nothing that was written is lost by a wrong answer."""
    sent(teacher, f"{BANK}/check", {"revision": 1, "text": "a: 1\n"})
    sent(teacher, f"{BANK}/keep", {"text": "a: 1\n"})

    assert data_of(teacher)["draft"] is None
    [state] = teacher.get(f"{BANK}/states").json()["states"]
    assert teacher.get(f"{BANK}/states/{state['name']}").json() == {"text": "a: 1\n"}


def test_earlier_states_are_fifty_and_the_last_that_could_be_printed(tmp_path):
    """Those of one pause after another count once."""
    kept, start = KeptStates(tmp_path / "bank.yaml"), datetime(2026, 1, 1)
    for number in range(MOST_STATES + 9):
        kept.keep(b"%d" % number, start + timedelta(minutes=number))
        kept.keep(b"too soon", start + timedelta(minutes=number, seconds=1))
    kept.keep_printable(b"whole")

    printable, newest, *others = kept.states()

    assert printable.is_printable
    assert kept.text(printable.name) == b"whole"
    assert kept.text(newest.name) == b"%d" % (MOST_STATES + 8)
    assert len(others) == MOST_STATES - 1
    assert kept.text("../../bank") is None


def test_a_broken_text_is_saved_and_the_last_whole_one_kept(teacher, path):
    """It is the teacher's text; the last that could be printed can be returned to."""
    known = data_of(teacher)
    sent(teacher, f"{BANK}/check", {"revision": 1, "text": LIGHTHOUSE})
    broken = LIGHTHOUSE.replace("article:", "articel:")
    sent(teacher, f"{BANK}/check", {"revision": 2, "text": broken})
    sent(teacher, f"{BANK}/save", {"text": broken, "hash": known["hash"]})

    [printable, *_] = teacher.get(f"{BANK}/states").json()["states"]

    assert path.read_text("utf-8") == broken
    assert printable["printable"]
    assert teacher.get(f"{BANK}/states/{printable['name']}").json()["text"] == LIGHTHOUSE


@given(st.text(st.sampled_from("ab\r\n\ufeff é"), max_size=30))
def test_line_ends_and_mark_are_as_the_file_had_them(content):
    """A text that is read and saved unchanged is the same, byte for byte."""
    for raw in (content.encode(), b"\xef\xbb\xbf" + content.encode()):
        assert saved_bytes(shown_text(raw, "bank"), raw) == raw


@given(st.lists(st.sampled_from("abc"), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_new_line_ends_as_the_others_do(lines, end):
    """What is added to a file has the file's line ends."""
    raw = end.join([*lines, ""]).encode()
    shown = shown_text(raw, "bank")
    assert saved_bytes(shown + "new\n", raw) == raw + f"new{end}".encode()


def test_a_mixed_file_keeps_each_line_as_it_was():
    """Only the changed line has changed."""
    raw = b"a\r\nb\nc\r\nd\n"
    assert saved_bytes("a\nB\nc\nd\n", raw) == b"a\r\nB\nc\r\nd\n"
    assert saved_bytes("a\nb\nnew\nc\nd\n", raw) == b"a\r\nb\nnew\nc\r\nd\n"


def test_a_saved_file_keeps_its_permissions_and_its_place(path, tmp_path):
    """A link to a bank stays a link, and its file is written."""
    real = tmp_path / "real.yaml"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real)
    file = BankFile(path)

    file.save("a: 1\n", file.read().hash)

    assert path.is_symlink()
    assert real.read_text() == "a: 1\n"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_link_out_of_the_folder_is_no_bank(teacher, path, tmp_path_factory):
    """No name leads to a file elsewhere."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    elsewhere.write_text("a: secret\n")
    (path.parent / "secret.yaml").symlink_to(elsewhere)

    assert "secret" not in teacher.get("/").text
    assert teacher.get("/bank/secret.yaml").status_code == 404
    for name in ("..%2fsecret.yaml", "nothing.yaml", ".quizgen", "%00"):
        assert teacher.get(f"/bank/{name}").status_code == 404


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("save", {"hash": "a"}),
        ("save", {"text": 1, "hash": "a"}),
        ("save", []),
        ("check", {"text": "a"}),
        ("check", {"text": "a", "revision": "b"}),
    ],
)
def test_what_a_script_sends_is_looked_at(teacher, address, data):
    """Nonsense is refused in words."""
    assert "missing" in sent(teacher, f"{BANK}/{address}", data, status=400)["error"]


def test_a_file_that_is_no_text_is_explained(teacher, path):
    """The page says what `make` says of it."""
    path.write_bytes("stem: café".encode("latin-1"))
    answer = teacher.get(BANK)
    assert answer.status_code == 400
    assert "not saved as UTF-8" in answer.text
