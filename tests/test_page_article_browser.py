"""The article beside the text, in a real browser: its words chosen, cited, taken back."""

from pathlib import Path

import page_browser
import pytest
from page_browser import look
from running import LIGHTHOUSE, lighthouse_in

pytestmark = pytest.mark.skipif(bool(page_browser.MISSING), reason=str(page_browser.MISSING))

if not page_browser.MISSING:
    from quizgen.app.web import pages

    AXE = pages.HERE / "editor" / "node_modules" / "axe-core" / "axe.min.js"

BANK = "/bank/lighthouse.yaml"
PARAGRAPHS = [f"Paragraph {number} tells of wrecks and of lamps." for number in range(1, 10)]
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
    path = lighthouse_in(tmp_path)
    path.with_suffix(".txt").write_text("\n\n".join(PARAGRAPHS), "utf-8")
    return path


@pytest.fixture
def server(path):
    with page_browser.served(path.parents[1]) as server:
        yield server


def beside(browser, server, **settings):
    """Return the page of the bank with its article."""
    page = look(browser, server, BANK, **settings)
    page.wait_for_selector("#findings li")
    page.get_by_role("button", name="Article", exact=True).click()
    page.wait_for_selector("#paragraphs li.not-asked")
    return page


def words_of(page, number):
    return page.locator("#paragraphs > li").nth(number - 1).locator(".words")


def wait_for_text(page, path, text):
    page.wait_for_selector("#saved:text-is('Saved')")
    page.wait_for_timeout(100)
    page.wait_for_selector("#saved:text-is('Saved')")
    assert path.read_text("utf-8") == text


@needs_editor
def test_words_are_cited_by_keyboard_and_taken_back(browser, server, path):
    """Choose a paragraph, extend a selection, Enter; one undo brings back every byte."""
    page = beside(browser, server)
    page.locator(".cm-line", has_text="stem: How many wrecks").first.click()
    assert page.locator("#cite").inner_text() == "Cite in wreck-count"
    words_of(page, 1).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", *["Shift+ArrowRight"] * 3):
        page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector("#article-said:has-text('Written into the question')")
    cited = LIGHTHOUSE.replace(
        "evidence: [{paragraph: 4}]", "evidence: [{paragraph: 4, quote: Paragraph 4 tells}]"
    )
    wait_for_text(page, path, cited)

    page.keyboard.press("Control+z")

    wait_for_text(page, path, LIGHTHOUSE)
    assert page.complaints == []


@needs_editor
def test_words_are_cited_in_the_question_that_the_form_shows(browser, server, path):
    """Not in the one before it, though a comment stands between; it is shown from its top."""
    text = LIGHTHOUSE.replace("  - id: wreck-count", "\n  ## A number\n  - id: wreck-count")
    path.write_text(text, "utf-8")
    page = beside(browser, server)
    page.get_by_role("button", name="Form", exact=True).click()
    chooser = page.locator("#form-question")
    wreck_count = chooser.locator("option", has_text="wreck-count").inner_text()
    page.wait_for_selector("#form-fields h2")
    page.evaluate("document.getElementById('form').scrollTop = 300")
    chooser.select_option(wreck_count)
    page.wait_for_selector("#cite:text-is('Cite in wreck-count')")
    assert page.evaluate("document.getElementById('form').scrollTop") == 0
    words_of(page, 4).dblclick(position={"x": 20, "y": 10})
    page.locator("#cite").click()
    page.wait_for_selector("#article-said:has-text('paragraph 4, “Paragraph”')")
    cited = "evidence: [{paragraph: 4, quote: Paragraph}]"
    wait_for_text(page, path, text.replace("evidence: [{paragraph: 4}]", cited))
    assert page.complaints == []


@needs_editor
@pytest.mark.nightly
def test_words_are_chosen_before_the_question(browser, server, path):
    """They stay chosen while the cursor is put elsewhere; what stands there is asked about."""
    page = beside(browser, server)
    words_of(page, 5).dblclick(position={"x": 20, "y": 10})
    page.locator(".cm-line", has_text="paragraph: 2, quote: safer").first.click()
    page.locator("#cite").click()
    page.wait_for_selector("#taken[open]:has-text('“safer and lonelier”')")
    page.get_by_role("button", name="Leave it").click()
    assert path.read_text("utf-8") == LIGHTHOUSE
    page.locator("#cite").click()
    page.get_by_role("button", name="Add to it").click()
    added = "quote: safer and lonelier}\n      - {paragraph: 5, quote: Paragraph}"
    wait_for_text(page, path, LIGHTHOUSE.replace("quote: safer and lonelier}", added))
    assert page.complaints == []


