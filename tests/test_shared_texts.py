"""Excerpts, pictures, tables, groups and sections stand on the pages where they belong."""

import io

import pikepdf
import pytest
from classroom import PAPERS
from PIL import Image
from reading import page_texts, structure, version_keys, words
from running import GROUPED, quizgen

from quizgen.article.passage import Passage
from quizgen.bank.load import load_bank
from quizgen.bank.pictures import picture_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.plan.make import make_plan
from quizgen.plan.model import SectionHeading, dump_plan, with_versions
from quizgen.plan.read import PlanError, parse_plan
from quizgen.plan.request import Request
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.make import print_plan

HEADINGS = (
    SectionHeading(title="Part 1: *What* happened", instructions="Circle the best answer."),
    SectionHeading(title="Part 2: How he tells it"),
)
FIRST_PART = 4
"""So many questions stand in the first of the two sections."""


def bank_text():
    """Return the bank of the documents with nothing in it that draws or orders."""
    head, _, rest = GROUPED.partition("sections:\n")
    questions = rest.partition("questions:\n")[2]
    text = f"{head}questions:\n{questions}"
    for line in ("    pick: 2\n", "    enemies: [museum-lamp]\n", "    place: first\n"):
        assert text.count(line) == 1
        text = text.replace(line, "")
    return text


def planned(folder, text, paper="letter", headings=HEADINGS, versions=2):
    """Return the plan of a bank, its questions in the bank's order and in sections."""
    lamp = Image.new("L", (800, 1200), 200)
    lamp.save(folder / "lamp.png")
    (folder / "bank.yaml").write_text(text, "utf-8")
    loaded = load_bank(folder / "bank.yaml")
    request = Request(versions=versions, seed="spring", settings=PrintSettings(paper=paper))
    plan = make_plan(
        loaded.bank, request, file="bank.yaml", sha256="0", pictures=loaded.pictures
    )
    places = list(plan.questions)
    update = {
        "sections": headings,
    }
    ordered = [(each.name, _in_order(each, places, headings)) for each in plan.versions]
    plan = with_versions(plan.model_copy(update=update), ordered)
    return parse_plan(dump_plan(plan), "plan")


def _in_order(version, places, headings):
    items = sorted(version.items, key=lambda item: places.index(item.question))
    return [
        item._replace(section=(1 if number <= FIRST_PART else 2) if headings else None)
        for number, item in enumerate(items, start=1)
    ]


def printed(plan, folder, templates=None):
    """Print a plan; return the paths of the worksheets and of the keys."""
    templates = templates or template_folders(folder)
    result = print_plan(plan, "x", folder, templates, lambda *_: None)
    assert result.warnings == ()
    return folder / "x-worksheets.pdf", folder / "x-answer-keys.pdf"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return planned(tmp_path_factory.mktemp("shared"), bank_text())


@pytest.fixture(scope="module")
def files(plan, tmp_path_factory):
    return printed(plan, tmp_path_factory.mktemp("printed"))


@pytest.fixture(scope="module")
def sheet(files):
    """Return the structure of the first worksheet."""
    return structure(files[0]).kids[0].kids[0]


def after(text, *pieces):
    """Hold a text to having pieces in this order."""
    place = -1
    for piece in pieces:
        assert piece in text[place + 1 :], f"{piece!r} does not follow"
        place = text.index(piece, place + 1)


# Reading order


def test_everything_is_read_in_the_order_in_which_it_helps(sheet):
    """Section, then the group's numbers, words, table, excerpt, picture, then its questions."""
    after(
        sheet.all_text(),
        "Part 1: What happened",
        "4 points",
        "Circle the best answer.",
        "1. What does the author claim about the coast?",
        "safer and lonelier",
        "Paragraph 2",
        "4. What does the picture show?",
        "Part 2: How he tells it",
        "4 points",
        "Questions 5 to 7",
        "The keeper wrote this",
        "Night",
        "3 March",
        "We lit the lamp at four.",
        "Paragraph 6",
        "5. What do the short sentences do?",
        "7. To answer means",
        "8. Is the ending fair",
    )


