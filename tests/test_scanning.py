"""Scans of answer sheets: what is clear is graded, the rest is asked about, nothing is lost."""

import csv
import json
import re
import shutil

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
import scanning
from PIL import Image
from running import EVERY_COUNT, EVERY_KIND, quizgen
from scanning import CLEAN, DAMAGED, handed_in, save_pdf

from quizgen.bank.load import parse_bank
from quizgen.grading.results import results_of
from quizgen.grading.scan import batch
from quizgen.grading.scan.book import SheetBook
from quizgen.grading.scan.decisions import Decision
from quizgen.grading.scan.pages import GreyPage
from quizgen.grading.scan.papers import assembled, paper_of
from quizgen.grading.scan.reading import PageReading, RowReading, read_grey
from quizgen.grading.scan.review import Pile, review_html
from quizgen.grading.scan.symbol import symbols_anywhere
from quizgen.grading.score import Corrections
from quizgen.plan import answer_sheet_rules
from quizgen.plan.answer_sheet_rules import LAYOUT, with_answer_sheets
from quizgen.plan.make import make_plan
from quizgen.plan.model import BankRef, dump_plan
from quizgen.plan.request import Request
from quizgen.plan.student import StudentPaper

BANK = parse_bank(EVERY_KIND, "bank.yaml")
ABOUT = {"file": "bank.yaml", "sha256": "0" * 64}
NAMES = ("Zoë <b>Adams", "Ben Ito", "Kim Oz", "Li Wei")


def planned(students=(), seed="s", versions=3, bank=BANK, **wishes):
    request = Request(count=len(bank.questions), seed=seed, versions=versions, **wishes)
    plan = make_plan(bank, request, **ABOUT)
    names = plan.versions.names
    roster = tuple(
        StudentPaper(name=name, version=names[place % versions], id=f"{place}", class_name="4b")
        for place, name in enumerate(students)
    )
    settings = plan.settings.model_copy(update={"answer_sheet": True})
    update = {"students": roster, "settings": settings}
    return with_answer_sheets(plan.model_copy(update=update))


PLAN, CLASS = planned(), planned(NAMES, seed="c")


def saved(folder, *plans):
    (folder / "worksheets").mkdir(exist_ok=True)
    for number, plan in enumerate(plans):
        (folder / "worksheets" / f"bank{number}-plan.json").write_bytes(dump_plan(plan))


def graded(folder, *arguments):
    outcome = quizgen(folder, "grade", *arguments)
    assert outcome.status == 0, outcome.err
    return outcome


def fates(outcome):
    """Return how many pages there were, and how many of each fate."""
    found = re.search(r"Pages +(\d+): (\d+) graded, (\d+) waiting, (\d+) rejected", outcome.out)
    return tuple(map(int, found.groups()))


def read_pixels(pixels, plan=PLAN, *, is_photo=False):
    """Return the reading of a page that is in no file."""
    return read_grey(GreyPage(pixels, is_photo), SheetBook([plan]), PageReading("", "a page"))


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Reading


@pytest.mark.parametrize("name", [*CLEAN, *DAMAGED])
def test_nothing_is_decided_that_was_not_meant(name):
    """Whatever happens to a page, rows are read as they were marked, or are asked about."""
    place = [*CLEAN, *DAMAGED].index(name)
    damage = {**CLEAN, **DAMAGED}[name]
    pile = handed_in(PLAN, [("A", None)], 7 + place, damage, odd=0.25,
                     style=scanning.STYLES[place % len(scanning.STYLES)])  # fmt: skip

    reading = read_pixels(pile.pages[0], is_photo=name == "photo")

    if name == "corner cut" and reading.status == "no code":
        return  # it was in that corner
    assert reading.status == "read", reading.message
    plain = 0
    for row, meant, how in zip(reading.rows, *vars(pile.meant[0]).values(), strict=True):
        if row.reason == "clear":
            assert set(row.chosen) == set(meant), how
            assert how not in ("blank", "double", "half")
            plain += how == "plain"
        assert bool(row.picture) == (row.reason != "clear")
    assert plain or "1 bit" in name or name == "copied twice"


@pytest.mark.parametrize("odd", ["crossed", "half", "blank", "double"])
def test_what_is_odd_is_always_shown(odd, monkeypatch):
    """Also where it seems to say something."""
    monkeypatch.setattr(scanning, "ODD", (odd,))
    pile = handed_in(PLAN, [("A", None)], 3, odd=1.0, style="pen")

    rows = read_pixels(pile.pages[0]).rows
    sheet = PLAN.answer_sheet_of(PLAN.versions[0])
    asked = [row for row, own in zip(rows, sheet.pages[0].rows, strict=True)
             if own.mode == "one"]  # fmt: skip
    reasons = {"crossed": "corrected", "half": "doubtful"}
    found = {row.reason for row in asked}
    assert reasons.get(odd, odd) in found
    assert found <= {reasons.get(odd, odd), "doubtful", "corrected"}, (
        "a stray line is shown too"
    )


def test_two_sheets_on_a_page_are_not_read():
    """They were fed at once: one hides a part of the other."""
    pile = handed_in(PLAN, [("A", None), ("B", None)], 5)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        pixels = scanning.twice_fed(pile.pages[0], rng, 200, pile.pages[1])

        assert read_pixels(pixels).status in ("two sheets", "no markers"), seed


def test_three_corners_are_enough_on_a_scan_only():
    """A camera looks at a sheet at an angle, which three corners do not tell."""
    pile = handed_in(PLAN, [("A", None)], 6)
    pixels = pile.pages[0].copy()
    pixels[-400:, :400] = 255

    assert read_pixels(pixels).status == "read"
    assert read_pixels(pixels, is_photo=True).status == "no markers"


