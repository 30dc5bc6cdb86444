"""The teachers' page in a real browser: typing, saving, and what happens when things break."""

import random
import re
import runpy
from pathlib import Path

import page_browser
import pytest
from page_browser import look
from running import LIGHTHOUSE, lighthouse_in

pytestmark = pytest.mark.skipif(bool(page_browser.MISSING), reason=str(page_browser.MISSING))

if not page_browser.MISSING:
    from quizgen.app.web import pages
    from quizgen.plan.read import load_plan

ROOT = Path(__file__).parents[1]
AXE = pages.HERE / "editor" / "node_modules" / "axe-core" / "axe.min.js"
BANK = "/bank/lighthouse.yaml"
VIEWS = {BANK: ()} | dict.fromkeys(
    ("/", f"{BANK}/print", "/runs", "/begin"), (pytest.mark.nightly,)
)
needs_editor = pytest.mark.skipif(
    not page_browser.MISSING and not pages.EDITOR.is_file(),
    reason="the page's editor was not built: make page",
)


@pytest.fixture(scope="module")
def browser():
    with page_browser.chromium() as browser:
        yield browser


@pytest.fixture
def path(tmp_path):
    return lighthouse_in(tmp_path)


@pytest.fixture
def server(path):
    with page_browser.served(path.parents[1]) as server:
        yield server


def writing(browser, server, **settings):
    """Return the page of the bank when it is ready and was checked once."""
    page = look(browser, server, BANK, **settings)
    page.wait_for_selector("#write[data-ready]")
    page.wait_for_selector("#findings li")
    return page


def wait_saved(page):
    page.wait_for_selector("#saved:text-is('Saved')")


def go_to(page, words):
    """Put the cursor behind words of the text."""
    page.locator(".cm-line", has_text=words).first.click()
    page.keyboard.press("End")


@needs_editor
def test_a_slip_is_underlined_while_typing_and_gone_when_mended(browser, server, path):
    """With the words of `quizgen check`; next and previous go there; both texts are saved."""
    page = writing(browser, server)
    go_to(page, "author: A. N. Author")
    page.keyboard.press("Enter")
    page.keyboard.type("autor: x")

    page.wait_for_selector(".cm-lintRange-error")
    wait_saved(page)
    said = page.locator(".finding.error .said").all_inner_texts()
    assert [text for text in said if "There is no key 'autor' here. Did you mean" in text]
    assert "  autor: x\n" in path.read_text("utf-8")
    page.keyboard.press("Control+Home")
    page.get_by_role("button", name="Next").click()
    assert page.evaluate("document.activeElement.closest('.cm-editor') !== null")

    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".cm-lintRange-error", state="detached")
    wait_saved(page)
    assert path.read_text("utf-8") == LIGHTHOUSE
    assert page.complaints == []


@needs_editor
@pytest.mark.nightly
def test_typing_at_a_persons_rhythm_loses_and_moves_no_letter(browser, server, path):
    """Findings come back between the keys all the while."""
    page = writing(browser, server)
    go_to(page, "instructions: Circle")
    typed = " Then write: why, and 'where' [here] #so"
    pauses = random.Random(7)
    for letter in typed:
        page.keyboard.type(letter)
        page.wait_for_timeout(pauses.choice((70, 70, 90, 120, 270)))

    wait_saved(page)

    first = "instructions: Circle the best answer."
    assert path.read_text("utf-8") == LIGHTHOUSE.replace(first, first + typed)
    assert page.complaints == []


@needs_editor
@pytest.mark.nightly
def test_a_file_that_changed_on_the_disk_is_shown_side_by_side(browser, server, path):
    """Nothing is overwritten unseen, and what is not chosen is kept."""
    page = writing(browser, server)
    theirs = LIGHTHOUSE.replace("Coast Review", "Harbour News")
    path.write_text(theirs, "utf-8")
    go_to(page, "title: Lighthouse reading check")
    page.keyboard.type(" II")
    page.wait_for_selector("#conflict[open]")
    assert path.read_text("utf-8") == theirs
    assert "  source: Harbour News" in page.locator("#theirs mark").all_inner_texts()
    assert "title: Lighthouse reading check II" in page.locator("#mine mark").all_inner_texts()

    page.get_by_role("button", name="Save my text").click()
    wait_saved(page)

    mine = LIGHTHOUSE.replace("Lighthouse reading check", "Lighthouse reading check II")
    assert path.read_text("utf-8") == mine
    kept = [each.read_text("utf-8") for each in (path.parent / ".quizgen").rglob("20*.yaml")]
    assert theirs in kept


