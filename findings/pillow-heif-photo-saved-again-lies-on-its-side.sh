#!/usr/bin/env bash
# pillow_heif 1.8.1 with Pillow 13.0.0: a photo saved as HEIC loses its turn.
# Expected: exif= travels like in JPEG, so that a page photographed upright
# (orientation 6) is upright again after ImageOps.exif_transpose.
# Really: the file is written without a rotation, and reading it resets the
# orientation to 1. The page lies on its side, and nothing says so. AVIF, the
# sister format, written by Pillow itself, keeps it.
# Seen (where the corner is that belongs to the upper right):
#   JPEG (60, 120) upper right
#   AVIF (60, 120) upper right
#   HEIF (120, 60) upper left
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check \
  pillow==13.0.0 pillow_heif==1.8.1

cat >"$tmp/run.py" <<'PY'
import io

import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()
page = Image.new("RGB", (120, 60), "white")
page.paste((200, 0, 0), (0, 0, 30, 20))
turned = Image.Exif()
turned[0x0112] = 6
for name in ("JPEG", "AVIF", "HEIF"):
    file = io.BytesIO()
    page.save(file, name, exif=turned, quality=95)
    file.seek(0)
    shown = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    width, height = shown.size
    corners = {
        "upper left": (5, 5),
        "upper right": (width - 5, 5),
        "lower left": (5, height - 5),
        "lower right": (width - 5, height - 5),
    }
    found = [at for at, spot in corners.items() if shown.getpixel(spot)[1] < 100]
    print(name, shown.size, *found)
PY
got=$("$tmp/venv/bin/python" "$tmp/run.py")
want=$(cat <<'WANT'
JPEG (60, 120) upper right
AVIF (60, 120) upper right
HEIF (120, 60) upper left
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
