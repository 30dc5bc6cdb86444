"""The way of a class's papers: printed, filled in, scanned, graded, decided, given back.

    cd tests; python walking.py FOLDER [--seed N]

walks it with a seed that nobody used before if none is given, and says what differs from what
was marked. A browser without a screen decides on the review page, with the keyboard alone.
"""

import argparse
import csv
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import scanning
import webdriver
from PIL import Image
from running import EVERY_COUNT, EVERY_KIND, Outcome, quizgen
from scanning import CLEAN, DAMAGED, STYLES, save_pdf

from quizgen.base.language import Wording
from quizgen.grading.scan.book import FoundPage, SheetBook
from quizgen.grading.scan.decisions import row_name
from quizgen.grading.scan.pages import pages_of
from quizgen.plan.answer_sheet import Row
from quizgen.plan.model import Plan

STUDENTS, VERSIONS = 24, 4
ODD = 0.12
"""How many of the rows are not plainly marked."""
PATIENCE = 20
"""Seconds in which a file is saved."""
DPI = 200
ROSTER = "name,id,class,seat,language,large_print\n" + "".join(
    f"Student {number:02},{number},4b,{'ABCD'[number % 4]}{number // 4 + 1},"
    f"{'uk' if number == 5 else 'ar' if number == 9 else ''},{'yes' if number == 7 else ''}\n"
    for number in range(STUDENTS)
)


@dataclass
class Filled:
    """A page that was handed in: its place in the class, and what each row means."""

    student: int
    code: str
    page: int
    damage: str
    rows: dict[Row, tuple[str, ...]]
    pixels: np.ndarray
    key: str = ""


@dataclass
class Walk:
    """What became of the papers; after is what the last call printed."""

    filled: list[Filled]
    rounds: list[tuple[str, str]] = field(default_factory=list)
    """What was printed before each look at the review page, and what that told in the end."""
    after: str = ""
    left_out: int = 0
    wrong: list[str] = field(default_factory=list)
    """What the results have otherwise than it was marked."""


def walk(folder: Path, seed: int, tell: Callable[[str], object] = str) -> Walk:
    """Walk the whole way in an empty folder."""
    (folder / "class.csv").write_text(ROSTER, "utf-8")
    wishes = ("--roster", "class.csv", "--versions", str(VERSIONS), "--count", EVERY_COUNT)
    options = ("--seed", str(seed), "--answer-sheet", "--duplex", "--paper", "a4")
    printed = _done(folder, "make", *wishes, *options, bank=EVERY_KIND)
    tell("printed")
    found = Walk(list(_filled(printed, seed)))
    _hand_in(found.filled, folder / "scans", seed)
    tell("handed in")
    # A code that is typed opens a sheet, whose rows may be asked about then.
    while "Next  " in (said := _done(folder, "grade", "scans").out) and len(found.rounds) < 4:
        tell(said)
        found.rounds.append((said, _decide(found.filled, folder / "results")))
        tell(found.rounds[-1][1])
    left = {each.key for each in found.filled} & _left_out(folder / "results")
    found.left_out = len(left)
    lost = [each for each in found.filled if each.key in left]
    table = _typed(lost, printed.plan, folder / "marks.csv")
    more = (*table, "--marked-copies", "--returns")
    found.after = _done(folder, "grade", "scans", *more).out
    tell(found.after)
    found.wrong = list(_wrong(found.filled, folder / "results", printed))
    _done(folder, "report")
    return found


def _done(folder: Path, *command: str, **more: str) -> Outcome:
    outcome = quizgen(folder, *command, **more)
    if outcome.status:
        raise RuntimeError(outcome.err)
    return outcome


# Students, and the copier


