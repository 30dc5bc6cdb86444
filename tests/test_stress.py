"""quizgen check --stress tries how a bank prints, and says what it found and where."""

import re

import pytest
from reading import page_texts
from running import GROUPED, LIGHTHOUSE, quizgen
from test_pictures import drawn

import quizgen.authoring.stress as stress
import quizgen.authoring.stress_report as stress_report
from quizgen.authoring.stress import run_sizes
from quizgen.authoring.stress_report import chance_of, evenness

LONG = "It goes on and on about the lamp and the sea and the keeper of the lamp. " * 12


def stressed(folder, versions, bank=LIGHTHOUSE, *options):
    """Return what a stress says, a line for each word at the left edge."""
    outcome = quizgen(folder, "check", "--stress", str(versions), *options, bank=bank)
    assert max(map(len, outcome.out.splitlines())) <= 80
    return outcome, re.sub(r"\n {12}", " ", outcome.out)


def test_a_healthy_bank_keeps_the_laws(tmp_path):
    """The summary counts versions, letters and pages, and ends well."""
    outcome, said = stressed(tmp_path, 9)

    assert outcome.status == 0, outcome.err
    assert "Bank        question_banks/bank.yaml\nVersions    9, in 2 runs\n" in said
    assert "Laws        all kept\n" in said
    assert "Signs       a font has every one\n" in said
    assert re.search(r"Key letters A \d+, B \d+, C \d+, D \d+\. Chance is less even in", said)
    assert re.search(r"Fullest     \d+ %: seed stress-[12], version [A-E], page \d\n", said)
    assert re.search(r"Emptiest    \d+ %: seed stress-[12], version [A-E], page \d", said)
    assert not (tmp_path / "worksheets").exists()


def test_the_letters_are_those_of_the_papers(tmp_path):
    """What is counted is what `make` prints when told the same."""
    _, said = stressed(tmp_path, 3)
    [command] = re.findall(r"^Print again quizgen (.*)$", said, re.MULTILINE)

    made = quizgen(tmp_path, *command.split())

    free = {q.id for q in made.plan.questions.values() if q.type == "multiple_choice"}
    letters = [i.answer[0] for v in made.plan.versions for i in v.items if i.question in free]
    told = re.search(r"Key letters (.*?)\.", said)[1]
    assert told == ", ".join(f"{each} {letters.count(each)}" for each in "ABCD")
    pages = len(page_texts(made.worksheets))
    assert f"Pages       {pages} on the worksheets\n" in said


def test_a_bank_with_groups_and_sections_is_tried(tmp_path):
    """Their places are no matter of chance, and are not held against it."""
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "lamp.png").write_bytes(drawn())

    outcome, said = stressed(tmp_path, 4, GROUPED)

    assert outcome.status == 0, outcome.err
    assert "Laws        all kept\n" in said
    assert "Places      not counted: sections, groups," in said


def bank_of(*stems):
    """Return a bank of questions with these stems."""
    question = "  - {{id: q{}, skill: evidence, type: true_false, answer: true, stem: {!r}}}\n"
    return "article: {title: T, author: A, paragraphs: 9}\nquestions:\n" + "".join(
        question.format(number, stem) for number, stem in enumerate(stems)
    )


def test_a_question_taller_than_a_page_is_named(tmp_path):
    """Only it is; and it is a note, for it prints."""
    outcome, said = stressed(tmp_path, 2, bank_of("Short?", LONG * 7, "Short again?"))

    assert outcome.status == 0
    [told] = re.findall(r"^Too tall +(.*)$", said, re.MULTILINE)
    assert re.fullmatch(r"q1 is [12]\.\d pages tall, and goes on over the end of a page", told)


def test_a_question_that_leaves_a_page_white_is_named(tmp_path):
    """With the worst page, where it can be seen; the end of a worksheet is not told."""
    outcome, said = stressed(tmp_path, 1, bank_of(LONG * 3, LONG * 3, LONG * 3))

    assert outcome.status == 0
    told = re.findall(r"^White +(.*)$", said, re.MULTILINE)
    assert told
    for line in told:
        assert re.fullmatch(
            r"up to (3[4-9]|[4-9]\d) % of a page before q\d, over a third on \d pages?: "
            r"seed stress-1, version A, page \d",
            line,
        )
    assert "White" not in stressed(tmp_path, 1, bank_of("One?", "Two?"))[1]


@pytest.mark.layout_warnings
def test_a_sign_that_no_font_has_is_named(tmp_path):
    """With its question: also one that no run draws."""
    stems = [f"Question {number}?" for number in range(11)]
    every = bank_of(*stems).replace("Question 4?", "A \U00012f98 sign?")
    every = every.replace("Question 7?", "A \U00012f99 sign?")

    _, said = stressed(tmp_path, 1, every)

    assert "No font has \U00012f98 (U+12F98), in q4\n" in said
    assert "No font has \U00012f99 (U+12F99), in q7\n" in said