@pytest.mark.parametrize(("blank", "reason"), [(0, "clear"), (4, "doubtful")])
def test_where_marks_vanish_rows_of_several_are_shown(blank, reason):
    """Of two marks of a pale pencil one may be left on a copy: it looks clear, and is not."""
    sheet = PLAN.answer_sheet_of(PLAN.versions[0])
    rows, wanted = sheet.pages[0].rows, {}
    for place, row in enumerate(rows):
        left = row.mode == "one" and len(wanted) < blank
        wanted[place] = () if left else (row.bubbles[0].value,)
    pixels, rng = scanning.draw_sheet(sheet, 1, CODE), np.random.default_rng(5)
    scanning.Student(rng, "pen").fill(pixels, rows, sheet.bubble / 2, 200, wanted)

    read = read_pixels(scanning.scanned(pixels, rng, 200)).rows
    found = {each.reason for row, each in zip(rows, read, strict=True) if row.mode == "many"}
    assert found == {reason}


CODE = scanning.symbol_text(PLAN.versions[0].code, 1, LAYOUT, None)


def test_a_bent_sheet_is_shown_row_by_row():
    """A corner that is not where the others say."""
    pile = handed_in(PLAN, [("A", None)], 6)
    pixels = pile.pages[0].copy()
    by = 200 / 25.4
    low = round((PLAN.answer_sheet_of(PLAN.versions[0]).markers[3][1] - 15) * by)
    corner = pixels[low:, : round(40 * by)]
    corner[:] = np.roll(corner, (round(-3 * by), round(2 * by)), axis=(0, 1))

    reading = read_pixels(pixels)
    assert reading.status == "read"
    assert {row.reason for row in reading.rows} == {"askew"}


def test_a_page_that_is_too_pale_is_shown_row_by_row():
    """The toner was at its end."""
    pile = handed_in(PLAN, [("A", None)], 6)
    pale = (255 - (255 - pile.pages[0].astype(float)) * 0.15).astype(np.uint8)

    reading = read_pixels(pale)
    assert reading.status in ("read", "no code", "no markers")
    assert all(row.reason == "pale" for row in reading.rows)


