#!/usr/bin/env bash
# pdftotext: "pages 10-" at a line's end and "12" on the next give "pages 1012".
# Versions: Debian's poppler-utils 22.12.0 (pdftotext); ReportLab 5.1.0 makes the
#   sheet. Skipped where pdftotext is missing or of another version.
# Expected: pdftotext gives the lines as printed and leaves "10-" and "12" on
#   their two lines; at most it joins two halves of a word.
# Happens: without -layout it takes every hyphen at a line's end away and joins
#   the lines, whatever stands before it. "10-12" becomes the number 1012, and
#   "well-known" becomes "wellknown", as if these hyphens were breaks. With
#   -layout all of them are kept.
# Seen:
#   'A wellknown fox and a family ate on pages 1012 of it.'
set -euo pipefail
if ! command -v pdftotext >/dev/null; then
  echo "skipped: pdftotext is not installed"
  exit 0
fi
version=$(pdftotext -v 2>&1)
version=${version%%$'\n'*}
echo "$version"
case "$version" in
  *" 22.12."*) ;;
  *) echo "skipped: this finding is about poppler 22.12"; exit 0 ;;
esac
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  reportlab==5.1.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import subprocess
from reportlab.pdfgen import canvas

lines = ["A well-", "known fox and a fam-", "ily ate on pages 10-", "12 of it."]
page = canvas.Canvas("sheet.pdf", pagesize=(400, 400))
for number, line in enumerate(lines):
    page.drawString(50, 300 - 14 * number, line)
page.showPage()
page.save()


def read(*more):
    command = ["pdftotext", *more, "sheet.pdf", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


text = read().strip()
print(repr(text))
assert text == "A wellknown fox and a family ate on pages 1012 of it."
kept = [line.strip() for line in read("-layout").strip().split("\n")]
assert kept == lines, kept
print("ok: all hyphens at line ends are gone, also those of numbers")
PY