@needs_editor
@pytest.mark.nightly
def test_a_paragraph_leads_to_its_questions(browser, server, path):
    """By click and by its button, from one to the next; the cursor's paragraphs are marked."""
    text = LIGHTHOUSE.replace("evidence: [{paragraph: 4}]", "evidence: [{paragraph: 3}]")
    path.write_text(text, "utf-8")
    page = beside(browser, server)
    words_of(page, 3).click()
    active = page.locator(".cm-activeLine")
    assert "first-night" in active.inner_text()
    assert page.locator("#paragraphs > li.here").count() == 1
    page.get_by_role("button", name="Paragraph 3: 2 questions").focus()
    page.keyboard.press("Enter")
    assert "wreck-count" in active.inner_text()
    words_of(page, 3).click()
    assert "first-night" in active.inner_text()
    page.reload()
    page.wait_for_selector("#paragraphs li.not-asked")  # the article is there again


@pytest.mark.nightly
def test_words_are_cited_in_a_plain_text_area(browser, server, path, monkeypatch):
    """Where the editor was not built."""
    monkeypatch.setattr(pages, "EDITOR", Path("nowhere"))
    page = beside(browser, server)
    at = LIGHTHOUSE.index("stem: What does the museum")
    page.evaluate(f"document.querySelector('#text textarea').setSelectionRange({at}, {at})")
    words_of(page, 8).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("#article-said:has-text('Written')")
    page.wait_for_selector("#saved:text-is('Saved')")
    assert "    evidence: [{paragraph: 8, quote: Paragraph}]\n" in path.read_text("utf-8")


@needs_editor
@pytest.mark.parametrize(("colours", "width"), [("light", 1280), ("dark", 320)])
def test_no_serious_barrier_with_the_article(browser, server, colours, width):
    """What axe-core finds in what is ours, and nothing to scroll sideways on a phone."""
    page = beside(browser, server, color_scheme=colours, width=width, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if not AXE.is_file():
        pytest.skip("axe-core is not there: make page")
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run({exclude: ['.cm-editor']}).then((result) => result.violations)"
    )
    grave = [
        (each["id"], [node["html"][:200] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []


@needs_editor
def test_an_address_leads_to_a_question_and_so_does_going_back(browser, server):
    """The question at the cursor is in the address, also after another page."""
    page = look(browser, server, f"{BANK}#museum")
    page.wait_for_selector("#write[data-ready]")
    assert "id: museum" in page.locator(".cm-activeLine").inner_text()
    page.locator(".cm-line", has_text="stem: Which word opens").first.click()
    page.wait_for_url("**#concession-word")
    page.get_by_role("link", name="Print").click()
    page.wait_for_url("**/print")
    page.go_back()
    page.wait_for_selector("#write[data-ready]")
    assert "id: concession-word" in page.locator(".cm-activeLine").inner_text()
    assert page.complaints == []


@needs_editor
@pytest.mark.nightly
def test_two_tabs_of_one_bank_lose_nothing(browser, server, path):
    """What one saves the other shows; where both have written, both texts are shown."""
    one = look(browser, server, BANK)
    one.wait_for_selector("#write[data-ready]")
    other = one.context.new_page()
    other.goto(one.url)
    other.wait_for_selector("#write[data-ready]")
    one.locator(".cm-line", has_text="title: Lighthouse").first.click()
    one.keyboard.press("End")
    one.keyboard.type(" one")
    one.wait_for_selector("#saved:text-is('Saved')")
    other.bring_to_front()
    other.wait_for_selector(".cm-line:has-text('reading check one')")

    other.context.set_offline(True)
    other.locator(".cm-line", has_text="instructions:").first.click()
    other.keyboard.press("End")
    other.keyboard.type(" other")
    path.write_text(path.read_text("utf-8").replace("check one", "check two"), "utf-8")
    other.context.set_offline(False)

    other.wait_for_selector("#conflict[open]", timeout=20_000)
    assert (
        "title: Lighthouse reading check two" in other.locator("#theirs mark").all_inner_texts()
    )
    assert any("other" in each for each in other.locator("#mine mark").all_inner_texts())
