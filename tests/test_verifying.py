"""Papers are read back: a wrong one never replaces a good one, and no good one is refused."""

import pytest
from everything import plan_of_everything, printed
from hypothesis import HealthCheck, given, settings
from running import EVERY_COUNT, EVERY_KIND, LIGHTHOUSE, quizgen
from strategies import banks, seeds

from quizgen.bank.model import Bank
from quizgen.base.errors import QuizgenError
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.plan.rows import Rows
from quizgen.printing import lay_out as printing
from quizgen.printing.pdf.fields import filled
from quizgen.printing.pdf.imposition import sides
from quizgen.printing.pdf.read_back import ALWAYS_UP_TO, folded, verify_worksheets

SIGNS = """
article: {title: T, author: A, paragraphs: 3}
questions:
  - {id: q1, skill: evidence, stem: Which?, answer: "+", distractors: ["-", "*", "/"]}
"""


def other_plan(plan, change):
    """Return a plan whose versions are changed: what another run would have decided."""
    return plan.model_copy(update={"rows": Rows(change(row) for row in plan.rows)})


def turned(row):
    """Return a version's row with another form of its first question that has several."""
    return (
        row.replace("main-claim:0", "main-claim:x")
        .replace("main-claim:1", "main-claim:0")
        .replace("main-claim:x", "main-claim:1")
    )


@pytest.fixture(scope="module")
def plan():
    plan = plan_of_everything(versions=3)
    assert len(plan.forms["main-claim"]) > 1
    return plan


@pytest.fixture(scope="module")
def worksheets(plan, tmp_path_factory):
    return printed(plan, tmp_path_factory.mktemp("printed"))["worksheets"]


def test_papers_are_read_back(plan, worksheets):
    """Every list whose order was drawn is found on every paper, and stands as planned."""
    found = verify_worksheets([worksheets], plan)
    lists = sum(
        options.movable > 1
        for question in plan.questions.values()
        for options in question.lists
    )
    assert found.papers == 3
    assert found.lists == 3 * lists
    assert found.unread == []


# What is caught


def test_another_order_of_options_is_caught(plan, worksheets):
    """The message names version, question, option and both letters."""
    with pytest.raises(QuizgenError) as refusal:
        verify_worksheets([worksheets], other_plan(plan, turned))
    said = str(refusal.value)
    assert said.startswith("The papers are not printed as planned: on version ")
    assert "(main-claim), '" in said
    assert "has the letter " in said
    assert "Nothing was written; the old files stay as they were." in said


@pytest.mark.parametrize(
    "name", ["keepers-work", "lonelier", "kinds-of-evidence", "steps", "summary", "claims"]
)
def test_every_list_of_options_is_looked_at(plan, worksheets, name):
    """Of whatever kind of question: swap two texts in the plan, and it is found."""

    def swapped(texts):
        return texts[1], texts[0], *texts[2:]

    def changed(form):
        if not form.parts:
            return form.model_copy(update={"options": swapped(form.options)})
        first, second = form.parts
        second = second.model_copy(update={"options": swapped(second.options)})
        return form.model_copy(update={"parts": (first, second)})

    forms = map(changed, plan.forms[name])
    other = plan.model_copy(update={"forms": {**plan.forms, name: tuple(forms)}})
    with pytest.raises(QuizgenError, match=rf"\({name}\)"):
        verify_worksheets([worksheets], other)


def test_a_paper_with_a_foreign_code_is_caught(plan, worksheets, monkeypatch):
    """As when sheets were mixed up."""
    with pytest.raises(QuizgenError, match="is not among them"):
        verify_worksheets(
            [worksheets],
            plan.model_copy(update={"rows": Rows([*plan.rows, f"D{plan.rows[0][1:]}"])}),
        )


def test_a_run_that_prints_something_else_leaves_the_old_files(tmp_path, monkeypatch):
    """Whatever goes wrong between the plan and the page."""
    arguments = ["make", "--versions", "2", "--seed", "s"]
    before = quizgen(tmp_path, *arguments, bank=LIGHTHOUSE)
    assert before.status == 0, before.err
    held = {path: path.read_bytes() for path in (tmp_path / "worksheets").iterdir()}
    real = printing.make_blocks
    monkeypatch.setattr(
        printing,
        "make_blocks",
        lambda plan, *others, **wanted: real(other_plan(plan, turned), *others, **wanted),
    )
    after = quizgen(tmp_path, *arguments)
    assert after.status == 1
    assert after.err.startswith("Error: The papers are not printed as planned: ")
    assert {path: path.read_bytes() for path in (tmp_path / "worksheets").iterdir()} == held


@pytest.mark.parametrize("options", [[], ["--duplex"]], ids=" ".join)
def test_papers_that_share_a_sheet_are_caught_too(tmp_path, monkeypatch, options):
    """Each half is read by itself."""
    real = printing.make_blocks
    monkeypatch.setattr(
        printing,
        "make_blocks",
        lambda plan, *others, **wanted: real(other_plan(plan, turned), *others, **wanted),
    )
    wishes = ["--n-up", "2", "--versions", "2", "--seed", "s", *options]
    outcome = quizgen(tmp_path, "make", *wishes, bank=LIGHTHOUSE)
    assert outcome.status == 1
    assert outcome.err.startswith("Error: The papers are not printed as planned: on version ")


