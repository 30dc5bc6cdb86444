"""How pages are set: where settings may stand, which of them holds, and what is printed."""

import json
import re
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from reading import page_texts, words
from running import EVERY_COUNT, EVERY_KIND, LIGHTHOUSE, quizgen

from quizgen.bank.paper import PAPER_SIZES, paper_of
from quizgen.bank.print_settings import (
    SHEETS,
    PrintSettings,
    key_settings,
    large_print_of,
    points_of,
)
from quizgen.base.choices import LOOKS, PAPERS
from quizgen.base.words import or_list
from quizgen.printing.fonts import families

TOML = Path("quizgen.toml")
BANK = Path("question_banks/bank.yaml")


def with_print(said, bank=LIGHTHOUSE):
    """Return a bank that begins with what it says about printing."""
    return f"print:\n{said}{bank}"


def make(folder, *options, bank=LIGHTHOUSE, toml=None):
    if toml is not None:
        (folder / TOML).write_text(toml, "utf-8")
    return quizgen(folder, "make", "--seed", "x", *options, bank=bank)


def settings(folder, *options, bank=LIGHTHOUSE, toml=None):
    """Return what --show-settings says: the value and the origin of each setting."""
    outcome = make(folder, "--show-settings", *options, bank=bank, toml=toml)
    assert outcome.status == 0, outcome.err
    assert outcome.err == ""
    assert not (folder / "worksheets").exists(), "it prints nothing"
    rows = [re.split(r" {2,}", line) for line in outcome.out.splitlines()]
    assert rows[0] == ["Setting", "Value", "From"]
    return {name: (value, origin) for name, value, origin in rows[1:]}


def sizes(path):
    """Return the size of each page in points."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [tuple(round(length) for length in page.get_size()) for page in pdf]


def fonts(path):
    """Return the names of a PDF's fonts, without the letters before them."""
    run = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True)
    return {line.split()[0].rpartition("+")[2] for line in run.stdout.splitlines()[2:]}


# Where settings stand, and which holds


def test_the_nearest_place_holds_and_is_named(tmp_path):
    """The command line goes before the bank, the bank before the project, that before looks."""
    bank = with_print("  paper: a4\n  columns: 2\n")
    toml = '[print]\npaper = "legal"\ncolumns = 1\nduplex = true\n'

    found = settings(tmp_path, "--paper", "a5", "--columns", "1", bank=bank, toml=toml)
    assert found["paper"] == ("a5", "--paper a5")
    assert found["columns"] == ("1", "--columns 1")
    assert found["duplex"] == ("yes", f"{TOML}:4:10")
    assert found["margins"][1] == "the look classic"
    assert found["spacing"] == ("normal", "default")
    assert found["language"] == ("en", "default")

    found = settings(tmp_path, bank=bank, toml=toml)
    assert found["paper"] == ("a4", f"{BANK}:2:10")
    assert found["columns"] == ("2", f"{BANK}:3:12")
    assert settings(tmp_path, bank=LIGHTHOUSE, toml=toml)["paper"] == ("legal", f"{TOML}:2:9")


def test_a_truth_can_be_taken_back(tmp_path):
    """What the bank wants, one run need not have."""
    bank = with_print("  duplex: yes\n  answer_column: yes\n  large_print: yes\n")
    off = ["--no-duplex", "--no-answer-column", "--no-large-print"]
    found = settings(tmp_path, *off, bank=bank)
    assert found["duplex"] == ("no", "--no-duplex")
    assert found["answer_column"] == ("no", "--no-answer-column")
    german = settings(tmp_path, bank=f"language: de\n{LIGHTHOUSE}")
    assert german["language"] == ("de", f"{BANK}:1:11")
    assert settings(tmp_path, "--language", "fr")["language"] == ("fr", "--language fr")
    assert found["font_size"] == ("11.5", "the look classic")


