"""Printing from the page, and what it keeps: the same files as the command, found again."""

import re
import time

import pytest
from page_client import SAME, entered, sent
from running import LIGHTHOUSE, lighthouse_in, quizgen

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")

from quizgen.app.web import uploads
from quizgen.app.web.jobs import CancelledError, Job, Jobs
from quizgen.app.web.pages import TEMPLATES
from quizgen.base.choices import PASSAGE_CHOICES, QUESTION_ORDERS
from quizgen.plan.read import load_plan

BANK = "/bank/lighthouse.yaml"
ROSTER = "name,id,seat\nAnn,1,A1\nBen,2,A2\n"


@pytest.fixture
def folder(tmp_path):
    return lighthouse_in(tmp_path).parents[1]


@pytest.fixture
def teacher(folder):
    return entered(folder)


def posted(client, address, fields, **more):
    answer = client.post(address, data=fields, headers=SAME, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def finished(client, job):
    """Return a job's data when it has ended."""
    while job.get("state") == "running":
        time.sleep(0.05)
        job = client.get(f"/job/{job['job']}").json()
    return job


def printed(client, **fields):
    job = finished(client, posted(client, f"{BANK}/make", fields))
    assert job["state"] == "done", job
    return job


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a folder in which the page printed a class, the client, and what it said."""
    folder = lighthouse_in(tmp_path_factory.mktemp("run")).parents[1]
    client = entered(folder)
    fields = {
        "count": "2",
        "seed": "spring",
        "class": ROSTER,
        "versions": "2",
        "seating": "yes",
    }
    return folder, client, printed(client, **fields)


def test_the_page_prints_what_the_command_prints(run, tmp_path):
    """The same wishes and seed give the same bytes; each file can be fetched."""
    folder, client, job = run
    (tmp_path / "class.csv").write_text(ROSTER, "utf-8")
    lighthouse_in(tmp_path)
    words = "make --count 2 --seed spring --roster class.csv --versions 2 --seating"
    assert quizgen(tmp_path, *words.split()).status == 0

    own = {path.name: path.read_bytes() for path in (folder / "worksheets").iterdir()}
    theirs = {path.name: path.read_bytes() for path in (tmp_path / "worksheets").iterdir()}

    assert own == theirs
    assert {file["name"] for file in job["files"]} == own.keys()
    for file in job["files"]:
        got = client.get(file["address"])
        assert got.content == own[file["name"]]
        inline = file["name"].endswith(".pdf")
        assert got.headers["content-disposition"].startswith("inline" if inline else "attach")


def test_what_comes_out_is_told_before(run):
    """Questions, points, pages and papers, and what the teacher should know."""
    folder, client, job = run
    told = posted(client, f"{BANK}/plan", {"count": "2", "class": ROSTER})
    plan = load_plan(folder / "worksheets" / "lighthouse-plan.json")

    assert told["questions"] == [2]
    assert told["papers"] == told["students"] == 2
    assert len(told["points"]) == len(told["pages"]) == 1
    assert job["code"] == plan.code
    assert posted(client, f"{BANK}/plan", {"points": "3"})["points"] == [3]


def test_wrong_wishes_are_told_at_their_fields(teacher, folder):
    """And those that the bank cannot meet below; nothing is printed."""
    for address in ("plan", "make"):
        wrong = posted(teacher, f"{BANK}/{address}", {"count": "x", "mix:multiple_choice": "y"})
        assert wrong["problems"].keys() == {"count", "mix"}
        clash = posted(teacher, f"{BANK}/{address}", {"points": "900"})
        assert "900" in clash["error"]
    assert not (folder / "worksheets").exists()


def test_problems_of_a_class_are_told_at_their_rows(teacher):
    """Pasted or uploaded; another kind of file is refused, and so are two."""
    bad = "name,seat\nAnn,A1\nBen,A1\n"
    told = posted(teacher, f"{BANK}/plan", {"class": bad})
    assert "Row 3: " in told["problems"]["class"]
    upload = {"roster": ("class.csv", bad.encode())}
    assert posted(teacher, f"{BANK}/plan", {}, files=upload) == told
    other = {"roster": ("class.exe", b"MZ")}
    assert "ends in .csv or .xlsx" in posted(teacher, f"{BANK}/plan", {}, files=other)["error"]
    two = [("roster", ("a.csv", b"name")), ("roster", ("b.csv", b"name"))]
    refused = teacher.post(f"{BANK}/plan", data={}, files=two, headers=SAME)
    assert refused.status_code == 400


def test_a_class_file_is_named_as_the_teacher_knows_it(teacher):
    """Not by the folder of a moment in which it lay."""
    files = {"file": ("class.csv", "name\nZo\u00eb\n".encode("cp1252"))}
    answer = posted(teacher, f"{BANK}/plan", {"count": "2"}, files=files)
    [told] = [each for each in answer["warnings"] if "UTF-8" in each]
    assert told.startswith("class.csv:")


def test_files_with_signs_of_addresses_are_found(teacher, folder):
    """The address of what was printed leads to it, whatever the bank is called."""
    bank = folder / "question_banks" / "lighthouse.yaml"
    bank.rename(bank.with_name("Unit #3.yaml"))
    answer = teacher.post("/bank/Unit%20%233.yaml/make", data={"count": "2"}, headers=SAME)
    assert answer.status_code == 200, answer.text
    job = finished(teacher, answer.json())
    assert job["state"] == "done", job
    for file in job["files"]:
        assert teacher.get(file["address"]).status_code == 200, file


def test_a_class_leaves_no_file(teacher, tmp_path, monkeypatch):
    """Its names are in the papers and nowhere else."""
    monkeypatch.setattr(uploads, "TemporaryDirectory", _noting(made := []))
    posted(teacher, f"{BANK}/plan", {"count": "1", "class": ROSTER})
    [path] = made
    assert not path.exists()


def _noting(made):
    from pathlib import Path
    from tempfile import TemporaryDirectory

    class Noting(TemporaryDirectory):
        def __enter__(self):
            made.append(Path(super().__enter__()))
            return str(made[-1])

    return Noting


def test_a_run_that_is_stopped_writes_nothing(teacher, folder, monkeypatch):
    """The old files stay as they were."""
    before = printed(teacher, count="1")
    there = {path: path.read_bytes() for path in (folder / "worksheets").rglob("*.*")}
    progress = Job.progress

    def stopped(job, doing, done, total):
        job.is_cancelled = doing.startswith("Printing answer")
        progress(job, doing, done, total)

    monkeypatch.setattr(Job, "progress", stopped)
    job = finished(teacher, posted(teacher, f"{BANK}/make", {"count": "2"}))

    assert job["state"] == "cancelled"
    assert before["files"]
    left = {path for path in (folder / "worksheets").rglob("*.*") if path.name[0] != "."}
    assert {path: path.read_bytes() for path in left} == there


def test_a_job_tells_how_long_it_still_takes():
    """And a fault within it is a sentence."""
    job = Job()
    job.progress("Printing", 0, 10)
    assert job.left is None
    job.progress("Printing", 5, 10)
    assert job.left >= 0
    job.is_cancelled = True
    with pytest.raises(CancelledError):
        job.progress("Printing", 6, 10)
    jobs = Jobs()
    failed = jobs.start(lambda job: 1 / 0)
    while failed.state == "running":
        time.sleep(0.01)
    assert failed.told()["error"].endswith("The log tells what.")


def test_a_code_leads_to_its_key(run):
    """With the words of `quizgen key`; a mistyped one is told."""
    folder, client, _ = run
    plan = load_plan(folder / "worksheets" / "lighthouse-plan.json")
    code = str(plan.versions[0].code)
    shown = client.get("/runs", params={"code": code.lower()}).text
    said = quizgen(folder, "key", code).out
    assert said.splitlines()[-1] in shown
    assert "2 versions" in shown
    assert "2 students" in shown
    assert "is too short" in client.get("/runs", params={"code": "AB"}).text


def test_a_bank_that_has_changed_since_is_said(teacher, folder):
    """The key is that of the sheets."""
    printed(teacher, count="1")
    assert "has changed since" not in teacher.get("/runs").text
    path = folder / "question_banks" / "lighthouse.yaml"
    path.write_text(LIGHTHOUSE + "# more\n", "utf-8")
    assert "has changed since" in teacher.get("/runs").text


def test_answer_sheets_are_printed_where_they_are_ticked(teacher, folder):
    """They are what quizgen grade reads; without the tick there are none."""
    for fields, wanted in (
        ({"answer_sheet": "yes", "seed": "a"}, True),
        ({"seed": "b"}, False),
    ):
        job = printed(teacher, count="1", **fields)
        [path] = (folder / "worksheets").glob("*-plan.json")
        plan = load_plan(path)
        assert plan.code == job["code"]
        assert bool(plan.answer_sheets) == wanted


def test_a_sheet_is_printed_again_and_a_run_forgotten(teacher, folder):
    """One student's, by her name; what is not there is told."""
    job = printed(teacher, count="1", **{"class": ROSTER})
    again = f"/runs/{job['code']}/again"
    done = finished(teacher, posted(teacher, again, {"only": "Ben"}))
    [file] = done["files"]
    assert file["name"] == "lighthouse-again.pdf"
    assert done["lengths"][0] == file["pages"]
    one = finished(teacher, posted(teacher, again, {"only": "Ben", "page": "1"}))
    assert one["files"][0]["pages"] == 1
    refused = teacher.post(again, data={"only": "Ben", "page": "-1"}, headers=SAME)
    assert refused.status_code == 400
    none = finished(teacher, posted(teacher, again, {"only": "Ben", "page": "99"}))
    assert "no page 99" in none["error"]
    nobody = finished(teacher, posted(teacher, again, {"only": "Zoe"}))
    assert "Zoe" in nobody["error"]
    assert sent(teacher, "/runs/ABCD/again", {}, status=404)["error"]

    teacher.post("/runs/forget", data={"code": job["code"]}, headers=SAME)

    assert not [*(folder / "worksheets").glob("*-plan.json")]


@pytest.mark.parametrize(
    "name",
    ["../question_banks/lighthouse.yaml", "..%2fquizgen.toml", "/etc/passwd", ".hidden.pdf"],
)
def test_no_file_but_those_of_runs_is_sent(run, name):
    """No address leads out of the folder of runs, and no hidden file is one."""
    folder, client, _ = run
    (folder / "quizgen.toml").write_text("", "utf-8")
    (folder / "worksheets" / ".hidden.pdf").write_bytes(b"%PDF")
    try:
        assert client.get(f"/worksheets/{name}").status_code == 404
    finally:
        (folder / "worksheets" / ".hidden.pdf").unlink()


def test_a_page_of_a_run_never_opens_here(run):
    """Worksheets for a screen hold a bank's text: they are saved, not shown by this server."""
    folder, client, _ = run
    page = folder / "worksheets" / "x.html"
    page.write_text("<script>1</script>", "utf-8")
    try:
        got = client.get("/worksheets/x.html")
    finally:
        page.unlink()
    assert got.headers["content-disposition"].startswith("attachment")
    assert "html" not in got.headers["content-type"]


def test_the_form_offers_what_there_is():
    """Every order and every place of the article, and no other."""
    form = (TEMPLATES / "print.html").read_text("utf-8")
    for name, choices in (("order", QUESTION_ORDERS), ("passage", PASSAGE_CHOICES)):
        [select] = re.findall(rf'<select name="{name}">(.*?)</select>', form)
        offered = set(re.findall(r'value="(\w+)"', select))
        assert offered == set(choices) - {"before"}
