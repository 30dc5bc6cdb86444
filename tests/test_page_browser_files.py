"""Import, export and grading in a real browser: what a teacher does there without a mouse."""

import json
import re
from pathlib import Path

import page_browser
import pytest
from page_browser import look
from running import lighthouse_in, quizgen

pytest.importorskip("cv2", reason="the libraries for scans are not there: quizgen[grade]")

from scanning import handed_in, save_pdf
from test_page_browser import AXE

from quizgen.plan.read import load_plan

pytestmark = pytest.mark.skipif(bool(page_browser.MISSING), reason=str(page_browser.MISSING))

QUESTIONS = Path(__file__).parents[1] / "docs" / "pictures" / "questions.xml"
ROSTER = "name,id,class\nAnn Adams,1,4b\nBen Ito,2,4b\n"
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def browser():
    with page_browser.chromium() as browser:
        yield browser


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a bank, and a run of it with answer sheets for a class of two."""
    lighthouse_in(tmp_path)
    (tmp_path / "class.csv").write_text(ROSTER, "utf-8")
    words = "make --count 4 --versions 2 --answer-sheet --roster class.csv --seed x"
    outcome = quizgen(tmp_path, *words.split())
    assert outcome.status == 0, outcome.err
    return tmp_path


@pytest.fixture
def plan(folder):
    return load_plan(folder / "worksheets" / "lighthouse-plan.json")


@pytest.fixture
def server(folder):
    with page_browser.served(folder) as server:
        yield server


def go_to(page, text):
    """Press Tab until something that is called so has the focus; a mouse is never used."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(text):
            return
    raise AssertionError(f"no key leads to {text!r}")


def test_a_pile_is_graded_by_keyboard(browser, server, folder, plan, tmp_path):
    """Upload, grade, decide what is open, grade again: the decisions lie in the folder."""
    papers = [(student.version, place) for place, student in enumerate(plan.students)]
    save_pdf(handed_in(plan, papers, 3, odd=0.4).pages, tmp_path / "scan.pdf")
    page = look(browser, server, f"/grade/{plan.code}/")
    page.locator("#scans").set_input_files(tmp_path / "scan.pdf")  # what the dialog gives
    page.wait_for_selector(".papers")
    go_to(page, "Grade")
    while page.evaluate("document.activeElement.id") != "start":
        go_to(page, "Grade")
    page.keyboard.press("Enter")
    page.wait_for_selector("#outcome:focus")
    go_to(page, "Decide")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready]")
    open_rows = page.locator('[data-asked][data-kind="one"]').count()
    assert open_rows
    page.keyboard.press("ArrowDown")
    for _ in range(page.locator(".item").count()):
        if page.evaluate("document.activeElement.dataset.asked"):
            may_be_nothing = page.locator(".item:focus [data-label='-']").count()
            page.keyboard.press("-" if may_be_nothing else "0")
        else:
            page.keyboard.press("ArrowDown")
    page.wait_for_selector("#saved:text-is('Saved')")

    own = folder / "results" / plan.code
    decided = json.loads((own / "decisions.json").read_bytes())["decisions"]
    assert len(decided) >= open_rows
    page.reload()
    page.wait_for_selector(".item[data-state='done']")
    page.get_by_role("link", name="Grade again").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#grade")
    page.locator("#start").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#outcome:focus")
    assert page.get_by_text("2 graded, 0 waiting").count()
    assert page.locator(".results tbody tr").count() == 2
    assert page.complaints == []


def test_questions_are_imported_and_a_bank_exported(browser, server, folder):
    """What is lost is read before the bank is written; the next key opens it."""
    page = look(browser, server, "/import")
    page.locator("input[type=file]").set_input_files(QUESTIONS)
    page.get_by_role("button", name="Look at them").press("Enter")
    page.wait_for_selector("#report-title:focus")
    assert page.locator(".what li").count() == 2
    assert not (folder / "question_banks" / "questions.yaml").exists()
    go_to(page, "Write the bank")
    page.keyboard.press("Enter")
    page.wait_for_selector("#open:focus")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/bank/questions.yaml"))

    page = look(browser, server, "/bank/lighthouse.yaml/export")
    page.locator("select[name=form]").select_option("gift")
    assert page.locator("select[name=passage] option[value=repeat]").is_enabled()
    page.get_by_label("Drawn as for paper").check()
    page.locator("[name=versions]").fill("0")
    page.get_by_role("button", name="Export").press("Enter")
    page.wait_for_selector("#said-versions")
    page.locator("[name=versions]").fill("1")
    page.get_by_role("button", name="Export").press("Enter")
    page.wait_for_selector("#files a:focus")
    with page.expect_download() as saving:
        page.keyboard.press("Enter")
    assert "::" in Path(saving.value.path()).read_text("utf-8")
    assert page.complaints == []


@pytest.mark.parametrize(("colours", "width"), [("light", 1280), ("dark", 320)])
@pytest.mark.parametrize(
    "address",
    ["/import", "/bank/lighthouse.yaml/export", "/grade", "/grade/{}/", "/runs/{}/export"],
)
@pytest.mark.nightly
def test_no_serious_barrier(browser, server, folder, plan, address, colours, width):
    """What axe-core finds, and nothing to scroll sideways on a phone."""
    settings = {"color_scheme": colours, "width": width, "bypass_csp": True}
    page = look(browser, server, address.format(plan.code), **settings)
    if address == "/grade/{}/":
        assert quizgen(folder, "mark").status == 0
        page.locator("summary", has_text="Type the marks").click()
        page.locator("#table").set_input_files(folder / "marks.csv")
        page.wait_for_selector(".papers")
        page.locator("#start").click()
        page.wait_for_selector("#outcome:focus")
    for summary in page.locator("summary:visible").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if not AXE.is_file():
        pytest.skip("axe-core is not there: make page")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then((result) => result.violations)")
    grave = [
        (each["id"], [node["html"][:200] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []
