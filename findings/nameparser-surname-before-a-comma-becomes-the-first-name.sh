#!/usr/bin/env bash
# nameparser 2.6.0: "Miller, Prince" has no surname, and Miller is the first name.
# Expected: what stands before a comma is the surname, as class lists have it;
#   the library handles "Miller, Anna" so. A first name that is a title too may be
#   misread, yet the surname is safe.
# Really: Prince is taken for a title. Then one word is left, and one word after
#   a title is a first name, comma or not: the surname is empty. A list sorted by
#   surname puts the child first, and a letter greets "Dear Miller". The same
#   with King and Princess; with Deacon or Baron it is the first name that is
#   empty; Major and Duke are read as names. A middle name hides it all.
# Seen (title, first, last):
#   Miller, Anna -> '' 'Anna' 'Miller'
#   Miller, Prince -> 'Prince' 'Miller' ''
#   Miller, Prince Amir -> 'Prince' 'Amir' 'Miller'
#   King Lee -> 'King' 'Lee' ''
#   Baron Davis -> 'Baron' '' 'Davis'
#   Duke Ellis -> '' 'Duke' 'Ellis'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check nameparser==2.6.0
cd "$tmp"
cat >run.py <<'PY'
from nameparser import HumanName

for text in (
    "Miller, Anna", "Miller, Prince", "Miller, Prince Amir", "King Lee", "Baron Davis", "Duke Ellis",
):
    name = HumanName(text)
    print(text, "->", repr(name.title), repr(name.first), repr(name.last))
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
Miller, Anna -> '' 'Anna' 'Miller'
Miller, Prince -> 'Prince' 'Miller' ''
Miller, Prince Amir -> 'Prince' 'Amir' 'Miller'
King Lee -> 'King' 'Lee' ''
Baron Davis -> 'Baron' '' 'Davis'
Duke Ellis -> '' 'Duke' 'Ellis'
WANT
)
if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
