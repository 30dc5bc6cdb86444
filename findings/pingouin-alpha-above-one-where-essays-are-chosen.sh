#!/usr/bin/env bash
# pingouin 0.7.0: Cronbach's alpha comes out above 1 where students choose.
# Expected: a reliability of at most 1. With "answer three of these five" every
#   student leaves two cells empty; a library that takes empty cells either
#   refuses, or leaves students out, or says that it cannot tell.
# Really: the default, nan_policy="pairwise", takes each covariance from another
#   set of students. The sums no longer belong together: alpha is 1.012, and its
#   95 % confidence interval lies wholly above 1. No warning. "listwise" finds
#   no student without a gap and gives nan. So count the gaps first, and give
#   no alpha where students choose their questions.
# Seen (ten students, five questions of 0 to 6 points, three answered by each):
#   pairwise 1.012 [1.031 1.004]
#   listwise nan [nan nan]
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check \
  pingouin==0.7.0 numpy==2.4.6 pandas==3.1.1 scipy==1.17.1 setuptools==80.9.0
cd "$tmp"
cat >run.py <<'PY'
import warnings

import numpy as np
import pandas as pd
import pingouin

warnings.simplefilter("ignore")
no = np.nan
points = pd.DataFrame([
    [0, 0, no, 0, no], [no, 4, no, 4, 6], [no, no, 1, 0, 1], [no, 6, no, 6, 6],
    [no, 3, 3, no, 1], [5, no, 5, no, 5], [4, no, no, 3, 4], [6, 6, 6, no, no],
    [4, 4, no, no, 4], [4, no, 5, 5, no],
])
for policy in ("pairwise", "listwise"):
    alpha, limits = pingouin.cronbach_alpha(points, nan_policy=policy)
    print(policy, f"{alpha:.3f}", limits)
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
pairwise 1.012 [1.031 1.004]
listwise nan [nan nan]
WANT
)
if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
