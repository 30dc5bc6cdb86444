"""Import and export on the page: the same files and reports as the commands, nothing kept."""

import json
import re
import sys
from pathlib import Path

import pytest
from page_client import SAME, entered
from running import lighthouse_in, quizgen

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")

from quizgen.app.web import downloads, uploads
from quizgen.app.web.downloads import Downloads
from quizgen.app.web.guard import MOST_SENT, MOST_SENT_TO
from quizgen.app.web.pages import TEMPLATES
from quizgen.base.choices import EXCHANGE_FORMATS, PASSAGE_EXPORTS
from quizgen.exchange import format_named

QUESTIONS = Path(__file__).parents[1] / "docs" / "pictures" / "questions.xml"
GIFT = "::One:: What is 1? {=one ~two}\n"
EXPORT = "/bank/lighthouse.yaml/export"


@pytest.fixture
def folder(tmp_path):
    return lighthouse_in(tmp_path).parents[1]


@pytest.fixture
def teacher(folder):
    return entered(folder)


def posted(client, address, fields, files=(), status=200):
    """Post a form as a browser does; return the answer's data."""
    sent = [("files", each) for each in files] or [("files", ("", b""))]
    answer = client.post(address, data=fields, files=sent, headers=SAME)
    assert answer.status_code == status, answer.text
    return answer.json()


def losses(told):
    return [loss for section in told["report"]["sections"] for loss in section["losses"]]


# Import


def test_what_is_imported_is_looked_at_first(teacher, folder):
    """Its format, its questions and each loss with its line; nothing is written by that."""
    before = sorted(folder.rglob("*"))
    told = posted(teacher, "/import/read", {}, [("questions.xml", QUESTIONS.read_bytes())])

    assert told["formats"] == ["Moodle XML"]
    assert (told["name"], told["questions"], told["passages"]) == ("questions", 4, 1)
    assert not told["is_there"]
    said = {(loss["field"], loss["places"]) for loss in losses(told)}
    assert said == {
        ("hints", "two-lamps (questions.xml:34)"),
        ("question", "Hours (questions.xml:43)"),
    }
    assert sorted(folder.rglob("*")) == before


def test_the_page_imports_what_the_command_imports(teacher, folder, tmp_path_factory):
    """The same bank with its files, and the same report, to be saved as text or as JSON."""
    told = posted(teacher, "/import/write", {}, [("questions.xml", QUESTIONS.read_bytes())])
    other = tmp_path_factory.mktemp("command")
    (other / "questions.xml").write_bytes(QUESTIONS.read_bytes())
    words = "import questions.xml --report losses.json"
    assert quizgen(other, *words.split()).status == 0

    assert told["bank"] == "questions.yaml"
    theirs = {path.name: path.read_bytes() for path in (other / "question_banks").iterdir()}
    assert {name: (folder / "question_banks" / name).read_bytes() for name in theirs} == theirs
    [text, data] = told["report"]["files"]
    assert (text["name"], data["name"]) == ("questions-losses.txt", "questions-losses.json")
    got = teacher.get(data["address"])
    assert got.json() == json.loads((other / "losses.json").read_text("utf-8"))
    assert got.headers["content-disposition"].startswith("attachment")
    assert "questions.xml:34" in teacher.get(text["address"]).text
    assert teacher.get("/bank/questions.yaml").status_code == 200


def test_several_files_become_one_bank(teacher, folder):
    """Under the name that was typed, as a name that every system takes; so does a skill."""
    files = [("one.gift", GIFT.encode()), ("two.gift", GIFT.replace("1", "2").encode())]
    fields = {"name": "../Unit 3", "skill": "main_argument"}
    told = posted(teacher, "/import/write", fields, files)

    assert told["bank"] == "unit-3.yaml"
    assert told["questions"] == 2
    text = (folder / "question_banks" / "unit-3.yaml").read_text("utf-8")
    assert text.count("skill: main_argument") == 2
    assert posted(teacher, "/import/read", {"form": "aiken"}, files[:1])["questions"] == 0


