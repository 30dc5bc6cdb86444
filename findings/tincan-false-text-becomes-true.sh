#!/usr/bin/env bash
# tincan 1.0.0 (Tin Can / xAPI): the text "false" is stored as true.
# Expected: Result(success="false"), as it comes out of a CSV of results,
# raises an error or gives false.
# Really: anything that is not a bool goes through bool(), so "false", "no"
# and "0" all become true: a failed quiz is sent as passed. No error.
# Seen, for success given as "false", "no", "0" and False:
#   {"success": true} {"success": true} {"success": true} {"success": false}
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check tincan==1.0.0 aniso8601==10.0.1 pytz==2026.6

cd "$tmp"
cat >run.py <<'PY'
from tincan import Result
for value in ('false', 'no', '0', False):
    print(Result(success=value).to_json())
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
{"success": true}
{"success": true}
{"success": true}
{"success": false}
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
