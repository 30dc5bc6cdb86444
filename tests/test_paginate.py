"""Stacking plates is arithmetic: nothing lost, nothing cut, nothing on top of another."""

from itertools import chain

import pytest
from classroom import PAPERS
from hypothesis import given
from hypothesis import strategies as st

from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.printing.pdf.paginate import paginate
from quizgen.printing.sheets import Entry, Sheet

PAPER = PAPERS["letter"]
FOOT, HEAD = 20.0, 30.0
FULL = PAPER.height - PAPER.top - PAPER.bottom - FOOT


def paginated(heights, *, with_next=(), under=None, head=False):
    """Paginate one entry for each list of part heights."""
    blocks = {f"b{number}": parts for number, parts in enumerate(heights)}
    entries = [
        Entry(name, item=True, with_next=number in with_next, under=under)
        for number, name in enumerate(blocks)
    ]
    sheet = Sheet(
        "A", tuple(entries), Entry("foot"), "page {page} of {pages}", PAPER,
        head=Entry("head") if head else None,
    )  # fmt: skip
    blocks |= {"foot": [FOOT], "head": [HEAD], "under": [25.0]}
    return paginate(sheet, blocks), blocks


def text(pages):
    """Return (page, block, part) of everything that is no furniture."""
    return [
        (number, place.entry.block, place.part)
        for number, page in enumerate(pages)
        for place in page
        if not place.furniture
    ]


parts = st.lists(st.floats(1, FULL), min_size=1, max_size=4)


@given(st.lists(parts, min_size=1, max_size=12), st.booleans())
def test_every_part_is_placed_once_and_in_order(heights, head):
    """What a sheet lists is what its pages hold."""
    pages, _ = paginated(heights, head=head)
    listed = [(f"b{n}", part) for n, own in enumerate(heights) for part in range(len(own))]
    assert [(block, part) for _, block, part in text(pages)] == listed


@given(
    st.lists(st.floats(1, FULL - HEAD).map(lambda h: [h]), min_size=1, max_size=20),
    st.booleans(),
)
def test_nothing_overlaps_and_nothing_leaves_the_page(heights, head):
    """Plates of a page follow one another between its margins, its head and its foot."""
    pages, blocks = paginated(heights, head=head)
    for page in pages:
        flow = [place for place in page if not place.furniture]
        assert flow, "an empty page was printed"
        y = PAPER.top + (HEAD if head else 0)
        for place in flow:
            assert place.y == pytest.approx(y)
            y += blocks[place.entry.block][place.part]
        [foot] = [place for place in page if place.entry.block == "foot"]
        assert y <= foot.y + 1e-6
        assert foot.y + FOOT == pytest.approx(PAPER.height - PAPER.bottom)


@given(st.lists(parts, min_size=1, max_size=12))
def test_a_block_that_fits_a_page_stands_on_one(heights):
    """Nothing is split across pages unless it is taller than one."""
    pages, _ = paginated(heights)
    for number, own in enumerate(heights):
        on = {page for page, block, _ in text(pages) if block == f"b{number}"}
        if sum(own) <= FULL:
            assert len(on) == 1


def test_a_page_is_not_left_while_the_next_block_fits():
    """Pages are filled: generous, but not wasteful."""
    pages, _ = paginated([[FULL / 2], [FULL / 2], [FULL / 2]])
    assert [page for page, _, _ in text(pages)] == [0, 0, 1]


def test_a_tall_block_begins_where_there_is_room():
    """A block taller than a page flows on from the middle of one."""
    pages, _ = paginated([[FULL / 2], [100.0] * 12])
    assert text(pages)[1] == (0, "b1", 0)


def test_a_heading_stays_with_what_it_heads():
    """A title is never the last thing on a page."""
    pages, _ = paginated([[FULL - 50], [40.0], [60.0]], with_next={1})
    assert [page for page, _, _ in text(pages)] == [0, 1, 1]


def test_a_table_repeats_its_head_on_the_next_page():
    """The head is furniture there: a reader aloud hears it once."""
    pages, _ = paginated([[FULL - 10], [30.0]], under=Entry("under"))
    first = pages[1][0]
    assert (first.entry.block, first.furniture) == ("under", True)
    assert pages[1][1].y == pytest.approx(first.y + 25)


def test_the_foot_counts_the_pages():
    """Page 2 of 3 says so."""
    pages, _ = paginated([[FULL]] * 3)
    feet = [
        place.entry.slots["page"]
        for page in pages
        for place in page
        if place.entry.block == "foot"
    ]
    assert feet == ["page 1 of 3", "page 2 of 3", "page 3 of 3"]


def test_a_paragraph_is_never_parted_from_a_line_of_its_own():
    """What flows leaves at least two lines on either page, and is not moved as a whole."""
    for room in (20, 35, 50, 65, 80, 95):
        pages, _ = paginated_flow([FULL - room], [15.0] * 6)
        on = [[block for _, block, _ in text([page])].count("b1") for page in pages]
        assert sum(on) == 6
        assert 1 not in on
        if room >= 35:
            assert on[0] >= 2


def paginated_flow(*heights):
    """Paginate entries of which the last is a paragraph set in numbered lines."""
    blocks = {f"b{number}": parts for number, parts in enumerate(heights)}
    blocks |= {"foot": [FOOT], "n": [12.0]}
    *whole, last = [Entry(name) for name in blocks if name.startswith("b")]
    flowing = Entry(last.block, flows=True, line_number="n")
    sheet = Sheet("A", (*whole, flowing), Entry("foot"), "page {page} of {pages}", PAPER)
    return paginate(sheet, blocks), blocks


def test_every_fifth_line_is_numbered_beside_it():
    """The numbers go on over pages and stand at their lines' height."""
    pages, _ = paginated_flow([15.0] * 100)
    places = [place for page in pages for place in page]
    numbers = [place for place in places if place.entry.block == "n"]
    assert [place.entry.slots["line"] for place in numbers] == [
        str(n) for n in range(5, 101, 5)
    ]
    for page in pages:
        lines = {place.part: place.y for place in page if place.entry.block != "n"}
        on_page = [place for place in page if place.entry.block == "n"]
        assert [*page[-1 - len(on_page) : -1]] == on_page, "after the text, before the foot"
        for number in on_page:
            assert number.y == lines[int(number.entry.slots["line"]) - 1]


