#!/usr/bin/env bash
# pypdfium2 hides a switched-off layer in the picture but not in the text.
# Versions: pypdfium2 5.15.2; for comparison PyMuPDF 2.0; pikepdf 10.18.0.
# Expected: a PDF with a layer "Teacher" that is off shows no answers. As
#   pypdfium2 draws the page without that layer, its text has no answers either.
# Happens: the picture is clean, and the text holds the hidden answer beside the
#   question, with nothing to tell the two apart. PyMuPDF leaves it out of both.
#   Who makes the pupils' text (for a reader or a big-print copy) from such a
#   file with pypdfium2 hands out the key, though the print looks right.
# Seen:
#   dark dots drawn in the layer's place: 0
#   pypdfium2: 'Question\r\nAnswer fox'
#   PyMuPDF: 'Question\n'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  pypdfium2==5.15.2 \
  PyMuPDF==2.0 \
  pikepdf==10.18.0 \
  pillow==13.0.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import io
import pikepdf
import pymupdf
import pypdfium2
from pikepdf import Array, Dictionary, Name

pdf = pikepdf.new()
page = pdf.add_blank_page(page_size=(400, 400))
layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Teacher"))
pdf.Root.OCProperties = Dictionary(
    OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
)
font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
page.Resources = Dictionary(
    Properties=Dictionary(L0=layer), Font=Dictionary(F1=pdf.make_indirect(font))
)
page.Contents = pdf.make_stream(
    b"BT /F1 12 Tf 50 300 Td (Question) Tj ET "
    b"/OC /L0 BDC BT /F1 12 Tf 50 250 Td (Answer fox) Tj ET EMC"
)
out = io.BytesIO()
pdf.save(out)
data = out.getvalue()

page = pypdfium2.PdfDocument(data)[0]
picture = page.render().to_pil().convert("L")
dark = sum(picture.crop((40, 130, 200, 170)).histogram()[:128])
above = sum(picture.crop((40, 80, 200, 120)).histogram()[:128])
text = page.get_textpage().get_text_range()
other = pymupdf.open(stream=data)[0].get_text()
print("dark dots drawn in the layer's place:", dark)
print("pypdfium2:", repr(text))
print("PyMuPDF:", repr(other))
assert above > 0 and dark == 0
assert text == "Question\r\nAnswer fox"
assert other == "Question\n"
print("ok: hidden in the picture, present in the text")
PY
