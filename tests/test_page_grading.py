"""Grading on the page: what `quizgen grade` does with the same papers, and no more."""

import json
import re
import threading
import time

import pytest
from page_client import HOST, SAME, entered

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")
pytest.importorskip("cv2", reason="the libraries for scans are not there: quizgen[grade]")

from running import quizgen
from scanning import handed_in, save_pdf
from test_scanning import CLASS, PLAN, saved, table

from quizgen.app import api
from quizgen.app.web import graded_folder
from quizgen.app.web.jobs import Job
from quizgen.base.choices import MARKS_SUFFIXES, SCAN_SUFFIXES
from quizgen.grading.scan import libraries
from quizgen.grading.scan.review import review_policy

GRADE = f"/grade/{CLASS.code}/"


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    """Return two files of scans: two sheets of a class with odd rows, and one without."""
    folder = tmp_path_factory.mktemp("scans")
    papers = [(student.version, place) for place, student in enumerate(CLASS.students[:3])]
    save_pdf(handed_in(CLASS, papers[:2], 8, odd=0.2).pages, folder / "scan.pdf")
    save_pdf(handed_in(CLASS, papers[2:], 8, odd=0).pages, folder / "late.pdf")
    return folder


@pytest.fixture
def folder(tmp_path):
    saved(tmp_path, CLASS)
    return tmp_path


@pytest.fixture
def teacher(folder):
    return entered(folder)


def put(client, name, content, status=200):
    """Upload a paper as the page's script does."""
    answer = client.post(f"{GRADE}papers", params={"name": name}, content=content, headers=SAME)
    assert answer.status_code == status, answer.text
    return answer.json()


def put_scans(client, scans):
    for path in sorted(scans.iterdir()):
        put(client, path.name, path.read_bytes())


