"""The teachers' page: who may come in, what it shows, and what it never does."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import chdir
from http.client import HTTPConnection

import languages
import pytest
from running import LIGHTHOUSE, quizgen

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")
from page_client import HOST, PORT, SAME
from starlette.testclient import TestClient

from quizgen.app.web import pages
from quizgen.app.web.entrance import Entrance
from quizgen.app.web.guard import MOST_SENT
from quizgen.app.web.site import Site


@pytest.fixture
def folder(tmp_path):
    banks = tmp_path / "question_banks"
    banks.mkdir()
    (banks / "lighthouse.yaml").write_text(LIGHTHOUSE, "utf-8")
    return tmp_path


@pytest.fixture
def entrance():
    return Entrance(PORT)


@pytest.fixture
def stranger(folder, entrance):
    """Return a client that has no cookie."""
    return TestClient(Site(folder, entrance), HOST)


@pytest.fixture
def teacher(stranger, entrance):
    """Return a client that followed a link."""
    assert stranger.get(entrance.link()).status_code == 200
    return stranger


# Who may come in


def test_a_link_lets_one_browser_in_once(stranger, entrance):
    """Without the cookie there is no page; a link that was used lets nobody in."""
    assert stranger.get("/").status_code == 403
    link = entrance.link()

    entered = stranger.get(link)
    assert entered.status_code == 200
    assert "Lighthouse reading check" in entered.text
    cookie = entered.history[0].headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert stranger.get("/").status_code == 200

    stranger.cookies.clear()
    assert stranger.get(link).status_code == 403
    assert stranger.get(f"{HOST}/enter/guess").status_code == 403
    stranger.cookies.set(entrance.cookie, "guess")
    assert stranger.get("/").status_code == 403


def test_another_name_for_this_machine_is_refused(teacher):
    """A page whose name was made to lead here (DNS rebinding) reads nothing."""
    for host in ("evil.example", f"evil.example:{PORT}", "127.0.0.1:9", "127.0.0.1", ""):
        assert teacher.get("/", headers={"Host": host}).status_code == 403, host
    assert teacher.get("/", headers={"Host": f"localhost:{PORT}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_page_in_the_browser_is_refused(teacher, headers):
    """It has the cookie with it, and is refused all the same."""
    assert teacher.get("/", headers=headers).status_code == 403
    assert teacher.post("/", headers=SAME | headers).status_code == 403


def test_what_changes_something_names_its_origin(teacher):
    """A request that posts and does not say from where is refused."""
    assert teacher.post("/nothing").status_code == 403
    assert teacher.post("/nothing", headers=SAME).status_code == 404


def test_only_who_read_the_key_gets_a_link(stranger, entrance):
    """A second start has the key's file; a page in the browser has no way to it."""
    assert stranger.post("/link").status_code == 403
    assert stranger.post("/link", headers={"Quizgen-Key": "guess"}).status_code == 403
    right = {"Quizgen-Key": entrance.key}
    assert stranger.post("/link", headers=SAME | right).status_code == 403

    link = stranger.post("/link", headers=right).json()["link"]

    assert stranger.get(link).status_code == 200


# What a browser may do


def test_every_answer_forbids_what_comes_from_elsewhere(teacher):
    """The policy names no other origin and no inline script; its nonce is new each time."""
    answers = [teacher.get(path) for path in ("/", "/nothing", "/static/page.css", "/")]
    policies = [answer.headers["content-security-policy"] for answer in answers]

    for answer, policy in zip(answers, policies, strict=True):
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert not re.search(r"unsafe|http|\*", policy)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    assert len({*policies}) == len(policies)


def test_a_template_has_no_script_and_no_style_within_it():
    """What the policy would refuse is in no template."""
    templates = sorted(pages.TEMPLATES.glob("*.html"))
    assert len(templates) > 2
    for path in templates:
        text = path.read_text("utf-8")
        assert not re.search(r'\sstyle="|\son\w+="|<style|javascript:', text), path.name
        for script in re.findall(r"<script[^>]*>", text):
            assert 'src="/static/' in script or 'type="application/json"' in script, path.name
        assert "|safe" not in text, path.name


def test_a_banks_text_is_never_html(teacher, folder):
    """Titles, names of skills and names of files are text."""
    evil = "<script>alert(1)</script>"
    path = folder / "question_banks" / "a<b>.yaml"
    text = LIGHTHOUSE.replace("title: Lighthouse reading check", f"title: {evil}")
    assert evil in text
    path.write_text(text, "utf-8")

    shown = teacher.get("/").text

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "a&lt;b&gt;.yaml" in shown


def test_a_bank_that_cannot_be_printed_is_not_the_end_of_the_way(teacher, folder):
    """The page that says why leads back to the bank; one that is not there has no such link."""
    path = folder / "question_banks" / "a b.yaml"
    path.write_text(LIGHTHOUSE.replace("skill: evidence", "skill: evidnce"), "utf-8")
    refused = teacher.get("/bank/a%20b.yaml/print")
    assert refused.status_code == 400
    assert "evidnce" in refused.text
    assert 'href="/bank/a%20b.yaml"' in refused.text
    assert 'href="/bank/' not in teacher.get("/bank/none.yaml/print").text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pages.py",
        "/static/%2e%2e/pages.py",
        "/static/..%2fpages.py",
        "/static//etc/passwd",
        "/question_banks/lighthouse.yaml",
        "/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_address_leads_out_of_the_folder(teacher, path):
    """Whatever the address says, no file of the disk is behind it."""
    answer = teacher.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "from quizgen" not in answer.text


def test_what_is_too_long_is_refused(teacher):
    """By its header, and where that says nothing, by counting."""
    assert teacher.post("/", content=b"a" * (MOST_SENT + 1), headers=SAME).status_code == 413


