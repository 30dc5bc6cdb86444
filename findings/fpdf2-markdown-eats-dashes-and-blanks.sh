#!/usr/bin/env bash
# fpdf2: with markdown=True a lone pair of dashes or stars is not printed.
# Versions: fpdf2 2.8.9; read back with pypdfium2 5.15.2.
# Expected: as in common Markdown, a mark that has no partner, or has blanks on
#   its inner side, is printed as it stands: "1--2", "2 ** 3", "Name: __".
# Happens: every pair of dashes, stars or low lines is taken as a switch, at
#   once and up to the end of the text. The signs are gone from the paper and
#   what follows is underlined, bold or italic. "Pages 1--2" is printed as
#   "Pages 12", and a short blank to be filled in is no blank. Four signs in a
#   row or more are left as they are, so a sheet with long blanks looks right.
# Seen:
#   'Read pages 1--2.' -> 'Read pages 12.'
#   '2 ** 3 = 8' -> '2 3 = 8'
#   'The __ ran.' -> 'The ran.'
#   'The ____ ran.' -> 'The ____ ran.'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  fpdf2==2.8.9 \
  pypdfium2==5.15.2
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import fpdf
import pypdfium2


def printed(text):
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.multi_cell(0, text=text, markdown=True)
    page = pypdfium2.PdfDocument(bytes(pdf.output()))[0]
    return page.get_textpage().get_text_range().strip()


seen = {
    "Read pages 1--2.": "Read pages 12.",
    "2 ** 3 = 8": "2 3 = 8",
    "The __ ran.": "The ran.",
    "The ____ ran.": "The ____ ran.",
}
for text, wanted in seen.items():
    result = " ".join(printed(text).split())
    print(repr(text), "->", repr(result))
    assert result == wanted
print("ok: pairs are gone, four in a row stay")
PY
