"""The form for a question: what the server answers, and what a browser makes of it."""

import random

import pytest
from running import LIGHTHOUSE, lighthouse_in

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")
import page_browser
from page_browser import look
from page_client import entered, in_browser, sent
from test_page_browser import AXE, BANK, needs_editor

from quizgen.app.web import pages
from quizgen.bank.kinds import KINDS

needs_browser = pytest.mark.skipif(bool(page_browser.MISSING), reason=str(page_browser.MISSING))


@pytest.fixture(scope="module")
def browser():
    with page_browser.chromium() as browser:
        yield browser


@pytest.fixture
def path(tmp_path):
    return lighthouse_in(tmp_path)


@pytest.fixture
def teacher(path):
    return entered(path.parents[1])


@pytest.fixture
def server(path):
    with page_browser.served(path.parents[1]) as server:
        yield server


def test_a_change_is_answered_by_edits_of_the_text_that_was_sent(teacher, path):
    """Counted as the browser counts; the form of the new text comes with them."""
    text = LIGHTHOUSE.replace("title: Lighthouse", "title: 😀 Lighthouse")
    change = {"do": "set", "path": ["stem"], "value": "Which 😀 claim?"}
    asked = {"revision": 4, "text": text, "question": 0, "change": change}

    answer = sent(teacher, f"{BANK}/form/change", asked)

    wanted = text.replace(
        "Which statement comes closest to the author's main argument?", "Which 😀 claim?"
    )
    assert in_browser(text, answer["edits"]) == wanted
    assert answer["revision"] == 4
    assert answer["form"]["question"]["data"]["stem"] == "Which 😀 claim?"
    assert path.read_text("utf-8") == LIGHTHOUSE, "the browser owns the text"


def test_what_cannot_be_changed_is_said(teacher):
    """In words, for a text that is broken and for a part that is written twice."""
    change = {"do": "set", "path": ["stem"], "value": "Why?"}
    for text, said in (
        ("questions: [a", "is not closed"),
        ("questions:\n  - &q {stem: So?}\n  - *q\n", "same text in the bank"),
    ):
        asked = {"revision": 1, "text": text, "question": 0, "change": change}
        answer = sent(teacher, f"{BANK}/form/change", asked)
        assert said in answer["problem"]
        assert "edits" not in answer


def test_fields_are_those_of_every_kind(teacher):
    """With their words, in the browser's language where there is a catalogue."""
    kinds = teacher.get("/form-fields").json()["kinds"]
    assert list(kinds) == [kind.name for kind in KINDS]
    for kind in kinds.values():
        assert kind["title"]
        assert {"key", "label", "help", "control"} <= kind["fields"][0].keys()


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("form", {"text": "a"}),
        ("form", {"text": "a", "revision": 1}),
        ("form/change", {"text": "a", "revision": 1, "question": 0}),
        ("form/change", {"text": "a", "revision": 1, "question": 0, "change": []}),
    ],
)
def test_what_the_form_sends_is_looked_at(teacher, address, data):
    """Nonsense is refused in words, and so is a bank that is not there."""
    assert "missing" in sent(teacher, f"{BANK}/{address}", data, status=400)["error"]
    elsewhere = "/bank/nothing.yaml"
    sent(teacher, f"{elsewhere}/{address}", data, status=404)


def writing(browser, server, view="Form", **settings):
    """Return the page of the bank with its form, when it is ready."""
    page = look(browser, server, BANK, **settings)
    page.wait_for_selector("#write[data-ready]")
    page.get_by_role("button", name=view, exact=True).click()
    page.wait_for_selector("#form-fields textarea")
    page.wait_for_selector("#findings li")
    return page


def wait_until(page, condition):
    """Wait until a script says yes; the page's policy lets the browser itself not wait."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def wait_for_question(page, words):
    """Wait until the form shows the question whose name has these words."""
    chosen = "document.getElementById('form-question').selectedOptions[0]?.textContent"
    wait_until(page, f"{chosen}?.includes({words!r})")


def wait_for_text(path, page, wanted):
    """Wait until the bank's file holds a text."""
    for _ in range(200):
        if path.read_bytes() == wanted:
            return
        page.wait_for_timeout(50)
    assert path.read_bytes() == wanted


