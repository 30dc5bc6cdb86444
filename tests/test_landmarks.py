"""What the map of a new bank shows of each paragraph."""

import pytest

from quizgen.article.landmarks import MOVES, landmarks


def only(text):
    [found] = landmarks([text])
    return found


def test_figures_are_digits_and_words():
    """With their units, and not a part of a name."""
    found = only(
        "On May 6 some 412 lamps, 72% of them, cost $12,400; twenty minutes, three out of four "
        "in 1918 and the 3rd time. COVID-19 is no figure."
    )

    assert found.figures == (
        "May 6",
        "412",
        "72%",
        "$12,400",
        "twenty minutes",
        "three out of four",
        "1918",
        "3rd",
    )


def test_names_have_capitals_within_a_sentence():
    """The first word of a sentence is a name only where it is one elsewhere."""
    first, second = landmarks(
        [
            "Nobody asked Rosa Whitcombe or the Center for the Coast. Lamps burned. The Town "
            "Council met, and I went.",
            "Whitcombe’s view is Whitcombe’s. On Monday she told Whitcombe so.",
        ]
    )

    assert first.names == ("Rosa Whitcombe", "Center for the Coast", "Town Council")
    assert second.names == ("Whitcombe",)


@pytest.mark.parametrize(
    ("text", "word", "move"),
    [
        ("It is late, of course.", "of course", "grants a point"),
        ("Granted, it is late.", "granted", "grants a point"),
        ("It is late; however, we go.", "however", "turns"),
        ("Yet we go.", "yet", "turns"),
        ("We must go.", "must", "demands"),
        ("In other words, we go.", "in other words", "says it again"),
        ("It’s late. So, we go.", "so", "concludes"),
    ],
)
def test_connectives_are_found_with_what_they_do(text, word, move):
    """Each by its usual work."""
    assert (word, move) in only(text).moves


def test_a_word_that_only_sometimes_turns_is_taken_at_the_beginning():
    """As in: not yet, still here, so far."""
    assert only("We have not yet seen so far what still burns, musty, butter.").moves == ()


def test_every_connective_is_found():
    """None of the list is misspelt as a pattern."""
    words = [word for connectives in MOVES.values() for word in connectives]
    assert len(words) > 50
    for word in words:
        plain = word.strip("^,")
        sentence = f"{plain.capitalize()}, we go."
        assert plain in dict(only(sentence).moves)
