#!/usr/bin/env bash
# SheetJS xlsx 0.18.5 (npm): marks with a decimal comma grow tenfold.
# Expected: a CSV parted by semicolons (which the reader finds out by itself)
# and with decimal commas gives 1.5 for "1,5", or else keeps the text.
# Really: the comma is dropped as if it parted thousands, though only one or
# two digits follow: "1,5" is 15 and "12,75" is 1275. A mark "(5)" in brackets
# is minus five, and "3/4" is the serial number of a day.
# Seen: [["Ann",15],["Ben",1275],["Cem",-5],["Dan",36954]]
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

npm install --prefix "$tmp" --silent --no-audit --no-fund xlsx@0.18.5 >&2

cd "$tmp"
cat >run.mjs <<'JS'
import xlsx from 'xlsx';
const text = 'Ann;1,5\nBen;12,75\nCem;(5)\nDan;3/4\n';
const book = xlsx.read(text, { type: 'string' });
console.log(JSON.stringify(xlsx.utils.sheet_to_json(
  book.Sheets[book.SheetNames[0]], { header: 1 })));
JS
got=$(TZ=UTC node run.mjs)
want=$(cat <<'WANT'
[["Ann",15],["Ben",1275],["Cem",-5],["Dan",36954]]
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