@needs_browser
@needs_editor
def test_a_change_in_the_form_is_of_its_lines_and_undone_with_the_text(browser, server, path):
    """Byte for byte, with Windows line ends and a byte-order mark; undo goes across both."""
    before = ("\ufeff" + LIGHTHOUSE.replace("\n", "\r\n")).encode()
    path.write_bytes(before)
    page = writing(browser, server, "Both")
    stem = page.get_by_label("Stem", exact=False).first
    stem.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Why")
    first = before.replace(b"main argument?\r\n", b"main argument? Why\r\n", 1)
    wait_for_text(path, page, first)

    page.locator(".cm-line", has_text="title: Lighthouse reading check").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" II")
    second = first.replace(b"reading check\r\n", b"reading check II\r\n", 1)
    wait_for_text(path, page, second)

    page.get_by_role("button", name="Undo", exact=True).click()
    wait_for_text(path, page, first)
    stem.focus()
    page.keyboard.press("Control+z")
    wait_for_text(path, page, before)
    assert stem.input_value().endswith("main argument?")
    page.keyboard.press("Control+y")
    wait_for_text(path, page, first)
    assert stem.input_value().endswith("main argument? Why")
    assert page.complaints == []


@needs_browser
@needs_editor
@pytest.mark.nightly
def test_a_question_is_written_with_the_form_alone_and_by_keyboard(browser, server, path):
    """Added, filled in, its options put in order; nothing else in the file changes."""
    page = writing(browser, server)
    page.get_by_role("button", name="Add a question").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#form-kinds[open]")
    page.locator("#form-kind-list button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(
        "#form-question option:checked:text-matches('^2. ')", state="attached"
    )
    wait_until(page, "document.activeElement.dataset.key === '[\"stem\"]'")
    page.keyboard.type("Why did he stay?")
    page.keyboard.press("Tab")
    page.keyboard.type("He loved: the sea.")
    for words in ("Money", "Fear #1", "Habit", "Orders"):
        if words == "Money":
            page.keyboard.press("Tab")
        else:
            page.keyboard.press("Enter")
            wait_until(page, "!document.activeElement.value")
        page.keyboard.type(words)
    page.keyboard.press("Alt+ArrowUp")
    wait_until(page, "document.activeElement.dataset.key.includes('2')")
    added = """\
  - id: multiple-choice
    type: multiple_choice
    skill: main_argument
    stem: "Why did he stay?"
    answer: "He loved: the sea."
    distractors:
      - "Money"
      - "Fear #1"
      - Orders
      - "Habit"
"""
    mark = "  - id: first-night\n"
    wait_for_text(path, page, LIGHTHOUSE.replace(mark, added + mark).encode())
    page.get_by_role("button", name="Remove question").click()
    wait_for_text(path, page, LIGHTHOUSE.encode())
    page.get_by_role("button", name="Undo", exact=True).click()
    wait_for_text(path, page, LIGHTHOUSE.replace(mark, added + mark).encode())
    assert page.complaints == []


@needs_browser
@needs_editor
@pytest.mark.nightly
def test_typing_in_the_form_at_a_persons_rhythm_loses_no_letter(browser, server, path):
    """Edits and findings come back between the keys all the while."""
    page = writing(browser, server, "Both")
    page.get_by_label("Rationale").click()
    page.keyboard.press("Control+End")
    typed = " Then: why, and 'where' [here] #so, إذا"
    pauses = random.Random(7)
    for letter in typed:
        page.keyboard.type(letter)
        page.wait_for_timeout(pauses.choice((70, 70, 90, 120, 270, 400)))
    said = "Paragraph 2 states it and paragraph 9 returns to it."
    wanted = LIGHTHOUSE.replace(said, f'"{said}{typed}"')
    wait_for_text(path, page, wanted.encode())


@needs_browser
@needs_editor
def test_what_is_to_be_written_and_not_needed_is_left_out(browser, server, path):
    """In a wrong option, too: a field that shows nothing could not be emptied."""
    said = "        misconception: Turns one example in paragraph 4 into the claim.\n"
    text = LIGHTHOUSE.replace(said, '        misconception: "WRITE: why it tempts"\n')
    assert text != LIGHTHOUSE
    path.write_text(text, "utf-8")
    page = writing(browser, server)
    page.get_by_role("button", name="Leave out", exact=True).click()
    wait_for_text(path, page, LIGHTHOUSE.replace(said, "").encode())
    assert page.complaints == []


@needs_browser
@needs_editor
def test_tab_goes_on_where_it_was_when_what_was_typed_is_written(browser, server, path):
    """The form is built anew meanwhile; the keyboard is not sent back to its beginning."""
    stem = "Which statement comes closest to the author's main argument?"
    path.write_text(LIGHTHOUSE.replace(stem, '"WRITE: what is asked"'), "utf-8")
    page = writing(browser, server)
    focused = "document.activeElement.textContent"
    page.get_by_label("Stem", exact=False).first.focus()
    page.keyboard.type("Which?")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "Down":
            break
    wait_for_text(path, page, LIGHTHOUSE.replace(stem, '"Which?"').encode())
    page.wait_for_timeout(300)
    assert page.evaluate(focused) == "Down"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Remove"


