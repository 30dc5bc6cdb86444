"""What stands on the pages is what was planned: read back from the PDFs."""

import re
import subprocess

import pikepdf
import pypdfium2
import pytest
from classroom import PAPERS
from reading import page_texts, rows_of, structure, version_keys, words
from running import LIGHTHOUSE, quizgen

from quizgen.bank.kinds.open_response import OpenResponse

VERSIONS = 3


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Three versions of a bank with every kind of question."""
    folder = tmp_path_factory.mktemp("printed")
    outcome = quizgen(
        folder, "make", "--count", "9", "--versions", "3", "--seed", "spring", bank=LIGHTHOUSE
    )
    assert outcome.status == 0, outcome.err
    assert outcome.err == ""
    return outcome


def folded(text):
    """Return text without its markup and with all white space alike."""
    return " ".join(re.sub(r"[*>]", "", text).split())


@pytest.fixture(params=["worksheets", "keys"])
def pdf_path(request, printed):
    return getattr(printed, request.param)


# Whole files


def test_the_files_are_sound(pdf_path):
    """No reader has to repair anything."""
    run = subprocess.run(
        ["qpdf", "--check", str(pdf_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout + run.stderr


def test_the_files_say_what_they_are(pdf_path):
    """Title and language are set, and PDF/UA-1 is claimed."""
    with pikepdf.open(pdf_path) as pdf:
        assert str(pdf.docinfo["/Title"]).endswith("Lighthouse reading check")
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].endswith("Lighthouse reading check")
        assert all(page.Tabs == "/S" for page in pdf.pages)


def test_every_version_has_a_bookmark(printed):
    """A pile can be opened at any version."""
    with pikepdf.open(printed.worksheets) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Version A", "Version B", "Version C"]
        first = [pdf.pages.index(pikepdf.Page(item.destination[0])) for item in outline.root]
    assert [page_texts(printed.worksheets)[page].count("Name") for page in first] == [1, 1, 1]


def test_fonts_are_stored_once_and_complete(pdf_path):
    """Every font is embedded, and a file holds each only once however many sheets it has."""
    run = subprocess.run(
        ["pdffonts", str(pdf_path)], capture_output=True, text=True, check=True
    )
    rows = run.stdout.splitlines()[2:]
    assert rows
    assert all(re.search(r"\byes\s+yes\s+yes\s+\d+", row) for row in rows)
    assert len({row.split()[0] for row in rows}) == len(rows)


def test_marked_content_and_structure_agree(pdf_path):
    """Each marked content of a page belongs to the one element that names it."""
    with pikepdf.open(pdf_path) as pdf:
        parents = {}
        for node in pdf.Root.StructTreeRoot.ParentTree.Kids:
            nums = node.Nums
            own = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
            assert list(map(int, node.Limits)) == [min(own), max(own)]
            parents |= own
        for page in pdf.pages:
            operations = pikepdf.parse_content_stream(page)
            marks = [
                int(o[0][1].MCID)
                for o in operations
                if str(o[1]) == "BDC" and "/MCID" in o[0][1]
            ]
            owners = dict(enumerate(parents[int(page.StructParents)]))
            assert sorted(marks) == [
                mark for mark, owner in owners.items() if owner is not None
            ]
            for mark in marks:
                owner = owners[mark]
                assert mark in [kid for kid in owner.K if isinstance(kid, int)]
                assert owner.Pg.objgen == page.objgen


def test_nothing_is_drawn_outside_text_and_artifacts(pdf_path):
    """Every letter, line and box is either tagged or marked as decoration (PDF/UA-1, 7.1)."""
    with pikepdf.open(pdf_path) as pdf:
        for page in pdf.pages:
            depth = 0
            for _, operator in pikepdf.parse_content_stream(page):
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
                assert depth <= 1
                if str(operator) in ("Tj", "TJ", "f", "f*", "S", "Do", "B"):
                    assert depth == 1


# Worksheets


def test_questions_and_options_stand_in_reading_order(printed):
    """Each question is a list item labelled with its number, each option one inside it."""
    [document] = structure(printed.worksheets).kids
    for version, sheet in zip(printed.plan.versions, document.kids, strict=True):
        [questions] = sheet.find("L")
        assert [item.tag for item in questions.kids] == ["LI"] * 9
        for item, node in zip(version.items, questions.kids, strict=True):
            label, body = node.kids
            assert (label.tag, label.text, body.tag) == ("Lbl", f"{item.number}.", "LBody")
            question = printed.plan.questions[item.question]
            worth = "" if item.points == 1 else f"{item.points} points"
            assert folded(body.all_text()).startswith(
                f"{folded(question.stem)} {worth}".strip()
            )
            options = [option for own in body.find("L") for option in own.kids]
            assert [option.find("Lbl")[0].text for option in options] == list("ABCD")[
                : len(options)
            ]
            assert [option.find("LBody")[0].all_text() for option in options] == [
                folded(text) for text in item.options
            ]


def test_every_page_bears_code_and_number(printed):
    """A dropped pile can be put in order again."""
    texts = page_texts(printed.worksheets)
    feet = [
        re.search(r"([A-Z0-9]{4}-[A-C]-[A-Z0-9])\s+page (\d) of (\d)", text) for text in texts
    ]
    assert all(feet)
    for version in printed.plan.versions:
        own = [foot for foot in feet if foot[1] == version.code]
        assert [int(foot[2]) for foot in own] == list(range(1, len(own) + 1))
        assert {int(foot[3]) for foot in own} == {len(own)}


def test_the_first_page_says_what_a_worksheet_must(printed):
    """Title, article, author, source, blanks, points, instructions and the version."""
    first = folded(page_texts(printed.worksheets)[0])
    for text in (
        "Name", "Class", "Date", "Lighthouse reading check", "The Keeper Who Stayed",
        "A. N. Author, Coast Review, 2019-04-02", "of 10", "Circle the best answer.",
    ):  # fmt: skip
        assert text in first
    assert "Harbour Museum" not in first, "the affiliation is asked about, not given away"


def test_slots_stand_where_their_template_puts_them(printed):
    """The page number ends at the right margin; the version's letter is in its box's middle."""
    first = [box for box in words(printed.worksheets) if box[0] == 0]
    margin = PAPERS["letter"].width - PAPERS["letter"].left
    foot = [box for box in first if box[2] > 720]
    assert max(box[3] for box in foot) == pytest.approx(margin, abs=1)
    assert min(box[1] for box in foot) == pytest.approx(PAPERS["letter"].left, abs=1)
    [letter] = [box for box in first if box[5] == "A" and box[2] < 100]
    assert (letter[1] + letter[3]) / 2 == pytest.approx(margin - 24.5, abs=1.5)


def test_a_long_title_keeps_clear_of_the_version(tmp_path):
    """However many lines it takes."""
    title = (
        "Comprensión lectora: ¿qué nos dice el autor sobre el faro, y por qué importa tanto?"
    )
    outcome = quizgen(tmp_path, "make", "--count", "1", "--title", title, bank=LIGHTHOUSE)
    boxes = [box for box in words(outcome.worksheets) if box[0] == 0 and box[2] < 160]
    [letter] = [box for box in boxes if box[5] == "A" and box[4] - box[2] > 30]
    for box in boxes:
        beside = box[2] < 92 and box[4] > 42
        assert box is letter or not beside or box[3] < letter[1] - 10


def test_the_version_letter_is_large(printed):
    """A pile is sorted at arm's length."""
    heights = {
        word: bottom - top
        for page, _, top, _, bottom, word in words(printed.worksheets)
        if word in ("A", "Name") and page == 0 and top < 100
    }
    assert heights["A"] > 2.5 * heights["Name"]


def test_points_are_shown_where_they_differ_from_one(printed):
    """Two points stand beside their question, one point goes without saying."""
    text = " ".join(page_texts(printed.worksheets))
    assert text.count("2 points") == VERSIONS
    assert "1 point" not in text.replace("11 point", "")


@pytest.mark.parametrize(
    ("kind", "lines"), [("short_answer", 2), ("open_response", 5), ("multiple_choice", 0)]
)
def test_written_answers_get_their_ruled_lines(tmp_path, kind, lines):
    """As many as the bank says, black and as wide as the text."""
    outcome = quizgen(
        tmp_path, "make", "--count", "1", "--type", kind, "--skill", "evidence",
        "--skill", "rhetorical_moves", bank=LIGHTHOUSE,
    )  # fmt: skip
    assert outcome.status == 0, outcome.err
    # Beside them a page has three rules: two around the directions, one over the foot.
    assert len(rules(outcome.worksheets)) == lines + 3


def rules(path):
    """Return the heights (points) at which the first page has a black line across it."""
    with pypdfium2.PdfDocument(path) as pdf:
        picture = pdf[0].render(scale=2).to_pil().convert("L")
    dark = [
        y
        for y in range(picture.height)
        if sum(picture.getpixel((x, y)) < 128 for x in range(0, picture.width, 4))
        > 0.7 * picture.width / 4
    ]
    return [y / 2 for y in dark if y - 1 not in dark]


