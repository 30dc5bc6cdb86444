"""Structure elements are written with the numbers that a file gives them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from quizgen.printing.pdf import reusable_plates
from quizgen.printing.pdf.plate import LABEL, Element
from quizgen.printing.pdf.reusable_plates import element_template, fixed_width

TAGS = st.sampled_from(["P", "H2", "L", "LI", "Table"])
ATTRIBUTES = st.sampled_from([b"", b"/Alt(100 %)"])
ELEMENTS = st.recursive(
    st.builds(Element, TAGS, st.just(()), ATTRIBUTES),
    lambda inner: st.builds(
        Element,
        TAGS,
        st.lists(inner | st.just(0), max_size=3).map(tuple),
        ATTRIBUTES,
    ),
    max_leaves=6,
)
OWN, OUTER, PAGE, MARK, LABELLED = 100, 7, 50, 20, 10


def outline(element, objects, number, outer):
    """Return an element as it is written, read back from a file's objects."""
    found = re.fullmatch(
        rb"<</S/(\w+)/P *(\d+) 0 R(?:/Pg *(\d+) 0 R)?/K\[(.*)\](.*)>>", objects[number]
    )
    assert int(found[2]) == outer
    assert (found[3] is not None) == any(isinstance(kid, int) for kid in element.kids)
    assert found[3] is None or int(found[3]) == PAGE
    written = re.findall(rb"(\d+)( 0 R)?", found[4])
    assert len(written) == len(element.kids)
    kids = [
        outline(kid, objects, int(code), number) if is_object else mark(int(code))
        for kid, (code, is_object) in zip(element.kids, written, strict=True)
    ]
    return Element(found[1].decode(), tuple(kids), found[5])


def mark(written):
    """Return a mark from its id."""
    return LABEL if written == LABELLED else written - MARK


def marked(element, marks):
    """Return an element in which each mark is another one, as a block has each once."""
    kids = [next(marks) if isinstance(kid, int) else marked(kid, marks) for kid in element.kids]
    return element._replace(kids=tuple(kids))


@given(
    st.lists(ELEMENTS, min_size=1, max_size=3),
    st.permutations(range(LABEL, 60)),
    st.lists(st.integers(10, 8_000_000)),
)
def test_elements_are_read_back_as_they_were(drawn, marks, others):
    """Any tree of elements: empty ones too, and one that is all there is."""
    left = iter(marks)
    elements = tuple(marked(element, left) for element in drawn)
    sheet_tree = element_template(elements)
    outer, page = map(fixed_width, (OUTER, PAGE))
    for own in (*others, OWN, OWN + 3, OWN):  # what is prepared once serves the others
        written = sheet_tree.written(own, outer, page, MARK, LABELLED)
        body = written[: sheet_tree.length]
        lines = body.splitlines()
        objects = dict(enumerate(lines, start=own))
        assert [body[start : start + 2] for start in sheet_tree.starts] == [b"<<"] * len(lines)
        roots = [own + root for root in sheet_tree.roots]
        pairs = zip(elements, roots, strict=True)
        assert tuple(outline(each, objects, root, OUTER) for each, root in pairs) == elements
        assert owners(sheet_tree, written) == {
            (LABELLED if kid == LABEL else kid + MARK): number
            for number, line in objects.items()
            for kid in marks_in(line)
        }


def marks_in(line):
    kids = re.search(rb"/K\[(.*?)\]", line)[1].replace(b" 0 R", b"R").split()
    return [mark(int(kid)) for kid in kids if not kid.endswith(b"R")]


def owners(template, written):
    """Return which object the references behind the objects give to each mark's id."""
    found = {}
    for first, count, start, end in template.runs:
        numbers = map(int, re.findall(rb"(\d+) 0 R ", written[start:end]))
        ids = range(count) if first != LABEL else [0]
        base = LABELLED if first == LABEL else MARK + first
        found |= {base + at: number for at, number in zip(ids, numbers, strict=True)}
    return found


def test_very_many_elements_are_written_alike(monkeypatch):
    """Then too, when they take more tens of numbers than are prepared."""
    row = Element("TR", (Element("TD", (0,)), Element("TD", (1,), b"/A(%)")))
    elements = (Element("Table", (row,) * 200),)
    numbers = OWN, *map(fixed_width, (OUTER, PAGE)), MARK, LABELLED
    many = element_template(elements)
    number_by_number = many.written(*numbers)
    assert not many.prepared
    monkeypatch.setattr(reusable_plates, "MOST_TENS", 4000)
    monkeypatch.setattr(reusable_plates, "TENS", [b"<%03d>" % n for n in range(70)])
    assert many.written(*numbers) == number_by_number
    assert many.prepared
