#!/usr/bin/env bash
# charset-normalizer reads Windows French and Portuguese as Central European.
# Versions: charset-normalizer 3.5.3; for comparison chardet 5.2.0.
# Expected: over four hundred letters of plain French, saved by an old Windows
#   program (cp1252), are enough to be read right, or at least to be in doubt.
# Happens: it takes cp1250, so "à" is "ŕ", "è" is "č" and "où" is "oů" all
#   through the text, while "é" and "â" are right and make it look fine at a
#   glance. For Portuguese it even names the language rightly and still picks
#   the page with Romanian and Polish letters: "não" is "năo". chardet takes cp1252.
# Seen:
#   cp1250: Le renard a été trčs fatigué ŕ la foręt, oů il dormait.
#   cp1250, Portuguese: Era uma vez uma raposa que năo tinha păo.
#   chardet: Windows-1252
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  charset-normalizer==3.5.3 \
  chardet==5.2.0
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import chardet
from charset_normalizer import from_bytes

french = (
    "Le renard a été très fatigué à la forêt, où il dormait. Il était une fois "
    "un renard qui vivait près d’une rivière tranquille avec sa famille. Chaque "
    "matin, la mère préparait le déjeuner et les enfants allaient à l’école du "
    "village, où le maître leur apprenait à lire. Un jour, la neige tomba si "
    "fort que personne ne put sortir de la tanière. Alors le père raconta une "
    "vieille légende à ses petits, qui s’endormirent bientôt."
)
portuguese = (
    "Era uma vez uma raposa que não tinha pão. Ela caminhou até à floresta à "
    "procura de maçãs e corações de açúcar. As crianças não sabiam."
)

best = from_bytes(french.encode("cp1252")).best()
print(best.encoding + ":", str(best)[:55])
assert best.encoding == "cp1250"
assert str(best).startswith("Le renard a été trčs fatigué ŕ la foręt, oů il dormait.")

best = from_bytes(portuguese.encode("cp1252")).best()
print(f"{best.encoding}, {best.language}:", str(best)[:41])
assert (best.encoding, best.language) == ("cp1250", "Portuguese")
assert str(best).startswith("Era uma vez uma raposa que năo tinha păo.")

other = chardet.detect(french.encode("cp1252"))["encoding"]
print("chardet:", other)
assert other == "Windows-1252"
print("ok: both texts have wrong letters")
PY
