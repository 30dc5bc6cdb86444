"""Earlier runs: papers that were handed out keep their key."""

from collections import Counter

import pypdfium2
import pytest
from running import LIGHTHOUSE, quizgen
from tagged import Tagged

from quizgen.base.errors import QuizgenError
from quizgen.plan.kept_runs import refuse_taken, taken_by
from quizgen.plan.read import parse_plan
from quizgen.plan.sheet_code import sheet_code

CLASS = "name,class\nAda Abel,8b\nBen Brown,8b\n"


def made(folder, seed, *wishes):
    """Print a run; return its code."""
    run = quizgen(folder, "make", "--seed", seed, *wishes, bank=LIGHTHOUSE)
    assert run.status == 0, run.err
    return quizgen_code(folder)


def quizgen_code(folder):
    return quizgen(folder, "runs").out.splitlines()[1].split()[2]


def test_the_key_of_a_replaced_run_is_found(tmp_path):
    """Papers of yesterday have their key today, and the newest run its own."""
    first = quizgen(tmp_path, "make", "--seed", "one", "--versions", "2", bank=LIGHTHOUSE)
    code = first.plan.versions[1].code
    key = quizgen(tmp_path, "key", code).out
    second = quizgen(tmp_path, "make", "--seed", "two")

    folder = f"worksheets/kept/bank-{first_code(code)}"
    assert f"Kept        {folder} " in second.out
    assert quizgen(tmp_path, "key", code).out == key
    assert sorted(path.name for path in (tmp_path / folder).iterdir()) == [
        "bank-answer-keys.pdf",
        "bank-plan.json",
    ]


def first_code(code):
    return code.partition("-")[0]


def test_the_same_run_again_keeps_nothing(tmp_path):
    """It replaces itself."""
    made(tmp_path, "one")
    made(tmp_path, "one")
    assert not (tmp_path / "worksheets" / "kept").exists()


def test_runs_are_listed_and_forgotten(tmp_path):
    """With code, bank, versions and class; forgetting deletes all that was kept."""
    (tmp_path / "class.csv").write_text(CLASS)
    code = made(tmp_path, "one", "--roster", "class.csv")
    newest = made(tmp_path, "two")

    listed = quizgen(tmp_path, "runs").out.splitlines()
    assert len(listed) == 3
    [row] = [line for line in listed if code in line]
    assert "bank.yaml" in row
    assert "8b, 2 students" in row

    assert "Forgotten" in quizgen(tmp_path, "runs", "--forget", code.lower()).out
    assert not (tmp_path / "worksheets" / "kept").exists()
    assert code in quizgen(tmp_path, "runs", "--forget", code).err
    assert newest in quizgen(tmp_path, "runs").out
    assert "There are no runs" in quizgen(tmp_path, "runs", "-o", "elsewhere").out


def files(folder):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_the_newest_run_is_forgotten_whole(tmp_path):
    """With all its papers, since names are on them; what is not of it stays."""
    (tmp_path / "class.csv").write_text(CLASS)
    wishes = ("--roster", "class.csv", "--split", "--html")
    code = made(tmp_path, "one", *wishes)
    (tmp_path / "worksheets" / "notes.txt").write_text("mine")
    assert len(files(tmp_path / "worksheets")) == 8
    forgotten = quizgen(tmp_path, "runs", "--forget", code)
    assert f"Forgotten   {code}, bank.yaml: its files in worksheets" in forgotten.out
    assert files(tmp_path / "worksheets") == ["notes.txt"]


def test_papers_of_the_run_before_do_not_stay_beside_a_new_key(tmp_path):
    """Neither single papers, nor lists; a file of the teacher's own stays."""
    (tmp_path / "class.csv").write_text(CLASS)
    made(tmp_path, "one", "--roster", "class.csv", "--split")
    folder = tmp_path / "worksheets"
    (folder / "bank-worksheets" / "mine.pdf").write_text("mine")
    second = quizgen(tmp_path, "make", "--seed", "two", "--zip")
    assert second.status == 0, second.err
    assert (
        "Removed     3 files of the run before, as worksheets/bank-sign-off.pdf" in second.out
    )
    assert [name for name in files(folder) if not name.startswith("kept")] == [
        "bank-answer-keys.pdf",
        "bank-plan.json",
        "bank-worksheets.zip",
        "bank-worksheets/mine.pdf",
    ]
    made(tmp_path, "three")
    assert not (folder / "bank-worksheets.zip").exists()


def test_the_same_papers_in_other_files_stay(tmp_path):
    """A run that is printed again, whole and one by one, removes nothing."""
    made(tmp_path, "one", "--split")
    made(tmp_path, "one")
    names = files(tmp_path / "worksheets")
    assert "bank-worksheets.pdf" in names
    assert "bank-worksheets/version-A.pdf" in names


def test_a_run_that_replaces_keeps_nothing(tmp_path):
    """--replace is for those who keep no names."""
    made(tmp_path, "one")
    made(tmp_path, "two", "--replace")
    assert not (tmp_path / "worksheets" / "kept").exists()


def test_two_runs_never_share_a_code(tmp_path):
    """Kept or not: with a seed the run is refused."""
    run = quizgen(tmp_path, "make", "--seed", "one", bank=LIGHTHOUSE)
    other = run.plan.model_copy(update={"title": "Another"})
    folder = tmp_path / "worksheets"
    assert taken_by(run.plan, folder) is None
    assert taken_by(other, folder)
    quizgen(tmp_path, "make", "--seed", "two")
    with pytest.raises(QuizgenError, match="already that of another run"):
        refuse_taken(other, folder)


def test_a_code_that_is_taken_is_drawn_anew(tmp_path, monkeypatch):
    """Without a seed nobody notices."""
    asked = iter([tmp_path / "other-plan.json", None])
    monkeypatch.setattr("quizgen.plan.kept_runs.taken_by", lambda *_: next(asked, None))
    assert quizgen(tmp_path, "make", bank=LIGHTHOUSE).status == 0
    assert next(asked, "drawn") == "drawn"


def test_a_failed_run_keeps_nothing(tmp_path):
    """What is kept appears together with the new files, or not at all."""
    made(tmp_path, "one")
    (tmp_path / "worksheets" / "bank-answer-keys.pdf").unlink()
    (tmp_path / "worksheets" / "bank-answer-keys.pdf").mkdir()
    assert quizgen(tmp_path, "make", "--seed", "two").status == 1
    assert not (tmp_path / "worksheets" / "kept").exists()


# Single sheets, and students who come late


@pytest.fixture
def classroom(tmp_path):
    """Return the folder of a run of a class with seats and three versions."""
    rows = ["name,id,seat", "Zoë Adams,7,A1", "Ben Brown,8,A2", "Cy Clay,9,B1"]
    (tmp_path / "class.csv").write_text("\n".join(rows), "utf-8")
    made(tmp_path, "one", "--roster", "class.csv", "--versions", "3")
    return tmp_path


PLAN = ("make", "--plan", "worksheets/bank-plan.json")


def pages_of(folder, name="bank-again.pdf"):
    with pypdfium2.PdfDocument(folder / "worksheets" / name) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


@pytest.mark.parametrize("wanted", ["Zoë Adams", "zoë adams", "7", "version", "code", "whole"])
def test_one_sheet_is_printed_again(classroom, wanted):
    """By student, version or code; the run's own files stay as they were."""
    files = sorted((classroom / "worksheets").glob("*.*"))
    before = [path.read_bytes() for path in files]
    plan = parse_plan((classroom / "worksheets" / "bank-plan.json").read_bytes(), "plan")
    version = plan.students[0].version
    code = sheet_code(plan.code, version)
    names = {"version": version, "code": f"{plan.code}-{version}", "whole": code.lower()}
    outcome = quizgen(classroom, *PLAN, "--only", names.get(wanted, wanted), "--copies", "2")

    assert outcome.status == 0, outcome.err
    assert [path.read_bytes() for path in files] == before
    pages = pages_of(classroom)
    assert all(code in page for page in pages)
    assert sum("Zoë Adams" in page for page in pages) == 2
    alone = pages[: len(pages) // 2]
    whole = pages_of(classroom, "bank-worksheets.pdf")
    assert alone == whole[: len(alone)]


def test_one_page_of_a_sheet_is_printed_again(classroom):
    """As it was, with its number and code; a page that is none is refused with how many."""
    assert quizgen(classroom, *PLAN, "--only", "7").status == 0
    whole = pages_of(classroom)
    assert len(whole) > 1
    for number, page in enumerate(whole, start=1):
        outcome = quizgen(classroom, *PLAN, "--only", "7", "--only-page", str(number))
        assert outcome.status == 0, outcome.err
        assert pages_of(classroom) == [page]

    none = quizgen(classroom, *PLAN, "--only", "7", "--only-page", str(len(whole) + 1))
    assert f"a worksheet has {len(whole)} at most" in none.err
    assert quizgen(classroom, *PLAN, "--only-page", "1").status == 2


def test_a_page_of_a_question_that_began_before_is_tagged(tmp_path):
    """All of it is in the structure, though what it goes on from is on no page."""
    stem = "Which word? " + "The keeper climbed the stairs again. " * 250
    bank = LIGHTHOUSE.replace("stem: Which word", f"stem: {stem}Which word", 1)
    assert bank != LIGHTHOUSE
    assert quizgen(tmp_path, "make", "--order", "bank", bank=bank).status == 0
    whole = pages_of(tmp_path, "bank-worksheets.pdf")
    for number, page in enumerate(whole, start=1):
        outcome = quizgen(tmp_path, *PLAN, "--only", "A", "--only-page", str(number))
        assert outcome.status == 0, outcome.err
        assert pages_of(tmp_path) == [page]
        tagged = Tagged(tmp_path / "worksheets" / "bank-again.pdf")
        assert tagged.drawn.loose == []
        assert Counter(tagged.document.places()) == Counter(tagged.drawn.contents.keys())


def test_a_sheet_that_is_not_there_is_refused(classroom):
    """With what there is."""
    outcome = quizgen(classroom, *PLAN, "--only", "Nobody")
    assert outcome.status == 1
    assert "'Nobody'" in outcome.err
    assert "Zoë Adams" in outcome.err
    assert quizgen(classroom, "make", "--only", "A").status == 2


def test_a_student_who_comes_late_fits_her_seat(classroom):
    """She has a version that no neighbour has, and the code and all other sheets stay."""
    before = parse_plan((classroom / "worksheets" / "bank-plan.json").read_bytes(), "plan")
    outcome = quizgen(classroom, *PLAN, "--add-student", "New Girl", "--seat", "B2")
    assert outcome.status == 0, outcome.err
    after = outcome.plan
    assert after.code == before.code
    assert after.rows == before.rows
    assert after.students[:-1] == before.students
    new = after.students[-1]
    assert (new.name, new.seat) == ("New Girl", "B2")
    assert new.version not in {before.students[1].version, before.students[2].version}
    assert not (classroom / "worksheets" / "kept").exists()
    again = quizgen(classroom, *PLAN, "--add-student", "New Girl")
    assert "already in the class" in again.err
    taken = quizgen(classroom, *PLAN, "--add-student", "Another", "--seat", "a1")
    assert "Seat a1 is that of Zoë Adams" in taken.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" ", "'' is no name."),
        ("Zo\x1b", "cannot be printed (U+001B). Delete it."),
        ("Z" * 501, "This has 501 characters; 500 have room on a page."),
        ("Z" * 70_000, "This has 70000 characters; 500 have room on a page."),
    ],
)
def test_a_late_name_is_held_to_what_a_roster_is(classroom, name, said):
    """In the same words; nothing is printed."""
    before = sorted((classroom / "worksheets").iterdir())
    outcome = quizgen(classroom, *PLAN, "--add-student", name)
    assert outcome.status == 1
    assert said in outcome.err
    assert sorted((classroom / "worksheets").iterdir()) == before


