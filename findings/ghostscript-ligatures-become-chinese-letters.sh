#!/usr/bin/env bash
# Ghostscript's pdfwrite: a searchable "offer" comes out as "o昀昀er".
# Versions: Ghostscript 10.00.0 (Debian 12); WeasyPrint 70.0 makes the page with a font of
#   rendercv-fonts 0.5.1; read with pypdfium2 5.15.2. Skipped where gs is missing or newer.
# Expected: rewriting a PDF with pdfwrite (what many printer drivers, "print to PDF" and
#   scripts that shrink files do) keeps the text that can be searched and copied, as it
#   keeps the picture. A ligature has two letters in the ToUnicode map, and both stay.
# Happens: the page looks the same, but each letter of a ligature is written with its two
#   bytes swapped: U+0066 U+0066 become U+6600 U+6600, two Chinese letters. Words without a
#   ligature are kept. There is no warning. Whoever searches a school's archive for "offer"
#   or "different" finds nothing.
# Seen:
#   before: 'The first field is flat: an official offer.'
#   after:  'The first field is flat: an o昀昀icial o昀昀er.'
set -euo pipefail
if ! command -v gs >/dev/null; then
  echo "skipped: Ghostscript is not installed"
  exit 0
fi
version=$(gs --version)
echo "Ghostscript $version"
case "$version" in
  10.00.*) ;;
  *) echo "skipped: this finding is about Ghostscript 10.00"; exit 0 ;;
esac
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  weasyprint==70.0 \
  rendercv-fonts==0.5.1 \
  pypdfium2==5.15.2
cd "$tmp"
if ! venv/bin/python -c "import weasyprint" >/dev/null 2>&1; then
  echo "skipped: Pango, which WeasyPrint needs, is not installed"
  exit 0
fi
venv/bin/python -W ignore - <<'PY'
import subprocess
from pathlib import Path

import pypdfium2
import rendercv_fonts
import weasyprint

fonts = Path(rendercv_fonts.__file__).parent
[face] = [path for path in fonts.rglob("SourceSans3-Regular.*")][:1]
style = f"@font-face {{ font-family: S; src: url({face.as_uri()}) }} p {{ font: 14pt S }}"
text = "The first field is flat: an official offer."
weasyprint.HTML(string=f"<style>{style}</style><p>{text}</p>").write_pdf("before.pdf")
subprocess.run(
    ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-o", "after.pdf", "before.pdf"],
    check=True,
)


def copied(name):
    with pypdfium2.PdfDocument(name) as pdf:
        return pdf[0].get_textpage().get_text_bounded().strip()


before, after = copied("before.pdf"), copied("after.pdf")
print("before:", repr(before))
print("after: ", repr(after))
assert before == text
assert after == before.replace("ff", "\u6600\u6600")
PY
echo "as described"
