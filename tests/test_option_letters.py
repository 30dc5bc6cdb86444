"""Letters that a teacher types for options never reach a sheet or its key."""

import pytest

from quizgen.bank.load import parse_bank
from quizgen.base.errors import BankError

HEAD = """\
article: {title: T, author: A, paragraphs: 9}
questions:
  - id: q
    skill: evidence
"""
WORDS = "[The bell is old, Nobody is there, They look at phones, The lamp failed]"


def problems(question):
    """Return what is wrong with a question's keys, in flow."""
    lines = "".join(f"    {line}\n" for line in question.strip().splitlines())
    try:
        parse_bank(HEAD + lines, "bank.yaml")
    except BankError as error:
        return [problem.message for problem in error.problems]
    return []


def choice(answer, distractors):
    """Return a question with one answer."""
    return f"stem: Why?\nanswer: {answer}\ndistractors: {distractors}"


@pytest.mark.parametrize(
    "answer",
    ["C", "c", "3", "C)", "(c)", "'[c]'", "C.", "(C).", "Option C", "answer 3", "'#3'", "В"],
)
def test_an_answer_that_names_an_option_is_an_error(answer):
    """By letter or number, however it is written, in any alphabet of a paper."""
    [message] = problems(choice(answer, WORDS))
    assert message.endswith("and write it here: answer: They look at phones")


@pytest.mark.parametrize(
    ("answer", "distractors"),
    [
        ("P", "[3P, P/3]"),
        ("C", "[A, B, D]"),
        ("B", "[2B, A + B]"),
        ("3", "[1, 2, 5]"),
        ("3", "[10 %, None of these]"),
        ("a", "[an, the, no article]"),
        ("a", "[de, en, por]"),
        ("I", "[me, mine]"),
        ("They look at C", WORDS),
        ("'C]'", WORDS),
        ("(C", WORDS),
    ],
)
def test_a_lone_letter_may_be_the_answer(answer, distractors):
    """Where the other options are no sentences either, or there is no such option."""
    assert problems(choice(answer, distractors)) == []


@pytest.mark.parametrize(
    "options",
    [
        ("A) One bell", "B) Two boats", "C) Three lamps"),
        ("a. One bell", "b. Two boats", "None"),
        ("(1) One bell", "(2) Two boats", "(3) Three lamps"),
        ("• One bell", "• Two boats", "•Three lamps"),
        ("① One bell", "② Two boats", "③ Three lamps"),
        ("А) One bell", "Б) Two boats", "В) Three lamps"),
        ("One bell", "B) Two boats", "C) Three lamps", "None"),
        ("A - One bell", "B - Two boats", "C – Three lamps"),
        ("i) One bell", "ii) Two boats", "iii) Three lamps"),
        ("II. One bell", "I. Two boats", "III. Three lamps", "IV. None"),
    ],
)
@pytest.mark.parametrize(
    "layout",
    [
        "stem: Why?\nanswer: {0}\ndistractors: {1}",
        "type: multiple_select\nstem: Why?\nanswers: [{0}]\ndistractors: {1}",
        "type: two_part\npart_a: {{stem: Why?, answer: {0}, distractors: {1}}}\n"
        "part_b: {{answer: Here, distractors: [There]}}",
        "type: two_part\npart_a: {{stem: Why?, answer: Here, distractors: [There]}}\n"
        "part_b: {{answer: {0}, distractors: {1}}}",
        "type: ordering\nstem: Why?\nsteps: {2}",
        "type: matching\nstem: Why?\npairs: {3}",
    ],
)
def test_options_with_letters_of_their_own_are_an_error(options, layout):
    """In every kind of question that letters or numbers its options."""
    quoted = [f"'{option}'" for option in options]
    pairs = [f"{{left: L{at}, right: {option}}}" for at, option in enumerate(quoted)]
    lists = [f"[{', '.join(part)}]" for part in (quoted[1:], quoted, pairs)]
    [message] = problems(layout.format(quoted[0], *lists))
    assert message.startswith("quizgen puts letters or numbers before the options itself.")


@pytest.mark.parametrize(
    "options",
    [
        ("G. Washington", "A. Lincoln", "T. Jefferson"),
        ("1. May", "2. May", "3. May"),
        ("3. October", "A speech", "9. November", "A vote"),
        ("5.5 million", "1.5 million"),
        ("(1) only", "(2) only", "(1) and (2)"),
        ("A bell", "A boat", "A lamp"),
        ("I - the keeper - saw it", "He saw it", "Nobody saw it"),
        ("Henry V", "VI. Henry", "Henry I"),
        ("A) One bell", "Two boats", "Three lamps"),
    ],
)
def test_initials_dates_and_numbers_are_no_letters_of_options(options):
    """They stay what was typed."""
    quoted = [f"'{option}'" for option in options]
    assert problems(choice(quoted[0], f"[{', '.join(quoted[1:])}]")) == []


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        (
            f"options: {WORDS}\nanswer: C",
            "answer: They look at phones – and below it distractors: "
            "[The bell is old, Nobody is there, The lamp failed]",
        ),
        (
            "choices: [A) One bell, 'B) Two, or three']\nanswer: b",
            "answer: 'Two, or three' – and below it distractors: [One bell]",
        ),
        (
            "options: {A: One bell, B: Two boats}\ncorrect: B",
            "answer: Two boats – and below it distractors: [One bell]",
        ),
        (
            "options: [One bell, Two boats]\nanswer: Two boats",
            "answer: Two boats – and below it distractors: [One bell]",
        ),
        (
            "type: multiple_select\noptions: [One bell, Two boats, A lamp]\nanswers: [A, 3]",
            "answers: [One bell, A lamp] – and below it distractors: [Two boats]",
        ),
    ],
)
def test_options_with_a_letter_for_the_answer_are_shown_rewritten(question, instead):
    """The message has her own question as quizgen reads it."""
    message = problems(f"stem: Why?\n{question}")[0]
    assert message.endswith(f"Write: {instead}")


@pytest.mark.parametrize(
    ("answer", "worded"),
    [("C)", "the letter C."), ("'#3'", "the number 3."), ("3.", "the number 3.")],
)
def test_a_symbol_that_is_the_answer_is_put_into_words(answer, worded):
    """The message says how, without the signs around it."""
    [message] = problems(choice(answer, WORDS))
    assert f"write it with a word: {worded} Otherwise" in message


def test_what_is_to_be_written_is_followed_by_no_sign_of_the_message():
    """So that it can be copied, whether it ends with a full stop or not."""
    wrong = "[It is lonelier., It is safer., It is older., It is louder.]"
    [message] = problems(choice("A", wrong))
    assert message.endswith("and write it here: answer: It is lonelier.")
    [message] = problems(f"stem: Why?\noptions: {wrong}\nanswer: A")
    assert "answer: It is lonelier. – and below it distractors: [" in message
