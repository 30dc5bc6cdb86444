#!/usr/bin/env bash
# qti-package-maker 26.7.14: the first word of a question may be lost.
# Expected: a question's text is kept as given.
# Really: each item drops a leading run of 4 to 16 characters out of
# 0-9, a-f and "_" (it takes it for a checksum of its own). A year, a row of
# underscores for a gap, or a word such as "faced" or "added" goes, and
# nothing is said; "faced" and the year also change what is asked.
# Seen, for four stems:
#   1984 was written by whom?        -> was written by whom?
#   ____ is the capital of France.   -> is the capital of France.
#   faced with rain, what did she do? -> with rain, what did she do?
#   In 1984, who wrote it?           -> In 1984, who wrote it?
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check qti-package-maker==26.7.14

cd "$tmp"
cat >run.py <<'PY'
from qti_package_maker.assessment_items.item_types import MC
for stem in ('1984 was written by whom?',
             '____ is the capital of France.',
             'faced with rain, what did she do?',
             'In 1984, who wrote it?'):
    print(MC(stem, ['one', 'two'], 'one').question_text)
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
was written by whom?
is the capital of France.
with rain, what did she do?
In 1984, who wrote it?
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
