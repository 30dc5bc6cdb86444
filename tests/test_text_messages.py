"""Messages about a text show how that very text is written."""

import pytest

from quizgen.article.quotations import check_quotations
from quizgen.article.text import read_article
from quizgen.bank.load import load_bank, parse_bank
from quizgen.base.errors import BankError

HEAD = "article: {title: T, author: A, paragraphs: 2}\nquestions:\n"
TRUE = "  - {id: a, type: true_false, skill: evidence, stem: %s, answer: true}\n"
CHOICE = "  - id: a\n    skill: evidence\n    stem: Why?\n    answer: So\n    distractors: %s\n"


def problems(bank):
    """Return the line, the column and the message of what is wrong."""
    with pytest.raises(BankError) as caught:
        parse_bank(bank, "bank.yaml")
    return [(each.line, each.column, each.message) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("question", "column", "written"),
    [
        (TRUE % "The bell in [[1]] was old.", 54, "stem: 'The bell in [[1]] was old.'"),
        (TRUE % "[[1]] is about brass.", 54, "stem: '[[1]] is about brass.'"),
        (TRUE % "The bell, in [[1]], was.", 54, "stem: 'The bell, in [[1]], was.'"),
        (TRUE % "The {{bell}} was.", 54, "stem: 'The {{bell}} was.'"),
        (TRUE % '"[[2]]", enemies: [In [[1]] too, b]', 73, "'In [[1]] too'"),
    ],
)
def test_a_reference_or_a_gap_in_braces_needs_quotes(question, column, written):
    """The message is at the text, and says which quotes are missing."""
    [(line, at, message)] = problems(HEAD + question)
    assert (line, at) == (3, column)
    assert message.endswith(f"must be in quotes. Write: {written}")


def test_following_the_advice_mends_the_bank():
    """The next run does not refuse it."""
    assert parse_bank(HEAD + TRUE % "'The bell in [[1]] was of brass.'", "bank.yaml")


def test_distractors_on_one_line_are_shown_as_a_list_of_texts():
    """With each of them in quotes where it needs them."""
    [(_, _, message)] = problems(HEAD + CHOICE % "One, 5} two, three")
    assert message == (
        "'distractors' is a list of texts. Write: distractors: [One, '5} two', three]"
    )


def test_the_nearest_words_are_looked_for_in_the_named_paragraph_first(tmp_path):
    """Though another paragraph has words that are still more alike."""
    (tmp_path / "bank.txt").write_text(
        "The old bell was made of brass.\n\nThe old bell was made of silver.\n", "utf-8"
    )
    path = tmp_path / "bank.yaml"
    evidence = "    evidence: [{paragraph: 1, quote: bell was made of silvery}]\n"
    path.write_text(HEAD + CHOICE % "[Two, Three]" + evidence, "utf-8")
    loaded = load_bank(path)
    text = read_article(tmp_path / "bank.txt", loaded.bank.article)
    [problem] = check_quotations(loaded, text)
    assert "Paragraph 1 has" in problem.message


def test_an_underline_with_a_paragraph_has_its_evidence():
    """The paragraph says where the answer stands."""
    question = "{id: a, type: underline, skill: evidence, stem: U, answer: So, paragraph: 2}"
    bank = parse_bank(f"{HEAD}  - {question}\n", "bank.yaml")
    assert bank.questions[0].evidence_paragraphs == {2}
