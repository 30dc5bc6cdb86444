"""quizgen make with the article's text: printed, referred to, and held against the bank."""

import re

import pytest
from reading import page_texts, structure, words
from running import LIGHTHOUSE, quizgen

from quizgen.base.resources import shipped

OPENING = "The coast became safer and lonelier when the lamps began to turn alone."
ARTICLE = "\n\n".join(
    [
        "The Keeper Who Stayed",
        "Nobody lives on the point now.",
        OPENING,
        "He wrote down every ship by name.",
        "Three boats were lost.",
        "A beacon answered.",
        "It was, to be fair, a costly way to live.",
        "The lamp burned on.",
        "The museum has his log.",
        "A. N. Author works at the Harbour Museum.",
    ]
)


def make(folder, *options, article=ARTICLE, bank=LIGHTHOUSE):
    """Run make with an article beside the bank."""
    if article is not None:
        (folder / "question_banks").mkdir()
        (folder / "question_banks" / "bank.txt").write_text(article, "utf-8")
    return quizgen(folder, "make", "--seed", "s", *options, bank=bank)


def first_pages(outcome):
    return " ".join(" ".join(page_texts(outcome.worksheets)).split())


def test_a_text_of_the_banks_name_is_printed_before_the_questions(tmp_path):
    """Without any option, since it is there."""
    outcome = make(tmp_path)
    assert outcome.status == 0, outcome.err
    text = first_pages(outcome)
    assert text.index(OPENING) < text.index("Which word opens the concession?")
    assert outcome.err == ""


def test_another_text_is_named(tmp_path):
    """--article goes before what lies beside the bank."""
    (tmp_path / "new.md").write_text(ARTICLE.replace("boats", "ships"), "utf-8")
    outcome = make(tmp_path, "--article", "new.md")
    assert "Three ships were lost." in first_pages(outcome)


def test_the_bank_may_name_its_text(tmp_path):
    """article.text is a file in the bank's own folder."""
    bank = LIGHTHOUSE.replace("  paragraphs: 9\n", "  paragraphs: 9\n  text: other.txt\n")
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "other.txt").write_text(ARTICLE, "utf-8")
    assert OPENING in first_pages(make(tmp_path, article=None, bank=bank))


@pytest.mark.parametrize(
    ("where", "on_worksheet", "labels"),
    [
        ("before", True, ["worksheets", "answer-keys", "plan"]),
        ("separate", False, ["worksheets", "answer-keys", "passage", "plan"]),
        ("none", False, ["worksheets", "answer-keys", "plan"]),
    ],
)
def test_where_the_passage_stands(tmp_path, where, on_worksheet, labels):
    """Before the questions, as a PDF of its own, or not at all."""
    outcome = make(tmp_path, "--passage", where)
    assert (OPENING in first_pages(outcome)) is on_worksheet
    names = {path.stem.removeprefix("bank-") for path in (tmp_path / "worksheets").iterdir()}
    assert names == set(labels)


@pytest.mark.parametrize(
    "options", [["--passage", "before"], ["--line-numbers"], ["--hyphenate"]]
)
def test_a_passage_that_is_not_there_cannot_be_wished_for(tmp_path, options):
    """No option is passed over in silence."""
    outcome = make(tmp_path, *options, article=None)
    assert outcome.status == 1
    assert options[0] in outcome.err
    assert "bank.txt" in outcome.err
    assert "--article FILE" in outcome.err


def test_line_numbers_beside_a_passage_that_is_not_printed(tmp_path):
    """--passage none and --line-numbers cannot both be meant."""
    outcome = make(tmp_path, "--passage", "none", "--line-numbers")
    assert outcome.status == 1
    assert "--passage none" in outcome.err


def test_a_quotation_that_is_gone_stops_the_run(tmp_path):
    """The message names the question, the line of the bank and the nearest place."""
    edited = ARTICLE.replace("safer and lonelier", "safer but lonelier")
    outcome = make(tmp_path, article=edited)
    assert outcome.status == 1
    line = next(
        number
        for number, text in enumerate(LIGHTHOUSE.splitlines(), start=1)
        if "quote: safer and lonelier" in text
    )
    assert f"bank.yaml:{line}:" in outcome.err
    for part in ("main-claim", "safer and lonelier", "Paragraph 2", "safer but lonelier"):
        assert part in outcome.err
    assert not (tmp_path / "worksheets").exists()


def test_a_draft_is_printed_all_the_same_and_says_so(tmp_path):
    """Every page of every file is stamped, and what is wrong is told."""
    edited = ARTICLE.replace("safer and lonelier", "safer but lonelier")
    outcome = make(tmp_path, "--draft", "--passage", "separate", article=edited)
    assert outcome.status == 0
    assert "main-claim" in outcome.err
    pdfs = list((tmp_path / "worksheets").glob("*.pdf"))
    assert len(pdfs) == 3
    for path in pdfs:
        assert all("DRAFT" in text for text in page_texts(path))


def test_a_finished_paper_says_nothing_of_drafts(tmp_path):
    """Only --draft stamps."""
    assert not any("DRAFT" in text for text in page_texts(make(tmp_path).worksheets))


