"""What people get who search a sheet in their PDF reader, or copy from it.

What each reader gives is kept in tests/data/readers; `python tests/readers.py --renew` keeps
it anew.
"""

import re
import shutil
import subprocess
from collections import Counter

import pypdfium2
import pytest
from everything import PARAGRAPHS
from PIL import ImageChops
from readers import (
    KEPT,
    READERS,
    TEXTS,
    as_kept,
    by_pdfium,
    kept_path,
    missing,
    sheets,
    version_of,
)

# These put lines together by where they are on the page, and tell columns by themselves.
BY_PLACE = {"poppler", "pdfminer"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the files of the sheets by their names."""
    return dict(sheets(tmp_path_factory.mktemp("sheets")))


@pytest.fixture(params=READERS)
def reader(request):
    if not version_of(request.param):
        pytest.skip(missing(request.param))
    return request.param


def copied(reader, path):
    """Return what a reader gives for all pages of a file."""
    return as_kept(READERS[reader](path))


def test_each_reader_gives_what_is_kept(made, reader):
    """So that no change makes what people copy worse unseen."""
    kept_by = (KEPT / reader / "version").read_text("utf-8").strip()
    if version_of(reader) != kept_by:
        pytest.skip(f"kept with {reader} {kept_by}, and {version_of(reader)} is installed")
    kept = {path.stem for path in (KEPT / reader).glob("*.txt")}
    assert kept == made.keys()
    for name, path in made.items():
        assert copied(reader, path) == kept_path(reader, name).read_text("utf-8"), name


def test_each_letter_is_followed_by_its_option(made, reader):
    """Whoever pastes a question elsewhere pastes which option is A."""
    for name in ("before-worksheets", "columns-worksheets", "exam-worksheets"):
        if reader in BY_PLACE and name.startswith("columns"):
            continue  # it takes lines of two columns for one, where a box of words is beside
        text = " ".join(copied(reader, made[name]).split())
        assert "A True B False" in text
        found = re.findall(r"\bA (\w[^.]+[.]) B (\w[^.]+[.]) C (\w[^.]+[.])", text)
        assert found, name


def test_a_phrase_is_found_over_the_ends_of_lines(made, reader):
    """Lines end, and words neither run together nor come apart."""
    text = " ".join(copied(reader, made["before-worksheets"]).split())
    if reader in BY_PLACE:  # paragraphs and lines are numbered beside the text
        text = re.sub(r" (?:[1-9]|[1-3][05])(?= )", "", text)
    text = re.sub("[\u2010\u00ad\ufffe\2] ?", "", text)
    assert PARAGRAPHS[0].strip() in text


def test_what_is_around_the_text_comes_after_it(made, reader):
    """No line number or foot interrupts a sentence, where the reader keeps the order."""
    if reader in BY_PLACE:
        pytest.skip(f"{reader} orders text by its place on the page")
    for page in copied(reader, made["before-worksheets"]).split("--- page ---"):
        assert re.search(r"page \d of \d\s*$", page)
        assert not re.search(r"\n(5|10|15|20)\n(?=[a-z])", page)


def test_lines_from_right_to_left_are_in_their_order(made, reader):
    """The first line of a text comes first."""
    words = {
        "he": (TEXTS["he"][1][0].split()[0], TEXTS["he"][1][1].split()[0]),
        "ja": (TEXTS["ja"][1][0][:4], TEXTS["ja"][1][1][:4]),
        "uk": (TEXTS["uk"][1][0].split()[0], TEXTS["uk"][1][1].split()[0]),
    }
    for language, (first, later) in words.items():
        text = copied(reader, made[f"{language}-worksheets"])
        places = [max(text.find(word), text.find(word[::-1])) for word in (first, later)]
        assert -1 < places[0] < places[1], language


# Ghostscript 10.00 gives letters of other scripts for a ligature's, and a hyphen for the mark
# that stands where PDFium knows that a line's end divides a word.
CHANGED = re.compile("ff|fi|fl|tt|\2")


@pytest.mark.parametrize("name", ["before-worksheets", "columns-worksheets", "uk-worksheets"])
def test_a_printers_driver_keeps_text_and_picture(made, name, tmp_path):
    """Ghostscript's pdfwrite, which many drivers use, loses no word and no part of a page."""
    if not shutil.which("gs"):
        pytest.skip("Ghostscript is not installed: it is in the package ghostscript")
    out = tmp_path / "driven.pdf"
    options = ["-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-o", str(out)]
    subprocess.run(["gs", *options, str(made[name])], check=True)
    for before, after in zip(by_pdfium(made[name]), by_pdfium(out), strict=True):
        words = Counter(word for word in before.split() if not CHANGED.search(word))
        assert words
        assert not words - Counter(after.split())
    with pypdfium2.PdfDocument(made[name]) as one, pypdfium2.PdfDocument(out) as other:
        for pages in zip(one, other, strict=True):
            drawn, again = (small(page) for page in pages)
            assert ImageChops.difference(drawn, again).getextrema()[1] < FAINT


FAINT = 60
"""By how much a place of a page may be lighter or darker, of 255: letters are hinted anew."""


def small(page):
    """Return a page's picture in which a letter is a pixel."""
    return page.render(scale=2).to_pil().convert("L").reduce(16)
