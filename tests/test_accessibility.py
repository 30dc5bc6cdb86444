"""What a screen reader meets: PDF/UA-1 as far as a machine can tell, on pages of every kind.

References are to ISO 14289-1 (PDF/UA-1) where nothing else is said.
"""

from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from everything import PASSAGE, laid_out, plan_of_everything, printed, tall_plan
from tagged import Node, Tagged

from quizgen.article.passage import line_ranges
from quizgen.bank.print_settings import PrintSettings
from quizgen.printing.html.layouts import plan_layout
from quizgen.printing.html.passage import paragraph_block
from quizgen.printing.html.run import make_blocks, passage_material
from quizgen.printing.pdf.typeset import typeset
from quizgen.printing.resolve_settings import folders_of
from quizgen.printing.sheets import filled

FILES = ("worksheets", "answer-keys", "passage")

# ISO 32000-1, 14.8.4, as far as pages like these may need it.
STANDARD = {"Document", "Sect", "P", "H1", "H2", "H3", "H4", "H5", "H6", "BlockQuote", "Span"}
STANDARD |= {"L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TR", "TH", "TD", "Figure"}
WITHIN = {
    "LI": {"L"},
    "Lbl": {"LI", "P", "LBody"},
    "LBody": {"LI"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TR": {"Table", "THead", "TBody"},
    "TH": {"TR"},
    "TD": {"TR"},
    "Sect": {"Document"},
}
HOLDS = {
    "Document": {"Sect"},
    "L": {"LI"},
    "LI": {"Lbl", "LBody"},
    "Table": {"THead", "TBody", "TR"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TR": {"TH", "TD"},
}
NEVER_EMPTY = STANDARD - {"TD", "LBody"}


@pytest.fixture(scope="module")
def plans():
    """Return plans that print the passage in both ways, and questions in several."""
    return {
        "before": plan_of_everything(versions=2),
        "separate": plan_of_everything(
            PASSAGE.model_copy(update={"where": "separate"}),
            versions=1,
            settings=PrintSettings(answer_sheet=True),
        ),
        "exam": laid_out(plan_of_everything(None), look="exam"),
        "columns": laid_out(plan_of_everything(None), columns="2"),
        "tall": tall_plan(),
    }


@pytest.fixture(scope="module")
def read(plans, tmp_path_factory):
    """Return the PDFs of the plans, read back."""
    found = {}
    for where, plan in plans.items():
        paths = printed(plan, tmp_path_factory.mktemp(where))
        for name in set(FILES) & set(paths):
            found[where, name] = Tagged(paths[name])
    return found


@pytest.fixture(scope="module")
def runs(plans, tmp_path_factory):
    """Return the blocks and sheets of the plans, from which their pages are made."""
    found = {}
    for where, plan in plans.items():
        templates = folders_of(plan.settings, tmp_path_factory.mktemp("templates"))
        lines = {}
        if plan.passage:
            plates = typeset([passage_material(plan, templates)])
            numbers = range(1, len(PASSAGE.paragraphs) + 1)
            lines = line_ranges({n: plates.lines(paragraph_block(n)) for n in numbers})
        found[where] = make_blocks(plan, templates, {plan_layout(plan): lines})
    return found


CASES = [
    ("before", "worksheets"),
    ("before", "answer-keys"),
    ("separate", "worksheets"),
    ("separate", "answer-keys"),
    ("separate", "passage"),
    ("exam", "worksheets"),
    ("columns", "worksheets"),
    ("columns", "answer-keys"),
    ("tall", "worksheets"),
    ("tall", "answer-keys"),
]


@pytest.fixture(params=CASES, ids=" ".join)
def tagged(request, read):
    return read[request.param]


def test_the_pages_hold_every_kind_of_thing(read):
    """The other tests of this file would pass on poorer pages, so these are looked at first."""
    tags = Counter(node.tag for node in read["before", "worksheets"].document.walk())
    assert set(tags) >= {"H1", "H2", "H3", "H4", "L", "Table", "BlockQuote", "Figure", "TD"}
    assert tags["Figure"] == 2 * 2
    assert "THead" in tags
    assert {node.tag for node in read["separate", "passage"].document.walk()} >= {"H1", "L"}
    hyphens = [
        content for content in read["before", "worksheets"].drawn.contents.values()
        if content.text.endswith("\u00ad")
    ]  # fmt: skip
    assert hyphens, "some line ends in a divided word"


# Every word once, and in order


def test_everything_drawn_is_in_the_structure_or_an_artifact(tagged):
    """Nothing is neither (7.1), and no content is both: none is nested in another."""
    assert tagged.drawn.loose == []
    assert tagged.drawn.nested == []


def test_every_marked_content_stands_in_the_structure_once(tagged):
    """And the page names the same element for it as the tree (ISO 32000-1, 14.7.4.4)."""
    places = list(tagged.document.places())
    assert Counter(places) == Counter(tagged.drawn.contents.keys())
    assert len(places) > 30
    owners = tagged.parent_tree()
    assert owners.keys() == set(places)
    for place, owner in owners.items():
        assert [owner.objgen] == [entry.objgen for entry in tagged.parents[place]]


def test_the_words_are_those_of_the_templates_in_their_order(read, runs):
    """What is read aloud is what the blocks say, word by word: no more, no less, no mix.

    A screen reader hears neither furniture nor, in this comparison, what counts a list.
    """
    for (where, name), tagged in read.items():
        run = runs[where]
        sheets = list(run.booklets[name].sheets)
        nodes = list(tagged.document.elements())
        assert len(nodes) == len(sheets)
        for node, sheet in zip(nodes, sheets, strict=True):
            said = without_labels(tagged, node).replace("\u00ad", "").split()
            fixed = [placed.entry for page in sheet.fixed for placed in page.entries]
            entries = (*sheet.entries, *fixed)
            assert said == words_of(run, entries), (where, name, sheet.name)


def test_artifacts_are_running_heads_feet_and_line_numbers(read, runs):
    """Nothing of the text is hidden from a screen reader; what hides recurs on every page."""
    for (where, name), tagged in read.items():
        run = runs[where]
        answer_sheets = sum(len(sheet.fixed) for sheet in run.booklets[name].sheets)
        for page in range(len(tagged.pages) - answer_sheets):
            said = "".join(
                f"{text} " for at, kind, text in tagged.drawn.artifacts if at == page and text
            )
            assert "page" in said
            known = " ".join(
                words.upper()
                for sheet in run.booklets[name].sheets
                # A heading that heads what goes on on a next page stands there again.
                for entry in filter(
                    None,
                    (sheet.head, sheet.foot, *(own for own in sheet.entries if own.heads)),
                )
                for words in words_of(run, [entry])
            )
            for word in said.split():
                assert word.upper() in known or word.isdigit() or word in ("page", "of")


def test_reading_goes_down_the_page(tagged):
    """Nothing is read before what stands above it in the same column."""
    for page in range(len(tagged.pages)):
        read = [
            (place, box)
            for place in tagged.document.places()
            if place[0] == page and (box := around(tagged.drawn.contents[place].boxes))
        ]
        assert read
        for index, (place, box) in enumerate(read):
            for other, later in read[index + 1 :]:
                is_above = later[1] > box[3]
                shares_column = later[0] < box[2] and box[0] < later[2]
                assert not (is_above and shares_column), (
                    tagged.drawn.contents[place].text,
                    tagged.drawn.contents[other].text,
                )


def around(boxes):
    """Return the box around boxes: left, bottom, right, top."""
    if not boxes:
        return None
    lefts, lows, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(tops)


def test_a_line_is_read_from_left_to_right(tagged):
    """Within one element, what stands on one line is read as it stands."""
    for node in tagged.document.walk():
        own = [kid for kid in node.kids if not isinstance(kid, Node)]
        for first, second in pairwise(own):
            one = around(tagged.drawn.contents[first].boxes)
            two = around(tagged.drawn.contents[second].boxes)
            if one and two and first[0] == second[0] and abs(one[1] - two[1]) < 1:
                assert one[0] < two[0]


def test_every_glyph_has_its_character(tagged):
    """So text can be read, copied and searched (7.21.7)."""
    assert tagged.drawn.unreadable == set()
    assert any(content.text.strip() for content in tagged.drawn.contents.values())


# The structure


def test_elements_are_standard_and_stand_where_they_may(tagged):
    """Lists hold items, items a label and a body, tables rows, rows cells (7.2)."""
    document = tagged.document
    assert document.tag == "Document"
    assert "/RoleMap" not in tagged.pdf.Root.StructTreeRoot
    for node in document.walk():
        assert node.tag in STANDARD, node.tag
        below = [kid.tag if isinstance(kid, Node) else "content" for kid in node.kids]
        if node.tag in HOLDS:
            assert set(below) <= HOLDS[node.tag], (node.tag, below)
        for kid in node.elements():
            assert node.tag in WITHIN.get(kid.tag, {node.tag}), (node.tag, kid.tag)
        if node.tag == "P":
            assert not set(below) & {"P", "L", "Table", "BlockQuote", "H1", "H2", "H3"}
        if node.tag in NEVER_EMPTY:
            assert node.kids, f"an empty {node.tag}"


def test_lists_are_lists(tagged):
    """Each item has one body, after its label if it has one; the list says how it counts."""
    lists = [node for node in tagged.document.walk() if node.tag == "L"]
    assert lists or "H2" not in [node.tag for node in tagged.document.walk()]
    for node in lists:
        shapes = {tuple(kid.tag for kid in item.elements()) for item in node.elements()}
        assert shapes <= {("Lbl", "LBody"), ("LBody",)}
        assert len(shapes) == 1, "all items of a list have labels, or none"
        counted = node.attribute("/ListNumbering").removeprefix("/")
        labels = [
            tagged.text(kid).strip().rstrip(".")
            for item in node.elements()
            for kid in item.elements()
            if kid.tag == "Lbl"
        ]
        if labels[-1:] and not all(map(str.isalnum, labels)) and counted == "None":
            # An answer sheet's rows are named, not counted: 1 A, 7.2.
            assert all(label[0].isdigit() for label in labels)
            continue
        assert (counted == "None") is not bool(labels)
        if counted == "Decimal":
            assert [int(label) for label in labels] == list(
                range(int(labels[0]), int(labels[0]) + len(labels))
            )
        elif counted == "UpperAlpha":
            assert labels == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")[: len(labels)]
        elif counted == "Disc":
            assert not any(map(str.isalnum, labels))


def test_headings_are_in_order(tagged):
    """They begin with the first level and leave none out (7.4.2)."""
    levels = [int(node.tag[1]) for node in tagged.document.walk() if node.tag in HEADINGS]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


HEADINGS = {f"H{level}" for level in range(1, 7)}


def test_no_heading_is_empty(tagged):
    """A heading says something."""
    for node in tagged.document.walk():
        assert node.tag not in HEADINGS or tagged.text(node).strip()


def test_tables_have_headers_with_scope(tagged):
    """And as many cells in each row (7.5)."""
    for table in (node for node in tagged.document.walk() if node.tag == "Table"):
        rows = [node for node in table.walk() if node.tag == "TR"]
        assert len({len(row.kids) for row in rows}) == 1
        headers = [node for node in table.walk() if node.tag == "TH"]
        assert headers
        assert all(node.attribute("/Scope") in ("/Row", "/Column") for node in headers)
        first = list(rows[0].elements())
        assert all(cell.attribute("/Scope") == "/Column" for cell in first)


def test_figures_have_their_descriptions(tagged):
    """As the bank gives them (7.3); whatever paints outside text is a figure or an artifact."""
    for node in tagged.document.walk():
        painted = [
            kid
            for kid in node.kids
            if not isinstance(kid, Node)
            and tagged.drawn.contents[kid].is_painted
            and not tagged.drawn.contents[kid].text  # an underlined word is a word
        ]
        assert bool(painted) == (node.tag == "Figure")
        if node.tag == "Figure":
            assert str(node.entry.Alt) in ALTS


ALTS = ("A lamp behind a lens as tall as a man.", "The lamp once more.")


# The document


def test_the_document_says_what_it_is(tagged):
    """Title, language, claim, tab order, bookmarks (5, 6.2, 7.1, 7.2, 7.18.3)."""
    root, pdf = tagged.pdf.Root, tagged.pdf
    assert str(root.Lang) == "en"
    assert root.MarkInfo.Marked
    assert "/Suspects" not in root.MarkInfo
    assert root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
        assert metadata["dc:title"] == str(pdf.docinfo.Title)
    assert all(page.Tabs == "/S" for page in pdf.pages)
    with pdf.open_outline() as outline:
        assert len(outline.root) == len(list(tagged.document.elements()))
    assert not pdf.is_encrypted
    for forbidden in ("/AcroForm", "/OpenAction", "/AA", "/OCProperties"):
        assert forbidden not in root
    assert not any("/Annots" in page for page in pdf.pages)


def test_fonts_are_embedded_and_say_what_they_show(tagged):
    """All of them, as composite fonts with the identity for an encoding (7.21)."""
    fonts = {
        font.objgen: font
        for page in tagged.pdf.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert fonts
    for font in fonts.values():
        [descendant] = font.DescendantFonts
        assert "/ToUnicode" in font
        assert font.BaseFont == descendant.BaseFont
        assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())
        if descendant.Subtype == "/CIDFontType2":
            assert "/CIDToGIDMap" in descendant


# What the blocks say


def words_of(run, entries):
    """Return the words of entries' HTML as a reader meets them, without numbers of items."""
    reader = _Words()
    for entry in entries:
        slots = {**entry.slots, "number": ""} if entry.item else entry.slots
        reader.feed(f"<div>{filled(run.blocks[entry.block], slots)}</div>")
    reader.close()
    return "".join(reader.parts).split()


BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "br"}
BLOCKS |= {"table", "thead", "tbody", "tr", "th", "td"}


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_starttag(self, tag, attrs):
        self.parts += [" "] * (tag in BLOCKS)

    def handle_endtag(self, tag):
        self.parts += [" "] * (tag in BLOCKS)

    def handle_data(self, data):
        self.parts.append(data)


def without_labels(tagged, node):
    """Return what is read of an element but the labels of lists' items."""
    if node.tag == "Lbl":
        return ""
    parts = []
    for kid in node.kids:
        if isinstance(kid, Node):
            gap = "" if kid.tag == "Span" else " "
            parts += [gap, without_labels(tagged, kid), gap]
        else:
            parts.append(tagged.drawn.contents[kid].text)
    return "".join(parts)
