"""The code on a sheet, and how a slip in it is told."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.plan.request import CODE_ALPHABET
from quizgen.plan.sheet_code import (
    LETTERS,
    VERSION_ALPHABET,
    CodeError,
    SheetCode,
    near_codes,
    read_code,
    sheet_code,
)

RUNS = st.text(CODE_ALPHABET, min_size=4, max_size=4)
VERSIONS = st.builds(
    lambda letters, digit: letters + digit,
    st.text(LETTERS, min_size=1, max_size=4),
    st.sampled_from(["", "2", "3"]),
)
CODES = st.builds(sheet_code, RUNS, VERSIONS)


def is_refused(typed):
    try:
        read_code(typed)
    except CodeError:
        return True
    return False


@given(RUNS, VERSIONS)
def test_a_code_is_read_back(run, version):
    """What a code was made of is what it says."""
    assert read_code(sheet_code(run, version)) == (run, version)
    assert str(SheetCode(run, version)) == sheet_code(run, version)


@given(CODES)
def test_every_wrong_character_is_noticed(code):
    """Whichever character is typed for another, at any place, the code is refused."""
    plain = code.replace("-", "")
    for place, character in product(range(len(plain)), "ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789"):
        if character != plain[place]:
            assert is_refused(plain[:place] + character + plain[place + 1 :])


@given(CODES)
def test_every_swap_of_neighbours_is_noticed(code):
    """Two neighbours that change places make it no code, also across a hyphen."""
    plain = code.replace("-", "")
    for place in range(len(plain) - 1):
        first, second = plain[place : place + 2]
        if first != second:
            assert is_refused(plain[:place] + second + first + plain[place + 2 :])


@given(CODES, st.sampled_from(["", " ", "–", "  - "]), st.booleans())
def test_how_a_code_is_typed_does_not_matter(code, hyphen, small):
    """Small letters, missing hyphens, blanks and dashes are all read."""
    typed = f" {code.replace('-', hyphen)} "
    assert read_code(typed.lower() if small else typed) == read_code(code)


@pytest.mark.parametrize("version", ["O", "I", "OI", "IO3"])
def test_zero_and_one_in_a_versions_name_are_letters(version):
    """No version has a 0 or a 1 in its name, so they are read as O and I."""
    code = sheet_code("4K7Z", version)
    head, name, check = code.split("-")
    assert (
        read_code(f"{head}-{name.replace('O', '0').replace('I', '1')}-{check}").version
        == version
    )


def test_what_looks_alike_is_in_no_drawn_part():
    """The run's part and the check character have no 0, O, 1, I or L to be confused."""
    assert not set("0O1IL") & set(CODE_ALPHABET)
    assert len(set(CODE_ALPHABET)) == len(set(VERSION_ALPHABET)) == 28


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "too short for a code"),
        ("4K7Z", "too short for a code"),
        ("4K7Z-B-Y", "its check character does not fit"),
        ("OK7Z-B-X", "O cannot be among its first 4 characters"),
        ("4K7Z-B-0", "0 cannot be among its first 4 characters or at its end"),
        ("4K7Z-7-X", "7 names no version"),
        ("4K7Z-3B-X", "3B names no version"),
    ],
)
def test_a_refusal_says_what_kind_of_slip_it_is(typed, words):
    """A code that is too short, impossible or mistyped is told apart."""
    with pytest.raises(CodeError, match=words):
        read_code(typed)


@given(CODES)
def test_the_code_that_was_meant_is_found(code):
    """Among a plan's codes the one that is a slip away is offered."""
    plain = code.replace("-", "")
    other = next(each for each in CODE_ALPHABET if each != plain[0])
    assert code in near_codes(other + plain[1:], [code])
    swapped = plain[1] + plain[0] + plain[2:]
    assert list(near_codes(swapped, [code])) == ([code] if swapped != plain else [])
    assert list(near_codes(plain[:-1], [code])) == []
