#!/usr/bin/env bash
# mammoth 1.13.0 (docx to HTML): question numbers and option letters change.
# Expected: a Word list which starts at 11 becomes <ol start="11">, and a list
# lettered a) b) becomes <ol type="a">; or at least a message says they don't.
# Really: both become a bare <ol>, so a browser shows question 11 as 1 and
# options a, b as 1, 2. The list of messages is empty. A key in the text
# ("11 b") no longer points at anything.
# Seen:
#   <ol><li>Who came?</li></ol><p>Choose.</p><ol><li>Ann</li><li>Ben</li></ol><p>Key: 11 b</p>
#   []
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check mammoth==1.13.0 cobble==0.1.4 python-docx==1.2.0 lxml==6.1.3 typing_extensions==4.16.0

cd "$tmp"
cat >run.py <<'PY'
import docx
import mammoth
from docx.oxml import parse_xml
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
document = docx.Document()
numbering = document.part.numbering_part.element
def make_list(number, kind, start, shown):
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {NS} w:abstractNumId="{number}"><w:lvl w:ilvl="0">'
        f'<w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{shown}"/></w:lvl></w:abstractNum>'))
    numbering.append(parse_xml(
        f'<w:num {NS} w:numId="{number}">'
        f'<w:abstractNumId w:val="{number}"/></w:num>'))
def add(text, number):
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(parse_xml(
        f'<w:numPr {NS}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))
make_list(90, 'decimal', 11, '%1.')
make_list(91, 'lowerLetter', 1, '%1)')
add('Who came?', 90)
document.add_paragraph('Choose.')
add('Ann', 91)
add('Ben', 91)
document.add_paragraph('Key: 11 b')
document.save('quiz.docx')
with open('quiz.docx', 'rb') as file:
    result = mammoth.convert_to_html(file)
print(result.value)
print(result.messages)
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
<ol><li>Who came?</li></ol><p>Choose.</p><ol><li>Ann</li><li>Ben</li></ol><p>Key: 11 b</p>
[]
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
