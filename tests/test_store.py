"""Plates are kept from one run to the next, and are never trusted."""

import os
import subprocess
import sys
from importlib.metadata import version

import pypdfium2
import pytest
from running import EVERY_KIND, LIGHTHOUSE, quizgen

from quizgen.bank.load import parse_bank
from quizgen.base import cache_files
from quizgen.base.cache_files import CacheFiles
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.printing import lay_out
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.pdf import plate_cache
from quizgen.printing.pdf.plate_cache import Store, keys
from quizgen.printing.pdf.typeset import typeset
from quizgen.printing.pdf.workers import typeset_by


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return the folder of a store that this test alone uses."""
    monkeypatch.setenv(cache_files.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def laid_out(monkeypatch):
    """Return the names of the blocks that are typeset, run by run."""
    runs = []

    def spied(material, *others):
        runs.append(set(material.blocks))
        return typeset_by(material, *others)

    monkeypatch.setattr(lay_out, "typeset_by", spied)
    return runs


def printed(folder, *wishes, bank=EVERY_KIND, name="out"):
    """Print a bank; return what each file of the run holds."""
    outcome = quizgen(
        folder, "make", "--seed", "spring", "--versions", "2", *wishes, "-o", name, bank=bank
    )
    assert outcome.status == 0, outcome.err
    paths = (path for path in (folder / name).iterdir() if path.is_file())
    return {path.name: path.read_bytes() for path in paths}


def materials_of(folder, bank=EVERY_KIND):
    plan = make_plan(
        parse_bank(bank, "x.yaml"), Request(seed="spring"), file="x.yaml", sha256="0"
    )
    return make_blocks(plan, template_folders(folder), {}).materials


def test_a_second_run_typesets_nothing_and_prints_the_same(tmp_path, kept, laid_out):
    """Byte for byte what a run without a store prints."""
    first = printed(tmp_path, "--count", "14")
    second = printed(tmp_path, "--count", "14")
    os.environ[cache_files.VARIABLE] = ""
    without = printed(tmp_path, "--count", "14")

    assert laid_out[0] == laid_out[2]
    assert laid_out[1] == set()
    assert first == second == without


def test_one_edited_question_is_all_that_is_typeset(tmp_path, kept, laid_out):
    """And the papers are those that a run without a store would print."""
    printed(tmp_path, bank=LIGHTHOUSE)
    edited = LIGHTHOUSE.replace("How many wrecks does", "How many lost ships does")
    assert edited != LIGHTHOUSE

    again = printed(tmp_path, bank=edited)

    assert 0 < len(laid_out[1]) < len(laid_out[0]) / 3
    assert all("wreck-count" in name for name in laid_out[1])
    os.environ[cache_files.VARIABLE] = ""
    assert printed(tmp_path, bank=edited) == again


def test_another_seed_prints_questions_that_are_known(tmp_path, kept, laid_out):
    """Whichever numbers and letters they get."""
    printed(tmp_path, "--versions", "40", bank=LIGHTHOUSE)
    printed(tmp_path, "--versions", "40", "--seed", "JUN3", bank=LIGHTHOUSE)

    assert laid_out[0]
    # The grid names the seed, and the annotated key a question's numbers in other versions.
    new = {
        name
        for name in laid_out[1]
        if not name.startswith(("entry-", "key-head", "grid-title"))
    }
    assert new == set()


def test_plates_come_back_as_they_were_kept(tmp_path):
    """With pictures of every sort of drawing in them."""
    [material] = materials_of(tmp_path)
    plates = typeset([material])
    kept = Store(CacheFiles(tmp_path / "kept"))

    kept.keep(material, plates)
    known, rest = kept.split(material)

    assert rest.blocks == {}
    assert dict(known.blocks) == dict(plates.blocks)
    assert known.faces == plates.faces
    assert known.assets.items() <= plates.assets.items()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:50] + b"?" + data[51:],
        lambda data: data.replace(b"\n", b"\n ", 1),
        lambda data: b"\x80\x04" + data,
    ],
)
def test_a_damaged_entry_is_made_again(tmp_path, kept, laid_out, damage):
    """Nothing of it is believed, whatever was damaged."""
    good = printed(tmp_path, bank=LIGHTHOUSE)
    files = sorted(kept.iterdir())
    assert len(files) > 20
    for path in files:
        path.write_bytes(damage(path.read_bytes()))

    assert printed(tmp_path, bank=LIGHTHOUSE) == good
    assert laid_out[1] == laid_out[0]
    assert printed(tmp_path, bank=LIGHTHOUSE) == good
    assert laid_out[2] == set()


def test_a_lost_font_or_picture_is_made_again(tmp_path, kept, laid_out):
    """A plate without what it draws with is no plate."""
    good = printed(tmp_path, bank=LIGHTHOUSE)
    for path in kept.glob("of-*"):
        path.unlink()

    assert printed(tmp_path, bank=LIGHTHOUSE) == good
    assert laid_out[1] == laid_out[0]


def test_the_look_of_the_page_is_part_of_what_is_asked(tmp_path, kept, laid_out):
    """Another paper, and a style sheet that was edited, are typeset anew."""
    printed(tmp_path, bank=LIGHTHOUSE)
    printed(tmp_path, "--paper", "a4", bank=LIGHTHOUSE)
    look = tmp_path / "templates" / "classic"
    look.mkdir(parents=True)
    (look / "style.css").write_text(".stem { font-style: italic }")
    printed(tmp_path, bank=LIGHTHOUSE)

    assert laid_out[0] == laid_out[1] == laid_out[2]


def test_what_decides_the_layout_decides_the_key(tmp_path, monkeypatch):
    """A newer quizgen, and fonts that came or went, find nothing of the older ones."""
    [material] = materials_of(tmp_path, LIGHTHOUSE)
    seen = [keys(material)]
    monkeypatch.setattr(plate_cache, "__version__", "9.9.9")
    seen.append(keys(material))
    monkeypatch.setattr(plate_cache, "circumstances", lambda: ("another font",))
    seen.append(keys(material))

    names = [set(each.values()) for each in seen]
    assert names[0].isdisjoint(names[1])
    assert names[1].isdisjoint(names[2])


def test_the_versions_of_what_lays_out_are_known():
    """WeasyPrint's at least, and the folders in which fonts lie."""
    told = "\n".join(plate_cache.circumstances())

    for package in ("weasyprint", "rendercv-fonts"):
        assert f"{package} {version(package)}" in told


