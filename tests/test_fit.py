"""Nothing leaves its column: tables and long words wrap, shrink, widen, or end the run."""

from itertools import pairwise

import pytest
from classroom import PAPERS
from hypothesis import given
from hypothesis import strategies as st
from reading import page_texts, words
from running import quizgen

from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings, large_print_of
from quizgen.plan.model import dump_plan
from quizgen.printing.pdf.fit import LEGIBLE, split_words, steps
from quizgen.printing.pdf.paginate import paginate
from quizgen.printing.pdf.plate import TableShape
from quizgen.printing.sheets import Entry, Sheet

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
HEADINGS = (
    "Week",
    "Eggs laid",
    "Eggs broken",
    "Hens",
    "Corn, in pounds",
    "What the girl noted",
)
TABLE = f"""
article: {{title: Hens, author: R. Poole, paragraphs: 3}}
questions:
  - id: hens
    skill: evidence
    stem: |
      Which week was best?

      | {" | ".join(HEADINGS)} |
      | {" | ".join(["---"] * len(HEADINGS))} |
      | 1 | 112 | 9 | 31 | 410 | Thunderstorm on Thursday, the henhouse flooded |
      | 2 | 980 | 14 | 29 | 4010 | Grandmother counted everything twice |
    answer: The first
    distractors: [The second, Neither]
"""
LAYOUTS = (
    (),
    ("--columns", "2"),
    ("--paper", "a5"),
    ("--large-print",),
    ("--look", "compact"),
    ("--look", "exam"),
)


def made(folder, bank, *options):
    outcome = quizgen(folder, "make", "--seed", "s", *options, bank=bank)
    assert outcome.status == 0, outcome.err
    return outcome


def assert_inside(path, paper):
    boxes = words(path)
    assert boxes
    width = paper_of(PrintSettings(paper=paper)).width
    margin = 36  # no look has narrower margins
    for _, left, _, right, _, word in boxes:
        assert margin - 8 <= left, word
        assert right <= width - margin + 8, word


@pytest.mark.parametrize("options", LAYOUTS, ids=" ".join)
def test_a_wide_table_stays_on_the_paper(tmp_path, options):
    """Every word of a table in a stem is printed, between the margins, on worksheet and key."""
    outcome = made(tmp_path, TABLE, *options)
    paper = "a5" if "a5" in options else "letter"
    for path in (outcome.worksheets, outcome.keys):
        assert_inside(path, paper)
    text = "".join("".join(page_texts(outcome.worksheets)).replace("\u00ad", "").split())
    for word in ("Thunderstorm", "Grandmother", "henhouse", "4010", "What"):
        assert word in text.replace("-", "").replace("\u2010", "")


@pytest.mark.parametrize("options", LAYOUTS[:4], ids=" ".join)
def test_a_long_word_after_bold_is_divided(tmp_path, options):
    """A word that no line holds is divided, also where a mark is in it."""
    bank = f"""
article: {{title: T, author: A, paragraphs: 3}}
questions:
  - id: one
    skill: evidence
    stem: "It is **bold**{WORD}"
    answer: "An **x**{WORD}"
    distractors: [b, c]
"""
    outcome = made(tmp_path, bank, *options)
    assert_inside(outcome.worksheets, "a5" if "a5" in options else "letter")
    text = "".join(page_texts(outcome.worksheets))
    whole = "".join(character for character in text if character.isalpha())
    assert whole.count(WORD) == 2


def test_a_table_that_fits_nowhere_ends_the_run_with_its_line(tmp_path):
    """What cannot be made legible is refused, and the bank's line is named."""
    columns = range(10_000, 10_040)
    rows = (columns, ["---"] * 40, columns)
    table = "".join(f"      | {' | '.join(map(str, row))} |\n" for row in rows)
    head, _, rest = TABLE.partition("      | Week")
    bank = head + table + rest[rest.index("    answer") :]
    outcome = quizgen(tmp_path, "make", "--seed", "s", bank=bank)
    assert outcome.status == 1
    assert ":6:11: " in outcome.err
    assert "does not fit its column" in outcome.err
    assert not list(tmp_path.rglob("*.pdf"))


ROWS = "".join(
    f'      - ["Row {number}: the {"very " * 12}long claim of a writer", {{answer: "a"}}]\n'
    for number in range(12)
)
LONG_TABLE = f"""
article: {{title: Hens, author: R. Poole, paragraphs: 3}}
questions:
  - id: claims
    type: table
    skill: evidence
    stem: Fill in what is missing.
    columns: [Claim, Proof]
    rows:
{ROWS}"""


