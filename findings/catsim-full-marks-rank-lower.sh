#!/usr/bin/env bash
# catsim 0.21.0: a student with all answers right ranks below one with a miss.
# Expected: with the default ability estimator, more right answers on the same
# items never give a lower ability (all right may give infinity, or a limit).
# Really: for answers all alike the default (dodd=True) goes only half of the
# way from the start to the hardest or easiest item, while mixed answers get
# the maximum of the likelihood, which may lie beyond. So at the end of a test
# 5 of 5 comes out below 4 of 5, and 0 of 5 above 1 of 5.
# Seen (items of difficulty -2 to 2, start at 0; 5, 4, 1 and 0 right):
#   1.0 1.93 -1.93 -1.0
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check catsim==0.21.0 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1

cd "$tmp"
cat >run.py <<'PY'
import numpy as np
from catsim.estimation import NumericalSearchEstimator
from catsim.item_bank import ItemBank
bank = ItemBank(np.array([[1, b, 0, 1] for b in (-2, -1, 0, 1, 2)], float))
print(*(round(float(NumericalSearchEstimator().estimate(
    item_bank=bank, administered_items=[0, 1, 2, 3, 4],
    response_vector=[i < right for i in range(5)], est_theta=0)), 2)
    for right in (5, 4, 1, 0)))
PY
got=$(venv/bin/python run.py | sed /^$/d)
want=$(cat <<'WANT'
1.0 1.93 -1.93 -1.0
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
