#!/usr/bin/env bash
# WeasyPrint prints <ol start="5"> as 1, 2, and <li value="9"> as the next one.
# Versions: WeasyPrint 70.0; read back with pypdfium2 5.15.2.
# Expected: the start, type and value of a list are part of what it says (the
#   HTML standard keeps them for that reason), so questions 5 and 6 after a
#   picture are printed as 5 and 6, and choices with type="a" as letters.
# Happens: WeasyPrint counts all three among the looks that only the switch
#   presentational_hints brings in, and that is off unless asked for. The
#   sheet then has two questions 1 and no question 5, with no warning, while a
#   browser shows the page right.
# Seen:
#   as it comes: ['1.', '2.', '1.', '2.']
#   with presentational_hints: ['5.', '6.', 'a.', 'i.']
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

html = (
    '<ol start="5"><li>Who ran?</li><li>Where to?</li></ol>'
    '<ol type="a"><li>a fox</li><li value="9">a hen</li></ol>'
)


def numbers(**more):
    data = weasyprint.HTML(string=html).write_pdf(**more)
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    return re.findall(r"\b\w\.", text)


plain, hinted = numbers(), numbers(presentational_hints=True)
print("as it comes:", plain)
print("with presentational_hints:", hinted)
assert sorted(plain) == ["1.", "1.", "2.", "2."]
assert sorted(hinted) == ["5.", "6.", "a.", "i."]
print("ok: numbers and letters are lost without the switch")
PY
