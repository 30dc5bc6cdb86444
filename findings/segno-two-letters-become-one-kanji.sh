#!/usr/bin/env bash
# segno turns the Spanish word "él" into a Chinese character.
# Versions: segno 1.6.6; readers zxing-cpp 3.1.1, OpenCV 5.0.0.93.
# Expected: segno writes Latin letters as Latin-1 or UTF-8 and keeps the kanji
#   mode for Japanese. A QR code of a name or a word is the same word again.
# Happens: segno turns the text into bytes first and then looks whether those
#   bytes would do as Shift-JIS pairs. Latin-1 "él" is E9 6C, which is also one
#   kanji, so the code holds that kanji and the word is gone for every reader.
#   Cyrillic "Оля" goes into kanji mode as well, since Shift-JIS has Cyrillic;
#   and curly quotes make segno write plain Shift-JIS bytes with no mark, which
#   OpenCV gives back as rubbish. encoding="utf-8" cures all three.
# Seen:
#   él -> kanji mode, read as 駘
#   ça -> kanji mode, read as 軋
#   áo -> kanji mode, read as 痂
#   Оля -> kanji mode, OpenCV raises UnicodeDecodeError
#   The fox’s den -> OpenCV reads 'The fox\x81fs den'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  segno==1.6.6 \
  zxing-cpp==3.1.1 \
  opencv-python-headless==5.0.0.93 \
  numpy==2.4.6 \
  pillow==13.0.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import io
import cv2
import numpy as np
import segno
import zxingcpp
from PIL import Image


def picture(code):
    out = io.BytesIO()
    code.save(out, kind="png", scale=8, border=4)
    return np.array(Image.open(io.BytesIO(out.getvalue())).convert("L"))


def zxing(code):
    return zxingcpp.read_barcodes(picture(code))[0].text


def opencv(code):
    try:
        return cv2.QRCodeDetector().detectAndDecode(picture(code))[0]
    except UnicodeDecodeError:
        return "UnicodeDecodeError"


for word, wrong in {"él": "駘", "ça": "軋", "áo": "痂"}.items():
    code = segno.make(word, micro=False)
    print(word, "->", code.mode, "mode, read as", zxing(code))
    assert code.mode == "kanji" and zxing(code) == wrong
    good = segno.make(word, micro=False, encoding="utf-8")
    assert zxing(good) == opencv(good) == word

code = segno.make("Оля", micro=False)
print("Оля ->", code.mode, "mode, OpenCV:", opencv(code))
assert code.mode == "kanji" and opencv(code) == "UnicodeDecodeError"

code = segno.make("The fox’s den", micro=False)
print("The fox’s den -> OpenCV:", repr(opencv(code)))
assert code.mode == "byte" and opencv(code) == "The fox\x81fs den"

for text in ("Оля", "The fox’s den"):
    good = segno.make(text, micro=False, encoding="utf-8")
    assert zxing(good) == opencv(good) == text
print("ok: words lost without encoding='utf-8', kept with it")
PY