def test_what_stands_under_the_article_is_left_out_aloud(tmp_path):
    """Web pages leave debris; the warning quotes it."""
    outcome = make(tmp_path, article=ARTICLE + "\n\nRead more on this subject here")
    assert outcome.status == 0
    assert "Read more on this subject here" in outcome.err
    assert "Read more" not in first_pages(outcome)


def test_too_few_paragraphs_are_an_error(tmp_path):
    """The message says how many were found and how many the bank says."""
    outcome = make(tmp_path, article="The Keeper Who Stayed\n\nOne.\n\nTwo.")
    assert outcome.status == 1
    assert "9" in outcome.err
    assert "2" in outcome.err


def test_a_plan_keeps_the_passage(tmp_path):
    """The papers are printed again with bank and article gone."""
    outcome = make(tmp_path, "--line-numbers")
    before = outcome.worksheets.read_bytes()
    plan = outcome.plan_file.rename(tmp_path / "kept.json")
    (tmp_path / "question_banks" / "bank.txt").unlink()
    assert quizgen(tmp_path, "make", "--plan", plan.name).status == 0
    assert outcome.worksheets.read_bytes() == before


# A whole class set of the starter, with its own article.

STARTER = shipped("templates", "starter", "starter.yaml").read_text("utf-8")
STARTER_TEXT = shipped("templates", "starter", "starter.txt").read_text("utf-8")
QUOTED = "time to take it down"


def make_starter(folder, article=STARTER_TEXT):
    """Print twelve questions of the starter in three versions, with another article."""
    (folder / "elsewhere.txt").write_text(article, "utf-8")
    options = ("--count", "12", "--versions", "3", "--line-numbers", "--seed", "s")
    return quizgen(folder, "make", *options, "--article", "elsewhere.txt", bank=STARTER)


def test_three_versions_refer_to_the_passage_they_print(tmp_path):
    """Paragraphs and lines are numbered, and every reference names the lines printed."""
    outcome = make_starter(tmp_path)
    assert (outcome.status, outcome.err) == (0, "")
    assert len(outcome.plan.versions) == 3
    assert all(len(version.items) == 12 for version in outcome.plan.versions)
    [document] = structure(outcome.worksheets).kids
    for sheet in document.kids:
        prose = [
            node
            for node in sheet.kids
            if node.tag == "P" and node.kids and node.all_text().split()[0].isdigit()
        ]
        assert [int(node.all_text().split()[0]) for node in prose] == [
            *range(1, len(prose) + 1)
        ]
        ends = [0]
        for node in prose:
            ends.append(ends[-1] + len(node.kids))
        said = re.findall(r"paragraph ([0-9]+) \(lines ([0-9]+)–([0-9]+)\)", sheet.all_text())
        assert len(said) > 2
        for number, first, last in ((int(n), int(a), int(z)) for n, a, z in said):
            assert (first, last) == (ends[number - 1] + 1, ends[number])
    margin = {
        int(box[5]) for box in words(outcome.worksheets) if box[1] > 520 and box[5].isdigit()
    }
    assert {*range(5, ends[-1] + 1, 5)} <= margin


@pytest.mark.parametrize(
    ("instead", "elsewhere", "advice"),
    [
        ("time to bring it down", "", "Paragraph 1 has “time to bring it down”"),
        ("time", QUOTED, "is not in paragraph 1; it is in paragraph 9. Write paragraph: 9"),
    ],
)
def test_after_an_edit_the_message_mends_the_bank(tmp_path, instead, elsewhere, advice):
    """It names the question, the line of the bank and the new place; nothing is printed."""
    assert STARTER_TEXT.count(QUOTED) == 1
    edited = STARTER_TEXT.replace(QUOTED, instead).rstrip()
    outcome = make_starter(tmp_path, f"{edited} {elsewhere}\n")
    assert outcome.status == 1
    lines = STARTER.splitlines()
    quoting = [number for number, text in enumerate(lines, 1) if f'quote: "{QUOTED}"' in text]
    assert quoting
    for line in quoting:
        [question] = [text.split()[-1] for text in lines[: line - 1] if "- id:" in text][-1:]
        [message] = [text for text in outcome.err.splitlines() if f"bank.yaml:{line}:" in text]
        assert f"Question '{question}'" in message
        assert advice in message
    assert not (tmp_path / "worksheets").exists()


def test_an_article_in_markdown_keeps_its_headings(tmp_path):
    """They are printed, take no number, and are in the plan that prints the run again."""
    blocks = ARTICLE.split("\n\n")
    blocks[0] = f"# {blocks[0]}"
    blocks[1] += "\n\n## How it was"
    blocks[3] = f"> {blocks[3]}"
    blocks[4] = "- Three boats\n- were lost."
    (tmp_path / "other.md").write_text("\n\n".join(blocks), "utf-8")
    outcome = make(tmp_path, "--article", "other.md", article=None)
    assert (outcome.status, outcome.err) == (0, "")
    text = first_pages(outcome)
    assert "How it was" in text
    assert not re.search("# |> He wrote|- Three", text)
    before = outcome.worksheets.read_bytes()
    plan = outcome.plan_file.rename(tmp_path / "kept.json")
    assert quizgen(tmp_path, "make", "--plan", plan.name).status == 0
    assert outcome.worksheets.read_bytes() == before