def test_headings_are_headings(sheet):
    """A screen reader jumps from section to section, under the title."""
    assert [heading.all_text() for heading in sheet.find("H2")] == [
        "Part 1: What happened",
        "Part 2: How he tells it",
    ]
    assert [heading.text for heading in sheet.find("H1")] == ["The Keeper Who Stayed"]


def test_a_section_and_a_group_part_the_list_of_questions(sheet):
    """What stands between questions is no item of their list."""
    lists = sheet.find("L")
    labels = [[item.find("Lbl")[0].text for item in own.kids] for own in lists]
    assert labels == [["1.", "2.", "3.", "4."], ["5.", "6.", "7.", "8."]]


def test_an_excerpt_is_a_block_quotation_with_its_place(sheet):
    """Under the stem of any kind, and above a group; without a paragraph it has none."""
    choices, rest = sheet.find("L")
    first, underline = choices.kids[0].find("LBody")[0], rest.kids[1].find("LBody")[0]
    [quotation] = first.find("BlockQuote")
    assert first.text
    assert [kid.tag for kid in first.kids[:1]] == ["BlockQuote"]
    assert quotation.all_text() == "safer and lonelier Paragraph 2"
    assert underline.find("BlockQuote")[0].all_text() == "No ship answered. The town slept."
    [shared] = [kid for kid in sheet.kids if kid.tag == "BlockQuote"]
    assert shared.all_text().endswith("The town slept. Paragraph 6")


def test_a_table_has_headers(sheet):
    """Its first line heads its columns."""
    [table] = sheet.find("Table")
    head, *rows = [row for part in table.kids for row in part.kids]
    assert [(cell.tag, cell.text) for cell in head.kids] == [
        ("TH", "Night"),
        ("TH", "Ships seen"),
    ]
    assert [[(cell.tag, cell.text) for cell in row.kids] for row in rows] == [
        [("TD", "3 March"), ("TD", "4")],
        [("TD", "4 March"), ("TD", "0")],
    ]


def test_an_excerpt_names_its_lines_where_lines_are_numbered(plan, tmp_path):
    """As every other reference to the article does."""
    passage = Passage(paragraphs=("It burns.",) * 9, where="before", line_numbers=True)
    worksheets, _ = printed(plan.model_copy(update={"passage": passage}), tmp_path)
    assert "Paragraph 6 (line 6)" in " ".join(page_texts(worksheets))


# Pictures


def figures(pdf):
    """Return the figures of a PDF's structure."""
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
    ]


def images(pdf):
    """Return the pictures that a PDF stores."""
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
    ]


def test_a_picture_tells_what_it_shows(files):
    """Every figure has its alternative text, in worksheets and in the annotated key."""
    told = ["A lamp behind a lens as tall as a man.", "The lamp once more."]
    for path, times in zip(files, (2, 1), strict=True):
        with pikepdf.open(path) as pdf:
            assert sorted(str(each.Alt) for each in figures(pdf)) == sorted(told * times)
            assert all(len(each.K) == 1 for each in figures(pdf))


def test_a_picture_is_stored_once_however_often_it_is_shown(files):
    """Two versions and two places show the one that the file holds."""
    for path in files:
        with pikepdf.open(path) as pdf:
            assert len(images(pdf)) == 1
            assert len(list(drawn_sizes(path))) == len(figures(pdf))


@pytest.mark.parametrize(("width", "height"), [(4000, 100), (100, 4000), (4000, 4000)])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_picture_fits_column_and_page(tmp_path, width, height, paper):
    """No wider than the text, no higher than about a third of the page, never distorted."""
    plan = planned(tmp_path, bank_text(), paper)
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, "PNG")
    update = {"images": {"lamp.png": picture_of(file.getvalue())}}
    worksheets, _ = printed(plan.model_copy(update=update), tmp_path)
    sizes = list(drawn_sizes(worksheets))
    assert len(sizes) == 4
    for own in sizes:
        assert own[0] <= PAPERS[paper].column + 1
        assert own[1] <= PAPERS[paper].height / 3
        assert own[0] / own[1] == pytest.approx(width / height, rel=0.01)


def is_image(page, name):
    return page.Resources.XObject[str(name)].Subtype == "/Image"