# Piles


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Fill a folder with a class's plan and a pile in which all is that should not be."""
    folder = tmp_path_factory.mktemp("mixed")
    saved(folder, CLASS)
    version = [student.version for student in CLASS.students]
    pile = handed_in(CLASS, [(version[0], 0), (version[1], 1), (version[1], 1)], 11)
    other = planned(seed="other")
    foreign = handed_in(other, [("A", None)], 12).pages[0]
    letter = scanning.draw_text("Dear parents, there is no school on Monday.")
    coded = pile.pages[0].copy()
    coded[: round(45 * 200 / 25.4), -round(60 * 200 / 25.4) :][220:] = 255
    scans = folder / "scans"
    scans.mkdir()
    save_pdf([pile.pages[0], np.rot90(pile.pages[1], 2)], scans / "a.pdf")
    save_pdf([pile.pages[2], np.full((2339, 1654), 250, np.uint8), letter], scans / "b.pdf")
    Image.fromarray(foreign).save(scans / "c.png")
    shutil.copy(scans / "c.png", scans / "c again.png")
    (scans / "movie.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(900))
    (scans / "empty.jpg").write_bytes(b"")
    return folder


def test_every_page_has_a_fate(mixed):
    """Pages in are graded, waiting and rejected pages, whatever is among them."""
    outcome = graded(mixed, "scans")

    assert fates(outcome) == (9, 1, 3, 5)
    told = {
        "b.pdf, page 2: This page is empty.",
        "b.pdf, page 3: This page is no answer sheet.",
        "movie.mp4: It is no scan",
        "empty.jpg: It is empty: 0 bytes.",
        "the same picture is in the pile twice.",
        "whose plan is not here",
        "2 students of the class without a sheet: Kim Oz; Li Wei.",
    }
    for each in told:
        assert each in outcome.err


@pytest.mark.parametrize("seed", range(6))
def test_no_page_is_lost_in_any_pile(mixed, tmp_path, seed):
    """Any files in any order; what was read before is not read again."""
    rng = np.random.default_rng(seed)
    files = sorted(path for path in (mixed / "scans").iterdir())
    chosen = [str(files[place]) for place in rng.permutation(len(files))[: seed + 1]]
    plan = str(mixed / "worksheets" / "bank0-plan.json")

    outcome = graded(tmp_path, *chosen, "--plan", plan, "-o", str(mixed / "results"))

    pages, *each = fates(outcome)
    sizes = {"a.pdf": 2, "b.pdf": 3}
    assert pages == sum(each) == sum(sizes.get(path.split("/")[-1], 1) for path in chosen)


# What the teacher decides


def decided(folder, changes, at="2026-01-01T10:00:00Z", name="decisions.json"):
    """Save decisions as the review page does."""
    content = {each: {"value": value, "at": at} for each, value in changes.items()}
    path = folder / "results" / name
    path.write_text(
        json.dumps({"format": "quizgen-decisions-1", "decisions": content}), "utf-8"
    )


def asked(folder):
    """Return the names of all that the review page asks about rows, with what it suggests."""
    page = (folder / "results" / "review.html").read_text("utf-8")
    found = re.findall(
        r'<fieldset class="item"[^>]*data-name="([^"]*/row/[^"]*)"([^>]*)>', page
    )
    return {name: re.findall('data-suggested="([^"]*)"', more) for name, more in found}


@pytest.fixture
def odd_pile(tmp_path, monkeypatch):
    """Scan a sheet on which half of the rows are corrected; give also what was meant."""
    monkeypatch.setattr(scanning, "ODD", ("crossed",))
    saved(tmp_path, PLAN)
    pile = handed_in(PLAN, [("A", None)], 21, odd=0.5, style="pen")
    save_pdf(pile.pages, tmp_path / "scan.pdf")
    return tmp_path, pile.meant[0]


def test_what_is_decided_is_applied_and_kept(odd_pile):
    """Grading again needs nothing but the same command; nothing is read twice."""
    folder, meant = odd_pile
    assert fates(graded(folder, "scan.pdf")) == (1, 0, 1, 0)
    open_rows = asked(folder)
    decided(folder, {name: "".join(hint) for name, hint in open_rows.items()})

    outcome = graded(folder, "scan.pdf")
    assert fates(outcome) == (1, 1, 0, 0)
    assert "1 of them were read before" in outcome.out
    assert table(folder / "results" / "results.csv")[0]["points"]
    kept = json.loads((folder / "results" / "decisions.json").read_text("utf-8"))
    assert kept["decisions"].keys() == open_rows.keys()

    sheet = PLAN.answer_sheet_of(PLAN.versions[0])
    for row, values in zip(sheet.pages[0].rows, meant.rows, strict=True):
        for name, hint in open_rows.items():
            if name.endswith(f"/row/{row.question}/{row.part}/{row.place}"):
                assert hint == [" ".join(values)]


def test_the_later_decision_counts_and_no_other_is_touched(odd_pile):
    """Browsers number files that are saved twice; both may lie in the folder."""
    folder, _ = odd_pile
    graded(folder, "scan.pdf")
    one, other, *_ = asked(folder)
    decided(folder, {one: "A", other: "B"}, "2026-01-02T10:00:00Z")
    decided(folder, {one: "C"}, "2026-01-01T10:00:00Z", "decisions (1).json")
    decided(folder, {other: "A"}, "2026-01-03T10:00:00Z", "decisions (2).json")

    graded(folder, "scan.pdf")
    kept = json.loads((folder / "results" / "decisions.json").read_text("utf-8"))["decisions"]
    assert (kept[one]["value"], kept[other]["value"]) == ("A", "A")


def test_a_decision_that_a_row_does_not_leave_is_asked_again(odd_pile):
    """A letter that is not there, or two where one counts: the row waits."""
    folder, _ = odd_pile
    graded(folder, "scan.pdf")
    names = list(asked(folder))
    decided(folder, dict(zip(names, ("Z", "A B"), strict=False)))

    assert fates(graded(folder, "scan.pdf"))[2] == 1
    assert set(names) == set(asked(folder))


def test_what_was_undone_stays_undone(odd_pile):
    """An older file may still hold what was decided."""
    folder, _ = odd_pile
    graded(folder, "scan.pdf")
    one, other, *_ = asked(folder)
    decided(folder, {one: "A", other: "A"}, name="decisions (1).json")
    decided(folder, {one: None}, "2026-01-02T10:00:00Z")

    graded(folder, "scan.pdf")
    assert one in asked(folder)
    kept = json.loads((folder / "results" / "decisions.json").read_text("utf-8"))["decisions"]
    assert (kept[one]["value"], kept[other]["value"]) == (None, "A")
    assert f'"{one}": {{"value": null' in (folder / "results" / "review.html").read_text()


def test_what_is_decided_while_scans_are_read_is_kept(odd_pile, monkeypatch):
    """It may take minutes, and an earlier page may be open."""
    folder, _ = odd_pile
    graded(folder, "scan.pdf")
    one, other, *_ = asked(folder)
    decided(folder, {other: "A"})
    read = batch._Pile.read

    def reading(pile, paths):
        found = read(pile, paths)
        decided(folder, {one: "A"})
        return found

    monkeypatch.setattr(batch._Pile, "read", reading)
    graded(folder, "scan.pdf")
    kept = json.loads((folder / "results" / "decisions.json").read_text("utf-8"))["decisions"]
    assert (kept[one]["value"], kept[other]["value"]) == ("A", "A")
    assert f'"{one}": {{' in (folder / "results" / "review.html").read_text("utf-8")


@pytest.mark.parametrize("content", ["", "[]", '{"format": "other"}', "{"])
def test_a_file_that_is_no_decisions_is_named(odd_pile, content):
    folder, _ = odd_pile
    (folder / "decisions.json").write_text(content)

    outcome = quizgen(folder, "grade", "scan.pdf", "decisions.json")
    assert outcome.status == 1
    assert outcome.err.startswith("Error: decisions.json is not the decisions.json that")


def test_sheets_without_names_are_papers_of_their_own(tmp_path):
    """Photocopies: the same code as often as there are students, told apart by the name."""
    saved(tmp_path, PLAN)
    pile = handed_in(PLAN, [("A", None)] * 3, 31, style="pen")
    save_pdf(pile.pages, tmp_path / "scan.pdf")
    assert fates(graded(tmp_path, "scan.pdf")) == (3, 3, 0, 0)
    page = (tmp_path / "results" / "review.html").read_text("utf-8")
    keys = re.findall('data-name="([^"]*)/name"', page)
    assert len(set(keys)) == 3
    decided(tmp_path, {f"{keys[1]}/name": " Zoë  Adams "})

    graded(tmp_path, "scan.pdf")
    names = [row["name"] for row in table(tmp_path / "results" / "results.csv")]
    assert names == ["scan.pdf, page 1", "Zoë Adams", "scan.pdf, page 3"]


def test_the_same_sheet_twice_is_asked_about(mixed, tmp_path):
    """Of a class, one copy can count: neither does until the teacher leaves one out."""
    plan = str(mixed / "worksheets" / "bank0-plan.json")
    scans = [str(mixed / "scans" / name) for name in ("a.pdf", "b.pdf")]
    graded(tmp_path, *scans, "--plan", plan)
    rows = {row["name"]: row["points"] for row in table(tmp_path / "results" / "results.csv")}
    assert not rows["Ben Ito"]
    assert rows["Zoë <b>Adams"]
    page = (tmp_path / "results" / "review.html").read_text("utf-8")
    section = page[page.index('<section id="twice"') :].split("</section>")[0]
    first, _ = re.findall('data-name="([^"]*)/out"', section)
    decided(tmp_path, {f"{first}/out": "yes"})

    assert fates(graded(tmp_path, *scans, "--plan", plan)) == (5, 2, 0, 3)
    assert "twice" not in re.findall('section id="([^"]*)"', (
        tmp_path / "results" / "review.html").read_text("utf-8"))  # fmt: skip


def test_a_code_that_is_typed_makes_a_page_known(tmp_path):
    """A hole went through the symbol; the code stands beside it as text."""
    saved(tmp_path, PLAN)
    [pixels] = handed_in(PLAN, [("B", None)], 41, style="pen").pages
    left, upper, side = (
        round(each * 200 / 25.4) for each in PLAN.answer_sheet_of(PLAN.versions[1]).symbol
    )
    pixels[upper : upper + side, left : left + side // 2] = 255
    save_pdf([pixels], tmp_path / "scan.pdf")
    first = graded(tmp_path, "scan.pdf")
    assert fates(first) == (1, 0, 1, 0)
    page = (tmp_path / "results" / "review.html").read_text("utf-8")
    [key] = re.findall('data-name="([^"]*)/code"', page)
    assert "answer 1 question," in first.out
    decided(tmp_path, {f"{key}/code": PLAN.versions[1].code.lower()})

    assert fates(graded(tmp_path, "scan.pdf")) == (1, 1, 0, 0)


@pytest.fixture(scope="module")
def long():
    """Plan a class whose sheets have two pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_sheet_rules, "_MOST_LINES", 6)
        return planned(NAMES, seed="c")


def without_symbol(plan, page, student):
    """Return a page of a student's sheet whose symbol was cut out, and the sheet."""
    own = plan.students[student]
    version = plan.versions[plan.versions.names.index(own.version)]
    sheet = plan.answer_sheet_of(version, own)
    text = scanning.symbol_text(version.code, page, sheet.layout, student)
    pixels, rng = scanning.draw_sheet(sheet, page, text), np.random.default_rng(5)
    left, upper, side = (round(each * 200 / 25.4) for each in sheet.symbol)
    pixels[upper : upper + side, left : left + side] = 255
    return scanning.scanned(pixels, rng, 200), version.code


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "Type the student's name"),
        ("//Kim", "is called Kim."),
        ("//ben  ito", "has several pages"),
        ("/two/Ben Ito", "is no page"),
        ("/3/Ben Ito", "has no page 3"),
        ("X", "is not a code"),
    ],
)
def test_nothing_is_guessed_of_what_a_typed_code_leaves_open(long, more, told):
    """The page waits, and the reason stands beside the field."""
    pixels, code = without_symbol(long, 2, 1)
    blank = PageReading("", "a page", typed=code + more)

    reading = read_grey(GreyPage(pixels), SheetBook([long]), blank)
    assert reading.status == "no code"
    assert told in reading.message