def test_a_late_name_may_hold_an_invisible_joiner(classroom):
    """As names in Persian do."""
    outcome = quizgen(classroom, *PLAN, "--add-student", "علی\u200cرضا")
    assert outcome.status == 0, outcome.err


# Printing again on saving


def test_every_save_prints_again_and_keeps_no_run_between(tmp_path, monkeypatch):
    """With the same seed; a bank that is wrong meanwhile is reported, and ends nothing."""
    older = made(tmp_path, "older")
    bank = tmp_path / "question_banks" / "bank.yaml"
    codes, opened = [], []

    def saves(folders):
        for text in (
            LIGHTHOUSE.replace("Which", "What", 1),
            "wrong: [",
            LIGHTHOUSE + "\n# x\n",
        ):
            codes.append(quizgen_code(tmp_path))
            bank.write_text(text, "utf-8")
            yield

    monkeypatch.setattr("quizgen.base.watch_files.changes", saves)
    monkeypatch.setattr("click.launch", opened.append)
    run = quizgen(tmp_path, "make", "--watch", "--open")
    codes.append(quizgen_code(tmp_path))

    assert run.status == 0, run.err
    assert run.out.count("Watching") == 4
    assert "bank.yaml:" in run.err
    assert len({*codes}) == 3
    assert len({line for line in run.out.splitlines() if line.startswith("Seed")}) == 1
    assert len(opened) == 2
    kept = [path.name for path in (tmp_path / "worksheets" / "kept").iterdir()]
    assert kept == [f"bank-{older}"]


def test_a_plan_is_not_watched(classroom):
    """It does not change."""
    assert quizgen(classroom, *PLAN, "--watch").status == 2


def test_a_class_list_that_is_saved_prints_again(tmp_path, monkeypatch):
    """Who comes late gets a paper, wherever the list lies."""
    lists = tmp_path / "lists"
    lists.mkdir()
    roster = lists / "class.csv"
    roster.write_text("Name\nZoë Adams\n", "utf-8")

    def saves(folders):
        assert lists.resolve() in folders
        roster.write_text("Name\nZoë Adams\nBen Brown\n", "utf-8")
        yield

    monkeypatch.setattr("quizgen.base.watch_files.changes", saves)
    run = quizgen(tmp_path, "make", "--watch", "--roster", str(roster), bank=LIGHTHOUSE)

    assert run.status == 0, run.err
    assert run.out.count("Watching") == 2
    assert [student.name for student in run.plan.students] == ["Zoë Adams", "Ben Brown"]