def test_no_bank_is_overwritten(teacher, folder):
    """That one is there is told before, and refused whatever is sent."""
    path = folder / "question_banks" / "lighthouse.yaml"
    before = path.read_bytes()
    files, fields = [("x.gift", GIFT.encode())], {"name": "lighthouse"}

    assert posted(teacher, "/import/read", fields, files)["is_there"]
    refused = posted(teacher, "/import/write", fields, files, status=400)

    assert "overwrites no file" in refused["error"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose the files"),
        ([("x.exe", b"MZ")], "x.exe: what can be imported is a file that ends in"),
        ([("a/x.gift", b"x"), ("b/x.gift", b"x")], "Two files are called x.gift."),
        ([("x.gift", b"x"), ("x.gift", b"x")], "Two files are called x.gift."),
        ([("x\u202e.gift", b"x")], "invisible character"),
        ([("x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><quiz>&b;</quiz>')], "x.xml"),
        ([("x.zip", b"PK\x03\x04no")], "x.zip cannot be unpacked"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_named_as_the_teacher_knows_it(teacher, folder, files, said):
    """By its name, not by the folder of a moment; nothing is written."""
    before = sorted(folder.rglob("*"))
    for step in ("read", "write"):
        error = posted(teacher, f"/import/{step}", {}, files, status=400)["error"]
        assert said in error
        assert "quizgen-" not in error
    assert sorted(folder.rglob("*")) == before


def test_a_missing_library_is_named_with_how_to_install_it(teacher, monkeypatch):
    """The page says which extra it is."""
    [made] = posted(teacher, EXPORT, {"form": "xlsx"})["files"]
    book = [("table.xlsx", teacher.get(made["address"]).content)]
    assert posted(teacher, "/import/read", {}, book)["questions"]
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    imported = posted(teacher, "/import/read", {}, book, status=400)
    exported = posted(teacher, EXPORT, {"form": "xlsx"})

    for told in (imported, exported):
        assert "openpyxl" in told["error"]
    assert "quizgen[exchange]" in imported["error"]


def test_more_may_be_imported_than_be_sent_elsewhere(teacher, monkeypatch):
    """And no more than that; what is too long is said in megabytes."""
    assert MOST_SENT_TO["/import/"] > MOST_SENT
    monkeypatch.setitem(MOST_SENT_TO, "/import/", 3_000_000)
    files = [("x.gift", b"a" * 3_000_000)]
    error = posted(teacher, "/import/read", {}, files, status=413)["error"]
    assert "3 MB" in error


def test_an_upload_leaves_no_file(teacher, monkeypatch):
    """What it was read from is gone."""
    from tempfile import TemporaryDirectory

    made = []

    class Noting(TemporaryDirectory):
        def __enter__(self):
            made.append(Path(super().__enter__()))
            return str(made[-1])

    monkeypatch.setattr(uploads, "TemporaryDirectory", Noting)
    posted(teacher, "/import/read", {}, [("x.gift", GIFT.encode())])
    [path] = made
    assert not path.exists()


def test_the_page_offers_the_formats_that_are_read(teacher):
    """All of them, and no other; the files to choose are those that they take."""
    shown = teacher.get("/import").text
    [select] = re.findall(r'<select name="form">(.*?)</select>', shown, re.DOTALL)
    offered = set(re.findall(r'value="([\w-]+)"', select))
    assert offered == {name for name in EXCHANGE_FORMATS if format_named(name).read}
    for ending in (".xml", ".zip", ".csv", ".docx"):
        assert ending in re.search('accept="([^"]*)"', shown)[1].split(",")


# Export


def test_the_page_exports_what_the_command_exports(teacher, folder):
    """Byte for byte; what is lost is told, and can be saved."""
    told = posted(teacher, EXPORT, {"form": "google-forms"})
    words = "export lighthouse --to google-forms --report losses.json"
    assert quizgen(folder, *words.split()).status == 0

    [file] = told["files"]
    assert teacher.get(file["address"]).content == (folder / file["name"]).read_bytes()
    known = json.loads((folder / "losses.json").read_text("utf-8"))
    assert teacher.get(told["report"]["files"][1]["address"]).json() == known
    assert {loss["message"] for loss in losses(told)} == {
        loss["message"] for loss in known["losses"]
    }
    assert losses(told)


def test_questions_are_drawn_as_for_paper(teacher, folder):
    """A file for each version; the seed that was drawn is told."""
    fields = {"form": "gift", "which": "drawn", "count": "2", "versions": "2", "seed": "x"}
    told = posted(teacher, EXPORT, fields)
    words = "export lighthouse --to gift --count 2 --versions 2 --seed x"
    assert quizgen(folder, *words.split()).status == 0

    assert [Path(file["name"]).stem[-2:] for file in told["files"]] == ["-A", "-B"]
    for file in told["files"]:
        assert teacher.get(file["address"]).content == (folder / file["name"]).read_bytes()
    assert told["seed"] == "x"
    assert posted(teacher, EXPORT, fields | {"seed": ""})["seed"]


def test_a_run_is_exported_as_it_was_printed(teacher, folder):
    """From the bank's page and from the list of runs."""
    assert quizgen(folder, "make", "--count", "2", "--seed", "x").status == 0
    plan = json.loads((folder / "worksheets" / "lighthouse-plan.json").read_text("utf-8"))
    words = "export --plan worksheets/lighthouse-plan.json --to gift"
    assert quizgen(folder, *words.split()).status == 0
    expected = (folder / "lighthouse-gift.gift").read_bytes()
    code = plan["code"]

    assert f'value="run:{code}"' in teacher.get(EXPORT).text
    assert f"/runs/{code}/export" in teacher.get("/runs").text
    assert teacher.get(f"/runs/{code}/export").status_code == 200
    for address, fields in ((EXPORT, {"which": f"run:{code}"}), (f"/runs/{code}/export", {})):
        [file] = posted(teacher, address, {"form": "gift", **fields})["files"]
        assert teacher.get(file["address"]).content == expected


def test_what_cannot_be_exported_is_told(teacher):
    """At its field where there is one; a run that is none is not found."""
    drawn = {"form": "gift", "which": "drawn"}
    assert posted(teacher, EXPORT, {**drawn, "count": "x"})["problems"].keys() == {"count"}
    assert "900" in posted(teacher, EXPORT, {**drawn, "points": "900"})["error"]
    assert "no format" in posted(teacher, EXPORT, {"form": "nonsense"})["error"]
    assert "none of" in posted(teacher, EXPORT, {"form": "gift", "passage": "x"})["error"]
    for address in ("/runs/ABCD/export", "/bank/none.yaml/export"):
        assert posted(teacher, address, {"form": "gift"}, status=404)["error"]
        assert teacher.get(address).status_code == 404


def test_the_form_offers_every_format_and_every_place_of_the_article(teacher):
    """And no other."""
    shown = teacher.get(EXPORT).text
    [select] = re.findall(r'<select name="form">(.*?)</select>', shown, re.DOTALL)
    offered = set(re.findall(r'value="([\w-]+)"', select))
    assert offered == {name for name in EXCHANGE_FORMATS if format_named(name).write}
    form = (TEMPLATES / "export.html").read_text("utf-8")
    [places] = re.findall(r'<select name="passage">(.*?)</select>', form, re.DOTALL)
    assert set(re.findall(r'value="(\w+)"', places)) == {*PASSAGE_EXPORTS}


def test_files_to_save_make_room_for_newer_ones(teacher, monkeypatch):
    """Memory holds so many and no more; an address that is old says what to do."""
    monkeypatch.setattr(downloads, "MOST_BYTES", 10)
    kept = Downloads()
    first, second = kept.keep("a.txt", b"12345"), kept.keep("b.txt", b"123456")
    assert len(kept._files) == 1
    assert first["address"] != second["address"]
    answer = teacher.get("/download/guess/a.txt")
    assert answer.status_code == 404
    assert "Make it again" in answer.text


@pytest.mark.parametrize(
    "address", ["/import/read", "/import/write", EXPORT, "/runs/ABCD/export"]
)
def test_nothing_is_done_for_another_page(teacher, address):
    """Each address that does something names its origin."""
    assert teacher.post(address, data={"form": "gift"}).status_code == 403
    other = {"Origin": "https://evil.example"}
    assert teacher.post(address, data={}, headers=other).status_code == 403