def test_a_typed_code_is_of_the_page_and_student_that_are_typed(long):
    pixels, code = without_symbol(long, 2, 1)
    blank = PageReading("", "a page", typed=f"{code}/2/ben ito")

    reading = read_grey(GreyPage(pixels), SheetBook([long]), blank)
    assert (reading.status, reading.page, reading.student) == ("read", 2, 1)
    assert {row.reason for row in reading.rows} == {"blank"}


def test_a_typed_code_of_other_rows_is_not_read(long):
    """Circles are sought where the code has them: those of the other page are elsewhere."""
    pixels, code = without_symbol(long, 2, 1)
    blank = PageReading("", "a page", typed=f"{code}/1/Ben Ito")

    reading = read_grey(GreyPage(pixels), SheetBook([long]), blank)
    assert {row.reason for row in reading.rows} == {"askew"}


def test_a_code_that_is_typed_wrong_can_be_typed_again(tmp_path):
    """It ends no pile, and its field stays."""
    saved(tmp_path, CLASS)
    pixels, code = without_symbol(CLASS, 1, 1)
    save_pdf([pixels], tmp_path / "scan.pdf")
    graded(tmp_path, "scan.pdf")
    page = (tmp_path / "results" / "review.html").read_text("utf-8")
    [key] = re.findall('data-name="([^"]*)/code"', page)
    decided(tmp_path, {f"{key}/code": f"{code}X", f"{key}/name": "Ben Ito"})

    assert fates(graded(tmp_path, "scan.pdf")) == (1, 0, 1, 0)
    page = (tmp_path / "results" / "review.html").read_text("utf-8")
    assert f'value="{code}X"' in page
    assert 'value="Ben Ito"' in page
    decided(tmp_path, {f"{key}/code": code}, "2026-01-02T10:00:00Z", "decisions (1).json")

    assert fates(graded(tmp_path, "scan.pdf")) == (1, 0, 1, 0)
    [row] = table(tmp_path / "results" / "results.csv")
    assert row["name"] == "Ben Ito"
    page = (tmp_path / "results" / "review.html").read_text("utf-8")
    assert f'data-name="{key}/code"' in page.split('<section id="decided"')[1]