def posted(client, step, status=200, **fields):
    answer = client.post(f"{GRADE}{step}", data=fields, headers=SAME, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content and status != 303 else {}


def ended(client, job):
    while job["state"] == "running":
        time.sleep(0.05)
        job = client.get(f"/job/{job['job']}").json()
    return job


def graded(client, **fields):
    job = ended(client, posted(client, "start", **fields))
    assert job["state"] == "done", job
    return client.get(GRADE).text


def answered(content):
    """Return a table of marks in which all students have left out all questions."""
    return content.replace(b"4b\r\n", b"4b" + b",-" * len(CLASS.questions) + b"\r\n")


def csv_of(folder):
    return (folder / "results" / CLASS.code / "results.csv").read_bytes()


@pytest.fixture(scope="module")
def done(tmp_path_factory, scans):
    """Return a folder in which the page graded scans, the client, and the page after it."""
    folder = tmp_path_factory.mktemp("graded")
    saved(folder, CLASS)
    client = entered(folder)
    put_scans(client, scans)
    fields = {"returns": "yes", "marked_copies": "yes"}
    return folder, client, graded(client, **fields)


def test_the_page_grades_what_the_command_grades(done, scans, tmp_path):
    """The same results from the same scans, in the same files; the page shows them."""
    folder, client, shown = done
    saved(tmp_path, CLASS)
    words = f"grade {scans} -o results/{CLASS.code} --returns --marked-copies"
    outcome = quizgen(tmp_path, *words.split())
    assert outcome.status == 0, outcome.err

    own, theirs = (each / "results" / CLASS.code for each in (folder, tmp_path))
    names = {path.name for path in own.iterdir()} - {"papers"}
    assert names == {path.name for path in theirs.iterdir()}
    for name in ("results.csv", "results.json", "moodle.csv", "plan.json"):
        assert (own / name).read_bytes() == (theirs / name).read_bytes(), name
    fates = re.search(r"Pages +\d+: (.+)", outcome.out)[1]
    assert fates in shown
    for row in table(own / "results.csv"):
        assert (row["name"] in shown) == ("<" not in row["name"])
    assert "Zoë &lt;b&gt;Adams" in shown
    slips = [path.name for path in own.glob("returns*.pdf")]
    assert slips
    for name in ("results.csv", "marked-copies.pdf", *slips):
        assert client.get(f"{GRADE}file/{name}").content == (own / name).read_bytes()


def test_the_command_goes_on_where_the_page_was(done):
    """With the papers and the results that lie there; no page is read again."""
    folder, _, _ = done
    before = csv_of(folder)
    own = f"results/{CLASS.code}"
    outcome = quizgen(folder, "grade", f"{own}/papers", "-o", own)
    assert "3 of them were read before" in outcome.out
    assert csv_of(folder) == before


def test_only_results_are_sent_and_nothing_in_them_runs(done):
    """Neither scans, readings nor a file elsewhere; a report is shown in a sandbox."""
    folder, client, _ = done
    own = folder / "results" / CLASS.code
    (own / "evil.html").write_text("<script>1</script>", "utf-8")
    for name in ("evil.html", "plan.json", "papers/scan.pdf", "..%2f..%2fworksheets",
                 "../../worksheets/bank0-plan.json", "%2fetc%2fpasswd"):  # fmt: skip
        assert client.get(f"{GRADE}file/{name}").status_code == 404, name
    assert (
        client.get(f"{GRADE}file/results.xlsx")
        .headers["content-disposition"]
        .startswith("attachment")
    )
    job = ended(client, posted(client, "report"))
    assert job["state"] == "done", job
    report = client.get(f"{GRADE}file/report.html")
    assert report.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert client.get(f"{GRADE}file/report.pdf").content.startswith(b"%PDF")
    shown = client.get(GRADE).text
    assert "report.html" in shown
    assert "of the results before" not in shown
    for name in ("returns", "marked_copies"):
        assert f'name="{name}" value="yes" checked' in shown
    assert "of the results before" in graded(client)


def test_the_page_to_decide_on_is_the_one_in_the_folder(done):
    """Only its own script runs, whatever lies in its place."""
    folder, client, _ = done
    path = folder / "results" / CLASS.code / "review.html"
    shown = client.get(f"{GRADE}review.html")

    assert shown.text == path.read_text("utf-8")
    policy = shown.headers["content-security-policy"]
    assert policy.startswith(review_policy())
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_what_is_decided_is_kept_and_counts_when_graded_again(teacher, folder, scans):
    """In the same decisions.json; an earlier decision stays, the later of two counts."""
    put_scans(teacher, scans)
    before = graded(teacher)
    page = teacher.get(f"{GRADE}review.html").text
    rows = [
        (name, re.findall(r'value="([^"]+)" data-label', block))
        for name, block in re.findall(
            r'data-name="([^"]*/row/[^"]*)"(.*?)</fieldset>', page, re.DOTALL
        )
        if "data-asked=" in block
    ]
    assert len(rows) > 1
    for number, (name, values) in enumerate(rows):
        at = f"2026-01-01T00:00:{number % 60:02}Z"
        content = {"format": "quizgen-decisions-1", "decisions": {
            name: {"value": values[0], "at": at}}}  # fmt: skip
        sent = teacher.post(f"{GRADE}decisions.json", json=content, headers=SAME)
        assert sent.status_code == 200, sent.text

    kept = teacher.get(f"{GRADE}decisions.json").json()["decisions"]
    on_disk = json.loads((folder / "results" / CLASS.code / "decisions.json").read_bytes())
    assert kept == on_disk["decisions"]
    assert kept.keys() == {name for name, _ in rows}
    after = graded(teacher)
    assert "Decide" in before
    assert "0 waiting" in after


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"format": "x"}', b'{"format": "quizgen-decisions-1", "decisions": 1}'],
)
def test_what_is_no_decision_is_refused(done, content):
    """And changes nothing."""
    folder, client, _ = done
    path = folder / "results" / CLASS.code / "decisions.json"
    before = path.read_bytes() if path.exists() else None
    refused = client.post(f"{GRADE}decisions.json", content=content, headers=SAME)
    assert refused.status_code == 400
    assert (path.read_bytes() if path.exists() else None) == before


def test_marks_are_typed_into_the_commands_table(teacher, folder, tmp_path):
    """Downloaded as `quizgen mark` writes it; uploaded, it is graded as by `quizgen grade`."""
    assert quizgen(folder, "mark", "-o", "own.csv").status == 0
    got = teacher.get(f"{GRADE}marks.csv")
    assert got.content == (folder / "own.csv").read_bytes()
    assert teacher.get(f"{GRADE}marks.xlsx").content.startswith(b"PK")
    assert teacher.get(f"{GRADE}marks.exe").status_code == 404
    filled = answered(got.content)
    (folder / "marks.csv").write_bytes(filled)
    assert quizgen(folder, "grade", "marks.csv", "-o", "theirs").status == 0

    put(teacher, "empty.csv", got.content)
    put(teacher, "marks.csv", filled)
    shown = graded(teacher)

    assert csv_of(folder) == (folder / "theirs" / "results.csv").read_bytes()
    assert "empty.csv" not in shown
    assert "Kim Oz" in shown
    assert "<td>0</td>" in shown


