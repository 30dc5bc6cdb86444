#!/usr/bin/env bash
# WeasyPrint: footnotes inside a grid are lost, or printed twice.
# Versions: WeasyPrint 70.0; read back with pypdfium2 5.15.2.
# Expected: thirty short paragraphs with a footnote each (a hard word explained)
#   give the same words whether the box around them is a plain block or a grid,
#   each note at the foot of its own page. A long grid goes on over the page, as
#   it does without footnotes.
# Happens: in the plain block every word is printed once. With display: grid on
#   the box the first page is filled with notes, those of paragraphs on later
#   pages too, and has hardly a line of the story. Some notes are on no page,
#   some are there twice, and there is no warning.
# Seen (the numbers depend on the font):
#   block with footnotes: 300 words of notes, 0 lost, 0 twice
#   grid, notes in the line: 300 words of notes, 0 lost, 0 twice
#   grid with footnotes: 300 words of notes, 127 lost, 20 twice
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


def words(letter, start):
    return " ".join(f"{letter}{number:04d}" for number in range(start, start + 10))


def report(name, html):
    pdf = pypdfium2.PdfDocument(weasyprint.HTML(string=STYLE + html).write_pdf())
    found = []
    for page in pdf:
        found += re.findall(r"[sn]\d{4}", page.get_textpage().get_text_bounded())
    source = re.findall(r"[sn]\d{4}", html)
    lost = [word for word in source if word not in found]
    twice = [word for word in set(found) if found.count(word) > 1]
    notes = len([word for word in source if word[0] == "n"])
    assert not [word for word in lost if word[0] == "s"]
    print(f"{name}: {notes} words of notes, {len(lost)} lost, {len(twice)} twice")
    return len(lost), len(twice)


note = '<span style="float:footnote">'
story = "".join(
    f"<p>{words('s', 10 * n)} {note}{words('n', 10 * n)}</span></p>" for n in range(30)
)
inline = story.replace(note, "<span>")
assert report("block with footnotes", f"<div>{story}</div>") == (0, 0)
grid = '<div style="display:grid">'
assert report("grid, notes in the line", f"{grid}{inline}</div>") == (0, 0)
lost, twice = report("grid with footnotes", f"{grid}{story}</div>")
assert lost > 20 and twice > 0
print("ok: only the grid with footnotes loses notes")
PY