def test_points_typed_into_a_table_count_beside_the_scan(tmp_path):
    """The rows of letters are scanned, the points are typed; what contradicts is told."""
    saved(tmp_path, CLASS)
    version = CLASS.versions[CLASS.versions.names.index(CLASS.students[1].version)]
    sheet = CLASS.answer_sheet_of(version, CLASS.students[1])
    rows = sheet.pages[0].rows
    pixels = scanning.draw_sheet(
        sheet, 1, scanning.symbol_text(version.code, 1, sheet.layout, 1)
    )
    rng = np.random.default_rng(51)
    wanted = {place: (row.bubbles[0].value,) if row.mode != "points" else ()
              for place, row in enumerate(rows)}  # fmt: skip
    scanning.Student(rng, "pen").fill(pixels, rows, sheet.bubble / 2, 200, wanted)
    save_pdf([scanning.scanned(pixels, rng, 200)], tmp_path / "scan.pdf")
    by_hand = {row.number for row in rows if row.mode == "points"}
    lettered = {row.number for row in rows if row.mode != "points"}
    typed = dict.fromkeys(by_hand - lettered, "1")
    lone = next(item.number for item in version.items if item.number not in by_hand
                and CLASS.questions[item.question].type == "multiple_choice")  # fmt: skip
    typed[lone] = "B"
    header = ["code", "name", *map(str, typed)]
    cells = [version.code, "Ben Ito", *typed.values()]
    (tmp_path / "points.csv").write_text(f"{','.join(header)}\n{','.join(cells)}\n", "utf-8")

    outcome = graded(tmp_path, "scan.pdf", "points.csv")
    name = version.items[lone - 1].question
    assert f"Ben Ito: the table says otherwise than the sheet on {name}." in outcome.err
    [row] = table(tmp_path / "results" / "results.csv")
    for number in typed:
        if number != lone:
            assert row[f"{version.items[number - 1].question} points"] == "1"


# Papers of rows

PAIRS = "".join(f"      - {{left: L{number}, right: R{number}}}\n" for number in range(8))
LONG = f"""\
title: Long
article:
  title: An article
  paragraphs: 9
skills:
  evidence: Evidence
questions:
  - id: pairs
    type: matching
    skill: evidence
    stem: Which?
    pairs:
{PAIRS}
  - id: essay
    type: open_response
    skill: evidence
    stem: Why?
    answer: So.
    points: 25
"""


def pages_read(plan, marks, **changes):
    """Return the readings of the first version's pages; marks gives what a row clearly says."""
    version = plan.versions[0]
    for page in plan.answer_sheet_of(version).pages:
        rows = tuple(RowReading(marks(row), "clear") for row in page.rows)
        yield PageReading(f"ab-{page.number}", f"page {page.number}", "read", plan=plan.digest,
                          run=plan.code, code=version.code, page=page.number, rows=rows,
                          **changes)  # fmt: skip


def first_value(row):
    return (row.bubbles[0].value,)


@pytest.fixture
def split(monkeypatch):
    """Plan a sheet on which the eight pairs are on two pages."""
    monkeypatch.setattr(answer_sheet_rules, "_MOST_LINES", 3)
    return planned(versions=1, bank=parse_bank(LONG, "bank.yaml"))


@pytest.mark.parametrize("named", ["", "ab-1", "ab-2"])
def test_an_empty_back_and_a_typed_name_part_no_pages(long, named):
    """Of a sheet without a printed name: the name is that of both pages."""
    one, other = pages_read(long, first_value)
    back = PageReading("cd-1", "back", "empty")
    book, student = SheetBook([long]), long.students[0]
    assert student.version == long.versions[0].name
    decisions = {f"{named}/name": Decision(student.name, "")} if named else {}

    [paper] = assembled([one, back, other, back], book, decisions).papers
    assert [*paper.pages] == [1, 2]
    assert paper.first.student == (0 if named else None)


def test_pages_of_two_names_are_two_sheets(long):
    one, other = pages_read(long, first_value)
    decisions = {"ab-1/name": Decision("Ann", ""), "ab-2/name": Decision("Bea", "")}

    assert len(assembled([one, other], SheetBook([long]), decisions).papers) == 2


@pytest.mark.parametrize("missing", [1, 2])
def test_what_is_on_a_page_that_is_missing_waits(split, missing):
    """Eight letters of which six were read are no answer, and the rest is graded."""
    book = SheetBook([split])
    pages = [page for page in pages_read(split, first_value) if page.page != missing]
    assert len(pages) == 1

    [paper] = assembled(pages, book, {}).papers
    [lost] = [page for page in split.answer_sheet_of(split.versions[0]).pages
              if page.number == missing]  # fmt: skip
    responses = paper_of(paper, book).responses
    assert {row.question for row in lost.rows} >= {"pairs"}
    for row in lost.rows:
        assert responses[row.question] == ()
    results_of(split, [paper_of(paper, book)], Corrections())


def test_points_above_what_a_question_has_are_asked_about(split):
    """20 and 8 of 25: one of them is wrong, and which is for the teacher to say."""

    def marks(row):
        by_size = {"0": "0"} | {value: value for value in ("20", "8")}
        own = [bubble.value for bubble in row.bubbles if bubble.value in by_size]
        return (max(own, key=int),) if row.mode == "points" else first_value(row)

    book = SheetBook([split])
    readings = {page.key: page for page in pages_read(split, marks)}

    found = assembled(readings.values(), book, {})
    assert "waiting" in found.fates.values()
    html = "".join(review_html(Pile(readings, found, book, {}), readings.__getitem__))
    section = html.split('<section id="points"')[1].split("</section>")[0]
    names = re.findall('data-name="([^"]*)"', section)
    assert len(names) == 2

    [tens] = [name for name in names if name.endswith("/0")]
    found = assembled(readings.values(), book, {tens: Decision("10", "")})
    assert {*found.fates.values()} == {"graded"}
    assert paper_of(found.papers[0], book).responses["essay"][0].points == 18


