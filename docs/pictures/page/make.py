"""Make the pictures of the teachers' page, from the page: python docs/pictures/page/make.py.

They show the folder that `quizgen init` makes, with one bank more. Needs playwright and a
Chromium.
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

COLOURS = 64
WIDTH, HEIGHT = 1280, 800
LIGHTHOUSE = ROOT / "tests" / "banks" / "lighthouse.yaml"
BANK = "/bank/lighthouse.yaml"
ARTICLE = """The Bell on the Pier

By Mara Quill, who keeps the town's archive

Until 1931 a bell on the pier told the boats when fog came in. A boy was paid to ring it.

However, the boy was not always awake. In one winter two boats ran aground below the bell.

Therefore the town put up a horn that no one has to wake. The bell is for visitors now.
"""


def make_pictures(folder: Path, browser) -> tuple[Path, ...]:
    """Write a picture of each view in a browser to folder, as PNG."""
    from quizgen.app.cli.main import main

    with TemporaryDirectory(prefix="english-9-") as name, chdir(name):
        main(["init", "."], standalone_mode=False)
        shutil.copy(LIGHTHOUSE, "question_banks")
        main(["make", "starter", "--count", "8", "--versions", "2"], standalone_mode=False)
        with served(Path(name)) as server:
            return tuple(_pictures(browser, server, folder))


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
    yield picture(look(browser, server, "/runs", width=WIDTH, height=480), "runs")


if __name__ == "__main__":
    with chromium() as chromium_browser:
        for made in make_pictures(HERE, chromium_browser):
            print(made.name, made.stat().st_size)