@pytest.mark.parametrize(("length", "lines"), [(1, 4), (300, 8), (10_000, 20)])
def test_answer_space_is_sized_from_the_model_answer(length, lines):
    """Half as much again as the model answer takes; at most what a first page can hold."""
    question = OpenResponse.model_validate(
        {
            "id": "a",
            "type": "open_response",
            "skill": "evidence",
            "stem": "Why?",
            "answer": "x" * length,
        }
    )
    assert question.ruled_lines(504, ()) == lines


def test_no_question_is_split_over_pages(printed):
    """Stem and last option are on one page."""
    texts = [folded(text) for text in page_texts(printed.worksheets)]
    for question in printed.plan.questions.values():
        for option in question.options if question.type == "multiple_choice" else ():
            together = sum(
                folded(question.stem) in text and folded(option) in text for text in texts
            )
            assert together == VERSIONS


# Answer keys


def test_the_grid_is_the_plan(printed):
    """A row a version and a column a question, with the plan's letters."""
    text = page_texts(printed.keys)[0]
    for version in printed.plan.versions:
        cells = [" ".join(item.answer) if item.options else "–" for item in version.items]
        assert " ".join([version.name, *cells]) in " ".join(text.split())


def test_the_grid_is_a_table_with_headers(printed):
    """A screen reader says which version and which number a letter belongs to."""
    [document] = structure(printed.keys).kids
    [table] = document.kids[0].find("Table")
    rows = [row for body in table.kids for row in body.kids]
    assert len(rows) == 1 + VERSIONS
    assert [cell.text for cell in rows[0].kids] == ["Version", *map(str, range(1, 10))]
    assert [cell.tag for cell in rows[1].kids] == ["TH"] + ["TD"] * 9
    with pikepdf.open(printed.keys) as pdf:
        headers = [thing for thing in pdf.objects if is_header(thing)]
        assert {str(header.A.Scope) for header in headers} == {"/Column", "/Row"}


def is_header(thing):
    """Return whether a PDF object is a table header's structure element."""
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH"


def test_each_version_has_a_key_with_letters_words_and_paragraphs(printed):
    """Below its name and its code, to lay beside the pile."""
    keys = version_keys(printed.keys)
    for version, key in zip(printed.plan.versions, keys, strict=True):
        assert [kid.all_text() for kid in key.kids[:2]] == [
            f"Version {version.name}",
            version.code,
        ]
        for item, row in zip(version.items, rows_of(key), strict=True):
            question = printed.plan.questions[item.question]
            said = row.all_text()
            start = f"{item.number}. {item.answer[0]} " if item.options else f"{item.number}. "
            assert said.startswith(start)
            assert folded(question.accepted[0]) in said
            for evidence in question.evidence:
                assert f"¶ {evidence.paragraph}" in said