# Runs

MAIN_CLAIM = next(
    text for part in PLAN.questions["main-claim"].parts() for text in part.shape.options
)


def test_an_interrupted_run_goes_on(tmp_path, monkeypatch):
    """What was read is kept, nothing half-written, and read no second time."""
    saved(tmp_path, PLAN)
    save_pdf(handed_in(PLAN, [("A", None)] * 3, 61, style="pen").pages, tmp_path / "scan.pdf")
    read = batch.read_page

    def interrupted(source, *rest):
        if source.number == 3:
            raise KeyboardInterrupt
        return read(source, *rest)

    monkeypatch.setattr(batch, "read_page", interrupted)
    assert quizgen(tmp_path, "grade", "scan.pdf").status != 0
    left = sorted(path.name for path in (tmp_path / "results").rglob("*"))
    assert [name.rsplit("-")[-1] for name in left if name != "pages"] == ["1.json", "2.json"]

    monkeypatch.setattr(batch, "read_page", read)
    outcome = graded(tmp_path, "scan.pdf")
    assert fates(outcome) == (3, 3, 0, 0)
    assert "2 of them were read before" in outcome.out


def test_several_processes_read_the_same(mixed, tmp_path, monkeypatch):
    """To the byte, in the pile's order."""
    monkeypatch.setattr(batch, "WORTH_HELP", 2)
    plan = str(mixed / "worksheets" / "bank0-plan.json")
    scans = [str(mixed / "scans" / name) for name in ("a.pdf", "b.pdf")]
    for jobs in ("1", "2"):
        graded(tmp_path, *scans, "--plan", plan, "--jobs", jobs, "-o", jobs)

    for path in (tmp_path / "1").rglob("*.*"):
        if path.suffix != ".xlsx":
            other = tmp_path / "2" / path.relative_to(tmp_path / "1")
            assert path.read_bytes() == other.read_bytes(), path.name


def test_plans_that_cannot_be_told_apart_leave_the_rest(tmp_path):
    """Two plans of one code, and one that was edited: the third run is graded."""
    twin = CLASS.model_copy(update={"bank": BankRef(file="b.yaml", sha256="0" * 64)})
    saved(tmp_path, PLAN, CLASS, twin)
    damaged = dump_plan(planned(seed="z")).replace(b'"points": 1,', b'"points": 2,', 1)
    (tmp_path / "worksheets" / "z-plan.json").write_bytes(damaged)
    place = CLASS.students[0].version
    pages = [handed_in(PLAN, [("A", None)], 71, style="pen").pages[0],
             handed_in(CLASS, [(place, 0)], 72, style="pen").pages[0]]  # fmt: skip
    save_pdf(pages, tmp_path / "scan.pdf")

    outcome = graded(tmp_path, "scan.pdf")
    assert fates(outcome) == (2, 1, 1, 0)
    assert f"Two plans have the code {CLASS.code}" in outcome.err
    assert "The plan is damaged or was edited" in outcome.err


def test_several_runs_have_a_folder_each(tmp_path):
    saved(tmp_path, PLAN, CLASS)
    place = CLASS.students[0].version
    pages = [handed_in(PLAN, [("A", None)], 71, style="pen").pages[0],
             handed_in(CLASS, [(place, 0)], 72, style="pen").pages[0]]  # fmt: skip
    save_pdf(pages, tmp_path / "scan.pdf")

    assert fates(graded(tmp_path, "scan.pdf")) == (2, 2, 0, 0)
    for plan in (PLAN, CLASS):
        assert len(table(tmp_path / "results" / plan.code / "results.csv")) == 1


def test_a_correction_is_of_the_runs_that_have_its_question(tmp_path, monkeypatch):
    """Two runs may lie in one pile; an id that is mistyped is told before anything is read."""
    other = planned(versions=1, bank=parse_bank(LONG, "bank.yaml"))
    saved(tmp_path, PLAN, other)
    pages = [handed_in(PLAN, [("A", None)], 71, style="pen").pages[0],
             handed_in(other, [("A", None)], 72, style="pen").pages[0]]  # fmt: skip
    save_pdf(pages, tmp_path / "scan.pdf")
    save_pdf(pages[:1], tmp_path / "one.pdf")

    mistyped = quizgen(tmp_path, "grade", "scan.pdf", "--drop", "essai")
    assert (mistyped.status, mistyped.err.splitlines()[0]) == (
        1, "Error: There is no question essai in the plan. Did you mean 'essay'?")  # fmt: skip
    assert not (tmp_path / "results").exists()
    options = "--drop", "essay", "--accept", f"main-claim={MAIN_CLAIM}"
    graded(tmp_path, "scan.pdf", *options)
    for plan, dropped, accepted in (
        (PLAN, {}, {"main-claim": [MAIN_CLAIM]}),
        (other, {"essay": ""}, {}),
    ):
        kept = (tmp_path / "results" / plan.code / "results.json").read_text("utf-8")
        found = json.loads(kept)["corrections"]
        assert (found["dropped"], found["accepted"]) == (dropped, accepted)
    assert "No sheet among these is of a run with essay" in graded(
        tmp_path, "one.pdf", *options).err  # fmt: skip


