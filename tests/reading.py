"""Reads PDFs back, so that tests can hold them to facts."""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2


def page_texts(path: Path) -> list[str]:
    """Return the text of each page, lines parted by newlines."""
    with pypdfium2.PdfDocument(path) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    # PDFium's sign for a hyphen at a line's end.
    return [text.replace("\r", "").replace("\2", "-") for text in texts]


def words(path: Path) -> list[tuple[int, float, float, float, float, str]]:
    """Return (page, left, top, right, bottom, word) of each word; points, y down."""
    run = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
    )
    found = []
    page = -1
    for line in run.stdout.splitlines():
        page += "<page " in line
        if match := re.search(
            r'<word xMin="(.+)" yMin="(.+)" xMax="(.+)" yMax="(.+)">(.*)</word>', line
        ):
            found.append((page, *map(float, match.groups()[:4]), match[5]))
    return found


@dataclass
class Node:
    """An element of a PDF's structure tree as a screen reader meets it."""

    tag: str
    text: str = ""
    kids: list["Node"] = field(default_factory=list)

    def all_text(self) -> str:
        """Return the text of the element and everything in it, in reading order."""
        return " ".join(filter(None, [self.text, *(kid.all_text() for kid in self.kids)]))

    def find(self, tag: str) -> list["Node"]:
        """Return the nearest elements of a tag, not looking inside them."""
        found = []
        for kid in self.kids:
            found += [kid] if kid.tag == tag else kid.find(tag)
        return found


def structure(path: Path) -> Node:
    """Return the structure tree as `pdfinfo -struct-text` prints it."""
    run = subprocess.run(
        ["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=True
    )
    root = Node("Root")
    open_nodes = [root]
    for line in run.stdout.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2 + 1
        content = line.strip()
        if content.startswith('"'):
            said = [open_nodes[depth - 1].text, content.strip('"').strip()]
            open_nodes[depth - 1].text = " ".join(filter(None, said))
        elif content and not content.startswith("/"):  # an attribute
            node = Node(content.split()[0].rstrip(":"))
            open_nodes[depth - 1 :] = [open_nodes[depth - 1], node]
            open_nodes[depth - 1].kids.append(node)
    return root
