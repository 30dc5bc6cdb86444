#!/usr/bin/env bash
# An answer key printed upside down comes out of pdfplumber back to front.
# Versions: pdfplumber 0.11.10; for comparison pypdf 7.1.1, PyMuPDF 2.0,
#   pypdfium2 5.15.2. The sheet is made with ReportLab 5.1.0.
# Expected: pdfplumber knows turned text (it marks each letter upright or not),
#   so a key at the foot of the page, turned by 180 degrees as in a puzzle book,
#   is read as words, perhaps in another place.
# Happens: letters turned by 180 degrees are marked upright. They are put in
#   order from left to right, so each word and the whole line are reversed, and
#   the lines as well. The other three readers give the words.
# Seen:
#   'Read the text.\nnrab 3\nneh 2 xof 1 :srewsnA'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  pdfplumber==0.11.10 \
  pypdf==7.1.1 \
  PyMuPDF==2.0 \
  pypdfium2==5.15.2 \
  reportlab==5.1.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import io
import pdfplumber
import pymupdf
import pypdf
import pypdfium2
from reportlab.pdfgen import canvas

out = io.BytesIO()
page = canvas.Canvas(out, pagesize=(400, 400))
page.drawString(50, 300, "Read the text.")
page.translate(300, 100)
page.rotate(180)
page.drawString(0, 0, "Answers: 1 fox 2 hen")
page.drawString(0, -20, "3 barn")
page.showPage()
page.save()
data = out.getvalue()

with pdfplumber.open(io.BytesIO(data)) as pdf:
    first = pdf.pages[0]
    text = first.extract_text()
    upright = {letter["upright"] for letter in first.chars}
print(repr(text), "upright:", upright)
assert text == "Read the text.\nnrab 3\nneh 2 xof 1 :srewsnA"
assert upright == {True}

others = [
    pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(),
    pymupdf.open(stream=data)[0].get_text(),
    pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range(),
]
for text in others:
    assert "Answers: 1 fox 2 hen" in text and "3 barn" in text, text
print("ok: reversed in pdfplumber, right in the three others")
PY
