#!/usr/bin/env bash
# anki 26.9.3, text import: a question that starts with "#" vanishes.
# Expected: lines with "#" are settings only at the top of the file and only
# with a known key ("#separator:tab"); further down "#2 Why?;Rain" is a note.
# Really: every line that starts with "#" is skipped wherever it stands, and
# the import's own count leaves it out too, so numbering questions #1 #2 #3
# loses them. In quotes the same text is kept.
# Seen (file: Where?;Here  then  #2 Why?;Rain  then  "#3 When?";Now):
#   2 [['#3 When?', 'Now'], ['Where?', 'Here']]
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check anki==26.9.3

cd "$tmp"
cat >run.py <<'PY'
import os
from anki.collection import Collection, ImportCsvRequest
with open('quiz.txt', 'w') as file:
    file.write('Where?;Here\n#2 Why?;Rain\n"#3 When?";Now\n')
path = os.path.abspath('quiz.txt')
collection = Collection('c.anki2')
metadata = collection.get_csv_metadata(path=path, delimiter=None)
log = collection.import_csv(
    ImportCsvRequest(path=path, metadata=metadata)).log
notes = [collection.get_note(number) for number in collection.find_notes('')]
print(log.found_notes, sorted(list(note.fields) for note in notes))
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
2 [['#3 When?', 'Now'], ['Where?', 'Here']]
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