def drawn_sizes(path):
    """Yield the width and the height, in points, of each picture on the pages."""
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            stack, matrix = [], pikepdf.Matrix()
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "q":
                    stack.append(matrix)
                elif str(operator) == "Q":
                    matrix = stack.pop()
                elif str(operator) == "cm":
                    matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
                elif str(operator) == "Do" and is_image(page, operands[0]):
                    yield abs(matrix.a), abs(matrix.d)


@pytest.mark.layout_warnings
def test_a_template_reaches_no_picture_but_the_banks(plan, tmp_path):
    """An address that only looks like one of a bank's pictures reads nothing."""
    own = tmp_path / "templates" / "worksheet"
    own.mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"")
    shipped = template_folders(tmp_path).folders[-1] / "reading.html"
    text = shipped.read_text("utf-8")
    address = f"quizgen-picture:{(tmp_path / 'secret.png').as_uri()}"
    (own / "reading.html").write_text(text + f'<img src="{address}" alt="x">', "utf-8")
    (own / "style.css").write_bytes((shipped.parent / "style.css").read_bytes())
    result = print_plan(plan, "x", tmp_path, template_folders(tmp_path), lambda *_: None)
    assert any("Failed to load image" in warning for warning in result.warnings)


# Groups and sections


def test_a_group_that_shares_nothing_prints_nothing(tmp_path):
    """Its questions stand together, and that is all."""
    text = bank_text()
    start, end = text.index("    introduction:"), text.index("    order: fixed")
    worksheets, _ = printed(planned(tmp_path, text[:start] + text[end:]), tmp_path)
    assert "Questions" not in " ".join(page_texts(worksheets))


@pytest.mark.parametrize(
    ("members", "said"),
    [(1, "Question 5"), (2, "Questions 5 and 6"), (3, "Questions 5 to 7")],
)
def test_a_group_says_which_questions_it_belongs_to(tmp_path, members, said):
    """As one would say it, for one and for several."""
    head, *questions = bank_text().split("    group: keepers-log\n")
    text = head + "".join(
        ("    group: keepers-log\n" if n < members else "") + question
        for n, question in enumerate(questions)
    )
    worksheets, _ = printed(planned(tmp_path, text, headings=()), tmp_path)
    paragraphs = structure(worksheets).kids[0].kids[0].find("P")
    assert [p.text for p in paragraphs if p.text.startswith("Question")] == [said]


def test_a_heading_stands_on_the_page_of_what_follows(tmp_path):
    """However much stands before it: section, group and the group's first question."""
    for lines in range(12, 30, 5):
        written = "    answer: true\n    evidence: [{paragraph: 8}]"
        text = bank_text().replace(written, f"    answer: true\n    lines: {lines}")
        assert text.count("    lines:") == 2
        folder = tmp_path / str(lines)
        folder.mkdir()
        worksheets, _ = printed(planned(folder, text, versions=1), folder)
        pages = page_texts(worksheets)
        [section] = [n for n, page in enumerate(pages) if "Part 2" in page]
        [group] = [n for n, page in enumerate(pages) if "Questions 5 to 7" in page]
        [first] = [n for n, page in enumerate(pages) if "What do the short" in page]
        assert section == group == first


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("sentences", [20, 60, 140])
def test_a_long_text_goes_on_over_pages(tmp_path, paper, sentences):
    """Nothing of it is lost or cut, and its section's heading is not left behind."""
    long = " ".join(f"The lamp burned on night {n}." for n in range(sentences))
    text = bank_text().replace(
        "We lit the lamp at four. No ship answered. The town slept.", long
    )
    worksheets, _ = printed(planned(tmp_path, text, paper, versions=1), tmp_path)
    boxes = words(worksheets)
    assert sum(word == "burned" for *_, word in boxes) == sentences
    [section] = [n for n, page in enumerate(page_texts(worksheets)) if "Part 2" in page]
    assert "Questions 5 to 7" in page_texts(worksheets)[section]
    size = PAPERS[paper]
    for _, left, _, right, bottom, _ in boxes:
        assert size.left - 1 <= left < right <= size.width - size.left + 1
        assert bottom <= size.height - size.bottom + 3


def test_bookmarks_are_the_versions(files):
    """Sections and groups add none."""
    with pikepdf.open(files[0]) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Version A", "Version B"]


