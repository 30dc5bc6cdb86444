#!/usr/bin/env bash
# Word files: text set as hidden comes out of mammoth and pandoc as plain text.
# Versions: mammoth 1.13.0; pandoc 3.9 (from pypandoc_binary 1.17);
#   python-docx 1.2.0 writes the file.
# Expected: many a teacher keeps the answers in the worksheet as hidden text,
#   which Word neither prints nor shows. Both tools know deleted text and leave
#   it out, so hidden text is left out as well.
# Happens: it comes out as common text in the middle of the sentence, in raw
#   text and in HTML, with no mark and no message. The sheet that is made
#   from it has the answer printed beside the question.
# Seen:
#   mammoth text: 'Who ran? The fox. Write one sentence.'
#   mammoth HTML: '<p>Who ran? The fox. Write one sentence.</p>'
#   pandoc: 'Who ran? The fox. Write one sentence.'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  mammoth==1.13.0 \
  pypandoc_binary==1.17 \
  python-docx==1.2.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import docx
import mammoth
import pypandoc

sheet = docx.Document()
line = sheet.add_paragraph("Who ran? ")
line.add_run("The fox. ").font.hidden = True
line.add_run("Write one sentence.")
sheet.save("sheet.docx")

with open("sheet.docx", "rb") as file:
    raw = mammoth.extract_raw_text(file)
with open("sheet.docx", "rb") as file:
    html = mammoth.convert_to_html(file)
plain = pypandoc.convert_file("sheet.docx", "plain").strip()
print("mammoth text:", repr(raw.value.strip()))
print("mammoth HTML:", repr(html.value))
print("pandoc:", repr(plain))
assert str(pypandoc.get_pandoc_version()).startswith("3.9")
assert raw.value.strip() == plain == "Who ran? The fox. Write one sentence."
assert html.value == "<p>Who ran? The fox. Write one sentence.</p>"
assert raw.messages == html.messages == []
print("ok: the hidden answer is in all three")
PY
