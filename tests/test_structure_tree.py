"""Structure elements are written with the numbers that a file gives them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from quizgen.printing.pdf.plate import LABEL, Element
from quizgen.printing.pdf.reusable_plates import element_template

TAGS = st.sampled_from(["P", "H2", "L", "LI", "Table"])
ATTRIBUTES = st.sampled_from([b"", b"/Alt(100 %)"])
ELEMENTS = st.recursive(
    st.builds(Element, TAGS, st.just(()), ATTRIBUTES),
    lambda inner: st.builds(
        Element,
        TAGS,
        st.lists(inner | st.integers(LABEL, 9), max_size=3).map(tuple),
        ATTRIBUTES,
    ),
    max_leaves=6,
)
OWN, OUTER, PAGE, MARK, LABELLED = 100, 7, 50, 20, 40


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


@given(st.lists(ELEMENTS, min_size=1, max_size=3).map(tuple))
def test_elements_are_read_back_as_they_were(elements):
    """Any tree of elements: empty ones too, and one that is all there is."""
    sheet_tree = element_template(elements)

    body = sheet_tree.bytes(OWN, OUTER, PAGE, MARK, LABELLED)
    lines = body.splitlines()
    objects = dict(enumerate(lines, start=OWN))
    assert len(body) == sheet_tree.length
    assert [body[start : start + 2] for start in sheet_tree.starts] == [b"<<"] * len(lines)
    roots = [OWN + root for root in sheet_tree.roots]
    pairs = zip(elements, roots, strict=True)
    assert tuple(outline(each, objects, root, OUTER) for each, root in pairs) == elements
