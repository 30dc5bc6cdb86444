#!/usr/bin/env bash
# clevercsv 0.8.5 splits a table of questions at every blank.
# Expected: the library is made for messy CSV files; a question and three options
#   between semicolons, three semicolons in each line, is split at semicolons,
#   whatever commas the sentences hold.
# Really: it weighs how alike the rows are and how well the cells fit known types,
#   and prose fits none. A blank wins, and three questions come out as shreds, 10
#   to 13 in a row. With the possible delimiters named (delimiters=",;\t") they are
#   read rightly, yet the first two of them alone are split at the commas of the
#   sentences. Without commas in the cells the semicolon is found.
# Seen (the delimiter, then the number of cells in each row):
#   three questions: ' ' [10, 13, 13]
#   with delimiters named: ';' [4, 4, 4]
#   the first two, with delimiters named: ',' [5, 6]
#   no commas: ';' [4, 4, 4]
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check \
  clevercsv==0.8.5 chardet==7.7.0 packaging==26.4 regex==2026.11.19
cd "$tmp"
cat >run.py <<'PY'
import clevercsv

TABLE = """\
Who paid, and when?;Anna, in May;Ben, in June;Clara, in July
What, if anything, was lost?;A coat, a hat;A bag, a shoe;Nothing, she said
Where, at last, was it found?;In the barn;On the stairs, at noon;At school
"""


def show(name, table, **named):
    dialect = clevercsv.Sniffer().sniff(table, **named)
    rows = clevercsv.reader(table.splitlines(keepends=True), dialect)
    print(f"{name}: {dialect.delimiter!r} {[len(row) for row in rows]}")


show("three questions", TABLE)
show("with delimiters named", TABLE, delimiters=",;\t")
two = "".join(TABLE.splitlines(keepends=True)[:2])
show("the first two, with delimiters named", two, delimiters=",;\t")
show("no commas", TABLE.replace(",", ""))
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
three questions: ' ' [10, 13, 13]
with delimiters named: ';' [4, 4, 4]
the first two, with delimiters named: ',' [5, 6]
no commas: ';' [4, 4, 4]
WANT
)
if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
