"""A blind reading asks without the article, and says what was known without it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linting import example_bank
from running import quizgen

from quizgen.authoring.blind_reading import (
    Known,
    altogether,
    asked,
    code_of,
    known,
    read_answers,
    report,
    sheet,
)
from quizgen.base.errors import BlindReadingError

BANK = """\
article: {title: The Keeper Who Stayed, author: A. N. Author, paragraphs: 9}
questions:
  - id: what-he-counted
    skill: evidence
    stem: What does [[3]] say that he counted?
    answer: Ships
    distractors: [Coins, Steps, Gulls]
  - id: how-many
    skill: evidence
    stem: How many did he count?
    answer: "12"
    distractors: ["7", "30"]
    options_kept_last: ["7", "12", "30"]
  - {id: log, skill: evidence, type: true_false, stem: The log was lost., answer: false}
"""
QUESTIONS = asked(example_bank(BANK))
SHIPS = next(each for each in QUESTIONS if each.id == "what-he-counted")


def test_the_sheet_has_nothing_but_the_questions():
    """No title, no author, no id, no key; paragraphs are named as on paper."""
    text = sheet(QUESTIONS)

    for hidden in ("Keeper", "Author", "what-he-counted", "evidence", "log"):
        assert hidden not in text
    assert "What does paragraph 3 say that he counted?" in text
    assert re.search(r"A  7\n   B  12\n   C  30\n", text)
    assert text.endswith("\nAnswers\n\nq1:\nq2:\n")


def test_letters_tell_nothing_of_the_key():
    """Over many questions the answer is under each letter about as often."""
    rows = [f"{{stem: What is {n}?, answer: A, distractors: [B, C, D]}}" for n in range(200)]
    letters = [each.answer for each in asked(example_bank(f"[{', '.join(rows)}]"))]

    assert all(30 <= letters.count(name) <= 70 for name in "ABCD")


def test_answers_are_read_back():
    """By the name on the sheet or by the id, with or without the sheet; gaps are gaps."""
    filled = sheet(QUESTIONS).replace("q1:\n", "q1: b.\n")

    assert read_answers(filled, "a.txt", QUESTIONS) == {QUESTIONS[0].id: "B"}
    assert read_answers("# Ann\nhow-many: C\n", "a.txt", QUESTIONS) == {"how-many": "C"}
    assert read_answers("", "a.txt", QUESTIONS) == {}


def test_all_wrong_lines_are_told_at_once():
    """By file, line and column, with what to do."""
    with pytest.raises(BlindReadingError) as caught:
        read_answers("q1 B\nq2: Z\nq22: A\nq2: A\nhow-many: B\n", "a.txt", QUESTIONS)

    names = {each.name: each for each in QUESTIONS}
    last = names["q2"].letters[-1]
    said = [str(problem) for problem in caught.value.problems]
    assert said[:3] == [
        "a.txt:1:1: This is no answer. Write the question's name, a colon and a letter: q1: B.",
        f"a.txt:2:1: 'Z' is no option of q2. Its letters are A to {last}.",
        "a.txt:3:1: The sheet has no question 'q22'. Did you mean 'q2'?",
    ]
    assert len(said) == 3 + (names["q2"].id == "how-many")


def test_a_sheet_of_other_options_is_out_of_date():
    """Its letters would mean something else."""
    changed = asked(example_bank(BANK.replace("Gulls", "Waves")))
    assert code_of(changed) != code_of(QUESTIONS)

    with pytest.raises(BlindReadingError, match=r"a.txt:1:1: The bank's choice questions have"):
        read_answers(sheet(QUESTIONS), "a.txt", changed)


def test_independence_is_corrected_for_guessing():
    """Three of four right where one in four is chance: two thirds of the way."""
    readers = [{SHIPS.id: SHIPS.answer}] * 3 + [{SHIPS.id: "wrong"}]

    [found] = known(QUESTIONS, readers)

    assert (found.readings, found.right, found.chance) == (4, 3, 1.0)
    assert found.independence == pytest.approx((0.75 - 0.25) / (1 - 0.25))
    assert found.needs_text is True
    [sure] = known(QUESTIONS, [{SHIPS.id: SHIPS.answer}] * 4)
    assert (sure.independence, sure.needs_text) == (1.0, False)
    [few] = known(QUESTIONS, [{SHIPS.id: SHIPS.answer}] * 3)
    assert few.needs_text is None


@given(st.integers(1, 50), st.data())
def test_independence_is_a_share_that_grows_with_what_is_right(readings, data):
    """Chance or less is 0, all right is 1, and no more right answers ever mean less."""
    right = data.draw(st.integers(0, readings - 1))
    chance = readings / data.draw(st.integers(2, 6))
    less, more = (Known("x", readings, n, chance, 1.0) for n in (right, right + 1))

    assert 0 <= less.independence <= more.independence <= 1
    assert less.by_chance >= more.by_chance
    assert Known("x", readings, readings, chance, 1.0).independence == 1
    assert right > chance or less.independence == 0


def test_a_bank_is_the_sum_of_its_questions():
    """So a question that many answered weighs more."""
    readers = [{"how-many": "B", SHIPS.id: SHIPS.answer}, {"how-many": "B"}]

    found = known(QUESTIONS, readers)
    bank = altogether("keeper", found)

    assert (bank.readings, bank.right) == (3, 3)
    assert bank.chance == pytest.approx(1 / 4 + 2 / 3)
    rows = dict(report(bank, found, 2))
    assert rows["Right"] == "3 of 3 answers (100 %) from 2 readers; chance alone gets 31 %."
    assert rows["Without"].startswith("100 % of what is to be known beyond chance")
    with pytest.raises(ValueError, match="nothing was answered"):
        altogether("keeper", [])


def test_the_command_writes_the_sheet_and_reads_it(tmp_path):
    """One file for both ways; nothing that is there is written over."""
    outcome = quizgen(tmp_path, "check", "bank", "--blind", "sheet.txt", bank=BANK)
    assert outcome.status == 0, outcome.err
    assert "sheet.txt, 2 choice questions" in outcome.out
    text = (tmp_path / "sheet.txt").read_text("utf-8")
    assert text == sheet(QUESTIONS)

    assert (
        "Nothing is answered yet"
        in quizgen(tmp_path, "check", "bank", "--blind", "sheet.txt").out
    )
    for name in ("ann.txt", "ben.txt"):
        filled = re.sub(r"^(q\d+):$", r"\1: B", text, flags=re.MULTILINE)
        (tmp_path / name).write_text(filled, "utf-8")
    outcome = quizgen(tmp_path, "check", "bank", "--blind", "ann.txt", "--blind", "ben.txt")

    assert outcome.status == 0, outcome.err
    assert "from 2 readers; chance alone gets 29 %." in outcome.out
    assert re.search(r"how-many +2 of 2 right +100 %", outcome.out)
    assert (tmp_path / "sheet.txt").read_text("utf-8") == text


def test_what_is_wrong_in_all_files_is_told_at_once(tmp_path):
    """A teacher who collects ten files mends them in one go; no reader counts twice."""
    (tmp_path / "ann.txt").write_text("q1: A\nq1: B\n", "utf-8")
    (tmp_path / "ben.txt").write_text("well\n", "utf-8")
    (tmp_path / "cem.txt").write_bytes(b"q1: \xf6\n")
    names = ["ann.txt", "ben.txt", "cem.txt", "./ann.txt"]

    options = [part for name in names for part in ("--blind", name)]
    outcome = quizgen(tmp_path, "check", "bank", *options, bank=BANK)

    assert outcome.status == 1
    for said in (
        "ann.txt:2:1: q1 is answered twice.",
        "ann.txt:1:1: This file is named twice",
        "ben.txt:1:1: This is no answer.",
        "cem.txt:1:5: The file is not saved as UTF-8.",
    ):
        assert said in outcome.err
    assert "Nothing was counted." in outcome.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--blind", "a.txt", "--strict"), "cannot be combined with --strict"),
        (("--blind", "a.txt", "--blind", "b.txt"), "a.txt"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path, options, said):
    """Options that would be ignored, and answers that are not there."""
    outcome = quizgen(tmp_path, "check", "bank", *options, bank=BANK)

    assert outcome.status != 0
    assert said in outcome.err
    assert "Traceback" not in outcome.err
