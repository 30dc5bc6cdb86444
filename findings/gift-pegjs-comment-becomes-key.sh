#!/usr/bin/env bash
# gift-pegjs 1.0.2 (npm): a key that was commented out counts as right.
# Expected: a line that starts with // is a comment anywhere in a GIFT file,
# so an old key kept in such a line within the braces is skipped.
# Really: comments are known only between questions. Within the braces the
# slashes end up in the answer before, and what follows them is an answer of
# its own: with "=" a second right one. No error.
# Seen: [["Ann //",true],["Old Ben",true],["Cem",false]]
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

npm install --prefix "$tmp" --silent --no-audit --no-fund gift-pegjs@1.0.2 >&2

cd "$tmp"
cat >run.mjs <<'JS'
import gift from 'gift-pegjs';
const quiz = gift.parse(
  '// the comment above a question is skipped\n'
  + 'Who came? {\n=Ann\n// =Old Ben\n~Cem\n}\n');
console.log(JSON.stringify(quiz[0].choices.map(
  (choice) => [choice.text.text, choice.isCorrect])));
JS
got=$(TZ=UTC node run.mjs)
want=$(cat <<'WANT'
[["Ann //",true],["Old Ben",true],["Cem",false]]
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
