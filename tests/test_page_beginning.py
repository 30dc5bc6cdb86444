"""Beginning a bank in the browser: what was recognised is shown, corrected and written."""

import re

import pytest
from page_client import SAME, entered
from running import quizgen

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")

from quizgen.app import api
from quizgen.bank.placeholders import MARKER
from quizgen.base.choices import ARTICLE_SUFFIXES

ARTICLE = """The Lamp That Stayed

By Ann Adams

For ninety years a lamp burned on the point. In 1987 the last keeper went home.

However, the lamp stayed. Twelve ships a night still look for it, the harbour office says.

Therefore the town should keep it lit, whatever a satellite can do.
"""


@pytest.fixture
def teacher(tmp_path):
    return entered(tmp_path)


def posted(client, step, fields, status=200, **more):
    answer = client.post(f"/begin/{step}", data=fields, headers=SAME, **more)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_what_is_recognised_is_what_new_recognises(teacher, tmp_path):
    """Title, author, paragraphs; an uploaded file is read as a pasted text is."""
    found = posted(teacher, "read", {"article": ARTICLE})
    assert found["title"] == "The Lamp That Stayed"
    assert found["author"] == "Ann Adams"
    assert found["paragraphs"] == 3
    assert found["name"] == "the-lamp-that-stayed"
    assert [each["label"] for each in found["examples"]][:2] == ["Main argument", "Evidence"]
    assert all(each["stems"] for each in found["examples"])
    upload = {"file": ("lamp.txt", ARTICLE.encode())}
    assert posted(teacher, "read", {}, files=upload) == found
    assert not [*tmp_path.rglob("*")], "nothing is written before the bank"


def test_a_bank_is_written_as_it_was_corrected(teacher, tmp_path):
    """With the chosen examples as questions, and the text beside it."""
    found = posted(teacher, "read", {"article": ARTICLE})
    fields = {
        "article": ARTICLE,
        "title": "The Lamp",
        "author": "Ann B. Adams",
        "affiliation": "Harbour Museum",
        "publication": "",
        "published": "",
        "name": "lamp",
        "text": found["text"] + "\n\nOne more paragraph.",
        "example": ["main_argument:0", "evidence:1"],
        "with_text": "yes",
    }
    assert posted(teacher, "write", fields) == {"bank": "lamp.yaml"}

    banks = tmp_path / "question_banks"
    text = (banks / "lamp.yaml").read_text("utf-8")
    assert '  title: "The Lamp"' in text
    assert '  author: "Ann B. Adams"' in text
    assert "  paragraphs: 4" in text
    assert len(re.findall(r"^  - id: ", text, re.M)) == 2
    assert len(re.findall(r"^  # - id: ", text, re.M)) > 2
    assert "One more paragraph." in (banks / "lamp.txt").read_text("utf-8")
    assert len(api.load_bank(banks / "lamp.yaml").bank.questions) == 2
    again = posted(teacher, "write", fields, status=400)
    assert "is there already" in again["error"]
    assert "--name" not in again["error"], "there is no command line on the page"


def test_without_changes_it_is_the_bank_that_new_writes(teacher, tmp_path):
    """The same text, from the page and from the command."""
    found = posted(teacher, "read", {"article": ARTICLE})
    told = ("title", "author", "affiliation", "publication", "published", "text")
    fields = {key: found[key] for key in told} | {"article": ARTICLE, "name": "lamp"}
    posted(teacher, "write", fields)
    other = tmp_path / "other"
    other.mkdir()
    (other / "lamp.txt").write_text(ARTICLE, "utf-8")
    assert quizgen(other, "new", "lamp.txt").status == 0

    banks = (folder / "question_banks" / "lamp.yaml" for folder in (tmp_path, other))
    own, theirs = (path.read_text("utf-8") for path in banks)
    assert own == theirs


def test_what_is_left_empty_is_not_asked_for(teacher, tmp_path):
    """No author is printed as still to be written where the teacher saw that there is none."""
    article = ARTICLE.replace("By Ann Adams\n\n", "")
    assert posted(teacher, "read", {"article": article})["author"] == ""
    posted(
        teacher,
        "write",
        {"article": article, "author": "", "name": "lamp", "example": "evidence:0"},
    )

    loaded = api.load_bank(tmp_path / "question_banks" / "lamp.yaml")
    assert loaded.bank.article.author is None


def test_examples_are_shown_as_a_teacher_reads_them(teacher):
    """A reference as it prints, and what is still to be written without the file's mark."""
    found = posted(teacher, "read", {"article": ARTICLE})
    stems = [stem for each in found["examples"] for stem in each["stems"]]
    assert any("paragraph 2" in stem for stem in stems)
    assert any("…" in stem for stem in stems)
    assert not [stem for stem in stems if "[[" in stem or MARKER in stem]


def test_what_is_no_article_is_refused_in_words(teacher):
    """Nothing, another kind of file, a broken one; no path of this machine is told."""
    assert "Paste the article" in posted(teacher, "read", {}, status=400)["error"]
    other = {"file": ("lamp.exe", b"MZ")}
    assert ".docx" in posted(teacher, "read", {}, status=400, files=other)["error"]
    broken = {"file": ("lamp.docx", b"no zip")}
    told = posted(teacher, "read", {}, status=400, files=broken)["error"]
    assert "lamp.docx" in told
    assert "quizgen-" not in told
    assert all(suffix in teacher.get("/begin").text for suffix in ARTICLE_SUFFIXES)


def test_a_name_leads_nowhere_else(teacher, tmp_path):
    """Whatever is typed as the bank's name, its file lies among the banks."""
    for name in ("../../evil", "/etc/evil", "a/b"):
        written = posted(teacher, "write", {"article": ARTICLE, "name": name})
        assert (tmp_path / "question_banks" / written["bank"]).is_file()
    assert not [*tmp_path.parent.glob("evil*")]
