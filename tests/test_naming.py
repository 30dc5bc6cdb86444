"""File names from any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.base.file_names import DEVICES, MOST_BYTES, file_names, readable_name

ANYTHING = st.text(st.characters(), max_size=120)


def is_accepted_everywhere(name):
    """Whether Windows, macOS and Linux can have a file of this name."""
    return (
        0 < len(name.encode()) <= MOST_BYTES
        and not set(name) & set('<>:"/\\|?*.')
        and all(unicodedata.category(character)[0] not in "CZ" for character in name)
        and not name.startswith("-")
        and not DEVICES.fullmatch(name)
    )


@given(ANYTHING)
def test_any_text_makes_a_name(text):
    """Every system can have a file of it."""
    assert is_accepted_everywhere(readable_name(text, "student"))


@given(st.lists(ANYTHING, max_size=20))
def test_no_two_are_one_file(texts):
    """Each gets a file of its own, also where capitals and accents are not told apart."""
    names = file_names(texts, "student")

    assert all(map(is_accepted_everywhere, names))
    for form in ("NFC", "NFD", "NFKC"):
        for fold in (str.lower, str.upper, str.casefold):
            assert len({fold(unicodedata.normalize(form, name)) for name in names}) == len(
                texts
            )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("José Ñandú/…", "José-Ñandú"),
        ("Jose\u0301", "José"),
        ("CON", "CON-student"),
        ("nul.", "nul-student"),
        ("..", "student"),
        ("", "student"),
        ("李小龍", "李小龍"),
        ("Владимир Ленский", "Владимир-Ленский"),
        ("عمر شريف", "عمر-شريف"),
        ("O'Brien, Ann-Marie", "O'Brien-Ann-Marie"),
        ("evil\u202egpj.exe", "evil-gpj-exe"),
        ("a\x00b\nc", "a-b-c"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 300, "x" * 100),
        ("李" * 300, "李" * 33),
    ],
)
def test_a_name_stays_readable(text, name):
    """Letters of every script stay as they are; what a file name cannot have is a hyphen."""
    assert readable_name(text, "student") == name


def test_those_who_collide_are_numbered():
    """The first keeps the name."""
    texts = [
        "Ann Lee",
        "ann lee",
        "Ann-Lee-2",
        "Ann/Lee",
        "Strasse",
        "Straße",
        "x" * 300,
        "x" * 299,
    ]

    names = file_names(texts, "student")

    assert names[:4] == ("Ann-Lee", "ann-lee-2", "Ann-Lee-2-2", "Ann-Lee-3")
    assert names[4:6] == ("Strasse", "Straße-2")
    assert names[6:] == ("x" * 100, "x" * 98 + "-2")


@given(st.lists(st.text("ab ", max_size=3), max_size=12))
def test_the_names_are_the_same_every_time(texts):
    """The same class gets the same files."""
    assert file_names(texts, "student") == file_names(iter(texts), "student")