def test_a_fault_is_a_sentence_on_the_page_and_a_traceback_in_the_log(
    teacher, monkeypatch, caplog
):
    """Nothing of the code reaches the browser."""

    def fails(self):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("quizgen.app.web.work_folder.WorkFolder.summaries", fails)

    answer = teacher.get("/")

    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "a secret" not in answer.text
    assert "The log tells what" in answer.text
    assert "ZeroDivisionError" in caplog.text


# The list of banks


def test_the_list_says_what_is_in_each_bank(teacher, folder):
    """Title, questions by kind and skill, problems, and when it was printed."""
    banks = folder / "question_banks"
    (banks / "broken.yaml").write_text(LIGHTHOUSE.replace("stem:", "stm:", 2), "utf-8")
    before = teacher.get("/").text
    assert "Not printed yet" in before
    assert quizgen(folder, "make", "lighthouse", "--count", "2").status == 0

    shown = " ".join(re.sub(r"<[^>]+>", " ", teacher.get("/").text).split())

    assert "9 questions" in shown
    assert "multiple choice" in shown
    assert "Main argument" in shown
    assert "2 problems to mend before it can be printed" in shown
    assert "Last printed 20" in shown


def test_a_folder_without_banks_says_so(tmp_path, entrance):
    """And a folder that holds banks itself shows them."""
    client = TestClient(Site(tmp_path, entrance), HOST)
    assert "no bank in this folder yet" in client.get(entrance.link()).text
    (tmp_path / "mine.yaml").write_text(LIGHTHOUSE, "utf-8")
    assert "mine.yaml" in client.get("/").text


# Words


def test_every_word_of_the_page_is_in_its_catalogue():
    """page.pot is up to date, and no template has words outside of it."""
    with languages.PAGE_TEXTS.open("rb") as file:
        kept = languages.read_po(file)
    assert len(kept) > 10
    texts = languages.extracted("page")
    assert {each.id for each in kept} == {each.id for each in texts}, "make languages"


def test_no_template_of_the_page_holds_words_of_its_own():
    """A language is a translation and nothing else."""
    from test_catalogues import literal_words

    found = {
        path.name: [word for word in literal_words(path) if word not in UNTRANSLATED]
        for path in pages.TEMPLATES.glob("*.html")
    }
    assert {name: words for name, words in found.items() if words} == {}


UNTRANSLATED = {"quizgen", "· quizgen", "F8", "Shift+F8", "Ctrl+P", "· ", "keys"}


def test_a_translation_is_all_that_a_language_needs(teacher, tmp_path, monkeypatch):
    """A catalogue that is put beside the others is spoken to who asks for it."""
    catalog = languages.Catalog(locale="de")
    catalog.add("Banks", "Aufgabenhefte")
    path = tmp_path / "locale" / "de" / "LC_MESSAGES" / "page.po"
    languages.write_catalogue(path, catalog)
    monkeypatch.setattr(pages, "LOCALES", tmp_path / "locale")
    pages._environment.cache_clear()
    try:
        german = teacher.get("/", headers={"Accept-Language": "de-AT,en;q=0.5"}).text
        french = teacher.get("/", headers={"Accept-Language": "fr,en;q=0.5"}).text
    finally:
        pages._environment.cache_clear()

    assert '<html lang="de" dir="ltr">' in german
    assert "<h1>Aufgabenhefte</h1>" in german
    assert '<html lang="en"' in french


# The command


def test_open_shows_the_folder_until_it_is_stopped(folder, tmp_path):
    """It prints its address, a second start shows the first, and Ctrl-C ends it."""
    state = tmp_path / "state"
    settings = {**os.environ, "XDG_STATE_HOME": str(state), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "quizgen", "open", str(folder), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=settings, text=True) as first:
        try:
            said = first.stdout.readline()
            [link] = re.findall(r"http://127\.0\.0\.1:\d+/enter/\S+", said)
            [note] = (state / "quizgen").glob("page-*.json")
            assert note.stat().st_mode & 0o077 == 0
            second = subprocess.run(
                command, capture_output=True, env=settings, text=True, check=True
            ).stdout
            [other] = re.findall(r"http://\S+", second)
            assert "open already" in second
            port = json.loads(note.read_text())["port"]
            for each in (link, other):
                assert f":{port}/" in each
                assert _status(port, each) == 303
            assert _status(port, link) == 403
        finally:
            first.send_signal(signal.SIGINT)
            first.wait(20)
    assert not note.exists()
    assert (state / "quizgen" / "page.log").read_text() == ""


def _status(port, link):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/{link.split('/', 3)[3]}")
    status = connection.getresponse().status
    connection.close()
    return status


def test_open_says_what_is_missing(tmp_path, monkeypatch):
    """A folder that is not there, a port that is taken, libraries that are not installed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with chdir(tmp_path):
        missing = quizgen(tmp_path, "open", "nowhere", "--no-browser")
        assert missing.status == 1
        assert "There is no folder" in missing.err

        import socket

        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            number = str(taken.getsockname()[1])
            busy = quizgen(tmp_path, "open", "--no-browser", "--port", number)
        assert f"Port {number} cannot be used" in busy.err

        monkeypatch.setitem(sys.modules, "uvicorn", None)
        without = quizgen(tmp_path, "open", "--no-browser")
        assert "pip install 'quizgen[web]'" in without.err


def test_the_first_page_loads_no_models_of_plans():
    """Its list needs none, and they take a fifth of the time to the first answer."""
    script = (
        "import sys, quizgen.app.web.site, quizgen.bank.load, quizgen.plan.kept_runs\n"
        "assert 'quizgen.bank.model' in sys.modules\n"
        "assert 'quizgen.plan.model' not in sys.modules, 'loaded'"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
