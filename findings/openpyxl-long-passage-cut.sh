#!/usr/bin/env bash
# openpyxl 3.1.5: a long reading passage is cut without a word.
# Expected: a text longer than a cell may hold (32767 characters) raises, as
# openpyxl does raise for characters that a cell may not hold.
# Really: the text is cut at 32767 as soon as it is assigned, before saving.
# No error and no warning, so the end of a passage is gone from the sheet.
# Seen (a text of 40003 characters that closes with END; warnings are errors):
#   40003 32767 False
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 et_xmlfile==2.0.0

cd "$tmp"
cat >run.py <<'PY'
import warnings
warnings.simplefilter('error')
import openpyxl
text = 'word ' * 8000 + 'END'
sheet = openpyxl.Workbook().active
sheet['A1'] = text
print(len(text), len(sheet['A1'].value), sheet['A1'].value.endswith('END'))
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
40003 32767 False
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
