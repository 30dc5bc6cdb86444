"""What questions did in many runs, kept in one file without names."""

import sqlite3
from itertools import chain

import pytest
from running import quizgen
from test_class_report import ANSWERS, BANK, papers, plan_of

from quizgen.bank.load import parse_bank
from quizgen.base.errors import QuizgenError
from quizgen.grading.history import opened, wording_hash
from quizgen.grading.results import results_json, results_of
from quizgen.grading.score import Corrections
from quizgen.plan.model import dump_plan

NOTHING = Corrections()


def results(answers=ANSWERS, **wishes):
    plan = plan_of(**wishes)
    return results_of(plan, [*papers(plan, answers)], NOTHING)


def questions():
    return {question.id: question for question in parse_bank(BANK, "bank.yaml").questions}


def test_figures_of_several_runs_are_joined(tmp_path):
    """P over all students; correlations by Fisher's z, weighted by the students less 3."""
    second = [("Right", "Both", 4)] * 3 + [("Weak", "Both", 0)] * 3
    with opened(tmp_path / "h.sqlite") as history:
        history.add(results(seed="one"), "2026-03-01")
        history.add(results(second, seed="two"), "2026-05-01")

        assert [run.graded for run in history.runs()] == ["2026-05-01", "2026-03-01"]
        found = history.question("bank.yaml", questions()["key"])
    assert (found.runs, found.students) == (2, 12)
    assert found.p == pytest.approx((2 + 3) / 12)
    # -0.0542… in the one (6 students), 1 in the other: pulled up by the second.
    assert found.discrimination > 0.9


def test_a_run_that_is_graded_again_is_counted_once(tmp_path):
    """What it says now replaces what it said."""
    with opened(tmp_path / "h.sqlite") as history:
        history.add(results())
        history.add(results([("Right", "Yes it is", 4)] * 4))
        [run] = history.runs()
        found = history.question("bank.yaml", questions()["key"])
    assert (run.students, found.students, found.p) == (4, 4, 1)


def test_another_wording_starts_anew(tmp_path):
    """A question that was mended is told apart from what it was, and so is its key."""
    key = questions()["key"]
    mended = key.model_copy(update={"stem": "Which of the lamps?"})
    other_bank = BANK.replace("answer: Right", "answer: Rights")
    [turned] = [q for q in parse_bank(other_bank, "b").questions if q.id == "key"]
    assert len({wording_hash(each) for each in (key, mended, turned)}) == 3
    noted = key.model_copy(update={"rationale": "Because.", "difficulty": "hard"})
    assert wording_hash(noted) == wording_hash(key)
    with opened(tmp_path / "h.sqlite") as history:
        history.add(results())
        found = history.question("bank.yaml", mended)
    assert (found.runs, found.p, found.earlier) == (0, None, 6)


def test_no_name_is_kept(tmp_path):
    """Neither in a table nor anywhere in the file."""
    path = tmp_path / "h.sqlite"
    with opened(path) as history:
        history.add(results())
    assert b"Pupil" not in path.read_bytes()
    with sqlite3.connect(path) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in tables]
        rows = chain.from_iterable(database.execute(f"SELECT * FROM {name}") for name in names)
        assert not any("Pupil" in str(cell) for row in rows for cell in row)
        chosen = database.execute("SELECT option, students FROM choice WHERE option LIKE 'Te%'")
        assert chosen.fetchall() == [("Tempting", 2)]
    database.close()


@pytest.mark.parametrize("content", [b"name,id\n", b"\x00" * 4096])
def test_what_is_no_history_is_refused(tmp_path, content):
    """And stays as it is."""
    path = tmp_path / "h.sqlite"
    path.write_bytes(content)
    with pytest.raises(QuizgenError, match="cannot be used as a history"), opened(path):
        pass
    assert path.read_bytes() == content


def test_a_database_of_others_or_of_later_is_refused(tmp_path):
    """Nothing is written to it."""
    for script, message in (
        ("CREATE TABLE t (a)", "no history of quizgen"),
        ("PRAGMA user_version = 9", "by a newer quizgen"),
    ):
        path = tmp_path / f"{len(script)}.sqlite"
        database = sqlite3.connect(path)
        database.executescript(script)
        database.close()
        before = path.read_bytes()
        with pytest.raises(QuizgenError, match=message), opened(path):
            pass
        assert path.read_bytes() == before


def test_the_commands(tmp_path):
    """Results are added, listed, shown beside the bank, and forgotten."""
    folder = tmp_path / "results"
    folder.mkdir()
    found = results()
    (folder / "plan.json").write_bytes(dump_plan(found.plan))
    (folder / "results.json").write_bytes(results_json(found))
    assert quizgen(tmp_path, "history").err == (
        "Error: There is no quizgen-history.sqlite yet. Begin it: quizgen history results\n"
    )

    added = quizgen(tmp_path, "history", "results")
    code = found.plan.code
    assert added.status == 0, added.err
    assert f"  {code}  bank.yaml: 6 students, mean 50 %, alpha 0." in added.out
    shown = quizgen(tmp_path, "show", "--history", bank=BANK)
    assert shown.status == 0, shown.err
    assert "key       1         6  33 %" in shown.out
    assert "3 questions of 3 asked so far." in shown.out
    assert quizgen(tmp_path, "history", "--forget", "ZZZZ").err == (
        "Error: There is no run ZZZZ in quizgen-history.sqlite.\n"
    )
    gone = quizgen(tmp_path, "history", "--forget", code)
    assert gone.out == "There is nothing in quizgen-history.sqlite.\n"