@pytest.mark.parametrize("options", LAYOUTS[1:4], ids=" ".join)
def test_a_table_taller_than_its_page_is_cut_between_rows(tmp_path, options):
    """Rows stay whole, the head is repeated, and lines stand no farther apart."""
    outcome = made(tmp_path, LONG_TABLE, *options)
    boxes = words(outcome.worksheets)
    heads = [box for box in boxes if box[5] == "Claim"]
    pages = {box[0] for box in boxes if box[5] == "Row"}
    assert {box[0] for box in heads} == pages
    assert len(heads) > 1
    rows = sorted(box[:3] for box in boxes if box[5] == "Row")
    assert len(rows) == 12
    steps_down = [
        below[2] - above[2]
        for above, below in pairwise(boxes)
        if above[5] == below[5] == "very" and below[1] < above[1] and above[0] == below[0]
    ]
    assert max(steps_down) < 2.2 * (boxes[-1][4] - boxes[-1][2])


HEIGHTS = st.lists(st.floats(5, 120), min_size=3, max_size=30)


@given(HEIGHTS, st.integers(1, 2))
def test_heads_are_repeated_above_rows_and_never_end_a_page(heights, columns):
    """However tall its rows are, a table's head is above them on each page, or column."""
    paper = PAPERS["letter"]._replace(columns=columns)
    form = TableShape(
        wide=False, heads=dict.fromkeys(range(2, len(heights)), (1,)), headings=frozenset({1})
    )
    blocks = {"table": heights, "fill": [400.0], "foot": [20.0]}
    entries = (Entry("fill"), Entry("table", item=True))
    sheet = Sheet("A", entries, Entry("foot"), "{page} {pages}", paper)
    pages = paginate(sheet, blocks, {"table": form})
    flow = [(n, p) for n, page in enumerate(pages) for p in page if p.entry.block == "table"]
    areas = {}
    for page, place in flow:
        areas.setdefault((page, place.x), []).append(place.part)
    for parts in areas.values():
        assert parts[-1] != 1
        assert 1 in parts or not set(parts) & set(range(2, len(heights)))
    assert [p.part for _, p in flow if not p.furniture] == list(range(len(heights)))


@given(st.floats(6, 30), st.integers(1, 3), st.booleans())
def test_type_shrinks_to_what_is_legible_and_large_print_does_not(size, columns, shrinks):
    """No step prints smaller than LEGIBLE, and none shrinks what is large on purpose."""
    for step in steps(size, columns=columns, shrinks=shrinks):
        sizes = [part.split("pt")[0] for part in step.style.split("font-size: ")[1:]]
        assert all(LEGIBLE <= float(each) < size for each in sizes)
        assert shrinks or not sizes
        assert columns > 1 or not step.wide


@given(st.text(st.characters(exclude_characters="\u200b<>")))
def test_dividing_words_changes_no_other_character(text):
    """Places to divide are added, and nothing else."""
    assert split_words(text).replace("\u200b", "") == text


def test_a_plan_that_fits_no_longer_names_the_line_of_its_bank(tmp_path):
    """If the bank is where it was and has not changed; otherwise the question is named."""
    columns = range(10_000, 10_012)
    rows = (columns, ["---"] * 12, columns)
    table = "".join(f"      | {' | '.join(map(str, row))} |\n" for row in rows)
    head, _, rest = TABLE.partition("      | Week")
    outcome = made(tmp_path, head + table + rest[rest.index("    answer") :])
    large = outcome.plan.model_copy(update={"settings": large_print_of(PrintSettings())})
    plan = outcome.worksheets.with_name("bank-plan.json")
    plan.write_bytes(dump_plan(large))
    again = quizgen(tmp_path, "make", "--plan", str(plan))
    assert again.status == 1
    assert "bank.yaml:6:11: '" in again.err
    (tmp_path / "question_banks" / "bank.yaml").write_text(TABLE, "utf-8")
    again = quizgen(tmp_path, "make", "--plan", str(plan))
    assert "in question hens does not fit its column" in again.err


TALL_ROWS = (
    (
        "stem: |\n      Which?\n\n      | A | B |\n      | --- | --- |\n      | x | {} |\n",
        "    answer: a\n    distractors: [b, c]\n",
        "bank.yaml:5:11: The row of the table that begins with 'x' is taller than a page.",
    ),
    (
        "type: table\n    stem: Fill in.\n    columns: [A, B]\n    rows:\n",
        "      - [x, {{answer: b}}]\n      - ['{}', {{answer: c}}]\n",
        "bank.yaml:10:10: The row of the table that begins with 'word word",
    ),
)


@pytest.mark.parametrize(("begin", "end", "message"), TALL_ROWS)
def test_a_row_taller_than_its_page_ends_the_run_with_its_line(tmp_path, begin, end, message):
    """It is not cut off at the foot, nor printed over what follows."""
    head = "article: {title: T, author: A, paragraphs: 3}\nquestions:\n"
    question = f"  - id: tall\n    skill: evidence\n    {begin}{end}"
    outcome = quizgen(tmp_path, "make", bank=head + question.format("word " * 1500))
    assert outcome.status == 1
    assert message in outcome.err
    assert not list(tmp_path.rglob("*.pdf"))