def test_large_print_goes_before_what_is_said_less_near(tmp_path):
    """A bank in two columns has its large print without further ado."""
    bank = with_print("  columns: 2\n  font_size: 10\n  font: Lato\n")
    found = settings(tmp_path, "--large-print", bank=bank)
    assert found["columns"] == ("1", "default")
    assert found["font_size"] == ("18", "large_print")
    assert found["font"] == ("Source Sans 3", "large_print")


def test_a_plan_says_how_it_is_set_and_stays_so(tmp_path):
    """A reprint is on the paper of the first print, whatever bank and project say by then."""
    first = make(tmp_path, "--paper", "a5", "--count", "2")
    plan = str(first.plan_file)
    before = first.worksheets.read_bytes()
    (tmp_path / TOML).write_text('[print]\npaper = "legal"\n', "utf-8")

    again = quizgen(tmp_path, "make", "--plan", plan)
    assert again.status == 0, again.err
    assert again.worksheets.read_bytes() == before
    shown = quizgen(tmp_path, "make", "--plan", plan, "--show-settings")
    assert re.search(r"paper +a5 +.*plan\.json", shown.out)
    refused = quizgen(tmp_path, "make", "--plan", plan, "--paper", "a4")
    assert refused.status == 2
    assert "--paper" in refused.err


# Slips


@pytest.mark.parametrize(
    ("toml", "place", "said"),
    [
        ('[print]\npaper = "a44"', "2:9", "not 'a44'. Did you mean 'a4'?"),
        ("[print]\n\ncolumns = 3", "3:11", "a whole number from 1 to 2, not '3'."),
        ("[print]\nfont_size = 99.5", "2:13", "from 8 to 36"),
        ("[print]\nduplex = 3", "2:10", "'duplex' is yes or no, not '3'."),
        ('[print]\npapre = "a4"', "2:1", "There is no key 'papre' here. Did you mean 'paper'?"),
        ('paper = "a4"', "1:1", "It belongs below a line [print]."),
        ('[pint]\npaper = "a4"', "1:2", "no 'pint' in quizgen.toml. Did you mean 'print'?"),
        ("[print]\npaper = a4", "2:9", "texts are in quotes"),
        ("[print]\npaper = [1]", "2:1", "'paper' is one value, not several."),
        ("print = 3", "1:1", "Write a line [print]"),
        ('[print]\nmargins = "2"', "2:11", "with its unit mm, cm, in or pt"),
        ("[print]\nlarge_print = true\ncolumns = 2", "3:11", "Large print has one column"),
    ],
)  # fmt: skip
def test_a_slip_in_the_projects_file_is_told_with_its_place(tmp_path, toml, place, said):
    """The message names file, line and column, and what to write; nothing is printed."""
    outcome = make(tmp_path, toml=toml)
    assert outcome.status == 1
    assert f"{TOML}:{place}: " in outcome.err
    assert said in outcome.err
    assert "One problem in the settings. Nothing was printed." in outcome.err
    assert not (tmp_path / "worksheets").exists()


def test_every_slip_in_the_projects_file_is_told_at_once(tmp_path):
    """Nobody runs quizgen once for each of them."""
    outcome = make(tmp_path, toml='x = 1\n[print]\npaper = "a3"\nn_up = 5\n')
    assert [line.split(" ")[0] for line in outcome.err.splitlines()[:3]] == [
        f"{TOML}:1:1:",
        f"{TOML}:3:9:",
        f"{TOML}:4:8:",
    ]
    assert "3 problems in the settings" in outcome.err


