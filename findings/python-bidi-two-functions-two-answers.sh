#!/usr/bin/env bash
# python-bidi: two functions called get_display give two different lines.
# Versions: python-bidi 0.6.12.
# Expected: bidi.get_display and bidi.algorithm.get_display are the same thing
#   under an old and a new name. Both swap the shape of brackets in a turned
#   part and leave the lines of a text on their lines.
# Happens: the newer one at the top of the package does not swap brackets, so
#   "(abc)" in a Hebrew line is drawn as ")abc(". It also turns the line end
#   with the line: the first of two Hebrew lines goes to the front as an empty
#   line and the two lines of words are glued together. bidi.algorithm does both
#   right. Text of one line without brackets is the same, so a short trial shows
#   nothing.
# Seen (bidi.algorithm first, then bidi):
#   'שלום (abc)' -> '(abc) םולש' and ')abc( םולש'
#   two lines -> 'תחא הרוש\nםייתש הרוש' and '\nתחא הרושםייתש הרוש'
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  python-bidi==0.6.12
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import bidi
import bidi.algorithm

one = "שלום (abc)"
two = "שורה אחת\nשורה שתיים"
old, new = bidi.algorithm.get_display, bidi.get_display

for text in (one, two):
    print(ascii(old(text)), "and", ascii(new(text)))

word = "שלום"[::-1]
first, second = (line[::-1] for line in two.split("\n"))
assert old(one) == "(abc) " + word
assert new(one) == ")abc( " + word
assert old(two) == first + "\n" + second
assert new(two) == "\n" + first + second
assert old("שלום 12") == new("שלום 12") == "12 " + word
print("ok: the two functions differ in brackets and in line ends")
PY
