"""quizgen make, as a teacher types it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from reading import page_texts, structure
from reading import words as words_of
from running import LIGHTHOUSE, quizgen

from quizgen.app.cli.make import make as command
from quizgen.base.choices import ARTICLE_SUFFIXES

SCALARS = ["No", "1.10", "007", "12:30", "0", "~", "2019-04-02", "yes", "1e3", "0x10", "null"]


def make(folder, *options, bank=LIGHTHOUSE, typed=""):
    return quizgen(folder, "make", *options, bank=bank, typed=typed)


def printed_bytes(folder):
    """Return the bytes of everything in a folder's worksheets/, by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "worksheets").iterdir())}


# Which bank


def test_the_only_bank_is_used(tmp_path):
    """One bank in question_banks/ needs no name, and the summary names it."""
    outcome = make(tmp_path)
    assert outcome.status == 0
    assert f"Bank        {Path('question_banks/bank.yaml')} (9 questions)" in outcome.out


@pytest.mark.parametrize("name", ["bank", "bank.yaml", "question_banks/bank.yaml"])
def test_a_bank_is_named_briefly_or_by_its_path(tmp_path, name):
    """Its name in question_banks/ suffices."""
    assert make(tmp_path, name).status == 0


def test_hidden_files_and_other_endings_are_no_banks(tmp_path):
    """An editor's leftovers are not asked about; .yml is a bank too."""
    folder = tmp_path / "question_banks"
    folder.mkdir()
    (folder / "only.yml").write_text(LIGHTHOUSE, "utf-8")
    (folder / ".only.yaml").write_text("")
    (folder / "notes.txt~").write_text("")
    outcome = quizgen(tmp_path, "make", "--count", "1")
    assert outcome.status == 0
    assert "only.yml (9 questions)" in outcome.out


def test_an_unknown_bank_is_an_error_with_a_near_name(tmp_path):
    """A slip of the finger is recognised."""
    outcome = make(tmp_path, "bnak")
    assert outcome.status == 1
    assert "There is no bank bnak" in outcome.err
    assert "Did you mean bank?" in outcome.err


@pytest.fixture
def two_banks(tmp_path):
    make(tmp_path, "--output", "first")
    shutil.copy(tmp_path / "question_banks/bank.yaml", tmp_path / "question_banks/other.yaml")
    return tmp_path


def test_a_script_is_told_which_banks_there_are(two_banks):
    """Without a terminal nothing is asked; the banks are listed and nothing is printed."""
    outcome = quizgen(two_banks, "make")
    assert outcome.status == 1
    assert "quizgen make bank" in outcome.err
    assert "quizgen make other" in outcome.err
    assert not (two_banks / "worksheets").exists()


def test_a_terminal_is_asked_which_bank(two_banks, monkeypatch):
    """At a terminal the teacher types a number."""
    monkeypatch.setattr("quizgen.app.cli.common.is_terminal", lambda: True)
    outcome = quizgen(two_banks, "make", typed="2\n")
    assert outcome.status == 0
    assert "1  bank" in outcome.out
    assert (two_banks / "worksheets/other-worksheets.pdf").is_file()


def test_the_shipped_bank_is_used_where_there_is_none(tmp_path):
    """In an empty folder something comes out, and the summary says what."""
    outcome = quizgen(tmp_path, "make", "--count", "3")
    assert outcome.status == 0
    assert "north-korea-coronavirus.yaml, which comes with quizgen" in outcome.out
    assert len(page_texts(outcome.worksheets)) >= 1


def test_an_empty_folder_of_banks_is_an_error(tmp_path):
    """question_banks/ without a bank is no reason to print another one."""
    (tmp_path / "question_banks").mkdir()
    outcome = quizgen(tmp_path, "make")
    assert outcome.status == 1
    assert "There is no bank in question_banks/" in outcome.err


# The help


