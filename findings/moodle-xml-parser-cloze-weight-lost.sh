#!/usr/bin/env bash
# moodle-xml-parser 0.3.1: a cloze answer with an uneven weight scores 0.
# Expected: in a gap of a cloze text, %33.33333%two gives the answer "two" a
# score near 33, and %-50%three gives "three" a score of -50; the same parser
# does read both for a plain multiple choice question.
# Really: only whole numbers without a sign are seen there. Otherwise the
# score is 0 and the weight stays in the answer's text, with no error, so what
# a student types ("two") matches nothing.
# Seen: [('one', 100), ('%33.33333%two', 0), ('%-50%three', 0), ('four', 50)]
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check moodle-xml-parser==0.3.1

cd "$tmp"
cat >run.py <<'PY'
from moodle_xml_parser.parser import parse_string
quiz = parse_string(
    '<quiz><question type="cloze"><name><text>n</text></name><questiontext>'
    '<text>It is {1:SA:=one~%33.33333%two~%-50%three~%50%four} o\'clock.</text>'
    '</questiontext></question></quiz>')
gap = quiz['cloze'][0].gaps[0]
print([(option.answer, option.score) for option in gap.options])
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
[('one', 100), ('%33.33333%two', 0), ('%-50%three', 0), ('four', 50)]
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
