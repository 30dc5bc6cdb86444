"""`--pages`: draws and orders whose worksheets fit the paper."""

from collections import Counter

import pytest
import yaml
from reading import page_texts
from running import quizgen

ARTICLE = {"title": "The Keeper Who Stayed", "author": "A. N. Author", "paragraphs": 9}


def essay(name: str, lines: int, **keys) -> dict:
    """Return a question that takes as much of a page as its lines do."""
    start = {"id": name, "type": "open_response", "skill": "evidence", "stem": "Why?"}
    return start | {"answer": "It does.", "lines": lines} | keys


def bank_of(*questions: dict, **keys) -> str:
    return yaml.safe_dump({"article": ARTICLE, "questions": list(questions)} | keys)


def made(folder, bank, *options):
    return quizgen(folder, "make", "--seed", "spring", *options, bank=bank)


def lengths(outcome) -> list[int]:
    """Return how many pages each worksheet has, by the counts at their feet."""
    texts = page_texts(outcome.worksheets)
    pages = Counter(
        version.code
        for version in outcome.plan.versions
        for text in texts
        if version.code in text
    )
    return [pages[version.code] for version in outcome.plan.versions]


# A page has room for a tall one and a short one, for two short ones, and for no two tall ones.
PACKED = bank_of(
    *(essay(f"tall{n}", 15) for n in range(3)), *(essay(f"short{n}", 6) for n in range(3))
)


def test_page_breaks_are_part_of_the_choice(tmp_path):
    """All questions come, so only their order can save a page; each version finds its own."""
    usual = made(tmp_path, PACKED, "--versions", "5")
    assert max(lengths(usual)) > 3

    found = made(tmp_path, PACKED, "--versions", "5", "--pages", "3")

    assert found.status == 0, found.err
    assert lengths(found) == [3] * 5
    orders = {tuple(item.question for item in each.items) for each in found.plan.versions}
    assert len(orders) > 1
    assert "Paper       3 pages a worksheet; 15 sheets of paper in all" in found.out
    before = found.worksheets.read_bytes()
    again = quizgen(tmp_path, "make", "--plan", str(found.plan_file))
    assert again.status == 0
    assert found.worksheets.read_bytes() == before


def test_what_fits_already_stays_as_it_is(tmp_path):
    """The wish alone changes neither draw nor order."""
    usual = made(tmp_path, PACKED)
    assert lengths(usual) > [3]  # though another order has three
    rows = usual.plan.rows

    assert made(tmp_path, PACKED, "--pages", "9").plan.rows == rows


MIXED = bank_of(
    *(essay(f"tall{n}", 30) for n in range(3)),
    essay("small", 4),
    *(
        {"id": f"q{n}", "type": "true_false", "skill": "evidence", "stem": "So?",
         "answer": "true", "points": 1 + n % 2}
        for n in range(12)
    ),
)  # fmt: skip


@pytest.mark.parametrize("draw", ["once", "each"])
def test_a_draw_that_fits_meets_all_other_wishes(tmp_path, draw):
    """The one essay that leaves room for the rest is drawn, in every version."""
    options = ("--mix", "tf=6,essay=1", "--points", "9-10", "--versions", "2", "--draw", draw)
    assert max(lengths(made(tmp_path, MIXED, *options))) == 2

    outcome = made(tmp_path, MIXED, *options, "--pages", "1")

    assert outcome.status == 0, outcome.err
    assert lengths(outcome) == [1, 1]
    for version in outcome.plan.versions:
        names = {item.question for item in version.items}
        assert "small" in names
        assert len(names) == 7
        assert 9 <= sum(item.points for item in version.items) <= 10


def test_fewer_pages_than_there_can_be_are_refused(tmp_path):
    """The message says how few were found, and nothing is printed."""
    outcome = made(tmp_path, PACKED, "--count", "6", "--pages", "2")

    assert outcome.status == 1
    assert outcome.err == (
        "Error: --pages 2: no draw and order was found that fits, with all versions on the "
        "same number of pages; the fewest found are 3. Ask for fewer questions, or choose "
        "smaller type, compact spacing or two columns.\n"
    )
    assert not (tmp_path / "worksheets").exists()


def test_a_students_own_layout_does_not_count(tmp_path):
    """Her paper in large print may be longer; those of all others fit."""
    (tmp_path / "class.csv").write_text("name,large_print\nAnn,\nBen,yes\nZoe,\n", "utf-8")
    options = ("--roster", "class.csv", "--versions", "3", "--pages", "3")

    outcome = made(tmp_path, PACKED, *options)

    assert outcome.status == 0, outcome.err
    one, large, other = (lengths(outcome)[ord(s.version) - 65] for s in outcome.plan.students)
    assert (one, other) == (3, 3)
    assert large > 3
