"""Rows of a key are read by where their letters are, whatever the answers say."""

import pytest
from running import quizgen

from quizgen.base.errors import QuizgenError
from quizgen.printing.pdf.read_back import Verified
from quizgen.printing.pdf.read_back_keys import verify_keys
from quizgen.printing.pdf.read_lines import Character, keys_of, lines_of

NAMES = {name: name for name in "ABCD"}


def characters(rows, *, mirrored=False):
    """Set rows of (x, text) one below another; 6 points a character, 14 a line."""
    for number, row in enumerate(rows):
        for x, text in row:
            for place, each in enumerate(text):
                left = 500 - x - 6 * (len(text) - place) if mirrored else x + 6 * place
                if each != " ":
                    yield Character(each, left, left + 5.5, 700 - 14 * number)


def read(rows, *, mirrored=False):
    direction = "rtl" if mirrored else "ltr"
    lines = lines_of(characters(rows, mirrored=mirrored), direction)
    return keys_of(lines, NAMES, direction)


@pytest.mark.parametrize("mirrored", [False, True])
def test_letters_are_read_from_their_column(mirrored):
    """Not an answer that is a letter, nor a word that begins one, nor a number in it."""
    rows = [
        [(0, "Version")],
        [(0, "1."), (26, "C"), (56, "B")],
        [(0, "2."), (26, "A"), (56, "1.")],
        [(26, "D"), (56, "3.")],
        [(0, "3."), (56, "A")],
        [(56, "B")],
        [(0, "4."), (26, "B"), (56, "A lamp" if not mirrored else "pmal A")],
    ]
    [key] = read(rows, mirrored=mirrored)
    assert {number: letters for number, letters in key.items() if number != 3} == {
        1: ("C",), 2: ("A", "D"), 4: ("B",),
    }  # fmt: skip


def test_a_key_begins_with_number_one():
    """Two keys of one version follow one another, each in its own letters."""
    rows = [[(0, "1."), (26, "A")], [(0, "2."), (26, "B")]] * 2
    assert read(rows) == [{1: ("A",), 2: ("B",)}] * 2


SHORT = """
article: {title: T, author: A, paragraphs: 3}
questions:
  - {id: sum, skill: evidence, stem: How many?, answer: "2", distractors: ["12", "22", "21"]}
  - {id: sign, skill: evidence, stem: Which sign?, answer: "+", distractors: ["-", "±", "×"]}
  - {id: note, skill: evidence, stem: Which note?, answer: H, distractors: [F, G, K]}
"""


@pytest.mark.parametrize("name", ["sum", "sign", "note"])
def test_a_wrong_letter_beside_a_short_answer_is_seen(tmp_path, name):
    """Though its sign or two are within other answers, and in numbers, too."""
    made = quizgen(tmp_path, "make", "--versions", "2", "--seed", "x", bank=SHORT)
    assert made.status == 0, made.err
    forms = made.plan.forms
    other = [form.model_copy(update={"options": form.options[::-1]}) for form in forms[name]]
    wrong = made.plan.model_copy(update={"forms": {**forms, name: tuple(other)}})
    with pytest.raises(QuizgenError, match=rf"the key of version A .*\({name}\)"):
        verify_keys([made.keys], wrong, Verified())