def test_a_slip_in_a_table_is_told_at_its_place(teacher, folder):
    """By the table's name; no results are written."""
    content = teacher.get(f"{GRADE}marks.csv").content
    put(teacher, "marks.csv", content.replace(b"4b\r\n", b"4b,nonsense\r\n", 1))
    job = ended(teacher, posted(teacher, "start"))
    assert job["state"] == "failed"
    assert job["error"].startswith("marks.csv:2:")
    assert not (folder / "results" / CLASS.code / "results.csv").exists()


def test_a_faulty_question_is_mended_and_stays_so(teacher, folder):
    """Dropped, with its reason, as by the command's options; the form shows it next time."""
    content = teacher.get(f"{GRADE}marks.csv").content
    put(teacher, "marks.csv", content)
    offered = teacher.get(GRADE).text
    found = re.search(r'name="accept:([^"]+)".*?<option>([^<]+)<', offered, re.DOTALL)
    other, text = found.groups()
    first, second = [name for name in CLASS.questions if name != other][:2]
    fields = {f"question:{first}": "drop", f"question:{second}": "full", "reason": "Why not"}
    fields[f"accept:{other}"] = text
    shown = graded(teacher, **fields)

    results = api.read_results(folder / "results" / CLASS.code)
    assert results.corrections.dropped == {first: "Why not"}
    assert results.corrections.full_marks == {second: "Why not"}
    assert results.corrections.accepted == {other: [text]}
    assert f"<option selected>{text}</option>" in shown
    assert 'value="drop" selected' in shown
    assert 'value="Why not"' in shown


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.exe", b"MZ", "x.exe: a scan or a table is a file that ends in"),
        ("x.html", b"<", "ends in"),
        ("x.pdf", b"", "x.pdf is empty"),
        ("", b"%PDF", "name is missing"),
        ("..", b"%PDF", "name is missing"),
        ("a\u202eb.pdf", b"%PDF", "invisible character"),
    ],
)
def test_what_is_no_paper_is_refused(teacher, folder, name, content, said):
    """By its kind, its length and its name; nothing of it is kept."""
    assert said in put(teacher, name, content, status=400)["error"]
    assert not [
        path for path in folder.rglob("*") if path.is_file() and "results" in path.parts
    ]


def test_papers_never_take_the_place_of_others_and_can_be_removed(teacher, folder):
    """Two piles may be called scan.pdf; a path in a name counts for nothing."""
    for name in ("scan.pdf", ".scan.pdf", "../../scan.pdf", "C:\\scan.pdf"):
        put(teacher, name, b"%PDF")
    assert put(teacher, "a:b?.pdf", b"%PDF")["name"] == "a-b-.pdf"
    own = folder / "results" / CLASS.code / "papers"
    names = {path.name for path in own.iterdir()}
    assert names == {"scan.pdf", "scan-2.pdf", "scan-3.pdf", "scan-4.pdf", "a-b-.pdf"}
    assert [path for path in folder.rglob("scan*.pdf") if path.parent != own] == []

    posted(teacher, "remove", status=303, name="scan-2.pdf")
    assert {path.name for path in own.iterdir()} == names - {"scan-2.pdf"}
    posted(teacher, "remove", status=404, name="../plan.json")


def test_papers_are_limited(teacher, monkeypatch):
    """In their number, and in the bytes of each."""
    monkeypatch.setattr(graded_folder, "MOST_PAPERS", 1)
    put(teacher, "a.pdf", b"%PDF")
    assert "too many papers" in put(teacher, "b.pdf", b"%PDF", status=400)["error"]
    monkeypatch.setattr("quizgen.app.web.guard.MOST_SENT_TO", {"/grade/": 1_000_000})
    assert "1 MB" in put(teacher, "c.pdf", b"a" * 1_000_001, status=413)["error"]


def test_grading_that_is_stopped_leaves_the_results_as_they_were(
    teacher, folder, scans, monkeypatch
):
    """What was read is kept for the next time; no file is half-written."""
    put(teacher, "scan.pdf", (scans / "scan.pdf").read_bytes())
    graded(teacher)
    before, progress = csv_of(folder), Job.progress

    def stopped(job, doing, done, total):
        job.is_cancelled = doing == "Reading scans"
        progress(job, doing, done, total)

    monkeypatch.setattr(Job, "progress", stopped)
    put(teacher, "late.pdf", (scans / "late.pdf").read_bytes())
    job = ended(teacher, posted(teacher, "start"))

    assert job["state"] == "cancelled"
    assert csv_of(folder) == before
    assert not list(folder.rglob("*.part"))
    monkeypatch.setattr(Job, "progress", progress)
    graded(teacher)
    assert csv_of(folder) != before


