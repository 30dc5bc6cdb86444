"""Sheets that are cut and stacked, or printed on both sides, are in order."""

from hypothesis import given
from hypothesis import strategies as st

from quizgen.printing.pdf.imposition import Gathering, sides

counts = st.lists(st.integers(1, 7), min_size=1, max_size=24)


def piles(pages, *, duplex):
    """Print papers two on a sheet, cut the pile in the middle; return its halves.

    A half is a list of leaves: (what is on the front, what is on the back).
    """
    left, right = [], []
    for group in Gathering(len(pages), 2):
        own = [pages[paper] for paper in group] + [0] * (2 - len(group))
        found = sides(own, duplex=duplex)
        assert all(len(side) == 2 for side in found)
        named = [
            [None if half is None else (group[half[0]], half[1]) for half in side]
            for side in found
        ]
        if duplex:
            assert len(named) % 2 == 0
            for front, back in zip(named[::2], named[1::2], strict=True):
                # Turned over on the short edge, what is left in front is right behind.
                left.append((front[0], back[1]))
                right.append((front[1], back[0]))
        else:
            left += [(side[0],) for side in named]
            right += [(side[1],) for side in named]
    return left, right


@given(counts, st.booleans())
def test_cut_and_stacked_the_papers_are_in_order(pages, duplex):
    """Left half upon right half: every page of every paper once, each paper's in order."""
    left, right = piles(pages, duplex=duplex)
    read = [page for leaf in (*left, *right) for page in leaf if page is not None]
    assert read == [(paper, page) for paper, count in enumerate(pages) for page in range(count)]


@given(counts, st.booleans())
def test_no_leaf_belongs_to_two_papers(pages, duplex):
    """A pile can be handed out leaf by leaf."""
    for half in piles(pages, duplex=duplex):
        for leaf in half:
            assert len({page[0] for page in leaf if page}) <= 1


@given(counts)
def test_with_duplex_each_paper_begins_on_a_front(pages):
    """A blank back is put in where a paper has an odd number of pages."""
    printed = [side for count in pages for side in sides([count], duplex=True)]
    starts = [number for number, side in enumerate(printed) if side == ((0, 0),)]
    assert len(starts) == len(pages)
    assert all(number % 2 == 0 for number in starts)
    assert sum(side != (None,) for side in printed) == sum(pages)
    assert len(printed) == sum(count + count % 2 for count in pages)


@given(st.integers(1, 40), st.data())
def test_papers_on_whole_sheets_come_last_and_nothing_is_lost(count, data):
    """Large print among papers that are cut: every paper once, those on whole sheets last."""
    whole = data.draw(st.sets(st.integers(0, count - 1)))
    groups = [*Gathering(count, 2, whole)]
    assert sorted(paper for group in groups for paper in group) == list(range(count))
    shared = [group for group in groups if not set(group) & whole]
    assert groups[len(shared) :] == [(paper,) for paper in sorted(whole)]
    stacked = [group[0] for group in shared] + [group[1] for group in shared if group[1:]]
    assert stacked == [paper for paper in range(count) if paper not in whole]


def test_one_paper_a_sheet_is_the_plain_order():
    """Without two on a sheet nothing is reordered."""
    assert [*Gathering(3, 1)] == [(0,), (1,), (2,)]
    assert Gathering(9, 1)[2:4] == [(2,), (3,)]
    assert sides([3], duplex=False) == [((0, 0),), ((0, 1),), ((0, 2),)]
