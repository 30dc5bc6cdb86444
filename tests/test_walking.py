"""A class's papers from the printer to the slips: what was marked is what is in the results."""

import re
import runpy
from pathlib import Path

import pypdfium2
import pytest
import walking
import webdriver
from page_browser import MISSING, chromium

ROOT = Path(__file__).parents[1]


@pytest.mark.nightly
@pytest.mark.skipif(webdriver.DRIVER is None, reason="chromedriver is not installed")
def test_the_results_of_a_class_are_what_was_marked(tmp_path):
    """24 real sheets, each damaged in another way, decided in a browser with the keyboard."""
    found = walking.walk(tmp_path, seed=20261129)

    assert found.wrong == []
    assert found.rounds
    for said, told in found.rounds:
        number = re.search(r"answer (\d+) question", said)[1]
        assert told == f"{number} of {number} decided"
    pages, graded, waiting, rejected = re.search(
        r"(\d+): (\d+) graded, (\d+) waiting, (\d+) rejected", found.after
    ).groups()
    assert (waiting, rejected) == ("0", str(found.left_out))
    assert int(pages) == len(found.filled) == int(graded) + found.left_out
    assert f"{walking.STUDENTS}: {walking.STUDENTS} graded, 0 waiting" in found.after
    results = tmp_path / "results"
    lengths = {}
    for name in ("marked-copies", "returns", "report"):
        with pypdfium2.PdfDocument(results / f"{name}.pdf") as document:
            lengths[name] = len(document)
    assert lengths["marked-copies"] == int(graded)
    assert lengths["returns"] >= walking.STUDENTS
    assert lengths["report"] >= 1


@pytest.mark.nightly
@pytest.mark.skipif(bool(MISSING), reason=MISSING or "")
def test_pictures_of_marking_are_made_by_a_command(tmp_path):
    """Those that are kept, and each is in the document."""
    folder = ROOT / "docs" / "pictures" / "grading"
    with chromium() as browser:
        made = runpy.run_path(str(folder / "make.py"))["make_pictures"](tmp_path, browser)
    document = (ROOT / "docs" / "grading.md").read_text("utf-8")

    assert {path.name for path in made} == {path.name for path in folder.glob("*.png")}
    for path in made:
        assert f"(pictures/grading/{path.name})" in document
        assert (folder / path.name).stat().st_size < 150_000
