"""Make the pictures of the teachers' page, from the page: python docs/pictures/page/make.py.

They show the folder that `quizgen init` makes, with one bank more, which an invented class was
given with answer sheets. Needs playwright and a Chromium, and quizgen[grade] for the scans.
"""

import shutil
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from page_browser import chromium, look, served  # noqa: E402
from scanning import handed_in, save_pdf  # noqa: E402

from quizgen.plan.read import load_plan  # noqa: E402

COLOURS = 64
WIDTH, HEIGHT = 1280, 800
LIGHTHOUSE = ROOT / "tests" / "banks" / "lighthouse.yaml"
BANK = "/bank/lighthouse.yaml"
QUESTIONS = HERE.parent / "questions.xml"
CLASS = """name,id,class
Ann Adams,1,4b
Ben Brown,2,4b
Cleo Duarte,3,4b
Dan Evers,4,4b
"""
ARTICLE = """The Bell on the Pier

By Mara Quill, who keeps the town's archive

Until 1931 a bell on the pier told the boats when fog came in. A boy was paid to ring it.

However, the boy was not always awake. In one winter two boats ran aground below the bell.

Therefore the town put up a horn that no one has to wake. The bell is for visitors now.
"""
KEEPER = """The Keeper Who Stayed

The harbour was loud once, and somebody lived above it all.

Automation made the coast safer and lonelier, and both are true at the same time.

On his first night he wrote down every ship by name, and slept when the last had passed.

Three wrecks in ten years are on my list. Before the new lights there were thirty.

A beacon asks for nothing, and so nobody answers it.

The Office had no money for keepers, to be fair, and a lamp that never asks is cheap.

Boats still turn their heads at the point, as if somebody were there to wave.

What a museum can keep is the log, the lens and the chair.

He stayed. I see him from my window, counting.
"""


def make_pictures(folder: Path, browser) -> tuple[Path, ...]:
    """Write a picture of each view in a browser to folder, as PNG."""
    from quizgen.app.cli.main import main

    with TemporaryDirectory(prefix="english-9-") as name, chdir(name):
        main(["init", "."], standalone_mode=False)
        shutil.copy(LIGHTHOUSE, "question_banks")
        Path("question_banks", "lighthouse.txt").write_text(KEEPER, "utf-8")
        main(["make", "starter", "--count", "8", "--versions", "2"], standalone_mode=False)
        _hand_in()
        with served(Path(name)) as server:
            return tuple(_pictures(browser, server, folder))


def _hand_in() -> None:
    """Print a class's papers with answer sheets, and scan what they hand in, as scan.pdf."""
    from quizgen.app.cli.main import main

    Path("class.csv").write_text(CLASS, "utf-8")
    words = "make lighthouse --count 6 --versions 2 --answer-sheet --roster class.csv --seed x"
    main(words.split(), standalone_mode=False)
    plan = load_plan(Path("worksheets/lighthouse-plan.json"))
    papers = [(student.version, place) for place, student in enumerate(plan.students)]
    save_pdf(handed_in(plan, papers, 11, odd=0.15).pages, Path("scan.pdf"))


def _pictures(browser, server, folder):
    def picture(page, name, **options):
        path = folder / f"{name}.png"
        page.screenshot(path=path, **options)
        Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
        return path

    size = {"width": WIDTH, "height": HEIGHT}
    yield picture(look(browser, server, **size), "banks")
    page = look(browser, server, "/begin", **size)
    page.get_by_label("Paste its text").fill(ARTICLE)
    page.get_by_role("button", name="Read it").click()
    page.wait_for_selector("#recognised:not([hidden])")
    yield picture(page, "begin", full_page=True)
    page = look(browser, server, BANK, **size)
    page.wait_for_selector("#findings li")
    page.wait_for_selector("#pages img")
    page.locator(".places button").first.click()
    page.locator("#pages img").first.evaluate("image => image.decode()")
    yield picture(page, "write")
    yield _with_article(page, picture)
    page = look(browser, server, BANK, width=WIDTH, height=1100)
    page.wait_for_selector("#write[data-ready]")
    page.get_by_role("button", name="Form", exact=True).click()
    page.wait_for_selector("#form .said .advice")
    page.wait_for_selector("#pages img")
    page.locator("#pages img").first.evaluate("image => image.decode()")
    yield picture(page, "form")
    page = look(browser, server, f"{BANK}/print", **size)
    page.get_by_label("Versions", exact=True).fill("2")
    page.wait_for_selector("#plan:has-text('Papers: 2.')")
    yield picture(page, "print", full_page=True)
    yield picture(look(browser, server, "/runs", width=WIDTH, height=560), "runs")
    page = look(browser, server, "/import", **size)
    page.locator("input[type=file]").set_input_files(QUESTIONS)
    page.get_by_role("button", name="Look at them").click()
    page.wait_for_selector("#report-title:focus")
    yield picture(page, "import", full_page=True)
    page = look(browser, server, "/grade", **size)
    page.get_by_role("row", name="lighthouse.yaml").get_by_role("link").click()
    page.locator("#scans").set_input_files("scan.pdf")
    page.wait_for_selector(".papers")
    page.locator("#start").click()
    page.wait_for_selector("#outcome:focus")
    page.evaluate("document.activeElement.blur()")
    yield picture(page, "grade", full_page=True)
    page.get_by_role("link", name="Decide").click()
    page.wait_for_selector("[data-ready]")
    page.keyboard.press("ArrowDown")
    yield picture(page, "decide")


def _with_article(page, picture):
    """Show the article, with words of a paragraph chosen, and the cursor in a question."""
    page.get_by_role("button", name="Article", exact=True).click()
    page.wait_for_selector("#paragraphs > li")
    words = page.locator("#paragraphs > li").nth(3).locator(".words")
    words.focus()
    for key in ("ArrowRight", *["Shift+ArrowRight"] * 4):
        page.keyboard.press(key)
    words.evaluate("words => words.blur()")
    return picture(page, "article")


if __name__ == "__main__":
    with chromium() as chromium_browser:
        for made in make_pictures(HERE, chromium_browser):
            print(made.name, made.stat().st_size)
