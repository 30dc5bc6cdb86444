"""Numbers, nouns and lists in messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.base.words import and_list, counted, numbered, or_list, short_list


@pytest.mark.parametrize(
    ("items", "shown"), [("A", "A"), ("AB", "A and B"), ("ABC", "A, B and C")]
)
def test_a_list_reads_as_a_sentence_has_it(items, shown):
    """Commas between items, `and` or `or` before the last."""
    assert and_list(items) == shown
    assert or_list(items) == shown.replace("and", "or")


def test_names_with_commas_are_parted_by_semicolons():
    """As gradebooks write them."""
    names = ["Adams, Zoë", "Ben", "Cleo"]
    assert or_list(names) == "Adams, Zoë; Ben or Cleo"
    assert short_list(names, 2) == "Adams, Zoë; Ben and 1 more"


def test_only_one_is_singular():
    """Nouns take an s after every number but 1."""
    assert [counted(n, "page") for n in range(3)] == ["0 pages", "1 page", "2 pages"]
    assert [numbered("line", range(1, n)) for n in (2, 3)] == ["line 1", "lines 1 and 2"]


@given(st.lists(st.text("ab", min_size=1), min_size=1), st.integers(1, 5))
def test_a_short_list_accounts_for_every_item(items, most):
    """It names at most so many, and counts the others."""
    shown, _, more = short_list(items, most).partition(" and ")

    assert shown.split(", ") == items[:most]
    assert int(more.removesuffix(" more") or 0) == max(0, len(items) - most)