def test_help_shows_every_option_under_one_heading(tmp_path):
    """`make --help` groups its options; none is missing, and none is shown twice."""
    out = quizgen(tmp_path, "make", "--help").out
    sections = dict(re.findall(r"^(\w[\w ]+):\n((?: .*\n?)+)", out, re.M))
    assert list(sections) == [
        "What is asked", "Versions and students", "The page", "Files", "Large runs", "Help",
    ]  # fmt: skip
    shown = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", "".join(sections.values()), re.M)
    options = [max(param.opts, key=len) for param in command.params if param.opts[0][0] == "-"]
    assert shown == [*options, "--help"]
    assert shown[0] == "--count"


def test_help_of_new_names_every_kind_of_file(tmp_path):
    """The suffixes are those that articles are read from, in the message too."""
    out = quizgen(tmp_path, "new", "--help").out
    (tmp_path / "talk.pptx").write_text("x")
    refused = quizgen(tmp_path, "new", "talk.pptx").err
    assert "a file that ends in" in out
    for suffix in ARTICLE_SUFFIXES:
        assert suffix in out
        assert suffix in refused


# What is printed


def test_the_files_and_the_summary(tmp_path):
    """Three files, and a few lines that name them with their pages."""
    outcome = make(tmp_path, "--versions", "2", "--seed", "spring", "--count", "6")
    assert sorted(printed_bytes(tmp_path)) == [
        "bank-answer-keys.pdf", "bank-plan.json", "bank-worksheets.pdf",
    ]  # fmt: skip
    sheets = len(page_texts(outcome.worksheets))
    keys = len(page_texts(outcome.keys))
    assert f"bank-worksheets.pdf ({sheets} pages)" in outcome.out
    assert f"bank-answer-keys.pdf ({keys} pages)" in outcome.out
    assert "Seed        spring" in outcome.out
    assert "2, with the codes" in outcome.out
    assert f"Paper       {sheets // 2} page" in outcome.out
    assert f"a worksheet; {sheets} sheets of paper in all" in outcome.out
    [first, _] = outcome.plan.versions
    assert (
        f"Points      {sum(item.points for item in first.items)} on a worksheet" in outcome.out
    )
    types = Counter(outcome.plan.questions[item.question].type for item in first.items)
    for name, count in types.items():
        assert f"{name} {count}" in outcome.out
    skills = Counter(question.skill for question in outcome.plan.questions.values())
    for skill, count in skills.items():
        assert f"{skill} {count}" in outcome.out
    assert all(len(line) <= 80 for line in outcome.out.splitlines())


def test_ten_questions_or_the_whole_bank(tmp_path):
    """A bank of nine gives nine."""
    assert len(make(tmp_path).plan.questions) == 9


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--count", "12"], ["12", "9"]),
        (["--count", "5", "--skill", "evidence"], ["5", "3", "evidence"]),
        (["--skill", "evidnece"], ["evidnece", "evidence"]),
        (["--include", "main-clam"], ["main-clam", "main-claim"]),
        (["--include", "museum", "--exclude", "museum"], ["museum"]),
        (["--blueprint", "evidence=4"], ["evidence", "4", "3"]),
        (["--type", "essai"], ["essai", "open_response"]),
    ],
)
def test_a_wish_that_cannot_be_met_is_explained(tmp_path, options, words):
    """The message says what was asked for and how many there are; nothing is printed."""
    outcome = make(tmp_path, *options)
    assert outcome.status == 1
    assert all(word in outcome.err for word in words), outcome.err
    assert not (tmp_path / "worksheets").exists()


@pytest.mark.parametrize(
    "options",
    [["--count", "0"], ["--versions", "0"], ["--blueprint", "evidence"], ["--paper", "a3"],
     ["--difficulty", "harsh"], ["--nonsense"]],
)  # fmt: skip
def test_wrong_usage_ends_with_status_two(tmp_path, options):
    """What no bank could meet is a slip in the command."""
    assert make(tmp_path, *options).status == 2