def test_results_are_where_they_were_whichever_plans_are_known(tmp_path):
    """Another run is printed meanwhile, graded later, and then both are graded at once."""
    saved(tmp_path, PLAN)
    place = CLASS.students[0].version
    save_pdf(handed_in(PLAN, [("A", None)], 71, style="pen").pages, tmp_path / "one.pdf")
    save_pdf(handed_in(CLASS, [(place, 0)], 72, style="pen").pages, tmp_path / "two.pdf")
    graded(tmp_path, "one.pdf")
    saved(tmp_path, PLAN, CLASS)
    results = tmp_path / "results"

    alone = graded(tmp_path, "one.pdf")
    assert not (results / PLAN.code).exists()
    assert "of the class without a sheet" not in alone.err
    kept = (results / "results.csv").read_bytes()
    later = graded(tmp_path, "two.pdf")
    assert (results / "results.csv").read_bytes() == kept
    assert f"{CLASS.code}: 3 students of the class without a sheet" in later.err
    assert len(table(results / CLASS.code / "results.csv")) == 1
    both = graded(tmp_path, "one.pdf", "two.pdf")
    assert "results.json is of an earlier call." in both.err
    assert len(table(results / PLAN.code / "results.csv")) == 1


def test_without_the_libraries_the_message_says_what_to_install(tmp_path, monkeypatch):
    """Marks can still be typed."""
    from quizgen.grading.scan import libraries

    saved(tmp_path, PLAN)
    monkeypatch.setattr(libraries, "find_spec", lambda name: None if name == "cv2" else name)

    outcome = quizgen(tmp_path, "grade", "scan.pdf")
    assert outcome.status == 1
    assert "quizgen[grade]" in outcome.err
    assert "opencv-python-headless" in outcome.err


def test_a_plan_without_answer_sheets_says_how_to_print_them(tmp_path):
    settings = PLAN.settings.model_copy(update={"answer_sheet": False})
    saved(tmp_path, PLAN.model_copy(update={"answer_sheets": None, "settings": settings}))

    outcome = quizgen(tmp_path, "grade", "scan.pdf")
    assert outcome.status == 1
    assert "--answer-sheet" in outcome.err


def test_a_sheet_of_several_pages_is_one_paper(tmp_path, monkeypatch):
    """Its pages follow one another where no name tells whose they are."""
    monkeypatch.setattr(answer_sheet_rules, "_MOST_LINES", 6)
    plan = planned()
    saved(tmp_path, plan)
    assert len(plan.answer_sheet_of(plan.versions[0]).pages) == 2
    pile = handed_in(plan, [("A", None), ("A", None)], 81, style="pen")
    save_pdf(pile.pages[:3], tmp_path / "scan.pdf")

    outcome = graded(tmp_path, "scan.pdf")
    assert fates(outcome) == (3, 3, 0, 0)
    assert "page 2 of this sheet is missing" in outcome.err
    assert "1 sheet of several pages without a printed name" in outcome.err
    one, other = table(tmp_path / "results" / "results.csv")
    assert one["points"]
    assert not other["points"]


def test_marked_copies_have_ticks_right_letters_and_points(tmp_path):
    """On the scan, upright whichever side was up, and with the code of the run inside."""
    saved(tmp_path, PLAN)
    rows = PLAN.answer_sheet_of(PLAN.versions[0]).pages[0].rows
    place = next(number for number, row in enumerate(rows) if row.question == "main-claim")
    item = next(each for each in PLAN.versions[0].items if each.question == "main-claim")
    [right] = item.answer
    wrong = next(each.value for each in rows[place].bubbles if each.value != right)
    pages = []
    for letter, turns in ((right, 2), (wrong, 0)):
        sheet = PLAN.answer_sheet_of(PLAN.versions[0])
        text = scanning.symbol_text(PLAN.versions[0].code, 1, sheet.layout, None)
        pixels, rng = scanning.draw_sheet(sheet, 1, text), np.random.default_rng(1)
        scanning.Student(rng, "pen").fill(pixels, rows, 2.3, 200, {place: (letter,)})
        pages.append(np.ascontiguousarray(np.rot90(pixels, turns)))
    save_pdf(pages, tmp_path / "scan.pdf")

    graded(tmp_path, "scan.pdf", "--marked-copies")
    path = tmp_path / "results" / "marked-copies.pdf"
    with pikepdf.open(path) as pdf:
        assert str(pdf.docinfo["/Title"]) == f"{PLAN.title} {PLAN.code}"
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == 2
        colours = [_colours(page, rows[place], (right, wrong)) for page in document]
    assert colours == [{right: "green", wrong: ""}, {right: "green", wrong: "red"}]


def _colours(page, row, values):
    """Return the colour in which each bubble was marked."""
    image = np.asarray(page.render(scale=150 / 72).to_pil().convert("RGB")).astype(int)
    found = {}
    for bubble in row.bubbles:
        x, y, far = (round(each * 150 / 25.4) for each in (bubble.x, bubble.y, 2.8))
        near = image[y - far : y + far, x - far : x + far].reshape(-1, 3)
        red, green, blue = near.T
        is_green = ((green - red > 60) & (green - blue > 60)).sum() > 8
        is_red = ((red - green > 60) & (red - blue > 60)).sum() > 8
        if bubble.value in values:
            found[bubble.value] = "green" if is_green else "red" if is_red else ""
    return found


def test_marked_copies_are_of_scans(tmp_path):
    """A table of marks has no scan to mark."""
    saved(tmp_path, PLAN)
    outcome = quizgen(tmp_path, "grade", "marks.csv", "--marked-copies")

    assert outcome.status == 2
    assert "--marked-copies and --jobs are for scans" in outcome.err


def test_pencil_on_a_black_and_white_scan_is_warned_of(tmp_path):
    """It vanishes from it; grey would keep it."""
    saved(tmp_path, PLAN)
    pages = handed_in(PLAN, [("A", None)], 91, DAMAGED["1 bit, 150 dpi"], style="light").pages
    Image.fromarray(pages[0]).convert("1").save(tmp_path / "scan.tif", compression="group4")

    outcome = graded(tmp_path, "scan.tif")
    assert fates(outcome) == (1, 0, 1, 0)
    assert "pencil vanishes. Scan in grey, at 200 dpi." in outcome.err