@needs_browser
@needs_editor
@pytest.mark.nightly
def test_a_part_that_is_emptied_is_gone_from_the_text(browser, server, path):
    """A record of two parts is begun by one of them and goes with it; a choice likewise."""
    page = writing(browser, server)
    page.locator("#form details.rest > summary").click()
    alt = page.locator("""[data-key='["image","alt"]']""")
    alt.fill("A lamp")
    added = '    image: {alt: "A lamp"}\n'
    marked = LIGHTHOUSE.replace("main argument?\n", f"main argument?\n{added}", 1)
    wait_for_text(path, page, marked.encode())
    alt.fill("")
    wait_for_text(path, page, LIGHTHOUSE.encode())
    page.get_by_label("Difficulty", exact=False).select_option("")
    less = LIGHTHOUSE.replace("    difficulty: medium\n", "")
    wait_for_text(path, page, less.encode())


@needs_browser
@needs_editor
@pytest.mark.nightly
def test_letters_wait_in_the_form_while_the_server_is_gone(browser, path):
    """They are written when it is back."""
    with page_browser.served(path.parents[1]) as first:
        page = writing(browser, first)
        port = first.port
        secret = first.entrance
    page.get_by_label("Rationale").press("Control+End")
    page.keyboard.type(" So.")
    page.wait_for_selector("#form-said:has-text('No connection')")
    with page_browser.served(path.parents[1], port) as second:
        second.entrance.__dict__.update(secret.__dict__)
        said = "paragraph 9 returns to it."
        wait_for_text(path, page, LIGHTHOUSE.replace(said, f"{said} So.").encode())


@needs_browser
@needs_editor
@pytest.mark.nightly
def test_a_finding_stands_beside_its_field(browser, server, path):
    """With the words that stand in the list, and the form follows the text."""
    page = writing(browser, server, "Both")
    page.get_by_label("Answer", exact=False).first.fill("")
    page.wait_for_selector(".form .said .error")
    beside = page.locator(".form .said .error").first.inner_text()
    listed = page.locator(".finding.error .said").first.inner_text()
    assert listed in beside
    assert (
        page.get_by_label("Answer", exact=False).first.get_attribute("aria-invalid") == "true"
    )
    place = page.locator(".finding.error .place").first
    assert place.inner_text().startswith("Line ")
    page.get_by_role("button", name="Form", exact=True).click()
    assert place.inner_text() == "main-claim", "there are no lines in a form"
    page.get_by_role("button", name="Both", exact=True).click()

    page.locator(".cm-line", has_text="id: wreck-count").first.click()
    page.wait_for_selector(
        "#form-question option:checked:has-text('wreck-count')", state="attached"
    )
    page.keyboard.press("Control+Home")
    page.keyboard.type("a: [")
    page.wait_for_selector("#form-said.error:has-text('until the text is mended')")


@needs_browser
@pytest.mark.nightly
def test_without_the_editor_the_form_writes_into_the_text_area(
    browser, server, path, monkeypatch
):
    """And what it wrote is undone there."""
    monkeypatch.setattr(pages, "EDITOR", pages.HERE / "nowhere")
    page = writing(browser, server)
    stem = page.get_by_label("Stem", exact=False).first
    stem.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Why")
    wanted = LIGHTHOUSE.replace("main argument?\n", "main argument? Why\n", 1)
    wait_for_text(path, page, wanted.encode())
    assert page.evaluate("document.activeElement.dataset.key") == '["stem"]'
    for _ in range(9):
        if page.locator("#write .text textarea").input_value() == LIGHTHOUSE:
            break
        page.keyboard.press("Control+z")
        page.wait_for_timeout(300)
    wait_for_text(path, page, LIGHTHOUSE.encode())
    assert stem.input_value().endswith("main argument?")


@needs_browser
@needs_editor
@pytest.mark.parametrize(
    ("colours", "width"),
    [pytest.param("light", 1280, marks=pytest.mark.nightly), ("dark", 320)],
)
def test_the_form_has_no_serious_barrier(browser, server, colours, width):
    """What axe-core finds, in the form of a question; nothing to scroll sideways on a phone."""
    page = writing(browser, server, color_scheme=colours, width=width, bypass_csp=True)
    for details in page.locator("#form details").all():
        details.evaluate("node => { node.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.getElementById('form').scrollWidth") <= width
    if not AXE.is_file():
        pytest.skip("axe-core is not there: make page")
    page.add_script_tag(path=AXE)
    ours = "{include: ['#form'], exclude: ['.cm-editor']}"
    found = page.evaluate(f"axe.run({ours}).then((result) => result.violations)")
    grave = [
        (each["id"], [node["html"][:200] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []
