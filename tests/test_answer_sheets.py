"""Answer sheets: what stands where, in the plan, on paper and for a scanner."""

import ctypes
import json
import re
from itertools import combinations, pairwise

import pypdfium2
import pypdfium2.raw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import EVERY_COUNT, EVERY_KIND, quizgen

from quizgen.bank.load import parse_bank
from quizgen.bank.print_settings import PrintSettings
from quizgen.base.data_matrix import DARK, LIGHT, data_matrix
from quizgen.base.errors import QuizgenError
from quizgen.base.language import LANGUAGES, wording
from quizgen.plan.answer_sheet import (
    MOST_PAGES,
    Asked,
    KeptSheet,
    read_symbol_text,
    symbol_text,
)
from quizgen.plan.answer_sheet_rules import LAYOUT, answer_sheet, kept_sheet
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.plan.read import PlanError, parse_plan
from quizgen.plan.reprint import only
from quizgen.plan.request import CODE_ALPHABET, Request
from quizgen.plan.sheet_code import CodeError, sheet_code
from quizgen.printing.html.answer_sheet_pages import MARKERS, part_names
from quizgen.printing.pdf.read_back import verify_worksheets

POINT = 25.4 / 72
HEAD = "article: {title: T, author: A, paragraphs: 3}\nquestions:\n"
SKILL = "skill: evidence"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CLASS = """name,id,class,large_print,language
Zoë Adams,17,5a,,
Ben Okafor,18,5a,yes,
لينا حداد,19,5a,,ar
"""


def plan_of(count=14, **wishes):
    """Return a plan with answer sheets."""
    settings = {"answer_sheet": True, "paper": "a4"} | wishes.pop("settings", {})
    bank = parse_bank(wishes.pop("bank", EVERY_KIND), "x.yaml")
    request = Request(count=count, seed="s", settings=PrintSettings(**settings), **wishes)
    return make_plan(bank, request, file="x.yaml", sha256="0")


# The rules


def asked_of(questions):
    """Return the rows of questions, each with its rows as a mode and a number of values."""
    return tuple(
        Asked(
            number,
            0,
            place,
            mode,
            tuple(map(str, range(count))) if mode == "points" else tuple(LETTERS[:count]),
        )
        for number, rows in enumerate(questions, start=1)
        for place, (mode, count) in enumerate(rows)
    )


ROWS = st.tuples(st.sampled_from(["one", "many", "points"]), st.integers(2, 26))
QUESTIONS = st.lists(
    st.one_of(st.lists(ROWS, min_size=1, max_size=1), st.lists(ROWS, min_size=1, max_size=8)),
    min_size=1,
    max_size=70,
)


@given(QUESTIONS, st.sampled_from(["a4", "letter"]), st.booleans(), st.booleans())
def test_circles_never_meet_and_every_row_is_there_once(questions, paper, large, mirrored):
    """Whatever is asked, on either paper, in large print, from right to left."""
    asked = asked_of(questions)
    kept = kept_sheet(asked, paper, large=large, mirrored=mirrored)
    sheet = kept.sheet([f"q{number}" for number in range(len(questions))])
    rows = [row for page in sheet.pages for row in page.rows]
    assert [
        Asked(row.number, row.part, row.place, row.mode, tuple(b.value for b in row.bubbles))
        for row in rows
    ] == list(asked)
    assert all(row.question == f"q{row.number - 1}" for row in rows)
    assert [page.number for page in sheet.pages] == list(range(1, len(sheet.pages) + 1))
    edge = sheet.markers[0][0] - sheet.marker / 2
    top = max(sheet.symbol[1] + sheet.symbol[2], sheet.name_line[1] + sheet.name_line[3])
    radius = sheet.bubble / 2
    for page in sheet.pages:
        assert len(page.rows) <= 60
        circles = sorted((b.y, b.x) for row in page.rows for b in row.bubbles)
        for y, x in circles:
            assert edge + radius <= x <= sheet.width - edge - radius
            assert top + radius < y < sheet.markers[2][1] - sheet.marker / 2 - radius
        lines = {}
        for y, x in circles:
            lines.setdefault(y, []).append(x)
        for line in lines.values():
            assert all(b - a > sheet.bubble + 2 for a, b in pairwise(line))
        assert all(b - a > sheet.bubble + 2 for a, b in pairwise(sorted(lines)))


@given(QUESTIONS, st.booleans())
def test_a_plan_keeps_a_sheet_as_it_is(questions, mirrored):
    """What a plan's JSON has is the sheet, to a hundredth of a millimetre."""
    kept = kept_sheet(asked_of(questions), "letter", large=False, mirrored=mirrored)
    again = KeptSheet.model_validate(json.loads(kept.model_dump_json()))
    assert again == kept
    assert again.contradiction is None
    assert again.asked == asked_of(questions)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_page_holds_sixty_rows(paper):
    """In three columns; the next question goes to a second page."""
    for count, pages in ((60, 1), (61, 2)):
        kept = kept_sheet(asked_of([[("one", 5)]] * count), paper, large=False, mirrored=False)
        assert len(kept.sheet(["q"] * count).pages) == pages


def test_a_question_stays_in_one_column():
    """Its rows are read together."""
    questions = [[("one", 4)]] * 17 + [[("one", 4)] * 7]
    kept = kept_sheet(asked_of(questions), "a4", large=False, mirrored=False)
    [page] = kept.sheet(["q"] * 18).pages
    assert len({row.bubbles[0].x for row in page.rows if row.number == 18}) == 1


def test_right_to_left_mirrors_the_rows_and_not_the_markers():
    asked = asked_of([[("one", 4)], [("points", 3)]])
    there, back = (
        kept_sheet(asked, "a4", large=False, mirrored=each).sheet(["a", "b"])
        for each in (False, True)
    )
    assert there.markers == back.markers
    for one, other in zip(there.pages[0].rows, back.pages[0].rows, strict=True):
        assert [b.y for b in one.bubbles] == [b.y for b in other.bubbles]
        for b, c in zip(one.bubbles, other.bubbles, strict=True):
            assert b.x + c.x == pytest.approx(210, abs=0.02)


def test_more_pages_than_the_symbol_can_count_are_refused():
    asked = asked_of([[("one", 26)] * 8] * 300)
    with pytest.raises(QuizgenError, match=f"{MOST_PAGES} pages at most"):
        kept_sheet(asked, "a4", large=False, mirrored=False)


def test_each_kind_has_the_rows_that_it_needs():
    """Letters where it is answered by letter, points where a teacher decides."""
    plan = plan_of()
    [version] = plan.versions
    rows = {}
    for page in plan.answer_sheet_of(version).pages:
        for row in page.rows:
            kind = plan.questions[row.question].type
            rows.setdefault(kind, {}).setdefault(row.question, []).append(
                (row.part, row.place, row.mode, "".join(b.value for b in row.bubbles))
            )
    one = {kind: next(iter(questions.values())) for kind, questions in rows.items()}
    assert one["multiple_choice"] == [(0, 0, "one", "ABCDE")]
    assert one["multiple_select"] == [(0, 0, "many", "ABCDE")]
    assert one["two_part"] == [(0, 0, "one", "ABCD"), (1, 0, "one", "ABCD")]
    assert one["true_false"] == [(0, 0, "one", "AB"), (1, 0, "points", "01")]
    assert one["true_false_not_given"] == [(0, 0, "one", "ABC")]
    assert one["matching"] == [(0, place, "one", "ABCDE") for place in range(3)]
    assert one["ordering"] == [(0, place, "one", "ABCD") for place in range(4)]
    for kind in ("short_answer", "open_response", "cloze", "table", "underline"):
        assert {row[2] for row in one[kind]} == {"points"}, kind


def test_many_points_are_given_digit_by_digit():
    question = f"  - {{id: a, {SKILL}, type: short_answer, stem: Why?, answer: x, points: 40}}"
    plan = plan_of(1, bank=HEAD + question)
    [page] = answer_sheet(plan, plan.versions[0]).pages
    strips = [[bubble.value for bubble in row.bubbles] for row in page.rows]
    assert strips == [["0", "10", "20", "30", "40"], [str(digit) for digit in range(10)]]


# The symbol


CODES = st.builds(
    sheet_code,
    st.text(CODE_ALPHABET, min_size=4, max_size=4),
    st.from_regex("[A-Z]{1,4}[23]?", fullmatch=True),
)


@given(
    CODES, st.integers(1, MOST_PAGES), st.integers(1, 35), st.none() | st.integers(0, 99_999)
)
def test_the_symbol_says_whose_page_it_is(code, page, layout, student):
    """Out and back; and there is room for it in the symbol."""
    text = symbol_text(code, page, layout, student)
    assert read_symbol_text(text) == (code, page, layout, student)
    assert len(data_matrix(text)) in (16, 18)


def test_the_symbol_of_any_class_is_small():
    """16 modules are those that copies were measured with."""
    for student in range(1000):
        assert len(data_matrix(symbol_text(sheet_code("BCDF", "AAB"), 1, 1, student))) == 16


@pytest.mark.parametrize("text", ["", "4K7Z", "4K7Z11BZ", "https://example.org", "4K7Z10BX"])
def test_a_foreign_symbol_is_told(text):
    with pytest.raises(CodeError):
        read_symbol_text(text)


def picture_of(rows, module=6):
    """Return a symbol as a picture with a quiet zone."""
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    dark = numpy.array([[each == DARK for each in row] for row in rows])
    grey = numpy.where(dark, 0, 255).astype(numpy.uint8)
    return numpy.pad(grey.repeat(module, 0).repeat(module, 1), 4 * module, constant_values=255)


def symbols_in(picture):
    zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed")
    formats = zxingcpp.BarcodeFormat.DataMatrix
    return [each.text for each in zxingcpp.read_barcodes(picture, formats=formats)]


@given(st.text("0123456789ABCXYZ", min_size=1, max_size=18))
def test_another_program_reads_the_symbol(text):
    assert symbols_in(picture_of(data_matrix(text))) == [text]


@pytest.mark.parametrize("text", ["4K7Z11BX", "4K7ZBCDFGHJKMNPQRS"])
def test_a_damaged_symbol_is_still_read(text):
    """As many wrong codewords as the checks can mend: else these are not the right ones."""
    rows = list(data_matrix(text))
    for number, column in ((4, 4), (4, 10), (9, 6), (11, 11)):
        other = LIGHT if rows[number][column] == DARK else DARK
        rows[number] = rows[number][:column] + other + rows[number][column + 1 :]
    assert symbols_in(picture_of(rows)) == [text]


def test_a_long_text_is_no_small_symbol():
    with pytest.raises(ValueError, match="too long"):
        data_matrix("X" * 19)


# The plan


def test_a_key_is_the_same_with_an_answer_sheet_and_without():
    """A pile printed without them is marked by the same codes."""
    plan = plan_of()
    without = plan_of(settings={"answer_sheet": False})
    assert plan.code == without.code
    assert without.answer_sheets is None
    assert without.answer_sheet_of(without.versions[0]) is None
    assert b"answer_sheets" not in dump_plan(without)


def test_a_run_keeps_the_code_that_it_had_before_there_were_answer_sheets():
    question = f"  - {{id: a, {SKILL}, stem: Why?, answer: x, distractors: [y, z, w]}}\n"
    bank = parse_bank(HEAD + question, "x.yaml")
    plan = make_plan(bank, Request(count=1, seed="s"), file="x.yaml", sha256="0")
    assert plan.code == "B95Q"


def test_versions_that_ask_alike_share_a_sheet():
    choices = "\n".join(
        f"  - {{id: q{n}, {SKILL}, stem: Why {n}?, answer: a{n}, distractors: [b{n}, c{n}]}}"
        for n in range(8)
    )
    plan = plan_of(8, bank=HEAD + choices, versions=30)
    assert len(plan.answer_sheets.sheets) == 1
    ids = {
        tuple(row.question for row in plan.answer_sheet_of(version).pages[0].rows)
        for version in plan.versions
    }
    assert len(ids) == 30


def test_a_plan_gives_its_sheets_back():
    plan = plan_of(versions=2)
    assert parse_plan(dump_plan(plan), "plan") == plan
    for version in plan.versions:
        sheet = plan.answer_sheet_of(version)
        assert sheet == answer_sheet(plan, version)
        assert sheet.layout == LAYOUT


def _lines(data):
    return data["answer_sheets"]["sheets"][0]["lines"]


TAMPERED = {
    "without its sheets": lambda data: data.pop("answer_sheets"),
    "a version without one": lambda data: data["answer_sheets"]["versions"].clear(),
    "a sheet that is not there": lambda data: data["answer_sheets"]["versions"].update(A=7),
    "a row lost": lambda data: _lines(data).pop(),
    "no row": lambda data: _lines(data).clear(),
    "another letter": lambda data: _lines(data).__setitem__(
        3, re.sub("(?<= one )(.*) B", r"\1 Z", _lines(data)[3])
    ),
    "a circle beside the page": lambda data: _lines(data).__setitem__(
        0, re.sub(r"(one|many|points) \S+", r"\1 900", _lines(data)[0])
    ),
    "rows in disorder": lambda data: _lines(data).reverse(),
    "no line at all": lambda data: _lines(data).__setitem__(0, "1 1 0 0 one A"),
    "other students": lambda data: data["answer_sheets"].update(students=[3]),
    "a number that is none": lambda data: data["answer_sheets"]["sheets"][0].update(width=1e9),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_plan_that_was_tampered_with_is_refused(what):
    data = json.loads(dump_plan(plan_of()))
    before = json.dumps(data)
    TAMPERED[what](data)
    assert json.dumps(data) != before
    with pytest.raises(PlanError, match="damaged or was edited"):
        parse_plan(json.dumps(data).encode(), "plan")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--paper", "a5"), "choose the paper letter or a4"),
        (("--paper", "legal"), "choose the paper letter or a4"),
        (("--n-up", "2"), "needs the whole sheet"),
    ],
)
def test_pages_that_cannot_be_scanned_are_refused(tmp_path, options, said):
    outcome = quizgen(tmp_path, "make", "--answer-sheet", *options, bank=EVERY_KIND)
    assert outcome.status == 1
    assert said in outcome.err
    assert "--answer-sheet" in outcome.err


# On paper


@pytest.fixture(scope="module")
def class_set(tmp_path_factory):
    """Print for a class: one in large print, one from right to left; on both sides."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "class.csv").write_text(CLASS, "utf-8")
    options = ("--roster", "class.csv", "--answer-sheet", "--duplex", "--paper", "a4")
    count = ("--count", EVERY_COUNT, "--seed", "spring", "--order", "shuffled")
    outcome = quizgen(folder, "make", *options, *count, bank=EVERY_KIND)
    assert outcome.status == 0, outcome.err
    return outcome


@pytest.fixture(scope="module")
def sheets(class_set):
    """Each student's answer sheet in the plan, and the numbers of its pages in the PDF."""
    plan = class_set.plan
    versions = {version.name: version for version in plan.versions}
    with pypdfium2.PdfDocument(class_set.worksheets) as pdf:
        starts = [mark.get_dest().get_index() for mark in pdf.get_toc()]
        ends = [*starts[1:], len(pdf)]
        found = []
        for student, start, end in zip(plan.students, starts, ends, strict=True):
            sheet = plan.answer_sheet_of(versions[student.version], student)
            full = [n for n in range(start, end) if pdf[n].get_textpage().count_chars()]
            found.append((student, sheet, start, full[-len(sheet.pages) :]))
        return found


def characters(page):
    """Yield what a page shows, with the centre of each box in millimetres, y down."""
    text, height = page.get_textpage(), page.get_height()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for at in range(text.count_chars()):
        pypdfium2.raw.FPDFText_GetCharBox(text, at, left, right, bottom, top)
        character = chr(pypdfium2.raw.FPDFText_GetUnicode(text, at))
        if not character.isspace():
            x, y = (left.value + right.value) / 2, height - (top.value + bottom.value) / 2
            yield character, x * POINT, y * POINT


def test_letters_stand_in_the_circles_of_the_plan(class_set, sheets):
    """To half a millimetre, in each student's own letters and size."""
    plan, seen = class_set.plan, 0
    with pypdfium2.PdfDocument(class_set.worksheets) as pdf:
        for student, sheet, _, numbers in sheets:
            words = plan.words_for(student)
            for page, number in zip(sheet.pages, numbers, strict=True):
                shown = list(characters(pdf[number]))
                for row in page.rows:
                    for b in row.bubbles:
                        wanted = b.value if row.mode == "points" else words.letter(b.value)
                        near = [
                            (character, x, y)
                            for character, x, y in shown
                            if abs(x - b.x) < sheet.bubble / 2
                            and abs(y - b.y) < sheet.bubble / 2
                        ]
                        assert "".join(c for c, _, _ in near)[:1] == wanted[:1]
                        assert abs(near[0][1] - b.x) < (0.6 if len(wanted) == 1 else 1.5)
                        assert abs(near[0][2] - b.y) < 1.2
                        seen += 1
    assert seen > 100


def test_large_print_and_language_hold_on_a_students_sheet(sheets):
    zoe, ben, lina = (sheet for _, sheet, _, _ in sheets)
    assert [zoe.bubble, ben.bubble, lina.bubble] == [4.6, 6.0, 4.6]
    across = [sheet.pages[0].rows[0].bubbles for sheet in (zoe, ben, lina)]
    assert [row[1].x > row[0].x for row in across] == [True, True, False]


def test_an_answer_sheet_begins_on_a_leaf_of_its_own(class_set, sheets):
    """So it can be torn off; the blank back before it is no page."""
    told = re.search(r"(\d+) to (\d+) pages a worksheet", class_set.out)
    with pypdfium2.PdfDocument(class_set.worksheets) as pdf:
        lengths = []
        for number, (_, _, start, pages) in enumerate(sheets):
            assert start % 2 == 0
            assert pages[0] % 2 == 0
            assert all(number == pages[0] + at for at, number in enumerate(pages))
            end = sheets[number + 1][2] if number + 1 < len(sheets) else len(pdf)
            blank = [n for n in range(start, end) if not pdf[n].get_textpage().count_chars()]
            lengths.append(end - start - len(blank))
        assert told, class_set.out
        assert [*map(int, told.groups())] == [min(lengths), max(lengths)]
        assert f"{len(pdf) // 2} sheets of paper" in class_set.out


def test_names_and_codes_are_on_the_sheets(class_set, sheets):
    with pypdfium2.PdfDocument(class_set.worksheets) as pdf:
        for student, _, _, numbers in sheets:
            [version] = [v for v in class_set.plan.versions if v.name == student.version]
            for number in numbers:
                text = pdf[number].get_textpage().get_text_range()
                assert version.code in text or version.code[::-1] in text
                assert student.language or student.name in text


def rendered(pdf, number, dots):
    return pdf[number].render(scale=dots / 72, grayscale=True).to_numpy().squeeze()


def test_the_markers_are_where_the_plan_says(class_set, sheets):
    """Module by module, white around them."""
    pytest.importorskip("numpy", reason="numpy is not installed")
    scale = 254 / 25.4
    with pypdfium2.PdfDocument(class_set.worksheets) as pdf:
        for _, sheet, _, numbers in sheets:
            grey = rendered(pdf, numbers[0], 254)
            for pattern, (x, y) in zip(MARKERS, sheet.markers, strict=True):
                side = len(pattern)
                module = sheet.marker / side
                for row in range(-1, side + 1):
                    for column in range(-1, side + 1):
                        inside = 0 <= row < side and 0 <= column < side
                        dark = inside and pattern[row][column] == DARK
                        at = [
                            round((middle - sheet.marker / 2 + (each + 0.5) * module) * scale)
                            for middle, each in ((y, row), (x, column))
                        ]
                        assert (grey[at[0], at[1]] < 128) == dark


def test_the_markers_are_those_of_the_dictionary():
    cv2 = pytest.importorskip("cv2", reason="OpenCV is not installed")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, pattern in enumerate(MARKERS):
        drawn = cv2.aruco.generateImageMarker(dictionary, number, 6)
        assert pattern == tuple("".join(LIGHT if c else DARK for c in row) for row in drawn)


@pytest.mark.parametrize("dots", [150, 200])
def test_a_scanner_finds_the_markers_and_reads_the_symbol(class_set, sheets, dots):
    """With the programs that will read scans, at the resolutions of school copiers."""
    cv2 = pytest.importorskip("cv2", reason="OpenCV is not installed")
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    with pypdfium2.PdfDocument(class_set.worksheets) as pdf:
        for place, (student, sheet, _, numbers) in enumerate(sheets):
            [version] = [v for v in class_set.plan.versions if v.name == student.version]
            for page, number in zip(sheet.pages, numbers, strict=True):
                grey = rendered(pdf, number, dots)
                corners, ids, _ = detector.detectMarkers(grey)
                centres = {
                    int(name): square[0].mean(axis=0) / dots * 25.4
                    for name, square in zip(ids.ravel(), corners, strict=True)
                }
                assert sorted(centres) == [0, 1, 2, 3]
                for name, centre in enumerate(sheet.markers):
                    assert centres[name] == pytest.approx(centre, abs=0.2)
                said = [read_symbol_text(text) for text in symbols_in(grey)]
                assert said == [(version.code, page.number, LAYOUT, place)]


def test_a_sheet_that_is_printed_again_is_the_same_students(class_set, tmp_path):
    """The symbol counts the whole class, however few are printed."""
    plan = class_set.plan
    again = only(only(plan, ["Ben Okafor", "لينا حداد"]), ["لينا حداد"])
    assert [student.name for student in again.students] == ["لينا حداد"]
    assert again.answer_sheets.place_in_class(0) == 2
    outcome = quizgen(
        tmp_path,
        *("make", "--plan", str(class_set.plan_file), "--only", "لينا حداد", "-o", "again"),
    )
    assert outcome.status == 0, outcome.err
    [file] = (tmp_path / "again").glob("*.pdf")
    with pypdfium2.PdfDocument(file) as pdf:
        [text] = [text for n in range(len(pdf)) for text in symbols_in(rendered(pdf, n, 150))]
    assert read_symbol_text(text).student == 2


def test_a_reprint_has_its_answer_sheets_as_planned(class_set, tmp_path):
    """The option may agree with the plan; what is otherwise is refused, and nothing written."""
    plan = ("make", "--plan", str(class_set.plan_file), "--only", "Ben Okafor", "-o", "again")
    outcome = quizgen(tmp_path, *plan, "--answer-sheet")
    assert outcome.status == 0, outcome.err
    [file] = (tmp_path / "again").glob("*.pdf")
    with pypdfium2.PdfDocument(file) as pdf:
        assert any(symbols_in(rendered(pdf, number, 150)) for number in range(len(pdf)))
    plain = quizgen(tmp_path, "make", "--count", "2", "-o", "plain", bank=EVERY_KIND)
    for file, option, had in (
        (class_set.plan_file, "--no-answer-sheet", "with"),
        (next((tmp_path / "plain").glob("*-plan.json")), "--answer-sheet", "without"),
    ):
        for more in (("-o", "other"), ("--show-settings",)):
            outcome = quizgen(tmp_path, "make", "--plan", str(file), option, *more)
            assert (outcome.status, plain.status) == (1, 0)
            assert f"was printed {had} answer sheets" in outcome.err
            assert f"Leave {option} out, or" in " ".join(outcome.err.split())
    assert not (tmp_path / "other").exists()


def test_a_late_student_has_a_sheet(class_set, tmp_path):
    outcome = quizgen(
        tmp_path,
        *("make", "--plan", str(class_set.plan_file), "--add-student", "Late Comer"),
        *("-o", "late"),
    )
    assert outcome.status == 0, outcome.err
    [file] = (tmp_path / "late").glob("*-worksheets.pdf")
    with pypdfium2.PdfDocument(file) as pdf:
        last = [n for n in range(len(pdf)) if pdf[n].get_textpage().count_chars()][-1]
        [text] = symbols_in(rendered(pdf, last, 150))
    assert read_symbol_text(text).student == 3


def test_a_circle_in_another_place_is_caught(class_set):
    """--verify holds the PDF against the plan: a scan would take A for B."""
    plan = class_set.plan
    sheets = plan.answer_sheets
    moved = [
        sheet.model_copy(update={"lines": tuple(map(_one_to_the_right, sheet.lines))})
        for sheet in sheets.sheets
    ]
    wrong = plan.model_copy(
        update={"answer_sheets": sheets.model_copy(update={"sheets": tuple(moved)})}
    )
    verify_worksheets([class_set.worksheets], plan)
    with pytest.raises(QuizgenError, match="answer sheet of version"):
        verify_worksheets([class_set.worksheets], wrong)


def _one_to_the_right(line):
    return re.sub(r"(one|many) (\S+)", lambda m: f"{m[1]} {float(m[2]) + 8.5:g}", line)


def test_split_papers_have_their_answer_sheets(tmp_path):
    options = ("--answer-sheet", "--split", "--versions", "2", "--count", "3")
    outcome = quizgen(tmp_path, "make", *options, bank=EVERY_KIND)
    assert outcome.status == 0, outcome.err
    files = sorted(tmp_path.rglob("*-worksheets/*.pdf"))
    assert len(files) == 2
    for file, version in zip(files, outcome.plan.versions, strict=True):
        with pypdfium2.PdfDocument(file) as pdf:
            [text] = symbols_in(rendered(pdf, len(pdf) - 1, 150))
        assert read_symbol_text(text) == (version.code, 1, LAYOUT, None)


LONGEST = {"de", "uk", "ar", "es", "he"}
"""In large print, whose words need the most room."""


@pytest.fixture(
    scope="module",
    params=[
        ("a4", LONGEST),
        pytest.param(("a4", {*LANGUAGES}), marks=pytest.mark.nightly),
        pytest.param(("letter", {*LANGUAGES}), marks=pytest.mark.nightly),
    ],
    ids=["a4", "a4, all", "letter, all"],
)
def languages(request, tmp_path_factory):
    """Print a paper in each language, in usual and in large print; its numbers are long."""
    folder = tmp_path_factory.mktemp("languages")
    paper, large = request.param
    rows = [
        f"{language} {size or 'usual'},{language},{size}"
        for language in LANGUAGES
        for size in ("", *("yes" for _ in large & {language}))
    ]
    (folder / "class.csv").write_text(
        "\n".join(["name,language,large_print", *rows, ""]), "utf-8"
    )
    head = f"title: {'A title that is far too long for the line, ' * 4}\n"
    head += HEAD
    questions = (
        "  - {id: a, skill: evidence, stem: Why?, answer: x, distractors: [y, z, w]}\n"
        "  - {id: b, skill: evidence, type: short_answer, stem: How?, answer: x}\n"
    )
    pairs = ", ".join(f"{{left: l{number}, right: r{number}}}" for number in range(12))
    questions += "".join(
        f"  - {{id: c{number}, {SKILL}, type: true_false, stem: Is it?, answer: true}}\n"
        for number in range(8)
    )
    questions += (
        f"  - {{id: d, skill: evidence, type: matching, stem: Which?, pairs: [{pairs}]}}\n"
    )
    options = ("--roster", "class.csv", "--answer-sheet", "--count", "11", "--keep-order")
    outcome = quizgen(folder, "make", *options, "--paper", paper, bank=head + questions)
    assert outcome.status == 0, outcome.err
    return outcome


def pages_of_students(outcome):
    """Yield each student, the answer sheet, and its pages in the PDF."""
    plan = outcome.plan
    versions = {version.name: version for version in plan.versions}
    with pypdfium2.PdfDocument(outcome.worksheets) as pdf:
        starts = [mark.get_dest().get_index() for mark in pdf.get_toc()]
        for student, end in zip(plan.students, [*starts[1:], len(pdf)], strict=True):
            sheet = plan.answer_sheet_of(versions[student.version], student)
            numbers = range(end - len(sheet.pages), end)
            yield student, sheet, [pdf[number] for number in numbers]


def test_no_text_runs_into_what_is_read(languages):
    """Neither into markers, symbol and circles, the box for the name, nor into another line."""
    seen = set()
    for student, sheet, pages in pages_of_students(languages):
        left, upper, side = sheet.symbol
        half = sheet.marker / 2
        black = [grown((left, upper, left + side, upper + side), 1.0)]
        black += [
            grown((x - half, y - half, x + half, y + half), 1.5) for x, y in sheet.markers
        ]
        x, y, width, height = sheet.name_line
        name = (x, y, x + width, y + height)
        radius = sheet.bubble / 2
        for number, page in enumerate(pages):
            circles = [
                (b.x - radius, b.y - radius, b.x + radius, b.y + radius)
                for row in sheet.pages[number].rows
                for b in row.bubbles
            ]
            shown = list(character_boxes(page))
            head = [box for _, box in shown if box[1] < sheet.pages[0].rows[0].bubbles[0].y - 8]
            for one, other in combinations(head, 2):
                is_another_line = abs(middle(one)[1] - middle(other)[1]) > 2.5
                assert not (is_another_line and meet(one, other)), (student.name, one, other)
            for character, box in shown:
                own = [each for each in circles if meet(middle(box), each)]
                met = [each for each in (*black, *circles, name) if meet(box, each)]
                inside = meet(middle(box), name)
                assert met == (own or [name] * inside), (student.name, character, box)
                seen.add(bool(own))
    assert seen == {True, False}


def grown(box, by):
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def middle(box):
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return x, y, x, y


def meet(one, other):
    """Return whether two boxes have a place in common."""
    return all(one[n] <= other[n + 2] and other[n] <= one[n + 2] for n in (0, 1))


def character_boxes(page):
    """Yield what a page shows, with left, upper, right and lower edge in millimetres."""
    text, height = page.get_textpage(), page.get_height()
    for at in range(text.count_chars()):
        character = chr(pypdfium2.raw.FPDFText_GetUnicode(text, at))
        if not character.isspace():
            left, bottom, right, top = text.get_charbox(at)
            box = (left, height - top, right, height - bottom)
            yield character, tuple(each * POINT for each in box)


def test_how_to_mark_fits_in_every_language(languages):
    """Above the first row, below the name, and the title between the markers."""
    for student, sheet, pages in pages_of_students(languages):
        first = sheet.pages[0].rows[0].bubbles[0].y - sheet.bubble / 2
        height, text = pages[0].get_height(), pages[0].get_textpage()
        edge = sheet.markers[0][0] + sheet.marker / 2
        name, told = sheet.name_line[1], sheet.name_line[1] + sheet.name_line[3]
        lines = 0
        for left, bottom, right, top in boxes(text):
            upper, lower = (height - top) * POINT, (height - bottom) * POINT
            if lower < name + 1:
                assert edge < left * POINT
                assert right * POINT < sheet.width - edge
                assert upper > 14
            elif told < upper < first + 8:
                lines += upper < first
                assert lower < first - 0.5 or upper > first - 2, student.name
        assert lines >= 2, student.name


def boxes(text):
    for number in range(text.count_rects()):
        yield text.get_rect(number)


def test_parts_have_the_letters_of_their_names():
    assert part_names(wording("en")) == ("A", "B")
    assert part_names(wording("ar")) == ("أ", "ب")
    for language in LANGUAGES:
        one, other = part_names(wording(language))
        assert one != other
        assert len(one) == len(other) == 1


def test_papers_without_answer_sheets_are_as_before(tmp_path):
    """And keys are the same bytes with them."""
    made = [
        quizgen(tmp_path, "make", "--seed", "x", *options, "-o", name, bank=EVERY_KIND)
        for name, options in (("with", ("--answer-sheet",)), ("without", ()))
    ]
    keys = [next((tmp_path / name).glob("*-answer-keys.pdf")) for name in ("with", "without")]
    assert keys[0].read_bytes() == keys[1].read_bytes()
    assert all(outcome.status == 0 for outcome in made)