def test_a_back_that_belongs_to_the_other_paper_is_caught(tmp_path, monkeypatch):
    """As when left and right do not change places where a sheet is turned over."""
    for module in ("press", "measure"):
        monkeypatch.setattr(
            f"quizgen.printing.pdf.{module}.sides",
            lambda pages, **_: sides(pages, duplex=False),
        )
    wishes = ["--n-up", "2", "--duplex", "--versions", "2", "--count", "14"]
    outcome = quizgen(tmp_path, "make", *wishes, bank=EVERY_KIND)
    assert outcome.status == 1
    assert "hold one paper with the codes " in outcome.err


def test_shared_and_whole_sheets_of_a_class_are_read(tmp_path):
    """Two papers on one sheet, one that shares with none, and one that never does."""
    (tmp_path / "class.csv").write_text("name,large print\nAda,\nBo,yes\nCy,\nDi,\n")
    wishes = ["--n-up", "2", "--roster", "class.csv", "--verify", "--count", "14"]
    outcome = quizgen(tmp_path, "make", *wishes, bank=EVERY_KIND)
    assert outcome.status == 0, outcome.err
    assert "4 papers with 32 lists of options, as planned" in " ".join(outcome.out.split())


# No false alarm


def verified(bank, seed, folder, language="en"):
    """Print a bank's plan and read it back."""
    plan = make_plan(
        bank, Request(seed=seed, versions=2), file="x.yaml", sha256="0"
    ).model_copy(update={"language": language})
    return verify_worksheets([printed_of(plan, folder)], plan)


def printed_of(plan, folder):
    from quizgen.printing.html.template_folders import template_folders
    from quizgen.printing.make import PrintOptions, print_plan

    result = print_plan(
        plan, "x", folder, template_folders(folder), lambda *_: None, PrintOptions(verify=True)
    )
    return result.files[0].path


@pytest.mark.layout_warnings
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(banks(), seeds)
def test_no_good_paper_of_any_bank_is_refused(tmp_path, bank, seed):
    """Signs, markup, combining accents, texts within texts: what is printed is as planned."""
    assert verified(bank, seed, tmp_path).papers == 2


@pytest.mark.layout_warnings
@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_an_answer_of_a_sign_or_two_is_no_part_of_another(tmp_path, seed):
    """The key's 9 is not the one within 9<9, which has another letter beside it."""
    pairs = [{"left": "<<", "right": "9<9"}, {"left": "#9", "right": "-*"}]
    question = {"id": "q", "type": "matching", "skill": "evidence", "stem": "Match."}
    article = {"title": "T", "author": "A", "paragraphs": 3}
    questions = [question | {"pairs": pairs}]
    bank = Bank.model_validate({"article": article, "questions": questions})

    assert verified(bank, seed, tmp_path).papers == 2


HARD = {
    "ligatures and hyphens": ["office flow", "a co-op's effort", "waffle–iron", "ﬁn"],
    "texts within texts": ["safer", "safer and lonelier", "lonelier", "and lonelier still"],
    "letters": ["A", "B", "C", "D"],
    "letters in disorder": ["B", "A", "D", "C"],
    "letters in sentences": ["A lamp", "I lit a lamp", "a C or a D", "B"],
    "markup": ["*one* way", "**one** other way", r"one \* third", "_no_ way"],
    "numbers": ["1", "11", "111", "1,111"],
    "signs": ["+", "−", "×", "÷"],
    "signs beside words": ["It rose!", "It rose?", "It fell.", "It fell…"],
    "accents": ["cafe", "café", "naïve", "nai\u0308ve x"],
    "long": [f"{word} " + "many words that go on and on over the line's end " * 4
             for word in ("First", "Second", "Third", "Fourth")],
    "long with one beginning": ["many words that go on and on over the line's end " * 4 + word
                                for word in ("one", "two", "three", "four")],
    "lists": ["a:\n\n- b\n- c", "> d\n> e", "f", "g"],
    "chinese": ["灯塔", "灯", "塔上的灯", "海"],
    "arabic": ["منارة", "البحر لا ينام", "سفينة", "الحارس"],
    "hebrew": ["מגדלור", "הים", "ספינה", "שומר"],
}  # fmt: skip


@pytest.mark.layout_warnings
@pytest.mark.parametrize("language", ["en", "ja", "he"])
@pytest.mark.parametrize("case", HARD)
def test_no_good_paper_is_refused(tmp_path, case, language):
    """Whatever the options look like, and however they run."""
    answer, *others = HARD[case]
    question = {"id": "q", "skill": "evidence", "stem": "Which, and why?", "answer": answer}
    question |= {"distractors": [{"text": text} for text in others]}
    article = {"title": "T", "author": "A", "paragraphs": 3}
    bank = Bank.model_validate({"article": article, "questions": [question]})
    found = verified(bank, "s", tmp_path, language)
    assert found.papers == 2
    readable = case not in ("signs", "signs beside words", "accents", "arabic", "hebrew")
    if readable and language == "en":
        assert found.unread == []


