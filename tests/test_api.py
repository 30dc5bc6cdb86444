"""The API below the command line: every step of a run, without a terminal."""

import inspect
import subprocess
import sys
from contextlib import chdir
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from reading import page_texts
from running import BANKS, LIGHTHOUSE, quizgen
from test_docs import DOCS, codes, fences, table

from quizgen.app import api
from quizgen.app.cli.make import make
from quizgen.app.cli.make_options import (
    Asked,
    MakeOptions,
    Output,
    PageSettings,
    Texts,
    Versions,
)
from quizgen.base.errors import BankError, QuizgenError

ROSTER = "name,id,seat\nAnn,1,A1\nBen,2,A2\n"


@pytest.fixture
def bank(tmp_path):
    path = tmp_path / "question_banks" / "bank.yaml"
    path.parent.mkdir()
    path.write_text(LIGHTHOUSE, "utf-8")
    return path


def planned(bank, **wishes):
    request = api.Request(seed="spring", count=4, **wishes)
    return api.plan_run(bank, request, here=bank.parents[1]).plan


def read(content: bytes, folder: Path) -> list[str]:
    """Return the text of each page of a PDF."""
    path = folder / "read.pdf"
    path.write_bytes(content)
    return page_texts(path)


def test_a_bank_is_loaded_or_all_its_problems_are_raised(bank):
    """load_bank returns a bank; a broken one raises its problems as data."""
    assert len(api.load_bank(bank).bank.questions) == 9

    bank.write_text(LIGHTHOUSE.replace("stem:", "stm:"), "utf-8")

    with pytest.raises(BankError) as caught:
        api.load_bank(bank)
    assert len(caught.value.problems) >= 9


def test_a_check_returns_problems_and_advice(bank):
    """A finding has its place, its severity and its rule; a broken bank raises nothing."""
    advice = api.check_bank(bank).findings
    assert {finding.severity for finding in advice} == {"advice"}
    rule = advice[0].rule
    selected, others = (api.check_bank(bank, **{how: [rule]}) for how in ("select", "ignore"))
    assert {finding.rule for finding in selected.findings} == {rule}
    assert rule not in {finding.rule for finding in others.findings}

    bank.write_text(LIGHTHOUSE.replace("stem: Which word", "stm: Which word"), "utf-8")

    assert {finding.severity for finding in api.check_bank(bank).findings} == {"error"}
    with pytest.raises(QuizgenError, match="nonsense"):
        api.check_bank(bank, select=["nonsense"])


def test_files_are_those_of_the_command(bank, tmp_path):
    """The API and the command line write the same bytes, and bytes are those of files."""
    plan = planned(bank, versions=2)
    outcome = quizgen(tmp_path, "make", "--seed", "spring", "--count", "4", "--versions", "2")
    expected = {path.name: path.read_bytes() for path in outcome.worksheets.parent.iterdir()}

    printed = api.print_files(plan, tmp_path / "out", here=tmp_path)
    in_memory = api.print_bytes(plan, here=tmp_path)

    assert {file.path.name: file.path.read_bytes() for file in printed.files} == expected
    assert in_memory.files == expected