def test_the_annotated_key_has_everything_once(printed):
    """Stem, answer, evidence, rationale, misconceptions, rubric and model answer."""
    [document] = structure(printed.keys).kids
    said = folded(document.kids[-1].all_text())
    for question in printed.plan.questions.values():
        assert said.count(folded(question.stem)) == 1
        assert folded(question.accepted[0]) in said
        assert folded(question.rationale or "") in said
        for evidence in question.evidence:
            assert f"paragraph {evidence.paragraph}" in said
            assert (evidence.quote or "") in said
        for distractor in getattr(question, "distractors", ()):
            assert folded(distractor.text) in said
            assert (distractor.misconception or "") in said
        for level in getattr(question, "rubric", ()):
            assert level.description in said


def test_the_key_prints_an_option_as_the_block_it_is(tmp_path):
    """A distractor that is a list or a quotation, read in order, with what tempts after it."""
    bank = """
article: {title: T, author: A, paragraphs: 3}
questions:
  - id: q
    skill: evidence
    stem: Which?
    answer: "First:\\n\\n- one\\n- two"
    distractors:
      - {text: "Second:\\n\\n- three\\n- four", misconception: It tempts.}
      - "> Quoted words\\n> of two lines"
"""
    keys = quizgen(tmp_path, "make", bank=bank).keys

    [document] = structure(keys).kids
    entry = document.kids[-1].find("LBody")[0]
    answer, wrong = entry.find("L")
    assert answer.all_text() == "• one • two"
    first, second = wrong.find("LBody")
    assert first.find("L")[0].all_text() == "• three • four"
    assert second.find("BlockQuote")[0].all_text() == "Quoted words of two lines"
    text = " ".join(page_texts(keys)[-1].split())
    assert (
        "Second: • three • four Misconception: It tempts. × Quoted words of two lines" in text
    )


def test_no_key_page_can_be_taken_for_a_worksheet(printed):
    """Every key page says what it is, in a black band; no worksheet page does."""
    for path, black in ((printed.keys, True), (printed.worksheets, False)):
        with pypdfium2.PdfDocument(path) as pdf:
            for page in pdf:
                top = page.render().to_pil().convert("L").crop((54, 42, 558, 66))
                dark = sum(top.histogram()[:64]) / (top.width * top.height)
                assert (dark > 0.7) is black
    assert all("ANSWER KEY" in text for text in page_texts(printed.keys))
    assert not any("ANSWER KEY" in text for text in page_texts(printed.worksheets))


def test_everything_is_set_at_eleven_points_or_more(pdf_path):
    """Nothing is too small to read."""
    with pikepdf.open(pdf_path) as pdf:
        sizes = {
            float(operands[1]) * 0.75
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        }
    assert min(sizes) >= 11 - 1e-3


def test_very_many_versions_share_several_grids(tmp_path, monkeypatch):
    """Each version has its row in one of them, and a grid of its own is not made for each."""
    monkeypatch.setattr("quizgen.printing.html.answer_key.MOST_IN_A_GRID", 2)
    # With a seed, since a row's letters may by chance be those of another version's row.
    options = ("--versions", "5", "--count", "2", "--seed", "spring")
    outcome = quizgen(tmp_path, "make", *options, bank=LIGHTHOUSE)
    assert outcome.status == 0, outcome.err
    with pypdfium2.PdfDocument(outcome.keys) as pdf:
        titles = [bookmark.get_title() for bookmark in pdf.get_toc(max_depth=1)]
    assert titles[:3] == ["Answer grid"] * 3
    assert titles[3:] == ["Versions A to E", "Annotated key"]
    grids = " ".join(page_texts(outcome.keys)[:3])
    for version in outcome.plan.versions:
        letters = " ".join(item.answer[0] if item.options else "–" for item in version.items)
        assert " ".join(grids.split()).count(f" {version.name} {letters} ") == 1