@pytest.mark.parametrize(
    ("said", "place", "words"),
    [
        ("  paper: a3\n", "2:10", f"'paper' is one of {', '.join(PAPERS)}, not 'a3'."),
        ("  fontsize: 12\n", "2:3", "Did you mean 'font_size'?"),
        ("  duplex: perhaps\n", "2:11", "'duplex' is yes or no, not 'perhaps'."),
        ("  margins: 20\n", "2:12", "20mm, or 15mm 20mm 15mm 20mm; not '20'."),
        ("  margins: 1mm\n", "2:12", "from 4mm to 50mm"),
        ("  look: ../x\n", "2:9", "holds letters a to z"),
        ("  large_print: yes\n  columns: 2\n", "3:12", "Large print has one column."),
        ("  large_print: yes\n  font_size: 12\n", "3:14", "Large print has 18 pt at least."),
        ("  large_print: yes\n  n_up: 2\n", "3:9", "Large print needs the whole sheet."),
        (
            "  n_up: 2\n  paper: legal\n",
            "3:10",
            f"Choose the paper {or_list(SHEETS)}, or leave",
        ),
    ],
)
def test_a_slip_in_the_bank_is_told_with_its_place(tmp_path, said, place, words):
    """As any other of the bank."""
    outcome = make(tmp_path, bank=with_print(said))
    assert outcome.status == 1
    assert f"{BANK}:{place}: " in outcome.err
    assert words in outcome.err


def test_a_setting_at_the_top_of_the_bank_is_sent_where_it_belongs(tmp_path):
    """Who forgot `print:` is told so."""
    outcome = make(tmp_path, bank=f"paper: a4\n{LIGHTHOUSE}")
    assert "'paper' belongs under 'print'. Write: print: {paper: a4}" in outcome.err
    outcome = make(
        tmp_path, bank=f"paper: a4\n{with_print('  n_up: 1')}\n".replace("n_up: 1", "n_up: 1\n")
    )
    assert "'paper' belongs to 'print'. Indent it like the keys there." in outcome.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--large-print", "--columns", "2"],
            "--large-print and --columns 2: Large print has",
        ),
        (["--columns", "2"], f"large_print ({BANK}:2:16) and --columns 2: Large print has"),
        (["--no-large-print", "--font-size", "7"], "--font-size 7: A font size is a number"),
        (["--no-large-print", "--margins", "2"], "--margins 2: Margins are one length"),
        (["--no-large-print", "--paper", "a5", "--columns", "2"], "letters in a line, too few"),
        (
            ["--no-large-print", "--font", "Lto"],
            "--font Lto: no font called 'Lto' is installed",
        ),
        (["--look", "exma"], "--look exma: there is no look 'exma'. Did you mean 'exam'?"),
        (["--look", "review"], "there is no look 'review'"),
    ],
)
def test_what_contradicts_itself_names_both_places(tmp_path, options, said):
    """On the command line, or between it and the bank."""
    outcome = make(tmp_path, *options, bank=with_print("  large_print: yes\n"))
    assert outcome.status == 1
    assert said in outcome.err
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "worksheets").exists()


def test_near_fonts_are_listed():
    """A slip of the finger is recognised; the font that comes with quizgen is among them."""
    assert {"Lato", "Gentium Book Plus", "Source Sans 3"} <= families()


def test_an_unknown_font_lists_near_ones(tmp_path):
    """What there is instead."""
    outcome = make(tmp_path, "--font", "Gentum Book")
    assert "Near it are: Gentium Book Plus" in outcome.err


# What is printed


@pytest.mark.parametrize("paper", PAPER_SIZES)
@pytest.mark.parametrize("look", LOOKS)
def test_every_look_prints_every_kind_on_every_paper(tmp_path, paper, look):
    """Pages have the paper's size, and every word stands between the margins."""
    outcome = make(
        tmp_path, "--paper", paper, "--look", look, "--count", EVERY_COUNT, bank=EVERY_KIND
    )
    assert outcome.status == 0, outcome.err
    assert outcome.err == ""
    size = tuple(round(length) for length in PAPER_SIZES[paper])
    page = paper_of(outcome.plan.settings)
    for path in (outcome.worksheets, outcome.keys):
        assert set(sizes(path)) == {size}
        for _, left, top, right, bottom, word in words(path):
            assert page.left - 1 <= left <= right <= page.width - page.right + 1, word
            assert page.top - 6 <= top <= bottom <= page.height - page.bottom + 6, word