def test_filters_and_wishes_reach_the_plan(tmp_path):
    """Each option does what it says."""
    plan = make(
        tmp_path, "--count", "4", "--blueprint", "evidence=2", "--include", "museum",
        "--exclude", "wreck-count", "--title", "Week 3", "--paper", "a4", "--keep-order",
    ).plan  # fmt: skip
    skills = Counter(question.skill for question in plan.questions.values())
    assert skills["evidence"] == 2
    assert sum(skills.values()) == 4
    assert "museum" in plan.questions
    assert "wreck-count" not in plan.questions
    assert (plan.title, plan.settings.paper) == ("Week 3", "a4")
    assert [item.question for item in plan.versions[0].items] == list(plan.questions)


def test_a_type_may_have_the_name_that_teachers_use(tmp_path):
    """An essay is an open response."""
    plans = [
        make(tmp_path, "--type", name, "--seed", "s").plan
        for name in ("essay", "open_response")
    ]
    assert plans[0] == plans[1]


def test_kept_options_are_alike_in_every_version(tmp_path):
    """With --keep-options neighbours see the same order."""
    plan = make(tmp_path, "--versions", "3", "--keep-options").plan
    orders = [
        {item.question: item.options for item in version.items} for version in plan.versions
    ]
    assert orders[0] == orders[1] == orders[2]


@pytest.mark.parametrize("value", SCALARS)
def test_an_answer_prints_as_it_was_typed(tmp_path, value):
    """Nothing a teacher types is taken for a number, a date or a truth value."""
    bank = LIGHTHOUSE.replace("answer: Three\n", f"answer: {value}\n")
    outcome = make(tmp_path, "--include", "wreck-count", "--count", "1", bank=bank)
    assert outcome.status == 0, outcome.err
    [letter] = outcome.plan.versions[0].items[0].answer
    [question] = structure(outcome.worksheets).find("Sect")[0].find("L")
    options = {option.find("Lbl")[0].text: option.find("LBody")[0].all_text()
               for option in question.kids[0].find("LBody")[0].find("L")[0].kids}  # fmt: skip
    assert options[letter] == value
    assert value in " ".join(page_texts(outcome.keys)).split()


def test_open_shows_the_pdfs(tmp_path, monkeypatch):
    """With --open both PDFs are shown, and not the plan; without it none is."""
    shown = []
    monkeypatch.setattr("click.launch", shown.append)
    make(tmp_path)
    assert shown == []
    make(tmp_path, "--open")
    assert [Path(path).name for path in shown] == [
        "bank-worksheets.pdf",
        "bank-answer-keys.pdf",
    ]


# The plan


def test_the_plan_is_as_documented(tmp_path):
    """Other programs may read it."""
    outcome = make(tmp_path, "--versions", "2", "--seed", "spring")
    plan = json.loads(outcome.plan_file.read_text("utf-8"))
    assert plan["format"] == "quizgen-plan-2"
    assert plan["seed"] == "spring"
    assert plan["bank"]["file"] == "bank.yaml"
    assert len(plan["bank"]["sha256"]) == 64
    assert plan["article"]["title"] == "The Keeper Who Stayed"
    rows = [row.split(" ") for row in plan["versions"]]
    assert [name for name, *_ in rows] == ["A", "B"]
    for _, *each in rows:
        assert sorted(word.partition(":")[0] for word in each) == sorted(plan["questions"])
    printed = {word for _, *each in rows for word in each}
    for name, forms in plan["forms"].items():
        question = plan["questions"][name]
        for which, form in enumerate(forms):
            assert f"{name}:{which}" in printed
            if question["type"] == "multiple_choice":
                [letter] = form["answer"]
                assert form["options"]["ABCD".index(letter)] == question["answer"]
            if question["type"] == "short_answer":
                assert form["options"] == []
                assert form["answer"] == ["to be fair", "to be fair,"]


def test_a_plan_is_printed_again_with_the_bank_gone(tmp_path):
    """A pile can be topped up after the bank was edited or lost: the bytes are the same."""
    outcome = make(tmp_path, "--versions", "2")
    before = printed_bytes(tmp_path)
    saved = tmp_path / "kept.json"
    shutil.move(outcome.plan_file, saved)
    shutil.rmtree(tmp_path / "worksheets")
    shutil.rmtree(tmp_path / "question_banks")
    again = quizgen(tmp_path, "make", "--plan", "kept.json")
    assert again.status == 0
    assert printed_bytes(tmp_path) == before


@pytest.mark.parametrize(
    "extra", [["bank"], ["--count", "3"], ["--seed", "x"], ["--keep-order"]]
)
def test_nothing_beside_a_plan_is_ignored(tmp_path, extra):
    """A plan decides everything; a wish beside it is refused, by its name."""
    make(tmp_path)
    outcome = make(tmp_path, "--plan", "worksheets/bank-plan.json", *extra)
    assert outcome.status == 2
    assert (extra[0] if extra[0].startswith("-") else "BANK") in outcome.err


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"format": "quizgen-plan-2"}'])
def test_a_file_that_is_no_plan_is_refused(tmp_path, content):
    """Whatever its bytes are, a sentence says so."""
    (tmp_path / "x.json").write_bytes(content)
    outcome = quizgen(tmp_path, "make", "--plan", "x.json")
    assert outcome.status == 1
    assert "x.json" in outcome.err


def test_a_plan_taken_for_a_bank(tmp_path):
    """The message says what it is and how to print it."""
    make(tmp_path)
    outcome = quizgen(tmp_path, "make", "worksheets/bank-plan.json")
    assert outcome.status == 1
    path = Path("worksheets/bank-plan.json")
    assert f"{path} is a plan, not a bank" in outcome.err
    assert f"quizgen make --plan {path}" in outcome.err


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        *(
            (name, "not called as a file can be")
            for name in ("", "../bank.yaml", "/etc/bank", "..")
        ),
        ("a\0b", "bank.file has a character that cannot be printed (U+0000)"),
    ],
)
def test_a_plan_names_a_file_and_no_other_place(tmp_path, name, problem):
    """What is printed from a stranger's plan stays in the folder that was asked for."""
    plan = json.loads(make(tmp_path).plan_file.read_text("utf-8"))
    plan["bank"]["file"] = name
    (tmp_path / "x.json").write_text(json.dumps(plan), "utf-8")
    outcome = quizgen(tmp_path, "make", "--plan", "x.json", "-o", "out")
    assert outcome.status == 1
    assert problem in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_not_there(tmp_path):
    """The missing file is named."""
    outcome = quizgen(tmp_path, "make", "--plan", "gone.json")
    assert outcome.status == 1
    assert "gone.json" in outcome.err


# The same bytes


def test_the_same_wish_gives_the_same_bytes(tmp_path):
    """In two processes, whatever order Python hashes strings in."""
    results = []
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        (folder / "question_banks").mkdir(parents=True)
        (folder / "question_banks/bank.yaml").write_text(LIGHTHOUSE, "utf-8")
        subprocess.run(
            [sys.executable, "-m", "quizgen", "make", "--versions", "3", "--seed", "spring"],
            cwd=folder, check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )  # fmt: skip
        results.append(printed_bytes(folder))
    assert results[0] == results[1]


def test_a_drawn_seed_is_shown_and_prints_the_same_again(tmp_path):
    """A run nobody named can be repeated from its summary."""
    outcome = make(tmp_path)
    seed = outcome.plan.seed
    assert f"Seed        {seed} " in outcome.out
    before = printed_bytes(tmp_path)
    make(tmp_path, "--seed", seed)
    assert printed_bytes(tmp_path) == before
    assert make(tmp_path).plan.seed != seed


# Failures


def test_every_problem_of_a_bank_is_shown_and_nothing_is_printed(tmp_path):
    """The old files stay as they were."""
    make(tmp_path)
    before = printed_bytes(tmp_path)
    bank = LIGHTHOUSE.replace("skill: main_argument", "skill: main_argumnt").replace(
        "stem: Which word opens", "stm: Which word opens"
    )
    outcome = make(tmp_path, bank=bank)
    assert outcome.status == 1
    lines = outcome.err.splitlines()
    where = Path("question_banks/bank.yaml")
    assert any(line.startswith(f"{where}:15:") and "main_argument" in line for line in lines)
    assert any(line.startswith(f"{where}:") and "stm" in line for line in lines)
    assert lines[-1].endswith("problems in the bank. Nothing was printed.")
    assert printed_bytes(tmp_path) == before


def test_a_folder_that_cannot_be_written_to(tmp_path):
    """The message names it, and nothing is half-written."""
    (tmp_path / "worksheets").write_text("a file in the way")
    outcome = make(tmp_path)
    assert outcome.status in (1, 2)
    assert "worksheets" in outcome.err
    assert (tmp_path / "worksheets").read_text() == "a file in the way"


# Templates


def test_a_template_of_the_working_folder_goes_before_the_shipped_one(tmp_path):
    """A teacher changes one small file; the rest stays as shipped."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    (own / "foot.html").write_text(
        '<div class="foot">Room 12 {{ slot("page", "right") }}</div>'
    )
    outcome = make(tmp_path)
    assert all("Room 12" in text for text in page_texts(outcome.worksheets))
    assert "Lighthouse" in page_texts(outcome.worksheets)[0]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("<p>\n{% if %}</p>", 2, "Expected an expression"),
        ("<p>\n\n{{ pln.title }}</p>", 3, "'pln' is undefined"),
        ("{{ 1 // 0 }}", 1, "division"),
        ("{% extends 'gone.html' %}", None, "gone.html"),
        (
            "<p>\n{{ slot('versoin') }}",
            2,
            "no slot is called 'versoin'; there are class, code, draft",
        ),
        ("{{ slot('version', 'rigth') }}", 1, "not 'rigth'"),
    ],
)
def test_an_error_in_a_template_names_its_file_and_line(tmp_path, content, line, words):
    """The teacher's own template is the teacher's to mend."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    (own / "header.html").write_text(content)
    outcome = make(tmp_path)
    assert outcome.status == 1
    assert words in outcome.err
    if line:
        assert f"{Path('templates/worksheet/header.html')}:{line}: " in outcome.err
    assert not (tmp_path / "worksheets").exists()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("<p>\n{% for i in range(10**12) %}x{% endfor %}", 2),
        ("{% for i in range(10**6) %}{% for j in range(10**6) %}{% endfor %}{% endfor %}", 1),
        ("<p>\n{% include 'header.html' %}", 2),
        ("{% macro again() %}\n{{ again() }}{% endmacro %}{{ again() }}", 2),
        ("{{ 'x' * 10**7 }}", None),
    ],
)
def test_a_template_that_never_ends_is_stopped(tmp_path, content, line):
    """A slip in a loop does not hold the teacher up, and the message says where it is."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    (own / "header.html").write_text(content)
    outcome = make(tmp_path)
    assert outcome.status == 1
    assert "the template does not end" in outcome.err
    place = f"{Path('templates/worksheet/header.html')}:{line}: "
    assert (place if line else "header.html: ") in outcome.err
    assert not (tmp_path / "worksheets").exists()


def test_a_template_may_use_ids_of_its_own(tmp_path):
    """They have nothing to do with quizgen's."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    (own / "header.html").write_text('<h1 id="foo|bar"><b id="header">Room 12</b></h1>')
    outcome = make(tmp_path, "--count", "1")
    assert outcome.status == 0, outcome.err
    assert "Room 12" in page_texts(outcome.worksheets)[0]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("</section>boo", "</section> closes nothing"),
        ("<!-- a comment without an end", "the tag <!-- a comment without an end has no end"),
        (
            "<style>section { display: none !important }</style>",
            "must be closed in the file in which it is opened, and none may be hidden",
        ),
    ],
)
def test_a_template_that_upsets_the_others_is_an_error(tmp_path, content, problem):
    """The message says what to look for; there is no traceback."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    (own / "header.html").write_text(content)
    outcome = make(tmp_path)
    assert outcome.status == 1
    assert problem in outcome.err
    assert str(Path("templates/worksheet/header.html")) in outcome.err


@pytest.mark.parametrize(
    ("option", "text"), [("--seed", " "), ("--title", ""), ("--title", "a\x01")]
)
def test_a_seed_or_title_that_cannot_be_printed(tmp_path, option, text):
    """It is refused by its name before anything is read."""
    outcome = make(tmp_path, option, text)
    assert outcome.status == 1
    assert option[2:] in outcome.err
    assert not (tmp_path / "worksheets").exists()


@pytest.mark.layout_warnings
def test_a_slip_in_the_style_sheet_is_a_warning(tmp_path):
    """The papers are printed, and the teacher hears what was passed over."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    (own / "style.css").write_text("p {}\n.stem { colour: red }")
    outcome = make(tmp_path, "--count", "2")
    assert outcome.status == 0
    assert (
        f"{Path('templates/worksheet/style.css')}: Ignored `colour: red ` at 2:9" in outcome.err
    )