@pytest.mark.layout_warnings
@pytest.mark.parametrize(
    "style",
    [
        ".options { columns: 2 }",
        ".options { list-style: none }",
        ".options { text-transform: uppercase }",
        ".options { display: flex; flex-direction: row-reverse; flex-wrap: wrap }",
        ".options li { float: right; width: 40% }",
        ".options { display: none }",
        ".word-bank { columns: 3 } .foot { display: none }",
    ],
)
def test_no_look_is_refused(tmp_path, style):
    """A style sheet may set options side by side, without letters, or backwards."""
    own = tmp_path / "templates" / "worksheet"
    own.mkdir(parents=True)
    (own / "style.css").write_text(style)
    outcome = quizgen(
        tmp_path, "make", "--count", EVERY_COUNT, "--versions", "2", "--verify", bank=EVERY_KIND
    )
    assert outcome.status == 0, outcome.err
    assert "Read back" in outcome.out


@pytest.mark.parametrize(
    "wishes",
    [
        ["--columns", "2"],
        ["--large-print"],
        ["--paper", "a5"],
        ["--duplex"],
        ["--n-up", "2", "--paper", "letter"],
        ["--n-up", "2", "--duplex"],
        ["--answer-column"],
        ["--answer-sheet", "--duplex"],
        ["--look", "compact"],
        ["--look", "exam"],
    ],
    ids=" ".join,
)
def test_no_layout_is_refused(tmp_path, wishes):
    """However the page is set."""
    outcome = quizgen(
        tmp_path,
        "make",
        "--count",
        "14",
        "--versions",
        "2",
        "--verify",
        *wishes,
        bank=EVERY_KIND,
    )
    assert outcome.status == 0, outcome.err
    assert "2 papers with 16 lists of options, as planned" in " ".join(outcome.out.split())


# What is said


def test_a_page_without_its_code_ends_the_run(tmp_path, monkeypatch):
    """A sheet that nobody can find the key of is never written."""
    monkeypatch.setattr(
        "quizgen.printing.pdf.shared_streams.filled",
        lambda slot, text: b"" if slot.name == "code" else filled(slot, text),
    )
    outcome = quizgen(tmp_path, "make", "--versions", "2", bank=LIGHTHOUSE)
    assert outcome.status == 1
    assert "page 1 does not show its code. Nothing was written" in outcome.err
    assert not (tmp_path / "worksheets").exists()


def test_a_look_without_a_code_is_warned_of_once(tmp_path):
    """It is the teacher's own, so it prints."""
    own = tmp_path / "templates" / "worksheet"
    own.mkdir(parents=True)
    (own / "foot.html").write_text("<div>{{ slot('page') }}</div>")
    outcome = quizgen(tmp_path, "make", "--versions", "3", bank=LIGHTHOUSE)
    assert outcome.status == 0, outcome.err
    assert outcome.err.count("worksheets show none") == 1


def test_few_papers_are_always_read_back(tmp_path, monkeypatch):
    """More only where that is wished, which the summary then says."""
    read = []
    real = verify_worksheets

    def counted(path, plan, told, **wanted):
        read.append(len(plan.versions))
        return real(path, plan, told, **wanted)

    monkeypatch.setattr("quizgen.printing.read_back_run.verify_worksheets", counted)
    few, many = str(ALWAYS_UP_TO), str(ALWAYS_UP_TO + 1)
    silent = quizgen(tmp_path, "make", "--count", "2", "--versions", few, bank=LIGHTHOUSE)
    quizgen(tmp_path, "make", "--count", "2", "--versions", many)
    assert read == [ALWAYS_UP_TO]
    assert "Read back" not in silent.out
    said = quizgen(tmp_path, "make", "--count", "2", "--versions", many, "--verify")
    assert read == [ALWAYS_UP_TO, ALWAYS_UP_TO + 1]
    assert f"Read back   {many} papers with " in said.out


def test_what_cannot_be_compared_is_said(tmp_path):
    """With the version, the question and the reason; it is no error."""
    outcome = quizgen(tmp_path, "make", "--verify", "--count", "1", bank=SIGNS)
    assert outcome.status == 0
    said = " ".join(outcome.out.split())
    assert "Read back 1 paper with 0 lists of options, as planned" in said
    assert (
        "Not read version A, question 1 (q1): some of its options differ in signs only" in said
    )


def test_words_are_compared_by_letters_and_digits():
    """Neither case nor accents nor signs nor hyphens at a line's end count."""
    assert folded("Co-\nOp: “Ça va?”") == folded("coop cava") == "coopcava"
    assert folded("1,5 ½ x²") == "1512x2"
    assert folded("灯塔！") == "灯塔"
    assert folded("+ − …") == ""
