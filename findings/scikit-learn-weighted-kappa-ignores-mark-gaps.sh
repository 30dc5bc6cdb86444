#!/usr/bin/env bash
# scikit-learn 1.9.1: weighted kappa of two markers does not use the marks.
# Expected: with weights="linear" a disagreement of 5 against 10 marks weighs
# five times one of 5 against 6.
# Really: the weight is the distance between places in the sorted list of the
# marks that occur. If nobody got 6 to 9, then 10 is next to 5. So the same
# two markers look better the more marks went unused; only labels=range(11)
# gives each mark its place.
# Seen (marks 4 5 10 against 4 5 5; 4 5 6 against 4 5 5; the first again with
# labels 0 to 10):
#   0.571 0.571 0.211
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1

cd "$tmp"
cat >run.py <<'PY'
from sklearn.metrics import cohen_kappa_score
for first, labels in (([4, 5, 10], None), ([4, 5, 6], None),
                      ([4, 5, 10], list(range(11)))):
    print(round(float(cohen_kappa_score(
        first, [4, 5, 5], weights='linear', labels=labels)), 3))
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
0.571
0.571
0.211
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