@needs_editor
@pytest.mark.nightly
def test_text_that_was_being_written_comes_back_after_a_crash(browser, path):
    """The server is killed, the browser keeps the text and gives it back."""
    with page_browser.served(path.parents[1]) as first:
        page = writing(browser, first)
        port = first.port
    go_to(page, "title: Lighthouse reading check")
    page.keyboard.type(" that is safe")
    page.wait_for_selector("#saved:has-text('No connection')")
    assert "that is safe" not in path.read_text("utf-8")
    with page_browser.served(path.parents[1], port) as second:
        page.on("dialog", lambda dialog: dialog.accept())  # leave the page?
        page.goto(second.entrance.link())
        page.goto(f"http://127.0.0.1:{port}{BANK}")
        page.wait_for_selector("#rescue[open]")
        assert "that is safe" in page.locator("#draft mark").first.inner_text()
        page.get_by_role("button", name="Go on with this text").click()
        wait_saved(page)
    assert "title: Lighthouse reading check that is safe\n" in path.read_text("utf-8")


@needs_editor
@pytest.mark.nightly
def test_keys_are_offered(browser, server):
    """In a question those of its kind that it has not yet, with their meaning."""
    page = writing(browser, server)
    go_to(page, "stem: How many wrecks")
    page.keyboard.press("Enter")
    page.keyboard.type("diff")
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    assert page.locator(".cm-tooltip-autocomplete li").all_inner_texts() == ["difficulty"]
    page.wait_for_timeout(100)  # it takes no key in its first moment
    page.keyboard.press("Enter")
    assert page.locator(".cm-line", has_text=re.compile("^ +difficulty: $")).count() == 1


@needs_editor
@pytest.mark.nightly
def test_the_sheet_follows_the_text_and_leads_to_it(browser, server):
    """Its picture changes with a word; a click on a question goes to its lines and back."""
    page = writing(browser, server)
    page.wait_for_selector("#pages img")
    page.wait_for_selector("#sheet-state:has-text('Questions: 9. Points: 10.')")
    before = page.locator("#pages img").first.get_attribute("src")
    page.locator(".places [data-question=first-night]").click()
    active = page.locator(".cm-activeLine")
    assert "first-night" in active.inner_text()
    assert page.locator(".places .here").get_attribute("data-question") == "first-night"

    go_to(page, "stem: What does the keeper's log")
    page.keyboard.type(" Look.")
    page.wait_for_selector(f"#pages img:not([src='{before}'])")
    now = page.locator("#pages img").first
    assert now.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300

    go_to(page, "author: A. N. Author")
    page.keyboard.press("Enter")
    page.keyboard.type("autor: x")
    page.wait_for_selector("#pages.old")
    assert page.locator("#sheet-state").inner_text() == "The picture is of an earlier text."
    assert page.locator("#pages img").count() > 0
    assert page.complaints == []


@pytest.mark.nightly
def test_without_the_editor_a_plain_text_area_works(browser, server, path, monkeypatch):
    """Findings are listed, and text is saved."""
    monkeypatch.setattr(pages, "EDITOR", Path("nowhere"))
    page = writing(browser, server)
    page.locator("textarea").fill(LIGHTHOUSE.replace("author: A.", "autor: A."))
    page.wait_for_selector(".finding.error")
    page.locator(".finding.error").first.click()
    line = page.evaluate(
        "document.activeElement.value"
        ".slice(0, document.activeElement.selectionStart).split('\\n').length"
    )
    assert LIGHTHOUSE.splitlines()[line - 1].startswith(("  author:", "article:"))
    wait_saved(page)
    assert "autor: A." in path.read_text("utf-8")
    assert page.complaints == []


