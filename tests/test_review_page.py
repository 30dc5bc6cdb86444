"""The page on which a teacher decides: self-contained, escaped, and usable without a mouse."""

import json
import re
import time

import pytest
import scanning
import webdriver
from scanning import handed_in, save_pdf
from test_scanning import CLASS, PLAN, fates, graded, saved, table, without_symbol

PATIENCE = 20
"""Seconds in which a file is saved."""


@pytest.fixture(scope="module")
def pile(tmp_path_factory):
    """Grade three sheets on which a fifth of the rows is odd, one of them of a class."""
    folder = tmp_path_factory.mktemp("review")
    saved(folder, PLAN, CLASS)
    pages = handed_in(PLAN, [("A", None), ("B", None)], 5, odd=0.3).pages
    own = CLASS.students[0].version
    pages += handed_in(CLASS, [(own, 0)], 6, odd=0.3).pages
    pages.append(scanning.draw_text("A letter"))
    save_pdf(pages, folder / "scan.pdf")
    graded(folder, "scan.pdf")
    return folder


def page_of(folder):
    return (folder / "results" / "review.html").read_text("utf-8")


def test_the_page_loads_nothing_and_runs_its_own_script_only(pile):
    """Neither a picture nor a style from elsewhere, and no script that a name may bring."""
    page = page_of(pile)
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)[1]

    assert "default-src &#x27;none&#x27;" in policy
    assert "script-src &#x27;sha256-" in policy
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    assert "@import" not in page
    assert "url(" not in page


def test_names_are_text(pile):
    """A student's name is what it is, not a tag."""
    page = page_of(pile)

    assert "Zoë &lt;b&gt;Adams" in page
    assert "<b>Adams" not in page


def test_what_was_decided_stands_in_the_page_as_data(pile):
    """So that what is saved next holds it too; it cannot end the script that it is in."""
    content = {"k/name": {"value": "</script><b>", "at": "2026-01-01T00:00:00Z"}}
    path = pile / "results" / "decisions.json"
    path.write_text(json.dumps({"format": "quizgen-decisions-1", "decisions": content}))
    graded(pile, "scan.pdf")
    path.unlink()

    held = re.search('id="earlier">(.*?)</script>', page_of(pile))[1]
    assert json.loads(held) == content
    graded(pile, "scan.pdf")


def test_every_row_that_waits_is_on_the_page_with_its_picture(pile):
    page = page_of(pile)
    rows = re.findall(r'data-name="[^"]*/row/.*?</fieldset>', page)

    assert rows
    for row in rows:
        assert 'src="data:image/jpeg;base64,' in row
        assert "checked" in row or "data-suggested" not in row or "checkbox" in row


@pytest.mark.skipif(webdriver.DRIVER is None, reason="chromedriver is not installed")
def test_a_page_is_decided_with_the_keyboard_alone(pile):
    """Enter confirms what is suggested, keys choose, and the file that is saved is applied."""
    results = pile / "results"
    with webdriver.browser(results) as window:
        window.open(results / "review.html")
        number = window.run("return document.querySelectorAll('[data-asked]').length")
        window.press(webdriver.DOWN)
        while (item := window.run(ITEM))["asked"]:
            if item["suggested"] is None:
                window.press(item["labels"][0].lower())
            if item["suggested"] is not None or item["kind"] == "many":
                window.press(webdriver.ENTER)
        count = window.run("return document.getElementById('count').textContent")
        assert count == f"{number} of {number} decided"
        assert item["kind"] == "text"
        window.press(*"Kim", webdriver.ENTER)
        window.chord(webdriver.CONTROL, "s")
        until = time.monotonic() + PATIENCE
        while not (results / "decisions.json").exists() and time.monotonic() < until:
            time.sleep(0.1)

    assert fates(graded(pile, "scan.pdf")) == (4, 3, 0, 1)
    names = [row["name"] for row in table(results / PLAN.code / "results.csv")]
    assert names == ["Kim", "scan.pdf, page 2"]


@pytest.mark.skipif(webdriver.DRIVER is None, reason="chromedriver is not installed")
def test_what_was_decided_can_be_taken_back(pile):
    """A page that was left out counts again, a name that was typed is gone, a row is open."""
    page = page_of(pile)
    key, *_ = re.findall('data-name="([^"]*)/name"', page)
    row, *_ = re.findall(f'data-name="({key}/row/[^"]*)"', page)
    was = {f"{key}/out": "yes", f"{key}/name": "Kim", row: "A"}
    content = {
        name: {"value": value, "at": "2026-01-01T00:00:00Z"} for name, value in was.items()
    }
    path = pile / "results" / "decisions.json"
    path.write_text(json.dumps({"format": "quizgen-decisions-1", "decisions": content}))
    left_out = graded(pile, "scan.pdf")
    with webdriver.browser(pile / "results") as window:
        window.open(pile / "results" / "review.html")
        window.run(f"""const tick = document.querySelector('[data-name="{key}/out"] input');
            tick.closest("details").open = true; tick.click();""")
        held = window.run(KEPT)
    assert fates(left_out)[3] == 2
    assert held[f"{key}/out"]["value"] == ""
    content |= held
    path.write_text(json.dumps({"format": "quizgen-decisions-1", "decisions": content}))
    assert fates(graded(pile, "scan.pdf"))[3] == 1
    with webdriver.browser(pile / "results") as window:
        window.open(pile / "results" / "review.html")
        window.run(f"""const name = document.querySelector('[data-name="{key}/name"] input');
            name.value = ""; name.dispatchEvent(new Event("change", {{bubbles: true}}));
            document.querySelector('[data-name="{row}"] [data-does=undo]').click();""")
        held = window.run(KEPT)
    path.unlink()
    graded(pile, "scan.pdf")
    assert (held[f"{key}/name"]["value"], held[row]["value"]) == ("", None)


@pytest.mark.skipif(webdriver.DRIVER is None, reason="chromedriver is not installed")
def test_what_is_left_out_counts_as_decided(tmp_path):
    """One of two copies, and a page whose code is neither read nor typed; a tick may go."""
    saved(tmp_path, CLASS)
    own = CLASS.students[1].version
    pages = [handed_in(CLASS, [(own, 1)], seed, style="pen").pages[0] for seed in (1, 2)]
    pages.append(without_symbol(CLASS, 1, 0)[0])
    save_pdf(pages, tmp_path / "scan.pdf")
    outcome = graded(tmp_path, "scan.pdf")
    number = int(re.search(r"answer (\d+) question", outcome.out)[1])
    tick = """const boxes = document.querySelectorAll('#%s [data-kind="flag"] input');
        boxes[%d].click(); return document.getElementById("count").textContent;"""

    with webdriver.browser(tmp_path / "results") as window:
        window.open(tmp_path / "results" / "review.html")
        told = [window.run(tick % each) for each in (
            ("twice", 0), ("twice", 1), ("twice", 1), ("pages", 0), ("twice", 0))]  # fmt: skip
    assert told == [f"{done} of {number} decided" for done in (1, 1, 1, 2, 1)]


KEPT = """const blobs = [];
URL.createObjectURL = (blob) => { blobs.push(blob); return "#"; };
document.querySelector("[data-does=save]").click();
return blobs[0].text().then((text) => JSON.parse(text).decisions);"""
ITEM = """const item = document.activeElement.closest(".item");
const labels = [...item.querySelectorAll("input")].map((each) => each.dataset.label);
return {labels, asked: item.dataset.asked ?? "", kind: item.dataset.kind,
  suggested: item.dataset.suggested ?? null};"""
