#!/usr/bin/env bash
# girth 0.8.0: an item with the wrong key gets a positive discrimination.
# Expected: in the two-parameter model, an item which the better students get
# "wrong" (its key is wrong) has a clearly negative discrimination; that is
# how one finds it.
# Really: twopl_mml searches from about 0.2 upwards, so the item comes out at
# 0.2: weak, yet positive, and its difficulty means nothing. No warning.
# Seen (300 made-up students, 5 items, item 3 keyed the wrong way round; its
# plain correlation with the score on the others, then its discrimination):
#   correlation below -0.2: True
#   discrimination 0.2
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check girth==0.8.0 numpy==2.4.6 scipy==1.17.1

cd "$tmp"
cat >run.py <<'PY'
import numpy
import girth
random = numpy.random.RandomState(1)
ability = random.normal(size=300)
hard = numpy.array([-1.5, -0.5, 0, 0.5, 1.5])
chance = 1 / (1 + numpy.exp(-1.5 * (ability - hard[:, None])))
right = (random.uniform(size=(5, 300)) < chance).astype(int)
right[2] = 1 - right[2]
rest = right.sum(axis=0) - right[2]
print('correlation below -0.2:', bool(numpy.corrcoef(right[2], rest)[0, 1] < -0.2))
print('discrimination', round(float(girth.twopl_mml(right)['Discrimination'][2]), 2))
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
correlation below -0.2: True
discrimination 0.2
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