def _filled(printed: Outcome, seed: int) -> Iterator[Filled]:
    """Yield each answer sheet as it is printed, filled in, and damaged in one of all ways."""
    damages = {**CLEAN, **DAMAGED}
    for number, (at, pixels) in enumerate(_sheets(printed)):
        rng = np.random.default_rng([seed, number])
        student = scanning.Student(rng, STYLES[number % len(STYLES)], ODD)
        meant = student.fill(pixels, at.page.rows, at.sheet.bubble / 2, DPI)
        name = [*damages][(number + seed) % len(damages)]
        rows = {
            row: _meant(row, values, how)
            for row, values, how in zip(at.page.rows, meant.rows, meant.how, strict=True)
        }
        scan = damages[name](pixels, rng, DPI)
        yield Filled(at.student, at.version.code, at.page.number, name, rows, scan)


def _sheets(printed: Outcome) -> Iterator[tuple[FoundPage, np.ndarray]]:
    """Yield each page of the answer sheets, and what a printer makes of it.

    They are the last pages of each paper that are not blank.
    """
    book, plan = SheetBook([printed.plan]), printed.plan
    codes = {version.name: version.code for version in plan.versions}
    with pypdfium2.PdfDocument(printed.worksheets) as document:
        starts = [mark.get_dest().get_index() for mark in document.get_toc()]
        papers = zip(plan.students, starts, [*starts[1:], len(document)], strict=True)
        for place, (student, start, end) in enumerate(papers):
            full = [n for n in range(start, end) if document[n].get_textpage().count_chars()]
            code = codes[student.version]
            sheet = book.page_of(code, place, 1).sheet
            for page, number in zip(sheet.pages, full[-len(sheet.pages) :], strict=True):
                bitmap = document[number].render(scale=DPI / 72, grayscale=True)
                pixels = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)
                yield book.page_of(code, place, page.number), pixels.copy()


def _meant(row: Row, values: tuple[str, ...], how: str) -> tuple[str, ...]:
    """Return what a teacher would take marks for: of two that exclude one another neither."""
    if row.mode == "points":
        return values[:1] or ("0",)
    return () if how == "double" and row.mode == "one" else values


def _hand_in(filled: list[Filled], folder: Path, seed: int) -> None:
    """Shuffle the pages; scan them into one file, but for photos, which have one each."""
    folder.mkdir()
    rng = np.random.default_rng(seed)
    order = [filled[place] for place in rng.permutation(len(filled))]
    scanned = [each for each in order if each.damage != "photo"]
    save_pdf([each.pixels for each in scanned], folder / "scan.pdf", DPI)
    for each, source in zip(scanned, pages_of(folder / "scan.pdf"), strict=True):
        each.key = source.key
    camera = Image.Exif()
    camera[0x0110] = "Phone"
    for number, each in enumerate(each for each in order if each.damage == "photo"):
        path = folder / f"photo {number}.jpg"
        Image.fromarray(each.pixels).save(path, exif=camera, quality=85)
        each.key = pages_of(path)[0].key


# The teacher


NOW = """const item = document.activeElement.closest(".item");
if (!item) return null;
return {name: item.dataset.name, kind: item.dataset.kind, asked: item.dataset.asked ?? "",
  typed: item.querySelector("input[type=text]")?.value ?? "",
  chosen: [...item.querySelectorAll("input:checked")].map((each) => each.value),
  labels: Object.fromEntries([...item.querySelectorAll("input")].map(
    (each) => [each.value, each.dataset.label]))};"""
COUNT = "return document.getElementById('count').textContent"
ITEMS = "return document.querySelectorAll('.item').length"


def _decide(filled: list[Filled], results: Path) -> str:
    """Answer what the review page asks as it was marked, and save it; return what it tells."""
    wanted = {each.key: each for each in filled}
    saved = len([*results.glob("decisions*.json")])
    with webdriver.browser(results) as window:
        window.open(results / "review.html")
        window.press(webdriver.DOWN)
        for _ in range(window.run(ITEMS)):
            item = window.run(NOW)
            key, _, what = item["name"].partition("/")
            _answer(window, item, wanted[key], what)
            if window.run(NOW)["name"] == item["name"]:
                window.press(webdriver.DOWN)
        told = window.run(COUNT)
        window.chord(webdriver.CONTROL, "s")
        until = time.monotonic() + PATIENCE
        while len([*results.glob("decisions*.json")]) == saved and time.monotonic() < until:
            time.sleep(0.1)
    return told


