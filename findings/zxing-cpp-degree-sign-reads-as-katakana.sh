#!/usr/bin/env bash
# QR codes with a lone Latin-1 sign: zxing-cpp reads them as Japanese.
# Versions: zxing-cpp 3.1.1 (Python package), segno 1.6.6.
# Expected: a short text such as "25 °C" or "10 × 3 = ?" written as a QR code
#   comes back as the same text, above all when zxing-cpp itself wrote it.
# Happens: without a character-set mark in the code, zxing-cpp guesses. A few
#   bytes with one sign from Latin-1's upper half look like half-width katakana
#   to it, so the degree sign, the times sign, one half, the pound sign and
#   "squared" turn into Japanese letters, with no error and "valid" true. Its
#   own writer leaves the mark out too, so its own codes come back wrong.
#   A longer text with the same sign comes back right, so a trial with a long
#   text shows nothing. Asking segno for UTF-8 helps.
# Seen:
#   '25 °C' -> '25 ｰC'
#   '10 × 3 = ?' -> '10 ﾗ 3 = ?'
#   '½ cup' -> 'ｽ cup'
#   '£5' -> '｣5'
#   '5 m²' -> '5 mｲ'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  zxing-cpp==3.1.1 \
  segno==1.6.6 \
  numpy==2.4.6 \
  pillow==13.0.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import io
import numpy as np
import segno
import zxingcpp
from PIL import Image


def scan(picture):
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1 and found[0].valid
    return found[0].text


def by_segno(text, **more):
    out = io.BytesIO()
    segno.make(text, micro=False, **more).save(out, kind="png", scale=8, border=4)
    return Image.open(io.BytesIO(out.getvalue())).convert("L")


def by_zxing(text):
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return np.array(code.to_image(scale=8))


seen = {
    "25 °C": "25 ｰC",
    "10 × 3 = ?": "10 ﾗ 3 = ?",
    "½ cup": "ｽ cup",
    "£5": "｣5",
    "5 m²": "5 mｲ",
}
for text, wrong in seen.items():
    own, other = scan(by_zxing(text)), scan(by_segno(text))
    print(repr(text), "->", repr(own), repr(other))
    assert own == other == wrong
    assert scan(by_segno(text, encoding="utf-8")) == text

long_text = "Was it 25 °C outside?"
assert scan(by_segno(long_text)) == long_text
print("ok: short texts are misread, the long one is right")
PY
