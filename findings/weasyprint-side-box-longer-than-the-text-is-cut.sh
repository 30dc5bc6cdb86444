#!/usr/bin/env bash
# WeasyPrint: a floated side box stops where the text beside it stops.
# Versions: WeasyPrint 70.0; read back with pypdfium2 5.15.2.
# Expected: a word list floated to the left of a text goes on over as many pages
#   as it needs. WeasyPrint does break floats over pages, so a trial with a long
#   text shows a list that is whole.
# Happens: when the text beside it ends first, no page is made for the rest of
#   the float, and the rest is gone without a warning. A list of 400 words with
#   no text beside it gets one page. An element after it with clear: both makes
#   the pages and brings every word back.
# Seen (the numbers depend on the font):
#   list beside 100 words: 2 pages, lost 269 of 400
#   list alone: 1 pages, lost 335 of 400
#   list and an element with clear: both: 7 pages, lost 0 of 400
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  weasyprint==70.0 \
  pypdfium2==5.15.2
cd "$tmp"
if ! venv/bin/python -c "import weasyprint" >/dev/null 2>&1; then
  echo "skipped: Pango, which WeasyPrint needs, is not installed"
  exit 0
fi
venv/bin/python -W ignore - <<'PY'
import re
import pypdfium2
import weasyprint

STYLE = "<style>@page{size:A6;margin:10mm} body{font:10pt serif}</style>"


def block(letter, count):
    words = [f"{letter}{number:04d}" for number in range(count)]
    groups = [words[at:at + 25] for at in range(0, count, 25)]
    return "".join(f"<p>{' '.join(group)}</p>" for group in groups)


def lost(name, html):
    pdf = pypdfium2.PdfDocument(weasyprint.HTML(string=STYLE + html).write_pdf())
    found = set()
    for page in pdf:
        found |= set(re.findall(r"[ab]\d{4}", page.get_textpage().get_text_bounded()))
    missing = [word for word in re.findall(r"[ab]\d{4}", html) if word not in found]
    assert not [word for word in missing if word[0] == "b"]
    print(f"{name}: {len(pdf)} pages, lost {len(missing)} of 400")
    return len(missing)


box = f'<div style="float:left;width:40%">{block("a", 400)}</div>'
assert lost("list beside 100 words", box + block("b", 100)) > 100
assert lost("list alone", box) > 100
end = '<p style="clear:both">The end.</p>'
assert lost("list and an element with clear: both", box + block("b", 100) + end) == 0
print("ok: the side box is cut unless something clears it")
PY