def _answer(window: webdriver.Browser, item: dict, page: Filled, what: str) -> None:
    """Press the keys that answer an item."""
    typed = {"code": page.code, "page": str(page.page), "name": f"Student {page.student:02}"}
    if what in typed and not item["typed"]:
        window.press(*typed[what], webdriver.ENTER)
    elif item["asked"] and what == "out" and not _has_code(window, page):
        window.press("x")
    elif item["asked"] and what.startswith("row/"):
        [values] = [own for row, own in page.rows.items()
                    if row_name("", row) == f"/{what}"]  # fmt: skip
        if item["kind"] == "many":
            for value in {*values} ^ {*item["chosen"]}:
                window.press(*item["labels"][value].lower())
            window.press(webdriver.ENTER)
        else:
            window.press(*(item["labels"][values[0]].lower() if values else "-"))
            if window.run(NOW)["name"] == item["name"]:  # 1 may begin 10
                window.press(webdriver.ENTER)


def _has_code(window: webdriver.Browser, page: Filled) -> bool:
    """Whether a page that cannot be read has a field for its code."""
    return window.run(f"return !!document.querySelector('[data-name=\"{page.key}/code\"]')")


def _left_out(results: Path) -> set[str]:
    """Return the keys of the pages that the teacher left out."""
    path = results / "decisions.json"
    content = json.loads(path.read_text("utf-8"))["decisions"] if path.exists() else {}
    return {name.partition("/")[0] for name, each in content.items()
            if name.endswith("/out") and each["value"] == "yes"}  # fmt: skip


def _typed(left: list[Filled], plan: Plan, path: Path) -> list[str]:
    """Type the marks of pages that no program could read; return the table, if there is one."""
    if not left:
        return []
    numbers = sorted({row.number for each in left for row in each.rows})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", *numbers])
        for each in left:
            words = plan.words_for(plan.students[each.student])
            cells = (" ".join(_cell(each, number, words)) for number in numbers)
            writer.writerow([each.code, f"Student {each.student:02}", *cells])
    return [path.name]


def _cell(page: Filled, number: int, words: Wording) -> Iterator[str]:
    for row, values in page.rows.items():
        if row.number == number:
            names = values if row.mode == "points" else map(words.letter, values)
            yield from names if values else "-"


# What came of it


def _wrong(filled: list[Filled], results: Path, printed: Outcome) -> Iterator[str]:
    """Yield what the results have otherwise than it was marked."""
    kept = json.loads((results / "results.json").read_text("utf-8"))
    papers = {paper["name"]: paper["responses"] for paper in kept["papers"]}
    for page in filled:
        name = printed.plan.students[page.student].name
        for row, values in page.rows.items():
            given = papers.get(name, {}).get(row.question) or []
            answer, points = given[row.part] if given else (None, None)
            if row.mode == "points":
                is_same = points == values[0]
            elif row.mode == "many":
                is_same = answer is not None and {*answer} == {*values}
            else:
                is_same = answer is not None and answer[row.place] == "".join(values)
            if not is_same:
                yield f"{name}, {row.question}, {page.damage}: {values} is {answer}, {points}"


def main() -> int:
    """Walk; return 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    print(f"seed {asked.seed}")
    found = walk(asked.folder, asked.seed, print)
    print(f"{found.left_out} pages typed; {len(found.wrong)} rows differ")
    for each in found.wrong:
        print(each)
    return bool(found.wrong)


if __name__ == "__main__":
    sys.exit(main())