@pytest.mark.parametrize("split", ["folder", "zip"])
def test_everything_that_can_be_written_is_there_as_bytes(bank, tmp_path, split):
    """Screens, seats, sign-off list and single worksheets come in memory; no file is made."""
    roster = tmp_path / "class.csv"
    roster.write_text(ROSTER, "utf-8")
    request, students = api.Request(seed="x", count=3), api.ClassRequest(roster)
    plan = api.plan_run(bank, request, students=students, here=tmp_path).plan
    before = sorted(tmp_path.rglob("*"))

    wanted = api.PrintRequest(html=True, seating=True, split=split, verify=True)
    files = api.print_bytes(plan, wanted, here=tmp_path).files

    own = {"bank-worksheets/Ann.pdf", "bank-worksheets/Ben.pdf"}
    assert set(files) == {
        *(own if split == "folder" else {"bank-worksheets.zip"}),
        *("bank-answer-keys.pdf", "bank-sign-off.pdf", "bank-seating.pdf", "bank-plan.json"),
        *("bank-worksheet-Ann.html", "bank-worksheet-Ben.html"),
    }
    if split == "zip":
        names = ZipFile(BytesIO(files["bank-worksheets.zip"])).namelist()
        assert names == ["Ann.pdf", "Ben.pdf"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_separate_passage_is_a_document_of_its_own(tmp_path):
    """The article's PDF is among the bytes, and can be composed alone."""
    bank = tmp_path / "bank.yaml"
    bank.write_text((BANKS / "lighthouse.yaml").read_text("utf-8"), "utf-8")
    text = "\n\n".join(f"It burns, night {n}." for n in range(1, 10))
    bank.with_suffix(".txt").write_text(text, "utf-8")
    passage = api.PassageRequest(where="separate", draft=True)
    plan = api.plan_run(bank, api.Request(count=2), passage=passage, here=tmp_path).plan

    files = api.print_bytes(plan, here=tmp_path).files
    alone = api.compose(api.lay_out(plan, here=tmp_path), "passage")

    assert "night 9" in " ".join(read(alone, tmp_path))
    assert files["bank-passage.pdf"] == alone


def test_a_plan_goes_out_and_comes_back(bank, tmp_path):
    """A plan read from its bytes or its file is the same plan."""
    plan = planned(bank)
    path = tmp_path / "plan.json"
    path.write_bytes(api.plan_bytes(plan))

    assert api.read_plan(api.plan_bytes(plan)) == plan
    assert api.read_plan(path) == plan
    with pytest.raises(QuizgenError, match="the plan"):
        api.read_plan(b"{}")


def test_single_sheets_are_composed_from_one_layout(bank, tmp_path):
    """A sheet by itself has its version's code on every page, and the pile has all of them."""
    plan = planned(bank, versions=3)
    laid_out = api.lay_out(plan, here=tmp_path)

    for number, version in enumerate(plan.versions):
        pages = read(api.compose(laid_out, sheet=number), tmp_path)
        assert pages
        assert all(version.code in page for page in pages)
    whole = api.compose(laid_out)
    assert whole == api.print_bytes(plan, here=tmp_path).files["bank-worksheets.pdf"]


def test_a_code_leads_to_its_key(bank, tmp_path):
    """The sheet is found in worksheets/, with its answers."""
    plan = planned(bank, versions=2)
    api.print_files(plan, tmp_path / "worksheets", here=tmp_path)

    found = api.key_of(plan.versions[1].code, here=tmp_path)

    assert found.version == plan.versions[1]
    with pytest.raises(QuizgenError):
        api.key_of("AAAA-A-A", here=tmp_path)


def test_the_page_about_it_works_and_is_complete(bank, capsys):
    """Its examples run in turn, and its table has every function."""
    bank.rename(bank.with_name("lighthouse.yaml"))
    names: dict[str, object] = {}
    with chdir(bank.parents[1]):
        for example in fences(DOCS / "api.md", "python"):
            exec(example, names)

    out = capsys.readouterr().out
    assert "lighthouse-worksheets.pdf" in out
    assert bytes(names["pdf"]).startswith(b"%PDF")
    functions = {name for name in api.__all__ if inspect.isfunction(getattr(api, name))}
    listed = [codes(row[0])[0].partition("(")[0] for row in table(DOCS / "api.md", "Function")]
    assert sorted(listed) == sorted(functions)
    assert all(getattr(api, name).__doc__ for name in api.__all__)


def test_it_needs_no_click_and_prints_nothing(bank, tmp_path):
    """A whole run in a process of its own loads no command line and leaves no output."""
    script = f"""
import sys
from pathlib import Path
from quizgen.app import api
assert not {{"pydantic", "weasyprint", "click"}} & set(sys.modules)
here = Path({str(tmp_path)!r})
prepared = api.plan_run(Path({str(bank)!r}), api.Request(count=2), here=here)
assert api.print_bytes(prepared.plan, here=here).files
assert "click" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_an_unknown_name_is_an_attribute_error():
    """Names that load late hide no misspelling."""
    with pytest.raises(AttributeError, match="nonsense"):
        _ = api.nonsense


# What the command line makes of its options


def test_every_option_of_make_is_in_one_record():
    """No option is read twice or forgotten between click and the requests."""
    records = (Asked, Versions, PageSettings, Texts, Output)
    names = [field.name for record in records for field in fields(record)]
    names += ["bank", "plan_file", "show_settings"]

    assert sorted(names) == sorted(str(param.name) for param in make.params)


def test_options_are_read_and_never_changed():
    """The records are frozen, and leave what click has read as it was."""
    params = make.make_context("make", ["--count", "3", "--keep-order", "--zip"]).params
    before = dict(params)

    options = MakeOptions.of(params)

    assert params == before
    request = options.request()
    assert (request.count, request.order) == (3, "bank")
    assert options.output.print_request(2).split == "zip"
    with pytest.raises(AttributeError):
        options.bank = "other"
