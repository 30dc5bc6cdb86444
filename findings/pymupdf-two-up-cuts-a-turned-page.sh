#!/usr/bin/env bash
# PyMuPDF: two turned pages on one sheet lose the ends of their lines.
# Versions: PyMuPDF 2.0.
# Expected: show_pdf_page puts a page on a sheet as one sees it. A page with a
#   /Rotate of 90, as scanners and phones write them, stands turned, or at worst
#   lies on its side, and is there in full.
# Happens: the turn is left out, and the frame is still that of the turned
#   page. The words lie as if never turned, not scaled down, and all that is
#   wider than the frame is cut off with no warning. Here a wide page of 300 by
#   200 with /Rotate 90 keeps the first 200 points of each line; the words at
#   the right end are on no page. Taking the turn out first (remove_rotation)
#   gives all the words.
# Seen:
#   words on the sheet: 4 left, 0 right
#   after remove_rotation: 4 left, 4 right
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  PyMuPDF==2.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import pymupdf


def two_up(prepare):
    source = pymupdf.open()
    page = source.new_page(width=300, height=200)
    for y in (40, 140):
        page.insert_text((10, y), "left")
        page.insert_text((250, y), "right")
    page.set_rotation(90)
    assert page.rect == pymupdf.Rect(0, 0, 200, 300)
    prepare(page)
    out = pymupdf.open()
    sheet = out.new_page(width=400, height=300)
    for x in (0, 200):
        sheet.show_pdf_page(pymupdf.Rect(x, 0, x + 200, 300), source, 0)
    ink = sheet.get_pixmap(colorspace=pymupdf.csGRAY).samples
    words = sheet.get_text().split()
    return words.count("left"), words.count("right"), sum(dot < 128 for dot in ink)


left, right, ink = two_up(lambda page: None)
print(f"words on the sheet: {left} left, {right} right")
assert (left, right) == (4, 0)
left, right, more = two_up(lambda page: page.remove_rotation())
print(f"after remove_rotation: {left} left, {right} right")
assert (left, right) == (4, 4) and more > 1.5 * ink
print("ok: the right ends are lost, in the text and in the picture")
PY