@needs_editor
@pytest.mark.parametrize(
    ("address", "colours", "width"),
    [
        pytest.param(address, colours, width, marks=marks)
        for address, marks in VIEWS.items()
        for colours, width in (("light", 1280), ("dark", 320))
    ],
)
def test_no_serious_barrier(browser, server, address, colours, width):
    """What axe-core finds in what is ours, and nothing to scroll sideways on a phone."""
    settings = {"color_scheme": colours, "width": width, "bypass_csp": True}
    page = look(browser, server, address, **settings)
    if address == BANK:
        page.wait_for_selector("#findings li")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if not AXE.is_file():
        pytest.skip("axe-core is not there: make page")
    page.add_script_tag(path=AXE)
    ours = "{exclude: ['.cm-editor']}"
    found = page.evaluate(f"axe.run({ours}).then((result) => result.violations)")
    grave = [
        (each["id"], [node["html"][:200] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []


@pytest.mark.nightly
def test_two_versions_are_printed_by_keyboard(browser, server, path):
    """From the text by Ctrl+P to a form, to the files, to the key by a sheet's code."""
    page = writing(browser, server)
    page.keyboard.press("Control+p")
    page.wait_for_selector("#plan:has-text('Questions: 9. Points: 10.')")
    page.get_by_label("Versions", exact=True).focus()
    page.keyboard.type("2")
    page.get_by_label("Points").focus()
    page.keyboard.type("a")
    page.wait_for_selector(".at-field")
    assert page.get_by_label("Points").get_attribute("aria-describedby") == "said-points"
    page.keyboard.press("Backspace")
    page.wait_for_selector("#plan:has-text('Papers: 2.')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#result:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "result-title"
    names = page.locator("#files a[download]").all_inner_texts()
    assert "Download lighthouse-worksheets.pdf" in names
    plan = load_plan(path.parents[1] / "worksheets" / "lighthouse-plan.json")
    assert len(plan.versions) == 2

    page.get_by_role("link", name="All runs").click()
    page.get_by_label("The code at its foot").fill(str(plan.versions[1].code))
    page.keyboard.press("Enter")
    page.wait_for_selector(".key:has-text('version B')")
    page.go_back()
    page.wait_for_selector("h1:has-text('Runs')")
    assert page.complaints == []


@needs_editor
def test_the_main_job_from_an_article_to_a_pdf(browser, server, path):
    """Paste, correct, choose, write one's own words, print two versions with their key."""
    page = look(browser, server)
    page.get_by_role("link", name="Begin a bank").click()
    page.get_by_label("Paste its text").fill(ARTICLE)
    page.get_by_role("button", name="Read it").click()
    page.get_by_label("Whom the author works or speaks for").fill("Harbour Museum")
    for _ in range(page.locator("[name=example]:checked").count() - 1):
        page.locator("[name=example]:checked").last.uncheck()
    page.get_by_role("button", name="Write the bank").click()
    page.wait_for_selector("#write[data-ready]")
    page.wait_for_selector("#findings li")
    # Who begins a bank here need not know its text.
    page.wait_for_selector("#form-fields textarea")
    page.get_by_role("button", name="Text", exact=True).click()
    bank = path.parent / "the-lamp-that-stayed.yaml"
    text = bank.read_text("utf-8")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(OWN_QUOTE.sub("a lamp burned", text).replace("WRITE:", ""))
    wait_saved(page)
    page.get_by_role("link", name="Print").click()
    page.wait_for_selector("#plan:has-text('Papers: 1.')")
    page.get_by_label("Versions", exact=True).fill("2")
    page.wait_for_selector("#plan:has-text('Papers: 2.')")
    page.get_by_role("button", name="Print to PDF").click()
    page.wait_for_selector("#result:not([hidden])")
    made = {each.name for each in (path.parents[1] / "worksheets").iterdir()}
    stem = bank.stem
    assert made == {f"{stem}{end}" for end in MADE}
    # Chromium itself puts a style where all text is replaced at once; the policy forbids it.
    assert [said for said in page.complaints if "inline style" not in said] == []


OWN_QUOTE = re.compile(r"WRITE: up to six words[^\"\n}]*")
MADE = ("-worksheets.pdf", "-answer-keys.pdf", "-plan.json")
ARTICLE = """The Lamp That Stayed

By Ann Adams

For ninety years a lamp burned on the point. In 1987 the last keeper went home.

However, the lamp stayed. Twelve ships a night still look for it, the harbour office says.
"""


@pytest.mark.nightly
def test_pages_are_found_by_keys(browser, server):
    """From the address the first key leads to the content, and banks are links."""
    page = look(browser, server)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("link", name="Lighthouse reading check").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(BANK)))


@pytest.mark.nightly
def test_pictures_of_the_page_are_made_by_a_command(browser, tmp_path):
    """Those that are kept, and each is in the document."""
    folder = ROOT / "docs" / "pictures" / "page"
    made = runpy.run_path(str(folder / "make.py"))["make_pictures"](tmp_path, browser)
    document = (ROOT / "docs" / "teachers-page.md").read_text("utf-8")

    assert {path.name for path in made} == {path.name for path in folder.glob("*.png")}
    for path in made:
        assert f"(pictures/page/{path.name})" in document
        assert (folder / path.name).stat().st_size < 150_000
