#!/usr/bin/env bash
# pikepdf 10.18.0: a student's page cut out of a class's file brings the others along.
# Expected: after "del pdf.pages[1:]" and save() the file holds the first page only, since
# save() leaves out what nothing refers to any more.
# Really: bookmarks refer to pages. A bookmark of a removed page stays with its title, and the
# page that it points to is written too: its text is in the file, though no reader shows it.
# The page appended to a new file comes alone.
# Seen (three pages "Ann has 3", "Ben has 5", "Cleo has 1", a bookmark each):
#   removed: 1 page, bookmarks Ann Ben Cleo, texts Ann Ben Cleo
#   appended: 1 page, bookmarks -, texts Ann
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install -q --disable-pip-version-check pikepdf==10.18.0

cd "$tmp"
cat >run.py <<'PY'
import pikepdf
from pikepdf import Dictionary, Name, OutlineItem, Pdf

STUDENTS = ('Ann', 'Ben', 'Cleo')

with Pdf.new() as pdf:
    font = pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for name, mark in zip(STUDENTS, (3, 5, 1)):
        page = pdf.add_blank_page(page_size=(200, 100)).obj
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = pdf.make_stream(
            f'BT /F1 12 Tf 20 50 Td ({name} has {mark}) Tj ET'.encode())
    with pdf.open_outline() as outline:
        outline.root.extend(
            OutlineItem(name, number) for number, name in enumerate(STUDENTS))
    pdf.save('class.pdf')

with Pdf.open('class.pdf') as pdf:
    del pdf.pages[1:]
    pdf.save('removed.pdf')
with Pdf.open('class.pdf') as pdf, Pdf.new() as new:
    new.pages.append(pdf.pages[0])
    new.save('appended.pdf')

for kind in ('removed', 'appended'):
    with Pdf.open(f'{kind}.pdf') as pdf:
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        written = b''.join(
            thing.read_bytes() for thing in pdf.objects
            if isinstance(thing, pikepdf.Stream))
        texts = [name for name in STUDENTS if f'({name} has'.encode() in written]
        print(f'{kind}: {len(pdf.pages)} page, bookmarks',
              ' '.join(titles) or '-', end=', texts ')
        print(*texts)
PY
got=$(venv/bin/python run.py)
want=$(cat <<'WANT'
removed: 1 page, bookmarks Ann Ben Cleo, texts Ann Ben Cleo
appended: 1 page, bookmarks -, texts Ann
WANT
)

if [ "$got" != "$want" ]; then
  echo "behaviour changed; now seen:" >&2
  echo "$got" >&2
  exit 1
fi
echo "$got"