def test_the_compact_look_saves_paper_but_stays_readable(tmp_path):
    """Fewer pages than the classic look; no type below 10 pt."""
    folders = {look: tmp_path / look for look in ("classic", "compact")}
    pages = {}
    for look, folder in folders.items():
        folder.mkdir()
        outcome = make(folder, "--look", look, "--count", EVERY_COUNT, bank=EVERY_KIND)
        pages[look] = len(sizes(outcome.worksheets))
    assert pages["compact"] < pages["classic"]
    with pypdfium2.PdfDocument(outcome.worksheets) as pdf:
        told = [
            each.get_font_size() * each.get_matrix().a for page in pdf for each in texts(page)
        ]
    assert told
    assert min(told) >= 10 - 0.01


def texts(page):
    """Yield the pieces of text on a page."""
    found = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=9)
    return list(found)


def test_large_print_is_large_upright_and_without_serifs(tmp_path):
    """18 pt on the worksheets, in one font family, none of its faces italic."""
    outcome = make(tmp_path, "--large-print", "--count", EVERY_COUNT, bank=EVERY_KIND)
    assert outcome.err == ""
    names = fonts(outcome.worksheets)
    assert names
    assert all("Source-Sans" in name or "SourceSans" in name for name in names), names
    assert not any("Ital" in name or "Obl" in name for name in names)
    tall = [
        bottom - top
        for _, _, top, _, bottom, word in words(outcome.worksheets)
        if word.isalpha()
    ]
    plain = make(tmp_path, "-o", "plain", "--count", EVERY_COUNT, bank=EVERY_KIND)
    usual = tmp_path / "plain" / "bank-worksheets.pdf"
    assert plain.status == 0
    before = [bottom - top for _, _, top, _, bottom, word in words(usual) if word.isalpha()]
    assert min(tall) > min(before) * 1.4


@pytest.mark.parametrize("family", ["Lato", "Roboto"])
def test_a_font_that_comes_with_quizgen_can_be_chosen(tmp_path, family):
    """All words are set in it."""
    outcome = make(tmp_path, "--font", family, "--count", "9")
    assert outcome.err == ""
    assert {name.partition("-")[0] for name in fonts(outcome.worksheets)} == {family}


def test_two_columns_stand_side_by_side(tmp_path):
    """Questions begin at two places across the page, under a head that spans both."""
    outcome = make(tmp_path, "--columns", "2", "--count", EVERY_COUNT, bank=EVERY_KIND)
    assert outcome.err == ""
    page = paper_of(outcome.plan.settings)
    numbers = {
        int(word[:-1]): (number, round(left), top)
        for number, left, top, _, _, word in words(outcome.worksheets)
        if re.fullmatch(r"[0-9]+\.", word)
        and any(abs(left - page.column_left(each)) < 2 for each in (0, 1))
    }
    assert sorted(numbers) == list(range(1, 15))
    assert len({left for _, left, _ in numbers.values()}) == 2
    order = [numbers[number] for number in sorted(numbers)]
    assert order == sorted(order), "down a column, then the next, then over the page"


def test_right_to_left_the_first_column_is_the_right_one(tmp_path):
    """An Arabic paper in two columns begins where its lines begin."""
    outcome = make(tmp_path, "--columns", "2", "--language", "ar", "--count", "9")
    page = paper_of(outcome.plan.settings)
    tops = {
        word: left
        for number, left, _, _, _, word in words(outcome.worksheets)
        if number == 0 and re.fullmatch(r"\.[1-9]|[1-9]\.", word)
    }
    first = next(left for word, left in tops.items() if "1" in word)
    assert first > page.width / 2
    assert min(tops.values()) < page.width / 2


def test_margins_are_as_asked_for(tmp_path):
    """Top, right, bottom, left: nothing stands outside, and the foot stands at the bottom."""
    outcome = make(tmp_path, "--margins", "30mm 10mm 25mm 40mm", "--count", "9")
    found = words(outcome.worksheets)
    assert min(left for _, left, *_ in found) == pytest.approx(points_of("40mm"), abs=1.5)
    assert max(right for _, _, _, right, _, _ in found) == pytest.approx(
        612 - points_of("10mm"), abs=3
    )
    assert max(bottom for _, _, _, _, bottom, _ in found) <= 792 - points_of("25mm") + 3


