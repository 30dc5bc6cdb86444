"""A PDF that is written as it goes is a PDF that others can read."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.printing.pdf.pdf_writer import PACKED, ROW, PdfFile, predicted, text


def written(extra):
    """Return a file of one empty page and `extra` objects."""
    output = io.BytesIO()
    pdf = PdfFile(output)
    pages = pdf.reserve()
    contents = pdf.put_stream(b"", b"q Q")
    page = pdf.put(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]/Resources<<>>"
        b"/Contents %d 0 R>>" % (pages, contents)
    )
    pdf.put(b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page, pages)
    numbers = [pdf.put(b"(%d)" % number) for number in range(extra)]
    kept = pdf.put(b"[%b]" % b" ".join(b"%d 0 R" % number for number in numbers))
    catalog = pdf.put(b"<</Type/Catalog/Pages %d 0 R/Kept %d 0 R>>" % (pages, kept))
    pdf.close(catalog, pdf.put(b"<</Title%b>>" % text("Tide — 潮")))
    return output.getvalue()


@pytest.mark.parametrize("extra", [0, 1, PACKED - 1, PACKED, PACKED + 1, 3 * PACKED])
def test_every_object_is_found_again(extra):
    """However many object streams there are, each number leads to its object."""
    with pikepdf.open(io.BytesIO(written(extra))) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [int(str(item)) for item in pdf.Root.Kept] == list(range(extra))
        assert str(pdf.docinfo["/Title"]) == "Tide — 潮"
        assert len(pdf.pages) == 1


@given(st.lists(st.binary(min_size=ROW, max_size=ROW), min_size=2, max_size=40))
def test_predicted_rows_add_up_to_the_rows(rows):
    """Each byte of a row is what the byte above it and its own add up to, modulo 256."""
    table = predicted(b"".join(rows[1:]), rows[0])
    sums, above = [], rows[0]
    for at in range(0, len(table), ROW + 1):
        assert table[at] == 2
        own = table[at + 1 : at + 1 + ROW]
        above = bytes((one + other) % 256 for one, other in zip(own, above, strict=True))
        sums.append(above)
    assert sums == rows[1:]


def test_the_identifier_comes_from_the_content():
    """Equal content gives equal bytes; another content another identifier."""
    assert written(3) == written(3)
    first, second = (pikepdf.open(io.BytesIO(written(n))).trailer.ID[0] for n in (3, 4))
    assert bytes(first) != bytes(second)