def test_a_short_heading_is_kept_with_the_beginning_of_a_long_text():
    """The heading of a section, then a text of a page for the questions under it."""
    lines = [20.0] * int(FULL // 20)
    pages, _ = paginated([[FULL / 2], [40.0], lines, [90.0]], with_next={1, 2})
    placed = text(pages)
    on = [page for page, block, _ in placed if block in ("b1", "b2")]
    assert on[:3] == [0, 0, 0]
    assert on.count(0) > 10, "the page's other half is left empty"


def test_a_long_text_is_parted_from_its_questions_rather_than_cut():
    """Where both together need more than a page, each stays whole."""
    pages, _ = paginated([[FULL / 4], [FULL * 0.7], [FULL / 2]], with_next={1})
    assert [page for page, _, _ in text(pages)] == [0, 0, 1]


def test_a_heading_that_cannot_stand_with_all_stands_with_the_next():
    """A section's heading keeps to its group's text where the first question has no room."""
    pages, _ = paginated([[FULL / 2], [50.0], [FULL * 0.7], [FULL / 2]], with_next={1, 2})
    assert [page for page, _, _ in text(pages)] == [0, 1, 1, 2]


# Columns

TWO = paper_of(PrintSettings(columns=2))


def in_columns(heights, wide=(), paper=TWO):
    """Paginate entries on a paper of two columns; those in `wide` stand across both."""
    blocks = {f"b{number}": parts for number, parts in enumerate(heights)}
    entries = tuple(
        Entry(name, item=True, wide=number in wide) for number, name in enumerate(blocks)
    )
    sheet = Sheet("A", entries, Entry("foot", wide=True), "page {page} of {pages}", paper)
    return paginate(sheet, blocks | {"foot": [FOOT]}), blocks


@given(st.lists(parts, min_size=1, max_size=16), st.sets(st.integers(0, 3)))
def test_in_columns_every_part_is_placed_once_and_in_order(heights, wide):
    """Down the first column, then down the second, then over the page."""
    pages, _ = in_columns(heights, wide)
    listed = [(f"b{n}", part) for n, own in enumerate(heights) for part in range(len(own))]
    assert [(block, part) for _, block, part in text(pages)] == listed


@given(
    st.lists(st.floats(1, FULL).map(lambda h: [h]), min_size=1, max_size=24),
    st.sets(st.integers(0, 23), max_size=3),
)
def test_in_columns_nothing_overlaps_or_leaves_the_page(heights, wide):
    """Each plate is in its column or across both, between head and foot, and free of others."""
    pages, blocks = in_columns(heights, wide)
    for page in pages:
        boxes = []
        for place in page:
            if place.furniture:
                continue
            width = TWO.inside if place.entry.wide else TWO.column
            bottom = place.y + blocks[place.entry.block][place.part]
            assert TWO.left - 0.01 <= place.x
            assert place.x + width <= TWO.width - TWO.right + 0.01
            assert place.y >= TWO.top - 0.01
            assert bottom <= TWO.height - TWO.bottom - FOOT + 0.01
            assert place.entry.wide or place.x in (TWO.column_left(0), TWO.column_left(1))
            boxes.append((place.x, place.y, place.x + width, bottom))
        assert boxes, "an empty page was printed"
        for index, one in enumerate(boxes):
            for other in boxes[:index]:
                apart = (
                    one[0] >= other[2] - 0.01
                    or other[0] >= one[2] - 0.01
                    or one[1] >= other[3] - 0.01
                    or other[1] >= one[3] - 0.01
                )
                assert apart, (one, other)


def test_the_second_column_is_used_before_the_next_page():
    """Six blocks of a third of a page each fill two columns of one page."""
    pages, _ = in_columns([[FULL / 3 - 1]] * 6)
    assert len(pages) == 1
    assert [place.x for place in pages[0] if not place.furniture] == (
        [TWO.column_left(0)] * 3 + [TWO.column_left(1)] * 3
    )


def test_what_stands_across_both_columns_is_below_the_longer_one():
    """The second column is shorter here, and what follows it must not cover the first."""
    pages, _ = in_columns([[0.7 * FULL], [0.4 * FULL], [0.1 * FULL]], wide={2})

    [page] = pages
    first, second, across = (place for place in page if not place.furniture)
    assert (first.x, second.x) == (TWO.column_left(0), TWO.column_left(1))
    assert across.y == pytest.approx(first.y + 0.7 * FULL)


def test_what_follows_a_cover_begins_a_page():
    """A cover stands alone, in one column and in two."""
    for paper, cover in ((PAPER, [100.0]), (TWO, [100.0]), (PAPER, [50.0, 50.0])):
        entries = (Entry("cover", wide=True, alone=True), Entry("b0", wide=True), Entry("b1"))
        sheet = Sheet("A", entries, Entry("foot"), "page {page} of {pages}", paper)
        blocks = {"cover": cover, "b0": [20.0], "b1": [20.0], "foot": [FOOT]}
        pages = paginate(sheet, blocks)
        own = [(0, "cover", part) for part in range(len(cover))]
        assert text(pages) == [*own, (1, "b0", 0), (1, "b1", 0)]


def paginated_keys(heights, *, heads=(), balanced=True):
    """Paginate one entry for each height; `heads` has how many entries are below some."""
    heads = dict(heads)
    entries = [Entry(f"b{n}", heads=heads.get(n, 0)) for n in range(len(heights))]
    blocks = {f"b{n}": [height] for n, height in enumerate(heights)} | {"foot": [FOOT]}
    pages = paginate(
        Sheet("K", entries, Entry("foot"), "{page}/{pages}", PAPER, balanced=balanced), blocks
    )
    return [
        [heights[int(place.entry.block[1:])] for place in page if not place.furniture]
        for page in pages
    ]


def test_a_block_alone_on_the_last_page_gets_company():
    """The page before gives what makes the emptier of the two as full as it can be."""
    third = FULL / 3
    assert paginated_keys([third] * 4, balanced=False) == [[third] * 3, [third]]
    assert paginated_keys([third] * 4) == [[third] * 2, [third] * 2]
    rows = paginated_keys([FULL / 20] * 22)
    assert list(map(len, rows)) == [11, 11]


def test_a_last_page_that_is_full_enough_or_cannot_be_fuller_stays():
    """Two large blocks have a page each, and what is no thin end is left as it is."""
    assert paginated_keys([FULL * 0.7] * 2) == [[FULL * 0.7]] * 2
    half = FULL / 2
    assert paginated_keys([half] * 3) == [[half] * 2, [half]]
    assert list(map(len, paginated_keys([FULL / 20] * 30))) == [20, 10]


@given(
    st.lists(st.floats(1, FULL / 2), min_size=1, max_size=30),
    st.dictionaries(st.integers(0, 29), st.integers(1, 6)),
)
def test_evening_out_takes_no_page_and_keeps_the_order(heights, heads):
    """All blocks are still there, in order, on as many pages; the end is never thinner."""
    usual = paginated_keys(heights, heads=heads, balanced=False)
    evened = paginated_keys(heights, heads=heads)
    assert [*chain(*evened)] == [*chain(*usual)] == heights
    assert len(evened) == len(usual)
    assert sum(evened[-1]) >= sum(usual[-1])
    assert evened[:-2] == usual[:-2]


@given(st.lists(st.floats(1, FULL / 4), min_size=4, max_size=30), st.integers(1, 3))
def test_what_stays_together_is_parted_only_where_it_is_long(heights, others):
    """A heading and so many entries after it are on one page, if half a page holds them."""
    step = others + 1
    heights = heights[: len(heights) // step * step]
    for balanced in (False, True):
        heads = dict.fromkeys(range(0, len(heights), step), others)
        pages = paginated_keys(heights, heads=heads, balanced=balanced)
        on = [number for number, page in enumerate(pages) for _ in page]
        for start in range(0, len(heights), step):
            if sum(heights[start : start + step]) <= FULL / 2:
                assert len({*on[start : start + step]}) == 1


def test_a_heading_is_repeated_where_what_is_below_it_goes_on():
    """It is furniture there, and stands above nothing else."""
    blocks = {"title": [30.0], "row": [FULL / 10], "foot": [FOOT]}
    below = [Entry("title", heads=12, with_next=True), *[Entry("row")] * 12]
    sheet = Sheet("K", [*below, *[Entry("row")] * 9], Entry("foot"), "{page}/{pages}", PAPER)
    pages = paginate(sheet, blocks)
    titles = [[p.furniture for p in page if p.entry.block == "title"] for page in pages]
    assert titles == [[False], [True], []]
    assert [place.entry.block for place in pages[1]][:2] == ["title", "row"]
    assert pages[1][1].y == pytest.approx(PAPER.top + 30)