def test_spacing_and_size_move_everything(tmp_path):
    """Wider spacing and larger type take more of the page, compact spacing less."""
    heights = {}
    for option in (("--spacing", "compact"), (), ("--spacing", "wide"), ("--font-size", "16")):
        folder = tmp_path / ("".join(option).strip("-") or "plain")
        folder.mkdir()
        outcome = make(folder, *option, "--count", "3", "--exclude", "museum")
        [*_, last] = [top for _, _, top, _, _, word in words(outcome.worksheets) if word == "D"]
        heights[option] = last
    compact, normal, wide, large = heights.values()
    assert compact < normal < min(wide, large)


def test_with_duplex_each_paper_begins_on_a_right_hand_page(tmp_path):
    """A blank page is put in, which holds nothing that is read."""
    outcome = make(
        tmp_path,
        "--duplex",
        "--versions",
        "3",
        "--count",
        EVERY_COUNT,
        bank=EVERY_KIND,
        toml="",
    )
    texts = page_texts(outcome.worksheets)
    starts = [number for number, text in enumerate(texts) if "page 1 of" in text]
    assert len(starts) == 3
    assert all(number % 2 == 0 for number in starts)
    assert "on both sides, turned over on the long edge" in " ".join(outcome.out.split())
    odd = make(tmp_path, "--duplex", "--versions", "2", "--count", "2", "-o", "odd")
    assert odd.status == 0
    texts = page_texts(tmp_path / "odd" / "bank-worksheets.pdf")
    assert [bool(text.strip()) for text in texts] == [True, False, True, False]
    # Keys are not for a class: they go on without blank pages.
    assert all(text.strip() for text in page_texts(tmp_path / "odd" / "bank-answer-keys.pdf"))


@pytest.mark.parametrize(
    ("paper", "sheet"), [("letter", (792, 612)), ("a4", (842, 595)), ("a5", (842, 595))]
)
def test_two_papers_lie_on_a_sheet(tmp_path, paper, sheet):
    """Cut in the middle and stacked, four versions are A, B, C and D again."""
    options = ["--n-up", "2", "--paper", paper, "--versions", "4", "--count", "2"]
    outcome = make(tmp_path, *options)
    assert outcome.err == ""
    assert "put the left half on the right half" in " ".join(outcome.out.split())
    assert set(sizes(outcome.worksheets)) == {sheet}
    middle = sheet[0] / 2
    halves = {True: [], False: []}
    for number, left, _, right, _, word in words(outcome.worksheets):
        assert right <= middle or left >= middle, f"{word} would be cut"
        if code := re.fullmatch(r"[A-Z0-9]{4}-([A-D])-\w", word):
            halves[left < middle].append((number, code[1]))
    stacked = [name for half in (True, False) for _, name in sorted(halves[half])]
    assert stacked == sorted(stacked)
    assert set(stacked) == set("ABCD")


def test_the_answer_column_has_a_box_beside_each_lettered_question(tmp_path):
    """Drawn at the right edge, level with the question; no words stand in the column."""
    options = ["--answer-column", "--type", "multiple_choice", "--count", "4"]
    outcome = make(tmp_path, *options)
    assert outcome.err == ""
    page = paper_of(outcome.plan.settings)
    found = words(outcome.worksheets)
    edge = page.width - page.right
    stems = [
        top
        for _, left, top, _, _, word in found
        if re.fullmatch(r"[1-9]\.", word) and left < 60
    ]
    assert len(stems) == 4
    for _, _, top, right, _, word in found:
        if min(stems) - 1 <= top <= max(stems) + 100:
            assert right <= edge - 30, word
    boxes = drawn_boxes(outcome.worksheets, edge)
    assert len(boxes) == 4
    for stem, box in zip(sorted(stems), sorted(boxes), strict=True):
        assert abs(stem - box) < 8