@pytest.mark.layout_warnings
def test_what_layout_warns_of_is_said_in_every_run(tmp_path, kept):
    """A sign that no font has is no secret of the first run."""
    bank = LIGHTHOUSE.replace("Which statement", "\U00012f98 Which statement")
    runs = [quizgen(tmp_path, "make", "--seed", "a", bank=bank) for _ in range(2)]

    assert all("U+12F98" in run.err for run in runs)


def test_two_runs_at_once_share_a_store(tmp_path, kept):
    """Both print what one alone prints."""
    (tmp_path / "bank.yaml").write_text(LIGHTHOUSE)
    command = [sys.executable, "-m", "quizgen", "make", "bank.yaml", "--seed", "a", "-o"]
    runs = [
        subprocess.Popen([*command, name], cwd=tmp_path, stdout=subprocess.DEVNULL)
        for name in ("one", "two")
    ]

    assert [run.wait() for run in runs] == [0, 0]
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    assert not list(kept.glob("*.part"))


def test_the_store_stays_below_its_size(tmp_path, monkeypatch):
    """What was used least lately goes first."""
    [material] = materials_of(tmp_path, LIGHTHOUSE)
    plates = typeset([material])
    kept = Store(CacheFiles(tmp_path / "kept"))
    kept.keep(material, plates)
    old = kept.files.folder / "old"
    old.write_bytes(b"x" * 50_000)
    os.utime(old, (0, 0))
    size = sum(path.stat().st_size for path in kept.files.folder.iterdir())
    monkeypatch.setattr(cache_files, "MOST_BYTES", size - 1)

    kept.keep(material, plates)

    assert not old.exists()
    assert (
        sum(path.stat().st_size for path in kept.files.folder.iterdir())
        <= size * cache_files.KEPT
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_file_that_another_run_takes_away_is_no_hindrance(tmp_path, monkeypatch):
    """The rest is tidied all the same; a link to nowhere is like a file that goes meanwhile."""
    files = CacheFiles(tmp_path)
    files.put("old", b"x" * 50_000)
    os.utime(tmp_path / "old", (0, 0))
    files.put("new", b"x")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    monkeypatch.setattr(cache_files, "MOST_BYTES", 50_000)
    files.tidy()
    assert files.get("old") is None
    assert files.get("new") == b"x"


def test_a_store_that_cannot_be_written_is_no_hindrance(tmp_path, monkeypatch):
    """A folder with the name of a file in its way, for one."""
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv(cache_files.VARIABLE, str(tmp_path / "taken" / "kept"))

    assert printed(tmp_path, bank=LIGHTHOUSE)


def test_plates_are_kept_where_the_system_keeps_such_things(monkeypatch, tmp_path):
    """In the user's cache folder, unless another folder or none is named."""
    monkeypatch.setenv(cache_files.VARIABLE, "")
    assert plate_cache.user_store() is None
    monkeypatch.delenv(cache_files.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_files.cache_folder().name == "quizgen"


@pytest.mark.layout_warnings
@pytest.mark.parametrize("wish", ["--split", "--zip"])
def test_characters_that_no_font_has_print_the_same_bytes(tmp_path, kept, monkeypatch, wish):
    """Cold or warm, with one process or several, and in files of their own."""
    names = ["Zo\u0378 A", "Ada B", "\u0379\u0378 C", "Ben D", "Zo\u0378\u0378 E", "Eve F"]
    (tmp_path / "class.csv").write_text("name\n" + "\n".join(names), "utf-8")
    monkeypatch.setattr("quizgen.printing.pdf.workers.WORTH_SHARING", 1)
    monkeypatch.setattr("quizgen.printing.pdf.workers.BEGINNING", 0)
    wishes = ["make", "--seed", "a", "--roster", "class.csv", "--versions", "2", wish]
    runs = [
        quizgen(tmp_path, *wishes, "--jobs", jobs, "-o", f"out{n}", bank=LIGHTHOUSE)
        for n, jobs in enumerate("112")
    ]

    assert [run.status for run in runs] == [0, 0, 0], runs
    assert "U+0378" in runs[0].err
    held = [
        {
            path.relative_to(tmp_path / f"out{n}"): path.read_bytes()
            for path in (tmp_path / f"out{n}").rglob("*.*")
        }
        for n in range(3)
    ]
    assert held[0] == held[1] == held[2]


@pytest.mark.layout_warnings
def test_a_font_that_only_slots_use_is_in_every_file(tmp_path, kept):
    """Each worksheet in a file of its own has its code and its page's number."""
    classes = "name\nZo\u0378 A\nAda B\n"
    (tmp_path / "class.csv").write_text(classes, "utf-8")
    run = quizgen(tmp_path, "make", "--roster", "class.csv", "--split", bank=LIGHTHOUSE)

    assert run.status == 0, run.err
    papers = [*(tmp_path / "worksheets").rglob("*-worksheets/*.pdf")]
    assert len(papers) == 2
    for paper in papers:
        with pypdfium2.PdfDocument(paper) as pdf:
            texts = [page.get_textpage().get_text_range() for page in pdf]
        assert all(run.plan.code in text and "page" in text for text in texts)
