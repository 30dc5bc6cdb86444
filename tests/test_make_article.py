"""quizgen make with the article's text: printed, referred to, and held against the bank."""

import pytest
from reading import page_texts
from running import LIGHTHOUSE, quizgen

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
    for words in ("main-claim", "safer and lonelier", "Paragraph 2", "safer but lonelier"):
        assert words in outcome.err
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
