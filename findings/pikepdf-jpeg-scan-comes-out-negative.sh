#!/usr/bin/env bash
# Pictures taken out of a PDF: a JPEG with /Decode [1 0] comes out negative.
# Versions: pikepdf 10.18.0, pypdfium2 5.15.2, pypdf 7.1.1.
# Expected: the picture got from a scanned page has its black where the page
#   shows black. pikepdf turns the values round when /Decode says so: it does for
#   a grey picture of the same dots that is not a JPEG.
# Happens: pikepdf's as_pil_image honours /Decode for plain grey dots and leaves
#   it out for JPEG, the usual kind of scan. White paper comes out black, so
#   blank boxes look filled. pypdfium2's extract is wrong for both kinds, though
#   its get_bitmap is right for both, as is pypdf.
# Seen (grey of the top and the bottom half; the page shows 0, 255):
#   plain: pikepdf (0, 255) extract (255, 0) get_bitmap (0, 255) pypdf (0, 255)
#   JPEG: pikepdf (255, 0) extract (255, 0) get_bitmap (0, 255) pypdf (0, 255)
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  pikepdf==10.18.0 \
  pypdfium2==5.15.2 \
  pypdf==7.1.1 \
  pillow==13.0.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import io
import pikepdf
import pypdf
import pypdfium2
from PIL import Image
from pikepdf import Array, Dictionary, Name


def halves(picture):
    grey = picture.convert("L")
    middle, high = grey.width // 2, grey.height // 4
    return grey.getpixel((middle, high)), grey.getpixel((middle, 3 * high))


def make(jpeg):
    dots = b"\xff" * 128 + b"\x00" * 128
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    if jpeg:
        out = io.BytesIO()
        Image.frombytes("L", (16, 16), dots).save(out, "JPEG", quality=95)
        dots = out.getvalue()
    scan = pdf.make_stream(dots, Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16,
        BitsPerComponent=8, ColorSpace=Name.DeviceGray, Decode=Array([1, 0]),
    ))
    if jpeg:
        scan.Filter = Name.DCTDecode
    page.Resources = Dictionary(XObject=Dictionary(I=scan))
    page.Contents = pdf.make_stream(b"q 100 0 0 100 0 0 cm /I Do Q")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


for name, jpeg in (("plain", False), ("JPEG", True)):
    data = make(jpeg)
    fine = pypdfium2.PdfDocument(data)
    assert halves(fine[0].render().to_pil()) == (0, 255)
    item = next(iter(fine[0].get_objects()))
    bitmap = halves(item.get_bitmap().to_pil())
    out = io.BytesIO()
    item.extract(out)
    extract = halves(Image.open(out))
    pdf = pikepdf.open(io.BytesIO(data))
    one = halves(pikepdf.PdfImage(pdf.pages[0].Resources.XObject.I).as_pil_image())
    two = halves(pypdf.PdfReader(io.BytesIO(data)).pages[0].images[0].image)
    print(f"{name}: pikepdf {one} extract {extract} get_bitmap {bitmap} pypdf {two}")
    assert one == ((255, 0) if jpeg else (0, 255))
    assert extract == (255, 0) and bitmap == two == (0, 255)
print("ok: the JPEG scan comes out as a negative in pikepdf")
PY
