"""The words of a file are counted, and the sum says where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.counting import count_words, words_in


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The well-known bridge of 1871.", 5),
        ("1,204.5 lamps.One", 3),
        ("*It* wasn’t\\\ncheap", 3),
        ("橋は黄色", 4),
        ("", 0),
        ("— * *", 0),
    ],
)
def test_words_of_any_script_are_counted(text, count):
    """Chinese and Japanese have no blanks between words."""
    assert len(words_in(text)) == count


def test_the_sum_names_what_was_left_out_once():
    """Several of a kind are counted."""
    count = count_words(
        None,
        ["One two.", "Three"],
        "Title",
        [("a", "a footnote"), ("b", "a footnote"), ("c", "a menu")],
    )
    assert str(count) == (
        "7 words: 4 in 2 paragraphs and the title, 3 left out (2 footnotes, a menu)"
    )


def test_letters_may_be_parted_otherwise():
    """A large first letter is a word of its own in some files."""
    assert count_words("T he lamp", ["The lamp"], "", []).missing == ()


@given(st.lists(st.text("abc", min_size=1), unique=True), st.integers(0, 9))
def test_a_word_that_went_nowhere_is_missed(words, place):
    """Whichever it is."""
    kept = [word for number, word in enumerate(words) if number != place]
    missing = count_words(" ".join(words), kept, "", []).missing
    assert missing == tuple(words[place : place + 1])
