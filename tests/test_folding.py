"""Texts are compared by their words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.base.text_match import _folded_by_character, fold, quoted_words

SAME = [
    ("the keeper's own", "The KEEPER’S own"),
    ('\'a\' "b" "c"', "‘a’ “b” «c»"),
    ("a-b-c-d-e", "a–b — c\u2011d − e"),
    ("a-b", "a -- b"),
    ("a b c d", "a\xa0b\n\tc \u2009\u3000 d"),
    ("softly", "soft\xadly"),
    ("softly", "\ufeffsoft\u200bly\u2060"),
    ("café", "cafe\u0301"),
    ("first fish", "ﬁrst ﬁsh"),
    ("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ("Straße", "STRASSE"),
    ("wait… more", "wait... more"),
    ("wait… more", "wait. . . . more"),
    ("very bold words", "**very** _bold_ *words*"),
    ("one two", "one\\\ntwo"),
    ("1*2 a_b", "1\\*2 a\\_b"),
    ("so", "  so \n"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_signs_blanks_emphasis_and_capitals_do_not_matter(one, other):
    """Who types a quotation need not type what a word processor makes of it."""
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a b", "ab"),
        ("its", "it's"),
        ("a, b", "a b"),
        ("cafe", "café"),
        ("a-b", "ab"),
        ("a.", "a…"),
    ],
)
def test_words_and_punctuation_matter(one, other):
    """Folding makes different things no more alike than they are."""
    assert fold(one).text != fold(other).text


@given(st.text("aB ß…ﬁ.,-–’*\\\u0301\u200b\xa0\n½한ᄒ\u1161"))
def test_every_folded_character_knows_its_place(text):
    """From a word's beginning to a word's end, the original folds to what was folded."""
    folded = fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    for start in range(len(folded.text)):
        for end in range(start + 1, len(folded.text) + 1):
            piece = folded.text[start:end]
            if folded.is_edge(start) and folded.is_edge(end) and piece == piece.strip():
                first, behind = folded.origin(start, end)
                assert fold(text[first:behind]).text == piece


@given(st.text())
def test_any_text_can_be_folded(text):
    """There is no character that stops it."""
    folded = fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert folded.text == folded.text.strip(" ")


def test_a_message_quotes_six_words_at_most():
    """In one line, without emphasis and without what nobody sees."""
    assert quoted_words("*One*\xa0two  \nth\xadree four five six") == (
        "“One two three four five six”"
    )
    assert quoted_words("One two three four five six seven") == (
        "“One two three four five six…”"
    )
    assert quoted_words("灯台守は一人で") == "“灯台守は一人…”"


@given(st.text("aZ7 ,.-'\"?!\n*é", max_size=20))
def test_what_needs_little_folding_is_folded_alike(text):
    """The quick way and the careful one give the same text, from the same places."""
    quick, careful = fold(text), _folded_by_character(text)

    assert quick.text == careful.text
    assert list(quick.starts) == list(careful.starts)
    assert list(quick.ends) == list(careful.ends)