def test_what_is_mistyped_is_refused(odd_pile):
    """No results are written over by those of nothing."""
    folder, _ = odd_pile
    (folder / "some.json").write_text('{"format": "quizgen-decisions-1", "decisions": {}}')

    for name, message in {
        "scna.pdf": "There is no file scna.pdf.",
        "some.json": "Name the scans too",
    }.items():
        outcome = quizgen(folder, "grade", name)
        assert outcome.status == 1
        assert outcome.err.startswith(f"Error: {message}")
    assert not (folder / "results").exists()


def test_scans_that_are_not_named_again_are_told(tmp_path):
    """The results are of what was named; what was read before is not silently missing."""
    saved(tmp_path, PLAN)
    for number in (1, 2):
        pages = handed_in(PLAN, [("A", None)], number, style="pen").pages
        save_pdf(pages, tmp_path / f"{number}.pdf")
    assert "not among these scans" not in graded(tmp_path, "1.pdf").err

    assert "1 page that was read into results before" in graded(tmp_path, "2.pdf").err
    assert "not among these scans" not in graded(tmp_path, "1.pdf", "2.pdf").err


def test_results_in_the_folder_of_their_scans_are_no_scans(tmp_path):
    """All that a call and the report write; a copy that is named is told, and not read."""
    saved(tmp_path, PLAN)
    pages = handed_in(PLAN, [("A", None)] * 2, 3, style="pen").pages
    (tmp_path / "scans").mkdir()
    save_pdf(pages, tmp_path / "scans" / "a.pdf")
    command = ("scans", "-o", "scans", "--marked-copies", "--returns")
    first = fates(graded(tmp_path, *command))
    assert quizgen(tmp_path, "report", "scans").status == 0
    written = {*(tmp_path / "scans").iterdir()} - {tmp_path / "scans" / "a.pdf"}

    assert {path.suffix for path in written} >= {".pdf", ".html", ".csv", ".json", ""}
    assert fates(graded(tmp_path, *command)) == first
    named = graded(tmp_path, "scans/a.pdf", "scans/marked-copies.pdf", "-o", "scans")
    assert fates(named) == (first[0] + 1, *first[1:3], first[3] + 1)
    assert "marked-copies.pdf: quizgen grade wrote it, and it is no scan." in named.err


def test_a_fault_in_one_page_ends_no_pile(tmp_path, monkeypatch):
    """Such as one of a library, which nobody foresaw."""
    from quizgen.grading.scan import reading

    saved(tmp_path, PLAN)
    save_pdf(handed_in(PLAN, [("A", None)] * 2, 3, style="pen").pages, tmp_path / "scan.pdf")
    find, calls = reading.find_markers, []

    def failing(*page):
        calls.append(1)
        if len(calls) == 1:
            raise cv2.error("no memory")
        return find(*page)

    monkeypatch.setattr(reading, "find_markers", failing)
    outcome = graded(tmp_path, "scan.pdf")
    assert fates(outcome) == (2, 1, 0, 1)
    assert "scan.pdf, page 1: It cannot be read: no memory." in outcome.err


# Sheets as they are printed


@pytest.mark.parametrize(
    ("options", "damage"),
    [
        (("--paper", "a4"), "grey, upside down"),
        (("--language", "ar"), "copied"),
        (("--large-print", "--duplex"), "1 bit, 150 dpi"),
    ],
    ids=["a4", "right to left", "large"],
)
def test_printed_sheets_are_read(tmp_path, options, damage):
    """What make prints, filled in and scanned, with a page of the questions among them."""
    (tmp_path / "class.csv").write_text("name,class\nZoë,4b\nBen,4b\n", "utf-8")
    wishes = ("--count", EVERY_COUNT, "--roster", "class.csv", "--answer-sheet", *options)
    printed = quizgen(tmp_path, "make", *wishes, bank=EVERY_KIND)
    assert printed.status == 0, printed.err
    book, meant = SheetBook([printed.plan]), {}
    first, *others = rendered(printed.worksheets)
    pages = [first]
    for number, pixels in enumerate(others):
        if codes := symbols_anywhere(pixels):
            at, rng = book.find(codes[0]), np.random.default_rng(number)
            student = scanning.Student(rng, "pen", odd=0)
            filled = student.fill(pixels, at.page.rows, at.sheet.bubble / 2, 200)
            meant[at.student] = dict(zip(at.page.rows, filled.rows, strict=True))
            pages.append({**CLEAN, **DAMAGED}[damage](pixels, rng, 200))
    save_pdf(pages, tmp_path / "scan.pdf")

    pages, *_, rejected = fates(graded(tmp_path, "scan.pdf"))
    assert (pages, rejected) == (3, 1)
    kept = json.loads((tmp_path / "results" / "results.json").read_text("utf-8"))
    papers = {paper["name"]: paper["responses"] for paper in kept["papers"]}
    assert papers.keys() == {"Zoë", "Ben"}
    waiting = 0
    for place, student in enumerate(printed.plan.students):
        for row, values in meant[place].items():
            given = papers[student.name][row.question]
            answer, points = given[row.part] if given else (None, None)
            found = [points] if row.mode == "points" else answer
            if found in (None, [None]):
                waiting += 1
            else:
                assert values == (tuple(found) if row.mode == "many" else (found[row.place],))
    assert waiting <= 3


def rendered(path):
    """Return the pages of a PDF in grey, at 200 dpi."""
    pages = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            bitmap = page.render(scale=200 / 72, grayscale=True)
            pages.append(bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy())
            bitmap.close()
    return pages
