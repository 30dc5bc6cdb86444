#!/usr/bin/env bash
# arabic-reshaper 3.1.0: a vocalised text loses its vowel marks.
# Expected: a library that chooses the joined forms of Arabic letters changes
#   the forms and keeps everything else; above all the vowel marks of a text for
#   learners, where they tell "he wrote" from "books" and "it was written".
# Really: reshape() deletes the marks (delete_harakat is on by default), so
#   three different words come out the same. No warning. A reshaper made with
#   delete_harakat=False keeps them.
# Seen (the vowel marks in the result, counted, and how many words differ):
#   default: 0 marks, 1 different words of 3
#   delete_harakat=False: 8 marks, 3 different words of 3
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check arabic-reshaper==3.1.0
cd "$tmp"
cat >run.py <<'PY'
import unicodedata

from arabic_reshaper import ArabicReshaper, reshape

# "He wrote", "it was written", and "books" without its last mark.
WORDS = ["كَتَبَ", "كُتِبَ", "كُتُب"]


def show(name, result):
    marks = sum(unicodedata.combining(letter) > 0 for word in result for letter in word)
    print(f"{name}: {marks} marks, {len(set(result))} different words of {len(WORDS)}")


show("default", [reshape(word) for word in WORDS])
kept = ArabicReshaper({"delete_harakat": False})
show("delete_harakat=False", [kept.reshape(word) for word in WORDS])
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
default: 0 marks, 1 different words of 3
delete_harakat=False: 8 marks, 3 different words of 3
WANT
)
if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