def test_a_style_sheet_adds_to_the_shipped_one(tmp_path):
    """It need hold only what is otherwise, so it goes on working when the rest changes."""
    own = tmp_path / "changed/templates/worksheet"
    own.mkdir(parents=True)
    (own / "style.css").write_text(".article { display: none }")
    outcome = make(tmp_path / "changed", "--count", "2", "--seed", "x")
    plain = tmp_path / "plain"
    plain.mkdir()
    before = words_of(make(plain, "--count", "2", "--seed", "x").worksheets)
    after = words_of(outcome.worksheets)
    gone = {word for *_, word in before} - {word for *_, word in after}
    assert "Article:" in gone
    assert [word[1] for word in before if word[-1] == "A"] == [
        word[1] for word in after if word[-1] == "A"
    ]


def test_a_picture_lies_in_any_folder_of_the_look(tmp_path):
    """A logo beside the template that shows it is found, without a style sheet there."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    Image.new("L", (9, 9)).save(own / "logo one.png")
    (own / "header.html").write_text('<img src="logo one.png" alt="Harbour School">')
    outcome = make(tmp_path, "--count", "1")
    assert outcome.err == ""
    assert b"/Subtype/Image" in outcome.worksheets.read_bytes().replace(b" ", b"")


@pytest.mark.layout_warnings
def test_a_style_sheet_reads_nothing_outside_its_folder(tmp_path):
    """Neither the network nor another file is reached, and a warning says so."""
    own = tmp_path / "templates/worksheet"
    own.mkdir(parents=True)
    (tmp_path / "secret.css").write_text(".stem { display: none }")
    imports = "@import '../../secret.css'; @import 'http://localhost:9/x.css';"
    (own / "style.css").write_text(imports)
    outcome = make(tmp_path, "--count", "1", "--include", "museum")
    assert outcome.status == 0
    assert "What does the museum" in page_texts(outcome.worksheets)[0]
    assert "secret.css" in outcome.err
    assert "localhost" in outcome.err


@pytest.mark.parametrize("command", ["make", "check", "show"])
def test_a_message_names_the_command_that_was_typed(tmp_path, command):
    """What it says to type can be typed."""
    (tmp_path / "question_banks").mkdir()
    outcome = quizgen(tmp_path, command)

    assert outcome.status == (2 if command == "check" else 1)
    assert f"name one: quizgen {command} path/to/bank.yaml" in outcome.err


@pytest.mark.parametrize("command", ["make", "show"])
def test_several_banks_are_listed_as_the_command_names_them(tmp_path, command):
    """Only a check looks at all of them."""
    (tmp_path / "question_banks").mkdir()
    for name in ("one", "two"):
        (tmp_path / "question_banks" / f"{name}.yaml").write_text(LIGHTHOUSE, "utf-8")

    assert f"\n  quizgen {command} two" in quizgen(tmp_path, command).err