# Keys


def test_a_versions_key_has_the_sections(files):
    """A pile is marked section by section."""
    for key in version_keys(files[1]):
        assert [heading.all_text() for heading in key.find("H3")] == [
            "Part 1: What happened",
            "Part 2: How he tells it",
        ]
        after(key.all_text(), "Part 1", "1. ", "4. ", "Part 2", "5. ", "8. ")


def test_the_annotated_key_tells_what_a_group_shares_once(files):
    """Above its first question; each of them names it."""
    annotated = structure(files[1]).kids[0].kids[-1]
    said = annotated.all_text()
    assert said.count("The keeper wrote this") == 1
    assert said.count("· group keepers-log") == 3
    after(
        said,
        "Group keepers-log: short-sentences, turn, answered",
        "Excerpt: We lit the lamp at four. No ship answered. The town slept. (paragraph 6)",
        "What do the short sentences do?",
    )
    assert "Excerpt: safer and lonelier (paragraph 2)" in said


# The command


@pytest.mark.parametrize("paper", PAPERS)
def test_the_command_prints_the_documented_bank(tmp_path, paper):
    """Sections, a part of a group under its text, and what may not meet kept apart."""
    (tmp_path / "question_banks").mkdir()
    Image.new("L", (300, 200)).save(tmp_path / "question_banks" / "lamp.png")
    outcome = quizgen(tmp_path, "make", "--paper", paper, "--versions", "2", bank=GROUPED)
    assert outcome.status == 0, outcome.err
    for sheet in structure(outcome.worksheets).kids[0].kids:
        after(
            sheet.all_text(),
            "Part 1: What happened",
            "1. What does the author claim",
            "Part 2: How he tells it",
            "Questions 4 and 5",
            "The keeper wrote this",
            "4. ",
            "6. Is the ending fair",
        )


# Plans


def test_an_item_in_a_section_that_is_not_there_is_refused(plan):
    """A plan that was edited is told from a whole one."""
    broken = plan.model_copy(update={"sections": HEADINGS[:1]})
    with pytest.raises(PlanError, match="version A: it has 2 sections, and the plan 1"):
        parse_plan(dump_plan(broken), "x")


def test_a_table_over_two_pages_is_one_table(tmp_path):
    """A text that is cut into lines keeps its table whole for a reader aloud."""
    rows = "".join(f"      | night {n} | {n} |\n" for n in range(70))
    text = bank_text().replace("      | 3 March | 4 |\n", rows)
    worksheets, _ = printed(planned(tmp_path, text, versions=1), tmp_path)
    [table] = structure(worksheets).kids[0].kids[0].find("Table")
    read = [cell.text for part in table.kids for row in part.kids for cell in row.kids]
    assert read[:4] == ["Night", "Ships seen", "night 0", "0"]
    assert len(read) == 2 * 72


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("I;16", "PNG"),
        ("LA", "PNG"),
        ("P", "GIF"),
        ("RGBA", "WEBP"),
        ("CMYK", "JPEG"),
    ],
)
def test_every_sort_of_picture_is_printed(tmp_path, mode, kind):
    """Scans, drawings with a transparent ground, and what a print shop sends."""
    plan = planned(tmp_path, bank_text(), versions=1)
    file = io.BytesIO()
    Image.new(mode, (90, 60)).save(file, kind)
    update = {"images": {"lamp.png": picture_of(file.getvalue())}}
    worksheets, _ = printed(plan.model_copy(update=update), tmp_path)
    assert len(list(drawn_sizes(worksheets))) == 2


def test_copies_of_a_picture_are_one_picture(tmp_path):
    """A PDF holds it once, under however many names the bank has it."""
    Image.new("L", (800, 1200), 200).save(tmp_path / "copy.png")
    text = bank_text().replace("image: {file: lamp.png", "image: {file: copy.png")
    plan = planned(tmp_path, text, versions=1)
    assert list(plan.images) == ["lamp.png", "copy.png"]
    worksheets, _ = printed(plan, tmp_path)
    with pikepdf.open(worksheets) as pdf:
        assert (len(images(pdf)), len(figures(pdf))) == (1, 2)