@pytest.mark.layout_warnings
def test_a_question_that_no_run_draws_is_typeset_too(tmp_path):
    """One run draws ten of eleven; whichever is left, its sign is found."""
    stems = [f"A {chr(0x12F90 + number)} sign?" for number in range(11)]
    _, said = stressed(tmp_path, 1, bank_of(*stems))

    assert "10 of the bank's 11 were drawn; the others were typeset apart" in said
    shown = re.findall(r"^No font has", said, re.MULTILINE)
    assert len(shown) == stress_report.MOST_SHOWN
    assert "and 3 more like these" in said


def test_a_broken_law_fails(tmp_path, monkeypatch):
    """It is told with the seed that shows it, and the status says it."""
    monkeypatch.setattr(stress, "broken_laws", lambda _: ["version A: the key is upset."])

    outcome, said = stressed(tmp_path, 1)

    assert outcome.status == 1
    assert "Laws        one or more are broken\n" in said
    assert "Broken      seed stress-1, version A: the key is upset.\n" in said


def test_a_bank_that_cannot_be_printed_keeps_no_other_from_being_tried(tmp_path):
    """Its problems are told with their places, and the status says that there were some."""
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "awry.yaml").write_text("article: {}\n", "utf-8")

    outcome, said = stressed(tmp_path, 1)

    assert outcome.status == 1
    assert "question_banks/awry.yaml:1:" in outcome.err
    assert "Bank        question_banks/bank.yaml\nVersions    1, in 1 run\n" in said


@pytest.mark.parametrize(
    "option",
    ["--watch", "--strict", "--format=github", "--format=text", "--select=x", "--ignore=x"],
)
def test_what_is_about_advice_does_not_go_with_it(tmp_path, option):
    """Nothing that is accepted is ignored."""
    outcome = quizgen(tmp_path, "check", "--stress", "3", option, bank=LIGHTHOUSE)

    assert outcome.status == 2
    name = option.partition("=")[0]
    said = " ".join(outcome.err.split())
    assert f"gives no advice; it cannot be combined with {name}." in said


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_versions_is_one_or_more(tmp_path, number):
    """Anything else is a slip on the command line."""
    assert quizgen(tmp_path, "check", "--stress", number, bank=LIGHTHOUSE).status == 2


@pytest.mark.parametrize("versions", [1, 3, 4, 9, 50, 53, 1000])
def test_runs_have_all_the_versions_together(versions):
    """As many as asked for, shared out evenly, in few enough runs to typeset."""
    sizes = run_sizes(versions)

    assert sum(sizes) == versions
    assert max(sizes) - min(sizes) <= 1
    assert len(sizes) <= stress.MOST_RUNS


@pytest.mark.parametrize(
    ("apart", "freedom", "chance"),
    [(0.0, 3, 1.0), (7.815, 3, 0.05), (16.266, 3, 0.001), (18.307, 10, 0.05), (3.94, 10, 0.95)],
)
def test_chance_is_that_of_the_printed_tables(apart, freedom, chance):
    """Values from any table of the chi-squared distribution."""
    assert chance_of(apart, freedom) == pytest.approx(chance, rel=0.03, abs=0.0002)


def test_uneven_letters_are_called_so():
    """A key that is all A is no accident."""
    assert evenness(30, 3).startswith("Less even than chance has it in 1 of 1000")
    assert evenness(2.366, 3).startswith("Chance is less even in 50 % of such tries")


def wide_table(columns):
    """Return a bank with a table of so many columns in a stem; its row is in line 14."""
    numbers = range(10_000, 10_000 + columns)
    rows = (numbers, ["---"] * columns, numbers)
    table = "".join(f"      | {' | '.join(map(str, row))} |\n" for row in rows)
    return (
        bank_of("Short?")
        + "  - id: record\n    skill: evidence\n    stem: |\n      Which?\n\n"
        + f"{table}    answer: a\n    distractors: [b, c]\n"
    )


def test_what_fits_only_in_small_print_is_named_with_its_line(tmp_path):
    """A single student may have large print; the class's own papers print."""
    outcome, said = stressed(tmp_path, 1, wide_table(16))
    assert outcome.status == 0
    assert re.search(r"^Large print question_banks/bank\.yaml:6:11: .*does not fit", said, re.M)
    assert "Large print every question fits" in stressed(tmp_path, 1)[1]


def test_what_does_not_fit_is_named_with_its_line(tmp_path):
    """As `make` names it."""
    outcome, _ = stressed(tmp_path, 1, wide_table(40))
    assert outcome.status == 1
    assert "question_banks/bank.yaml:6:11: '" in outcome.err
    assert "does not fit its column" in outcome.err


def test_pages_are_measured_as_they_are_printed(tmp_path):
    """What a style sheet moves out of its column is found without printing."""
    (tmp_path / "templates" / "worksheet").mkdir(parents=True)
    style = tmp_path / "templates" / "worksheet" / "style.css"
    style.write_text(".options { transform: translateX(300pt) }", "utf-8")
    outcome, _ = stressed(tmp_path, 1)
    assert outcome.status == 1
    assert "leaves its column" in outcome.err
