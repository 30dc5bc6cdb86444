#!/usr/bin/env bash
# pypdfium2 swaps a printed hyphen at the end of a line for a non-character.
# Versions: pypdfium2 5.15.2; for comparison pypdf 7.1.1; ReportLab 5.1.0.
# Expected: the text of a page has the signs that are printed on it. A program
#   may mark a hyphen that only breaks a word, but "well-known" keeps its own.
# Happens: a hyphen between two letters at the end of a line becomes U+FFFE and
#   the line break goes too. The word's own hyphen and a break's hyphen look the
#   same afterwards. Clean it away and "well-known" is "wellknown"; leave it and
#   it shows as a box, and no search for "well-known" finds it. A hyphen between
#   digits stays, and so does the same word inside a line.
# Seen:
#   'A well\ufffeknown fox and a fam\ufffeily of ten, pages 10-\r\n12, is well-known.'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  pypdfium2==5.15.2 \
  pypdf==7.1.1 \
  reportlab==5.1.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import io
import pypdf
import pypdfium2
from reportlab.pdfgen import canvas

lines = ["A well-", "known fox and a fam-", "ily of ten, pages 10-", "12, is well-known."]
out = io.BytesIO()
page = canvas.Canvas(out, pagesize=(400, 400))
for number, line in enumerate(lines):
    page.drawString(50, 300 - 14 * number, line)
page.showPage()
page.save()
data = out.getvalue()

text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
print(ascii(text))
assert text == (
    "A well\ufffeknown fox and a fam\ufffeily of ten, pages 10-\r\n12, is well-known."
)
plain = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
assert plain.split("\n")[:4] == lines, plain
print("ok: the hyphens of two lines are gone in pypdfium2, kept in pypdf")
PY
