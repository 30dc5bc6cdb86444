"""A page of a PDF as a picture, for a screen."""

from io import BytesIO
from threading import Lock

MOST_PIXELS = 3000
"""The widest that a picture may be."""
QUICK = 1
"""How hard PNG compresses, of 9: more takes longer than it saves on the way to a screen."""

_one = Lock()
"""PDFium works for one thread at a time."""


def page_picture(pdf: bytes, page: int, width: int) -> bytes:
    """Return a page, counted from 0, as a PNG so many pixels wide.

    Raises IndexError if there is no such page.
    """
    import pypdfium2

    with _one:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if page >= len(document):
                raise IndexError(page)
            sheet = document[page]
            scale = min(width, MOST_PIXELS) / sheet.get_width()
            image = sheet.render(scale=scale, rev_byteorder=True).to_pil()
        finally:
            document.close()
    output = BytesIO()
    image.save(output, "PNG", compress_level=QUICK)
    return output.getvalue()
