#!/usr/bin/env bash
# readability-lxml drops short speech, short lists and small tables.
# Versions: readability-lxml 0.9.
# Expected: from the middle of a story it takes out adverts and menus, and keeps
#   a line of speech in its own box, a list of two questions and a small table.
# Happens: a box, list or table with fewer than some twenty-five letters is taken
#   away, wherever it stands, so a one-word answer in a talk is lost and the next
#   speaker answers nothing. A list of eight words stays and one of three goes.
#   A full paragraph goes as well if its box has a class such as "remark". The
#   summary has no sign of it.
# Seen:
#   lost: <div><p>“Run!”</p></div>
#   lost: <ul><li>Who ran?</li><li>Where?</li></ul>
#   lost: <table><tr><td>fox</td><td>den</td></tr></table>
#   lost: <div class="remark"> with a whole paragraph
#   kept: <p>“Run!”</p> and the list of eight words
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -qq --disable-pip-version-check \
  readability-lxml==0.9 \
  lxml_html_clean==0.4.6
cd "$tmp"
venv/bin/python -W ignore - <<'PY'
import logging
import lxml.html
from readability import Document

logging.disable(logging.CRITICAL)
story = (
    "<p>Once upon a time there was a red fox, who lived beside a quiet river, "
    "with his family and friends, for many years.</p>"
)
long_part = "<p>The fox saw, at last, that nobody was home, so he left a note by the door.</p>"
eight = "fox hen barn river eagle mouse farmer garden".split()


def kept(part):
    page = (
        "<html><head><title>T</title></head><body><div id='main'>"
        f"{story * 3}{part}{story * 3}</div></body></html>"
    )
    summary = lxml.html.fromstring(Document(page).summary()).text_content()
    return lxml.html.fromstring(part).text_content() in summary


lost = [
    "<div><p>“Run!”</p></div>",
    "<ul><li>Who ran?</li><li>Where?</li></ul>",
    "<ul><li>fox</li><li>hen</li><li>egg</li></ul>",
    "<table><tr><td>fox</td><td>den</td></tr></table>",
    f'<div class="remark">{long_part}</div>',
]
stay = [
    "<p>“Run!”</p>",
    "<ul>" + "".join(f"<li>{word}</li>" for word in eight) + "</ul>",
    f"<div>{long_part}</div>",
]
for part in lost:
    print("lost:" if not kept(part) else "kept:", part[:60])
    assert not kept(part)
for part in stay:
    print("kept:" if kept(part) else "lost:", part[:60])
    assert kept(part)
print("ok: short boxes are lost")
PY
