#!/usr/bin/env bash
# exceljs 4.4.0 (npm): a mark in a merged cell counts once per row.
# Expected: in a merged range only the first cell has the value and the others
# are empty, as in the file itself and in other readers.
# Really: each cell of the range answers with the value of the first. A group
# mark of 5 merged over three students' rows sums to 15, also after saving and
# loading, though the saved file holds it once.
# Seen: 5,5,5 15
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

npm install --prefix "$tmp" --silent --no-audit --no-fund exceljs@4.4.0 >&2

cd "$tmp"
cat >run.mjs <<'JS'
import ExcelJS from 'exceljs';
const book = new ExcelJS.Workbook();
const sheet = book.addWorksheet('marks');
for (const name of ['Ann', 'Ben', 'Cem']) sheet.addRow([name]);
sheet.getCell('B1').value = 5;
sheet.mergeCells('B1:B3');
const again = new ExcelJS.Workbook();
await again.xlsx.load(await book.xlsx.writeBuffer());
const marks = [];
again.getWorksheet('marks').eachRow((row) => marks.push(row.getCell(2).value));
console.log(marks.join(','), marks.reduce((sum, mark) => sum + mark, 0));
JS
got=$(TZ=UTC node run.mjs)
want=$(cat <<'WANT'
5,5,5 15
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