def drawn_boxes(path, edge):
    """Return how far down the first page dark frames end at the right edge."""
    with pypdfium2.PdfDocument(path) as pdf:
        image = pdf[0].render(scale=1).to_pil().convert("L")
    column = [image.getpixel((int(edge) - 14, y)) < 140 for y in range(image.height)]
    # A box crosses a line downwards twice, 22 points apart; rules across the page have no pair.
    lines = [y for y in range(1, len(column)) if column[y] and not column[y - 1]]
    return [y for y in lines if any(19 <= other - y <= 24 for other in lines)]


@pytest.mark.parametrize(
    "options", [["--large-print"], ["--columns", "2"], ["--n-up", "2"], ["--answer-column"]]
)
def test_keys_are_for_the_teacher(tmp_path, options):
    """They are set as without such wishes: one column of usual type, on whole sheets."""
    plain = make(tmp_path, "--count", "9", "-o", "plain")
    outcome = make(tmp_path, "--count", "9", "-o", "set", *options)
    assert plain.status == outcome.status == 0
    usual, found = (tmp_path / folder / "bank-answer-keys.pdf" for folder in ("plain", "set"))
    assert set(sizes(found)) == set(sizes(usual))
    assert fonts(found) == fonts(usual)


def test_a_passage_by_itself_fills_both_halves(tmp_path):
    """Two students get it from one sheet."""
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "bank.txt").write_text("\n\n".join(["It burns."] * 9))
    outcome = make(tmp_path, "--n-up", "2", "--passage", "separate", "--draft")
    assert outcome.status == 0, outcome.err
    [text] = page_texts(tmp_path / "worksheets" / "bank-passage.pdf")
    assert text.count("It burns.") == 18


def test_papers_in_files_of_their_own_cannot_share_a_sheet(tmp_path):
    """Cutting needs one pile."""
    outcome = make(tmp_path, "--n-up", "2", "--split")
    assert outcome.status == 1
    assert "Choose one of the two" in outcome.err
    assert not (tmp_path / "worksheets").exists()


# Settings as data


lengths = st.builds(lambda number, unit: f"{number}{unit}", st.integers(15, 30), st.just("mm"))
some_settings = st.fixed_dictionaries(
    {
        "paper": st.sampled_from(PAPERS),
        "columns": st.sampled_from([1, "2"]),
        "font_size": st.sampled_from([12, 11.5, "10 pt", "14"]),
        "font": st.none() | st.just("Lato"),
        "spacing": st.sampled_from(["compact", "normal", "wide"]),
        "margins": st.none()
        | lengths
        | st.lists(lengths, min_size=4, max_size=4).map(" ".join),
        "duplex": st.booleans(),
        "answer_column": st.sampled_from([True, "yes", "no", False]),
    }
).map(PrintSettings.model_validate)


@given(some_settings)
def test_settings_come_back_from_json_as_they_went(said):
    """A plan holds them whole."""
    assert PrintSettings.model_validate(json.loads(said.model_dump_json())) == said


@given(some_settings)
def test_large_print_of_any_settings_contradicts_nothing(said):
    """One student's large print is always possible, and is large."""
    large = large_print_of(said)
    assert PrintSettings.model_validate(large.model_dump()) == large
    assert float(large.font_size) >= 18
    assert (large.columns, large.n_up) == (1, 1)
    assert key_settings(large) == key_settings(large_print_of(key_settings(said)))


@given(some_settings)
def test_columns_fill_what_margins_leave(said):
    """Margins, columns and what is between them are as wide as the page."""
    page = paper_of(said)
    last = page.column_left(page.columns - 1)
    assert last + page.column == pytest.approx(page.width - page.right)
    assert page.column_left(0) == page.left


@pytest.mark.parametrize(
    "value", ["0", "1mm", "20", "20mm 20mm", "-5mm", "20 mm", "5mm;", "60mm"]
)
def test_margins_that_are_none_are_refused(value):
    """Only lengths with their unit, one or four."""
    with pytest.raises(ValidationError):
        PrintSettings.model_validate({"margins": value})