def test_one_grading_of_a_run_at_a_time(teacher, monkeypatch):
    """A second is refused, and so is taking its papers away; the page follows the first."""
    go_on = threading.Event()

    def waits(*_, **__):
        go_on.wait(20)
        raise AssertionError

    monkeypatch.setattr(api, "grade_marks", waits)
    put(teacher, "marks.csv", b"code,name\n")
    job = posted(teacher, "start")
    try:
        for step in ("start", "forget", "remove"):
            assert "being graded" in posted(teacher, step, status=409)["error"]
        assert job["job"] in teacher.get(GRADE).text
    finally:
        go_on.set()
    ended(teacher, job)


def test_everything_of_a_grading_can_be_deleted(teacher, folder, scans):
    """Papers, readings, decisions and results; what somebody else put there stays."""
    put_scans(teacher, scans)
    graded(teacher)
    own = folder / "results" / CLASS.code
    (own / "letter.txt").write_text("mine", "utf-8")
    posted(teacher, "forget", status=303)
    assert [path.name for path in own.iterdir()] == ["letter.txt"]
    (own / "letter.txt").unlink()
    posted(teacher, "forget", status=303)
    assert not (folder / "results").exists()
    assert (folder / "worksheets" / "bank0-plan.json").exists()


def test_results_outside_of_the_folder_are_not_touched(teacher, folder, tmp_path_factory):
    """A link in the place of a folder of results leads nowhere."""
    away = tmp_path_factory.mktemp("away")
    (folder / "results").mkdir()
    (folder / "results" / CLASS.code).symlink_to(away)
    assert teacher.get(GRADE).status_code == 404
    put(teacher, "scan.pdf", b"%PDF", status=404)
    assert list(away.iterdir()) == []


def test_the_library_that_is_missing_is_named(teacher, scans, monkeypatch):
    """With how to install it."""
    monkeypatch.setattr(libraries, "NEEDED", {"no_such_module": "opencv-python-headless"})
    put_scans(teacher, scans)
    job = ended(teacher, posted(teacher, "start"))
    assert "quizgen[grade]" in job["error"]


def test_a_run_is_found_by_a_sheets_code(teacher):
    """As it is typed; a mistyped one is told."""
    code = str(CLASS.versions[0].code)
    for typed in (code.lower(), CLASS.code):
        answer = teacher.get("/grade", params={"code": typed}, follow_redirects=False)
        assert answer.headers["location"] == GRADE
    assert teacher.get(GRADE.rstrip("/")).url == f"{HOST}{GRADE}"
    assert 'role="alert"' in teacher.get("/grade", params={"code": "ZZZZ-A"}).text
    assert f'href="{GRADE}"' in teacher.get("/grade").text
    assert teacher.get("/grade/ZZZZ/").status_code == 404
    assert "Upload scans" in ended(teacher, posted(teacher, "start"))["error"]


def test_a_run_without_answer_sheets_says_so(tmp_path):
    """Marks can be typed all the same."""
    settings = PLAN.settings.model_copy(update={"answer_sheet": False})
    plan = PLAN.model_copy(update={"answer_sheets": None, "settings": settings})
    saved(tmp_path, plan)
    shown = entered(tmp_path).get(f"/grade/{plan.code}/").text
    assert "without answer sheets" in shown
    assert 'id="scans"' not in shown
    assert 'id="table"' in shown


def test_the_page_takes_the_files_that_it_names(teacher):
    """Each kind that can be chosen is taken, and no other is offered."""
    shown = teacher.get(GRADE).text
    offered = [each.split(",") for each in re.findall('accept="([^"]*)"', shown)]
    assert offered == [[*SCAN_SUFFIXES], [*MARKS_SUFFIXES]]
    for suffix in (*SCAN_SUFFIXES, *MARKS_SUFFIXES):
        put(teacher, f"x{suffix}", b"x")


@pytest.mark.parametrize(
    "step", ["papers?name=x.pdf", "remove", "start", "report", "forget", "decisions.json"]
)
def test_nothing_is_done_for_another_page(teacher, folder, step):
    """Each address that does something names its origin."""
    for headers in ({}, {"Origin": "https://evil.example"}):
        answer = teacher.post(f"{GRADE}{step}", content=b"%PDF", headers=headers)
        assert answer.status_code == 403
    assert not (folder / "results").exists()
