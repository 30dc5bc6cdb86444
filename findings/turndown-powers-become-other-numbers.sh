#!/usr/bin/env bash
# turndown 7.2.5 (npm, HTML to Markdown): 10 to the power of 3 becomes 103.
# Expected: where Markdown has no way to write a tag (sup, sub, u, del), the
# tag stays as HTML, which Markdown allows.
# Really: the tag is dropped and its text run on to what is before it. So
# powers turn into other numbers, and an underlined "not" or a word crossed
# out looks like the rest. No warning.
# Seen:
#   It has 103 parts and 25 keys.
#   Choose what he did not say. The year is 1914 1918.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

npm install --prefix "$tmp" --silent --no-audit --no-fund turndown@7.2.5 >&2

cd "$tmp"
cat >run.mjs <<'JS'
import TurndownService from 'turndown';
const turndown = new TurndownService();
console.log(turndown.turndown('It has 10<sup>3</sup> parts and 2<sup>5</sup> keys.'));
console.log(turndown.turndown(
  'Choose what he did <u>not</u> say. The year is <del>1914</del> 1918.'));
JS
got=$(TZ=UTC node run.mjs)
want=$(cat <<'WANT'
It has 103 parts and 25 keys.
Choose what he did not say. The year is 1914 1918.
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
